"""The domain map: well-formed, escaped, marks where the residues are."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from kinlens.reference import load_kinome
from kinlens.reporting import report
from kinlens.views.domain_map import Mark, Track, draw_domain_map, tracks_of

SVG = "{http://www.w3.org/2000/svg}"


def test_the_drawing_is_xml_with_every_label():
    made = report(["ALK:C1156Y", "ALK:L1196M", "JAK3:V674A", "HRAS:G12D", "RET:K710N", "nonsense"])
    root = ET.fromstring(draw_domain_map(tracks_of(made.rows), title="A & B <map>"))  # noqa: S314 - our own text
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert {"C1156Y", "L1196M", "V674A", "G12D", "K710N", "A & B <map>"} <= set(texts)
    assert "pseudokinase domain 521–779" in texts


def test_marks_are_filled_by_distance_to_the_drug():
    marks = (Mark(315, "near", 2.9, ""), Mark(351, "far", 8.3, ""), Mark(400, "none", None, ""))
    text = draw_domain_map([Track(load_kinome().protein("ABL1"), "", marks)])
    root = ET.fromstring(text)  # noqa: S314 - our own text
    groups = root.iter(f"{SVG}g")
    fills = [g.find(f"{SVG}circle").get("fill") for g in groups]
    assert fills == ["black", "white", "#BBBBBB"]


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><svg onload=x>', "a & b"])
def test_texts_are_escaped(hostile):
    track = Track(load_kinome().protein("ABL1"), hostile, (Mark(315, hostile, 1.0, hostile),))
    root = ET.fromstring(draw_domain_map([track], title=hostile))  # noqa: S314 - our own text
    assert not list(root.iter(f"{SVG}script"))
    assert hostile in [element.text for element in root.iter(f"{SVG}text")]
    assert not [element for element in root.iter() for name in element.attrib if name.startswith("on")]


def test_a_variant_of_several_residues_is_one_mark():
    made = report(["EGFR:E746_A750del", "EGFR:T790M", "EGFR:T790M", "EGFR:A763insFQEA"])
    (track,) = tracks_of(made.rows)
    assert [(mark.label, mark.position, mark.last) for mark in track.marks] == [
        ("E746_A750del", 746, 750), ("T790M", 790, 790), ("T790M", 790, 790), ("A763_Y764insFQEA", 763, 764)]
    nearest = min(row["drug_A"] for row in made.rows if row["variant"] == "E746_A750del" and row["headline"])
    assert track.marks[0].drug_A == nearest
    drawn = draw_domain_map([track])
    assert drawn.count("<line") == 3  # the protein, and the two spans
    assert int(re.search(r'height="(\d+)"', drawn)[1]) > int(
        re.search(r'height="(\d+)"', draw_domain_map(tracks_of(report(["EGFR:T790M"]).rows)))[1])
