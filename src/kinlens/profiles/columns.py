"""From alignment columns to numbers: equivalents in the reference protein, and pocket positions.

KLIFS numbers run without a break inside eight blocks; each block sits where most kinases of the KLIFS table have it
in the alignment. The same rules number the bundled table (``tools/build_reference.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kinlens.reference.bundled import read_rows

# Blocks without an internal break in KLIFS; 50 is the one optional slot, between 49 and 51.
BLOCKS = ((1, 13), (14, 19), (20, 32), (33, 41), (42, 49), (51, 59), (60, 78), (79, 85))
OPTIONAL = 50
# The columns that place a block: the αE part (60-64) and slot 32 lie in unaligned stretches for many.
PLACED_BY = {(20, 32): range(20, 32), (60, 78): range(65, 79)}


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What the columns of the profiles mean.

    Attributes
    ----------
    reference : (n,) int
        Residue of the reference protein in each column, 0 where it has none.
    of_pocket : mapping of int to int
        Pocket position -> the column most kinases have it in.
    """

    reference: NDArray[np.int64]
    of_pocket: Mapping[int, int]


@cache
def load_columns() -> Columns:
    """Load the bundled columns."""
    rows = read_rows("profile_columns.tsv")
    reference = np.array([int(row["pka"] or 0) for row in rows])
    return Columns(reference, {int(slot): i for i, row in enumerate(rows) for slot in row["klifs"].split()})


def place_pocket(column_of: Mapping[int, int], start: int, end: int, of_pocket: Mapping[int, int]) -> dict[int, int]:
    """Pocket position -> position in the sequence, by the consensus columns and the unbroken blocks.

    Parameters
    ----------
    column_of : mapping of int to int
        Position in the sequence -> column.
    start, end : int
        Borders of the domain, which no pocket position leaves.
    of_pocket : mapping of int to int
        Pocket position -> column.
    """
    number_at = {column: number for number, column in column_of.items()}
    pocket: dict[int, int] = {}
    for first, last in BLOCKS:
        registers = Counter(
            number_at[of_pocket[p]] - p
            for p in PLACED_BY.get((first, last), range(first, last + 1)) if of_pocket[p] in number_at
        )
        if registers:
            shift = registers.most_common(1)[0][0]
            pocket |= {p: p + shift for p in range(first, last + 1) if start <= p + shift <= end}
    if OPTIONAL - 1 in pocket and OPTIONAL + 1 in pocket and pocket[OPTIONAL + 1] - pocket[OPTIONAL - 1] >= 2:
        pocket[OPTIONAL] = pocket[OPTIONAL - 1] + 1
    return pocket


def keep_order(pocket: Mapping[int, int]) -> dict[int, int]:
    """Drop a pocket position whose number does not increase along the chain (two blocks settled apart)."""
    ordered: dict[int, int] = {}
    highest = 0
    for position in sorted(pocket):
        if pocket[position] > highest:
            ordered[position] = highest = pocket[position]
    return ordered


def fill_equal_gaps(equivalents: Mapping[int, int]) -> dict[int, int]:
    """Number an unaligned stretch as long as the reference's residue by residue: both ends count to the same."""
    found = dict(equivalents)
    for (number, reference), (following, next_reference) in pairwise(sorted(equivalents.items())):
        if following - number == next_reference - reference:
            found |= {number + k: reference + k for k in range(1, following - number)}
    return found


def count_insertions(
    equivalents: Mapping[int, int], start: int, end: int, before: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Equivalent of every residue of a domain, or the last one before it and the count of the insertion.

    Parameters
    ----------
    equivalents : mapping of int to int
        Position -> residue of the reference protein.
    start, end : int
        Borders of the domain.
    before : int
        Residue of the reference protein before its first column.

    Returns
    -------
    reference, inserted : (end - start + 1,) int64
    """
    bases, counts = [], []
    base, count = before, 0
    for number in range(start, end + 1):
        equivalent = equivalents.get(number)
        base, count = (base, count + 1) if equivalent is None else (equivalent, 0)
        bases.append(base)
        counts.append(count)
    return np.array(bases, dtype=np.int64), np.array(counts, dtype=np.int64)
