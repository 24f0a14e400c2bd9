"""What the columns mean, and numbers made from them."""

import numpy as np
import pytest

from kinlens.numbering import domains_of, number_by_profile
from kinlens.profiles.columns import (
    BLOCKS,
    OPTIONAL,
    count_insertions,
    fill_equal_gaps,
    keep_order,
    load_columns,
    place_pocket,
)
from kinlens.reference import load_kinome
from profiles import table_domain

KINASES = ["PRKACA", "EGFR", "ABL1", "BRAF", "CDK2", "MAP2K1", "AURKA", "CSNK1D", "MAP3K5", "NEK2"]


@pytest.fixture(scope="module")
def columns():
    return load_columns()


def test_there_are_as_many_columns_as_the_alignment_has(columns):
    """Residues 44–298 of PKA in UniProt numbers, 43–297 in those of 1ATP, less what few kinases share."""
    assert len(columns.reference) == 231
    numbered = columns.reference[columns.reference > 0]
    assert (np.diff(numbered) > 0).all()
    assert (numbered[0], numbered[-1]) == (43, 297)
    domain = table_domain("PRKACA")
    assert (domain.start - 1, domain.end - 1) == (43, 297)


def test_every_pocket_position_has_a_column_of_its_own(columns):
    places = [columns.of_pocket[slot] for slot in range(1, 86)]
    assert sorted(columns.of_pocket) == list(range(1, 86))
    assert (np.diff(places) > 0).all()
    assert places[0] >= 0
    assert places[-1] < 231


@pytest.mark.parametrize(("slot", "number"), [
    (17, 72), (24, 91), (45, 120), (70, 166), (75, 171), (81, 184), (4, 50), (46, 121), (85, 188),
])
def test_the_famous_residues_of_1atp_are_in_the_columns_of_their_slots(columns, slot, number):
    assert columns.reference[columns.of_pocket[slot]] == number


def test_blocks_cover_the_pocket_but_for_the_optional_slot():
    covered = [slot for first, last in BLOCKS for slot in range(first, last + 1)]
    assert sorted([*covered, OPTIONAL]) == list(range(1, 86))


def column_of(domain, columns) -> dict[int, int]:
    """Position -> column, by the equivalents in the bundled table."""
    at = {int(number): column for column, number in enumerate(columns.reference) if number}
    return {place: at[int(reference)] for place, reference, extra
            in zip(domain.positions.tolist(), domain.reference, domain.inserted, strict=True)
            if not extra and int(reference) in at}


def bundled_pocket(domain) -> dict[int, int]:
    return {int(slot): place for place, slot in zip(domain.positions.tolist(), domain.pocket, strict=True) if slot}


@pytest.mark.parametrize("gene", KINASES)
def test_the_pocket_is_that_of_the_bundled_table(columns, gene):
    """KLIFS's own numbers."""
    domain = table_domain(gene)
    placed = place_pocket(column_of(domain, columns), domain.start, domain.end, columns.of_pocket)
    assert keep_order(placed) == bundled_pocket(domain)


def test_one_misplaced_column_does_not_move_its_block(columns):
    domain = table_domain("PRKACA")
    laid = column_of(domain, columns)
    where = {column: place for place, column in laid.items()}
    # Slot 46 is said to be one residue further on, where slot 47 was.
    del laid[where[columns.of_pocket[46]]]
    laid[where[columns.of_pocket[47]]] = columns.of_pocket[46]
    assert keep_order(place_pocket(laid, domain.start, domain.end, columns.of_pocket)) == bundled_pocket(domain)


def test_slots_leave_no_domain_and_nothing_is_placed_without_columns(columns):
    domain = table_domain("PRKACA")
    laid = column_of(domain, columns)
    lysine = domain.anchors["β3-Lys"]
    short = place_pocket(laid, lysine, lysine + 100, columns.of_pocket)
    assert min(short.values()) == short[17] == lysine
    assert max(short.values()) <= lysine + 100
    assert set(range(1, 17)).isdisjoint(short)
    assert place_pocket({}, 1, 300, columns.of_pocket) == {}


def test_the_optional_slot_needs_room(columns):
    of = columns.of_pocket
    tight = place_pocket({100: of[49], 101: of[51]}, 1, 300, of)
    assert (tight[49], tight[51]) == (100, 101)
    assert OPTIONAL not in tight
    roomy = place_pocket({100: of[49], 102: of[51]}, 1, 300, of)
    assert (roomy[49], roomy[50], roomy[51]) == (100, 101, 102)
    wide = place_pocket({100: of[49], 105: of[51]}, 1, 300, of)
    assert (wide[50], wide[51]) == (101, 105)


@pytest.mark.parametrize(("pocket", "kept"), [
    ({}, {}),
    ({1: 10, 2: 11, 3: 12}, {1: 10, 2: 11, 3: 12}),
    ({1: 10, 2: 10, 3: 12}, {1: 10, 3: 12}),
    ({13: 30, 14: 29, 15: 30, 16: 31}, {13: 30, 16: 31}),
    ({3: 12, 1: 10, 2: 13}, {1: 10, 2: 13}),
])
def test_numbers_increase_with_the_slot(pocket, kept):
    assert keep_order(pocket) == kept


@pytest.mark.parametrize(("equivalents", "filled"), [
    ({}, {}),
    ({5: 50}, {5: 50}),
    ({5: 50, 9: 54}, {5: 50, 6: 51, 7: 52, 8: 53, 9: 54}),
    ({5: 50, 9: 55}, {5: 50, 9: 55}),  # one residue of the reference more
    ({5: 50, 9: 53}, {5: 50, 9: 53}),  # one fewer
    ({9: 54, 5: 50, 10: 60, 12: 62}, {5: 50, 6: 51, 7: 52, 8: 53, 9: 54, 10: 60, 11: 61, 12: 62}),
])
def test_stretches_of_equal_length_are_numbered(equivalents, filled):
    before = dict(equivalents)
    assert fill_equal_gaps(equivalents) == filled
    assert equivalents == before


def test_insertions_are_counted_from_the_last_equivalent():
    reference, inserted = count_insertions({12: 44, 13: 45, 16: 46}, 10, 17, 42)
    assert reference.tolist() == [42, 42, 44, 45, 45, 45, 46, 46]
    assert inserted.tolist() == [1, 2, 0, 0, 1, 2, 0, 1]
    reference, inserted = count_insertions({}, 5, 6, 42)
    assert (reference.tolist(), inserted.tolist()) == ([42, 42], [1, 2])


@pytest.mark.parametrize("gene", KINASES)
def test_columns_and_equivalents_of_a_numbered_domain_agree(columns, gene):
    """What the numbering of a whole sequence calls a column is the bundled table's equivalent, nearly everywhere."""
    record = load_kinome().protein(gene)
    (domain,), table = number_by_profile(record), domains_of(record)[0]
    expected = column_of(table, columns)
    same = [expected.get(place) == column for place, column in domain.evidence.column_of.items() if place in expected]
    assert len(same) > 200
    assert sum(same) / len(same) > 0.95
