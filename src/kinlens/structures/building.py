"""From a parsed gemmi.Structure to the arrays of `Structure`."""

from __future__ import annotations

from dataclasses import dataclass

import gemmi
import numpy as np
from numpy.typing import NDArray

from kinlens.errors import EmptyStructure
from kinlens.residues import is_amino_acid, parent_letter
from kinlens.structures.headers import HeaderClaims
from kinlens.structures.model import Atoms, ChainHeader, Residues, Source, Structure

__all__ = ["Parsed", "build", "prepare"]

_PROTEIN = frozenset({gemmi.PolymerType.PeptideL, gemmi.PolymerType.PeptideD})
_NUCLEIC = frozenset({gemmi.PolymerType.Dna, gemmi.PolymerType.Rna, gemmi.PolymerType.DnaRnaHybrid})
_NUCLEIC_RESIDUES = frozenset({gemmi.ResidueKind.RNA, gemmi.ResidueKind.DNA})
# Names simulation programs give to water; gemmi knows those of the wwPDB dictionary.
_WATERS = frozenset({"HOH", "DOD", "WAT", "H2O", "SOL", "TIP", "TIP3", "TP3", "T3P", "SPC"})
_HALIDES = frozenset({"F", "Cl", "Br", "I"})
_NO_LABEL = 0


@dataclass(frozen=True, slots=True)
class Parsed:
    """A structure that gemmi has read and put in order.

    Parameters
    ----------
    structure
        With one model at most.
    flat
        The columns of its atoms.
    models
        Number of models there were.
    polymers
        Entity of the polymer of each author chain that has one.
    """

    structure: gemmi.Structure
    flat: gemmi.FlatStructure
    models: int
    polymers: dict[str, gemmi.Entity]


@dataclass(slots=True)
class _Table:
    """Columns of the atoms and residues of the first model while residues are still being dropped."""

    flat: gemmi.FlatStructure
    atoms: NDArray[np.intp]  # rows of `flat` that are kept
    residue: NDArray[np.intp]  # residue of each kept row
    label_number: NDArray[np.int32]  # per residue


def prepare(st: gemmi.Structure) -> Parsed:
    """Reduce to the first model and let gemmi work out entities and sequence positions, in place.

    Parameters
    ----------
    st
        What a parser gave.

    Returns
    -------
    Parsed
    """
    models = len(st)
    if models > 1:
        del st[1:]
    # A PDB file comes back to a chain for its ligands and waters: one author chain, one chain here.
    st.merge_chain_parts()
    st.setup_entities()
    st.assign_label_seq_id()
    polymers: dict[str, gemmi.Entity] = {}
    for chain in st[0] if models else ():
        polymer = chain.get_polymer()
        entity = st.get_entity_of(polymer) if len(polymer) else None
        if entity is not None:
            polymers[chain.name] = entity
    return Parsed(st, gemmi.FlatStructure(st), models, polymers)


def build(parsed: Parsed, source: Source, claims: HeaderClaims) -> Structure:
    """Turn a prepared gemmi.Structure into arrays.

    Parameters
    ----------
    parsed
        What `prepare` gave.
    source
        Where it came from.
    claims
        What its header says about the chains.

    Returns
    -------
    Structure

    Raises
    ------
    EmptyStructure
        If no heavy atom is left.
    """
    st, models = parsed.structure, parsed.models
    notes = list(claims.notes)
    if models > 1:
        notes.append(f"{models} models: the first is used")
    table = _heavy_atoms(parsed, notes, source.origin)
    _drop_minor_names(table, notes)
    residues = _residues(st, table)
    atoms = _atoms(table, residues, notes)
    _note_repeats(atoms, residues, notes)

    chains: dict[str, ChainHeader] = {}
    for name in dict.fromkeys(residues.chain.tolist()):
        entity = parsed.polymers.get(name)
        # A position with microheterogeneity reads "SER,THR"; the first name stands for it.
        sequence = tuple(map(gemmi.Entity.first_mon, entity.full_sequence)) if entity else ()
        organism, taxid = claims.organisms.get(name, ("", None))
        chains[name] = ChainHeader(
            chain=name,
            sequence=sequence,
            organism=organism,
            taxid=taxid,
            references=tuple(claims.references.get(name, ())),
            changes=tuple(claims.changes.get(name, ())),
        )
    _check_sequence(residues, chains, notes)
    return Structure(source, atoms, residues, chains, models, tuple(notes))


def _heavy_atoms(parsed: Parsed, notes: list[str], origin: str) -> _Table:
    """Keep atoms heavier than deuterium with usable coordinates."""
    flat = parsed.flat
    every = [residue for chain in (parsed.structure[0] if parsed.models else ()) for residue in chain]
    residue = np.repeat(np.arange(len(every)), [len(r) for r in every])
    label_number = np.array([r.label_seq or 0 for r in every], dtype=np.int32)

    elements = flat.element_names
    hydrogen = (elements == b"H") | (elements == b"D")
    finite = np.isfinite(flat.pos).all(axis=1)
    if hydrogen.any():
        notes.append(f"{int(hydrogen.sum())} hydrogen or deuterium atoms left out")
    if not finite.all():
        notes.append(f"{int((~finite).sum())} atoms without usable coordinates left out")
    atoms = np.flatnonzero(~hydrogen & finite)
    if not len(atoms):
        raise EmptyStructure(origin, f"{len(elements)} hydrogen or unplaced atoms" if len(elements) else "none at all")
    table = _Table(flat, atoms, residue[atoms], label_number)
    _renumber(table)
    return table


def _renumber(table: _Table) -> None:
    """Let residue indices count the residues that still have atoms."""
    left, table.residue = np.unique(table.residue, return_inverse=True)
    table.label_number = table.label_number[left]


def _first_rows(table: _Table) -> NDArray[np.intp]:
    """Give the row of `flat` of each residue's first atom."""
    starts = np.flatnonzero(np.r_[True, table.residue[1:] != table.residue[:-1]])
    rows: NDArray[np.intp] = table.atoms[starts]
    return rows


def _drop_minor_names(table: _Table, notes: list[str]) -> None:
    """Make one residue of two that share a position: the name with the largest summed occupancy stays.

    Only neighbours whose atoms all carry labels are alternatives of each other. Residues that merely repeat
    a number (a ligand numbered like a water) are distinct and stay.
    """
    flat, rows = table.flat, _first_rows(table)
    chain, number, icode = _text(flat.chain_ids[rows]), flat.resnums[rows], flat.icodes[rows]
    same = (chain[1:] == chain[:-1]) & (number[1:] == number[:-1]) & (icode[1:] == icode[:-1])
    if not same.any():
        return
    labelled = np.bincount(table.residue, flat.altlocs[table.atoms] == _NO_LABEL) == 0
    linked = same & labelled[1:] & labelled[:-1]
    if not linked.any():
        return
    # Occupancies have two decimals: rounding keeps sums of float32 from breaking a tie.
    weight = np.bincount(table.residue, flat.occ[table.atoms]).round(3)
    group = np.r_[0, np.cumsum(~linked)]
    order = np.lexsort((np.arange(len(group)), -weight, group))
    keep = np.zeros(len(group), dtype=bool)
    keep[order[np.r_[True, group[order][1:] != group[order][:-1]]]] = True
    # The dropped name may be the one gemmi aligned with the sequence.
    position = np.zeros(len(group), dtype=np.int32)
    np.maximum.at(position, group, table.label_number)
    table.label_number = np.where(np.bincount(group)[group] > 1, position[group], table.label_number)

    names = _text(flat.residue_names[rows])
    for i in np.flatnonzero(~keep):
        kept = int(np.flatnonzero(keep & (group == group[i]))[0])
        place = f"{chain[i]}:{number[i]}{chr(icode[i]).strip()}"
        notes.append(f"{place} is {names[kept]} and {names[i]} (occupancy): {names[kept]} is used")
    stay = keep[table.residue]
    table.atoms, table.residue = table.atoms[stay], table.residue[stay]
    _renumber(table)


def _residues(st: gemmi.Structure, table: _Table) -> Residues:
    flat, rows = table.flat, _first_rows(table)
    names = _text(flat.residue_names[rows])
    subchains = _text(flat.subchains[rows])
    first_atom = np.searchsorted(table.residue, np.arange(len(rows) + 1)).astype(np.int32)
    is_mmcif = st.input_format != gemmi.CoorFormat.Pdb
    return Residues(
        chain=_text(flat.chain_ids[rows]),
        number=flat.resnums[rows],
        icode=_letters(flat.icodes[rows]),
        name=names,
        parent=np.array([parent_letter(name) for name in names.tolist()], dtype="U1"),
        label_number=table.label_number,
        kind=_kinds(st, table, rows, names, subchains),
        first_atom=first_atom,
        # For PDB files these are names gemmi made up.
        subchain=subchains if is_mmcif else np.zeros(len(rows), dtype="U1"),
    )


def _kinds(
    st: gemmi.Structure,
    table: _Table,
    rows: NDArray[np.intp],
    names: NDArray[np.str_],
    subchains: NDArray[np.str_],
) -> NDArray[np.str_]:
    flat = table.flat
    polymer_types = {
        subchain: entity.polymer_type
        for entity in st.entities
        if entity.entity_type == gemmi.EntityType.Polymer
        for subchain in entity.subchains
    }
    kinds: list[str] = []
    cache: dict[tuple[str, str], str] = {}
    for name, subchain in zip(names.tolist(), subchains.tolist(), strict=True):
        kind = cache.get((name, subchain))
        if kind is None:
            kind = cache[name, subchain] = _kind(name, polymer_types.get(subchain))
        kinds.append(kind)
    column = np.array(kinds, dtype="U7")

    # An ion is a lone atom (in one or more alternate locations) of a metal or a halogen.
    elements = _text(flat.element_names[table.atoms])
    starts = np.searchsorted(table.residue, np.arange(len(rows)))
    distinct = _text(flat.atom_names[table.atoms])
    alone = np.bincount(table.residue, distinct != distinct[starts][table.residue]) == 0
    for i in np.flatnonzero(alone & (column == "ligand")):
        element = str(elements[starts[i]])
        if element in _HALIDES or gemmi.Element(element).is_metal:
            column[i] = "ion"
        elif element == "X":
            column[i] = "other"
    return column


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


def _atoms(table: _Table, residues: Residues, notes: list[str]) -> Atoms:
    flat, kept = table.flat, table.atoms
    labels, occupancy = flat.altlocs[kept], flat.occ[kept]
    selected = _chosen_conformer(table.residue, labels, occupancy)
    alternates = len(np.unique(table.residue[labels != _NO_LABEL]))
    if alternates:
        notes.append(f"{alternates} residues with alternate locations: the most occupied conformer is used")
    return Atoms(
        xyz=np.ascontiguousarray(flat.pos[kept]),
        element=_text(flat.element_names[kept]),
        name=_text(flat.atom_names[kept]),
        altloc=_letters(labels),
        occupancy=occupancy,
        b_factor=flat.b_iso[kept],
        residue=table.residue.astype(np.int32),
        selected=selected,
    )


def _chosen_conformer(
    residue: NDArray[np.intp], labels: NDArray[np.int8], occupancy: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Select per residue the label with the largest summed occupancy, the first label in a tie."""
    labelled = labels != _NO_LABEL
    if not labelled.any():
        return ~labelled
    code = residue * 256 + labels.astype(np.uint8)
    conformers, inverse = np.unique(code[labelled], return_inverse=True)
    weight = np.bincount(inverse, occupancy[labelled]).round(3)
    owner = conformers // 256
    order = np.lexsort((conformers, -weight, owner))
    best = order[np.r_[True, owner[order][1:] != owner[order][:-1]]]
    return ~labelled | np.isin(code, conformers[best])


def _note_repeats(atoms: Atoms, residues: Residues, notes: list[str]) -> None:
    """Note atoms and residue keys that occur twice: they are kept, and the first is the one found by name."""
    keys = list(zip(residues.chain.tolist(), residues.number.tolist(), residues.icode.tolist(), strict=True))
    if len(set(keys)) < len(keys):
        notes.append(f"{len(keys) - len(set(keys))} residues repeat the chain and number of another")
    polymer = (residues.kind != "water")[atoms.residue] & atoms.selected
    columns = (atoms.residue[polymer].tolist(), atoms.name[polymer].tolist())
    if (repeated := len(columns[0]) - len(set(zip(*columns, strict=True)))) > 0:
        notes.append(f"{repeated} atoms repeat the name of another in their residue")


def _check_sequence(residues: Residues, chains: dict[str, ChainHeader], notes: list[str]) -> None:
    """Blank positions that point nowhere, and note residues that differ from the sequence in the header."""
    for chain, header in chains.items():
        mine = residues.chain == chain
        if not header.sequence:
            # Numbers without a sequence to count in (a program copied author numbers) mean nothing.
            residues.label_number[mine] = 0
            continue
        rows = np.flatnonzero(mine & (residues.label_number > 0))
        rows = rows[residues.label_number[rows] <= len(header.sequence)]
        expected = np.array(header.sequence)[residues.label_number[rows] - 1]
        differing = int((expected != residues.name[rows]).sum())
        if differing:
            notes.append(f"chain {chain}: {differing} residues differ in name from the sequence in the header")


def _text(characters: NDArray[np.generic]) -> NDArray[np.str_]:
    """Turn rows of 8 characters, or byte strings, into a column of text."""
    if characters.ndim == 2:
        characters = np.ascontiguousarray(characters).view("S8").ravel()
    return np.char.strip(characters.astype("U"))


def _letters(codes: NDArray[np.int8]) -> NDArray[np.str_]:
    """Turn character codes into text, blank and null into the empty string."""
    codes = np.where(codes == ord(" "), 0, codes).astype(np.uint8)
    return codes.view("S1").astype("U1")
