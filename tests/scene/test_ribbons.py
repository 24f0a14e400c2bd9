"""Ribbons: which residues have which colour."""

from __future__ import annotations

import pytest

from builders.files import Entry, pdb_text
from builders.folds import pka
from builders.kinases import ruler
from builders.lobes import lobes, rigid
from builders.predictions import ALPHAFOLD_TITLE, with_b
from kinlens.errors import UnknownColouring
from kinlens.reference import load_kinome
from kinlens.scene import compose, palette
from kinlens.scene.model import RIBBON
from kinlens.scene.ribbons import RIBBONS
from scene.looking import layers, numbers

ABL = ("ABL1", 235, 500)
# The motifs of ABL1, by their letters and first UniProt number.
MOTIFS = {"G-loop": ("GGGQYG", 249), "hinge": ("FMT", 317), "catalytic loop": ("HRDLAARN", 361), "DFG": ("DFG", 381)}


def of_title(scene):
    """Author numbers of the ribbon by title, and the colours."""
    parts = layers(scene)["ribbon"].parts
    return {part.title: numbers(scene, part) for part in parts}, {part.title: part.colour for part in parts}


def lighter(colour, share=0.2):
    """A fifth of the way to white, by plain arithmetic."""
    parts = [int(colour[i:i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part + share * (255 - part)):02X}" for part in parts)


@pytest.mark.parametrize("offset", [0, 100])
def test_regions_are_the_motifs_of_the_sequence(composed, offset):
    where, colours = of_title(composed(ruler(*ABL, offset=offset))(ribbon="region"))
    sequence = load_kinome().protein("ABL1").sequence
    hinge = sequence[315:318]
    assert sequence[248:254] == "GGGQYG"
    for name, (letters, first) in MOTIFS.items():
        if name == "hinge":  # the three residues after the gatekeeper T315
            letters, first = hinge, 316
        assert sequence[first - 1:first - 1 + len(letters)] == letters
        assert where[name] == [first + k - offset for k in range(len(letters))], name
        assert colours[name] == lighter(palette.REGIONS[name])
    assert where["αC"] == [n - offset for n in range(280, 293)]  # −6 … +6 about its glutamate E286
    assert where["activation loop"][0] == 384 - offset  # right behind DFG
    assert colours[""] == palette.PROTEIN


def test_every_residue_of_the_chain_is_in_one_part_and_no_compound_is(composed):
    scene = composed(ruler(*ABL, n_tag="GSHM"))()
    parts = layers(scene)["ribbon"].parts
    every = [number for part in parts for number in numbers(scene, part)]
    assert sorted(every) == list(range(231, 501))
    assert {part.style for part in parts} == {RIBBON}
    assert parts[0].title == ""  # without a line in the legend, and below the rest


@pytest.mark.parametrize("count", [1, 2])
def test_several_structures_have_a_colour_each(file, count):
    paths = [file(lobes(*ABL, move=rigid(k)), name=f"{k}aaa.pdb") for k in range(1, count + 1)]
    scene = compose(paths, ribbon="entry")
    assert [(part.molecule, part.colour, part.title) for part in layers(scene)["ribbon"].parts] == [
        (k, palette.ENTRIES[k], f"{k + 1}aaa") for k in range(count)]


def test_more_structures_than_colours_begin_again(file):
    path = file(lobes(*ABL))
    parts = layers(compose([path] * 9))["ribbon"].parts
    assert parts[8].colour == parts[0].colour == palette.ENTRIES[0]


def test_state_of_an_active_kinase(composed):
    scene = composed(pka())(ribbon="state")
    where, colours = of_title(scene)
    assert set(where) == {"", "αC-in", "DFGin (DFG and activation loop)"}
    assert {92, 91, 93} <= set(where["αC-in"])  # the αC-glutamate and its neighbours
    assert {185, 186, 187, 188} <= set(where["DFGin (DFG and activation loop)"])
    assert max(where["DFGin (DFG and activation loop)"]) < 206  # APE
    assert colours["αC-in"] == lighter(palette.STATES["αC-in"])
    assert not any("labelled" in note for note in scene.notes)


def test_a_state_without_a_label_is_grey_and_says_why(composed):
    scene = composed(lobes(*ABL))(ribbon="state")
    where, _ = of_title(scene)
    assert set(where) == {""}
    said = [note for note in scene.notes if note.startswith("1aaa chain A: ")]
    assert len(said) == 2
    assert "DFG" in said[0]
    assert "αC" in said[1]


def test_what_is_no_kinase_has_one_colour(composed):
    for ribbon in ("region", "state"):
        where, colours = of_title(composed(ruler("KRAS", 1, 169))(ribbon=ribbon))
        assert {name: colours[name] for name in where if "loop" not in name} == {"": palette.PROTEIN}


@pytest.fixture
def model(write):
    """Give a scene of a predicted model whose residues have these values, from ABL1 235 on."""

    def to_scene(values, **more):
        chain = ruler("ABL1", 235, 234 + len(values))
        text = ALPHAFOLD_TITLE + pdb_text(Entry(with_b(chain.residues, values)))
        return compose(write(text, "AF-P00519-F1-model_v4.pdb"), **more)

    return to_scene


def test_bands_of_plddt(model):
    values = [30.0, 49.99, 50.0, 69.99, 70.0, 89.99, 90.0, 98.5] + [95.0] * 92
    where, colours = of_title(model(values))  # by default, for a predicted model
    assert where["pLDDT below 50"] == [235, 236]
    assert where["pLDDT ≥ 50"] == [237, 238]
    assert where["pLDDT ≥ 70"] == [239, 240]
    assert where["pLDDT ≥ 90"][:2] == [241, 242]
    # Colours of the AlphaFold Protein Structure Database.
    assert colours == {"pLDDT ≥ 90": "#0053D6", "pLDDT ≥ 70": "#65CBF3", "pLDDT ≥ 50": "#FFDB13",
                       "pLDDT below 50": "#FF7D45"}


def test_a_predicted_model_by_region_when_asked(model):
    where, _ = of_title(model([95.0] * 200, ribbon="region"))
    assert where["hinge"] == [316, 317, 318]


def test_confidence_asked_of_an_experiment_is_noted(composed):
    scene = composed(ruler(*ABL))(ribbon="plddt")
    assert "1aaa is no predicted model: its ribbon is coloured by region" in scene.notes
    assert of_title(scene)[0]["hinge"] == [316, 317, 318]


@pytest.mark.parametrize("ribbon", ["rainbow", "Region", "b"])
def test_an_unknown_ribbon_is_refused_with_those_there_are(composed, ribbon):
    with pytest.raises(UnknownColouring, match=f"ribbon '{ribbon}': there is {', '.join(RIBBONS)}"):
        composed(lobes(*ABL))(ribbon=ribbon)
