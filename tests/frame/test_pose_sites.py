"""Distances to a molecule that is not in the file: every mode, altlocs, names of atom pairs, JSON."""

import math

import numpy as np
import pytest

from builders.files import Atom, Entry, Residue, mmcif_text, pdb_text, peptide, with_altlocs
from builders.kinases import BACKBONE, entry
from builders.lobes import lobes, rigid
from kinlens.cli import run
from kinlens.examination import examine
from kinlens.frame.columns import load_pose
from kinlens.sites import CARRIED_OVER, MODES, Pose, Site, altloc_ranges, measure, name_pair
from kinlens.structures import read

PKA = ("PRKACA", 44, 298)
# Two atoms of a made-up molecule.
SPOTS = np.array([[0.0, 10.0, 0.0], [30.0, 10.0, 0.0]])


def posed(xyz=SPOTS, names=("N6", "N9")):
    nothing = np.zeros(0, dtype=np.intp)
    pose = Pose("ATP", np.array(names), np.asarray(xyz, dtype=float))
    return Site("atp_ligand", "ligand", CARRIED_OVER, "A", np.arange(len(pose.xyz)), nothing, "said", pose)


def by_hand(residue, mode, spots=SPOTS):
    """Shortest distance by plain loops: (distance, own atom, spot)."""
    side = [atom for atom in residue.atoms if atom.name not in BACKBONE]
    alpha = [atom for atom in residue.atoms if atom.name == "CA"]
    chosen = {"any": residue.atoms, "side_chain": side or alpha, "calpha": alpha}.get(mode)
    if mode == "centroid":
        members = side or alpha
        middle = tuple(sum(atom.xyz[k] for atom in members) / len(members) for k in range(3))
        return min((math.dist(middle, spot), members[0].name, k) for k, spot in enumerate(spots))
    return min((math.dist(atom.xyz, spot), atom.name, k) for atom in chosen for k, spot in enumerate(spots))


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_measures_to_the_pose(write, mode):
    residues = peptide("MKGAYIWR")
    structure = read(write(pdb_text(Entry(residues))))
    site = posed()
    found = measure(structure, np.arange(len(residues)), site, mode=mode)
    for i, residue in enumerate(residues):
        distance, own, spot = by_hand(residue, mode)
        assert found.distance_A[i] == pytest.approx(distance, abs=1e-3)
        pair = name_pair(structure, int(found.own_atom[i]), int(found.site_atom[i]), "A", {}, pose=site.pose)
        assert pair == f"{own}–ATP:{('N6', 'N9')[spot]}"
    assert not found.in_site.any()  # nothing of the file is part of it
    assert not found.bonded.any()
    assert found.fallback.tolist() == [mode in ("side_chain", "centroid") and r.name == "GLY" for r in residues]


def test_a_centroid_has_no_atom_of_its_own_in_the_pair(write):
    structure = read(write(pdb_text(Entry(peptide("MK")))))
    site = posed()
    found = measure(structure, np.array([0]), site, mode="centroid")
    assert name_pair(structure, int(found.own_atom[0]), int(found.site_atom[0]), "A", {}, own_name="centroid",
                     pose=site.pose) == "centroid–ATP:N6"


def test_alternate_locations_of_the_residue_each_to_the_whole_pose(write):
    """A of the residue stands at z, B half an ångström above; the pose has no altlocs."""
    residue = with_altlocs(peptide("GK")[1], {"A": 0.6, "B": 0.4})
    structure = read(write(pdb_text(Entry([peptide("GK")[0], residue]))))
    site = posed([[4.8, 0.8, 30.0]], ["N6"])
    low, high = altloc_ranges(structure, np.array([0, 1]), site, "any")
    assert np.isnan([low[0], high[0]]).all()
    ends = sorted(min(math.dist(atom.xyz, (4.8, 0.8, 30.0)) for atom in residue.atoms if atom.altloc == label)
                  for label in "AB")
    assert (low[1], high[1]) == (pytest.approx(ends[0], abs=1e-3), pytest.approx(ends[1], abs=1e-3))
    assert measure(structure, np.array([1]), site).distance_A[0] == pytest.approx(ends[1], abs=1e-3)  # A is taken


def test_a_pose_and_a_bound_ligand_at_the_same_place_measure_the_same(write):
    """Everything but the in-site flag: distances do not depend on where the molecule comes from."""
    residues = [*peptide("MKGAYIWR"),
                Residue("A", 900, "ATP", tuple(Atom(name, "N", tuple(xyz)) for name, xyz in zip(
                    ("N6", "N9"), SPOTS.tolist(), strict=True)), het=True, kind="non-polymer")]
    structure = read(write(pdb_text(Entry(residues))))
    bound = Site("atp_ligand", "ligand", "observed here", "A", structure.atoms_of([8]), np.array([8]), "said")
    for mode in MODES:
        there, here = (measure(structure, np.arange(8), site, mode=mode) for site in (bound, posed()))
        np.testing.assert_allclose(here.distance_A, there.distance_A, atol=1e-9)
        np.testing.assert_array_equal(here.own_atom, there.own_atom)


def test_a_rigid_motion_changes_no_distance(write):
    rows = []
    for seed in (1, 2):
        x = examine(write(mmcif_text(entry(lobes(*PKA, move=rigid(seed)))), f"{seed}.cif"))
        rows.append(x.facts(x.chain("A"), list(range(48, 233, 9))))
    for one, other in zip(*rows, strict=True):
        assert (one.get("atp_ligand_A") is None) is (other.get("atp_ligand_A") is None)
        if one.get("atp_ligand_A") is not None:
            assert one["atp_ligand_A"] == pytest.approx(other["atp_ligand_A"], abs=0.02)


def test_the_name_of_a_pair_in_a_row(write):
    """A cysteine whose SG is put 3.4 Å from N6, straight out from the ring."""
    pose = load_pose()
    names = pose.names.tolist()
    n6, c6 = pose.xyz[names.index("N6")], pose.xyz[names.index("C6")]
    out = (n6 - c6) / np.linalg.norm(n6 - c6)
    made = lobes(*PKA, changed={121: "C"}, extra={121: [n6 + 5.2 * out, n6 + 3.4 * out]}, move=rigid(3))  # CB, SG
    x = examine(write(pdb_text(entry(made))))
    row = x.facts(x.chain("A"), [121])[0]
    assert row["atp_ligand_side_chain_atoms"] == "SG–ATP:N6"
    assert row["atp_ligand_side_chain_A"] == pytest.approx(3.4, abs=0.01)


def test_json_of_a_report_says_that_the_distance_is_to_a_carried_over_atp(write, capsys):
    path = write(mmcif_text(entry(lobes(*PKA, move=rigid(3)))), "9zzz.cif")
    assert run(["report", str(path), "PRKACA:M121A", "--format", "json"]) == 0
    page = capsys.readouterr().out
    assert '"atp_ligand_origin": "carried over"' in page
    assert "ATP carried over, 3 phosphates: mean pose on 40 Cα of the pocket" in page
    assert "–ATP:" in page
