"""Which proteins of the tables a bare sequence is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinlens.identity.claims import left_over
from kinlens.identity.matching import best_match, is_identified
from kinlens.reference import ProteinRecord


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A stretch of a sequence, and the protein of the tables it is.

    Attributes
    ----------
    start, stop : int
        0-based, as a slice of the sequence.
    record : ProteinRecord or None
        None where none of the tables fits.
    canonical : (stop - start,) int
        UniProt number of each residue, 0 for none.
    identity : float
        Equal residues over aligned ones, NaN without a protein.
    runner_up : str
        What comes nearest, where none fits.
    """

    start: int
    stop: int
    record: ProteinRecord | None
    canonical: NDArray[np.int64]
    identity: float
    runner_up: str

    @classmethod
    def unknown(cls, letters: str, start: int = 0, runner_up: str = "") -> Stretch:
        """A stretch of no protein of the tables."""
        none = np.zeros(len(letters), dtype=np.int64)
        return cls(start, start + len(letters), None, none, float("nan"), runner_up)


def lay_sequence(letters: str, start: int = 0) -> Iterator[Stretch]:
    """Give the proteins of the tables a sequence is made of, and the stretches, long as a domain, of no such protein.

    Parameters
    ----------
    letters : str
        One-letter codes.
    start : int
        Where they begin in the whole sequence.
    """
    match, _ = best_match(letters)
    if match is None or not is_identified(match, len(letters)):
        near = f"{match.record.gene} ({match.identity:.0%})" if match is not None else ""
        yield Stretch.unknown(letters, start, near)
        return
    canonical = np.zeros(len(letters), dtype=np.int64)
    canonical[match.query] = match.target + 1
    yield Stretch(start, start + len(letters), match.record, canonical, match.identity, "")
    for first, last in left_over(canonical):
        yield from lay_sequence(letters[first:last], start + first)
