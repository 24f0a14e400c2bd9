"""What stands on the canvas: shown layers and marks, from back to front, fading with depth."""

from dataclasses import replace

import numpy as np
import pytest

from builders.lobes import rigid
from kinlens.scene import Layer, Part, palette
from kinlens.scene.model import FAINT_RIBBON, RIBBON, SPHERES, STICKS, STYLES, THIN_STICKS
from kinlens.views.figure.painting import FOG, ION_ANGSTROM, OUTLINE_ANGSTROM, SPHERE_ANGSTROM, Canvas, paint
from views.handmade import GREY, compound, helix, molecule, ribbon, scene, walk

SALT = compound([("MG", "Mg", (0.0, 0.0, 0.0))], name="MG")
TWO = compound([("C1", "C", (0.0, 0.0, 0.0)), ("N1", "N", (1.4, 0.0, 0.0))])


def painted(made, turn_deg=0.0):
    canvas = Canvas(turn_deg)
    paint(made, canvas)
    return canvas


def alone(one, style, colour=GREY, **more):
    """A scene of a molecule in one style."""
    return scene(one, layers=[Layer("it", "it", (Part(0, np.arange(len(one.number)), style, colour),), **more)])


def corners(canvas):
    return np.concatenate(canvas.polygons)


# ---------------------------------------------------------------------------------------------- the canvas


@pytest.mark.parametrize(("turn_deg", "seen"), [
    (0, (1, 2, 3)), (90, (3, 2, -1)), (-90, (-3, 2, 1)), (180, (-1, 2, -3)), (360, (1, 2, 3)),
])
def test_what_is_in_front_moves_to_the_right(turn_deg, seen):
    np.testing.assert_allclose(Canvas(turn_deg).seen(np.array([[1.0, 2.0, 3.0]]))[0], seen, atol=1e-12)


def test_back_to_front_and_fading():
    """Of depths 0 and 10 the 2nd and 98th percentiles are 0.2 and 9.8: beyond them fog is whole, and none."""
    canvas = Canvas(0.0)
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    black = np.zeros(3)
    canvas.add(square + 1, 10.0, black)
    canvas.add(square, 0.0, black)
    polygons, colours = canvas.layered()
    assert [polygon[0].tolist() for polygon in polygons] == [[0, 0], [1, 1]]
    np.testing.assert_allclose(colours, [[FOG] * 3, [0.0] * 3])


def test_equal_depths_keep_their_order_and_have_no_fog():
    canvas = Canvas(0.0)
    for place in range(3):
        canvas.add(np.full((3, 2), float(place)), 5.0, np.full(3, 0.5))
    polygons, colours = canvas.layered()
    assert [polygon[0, 0] for polygon in polygons] == [0, 1, 2]
    np.testing.assert_allclose(colours, 0.5)


def test_an_empty_canvas():
    polygons, colours = Canvas(0.0).layered()
    assert polygons == []
    assert colours.shape == (0, 3)


# ------------------------------------------------------------------------------------------------- colours


@pytest.mark.parametrize("colour", ["#FFFFFF", palette.SILVER, *(colour for _, colour in palette.PLDDT),
                                    *palette.ENTRIES])
@pytest.mark.parametrize("style", [RIBBON, FAINT_RIBBON])
def test_light_leaves_a_colour_a_colour(style, colour):
    """However a ribbon is turned to the light, no share of red, green or blue is beyond 1."""
    alpha, across = helix(20), np.tile([0.0, 0.0, 1.0], (20, 1))
    for seed in range(6):
        move = rigid(seed)
        made = molecule(move(alpha), across=across @ move.rotation, secondary="H" * 20)
        _, colours = painted(alone(made, style, colour)).layered()
        assert colours.min() >= 0.0
        assert colours.max() <= 1.0


@pytest.mark.parametrize("style", [STICKS, THIN_STICKS, SPHERES])
def test_white_atoms_stay_white(style):
    _, colours = painted(alone(TWO, style, "#FFFFFF")).layered()
    assert colours.max() <= 1.0


def test_carbon_has_the_colour_of_the_part_other_elements_their_own():
    """Pure red is the part's colour: no nitrogen has it, and nitrogen's blue is on no other half of the bond."""
    canvas = painted(alone(TWO, STICKS, "#FF0000"))
    for polygon, colour in zip(canvas.polygons, canvas.colours, strict=True):
        middle = polygon.mean(axis=0)[0]
        if colour[0] > 2 * colour[2]:
            assert middle < 0.7
        if colour[2] > 2 * colour[0]:
            assert middle > 0.7
    red = [colour for colour in canvas.colours if colour[0] > 2 * colour[2]]
    blue = [colour for colour in canvas.colours if colour[2] > 2 * colour[0]]
    assert red
    assert blue


# -------------------------------------------------------------------------------------------------- layers


@pytest.mark.parametrize("style", STYLES)
def test_a_hidden_layer_is_not_painted(style):
    chain = molecule(walk(6), across=np.tile([0.0, 1.0, 0.0], (6, 1)))
    assert painted(alone(chain, style)).polygons
    assert not painted(alone(chain, style, shown=False)).polygons


def test_a_hidden_layer_changes_nothing_else():
    chain = molecule(walk(6))
    shown = ribbon(chain)
    hidden = Layer("ions", "ions", (Part(1, np.array([0]), SPHERES, GREY),), shown=False)
    one, both = painted(scene(chain, SALT, layers=[shown])), painted(scene(chain, SALT, layers=[shown, hidden]))
    assert len(one.polygons) == len(both.polygons)
    assert one.depths == both.depths


def test_parts_of_one_chain_meet_without_a_gap():
    """A ribbon in two colours has the polygons of the ribbon in one."""
    chain = molecule(walk(8), across=np.tile([0.0, 1.0, 0.0], (8, 1)))
    whole = painted(alone(chain, RIBBON))
    halves = painted(scene(chain, layers=[Layer("ribbon", "", (
        Part(0, np.arange(4), RIBBON, "#FF0000"), Part(0, np.arange(4, 8), RIBBON, "#0000FF")))]))
    assert sorted(p.round(6).tolist() for p in whole.polygons) == sorted(p.round(6).tolist() for p in halves.polygons)


def test_an_ion_is_a_ball_of_its_size():
    places = corners(painted(alone(SALT, SPHERES)))
    assert np.abs(places).max() == pytest.approx(ION_ANGSTROM + OUTLINE_ANGSTROM)


def test_a_bond_along_the_line_of_sight_is_a_dot():
    stick = compound([("C1", "C", (0.0, 0.0, 0.0)), ("C2", "C", (0.0, 0.0, 1.5))])
    canvas = painted(alone(stick, STICKS))
    assert np.isfinite(corners(canvas)).all()
    assert np.abs(corners(canvas)).max() < 1.0


def test_a_part_has_the_bonds_between_its_own_atoms():
    """Of two residues a bond apart one is shown: nothing reaches over to the other."""
    chain = molecule([[0.0, 0.0, 0.0], [20.0, 0.0, 0.0]])
    bonded = replace(chain, bonds=np.array([[0, 1]]))
    made = scene(bonded, layers=[Layer("it", "it", (Part(0, np.array([0]), STICKS, GREY),))])
    assert corners(painted(made))[:, 0].max() < 1.0


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_little_is_painted_without_trouble(style, count):
    canvas = painted(alone(molecule(walk(count)), style))
    assert bool(canvas.polygons) == (count > 1 or style not in (RIBBON, FAINT_RIBBON))
    assert all(np.isfinite(polygon).all() for polygon in canvas.polygons)


# --------------------------------------------------------------------------------------------------- marks


def test_a_mark_is_a_ball_at_its_place_in_its_colour():
    chain = molecule([[0.0, 0.0, 0.0], [3.8, 0.0, 0.0], [7.6, 0.0, 0.0]])
    bare = painted(scene(chain)).polygons
    canvas = painted(scene(chain, marks=[(2, "A3G", "")], colours=["#FF0000"]))
    new = np.concatenate(canvas.polygons[len(bare):])
    np.testing.assert_allclose((new.min(axis=0) + new.max(axis=0)) / 2, [7.6, 0.0], atol=1e-6)
    assert new[:, 1].max() == pytest.approx(SPHERE_ANGSTROM + OUTLINE_ANGSTROM)
    assert any(colour[0] > 0.7 and colour[1] < 0.3 for colour in canvas.colours[len(bare):])


def test_of_two_marks_the_nearer_one_is_on_top():
    chain = molecule([[0.0, 0.0, -10.0], [0.0, 0.0, 10.0]], linked=[False, False])
    canvas = painted(scene(chain, marks=[(0, "far", ""), (1, "near", "")], colours=["#0000FF", "#FF0000"]))
    _, colours = canvas.layered()
    assert colours[-1][0] > colours[-1][2]


def test_marks_without_any_layer_are_painted():
    assert painted(scene(molecule(walk(3)), marks=[(1, "A2G", "")], layers=[])).polygons


def test_a_scene_without_anything():
    assert painted(scene()).polygons == []
