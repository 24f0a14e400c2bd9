"""The rules as tables: at every cut-off, on both sides of it, and how near is near.

Expected labels are worked out by hand from the conditions of Kincore-standalone3 (modules/spatial_label.py,
dihedral_label.py, chelix.py, active_labels.py).
"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinlens.conformation import CLUSTER_LABELS, DFG_LABELS
from kinlens.conformation.rules import (
    APE8_ROTAMER,
    APE11_ANGSTROM,
    APE12_ANGSTROM,
    ASP_ROTAMER,
    HRD_ARCS,
    NO_TURN_DEGREE,
    STRAND_ARCS,
    ape67_label,
    cluster_label,
    dfg_label,
    dfg_labels_near,
    is_borderline,
    within,
    within_arc,
    within_arcs,
    within_range,
)

BLAMINUS = (-128.64, 178.67, 61.15, 81.21, -96.89, 20.53)
CENTROIDS = {  # spatial group, φψ of X, D, F and a χ1 of the bin; definitions of Modi & Dunbrack 2019 as coded
    "BLAminus": ("DFGin", BLAMINUS, 289.1),
    "ABAminus": ("DFGin", (-111.82, -7.64, -141.55, 148.01, -127.79, 23.32), 296.2),
    "BLBminus": ("DFGin", (-134.79, 175.48, 60.44, 65.35, -79.44, 145.34), 287.6),
    "BLAplus": ("DFGin", (-119.24, 167.71, 58.94, 34.08, -89.42, -8.54), 55.6),
    "BLBplus": ("DFGin", (-125.28, 172.53, 59.98, 32.92, -85.51, 145.28), 49.0),
    "BLBtrans": ("DFGin", (-106.16, 157.24, 69.37, 21.33, -61.73, 134.56), 215.2),
    "BABtrans": ("DFGinter", (-80.20, 128.22, -117.47, 23.76, -85.16, 133.21), 181.4),
    "BBAminus": ("DFGout", (-138.56, -176.12, -144.35, 103.66, -82.59, -9.03), 290.6),
}


@pytest.mark.parametrize(("glu", "lys", "label", "margin"), [
    (6.0, 14.6, "DFGin", -3.6), (10.5, 20.0, "DFGin", -0.5), (6.0, 11.05, "DFGin", -0.05),
    (11.0, 11.01, "DFGin", 0.0), (6.0, 11.0, "DFGinter", 0.0), (6.0, 10.99, "DFGinter", 0.01),
    (13.6, 10.9, "DFGout", 2.6), (20.0, 13.9, "DFGout", 0.1), (11.01, 14.0, "DFGout", 0.0), (12.0, 14.0, "DFGout", 0.0),
    (11.0, 11.0, "DFGinter", 0.0), (8.0, 10.0, "DFGinter", 1.0),
    (12.0, 16.0, "unassigned", 1.0), (13.0, 14.01, "unassigned", 0.01),
])
def test_the_spatial_label(glu, lys, label, margin):
    found, by = dfg_label(glu, lys)
    assert (found, by) == (label, pytest.approx(margin, abs=1e-9))
    assert found in DFG_LABELS


@pytest.mark.parametrize(("glu", "lys", "near"), [
    (6.0, 14.6, set()), (6.0, 11.05, {"DFGinter"}), (6.0, 10.9, {"DFGin"}), (6.0, 10.89, set()),
    (10.95, 10.95, {"DFGin", "DFGout"}), (11.05, 20.0, {"DFGin"}), (20.0, 14.05, {"DFGout"}), (11.1, 13.0, {"DFGin"}),
    (11.05, 14.05, {"DFGin", "DFGout"}),
])
def test_spatial_labels_within_a_tenth_of_an_angstrom(glu, lys, near):
    assert set(dfg_labels_near(glu, lys)) == near


@pytest.mark.parametrize(("value", "limit", "label", "margin"), [
    (3.63, 3.6, "out", 0.03), (3.6, 3.6, "in", 0.0), (3.601, 3.6, "out", 0.001), (2.9, 3.6, "in", -0.7),
    (10.0, 10.0, "in", 0.0), (15.6, 10.0, "out", 5.6), (5.0, 5.0, "in", 0.0), (6.01, 6.0, "out", 0.01),
])
def test_an_upper_limit(value, limit, label, margin):
    assert within(value, limit) == (label, pytest.approx(margin))


@pytest.mark.parametrize(("value", "limits", "label", "margin"), [
    (8.0, APE11_ANGSTROM, "in", 0.0), (7.99, APE11_ANGSTROM, "out", 0.01), (14.0, APE11_ANGSTROM, "in", 0.0),
    (14.2, APE11_ANGSTROM, "out", 0.2), (10.0, APE11_ANGSTROM, "in", -2.0), (7.0, APE12_ANGSTROM, "in", 0.0),
    (6.9, APE12_ANGSTROM, "out", 0.1), (13.0, APE12_ANGSTROM, "in", -1.0),
])
def test_two_limits(value, limits, label, margin):
    assert within_range(value, limits) == (label, pytest.approx(margin))


@pytest.mark.parametrize(("angle", "arc", "label", "margin"), [
    (120.0, ASP_ROTAMER, "in", 0.0), (240.0, ASP_ROTAMER, "in", 0.0), (240.1, ASP_ROTAMER, "out", 0.1),
    (119.0, ASP_ROTAMER, "out", 1.0), (180.0, ASP_ROTAMER, "in", -60.0), (0.0, ASP_ROTAMER, "out", 120.0),
    (-170.0, ASP_ROTAMER, "in", -50.0), (300.0, APE8_ROTAMER, "in", -60.0), (239.0, APE8_ROTAMER, "out", 1.0),
    (1.0, APE8_ROTAMER, "out", 1.0), (-3.0, APE8_ROTAMER, "in", -3.0),
    (-63.28, HRD_ARCS["HRD-His φ"], "in", -63.28), (179.0, HRD_ARCS["HRD-His φ"], "out", 1.0),
    (-100.0, HRD_ARCS["HRD-His ψ"], "in", 0.0), (50.5, HRD_ARCS["HRD-His ψ"], "out", 0.5),
    (73.6, HRD_ARCS["HRD-Arg φ"], "in", -73.6), (-0.5, HRD_ARCS["HRD-Arg φ"], "out", 0.5),
    (-51.0, HRD_ARCS["HRD-Arg ψ"], "out", 1.0), (100.0, HRD_ARCS["HRD-Arg ψ"], "in", 0.0),
    (50.0, STRAND_ARCS[1], "in", 0.0), (180.0, STRAND_ARCS[1], "in", -40.0), (-140.0, STRAND_ARCS[1], "in", 0.0),
    (-139.0, STRAND_ARCS[1], "out", 1.0), (-179.0, STRAND_ARCS[1], "in", -39.0), (49.0, STRAND_ARCS[1], "out", 1.0),
])
def test_an_arc(angle, arc, label, margin):
    assert within_arc(angle, arc) == (label, pytest.approx(margin))


@given(angle=st.floats(-180, 360), turns=st.integers(-2, 2))
def test_an_angle_is_the_same_after_a_whole_turn(angle, turns):
    label, margin = within_arc(angle, ASP_ROTAMER)
    again, other = within_arc(angle + 360.0 * turns, ASP_ROTAMER)
    assert other == pytest.approx(margin, abs=1e-9)
    assert label == again or abs(margin) < 1e-9


@pytest.mark.parametrize(("angles", "label", "margin"), [
    ((-110.77, 140.24), "in", -69.23), ((-110.0, 45.0), "out", 5.0), ((10.0, 140.0), "out", 10.0),
    ((10.0, 30.0), "out", 20.0), ((119.45, -153.19), "out", 60.55),
])
def test_a_strand_is_as_good_as_its_worse_angle(angles, label, margin):
    assert within_arcs(angles, STRAND_ARCS) == (label, pytest.approx(margin))


@pytest.mark.parametrize(("angles", "label", "margin"), [
    ((-43.16, -62.50, -62.23, -14.30), "in", -37.5),  # APE7, APE6 of 1OL5: −62.50 is 37.5 above −100
    ((-60.0, 140.0, 90.0, 0.0), "in, flipped", -40.0),
    ((-60.0, 55.0, -60.0, 0.0), "out", 5.0), ((-60.0, 97.0, 90.0, 0.0), "out", 3.0),
    ((60.0, -40.0, -60.0, -40.0), "out", 60.0),
])
def test_the_turn_before_ape_may_be_flipped(angles, label, margin):
    assert ape67_label(angles) == (label, pytest.approx(margin))


@pytest.mark.parametrize("name", CENTROIDS)
def test_a_centroid_is_in_its_cluster(name):
    spatial, angles, chi1 = CENTROIDS[name]
    found = cluster_label(spatial, angles, chi1)
    assert (found.label, found.nearest) == (name, name)
    assert found.distance == pytest.approx(0.0, abs=1e-12)
    assert (found.margin < 0) == (name == "BLAminus")
    assert name in CLUSTER_LABELS


@pytest.mark.parametrize("name", CENTROIDS)
@pytest.mark.parametrize("spatial", ["DFGin", "DFGinter", "DFGout", "unassigned"])
def test_a_cluster_belongs_to_one_spatial_group(name, spatial):
    own, angles, chi1 = CENTROIDS[name]
    if spatial != own:
        assert cluster_label(spatial, angles, chi1).label == "unassigned"


@pytest.mark.parametrize(("chi1", "label"), [
    (289.1, "BLAminus"), (-70.9, "BLAminus"), (240.01, "BLAminus"), (360.0, "BLAminus"), (0.0, "BLAminus"),
    (240.0, "unassigned"), (0.01, "BLAplus"), (120.0, "BLAplus"), (120.01, "unassigned"),
])
def test_the_rotamer_of_phe_chooses_the_clusters(chi1, label):
    assert cluster_label("DFGin", BLAMINUS, chi1).label == label


def turned(by):
    return (*BLAMINUS[:3], BLAMINUS[3] + by, *BLAMINUS[4:])


# One angle off by δ: (2/6)(1 − cos δ) is 0.45 at cos δ = −0.35, δ = 110.487°. At DFG-Asp ψ no other cluster of the
# group and bin comes nearer than that: ABAminus and BLBminus are held off by the angles that differ.
LIMIT = math.degrees(math.acos(-0.35))


@pytest.mark.parametrize(("off", "label"), [(0.0, "BLAminus"), (LIMIT - 0.1, "BLAminus"), (LIMIT + 0.1, "unassigned")])
def test_the_distance_to_a_centroid(off, label):
    found = cluster_label("DFGin", turned(off), 289.1)
    assert found.distance == pytest.approx((1.0 - math.cos(math.radians(off))) / 3.0)
    assert found.label == label


@pytest.mark.parametrize(("off", "margin", "near"), [
    (LIMIT - 3.0, -3.0, ("unassigned",)), (LIMIT + 3.0, 3.0, ("BLAminus",)), (LIMIT - 10.0, -10.0, ()),
])
def test_the_margin_is_the_smallest_turn_of_one_angle(off, margin, near):
    """Where all the distance comes from one angle, turning any other one back gains nothing."""
    found = cluster_label("DFGin", turned(off), 289.1)
    assert abs(found.margin) <= abs(margin) + 0.5
    assert found.margin * margin > 0
    assert found.near == near


@pytest.mark.parametrize(("chi1", "margin", "near"), [
    (243.0, -3.0, ("unassigned",)), (358.0, -2.0, ("BLAplus",)), (237.0, 3.0, ("BLAminus",)),
])
def test_a_rotamer_at_the_edge_of_its_bin_is_borderline(chi1, margin, near):
    found = cluster_label("DFGin", BLAMINUS, chi1)
    assert (found.margin, found.near) == (pytest.approx(margin), near)


def test_no_single_angle_brings_a_helix_into_dfg_inter():
    found = cluster_label("DFGinter", (-60.0, -45.0, -60.0, -45.0, -60.0, -45.0), 60.0)
    assert (found.label, found.nearest, found.margin, found.near) == ("unassigned", "", NO_TURN_DEGREE, ())


angle = st.floats(-180, 180)


@given(angles=st.tuples(*[angle] * 6), chi1=st.floats(0, 360), spatial=st.sampled_from(["DFGin", "DFGinter", "DFGout"]),
       which=st.integers(0, 5), share=st.floats(-0.99, 0.99))
def test_a_turn_smaller_than_the_margin_changes_nothing(angles, chi1, spatial, which, share):
    found = cluster_label(spatial, angles, chi1)
    room = abs(found.margin) - 0.5  # margins are found in steps of half a degree
    if room > 0 and found.margin:
        moved = tuple(a + share * room * (k == which) for k, a in enumerate(angles))
        assert cluster_label(spatial, moved, chi1).label == found.label


@pytest.mark.parametrize(("margin", "unit", "borderline"), [
    (0.03, "Å", True), (-0.1, "Å", True), (3.7 - 3.6, "Å", True), (0.11, "Å", False), (5.0, "°", True),
    (-5.1, "°", False), (math.nan, "Å", False),
])
def test_what_is_borderline(margin, unit, borderline):
    assert is_borderline(margin, unit) is borderline
