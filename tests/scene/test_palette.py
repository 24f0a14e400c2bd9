"""Colours: written one way, mixed by plain arithmetic, and none for a region that does not exist."""

import math
import re

import pytest

from kinlens.numbering import domains_of
from kinlens.reference import load_kinome
from kinlens.scene import palette

TABLES = [palette.REGIONS, palette.RIBBON, palette.LIGANDS, palette.ELEMENTS, palette.STATES]
LISTS = [palette.CATEGORIES, palette.ENTRIES, palette.SITES, palette.SEQUENTIAL, palette.DIVERGING]
COLOURS = sorted({
    *(colour for table in TABLES for colour in table.values()), *(colour for listed in LISTS for colour in listed),
    *(colour for _, colour in palette.PLDDT), palette.MARK, palette.PROTEIN})


@pytest.mark.parametrize("colour", COLOURS)
def test_a_colour_survives_the_way_to_numbers_and_back(colour):
    assert re.fullmatch("#[0-9A-F]{6}", colour)
    assert palette.to_hex(palette.to_rgb(colour)) == colour


def test_numbers_of_a_colour():
    assert palette.to_rgb("#FF8000").tolist() == [1.0, 128 / 255, 0.0]


@pytest.mark.parametrize(("share", "expected"), [
    (0.0, "#000000"), (0.2, "#333333"), (0.5, "#808080"), (1.0, "#FFFFFF")])
def test_mixing(share, expected):
    assert palette.mix("#000000", "#FFFFFF", share) == expected


@pytest.mark.parametrize(("place", "expected"), [
    (-1.0, "#000000"), (0.0, "#000000"), (0.25, "#800000"), (0.5, "#FF0000"), (0.75, "#FF0080"), (1.0, "#FF00FF"),
    (2.0, "#FF00FF"),
])
def test_a_scale_of_three_stops(place, expected):
    assert palette.on_scale(place, ("#000000", "#FF0000", "#FF00FF")) == expected


@pytest.mark.parametrize("several", [palette.CATEGORIES, palette.ENTRIES, palette.SITES])
def test_colours_that_are_told_apart_differ(several):
    assert len(set(several)) == len(several)
    assert palette.MARK not in palette.ENTRIES  # a mark has to stand out from any ribbon


def test_bands_of_plddt_run_downwards_to_the_last_value():
    borders = [border for border, _ in palette.PLDDT]
    assert borders == [90.0, 70.0, 50.0, -math.inf]


def test_every_region_with_a_colour_is_a_region_of_kinases():
    known = set()
    for gene in ("PRKACA", "ABL1", "MAP2K1"):
        for domain in domains_of(load_kinome().protein(gene)):
            known |= {domain.region_of(position) for position in domain.positions}
    assert set(palette.REGIONS) <= known
