"""Numberings on request: by name, as a number to be added, or those of a file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kinlens.errors import NeedsStructure, UnknownNumbering
from kinlens.reference.numberings import find_numbering, genes_of_numberings, is_numbering
from kinlens.suggesting import Scheme

AUTHOR = "author"
_CANONICAL = ("", "uniprot", "canonical")
_SHIFT = re.compile(r"[+-][0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Shift:
    """Numbers of a construct: so many are added to reach the canonical position."""

    amount: int

    @property
    def name(self) -> str:
        """``+1058``."""
        return f"{self.amount:+d}"

    def position(self, number: int) -> int | None:
        """Canonical position of a number."""
        return number + self.amount if number + self.amount > 0 else None


def checked_numbering(numbering: str | int | None) -> str:
    """A numbering as it was asked for, in one spelling: '' for UniProt's, ``author`` for a file's.

    Parameters
    ----------
    numbering : str, int or None
        A name such as ``isoform 1b``, or a number to be added such as ``+1058`` (with its sign, unless an int).

    Raises
    ------
    UnknownNumbering
        If no protein has a numbering of that name.
    """
    if numbering is None:
        return ""
    if isinstance(numbering, int) and not isinstance(numbering, bool):
        return f"{numbering:+d}"
    if isinstance(numbering, str):
        plain = numbering.strip().replace("\u2212", "-")
        if plain.casefold() in _CANONICAL:
            return ""
        if plain.casefold() == AUTHOR:
            return AUTHOR
        if _SHIFT.fullmatch(plain) or is_numbering(plain):
            return plain
    known = [f"{name} ({', '.join(genes)})" for name, genes in genes_of_numberings().items()]
    raise UnknownNumbering(str(numbering), known)


def without_structure(numbering: str | int | None) -> str:
    """A checked numbering where there is no structure whose numbers could be meant.

    Raises
    ------
    UnknownNumbering
        If no protein has a numbering of that name.
    NeedsStructure
        If author numbers are asked for.
    """
    checked = checked_numbering(numbering)
    if checked == AUTHOR:
        raise NeedsStructure(f"numbering {AUTHOR}")
    return checked


def scheme_of(numbering: str, accession: str) -> Scheme | None:
    """The numbering of a protein that a checked name means, None if it has none of that name."""
    return Shift(int(numbering)) if _SHIFT.fullmatch(numbering) else find_numbering(accession, numbering)
