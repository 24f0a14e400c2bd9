"""The sites of a chain: what they are, where they come from, and why one is absent."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from builders.files import mmcif_text, pdb_text
from builders.kinases import beside, entry, ruler, shortest, stranger, under
from builders.pockets import along
from kinlens.asked_sites import state_of
from kinlens.conformation import NOT_APPLICABLE, Label
from kinlens.examination import examine
from kinlens.known_sites import State
from kinlens.residues import THREE_TO_ONE
from kinlens.site_finding import STANDARD, find_sites, parse_site

# ABL1's 85 pocket residues as KLIFS lists them; definition 2 takes 22 of the positions as the lining.
ABL1_POCKET = "HKLGGGQYGEVYEVAVKTLEFLKEAAVMKEIKPNLVQLLGVYIITEFMTYGNLLDYLREYLEKKNFIHRDLAARNCLVVADFGLS"
LINING = [3, 4, 5, 6, 7, 8, 9, 11, 15, 17, 36, 45, 46, 47, 48, 52, 70, 72, 74, 75, 77, 81]
# Their UniProt numbers by the same table: T315 is KLIFS 45, D363 70, D381 81.
ABL1_LINING = [248, 249, 250, 251, 252, 253, 254, 256, 269, 271, 299, 315, 316, 317, 318, 322, 363, 365, 367, 368,
               370, 381]


def examined(write, *chains, others=(), sites=(), text=pdb_text, **more):
    return examine(write(text(entry(*chains, others=others, **more))), sites=[parse_site(s) for s in sites])


def facts(x, chain, position):
    return x.facts(x.chain(chain), [position])[0]


# ------------------------------------------------------------------------------------ pocket and helix αC


def test_the_expected_lining_is_that_of_the_klifs_pocket():
    chain = ruler("ABL1", 235, 500)
    assert len(ABL1_POCKET) == 85
    found = "".join(THREE_TO_ONE[chain.of[n].name] for n in ABL1_LINING)
    assert found == "".join(ABL1_POCKET[slot - 1] for slot in LINING)


def test_the_pocket_is_the_lining_of_the_definition(write):
    x = examined(write, ruler("ABL1", 235, 500))
    site = x.chain("A").sites["atp_pocket"]
    numbers = {i: n for n, i in x.chain("A").protein.positions.items()}
    assert [numbers[int(i)] for i in site.residues] == ABL1_LINING
    assert (site.kind, site.origin, site.evidence) == (
        "residues", "definition", "22 of 22 pocket-lining residues resolved")


def test_a_pocket_partly_resolved_says_so(write):
    x = examined(write, ruler("ABL1", 235, 500, unresolved=[*range(248, 256), 381]))
    assert x.chain("A").sites["atp_pocket"].evidence == "14 of 22 pocket-lining residues resolved"


def test_distance_to_the_pocket(write):
    chain = ruler("ABL1", 235, 500)
    x = examined(write, chain)
    lining = [a for n in ABL1_LINING for a in chain.of[n].atoms]
    for position, bonded in ((396, False), (300, True), (255, True), (400, False)):
        row = facts(x, "A", position)
        near = [n for n in ABL1_LINING if abs(n - position) > 1]
        allowed = [a for n in near for a in chain.of[n].atoms]
        assert row["atp_pocket_A"] == pytest.approx(shortest(chain.of[position].atoms, allowed), abs=1e-3)
        assert row["atp_pocket_bonded"] is bonded
        if bonded:
            assert shortest(chain.of[position].atoms, lining) < 1.5
    inside = facts(x, "A", 315)
    assert (inside["atp_pocket_A"], inside["atp_pocket_in_site"], inside["atp_pocket_bonded"]) == (0.0, True, False)


@pytest.mark.parametrize(
    ("gene", "first", "last", "helix"),
    [
        # αC-Glu E286, 15 after the lysine K271: −6 … +6.
        ("ABL1", 235, 500, "280–292"),
        # αC-Glu E1167, 17 after K1150: −9 … +6, with D1158 and D1160.
        ("ALK", 1090, 1400, "1158–1173"),
        # αC-Glu E762, 17 after K745.
        ("EGFR", 696, 1000, "753–768"),
        # αC-Glu E114, 17 after K97.
        ("MAP2K1", 62, 393, "105–120"),
    ],
)
def test_helix_c_are_fixed_columns(write, gene, first, last, helix):
    site = examined(write, ruler(gene, first, last)).chain("A").sites["helix_c"]
    start, end = map(int, helix.split("–"))
    assert len(site.residues) == end - start + 1
    assert site.evidence.startswith(f"{helix}, ")
    assert site.origin == "definition"


def test_an_unresolved_helix_is_absent_with_its_reason(write):
    # As in 3O96, which lacks 189–198 with the glutamate E198.
    x = examined(write, ruler("AKT1", 146, 440, unresolved=range(189, 199)))
    site = x.chain("A").sites["helix_c"]
    assert site.absent
    assert site.evidence == "not resolved (189–204, 6 of 16 residues resolved)"
    row = facts(x, "A", 227)
    assert row.get("helix_c_A") is None
    assert (row["helix_c_origin"], row["helix_c_site"]) == ("absent", site.evidence)


def test_a_stub_of_the_helix_is_not_measured_to(write):
    # The glutamate is there, but 8 of 13 residues are fewer than two thirds.
    x = examined(write, ruler("ABL1", 235, 500, unresolved=range(288, 293)))
    assert x.chain("A").sites["helix_c"].evidence == "not resolved (280–292, 8 of 13 residues resolved)"
    x = examined(write, ruler("ABL1", 235, 500, unresolved=range(289, 293)))
    assert x.chain("A").sites["helix_c"].evidence == "280–292, 9 of 13 residues resolved"


def test_without_its_glutamate_the_helix_is_not_resolved(write):
    x = examined(write, ruler("ABL1", 235, 500, unresolved=[286]))
    assert x.chain("A").sites["helix_c"].evidence == "not resolved (280–292, 12 of 13 residues resolved)"


def test_a_protein_without_numbered_domain_has_neither(write):
    sites = examined(write, ruler("KRAS", 1, 169)).chain("A").sites
    assert sites["atp_pocket"].evidence == "no numbered kinase domain"
    assert sites["helix_c"].evidence == "no numbered helix αC"


def test_a_pocket_without_a_residue_is_absent(write):
    x = examined(write, ruler("ABL1", 235, 500, unresolved=[
        *range(246, 260), *range(267, 274), *range(297, 325), *range(360, 384)]))
    assert x.chain("A").sites["atp_pocket"].evidence == "pocket not resolved"


# -------------------------------------------------------------------------------------------------- ligands


def test_nothing_bound(write):
    sites = examined(write, ruler("CDK4", 1, 303)).chain("A").sites
    assert list(sites) == list(STANDARD)
    assert {name: sites[name].evidence for name in ("drug", "partner")} == {
        "drug": "no drug-like ligand bound", "partner": "no other protein in contact"}
    assert sites["allosteric"].evidence.endswith("no allosteric ligand bound here")
    assert sites["drug"].origin == sites["partner"].origin == "absent"


def test_nucleotide_drug_and_allosteric_ligand_side_by_side(write):
    chain = ruler("MAP2K1", 62, 393)
    there = [beside(chain, 144, "ACP", number=901, size=10, y=-4), beside(chain, 144, "DRG", number=902, y=4),
             along(chain, 300, "ALL", number=903)]
    sites = examined(write, chain, others=there).chain("A").sites
    assert sites["atp_ligand"].evidence == "bound ACP A:901, 3 phosphates (ATP analogue)"
    assert sites["drug"].evidence.startswith("DRG A:902 (drug, ")
    assert sites["allosteric"].evidence.startswith("ALL A:903 (allosteric, ")
    assert {sites[name].origin for name in ("atp_ligand", "drug", "allosteric")} == {"observed here"}


def test_without_a_drug_at_the_hinge_the_allosteric_ligand_is_the_drug_and_says_so(write):
    # MEK1 with ATP and PD318088, as in 1S9J.
    chain = ruler("MAP2K1", 62, 393)
    there = [beside(chain, 144, "ATP", number=901, size=10), along(chain, 300, "BBM", number=902)]
    sites = examined(write, chain, others=there).chain("A").sites
    assert sites["drug"].residues.tolist() == sites["allosteric"].residues.tolist()
    assert "no drug at the hinge, this is the ligand of the allosteric column" in sites["drug"].evidence
    assert sites["atp_ligand"].evidence == "bound ATP A:901, 3 phosphates"


def test_a_ligand_on_the_surface_is_neither_drug_nor_allosteric(write):
    chain = ruler("CDK4", 1, 303)
    sites = examined(write, chain, others=[beside(chain, 250, "XYZ", number=902)]).chain("A").sites
    assert sites["drug"].evidence == "no drug-like ligand bound; elsewhere: XYZ A:902"
    assert sites["allosteric"].origin != "observed here"


def test_of_several_allosteric_ligands_the_one_with_most_contacts(write):
    chain = ruler("ABL1", 235, 500)
    there = [along(chain, 330, "NEAR", size=18, number=901), along(chain, 460, "FAR", size=24, number=902)]
    sites = examined(write, chain, others=there, text=mmcif_text).chain("A").sites
    assert sites["allosteric"].evidence.startswith("FAR A:902 (allosteric, ")
    assert sites["allosteric"].evidence.endswith("; also NEAR A:901")


# ------------------------------------------------------------------------------- the allosteric column


def test_a_known_site_of_this_kinase_stands_without_a_ligand(write):
    site = examined(write, ruler("ABL1", 235, 500)).chain("A").sites["allosteric"]
    assert (site.kind, site.origin) == ("residues", "observed in this kinase")
    assert site.evidence == (
        "myristoyl_pocket (3K5V chain A with STJ) 14 of 17 residues resolved; no allosteric ligand bound here")


def test_a_known_site_of_which_too_little_is_resolved_is_absent(write):
    lost = [337, 340, 341, 344, 429, 432, 433, 435, 462]
    site = examined(write, ruler("ABL1", 235, 500, unresolved=lost)).chain("A").sites["allosteric"]
    assert site.absent
    assert "no myristoyl_pocket: 5 of 17 residues resolved" in site.evidence


def test_a_pocket_between_domains_needs_both(write):
    """AKT1's inhibitor site lies between W80 of the PH domain and the kinase domain."""
    whole = allosteric(write(pdb_text(entry(ruler("AKT1", 1, 440)))), conformation("DFGin", "αC-in"))
    assert whole.evidence.startswith("akt_interdomain (3O96 chain A with IQO) 21 of 21 residues resolved")
    assert "also pif_pocket" in whole.evidence
    kinase = allosteric(write(pdb_text(entry(ruler("AKT1", 144, 440)))), conformation("DFGin", "αC-in"))
    assert kinase.evidence.startswith("pif_pocket (4EKK chain A) 17 of 17 residues resolved")
    unresolved = allosteric(write(pdb_text(entry(ruler("AKT1", 1, 440, unresolved=[80])))), conformation("", ""))
    assert unresolved.evidence.startswith("pif_pocket (4EKK chain A) ")


def conformation(dfg, helix_c):
    return SimpleNamespace(dfg=Label("DFG motif", dfg), helix_c=Label("helix αC", helix_c))


def test_a_rule_that_does_not_apply_is_no_state():
    """WNK kinases have their lysine elsewhere: that αC has no label does not make it another one than needed."""
    state = state_of(conformation("DFGin", NOT_APPLICABLE))
    assert state == State("DFGin", "")
    assert State("DFGin", "αC-out").held_by(state) is None
    assert state_of(conformation(NOT_APPLICABLE, "αC-in")) == State("", "αC-in")
    assert state_of(None) == State()


def allosteric(path, state):
    """The allosteric column of chain A in a state that a ruler does not have by itself."""
    x = examine(path)
    chain = x.chain("A")
    return find_sites(x.structure, {"A": chain.protein}, "A", chain.domain, chain.ligands, (), (),
                      conformation=state)["allosteric"]


@pytest.mark.parametrize(
    ("gene", "first", "last", "dfg", "helix_c", "origin", "said"),
    [
        # Definition 12: an αC-in ALK has no MEK pocket, an αC-out one has.
        ("ALK", 1090, 1400, "DFGin", "αC-in", "absent", "no mek_pocket: αC-in, it needs DFGin αC-out"),
        ("ALK", 1090, 1400, "DFGin", "αC-out", "transferred",
         "mek_pocket of MAP2K1 (1S9J chain A with BBM), 21 of 21 residues resolved"),
        ("ALK", 1090, 1400, "DFGout", "αC-out", "absent", "no mek_pocket: DFGout, it needs DFGin αC-out"),
        ("ALK", 1090, 1400, "DFGin", "", "absent",
         "no mek_pocket: state not known or borderline (αC), it needs DFGin αC-out"),
        ("ALK", 1090, 1400, "", "", "absent", "no mek_pocket: state not known or borderline (DFG and αC)"),
        # A site of this very kinase stands unless the domain is seen in another state.
        ("MAP2K1", 62, 393, "DFGin", "αC-out", "observed in this kinase",
         "mek_pocket (1S9J chain A with BBM) 21 of 21"),
        ("MAP2K1", 62, 393, "", "", "observed in this kinase", "mek_pocket (1S9J chain A with BBM) 21 of 21"),
        ("MAP2K1", 62, 393, "DFGin", "αC-in", "absent", "no mek_pocket: αC-in, it needs DFGin αC-out"),
        # What was seen in this kinase comes before what is carried over, the others are named.
        ("EGFR", 696, 1000, "DFGin", "αC-out", "observed in this kinase", "also mek_pocket"),
        ("MAP2K2", 66, 396, "DFGin", "αC-out", "transferred", "mek_pocket of MAP2K1"),
        # The paralogue's pocket lies partly in an insertion and behind the domain: too little of it is carried.
        ("ABL2", 280, 540, "DFGin", "αC-in", "absent", "no myristoyl_pocket: 10 of 17 residues have a counterpart"),
    ],
)
def test_the_state_decides_what_is_carried_over(write, gene, first, last, dfg, helix_c, origin, said):
    site = allosteric(write(pdb_text(entry(ruler(gene, first, last)))), conformation(dfg, helix_c))
    assert site.origin == origin
    assert said in site.evidence
    assert site.absent == (origin == "absent")


def test_an_allosteric_ligand_is_named_by_the_site_it_sits_in(write):
    """Beside A337 … A344 and on: four of the myristoyl pocket's residues are too few to be in it."""
    chain = ruler("ABL1", 235, 515)
    x = examined(write, chain, others=[along(chain, 460, "ALL", number=903)])
    assert x.chain("A").sites["allosteric"].origin == "observed here"
    assert "myristoyl_pocket" not in x.chain("A").sites["allosteric"].evidence


def test_of_several_copies_the_one_in_the_site_counts(write):
    # Ranked by position: not by number, and not by order in the file.
    chain = ruler("ABL1", 235, 500)
    there = [beside(chain, 450, "STI", number=901), beside(chain, 316, "STI", number=905),
             beside(chain, 470, "STI", number=903)]
    sites = examined(write, chain, others=there).chain("A").sites
    assert sites["drug"].evidence.startswith("STI A:905 (drug, ")
    assert sites["drug"].evidence.endswith("; other copies: A:901, A:903")


def test_another_drug_at_the_hinge_is_named(write):
    chain = ruler("CDK2", 1, 298)
    there = [beside(chain, 81, "FAP", number=901), beside(chain, 82, "FCP", number=902, y=4)]
    assert examined(write, chain, others=there).chain("A").sites["drug"].evidence.endswith("; also FCP A:902")


def test_a_ligand_of_the_next_copy_is_not_measured(write):
    # Definition 10: chain A has no drug; that of chain B stays with B.
    a, b = ruler("ABL1", 235, 500, "A"), ruler("ABL1", 235, 500, "B", shift=(0, 40, 0))
    x = examined(write, a, b, others=[beside(b, 316, "STI", file_chain="A")])
    assert x.chain("A").sites["drug"].absent
    assert x.chain("B").sites["drug"].evidence.startswith("STI A:900 (drug")
    assert facts(x, "A", 315).get("drug_A") is None
    assert facts(x, "B", 315)["drug_A"] == pytest.approx(
        shortest(b.of[315].atoms, beside(b, 316, "STI").atoms), abs=1e-3)


def test_a_drug_shared_with_another_chain_is_said(write):
    # 5 residues of chain A and 8 of chain B line it: it belongs to B, and A says what it touches.
    a, b = ruler("KRAS", 1, 169, "A"), ruler("ABL1", 60, 150, "B", shift=(0, 8.0, 0))
    there = beside(a, 60, "XYZ", y=4.6, size=10, number=201)
    touched = {c.chain: sum(shortest(r.atoms, there.atoms) <= 4.5 for r in c.residues) for c in (a, b)}
    assert touched["A"] >= 3
    owner, other = ("A", "B") if touched["A"] > touched["B"] else ("B", "A")
    x = examined(write, a, b, others=[there])
    assert x.chain(other).sites["drug"].evidence == (
        f"no drug-like ligand bound; touched from here: XYZ A:201 of chain {owner}")


# -------------------------------------------------------------------------------------------------- partner


def test_another_protein_in_contact_is_the_partner(write):
    a = ruler("ABL1", 235, 500)
    b = under(a)
    x = examined(write, a, b)
    site = x.chain("A").sites["partner"]
    facing = sum(min(shortest(r.atoms, s.atoms) for s in b.residues) <= 4.5 for r in a.residues)
    assert (site.kind, site.origin) == ("chain", "observed here")
    assert site.evidence == f"chain B (EGFR, {facing} residues in contact)"
    row = facts(x, "A", 292)
    assert row["partner_A"] == pytest.approx(min(shortest(a.of[292].atoms, r.atoms) for r in b.residues), abs=1e-3)
    assert "–B/" in row["partner_atoms"]
    assert (row["partner_in_site"], row["partner_bonded"]) == (False, False)
    assert x.chain("B").sites["partner"].evidence.startswith("chain A (ABL1, ")


def test_partners_that_are_in_no_table(write):
    a = ruler("ABL1", 235, 500)
    x = examined(write, a, under(a), stranger(a), seqres=False)
    a_side = x.chain("A").sites["partner"]
    # The chain with most contacts is the partner, the other is named.
    assert a_side.evidence.startswith("chain B (EGFR, ")
    assert "; also C (not in the tables, " in a_side.evidence
    assert set(x.structure.residues.chain[a_side.residues].tolist()) == {"B"}
    assert x.chain("C").sites["partner"].evidence.startswith("chain A (ABL1, ")


def test_a_copy_of_the_same_protein_is_no_partner(write):
    # However different the parts that are resolved.
    a = ruler("ABL1", 235, 500)
    x = examined(write, a, under(a, gene="ABL1", first=240, last=300, unresolved=range(250, 270)))
    assert x.chain("A").sites["partner"].evidence == "no other protein in contact"
    assert x.chain("B").sites["partner"].evidence == "no other protein in contact"


def test_a_neighbour_in_the_crystal_is_no_partner(write):
    # EGFR stands upright below ABL1: one residue comes near.
    a = ruler("ABL1", 235, 500)
    x, y, z = a.xyz(290, "O")
    upright = ruler("EGFR", 700, 740, "B")
    upright.residues[:] = [replace(r, atoms=tuple(
        replace(atom, xyz=(x + atom.xyz[1], y - 4.0 - atom.xyz[0], z - atom.xyz[2])) for atom in r.atoms))
        for r in upright.residues]
    near = [r for r in a.residues if min(shortest(r.atoms, q.atoms) for q in upright.residues) <= 4.5]
    assert 0 < len(near) < 3
    assert examined(write, a, upright).chain("A").sites["partner"].absent


def test_partners_have_to_touch(write):
    a = ruler("ABL1", 235, 500)
    near, far = under(a), under(a, depth=30.0)
    closest = min(shortest(r.atoms, q.atoms) for r in a.residues for q in far.residues)
    assert closest > 4.5
    assert examined(write, a, far).chain("A").sites["partner"].absent
    assert not examined(write, a, near).chain("A").sites["partner"].absent
