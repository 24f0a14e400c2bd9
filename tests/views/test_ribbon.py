"""Ribbons: through the Cα atoms, broken where the chain is, the same however the molecule lies."""

import numpy as np
import pytest

from builders.lobes import rigid
from kinlens.views.figure.ribbon import (
    ARROW_HALF_ANGSTROM,
    COIL_HALF_ANGSTROM,
    HELIX_HALF_ANGSTROM,
    LONGEST_GAP_ANGSTROM,
    STEPS,
    STRAND_HALF_ANGSTROM,
    find_bands,
)
from views.handmade import helix, molecule, walk


def bands(made, residues=None):
    return list(find_bands(made, np.arange(len(made.number)) if residues is None else np.array(residues)))


def line(count, step=3.8):
    return np.arange(count)[:, None] * np.array([[step, 0.0, 0.0]])


def pleat(count):
    """Cα atoms of a strand along x: 3.3 Å a residue, 0.9 Å up and down in turn; and their C=O, left and right."""
    turns = np.where(np.arange(count) % 2 == 0, 1.0, -1.0)
    alpha = np.stack([3.3 * np.arange(count), 0.9 * turns, np.zeros(count)], axis=1)
    return alpha, np.stack([np.zeros(count), np.zeros(count), turns], axis=1)


# --------------------------------------------------------------------------------------------- the path


@pytest.mark.parametrize(("alpha", "secondary"), [
    (walk(12), ""), (helix(12), "H" * 12), (helix(12), "---HHHHHH---"), (walk(2), ""), (walk(3), "HHH"),
])
def test_coils_and_helices_pass_through_every_cα(alpha, secondary):
    (band,) = bands(molecule(alpha, secondary=secondary))
    assert len(band.centre) == (len(alpha) - 1) * STEPS + 1
    np.testing.assert_allclose(band.centre[::STEPS], alpha, atol=1e-9)
    assert band.residue[::STEPS].tolist() == list(range(len(alpha)))


def test_strands_run_straight_between_their_pleats():
    """(0.9 + 2·(−0.9) + 0.9) / 4 is 0: of a strand that goes up and down by the same the middle stays."""
    alpha, across = pleat(8)
    (band,) = bands(molecule(alpha, across=across, secondary="E" * 8))
    np.testing.assert_allclose(band.centre[STEPS:-STEPS:STEPS, 1], 0.0, atol=1e-9)
    np.testing.assert_allclose(band.centre[::STEPS, 0], alpha[:, 0], atol=1e-9)


def test_a_point_belongs_to_the_nearest_residue():
    (band,) = bands(molecule(line(4)))
    nearest = np.abs(band.centre[:, None, 0] - line(4)[None, :, 0])
    assert (nearest[np.arange(len(band.residue)), band.residue] <= nearest.min(axis=1) + 1e-9).all()


# -------------------------------------------------------------------------------------------- where it breaks


@pytest.mark.parametrize(("more", "expected"), [
    ({}, [[0, 1, 2, 3, 4, 5]]),
    ({"chain": list("AAABBB")}, [[0, 1, 2], [3, 4, 5]]),
    ({"without": [2]}, [[0, 1], [3, 4, 5]]),  # no Cα: nothing to pass through
    ({"without": [1]}, [[2, 3, 4, 5]]),  # a residue by itself has no ribbon
    ({"without": [0, 1, 2, 3, 4]}, []),
    ({"without": [0, 1, 2, 3, 4, 5]}, []),
    ({"chain": list("ABABAB")}, []),
])
def test_breaks(more, expected):
    found = bands(molecule(line(6), across=np.tile([0.0, 1.0, 0.0], (6, 1)), **more))
    assert [sorted(set(band.residue.tolist())) for band in found] == expected


@pytest.mark.parametrize(("gap", "linked", "pieces"), [
    (3.8, False, 1),  # chains without backbone have no peptide bonds, and are joined by distance
    (LONGEST_GAP_ANGSTROM - 0.01, False, 1),
    (LONGEST_GAP_ANGSTROM + 0.01, False, 2),
    (LONGEST_GAP_ANGSTROM + 0.01, True, 1),  # a peptide bond says more than a distance
    (10.0, False, 2),
])
def test_a_gap_is_one_without_a_peptide_bond(gap, linked, pieces):
    alpha = line(6)
    alpha[3:, 0] += gap - 3.8
    assert len(bands(molecule(alpha, linked=[True, True, linked, True, True, False]))) == pieces


def test_only_residues_asked_for_and_only_neighbours_are_joined():
    made = molecule(line(7, step=1.0))
    found = bands(made, [0, 1, 3, 4, 5])
    assert [sorted(set(band.residue.tolist())) for band in found] == [[0, 1], [3, 4, 5]]
    assert bands(made, [3]) == []
    assert bands(made, np.zeros(0, dtype=np.intp)) == []


# ------------------------------------------------------------------------------------------------ its plane


def random_across(count, seed):
    return np.random.default_rng(seed).normal(size=(count, 3))


@pytest.mark.parametrize(("alpha", "across", "secondary"), [
    (walk(15, 1), random_across(15, 1), ""),
    (walk(15, 2), random_across(15, 2), "EEEEE-----HHHHH"),
    (helix(12), np.tile([0.0, 0.0, 1.0], (12, 1)), "H" * 12),
    (*pleat(9), "E" * 9),
    (walk(15, 3), None, ""),
    (line(5), None, ""),
    (line(5) @ np.array([[0.3, 0.5, 0.8], [0, 0, 0], [0, 0, 0]]), None, "HHHHH"),
    (line(2), None, ""),
    (line(4), np.tile([1.0, 0.0, 0.0], (4, 1)), ""),  # C=O along the chain says nothing of a plane
], ids=["coil", "mixed", "helix", "strand", "Cα only", "straight Cα", "straight Cα along the usual choice", "two Cα",
        "C=O along the chain"])
def test_sides_and_faces_stand_upright_on_the_path(alpha, across, secondary):
    (band,) = bands(molecule(alpha, across=across, secondary=secondary))
    tangent = np.gradient(band.centre, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    for one in (band.side, band.face):
        np.testing.assert_allclose(np.linalg.norm(one, axis=1), 1.0, atol=1e-6)
        np.testing.assert_allclose((one * tangent).sum(axis=1), 0.0, atol=1e-6)
    np.testing.assert_allclose((band.side * band.face).sum(axis=1), 0.0, atol=1e-6)


def test_a_strand_is_not_twisted_by_its_pleat():
    """C=O points left and right in turn: the ribbon stays in one plane."""
    alpha, across = pleat(9)
    (band,) = bands(molecule(alpha, across=across, secondary="E" * 9))
    assert ((band.side[1:] * band.side[:-1]).sum(axis=1) > 0.99).all()
    np.testing.assert_allclose(np.abs(band.side[:, 2]), 1.0, atol=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_it_moves_with_the_molecule(seed):
    """Turned and shifted by any motion, every point lies where the motion takes it."""
    alpha, across, move = walk(15, seed), random_across(15, seed), rigid(seed)
    secondary = "EEEEE---HHHHHHH"
    (before,) = bands(molecule(alpha, across=across, secondary=secondary))
    (after,) = bands(molecule(move(alpha), across=across @ move.rotation, secondary=secondary))
    np.testing.assert_allclose(after.centre, move(before.centre), atol=1e-6)
    # A band has no upper side by itself: both may point the other way.
    sign = np.sign((after.side[0] * (before.side[0] @ move.rotation)).sum())
    np.testing.assert_allclose(after.side, sign * before.side @ move.rotation, atol=1e-6)
    np.testing.assert_allclose(after.face, sign * before.face @ move.rotation, atol=1e-6)


def outwards(band, residues):
    """How far faces point away from the axis of a helix about z, 1 to −1."""
    inside = np.isin(band.residue, residues)
    away = band.centre[inside, :2] / np.linalg.norm(band.centre[inside, :2], axis=1, keepdims=True)
    return (band.face[inside, :2] * away).sum(axis=1)


@pytest.mark.parametrize("seed", range(4))
def test_faces_of_a_helix_point_outwards_however_it_lies(seed):
    """The back of a helix, which is painted greyer, is its inner face: C=O points along a helix to its end."""
    move = rigid(seed)
    (band,) = bands(molecule(move(helix(12)), across=np.tile([0.0, 0.0, 1.0], (12, 1)) @ move.rotation,
                             secondary="H" * 12))
    face, centre = band.face @ move.rotation.T, move.back(band.centre)
    away = centre[:, :2] / np.linalg.norm(centre[:, :2], axis=1, keepdims=True)
    assert ((face[:, :2] * away).sum(axis=1) > 0.5).all()


@pytest.mark.parametrize("before", [1.0, -1.0])
def test_faces_of_a_helix_point_outwards_whatever_stands_before_it(before):
    across = np.tile([0.0, 0.0, 1.0], (14, 1))
    across[:4] *= before
    (band,) = bands(molecule(helix(14), across=across, secondary="----" + "H" * 10))
    assert (outwards(band, range(6, 14)) > 0.5).all()


# ------------------------------------------------------------------------------------------------ its width


def widths(secondary):
    count = len(secondary)
    (band,) = bands(molecule(line(count), across=np.tile([0.0, 1.0, 0.0], (count, 1)), secondary=secondary))
    return band.half_width


def test_a_residue_has_the_width_of_its_kind():
    assert widths("----").tolist() == pytest.approx([COIL_HALF_ANGSTROM] * (3 * STEPS + 1))
    at = widths("--HHHH--")[::STEPS]
    assert at.tolist() == pytest.approx([COIL_HALF_ANGSTROM] * 2 + [HELIX_HALF_ANGSTROM] * 4 + [COIL_HALF_ANGSTROM] * 2)


@pytest.mark.parametrize("secondary", ["--EEEE--", "--EEEE", "EE", "-EEHHH-"])
def test_the_head_of_a_strand_tapers_to_its_last_residue(secondary):
    end = secondary.rindex("E")
    half = widths(secondary)
    head = half[(end - 1) * STEPS:end * STEPS + 1]
    assert head[0] == pytest.approx(ARROW_HALF_ANGSTROM)
    assert head[-1] == pytest.approx(COIL_HALF_ANGSTROM)
    assert (np.diff(head) < 0).all()
    before = half[secondary.index("E") * STEPS:(end - 1) * STEPS]
    assert (before <= STRAND_HALF_ANGSTROM + 1e-9).all()


def test_every_strand_has_a_head_and_a_lone_residue_has_none():
    half = widths("-EEE--EEE-")
    assert half[2 * STEPS] == half[7 * STEPS] == pytest.approx(ARROW_HALF_ANGSTROM)
    assert widths("---E---").max() <= STRAND_HALF_ANGSTROM + 1e-9
