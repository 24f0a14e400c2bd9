"""Verdicts on made-up sets of labels: every criterion failed, missing and borderline, alone and together."""

import pytest

from builders.folds import pka
from kinlens.conformation import NOT_APPLICABLE, Label
from kinlens.conformation.verdicts import our_verdict, strict_verdict

IN_STATE = {
    "dfg": ("DFGin", ("DFGinter",), "Å"), "dihedral": ("BLAminus", ("unassigned",), "°"),
    "dfg_asp": ("in", ("out",), "°"), "hrd": ("in", ("out",), "°"), "helix_c": ("αC-in", ("αC-out",), "Å"),
    "salt_bridge": ("in", ("out",), "Å"), "loop_n": ("in", ("out",), "Å"), "loop_c": ("in", ("out",), "Å"),
}
FAILED = {"dfg": "DFGout", "dihedral": "ABAminus", "helix_c": "αC-out"}
REQUIRED = [name for name in IN_STATE if name != "helix_c"]


def made(name, how):
    required, beyond, unit = IN_STATE[name]
    step = 2.0 if unit == "°" else 0.05  # within a borderline
    match how:
        case "in":
            return Label(name, required, unit=unit, margin=-50.0, required=required)
        case "by little":
            return Label(name, required, unit=unit, margin=-step, required=required, near=beyond)
        case "out":
            return Label(name, FAILED.get(name, "out"), unit=unit, margin=50.0, required=required)
        case "narrow":
            return Label(name, FAILED.get(name, "out"), unit=unit, margin=step, required=required, near=(required,))
        case "missing":
            return Label(name, unit=unit, reason="not resolved", required=required)
    return Label(name, NOT_APPLICABLE, unit=unit, reason="another residue", required=required)


def verdicts(gene="", lost=(), **how):
    labels = {name: made(name, how.get(name, "in")) for name in IN_STATE}
    ours = our_verdict(labels, labels["dihedral"], gene, lost)
    return strict_verdict(labels, gene), ours


def test_all_criteria_met():
    strict, ours = verdicts()
    assert (strict.call, ours.call, ours.borderline) == ("active", "active", False)
    assert strict.reasons == ours.reasons == ()


@pytest.mark.parametrize("name", REQUIRED)
def test_one_clear_failure_is_inactive_in_both(name):
    strict, ours = verdicts(**{name: "out"})
    assert (strict.call, ours.call, ours.borderline) == ("inactive", "inactive", False)
    assert any(name in reason or FAILED.get(name, "") in reason for reason in ours.reasons)


@pytest.mark.parametrize("name", REQUIRED)
def test_one_borderline_failure_does_not_decide_alone(name):
    strict, ours = verdicts(**{name: "narrow"})
    assert (strict.call, strict.borderline) == ("inactive", False)
    assert (ours.call, ours.borderline) == ("active", True)
    assert "borderline" in ours.reasons[0]


@pytest.mark.parametrize("name", REQUIRED)
def test_a_criterion_met_by_little_is_said(name):
    strict, ours = verdicts(**{name: "by little"})
    assert (strict.call, ours.call, ours.borderline) == ("active", "active", True)
    assert ours.reasons[0].endswith("by little")


@pytest.mark.parametrize("more", ["in", "by little"])
def test_two_borderline_failures_are_inactive_borderline(more):
    _, ours = verdicts(salt_bridge="narrow", loop_n="narrow", hrd=more)
    assert (ours.call, ours.borderline, len(ours.reasons)) == ("inactive", True, 2)


def test_a_clear_failure_leaves_nothing_borderline():
    _, ours = verdicts(salt_bridge="narrow", dfg_asp="out", loop_n="missing")
    assert (ours.call, ours.borderline, len(ours.reasons)) == ("inactive", False, 1)


def test_a_borderline_value_far_from_the_required_label_fails_clearly():
    """DFGout a hundredth from unassigned is not nearly DFGin."""
    labels = {name: made(name, "in") for name in IN_STATE}
    labels["dfg"] = Label("dfg", "DFGout", margin=0.01, required="DFGin", near=("unassigned",))
    assert labels["dfg"].borderline
    assert our_verdict(labels, labels["dihedral"]).call == "inactive"


def test_a_distance_that_misses_dfg_in_by_little_does_not_fail_twice():
    labels = {name: made(name, "in") for name in IN_STATE}
    labels["dfg"], labels["dihedral"] = made("dfg", "narrow"), made("dihedral", "out")
    assert our_verdict(labels, made("dihedral", "in")).call == "active"
    assert our_verdict(labels, made("dihedral", "out")).call == "inactive"


@pytest.mark.parametrize(("name", "strict_call"), [
    ("dfg", "inactive"), ("dihedral", "inactive"), ("dfg_asp", "inactive"), ("hrd", "inactive"),
    ("salt_bridge", "undetermined"), ("loop_n", "undetermined"), ("loop_c", "undetermined"),
])
def test_what_is_missing(name, strict_call):
    """KinCoRe counts a missing label of the DFG motif or HRD as failed; we say that it is not known."""
    strict, ours = verdicts(**{name: "missing"})
    assert (strict.call, ours.call) == (strict_call, "undetermined")
    assert "not resolved" in ours.reasons[0]
    assert "not resolved" in strict.reasons[0]


@pytest.mark.parametrize(("helix", "bridge", "strict_call", "ours_call"), [
    ("out", "in", "active", "active"), ("in", "missing", "undetermined", "undetermined"),
    ("out", "missing", "inactive", "inactive"), ("missing", "missing", "inactive", "undetermined"),
    ("out", "not applicable", "active", "active"), ("not applicable", "missing", "undetermined", "undetermined"),
    ("out", "out", "inactive", "inactive"), ("in", "out", "inactive", "inactive"),
])
def test_helix_or_salt_bridge(helix, bridge, strict_call, ours_call):
    strict, ours = verdicts(helix_c=helix, salt_bridge=bridge)
    assert (strict.call, ours.call) == (strict_call, ours_call)


@pytest.mark.parametrize("name", ["hrd", "salt_bridge", "loop_c"])
def test_what_is_not_applicable_does_not_count(name):
    strict, ours = verdicts(**{name: "not applicable"})
    assert (strict.call, ours.call, ours.borderline) == ("active", "active", False)


def test_without_the_aspartate_there_is_no_active_state():
    strict, ours = verdicts(dfg_asp="not applicable")
    assert (strict.call, ours.call) == ("inactive", "inactive")
    assert "another residue" in ours.reasons[0]


def test_an_out_after_a_missing_one_is_inactive():
    strict, _ = verdicts(salt_bridge="missing", loop_c="out")
    assert strict.call == "inactive"


def test_pkdcc_may_be_aba_minus():
    labels = {name: made(name, "in") for name in IN_STATE}
    labels["dihedral"] = Label("dihedral", "ABAminus", unit="°", margin=40.0, required="ABAminus")
    labels["dfg_asp"] = made("dfg_asp", "out")
    for gene, call in (("PKDCC", "active"), ("ABL1", "inactive")):
        assert strict_verdict(labels, gene).call == call
        assert our_verdict(labels, labels["dihedral"], gene).call == call


def test_a_lost_residue_of_catalysis_is_said_beside_the_conformation():
    _, ours = verdicts(lost=("β3-Lys K→C",))
    assert (ours.call, ours.reasons) == ("active", ("pseudokinase by sequence: β3-Lys K→C",))


@pytest.mark.parametrize(("more", "strict", "ours", "borderline", "said"), [
    ({}, "active", "active", False, ""),
    ({"salt_bridge": 3.63}, "inactive", "active", True, "salt bridge out (3.63 Å; margin +0.03 Å, borderline)"),
    ({"salt_bridge": 3.57}, "active", "active", True, "by little"),
    ({"salt_bridge": 3.63, "loop_n": 3.65}, "inactive", "inactive", True, "salt bridge"),
    ({"salt_bridge": 3.63, "chi1": {185: 60.0}}, "inactive", "inactive", False, "DFG-Asp rotamer out"),
    ({"ape": (6.05, 8.05, 11.0, 9.0)}, "inactive", "inactive", True, "APE10–DFG4"),
    ({"ape": (6.05, 5.5, 11.0, 9.0)}, "inactive", "active", True, "APE9–HRD-Arg"),
    ({"backbone": {165: (-80.0, 52.0)}}, "inactive", "active", True, "HRD-His ψ"),
    ({"glu4": 11.05}, "inactive", "active", True, "DFG unassigned"),
    ({"lys": 10.95}, "inactive", "active", True, "DFGinter"),
    ({"lys": 10.8}, "inactive", "inactive", False, "DFGinter"),
    ({"stubs": [92]}, "undetermined", "undetermined", False, "side chain missing"),
    ({"unresolved": [202]}, "undetermined", "undetermined", False, "APE8 T202 is not resolved"),
    ({"unresolved": [202], "salt_bridge": 5.0}, "inactive", "inactive", False, "salt bridge out"),
    ({"changed": {185: "N"}}, "inactive", "inactive", False, "DFG-Asp is N185"),
])
def test_the_verdict_on_a_chain(conformation_of, more, strict, ours, borderline, said):
    state = conformation_of(pka(**more))
    assert (state.strict.call, state.ours.call, state.ours.borderline) == (strict, ours, borderline)
    assert said in " ".join(state.ours.reasons)
    assert said in str(state.ours)
