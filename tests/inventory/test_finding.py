"""Which structures serve a question."""

import json
from pathlib import Path

import pytest

import kinlens as kl
from builders.files import pdb_text
from builders.kinases import beside, entry, ruler
from kinlens.errors import (
    BadResidue,
    BadVariant,
    NoSuchFolder,
    SeveralVariants,
    UnknownDrug,
    UnknownProtein,
    UnknownState,
)
from kinlens.inventory import find_structures, scanning
from kinlens.inventory.entries import EXAMINED, NOT_READ, UNKNOWN, bundled_rows, describe_file
from kinlens.inventory.finding import STATES
from kinlens.tables import columns_of

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
    assert list(found.table.columns) == [column.name for column in columns_of("entry")]
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
    ({"mutant": "ABL1b:T334I"}, ["8aab"]), ({"mutant": "P00519-2:T334I"}, ["8aab"]), ({"mutant": "S315I"}, []),
    ({"resolved": "ABL1:T392"}, ["8aaa"]), ({"resolved": "ABL1b:T411"}, ["8aaa"]), ({"resolved": "EGFR:T790"}, []),
    ({"resolved": "W392"}, []), ({"resolved": "T315"}, ["8aab", "8aaa"]), ({"resolved": "390"}, ["8aaa"]),
    ({"resolved": "T392", "gene": "ABL1"}, ["8aaa"]),
    ({"state": "mutant"}, ["8aab"]), ({"state": "wild type"}, ["8aaa"]), ({"state": "apo"}, ["8aab"]),
    ({"state": ["drug", "wild type"]}, ["8aaa"]), ({"state": ["drug", "mutant"]}, []),
    ({"state": "unassigned"}, ["8aab", "8aaa"]), ({"state": "aC-out"}, ["8aab", "8aaa"]), ({"state": "alphaC-in"}, []),
    ({"state": "DFG-in"}, []), ({"state": "Type 1"}, ["8aaa"]), ({"state": "type-2"}, []), ({"state": "type 1.5"}, []),
])
def test_questions(folder, question, entries):
    assert list(ask(folder, **question).entries) == entries


def test_a_residue_of_a_gene_is_counted_for_that_gene_alone(folder):
    assert dict(find_structures(folders=folder, gene="BRAF", resolved="V600").counts) == {
        "BRAF": sum(row["gene"] == "BRAF" for row in bundled_rows()),
        "V600 resolved": sum(row["gene"] == "BRAF" and any(
            int(part.split("–")[0]) <= 600 <= int(part.split("–")[-1]) for part in row["resolved"].split(", "))
            for row in bundled_rows())}
    assert len(ask(folder, state="")) == 2


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
    ({"gene": "ABL1", "mutant": "T334I"}, BadResidue, r"would fit: T315I \(isoform 1b\)"),
    ({"gene": "ABL1", "resolved": "G315"}, BadResidue, "has T at 315, not G"),
    ({"mutant": "E746_A750del"}, BadResidue, "a residue, a substitution or an insertion is wanted"),
    ({"mutant": "T315fs", "gene": "ABL1"}, BadResidue, "a residue, a substitution or an insertion is wanted"),
    ({"mutant": "T315del", "gene": "ABL1"}, BadResidue, "a residue, a substitution or an insertion is wanted"),
    ({"mutant": "T315I/F317L"}, SeveralVariants, "2 variants"),
    ({"mutant": "BRAF:V600E", "gene": "ABL1"}, BadResidue, "it is of BRAF, and the question is about ABL1"),
    ({"mutant": "T315I", "resolved": "BRAF:V600", "gene": "ABL1"}, BadResidue, "it is of BRAF"),
    ({"mutant": "what?"}, BadVariant, "what"),
])
def test_questions_that_cannot_be_asked(folder, question, error, message):
    with pytest.raises(error, match=message):
        ask(folder, **question)


STATES_OF = {  # of the mutant, the wild type
    "DFGin": [], "DFGout": [], "DFGinter": [], "unassigned": ["8aab", "8aaa"], "αC-in": [], "αC-out": ["8aab", "8aaa"],
    "apo": ["8aab"], "nucleotide": [], "drug": ["8aaa"], "allosteric": [], "mutant": ["8aab"], "wild type": ["8aaa"],
    "active": [], "inactive": ["8aab", "8aaa"], "undetermined": [], "borderline": [],
    "type I": ["8aaa"], "type I½": [], "type II": [], "type III": [], "covalent": [],
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_be_asked(folder, state):
    assert list(ask(folder, state=state).entries) == STATES_OF[state]


# ------------------------------------------------------------------------------------------------ kept descriptions


def test_a_file_is_described_once_until_it_changes(folder, monkeypatch):
    seen = []
    monkeypatch.setattr(scanning, "describe_file", lambda path: seen.append(path.name) or describe_file(path))
    first = ask(folder).rows
    assert sorted(seen) == ["mutant.pdb", "other.pdb", "page.cif", "wild.pdb"]
    assert ask(folder).rows == first
    assert seen[4:] == ["page.cif"]  # what was not read may be readable by now
    seen.clear()
    text = (folder / "mutant.pdb").read_text()
    (folder / "mutant.pdb").write_text(text.replace("8AAB", "8AAD") + "REMARK 1\n")
    assert list(ask(folder, mutant="T315I").entries) == ["8aad"]
    assert seen == ["mutant.pdb", "page.cif"]
    (folder / "mutant.pdb").unlink()
    assert list(ask(folder).entries) == ["8aaa"]


def test_a_damaged_or_unwritable_cache_only_costs_time(folder, monkeypatch, tmp_path):
    ask(folder)
    (kept,) = Path(scanning.cache.folder()).glob("inventory-*.json")
    whole = json.loads(kept.read_text())
    path = next(name for name in whole if name.endswith("wild.pdb"))
    mark = whole[path]["mark"]
    damaged = [3, {}, {"mark": mark}, {"mark": mark, "rows": 1}, {"mark": mark, "rows": []},
               {"mark": mark, "rows": [{}]}, {"mark": mark, "rows": [{"entry": "x", "status": "y", "evil": 1}]}]
    texts = ["{", "[1, 2]", "[" * 100_000, json.dumps({"x": 3}), *(json.dumps(whole | {path: d}) for d in damaged)]
    for text in texts:
        kept.write_text(text)
        assert len(ask(folder)) == 2, text[:80]
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    monkeypatch.setenv("KINLENS_CACHE", str(blocked))
    assert len(ask(folder)) == 2


def test_progress_is_told(folder):
    told = []
    ask(folder, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_folders_that_are_named_have_to_be_there(tmp_path, monkeypatch):
    with pytest.raises(NoSuchFolder, match="there is no folder"):
        find_structures(folders=[tmp_path / "nowhere"], bundled=False)
    monkeypatch.setenv("KINLENS_STRUCTURES", str(tmp_path / "nowhere"))
    found = find_structures(bundled=False)  # a setting may name what is not mounted today
    assert (found.rows, found.not_read) == ((), ())


def test_one_folder_may_be_a_text(folder):
    assert len(find_structures(folders=str(folder), bundled=False)) == 2


def test_descriptions_of_other_versions_are_thrown_away(folder):
    old = scanning.cache.folder() / "inventory-0123456789ab.json"
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_text("{}")
    ask(folder)
    assert not old.exists()
    assert len(list(old.parent.glob("inventory-*.json"))) == 1


def test_an_insertion_is_a_mutation(write):
    """EGFR D770_N771insNPG, as in 4LRM."""
    egfr = ruler("EGFR", 696, 1000, extra={770: "NPG"})
    changes = [("A", str(n), "", name, "", "INSERTION") for n, name in ((771, "ASN"), (772, "PRO"), (773, "GLY"))]
    path = write(pdb_text(entry(egfr, changes=changes, organism=("HOMO SAPIENS", "9606"))))
    (row,) = describe_file(path)
    assert row["mutations"] == "D770_N771insNPG"
    assert len(find_structures(folders=path.parent, bundled=False, mutant="EGFR:D770_N771insNPG")) == 1
    assert len(find_structures(folders=path.parent, bundled=False, state="wild type")) == 0


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
    names = {column.name for column in columns_of("entry")}
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
