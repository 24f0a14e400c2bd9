"""Variant to residue of a chain: what a structure says of a variant, as one status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kinlens.checking import join_reasons
from kinlens.examination import ChainExamination, Examination
from kinlens.locating import Located, locate_each, locate_in
from kinlens.reference import ProteinRecord
from kinlens.schemes import AUTHOR
from kinlens.statuses import Status
from kinlens.suggesting import Suggestion, fits, of_gene, renumbered, where_written_fits, why_not_renumbered
from kinlens.variants import Kind, Variant

_UNNAMED = (Status.NOT_IN_TABLES, Status.AMBIGUOUS_NAME)
_MISSED = (Status.MISMATCH, Status.NO_COUNTERPART, Status.NUMBERING_UNKNOWN)


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
    """The numbering of a chain in its file; residues without coordinates are numbered like those around them."""
    residues, protein = examination.structure.residues, chain.protein
    positions: dict[tuple[int, str], int] = {}
    for segment in protein.segments:
        authors = ((number, "") for number in range(segment.author_start, segment.author_end + 1))
        positions.update(zip(authors, range(segment.start, segment.end + 1), strict=True))
    keys = zip(residues.number[protein.residues].tolist(), residues.icode[protein.residues].tolist(), strict=True)
    positions.update(zip(keys, protein.canonical.tolist(), strict=True))
    # A residue without a canonical number is of the vector, or inserted.
    positions = {key: number for key, number in positions.items() if number}
    return AuthorNumbers(chain.chain, positions)


def locate_on(
    examination: Examination, text: str | Variant, *, gene: str = "", numbering: str = "",
) -> list[Located]:
    """Locate the variants of a text on a structure; without a gene on every protein of it whose residue fits.

    Parameters
    ----------
    examination : Examination
    text : str or Variant
    gene : str
    numbering : str
        As checked by :func:`kinlens.schemes.checked_numbering`; ``author`` for the numbers of the file.
    """
    found = []
    for item in locate_each(text, gene=gene, numbering=numbering):
        found += _on_proteins(examination, item, numbering)
    return found


def _on_proteins(examination: Examination, item: Located, numbering: str) -> list[Located]:
    records = {c.protein.record.accession: c.protein.record for c in examination.chains if c.protein.record}
    if item.variant is None or item.status in _UNNAMED:
        return [item]
    if item.record is not None:
        if item.record.accession in records:
            return [_on_protein(examination, item, numbering)]
        return [replace(item, status=Status.NOT_IN_STRUCTURE, reason=_elsewhere(examination, records, item))]
    if not records:
        return [replace(item, status=Status.NOT_IN_TABLES,
                        reason="no chain of the structure fits the kinome or RAS tables")]
    tried = [_on_protein(examination, _as(item, record, numbering), numbering) for record in records.values()]
    fitting = [found for found in tried if found.status not in _MISSED]
    return fitting or [max(tried, key=lambda found: (found.status == Status.TAG, bool(found.suggestions)))]


def _as(item: Located, record: ProteinRecord, numbering: str) -> Located:
    """The item read as a variant of a protein; author numbers are applied later, chain by chain."""
    assert item.variant is not None  # noqa: S101 - the callers have looked
    if numbering == AUTHOR:
        return replace(item, record=record, reason="")
    found = locate_in(item.variant, record, numbering=numbering)
    return replace(found, text=item.text, joined=item.joined, suffix=item.suffix)


def _on_protein(examination: Examination, item: Located, numbering: str) -> Located:
    if numbering == AUTHOR:
        return _by_author_number(examination, item)
    if item.status == Status.MISMATCH:
        return _explain_mismatch(examination, item)
    return item if numbering or item.status in _MISSED else _add_author_meaning(examination, item)


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


def _in_author_numbers(variant: Variant, numbers: AuthorNumbers) -> Variant | None:
    """A variant in the numbers of a chain, in canonical ones; None where the chain has no such residue."""
    if variant.kind == Kind.INSERTION and (before := numbers.position(variant.start)):
        return variant.at(before, before + 1)  # its second neighbour has another number where it is in the file
    if not variant.insertion_code:
        return renumbered(variant, numbers)
    position = numbers.position(variant.start, variant.insertion_code)
    return None if position is None else replace(variant.at(position, position), insertion_code="")


def _by_author_number(examination: Examination, item: Located) -> Located:
    """A variant in the numbers of the file: of the first chain of the protein where it fits, else of the first."""
    assert item.variant is not None  # noqa: S101 - the callers have looked
    assert item.record is not None  # noqa: S101
    tried = []
    for chain in _chains_of(examination, item.record):
        numbers = author_numbers(examination, chain)
        moved = _in_author_numbers(item.variant, numbers)
        if moved is None:
            reason = join_reasons(why_not_renumbered(item.variant, numbers), item.reason)
            tried.append(replace(item, status=Status.NO_COUNTERPART, reason=reason,
                                 suggestions=where_written_fits(item.variant, item.record)))
            continue
        found = locate_in(moved, item.record)
        hints = found.suggestions
        if found.status == Status.MISMATCH:
            plain = fits(item.variant, item.record)
            hints = (Suggestion(of_gene(item.variant, item.record), "numbering", "UniProt"),) if plain else ()
        reason = join_reasons(found.reason, f"{item.variant} in {numbers.name}", item.reason)
        tried.append(replace(found, text=item.text, joined=item.joined, suffix=item.suffix, suggestions=hints,
                             numbering=numbers.name, chain=chain.chain, reason=reason))
        if found.status != Status.MISMATCH:
            return tried[-1]
    return tried[0]


def _author_hints(examination: Examination, variant: Variant, record: ProteinRecord) -> list[Suggestion]:
    """What a variant means in the numbers of the file, where that is another residue and fits; the first chain's."""
    for chain in _chains_of(examination, record):
        if chain.protein.offset == 0:
            continue
        moved = _in_author_numbers(variant, author_numbers(examination, chain))
        if moved is not None and moved.start != variant.start and fits(moved, record):
            where = f"author {variant.start} of chain {chain.chain}"
            return [Suggestion(of_gene(moved, record), "author number", where)]
    return []


def _add_author_meaning(examination: Examination, item: Located) -> Located:
    """In a file with numbers of its own a variant may fit both ways: say what the other would be."""
    if item.variant is None or item.record is None or not item.variant.stated:
        return item
    hints = _author_hints(examination, item.variant, item.record)
    return replace(item, suggestions=(*hints, *item.suggestions)) if hints else item


def _explain_mismatch(examination: Examination, item: Located) -> Located:
    """Say whether the file has the residue written, or the number is the author's, or a vector residue's."""
    variant, record = item.variant, item.record
    if variant is None or record is None:
        return item
    residues = examination.structure.residues
    chains = _chains_of(examination, record)
    changed = [chain for chain in chains if (there := chain.protein.positions.get(variant.start)) is not None
               and str(residues.parent[there]) == variant.wild_type]
    if changed:
        where = f"chain {changed[0].chain} of {examination.entry} has {variant.wild_type} there"
        item = replace(item, reason=join_reasons(item.reason, where))
    for hint in _author_hints(examination, variant, record):
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
    return replace(item, reason=f"{item.reason}; {where} is {letter}, which the canonical sequence lacks")


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
