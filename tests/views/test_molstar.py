"""The same scene for Mol*: valid to the package that defines the format, and nothing to download."""

import base64
import json
import sys

import gemmi
import numpy as np
import pytest

from kinlens.errors import ViewerNotInstalled
from kinlens.scene import Layer, Line, Part
from kinlens.scene.model import FAINT_RIBBON, SPHERES, STICKS, THIN_STICKS
from kinlens.views.molstar import MOLSTAR_SUFFIX, molstar_state, molstar_widget
from views.handmade import GREY, RED, compound, molecule, ribbon, scene, walk
from views.reading import HOSTILE

ACROSS = np.tile([0.0, 1.0, 0.0], (6, 1))


@pytest.fixture(scope="module")
def molviewspec():
    return pytest.importorskip("molviewspec")


@pytest.fixture(scope="module")
def state(molviewspec, kinase):
    return json.loads(molstar_state(kinase))


def nodes(state, kind):
    """All nodes of a kind, in order."""
    found = []

    def walk_through(node):
        if node["kind"] == kind:
            found.append(node)
        for child in node.get("children") or []:
            walk_through(child)

    walk_through(state["root"])
    return found


def below(node, kind):
    return nodes({"root": node}, kind)


def built(made):
    return json.loads(molstar_state(made))


def representations(state, kind):
    return [node for node in nodes(state, "representation") if node["params"]["type"] == kind]


# --------------------------------------------------------------------------------------------- the whole


def test_it_is_a_state_of_the_format(molviewspec, kinase, ras):
    for made in (kinase, ras, scene(molecule(walk(1)))):
        text = molstar_state(made)
        read = molviewspec.MVSJ.loads(text)
        assert json.loads(read.dumps()) == json.loads(text)
        assert read.data.metadata.title == made.title
    assert MOLSTAR_SUFFIX == ".mvsj"


def test_molecules_are_inside_as_data_addresses(state, kinase):
    addresses = [node["params"]["url"] for node in nodes(state, "download")]
    assert len(addresses) == len(kinase.molecules)
    for address, here in zip(addresses, kinase.molecules, strict=True):
        head, _, body = address.partition(",")
        assert head == "data:text/plain;base64"
        block = gemmi.cif.read_string(base64.b64decode(body, validate=True).decode()).sole_block()
        assert sum(1 for _ in block.find_loop("_atom_site.id")) == len(here.xyz)
    assert "http" not in json.dumps(state)


def test_one_cartoon_a_molecule_in_all_its_colours(state, kinase):
    (cartoon,) = representations(state, "cartoon")
    colours = [node["params"]["color"] for node in below(cartoon, "color")]
    assert colours == [part.colour for part in kinase.layers[0].parts]


def test_marks_are_spheres_with_labels(state, kinase):
    drawn = [node["params"] for node in nodes(state, "primitive")]
    spheres = [one for one in drawn if one["kind"] == "ellipsoid"]  # what the format calls them
    labels = [one for one in drawn if one["kind"] == "label"]
    assert [one["text"] for one in labels] == [mark.label for mark in kinase.marks]
    assert [one["color"] for one in spheres] == list(kinase.colourings[0].colours)
    for sphere, label, mark in zip(spheres, labels, kinase.marks, strict=True):
        assert sphere["center"] == label["position"] == pytest.approx(mark.xyz.tolist(), abs=5.1e-4)
        assert mark.label in sphere["tooltip"]
    assert nodes(state, "canvas")[0]["params"]["background_color"] == "#FFFFFF"


def test_lines_that_are_shown_are_drawn_with_their_length(state, kinase):
    drawn = [node["params"] for node in nodes(state, "primitive") if node["params"]["kind"] == "distance_measurement"]
    assert [one["label_template"] for one in drawn] == [
        f"{line.distance_A:.1f} Å" for line in kinase.lines if line.shown]
    for one in drawn:
        assert f"{np.linalg.norm(np.subtract(one['start'], one['end'])):.1f} Å" == one["label_template"]


def test_selections_mean_residues_of_the_molecule(state, kinase):
    """Every residue that is selected is in the file that is given with it."""
    for structure, here in zip(nodes(state, "download"), kinase.molecules, strict=True):
        there = {(str(chain) or "_", int(number)) for chain, number in zip(here.chain, here.number, strict=True)}
        selected = [one for node in below(structure, "component") for one in node["params"]["selector"]]
        assert selected or here is not kinase.molecules[0]
        assert {(one["auth_asym_id"], one["auth_seq_id"]) for one in selected} <= there


# ---------------------------------------------------------------------------------------------- by hand


@pytest.fixture
def chain():
    return molecule(walk(6), across=ACROSS, chain=["A", "A", "A", "", "", ""], number=[1, 2, 2, 1, 2, 3],
                    icode=["", "", "A", "", "", ""])


def test_insertion_codes_and_blank_chains_are_selected(molviewspec, chain):
    (component,) = nodes(built(scene(chain)), "component")
    assert [(one["auth_asym_id"], one["auth_seq_id"], one.get("pdbx_PDB_ins_code", ""))
            for one in component["params"]["selector"]] == [
        ("A", 1, ""), ("A", 2, ""), ("A", 2, "A"), ("_", 1, ""), ("_", 2, ""), ("_", 3, "")]


def test_a_hidden_layer_is_not_there(molviewspec, chain):
    hidden = Layer("drug", "drug", (Part(0, np.array([0]), STICKS, GREY, "hidden"),), shown=False)
    assert built(scene(chain, layers=[ribbon(chain), hidden]))["root"] == built(scene(chain))["root"]


@pytest.mark.parametrize(("style", "kind"), [(STICKS, "ball_and_stick"), (THIN_STICKS, "ball_and_stick"),
                                             (SPHERES, "spacefill")])
def test_styles(molviewspec, style, kind):
    made = compound([("C1", "C", (0.0, 0.0, 0.0)), ("N1", "N", (1.4, 0.0, 0.0)), ("CL", "Cl", (2.8, 0.0, 0.0))])
    state = built(scene(made, layers=[Layer("it", "it", (Part(0, np.array([0]), style, GREY, "its title"),))]))
    (drawn,) = representations(state, kind)
    colours = {node["params"].get("selector", {}).get("type_symbol", "") if isinstance(
        node["params"].get("selector"), dict) else "": node["params"]["color"] for node in below(drawn, "color")}
    assert colours[""] == GREY
    assert set(colours) == ({""} if style == SPHERES else {"", "N", "CL"})
    assert [node["params"]["text"] for node in nodes(state, "tooltip")] == ["its title"]


def test_a_faint_ribbon_is_seen_through(molviewspec, chain):
    state = built(scene(chain, layers=[Layer("partner", "partner", (Part(0, np.arange(6), FAINT_RIBBON, GREY),))]))
    (opacity,) = nodes(state, "opacity")
    assert 0 < opacity["params"]["opacity"] < 1


@pytest.mark.parametrize(("turn_deg", "direction"), [
    (0.0, (0, 0, 1)), (90.0, (-1, 0, 0)), (-90.0, (1, 0, 0)), (180.0, (0, 0, -1))])
def test_the_camera_sees_what_the_figure_shows(molviewspec, chain, turn_deg, direction):
    """Turned by 90° what was in front (+z) stands right: the reader who sees that stands left, at −x."""
    (camera,) = nodes(built(scene(chain, turn_deg=turn_deg)), "camera")
    params = camera["params"]
    away = np.subtract(params["position"], params["target"])
    np.testing.assert_allclose(away / np.linalg.norm(away), direction, atol=1e-3)
    assert params["up"] == [0, 1, 0]
    low, high = chain.xyz.min(axis=0), chain.xyz.max(axis=0)
    np.testing.assert_allclose(params["target"], (low + high) / 2, atol=1e-3)


@pytest.mark.parametrize("made", [
    scene(molecule(walk(1))), scene(molecule(walk(2)), layers=[]), scene(),
    scene(compound([("MG", "Mg", (0.0, 0.0, 0.0))]), layers=[Layer("ion", "ion", (
        Part(0, np.array([0]), SPHERES, GREY, "Mg"),))]),
    scene(molecule(walk(2)), marks=[(0, "A1G", "")], layers=[]),
], ids=["one residue", "no layers", "nothing", "an ion", "marks alone"])
def test_little_is_a_state_too(molviewspec, made):
    molviewspec.MVSJ.loads(molstar_state(made))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_texts_are_kept_as_they_are(molviewspec, chain, hostile):
    line = Line(0, hostile, np.zeros(3), np.ones(3), 1.7, hostile, shown=True)
    state = built(scene(chain, marks=[(0, hostile, hostile)], title=hostile, colours=[RED], lines=(line,)))
    assert state["metadata"]["title"] == hostile
    assert [node["params"]["text"] for node in nodes(state, "primitive") if node["params"]["kind"] == "label"] == [
        hostile]


# ------------------------------------------------------------------------------------------- without it


@pytest.mark.parametrize(("package", "call"), [("molviewspec", molstar_state), ("ipymolstar", molstar_widget)])
def test_without_the_package_it_says_what_to_install(monkeypatch, kinase, package, call):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ViewerNotInstalled, match=r"Mol\* needs " + package) as caught:
        call(kinase)
    assert (caught.value.package, caught.value.extra) == (package, "molstar")
    assert "pip install 'kinlens[molstar]'" in str(caught.value)


def test_a_widget_has_the_state(molviewspec, kinase):
    pytest.importorskip("ipymolstar")
    made = molstar_widget(kinase, height=300)
    assert made.height == "300px"
    assert json.loads(made.msvj_data)["root"] == json.loads(molstar_state(kinase))["root"]
