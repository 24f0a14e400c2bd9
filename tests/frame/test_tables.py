"""The bundled tables of the frame against chemistry, and against what the orientation promises."""

import math
from itertools import combinations

import numpy as np
import pytest

from kinlens.families import load_family
from kinlens.frame import SETS
from kinlens.frame.columns import FEWEST_CORE, FEWEST_OF_SET, FEWEST_POCKET, load_columns, load_pose
from kinlens.reference.bundled import read_rows

# Adenosine triphosphate as drawn in any textbook.
BONDS = {
    "phosphate": ("PG–O1G PG–O2G PG–O3G PG–O3B PB–O3B PB–O1B PB–O2B PB–O3A PA–O3A PA–O1A PA–O2A PA–O5'", 1.45, 1.65),
    "ribose": ("O5'–C5' C5'–C4' C4'–O4' C4'–C3' O4'–C1' C3'–O3' C3'–C2' C2'–O2' C2'–C1' C1'–N9", 1.40, 1.56),
    "adenine": ("N9–C8 C8–N7 N7–C5 C5–C6 C6–N6 C6–N1 N1–C2 C2–N3 N3–C4 C4–N9 C4–C5", 1.30, 1.45),
}
RING = ["N9", "C8", "N7", "C5", "C6", "N6", "N1", "C2", "N3", "C4"]
BOND_LIMIT = 1.95


def atp():
    pose = load_pose()
    return dict(zip(pose.names.tolist(), pose.xyz, strict=True))


def middle(numbers):
    columns = load_columns()
    return columns.xyz[np.isin(columns.number, list(numbers))].mean(axis=0)


def test_the_columns():
    columns = load_columns()
    assert int(columns.core.sum()) == 79
    assert int(columns.pocket.sum()) == 40
    assert columns.number.tolist() == sorted(set(columns.number.tolist()))
    assert {name: int((columns.part == name).sum()) for name in SETS} == {"N-lobe": 24, "hinge": 5, "C-lobe": 50}
    assert np.isfinite(columns.xyz).all()


def test_limits_ask_for_at_least_half_of_a_set():
    columns = load_columns()
    for name, fewest in FEWEST_OF_SET.items():
        total = int((columns.part == name).sum())
        assert total / 2 <= fewest < total
    assert FEWEST_CORE < 79
    assert 40 / 2 < FEWEST_POCKET < 40


def test_core_columns_are_in_strands_and_helices_that_keep_their_place():
    # PKA (1ATP) numbers: gatekeeper M120, hinge 121–123, K72, HRD 164–166, DFG 184–186, αC 84–97, G-loop 50–55.
    columns = load_columns()
    part = dict(zip(columns.number.tolist(), columns.part.tolist(), strict=True))
    assert {part[n] for n in (57, 70, 72, 106, 118)} == {"N-lobe"}
    assert {part[n] for n in (120, 121, 122, 123)} == {"hinge"}
    assert {part[n] for n in (150, 164, 165, 166, 171, 173, 220, 227, 231)} == {"C-lobe"}
    moving = {*range(50, 56), *range(84, 98), *range(185, 209)}
    core = set(columns.number[columns.core].tolist())
    assert not core & moving


def test_pocket_columns_are_the_lining_and_what_stands_beside_it_but_not_the_phenylalanine():
    columns = load_columns()
    family = load_family()
    pka = {int(row["klifs"]): int(row["pka"]) for row in read_rows("profile_columns.tsv") if row["klifs"]}
    wanted = {pka[klifs] + step for klifs in family.lining for step in (-1, 0, 1)}
    assert wanted - set(columns.number[columns.pocket].tolist()) == {185}  # DFG-Phe
    assert set(columns.number[columns.pocket].tolist()) <= wanted


def test_neighbouring_columns_are_neighbours_in_space():
    # Cα of residues next to each other are 3.8 Å apart in any chain; means of many come out a little shorter.
    columns = load_columns()
    steps = [float(np.linalg.norm(b - a)) for n, m, a, b in zip(
        columns.number, columns.number[1:], columns.xyz, columns.xyz[1:], strict=False) if m == n + 1]
    assert len(steps) > 75
    assert min(steps) > 3.3
    assert max(steps) < 3.9
    apart = [float(np.linalg.norm(a - b)) for a, b in combinations(columns.xyz, 2)]
    assert min(apart) > 3.3  # no two columns in one place


def test_no_chirality_is_lost():
    """A mirror image would have left-handed helices: αE and αF wind as every α-helix does.

    The torsion of four consecutive Cα of a right-handed α-helix is +50° (a mirror image has −50°).
    """
    columns = load_columns()
    at = dict(zip(columns.number.tolist(), columns.xyz, strict=True))
    torsions = [torsion(*(at[n + k] for k in range(4))) for n in (*range(143, 153), *range(219, 227))]
    assert all(35.0 < value < 70.0 for value in torsions)


def torsion(a, b, c, d):
    axis = (c - b) / np.linalg.norm(c - b)
    v, w = (x - (x @ axis) * axis for x in (a - b, d - c))
    return math.degrees(math.atan2(np.cross(axis, v) @ w, v @ w))


def test_orientation():
    columns = load_columns()
    n_lobe, hinge, c_lobe = (columns.xyz[columns.part == name].mean(axis=0) for name in SETS)
    core = columns.xyz[columns.core].mean(axis=0)
    assert n_lobe[1] - c_lobe[1] > 15.0  # N-lobe up
    np.testing.assert_allclose((n_lobe + c_lobe) / 2, 0.0, atol=0.01)  # the origin between the lobes
    np.testing.assert_allclose(n_lobe[[0, 2]], c_lobe[[0, 2]], atol=0.01)  # straight above each other
    assert hinge[0] < core[0] - 4.0  # hinge left
    assert hinge[2] == pytest.approx(0.0, abs=0.01)
    assert middle(range(50, 56))[2] > core[2] + 5.0  # G-loop towards the one who looks
    assert middle(range(50, 56))[1] > c_lobe[1]  # the lid of the cleft


def test_atp_lies_in_the_cleft_as_the_orientation_says():
    atoms = atp()
    adenine = np.mean([atoms[name] for name in RING], axis=0)
    columns = load_columns()
    n_lobe, hinge, c_lobe = (columns.xyz[columns.part == name].mean(axis=0) for name in SETS)
    assert c_lobe[1] < adenine[1] < n_lobe[1]  # between the lobes
    # Phosphates towards the opening of the cleft, adenine deeper and towards the hinge.
    assert atoms["PG"][2] > atoms["PA"][2] > adenine[2]
    assert np.linalg.norm(adenine - hinge) < np.linalg.norm(atoms["PG"] - hinge)
    # Adenine bonds to the hinge (E121 O – N6, V123 N – N1 in PKA): its pyrimidine side, not N7 and C8, stands there.
    strand = columns.xyz[np.isin(columns.number, [121, 122, 123])]
    nearest = {name: float(np.linalg.norm(strand - atoms[name], axis=1).min()) for name in RING}
    assert max(nearest["N1"], nearest["N6"]) < 6.0 < min(nearest["N7"], nearest["C8"])
    # β3-Lys holds the α- and β-phosphates.
    lysine = columns.xyz[columns.number == 72][0]
    assert min(np.linalg.norm(lysine - atoms[name]) for name in ("PA", "PB")) < np.linalg.norm(lysine - atoms["PG"])
    assert np.linalg.norm(columns.xyz[:, None] - load_pose().xyz, axis=-1).min() > 3.0


def test_bonds_of_the_pose_are_those_of_atp():
    atoms = atp()
    assert len(atoms) == 31
    expected = set()
    for pairs, low, high in BONDS.values():
        for a, b in (pair.split("–") for pair in pairs.split()):
            expected.add(frozenset((a, b)))
            assert low - 0.05 <= math.dist(atoms[a], atoms[b]) <= high + 0.05, (a, b)
    assert {frozenset(pair) for pair in combinations(atoms, 2)
            if math.dist(*(atoms[name] for name in pair)) < BOND_LIMIT} == expected
    assert len(expected) == 33


def test_adenine_is_flat_and_phosphorus_tetrahedral():
    atoms = atp()
    ring = np.array([atoms[name] for name in RING])
    ring -= ring.mean(axis=0)
    out_of_plane = np.abs(ring @ np.linalg.svd(ring)[2][2])
    assert out_of_plane.max() < 0.15
    for phosphorus, around in (("PA", "O1A O2A O3A O5'"), ("PB", "O1B O2B O3A O3B"), ("PG", "O1G O2G O3G O3B")):
        to = [atoms[name] - atoms[phosphorus] for name in around.split()]
        angles = [math.degrees(math.acos(a @ b / np.linalg.norm(a) / np.linalg.norm(b)))
                  for a, b in combinations(to, 2)]
        assert all(95.0 < angle < 125.0 for angle in angles)
    # β-D-ribose: the base and C5' on one side of the ring, O2' and O3' on the other.
    sugar = [atoms[name] for name in ("C4'", "O4'", "C1'", "C2'", "C3'")]
    centre = np.mean(sugar, axis=0)
    normal = np.linalg.svd(np.array(sugar) - centre)[2][2]
    side = {name: float((atoms[name] - centre) @ normal) for name in ("N9", "C5'", "O2'", "O3'")}
    assert side["N9"] * side["C5'"] > 0
    assert side["O2'"] * side["O3'"] > 0
    assert side["N9"] * side["O2'"] < 0


def test_ribose_is_the_d_sugar():
    """Adenosine is (2R,3R,4S,5R)-…-oxolane-3,4-diol: C1' R, C2' R, C3' S, C4' R."""
    atoms = atp()

    def handed(centre, *ranked):
        a, b, c = (atoms[name] - atoms[centre] for name in ranked)
        return "R" if np.dot(a, np.cross(b, c)) < 0 else "S"  # a, b, c clockwise, seen from across the hydrogen

    # Priorities by the Cahn–Ingold–Prelog rules; the hydrogen, which is not there, is the lowest.
    assert handed("C1'", "O4'", "N9", "C2'") == "R"
    assert handed("C2'", "O2'", "C1'", "C3'") == "R"
    assert handed("C3'", "O3'", "C4'", "C2'") == "S"
    assert handed("C4'", "O4'", "C3'", "C5'") == "R"
