"""The arrays against plain loops."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kinlens import geometry
from kinlens.geometry import distance_matrix, nearest, shortest_by_group, within_box

# Coordinates of a file: three decimals, within the 1,000 Å or so that a PDB column holds.
COORDINATE = st.integers(-999_999, 999_999).map(lambda n: n / 1000)


def points(low: int = 1, high: int = 12):
    return st.integers(low, high).flatmap(lambda n: arrays(float, (n, 3), elements=COORDINATE))


def by_loops(a, b):
    return [[math.dist(p, q) for q in b] for p in a]


def rotation(alpha: float, beta: float, gamma: float) -> np.ndarray:
    def about(axis: int, angle: float) -> np.ndarray:
        matrix = np.eye(3)
        i, j = [k for k in range(3) if k != axis]
        matrix[i, i] = matrix[j, j] = math.cos(angle)
        matrix[i, j], matrix[j, i] = -math.sin(angle), math.sin(angle)
        return matrix

    return about(0, alpha) @ about(1, beta) @ about(2, gamma)


@given(points(), points())
def test_distance_matrix(a, b):
    found, expected = distance_matrix(a, b), np.array(by_loops(a, b))
    np.testing.assert_allclose(found, expected, atol=1e-4)
    apart = expected > 1e-3
    np.testing.assert_allclose(found[apart], expected[apart], atol=1e-6)


def test_distance_matrix_of_a_triangle():
    # 3-4-5
    assert distance_matrix(np.array([[3.0, 0.0, 0.0]]), np.array([[0.0, 4.0, 0.0], [3.0, 0.0, 0.0]])).tolist() == [
        [5.0, 0.0]
    ]


def test_distance_matrix_without_points():
    assert distance_matrix(np.zeros((0, 3)), np.zeros((2, 3))).shape == (0, 2)


def test_inputs_are_left_alone():
    a, b = np.arange(6.0).reshape(2, 3), np.arange(9.0).reshape(3, 3) + 0.5
    before = a.copy(), b.copy()
    distance_matrix(a, b)
    nearest(a, b)
    np.testing.assert_array_equal(a, before[0])
    np.testing.assert_array_equal(b, before[1])


@given(points(), points())
def test_nearest(a, b):
    distance, target = nearest(a, b)
    matrix = np.array(by_loops(a, b))
    np.testing.assert_allclose(distance, matrix.min(axis=1), atol=1e-6)
    # The pair named has the distance stated, to the last digit.
    np.testing.assert_allclose(distance, matrix[np.arange(len(a)), target], rtol=1e-12)


@given(points(), points(), st.tuples(*[st.floats(-math.pi, math.pi)] * 3), arrays(float, 3, elements=COORDINATE))
def test_rigid_motion_changes_no_distance(a, b, angles, shift):
    turn = rotation(*angles)
    moved = nearest(a @ turn.T + shift, b @ turn.T + shift)[0]
    np.testing.assert_allclose(moved, nearest(a, b)[0], atol=1e-6)


@given(points(), points())
def test_distance_is_symmetric(a, b):
    np.testing.assert_allclose(distance_matrix(a, b), distance_matrix(b, a).T, atol=1e-4)


@pytest.mark.parametrize("largest", [1, 3, 7, 20, 21, 22])
def test_chunks_join_without_a_seam(monkeypatch, largest):
    rng = np.random.default_rng(2)
    a, b = rng.normal(scale=20, size=(11, 3)), rng.normal(scale=20, size=(7, 3))
    whole = nearest(a, b)
    monkeypatch.setattr(geometry, "LARGEST_MATRIX", largest)
    pieces = nearest(a, b)
    np.testing.assert_allclose(pieces[0], whole[0], rtol=1e-12)
    np.testing.assert_array_equal(pieces[1], whole[1])


def test_of_equally_near_targets_the_first():
    # Whole numbers around the origin: the squares are exact, so is the tie.
    targets = np.array([[9.0, 0, 0], [0, 3.0, 0], [-3.0, 0, 0], [0, 0, -3.0], [-9.0, 0, 3.0]])
    targets = np.vstack([targets, -targets.sum(axis=0)])  # centred at the origin
    assert nearest(np.zeros((4, 3)), targets)[1].tolist() == [1, 1, 1, 1]


def test_a_point_on_its_target_is_at_zero():
    far = np.array([[812.345, -99.001, 431.7], [812.345, -99.001, 433.2], [0.0, 0.0, 0.0]])
    distance, target = nearest(far, far)
    assert distance.tolist() == [0.0, 0.0, 0.0]
    assert target.tolist() == [0, 1, 2]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=30))
def test_shortest_by_group(pairs):
    pairs.sort(key=lambda pair: pair[0])
    group = np.array([g for g, _ in pairs], dtype=np.intp)
    values = np.array([v for _, v in pairs], dtype=float)
    groups, position = shortest_by_group(values, group)
    expected = {}
    for i, (g, v) in enumerate(pairs):
        if g not in expected or v < pairs[expected[g]][1]:
            expected[g] = i
    assert dict(zip(groups.tolist(), position.tolist(), strict=True)) == expected


@given(points(), points(), st.floats(0, 50))
def test_the_box_loses_no_point_within_the_margin(a, b, margin):
    kept = set(within_box(a, b, margin).tolist())
    close = {i for i, row in enumerate(by_loops(a, b)) if min(row) <= margin - 1e-9}
    assert close <= kept


def test_the_box_is_a_box():
    a = np.array([[4.0, 4.0, 4.0], [4.1, 0.0, 0.0], [-4.0, 0.0, 0.0]])
    assert within_box(a, np.zeros((1, 3)), 4.0).tolist() == [0, 2]


@settings(max_examples=20)
@given(points(30, 60))
def test_nearest_in_a_crowd(a):
    # Every point's nearest other point, by loops.
    for i in range(0, len(a), 7):
        others = np.delete(a, i, axis=0)
        distance, _ = nearest(a[i:i + 1], others)
        assert distance[0] == pytest.approx(min(math.dist(a[i], q) for q in others), abs=1e-6)
