"""Long and repetitive texts, as a shifted column or a pasted page gives: read or refused, and never for long.

That the work grows with the length and not with its square is measured in ``benchmarks/test_variants.py``.
"""

from __future__ import annotations

import pytest

from kinlens.variants import Nature, read_variant

HEADS = ("", "T315I", "ABL1 ", "p.(", "c.1A>G ")
UNITS = (
    "A", "9", " ", "(", "[", "p.", "*", "=", "T3", "A-", "A.", "::", "T315I/", "T315I_", "T315I-", "T315I ", "T315I;[",
    "T315I (", "E746_", "L718Q/V/", "V600E or ", "A2[10];[11]", "ABL1 T315I; ", "Q61 ", "12/", "del", "ins", "ELREA",
    "DI84", "Thr", "exon 19,", "exon 19 del ", "codon 12 ",
    "WT/", "Ex19del/", "mut ", "over", "intron ", "EML4-", "c.", "c.(",
    "e1-", "chr7:", "sp|", "NM_1(", "\u212a", "\u00a0", "Δ", "a1b2", "#a", "7-",
)
LENGTH = 3_000  # at work that grew with the square, or worse, the suite would not end


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_text_is_read_or_refused(unit):
    for head in HEADS:
        text = head + (unit * (LENGTH // len(unit) + 1))[:LENGTH]
        reading = read_variant(text)
        assert reading.text == text
        assert (reading.nature == Nature.VARIANT) == bool(reading.variants)
        assert (reading.nature == Nature.REFUSED) == (reading.position is not None)
