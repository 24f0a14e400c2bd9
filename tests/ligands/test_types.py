"""Types of inhibitors: KinCoRe's residue sets, its rules on numbers, and what is said where they are close."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinlens.ligands import TYPES
from kinlens.ligands.pocket import Placement, Pocket, pocket_of
from kinlens.ligands.types import Reach, rule, type_of, type_of_nucleotide
from kinlens.numbering import domains_of
from kinlens.reference import load_kinome

AURKA = domains_of(load_kinome().protein("AURKA"))[0]
EMPTY = Pocket((), frozenset(), frozenset(), frozenset(), 0, (), ())


def test_residue_sets_of_aurora_a_are_those_of_kincore():
    """From modules/identify_residues.py and classify_ligands.py (July 2026): β3-Lys 162, αC-Glu 181, HPN7 196, …"""
    pocket = pocket_of(AURKA)
    assert pocket.hinge == (211, 212, 213)
    assert pocket.back == {*range(166, 194), *range(196, 205), 205, 206, 207}
    assert pocket.front == set(range(166, 179))
    assert pocket.type_ii == {184, 188, 247, 254}
    assert (pocket.glu4, pocket.motif, pocket.missing) == (185, (273, 274, 275), ())


def test_every_numbered_domain_has_its_sets_or_says_what_it_lacks():
    kinome = load_kinome()
    domains = [d for i in range(len(kinome)) for d in domains_of(kinome.record(i))]
    whole = [pocket_of(d) for d in domains if not pocket_of(d).missing]
    assert len(whole) > 0.9 * len(domains)
    for pocket in whole:
        assert pocket.front <= pocket.back
        assert len(pocket.hinge) == 3
        assert all(b == a + 1 for a, b in pairwise(pocket.hinge))
        assert pocket.glu4 in pocket.back


def test_parts_of_the_pocket():
    pocket = pocket_of(AURKA)
    assert [pocket.part_of(n) for n in (212, 170, 180, 184, 254, 274, 300)] == [
        "hinge", "front", "back", "type-II+back", "type-II", "back", ""]


# hinge, αC-Glu+4, back, front, type-II, DFG -> type; the cut-offs of the program's source
CASES = [
    (3.0, 9.0, 0, 0, 0, "DFGin", "type I"),
    (3.0, 9.0, 2, 1, 0, "DFGin", "type I"),
    (3.0, 3.0, 3, 0, 0, "DFGin", "type I½ (back)"),
    (3.0, 3.0, 3, 1, 0, "DFGin", "type I½ (front)"),
    (3.0, 3.0, 3, 0, 1, "DFGin", "type I"),
    (3.0, 3.0, 3, 0, 1, "DFGout", "type II"),
    (3.0, 3.0, 3, 1, 1, "DFGout", "type II"),
    (3.0, 3.0, 2, 0, 4, "DFGout", "type I"),
    (3.0, 3.0, 9, 0, 4, "DFGinter", "type I"),
    (3.0, 3.0, 3, 0, 0, "DFGout", "type I½ (back)"),
    (5.99, 3.0, 3, 0, 0, "DFGin", "type I½ (back)"),
    (6.0, 3.0, 3, 0, 0, "DFGin", "type III"),
    (6.0, 3.0, 3, 2, 3, "DFGout", "type III"),
    (6.0, 3.0, 2, 0, 0, "DFGin", "type I"),
    (6.49, 9.0, 3, 0, 0, "DFGin", "type III"),
    (6.5, 6.5, 9, 4, 4, "DFGout", "allosteric"),
    (6.5, 6.49, 3, 0, 0, "DFGin", "type III"),
    (6.49, 6.5, 0, 0, 0, "DFGin", "type I"),
    (30.0, 30.0, 0, 0, 0, "", "allosteric"),
]


@pytest.mark.parametrize(("hinge", "glu4", "back", "front", "type_ii", "dfg", "expected"), CASES)
def test_rule(hinge, glu4, back, front, type_ii, dfg, expected):
    assert rule(Reach(hinge, glu4, back, front, type_ii, dfg)) == expected
    assert expected in TYPES


def kincore(hinge, glu4, back, front, type_ii, dfg):
    """The order of the conditions as the program has them, written once more."""
    if glu4 >= 6.5 and hinge >= 6.5:
        return "allosteric"
    if hinge >= 6 and back >= 3:
        return "type III"
    if back >= 3 and front == 0 and type_ii == 0:
        return "type I½ (back)"
    if back >= 3 and front >= 1 and type_ii == 0:
        return "type I½ (front)"
    if back >= 3 and type_ii >= 1 and dfg == "DFGout":
        return "type II"
    return "type I"


@given(st.tuples(st.floats(2, 12), st.floats(2, 12), st.integers(0, 6), st.integers(0, 3), st.integers(0, 3),
                 st.sampled_from(["DFGin", "DFGout", "DFGinter", "unassigned", ""])))
def test_rule_is_kincores(numbers):
    assert rule(Reach(*numbers)) == kincore(*numbers)


def placed(hinge=3.0, glu4=4.0, back=0, front=0, type_ii=0, dfg="DFGin", unresolved=0):
    around = {name: (n, n) for name, n in (("back", back), ("front", front), ("type-II", type_ii))}
    return Placement(hinge, glu4, tuple(range(back)), tuple(range(front)), tuple(range(type_ii)), around, unresolved,
                     dfg)


def test_a_clear_type_has_no_doubts():
    found = type_of(placed(back=5), EMPTY)
    assert (str(found), found.doubts, found.borderline) == ("type I½ (back)", (), False)
    assert found.evidence.said == "hinge 3.0 Å, αC-Glu+4 4.0 Å, back 5, front 0, type-II 0, DFGin"


@pytest.mark.parametrize(("placement", "name", "doubt"), [
    (placed(hinge=5.95, back=4), "type I½ (back)", "borderline: hinge 5.95 Å against 6.0, else type III"),
    (placed(hinge=6.02, back=4), "type III", "borderline: hinge 6.02 Å against 6.0, else type I½ (back)"),
    (placed(hinge=6.45, glu4=7.0), "", "borderline: hinge 6.45 Å against 6.5, else allosteric"),
    (placed(hinge=8.0, glu4=6.55, back=5), "allosteric", "borderline: αC-Glu+4 6.55 Å against 6.5, else type III"),
    (placed(back=3), "type I½ (back)", "back 3 of 3 needed, else type I"),
    (placed(back=2, unresolved=4), "type I", "4 back-pocket residues not resolved"),
])
def test_doubts(placement, name, doubt):
    found = type_of(placement, EMPTY)
    assert (found.name, found.doubts) == (name, (doubt,))
    assert found.borderline == doubt.startswith("borderline")
    assert doubt in str(found)


def test_a_tenth_of_an_angstrom_may_add_or_take_a_residue():
    closer = Placement(3.0, 4.0, (1, 2), (), (), {"back": (2, 3), "front": (0, 0), "type-II": (0, 0)}, 0, "DFGin")
    found = type_of(closer, EMPTY)
    assert found.name == "type I"
    assert found.doubts == ("borderline: back 2, 3 0.1 Å farther, else type I½ (back)",)
    out = Placement(3.0, 4.0, (1, 2, 3, 4), (), (9,), {"back": (4, 4), "front": (0, 0), "type-II": (0, 1)}, 0, "DFGout")
    assert type_of(out, EMPTY).doubts == ("borderline: type-II 1, 0 0.1 Å nearer, else type I½ (back)",)


@pytest.mark.parametrize(("placement", "pocket", "reason"), [
    (placed(hinge=math.nan), EMPTY, "the hinge is not resolved"),
    (placed(hinge=9.0, glu4=math.nan), EMPTY,
     "far from the hinge (9.0 Å), and the side chain of αC-Glu+4 is not resolved"),
    (placed(), Pocket((), frozenset(), frozenset(), frozenset(), 0, (), ("αC-Glu",)), "the domain has no αC-Glu"),
])
def test_no_type_but_a_reason(placement, pocket, reason):
    found = type_of(placement, pocket)
    assert (found.name, found.reason, str(found)) == ("", reason, f"no type ({reason})")


def test_at_the_hinge_glu4_is_not_needed():
    assert type_of(placed(glu4=math.nan), EMPTY).name == "type I"


@pytest.mark.parametrize(("distance", "name", "doubts"), [
    (3.0, "ATP-like", 0), (5.95, "ATP-like", 1), (6.0, "", 1), (14.0, "", 0), (math.nan, "", 0),
])
def test_nucleotides(distance, name, doubts):
    found = type_of_nucleotide(placed(hinge=distance, back=9, front=3))
    assert (found.name, len(found.doubts)) == (name, doubts)
    assert bool(found.reason) == (not name)
