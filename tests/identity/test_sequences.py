"""Which proteins a bare sequence is made of. Sequences are put together from the bundled ones at run time."""

from __future__ import annotations

import math

import numpy as np
import pytest

from builders.chains import T4_LYSOZYME, UBIQUITIN, random_letters
from kinlens.identity.claims import DOMAIN_LENGTH
from kinlens.identity.sequences import Stretch, lay_sequence
from kinlens.reference import load_kinome

TAG = "MGSSHHHHHHSSGLVPRGSH"


def part(gene: str, first: int, last: int) -> str:
    return load_kinome().protein(gene).sequence[first - 1:last]


def genes(letters: str) -> list[str]:
    return [stretch.record.gene if stretch.record else "" for stretch in lay_sequence(letters)]


def check(letters: str, stretches: list[Stretch]) -> None:
    """What holds of every answer: shapes, ascending numbers, letters that differ no more than the identity says."""
    for stretch in stretches:
        assert 0 <= stretch.start < stretch.stop <= len(letters)
        assert stretch.canonical.shape == (stretch.stop - stretch.start,)
        placed = stretch.canonical[stretch.canonical > 0]
        if stretch.record is None:
            assert not len(placed)
            assert math.isnan(stretch.identity)
            continue
        assert (np.diff(placed) > 0).all()
        assert placed[-1] <= len(stretch.record.sequence)
        pairs = [(letters[stretch.start + k], stretch.record.sequence[n - 1])
                 for k, n in enumerate(stretch.canonical.tolist()) if n]
        assert stretch.identity == pytest.approx(sum(a == b for a, b in pairs) / len(pairs))


@pytest.mark.parametrize(("gene", "first", "last"), [
    ("ABL1", 229, 500), ("EGFR", 696, 1022), ("BRAF", 448, 723), ("KRAS", 1, 169), ("MTOR", 1385, 2549),
    ("ABL1", 60, 230),
])
@pytest.mark.parametrize(("before", "after"), [("", ""), (TAG, ""), ("", TAG), (TAG, "GGSGGSGGSLEHHHHHH")])
def test_a_construct(gene, first, last, before, after):
    letters = before + part(gene, first, last) + after
    (stretch,) = lay_sequence(letters)
    assert (stretch.start, stretch.stop) == (0, len(letters))
    assert (stretch.record.gene, stretch.identity, stretch.runner_up) == (gene, 1.0, "")
    # The last residue of the tag may happen to be the protein's own.
    inside = slice(len(before), len(before) + last - first + 1)
    assert stretch.canonical[inside].tolist() == list(range(first, last + 1))
    assert np.count_nonzero(stretch.canonical) <= last - first + 3
    check(letters, [stretch])


def test_a_mutant():
    letters = list(part("ABL1", 229, 500))
    letters[315 - 229] = "I"
    (stretch,) = lay_sequence("".join(letters))
    assert stretch.identity == pytest.approx(271 / 272)
    assert stretch.canonical[315 - 229] == 315
    check("".join(letters), [stretch])


def test_a_deletion_and_an_insertion():
    """EGFR E746_A750del (exon 19) and D770_N771insNPG (exon 20) keep the numbers beside them."""
    deleted = part("EGFR", 696, 745) + part("EGFR", 751, 1022)
    (stretch,) = lay_sequence(deleted)
    numbers = stretch.canonical.tolist()
    assert (numbers[0], numbers[49], numbers[-1], len(numbers)) == (696, 745, 1022, 322)
    assert not set(range(747, 750)) & set(numbers)
    inserted = part("EGFR", 696, 770) + "NPG" + part("EGFR", 771, 1022)
    (stretch,) = lay_sequence(inserted)
    numbers = stretch.canonical.tolist()
    assert sorted(n for n in numbers if n) == list(range(696, 1023))
    assert numbers.count(0) == 3
    assert stretch.identity >= 0.99
    check(inserted, [stretch])


@pytest.mark.parametrize("gene", ["TTN", "OBSCN"])
def test_a_giant_is_itself(gene):
    """Titin and obscurin, whole: each residue has its own number."""
    whole = load_kinome().protein(gene).sequence
    (stretch,) = lay_sequence(whole)
    assert (stretch.record.gene, stretch.start, stretch.stop, stretch.identity) == (gene, 0, len(whole), 1.0)
    assert stretch.canonical.tolist() == list(range(1, len(whole) + 1))


@pytest.mark.parametrize("letters", [UBIQUITIN, T4_LYSOZYME, random_letters(300, 1), "GGGGS" * 30, "Q" * 200, "X" * 90])
def test_a_stranger(letters):
    (stretch,) = lay_sequence(letters)
    assert (stretch.record, stretch.start, stretch.stop) == (None, 0, len(letters))
    check(letters, [stretch])


@pytest.mark.parametrize("letters", ["M", "MKVL", part("ABL1", 300, 310)])
def test_a_peptide_too_short_to_be_named(letters):
    assert genes(letters) == [""]


def test_two_kinases_with_a_linker_are_both_found():
    abl, egfr, linker = part("ABL1", 229, 500), part("EGFR", 696, 1000), "GGSGGSGGS"
    for letters, egfr_at, abl_at in [(abl + linker + egfr, len(abl) + 9, 0), (egfr + linker + abl, 0, len(egfr) + 9)]:
        stretches = list(lay_sequence(letters))
        check(letters, stretches)
        assert {s.record.gene for s in stretches} == {"ABL1", "EGFR"}
        for stretch in stretches:
            first, at, length = (229, abl_at, 272) if stretch.record.gene == "ABL1" else (696, egfr_at, 305)
            where = np.flatnonzero(stretch.canonical == first + 50)
            assert (where + stretch.start).tolist() == [at + 50]
            assert np.count_nonzero(stretch.canonical) == pytest.approx(length, abs=2)


def test_no_residue_belongs_to_two_proteins():
    letters = part("CDK2", 1, 298) + part("AURKA", 122, 403) + part("BRAF", 448, 723)
    stretches = list(lay_sequence(letters))
    taken = np.zeros(len(letters), dtype=int)
    for stretch in stretches:
        taken[stretch.start:stretch.stop] += stretch.canonical > 0
    assert sorted(s.record.gene for s in stretches if s.record) == ["AURKA", "BRAF", "CDK2"]
    assert taken.max() == 1
    assert taken.mean() > 0.98


def test_the_same_kinase_twice_is_laid_twice():
    abl = part("ABL1", 229, 500)
    one, two = lay_sequence(abl + "GGSGGS" + abl)
    assert (one.record.gene, two.record.gene) == ("ABL1", "ABL1")
    at = sorted(int(np.flatnonzero(s.canonical == 315)[0]) + s.start for s in (one, two))
    assert at == [315 - 229, 315 - 229 + 272 + 6]


@pytest.mark.parametrize("stranger_first", [True, False])
@pytest.mark.parametrize("length", [DOMAIN_LENGTH - 12, DOMAIN_LENGTH + 40])
def test_a_stranger_beside_a_kinase_counts_from_the_length_of_a_domain(stranger_first, length):
    stranger, abl = random_letters(length, 7), part("ABL1", 229, 500)
    letters = stranger + abl if stranger_first else abl + stranger
    stretches = list(lay_sequence(letters))
    check(letters, stretches)
    assert sum(s.record is None for s in stretches) == (length > DOMAIN_LENGTH)
    if length > DOMAIN_LENGTH:
        (other,) = [s for s in stretches if s.record is None]
        assert (other.start, other.stop) == pytest.approx((0, length) if stranger_first else (272, 272 + length), abs=6)


def test_a_protein_put_into_a_loop_of_a_kinase():
    letters = part("ABL1", 229, 330) + T4_LYSOZYME + part("ABL1", 331, 500)
    known, inserted = lay_sequence(letters)
    assert (known.record.gene, inserted.record) == ("ABL1", None)
    assert (inserted.start, inserted.stop) == pytest.approx((102, 102 + len(T4_LYSOZYME)), abs=6)
    assert known.canonical[50] == 279
    assert known.canonical[102 + len(T4_LYSOZYME) + 50] == 381
    check(letters, [known, inserted])


def test_numbers_of_a_part_are_places_in_the_whole():
    moved = list(lay_sequence(part("ABL1", 229, 500), 1000))
    assert [(s.start, s.stop) for s in moved] == [(1000, 1272)]
    assert moved[0].canonical[0] == 229


def test_a_relative_is_named_but_not_taken():
    """Five residues of 18 replaced: 72 % alike, which is a relative and not CDK2 itself."""
    cdk2 = part("CDK2", 1, 298)
    turned = str.maketrans("ACDEFGHIKLMNPQRSTVWY", "YACDEFGHIKLMNPQRSTVW")
    changed = "".join(letter.translate(turned) if k % 18 < 5 else letter for k, letter in enumerate(cdk2))
    (stretch,) = lay_sequence(changed)
    assert stretch.record is None
    assert stretch.runner_up.startswith("CDK2 (")
