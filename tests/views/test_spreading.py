"""Labels moved apart along a line: as little as needed, in order, on the line while they fit."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinlens.views.spreading import spread_labels

places = st.lists(st.floats(0, 1000), max_size=40)


@given(places, st.floats(1, 30))
def test_labels_keep_apart_and_in_order(wanted, spacing):
    placed = spread_labels(sorted(wanted), spacing, 0, 1000)
    assert len(placed) == len(wanted)
    assert all(b - a >= spacing - 1e-6 for a, b in pairwise(placed))


@given(places, st.floats(1, 20))
def test_labels_that_fit_stay_on_the_line(wanted, spacing):
    placed = spread_labels(sorted(wanted), spacing, 0, 1000)
    assert all(-1e-6 <= place <= 1000 + 1e-6 for place in placed)


@given(places, st.floats(1, 20))
def test_labels_that_are_apart_are_left_alone(wanted, spacing):
    placed = spread_labels(sorted(wanted), spacing, 0, 1000)
    assert spread_labels(placed, spacing - 1e-6, 0, 1000) == pytest.approx(placed, abs=1e-4)


@pytest.mark.parametrize(("wanted", "spacing", "low", "high", "placed"), [
    ([], 15, 0, 300, []),
    ([10], 15, 0, 300, [10]),
    ([10, 100, 200], 15, 0, 300, [10, 100, 200]),  # room enough
    ([100, 100], 20, 0, 300, [90, 110]),  # each gives way by half
    ([100, 100, 100], 20, 0, 300, [80, 100, 120]),
    ([100, 110, 200], 20, 0, 300, [95, 115, 200]),  # whom it does not concern stays
    ([299, 300], 20, 0, 300, [280, 300]),
    ([0, 1], 20, 0, 300, [0, 20]),
    ([500], 20, 0, 300, [300]),
    ([5, 5, 5], 20, 0, 30, [0, 20, 40]),  # three do not fit: they overrun rather than overlap
])
def test_by_hand(wanted, spacing, low, high, placed):
    assert spread_labels(wanted, spacing, low, high) == pytest.approx(placed)
