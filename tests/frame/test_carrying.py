"""ATP carried over into chains whose pocket stands where the frame has it."""

import math

import numpy as np
import pytest

from builders.files import mmcif_text, water
from builders.kinases import ruler
from builders.lobes import about, columns_of, lobes, nucleotide, rigid
from kinlens.frame import carry_atp
from kinlens.frame.carrying import CLASH_ANGSTROM, MOST_CLASHES
from kinlens.frame.columns import load_columns, load_pose
from kinlens.provenance import describe_fully

PKA = ("PRKACA", 44, 298)
# PKA A70 stands in front of the adenine; here it is a tryptophan that stands in its place.
ALANINE, TRYPTOPHAN = 71, {71: "W"}


def carried(x, chain="A"):
    one = x.chain(chain)
    return carry_atp(one.structure, one.protein, one.domain)


def facts(x, position):
    return x.facts(x.chain("A"), [position])[0]


def clashing(count, off=0.3):
    """A residue with side-chain atoms 0.3 Å beside so many atoms of the pose, from N9 on."""
    names = load_pose().names.tolist()
    first = names.index("N9")
    return {ALANINE: load_pose().xyz[first:first + count] + np.array([0.0, 0.0, off])}


@pytest.mark.parametrize("seed", range(3))
def test_atp_goes_where_the_motion_takes_it(laid, seed):
    move = rigid(seed)
    found = carried(laid(lobes(*PKA, move=move)))
    assert (found.columns, found.clashes, found.worst, found.reason) == (40, 0, "", "")
    assert found.rmsd_A < 0.01
    assert found.names.tolist() == load_pose().names.tolist()
    np.testing.assert_allclose(found.xyz, move(load_pose().xyz), atol=0.01)


def test_the_site_and_a_distance_by_hand(laid):
    move = rigid(3)
    made = lobes(*PKA, move=move)
    x = laid(made)
    site = x.chain("A").sites["atp_ligand"]
    assert (site.origin, site.kind, len(site.atoms), site.residues.tolist()) == ("carried over", "ligand", 31, [])
    assert site.evidence == ("ATP carried over, 3 phosphates: mean pose on 40 Cα of the pocket, RMSD 0.00 Å; no heavy "
                             "atom nearer than 2.5 Å")
    there = move(load_pose().xyz)
    for position in (51, 73, 122, 128, 185, 220):
        row = facts(x, position)
        pairs = [(math.dist(atom.xyz, xyz), f"{atom.name}–ATP:{name}") for atom in made.of[position].atoms
                 for name, xyz in zip(load_pose().names, there, strict=True)]
        assert row["atp_ligand_A"] == pytest.approx(min(pairs)[0], abs=0.01)
        assert row["atp_ligand_atoms"] == min(pairs)[1]
        assert row["atp_ligand_origin"] == "carried over"
        assert row["atp_ligand_in_site"] is False


def test_adenine_follows_the_lobe_that_has_more_of_the_pocket(laid):
    """The pocket, not the whole core: where the N-lobe has turned, ATP lies between where either lobe would have it."""
    hinge, turn = np.array([-6.0, 6.0, 0.0]), about((1.0, 0.0, 0.0), 8.0)
    turned = carried(laid(lobes(*PKA, n_lobe=lambda xyz: (xyz - hinge) @ turn + hinge)))
    by_n_lobe = (load_pose().xyz - hinge) @ turn + hinge
    between = np.linalg.norm(by_n_lobe - load_pose().xyz, axis=1)
    off = np.linalg.norm(turned.xyz - load_pose().xyz, axis=1)
    assert (off <= between + 0.1).all()
    assert turned.rmsd_A > 0.2


def test_a_residue_in_its_place_makes_it_blank_with_the_reason(laid):
    move = rigid(4)
    made = lobes(*PKA, changed=TRYPTOPHAN, extra=clashing(9), move=move)
    x = laid(made)
    found = carried(x)
    there = move(load_pose().xyz)
    near = sum(min(math.dist(atom.xyz, xyz) for xyz in there) < CLASH_ANGSTROM
               for residue in made.residues for atom in residue.atoms)
    assert near == found.clashes == 9
    assert found.worst == "W71 0.3 Å"
    assert found.reason == "ATP carried over would clash: 9 heavy atoms nearer than 2.5 Å (8 allowed), W71 0.3 Å"
    site = x.chain("A").sites["atp_ligand"]
    assert site.absent
    assert site.evidence == f"no nucleotide bound; {found.reason}"
    row = facts(x, 122)
    assert row.get("atp_ligand_A") is None
    assert (row["atp_ligand_origin"], row["atp_ligand_site"]) == ("absent", site.evidence)
    assert row["atp_pocket_A"] == 0.0  # the pocket is another site, and is never put in its place


def test_as_many_clashes_as_are_allowed_are_said_and_no_reason(laid):
    x = laid(lobes(*PKA, changed=TRYPTOPHAN, extra=clashing(MOST_CLASHES)))
    found = carried(x)
    assert (found.clashes, found.worst, found.reason) == (8, "W71 0.3 Å", "")
    assert x.chain("A").sites["atp_ligand"].evidence.endswith("8 heavy atoms nearer than 2.5 Å, W71 0.3 Å")
    assert [facts(x, n)["atp_ligand_overlaps"] for n in (71, 122)] == [True, False]
    assert facts(x, 71)["atp_pocket_overlaps"] is False  # the pocket is in the file


@pytest.mark.parametrize(("off", "count"), [(2.4, 1), (2.6, 0)])
def test_the_limit_of_a_clash(laid, off, count):
    # An atom straight out from N6, nearer to it than to any other of the pose.
    pose = load_pose()
    tip = pose.xyz[pose.names.tolist().index("N6")]
    out = tip - pose.xyz[pose.names.tolist().index("C6")]
    where = tip + off * out / np.linalg.norm(out)
    assert np.linalg.norm(pose.xyz - where, axis=1).min() == pytest.approx(off, abs=1e-6)
    found = carried(laid(lobes(*PKA, changed={71: "C"}, extra={ALANINE: [where]})))
    assert found.clashes == count
    assert found.worst == (f"C71 {off} Å" if count else "")


def test_ligands_and_waters_are_no_clashes(laid):
    # A compound that is no nucleotide, exactly where ATP would be: ATP would take its place.
    pose = load_pose()
    here = [nucleotide("DRG"), *(water(number=1000 + k, at=tuple(xyz)) for k, xyz in enumerate(pose.xyz[:12]))]
    x = laid(lobes(*PKA), others=here)
    assert carried(x).clashes == 0
    assert x.chain("A").sites["atp_ligand"].evidence.startswith("ATP carried over in the place of DRG A:900, ")


def test_another_chain_in_the_place_of_atp_is_no_clash(laid):
    """Only the chain itself: what another chain puts there may be a substrate, or a neighbour of the crystal."""
    pose = load_pose()
    other = ruler("EGFR", 700, 730, "B", shift=tuple(pose.xyz.mean(axis=0) - np.array([55.0, 0.0, 0.0])))
    assert sum(math.dist(atom.xyz, xyz) < CLASH_ANGSTROM for residue in other.residues for atom in residue.atoms
               for xyz in pose.xyz) > MOST_CLASHES
    assert carried(laid(lobes(*PKA), other)).clashes == 0


def test_a_nucleotide_that_is_bound_is_the_site_itself(laid):
    for name, said in (("ATP", "bound ATP A:900, 3 phosphates"),
                       ("ANP", "bound ANP A:900, 3 phosphates (ATP analogue)")):
        site = laid(lobes(*PKA), others=[nucleotide(name)]).chain("A").sites["atp_ligand"]
        assert (site.origin, site.pose) == ("observed here", None)
        assert site.evidence.startswith(said)


def test_with_too_little_of_the_pocket_there_is_a_reason(laid):
    columns, where = load_columns(), columns_of("PRKACA")
    pocket = columns.number[columns.pocket].tolist()
    for kept, reason in ((24, "24 of 40 residues in and beside the pocket resolved, 25 needed to carry ATP over"),
                         (25, "")):
        gone = [where[n] for n in pocket[kept:]]
        x = laid(lobes(*PKA, unresolved=gone))
        found = carried(x)
        assert (found.columns, found.reason) == (kept, reason)
        assert len(found.xyz) == (0 if reason else 31)
        assert x.chain("A").sites["atp_ligand"].absent is bool(reason)


def test_author_numbers_do_not_matter_and_the_clash_has_its_uniprot_number(laid):
    made = lobes(*PKA, changed=TRYPTOPHAN, extra=clashing(9), offset=1)  # as in 1ATP
    found = carried(laid(made, text=mmcif_text))
    assert found.worst == "W71 0.3 Å"


def test_provenance_says_that_it_was_carried_over(laid):
    page = describe_fully(laid(lobes(*PKA)))
    assert page["chains"][0]["sites"]["atp_ligand"].startswith("ATP carried over, 3 phosphates: mean pose on 40 Cα")
    assert {"frame.tsv", "atp_pose.tsv"} <= page["reference_data"].keys()


@pytest.mark.parametrize(("size", "fits"), [(0.7, True), (4.5, False), (9.0, False)])
def test_a_pocket_of_another_shape_takes_no_atp(laid, size, fits):
    """Each residue displaced by itself, by σ Å along each axis: √3 σ of RMSD."""
    random = np.random.default_rng(13)
    found = carried(laid(lobes(*PKA, move=lambda xyz: xyz + random.normal(scale=size, size=3))))
    assert found.rmsd_A == pytest.approx(size * math.sqrt(3.0), rel=0.25)
    if fits:
        assert found.reason == ""
    else:  # no pocket of a kinase: what clashes there means nothing
        assert found.reason == (f"the pocket is not shaped like those that bind ATP: RMSD {found.rmsd_A:.1f} Å over "
                                f"{found.columns} Cα, 2.8 allowed to carry it over")
