"""Helices and strands: chains by dihedral angles, and ladders laid out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from builders.folds import fold
from builders.lobes import rigid
from kinlens.scene.secondary import secondary_structure

FIRST, LAST = 242, 270
EXTENDED = (-120.0, 130.0)
STEP, SPACING = 3.4, 4.93  # Å from residue to residue; between strands, so that N–O of a bond is 2.90 Å


def backbone(made):
    """N, C and O of every residue of a chain."""
    return tuple(np.array([atom.xyz for residue in made.residues for atom in residue.atoms if atom.name == name])
                 for name in ("N", "C", "O"))


def assigned(n, c, o, *, breaks=(), prolines=()):
    """Letters of one chain, `-` for neither; `breaks` are places no bond leads on from."""
    count = len(n)
    linked = np.array([k not in breaks and k != count - 1 for k in range(count)], dtype=bool)
    proline = np.array([k in prolines for k in range(count)], dtype=bool)
    return "".join(letter or "-" for letter in secondary_structure(n, c, o, linked, proline))


def folded(angles=None, **more):
    given = dict.fromkeys(range(FIRST, LAST + 1), angles) if angles else None
    return backbone(fold("ABL1", FIRST, LAST, backbone=given, **more))


# ------------------------------------------------------------------------------------------- helices


def test_a_chain_at_the_angles_of_a_helix_is_all_helix_but_its_ends():
    # Turns start at residues 0 … 24 of 29; a helix begins after the first of two turns and ends with the last's end.
    assert assigned(*folded()) == "-" + 27 * "H" + "-"


@pytest.mark.parametrize("angles", [EXTENDED, (-139.0, 135.0), (-75.0, 150.0)])
def test_an_extended_chain_by_itself_is_neither(angles):
    assert assigned(*folded(angles)) == 29 * "-"


@pytest.mark.parametrize(("length", "expected"), [(5, "-----"), (6, "-HHHH-"), (7, "-HHHHH-")])
def test_the_shortest_helix_has_two_turns(length, expected):
    assert assigned(*(atoms[:length] for atoms in folded())) == expected


def test_nothing_is_assigned_across_a_break():
    assert assigned(*folded(), breaks=[13]) == "-" + 12 * "H" + "--" + 13 * "H" + "-"


def test_a_proline_gives_no_bond_of_its_own():
    # Without the bond of its nitrogen one turn is missing: from 8 to 12 as from any residue to the fourth on.
    found = assigned(*folded(), prolines=[12])
    assert found[1:9] == 8 * "H"
    assert assigned(*folded(), prolines=range(29)) == 29 * "-"


@pytest.mark.parametrize("atom", [0, 1, 2])
def test_residues_without_backbone_atoms_are_neither_and_break_nothing_else(atom):
    places = [coordinates.copy() for coordinates in folded()]
    places[atom][20:] = np.nan
    found = assigned(*places, breaks=range(19, 29))
    assert found[:15] == "-" + 14 * "H"
    assert set(found[20:]) == {"-"}


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_very_short_chains(count):
    nothing = np.zeros((count, 3)) + np.arange(count)[:, None]
    assert assigned(nothing, nothing + 1.0, nothing + 2.0) == count * "-"


def test_a_helix_between_extended_ends():
    angles = dict.fromkeys((*range(FIRST, 250), *range(263, LAST + 1)), EXTENDED)
    found = assigned(*backbone(fold("ABL1", FIRST, LAST, backbone=angles)))
    inside = found[250 - FIRST:263 - FIRST]
    assert set(inside[1:-1]) == {"H"}
    assert set(found[:6] + found[-6:]) == {"-"}


@pytest.mark.parametrize("seed", range(3))
def test_where_the_chain_lies_does_not_matter(seed):
    move = rigid(seed)
    assert assigned(*map(move, folded())) == assigned(*folded())


# ------------------------------------------------------------------------------------------- strands


def strand(count, *, up=0, y=0.0, x=0.0, backwards=False):
    """A flat strand along x: residue k has its C=O and N–H towards +y where k − up is even, else towards −y."""
    along = -1.0 if backwards else 1.0
    n, c, o = np.zeros((3, count, 3))
    for k in range(count):
        side = 1.0 if (k - up) % 2 == 0 else -1.0
        place = x + along * STEP * k
        n[k] = (place - along * 1.2, y + 0.4 * side, 0.0)
        c[k] = (place + along * 1.2, y + 0.4 * side, 0.0)
        o[k] = (place + along * 1.2, y + 1.63 * side, 0.0)
    return n, c, o


def sheet(count, *, parallel, spacing=SPACING):
    """Two chains side by side, with a residue far away between them in the list; opposite residues face each other."""
    first = strand(count)
    if parallel:  # two residues of one strand hold the one of the other that stands opposite the residue between them
        second = strand(count, y=spacing)
    else:
        second = strand(count, up=count % 2, y=spacing, x=STEP * (count - 1), backwards=True)
    return tuple(np.vstack([a, np.full((1, 3), 900.0), b]) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("parallel", [False, True])
@pytest.mark.parametrize("count", [5, 8, 9])
def test_two_strands_side_by_side(count, parallel):
    n, c, o = sheet(count, parallel=parallel)
    bonds = [(i, j) for i in range(len(n)) for j in range(len(n))
             if abs(i - j) > 1 and np.linalg.norm(o[i] - n[j]) < 3.2]
    assert len(bonds) >= count - 1  # as it was meant to be built
    half = "-" + (count - 2) * "E" + "-"
    assert assigned(n, c, o, breaks=[count - 1, count]) == half + "-" + half


@pytest.mark.parametrize("parallel", [False, True])
def test_strands_too_far_apart_or_too_short_are_none(parallel):
    assert assigned(*sheet(8, parallel=parallel, spacing=8.0), breaks=[7, 8]) == 17 * "-"
    # Three residues have one with both neighbours: a lone bridge.
    assert assigned(*sheet(3, parallel=parallel), breaks=[2, 3]) == 7 * "-"


@pytest.mark.parametrize("seed", range(3))
def test_where_a_sheet_lies_does_not_matter(seed):
    move = rigid(seed)
    assert assigned(*map(move, sheet(8, parallel=True)), breaks=[7, 8]) == "-EEEEEE-" "-" "-EEEEEE-"


def test_ladders_end_at_breaks():
    # A break within the first strand: its two residues have no bridge, and those opposite neither.
    found = assigned(*sheet(10, parallel=False), breaks=[4, 9, 10])
    assert found == "-EEE--EEE-" "-" "-EEE--EEE-"


def test_a_prolines_missing_bond_parts_a_ladder():
    """N–H of residue 4 holds the pairs of residues 3 and 4; what stands on either side goes on."""
    assert assigned(*sheet(10, parallel=False), breaks=[9, 10], prolines=[4]) == "-EE--EEEE-" "-" "-EEEE--EE-"


def test_a_helix_and_a_sheet_in_one_list():
    helix, beside = folded(), sheet(7, parallel=False)
    shift = np.array([300.0, 0.0, 0.0])
    both = [np.vstack([h, b + shift]) for h, b in zip(helix, beside, strict=True)]
    assert assigned(*both, breaks=[28, 35, 36]) == "-" + 27 * "H" + "-" + "-EEEEE-" "-" "-EEEEE-"
