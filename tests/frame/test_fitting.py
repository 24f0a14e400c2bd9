"""Laying chains into the frame that were taken out of it by a known motion."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.files import mmcif_text, pdb_text
from builders.kinases import ruler
from builders.lobes import Rigid, about, columns_of, lobes, rigid
from kinlens.frame import find_frame
from kinlens.frame.columns import load_columns

PKA = ("PRKACA", 44, 298)


def placed(chain):
    return find_frame(chain.structure, chain.protein, chain.domain)


@pytest.mark.parametrize("text", [pdb_text, mmcif_text])
@pytest.mark.parametrize("seed", range(4))
def test_the_motion_is_given_back(laid, seed, text):
    move = rigid(seed)
    frame = placed(laid(lobes(*PKA, move=move), text=text).chain("A"))
    assert (frame.core.columns, frame.core.of_columns, frame.reason) == (79, 79, "")
    assert frame.core.rmsd_A < 0.01
    np.testing.assert_allclose(frame.motion.rotation, move.rotation.T, atol=1e-3)
    columns = load_columns()
    np.testing.assert_allclose(frame.motion.move(move(columns.xyz)), columns.xyz, atol=0.01)
    assert frame.lobe_angle_deg < 0.05
    for name, count in (("N-lobe", 24), ("hinge", 5), ("C-lobe", 50)):
        fit = frame.fits[name]
        assert (fit.columns, fit.of_columns) == (count, count)
        assert max(fit.rmsd_A, fit.alone_A) < 0.01
        np.testing.assert_allclose(frame.motions[name].move(move(columns.xyz)), columns.xyz, atol=0.05)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_any_motion_is_given_back(laid, seed):
    move = rigid(seed)
    frame = placed(laid(lobes(*PKA, move=move)).chain("A"))
    assert frame.core.rmsd_A < 0.01
    np.testing.assert_allclose(frame.motion.move(move(load_columns().xyz)), load_columns().xyz, atol=0.01)


@pytest.mark.parametrize(("gene", "first", "last"), [
    ("ABL1", 235, 500), ("EGFR", 700, 985), ("MAP2K1", 62, 382), ("CDK2", 1, 298), ("AKT1", 146, 440)])
def test_other_kinases_have_their_residues_at_the_same_places(laid, gene, first, last):
    move = rigid(11)
    chain = laid(lobes(gene, first, last, move=move)).chain("A")
    assert chain.protein.record.gene == gene
    frame = placed(chain)
    assert frame.core.columns == 79
    assert frame.core.rmsd_A < 0.01
    np.testing.assert_allclose(frame.motion.rotation, move.rotation.T, atol=1e-3)


def test_columns_are_the_residues_the_field_knows():
    # β3-Lys, gatekeeper, first residue after it, HRD-Asp − 1 … in PKA (1ATP) numbers, and by UniProt in others.
    for gene, known in {"PRKACA": {72: 73, 120: 121, 184: 185}, "ABL1": {72: 271, 120: 315, 166: 363, 184: 381},
                        "EGFR": {72: 745, 120: 790, 166: 837, 184: 855}}.items():
        where = columns_of(gene)
        assert {n: where[n] for n in known} == known
        assert len(where) == 92


@pytest.mark.parametrize("degrees", [5.0, 20.0])
@pytest.mark.parametrize("axis", [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, -1.0, 0.5)])
def test_where_a_lobe_has_turned_the_other_one_stays_in_place(laid, degrees, axis):
    """The N-lobe turned about a hinge at (−6, 6, 0) Å, as lobes turn; both files have the C-lobe in one place."""
    hinge = np.array([-6.0, 6.0, 0.0])
    turn = about(axis, degrees)
    move = rigid(5)
    frame = placed(laid(lobes(*PKA, move=move, n_lobe=lambda xyz: (xyz - hinge) @ turn + hinge)).chain("A"))
    assert frame.lobe_angle_deg == pytest.approx(degrees, abs=0.1)
    assert frame.fits["N-lobe"].alone_A < 0.01
    assert frame.fits["C-lobe"].alone_A < 0.01
    if degrees == 20.0:
        columns = load_columns()
        c_lobe = columns.part == "C-lobe"
        off = np.linalg.norm(frame.motion.move(move(columns.xyz[c_lobe])) - columns.xyz[c_lobe], axis=1)
        assert off.max() < 0.5
        assert frame.fits["C-lobe"].rmsd_A < 0.25
        assert frame.fits["N-lobe"].rmsd_A > 1.5
        assert frame.core.alone_A < frame.core.rmsd_A  # the plain superposition spreads the misfit over both lobes


def test_the_robust_superposition_is_nearer_to_the_lobe_that_stands_than_the_plain_one(laid):
    hinge, turn = np.array([-6.0, 6.0, 0.0]), about((1.0, 0.0, 0.0), 20.0)
    chain = laid(lobes(*PKA, n_lobe=lambda xyz: (xyz - hinge) @ turn + hinge)).chain("A")
    frame = placed(chain)
    columns = load_columns()
    core = columns.xyz[columns.core]
    n_lobe = columns.part[columns.core] == "N-lobe"
    here = np.where(n_lobe[:, None], (core - hinge) @ turn + hinge, core)
    # The plain one by the formula with a quaternion (Horn 1987), which shares no step with Kabsch's.
    plain = by_quaternion(here, core)
    left = np.linalg.norm(plain(here) - core, axis=1)
    assert frame.core.alone_A == pytest.approx(np.sqrt((left**2).mean()), abs=1e-3)
    c_lobe = left[columns.part[columns.core] == "C-lobe"]
    assert np.sqrt((c_lobe**2).mean()) > 2 * frame.fits["C-lobe"].rmsd_A


def by_quaternion(points, targets):
    a, b = points - points.mean(axis=0), targets - targets.mean(axis=0)
    s = a.T @ b
    skew = np.array([s[1, 2] - s[2, 1], s[2, 0] - s[0, 2], s[0, 1] - s[1, 0]])
    n = np.zeros((4, 4))
    n[0, 0], n[0, 1:], n[1:, 0] = np.trace(s), skew, skew
    n[1:, 1:] = s + s.T - np.trace(s) * np.eye(3)
    w, *v = np.linalg.eigh(n)[1][:, -1]
    v = np.array(v)
    cross = np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])
    matrix = (w * w - v @ v) * np.eye(3) + 2 * np.outer(v, v) + 2 * w * cross
    return Rigid(matrix.T, targets.mean(axis=0) - points.mean(axis=0) @ matrix.T)


def test_with_too_few_columns_there_is_a_reason(laid):
    where = columns_of("PRKACA")
    core = load_columns().number[load_columns().core].tolist()
    # All columns from 57 to 120 and the C-lobe up to 145, 29 of the core: 24 of the N-lobe, the gatekeeper, four of αE.
    kept = [n for n in core if n <= 120 or 142 <= n <= 145]
    assert len(kept) == 29
    chain = laid(lobes(*PKA, unresolved=[where[n] for n in core if n not in kept])).chain("A")
    frame = placed(chain)
    assert frame.motion is None
    assert frame.reason == "29 of 79 core columns resolved, 30 needed"
    assert str(frame) == "not placed (29 of 79 core columns resolved, 30 needed)"
    assert (frame.core.columns, frame.motions) == (29, {})
    assert np.isnan(frame.lobe_angle_deg)
    one_more = [n for n in core if n <= 120 or 142 <= n <= 146]
    frame = placed(laid(lobes(*PKA, unresolved=[where[n] for n in core if n not in one_more])).chain("A"))
    assert frame.core.columns == 30
    assert frame.core.rmsd_A < 0.01


def test_a_lobe_that_is_not_resolved_has_no_rmsd_and_no_angle(laid):
    where = columns_of("PRKACA")
    gone = [position for n, position in where.items() if n < 110]
    frame = placed(laid(lobes(*PKA, unresolved=gone)).chain("A"))
    assert frame.motion is not None
    assert (frame.fits["N-lobe"].columns, frame.fits["N-lobe"].of_columns) == (4, 24)
    assert np.isnan(frame.fits["N-lobe"].rmsd_A)
    assert np.isnan(frame.fits["N-lobe"].alone_A)
    assert "N-lobe" not in frame.motions
    assert np.isnan(frame.lobe_angle_deg)
    assert "N-lobe" not in str(frame)
    assert "turned" not in str(frame)
    assert frame.fits["C-lobe"].rmsd_A < 0.01


def test_the_frame_in_words(laid):
    frame = placed(laid(lobes(*PKA, move=rigid(1))).chain("A"))
    assert str(frame) == ("core RMSD 0.00 Å over 79 of 79 Cα; N-lobe 0.00 Å (alone 0.00), hinge 0.00 Å (alone 0.00), "
                          "C-lobe 0.00 Å (alone 0.00); lobes turned by 0°")


def test_a_residue_without_its_calpha_is_no_column(laid):
    made = lobes(*PKA)
    bare = made.of[151]
    made.residues[made.residues.index(bare)] = type(bare)(
        bare.chain, bare.number, bare.name, tuple(atom for atom in bare.atoms if atom.name != "CA"))
    assert placed(laid(made).chain("A")).core.columns == 78


def test_every_chain_has_a_frame_of_its_own(laid):
    first, second = rigid(21), rigid(22)
    x = laid(lobes(*PKA, "A", move=first), lobes("ABL1", 235, 500, "B", move=second))
    for name, move in (("A", first), ("B", second)):
        np.testing.assert_allclose(x.chain(name).frame.motion.rotation, move.rotation.T, atol=1e-3)


def test_what_is_no_kinase_has_no_frame(laid):
    assert laid(ruler("KRAS", 1, 169)).chain("A").frame is None


def scattered(size):
    """A displacement of its own for every residue, the same each time."""
    random = np.random.default_rng(12)
    return lambda xyz: xyz + random.normal(scale=size, size=3)


def test_a_chain_that_is_not_folded_as_a_kinase_is_not_placed(laid):
    """Residues laid out in a line have every column, and no fold."""
    x = laid(ruler(*PKA))
    frame = placed(x.chain("A"))
    assert (frame.motion, frame.motions, frame.core.columns) == (None, {}, 79)
    assert frame.reason == f"not the fold of a kinase: core RMSD {frame.core.rmsd_A:.1f} Å over 79 Cα, 5.0 allowed"
    assert frame.core.rmsd_A > 50.0
    assert x.chain("A").sites["atp_ligand"].absent
    assert "the pocket is not shaped like those that bind ATP" in x.chain("A").sites["atp_ligand"].evidence


@pytest.mark.parametrize(("size", "fits"), [(1.5, True), (6.0, False)])
def test_a_fold_that_is_bent_is_placed_one_that_is_scattered_is_not(laid, size, fits):
    # Displacements of σ Å along each axis: about √3 σ of RMSD.
    frame = placed(laid(lobes(*PKA, move=scattered(size))).chain("A"))
    assert (frame.motion is not None) is fits
    assert frame.core.rmsd_A == pytest.approx(size * np.sqrt(3.0), rel=0.2)
