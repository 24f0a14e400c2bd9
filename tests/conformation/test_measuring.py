"""Dihedral angles that exist and that do not, and what is said of atoms that are not there."""

import math

import numpy as np
import pytest
from Bio.PDB.vectors import Vector, calc_dihedral

from builders.files import pdb_text
from builders.folds import pka
from builders.kinases import entry
from kinlens.conformation.measuring import Angles, gap
from kinlens.conformation.motif_residues import MotifResidues
from kinlens.examination import examine
from kinlens.geometry import dihedrals
from kinlens.structures import read

# A bent chain: right angles at both middle points, 90° about the middle bond.
BENT = np.array([[1.5, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 1.5, 0.0], [0.0, 1.5, 1.5]])
TURN = np.array([[0.36, 0.48, -0.8], [-0.8, 0.6, 0.0], [0.48, 0.64, 0.6]])  # orthonormal, of Pythagorean triples


def bent(**moved):
    """The chain with points put elsewhere: ``p0`` to ``p3``."""
    points = BENT.copy()
    for name, xyz in moved.items():
        points[int(name[1])] = xyz
    return points


@pytest.fixture
def residues_of(write):
    def found(chain):
        (one,) = examine(read(write(pdb_text(entry(chain))))).chains
        return MotifResidues(one.structure, one.protein, one.domain)

    return found


@pytest.mark.parametrize("points", [
    bent(p0=BENT[1]), bent(p2=BENT[1]), bent(p3=BENT[2]), np.zeros((4, 3)),
    bent(p0=(0.0, -1.5, 0.0)), bent(p0=(0.0, 0.7, 0.0)), bent(p3=(0.0, 3.0, 0.0)), bent(p3=(0.0, 0.4, 0.0)),
], ids=["1 on 2", "2 on 3", "3 on 4", "all", "1-2-3 straight", "1-2-3 back", "2-3-4 straight", "2-3-4 back"])
def test_no_angle_where_there_is_no_direction(points):
    moved = points @ TURN.T + np.array([250.0, -310.0, 170.0])
    assert np.isnan(dihedrals(np.array([points, moved]))).all()


def test_one_chain_without_an_angle_leaves_the_others_theirs():
    found = dihedrals(np.array([BENT, bent(p0=BENT[1]), BENT * [1.0, 1.0, -1.0]]))
    assert np.isnan(found[1])
    assert abs(found[0]) == pytest.approx(90.0)
    assert found[2] == pytest.approx(-found[0])


def test_angles_of_bio_pdb():
    points = np.random.default_rng(7).uniform(-3.0, 3.0, (200, 4, 3))
    expected = [math.degrees(calc_dihedral(*(Vector(*xyz) for xyz in four))) for four in points]
    assert dihedrals(points) == pytest.approx(np.array(expected), abs=1e-6)


def test_no_chains_have_no_angles():
    assert dihedrals(np.zeros((0, 4, 3))).shape == (0,)


@pytest.mark.parametrize("onto", ["CB", "straight"])
def test_an_angle_without_direction_is_missing_with_its_reason(residues_of, onto):
    """χ1 of DFG-Phe with CG in the place of CB, or with CB and CG on the line that goes on from N to CA."""
    plain = pka()
    n, ca, cb = (np.array(plain.xyz(186, atom)) for atom in ("N", "CA", "CB"))
    straight = ca + (ca - n)
    placed = {(186, "CG"): tuple(cb)} if onto == "CB" else {(186, "CB"): tuple(straight)}
    angles = Angles(residues_of(pka(placed=placed)))
    reason = "DFG-Phe χ1: two of its atoms are in one place or three on a line"
    assert angles.missing["DFG-Phe χ1"] == reason
    assert angles.given("DFG-Phe χ1") == reason
    assert "DFG-Asp χ1" not in angles.missing


def test_the_second_oxygen_of_a_c_terminus_is_no_side_chain(residues_of):
    residues = residues_of(pka())
    found = gap(residues, ("DFG-Asp", ("OXT",)), ("DFG-Phe", ("CA",)))
    assert found.reason == "DFG-Asp D185 has no OXT"
    assert gap(residues, ("DFG-Asp", ("XX",)), ("DFG-Phe", ("CA",))).reason.endswith("side chain missing")
