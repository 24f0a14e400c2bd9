"""From a parsed gemmi.Structure to the arrays of `Structure`."""

from __future__ import annotations

from dataclasses import dataclass, fields

import gemmi
import numpy as np
from numpy.typing import NDArray

from kinlens.errors import EmptyStructure, UnreadableStructure
from kinlens.residues import parent_letter
from kinlens.structures.crystals import assemblies_of, crystal_of
from kinlens.structures.declared import ChainHeader
from kinlens.structures.headers import HeaderClaims
from kinlens.structures.kinds import NAMED_SUBCHAINS, kinds_of
from kinlens.structures.model import Atoms, Residues, Source, Structure
from kinlens.structures.parsing import Columns, Parsed, as_text

__all__ = ["BY_OCCUPANCY", "HYDROGENS_LEFT_OUT", "build"]

# Words by which the notes on what is no longer there are known again.
HYDROGENS_LEFT_OUT, BY_OCCUPANCY = "hydrogen or deuterium atoms left out", "(occupancy)"

# A few atoms stand twice in some entries; where a third does, distances would be to whichever copy is nearer.
_MOST_REPEATED = 1 / 3
_NO_LABEL = 0
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
    _note_repeats(atoms, residues, table.columns.name_codes(table.atoms), notes, source.origin)

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
    chain, number, icode = as_text(columns.chain[rows]), columns.number[rows], columns.icode[rows]
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

    names = as_text(columns.residue_name[rows])
    for i in np.flatnonzero(~keep):
        kept = int(np.flatnonzero(keep & (group == group[i]))[0])
        place = f"{chain[i]}:{number[i]}{chr(icode[i]).strip()}"
        notes.append(f"{place} is {names[kept]} and {names[i]} {BY_OCCUPANCY}: {names[kept]} is used")
    stay = keep[table.residue]
    table.atoms, table.residue = table.atoms[stay], table.residue[stay]
    _renumber(table)


def _residues(st: gemmi.Structure, table: _Table) -> Residues:
    columns, rows = table.columns, _first_rows(table)
    names = as_text(columns.residue_name[rows])
    subchains = as_text(columns.subchain[rows])
    first_atom = np.searchsorted(table.residue, np.arange(len(rows) + 1)).astype(np.int32)
    return Residues(
        chain=as_text(columns.chain[rows]),
        number=columns.number[rows],
        icode=_letters(columns.icode[rows]),
        name=names,
        parent=_parents(st, names.tolist()),
        label_number=table.label_number,
        kind=kinds_of(st, columns, table.atoms, table.residue, names, subchains),
        first_atom=first_atom,
        # For other formats these are names gemmi made up.
        subchain=subchains if st.input_format in NAMED_SUBCHAINS else np.zeros(len(rows), dtype="U1"),
    )


def _parents(st: gemmi.Structure, names: list[str]) -> NDArray[np.str_]:
    letters = {name: parent_letter(name) for name in set(names)}
    if st.mod_residues:
        # What only the file knows: the parent of a modification too rare for gemmi's table.
        declared = {mod.res_id.name: parent_letter(mod.parent_comp_id) for mod in st.mod_residues}
        letters = {name: declared.get(name, "X") if one == "X" else one for name, one in letters.items()}
    return np.array([letters[name] for name in names], dtype="U1")


def _atoms(table: _Table, residues: Residues, notes: list[str]) -> Atoms:
    columns, kept = table.columns, table.atoms
    labels, occupancy = columns.altloc[kept], columns.occupancy[kept]
    selected = _chosen_conformer(table.residue, labels, occupancy)
    alternates = len(np.unique(table.residue[labels != _NO_LABEL]))
    if alternates:
        notes.append(f"{alternates} residues with alternate locations: the most occupied conformer is used")
    return Atoms(
        xyz=np.ascontiguousarray(columns.xyz[kept]),
        element=as_text(columns.element[kept]),
        name=as_text(columns.name[kept]),
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
        reason = (f"{repeated} atoms stand twice under one chain, number and name: "
                  "give each copy a chain, each residue a number")
        raise UnreadableStructure(origin, reason, "copies of a molecule, or residues without numbers of their own")
    if repeated:
        notes.append(f"{repeated} atoms repeat the name of another in their residue")


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


def _letters(codes: NDArray[np.int8]) -> NDArray[np.str_]:
    """Turn character codes into text, blank and null into the empty string."""
    codes = np.where(codes == ord(" "), 0, codes).astype(np.uint8)
    return codes.view("S1").astype("U1")
