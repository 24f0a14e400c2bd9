"""Marks: where they stand, what they are called, their colours, and the distances drawn from them."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pandas as pd
import pytest

from builders.files import pdb_text, with_altlocs
from builders.kinases import beside, entry, ruler, shortest
from builders.lobes import lobes, nucleotide, rigid
from builders.pockets import along
from kinlens.errors import UnknownColouring
from kinlens.examination import examine
from kinlens.frame.columns import load_pose
from kinlens.reporting import report
from kinlens.scene import compose, palette
from kinlens.scene.marking import MOST_CATEGORIES, is_distance
from kinlens.sites import MODES
from scene.looking import BACKBONE, atoms, centre, labels, place

ABL, PKA = ("ABL1", 235, 500), ("PRKACA", 44, 298)
CHAIN = ruler(*ABL)
DRUG = beside(CHAIN, 316, "XYZ", y=1.8, z=2.0, number=901)
ALLOSTERIC = along(CHAIN, 440, "ALL", number=902)
# ABL1: residues with their letters, spread over the chain; G321 has no side chain.
SEVERAL = "T315I G321W H396P K271R W405A S417Y"


@pytest.fixture
def plain(abl):
    """Give a function that composes a scene of ABL1 without anything bound."""
    return partial(compose, abl)


# ------------------------------------------------------------------------------------------ where


@pytest.mark.parametrize("position", [315, 396, 271, 405])
def test_a_mark_stands_in_the_middle_of_the_side_chain(plain, position):
    """Definition 7: heavy atoms of the side chain, Cα not among them."""
    scene = plain(f"{position}")
    (mark,) = scene.marks
    here = atoms(scene.molecules[0], mark.residue)
    side = [xyz for name, xyz in here.items() if name not in BACKBONE]
    assert len(side) == len(CHAIN.of[position].atoms) - 4
    assert mark.xyz == pytest.approx(centre(side))


def test_of_glycine_and_a_stub_the_c_alpha(composed):
    scene = composed(ruler(*ABL, changed={300: "G"}))("G321W V299A 300")
    glycine, valine, mutant = scene.marks
    for mark, alone in ((glycine, True), (valine, False), (mutant, True)):
        alpha = atoms(scene.molecules[0], mark.residue)["CA"]
        assert (math.dist(alpha, mark.xyz) < 1e-9) is alone


def test_where_a_mark_stands_in_the_frame(composed):
    """Side-chain atoms put at known places of the frame, the file moved."""
    places = load_pose().xyz[:3] + np.array([1.0, 2.0, 3.0])
    scene = composed(lobes(*ABL, extra={315: places}, move=rigid(6)))("T315I")
    assert scene.marks[0].xyz == pytest.approx(centre([tuple(xyz) for xyz in places]), abs=0.01)


def test_the_chosen_conformer_counts(write):
    made = ruler(*ABL)
    index = made.residues.index(made.of[315])
    made.residues[index] = with_altlocs(made.of[315], {"A": 0.3, "B": 0.7}, only=("CB", "OG1", "CG2"))
    scene = compose(write(pdb_text(entry(made))), "T315I")
    (mark,) = scene.marks
    alpha = atoms(scene.molecules[0], mark.residue)["CA"]
    middle = np.array(centre([made.xyz(315, name) for name in ("CB", "OG1", "CG2")])) + np.array([0.0, 0.0, 0.5])
    assert math.dist(mark.xyz, alpha) == pytest.approx(math.dist(middle, made.xyz(315, "CA")), abs=2e-3)


# ----------------------------------------------------------------------------------------- labels


@pytest.mark.parametrize(("variants", "expected"), [
    (["T315I"], ["T315I"]),
    (["T315"], ["T315"]),
    (["T315I", "T315I"], ["T315I"]),
    (["T315G", "T315H", "T315V"], ["T315G/H/V"]),
    (["T315", "T315I"], ["T315I"]),
    (["T315I", "T315A", "T315V", "T315D", "T315N"], ["T315I/A/V/D/…"]),
    (["T315I", "H396P", "T315A"], ["T315I/A", "H396P"]),
    (["T315I", "p.Thr315Ala"], ["T315I/A"]),
    (["L248_G250del"], 3 * ["L248_G250del"]),
])
def test_labels_of_one_residue_are_put_together(plain, variants, expected):
    assert labels(plain(variants)) == expected


def test_different_changes_of_one_residue(plain):
    """What does not begin with the residue stands beside it, and of many the first two."""
    scene = plain(["Q252_G254del", "Y253H", "G249_Y253del", "Y253F"])
    (mark,) = [mark for mark in scene.marks if scene.molecules[0].number[mark.residue] == 253]
    assert mark.label == "Q252_G254del Y253H …"
    assert [scene.rows[i]["variant"] for i in mark.rows] == ["Q252_G254del", "Y253H", "G249_Y253del", "Y253F"]


def test_on_several_structures_a_label_says_what_stands_there(file):
    wild = file(lobes("ALK", 1094, 1400, move=rigid(1)), name="2xbb.pdb")
    mutant = file(lobes("ALK", 1094, 1400, move=rigid(2), changed={1196: "M"}), name="2yff.pdb")
    scene = compose([wild, mutant], "L1196M")
    assert labels(scene) == ["L1196 2xbb", "M1196 2yff"]
    assert [mark.molecule for mark in scene.marks] == [0, 1]
    assert [[scene.rows[i]["status"] for i in mark.rows] for mark in scene.marks] == [
        ["side chain missing"], ["engineered"]]


def test_a_mark_of_each_structure_has_rows_of_that_structure(file):
    paths = [file(lobes(*ABL, move=rigid(k)), name=f"{k}aaa.pdb") for k in (1, 2)]
    scene = compose(paths, "T315I T315A K271R")
    assert len(scene.marks) == 4
    for mark in scene.marks:
        assert {scene.rows[i]["entry"] for i in mark.rows} == {scene.molecules[mark.molecule].entry}


def test_two_chains_of_one_file_have_rows_and_distances_of_their_own(file):
    """Chain B has its N-lobe elsewhere, and so A71's distance to ATP another value."""
    path = file(lobes(*PKA, "A", move=rigid(1)),
                lobes(*PKA, "B", move=rigid(2), n_lobe=lambda xyz: xyz + np.array([0.0, 2.0, 0.0])), name="1aaa.cif")
    scene = compose([f"{path}:A", f"{path}:B"], "A71W", colour="atp_ligand")
    assert [molecule.name for molecule in scene.molecules[:2]] == ["1aaa:A", "1aaa:B"]
    assert [[scene.rows[i]["chain"] for i in mark.rows] for mark in scene.marks] == [["A"], ["B"]]
    for mark, row in zip(scene.marks, scene.rows, strict=True):
        assert f"{row['atp_ligand_A']:.1f} Å from ATP" in mark.note
    assert len(set(scene.colourings[0].colours)) == 2


def test_a_row_per_residue_and_chain_is_one_mark(composed):
    """Rows of a copy that is not shown mark nothing."""
    scene = composed(CHAIN, ruler(*ABL, "B", shift=(0, 90, 0)))("T315I")
    assert [row["chain"] for row in scene.rows] == ["A", "B"]
    assert [mark.rows for mark in scene.marks] == [(0,)]


def test_marks_come_in_the_order_of_the_rows(plain):
    scene = plain("H396P T315I nonsense K271R")
    assert labels(scene) == ["H396P", "T315I", "K271R"]
    assert [mark.rows for mark in scene.marks] == [(0,), (1,), (3,)]


@pytest.mark.parametrize("other", [396, None])
def test_a_table_of_positions_names_whole_numbers(plain, other):
    """A blank cell makes pandas' column one of floats."""
    table = pd.DataFrame({"accession": ["P00519", "P00519"], "position": [315, other]})
    assert labels(plain(table))[0] == "315"


# ------------------------------------------------------------------------------------------ notes


def test_a_note_has_region_and_distance_to_what_is_bound(composed):
    scene = composed(CHAIN, others=[DRUG, ALLOSTERIC])("T315I")
    distance = shortest(CHAIN.of[315].atoms, DRUG.atoms)
    assert scene.marks[0].note == f"gatekeeper · {distance:.1f} Å from XYZ"


def test_without_a_drug_the_allosteric_ligand(composed):
    (mark,) = composed(CHAIN, others=[ALLOSTERIC])("A433V").marks
    assert mark.note.endswith(f"{shortest(CHAIN.of[433].atoms, ALLOSTERIC.atoms):.1f} Å from ALL")


def test_without_any_ligand_the_known_site_by_its_name(plain):
    scene = plain("A433V")
    known = scene.rows[0]["allosteric_site"].split(" ")[0]
    assert scene.marks[0].note.endswith(f"{scene.rows[0]['allosteric_A']:.1f} Å from {known}")


def test_a_site_asked_for_comes_first(composed):
    (mark,) = composed(CHAIN, others=[DRUG])("T315I", sites=["far_patch=residues:400-402"]).marks
    far = [atom for n in (400, 401, 402) for atom in CHAIN.of[n].atoms]
    assert mark.note == f"gatekeeper · {shortest(CHAIN.of[315].atoms, far):.1f} Å from far patch"


def test_drugs_go_by_their_names(composed):
    (mark,) = composed(CHAIN, others=[beside(CHAIN, 316, "STI", y=1.8, z=2.0)])("T315I").marks
    assert mark.note.endswith(" Å from imatinib")


# ------------------------------------------------------------------------------------------ colours


def coloured(plain, values, **more):
    """The colouring of marks by a column of a table."""
    wild = {n: residue for n, residue in CHAIN.of.items() if n % 7 == 0}
    table = pd.DataFrame({"variant": [f"{n}" for n in list(wild)[:len(values)]],
                          "x": pd.Series(values, dtype=object)})
    scene = plain(table, colour="x", **more)
    assert len(scene.marks) == len(values)
    return scene.colourings[0]


def test_numbers_of_one_sign_run_along_a_scale(plain):
    found = coloured(plain, [1.0, 3.0, 5.0])
    low, middle, high = palette.SEQUENTIAL
    assert found.colours == (low, middle, high)
    assert found.key == ((low, "x 1"), (middle, "x 3"), (high, "x 5"))
    assert (found.name, found.title) == ("x", "x")


@pytest.mark.parametrize(("values", "expected"), [
    ([-0.8, 0.0, 4.0], ("#CCDAE8", "#F7F7F7", "#B2182B")),  # −0.8 of 4: a fifth of the way from #F7F7F7 to #2166AC
    ([-4.0, 0.8], ("#2166AC", "#E9CACE"))])
def test_numbers_of_two_signs_are_white_at_zero(plain, values, expected):
    found = coloured(plain, values)
    assert found.colours == expected
    assert found.key == (("#2166AC", "x -4"), ("#F7F7F7", "x 0"), ("#B2182B", "x 4"))


@pytest.mark.parametrize("values", [[0.0, 2.0], [-3.0, 0.0]])
def test_zero_at_an_end_has_one_sign(plain, values):
    assert coloured(plain, values).colours == (palette.SEQUENTIAL[0], palette.SEQUENTIAL[2])


def test_one_value_alone(plain):
    found = coloured(plain, [2.5, 2.5])
    assert found.colours == 2 * (palette.SEQUENTIAL[0],)
    assert found.key == ((palette.SEQUENTIAL[0], "x 2.5"),)


@pytest.mark.parametrize("blank", [None, float("nan"), pd.NA, float("inf"), float("-inf")])
def test_blank_and_endless_numbers_are_grey(plain, blank):
    found = coloured(plain, [1.0, blank, 3.0])
    assert found.colours == (palette.SEQUENTIAL[0], palette.GREY, palette.SEQUENTIAL[2])
    assert found.key[-1] == (palette.GREY, "no value")


@pytest.mark.parametrize("values", [[None, None], [float("inf"), float("nan")]])
def test_no_value_at_all(plain, values):
    found = coloured(plain, values)
    assert found.colours == 2 * (palette.GREY,)
    assert found.key == ((palette.GREY, "no value"),)


def test_words_have_a_colour_each_in_the_order_they_come(plain):
    found = coloured(plain, ["seen", "never", None, "seen", True])
    one, two, three = palette.CATEGORIES[:3]
    assert found.colours == (one, two, palette.GREY, one, three)
    assert found.key == ((one, "seen"), (two, "never"), (three, "True"), (palette.GREY, "no value"))


@pytest.mark.parametrize(("count", "named"), [(MOST_CATEGORIES, 8), (MOST_CATEGORIES + 1, 7), (20, 7)])
def test_of_many_words_the_last_are_grey(plain, count, named):
    found = coloured(plain, [f"word {k}" for k in range(count)])
    assert found.colours == (*palette.CATEGORIES[:named], *(count - named) * (palette.GREY,))
    titles = [f"word {k}" for k in range(named)] + (["other"] if count > named else [])
    assert [title for _, title in found.key] == titles


def test_several_structures_have_a_colour_each_unless_something_is_asked_for(file):
    paths = [file(lobes(*ABL, move=rigid(k)), name=f"{k}aaa.pdb") for k in (1, 2)]
    one, two = palette.CATEGORIES[:2]
    first = compose(paths, "T315I K271R").colourings[0]
    assert first.colours == (one, two, one, two)
    assert first.key == ((one, "residue in 1aaa"), (two, "residue in 2aaa"))
    assert compose(paths, "T315I", colour="region").colourings[0].name == "region"
    assert compose(paths, groups={"clinical": "T315I"}).colourings[0].name == "group"


def test_colourings_have_different_names_whatever_columns_are_called(file):
    paths = [file(lobes(*ABL, move=rigid(k)), name=f"{k}aaa.pdb") for k in (1, 2)]
    table = pd.DataFrame({"variant": ["T315I", "K271R"], "structure": ["of an inhibitor", "of none"]})
    found = [colouring.name for colouring in compose(paths, table).colourings]
    assert len(found) == len(set(found))


def test_groups_colour_where_nothing_is_asked_for(plain):
    scene = plain("K271R", groups={"clinical": "T315I H396P", "in vitro": "S417Y"})
    first = scene.colourings[0]
    assert (first.name, labels(scene)) == ("group", ["K271R", "T315I", "H396P", "S417Y"])
    one, two = palette.CATEGORIES[:2]
    assert first.colours == (palette.GREY, one, one, two)
    assert first.key == ((one, "clinical"), (two, "in vitro"), (palette.GREY, "no value"))


def test_one_colour_for_all_by_default_and_the_rest_behind(composed):
    scene = composed(CHAIN, others=[DRUG])("T315I H396P")
    first = scene.colourings[0]
    assert (first.name, first.colours, first.key) == (
        "", 2 * (palette.MARK,), ((palette.MARK, "mutation"),))
    names = [colouring.name for colouring in scene.colourings]
    assert len(set(names)) == len(names)
    assert {"status", "region", "drug_A", "atp_pocket_A"} <= set(names)
    assert not {"partner_A", "drug_side_chain_A", "drug_altloc_min_A", "symmetry_A"} & set(names)  # blank, or no site


def test_colours_by_distance_are_those_of_the_table(composed):
    scene = composed(CHAIN, others=[DRUG])("T315I H396P", colour="drug")
    first = scene.colourings[0]
    near, far = (row["drug_A"] for row in scene.rows)
    assert (first.name, first.title) == ("drug_A", "drug (Å)")
    assert first.colours == (palette.SEQUENTIAL[0], palette.SEQUENTIAL[2])
    assert first.key[0][1] == f"drug {near:.3g} Å"
    assert first.key[2][1] == f"drug {far:.3g} Å"


def test_of_several_rows_the_first_value_counts(plain):
    table = pd.DataFrame({"variant": ["T315I", "T315A", "H396P"], "x": [None, 4.0, 8.0]})
    found = plain(table, colour="x").colourings[0]
    assert found.colours == (palette.SEQUENTIAL[0], palette.SEQUENTIAL[2])


@pytest.mark.parametrize(("mutations", "known"), [
    ("T315I", "status"), (pd.DataFrame({"variant": ["T315I"], "ic50": [3.0]}), "ic50"), (None, "nothing to choose")])
def test_an_unknown_column_is_refused_with_those_there_are(plain, mutations, known):
    with pytest.raises(UnknownColouring, match=f"marks coloured by 'IC50': there is .*{known}"):
        plain(mutations, colour="IC50")


def test_a_column_of_the_report_may_colour_though_it_is_blank(plain):
    found = plain("T315I", colour="partner_A").colourings[0]
    assert (found.name, found.colours) == ("partner_A", (palette.GREY,))


@pytest.mark.parametrize(("name", "expected"), [
    ("drug_A", True), ("my_site_A", True), ("drug_side_chain_A", False), ("drug_altloc_min_A", False),
    ("drug_altloc_max_A", False), ("drug_spread_A", False), ("symmetry_A", False), ("drug_origin", False)])
def test_which_columns_are_distances(name, expected):
    assert is_distance(name) is expected


# -------------------------------------------------------------------------------------------- lines


@pytest.mark.parametrize("mode", MODES)
def test_lines_are_the_distances_of_the_table(file, mode):
    path = file(CHAIN, others=[DRUG, ALLOSTERIC])
    scene = compose(path, SEVERAL, mode=mode, sites=["patch=residues:300-303"])
    rows = report(path, SEVERAL, mode=mode, sites=["patch=residues:300-303"]).rows
    assert len(scene.lines) > 20
    for line in scene.lines:
        row = rows[scene.marks[line.mark].rows[0]]
        assert line.distance_A == pytest.approx(row[f"{line.site}_A"], abs=6e-4)
        assert line.said == row[f"{line.site}_atoms"]
        assert math.dist(line.start, line.end) == pytest.approx(line.distance_A, abs=1e-6)


def test_lines_begin_and_end_at_the_atoms_they_name(composed):
    scene = composed(CHAIN, others=[DRUG, ALLOSTERIC])(SEVERAL)
    molecule = scene.molecules[0]
    for line in scene.lines:
        own, _, other = line.said.partition("–")
        assert tuple(line.start) == pytest.approx(atoms(molecule, scene.marks[line.mark].residue)[own])
        residue, _, name = other.partition(":")
        number = {"XYZ": 901, "ALL": 902}.get(residue) or int(residue[1:])
        assert tuple(line.end) == pytest.approx(atoms(molecule, place(molecule, "A", number))[name])


def test_lines_from_a_centroid_begin_at_the_mark(composed):
    scene = composed(CHAIN, others=[DRUG])("T315I G321W", mode="centroid")
    threonine, glycine = ([line for line in scene.lines if line.mark == k and line.site == "drug"] for k in (0, 1))
    assert threonine[0].said.startswith("centroid–XYZ:")
    assert tuple(threonine[0].start) == pytest.approx(tuple(scene.marks[0].xyz))
    assert glycine[0].said.startswith("CA–XYZ:")


def test_lines_to_atp_carried_over_end_at_its_atoms(composed):
    scene = composed(lobes(*PKA, move=rigid(2)))("A71W")
    (line,) = [line for line in scene.lines if line.site == "atp_ligand"]
    atp = atoms(scene.molecules[1], 0)
    own = atoms(scene.molecules[0], scene.marks[0].residue)
    near = min((math.dist(a, b), f"{n}–ATP:{m}") for n, a in own.items() for m, b in atp.items())
    assert (line.said, line.shown) == (near[1], True)
    assert line.distance_A == pytest.approx(near[0], abs=1e-6)
    assert tuple(line.end) == pytest.approx(atp[line.said.rpartition(":")[2]])


def test_a_residue_of_the_site_has_no_line_to_it(plain):
    scene = plain("T315I")  # T315 lines the ATP pocket
    assert scene.rows[0]["atp_pocket_A"] == 0.0
    assert "atp_pocket" not in {line.site for line in scene.lines}
    assert "helix_c" in {line.site for line in scene.lines}


def test_lines_between_the_same_ends_are_given_once(composed):
    """Without a drug at the hinge both columns mean the allosteric ligand: one line, that of the site asked for."""
    asked = composed(CHAIN, others=[ALLOSTERIC])
    for wanted, kept in (("drug", "drug"), ("allosteric", "allosteric"), (None, "drug")):
        scene = asked("T315I H396P", lines=wanted)
        assert scene.rows[0]["drug_A"] == scene.rows[0]["allosteric_A"]
        to_it = [(line.mark, line.site, line.shown) for line in scene.lines if "–ALL:" in line.said]
        assert to_it == [(0, kept, True), (1, kept, True)]


def test_lines_are_sorted_by_mark(composed):
    found = [line.mark for line in composed(CHAIN, others=[DRUG, ALLOSTERIC])(SEVERAL).lines]
    assert found == sorted(found)


@pytest.mark.parametrize(("others", "lines", "drawn"), [
    ([DRUG, ALLOSTERIC], None, {"drug"}), ([], None, set()), ([DRUG], (), set()),
    ([DRUG], "helix_c", {"helix_c"}), ([DRUG, ALLOSTERIC], ["drug", "allosteric"], {"drug", "allosteric"}),
    ([DRUG], "partner", set())])  # a site there could be, and is not
def test_lines_drawn_at_first(composed, others, lines, drawn):
    scene = composed(CHAIN, others=others)("H396P", lines=lines)
    assert {line.site for line in scene.lines if line.shown} == drawn
    assert {"atp_pocket", "helix_c"} <= {line.site for line in scene.lines}


def test_without_a_drug_atp_carried_over_gets_the_lines(composed):
    scene = composed(lobes(*PKA))("A71W")
    assert {line.site for line in scene.lines if line.shown} == {"atp_ligand"}


@pytest.mark.parametrize("lines", ["nothing", ["drug", "nothing"]])
def test_lines_to_an_unknown_site_are_refused(composed, lines):
    with pytest.raises(UnknownColouring, match=r"lines to 'nothing': there is .*drug"):
        composed(CHAIN, others=[DRUG])("T315I", lines=lines)


# ------------------------------------------------------------------------------------ what is left out


@pytest.mark.parametrize(("more", "variants", "said"), [
    ({"unresolved": [396]}, "H396P", "H396P (not resolved)"),
    ({"unresolved": [396]}, "T315I H396P H396R", "H396P (not resolved), H396R (not resolved)"),
    ({}, "L315M", "L315M (mismatch)"),
    ({}, "nonsense", "nonsense (not a variant)"),
    ({}, "P124L", "P124L (mismatch)"),
    ({}, "ABL1:G10A", "G10A (outside construct)"),
    ({}, "MAP2K1:C121S", "C121S (not in this structure)"),
    ({}, "H396P H396P nonsense nonsense", "nonsense (not a variant)"),
])
def test_what_is_not_marked_is_noted_with_the_reason(composed, more, variants, said):
    scene = composed(ruler(*ABL, **more))(variants)
    assert scene.notes[0] == f"not marked: {said}"


def test_a_residue_on_a_chain_that_is_not_shown(composed):
    scene = composed(ruler(*ABL, "A", unresolved=[396]), ruler(*ABL, "B", unresolved=[315], shift=(0, 90, 0)))(
        "T315I H396P")
    assert labels(scene) == ["T315I"]
    assert scene.notes[0] == "not marked: H396P (on a chain that is not shown)"


def test_what_two_structures_lack_is_noted_for_both(file):
    paths = [file(lobes(*ABL, move=rigid(k)), name=f"{k}aaa.pdb") for k in (1, 2)]
    scene = compose(paths, "H396P")
    assert scene.marks == ()
    assert scene.notes[0] == "not marked: H396P (not resolved)"


def test_a_table_that_names_no_entry_marks_every_structure(file):
    paths = [file(lobes(*ABL, move=rigid(k)), name=f"{k}aaa.pdb") for k in (1, 2)]
    scene = compose(paths, pd.DataFrame({"accession": ["P00519", "P00533"], "position": [315, 790]}))
    assert labels(scene) == ["T315 1aaa", "T315 2aaa"]
    assert scene.notes[0] == "not marked: 790 (no residue of this structure)"


def test_a_report_on_one_chain_marks_that_chain(file):
    path = file(CHAIN, ruler(*ABL, "B", shift=(0, 90, 0)))
    scene = compose(path, report(path, "T315I", chain="B"))
    assert [scene.molecules[0].chain[mark.residue] for mark in scene.marks] == ["B"]


def test_a_report_on_another_structure_marks_this_one(file):
    there = report(file(lobes(*ABL, move=rigid(1)), name="1aaa.pdb"), "T315I")
    scene = compose(examine(file(lobes(*ABL, move=rigid(2)), name="2bbb.pdb")), there)
    assert labels(scene) == ["T315I"]


def test_bound_nucleotides_are_named_in_notes(composed):
    (mark,) = composed(lobes(*PKA), others=[nucleotide("ANP")])("A71W").marks
    assert mark.note.endswith(" Å from ANP")


def test_lines_name_the_layer_they_end_in(composed):
    """ATP carried over may be hidden: a line to it would then end in nothing."""
    scene = composed(lobes(*ABL, move=rigid(1)))("E255K")
    lines = {line.site: line.layer for line in scene.lines}
    assert lines["atp_ligand"] == "atp_carried_over"
    assert lines["atp_pocket"] == ""
    assert set(filter(None, lines.values())) <= {layer.name for layer in scene.layers}
