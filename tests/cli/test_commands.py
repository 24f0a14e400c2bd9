"""The command as its user meets it: exit codes, formats, files, messages. Structures are built, never real."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from builders.files import pdb_text
from builders.kinases import entry, ruler
from kinlens.cli import run

SNAPSHOTS = Path(__file__).parent / "snapshots"
BLANK_HTML = "<!DOCTYPE html><html><body>404 not found</body></html>"


def same_as_snapshot(name: str, text: str, reduce=str) -> None:
    """Compare with the text in git; KINLENS_SNAPSHOTS=write writes it anew, for review in the diff."""
    path = SNAPSHOTS / name
    text = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    if os.environ.get("KINLENS_SNAPSHOTS") == "write":
        path.write_text(text, encoding="utf-8")
    assert reduce(text) == reduce(path.read_text(encoding="utf-8"))


def words(text: str) -> list[str]:
    """Words of a help page: frames, line breaks and metavariables are the library's and change with its version."""
    metavariables = {"STR", "STR...", "CHOICE", "PATH", "PATH...", "INT"}
    return [word for word in re.sub("[╭╮╰╯│─]", " ", text).split() if word not in metavariables]


@pytest.mark.parametrize("command", [
    [], ["report"], ["locate"], ["info"], ["fetch"], ["structures"], ["view"], ["figure"], ["demo"],
], ids=lambda command: "-".join(command) or "kinlens")
def test_help_is_the_snapshot(command, capsys):
    assert run([*command, "--help"]) == 0
    same_as_snapshot(f"help-{'-'.join(command) or 'kinlens'}.txt", capsys.readouterr().out, reduce=words)


def test_the_installed_command_names_its_version():
    command = Path(sys.executable).parent / "kinlens"
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("kinlens ")


@pytest.mark.parametrize(("arguments", "code", "message"), [
    (["rubbish"], 2, "rubbish"),
    (["report"], 2, "no variant was asked for"),
    (["report", "1s9j"], 2, "no variant was asked for"),
    (["report", "ABL1:T315I", "--mode", "sideways"], 2, "sideways"),
    (["report", "ABL1:T315I", "--format", "docx"], 2, "docx"),
    (["report", "ABL1:T315I", "--site", "myr=STJ"], 2, "name=kind:value"),
    (["report", "ABL1:T315I", "--site", "myr=ligand:STJ"], 2, "name a structure"),
    (["report", "ABL1:T315I", "--format", "parquet"], 2, "name a file with -o"),
    (["report", "ABL1:T315I", "-o", "out.docx"], 2, "add --format"),
    (["report", "9zzz", "T315I"], 1, "KINLENS_STRUCTURES"),
    (["report", "missing.pdb", "T315I"], 1, "missing.pdb"),
    (["report", "page.pdb", "T315I"], 1, "HTML"),
    (["info", "page.pdb"], 1, "HTML"),
    (["report", "ABL1:T315I", "-o", "no/such/folder/out.tsv"], 2, "no folder no/such/folder"),
    (["report", "ABL1:T315I", "-o", "out.txt"], 2, "add --format"),
])
def test_what_goes_wrong_is_said_and_has_its_exit_code(arguments, code, message, tmp_path, capsys):
    (tmp_path / "page.pdb").write_text(BLANK_HTML)
    assert run(arguments) == code
    said = capsys.readouterr()
    assert message in said.err + said.out
    assert "Traceback" not in said.err


def test_bad_rows_do_not_fail_the_batch_and_stay_in_order(capsys):
    asked = ["ABL1:T315I", "rubbish", "T315I", "XYZ1:A5G", "ABL1:T334I", "RET:K710N"]
    assert run(["report", *asked, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    firsts = list({row["input"]: row["status"] for row in rows}.items())
    assert firsts == [
        ("ABL1:T315I", "match"), ("rubbish", "not read"), ("T315I", "no gene named"),
        ("XYZ1:A5G", "not in the kinome or RAS tables"), ("ABL1:T334I", "mismatch"),
        ("RET:K710N", "outside the kinase domain"),
    ]


LOCATED = ["EML4-ALK", "L1196M", "ABL1:T334I", "EGFR", "E746_A750del", "C797S", "Ex19del", "MEK:C121S", "T315Ix",
           "KRAS", "G12/G13", "NPM-ALK L256M"]


def test_locate_for_people_is_the_snapshot(capsys):
    assert run(["locate", *LOCATED]) == 0
    same_as_snapshot("table-locate.txt", capsys.readouterr().out)


def test_locate_in_a_file_and_in_a_numbering(capsys, tmp_path):
    target = tmp_path / "located.tsv"
    assert run(["locate", "T334I", "E274V", "--gene", "ABL", "--numbering", "isoform 1b", "-o", str(target)]) == 0
    header, *rows = (line.split("\t") for line in target.read_text(encoding="utf-8").splitlines())
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["variant"], row["klifs"], row["status"]) for row in cells] == [
        ("T315I", "45", "match"), ("E255V", "10", "match")]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["locate"], "no variant was asked for"),
        (["locate", "1s9j", "C121S"], "locate needs no structure, and '1s9j' is one"),
        (["locate", "ABL1:T315I", "--numbering", "foo"], "no numbering 'foo'"),
        (["locate", "ABL1:T315I", "--numbering", "author"], "numbering author needs a structure"),
        (["report", "ABL1:T315I", "--numbering", "author"], "numbering author needs a structure"),
    ],
)
def test_locate_usage_errors(arguments, message, capsys):
    assert run(arguments) == 2
    assert message in capsys.readouterr().err


def test_json_has_schema_rows_and_provenance(capsys):
    assert run(["report", "ALK:L1196M", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    assert document["provenance"]["kinlens"]
    assert "atlas.parquet" in document["provenance"]["reference_data"]
    row = document["rows"][0]
    assert (row["entry"], row["klifs"], row["reference"]) == ("2xp2", 45, "PKA 120")
    # The reference value, from the entry by another program: 3.7 Å to crizotinib.
    assert row["drug_A"] == pytest.approx(3.7, abs=0.06)


@pytest.mark.parametrize("name", ["out.tsv", "out.csv", "out.json", "out.md", "out.parquet"])
def test_the_suffix_of_the_output_names_the_format(name, tmp_path, capsys):
    assert run(["report", "ABL1:T315I", "ABL1:E255K", "-o", name]) == 0
    assert capsys.readouterr().out == ""
    path = tmp_path / name
    assert not list(tmp_path.glob("*.part"))
    if name.endswith(".parquet"):
        import pyarrow.parquet as pq

        table = pq.ParquetFile(path).read()
        rows = table.to_pylist()
        assert table.schema.field("drug_A").metadata[b"unit"] == "Å".encode()
    elif name.endswith(".json"):
        rows = json.loads(path.read_text())["rows"]
    elif name.endswith(".md"):
        assert path.read_text().startswith("| variant |")
        return
    else:
        rows = list(csv.DictReader(io.StringIO(path.read_text()), delimiter="\t" if name.endswith("tsv") else ","))
    assert {row["variant"] for row in rows} == {"T315I", "E255K"}


def test_an_existing_output_survives_a_failed_run(tmp_path):
    (tmp_path / "out.tsv").write_text("precious")
    assert run(["report", "missing.pdb", "T315I", "-o", "out.tsv"]) == 1
    assert (tmp_path / "out.tsv").read_text() == "precious"


def test_a_spreadsheet_formula_stays_text(tmp_path):
    assert run(["report", "=1+1", "ABL1:T315I", "-o", "out.csv"]) == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text())))
    assert rows[0]["input"] == "'=1+1"
    assert rows[0]["status"] == "not read"


@pytest.mark.parametrize("arguments", [
    "report ABL1:T315I --format tsv", "report ABL1:T315I " + "T315I " * 3000, "demo"])
def test_closing_the_pipe_early_is_no_error(arguments):
    command = f"'{sys.executable}' -c 'from kinlens.cli import main; main()' {arguments} | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "Broken pipe" not in done.stderr


def test_demo_writes_a_table_and_a_drawing(tmp_path, capsys):
    assert run(["demo"]) == 0
    said = capsys.readouterr().out
    rows = list(csv.DictReader(
        io.StringIO((tmp_path / "kinlens-demo" / "mutations.tsv").read_text()), delimiter="\t"))
    by_variant = {(row["gene"], row["variant"]): row for row in rows if row["headline"] == "true"}
    assert by_variant["ALK", "C1156Y"]["anchor"] == "αC-Glu−11"
    assert by_variant["ABL1", "T315I"]["klifs"] == "45"
    assert by_variant["RET", "K710N"]["status"] == "outside the kinase domain"
    assert not [row["input"] for row in rows if row["status"] in ("mismatch", "not read")]
    assert "C1156Y" in said
    assert (tmp_path / "kinlens-demo" / "domain-map.svg").read_text().startswith("<svg")


def test_the_table_for_people_is_the_snapshot(capsys):
    assert run(["report", "ABL1:T315I", "ALK:C1156Y", "RET:K710N", "ABL1:T334I", "rubbish"]) == 0
    same_as_snapshot("table-atlas.txt", capsys.readouterr().out)


def test_the_atlas_refuses_what_only_a_structure_can_answer(capsys):
    assert run(["report", "ABL1:T315I", "--chain", "A"]) == 2
    assert run(["report", "ABL1:T315I", "--mode", "centroid"]) == 2
    assert capsys.readouterr().err.count("needs a structure") == 2


def test_a_local_file_of_another_entry_is_said(tmp_path, monkeypatch, capsys):
    """Whoever asks for an entry by its id is told that the file of that name is another one."""
    (tmp_path / "1aaa.pdb").write_text(pdb_text(entry(ruler("ABL1", 229, 512), id="1AAB")))
    monkeypatch.setenv("KINLENS_STRUCTURES", str(tmp_path))
    for command in (["info", "1aaa"], ["report", "1aaa", "T315I"]):
        assert run(command) == 0
        assert "note: asked for 1aaa, and the file of that name" in capsys.readouterr().out
