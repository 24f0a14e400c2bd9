"""``kinlens structures``."""

import json

import pytest

from builders.files import pdb_text
from builders.kinases import beside, entry, ruler
from kinlens.cli import run


@pytest.fixture
def folder(tmp_path):
    """Give a folder with ABL1 and imatinib, and a file that cannot be read."""
    chain = ruler("ABL1", 229, 512)
    made = entry(chain, others=[beside(chain, 318, "STI")], id="8AAA", method="X-RAY DIFFRACTION", resolution="2.50")
    (tmp_path / "8aaa.pdb").write_text(pdb_text(made))
    (tmp_path / "page.cif").write_text("<!DOCTYPE html><html>not here</html>")
    return tmp_path


def test_table(folder, capsys):
    assert run(["structures", "--gene", "ABL1", "--drug", "imatinib", "--folder", str(folder), "--local"]) == 0
    out, err = capsys.readouterr()
    assert "imatinib (STI)" in out
    assert "8aaa" in out
    assert "1 chain of 1 entry (ABL1: 1, imatinib: 1)" in out
    assert "page.cif: not read" in out
    assert "an HTML page" in out
    assert err == ""


def test_json_has_all_columns_and_what_was_not_read(folder, capsys):
    assert run(["structures", "--folder", str(folder), "--local", "--format", "json"]) == 0
    page = json.loads(capsys.readouterr().out)
    (row,) = page["rows"]
    assert (row["entry"], row["resolution_A"], row["place"], row["dfg"]) == ("8aaa", 2.5, "local", "unassigned")
    assert [row["entry"] for row in page["provenance"]["not_read"]] == ["page.cif"]
    assert page["provenance"]["question"]["gene"] == ""


def test_a_file_by_its_suffix(folder, tmp_path):
    target = tmp_path / "found.tsv"
    assert run(["structures", "--folder", str(folder), "--local", "-o", str(target)]) == 0
    head, line = target.read_text().splitlines()
    assert dict(zip(head.split("\t"), line.split("\t"), strict=True))["gene"] == "ABL1"


def test_nothing_fits(folder, capsys):
    assert run(["structures", "--gene", "ABL1", "--mutant", "T315I", "--folder", str(folder), "--local"]) == 1
    out, err = capsys.readouterr()
    assert "0 chains of 0 entries (ABL1: 1, T315I: 0)" in out
    assert "no structure meets all of it (chains with ABL1: 1, T315I: 0)" in err


def test_entries_to_fetch_are_named(folder, capsys):
    assert run(["structures", "--gene", "ALK", "--mutant", "L1196M", "--folder", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "to have them at hand: kinlens fetch 4clj 2yfx" in out
    assert "crizotinib (VGH)" in out


def test_many_rows_are_cut_short_for_people_only(folder, capsys):
    assert run(["structures", "--gene", "EGFR", "--folder", str(folder)]) == 0
    assert "the first 40 are shown" in capsys.readouterr().out
    assert run(["structures", "--gene", "EGFR", "--folder", str(folder), "--format", "tsv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 45


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (["--state", "happy"], 2, "it is one of DFGin"), (["--drug", "imatinb"], 1, "similar: imatinib (STI)"),
    (["--gene", "NOPE1"], 1, "NOPE1"), (["--gene", "MEK"], 1, "MAP2K1"),
])
def test_questions_that_cannot_be_asked(folder, capsys, arguments, code, said):
    assert run(["structures", *arguments, "--folder", str(folder)]) == code
    assert said in capsys.readouterr().err
