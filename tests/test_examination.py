"""One structure wired together: facts of residues, choosing a chain, and the readable page."""

import gemmi
import pytest

import kinlens as kl
from builders.chains import chain_of, entry_of, part, piece
from builders.files import pdb_text, with_altlocs
from builders.kinases import beside, entry, ruler, shortest, stranger
from kinlens.errors import BadVariant, ChainNotFound, ResidueNotFound, UnknownMode, UnknownProtein
from kinlens.examination import examine
from kinlens.site_finding import STANDARD, parse_site
from kinlens.structures import read


@pytest.fixture
def examined(write):
    def make(*chains, others=(), mode="any", sites=(), **more):
        return examine(write(pdb_text(entry(*chains, others=others, **more))), mode=mode,
                       sites=[parse_site(site) for site in sites])

    return make


def row_of(x, position, chain="A"):
    return x.facts(x.chain(chain), [position])[0]


# ---------------------------------------------------------------------------------------------------- facts


def test_facts_of_one_residue(examined):
    a = ruler("ABL1", 235, 500, offset=-19, n_tag="GS")
    there = beside(a, 316, "STI")
    row = row_of(examined(a, others=[there]), 315)
    expected = {
        "entry": "9zzz", "chain": "A", "gene": "ABL1", "accession": "P00519", "position": 315, "wild_type": "T",
        "author": "334", "label": 83, "residue_name": "THR", "found": "T", "coordinates": "resolved",
        "difference": "", "in_domain": True, "klifs": 45, "region": "gatekeeper", "anchor": "gatekeeper",
        "atp_pocket_in_site": True, "atp_pocket_A": 0.0, "drug_origin": "observed here", "partner_origin": "absent",
    }
    assert {name: row[name] for name in expected} == expected
    assert row["drug_A"] == pytest.approx(shortest(a.of[315].atoms, there.atoms), abs=1e-3)
    assert row["drug_side_chain_A"] == pytest.approx(
        shortest(a.of[315].atoms, there.atoms, leave_out=("N", "CA", "C", "O")), abs=1e-3)
    assert row["drug_atoms"].split("–")[1].startswith("STI:C")


def test_side_chain_distance_is_given_in_every_mode(examined):
    a = ruler("ABL1", 235, 500)
    there = beside(a, 316, "STI")
    values = {mode: row_of(examined(a, others=[there], mode=mode), 351) for mode in (
        "any", "side_chain", "centroid", "calpha")}
    assert len({row["drug_side_chain_A"] for row in values.values()}) == 1
    assert values["side_chain"]["drug_A"] == values["any"]["drug_side_chain_A"]
    alpha = [atom for atom in a.of[351].atoms if atom.name == "CA"]
    assert values["calpha"]["drug_A"] == pytest.approx(shortest(alpha, there.atoms), abs=1e-3)
    assert values["any"]["drug_A"] == min(row["drug_A"] for row in values.values())


def test_facts_come_in_the_order_asked_and_as_often(examined):
    x = examined(ruler("ABL1", 235, 500, unresolved=[390]))
    positions = [400, 315, 390, 315, 255]
    rows = x.facts(x.chain("A"), positions)
    assert [row["position"] for row in rows] == positions
    assert rows[1] == rows[3]
    assert [row["coordinates"] for row in rows] == [
        "resolved", "resolved", "not resolved", "resolved", "resolved"]
    assert [row_of(x, p).get("atp_pocket_A") for p in positions] == [row.get("atp_pocket_A") for row in rows]


def test_insertion_codes_and_numbers_below_one(examined):
    # 319, 319A, 320 …: UniProt 320 is author 319A.
    x = examined(ruler("ABL1", 235, 500, inserted={320: "A"}))
    assert [x.at(name)["author"] for name in ("T319", "Y320", "G321")] == ["319", "319A", "320"]
    x = examined(ruler("ABL1", 235, 500, offset=245))
    assert [x.at(name)["author"] for name in ("W235", "M244", "K245", "H246")] == ["-10", "-1", "0", "1"]


def test_facts_of_no_residue(examined):
    x = examined(ruler("ABL1", 235, 500))
    assert x.facts(x.chain("A"), []) == []


def test_glycine_is_measured_from_its_alpha_carbon(examined):
    a = ruler("ABL1", 235, 500)
    there = beside(a, 316, "STI")
    row = row_of(examined(a, others=[there]), 321)  # G321
    alpha = [atom for atom in a.of[321].atoms if atom.name == "CA"]
    assert row["drug_side_chain_A"] == pytest.approx(shortest(alpha, there.atoms), abs=1e-3)
    assert row["drug_fallback"] is True
    assert row_of(examined(a, others=[there]), 320)["drug_fallback"] is False


def test_altlocs_give_a_range(examined):
    a = ruler("ABL1", 235, 500)
    there = beside(a, 316, "STI", y=4.0, z=9.0)
    at = next(i for i, r in enumerate(a.residues) if r is a.of[317])
    a.residues[at] = with_altlocs(a.residues[at], {"A": 0.7, "B": 0.3}, only=("CZ", "CE1", "CE2"))
    x = examined(a, others=[there], sites=["sti=ligand:STI"])
    row = row_of(x, 317)
    assert row["sti_A"] == pytest.approx(shortest(a.of[317].atoms, there.atoms), abs=1e-3)
    assert row["sti_altloc_max_A"] >= row["sti_A"] >= row["sti_altloc_min_A"]
    assert row["sti_altloc_min_A"] < row["sti_altloc_max_A"]
    assert "sti_altloc_min_A" not in row_of(x, 316)


@pytest.mark.parametrize(("position", "region"), [(253, "G-loop"), (286, "αC"), (315, "gatekeeper"), (381, "DFG")])
def test_numbering_needs_no_coordinates(examined, position, region):
    # The construct holds SH2 only (as in 1AB2): the kinase residues are still what they are.
    x = examined(ruler("ABL1", 120, 220))
    assert x.chain("A").domains == ()
    row = row_of(x, position)
    assert (row["region"], row["in_domain"], row["coordinates"]) == (region, True, "outside construct")


def test_the_other_domain_of_two_keeps_its_numbering(examined):
    # JAK3 JH1 in the crystal (822–1111); V674 lies in JH2, the pseudokinase domain.
    x = examined(ruler("JAK3", 815, 1105))
    assert x.domain.index == 2
    row = row_of(x, 674)
    assert (row["klifs"], row["pseudokinase"], row["coordinates"]) == (84, True, "outside construct")
    assert row["domain"].startswith("kinase domain 1 ")


def test_two_domains_in_one_chain(examined):
    # JAK1 JH2–JH1: the chain's sites are those of the working domain, JH1; a residue of JH2 has its own pocket.
    a = ruler("JAK1", 575, 1154)
    x = examined(a)
    chain = x.chain("A")
    assert [d.index for d in chain.domains] == [1, 2]
    assert [d.pseudokinase for d in chain.domains] == [True, False]
    assert x.domain.index == 2
    jh1, jh2 = row_of(x, 956), row_of(x, 667)  # the gatekeepers
    assert (jh1["atp_pocket_in_site"], jh2["atp_pocket_in_site"]) == (True, True)
    assert jh1["atp_pocket_site"].startswith("kinase domain 2 (875–1151): ")
    assert jh2["atp_pocket_site"].startswith("kinase domain 1 (583–847): ")
    v658 = row_of(x, 658)
    assert (v658["in_domain"], v658["atp_pocket_in_site"]) == (True, False)
    domain = chain.domains[0]
    lining = [a.of[p] for p in domain.at_pocket(*domain.family.lining)]
    expected = shortest(a.of[658].atoms, [atom for residue in lining for atom in residue.atoms])
    assert v658["atp_pocket_A"] == pytest.approx(expected, abs=1e-3)


def test_two_kinases_in_one_chain_have_a_page_and_rows_each(write):
    linker = piece("GGSGGSGGS", 1300)
    made = chain_of(part("CDK2", 1, 298), linker, part("ABL1", 229, 512, offset=-2000))
    x = examine(write(pdb_text(entry_of(made))))
    assert [(c.chain, c.protein.record.gene) for c in x.chains] in (
        [("A", "CDK2"), ("A", "ABL1")], [("A", "ABL1"), ("A", "CDK2")])
    assert "chain A: CDK2 (P24941" in str(x)
    assert "chain A: ABL1 (P00519" in str(x)
    rows = kl.report(x, "ABL1:T315I CDK2:F80L", chain="A").rows
    assert [(row["gene"], row["status"], row["author"]) for row in rows] == [
        ("ABL1", "match", "2315"), ("CDK2", "match", "80")]
    assert all(row["atp_pocket_in_site"] for row in rows)  # each in the pocket of its own kinase
    assert (x.at("ABL1:T315", chain="A")["author"], x.at("CDK2:F80", chain="A")["author"]) == ("2315", "80")
    assert [str(odd) for odd in x.oddities if odd.kind == "fusion"] in (
        ["fusion: CDK2 and ABL1"], ["fusion: ABL1 and CDK2"])


def test_a_residue_of_one_fused_kinase_is_no_vector_of_the_other(write):
    made = chain_of(part("ABL1", 229, 512), piece("GGSGGSGGS", 600), part("CDK2", 1, 298, offset=-1000))
    x = examine(write(pdb_text(entry_of(made))))
    assert [(row["gene"], row["status"]) for row in kl.report(x, "T315I").rows] == [("ABL1", "match")]


# --------------------------------------------------------------------------------------------- choosing


def test_chain(examined):
    x = examined(ruler("ABL1", 235, 500, "A"), ruler("ABL1", 235, 500, "b", shift=(0, 60, 0)))
    assert [c.chain for c in x.chains] == ["A", "b"]
    assert x.chain("b").protein.record.gene == "ABL1"
    with pytest.raises(ChainNotFound, match="it has A, b"):
        x.chain("B")


def test_at(examined):
    x = examined(ruler("ABL1", 235, 500, offset=-19))
    assert x.at("T315")["author"] == x.at("T315I")["author"] == x.at(anchor="gatekeeper")["author"] == "334"
    assert x.at("ABL1:T315", chain="A")["position"] == 315
    for wrong in ("T334", "I315", "EGFR:T790"):
        with pytest.raises(ResidueNotFound):
            x.at(wrong)
    with pytest.raises(ResidueNotFound):
        x.at(anchor="no such anchor")
    with pytest.raises(BadVariant):
        x.at()
    with pytest.raises(UnknownProtein):
        x.at("NOGENE:T315")
    with pytest.raises(ChainNotFound):
        x.at("T315", chain="Q")


def test_at_takes_the_protein_that_is_named(examined):
    # E203 is a residue of both MEK1 and BRAF; only the named one is meant.
    mek, braf = ruler("MAP2K1", 62, 393, "A"), ruler("BRAF", 449, 720, "B", shift=(0, 60, 0))
    x = examined(mek, braf)
    assert x.at("BRAF:T529")["chain"] == "B"
    assert x.at("T529")["chain"] == "B"
    with pytest.raises(ResidueNotFound):
        x.at("MAP2K1:T529")


def test_at_prefers_a_chain_that_has_the_residue(examined):
    # A is the better resolved chain, but lacks the loop.
    a = ruler("ABL1", 235, 500, "A", unresolved=range(386, 396))
    b = ruler("ABL1", 235, 500, "B", unresolved=range(440, 480), shift=(0, 60, 0))
    x = examined(a, b)
    assert x.at("T315")["chain"] == "A"
    assert x.at("L387")["chain"] == "B"
    assert x.at("L387", chain="A")["coordinates"] == "not resolved"


def test_the_main_domain_is_that_of_the_best_resolved_chain(examined):
    a = ruler("MAP2K1", 62, 393, "A", unresolved=range(270, 310))
    b = ruler("EGFR", 696, 1000, "B", shift=(0, 60, 0))
    x = examined(a, b)
    assert x.domain.protein.gene == "EGFR"
    assert examined(ruler("KRAS", 1, 169)).domain is None


def test_resolved_is_a_share_of_the_domain(examined):
    x = examined(ruler("ABL1", 235, 500, unresolved=range(386, 396)))
    assert x.chain("A").resolved == pytest.approx(244 / 254)


# -------------------------------------------------------------------------------------------------- reading


def test_other_programs_structures_are_taken(write):
    path = write(pdb_text(entry(ruler("ABL1", 235, 500))))
    pdb = pytest.importorskip("Bio.PDB")
    for source in (path, str(path), read(path), gemmi.read_structure(str(path)),
                   pdb.PDBParser(QUIET=True).get_structure("x", path)):
        assert examine(source).at("T315")["position"] == 315


def test_modes_are_checked_before_reading():
    with pytest.raises(UnknownMode) as caught:
        examine("no such file", mode="CA")
    assert "any, side_chain, centroid, calpha" in str(caught.value)


def test_site_names(examined):
    x = examined(ruler("ABL1", 235, 500), sites=["gate=residues:315"])
    assert x.site_names() == [*STANDARD, "gate"]


def test_exports():
    assert kl.examine is examine
    assert kl.Examination.__name__ == "Examination"


# ----------------------------------------------------------------------------------------------------- page


def test_the_page(examined):
    a = ruler("ABL1", 235, 500, offset=-19, n_tag="G", changed={382: "L"}, unresolved=[381])
    x = examined(a, stranger(a), others=[beside(a, 316, "STI")], method="X-RAY DIFFRACTION", resolution="1.85",
                 seqres=False)
    page = str(x)
    assert repr(x) == page
    lines = [" ".join(line.split()) for line in page.splitlines()]
    assert lines[0] == "9zzz: X-RAY DIFFRACTION 1.85 Å"
    assert lines[1].startswith("odd: no sequence in the header: of the construct, nor organism and database")
    assert lines[2].startswith("chain A: ABL1 (P00519), identified, identity 99.")
    assert "numbering author 254–519 is UniProt 235–500 (-19), the numbers of isoform 1b" in lines
    assert "1 tag residue" in lines
    flowing = " ".join(lines)
    assert "differences 1 engineered difference: F382L (the file declares nothing; a variant's or another species' " \
           "residues would look the same)" in flowing
    assert "odd gaps: 381" in lines
    assert "gatekeeper T315 = author 334" in flowing
    assert "DFG-Asp D381 = not resolved" in flowing
    assert any(line.startswith("bound imatinib (STI A:900): drug, ") for line in lines)
    sites = flowing[flowing.index("sites atp_ligand: "):]
    assert sorted(STANDARD, key=lambda name: sites.index(f"{name}: ")) == list(STANDARD)
    assert lines[-1].startswith("chain C: not in the kinome or RAS tables (22 residues")


def test_the_page_of_a_changed_anchor_and_of_segments(examined):
    a = ruler("BRAF", 449, 720, changed={529: "N"}, deleted=range(600, 612))
    assert "gatekeeper T529 = author 529, here N" in " ".join(str(examined(a)).split())
    renumbered = ruler("BRAF", 449, 720, offset=448)
    lines = [" ".join(line.split()) for line in str(examined(renumbered)).splitlines()]
    assert "numbering author 1–272 is UniProt 449–720 (+448)" in lines


def test_the_page_says_how_many_models(examined):
    page = str(examined(ruler("ABL1", 235, 300), models=3, method="SOLUTION NMR"))
    assert page.startswith("9zzz: SOLUTION NMR, model 1 of 3\n")


def test_the_page_of_an_insertion_and_of_a_lost_anchor(examined):
    # EGFR D770_N771insNPG, as in 4LRM.
    egfr = ruler("EGFR", 696, 1000, extra={770: "NPG"}, changed={858: "R"})
    changes = [("A", str(n), "", name, "", "INSERTION") for n, name in ((771, "ASN"), (772, "PRO"), (773, "GLY"))]
    x = examined(egfr, changes=changes, organism=("HOMO SAPIENS", "9606"))
    lines = [" ".join(line.split()) for line in str(x).splitlines()]
    assert "3 engineered residues without a UniProt number: NPG (author 771–773)" in " ".join(lines)
    assert "numbering author = UniProt, 696–770; author 774–1003 is UniProt 771–1000 (-3)" in lines
    assert "1 unknown difference: L858R" in lines  # the header does not declare it
    assert x.at("T790")["author"] == "793"


def test_positions(examined):
    with_sequence = examined(ruler("ABL1", 235, 500, n_tag="GS", unresolved=[240])).chain("A")
    assert with_sequence.positions() == list(range(235, 501))
    without = examined(ruler("ABL1", 235, 500, n_tag="GS", unresolved=[242]), seqres=False).chain("A")
    assert without.positions() == [n for n in range(235, 501) if n != 242]
