"""From a parsed gemmi.Structure to the arrays of `Structure`."""

from __future__ import annotations

from dataclasses import dataclass, fields

import gemmi
import numpy as np
from numpy.typing import NDArray

from kinlens.errors import EmptyStructure, UnreadableStructure
from kinlens.residues import is_amino_acid, parent_letter
from kinlens.structures.crystals import assemblies_of, crystal_of
from kinlens.structures.headers import HeaderClaims
from kinlens.structures.model import Atoms, ChainHeader, Residues, Source, Structure
from kinlens.structures.parsing import Columns, Parsed

__all__ = ["BY_OCCUPANCY", "HYDROGENS_LEFT_OUT", "build"]

# Words by which the notes on what is no longer there are known again.
HYDROGENS_LEFT_OUT, BY_OCCUPANCY = "hydrogen or deuterium atoms left out", "(occupancy)"

_PROTEIN = frozenset({gemmi.PolymerType.PeptideL, gemmi.PolymerType.PeptideD})
_NUCLEIC = frozenset({gemmi.PolymerType.Dna, gemmi.PolymerType.Rna, gemmi.PolymerType.DnaRnaHybrid})
_NUCLEIC_RESIDUES = frozenset({gemmi.ResidueKind.RNA, gemmi.ResidueKind.DNA})
# Names simulation programs give to water; gemmi knows those of the wwPDB dictionary.
_WATERS = frozenset({"HOH", "DOD", "WAT", "H2O", "SOL", "TIP", "TIP3", "TP3", "T3P", "SPC"})
# A few atoms stand twice in some entries; where a third does, distances would be to whichever copy is nearer.
_MOST_REPEATED = 1 / 3
_BACKBONE = frozenset({"N", "CA", "C"})
_CAPS = frozenset({"ACE", "NME", "NMA", "NH2", "FOR"})  # of the ends of a chain, without a backbone
_HALIDES = frozenset({"F", "Cl", "Br", "I"})
_NAMED_SUBCHAINS = frozenset({gemmi.CoorFormat.Mmcif, gemmi.CoorFormat.Mmjson})
_NO_LABEL = 0
_ASCII = 127
# Ten times what the columns of a PDB file hold; beyond, nothing is next to anything and distances lose their digits.
_FARTHEST_ANGSTROM = 1e5


@dataclass(slots=True)
class _Table:
    """Columns of the atoms and residues of the first model while residues are still being dropped."""

    columns: Columns
    atoms: NDArray[np.intp]  # rows of `columns` that are kept
    residue: NDArray[np.intp]  # residue of each kept row
    label_number: NDArray[np.int32]  # per residue


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
    notes = [*claims.notes, *parsed.notes]
    if models > 1:
        which = "the first" if parsed.first else f"model {parsed.model}"
        notes.append(f"{models} models: {which} is used")
    table = _heavy_atoms(parsed, notes, source.origin)
    _drop_minor_names(table, notes)
    residues = _residues(st, table)
    atoms = _atoms(table, residues, notes)
    _note_repeats(atoms, residues, _name_codes(table), notes, source.origin)

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
    _check_sequence(residues, parsed.polymers, notes)
    if not (residues.kind == "protein").any():
        kinds, counts = np.unique(residues.kind, return_counts=True)
        notes.append(f"no protein in it: {', '.join(f'{n} {kind}' for kind, n in zip(kinds, counts, strict=True))}")
    for table_of_columns in (atoms, residues):
        for column in fields(table_of_columns):
            getattr(table_of_columns, column.name).setflags(write=False)
    crystal = crystal_of(st, atoms.xyz[atoms.selected])
    if crystal is not None and crystal.trouble:
        notes.append(f"symmetry mates cannot be made: {crystal.trouble}")
    return Structure(source, atoms, residues, chains, models, tuple(notes), crystal, assemblies_of(st), parsed.model)


def _heavy_atoms(parsed: Parsed, notes: list[str], origin: str) -> _Table:
    """Keep atoms heavier than deuterium with usable coordinates."""
    columns = parsed.columns
    every = [residue for chain in (parsed.structure[0] if parsed.models else ()) for residue in chain]
    residue = np.repeat(np.arange(len(every)), [len(r) for r in every])
    label_number = np.array([r.label_seq or 0 for r in every], dtype=np.int32)

    elements = columns.element
    hydrogen = (elements == b"H") | (elements == b"D")
    finite = (np.abs(columns.xyz) <= _FARTHEST_ANGSTROM).all(axis=1)  # false for NaN as well
    if hydrogen.any():
        notes.append(f"{int(hydrogen.sum())} {HYDROGENS_LEFT_OUT}")
    if not finite.all():
        notes.append(f"{int((~finite).sum())} atoms without usable coordinates left out")
    atoms = np.flatnonzero(~hydrogen & finite)
    if not len(atoms):
        raise EmptyStructure(
            origin, f"{len(elements)} hydrogen or unplaced atoms" if len(elements) else "header"
        )
    table = _Table(columns, atoms, residue[atoms], label_number)
    _renumber(table)
    return table


def _renumber(table: _Table) -> None:
    """Let residue indices count the residues that still have atoms."""
    left, table.residue = np.unique(table.residue, return_inverse=True)
    table.label_number = table.label_number[left]


def _first_rows(table: _Table) -> NDArray[np.intp]:
    """Give the row of `columns` of each residue's first atom."""
    starts = np.flatnonzero(np.r_[True, table.residue[1:] != table.residue[:-1]])
    rows: NDArray[np.intp] = table.atoms[starts]
    return rows


def _drop_minor_names(table: _Table, notes: list[str]) -> None:
    """Make one residue of two that share a position: the name with the largest summed occupancy stays.

    Only neighbours whose atoms all carry labels are alternatives of each other. Residues that merely repeat
    a number (a ligand numbered like a water) are distinct and stay.
    """
    columns, rows = table.columns, _first_rows(table)
    chain, number, icode = _text(columns.chain[rows]), columns.number[rows], columns.icode[rows]
    same = (chain[1:] == chain[:-1]) & (number[1:] == number[:-1]) & (icode[1:] == icode[:-1])
    if not same.any():
        return
    labelled = np.bincount(table.residue, columns.altloc[table.atoms] == _NO_LABEL) == 0
    linked = same & labelled[1:] & labelled[:-1]
    if not linked.any():
        return
    # Occupancies have two decimals: rounding keeps sums of float32 from breaking a tie.
    weight = np.bincount(table.residue, columns.occupancy[table.atoms]).round(3)
    group = np.r_[0, np.cumsum(~linked)]
    order = np.lexsort((np.arange(len(group)), -weight, group))
    keep = np.zeros(len(group), dtype=bool)
    keep[order[np.r_[True, group[order][1:] != group[order][:-1]]]] = True
    # The dropped name may be the one gemmi aligned with the sequence.
    position = np.zeros(len(group), dtype=np.int32)
    np.maximum.at(position, group, table.label_number)
    table.label_number = np.where(np.bincount(group)[group] > 1, position[group], table.label_number)

    names = _text(columns.residue_name[rows])
    for i in np.flatnonzero(~keep):
        kept = int(np.flatnonzero(keep & (group == group[i]))[0])
        place = f"{chain[i]}:{number[i]}{chr(icode[i]).strip()}"
        notes.append(f"{place} is {names[kept]} and {names[i]} {BY_OCCUPANCY}: {names[kept]} is used")
    stay = keep[table.residue]
    table.atoms, table.residue = table.atoms[stay], table.residue[stay]
    _renumber(table)


def _residues(st: gemmi.Structure, table: _Table) -> Residues:
    columns, rows = table.columns, _first_rows(table)
    names = _text(columns.residue_name[rows])
    subchains = _text(columns.subchain[rows])
    first_atom = np.searchsorted(table.residue, np.arange(len(rows) + 1)).astype(np.int32)
    return Residues(
        chain=_text(columns.chain[rows]),
        number=columns.number[rows],
        icode=_letters(columns.icode[rows]),
        name=names,
        parent=_parents(st, names.tolist()),
        label_number=table.label_number,
        kind=_kinds(st, table, names, subchains),
        first_atom=first_atom,
        # For other formats these are names gemmi made up.
        subchain=subchains if st.input_format in _NAMED_SUBCHAINS else np.zeros(len(rows), dtype="U1"),
    )


def _parents(st: gemmi.Structure, names: list[str]) -> NDArray[np.str_]:
    letters = {name: parent_letter(name) for name in set(names)}
    if st.mod_residues:
        # What only the file knows: the parent of a modification too rare for gemmi's table.
        declared = {mod.res_id.name: parent_letter(mod.parent_comp_id) for mod in st.mod_residues}
        letters = {name: declared.get(name, "X") if one == "X" else one for name, one in letters.items()}
    return np.array([letters[name] for name in names], dtype="U1")


def _kinds(
    st: gemmi.Structure, table: _Table, names: NDArray[np.str_], subchains: NDArray[np.str_]
) -> NDArray[np.str_]:
    columns, rows = table.columns, table.atoms
    polymers = {
        subchain: entity.polymer_type
        for entity in st.entities
        if entity.entity_type == gemmi.EntityType.Polymer
        for subchain in entity.subchains
    }
    pairs = list(zip(names.tolist(), subchains.tolist(), strict=True))
    by_pair = {(name, subchain): _kind(name, polymers.get(subchain)) for name, subchain in set(pairs)}
    column = np.array([by_pair[pair] for pair in pairs], dtype="U7")

    starts = np.searchsorted(table.residue, np.arange(len(column)))
    _release_ligands(st, column, names, columns.name[rows], starts)
    if st.input_format not in _NAMED_SUBCHAINS:  # mmCIF says itself what is a polymer
        _rescue_second_polymers(column, names, columns.het_flag[rows[starts]] == ord("A"))

    # An ion is a lone atom (in one or more alternate locations) of a metal or a halogen.
    atom_names = _name_codes(table)
    differs = (atom_names != atom_names[starts][table.residue]).any(axis=1)
    alone = np.bincount(table.residue, differs) == 0
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
    text, ends = _text(atom_names), np.r_[starts[1:], len(atom_names)]
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


def _atoms(table: _Table, residues: Residues, notes: list[str]) -> Atoms:
    columns, kept = table.columns, table.atoms
    labels, occupancy = columns.altloc[kept], columns.occupancy[kept]
    selected = _chosen_conformer(table.residue, labels, occupancy)
    alternates = len(np.unique(table.residue[labels != _NO_LABEL]))
    if alternates:
        notes.append(f"{alternates} residues with alternate locations: the most occupied conformer is used")
    return Atoms(
        xyz=np.ascontiguousarray(columns.xyz[kept]),
        element=_text(columns.element[kept]),
        name=_text(columns.name[kept]),
        altloc=_letters(labels),
        occupancy=occupancy,
        b_factor=columns.b_factor[kept],
        residue=table.residue.astype(np.int32),
        selected=selected,
    )


def _chosen_conformer(
    residue: NDArray[np.intp], labels: NDArray[np.int8], occupancy: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Select per residue the label with the largest summed occupancy, the first label in a tie."""
    labelled: NDArray[np.bool_] = labels != _NO_LABEL
    if not labelled.any():
        return np.ones(len(labels), dtype=bool)
    code = residue * 256 + labels.astype(np.uint8)
    conformers, inverse = np.unique(code[labelled], return_inverse=True)
    weight = np.bincount(inverse, occupancy[labelled]).round(3)
    owner = conformers // 256
    order = np.lexsort((conformers, -weight, owner))
    best = order[np.r_[True, owner[order][1:] != owner[order][:-1]]]
    selected: NDArray[np.bool_] = ~labelled | np.isin(code, conformers[best])
    return selected


def _note_repeats(
    atoms: Atoms, residues: Residues, names: NDArray[np.int64], notes: list[str], origin: str,
) -> None:
    """Note atoms and residue keys that occur twice: they are kept, and the first is the one found by name."""
    keys = list(zip(residues.chain.tolist(), residues.number.tolist(), residues.icode.tolist(), strict=True))
    if len(set(keys)) < len(keys):
        notes.append(f"{len(keys) - len(set(keys))} residues repeat the chain and number of another")
    polymer = (residues.kind != "water")[atoms.residue] & atoms.selected
    keys_of_atoms = (*names[polymer].T, atoms.residue[polymer])
    order = np.lexsort(keys_of_atoms)
    repeated = int(np.logical_and.reduce([np.diff(key[order]) == 0 for key in keys_of_atoms]).sum())
    if repeated > _MOST_REPEATED * len(order):
        reason = f"{repeated} atoms stand twice under one chain, number and name: give each copy a chain of its own"
        raise UnreadableStructure(origin, reason, "several copies of a molecule in one chain")
    if repeated:
        notes.append(f"{repeated} atoms repeat the name of another in their residue")


def _name_codes(table: _Table) -> NDArray[np.int64]:
    """Give the names of the kept atoms as numbers, eight characters in each, shape (n, 1) or wider."""
    return np.ascontiguousarray(table.columns.name).view(np.int64)[table.atoms]


def _check_sequence(residues: Residues, polymers: dict[str, gemmi.Entity], notes: list[str]) -> None:
    """Blank positions that point nowhere, and note residues that differ from the sequence in the header."""
    for chain in dict.fromkeys(residues.chain.tolist()):
        mine = residues.chain == chain
        sequence = polymers[chain].full_sequence if chain in polymers else []
        # Numbers without a sequence to count in (a program copied author numbers) mean nothing.
        residues.label_number[mine & (residues.label_number > len(sequence))] = 0
        rows = np.flatnonzero(mine & (residues.label_number > 0))
        pairs = zip(residues.name[rows].tolist(), residues.label_number[rows].tolist(), strict=True)
        # Names of one position are separated by commas.
        differing = sum(name not in sequence[position - 1].split(",") for name, position in pairs)
        if differing:
            notes.append(f"chain {chain}: {differing} residues are not those of the sequence in the header")


def _text(characters: NDArray[np.generic]) -> NDArray[np.str_]:
    """Turn rows of characters, or byte strings, into a column of text."""
    codes = np.ascontiguousarray(characters).view(np.uint8).reshape(len(characters), -1)
    if (codes > _ASCII).any():  # only in objects: text files are made ASCII
        return np.char.decode(codes.view(f"S{codes.shape[1]}").ravel(), "utf-8", "replace")
    # The four bytes of each letter at once: several times faster than numpy's own conversion.
    return codes.astype(np.uint32).view(f"U{codes.shape[1]}").ravel()


def _letters(codes: NDArray[np.int8]) -> NDArray[np.str_]:
    """Turn character codes into text, blank and null into the empty string."""
    codes = np.where(codes == ord(" "), 0, codes).astype(np.uint8)
    return codes.view("S1").astype("U1")
