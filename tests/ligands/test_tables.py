"""Rows of what is bound, and the command that shows them."""

import csv
import io
import json

import pytest

from builders.files import lone_atom, pdb_text
from builders.kinases import beside, entry, ruler
from builders.pockets import along
from kinlens.cli import run
from kinlens.errors import ChainNotFound
from kinlens.examination import examine
from kinlens.ligand_tables import describe_ligand, ligand_table, seen_ligands
from kinlens.tables import columns_of


@pytest.fixture
def path(write):
    chain = ruler("ABL1", 235, 500)
    there = [beside(chain, 316, "STI", number=901), beside(chain, 450, "STI", number=902),
             along(chain, 400, "XYZ", number=903), beside(chain, 330, "GOL", size=6, number=904),
             lone_atom("MG", "Mg", number=905, at=chain.xyz(381, "O")),
             lone_atom("CL", "Cl", number=906, at=(9, -3, 0)),
             beside(chain, 300, "ZZZ", y=-300.0, number=907)]
    return write(pdb_text(entry(chain, others=there)), "1abc.pdb")


def test_a_row_each_compound(path):
    rows, columns = ligand_table(examine(path))
    assert [c.name for c in columns] == [c.name for c in columns_of("ligand")]
    assert all(set(row) == {c.name for c in columns} for row in rows)
    by_key = {row["key"]: row for row in rows}
    assert set(by_key) == {"A:901", "A:902", "A:903", "A:905", "A:907"}
    first = by_key["A:901"]
    assert (first["chain"], first["gene"], first["code"], first["name"], first["role"], first["copies"]) == (
        "A", "ABL1", "STI", "imatinib", "drug", "A:902")
    assert by_key["A:903"]["role"] == "allosteric"
    assert by_key["A:905"]["role"] == "cofactor"
    assert (by_key["A:907"]["chain"], by_key["A:907"]["role"], by_key["A:907"]["reason"]) == (
        "", "elsewhere", "no examined chain within 4.5 Å")
    for row in rows:
        assert bool(row["type"]) != bool(row["reason"])


def test_buffers_and_ions_on_request(path):
    x = examine(path)
    assert {row["kind"] for row in ligand_table(x)[0]} == {"compound", "cofactor"}
    assert {row["code"] for row in ligand_table(x, everything=True)[0]} >= {"GOL", "CL"}


def test_a_row_each_contact(path):
    x = examine(path)
    rows, columns = ligand_table(x, "contact", chain="A")
    assert all(set(row) == {c.name for c in columns} for row in rows)
    expected = sum(len(seen.bound.ligand.contacts) for seen in seen_ligands(x, chain="A"))
    assert len(rows) == expected > 10
    assert {row["residue"] for row in rows if row["position"] == 317} == {"F"}


def test_another_chain(path):
    x = examine(path)
    with pytest.raises(ChainNotFound):
        ligand_table(x, chain="Q")


def test_of_two_domains_the_one_it_touches(write):
    """A compound in JH2 of JAK2 is no stranger to the chain, though its sites are those of JH1."""
    chain = ruler("JAK2", 540, 1130)
    jh2 = examine(write(pdb_text(entry(chain)))).chain("A").domains[0]
    (hinge, *_) = jh2.at_pocket(46)
    x = examine(write(pdb_text(entry(chain, others=[beside(chain, hinge, "XYZ", y=1.8, z=2.0)]))))
    (row,) = ligand_table(x)[0]
    assert (row["domain"], row["role"]) == (jh2.name, "drug")
    assert [(b.role, b.domain) for b in x.chain("A").ligands] == [("drug", jh2.index)]
    assert "XYZ A:900: drug" in str(x)  # the page and the table agree


def test_plain_values_for_provenance(path):
    x = examine(path)
    said = [describe_ligand(x.structure, b) for b in x.chain("A").ligands]
    json.dumps(said, allow_nan=False)
    assert said[0]["key"] == "A:901"
    assert set(said[0]["type"]) == {"rules", "label", "reason", "doubts", "glu4_A", "back", "front", "type_ii"}


def run_on(capsys, *arguments):
    code = run(["ligands", *map(str, arguments)])
    return code, capsys.readouterr().out


def test_command(path, capsys, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    code, text = run_on(capsys, path)
    assert code == 0
    assert "imatinib (STI)" in text
    assert "GOL" not in text
    assert "STI A:901" in text  # a note: the other copy
    code, text = run_on(capsys, path, "--all")
    assert "GOL" in text


@pytest.mark.parametrize("each", ["ligand", "contact"])
def test_command_writes_tables(path, capsys, each):
    code, text = run_on(capsys, path, "--each", each, "--format", "tsv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert list(rows[0]) == [c.name for c in columns_of(each)]
    code, text = run_on(capsys, path, "--each", each, "--format", "json")
    assert len(json.loads(text)["rows"]) == len(rows)
    assert "KinCoRe" in json.loads(text)["provenance"]["rules"]


def test_command_on_a_chain_that_is_not_there(path, capsys):
    assert run(["ligands", str(path), "--chain", "Q"]) == 1
    assert "Q" in capsys.readouterr().err


def test_command_on_nothing_bound(write, capsys):
    code, text = run_on(capsys, write(pdb_text(entry(ruler("ABL1", 235, 300))), "2abc.pdb"))
    assert code == 0
    assert "nothing is bound; --all shows buffers and ions as well" in text
