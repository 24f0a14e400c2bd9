"""Sites asked for, as rows: each has its own, on the right chain and domain, with what is bound there."""

import pytest

from builders.files import pdb_text
from builders.kinases import beside, entry, ruler, stranger
from builders.pockets import along
from kinlens.errors import BadSite
from kinlens.examination import examine
from kinlens.known_sites import SiteRequest, known_sites, parse_site
from kinlens.site_listing import find_known_sites

KINDS = ("lig=ligand:XYZ", "other=chain:C", "gate=residues:315-318", "hinge=klifs:46-48", "lys=pka:72",
         "mine=known:myristoyl_pocket", "atp_site")


def asked(*texts):
    return [parse_site(text) for text in texts]


def rows_of(found, name, chain="A"):
    return [row for row in found.rows if row["name"] == name and row.get("chain", chain) == chain]


@pytest.fixture
def made(write):
    """Write ABL1 with a compound along the myristoyl pocket's helix, and a stranger beside it."""
    a = ruler("ABL1", 235, 515)
    return write(pdb_text(entry(a, stranger(a), others=[along(a, 335, "XYZ", size=18)], seqres=False)))


@pytest.mark.parametrize("examined", [False, True])
def test_every_kind_of_request_has_its_row(made, examined):
    found = find_known_sites(examine(made) if examined else made, sites=asked(*KINDS))
    rows = {name: rows_of(found, name) for name in ("lig", "other", "gate", "hinge", "lys", "mine", "atp_site")}
    assert {name: len(here) for name, here in rows.items()} == dict.fromkeys(rows, 1)
    assert rows["lig"][0]["ligands"] == "XYZ A:900"
    assert rows["other"][0]["origin"] == "asked"
    # T315 is ABL1's gatekeeper, E316–M318 its hinge, K271 the lysine of β3.
    assert rows["gate"][0]["residues"] == "T315 E316 F317 M318"
    assert (rows["gate"][0]["gene"], rows["gate"][0]["resolved"], rows["gate"][0]["origin"]) == ("ABL1", 4, "asked")
    assert rows["hinge"][0]["residues"] == "E316 F317 M318"
    assert rows["lys"][0]["residues"] == "K271"
    assert rows["mine"][0]["residues"].startswith("A337 L340 L341 A344 ")
    assert rows["mine"][0]["title"] == known_sites()["myristoyl_pocket"].title
    assert found.rows[0]["name"] == "lig"


def test_on_a_chain_without_a_kinase_domain_the_reason_is_given(made):
    found = find_known_sites(made, sites=asked(*KINDS))
    notes = {row["name"]: row["notes"] for row in found.rows if row["chain"] == "C"}
    assert notes == {"lig": "no copy belongs to chain C; there is XYZ A:900 of chain A",
                     "other": "chain C is part of the site itself"} | dict.fromkeys(
        ("gate", "hinge", "lys", "mine", "atp_site"), "chain C has no UniProt numbers")
    assert {row["origin"] for row in found.rows if row["chain"] == "C"} == {"absent"}


def test_of_an_examination_the_request_counts_and_not_its_name(write):
    a = ruler("ABL1", 235, 500)
    there = [beside(a, 316, "STI", number=1), beside(a, 460, "MYR", number=2)]
    x = examine(write(pdb_text(entry(a, others=there))), sites=["lig=ligand:STI"])
    (row,) = rows_of(find_known_sites(x, sites=asked("lig=ligand:MYR")), "lig")
    assert row["ligands"] == "MYR A:2"


def test_requests_on_a_gene_and_without_anything():
    rows = {row["name"]: row for row in find_known_sites(gene="ABL1", sites=asked(*KINDS)).rows}
    assert rows["gate"]["residues"] == "T315 E316 F317 M318"
    assert rows["hinge"]["residues"] == "E316 F317 M318"
    assert rows["mine"]["residues"] == rows["myristoyl_pocket"]["residues"]
    assert rows["lig"]["home_residues"] == "XYZ"
    rows = {row["name"]: row for row in find_known_sites(sites=asked(*KINDS)).rows}
    assert rows["gate"]["home_residues"] == "315 316 317 318"
    assert rows["mine"]["home_residues"] == rows["myristoyl_pocket"]["home_residues"]
    assert set(rows) == {"lig", "other", "gate", "hinge", "lys", "mine", *known_sites()}


def test_numbers_beyond_the_protein_are_missing():
    (row,) = rows_of(find_known_sites(gene="ABL1", sites=asked("x=residues:1129-1132")), "x")
    assert (row["residues"], row["missing"], row["coverage"]) == ("Q1129 R1130", "1131, 1132", 0.5)


def test_what_is_not_carried_is_said():
    (row,) = rows_of(find_known_sites(gene="CDK2", sites=asked("mine=known:myristoyl_pocket")), "mine")
    assert (row["origin"], row["notes"]) == ("absent", "not carried to CDK2")
    (row,) = rows_of(find_known_sites(gene="KRAS", sites=asked("hinge=klifs:46-48")), "hinge")
    assert (row["origin"], row["notes"]) == ("absent", "no numbered kinase domain")


@pytest.mark.parametrize("requests", [
    [SiteRequest("atp_site", "klifs", (45,))], [SiteRequest("symmetry", "klifs", (45,))],
    [SiteRequest("x", "klifs", (45,)), SiteRequest("x", "klifs", (46,))],
])
def test_requests_that_cannot_be_are_refused(requests):
    with pytest.raises(BadSite):
        find_known_sites(sites=requests)


def test_a_site_of_the_users_is_occupied_by_what_touches_it(write):
    """The compound lies along E316 and the residues behind; it does not touch 400–410."""
    a = ruler("ABL1", 235, 500)
    x = examine(write(pdb_text(entry(a, others=[along(a, 316, "XYZ", size=18)]))))
    chain = x.chain("A")
    (bound,) = chain.ligands
    assert bound.role in ("drug", "allosteric")
    numbers = {index: number for number, index in chain.protein.positions.items()}
    touched = sorted(numbers[index] for index in bound.ligand.contacts.tolist())
    three, two = touched[:3], touched[:2]
    found = find_known_sites(x, sites=[SiteRequest("three", "residues", (*three, 405)),
                                       SiteRequest("two", "residues", (*two, 405)),
                                       SiteRequest("home", "residues", (*three, 405), "P00519"),
                                       SiteRequest("far", "residues", tuple(range(400, 411)))])
    said = {row["name"]: (row["ligands"], row["origin"]) for row in found.rows}
    assert said["three"] == said["home"] == ("XYZ A:900 (3 residues)", "observed here")
    assert (said["two"], said["far"]) == (("", "asked"), ("", "asked"))


@pytest.mark.parametrize("name", ["GOL", "TRS", "SO4"])
def test_buffers_occupy_nothing(write, name):
    """They lie where the compound of the test above lies, and touch as much."""
    a = ruler("ABL1", 235, 500)
    x = examine(write(pdb_text(entry(a, others=[along(a, 316, name, size=18)]))))
    assert len(x.chain("A").ligands[0].ligand.contacts) >= 3
    found = find_known_sites(x, sites=[SiteRequest("patch", "residues", tuple(range(312, 325)))])
    assert {row["ligands"] for row in found.rows} == {""}
    assert "observed here" not in {row["origin"] for row in found.rows}


def test_a_home_site_of_a_protein_with_two_domains_is_listed_once(write):
    """JAK2 has a pseudokinase domain, JH2, before its kinase domain, JH1: V617 is of JH2, L983 of JH1."""
    x = examine(write(pdb_text(entry(ruler("JAK2", 536, 1130)))))
    assert len(x.chain("A").domains) == 2
    found = find_known_sites(x, sites=[SiteRequest("jh2", "residues", (617, 618), "O60674"),
                                       SiteRequest("jh1", "residues", (983, 984), "O60674"),
                                       SiteRequest("free", "residues", (617,))])
    assert [row["domain"].split(" (")[0] for row in rows_of(found, "jh2")] == ["kinase domain 1"]
    assert [row["domain"].split(" (")[0] for row in rows_of(found, "jh1")] == ["kinase domain 2"]
    assert [row["domain"].split(" (")[0] for row in rows_of(found, "free")] == ["kinase domain 1"]
    assert len(rows_of(found, "r_spine")) == 2


@pytest.mark.needs_structures
@pytest.mark.parametrize("entry_id", ["3qri", "2f57"])
def test_sodium_and_tris_make_no_site_observed(entry_id, entry_of):
    """3QRI has sodium and 2F57 the buffer Tris beside residues of known sites."""
    x = entry_of(entry_id)
    names = {name for row in find_known_sites(x).rows for name in ("NA ", "TRS ") if row["ligands"].startswith(name)}
    assert names == set()
    assert {bound.role for c in x.chains for bound in c.ligands} & {"ion", "buffer", "additive"}


@pytest.mark.needs_structures
def test_a_state_that_does_not_apply_is_not_held_against_a_site(entry_of):
    """In 5WE8 (WNK1) αC has no label: its lysine is not that of β3."""
    rows = [row for row in find_known_sites(entry_of("5we8")).rows if row["needs"].endswith("αC-out")]
    assert {row["holds"] for row in rows if row["needs"] == "DFGin αC-out"} <= {"not known"}
    assert not any("not applicable" in row["state"] for row in rows)
    assert rows


@pytest.mark.needs_structures
def test_residues_by_number_on_a_real_chain(entry_of):
    found = find_known_sites(entry_of("3k5v"), sites=[parse_site("k=residues:315-318")])
    (row,) = rows_of(found, "k")
    assert row["residues"].split()[1:] == ["E316", "F317", "M318"]
    assert row["ligands"].startswith("STI A:2 (")
