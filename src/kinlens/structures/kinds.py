"""What each residue is: protein, nucleic acid, ligand, ion, water – by polymer, name and atoms."""

from __future__ import annotations

import gemmi
import numpy as np
from numpy.typing import NDArray

from kinlens.residues import is_amino_acid
from kinlens.structures.parsing import Columns, as_text

__all__ = ["NAMED_SUBCHAINS", "kinds_of"]

_PROTEIN = frozenset({gemmi.PolymerType.PeptideL, gemmi.PolymerType.PeptideD})
_NUCLEIC = frozenset({gemmi.PolymerType.Dna, gemmi.PolymerType.Rna, gemmi.PolymerType.DnaRnaHybrid})
_NUCLEIC_RESIDUES = frozenset({gemmi.ResidueKind.RNA, gemmi.ResidueKind.DNA})
# Names simulation programs give to water; gemmi knows those of the wwPDB dictionary.
_WATERS = frozenset({"HOH", "DOD", "WAT", "H2O", "SOL", "TIP", "TIP3", "TP3", "T3P", "SPC"})
_BACKBONE = frozenset({"N", "CA", "C"})
_CAPS = frozenset({"ACE", "NME", "NMA", "NH2", "FOR"})  # of the ends of a chain, without a backbone
_HALIDES = frozenset({"F", "Cl", "Br", "I"})
NAMED_SUBCHAINS = frozenset({gemmi.CoorFormat.Mmcif, gemmi.CoorFormat.Mmjson})


def kinds_of(
    st: gemmi.Structure, columns: Columns, rows: NDArray[np.intp], residue: NDArray[np.intp],
    names: NDArray[np.str_], subchains: NDArray[np.str_],
) -> NDArray[np.str_]:
    """Tell the kind of every residue.

    Parameters
    ----------
    st
        As read.
    columns
        Its atoms.
    rows
        Atoms that are kept.
    residue
        Residue of each of them, ascending.
    names, subchains
        Of each residue.

    Returns
    -------
    numpy.ndarray
        See `kinlens.structures.model.Residues`.
    """
    polymers = {
        subchain: entity.polymer_type
        for entity in st.entities
        if entity.entity_type == gemmi.EntityType.Polymer
        for subchain in entity.subchains
    }
    pairs = list(zip(names.tolist(), subchains.tolist(), strict=True))
    by_pair = {(name, subchain): _kind(name, polymers.get(subchain)) for name, subchain in set(pairs)}
    column = np.array([by_pair[pair] for pair in pairs], dtype="U7")

    starts = np.searchsorted(residue, np.arange(len(column)))
    _release_ligands(st, column, names, columns.name[rows], starts)
    if st.input_format not in NAMED_SUBCHAINS:  # mmCIF says itself what is a polymer
        _rescue_second_polymers(column, names, columns.het_flag[rows[starts]] == ord("A"))

    # An ion is a lone atom (in one or more alternate locations) of a metal or a halogen.
    atom_names = columns.name_codes(rows)
    differs = (atom_names != atom_names[starts][residue]).any(axis=1)
    alone = np.bincount(residue, differs) == 0
    for i in np.flatnonzero(alone & (column == "ligand")):
        element = columns.element[rows[starts[i]]].decode()
        if element in _HALIDES or gemmi.Element(element).is_metal:
            column[i] = "ion"
        elif element == "X":
            column[i] = "other"
    return column


def _release_ligands(
    st: gemmi.Structure, column: NDArray[np.str_], names: NDArray[np.str_], atom_names: NDArray[np.int8],
    starts: NDArray[np.intp],
) -> None:
    """Call ligands what gemmi takes for a link of a protein chain but has neither the name nor the backbone of one.

    Programs put ligands and ions into the chain of the protein, in mmCIF without an entity of their own. What the
    sequence in the header names is a link indeed.
    """
    strange = np.flatnonzero(column == "protein")
    unlike = {name for name in set(names[strange].tolist()) if not is_amino_acid(name) and name not in _CAPS}
    if unlike:
        unlike -= {name for entity in st.entities for position in entity.full_sequence for name in position.split(",")}
    if not unlike:
        return
    text, ends = as_text(atom_names), np.r_[starts[1:], len(atom_names)]
    for i in strange[np.isin(names[strange], sorted(unlike))].tolist():
        if not _BACKBONE.issubset(text[starts[i]:ends[i]].tolist()):
            column[i] = "ligand"


def _rescue_second_polymers(
    column: NDArray[np.str_], names: NDArray[np.str_], written_as_atom: NDArray[np.bool_]
) -> None:
    """Call protein what follows the first TER of a chain but is amino acids in ATOM records.

    Docking and simulation programs put several proteins under one chain name, often the blank one, and gemmi
    takes all that follows TER in a chain for ligands. Free amino acids are HETATM in wwPDB files.
    """
    ligands = np.flatnonzero(column == "ligand")
    amino = ligands[[is_amino_acid(name) for name in names[ligands].tolist()]] if len(ligands) else ligands
    column[amino[written_as_atom[amino]]] = "protein"
    for i in amino[~written_as_atom[amino]]:  # a modified residue between two of them
        if 0 < i < len(column) - 1 and column[i - 1] == column[i + 1] == "protein" and written_as_atom[i - 1]:
            column[i] = "protein"


def _kind(name: str, polymer: gemmi.PolymerType | None) -> str:
    """Give the kind of a residue from its name and the polymer it belongs to, None for no polymer."""
    if name in _WATERS:
        return "water"
    if polymer is None:
        return "ligand"
    if polymer in _PROTEIN:
        return "protein"
    if polymer in _NUCLEIC:
        return "nucleic"
    if polymer == gemmi.PolymerType.Unknown:  # too short or too odd for gemmi to say: ask the residue
        if is_amino_acid(name):
            return "protein"
        if gemmi.find_tabulated_residue(name).kind in _NUCLEIC_RESIDUES:
            return "nucleic"
    return "other"
