"""Sites of a user's own TOML file: what is read, and what each mistake is told."""

import pytest

from kinlens.errors import BadSite, BadSiteFile, UsageError
from kinlens.known_sites import SiteRequest, as_known_site, check_requests, on_domain, parse_site, read_sites
from kinlens.numbering import domains_of, main_domain
from kinlens.reference import load_kinome

GOOD = """\
[sites.my_patch]
residues = "C121, p124,50-52"
gene = "MEK1"
title = "the C121–Y130 patch"
source = "doi:10.1021/bi801898e"

[sites.carried]
residues = "K97"
gene = "Q02750"
transfer = true

[sites.hinge]
klifs = "46-48"

[sites.lobe]
pka = "121,127"

[sites.myr]
ligand = "stj"

[sites.fab]
chain = "H+L"
"""


def test_a_file_of_all_kinds(tmp_path):
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    expected = (
        SiteRequest("my_patch", "residues", (121, 124, 50, 51, 52), "Q02750", False, "the C121–Y130 patch",
                    "doi:10.1021/bi801898e"),
        SiteRequest("carried", "residues", (97,), "Q02750", True),
        SiteRequest("hinge", "klifs", (46, 47, 48)), SiteRequest("lobe", "pka", (121, 127)),
        SiteRequest("myr", "ligand", ("STJ",)), SiteRequest("fab", "chain", ("H", "L")),
    )
    assert read_sites(tmp_path / "mine.toml") == expected
    assert read_sites(str(tmp_path / "mine.toml")) == expected


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("\n", "\r\n").encode()])
def test_encodings_of_the_same(raw, tmp_path):
    (tmp_path / "mine.toml").write_bytes(raw)
    assert len(read_sites(tmp_path / "mine.toml")) == 6


@pytest.mark.parametrize(
    ("text", "table", "key", "found", "advice"),
    [
        ("", "", "", "it has no site", "[sites.NAME]"),
        ("# nothing\n", "", "", "it has no site", "[sites.NAME]"),
        ("[sites]\n", "", "", "it has no site", "[sites.NAME]"),
        ("sites = 5\n", "", "", "it has no site", "[sites.NAME]"),
        ("[site.x]\nklifs = '45'\n", "", "site", "it is no part of a list of sites", "[sites.NAME]"),
        ("[sites.x\n", "", "", "it is no TOML", "texts need quotes"),
        ("[sites.x]\nklifs = 45-48\n", "", "", "it is no TOML", "texts need quotes"),
        ("[sites.x]\nklifs = '4'\n[sites.x]\nklifs = '5'\n", "", "", "it is no TOML", "texts need quotes"),
        ("[sites]\nx = 'C121'\n", "x", "", "it is no table", "[sites.x]"),
        ("[sites.drug]\nklifs = '45'\n", "drug", "", "'drug' cannot be its name", "another name"),
        ("[sites.'a b']\nklifs = '45'\n", "a b", "", "'a b' cannot be its name", "another name"),
        ("[sites.x_spread]\nklifs = '45'\n", "x_spread", "", "columns of a site end in", "another name"),
        ("[sites.atp_site]\nklifs = '45'\n", "atp_site", "", "a site of the registry is called so", "another name"),
        ("[sites.symmetry]\nklifs = '45'\n", "symmetry", "", "there is a column symmetry_A already", "another name"),
        ("[sites.x]\n", "x", "", "it has none of residues, klifs, pka, ligand, chain", "in one way"),
        ("[sites.x]\ntitle = 'x'\n", "x", "", "it has none of", "in one way"),
        ("[sites.x]\nklifs = '45'\npka = '120'\n", "x", "pka", "it has klifs and pka", "in one way"),
        ("[sites.x]\nresidue = 'C121'\n", "x", "residue", "there is no such key", "perhaps residues"),
        ("[sites.x]\nklifs = '45'\nGene = 'EGFR'\n", "x", "Gene", "there is no such key", "perhaps gene"),
        ("[sites.x]\nklifs = 45\n", "x", "klifs", "45 is no text", "in quotes"),
        ("[sites.x]\nresidues = [121]\ngene = 'EGFR'\n", "x", "residues", "[121] is no text", "in quotes"),
        ("[sites.x]\nresidues = 'K97'\ngene = 'MEK1'\ntransfer = 'yes'\n", "x", "transfer", "'yes' is no true or false",
         "true or false"),
        ("[sites.x]\nresidues = ''\ngene = 'MEK1'\n", "x", "residues", "it is empty", "made of"),
        ("[sites.x]\nligand = ' '\n", "x", "ligand", "it is empty", "made of"),
        ("[sites.x]\nresidues = '121'\n", "x", "gene", "it is missing", "gene = \"MAP2K1\""),
        ("[sites.x]\nresidues = '121'\ngene = ' '\n", "x", "gene", "it is missing", "gene = \"MAP2K1\""),
        ("[sites.x]\nresidues = '121'\ngene = 'NOSUCHGENE'\n", "x", "gene", "NOSUCHGENE", "one protein of the tables"),
        ("[sites.x]\nresidues = 'C121,,5'\ngene = 'MEK1'\n", "x", "residues", "'' is no residue number", "C121,P124"),
        ("[sites.x]\nresidues = 'Cys121'\ngene = 'MEK1'\n", "x", "residues", "'Cys121' is no residue number", "C121"),
        ("[sites.x]\nresidues = '9-5'\ngene = 'MEK1'\n", "x", "residues", "range 9-5 runs backwards", "C121"),
        ("[sites.x]\nresidues = '0'\ngene = 'MEK1'\n", "x", "residues", "positions count from 1", "C121"),
        ("[sites.x]\nresidues = 'A121,C121'\ngene = 'EGFR'\n", "x", "residues", "in EGFR (P00533) C121 is",
         "canonical"),
        ("[sites.x]\nresidues = 'A121,P124'\ngene = 'MEK1'\n", "x", "residues", "in MAP2K1 (Q02750) A121 is C121",
         "canonical"),
        ("[sites.x]\nresidues = '390-400'\ngene = 'MEK1'\n", "x", "residues",
         "MAP2K1 has 393 residues, and there is no 394", "UniProt numbers"),
        ("[sites.x]\nklifs = '86'\n", "x", "klifs", "KLIFS positions count 1 to 85", "klifs"),
        ("[sites.x]\nklifs = 'C121'\n", "x", "klifs", "cannot read its residue numbers", "klifs"),
        ("[sites.x]\nligand = 'STJ+'\n", "x", "ligand", "a name between the + signs is empty", "ligand"),
        ("[sites.x]\nligand = 'STJ'\ngene = 'ABL1'\n", "x", "gene", "it goes with residues", "leave it out"),
        ("[sites.x]\nklifs = '45'\ntransfer = true\n", "x", "transfer", "it goes with residues", "leave it out"),
    ],
)
def test_mistakes(text, table, key, found, advice, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadSiteFile) as caught:
        read_sites(path)
    trouble = caught.value
    assert isinstance(trouble, UsageError)
    assert (trouble.file, trouble.table, trouble.key) == (str(path), table, key)
    assert found in trouble.found
    assert advice in trouble.advice
    said = str(trouble)
    assert said.startswith(f"{path}" + (f" [sites.{table}]" if table else "") + (f" {key}" if key else "") + ": ")
    assert "\n" not in said


@pytest.mark.parametrize(("raw", "found"), [
    (b"\xff\xfe\x00bad", "no text in UTF-8"), (b"a = " + b"[" * 5000, "no TOML"), (b"# " + b"x" * 1_000_001, "bytes")])
def test_files_that_are_no_toml(raw, found, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(raw)
    with pytest.raises(BadSiteFile) as caught:
        read_sites(path)
    assert found in caught.value.found


def test_files_that_cannot_be_read(tmp_path):
    for path in (tmp_path / "nothere.toml", tmp_path):
        with pytest.raises(BadSiteFile, match="it cannot be read"):
            read_sites(path)


@pytest.mark.parametrize(("request_", "said"), [
    (SiteRequest("x", "residues", (121,)), "nobody has said of which protein it is"),
    (SiteRequest("x", "ligand", ("STI",)), "nobody has said of which protein it is"),
    (SiteRequest("x", "residues", (394,), "Q02750"), "MAP2K1 has 393 residues, and there is no 394"),
])
def test_a_request_that_is_no_site_of_its_own(request_, said):
    with pytest.raises(BadSite, match=said):
        as_known_site(request_)


@pytest.mark.parametrize(("requests", "said"), [
    ([("x", "pocket", ("a",))], "it has to be one of ligand"), ([("x", "klifs", ())], "with what it is made of"),
    ([("x", "known", ("nothing",))], "the registry has no site of that name"),
    ([("atp_site", "klifs", (45,))], "called so"), ([("atp_site", "known", ("mek_pocket",))], "called so"),
    ([("x", "klifs", (45,)), ("x", "klifs", (46,))], "another site is called 'x' as well"),
])
def test_requests_that_cannot_stand_together(requests, said):
    with pytest.raises(BadSite, match=said):
        check_requests([SiteRequest(*request) for request in requests])


def test_requests_that_can():
    check_requests([SiteRequest("x", "klifs", (45,)), parse_site("atp_site"), parse_site("y=known:atp_site")])


def test_a_request_as_a_site():
    """C121 and P124 of MEK1 are C125 and P128 of MEK2; without leave they stay at home."""
    mek2 = load_kinome().protein("MAP2K2")
    own = as_known_site(SiteRequest("x", "residues", (121, 124), "Q02750"))
    assert not own.reaches(mek2)
    carried = as_known_site(SiteRequest("x", "residues", (121, 124), "Q02750", True))
    assert carried.reaches(mek2)
    assert on_domain(carried, main_domain(domains_of(mek2))).labels == ("C125", "P128")
    gate = as_known_site(SiteRequest("x", "pka", (120,)))
    assert on_domain(gate, main_domain(domains_of(mek2))).labels == ("M147",)
