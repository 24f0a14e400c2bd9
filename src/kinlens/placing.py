"""Variant to residue of a chain: what a structure says of a variant, as one status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kinlens.examination import ChainExamination, Examination
from kinlens.locating import AUTHOR, Located, locate_each, locate_in, renumbered_from
from kinlens.reference import ProteinRecord
from kinlens.statuses import Status
from kinlens.suggesting import Suggestion, fits, of_gene, renumbered
from kinlens.variants import Kind, Variant


@dataclass(frozen=True, slots=True)
class AuthorNumbers:
    """The residue numbers of a chain of a file, as a numbering of its protein."""

    chain: str
    positions: Mapping[tuple[int, str], int]

    @property
    def name(self) -> str:
        """Names the chain."""
        return f"author numbers of chain {self.chain}"

    def position(self, number: int, insertion_code: str = "") -> int | None:
        """Canonical position of an author number."""
        return self.positions.get((number, insertion_code))


def author_numbers(examination: Examination, chain: ChainExamination) -> AuthorNumbers:
    """The numbering of a chain in its file."""
    residues = examination.structure.residues
    return AuthorNumbers(chain.chain, {
        (int(residues.number[residue]), str(residues.icode[residue])): int(number)
        for residue, number in zip(chain.protein.residues, chain.protein.canonical, strict=True) if number})


def locate_on(
    examination: Examination, text: str | Variant, *, gene: str = "", numbering: str = "",
) -> list[Located]:
    """Locate the variants of a text on a structure; without a gene on every protein of it whose residue fits."""
    canonical = "" if numbering == AUTHOR else numbering
    found = []
    for item in locate_each(text, gene=gene, numbering=canonical):
        found += _on_proteins(examination, item, numbering)
    return found


def _on_proteins(examination: Examination, item: Located, numbering: str) -> list[Located]:
    records = {c.protein.record.accession: c.protein.record for c in examination.chains if c.protein.record}
    if item.variant is None or item.status in (Status.NOT_IN_TABLES, Status.AMBIGUOUS_NAME):
        return [item]
    if item.record is None:
        if not records:
            return [replace(item, status=Status.NOT_IN_TABLES,
                            reason="no chain of the structure fits the kinome or RAS tables")]
        fitting = [_on_protein(examination, _as(item, record, numbering), numbering) for record in records.values()]
        good = [fit for fit in fitting if fit.status not in (Status.MISMATCH, Status.NUMBERING_UNKNOWN)]
        return good or [max(fitting, key=lambda fit: (fit.status == Status.TAG, bool(fit.suggestions)))]
    if item.record.accession not in records:
        return [replace(item, status=Status.NOT_IN_STRUCTURE, reason=_elsewhere(examination, records, item))]
    if numbering == AUTHOR:
        item = _as(item, item.record, numbering)
    return [_on_protein(examination, item, numbering)]


def _as(item: Located, record: ProteinRecord, numbering: str) -> Located:
    """The item read as a variant of a protein; author numbers are applied later, chain by chain."""
    assert item.variant is not None  # noqa: S101 - the callers have looked
    if numbering == AUTHOR:
        return replace(item, record=record)
    found = locate_in(item.variant, record, numbering=numbering)
    return replace(found, text=item.text, joined=item.joined, suffix=item.suffix)


def _on_protein(examination: Examination, item: Located, numbering: str) -> Located:
    if numbering == AUTHOR:
        return _by_author_number(examination, item)
    return _explain_mismatch(examination, item) if item.status == Status.MISMATCH else item


def _elsewhere(examination: Examination, records: Mapping[str, ProteinRecord], item: Located) -> str:
    there = ", ".join(sorted(record.gene for record in records.values())) or "no protein of the tables"
    protein = examination.structure.residues.kind == "protein"
    examined = [chain.chain for chain in examination.chains]
    whole = set(examination.structure.residues.chain[protein].tolist()) == set(examined)
    where = examination.entry if whole else f"chain {', '.join(examined)} of {examination.entry}"
    return f"{where} holds {there}" + (f"; {item.reason}" if item.reason else "")


def _chains_of(examination: Examination, record: ProteinRecord) -> list[ChainExamination]:
    return [chain for chain in examination.chains
            if chain.protein.record is not None and chain.protein.record.accession == record.accession]


def _by_author_number(examination: Examination, item: Located) -> Located:
    """A variant in the numbers of the file: of the first chain of the protein where it fits, else of the first."""
    assert item.variant is not None  # noqa: S101 - the callers have looked
    assert item.record is not None  # noqa: S101
    tried = []
    for chain in _chains_of(examination, item.record):
        numbers = author_numbers(examination, chain)
        v = item.variant
        moved: Variant | None
        if v.insertion_code:
            position = numbers.position(v.start, v.insertion_code)
            moved = None if position is None else replace(v.at(position, position), insertion_code="")
        else:
            moved = renumbered(v, numbers)
        if moved is None:
            tried.append(replace(item, status=Status.NO_COUNTERPART, reason=(
                f"{v} in {numbers.name} has no residue of the canonical sequence")))
            continue
        found = renumbered_from(v, numbers.name, locate_in(moved, item.record))
        tried.append(replace(found, text=item.text, joined=item.joined, suffix=item.suffix))
        if found.status not in (Status.MISMATCH, Status.NO_COUNTERPART):
            return tried[-1]
    return tried[0]


def _explain_mismatch(examination: Examination, item: Located) -> Located:
    """Say whether the number asked for is a vector residue, or an author number of this file."""
    if item.variant is None or item.record is None:
        return item
    residues = examination.structure.residues
    for chain in _chains_of(examination, item.record):
        protein = chain.protein
        moved = renumbered(item.variant, author_numbers(examination, chain))
        if moved is not None and fits(moved, item.record):
            hint = Suggestion(of_gene(moved, item.record), "author number",
                              f"author {item.variant.start} of chain {chain.chain}")
            others = tuple(s for s in item.suggestions if s.variant != hint.variant)
            return replace(item, suggestions=(hint, *others))
        for residue, number in zip(protein.residues, protein.canonical, strict=True):
            same = int(residues.number[residue]) == item.variant.start and not residues.icode[residue]
            if number == 0 and same and str(residues.parent[residue]) == item.variant.wild_type:
                return _without_counterpart(item, chain, item.variant.wild_type)
    return item


def _without_counterpart(item: Located, chain: ChainExamination, letter: str) -> Located:
    """An author number that means a residue the canonical sequence lacks: of the vector, or inserted."""
    author = str(item.variant.start) if item.variant else ""
    where = f"author {author} of chain {chain.chain}"
    kinds = {d.kind for d in chain.protein.differences if d.position == 0 and d.author == author}
    if kinds <= {"tag"}:
        return replace(item, status=Status.TAG, reason=f"vector residue, {where}")
    return replace(item, reason=f"{item.reason}; {where} is {letter}, which the canonical sequence lacks")


def place(located: Located, facts: Mapping[str, Any]) -> tuple[Status, str]:
    """Status of a located variant on one of its residues in a structure.

    Parameters
    ----------
    located : Located
        With a status that has positions.
    facts : mapping
        ``position``, ``wild_type``, ``coordinates``, ``coordinates_note``, ``found``, ``author``, ``difference`` and
        ``difference_note`` of the residue.
    """
    variant = located.variant
    if variant is None:
        return located.status, located.reason
    state = facts["coordinates"]
    if state in (Status.OUTSIDE_CONSTRUCT, Status.NOT_RESOLVED):
        return Status(state), _join(str(facts["coordinates_note"]), located.reason)
    found = facts["found"]
    if found != facts["wild_type"]:
        what = f"the file has {found} at author {facts['author']}, {facts['difference_note']}"
        # An orthologue's residue is nature's choice, not the authors'.
        made = variant.kind == Kind.SUBSTITUTION and found == variant.mutant and facts["difference"] != "orthologue"
        return Status.ENGINEERED if made else Status.MUTANT_PRESENT, _join(what, located.reason)
    if state == Status.SIDE_CHAIN_MISSING:
        return Status.SIDE_CHAIN_MISSING, _join(str(facts["coordinates_note"]), located.reason)
    return located.status, located.reason


def _join(*reasons: str) -> str:
    return "; ".join(reason for reason in reasons if reason)
