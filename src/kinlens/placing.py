"""Variant to residue of a chain: what a structure says of a variant, as one status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kinlens.checking import join_reasons
from kinlens.examination import ChainExamination, Examination
from kinlens.locating import Located, each_once, locate_each, locate_in
from kinlens.reference import ProteinRecord
from kinlens.schemes import AUTHOR
from kinlens.statuses import Status
from kinlens.suggesting import (
    Suggestion,
    fits,
    fits_as_written,
    of_gene,
    renumbered,
    where_written_fits,
    why_not_renumbered,
)
from kinlens.variants import Kind, Variant

_UNNAMED = (Status.NOT_IN_TABLES, Status.AMBIGUOUS_NAME)
_MISSED = (Status.MISMATCH, Status.NO_COUNTERPART, Status.NUMBERING_UNKNOWN)


@dataclass(frozen=True, slots=True)
class AuthorNumbers:
    """The residue numbers of a chain of a file, as a numbering of its protein."""

    chain: ChainExamination
    positions: Mapping[tuple[int, str], int]

    @property
    def name(self) -> str:
        """Names the chain."""
        return f"author numbers of chain {self.chain.chain}"

    def position(self, number: int, insertion_code: str = "") -> int | None:
        """Canonical position of an author number."""
        return self.positions.get((number, insertion_code))


def author_numbers(chain: ChainExamination) -> AuthorNumbers:
    """The numbering of a chain in its file; residues without coordinates are numbered like those around them."""
    residues, protein = chain.structure.residues, chain.protein
    positions: dict[tuple[int, str], int] = {}
    for segment in protein.segments:
        authors = ((number, "") for number in range(segment.author_start, segment.author_end + 1))
        positions.update(zip(authors, range(segment.start, segment.end + 1), strict=True))
    keys = zip(residues.number[protein.residues].tolist(), residues.icode[protein.residues].tolist(), strict=True)
    positions.update(zip(keys, protein.canonical.tolist(), strict=True))
    # A residue without a canonical number is of the vector, or inserted.
    positions = {key: number for key, number in positions.items() if number}
    return AuthorNumbers(chain, positions)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What variants are located on: the proteins of a structure, and the numbers of their chains."""

    examination: Examination
    records: Mapping[str, ProteinRecord]
    numbers: Mapping[str, tuple[AuthorNumbers, ...]]


def _ground(examination: Examination) -> _Ground:
    records: dict[str, ProteinRecord] = {}
    numbers: dict[str, tuple[AuthorNumbers, ...]] = {}
    for chain in examination.chains:
        if chain.protein.record is not None:
            accession = chain.protein.record.accession
            records[accession] = chain.protein.record
            numbers[accession] = (*numbers.get(accession, ()), author_numbers(chain))
    return _Ground(examination, records, numbers)


def locate_on(
    examination: Examination, texts: Iterable[str | Variant], *, gene: str = "", numbering: str = "",
) -> list[Located]:
    """Locate the variants of texts on a structure; without a gene on every protein of it whose residue fits.

    Parameters
    ----------
    examination : Examination
    texts : iterable of str or Variant
    gene : str
    numbering : str
        As checked by :func:`kinlens.schemes.checked_numbering`; ``author`` for the numbers of the file.

    Returns
    -------
    list of Located
        In the order of the texts, at least one for each.
    """
    ground = _ground(examination)

    def locate_one(text: str | Variant) -> tuple[Located, ...]:
        items = locate_each(text, gene=gene, numbering=numbering)
        return tuple(found for item in items for found in _on_proteins(ground, _known_here(ground, item, numbering),
                                                                       numbering))

    return [item for group in each_once(texts, locate_one) for item in group]


def _on_proteins(ground: _Ground, item: Located, numbering: str) -> list[Located]:
    if item.variant is None or item.status in _UNNAMED:
        return [item]
    if item.record is not None:
        if item.record.accession in ground.records:
            return [_on_protein(ground, item, numbering)]
        return [replace(item, status=Status.NOT_IN_STRUCTURE, reason=_elsewhere(ground, item))]
    if not ground.records:
        return [replace(item, status=Status.NOT_IN_TABLES,
                        reason="no chain of the structure fits the kinome or RAS tables")]
    tried = [_on_protein(ground, _as(item, record, numbering), numbering) for record in ground.records.values()]
    fitting = [found for found in tried if found.status not in _MISSED]
    return fitting or [max(tried, key=lambda found: (found.status == Status.TAG, bool(found.suggestions)))]


def _known_here(ground: _Ground, item: Located, numbering: str) -> Located:
    """A variant of a protein that only the file knows by that name: a kinase numbered by profile."""
    if item.variant is None or item.status != Status.NOT_IN_TABLES:
        return item
    own = [r for r in ground.records.values() if not r.in_tables and r.is_called(item.named)]
    return _as(item, own[0], numbering) if own else item


def _as(item: Located, record: ProteinRecord, numbering: str) -> Located:
    """The item read as a variant of a protein; author numbers are applied later, chain by chain."""
    assert item.variant is not None  # noqa: S101 - the callers have looked
    if numbering == AUTHOR:
        return replace(item, record=record, reason="")
    found = locate_in(item.variant, record, numbering=numbering)
    return replace(found, text=item.text, joined=item.joined, suffix=item.suffix)


def _on_protein(ground: _Ground, item: Located, numbering: str) -> Located:
    if numbering == AUTHOR:
        return _by_author_number(ground, item)
    if item.status == Status.MISMATCH:
        return _explain_mismatch(ground, item)
    return item if numbering or item.status in _MISSED else _add_author_meaning(ground, item)


def _elsewhere(ground: _Ground, item: Located) -> str:
    examination = ground.examination
    there = ", ".join(sorted(record.gene for record in ground.records.values())) or "no protein of the tables"
    protein = examination.structure.residues.kind == "protein"
    examined = [chain.chain for chain in examination.chains]
    whole = set(examination.structure.residues.chain[protein].tolist()) == set(examined)
    where = examination.entry if whole else f"chain {', '.join(examined)} of {examination.entry}"
    return join_reasons(f"{where} holds {there}", item.reason)


def _in_author_numbers(variant: Variant, numbers: AuthorNumbers) -> Variant | None:
    """A variant in the numbers of a chain, in canonical ones; None where the chain has no such residue."""
    if variant.kind == Kind.INSERTION and (before := numbers.position(variant.start)):
        return variant.at(before, before + 1)  # its second neighbour has another number where it is in the file
    if not variant.insertion_code:
        return renumbered(variant, numbers)
    position = numbers.position(variant.start, variant.insertion_code)
    return None if position is None else replace(variant.at(position, position), insertion_code="")


def _by_author_number(ground: _Ground, item: Located) -> Located:
    """A variant in the numbers of the file: of the first chain of the protein where it fits, else of the first."""
    assert item.variant is not None  # noqa: S101 - the callers have looked
    assert item.record is not None  # noqa: S101
    tried = []
    for numbers in ground.numbers[item.record.accession]:
        moved = _in_author_numbers(item.variant, numbers)
        if moved is None:
            reason = join_reasons(why_not_renumbered(item.variant, numbers), item.reason)
            tried.append(replace(item, status=Status.NO_COUNTERPART, reason=reason,
                                 suggestions=where_written_fits(item.variant, item.record)))
            continue
        found = locate_in(moved, item.record)
        missed = found.status == Status.MISMATCH
        reason = join_reasons(found.reason, f"{item.variant} in {numbers.name}", item.reason)
        tried.append(replace(found, text=item.text, joined=item.joined, suffix=item.suffix, numbering=numbers.name,
                             chain=numbers.chain.chain, reason=reason,
                             suggestions=fits_as_written(item.variant, item.record) if missed else found.suggestions))
        if not missed:
            return tried[-1]
    return tried[0]


def _author_hint(ground: _Ground, variant: Variant, record: ProteinRecord) -> Suggestion | None:
    """What a variant means in the numbers of the file, where that is another residue and fits; the first chain's."""
    for numbers in ground.numbers[record.accession]:
        moved = _in_author_numbers(variant, numbers)
        if moved is not None and moved.start != variant.start and fits(moved, record):
            where = f"author {variant.start} of chain {numbers.chain.chain}"
            return Suggestion(of_gene(moved, record), "author number", where)
    return None


def _add_author_meaning(ground: _Ground, item: Located) -> Located:
    """In a file with numbers of its own a variant may fit both ways: say what the other would be."""
    if item.variant is None or item.record is None or not item.variant.stated:
        return item
    hint = _author_hint(ground, item.variant, item.record)
    return replace(item, suggestions=(hint, *item.suggestions)) if hint else item


def _explain_mismatch(ground: _Ground, item: Located) -> Located:
    """Say whether the file has the residue written, or the number is the author's, or a vector residue's."""
    variant, record = item.variant, item.record
    if variant is None or record is None:
        return item
    residues = ground.examination.structure.residues
    chains = [numbers.chain for numbers in ground.numbers[record.accession]]
    changed = [chain for chain in chains if (there := chain.protein.positions.get(variant.start)) is not None
               and str(residues.parent[there]) == variant.wild_type]
    if changed:
        where = f"chain {changed[0].chain} of {ground.examination.entry} has {variant.wild_type} there"
        item = replace(item, reason=join_reasons(item.reason, where))
    hint = _author_hint(ground, variant, record)
    if hint is not None:
        whys = [other.why for other in item.suggestions if other.variant == hint.variant]
        others = [other for other in item.suggestions if other.variant != hint.variant]
        return replace(item, suggestions=(replace(hint, why=", ".join([hint.why, *whys])), *others))
    for chain in chains:
        for residue, number in zip(chain.protein.residues, chain.protein.canonical, strict=True):
            same = int(residues.number[residue]) == variant.start and not residues.icode[residue]
            if number == 0 and same and str(residues.parent[residue]) == variant.wild_type:
                return _without_counterpart(item, chain, variant.wild_type)
    return item


def _without_counterpart(item: Located, chain: ChainExamination, letter: str) -> Located:
    """An author number that means a residue the canonical sequence lacks: of the vector, or inserted."""
    author = str(item.variant.start) if item.variant else ""
    where = f"author {author} of chain {chain.chain}"
    kinds = {d.kind for d in chain.protein.differences if d.position == 0 and d.author == author}
    if kinds <= {"tag"}:
        return replace(item, status=Status.TAG, reason=f"vector residue, {where}")
    return replace(item, reason=join_reasons(item.reason, f"{where} is {letter}, which the canonical sequence lacks"))


def place(located: Located, facts: Mapping[str, Any]) -> tuple[Status, str]:
    """Status of a located variant on one of its residues in a structure.

    Parameters
    ----------
    located : Located
        With a status that has positions.
    facts : mapping
        ``position``, ``wild_type``, ``coordinates``, ``coordinates_note``, ``found``, ``author``, ``difference``,
        ``difference_note`` and ``insertion`` of the residue.

    Returns
    -------
    status : Status
    reason : str
        '' for a plain match.
    """
    variant = located.variant
    if variant is None:
        return located.status, located.reason
    state = facts["coordinates"]
    if state in (Status.OUTSIDE_CONSTRUCT, Status.NOT_RESOLVED):
        return Status(state), join_reasons(str(facts["coordinates_note"]), located.reason)
    found = facts["found"]
    if variant.kind == Kind.INSERTION and str(facts.get("insertion") or "").startswith(f"{variant.start}+"):
        inserted = str(facts["insertion"]).partition("+")[2]
        status = Status.ENGINEERED if inserted == variant.mutant else Status.MUTANT_PRESENT
        return status, join_reasons(f"the file has {inserted} inserted there", located.reason)
    if found != facts["wild_type"]:
        what = f"the file has {found} at author {facts['author']}, {facts['difference_note']}"
        # An orthologue's residue is nature's choice, not the authors'.
        made = variant.kind == Kind.SUBSTITUTION and found == variant.mutant and facts["difference"] != "orthologue"
        return Status.ENGINEERED if made else Status.MUTANT_PRESENT, join_reasons(what, located.reason)
    if state == Status.SIDE_CHAIN_MISSING:
        return Status.SIDE_CHAIN_MISSING, join_reasons(str(facts["coordinates_note"]), located.reason)
    return located.status, located.reason
