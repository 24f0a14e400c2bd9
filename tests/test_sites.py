"""Measuring residues to a site: definitions 4-8 and 10 on chains whose every coordinate is written here."""

import numpy as np
import pytest

from builders.files import (
    Atom,
    Entry,
    ligand,
    mmcif_text,
    pdb_text,
    peptide,
    with_altlocs,
    with_hydrogens,
    without_side_chain,
)
from builders.kinases import BACKBONE, shortest
from kinlens.residues import ResidueKey
from kinlens.sites import Site, absent_site, altloc_ranges, approach, measure, name_pair
from kinlens.structures import read


def range_of(structure, residue, site, mode="any"):
    low, high = altloc_ranges(structure, np.array([residue]), site, mode)
    return None if np.isnan(low[0]) else (low[0], high[0])


@pytest.fixture
def built(write):
    """Write residues to a file and read it."""
    return lambda residues, text=pdb_text: read(write(text(Entry(residues)), "x.pdb" if text is pdb_text else "x.cif"))


def index(structure, *keys):
    return np.array([structure.index[ResidueKey.parse(key)] for key in keys], dtype=np.intp)


def site_of(structure, *keys, kind="residues", chain="A"):
    members = index(structure, *keys)
    return Site("here", kind, "asked", chain, structure.atoms_of(members), members, "as asked")


def one(structure, key, site, mode="any"):
    """Distance, pair, in-site, bonded and fallback of one residue."""
    found = measure(structure, index(structure, key), site, mode=mode)
    pair = name_pair(structure, int(found.own_atom[0]), int(found.site_atom[0]), "A", {})
    return found.distance_A[0], pair, *(bool(x[0]) for x in (found.in_site, found.bonded, found.fallback))


# ------------------------------------------------------------------------------------ in, next to, and away


def test_a_residue_of_the_site_is_at_zero(built):
    structure = built(peptide("ACDEF"))
    for mode in ("any", "side_chain", "centroid", "calpha"):
        assert one(structure, "A:3", site_of(structure, "A:2", "A:3"), mode)[:4] == (0.0, "", True, False), mode


def test_a_bonded_neighbour_is_left_out(built):
    residues = peptide("ACDEFG")
    structure = built(residues)
    site = site_of(structure, "A:1", "A:2", "A:3")
    distance, pair, in_site, bonded, _ = one(structure, "A:4", site)
    assert (in_site, bonded) == (False, True)
    assert distance == pytest.approx(shortest(residues[3].atoms, [*residues[0].atoms, *residues[1].atoms]), abs=1e-3)
    assert "–C2:" in pair
    # Its carbonyl carbon would be 1.3 Å away.
    assert shortest(residues[3].atoms, residues[2].atoms) < 1.5


def test_second_neighbours_are_not_bonded(built):
    residues = peptide("ACDEFG")
    structure = built(residues)
    distance, _, _, bonded, _ = one(structure, "A:5", site_of(structure, "A:3"))
    assert not bonded
    assert distance == pytest.approx(shortest(residues[4].atoms, residues[2].atoms), abs=1e-3)


def test_across_a_chain_break_the_next_number_is_no_neighbour(built):
    residues = peptide("ACDEFG")
    apart = [*residues[:3], *peptide("EFG", start=4, shift=(3 * 3.6 + 2.0, 0, 0))]
    structure = built(apart)
    distance, _, _, bonded, _ = one(structure, "A:4", site_of(structure, "A:3"))
    assert not bonded
    assert distance == pytest.approx(shortest(apart[3].atoms, apart[2].atoms), abs=1e-3)


def test_neighbours_by_bond_not_by_number(built):
    # 52, 52A, 53: the insertion stands between the two numbers.
    residues = peptide("ACDEF", start=51)
    residues = [*residues[:2], *[_renumbered(r, n, i) for r, n, i in zip(
        residues[2:], (52, 53, 54), ("A", "", ""), strict=True)]]
    structure = built(residues)
    site = site_of(structure, "A:53")
    assert one(structure, "A:52A", site)[3]
    assert not one(structure, "A:52", site)[3]


def _renumbered(residue, number, icode):
    return type(residue)(residue.chain, number, residue.name, residue.atoms, icode, residue.het, residue.kind)


def test_nothing_left_to_measure_to_is_blank(built):
    structure = built(peptide("ACD"))
    distance, pair, in_site, bonded, _ = one(structure, "A:2", site_of(structure, "A:1"))
    assert np.isnan(distance)
    assert (pair, in_site, bonded) == ("", False, True)


def test_an_absent_site_gives_nothing(built):
    structure = built(peptide("ACD"))
    site = absent_site("drug", "ligand", "A", "no drug-like ligand bound")
    assert site.absent
    assert site.evidence == "no drug-like ligand bound"
    found = measure(structure, index(structure, "A:1", "A:3"), site)
    assert np.isnan(found.distance_A).all()
    assert not found.in_site.any()
    assert not found.bonded.any()


@pytest.mark.parametrize("text", [pdb_text, mmcif_text])
def test_many_residues_are_each_measured_as_alone(built, text):
    residues = [*peptide("MKTAYIAKQRGGSLVW"), ligand("LIG", size=4, at=(20.0, 6.0, 2.0))]
    structure = built(residues, text)
    everything = np.flatnonzero(structure.residues.kind == "protein")
    for site in (site_of(structure, "A:900", kind="ligand"), site_of(structure, "A:3", "A:4", "A:9")):
        for mode in ("any", "side_chain", "centroid", "calpha"):
            together = measure(structure, everything, site, mode=mode)
            backwards = measure(structure, everything[::-1], site, mode=mode)
            np.testing.assert_array_equal(together.distance_A, backwards.distance_A[::-1])
            for i, residue in enumerate(everything):
                alone = measure(structure, np.array([residue]), site, mode=mode)
                assert alone.distance_A[0] == pytest.approx(together.distance_A[i], abs=1e-9, nan_ok=True)


# ----------------------------------------------------------------------------------------------- modes


def spot(x, y, z):
    return ligand("LIG", size=1, at=(x, y, z))


def test_modes_on_one_residue_by_hand(built):
    # Leu: N (0,0,0), CA (1.2,0.8,0), CB (1.2,1.6,1.25), CG (1.2,1.9,2.65), CD1 (1.2,1.6,4.05), CD2 (1.2,1.9,5.45).
    structure = built([*peptide("L"), spot(1.2, 1.6, 9.45)])
    site = site_of(structure, "A:900", kind="ligand")
    assert one(structure, "A:1", site, "any")[0] == pytest.approx(np.hypot(0.3, 4.0))
    assert one(structure, "A:1", site, "side_chain")[0] == pytest.approx(np.hypot(0.3, 4.0))
    # Centroid of the four side-chain atoms: (1.2, 1.75, 3.35).
    assert one(structure, "A:1", site, "centroid")[0] == pytest.approx(np.hypot(0.15, 6.1))
    assert one(structure, "A:1", site, "calpha")[0] == pytest.approx(np.hypot(0.8, 9.45))


def test_the_backbone_is_no_side_chain(built):
    residues = [*peptide("L"), spot(0, -4.0, 0)]
    structure = built(residues)
    site = site_of(structure, "A:900", kind="ligand")
    assert one(structure, "A:1", site)[:2] == (pytest.approx(np.hypot(2.4, 2.7)), "O–LIG:C1")
    distance, pair, *_, fallback = one(structure, "A:1", site, "side_chain")
    assert distance == pytest.approx(shortest(residues[0].atoms, residues[1].atoms, leave_out=BACKBONE), abs=1e-3)
    assert pair == "CB–LIG:C1"
    assert not fallback


def test_a_terminal_oxygen_is_no_side_chain(built):
    (residue,) = peptide("A")
    end = type(residue)("A", 1, "ALA", (*residue.atoms, Atom("OXT", "O", (3.3, 0.4, 0.0))))
    structure = built([end, spot(3.3, 2.4, 0.0)])
    site = site_of(structure, "A:900", kind="ligand")
    assert one(structure, "A:1", site)[:2] == (pytest.approx(2.0), "OXT–LIG:C1")
    assert one(structure, "A:1", site, "side_chain")[1].startswith("CB–")


def test_glycine_and_a_bare_residue_fall_back_on_the_alpha_carbon(built):
    residues = peptide("GL")
    residues[1] = without_side_chain(residues[1], BACKBONE)
    structure = built([*residues, spot(0, 9.0, 0)])
    site = site_of(structure, "A:900", kind="ligand")
    for key, alpha in (("A:1", (1.2, 0.8)), ("A:2", (4.8, 0.8))):
        for mode in ("side_chain", "centroid"):
            distance, pair, *_, fallback = one(structure, key, site, mode)
            assert distance == pytest.approx(np.hypot(alpha[0], 9.0 - alpha[1])), (key, mode)
            assert pair == "CA–LIG:C1"
            assert fallback
        assert not one(structure, key, site, "any")[-1]


def test_alanine_is_its_beta_carbon(built):
    structure = built([*peptide("A"), spot(1.2, 1.6, 5.25)])
    site = site_of(structure, "A:900", kind="ligand")
    for mode in ("side_chain", "centroid"):
        assert one(structure, "A:1", site, mode)[0] == pytest.approx(4.0)


def test_the_centroid_of_a_stub_is_its_alpha_carbon(built):
    # Lys cut back to CB: the middle of what is left says nothing about the side chain (definition 7).
    (residue,) = peptide("K")
    structure = built([without_side_chain(residue), spot(1.2, 0.8, 7.0)])
    site = site_of(structure, "A:900", kind="ligand")
    assert one(structure, "A:1", site, "centroid") == (pytest.approx(7.0), "CA–LIG:C1", False, False, True)
    assert one(structure, "A:1", site, "side_chain")[1] == "CB–LIG:C1"


def test_hydrogens_do_not_count(built):
    (residue,) = peptide("A")
    structure = built([with_hydrogens(residue), spot(-0.5, -3.0, 0)])
    site = site_of(structure, "A:900", kind="ligand")
    assert one(structure, "A:1", site)[0] == pytest.approx(shortest(residue.atoms, [Atom("C", "C", (-0.5, -3, 0))]))


def test_a_residue_without_alpha_carbon_has_no_alpha_distance(built):
    (residue,) = peptide("A")
    structure = built([without_side_chain(residue, ("N", "C", "O", "CB")), spot(0, 5, 0)])
    site = site_of(structure, "A:900", kind="ligand")
    assert np.isnan(one(structure, "A:1", site, "calpha")[0])
    assert not np.isnan(one(structure, "A:1", site)[0])


# ----------------------------------------------------------------------------- alternate locations (definition 8)


def two_altlocs(own, theirs):
    """Ala with CB at z = 1.25 (A) and 1.75 (B); a lone carbon above it at z = 6.25 (A) and 6.75 (B)."""
    (residue,) = peptide("A")
    return [with_altlocs(residue, own, only=("CB",)), with_altlocs(spot(1.2, 1.6, 6.25), theirs)]


@pytest.mark.parametrize(
    ("own", "theirs", "headline"),
    [
        ({"A": 0.6, "B": 0.4}, {"A": 0.6, "B": 0.4}, 5.0),
        ({"A": 0.4, "B": 0.6}, {"A": 0.4, "B": 0.6}, 5.0),
        # The residue chooses B, the ligand A: B is measured to B, not to A (4.5 Å).
        ({"A": 0.4, "B": 0.6}, {"A": 0.6, "B": 0.4}, 5.0),
        ({"A": 0.6, "B": 0.4}, {"A": 0.4, "B": 0.6}, 5.0),
    ],
)
def test_one_conformer_is_never_measured_to_the_other(built, own, theirs, headline):
    structure = built(two_altlocs(own, theirs))
    site = site_of(structure, "A:900", kind="ligand")
    for mode in ("any", "side_chain", "centroid"):
        assert one(structure, "A:1", site, mode)[0] == pytest.approx(headline, abs=1e-3), mode
    assert range_of(structure, int(index(structure, "A:1")[0]), site) is None  # 5.0 in both


def test_the_range_over_conformers(built):
    (residue,) = peptide("A")
    moving = with_altlocs(residue, {"A": 0.7, "B": 0.3}, only=("CB",))
    structure = built([moving, spot(1.2, 1.6, 6.25)])
    site = site_of(structure, "A:900", kind="ligand")
    assert one(structure, "A:1", site)[0] == pytest.approx(5.0)
    for mode in ("any", "side_chain", "centroid"):
        low, high = range_of(structure, int(index(structure, "A:1")[0]), site, mode)
        assert (low, high) == (pytest.approx(4.5), pytest.approx(5.0)), mode


def test_no_range_inside_the_site_or_without_labels(built):
    residues = peptide("ACDE")
    structure = built(residues)
    site = site_of(structure, "A:1")
    assert range_of(structure, int(index(structure, "A:4")[0]), site) is None
    assert range_of(structure, int(index(structure, "A:1")[0]), site) is None
    assert range_of(structure, 0, absent_site("x", "ligand", "A", "")) is None


def test_a_label_of_the_site_alone_moves_the_distance(built):
    (residue,) = peptide("A")
    structure = built([residue, with_altlocs(spot(1.2, 1.6, 6.25), {"A": 0.3, "B": 0.7})])
    site = site_of(structure, "A:900", kind="ligand")
    assert one(structure, "A:1", site)[0] == pytest.approx(5.5)
    assert range_of(structure, int(index(structure, "A:1")[0]), site) == (
        pytest.approx(5.0), pytest.approx(5.5))


def test_bonded_neighbours_stay_out_in_every_conformer(built):
    residues = peptide("ACDEF")
    residues[2] = with_altlocs(residues[2], {"A": 0.6, "B": 0.4})
    residues[3] = with_altlocs(residues[3], {"A": 0.4, "B": 0.6})
    structure = built(residues)
    site = site_of(structure, "A:1", "A:3")
    for mode in ("any", "centroid"):
        distance, pair, _, bonded, _ = one(structure, "A:4", site, mode)
        assert bonded
        assert "–A1:" in pair
        assert distance > 6


# ------------------------------------------------------------------------------------------------ pairs


def test_pairs_are_named_for_the_reader(built):
    structure = built([*peptide("AC", start=71), *peptide("KF", "B", start=-1, shift=(0, 8, 0)),
                       ligand("LIG", at=(0, 12, 0))])
    names = {str(n): i for i, n in enumerate(structure.atoms.name) if structure.atoms.residue[i] == 0}
    own = names["CB"]
    def first(key):
        return int(structure.atoms_of(index(structure, key))[0])

    assert name_pair(structure, own, first("A:72"), "A", {}) == "CB–C72:N"
    assert name_pair(structure, own, first("A:72"), "A", {1: 315}) == "CB–C315:N"
    assert name_pair(structure, own, first("B:-1"), "A", {}) == "CB–B/K-1:N"
    assert name_pair(structure, own, first("A:900"), "A", {}) == "CB–LIG:C1"
    assert name_pair(structure, own, first("A:900"), "A", {}, own_name="centroid") == "centroid–LIG:C1"
    assert name_pair(structure, -1, first("A:900"), "A", {}) == ""
    assert name_pair(structure, own, -1, "A", {}) == ""


def test_the_nearest_atom_of_every_residue_is_in_the_approach(built):
    residues = [*peptide("MKTAY"), ligand("LIG", at=(3.0, 7.0, 1.0))]
    structure = built(residues)
    site = site_of(structure, "A:900", kind="ligand")
    found = approach(structure, np.arange(5), site)
    for i, residue in enumerate(residues[:5]):
        mine = found.distance_A[found.group == i]
        assert len(mine) == len(residue.atoms)
        assert mine.min() == pytest.approx(shortest(residue.atoms, residues[5].atoms), abs=1e-3)
