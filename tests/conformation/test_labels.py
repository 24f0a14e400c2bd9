"""Labels of made-up chains: the values are those the atoms were put at, and what is missing is said."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.files import pdb_text
from builders.folds import PKA_BACKBONE, PKA_CHI1, fold, pka
from builders.kinases import compound, entry, ruler
from kinlens.conformation import LABEL_NAMES, NOT_APPLICABLE, RULES, RULES_VERSION, find_conformation
from kinlens.conformation.measuring import Angles
from kinlens.conformation.motif_residues import MotifResidues
from kinlens.examination import examine
from kinlens.provenance import describe_conformation
from kinlens.reference import load_kinome
from kinlens.structures import read
from profiles import table_domain, varied

HALF_DIGIT = 2e-3  # files have three decimals


def test_an_active_kinase(conformation_of):
    state = conformation_of(pka())
    given_labels = {name: label.label for name, label in state.labels.items()}
    assert given_labels == {
        "dfg": "DFGin", "dihedral": "BLAminus", "helix_c": "αC-in", "salt_bridge": "in", "dfg_asp": "in", "hrd": "in",
        "loop_n": "in", "loop_c": "in", "r_spine": given_labels["r_spine"],
        "autoinhibition": given_labels["autoinhibition"], "c_spine": "", "distances": "",
    }
    assert (state.strict.call, state.ours.call, state.ours.borderline) == ("active", "active", False)
    assert state.ours.reasons == ()


def test_values_are_the_distances_the_atoms_were_put_at(conformation_of):
    state = conformation_of(pka(glu4=7.0, lys=16.0, helix=8.5, salt_bridge=3.3, loop_n=3.1, ape=(4.5, 6.0, 12.0, 8.0)))
    assert state.dfg.values == pytest.approx({"αC-Glu+4–Phe": 7.0, "β3-Lys–Phe": 16.0}, abs=HALF_DIGIT)
    assert state.dfg.margin == pytest.approx(-4.0, abs=HALF_DIGIT)
    assert state.helix_c.values == pytest.approx({"Lys–Glu Cβ": 8.5}, abs=HALF_DIGIT)
    assert state.salt_bridge.values == pytest.approx({"N–O": 3.3}, abs=HALF_DIGIT)
    assert state.salt_bridge.atoms == "K73 NZ – E92 OE1"
    assert (state.loop_n.values["N–O"], state.loop_n.atoms) == (pytest.approx(3.1, abs=HALF_DIGIT), "I164 N – K190 O")
    parts = {part.name: part.margin for part in state.loop_c.parts}
    assert parts["APE9–HRD-Arg"] == pytest.approx(4.5 - 6.0, abs=HALF_DIGIT)
    assert parts["APE10–DFG4"] == pytest.approx(6.0 - 8.0, abs=HALF_DIGIT)
    assert parts["APE11–DFG4"] == pytest.approx(12.0 - 14.0, abs=HALF_DIGIT)
    assert parts["APE12–DFG4"] == pytest.approx(7.0 - 8.0, abs=HALF_DIGIT)


def test_angles_are_those_the_chain_was_laid_out_by(conformation_of):
    state = conformation_of(pka())
    names = [f"{residue} {angle}" for residue in ("xDFG-x", "DFG-Asp", "DFG-Phe") for angle in "φψ"]
    expected = dict(zip(names, [a for n in (184, 185, 186) for a in PKA_BACKBONE[n]], strict=True))
    assert state.dihedral.values == pytest.approx(expected | {"DFG-Phe χ1": PKA_CHI1[186]}, abs=0.2)
    assert state.dfg_asp.values == pytest.approx({"DFG-Asp χ1": PKA_CHI1[185]}, abs=0.2)
    assert state.dihedral.unit == "°"


@pytest.mark.parametrize(("gene", "first", "last", "letter", "chi1"), [
    ("PRKACA", 44, 298, "T", 63.0), ("PRKACA", 44, 298, "S", -150.0), ("PRKACA", 44, 298, "V", 175.0),
    ("PRKACA", 44, 298, "C", 60.0), ("PRKACA", 44, 298, "I", -65.0), ("PRKACA", 44, 298, "L", 200.0),
])
def test_the_fourth_atom_of_chi1_is_the_residues_own(write, gene, first, last, letter, chi1):
    chain = fold(gene, first, last, chi1={186: chi1}, changed={186: letter})
    (found,) = examine(read(write(pdb_text(entry(chain))))).chains
    angles = Angles(MotifResidues(found.structure, found.protein, found.domain))
    assert angles.given("DFG-Phe χ1") == {"DFG-Phe χ1": pytest.approx(chi1 % 360.0, abs=0.2)}


@pytest.mark.parametrize(("more", "name", "label", "margin"), [
    ({"salt_bridge": 3.63}, "salt_bridge", "out", 0.03), ({"salt_bridge": 3.55}, "salt_bridge", "in", -0.05),
    ({"salt_bridge": 4.0}, "salt_bridge", "out", 0.4),
    ({"helix": 10.06}, "helix_c", "αC-out", 0.06), ({"helix": 9.94}, "helix_c", "αC-in", -0.06),
    ({"loop_n": 3.65}, "loop_n", "out", 0.05), ({"ape": (6.05, 5.5, 11.0, 9.0)}, "loop_c", "out", 0.05),
    ({"ape": (4.0, 5.5, 7.5, 9.0)}, "loop_c", "out", 0.5), ({"ape": (4.0, 5.5, 11.0, 14.3)}, "loop_c", "out", 0.3),
    ({"glu4": 11.05}, "dfg", "unassigned", 0.05), ({"glu4": 12.0, "lys": 13.0}, "dfg", "DFGout", 1.0),
    ({"lys": 10.0}, "dfg", "DFGinter", 1.0),
])
def test_margins_are_signed(conformation_of, more, name, label, margin):
    found = conformation_of(pka(**more)).labels[name]
    assert (found.label, found.margin) == (label, pytest.approx(margin, abs=HALF_DIGIT))
    assert found.borderline == (abs(margin) <= 0.1)
    assert f"{abs(margin):.2f} Å" in found.margin_said


@pytest.mark.parametrize(("more", "name", "label", "margin"), [
    ({"chi1": {185: 242.0}}, "dfg_asp", "out", 2.0), ({"chi1": {185: 60.0}}, "dfg_asp", "out", 60.0),
    ({"backbone": {165: (-80.0, 53.0)}}, "hrd", "out", 3.0), ({"backbone": {166: (-60.0, 20.0)}}, "hrd", "out", 60.0),
    ({"backbone": {202: (-110.0, 40.0)}}, "loop_c", "out", 10.0), ({"chi1": {202: 60.0}}, "loop_c", "out", 60.0),
    ({"backbone": {203: (-60.0, 140.0), 204: (80.0, 0.0)}}, "loop_c", "in", None),
])
def test_angles_that_are_out(conformation_of, more, name, label, margin):
    found = conformation_of(pka(**more)).labels[name]
    assert found.label == label
    assert margin is None or (found.margin, found.unit) == (pytest.approx(margin, abs=0.2), "°")


@pytest.mark.parametrize(("more", "name", "reason"), [
    ({"unresolved": [73]}, "salt_bridge", "β3-Lys K73 is not resolved"),
    ({"unresolved": [73]}, "helix_c", "β3-Lys K73 is not resolved"),
    ({"unresolved": [73]}, "dfg", "β3-Lys K73 is not resolved"),
    ({"unresolved": [186]}, "dfg", "DFG-Phe F186 is not resolved"),
    ({"unresolved": [186]}, "dihedral", "the DFG motif has no label"),
    ({"deleted": [92]}, "salt_bridge", "αC-Glu E92 is outside the construct"),
    ({"stubs": [73]}, "salt_bridge", "β3-Lys K73 has no NZ: side chain missing"),
    ({"stubs": [92]}, "salt_bridge", "αC-Glu E92 has no OE1 or OE2: side chain missing"),
    ({"stubs": [186]}, "dfg", "DFG-Phe F186 has no CZ: side chain missing"),
    ({"stubs": [186]}, "r_spine", "side chain of DFG-Phe F186 missing: no CD1, CD2, CE1, CE2, CG, CZ"),
    ({"stubs": [185]}, "dfg_asp", "side chain of DFG-Asp D185 missing: no CG"),
    ({"unresolved": [183]}, "dihedral", "φ of xDFG-x T184: no peptide bond to the residue before it"),
    ({"unresolved": [187]}, "dihedral", "ψ of DFG-Phe F186: no peptide bond to the residue behind it"),
    ({"unresolved": [165]}, "hrd", "HRD-His Y165 is not resolved"),
    ({"unresolved": [221]}, "hrd", ""),
    ({"unresolved": [190]}, "loop_n", "DFG6 K190 is not resolved"),
    ({"unresolved": [202]}, "loop_c", "APE8 T202 is not resolved"),
    ({"unresolved": [198]}, "autoinhibition", "T198 is not resolved"),
    ({"stubs": [198]}, "autoinhibition", "side chain of T198 missing"),
    ({"stubs": [167]}, "autoinhibition", "side chain of D167 missing"),
    ({"unresolved": [71]}, "c_spine", ""),
    ({"unresolved": [92]}, "distances", "no cut-off is published: values only; αC-Glu E92 is not resolved"),
])
def test_what_is_missing_is_said(conformation_of, more, name, reason):
    found = conformation_of(pka(**more)).labels[name]
    if reason:
        assert found.label == ""
        assert reason in found.reason
        assert math.isnan(found.margin)
        assert not found.borderline
        assert f"not labelled ({found.reason}" in str(found)
    else:
        assert "is not resolved" not in found.reason


@pytest.mark.parametrize(("changed", "name", "reason"), [
    ({73: "M"}, "salt_bridge", "M73 in place of Lys or Glu"), ({92: "D"}, "salt_bridge", "D92 in place of Lys or Glu"),
    ({185: "N"}, "dfg_asp", "DFG-Asp is N185"), ({221: "A"}, "hrd", "αF-Asp is A221"),
    ({167: "N"}, "autoinhibition", "HRD-Asp is N167"),
])
def test_residues_the_rules_do_not_speak_of(conformation_of, changed, name, reason):
    """A mutant is judged by the residue that the file has."""
    found = conformation_of(pka(changed=changed)).labels[name]
    assert (found.label, found.reason) == (NOT_APPLICABLE, reason)
    assert math.isnan(found.margin)
    assert "not applicable" in str(found)


def test_an_arginine_for_the_lysine_makes_a_salt_bridge(conformation_of):
    chain = pka(changed={73: "R"}, placed={(73, "NH2"): (0.0, 0.0, 900.0), (92, "OE2"): (0.0, 3.2, 900.0)})
    found = conformation_of(chain).salt_bridge
    assert (found.label, found.atoms) == ("in", "R73 NH2 – E92 OE2")
    assert found.values == pytest.approx({"N–O": 3.2}, abs=HALF_DIGIT)


def test_helix_c_is_measured_whatever_the_residues_are(conformation_of):
    chain = pka(changed={73: "G"})
    found = conformation_of(chain).helix_c
    assert found.atoms == "G73 CA – E92 CB"
    assert found.values == pytest.approx({"Lys–Glu Cβ": math.dist(chain.xyz(73, "CA"), chain.xyz(92, "CB"))},
                                         abs=HALF_DIGIT)
    assert found.note == "between G73 and E92"


@pytest.mark.parametrize(("letter", "atom"), [("L", "CG"), ("W", "CZ3"), ("Y", "OH"), ("G", "CA"), ("M", "CE")])
def test_another_residue_at_phe_is_measured_by_its_tip(conformation_of, letter, atom):
    chain = pka(changed={186: letter})
    found = conformation_of(chain).dfg
    assert found.values == pytest.approx({
        "αC-Glu+4–Phe": math.dist(chain.xyz(96, "CA"), chain.xyz(186, atom)),
        "β3-Lys–Phe": math.dist(chain.xyz(73, "CA"), chain.xyz(186, atom))}, abs=HALF_DIGIT)
    assert found.note == f"{letter}186 in place of Phe, by its {atom}"


@pytest.mark.parametrize(("gene", "first", "last", "name"), [("WNK1", 200, 490, "helix_c"),
                                                             ("TP53RK", 20, 253, "loop_c")])
def test_kinases_a_rule_leaves_out(conformation_of, gene, first, last, name):
    assert conformation_of(ruler(gene, first, last)).labels[name].label == NOT_APPLICABLE


def of_no_table(gene: str, first: int, last: int, kept: int, **changed: str):
    """A kinase with similar residues in the place of two of five: no table has it, its profile does."""
    own, domain = load_kinome().protein(gene).sequence, table_domain(gene)
    letters = varied(own, 1, keep={*domain.anchors.values(), kept})
    others = {n: letters[n - 1] for n in range(first, last + 1) if letters[n - 1] != own[n - 1]}
    return ruler(gene, first, last, changed=others | {int(name[1:]): letter for name, letter in changed.items()})


@pytest.mark.parametrize(("gene", "first", "last", "kept", "changed", "wnk"), [
    ("WNK1", 200, 490, 233, {}, True),                # its lysine is K233 (Xu 2000)
    ("WNK3", 130, 420, 159, {}, True),
    ("WNK1", 200, 490, 233, {"n233": "M"}, False),    # without that lysine nothing tells it from NRBP
    ("NRBP1", 50, 340, 80, {}, False),                # the same profile, no lysine there
    ("MAP2K1", 60, 380, 97, {}, False),
])
def test_a_wnk_kinase_of_no_table_is_known_by_profile_and_lysine(write, gene, first, last, kept, changed, wnk):
    (one,) = examine(read(write(pdb_text(entry(of_no_table(gene, first, last, kept, **changed)))))).chains
    assert one.protein.by_profile
    assert one.domain.evidence.profile == ("STE:STE7" if gene == "MAP2K1" else "OTHER:WNK+NRBP")
    found = find_conformation(one.structure, one.protein, one.domain).helix_c
    assert (found.reason == "the lysine of WNK kinases is not on β3") == wnk
    assert (found.label == NOT_APPLICABLE) == wnk


def test_a_residue_without_hydroxyl_at_ape8_has_no_rotamer_to_judge(conformation_of):
    found = conformation_of(pka(changed={202: "A"}))
    (part,) = (part for part in found.loop_c.parts if part.name == "APE8 χ1")
    assert (part.label, part.reason, found.loop_c.label) == (NOT_APPLICABLE, "APE8 is A202", "in")


def test_with_alanine_in_the_helix_the_spine_is_its_first_gap(conformation_of):
    chain = pka(changed={96: "A"})
    found = conformation_of(chain).r_spine
    backbone = ("N", "CA", "C", "O")
    first = min(math.dist(a.xyz, b.xyz) for a in chain.of[165].atoms for b in chain.of[186].atoms
                if a.name not in backbone and b.name not in backbone)
    assert found.values == pytest.approx({"HRD-His–DFG-Phe": first}, abs=HALF_DIGIT)
    assert found.note == "αC-Glu+4 is A96: the first gap alone counts"


def test_a_tyrosine_kinase_has_rules_of_its_own(conformation_of):
    parts = [part.name for part in conformation_of(ruler("ABL1", 229, 512)).loop_c.parts]
    assert parts == ["APE6 and APE7 φψ", "APE8 φψ", "APE9 φψ", "APE10 φψ"]
    assert [part.name for part in conformation_of(pka()).loop_c.parts] == [
        "APE6 and APE7 φψ", "APE8 φψ", "APE8 χ1", "APE9–HRD-Arg", "APE10–DFG4", "APE11–DFG4", "APE12–DFG4"]


def test_one_part_that_is_out_decides_whatever_else_is_missing(conformation_of):
    found = conformation_of(pka(ape=(7.0, 5.5, 11.0, 9.0), stubs=[202])).loop_c
    assert (found.label, found.near) == ("out", ())
    assert [part.label for part in found.parts if part.name == "APE8 χ1"] == [""]


@pytest.mark.parametrize(("distance", "label"), [(3.0, "present"), (3.95, "present"), (4.05, "absent"),
                                                 (8.0, "absent")])
def test_a_hydroxyl_on_the_catalytic_aspartate(conformation_of, distance, label):
    far = {(167, "OD1"): (0.0, 50.0, 900.0), (167, "OD2"): (0.0, 0.0, 900.0),
           (198, "OG1"): (0.0, 0.0, 900.0 + distance)}
    found = conformation_of(pka(placed=far)).autoinhibition
    assert (found.label, found.atoms) == (label, "T198 OG1 – D167 OD2")
    assert found.values == pytest.approx({"OH–HRD-Asp": distance}, abs=HALF_DIGIT)
    assert found.margin == pytest.approx(distance - 4.0, abs=HALF_DIGIT)
    assert found.borderline == (abs(distance - 4.0) <= 0.1)


@pytest.mark.parametrize(("residue", "atom", "label"), [
    ("SER", "OG", "present"), ("THR", "OG1", "present"), ("TYR", "OH", "present"),
    ("SEP", "OG", "absent"), ("TPO", "OG1", "absent"), ("PTR", "OH", "absent"),
])
def test_the_oxygen_of_a_phosphate_ester_is_no_hydroxyl(conformation_of, residue, atom, label):
    far = {(167, "OD1"): (0.0, 50.0, 900.0), (167, "OD2"): (0.0, 0.0, 900.0), (198, atom): (0.0, 0.0, 903.0)}
    found = conformation_of(pka(placed=far, changed={198: residue})).autoinhibition
    assert found.label == label
    assert ("198" in found.atoms) == (label == "present")


def test_the_threonine_before_the_turn_is_no_autoinhibition(conformation_of):
    """APE8 holds HRD-Asp in active kinases; the published output of 1OL5 has no line for it either."""
    far = {(167, "OD1"): (0.0, 50.0, 900.0), (167, "OD2"): (0.0, 0.0, 900.0), (202, "OG1"): (0.0, 0.0, 903.0)}
    assert conformation_of(pka(placed=far)).autoinhibition.label == "absent"


def spine(above: float, below: float):
    """PRKACA with the faces of the catalytic spine `above` and `below` the point (0, 0, 900), in Å."""
    placed = {(58, atom): (0.0, 0.0, 900.0 + above + k) for k, atom in enumerate(("CG1", "CG2", "CB"))}
    placed |= {(71, "CB"): (0.0, 0.0, 903.0 + above)}
    placed |= {(174, atom): (0.0, 0.0, 900.0 - below - k) for k, atom in enumerate(("CD1", "CD2", "CG", "CB"))}
    return fold("PRKACA", 44, 298, placed=placed)


def between(name: str, size: int, number: int = 900):
    return compound(name, (0.0, 0.0, 900.0), size, number=number)


@pytest.mark.parametrize(("above", "below"), [(3.5, 3.7), (7.9, 3.6), (3.6, 7.9)])
def test_a_compound_that_fills_the_catalytic_spine_is_named(conformation_of, above, below):
    found = conformation_of(spine(above, below), [between("XYZ", 10)]).c_spine
    assert (found.label, found.note) == ("", "compound XYZ A:900")
    assert {pair: found.values[pair] for pair in ("β2/β3–β7", "β2/β3–compound", "compound–β7")} == pytest.approx(
        {"β2/β3–β7": above + below, "β2/β3–compound": above, "compound–β7": below}, abs=HALF_DIGIT)
    assert "no cut-off is published" in found.reason


@pytest.mark.parametrize(("above", "below", "others"), [
    (3.6, 3.6, []),
    (3.6, 3.6, [between("XYZ", 9)]),   # one atom less than adenine
    (3.6, 3.6, [between("EDO", 4)]),
    (3.6, 8.1, [between("XYZ", 10)]),  # at one face only
    (8.1, 3.6, [between("XYZ", 10)]),
    (70.0, 70.0, [between("XYZ", 30)]),
])
def test_what_does_not_lie_between_the_faces_is_no_part_of_the_spine(conformation_of, above, below, others):
    found = conformation_of(spine(above, below), others).c_spine
    assert found.note == "no compound between the faces"
    assert found.values == pytest.approx(
        {"β2/β3–β7": above + below, "β7–αD": found.values["β7–αD"]}, abs=HALF_DIGIT)


def test_a_buffer_beside_the_compound_is_passed_over(conformation_of):
    found = conformation_of(spine(3.6, 3.6), [between("EDO", 4, 901),
                                              compound("XYZ", (0.0, 3.0, 900.0), 12, number=902)]).c_spine
    assert found.note == "compound XYZ A:902"
    assert found.values["compound–β7"] == pytest.approx(math.hypot(3.0, 3.6), abs=HALF_DIGIT)


def test_rows_have_every_criterion_and_the_parts(conformation_of):
    state = conformation_of(pka(salt_bridge=3.63))
    rows = state.rows()
    assert list(state.labels) == list(LABEL_NAMES)
    assert [row["criterion"] for row in rows if ":" not in row["criterion"]] == [
        label.name for label in state.labels.values()]
    (bridge,) = (row for row in rows if row["criterion"] == "salt bridge")
    assert (bridge["label"], bridge["value"], bridge["unit"], bridge["borderline"]) == ("out", "3.63 Å", "Å", True)
    assert bridge["margin"] == pytest.approx(0.03, abs=HALF_DIGIT)
    assert "\n" not in str(state)


def test_provenance_is_plain_data(conformation_of):
    said = json.loads(json.dumps(describe_conformation(conformation_of(pka(salt_bridge=3.63, unresolved=[190])))))
    assert (said["rules"], said["rules_version"]) == (RULES, RULES_VERSION)
    assert set(LABEL_NAMES) < set(said)
    bridge, loop = said["salt_bridge"], said["loop_n"]
    assert (bridge["label"], bridge["values"], bridge["unit"], bridge["margin"], bridge["borderline"]) == (
        "out", {"N–O": pytest.approx(3.63, abs=HALF_DIGIT)}, "Å", pytest.approx(0.03, abs=HALF_DIGIT), True)
    assert (loop["label"], loop["margin"], loop["reason"]) == (None, None, "DFG6 K190 is not resolved")
    assert set(said["hrd"]["parts"]) == {"HRD-His φ", "HRD-His ψ", "HRD-Arg φ", "HRD-Arg ψ"}
    assert (said["strict"]["call"], said["verdict"]["call"]) == ("inactive", "undetermined")


def test_alternate_locations_are_not_mixed(write):
    """β3-Lys is chosen as A, αC-Glu as B: no conformer of the file has both."""
    chain = pka()
    for position, label in ((73, "A"), (92, "B")):
        residue = chain.of[position]
        split = replace(residue, atoms=tuple(
            replace(a, altloc=label, occupancy=0.6) if a.name not in ("N", "CA", "C", "O") else a
            for a in residue.atoms))
        chain.residues[chain.residues.index(residue)] = split
    (one,) = examine(read(write(pdb_text(entry(chain))))).chains
    state = find_conformation(one.structure, one.protein, one.domain)
    for name in ("salt_bridge", "helix_c"):
        assert state.labels[name].reason == "conformers A and B are not measured to each other"


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spin=st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: sum(v * v for v in q) > 0.1),
       shift=st.tuples(*[st.floats(-300, 300)] * 3))
def test_labels_do_not_change_with_a_rigid_motion(write, spin, shift):
    (one,) = examine(read(write(pdb_text(entry(pka(salt_bridge=3.3)))))).chains
    w, x, y, z = np.array(spin) / np.linalg.norm(spin)
    rotation = np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]])
    atoms = one.structure.atoms
    moved = replace(one.structure, atoms=replace(atoms, xyz=atoms.xyz @ rotation.T + np.array(shift)))
    before = find_conformation(one.structure, one.protein, one.domain)
    after = find_conformation(moved, one.protein, one.domain)
    assert [label.label for label in after.labels.values()] == [label.label for label in before.labels.values()]
    assert (after.strict.call, after.ours.call) == (before.strict.call, before.ours.call)
    for name, label in before.labels.items():
        assert after.labels[name].values == pytest.approx(label.values, abs=1e-6)
