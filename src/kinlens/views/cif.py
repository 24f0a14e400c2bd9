"""Molecules of a scene as mmCIF: only what is shown, in the scene's coordinates."""

from __future__ import annotations

import gemmi
import numpy as np

from kinlens.scene.model import Molecule

_COLUMNS = ("group_PDB", "id", "type_symbol", "label_atom_id", "label_alt_id", "label_comp_id", "label_asym_id",
            "label_entity_id", "label_seq_id", "pdbx_PDB_ins_code", "Cartn_x", "Cartn_y", "Cartn_z", "occupancy",
            "B_iso_or_equiv", "auth_seq_id", "auth_comp_id", "auth_asym_id", "auth_atom_id", "pdbx_PDB_model_num")


def molecule_cif(molecule: Molecule) -> str:
    """One molecule as the text of an mmCIF file, author names and numbers in both schemes."""
    document = gemmi.cif.Document()
    block = document.add_new_block("".join(c if c.isascii() and c.isalnum() else "_" for c in molecule.name) or "scene")
    owner = molecule.owner
    chain = [gemmi.cif.quote(name or "_") for name in molecule.chain.tolist()]
    comp = [gemmi.cif.quote(name) for name in molecule.residue_name.tolist()]
    number = [str(n) for n in molecule.number.tolist()]
    # Polymers are counted along their chain, so that insertion codes and gaps keep their order.
    place = [str(i + 1) if polymer else "." for i, polymer in enumerate(molecule.polymer.tolist())]
    icode = [gemmi.cif.quote(code) if code else "?" for code in molecule.icode.tolist()]
    group = np.where(molecule.polymer[owner], "ATOM", "HETATM").tolist()
    entity = np.where(molecule.polymer[owner], "1", "2").tolist()
    names = [gemmi.cif.quote(name) for name in molecule.atom.tolist()]
    xyz = [[f"{value:.3f}" for value in axis] for axis in molecule.xyz.T.tolist()]
    count, own = len(owner), owner.tolist()

    def by_residue(values: list[str]) -> list[str]:
        return [values[i] for i in own]

    loop = block.init_mmcif_loop("_atom_site.", list(_COLUMNS))
    loop.set_all_values([
        group, [str(i + 1) for i in range(count)], [element.upper() for element in molecule.element.tolist()], names,
        ["."] * count, by_residue(comp), by_residue(chain), entity, by_residue(place), by_residue(icode), *xyz,
        ["1.00"] * count, ["0.00"] * count,
        by_residue(number), by_residue(comp), by_residue(chain), names, ["1"] * count])
    text: str = document.as_string()
    return text
