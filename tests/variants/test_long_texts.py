"""No text takes long: ten times the length is about ten times the work, whatever the text."""

from __future__ import annotations

import itertools
from time import perf_counter

import pytest

from kinlens.variants import read_variant

HEADS = ("", "T315I", "ABL1 ", "p.(", "c.1A>G ")
UNITS = (
    "A", "9", " ", "(", "[", "p.", "*", "=", "T3", "A-", "A.", "::", "T315I/", "T315I_", "T315I-", "T315I ", "T315I;[",
    "T315I (", "E746_", "L718Q/V/", "V600E or ", "A2[10];[11]", "ABL1 T315I; ", "Q61 ", "12/", "del", "ins", "ELREA",
    "DI84", "Thr", "exon 19,", "exon 19 del ", "codon 12 ",
    "WT/", "Ex19del/", "mut ", "over", "intron ", "EML4-", "c.", "c.(",
    "e1-", "chr7:", "sp|", "NM_1(", "\u212a", "\u00a0", "Δ", "a1b2", "#a", "7-",
)
WORK = 30  # times as long for ten times the text; work that grows with the square of the length would be 100 times
SMALL_S = 0.02


def seconds(text: str) -> float:
    start = perf_counter()
    read_variant(text)
    return perf_counter() - start


def shortest(text: str) -> float:
    """What the work takes, whatever else the machine does."""
    return min(seconds(text) for _ in range(2))


def repeated(head: str, unit: str, length: int) -> str:
    return head + (unit * (length // len(unit) + 1))[:length]


@pytest.mark.parametrize(("head", "unit"), list(itertools.product(HEADS, UNITS)))
def test_time_grows_with_the_length(head, unit):
    """Growth is looked at where it can be measured."""
    short, long = repeated(head, unit, 1_000), repeated(head, unit, 10_000)
    if seconds(long) > SMALL_S:
        assert shortest(long) < WORK * max(shortest(short), SMALL_S / 10)
