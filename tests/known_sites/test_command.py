"""``kinlens sites`` and what it lists."""

import csv
import io
import json

import pytest

from builders.files import pdb_text
from builders.kinases import entry, ruler, stranger
from builders.pockets import along
from kinlens.cli import run
from kinlens.errors import NeedsStructure
from kinlens.examination import examine
from kinlens.known_sites import known_sites, read_sites
from kinlens.site_listing import find_known_sites
from kinlens.tables import columns_of

MINE = '[sites.patch]\nresidues = "C121,P124"\ngene = "MAP2K1"\n[sites.stj]\nligand = "XYZ"\ntitle = "mine"\n'


@pytest.fixture
def listed(capsys):
    """Give a function that runs the command and returns its rows by name."""
    def rows(*arguments):
        assert run(["sites", *map(str, arguments), "--format", "tsv"]) == 0
        return list(csv.DictReader(io.StringIO(capsys.readouterr().out), delimiter="\t"))
    return rows


@pytest.fixture
def made(write):
    """Write ABL1 with a compound, and a stranger beside it."""
    a = ruler("ABL1", 235, 515, offset=-19)
    others = [along(a, 335, "XYZ", size=18)]
    return write(pdb_text(entry(a, stranger(a), others=others, seqres=False, id="8AAA")), "8aaa.pdb")


def test_the_registry(listed):
    rows = listed()
    assert [row["name"] for row in rows] == list(known_sites())
    (mek,) = [row for row in rows if row["name"] == "mek_pocket"]
    assert (mek["home"], mek["needs"], mek["allosteric"]) == ("MAP2K1", "DFGin αC-out", "true")
    assert mek["home_residues"].split()[:3] == ["G77", "N78", "G79"]
    assert mek["example"] == "1S9J A BBM"
    assert "coverage" not in mek


def test_on_a_gene(listed, capsys):
    rows = {row["name"]: row for row in listed("--gene", "HER2")}
    assert rows["mek_pocket"]["gene"] == "ERBB2"
    assert rows["mek_pocket"]["origin"] == "transferred"
    assert rows["r_spine"]["residues"] == "M774 L785 H843 F864"  # EGFR's M766 L777 H835 F856, eight further on
    assert "myristoyl_pocket" not in rows
    assert run(["sites", "--gene", "ERBB2"]) == 0
    assert "not carried to ERBB2: myristoyl_pocket" in capsys.readouterr().out


def test_on_its_home(listed):
    rows = {row["name"]: row for row in listed("--gene", "ABL1")}
    assert rows["myristoyl_pocket"]["residues"] == rows["myristoyl_pocket"]["home_residues"]
    assert (rows["myristoyl_pocket"]["origin"], rows["myristoyl_pocket"]["coverage"]) == (
        "observed in this kinase", "1.0")


def test_a_gene_with_two_domains_has_two_rows(listed):
    rows = [row for row in listed("--gene", "JAK2") if row["name"] == "r_spine"]
    assert [row["domain"].split(" (")[0] for row in rows] == ["kinase domain 1", "kinase domain 2"]


def test_on_a_structure(made, listed, capsys):
    rows = {row["name"]: row for row in listed(made)}
    pocket = rows["myristoyl_pocket"]
    assert (pocket["entry"], pocket["chain"], pocket["gene"]) == ("8aaa", "A", "ABL1")
    assert (pocket["resolved"], pocket["not_resolved"], pocket["holds"]) == ("17", "", "")
    assert {row["chain"] for row in rows.values()} == {"A"}
    assert run(["sites", str(made)]) == 0
    assert "chain C: " in capsys.readouterr().out


def test_what_is_bound_beside_a_site_is_not_in_it(write):
    """A compound along a dozen residues from 336 touches four of the myristoyl pocket: a third of its own."""
    a = ruler("ABL1", 235, 515)
    x = examine(write(pdb_text(entry(a, others=[along(a, 336, "XYZ")]))))
    chain = x.chain("A")
    contacts = set(chain.ligands[0].ligand.contacts.tolist())
    assert {n for n in (337, 340, 341, 344) if chain.protein.positions[n] in contacts} == {337, 340, 341, 344}
    rows = {row["name"]: row for row in find_known_sites(x).rows}
    assert (rows["myristoyl_pocket"]["ligands"], rows["myristoyl_pocket"]["origin"]) == ("", "observed in this kinase")


@pytest.mark.needs_structures
def test_what_is_bound_there(entry_of):
    rows = {(row["chain"], row["name"]): row for row in find_known_sites(entry_of("3k5v")).rows}
    for chain in "AB":
        assert rows[chain, "myristoyl_pocket"]["ligands"].startswith(f"STJ {chain}:1 (")
        assert rows[chain, "atp_site"]["ligands"].startswith(f"STI {chain}:2 (")
        assert rows[chain, "dfg_out_pocket"]["ligands"].startswith(f"STI {chain}:2 (")
        assert rows[chain, "dfg_out_pocket"]["holds"] == "yes"
        assert rows[chain, "mek_pocket"]["holds"] == "no"
        assert rows[chain, "myristoyl_pocket"]["origin"] == "observed here"
        assert rows[chain, "mek_pocket"]["origin"] == "transferred"


def test_not_resolved_is_said(write):
    x = examine(write(pdb_text(entry(ruler("ABL1", 235, 500, unresolved=[337])))))
    (row,) = [row for row in find_known_sites(x).rows if row["name"] == "myristoyl_pocket"]
    assert (row["resolved"], row["not_resolved"]) == (13, "A337 I502 V506 L510")


def test_sites_of_a_file_come_first(made, tmp_path, listed):
    (tmp_path / "mine.toml").write_text(MINE)
    rows = listed("--sites", tmp_path / "mine.toml")
    assert [row["name"] for row in rows[:2]] == ["stj", "patch"]
    rows = {row["name"]: row for row in listed(made, "--sites", tmp_path / "mine.toml", "--chain", "A")}
    assert rows["stj"]["ligands"] == "XYZ A:900"
    # Residues of MEK1, without leave to carry them.
    assert (rows["patch"]["origin"], rows["patch"]["notes"]) == (
        "absent", "a site of MAP2K1 that is not carried to ABL1")
    rows = {row["name"]: row for row in listed("--gene", "MEK1", "--sites", tmp_path / "mine.toml")}
    assert rows["patch"]["residues"] == "C121 P124"


def test_a_file_of_sites_in_the_library(made, tmp_path):
    (tmp_path / "mine.toml").write_text(MINE)
    x = examine(made, sites=read_sites(tmp_path / "mine.toml"))
    sites = x.chain("A").sites
    assert sites["patch"].evidence == "a site of MAP2K1 that is not carried to ABL1"
    assert sites["stj"].evidence == "XYZ A:900"


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (["--gene", "NOSUCHGENE"], 1, "NOSUCHGENE"),
    (["--chain", "A"], 2, "chain A needs a structure"),
    (["9zzz"], 1, "9zzz"),
    (["--sites", "nothere.toml"], 2, "nothere.toml: it cannot be read"),
    (["--format", "parquet"], 2, "it is binary"),
])
def test_what_cannot_be_listed(arguments, code, said, capsys):
    assert run(["sites", *arguments]) == code
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1


def test_a_chain_that_is_not_there(made, capsys):
    assert run(["sites", str(made), "--chain", "Z"]) == 1
    assert "no chain 'Z'; it has A, C" in capsys.readouterr().err
    with pytest.raises(NeedsStructure):
        find_known_sites(chain="A")


def test_a_gene_of_a_structure(made):
    assert {row["chain"] for row in find_known_sites(str(made), gene="ABL1").rows} == {"A"}
    found = find_known_sites(str(made), gene="EGFR")
    assert found.rows == ()
    assert "chain A: ABL1, not EGFR" in found.notes


@pytest.mark.parametrize("form", ["json", "md", "csv", "tsv"])
def test_formats(form, capsys):
    assert run(["sites", "--format", form]) == 0
    out = capsys.readouterr().out
    if form == "json":
        page = json.loads(out)
        assert page["provenance"]["kinlens"]
        assert [row["name"] for row in page["rows"]] == list(known_sites())
    assert "myristoyl_pocket" in out


def test_the_table_has_the_types_of_its_columns():
    table = find_known_sites(gene="ALK").table
    assert table["coverage"].dtype == "Float64"
    assert table["allosteric"].dtype == "boolean"
    assert set(table.columns) <= {column.name for column in columns_of("known_site")}
