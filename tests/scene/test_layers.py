"""Layers: what is bound, sites, chains beside; what is shown at first and in which style."""

from __future__ import annotations

import numpy as np
import pytest

from builders.files import lone_atom
from builders.kinases import beside, ruler, under
from builders.lobes import lobes, nucleotide, rigid
from builders.pockets import along
from kinlens.frame.columns import load_pose
from kinlens.scene import compose, palette
from kinlens.scene.layers import FAINTER
from kinlens.scene.model import FAINT_RIBBON, RIBBON, SPHERES, STICKS, THIN_STICKS
from scene.looking import layers, legend, names, numbers

ABL, PKA = ("ABL1", 235, 500), ("PRKACA", 44, 298)
CHAIN = ruler(*ABL)
DRUG = beside(CHAIN, 316, "XYZ", y=1.8, z=2.0, number=901)
ALLOSTERIC = along(CHAIN, 440, "ALL", number=902)
_X, _Y, _Z = CHAIN.xyz(381, "O")
MAGNESIUM = lone_atom("MG", "Mg", number=903, at=(_X, _Y - 2.1, _Z))
BESIDE = beside(CHAIN, 260, "ANP", size=10, number=904)  # far from the hinge: it says little
GLYCEROL = beside(CHAIN, 470, "GOL", size=6, number=905)


# --------------------------------------------------------------------------------------- what is bound


def test_one_layer_a_role(composed):
    scene = composed(CHAIN, others=[GLYCEROL, BESIDE, MAGNESIUM, ALLOSTERIC, DRUG])()
    found = layers(scene)
    assert [name for name in found if name not in ("ribbon", "atp_pocket")] == [
        "drug", "allosteric", "cofactor", "others"]
    assert {name: names(scene, found[name]) for name in ("drug", "allosteric", "cofactor", "others")} == {
        "drug": ["XYZ"], "allosteric": ["ALL"], "cofactor": ["MG"], "others": ["ANP"]}
    assert {name: (layer.shown, layer.site) for name, layer in found.items()} == {
        "ribbon": (True, False), "drug": (True, True), "allosteric": (True, True), "cofactor": (True, False),
        "others": (False, False), "atp_pocket": (False, False)}


@pytest.mark.parametrize(("compound", "name", "style", "colour", "title"), [
    (DRUG, "drug", STICKS, palette.INDIGO, "XYZ, type I"),
    (ALLOSTERIC, "allosteric", STICKS, palette.WINE, "ALL, allosteric"),
    (MAGNESIUM, "cofactor", SPHERES, "#2E8B57", "Mg"), (BESIDE, "others", STICKS, palette.GREY, "ANP")])
def test_style_colour_and_title(composed, compound, name, style, colour, title):
    (part,) = layers(composed(CHAIN, others=[compound])())[name].parts
    assert (part.style, part.colour) == (style, colour)
    assert part.title.startswith(title)


def test_a_drug_goes_by_the_name_people_know(composed):
    (part,) = layers(composed(CHAIN, others=[beside(CHAIN, 316, "STI", y=1.8, z=2.0)])())["drug"].parts
    assert part.title.startswith("imatinib (STI)")


def test_copies_and_rivals_share_a_layer(composed):
    second = beside(CHAIN, 318, "QQQ", y=1.8, z=3.5, number=906)
    scene = composed(CHAIN, others=[DRUG, second])()
    assert sorted(names(scene, layers(scene)["drug"])) == ["QQQ", "XYZ"]


def test_what_is_bound_in_several_structures_is_one_layer(file):
    paths = [file(lobes(*PKA, move=rigid(k)), others=[nucleotide(name, rigid(k))], name=f"{k}aaa.pdb")
             for k, name in ((1, "ATP"), (2, "ADP"), (3, "DRG"))]
    scene = compose(paths)
    found = layers(scene)
    assert [(part.molecule, part.title) for part in found["nucleotide"].parts] == [(0, "ATP"), (1, "ADP")]
    assert [part.molecule for part in found["drug"].parts] == [2]
    assert len(scene.layers) == len(found)


# ------------------------------------------------------------------------------------ ATP carried over


def test_atp_carried_over_stands_where_the_frame_has_it(composed):
    scene = composed(lobes(*PKA, move=rigid(3)))()
    layer = layers(scene)["atp_carried_over"]
    (part,) = layer.parts
    molecule = scene.molecules[part.molecule]
    np.testing.assert_allclose(molecule.xyz, load_pose().xyz, atol=0.01)
    assert (layer.shown, layer.site, part.style, part.title) == (True, True, STICKS, "ATP, carried over")
    assert (part.molecule, molecule.home, scene.structures) == (1, 0, (0,))
    assert molecule.told[0].startswith("ATP carried over into 1aaa chain A · ATP carried over, 3 phosphates")


def test_atp_carried_over_is_hidden_where_a_drug_sits(composed):
    move = rigid(4)
    scene = composed(lobes(*PKA, move=move), others=[nucleotide("DRG", move)])()
    assert layers(scene)["atp_carried_over"].shown is False
    assert layers(scene)["drug"].shown is True
    assert "ATP, carried over" not in legend(scene)


def test_where_a_nucleotide_is_bound_none_is_carried_over(composed):
    scene = composed(lobes(*PKA), others=[nucleotide("ANP")])()
    assert "atp_carried_over" not in layers(scene)
    assert len(scene.molecules) == 1


def test_each_structure_has_its_own_atp(file):
    move = rigid(1)
    paths = [file(lobes(*PKA, move=move), name="1aaa.pdb", others=[nucleotide("DRG", move)]),
             file(lobes(*ABL, move=rigid(2)), name="2bbb.pdb")]
    scene = compose(paths)
    layer = layers(scene)["atp_carried_over"]
    assert [scene.molecules[part.molecule].home for part in layer.parts] == [0, 1]
    assert scene.structures == (0, 1)
    assert layer.shown  # one of them has no drug in its place


# ---------------------------------------------------------------------------------------------- sites


def test_the_atp_pocket_is_there_and_hidden(composed):
    scene = composed(CHAIN)()
    (part,) = layers(scene)["atp_pocket"].parts
    # ABL1's pocket-lining residues (definition 2): G-loop, K271, hinge, the floor, D381.
    assert numbers(scene, part) == [248, 249, 250, 251, 252, 253, 254, 256, 269, 271, 299, 315, 316, 317, 318, 322, 363,
                                    365, 367, 368, 370, 381]
    assert (part.style, part.colour, part.title) == (THIN_STICKS, palette.OLIVE, "ATP pocket")
    assert layers(scene)["atp_pocket"].shown is False


def test_residues_asked_for_are_shown(composed):
    scene = composed(CHAIN)(sites=["patch=residues:300-303,400"])
    layer = layers(scene)["patch"]
    assert (layer.shown, layer.site, layer.title) == (True, True, "patch")
    assert numbers(scene, layer.parts[0]) == [300, 301, 302, 303, 400]
    assert "patch" in legend(scene)


def test_a_known_site_asked_for_is_shown(composed):
    scene = composed(ruler("MAP2K1", 62, 393))(sites="mek_pocket")
    assert layers(scene)["mek_pocket"].shown


@pytest.mark.parametrize(("compound", "code"), [
    (DRUG, "XYZ"), (BESIDE, "ANP"), (GLYCEROL, "GOL"), (MAGNESIUM, "MG")])
def test_a_compound_asked_for_is_shown_whatever_it_is(composed, compound, code):
    scene = composed(CHAIN, others=[compound])("T315I", sites=[f"here=ligand:{code}"], lines="here")
    layer = layers(scene)["here"]
    assert (names(scene, layer), layer.shown, layer.site) == ([code], True, True)
    assert {line.site for line in scene.lines if line.shown} == {"here"}


def test_a_site_that_is_not_there_has_no_layer(composed):
    scene = composed(CHAIN)("T315I", sites=["gone=residues:900-910"])
    assert "gone" not in layers(scene)
    assert scene.rows[0]["gone_origin"] == "absent"


def test_sites_that_overlap_have_colours_of_their_own(composed):
    found = layers(composed(CHAIN)(sites=["one=residues:300-305", "two=residues:303-310"]))
    assert found["one"].parts[0].colour != found["two"].parts[0].colour


# --------------------------------------------------------------------------------------------- partners


def test_a_partner_is_faint(composed):
    scene = composed(CHAIN, under(CHAIN))("ABL1:T315I")
    layer = layers(scene)["partner"]
    (part,) = layer.parts
    assert (layer.shown, part.style, part.colour, part.title) == (
        True, FAINT_RIBBON, palette.mix(palette.GREY, "#FFFFFF", FAINTER), "partner (chain B)")
    assert numbers(scene, part) == list(range(700, 741))
    assert not [note for note in scene.notes if "not shown" in note]
    assert not {number for part in layers(scene)["ribbon"].parts for number in numbers(scene, part)} & set(
        range(700, 741))


def test_a_chain_asked_for_is_faint_in_a_colour_of_its_own(composed):
    copy = ruler(*ABL, "B", shift=(0.0, -5.0, 0.0))
    scene = composed(CHAIN, copy)(sites=["copy=chain:B"], chain="A")
    (part,) = layers(scene)["copy"].parts
    assert (part.style, part.title) == (FAINT_RIBBON, "copy (chain B)")
    assert part.colour != palette.GREY
    assert len(part.residues) == 266


def test_a_chain_that_is_shown_whole_is_not_faint_as_well(composed):
    scene = composed(CHAIN, under(CHAIN))("ABL1:T315I EGFR:L718Q")
    whole = {int(k) for layer in scene.layers for part in layer.parts if part.style == RIBBON for k in part.residues}
    faint = {int(k) for layer in scene.layers for part in layer.parts if part.style == FAINT_RIBBON
             for k in part.residues}
    assert len(whole) == 266 + 41
    assert not whole & faint


def test_a_partner_that_is_asked_for_is_drawn_once(composed):
    scene = composed(CHAIN, under(CHAIN))("ABL1:T315I", sites=["other=chain:B"])
    faint = [int(k) for layer in scene.layers if layer.shown for part in layer.parts if part.style == FAINT_RIBBON
             for k in part.residues]
    assert len(faint) == len(set(faint)) == 41
    assert layers(scene)["other"].shown


def test_parts_point_at_residues_of_their_molecule(composed):
    scene = composed(CHAIN, under(CHAIN), others=[DRUG, MAGNESIUM])(sites=["patch=residues:300-303"])
    for layer in scene.layers:
        for part in layer.parts:
            count = len(scene.molecules[part.molecule].number)
            assert len(part.residues)
            assert 0 <= part.residues.min() <= part.residues.max() < count
            assert len(np.unique(part.residues)) == len(part.residues)
