"""The arrays against plain loops."""

import math

import numpy as np
import pytest
from Bio.SVDSuperimposer import SVDSuperimposer
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kinlens import geometry
from kinlens.geometry import (
    Motion,
    close_pairs,
    distance_matrix,
    nearest,
    rmsd,
    shortest_by_group,
    superpose,
    superpose_robustly,
    within_box,
)

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


# ------------------------------------------------------------------------------------------- superposition


def cloud(seed: int, count: int, scale: float = 15.0) -> np.ndarray:
    """Points of a size and number like the Cα atoms of a lobe."""
    return np.random.default_rng(seed).normal(scale=scale, size=(count, 3))


ANGLES = st.tuples(*[st.floats(-math.pi, math.pi)] * 3)
SHIFT = arrays(float, 3, elements=COORDINATE)
SEED = st.integers(0, 2**32 - 1)


def by_biopdb(points, targets):
    """RMSD and moved points as Bio.PDB's superimposer has them."""
    theirs = SVDSuperimposer()
    theirs.set(targets, points)
    theirs.run()
    return theirs.get_rms(), theirs.get_transformed()


@given(SEED, st.integers(3, 80), ANGLES, SHIFT)
def test_a_rigid_motion_is_found_exactly(seed, count, angles, shift):
    here = cloud(seed, count)
    there = here @ rotation(*angles) + shift
    motion = superpose(here, there)
    np.testing.assert_allclose(motion.move(here), there, atol=1e-6)
    np.testing.assert_allclose(motion.back(there), here, atol=1e-6)
    np.testing.assert_allclose(motion.rotation @ motion.rotation.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(motion.rotation) == pytest.approx(1.0)


@given(SEED, st.integers(4, 80), ANGLES, SHIFT)
def test_a_mirror_image_is_never_made(seed, count, angles, shift):
    here = cloud(seed, count)
    there = here * (-1.0, 1.0, 1.0) @ rotation(*angles) + shift
    motion = superpose(here, there)
    assert np.linalg.det(motion.rotation) == pytest.approx(1.0)
    assert rmsd(motion.move(here), there) == pytest.approx(by_biopdb(here, there)[0], abs=1e-6)
    assert rmsd(motion.move(here), there) > 1e-3


@given(SEED, SEED, st.integers(4, 80), st.floats(0.01, 20.0), ANGLES, SHIFT)
def test_superposition_is_that_of_biopdb(seed, noise, count, size, angles, shift):
    here = cloud(seed, count)
    there = here @ rotation(*angles) + shift + cloud(noise, count, size)
    moved = superpose(here, there).move(here)
    expected, theirs = by_biopdb(here, there)
    assert rmsd(moved, there) == pytest.approx(expected, abs=1e-6)
    if size < 1.0:  # of two clouds that have little in common several superpositions are about as good
        np.testing.assert_allclose(moved, theirs, atol=1e-4)


def test_no_other_motion_fits_better():
    here, there = cloud(3, 30), cloud(4, 30, 5.0)
    best = superpose(here, there)
    least = rmsd(best.move(here), there)
    for axis in range(3):
        for angle in (-0.02, 0.02):
            turn = rotation(*[angle if k == axis else 0.0 for k in range(3)])
            middle = best.move(here).mean(axis=0)
            assert rmsd((best.move(here) - middle) @ turn + middle, there) > least
        for step in (-0.1, 0.1):
            assert rmsd(best.move(here) + step * np.eye(3)[axis], there) > least


def test_weights_say_who_decides():
    here = cloud(5, 20)
    there = here @ rotation(0.3, -0.8, 1.1) + (5.0, -3.0, 40.0)
    there[15:] += 9.0
    weights = np.where(np.arange(20) < 15, 1.0, 0.0)
    moved = superpose(here, there, weights).move(here)
    np.testing.assert_allclose(moved[:15], there[:15], atol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(moved[15:] - there[15:], axis=1), 9.0 * math.sqrt(3.0))
    # A weight of two is the same as the point twice.
    twice = np.r_[0:20, 0:5]
    doubled = superpose(here, there, np.where(np.arange(20) < 5, 2.0, 1.0))
    np.testing.assert_allclose(doubled.rotation, superpose(here[twice], there[twice]).rotation, atol=1e-9)


@given(SEED, ANGLES, SHIFT, ANGLES, st.floats(20.0, 57.0))
def test_where_a_third_has_moved_the_rest_is_laid_on_its_targets(seed, angles, shift, axis, degrees):
    # A third turned about its own middle, more than any lobe is, and shifted by 10 Å.
    here = cloud(seed, 78)
    there = here @ rotation(*angles) + shift
    turn = rotation(*axis)
    away = turn @ rotation(0.0, 0.0, math.radians(degrees)) @ turn.T
    middle = there[52:].mean(axis=0)
    there[52:] = (there[52:] - middle) @ away + middle + (10.0, 0.0, 0.0)
    left = np.linalg.norm(superpose_robustly(here, there, 1.5).move(here) - there, axis=1)
    assert left[:52].max() < 0.1
    assert rmsd(superpose(here, there).move(here)[:52], there[:52]) > 1.0  # what a plain superposition makes of it


def test_robust_superposition_of_what_fits_is_the_plain_one():
    here = cloud(6, 40)
    there = here @ rotation(0.1, 0.2, 0.3) + 7.0
    np.testing.assert_allclose(superpose_robustly(here, there, 1.5).move(here), there, atol=1e-9)


@given(ANGLES, SHIFT, st.floats(0.0, 180.0))
def test_the_angle_of_a_motion(angles, shift, degrees):
    # An axis that has been turned anywhere: the angle about it stays.
    turn = rotation(*angles)
    about = turn @ rotation(0.0, 0.0, math.radians(degrees)) @ turn.T
    assert Motion(about, shift).angle_deg == pytest.approx(degrees, abs=1e-4)


def test_rmsd_of_a_pair_and_of_none():
    # Distances 3 and 4: the root of (9 + 16) / 2.
    assert rmsd(np.zeros((2, 3)), np.array([[3.0, 0, 0], [0, 0, 4.0]])) == pytest.approx(math.sqrt(12.5))
    assert math.isnan(rmsd(np.zeros((0, 3)), np.zeros((0, 3))))


@settings(max_examples=50)
@given(points(0, 30), points(0, 30), st.floats(0.5, 400.0))
def test_close_pairs_are_those_of_two_loops(a, b, cutoff):
    point, target, distance = close_pairs(a, b, cutoff)
    apart = by_loops(a, b)
    sure = {(i, j) for i, row in enumerate(apart) for j, d in enumerate(row) if d <= cutoff - 1e-9}
    found = list(zip(point.tolist(), target.tolist(), strict=True))
    assert sure <= set(found)
    assert len(set(found)) == len(found)
    assert point.tolist() == sorted(point.tolist())
    for (i, j), d in zip(found, distance, strict=True):
        assert d == pytest.approx(apart[i][j], abs=1e-6)
        assert d <= cutoff


@pytest.mark.parametrize("largest", [1, 5, 100])
def test_close_pairs_in_blocks_join_without_a_seam(monkeypatch, largest):
    a, b = cloud(7, 60, 6.0), cloud(8, 50, 6.0)
    whole = close_pairs(a, b, 4.5)
    assert len(whole[0]) > 50
    monkeypatch.setattr(geometry, "LARGEST_CANDIDATES", largest)
    for part, expected in zip(close_pairs(a, b, 4.5), whole, strict=True):
        np.testing.assert_array_equal(part, expected)
