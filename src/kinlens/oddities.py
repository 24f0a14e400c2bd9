"""What is odd about a structure: everything that makes a residue number, a distance or a count mean something else.

Each oddity is a kind from a closed list and one true sentence with the names and numbers of this file; what kinlens
does about each kind is said in ``docs/oddities.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kinlens.identity import Protein
from kinlens.ligands import Bound, find_ligands
from kinlens.numbering import Domain, main_domain
from kinlens.packing import symmetry_said
from kinlens.residues import is_standard
from kinlens.sites import missing_side_chain
from kinlens.structures.building import BY_OCCUPANCY, HYDROGENS_LEFT_OUT
from kinlens.structures.model import Structure

MOST_NAMED = 6
SHORT_NAME = 3  # letters of a residue name the PDB format has room for


class OddityKind(StrEnum):
    """The kinds of oddity."""

    NO_SEQUENCE = "no sequence in the header"
    MODELS = "several models"
    PREDICTED = "predicted model"
    SEVERAL_NAMES = "two residues at one position"
    ALTERNATE_LOCATIONS = "alternate locations"
    HYDROGENS = "hydrogens"
    LONG_CHAIN_NAME = "chain name of several letters"
    LONG_LIGAND_NAME = "ligand code of five letters"
    MATES_IN_ASSEMBLY = "assembly takes symmetry mates"
    BROKEN_CELL = "cell without sense"
    HEADER_WRONG = "header contradicted by the sequence"
    NOT_UNIPROT = "author numbers are not UniProt's"
    SEVERAL_OFFSETS = "author numbers shift within the chain"
    BELOW_ONE = "author numbers below 1"
    INSERTION_CODES = "insertion codes"
    BACKWARDS = "author numbers run backwards"
    GAPS = "gaps"
    INNER_DELETION = "inner deletion"
    TAG = "tag"
    FUSION = "fusion"
    ENGINEERED = "engineered"
    ORTHOLOGUE = "orthologue"
    UNDECLARED = "differences nobody declares"
    MODIFIED = "modified residues"
    TRUNCATED = "side chains missing"
    TWO_DOMAINS = "two kinase domains in one chain"
    FOREIGN_CHAIN_ID = "ligand under another chain's name"
    SEVERAL_COPIES = "several copies of a ligand"
    UNOWNED = "ligand that touches no chain of the file"
    NOT_IDENTIFIED = "protein not in the tables"
    BY_PROFILE = "kinase not in the tables"


@dataclass(frozen=True, slots=True)
class Oddity:
    """One oddity of a file or of one of its chains.

    Attributes
    ----------
    kind : OddityKind
    chain : str
        '' where it concerns the file.
    text : str
        What is so.
    """

    kind: OddityKind
    chain: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


def file_oddities(structure: Structure) -> list[Oddity]:
    """What is odd about a file as a whole."""
    r, found = structure.residues, []

    def add(kind: OddityKind, text: str) -> None:
        found.append(Oddity(kind, "", text))

    if not any(header.sequence for header in structure.chains.values()):
        bare = not any(h.organism or h.references for h in structure.chains.values())
        more = ", nor organism and database" if bare else ""
        add(OddityKind.NO_SEQUENCE, f"of the construct{more}: what has no coordinates may not be in it")
    if structure.models > 1:
        add(OddityKind.MODELS, f"{structure.models}, of which one is measured")
    if structure.confidence is not None:
        add(OddityKind.PREDICTED, f"pLDDT in the B column, {structure.confidence.evidence}")
    for kind, words in ((OddityKind.SEVERAL_NAMES, BY_OCCUPANCY), (OddityKind.HYDROGENS, HYDROGENS_LEFT_OUT)):
        if notes := [note for note in structure.notes if words in note]:
            add(kind, _named(notes, "; "))
    labelled = np.unique(structure.atoms.residue[structure.atoms.altloc != ""])
    if len(labelled):
        add(OddityKind.ALTERNATE_LOCATIONS, f"{len(labelled)} residues, of which the most occupied conformer is used")
    if structure.crystal is not None and structure.crystal.trouble:
        add(OddityKind.BROKEN_CELL, f"symmetry mates cannot be made: {structure.crystal.trouble}")
    long = [chain for chain in structure.chain_names if len(chain) > 1]
    if long:
        add(OddityKind.LONG_CHAIN_NAME, _named(long))
    names = sorted({str(n) for n in np.unique(r.name[np.isin(r.kind, ("ligand", "ion"))]) if len(n) > SHORT_NAME})
    if names:
        add(OddityKind.LONG_LIGAND_NAME, _named(names))
    for assembly in structure.assemblies:
        if max(assembly.copies.values(), default=1) > 1:
            add(OddityKind.MATES_IN_ASSEMBLY, f"{assembly.said}; the mates are not in the file")
    for ligand in find_ligands(structure):
        if not len(ligand.contacts) and ligand.kind in ("nucleotide", "compound"):
            add(OddityKind.UNOWNED, f"{ligand}{symmetry_said(structure, ligand.residue)}")
    return found


def chain_oddities(
    structure: Structure, protein: Protein, domains: Sequence[Domain], ligands: Sequence[Bound],
) -> list[Oddity]:
    """What is odd about a protein chain and what is bound to it."""
    found = [(OddityKind.NOT_IDENTIFIED, protein.status)] if protein.record is None else [
        *_by_profile(protein, domains), *_numbers(protein), *_constructed(protein), *_domains(protein, domains)]
    found += _residues(structure, protein)
    found += _ligands(structure, protein, ligands)
    return [Oddity(kind, protein.chain, text) for kind, text in found]


def fusion_oddity(chain: str, proteins: Sequence[Protein]) -> Oddity | None:
    """That several proteins of the tables are one chain; None where it is one."""
    if len(proteins) < 2:
        return None
    return Oddity(OddityKind.FUSION, chain, " and ".join(p.record.gene for p in proteins if p.record is not None))


_Found = list[tuple[OddityKind, str]]


def _numbers(protein: Protein) -> _Found:
    found: _Found = []
    if protein.header.agrees is False:
        found.append((OddityKind.HEADER_WRONG, protein.header.text))
    if len({segment.offset for segment in protein.segments}) > 1:
        parts = [f"{s.author_start}–{s.author_end} ({s.offset:+d})" for s in protein.segments]
        found.append((OddityKind.SEVERAL_OFFSETS, _named(parts)))
    elif protein.offset:
        found.append((OddityKind.NOT_UNIPROT, f"{protein.offset:+d} gives UniProt numbers"))
    return found


def _by_profile(protein: Protein, domains: Sequence[Domain]) -> _Found:
    """That nobody's table has the kinase, and what numbers it."""
    if not protein.by_profile:
        return []
    return [(OddityKind.BY_PROFILE, "; ".join(f"{domain.name} by {domain.method}" for domain in domains))]


def _constructed(protein: Protein) -> _Found:
    found: _Found = []
    for kind, word in ((OddityKind.TAG, "tag"), (OddityKind.FUSION, "fusion"), (OddityKind.ENGINEERED, "engineered"),
                       (OddityKind.ORTHOLOGUE, "orthologue"), (OddityKind.UNDECLARED, "unknown")):
        mine = [d for d in protein.differences if d.kind == word]
        if not mine:
            continue
        changed = [f"{d.expected}{d.position}{d.found}" for d in mine if d.position]
        extra = [d for d in mine if not d.position]
        of = ", ".join(dict.fromkeys(d.declared for d in extra)) if kind == OddityKind.FUSION else ""
        said = [_named(changed)] if changed else []
        said += [f"{len(extra)} residues without a UniProt number{f' of {of}' if of else ''}"] if extra else []
        found.append((kind, "; ".join(said)))
    return found


def _domains(protein: Protein, domains: Sequence[Domain]) -> _Found:
    found: _Found = []
    if len(domains) > 1:
        found.append((OddityKind.TWO_DOMAINS, "; ".join(domain.name for domain in domains)))
    main = main_domain(domains)
    if main is None:
        return found
    inside = set(range(main.start, main.end + 1))
    made = inside if protein.construct is None else inside & protein.construct
    seen = set(protein.positions) & inside
    lacking = _between(inside - made, made) if protein.construct is not None else []
    gaps = [n for n in _between(inside - seen, seen) if n not in set(lacking)]
    if gaps:
        found.append((OddityKind.GAPS, _named([_span(span) for span in _spans(gaps)])))
    if lacking:
        found.append((OddityKind.INNER_DELETION, _named([_span(span) for span in _spans(lacking)])))
    return found


def _residues(structure: Structure, protein: Protein) -> _Found:
    r, mine, found = structure.residues, protein.residues, list[tuple[OddityKind, str]]()
    numbers = r.number[mine]
    below = int((numbers < 1).sum())
    if below:
        found.append((OddityKind.BELOW_ONE, f"{below} residues, from {int(numbers.min())}"))
    coded = [structure.author(int(i)) for i in mine[r.icode[mine] != ""]]
    if coded:
        found.append((OddityKind.INSERTION_CODES, _named(coded)))
    back = np.flatnonzero(np.diff(numbers) < 0)
    if len(back):
        steps = [f"{structure.author(int(mine[i]))} → {structure.author(int(mine[i + 1]))}" for i in back]
        found.append((OddityKind.BACKWARDS, _named(steps)))
    modified = [f"{r.name[i]} {structure.author(int(i))}" for i in mine if not is_standard(str(r.name[i]))]
    if modified:
        found.append((OddityKind.MODIFIED, _named(modified)))
    stubs = [structure.author(int(i)) for i in mine if missing_side_chain(structure, int(i))]
    if stubs:
        found.append((OddityKind.TRUNCATED, f"{len(stubs)}: {_named(stubs)}"))
    return found


def _ligands(structure: Structure, protein: Protein, ligands: Sequence[Bound]) -> _Found:
    found: _Found = []
    shown = [b.ligand for b in ligands if b.ligand.kind in ("nucleotide", "compound")]
    foreign = [f"{x} is bound to chain {protein.chain}" for x in shown
               if str(structure.residues.chain[x.residue]) != protein.chain]
    if foreign:
        found.append((OddityKind.FOREIGN_CHAIN_ID, _named(foreign, "; ")))
    for name in dict.fromkeys(x.name for x in shown):
        copies = [x.key for x in shown if x.name == name]
        if len(copies) > 1:
            found.append((OddityKind.SEVERAL_COPIES, f"{name} {_named(copies)}"))
    return found


def _between(numbers: set[int], others: set[int]) -> list[int]:
    """Those of some numbers that have others on both sides."""
    return sorted(n for n in numbers if min(others) < n < max(others)) if others else []


def _spans(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Consecutive numbers as (first, last)."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans


def _span(span: tuple[int, int]) -> str:
    return f"{span[0]}–{span[1]}" if span[1] > span[0] else str(span[0])


def _named(things: Iterable[str], separator: str = ", ") -> str:
    """The first few, and how many more."""
    every = list(things)
    more = f"{separator}and {len(every) - MOST_NAMED} more" if len(every) > MOST_NAMED else ""
    return separator.join(every[:MOST_NAMED]) + more
