"""Known sites on other kinases: by KLIFS position or PKA equivalent, never into or out of an insertion."""

import pytest
from Bio.Align import PairwiseAligner, substitution_matrices

from kinlens.known_sites import KnownSite, State, known_sites, on_domain
from kinlens.numbering import domains_of, main_domain, number_by_profile
from kinlens.reference import ProteinRecord, load_kinome

SITES = known_sites()
# RS3, RS4, RS1 and RS2 of the regulatory spine as published for each kinase, EGFR checked on 2ITZ.
R_SPINE = {"EGFR": "M766 L777 H835 F856", "ABL1": "M290 L301 H361 F382", "MET": "M1131 L1142 H1202 F1223"}


def domain(gene):
    return main_domain(domains_of(load_kinome().protein(gene)))


def labels(name, gene):
    return " ".join(on_domain(SITES[name], domain(gene)).labels)


def aligned(one, other):
    """Number in one sequence -> number in the other, by a global alignment that knows nothing of kinases."""
    aligner = PairwiseAligner(mode="global", open_gap_score=-11, extend_gap_score=-1)
    aligner.substitution_matrix = substitution_matrices.load("BLOSUM62")
    best = aligner.align(one, other)[0]
    return {i + 1: j + 1 for (a, b), (c, _) in zip(*best.aligned, strict=True) for i, j in zip(range(a, b), range(
        c, c + b - a), strict=True)}


@pytest.mark.parametrize("name", [name for name, site in SITES.items() if site.home])
def test_at_home_a_site_keeps_its_numbers(name):
    site = SITES[name]
    placed = on_domain(site, domain(site.home))
    assert placed.positions == tuple(site.residues)
    assert placed.labels == site.labels
    assert (placed.coverage, placed.missing, placed.origin) == (1.0, (), "observed in this kinase")


@pytest.mark.parametrize("name", ["mek_pocket", "dfg_out_pocket", "pif_pocket", "egfr_back_pocket", "substrate_site"])
@pytest.mark.parametrize("gene", ["MAP2K2", "ALK", "CDK2", "AKT2", "SRC"])
def test_there_and_back_again(name, gene):
    """What has a counterpart comes back to where it was."""
    site = SITES[name]
    there = on_domain(site, domain(gene))
    sequence = there.protein.sequence
    home = site.home or "P00519"
    again = on_domain(KnownSite("x", "x", "pocket", home=there.protein.accession,
                                residues={n: sequence[n - 1] for n in there.positions}), domain(home))
    assert again.coverage == 1.0
    kept = set(site.residues) - {int(label[1:]) for label in there.missing} if site.home else set(
        on_domain(site, domain(home)).positions)
    assert set(again.positions) == kept


def test_the_mek_pocket_on_mek2_is_complete():
    """MEK2 counts four residues more than MEK1 up to its kinase domain's end, and its pocket has the same letters."""
    placed = on_domain(SITES["mek_pocket"], domain("MAP2K2"))
    assert placed.coverage == 1.0
    assert placed.positions == tuple(n + 4 for n in SITES["mek_pocket"].residues)
    assert [label[0] for label in placed.labels] == [label[0] for label in SITES["mek_pocket"].labels]
    assert placed.origin == "transferred"


@pytest.mark.parametrize(("name", "gene"), [
    ("mek_pocket", "MAP2K2"), ("egfr_allosteric_pocket", "ERBB2"), ("myristoyl_pocket", "ABL2"), ("pif_pocket", "AKT2"),
    ("ck2_alpha_d_pocket", "CSNK2A2"), ("ampk_adam_site", "PRKAA1"), ("braf_dimer", "ARAF"),
    ("aurora_tpx2_interface", "AURKB"), ("cdk2_helix_c_pocket", "CDK1")])
def test_close_relatives_agree_with_an_alignment_of_their_sequences(name, gene):
    site, other = SITES[name], load_kinome().protein(gene)
    assert site.reaches(other)
    pairs = aligned(site.protein.sequence, other.sequence)
    placed = on_domain(site, domain(gene))
    assert placed.of
    for number, label in placed.of.items():
        assert pairs[int(label[1:])] == number, label


def test_the_gatekeeper_goes_to_the_gatekeeper():
    """Famous residues in KLIFS numbers: gatekeeper 45, αC-Glu+4 28, β3-Lys 17, the residue before DFG 80."""
    of = on_domain(SITES["mek_pocket"], domain("ALK")).of
    by_home = {label: number for number, label in of.items()}
    assert {by_home[label] for label in ("M143", "L118", "K97", "C207", "V127")} == {1196, 1171, 1150, 1269, 1180}
    of = on_domain(SITES["egfr_back_pocket"], domain("ABL1")).of
    assert {of[n] for n in (315, 290, 271)} == {"T790", "M766", "K745"}


@pytest.mark.parametrize("gene", R_SPINE)
def test_spines(gene):
    assert labels("r_spine", gene) == R_SPINE[gene]


def test_motifs():
    """EGFR: HRD motif H835 R836 D837, catalytic N842, DFG D855 F856 G857, and L858 behind it."""
    assert labels("catalytic_loop", "EGFR") == "H835 R836 D837 L838 A839 A840 R841 N842"
    assert labels("dfg_motif", "EGFR") == "D855 F856 G857"
    loop = on_domain(SITES["activation_loop"], domain("EGFR"))
    assert loop.labels[0] == "L858"
    assert list(loop.positions) == list(range(loop.positions[0], loop.positions[-1] + 1))
    assert labels("gate_area", "EGFR") == "K745 T790 D855"
    assert loop.coverage == 1.0


def test_an_insertion_has_no_counterpart():
    """ABL1's E462–P465 lie in an insertion behind αG, I502–L510 behind the domain: not even ABL2 has counterparts."""
    placed = on_domain(SITES["myristoyl_pocket"], domain("ABL2"))
    assert placed.missing == ("E462", "G463", "C464", "P465", "I502", "V506", "L510")
    assert placed.outside == ("I502", "V506", "L510")
    assert placed.coverage == pytest.approx(10 / 17)
    assert placed.coverage_inside == pytest.approx(10 / 14)
    assert placed.covered == "10 of 17 residues"


def test_an_insertion_of_the_target_takes_nothing():
    """Where the target has residues inserted, none of them is given."""
    placed = on_domain(SITES["substrate_site"], domain("CLK1"))
    kinase = placed.domain
    assert all(kinase.inserted[n - kinase.start] == 0 or kinase.pocket_position(n) for n in placed.positions)
    assert len(placed.of) + len(placed.missing) == len(SITES["substrate_site"].residues)


@pytest.mark.parametrize(("name", "gene", "reached"), [
    ("mek_pocket", "ALK", True), ("myristoyl_pocket", "ABL2", True), ("myristoyl_pocket", "SRC", False),
    ("pif_pocket", "PDPK1", True), ("pif_pocket", "CDK2", False), ("akt_interdomain", "AKT1", True),
    ("akt_interdomain", "AKT2", False), ("ampk_adam_site", "PRKAA1", True), ("ampk_adam_site", "CHEK1", False),
    ("r_spine", "CDK2", True)])
def test_how_far_a_site_is_carried(name, gene, reached):
    assert SITES[name].reaches(load_kinome().protein(gene)) is reached


def test_a_kinase_of_no_table():
    """MEK2's domain as nobody's sequence, numbered by profile: the same residues as by the table."""
    known = domain("MAP2K2")
    sequence = known.protein.sequence
    cut = ProteinRecord.unlisted("X" * 59 + sequence[59:], accession="P00000", gene="mine")
    (found,) = number_by_profile(cut)
    for name in ("mek_pocket", "dfg_out_pocket", "r_spine"):
        assert on_domain(SITES[name], found).positions == on_domain(SITES[name], known).positions
    assert not SITES["pif_pocket"].reaches(cut)
    assert not SITES["mek_raf_interface"].reaches(cut)


def test_a_domain_with_lost_positions():
    """A pseudokinase that lacks residues: they are missing, with their labels."""
    for gene in ("STRADA", "PEAK1", "TRIB1"):
        placed = on_domain(SITES["atp_site"], domain(gene))
        assert len(placed.of) + len(placed.missing) == 22
        assert all(label.startswith("KLIFS ") for label in placed.missing)


@pytest.mark.parametrize(("needs", "here", "held", "refused", "unknown"), [
    (State(), State("DFGin", "αC-in"), True, "", ""),
    (State("DFGin", "αC-out"), State("DFGin", "αC-out"), True, "", ""),
    (State("DFGin", "αC-out"), State("DFGin", "αC-in"), False, "αC-in", ""),
    (State("DFGin", "αC-out"), State("DFGout", "αC-in"), False, "DFGout αC-in", ""),
    (State("DFGin", "αC-out"), State("", "αC-out"), None, "", "DFG"),
    (State("DFGin", "αC-out"), State(), None, "", "DFG and αC"),
    (State("DFGin", "αC-out"), State("", "αC-in"), False, "αC-in", "DFG"),
    (State("", "αC-out"), State("unassigned", "αC-out"), True, "", ""),
])
def test_states(needs, here, held, refused, unknown):
    assert (needs.held_by(here), needs.refused_by(here), needs.unknown_in(here)) == (held, refused, unknown)
