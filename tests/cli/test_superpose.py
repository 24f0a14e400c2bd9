"""``kinlens superpose``."""

import json

import numpy as np
import pytest

from builders.files import mmcif_text, pdb_text
from builders.kinases import entry, ruler
from builders.lobes import about, columns_of, lobes, rigid
from cli.test_commands import same_as_snapshot, words
from kinlens.cli import run
from kinlens.frame.columns import load_columns
from kinlens.structures import read

PKA = ("PRKACA", 44, 298)
HINGE = np.array([-6.0, 6.0, 0.0])


@pytest.fixture
def files(tmp_path):
    """Give three kinases, one with its N-lobe turned by 20°; KRAS, a kinase with too little of it, an HTML page."""
    turn = about((1.0, 0.0, 0.0), 20.0)
    core = load_columns().number[load_columns().core].tolist()
    where = columns_of("PRKACA")
    made = {
        "1aaa.pdb": lobes(*PKA, move=rigid(1)),
        "2bbb.cif": lobes("ABL1", 235, 500, "B", move=rigid(2)),
        "3ccc.pdb": lobes(*PKA, n_lobe=lambda xyz: (xyz - HINGE) @ turn + HINGE),
        "4ras.pdb": ruler("KRAS", 1, 169),
        "5few.pdb": lobes(*PKA, unresolved=[where[n] for n in core if n > 115]),
    }
    for name, chain in made.items():
        text = mmcif_text if name.endswith(".cif") else pdb_text
        (tmp_path / name).write_text(text(entry(chain, id=name[:4])))
    (tmp_path / "page.cif").write_text("<!DOCTYPE html><html>404</html>")
    return [*made, "page.cif"]


def test_help_is_the_snapshot(capsys):
    assert run(["superpose", "--help"]) == 0
    same_as_snapshot("help-superpose.txt", capsys.readouterr().out, reduce=words)


def test_table_is_the_snapshot(files, capsys):
    assert run(["superpose", *files]) == 0
    out, err = capsys.readouterr()
    same_as_snapshot("table-superpose.txt", out)
    assert err == ""


def test_notes_name_what_is_not_superposed(files, capsys):
    assert run(["superpose", *files]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "N-lobe up (y), hinge left (−x), looking into the cleft (along −z)" in out
    assert "4ras.pdb: no kinase domain – chain A: KRAS, no numbered domain" in out
    assert "5few.pdb: not placed – 20 of 79 core columns resolved, 30 needed" in out
    assert "page.cif: not read – " in out
    assert "written:" not in out


def test_json_has_every_row_and_says_what_it_was_computed_from(files, capsys):
    assert run(["superpose", *files, "--by", "C-lobe", "--format", "json"]) == 0
    page = json.loads(capsys.readouterr().out)
    assert [row["status"] for row in page["rows"]] == [
        "superposed", "superposed", "superposed", "no kinase domain", "not placed", "not read"]
    assert page["provenance"]["by"] == "C-lobe"
    first, second, third, *_ = page["rows"]
    assert (second["entry"], second["chain"], second["gene"]) == ("2bbb", "B", "ABL1")
    assert third["lobe_angle_deg"] == pytest.approx(20.0, abs=0.1)
    assert third["c_lobe_alone_rmsd_A"] < 0.01
    assert first["to_first_A"] == 0.0
    # C-lobes lie on each other, so the distance of each N-lobe column is that of the turn itself.
    columns = load_columns()
    n_lobe = columns.xyz[columns.part == "N-lobe"] - HINGE
    moved = n_lobe @ about((1.0, 0.0, 0.0), 20.0) - n_lobe
    assert third["to_first_A"] == pytest.approx(np.sqrt((moved**2).sum() / 79), abs=0.01)


@pytest.mark.parametrize("option", ["-o", "--into"])
def test_files_are_written_where_asked(files, tmp_path, capsys, option):
    assert run(["superpose", *files, option, "there/in"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    names = ["1aaa_A.cif", "2bbb_B.cif", "3ccc_A.cif"]
    assert sorted(path.name for path in (tmp_path / "there" / "in").iterdir()) == names
    assert "written: there/in/1aaa_A.cif, there/in/2bbb_B.cif, there/in/3ccc_A.cif" in out
    first, second = (read(tmp_path / "there" / "in" / name) for name in names[:2])
    # Both moved to where the frame has β3-Lys, K73 of PKA and K271 of ABL1.
    lysine = load_columns().xyz[load_columns().number == 72][0]
    for structure, number in ((first, 73), (second, 271)):
        residue = np.flatnonzero(structure.residues.number == number)
        np.testing.assert_allclose(structure.atoms.xyz[structure.named_atoms("CA", residue)[0]], lysine, atol=0.01)


def test_a_chain_by_its_name(files, capsys):
    assert run(["superpose", "2bbb.cif:B", "2bbb.cif:Q", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [row["status"] for row in rows] == ["superposed", "no such chain"]
    assert "no chain 'Q'" in rows[1]["reason"]


def test_the_table_in_a_file(files, tmp_path, capsys):
    assert run(["superpose", *files[:2], "--table", "fit.tsv"]) == 0
    assert capsys.readouterr().out == ""
    header, *rows = (line.split("\t") for line in (tmp_path / "fit.tsv").read_text(encoding="utf-8").splitlines())
    assert len(rows) == 2
    assert {"input", "status", "core_rmsd_A", "lobe_angle_deg", "to_first_A"} <= set(header)


@pytest.mark.parametrize(("arguments", "code", "message"), [
    ([], 2, "no structure is named"),
    (["1aaa.pdb", "--by", "helix"], 2, "helix"),
    (["page.cif", "missing.pdb"], 1, "not read"),
    (["missing.pdb"], 1, "missing.pdb"),
    (["1aaa.pdb", "-o", "1aaa.pdb"], 1, "cannot write into 1aaa.pdb"),
    (["1aaa.pdb", "--format", "parquet"], 2, "parquet"),
])
def test_exit_codes(files, capsys, arguments, code, message):
    assert run(["superpose", *arguments]) == code
    said = capsys.readouterr()
    assert message in said.err + said.out
    assert "Traceback" not in said.err


def test_nothing_superposed_is_no_success(files, capsys):
    assert run(["superpose", "page.cif", "4ras.pdb"]) == 1
    printed = capsys.readouterr()
    assert "no kinase domain" in printed.out
    assert "none of the 2 inputs could be superposed" in printed.err


def test_one_that_is_superposed_is_enough(files, capsys):
    assert run(["superpose", "page.cif", *files[:1]]) == 0
    assert "not read" in capsys.readouterr().out


def test_a_source_is_not_replaced(files, tmp_path, capsys):
    assert run(["superpose", files[0], "-o", "here"]) == 0
    (written,) = (tmp_path / "here").iterdir()
    before = written.read_bytes()
    assert run(["superpose", str(written), "-o", "here"]) == 1
    printed = capsys.readouterr()
    assert "it would be replaced" in printed.err
    assert "superposed" in printed.out  # what was computed is shown
    assert written.read_bytes() == before
