"""Whole scenes: what may be given, what is refused, what is said, and what must not change them."""

from __future__ import annotations

import re

import gemmi
import numpy as np
import pandas as pd
import pytest
from Bio.PDB import PDBParser

from builders.files import Entry, ligand, pdb_text, water
from builders.kinases import beside, entry, ruler, under
from builders.lobes import lobes, nucleotide, rigid
from kinlens.errors import (
    BadSite,
    BadTurn,
    ChainNotFound,
    NoStructureNamed,
    NothingToMark,
    NothingToShow,
    UnknownColouring,
)
from kinlens.examination import examine
from kinlens.geometry import Motion
from kinlens.known_sites import parse_site
from kinlens.reporting import report
from kinlens.scene import Layer, Scene, compose, table_alone
from kinlens.scene.model import STYLES
from kinlens.structures import read
from scene.looking import all_places, labels, layers

ABL, PKA = ("ABL1", 235, 500), ("PRKACA", 44, 298)
# Residues of ABL1 that have a column of the frame, and so stand in `lobes`.
MUTATIONS = "T315I K271R D363N G250E L370P"


def kinase(seed=0, **more):
    """ABL1 in the frame, moved, with a nucleotide; the residues T315 and K271 have side chains."""
    move = rigid(seed) if seed else None
    side = {315: np.array([[-3.0, 8.0, 2.0], [-3.5, 9.0, 3.0]]), 271: np.array([[1.0, 8.0, 4.0]])}
    return lobes(*ABL, move=move, extra=side, **more), [nucleotide("ADP", move)]


def same_but_for_places(one: Scene, other: Scene) -> None:
    assert (one.title, one.caption, one.notes, labels(one)) == (other.title, other.caption, other.notes, labels(other))
    assert one.colourings == other.colourings
    assert one.legend == other.legend
    assert [(line.mark, line.site, line.said, line.shown) for line in one.lines] == [
        (line.mark, line.site, line.said, line.shown) for line in other.lines]
    assert [(layer.name, layer.shown, [part.residues.tolist() for part in layer.parts]) for layer in one.layers] == [
        (layer.name, layer.shown, [part.residues.tolist() for part in layer.parts]) for layer in other.layers]
    for a, b in zip(one.molecules, other.molecules, strict=True):
        assert (a.told, a.bonds.tolist(), a.secondary.tolist()) == (b.told, b.bonds.tolist(), b.secondary.tolist())


# ------------------------------------------------------------------------------------- what may be given


def test_structures_in_any_form(file):
    chain, bound = kinase(2)
    path = file(chain, others=bound)
    sources = [path, str(path), f"{path}:A", read(path), examine(path), gemmi.read_structure(str(path)),
               PDBParser(QUIET=True).get_structure("1aaa", path)]
    scenes = [compose(source, MUTATIONS) for source in sources]
    for scene in scenes:
        assert labels(scene) == labels(scenes[0])
        np.testing.assert_allclose(all_places(scene), all_places(scenes[0]), atol=2e-3)
    several = compose(sources[:2], MUTATIONS)
    assert len(several.structures) == 2


def test_a_chain_may_be_asked_for_in_two_ways(file):
    path = file(ruler(*ABL, "A"), ruler(*ABL, "B", shift=(0, 90, 0)))
    for scene in (compose(f"{path}:B", "T315I"), compose(path, "T315I", chain="B")):
        assert set(scene.molecules[0].chain) == {"B"}
        assert [row["chain"] for row in scene.rows] == ["B"]
    assert compose(f"{path}:B").molecules[0].name == "1aaa:B"
    assert compose(path).molecules[0].name == "1aaa"


def test_sites_as_texts_and_requests(composed):
    asked = composed(ruler(*ABL))
    for sites in ("patch=residues:300-303", ["patch=residues:300-303"], parse_site("patch=residues:300-303"),
                  [parse_site("patch=residues:300-303")]):
        scene = asked("T315I", sites=sites)
        assert layers(scene)["patch"].shown
        assert scene.rows[0]["patch_origin"] == "asked"


def test_standard_sites_choose_the_columns(composed):
    asked = composed(ruler(*ABL))
    for sites, expected in (((), 6), (["drug", "helix_c"], 2), (["drug", "patch=residues:300-303"], 2),
                            (["patch=residues:300-303"], 7)):
        columns = [column.name for column in asked("T315I", sites=sites).columns if column.name.endswith("_origin")]
        assert len(columns) == expected, sites


def test_a_table_and_a_report_give_the_same_marks(file):
    path = file(ruler(*ABL))
    made = report(path, "T315I H396P")
    scenes = [compose(path, wanted) for wanted in (
        "T315I H396P", made, made.table, pd.DataFrame({"mutation": ["T315I", "H396P"]}))]
    for scene in scenes:
        assert labels(scene) == ["T315I", "H396P"]
        assert [mark.note for mark in scene.marks] == [mark.note for mark in scenes[0].marks]


# ----------------------------------------------------------------------- a structure that is examined already


def test_of_an_examined_structure_a_chain_may_be_asked_for(examined):
    x = examined(ruler(*ABL, "A"), ruler(*ABL, "B", shift=(0, 90, 0)))
    assert set(compose(x, "T315I", chain="B").molecules[0].chain) == {"B"}
    with pytest.raises(ChainNotFound, match="no chain 'Q'"):
        compose(x, "T315I", chain="Q")


def test_an_examined_structure_is_measured_in_the_mode_asked_for(examined):
    chain = ruler(*ABL)
    x = examined(chain, others=[beside(chain, 316, "XYZ", y=1.8, z=2.0)])
    (row,) = compose(x, "T315I", mode="calpha", sites=["drug"]).rows
    (expected,) = report(x, "T315I", mode="calpha", sites=["drug"]).rows
    assert row["drug_atoms"].startswith("CA–")
    assert row["drug_A"] == expected["drug_A"]


def test_sites_cannot_be_added_to_an_examined_structure(examined):
    """As for report(): it is said, and not passed over."""
    with pytest.raises(BadSite, match="examined already"):
        compose(examined(ruler(*ABL)), "T315I", sites=["patch=residues:300-303"])


def test_sites_of_an_examined_structure_are_there(file):
    x = examine(file(ruler(*ABL)), sites=["patch=residues:300-303"])
    assert "patch" in layers(compose(x, "T315I"))


# -------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize("nothing", [[], ()])
def test_no_structure(nothing):
    with pytest.raises(NoStructureNamed, match="no structure is named"):
        compose(nothing, "T315I")


@pytest.mark.parametrize("turn", ["left", "", float("nan"), float("inf"), "-inf", "nan", "AUTO "])
def test_a_turn_that_is_no_angle(composed, turn):
    with pytest.raises(BadTurn, match="is no turn: give degrees, such as 45, or auto"):
        composed(lobes(*ABL))(turn_deg=turn)


@pytest.mark.parametrize("variants", ["T315I", None])
def test_a_file_without_protein(write, variants):
    path = write(pdb_text(Entry([ligand("LIG"), water()], id="1aaa")), "1aaa.pdb")
    with pytest.raises(NothingToShow, match="1aaa has no protein chain"):
        compose(path, variants)


def test_a_table_without_variants(composed):
    with pytest.raises(NothingToMark, match="a table with the columns ic50"):
        composed(lobes(*ABL))(pd.DataFrame({"ic50": [1.0]}))


def test_a_chain_that_is_not_there(file):
    path = file(lobes(*ABL))
    for asked in (lambda: compose(path, chain="Q"), lambda: compose(f"{path}:Q")):
        with pytest.raises(ChainNotFound, match="no chain 'Q'"):
            asked()


def test_nothing_is_read_before_plain_slips_are_found():
    for slip, error in (({"turn_deg": "x"}, BadTurn), ({"ribbon": "x"}, UnknownColouring), ({"sites": "x"}, BadSite)):
        with pytest.raises(error):
            compose("no/such/file.pdb", **slip)


# ---------------------------------------------------------------------------------------- what is said


def test_titles(file):
    chain, bound = kinase()
    one, two = file(chain, others=bound, name="1aaa.pdb"), file(lobes(*PKA, move=rigid(1)), name="2bbb.pdb")
    assert compose(one).title == "ABL1 in 1aaa"
    assert compose(one, "T315I K271R").title == "ABL1 T315I, K271R in 1aaa"
    assert compose(one, "T315I", title="Mine").title == "Mine"
    assert compose([one, two], ["T315I", "PRKACA:A71W"]).title == "ABL1 T315I; PRKACA A71W in 1aaa, 2bbb"
    many = compose(one, "L248A G249A G250A G251A Q252A Y253A G254A").title
    assert many == "ABL1 L248A, G249A, G250A, G251A, Q252A, Y253A … in 1aaa"


def test_captions_and_notes(file):
    chain = ruler(*ABL)
    path = file(chain, ruler(*ABL, "C", shift=(0, 90, 0)), ruler(*ABL, "D", shift=(0, 180, 0)))
    scene = compose(path)
    assert len(scene.caption) == 1
    assert scene.caption[0].startswith("1aaa (method not stated) chain A: ABL1")
    laid, others = scene.notes
    assert re.fullmatch(r"1aaa is not in the common frame: laid by its longest axis: not the fold of a kinase: core "
                        r"RMSD \d+\.\d Å over 79 Cα, 5\.0 allowed", laid)
    assert others == "1aaa: chains C, D not shown"
    assert not scene.in_frame


def test_a_kinase_in_the_frame_has_nothing_to_note(composed):
    chain, bound = kinase(3)
    scene = composed(chain, others=bound)("T315I")
    assert (scene.notes, scene.in_frame, scene.turn_deg) == ((), True, 0.0)


def test_one_of_several_outside_the_frame(file):
    scene = compose([file(lobes(*ABL, move=rigid(1)), name="1aaa.pdb"), file(ruler("KRAS", 1, 169), name="2ras.pdb")])
    assert scene.in_frame is False
    assert scene.notes == ("2ras is not in the common frame: laid by its longest axis: no kinase domain; "
                           "where it lies beside the others means nothing",)
    assert len(scene.caption) == 2


def test_a_partner_is_shown_and_a_copy_noted(composed):
    chain = ruler(*ABL)
    scene = composed(chain, under(chain), ruler(*ABL, "C", shift=(0, 90, 0)))("ABL1:T315I")
    assert scene.notes[-1] == "1aaa: chain C not shown"


def test_the_legend_has_what_is_shown_and_the_marks_last(composed):
    chain, bound = kinase()
    scene = composed(chain, others=bound)("T315I")
    titles = [title for _, title in scene.legend]
    assert titles[-1] == "mutation"
    assert {"hinge", "ADP"} <= set(titles)
    assert "ATP pocket" not in titles
    assert len(scene.legend) == len(set(scene.legend))
    assert "mutation" not in [title for _, title in composed(chain, others=bound)().legend]


def test_the_text_of_a_scene(composed):
    scene = composed(lobes(*ABL))("T315I H396P")
    assert repr(scene).splitlines() == [
        "<Scene: ABL1 T315I in 1aaa>", *scene.caption, "marks: T315I", "not marked: H396P (not resolved)"]
    assert "marks: none" in repr(composed(lobes(*ABL))())


def test_a_table_without_a_structure():
    made = report("ABL1:T315I")
    scene = table_alone(made, "Title", ["one line"])
    assert (scene.title, scene.caption, scene.rows, scene.columns) == ("Title", ("one line",), made.rows, made.columns)
    assert (scene.molecules, scene.layers, scene.marks, scene.structures, scene.legend) == ((), (), (), (), [])
    assert repr(scene) == "<Scene: Title>\none line\nmarks: none"


# ------------------------------------------------------------------------------------------- invariants


ASKED = ["T315I", "T315A", "nonsense", "V123X", "L9999Q", "MAP2K1:C121S", "ABL1:H396P", "L248_G250del", "ABL1:G10A",
         "ABL1:K271R", "315", "EGFR:T790M"]


@pytest.mark.parametrize("count", [1, 2])
def test_no_row_is_lost(file, count):
    """Every input has its rows in the table, marked or not, and every mark points at rows of its residue."""
    paths = [file(lobes(*ABL, move=rigid(k)), name=f"{k}aaa.pdb") for k in range(1, count + 1)]
    scene = compose(paths, ASKED)
    assert list(dict.fromkeys(row["input"] for row in scene.rows)) == ASKED
    for mark in scene.marks:
        molecule = scene.molecules[mark.molecule]
        for row in (scene.rows[i] for i in mark.rows):
            assert row["position"] == molecule.number[mark.residue]
            assert row["entry"] == molecule.entry
    marked = {i for mark in scene.marks for i in mark.rows}
    noted = scene.notes[0].removeprefix("not marked: ").split(", ")
    left = {str(scene.rows[i]["variant"] or scene.rows[i]["input"])
            for i in range(len(scene.rows)) if i not in marked}
    assert {said.partition(" (")[0] for said in noted} == left


def test_rows_columns_and_provenance_are_those_of_the_report(file):
    path = file(ruler(*ABL))
    scene, made = compose(path, ASKED), report(path, ASKED)
    assert (list(scene.rows), list(scene.columns), dict(scene.provenance)) == (
        list(made.rows), list(made.columns), made.provenance)


@pytest.mark.parametrize("seed", range(1, 4))
def test_moving_a_file_changes_nothing_in_the_frame(file, seed):
    """Moved in memory, so that the three decimals of files do not matter."""
    chain, bound = kinase()
    still = gemmi.read_structure(str(file(chain, others=bound)))
    moved, move = still.clone(), rigid(seed)
    for found in moved[0].all():
        found.atom.pos = gemmi.Position(*move(np.array(found.atom.pos.tolist())))
    here, there = compose(still, MUTATIONS), compose(moved, MUTATIONS)
    assert len(here.marks) >= 4
    assert here.lines
    same_but_for_places(here, there)
    np.testing.assert_allclose(all_places(there), all_places(here), atol=1e-3)


@pytest.mark.parametrize("seed", range(1, 3))
def test_moving_a_file_changes_nothing_but_by_its_rounding(file, seed):
    chain, bound = kinase()
    here = compose(file(chain, others=bound, name="1aaa.pdb"), MUTATIONS)
    chain, bound = kinase(seed)
    there = compose(file(chain, others=bound, name="1aaa.pdb"), MUTATIONS)
    same_but_for_places(here, there)
    np.testing.assert_allclose(all_places(there), all_places(here), atol=3e-3)


@pytest.mark.parametrize("variants", [None, "ABL1:T315I PRKACA:A71W"])
def test_the_order_of_chains_does_not_matter(write, variants):
    move = rigid(4)
    chains = [lobes(*ABL, "A", move=move), lobes(*PKA, "B", move=lambda xyz: move(xyz) + np.array([0.0, 90.0, 0.0]),
                                                unresolved=[85, 86])]
    here, there = (compose(write(pdb_text(entry(*ordered, id="1aaa")), "1aaa.pdb"), variants)
                   for ordered in (chains, chains[::-1]))
    assert sorted(labels(here)) == sorted(labels(there))
    assert sorted(zip(here.molecules[0].chain, here.molecules[0].number, strict=True)) == sorted(
        zip(there.molecules[0].chain, there.molecules[0].number, strict=True))
    if variants is None:
        np.testing.assert_allclose(all_places(there), all_places(here), atol=1e-9)


def test_a_scene_composed_twice_is_the_same(file):
    chain, bound = kinase(5)
    path = file(chain, others=bound)
    here, there = compose(path, MUTATIONS), compose(path, MUTATIONS)
    same_but_for_places(here, there)
    assert np.array_equal(all_places(here), all_places(there))


@pytest.mark.parametrize("ribbon", ["region", "state", "entry"])
def test_indices_and_colours_are_sound(file, ribbon):
    chain = ruler(*ABL)
    paths = [file(chain, under(chain), others=[beside(chain, 316, "XYZ", y=1.8, z=2.0)], name="1aaa.pdb"),
             file(lobes(*PKA, move=rigid(1)), name="2bbb.pdb")]
    scene = compose(paths, "ABL1:T315I PRKACA:A71W", ribbon=ribbon, groups={"a": "H396P"})
    for layer in scene.layers:
        assert isinstance(layer, Layer)
        for part in layer.parts:
            assert part.style in STYLES
            assert part.residues.max() < len(scene.molecules[part.molecule].number)
    assert len({layer.name for layer in scene.layers}) == len(scene.layers)
    assert all(len(colouring.colours) == len(scene.marks) for colouring in scene.colourings)
    assert all(line.mark < len(scene.marks) for line in scene.lines)
    assert all(scene.molecules[molecule.home].home == molecule.home for molecule in scene.molecules)
    for molecule in scene.molecules:
        assert len(molecule.xyz) == len(molecule.atom) == len(molecule.owner) == len(molecule.element)
        assert (np.diff(molecule.owner) >= 0).all()
        assert np.isfinite(molecule.xyz).all()
        assert len(molecule.told) == len(molecule.number)


# ---------------------------------------------------------------------------------------------- turning


@pytest.mark.parametrize(("turn", "expected"), [(0.0, 0.0), (45, 45.0), ("-30.5", -30.5), (720.0, 720.0)])
def test_a_turn_is_kept_and_moves_no_coordinates(composed, turn, expected):
    asked = composed(lobes(*ABL))
    scene = asked("T315I", turn_deg=turn)
    assert scene.turn_deg == expected
    assert np.array_equal(all_places(scene), all_places(asked("T315I")))


def test_the_clearest_turn_is_found(composed):
    """A residue on the far side of the domain is turned to the front, one that is free already is left alone."""
    made = lobes(*ABL)
    asked = composed(made)

    def before(scene):
        """Backbone atoms in front of the first mark after the turn, counted in a plain loop."""
        angle = np.radians(scene.turn_deg)
        motion = Motion(np.array([[np.cos(angle), 0, -np.sin(angle)], [0, 1, 0], [np.sin(angle), 0, np.cos(angle)]]),
                        np.zeros(3))
        mark = motion.move(scene.marks[0].xyz[None, :])[0]
        return sum(np.hypot(x - mark[0], y - mark[1]) < 2.2 and z - mark[2] > 2.0
                   for x, y, z in motion.move(scene.molecules[0].xyz).tolist())

    turned = 0
    for position in list(made.of)[::9]:
        still, auto = asked(f"{position}"), asked(f"{position}", turn_deg="auto")
        assert before(auto) <= before(still)
        turned += auto.turn_deg != 0.0
        assert auto.turn_deg % 15.0 == 0.0
    assert turned
    assert asked(turn_deg="auto").turn_deg == 0.0
