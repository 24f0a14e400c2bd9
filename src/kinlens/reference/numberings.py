"""Numberings of a protein other than UniProt canonical: isoforms, mature chains, fusions, older counts, orthologues.

Read from ``data/numberings.tsv``. An ``offset`` is number minus canonical: ABL1 T315 is T334 of isoform 1b, +19.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from kinlens.reference.bundled import read_rows, spelling_key
from kinlens.reference.kinome import load_kinome

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Numbering:
    """How one source counts the residues of a protein.

    Attributes
    ----------
    accession : str
        UniProt accession of the protein.
    name : str
        ``isoform 1b``, ``mature``, ``before 2004``, ``NPM-ALK``, ``chicken`` …; one of a kind within the protein.
    spellings : tuple of str
        Other names accepted for it.
    isoform : str
        UniProt isoform whose own numbers these are, '' for all other numberings.
    segments : tuple of (int, int, int)
        ``(first, last, offset)``: canonical positions ``first`` … ``last`` carry the number position + ``offset``.
        Positions outside have no number here, either because the source lacks them or because it is not known.
    citation : str
        Where the numbering is used or defined.
    verified : bool
        False where the citation could not be opened.
    """

    accession: str
    name: str
    spellings: tuple[str, ...]
    isoform: str
    segments: tuple[tuple[int, int, int], ...]
    citation: str
    verified: bool

    def number(self, position: int) -> int | None:
        """Number of a canonical position, None outside the segments."""
        for first, last, offset in self.segments:
            if first <= position <= last:
                return position + offset
        return None

    def position(self, number: int) -> int | None:
        """Canonical position of a number, None if no canonical residue is known to carry it."""
        for first, last, offset in self.segments:
            if first <= number - offset <= last:
                return number - offset
        return None


def numberings_of(accession: str) -> tuple[Numbering, ...]:
    """Numberings of a protein by its UniProt accession, () where none but the canonical one is known."""
    return _table().get(accession, ())


def find_numbering(accession: str, name: str) -> Numbering | None:
    """Numbering of a protein by name or spelling; case, spaces and hyphens do not matter.

    Parameters
    ----------
    accession : str
        UniProt accession.
    name : str
        Such as ``isoform 1b``, ``1b`` or ``P00519-2``.

    Returns
    -------
    Numbering or None
        None if the protein has no numbering of that name.
    """
    return _by_spelling().get(spelling_key(name), {}).get(accession)


def is_numbering(name: str) -> bool:
    """Whether any protein has a numbering of that name or spelling."""
    return spelling_key(name) in _by_spelling()


@cache
def genes_of_numberings() -> dict[str, tuple[str, ...]]:
    """Names of all numberings in alphabetical order, and the genes that have one of that name."""
    found: dict[str, list[str]] = {}
    for known in _table().values():
        for numbering in known:
            found.setdefault(numbering.name, []).append(load_kinome().protein(numbering.accession).gene)
    return {name: tuple(sorted(found[name])) for name in sorted(found, key=str.casefold)}


@cache
def _by_spelling() -> Mapping[str, Mapping[str, Numbering]]:
    """Numberings by folded name or spelling, then by accession."""
    found: dict[str, dict[str, Numbering]] = {}
    for accession, known in _table().items():
        for numbering in known:
            for spelling in (numbering.name, *numbering.spellings):
                found.setdefault(spelling_key(spelling), {}).setdefault(accession, numbering)
    return MappingProxyType(found)


@cache
def _table() -> Mapping[str, tuple[Numbering, ...]]:
    rows: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in read_rows("numberings.tsv"):
        rows.setdefault((row["accession"], row["name"]), []).append(row)
    table: dict[str, tuple[Numbering, ...]] = {}
    for (accession, _), segments in rows.items():
        table[accession] = (*table.get(accession, ()), _numbering(segments))
    return MappingProxyType(table)


def _numbering(rows: list[dict[str, str]]) -> Numbering:
    head = rows[0]
    return Numbering(
        accession=head["accession"], name=head["name"],
        spellings=tuple(text for text in (*head["spellings"].split("|"), head["isoform"]) if text),
        isoform=head["isoform"],
        segments=tuple((int(row["first"]), int(row["last"]), int(row["offset"])) for row in rows),
        citation=head["citation"], verified=not head["citation"].endswith(_UNVERIFIED),
    )
