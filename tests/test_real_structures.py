"""Real entries: distances of Bio.PDB, the reference values, and what the papers and headers get right or wrong."""

import csv
import re
from functools import cache
from pathlib import Path

import pytest

from kinlens.examination import examine
from kinlens.overview import author_scheme
from kinlens.provenance import describe_examination
from kinlens.reporting import report
from kinlens.site_finding import parse_site

pytestmark = pytest.mark.needs_structures

# Made by tests/expected/make_distances.py with Bio.PDB and plain loops.
with (Path(__file__).parent / "expected" / "distances.tsv").open(encoding="utf-8") as stream:
    EXPECTED = list(csv.DictReader(stream, delimiter="\t"))
assert len(EXPECTED) == 176, "an empty table would pass every test"


@cache
def examined(path, *sites):
    return examine(path, sites=[parse_site(site) for site in sites])


@pytest.fixture
def structure(structures_folder):
    """Give an examination of an entry with the sites asked for."""

    def find(name, *sites):
        (path,) = sorted(structures_folder.glob(f"{name}.pdb*")) or sorted(structures_folder.glob(f"{name}.cif*"))
        return examined(path, *sites)

    return find


def rows_of(x, variants, **more):
    """Leading row of each variant."""
    return {row["input"]: row for row in report(x, variants, **more).rows if row["headline"]}


# --------------------------------------------------------------------------------------------- distances


def site_for(target):
    kind, _, value = target.partition(":")
    return {"ligand": f"x=ligand:{value}", "range": f"x=residues:{value}", "residue": f"x=residues:{value}",
            "chain": f"x=chain:{value}"}[kind]


def name_of(row):
    return f"{row['entry']}-{row['chain']}-{row['wild_type']}{row['uniprot_position']}-{row['target']}-{row['mode']}"


@pytest.mark.parametrize("row", EXPECTED, ids=name_of)
def test_distances_agree_with_biopython(structure, row):
    x = structure(row["entry"], site_for(row["target"]))
    facts = x.facts(x.chain(row["chain"]), [int(row["uniprot_position"])])[0]
    assert (facts["gene"], facts["wild_type"]) == (row["gene"], row["wild_type"])
    if not row["distance_A"]:
        assert (facts["coordinates"], facts.get("x_A")) == ("not resolved", None)
        return
    assert facts["author"] == row["author_number"] + row["icode"]
    stem = "x_side_chain" if row["mode"] == "side_chain" else "x"
    assert facts[f"{stem}_A"] == pytest.approx(float(row["distance_A"]), abs=0.0101)
    assert facts[f"{stem}_atoms"] == f"{row['residue_atom']}–{row['target_atom']}"
    labels = [float(value) for value in re.findall(r"[(,] ?[A-Z] ([0-9.]+)", row["note"])]
    if row["mode"] == "any" and labels and max(labels) - min(labels) > 0.005:
        assert (facts["x_altloc_min_A"], facts["x_altloc_max_A"]) == (
            pytest.approx(min(labels), abs=0.0101), pytest.approx(max(labels), abs=0.0101))
    else:
        assert "x_altloc_min_A" not in facts or row["mode"] != "any"


@pytest.mark.parametrize("row", [r for r in EXPECTED if r["target"].startswith("ligand:")], ids=name_of)
def test_standard_sites_are_those_ligands(structure, row):
    x = structure(row["entry"])
    name = row["target"].partition(":")[2]
    site = {"3YY": "allosteric", "STJ": "allosteric"}.get(name, "drug")
    site = "atp_ligand" if name in ("ATP", "ANP", "GNP", "112") else site
    assert name in x.chain(row["chain"]).sites[site].evidence
    facts = x.facts(x.chain(row["chain"]), [int(row["uniprot_position"])])[0]
    stem = f"{site}_side_chain_A" if row["mode"] == "side_chain" else f"{site}_A"
    expected = float(row["distance_A"]) if row["distance_A"] else None
    assert facts.get(stem) == (expected if expected is None else pytest.approx(expected, abs=0.0101))


def test_helix_and_partner_are_standard_sites(structure):
    x = structure("2xp2")
    row = x.at("C1156")
    assert (row["helix_c_A"], row["helix_c_atoms"]) == (pytest.approx(3.369, abs=0.01), "CB–D1160:OD2")
    cdk2 = structure("1fin")
    for expected in (r for r in EXPECTED if r["target"] == "chain:B" and r["mode"] == "any"):
        row = cdk2.facts(cdk2.chain("A"), [int(expected["uniprot_position"])])[0]
        assert row["partner_A"] <= float(expected["distance_A"]) + 0.01  # B, and whatever else touches A
    assert "chain B" in cdk2.chain("A").sites["partner"].evidence


def test_mode_side_chain_moves_the_headline(structures_folder):
    for name, residue in (("1iep", "E255"), ("1s9j", "P124")):
        (path,) = structures_folder.glob(f"{name}.pdb*")
        row = examine(path, mode="side_chain").at(residue)
        expected = next(float(r["distance_A"]) for r in EXPECTED if (r["entry"], r["mode"]) == (name, "side_chain")
                        and r["wild_type"] + r["uniprot_position"] == residue and r["target"] in (
                            "ligand:STI", "ligand:BBM"))
        assert row["drug_A"] == row["drug_side_chain_A"] == pytest.approx(expected, abs=0.0101)


# ------------------------------------------------------------------- reference values (± 0.06 Å) of the first issue


@pytest.mark.parametrize(
    ("entry", "residue", "site", "expected"),
    [
        *[("1s9j", r, "atp_ligand_A", d) for r, d in {
            "C121": 12.8, "P124": 12.3, "N122": 14.8, "G128": 6.7, "Y130": 8.4, "K97": 2.6, "M143": 3.4,
            "D67": 16.6}.items()],
        *[("1s9j", r, "drug_A", d) for r, d in {
            "C121": 6.7, "P124": 10.7, "N122": 9.1, "G128": 4.3, "Y130": 7.5, "K97": 2.6, "M143": 3.5,
            "D67": 17.5}.items()],
        ("1s9j", "P124", "drug_side_chain_A", 12.5),
        *[("2xp2", r, "drug_A", d) for r, d in {"L1196": 3.7, "G1202": 3.4, "G1269": 3.0, "C1156": 16.2}.items()],
        ("2xp2", "C1156", "helix_c_A", 3.4),
        *[("1iep", r, "drug_A", d) for r, d in {"T315": 2.9, "Y253": 3.6, "E255": 7.0, "F317": 3.3}.items()],
        ("1iep", "E255", "drug_side_chain_A", 9.4),
        ("3pyy", "T315", "drug_A", 2.98),
        ("3pyy", "T315", "allosteric_A", 24.2),
    ],
)
def test_reference_values(structure, entry, residue, site, expected):
    assert structure(entry).at(residue, chain="A")[site] == pytest.approx(expected, abs=0.06)


def test_the_paper_s_mek1_residues(structure):
    made = report(structure("1s9j"), "C121S P124L N122D G128D Y130H S222A", gene="MAP2K1")
    assert [(row["input"], row["status"]) for row in made.rows] == [
        ("C121S", "match"), ("P124L", "match"), ("N122D", "match"), ("G128D", "match"), ("Y130H", "match"),
        ("S222A", "not resolved")]
    assert made.rows[-1]["reason"] == "in SEQRES without coordinates"
    sites = made.provenance["chains"][0]["sites"]
    assert sites["atp_ligand"] == "bound ATP A:535, 3 phosphates"
    assert sites["drug"].partition(":1001")[0] == sites["allosteric"].partition(":1001")[0]  # one ligand
    assert sites["drug"].startswith("BBM A:1001 (allosteric")


def test_n_terminal_codons_are_outside_the_construct_of_1s9j(structure):
    for row in report(structure("1s9j"), "F53L Q56P V60E", gene="MAP2K1").rows:
        assert row["status"] == "outside construct"
        # 61 is the start methionine, 394–401 the tag: neither is MEK1.
        assert row["coordinates_note"] == "the construct is 62–393"
    # Where helix A is in the crystal, they are there.
    assert [row["status"] for row in report(structure("3eqc"), "F53L Q56P V60E", gene="MAP2K1").rows] == [
        "outside the kinase domain"] * 3


def test_pd318088_is_behind_atp_and_s212_meets_it_with_its_nitrogen(structure):
    x = structure("1s9j")
    assert x.at("S212")["drug_atoms"] == "N–BBM:F1"
    atp, drug = (x.chain("A").sites[name].atoms for name in ("atp_ligand", "drug"))
    xyz = x.structure.atoms.xyz
    closest = min(float(((xyz[a] - xyz[b]) ** 2).sum()) ** 0.5 for a in atp for b in drug)
    assert closest == pytest.approx(2.7, abs=0.06)


def test_alk_c1156(structure):
    row = structure("2xp2").at("C1156Y")
    assert (row["klifs"], row["region"], row["anchor"], row["helix_c_in_site"]) == (
        None, "β3–αC loop", "αC-Glu−11", False)
    assert structure("2xp2").at("L1196M")["region"] == "gatekeeper"


def test_3pyy_counts_isoform_1b_and_its_header_lies(structure):
    x = structure("3pyy")
    made = report(x, "T315I", gene="ABL1", chain="A")
    (row,) = made.rows
    assert (row["status"], row["author"]) == ("match", "334")
    (chain,) = made.provenance["chains"]
    assert chain["header_agrees"] is False
    assert "Q59FK4" in chain["header"]
    assert "P00519 with author-19" in chain["header"]
    (hint,) = report(x, "T334I", gene="ABL1", chain="A").rows
    assert hint["status"] == "mismatch"
    assert hint["suggestions"] == "T315I (author 334 of chain A, isoform 1b)"
    (asked,) = report(x, "T334I", gene="ABL1", chain="A", numbering="author").rows
    assert (asked["variant"], asked["status"], asked["drug_A"]) == ("T315I", "match", row["drug_A"])


def test_the_renumbered_braf(structure):
    x = structure("modified/4xv2_renumbered-headerless")
    chain = x.chain("A")
    assert [s.offset for s in chain.protein.segments] == [448, 450, 468, 473]
    engineered = [d for d in chain.protein.differences if d.kind == "engineered"]
    assert len(engineered) == 13
    assert len(chain.protein.differences) == 13
    gatekeeper = x.at(anchor="gatekeeper", chain="A")
    assert (gatekeeper["position"], gatekeeper["wild_type"], gatekeeper["author"]) == (529, "T", "79")
    assert chain.sites["drug"].evidence.startswith("P06 C:1 (drug")  # filed under a chain of its own
    assert "gatekeeper T529 = author 79" in str(x)


@pytest.mark.parametrize(
    ("entry", "variant", "status"),
    [
        ("2v7a", "T315I", "engineered"),
        ("2v7a", "T315", "mutant present"),
        ("2v7a", "T315M", "mutant present"),
        ("2yfx", "L1196M", "engineered"),
        ("2yfx", "L1196", "mutant present"),
        ("2itz", "L858R", "engineered"),
        ("2itz", "T790M", "match"),
        ("3og7", "T529N", "match"),
        ("1atp", "K73", "match"),
        ("1atp", "S33T", "mutant present"),  # mouse
        ("4xuf", "N676K", "match"),
    ],
)
def test_statuses(structure, entry, variant, status):
    x = structure(entry)
    (row,) = [r for r in report(x, variant, chain=None).rows if r["headline"]]
    assert row["status"] == status, row["reason"]


def test_akt1_has_no_helix_c_in_3o96(structure):
    site = structure("3o96").chain("A").sites["helix_c"]
    assert site.absent
    assert site.evidence == "not resolved (189–204, 6 of 16 residues resolved)"
    assert structure("3o96").at("M227").get("helix_c_A") is None


@pytest.mark.parametrize(
    ("entry", "scheme"),
    [
        ("1m17", "mature"), ("2gs2", "mature"), ("3be1", "mature"), ("1ir3", "mature isoform B"),
        ("1opj", "isoform 1b"), ("3pyy", "isoform 1b"), ("1uwh", "before 2004"), ("2src", "chicken"),
        ("1atp", "without Met1"),
        ("1s9j", ""), ("2itz", ""), ("1iep", ""), ("1lfd", ""),  # UniProt's own numbers, and a count of its own
    ],
)
def test_whose_numbers_a_file_has(structure, entry, scheme):
    x = structure(entry)
    known = [chain.protein for chain in x.chains if chain.protein.record is not None]
    assert {author_scheme(protein) for protein in known} == {scheme}
    assert (f", the numbers of {scheme}" in str(x)) == bool(scheme)
    assert {chain["author_numbering"] for chain in describe_examination(x, [])["chains"] if chain["gene"]} == {scheme}


def test_an_insertion_in_a_crystal(structure):
    # 4LRM is EGFR with the exon-20 insertion D770_N771insNPG.
    made = report(structure("4lrm"), "D770_N771insNPG D770_N771insG", gene="EGFR")
    statuses = {row["variant"]: row["status"] for row in made.rows if row["headline"]}
    assert statuses == {"D770_N771insNPG": "engineered", "D770_N771insG": "mutant present"}
