"""From where marks are seen best: hand-built scenes with an obvious free side."""

import numpy as np
import pytest

from kinlens.geometry import turn_upright
from kinlens.scene import Layer, Mark, Molecule, Part
from kinlens.scene.model import FAINT_RIBBON, RIBBON, SPHERES, STICKS, THIN_STICKS
from kinlens.scene.turning import ANGLES, clearest_turn, clearest_turns

RADIUS = 6.0  # Å from the mark to the wall around it


def at_azimuth(degrees, radius=RADIUS, y=0.0):
    """Degrees from the reader (+z) towards the right (+x)."""
    angle = np.radians(degrees)
    return [radius * np.sin(angle), y, radius * np.cos(angle)]


def molecule(xyz, atom="CA"):
    """Residues of one atom each."""
    xyz = np.array(xyz, dtype=float).reshape(-1, 3)
    count = len(xyz)
    words = np.full(count, "", dtype="<U4")
    return Molecule(
        "wall", "wall", xyz, np.full(count, "C"), np.full(count, atom), np.arange(count),
        np.zeros((0, 2), dtype=np.intp), words, np.arange(count), words, words, words, np.ones(count, dtype=bool),
        words, np.zeros(count, dtype=bool), ("",) * count, 0)


def layer(of, style=RIBBON, *, shown=True, number=0):
    return Layer(f"layer {number}", "", (Part(number, np.arange(len(of.number)), style, "#999999"),), shown=shown)


def mark(xyz=(0.0, 0.0, 0.0)):
    return Mark(0, 0, "X1Y", "", (0,), np.array(xyz, dtype=float))


def wall_but(gap, width=40.0):
    """A wall all around the origin but for a gap, by azimuth."""
    return molecule([at_azimuth(a) for a in range(0, 360, 5) if abs((a - gap + 180.0) % 360.0 - 180.0) > width / 2.0])


@pytest.mark.parametrize("gap", range(-165, 181, 30))
def test_the_gap_in_a_wall_is_turned_towards_the_reader(gap):
    wall = wall_but(gap)
    turn = clearest_turn([wall], [layer(wall)], [mark()])
    # What was at that azimuth is now in front; the gap is 20° to either side, less 21° for the width of a wall atom.
    assert turn_upright(np.array([at_azimuth(gap)]), turn)[0] == pytest.approx([0.0, 0.0, RADIUS], abs=RADIUS * 0.27)
    assert (turn + gap) % 360.0 == 0.0


def test_nothing_to_mark_or_nothing_before_it_is_not_turned():
    wall = wall_but(90)
    assert clearest_turn([wall], [layer(wall)], []) == 0.0
    assert clearest_turns([wall], [layer(wall)], []) == []
    assert clearest_turn([], [], [mark()]) == 0.0


def test_of_equal_turns_the_one_nearest_to_the_usual_orientation():
    post = molecule([at_azimuth(0)])
    # One atom 6 Å in front hides what is within 2.2 Å of the line of sight: 15° is 1.6 Å aside, 30° is 3 Å.
    assert abs(clearest_turn([post], [layer(post)], [mark()])) == 30.0
    pair = molecule([at_azimuth(0), at_azimuth(-30)])  # turned to the right, the second comes before the mark
    assert clearest_turn([pair], [layer(pair)], [mark()]) == -30.0
    assert sorted(ANGLES) == list(range(-165, 181, 15))


@pytest.mark.parametrize("away", [at_azimuth(180), at_azimuth(0, y=2.5), at_azimuth(0, radius=1.9), at_azimuth(90)])
def test_what_is_behind_above_beside_or_the_mark_itself_hides_nothing(away):
    post = molecule([away])
    assert clearest_turn([post], [layer(post)], [mark()]) == 0.0


@pytest.mark.parametrize(("style", "atom", "counts"), [
    (RIBBON, "CA", True), (RIBBON, "N", True), (FAINT_RIBBON, "C", True), (RIBBON, "CB", False),
    (FAINT_RIBBON, "O", False), (STICKS, "CB", True), (THIN_STICKS, "O", True), (SPHERES, "MG", True),
])
def test_of_ribbons_the_backbone_counts_of_the_rest_every_atom(style, atom, counts):
    post = molecule([at_azimuth(0)], atom)
    assert (clearest_turn([post], [layer(post, style)], [mark()]) != 0.0) is counts


def test_what_is_hidden_at_first_is_not_before_anything():
    wall, other = wall_but(0), wall_but(120)
    hidden = layer(other, shown=False, number=1)
    assert clearest_turn([wall, other], [layer(wall), hidden], [mark()]) == 0.0


def test_each_mark_by_itself_and_all_together():
    """Two marks far apart, each with a wall that is open on another side."""
    up, down = wall_but(60), wall_but(-90)
    lower = molecule(down.xyz + np.array([0.0, -50.0, 0.0]))
    marks = [mark(), mark((0.0, -50.0, 0.0))]
    both = [layer(up), layer(lower, number=1)]
    assert clearest_turns([up, lower], both, marks) == [-60.0, 90.0]
    assert clearest_turn([up, lower], both, marks) in (-60.0, 90.0)
    assert clearest_turns([up, lower], both, marks[:1]) == [clearest_turn([up, lower], both, marks[:1])]


@pytest.mark.parametrize("angle", [-165.0, -30.0, 0.0, 12.5, 90.0, 180.0])
def test_turning_and_turning_back_changes_nothing(angle):
    points = np.random.default_rng(1).normal(scale=20.0, size=(50, 3))
    turned = turn_upright(points, angle)
    np.testing.assert_allclose(turn_upright(turned, -angle), points, atol=1e-12)
    np.testing.assert_allclose(turned[:, 1], points[:, 1], atol=1e-12)
    assert np.allclose(turned, points) is (angle == 0.0)
