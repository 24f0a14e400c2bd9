"""Writing a structure as mmCIF: what was read, in other coordinates if need be."""

from __future__ import annotations

import gemmi
import numpy as np

from kinlens.geometry import Floats
from kinlens.residues import ONE_TO_THREE
from kinlens.structures.model import Structure

__all__ = ["to_mmcif"]

_ENTITY = {"protein": gemmi.EntityType.Polymer, "nucleic": gemmi.EntityType.Polymer,
           "other": gemmi.EntityType.Polymer, "ligand": gemmi.EntityType.NonPolymer,
           "ion": gemmi.EntityType.NonPolymer, "water": gemmi.EntityType.Water}


def to_mmcif(structure: Structure, xyz: Floats | None = None) -> str:
    """Give a structure as the text of an mmCIF file.

    Parameters
    ----------
    structure
        What is written: its heavy atoms with all alternate locations, author names and numbers, and the sequences of
        its header.
    xyz
        Coordinates in Å in the place of its own, shape (n, 3). There is no cell then: it would not fit them.

    Returns
    -------
    str
    """
    st = gemmi.Structure()
    st.name = structure.source.id
    st.info["_entry.id"] = structure.source.id
    if structure.source.method:
        st.info["_exptl.method"] = structure.source.method
    st.add_model(_model(structure, structure.atoms.xyz if xyz is None else xyz))
    st.assign_subchains()
    st.ensure_entities()
    for name, header in structure.chains.items():
        if header.sequence:
            entity = st.get_entity_of(st[0][name].get_polymer())
            if entity is not None:  # a chain of ligands alone has none
                entity.full_sequence = list(header.sequence)
    document = st.make_mmcif_document()
    if structure.source.resolution:
        block = document.sole_block()
        block.set_pair("_refine.entry_id", gemmi.cif.quote(structure.source.id))
        block.set_pair("_refine.pdbx_refine_id", gemmi.cif.quote(structure.source.method or "?"))
        block.set_pair("_refine.ls_d_res_high", f"{structure.source.resolution:g}")
    text: str = document.as_string()
    return text


def _model(structure: Structure, xyz: Floats) -> gemmi.Model:
    residues = structure.residues
    model = gemmi.Model(structure.model)
    for name in structure.chain_names:
        chain = gemmi.Chain(name)
        for index in np.flatnonzero(residues.chain == name):
            chain.add_residue(_residue(structure, int(index), xyz))
        model.add_chain(chain)
    return model


def _residue(structure: Structure, index: int, xyz: Floats) -> gemmi.Residue:
    residues, atoms = structure.residues, structure.atoms
    made = gemmi.Residue()
    made.name = str(residues.name[index])
    made.seqid = gemmi.SeqId(int(residues.number[index]), str(residues.icode[index]) or " ")
    kind = str(residues.kind[index])
    made.entity_type = _ENTITY[kind]
    standard = kind == "protein" and ONE_TO_THREE.get(str(residues.parent[index])) == made.name
    made.het_flag = "A" if standard else "H"
    if residues.label_number[index] and kind == "protein":
        made.label_seq = int(residues.label_number[index])
    for i in range(int(residues.first_atom[index]), int(residues.first_atom[index + 1])):
        atom = gemmi.Atom()
        atom.name = str(atoms.name[i])
        atom.element = gemmi.Element(str(atoms.element[i]))
        atom.altloc = str(atoms.altloc[i]) or "\0"
        atom.occ = float(atoms.occupancy[i])
        atom.b_iso = float(atoms.b_factor[i])
        atom.pos = gemmi.Position(*xyz[i])
        made.add_atom(atom)
    return made
