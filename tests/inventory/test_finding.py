"""Which structures serve a question."""

import json
from pathlib import Path

import pytest

import kinlens as kl
from builders.files import pdb_text
from builders.kinases import beside, entry, ruler
from kinlens.errors import BadVariant, UnknownDrug, UnknownProtein, UnknownState
from kinlens.inventory import find_structures, scanning
from kinlens.inventory.entries import EXAMINED, NOT_READ, UNKNOWN, bundled_rows, describe_file
from kinlens.inventory.finding import STATES
from kinlens.tables import entry_columns

ENGINEERED = [("A", "315", "", "ILE", "THR", "ENGINEERED MUTATION")]


@pytest.fixture
def folder(tmp_path):
    """Give a folder of four files: ABL1 with a compound, its T315I, a broken file and another protein."""
    here = tmp_path / "files"
    here.mkdir()
    wild, mutant = ruler("ABL1", 229, 512), ruler("ABL1", 229, 512, changed={315: "I"}, unresolved=range(384, 395))
    (here / "wild.pdb").write_text(pdb_text(entry(
        wild, others=[beside(wild, 318, "STI")], id="8AAA", method="X-RAY DIFFRACTION", resolution="2.50")))
    (here / "mutant.pdb").write_text(pdb_text(entry(
        mutant, id="8AAB", method="X-RAY DIFFRACTION", resolution="1.90", changes=ENGINEERED)))
    (here / "page.cif").write_text("<!DOCTYPE html><html>not here</html>")
    (here / "other.pdb").write_text(pdb_text(entry(ruler("ABL1", 300, 306), id="8AAC")))
    (here / "notes.txt").write_text("no structure")
    return here


def ask(folder, **question):
    return find_structures(folders=[folder], bundled=False, **question)


def test_everything_there_is(folder):
    found = ask(folder)
    assert [(row["entry"], row["chain"], row["gene"], row["mutations"]) for row in found.rows] == [
        ("8aab", "A", "ABL1", "T315I"), ("8aaa", "A", "ABL1", "")]  # the sharper first
    wild = found.rows[1]
    assert (wild["drug"], wild["resolved"], wild["resolution_A"]) == ("imatinib (STI)", "229–512", 2.5)
    assert found.rows[0]["resolved"] == "229–383, 395–512"
    assert wild["file"] == str(folder / "wild.pdb")
    assert wild["place"] == "local"
    assert {Path(row["file"]).name: row["status"] for row in found.not_read} == {
        "page.cif": NOT_READ, "other.pdb": UNKNOWN}
    assert all(row["reason"] for row in found.not_read)
    assert list(found.table.columns) == [column.name for column in entry_columns()]
    assert "2 chains of 2 entries" in repr(found)
    assert "8aab" in found._repr_html_()
    assert len(found) == 2


@pytest.mark.parametrize(("question", "entries"), [
    ({"gene": "c-ABL"}, ["8aab", "8aaa"]), ({"gene": "EGFR"}, []),
    ({"drug": "imatinib"}, ["8aaa"]), ({"drug": "STI-571"}, ["8aaa"]), ({"drug": "sti"}, ["8aaa"]),
    ({"drug": "VGH"}, []),
    ({"mutant": "T315I"}, ["8aab"]), ({"mutant": "T315"}, ["8aab"]), ({"mutant": "T315A"}, []),
    ({"mutant": "F317L"}, []),
    ({"mutant": "ABL1:T315I"}, ["8aab"]), ({"mutant": "p.Thr315Ile", "gene": "ABL1"}, ["8aab"]),
    ({"resolved": "T315"}, ["8aab", "8aaa"]), ({"resolved": "390"}, ["8aaa"]),
    ({"resolved": "T392", "gene": "ABL1"}, ["8aaa"]),
    ({"state": "mutant"}, ["8aab"]), ({"state": "wild type"}, ["8aaa"]), ({"state": "apo"}, ["8aab"]),
    ({"state": ["drug", "wild type"]}, ["8aaa"]), ({"state": ["drug", "mutant"]}, []),
    ({"state": "unassigned"}, ["8aab", "8aaa"]), ({"state": "aC-out"}, ["8aab", "8aaa"]), ({"state": "alphaC-in"}, []),
    ({"state": "DFG-in"}, []),
])
def test_questions(folder, question, entries):
    assert list(ask(folder, **question).entries) == entries


def test_each_part_of_a_question_is_counted(folder):
    found = ask(folder, gene="ABL1", drug="imatinib", mutant="T315I")
    assert found.rows == ()
    assert dict(found.counts) == {"ABL1": 2, "imatinib": 1, "T315I": 1}
    assert found.said == "0 chains of 0 entries (ABL1: 2, imatinib: 1, T315I: 1)"
    assert found.provenance["question"]["drug"] == "imatinib"


@pytest.mark.parametrize(("question", "error", "message"), [
    ({"gene": "NOPE1"}, UnknownProtein, "NOPE1"),
    ({"drug": "imatinb"}, UnknownDrug, r"similar: imatinib \(STI\)"),
    ({"state": "happy"}, UnknownState, "it is one of DFGin, DFGout"),
    ({"gene": "ABL1", "mutant": "T334I"}, BadVariant, r"would fit: T315I \(isoform 1b\)"),
    ({"gene": "ABL1", "resolved": "G315"}, BadVariant, "has T at 315, not G"),
    ({"mutant": "E746_A750del"}, BadVariant, "one residue is wanted"),
    ({"mutant": "what?"}, BadVariant, "what"),
])
def test_questions_that_cannot_be_asked(folder, question, error, message):
    with pytest.raises(error, match=message):
        ask(folder, **question)


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_be_asked(folder, state):
    assert set(ask(folder, state=state).entries) <= {"8aaa", "8aab"}


# ------------------------------------------------------------------------------------------------ kept descriptions


def test_a_file_is_described_once_until_it_changes(folder, monkeypatch):
    seen = []
    monkeypatch.setattr(scanning, "describe_file", lambda path: seen.append(path.name) or describe_file(path))
    first = ask(folder).rows
    assert sorted(seen) == ["mutant.pdb", "other.pdb", "page.cif", "wild.pdb"]
    assert ask(folder).rows == first
    assert len(seen) == 4
    text = (folder / "mutant.pdb").read_text()
    (folder / "mutant.pdb").write_text(text.replace("8AAB", "8AAD") + "REMARK 1\n")
    assert list(ask(folder, mutant="T315I").entries) == ["8aad"]
    assert seen[4:] == ["mutant.pdb"]
    (folder / "mutant.pdb").unlink()
    assert list(ask(folder).entries) == ["8aaa"]


def test_a_damaged_or_unwritable_cache_only_costs_time(folder, monkeypatch, tmp_path):
    ask(folder)
    (kept,) = Path(scanning.cache.folder()).glob("inventory-*.json")
    for damage in ("{", "[1, 2]", json.dumps({str(folder / "wild.pdb"): {"mark": [0]}}), json.dumps({"x": 3})):
        kept.write_text(damage)
        assert len(ask(folder)) == 2, damage
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    monkeypatch.setenv("KINLENS_CACHE", str(blocked))
    assert len(ask(folder)) == 2


def test_progress_is_told(folder):
    told = []
    ask(folder, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_folders_that_are_not_there_hold_nothing(tmp_path):
    found = find_structures(folders=[tmp_path / "nowhere"], bundled=False)
    assert (found.rows, found.not_read) == ((), ())


# ------------------------------------------------------------------------------------------------ bundled inventory


def test_the_bundled_inventory_answers_without_files(tmp_path):
    found = kl.find_structures(gene="ALK", drug="crizotinib", folders=[tmp_path])
    assert list(found.entries) == ["2xp2", "2yfx"]
    assert found.rows[0]["why"].startswith("C1156, L1196")
    assert {row["place"] for row in found.rows} == {"to fetch"}
    assert found.entries[1] in kl.find_structures(mutant="ALK:L1196M", folders=[tmp_path]).entries


def test_a_local_file_goes_before_the_bundled_row(folder):
    text = (folder / "wild.pdb").read_text()
    (folder / "mine.pdb").write_text(text.replace("8AAA", "2XP2"))
    rows = [row for row in find_structures(folders=[folder]).rows if row["entry"] == "2xp2"]
    assert [(row["gene"], row["place"]) for row in rows] == [("ABL1", "local")]


def test_the_bundled_rows_are_whole():
    rows = bundled_rows()
    names = {column.name for column in entry_columns()}
    assert len({row["entry"] for row in rows}) > 500
    for row in rows:
        assert set(row) <= names
        assert row["status"] == EXAMINED
        assert isinstance(row.get("resolution_A", 1.0), float)
        assert row["resolved"]


@pytest.mark.needs_structures
@pytest.mark.parametrize("entry_id", ["1s9j", "2xp2", "3pyy", "4mne", "9bga", "1ab2", "6gl9"])
def test_the_bundled_rows_are_what_the_files_give(structures_folder, entry_id):
    path = sorted(structures_folder.glob(f"{entry_id}.*"))[0]
    given = [{k: v for k, v in row.items() if v not in ("", None)} for row in describe_file(path)]
    assert sorted(given, key=lambda row: row["chain"]) == [row for row in bundled_rows() if row["entry"] == entry_id]
