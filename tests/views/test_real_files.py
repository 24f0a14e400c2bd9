"""Real structures in every view, measured against gemmi's own reading of the files."""

import base64
import itertools
import json
import re

import gemmi
import numpy as np
import pytest

from kinlens.scene import compose
from kinlens.views.cif import molecule_cif
from kinlens.views.figure import draw_figure
from kinlens.views.molstar import molstar_state
from kinlens.views.page import render_page
from kinlens.views.payload import scene_payload, to_script_json
from views.drawings import read_drawing
from views.reading import Page

pytestmark = pytest.mark.needs_structures

# Entry, variants, marks among them; author numbers of these entries are those of UniProt.
CASES = {
    "1s9j": ("C121S P124L V211D", ["C121S", "P124L", "V211D"]),
    "2xp2": ("L1196M G1269A F1174L R1275Q", ["L1196M", "G1269A", "F1174L", "R1275Q"]),
    "2yfx": ("L1196M G1269A", ["L1196M", "G1269A"]),
    "5p21": ("HRAS:G12D HRAS:Q61L", ["G12D", "Q61L"]),
}
CRIZOTINIB = "VGH"


@pytest.fixture(scope="module")
def path_of(structures_folder):
    return lambda code: sorted(structures_folder.glob(f"{code}.*"))[0]


@pytest.fixture(scope="module")
def scenes(path_of):
    made = {}

    def composed(code):
        if code not in made:
            made[code] = compose(path_of(code), CASES[code][0])
        return made[code]

    return composed


@pytest.mark.parametrize("code", CASES)
def test_a_figure_has_every_label_apart_and_on_the_page(scenes, tmp_path, code):
    draw_figure(scenes(code), tmp_path / "drawn.svg")
    drawing = read_drawing(tmp_path / "drawn.svg")
    assert set(CASES[code][1]) <= set(drawing.words)
    assert [(a.text, b.text) for a, b in itertools.combinations([t for t in drawing.texts if t.bold], 2)
            if a.overlaps(b)] == []
    assert drawing.outside() == []


@pytest.mark.parametrize("code", CASES)
def test_a_page_has_table_and_scene(scenes, script, code):
    made = scenes(code)
    page = Page(render_page(made, script))
    assert [row[0] for row in page.cells] == [row["variant"] for row in made.rows]
    assert {mark["label"] for mark in page.data["scene"]["marks"]} == set(CASES[code][1])
    assert page.addresses == []


@pytest.mark.parametrize("code", CASES)
def test_written_as_mmcif_every_distance_in_the_molecule_is_that_of_the_file(scenes, path_of, code):
    """A motion keeps distances: between all Cα atoms, as gemmi reads the file and what is written of the scene."""
    made = scenes(code)
    written = gemmi.make_structure_from_block(gemmi.cif.read_string(molecule_cif(made.molecules[0])).sole_block())[0]
    original = gemmi.read_structure(str(path_of(code)))[0]
    here, there = alphas(written), alphas(original)
    assert len(here) > 150
    assert set(here) <= set(there)
    for ours, theirs in zip(*(distances([of[key] for key in here]) for of in (here, there)), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=2e-3)


def alphas(model):
    return {(chain.name, str(residue.seqid)): residue["CA"][0].pos.tolist() for chain in model for residue in chain
            if residue.het_flag == "A" and "CA" in residue}


def distances(xyz):
    places = np.array(xyz)
    return np.linalg.norm(places[:, None] - places[None, :], axis=2)


@pytest.mark.parametrize("code", CASES)
def test_the_payload_is_json_and_the_molecule(scenes, code):
    made = scenes(code)
    read = json.loads(to_script_json(scene_payload(made)))
    assert read == scene_payload(made)
    for given, here in zip(read["molecules"], made.molecules, strict=True):
        np.testing.assert_allclose(np.array(given["xyz"]).reshape(-1, 3), here.xyz, atol=5.1e-4)


@pytest.mark.parametrize("code", ["2xp2", "2yfx"])
def test_lines_to_crizotinib_are_as_long_as_gemmi_measures(scenes, path_of, code):
    """The shortest distance of any two heavy atoms, in the first conformer."""
    made = scenes(code)
    model = gemmi.read_structure(str(path_of(code)))[0]
    drug = [atom.pos for residue in model["A"] if residue.name == CRIZOTINIB for atom in residue
            if atom.altloc in "\0A" and not atom.is_hydrogen()]
    assert drug
    lines = {made.marks[line.mark].label: line for line in made.lines if line.site == "drug"}
    assert set(lines) == set(CASES[code][1])
    for label, line in lines.items():
        (residue,) = [one for one in model["A"] if one.seqid.num == int(re.sub(r"\D", "", label))]
        shortest = min(atom.pos.dist(other) for atom in residue for other in drug
                       if atom.altloc in "\0A" and not atom.is_hydrogen())
        assert line.distance_A == pytest.approx(shortest, abs=2e-3)
        assert np.linalg.norm(line.start - line.end) == pytest.approx(shortest, abs=2e-3)
        assert line.shown


def test_wild_type_and_mutant_lie_on_each_other(path_of, tmp_path):
    """ALK with crizotinib twice: the drug's atoms come to lie within 1 Å of one another."""
    made = compose([path_of("2xp2"), path_of("2yfx")], "L1196M")
    assert [mark.label for mark in made.marks] == ["L1196 2xp2", "M1196 2yfx"]
    drugs = []
    for number in made.structures:
        molecule = made.molecules[number]
        atoms = molecule.atoms_of(np.flatnonzero(molecule.residue_name == CRIZOTINIB))
        drugs.append(dict(zip(molecule.atom[atoms].tolist(), molecule.xyz[atoms], strict=True)))
    assert drugs[0].keys() == drugs[1].keys()
    assert max(np.linalg.norm(drugs[0][name] - drugs[1][name]) for name in drugs[0]) < 1.0
    draw_figure(made, tmp_path / "both.svg")
    assert {"L1196 2xp2", "M1196 2yfx", "2xp2", "2yfx"} <= set(read_drawing(tmp_path / "both.svg").words)


@pytest.mark.parametrize("code", CASES)
def test_a_state_of_mol_star(scenes, code):
    molviewspec = pytest.importorskip("molviewspec")
    text = molstar_state(scenes(code))
    root = molviewspec.MVSJ.loads(text).data.root
    for child, here in zip((one for one in root.children if one.kind == "download"), scenes(code).molecules,
                           strict=True):
        body = base64.b64decode(child.params["url"].partition(",")[2]).decode()
        assert len(gemmi.cif.read_string(body).sole_block().find_loop("_atom_site.id")) == len(here.xyz)
