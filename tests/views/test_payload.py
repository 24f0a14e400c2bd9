"""What JavaScript is given: the molecule as it is, and nothing that could end a script element."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinlens.scene import Colouring, Layer, Line, Part
from kinlens.scene.model import FAINT_RIBBON, RIBBON, SPHERES, STICKS, STYLES, THIN_STICKS
from kinlens.views.payload import scene_payload, to_script_json
from views.handmade import GREY, molecule, ribbon, scene, walk
from views.reading import HOSTILE


@pytest.fixture(scope="module")
def payload(kinase):
    return json.loads(to_script_json(scene_payload(kinase)))


# ------------------------------------------------------------------------------------------------ molecules


def test_atoms_residues_and_bonds_are_those_of_the_molecules(payload, kinase):
    assert len(payload["molecules"]) == len(kinase.molecules) == 2
    for given_, here in zip(payload["molecules"], kinase.molecules, strict=True):
        np.testing.assert_allclose(np.array(given_["xyz"]).reshape(-1, 3), here.xyz, atol=5.1e-4)
        assert [given_["elements"][i] for i in given_["element"]] == here.element.tolist()
        assert given_["atom"] == here.atom.tolist()
        assert given_["owner"] == here.owner.tolist()
        assert np.array(given_["bonds"]).reshape(-1, 2).tolist() == here.bonds.tolist()
        for ours, theirs in (("chain", "chain"), ("number", "number"), ("icode", "icode"), ("polymer", "polymer"),
                             ("resn", "residue_name")):
            assert given_[ours] == getattr(here, theirs).tolist()
        assert len(given_["told"]) == len(given_["secondary"]) == len(given_["chain"])
        assert (given_["name"], given_["home"], given_["told"]) == (here.name, here.home, list(here.told))


def test_by_hand():
    alpha = [[0.0, 0.0, 0.0], [3.8, 0.12345, -0.0004]]
    made = molecule(alpha, across=np.tile([0.0, 1.0, 0.0], (2, 1)), secondary="HE", chain=["A", ""],
                    number=[-3, 7], icode=["", "B"])
    (given_,) = scene_payload(scene(made))["molecules"]
    assert given_["xyz"][:3] == [0.0, 0.0, 0.0]
    assert given_["xyz"][9:12] == [3.8, 0.123, -0.0]
    assert given_["elements"] == ["C", "O"]
    assert given_["element"] == [0, 0, 1, 0, 0, 1]
    assert given_["owner"] == [0, 0, 0, 1, 1, 1]
    assert sorted(zip(given_["bonds"][::2], given_["bonds"][1::2], strict=True)) == [(0, 1), (1, 2), (3, 4), (4, 5)]
    assert (given_["chain"], given_["number"], given_["icode"]) == (["A", ""], [-3, 7], ["", "B"])
    assert given_["secondary"] == ["h", "s"]


# ------------------------------------------------------------------------------------- layers, marks, lines


@pytest.mark.parametrize(("style", "kind", "carbons"), [
    (RIBBON, "cartoon", False), (FAINT_RIBBON, "cartoon", False), (STICKS, "stick", True),
    (THIN_STICKS, "stick", True), (SPHERES, "sphere", False),
])
def test_every_style_has_one_in_3dmol(style, kind, carbons):
    layer = Layer("it", "it", (Part(0, np.array([1, 2]), style, "#123456", "its title"),), shown=False)
    (given_,) = scene_payload(scene(molecule(walk(4)), layers=[layer]))["layers"]
    assert (given_["name"], given_["title"], given_["shown"]) == ("it", "it", False)
    (part,) = given_["parts"]
    assert list(part["style"]) == [kind]
    assert part["style"][kind].get("color", "#123456") == part["colour"] == "#123456"
    assert (part["atoms"], part["title"], part["carbons"]) == ([1, 2], "its title", carbons)


def test_every_style_is_tried_above():
    assert set(STYLES) == {RIBBON, FAINT_RIBBON, STICKS, THIN_STICKS, SPHERES}


def test_layers_name_the_atoms_of_their_residues(payload, kinase):
    for given_, here in zip(payload["layers"], kinase.layers, strict=True):
        assert (given_["name"], given_["shown"]) == (here.name, here.shown)
        for part, of in zip(given_["parts"], here.parts, strict=True):
            owner = kinase.molecules[of.molecule].owner
            assert part["atoms"] == [i for i, residue in enumerate(owner.tolist()) if residue in of.residues]


def test_marks_point_at_their_residue_and_rows(payload, kinase):
    assert [mark["label"] for mark in payload["marks"]] == ["T315I", "Y253H", "E255K", "G250E"]
    assert [mark["rows"] for mark in payload["marks"]] == [[0], [1], [2], [3]]
    for mark in payload["marks"]:
        of = payload["molecules"][mark["molecule"]]
        assert {of["owner"][atom] for atom in mark["atoms"]} == {mark["residue"]}
        assert str(of["number"][mark["residue"]]) in mark["label"]
        assert -180 <= mark["turn"] <= 180
    assert all(len(one["colours"]) == len(payload["marks"]) for one in payload["colourings"])
    assert payload["colourings"][0]["name"] == ""


def test_lines_say_their_distance(payload, kinase):
    """What is written beside a line is the length of it."""
    assert payload["lines"]
    for line in payload["lines"]:
        assert line["said"] == f"{math.dist(line['from'], line['to']):.1f} Å"
        row = kinase.rows[kinase.marks[line["mark"]].rows[0]]
        assert line["said"] == f"{row[line['name'].replace(' ', '_').replace('ATP', 'atp') + '_A']:.1f} Å"
        assert line["atoms"] == row[line['name'].replace(' ', '_').replace('ATP', 'atp') + '_atoms']


def test_a_line_by_hand():
    line = Line(0, "drug", np.array([0.0, 0.0, 0.0]), np.array([3.0, 4.0, 0.0]), 5.0, "CB–LIG:C1", shown=True)
    (given_,) = scene_payload(scene(molecule(walk(2)), marks=[(0, "A1G", "")], lines=(line,)))["lines"]
    assert given_ == {"mark": 0, "name": "drug", "from": [0.0, 0.0, 0.0], "to": [3.0, 4.0, 0.0], "said": "5.0 Å",
                      "atoms": "CB–LIG:C1", "shown": True, "layer": ""}


def test_the_turn_and_a_scene_of_little():
    assert scene_payload(scene(molecule(walk(2)), turn_deg=-45.0))["turn"] == -45.0
    empty = scene_payload(scene())
    assert (empty["molecules"], empty["marks"], empty["lines"]) == ([], [], [])


# ------------------------------------------------------------------------------------------------- as JSON


def test_it_survives_the_way(kinase):
    made = scene_payload(kinase)
    assert json.loads(to_script_json(made)) == made


texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
plain = texts | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)


@given(st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=10))
def test_any_value_survives_and_opens_no_tag(value):
    text = to_script_json(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_of_a_scene(hostile):
    made = molecule(walk(3))
    made = replace(made, name=hostile, told=(hostile,) * 3, chain=np.array([hostile] * 3))
    whole = scene(
        made, marks=[(1, hostile, hostile)], key=((GREY, hostile),), title=hostile,
        layers=[replace(ribbon(made, title=hostile), name=hostile, title=hostile)],
        lines=(Line(0, hostile, np.zeros(3), np.ones(3), 1.7, hostile, shown=True),))
    whole = replace(whole, colourings=(*whole.colourings, Colouring(hostile, hostile, (GREY,), ((GREY, hostile),))))
    text = to_script_json(scene_payload(whole))
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == scene_payload(whole)
    assert json.loads(text)["marks"][0]["label"] == hostile


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_refused(bad):
    """JSON.parse knows no NaN: the page would be dead."""
    with pytest.raises(ValueError, match="JSON"):
        to_script_json({"turn": bad})
    with pytest.raises(ValueError, match="JSON"):
        to_script_json(scene_payload(scene(molecule(walk(2)), turn_deg=bad)))
