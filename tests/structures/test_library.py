import pickle
from pathlib import Path

import pytest

from kinlens.errors import StructureNotFound
from kinlens.structures.library import SUFFIXES, find, folders, looks_like_structure


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Give a folder named by KINLENS_STRUCTURES, with the current directory elsewhere."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("KINLENS_STRUCTURES", str(folder))
    return folder


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("1s9j.pdb.gz", "1s9j"),
        ("1s9j.pdb.gz", "1S9J"),
        ("1S9J.cif", "1s9j"),
        ("pdb1s9j.ent.gz", "1s9j"),
        ("pdb_00001s9j.cif.gz", "1s9j"),
        ("1s9j.cif.gz", "pdb_00001s9j"),
        ("pdb_00001s9j.cif.gz", "PDB_00001S9J"),
        ("pdb_1a2b3c4d.cif", "pdb_1a2b3c4d"),
        ("AF-P00533-F1-model_v4.cif", "AF-P00533-F1"),
        ("AF-P00533-F1-model_v4.cif", "af-p00533"),
        ("AF-P00533-F1-model_v4.cif.gz", "AF-P00533-F1-model_v4"),
        ("AF-A0A024R1R8-F1.pdb", "AF-A0A024R1R8-F1"),
    ],
)
def test_identifiers_find_their_files(shelf, name, asked):
    (shelf / name).touch()
    assert find(asked) == shelf / name


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("21s9j.pdb", "1s9j"),
        ("1s9j_fixed.pdb", "1s9j"),
        ("1s9jx.pdb", "1s9j"),
        ("1s9j.txt", "1s9j"),
        ("1s9j", "1s9j"),
        ("AF-P00533-F2.cif", "AF-P00533"),
        ("AF-P00533-2-F1.cif", "AF-P00533"),
        ("AF-P00533-F1-model_v4.cif", "AF-P00533-F1-model_v3"),
        ("1s9j.pdb", "pdb_00011s9j"),
    ],
)
def test_other_names_are_not_taken(shelf, name, asked):
    (shelf / name).touch()
    with pytest.raises(StructureNotFound) as caught:
        find(asked)
    assert caught.value.asked == asked
    assert str(shelf) in caught.value.looked_in
    assert str(shelf) in str(caught.value)


def test_suffixes_are_tried_in_their_order(shelf):
    for suffix in reversed(SUFFIXES):
        (shelf / f"1s9j{suffix}").touch()
        assert find("1s9j") == shelf / f"1s9j{suffix}"


def test_newest_model_and_plainest_name_win(shelf):
    for name in ("AF-P00533-F1-model_v9.cif", "AF-P00533-F1-model_v10.cif", "AF-P00533-F1.cif"):
        (shelf / name).touch()
    assert find("AF-P00533-F1").name == "AF-P00533-F1-model_v10.cif"
    for name in ("pdb1s9j.pdb", "1s9j.pdb", "pdb_00001s9j.pdb"):
        (shelf / name).touch()
    assert find("1s9j").name == "1s9j.pdb"


def test_folders_are_searched_in_order_and_read_at_call_time(shelf, tmp_path, monkeypatch):
    second = tmp_path / "second"
    second.mkdir()
    (second / "1s9j.cif.gz").touch()
    monkeypatch.setenv("KINLENS_STRUCTURES", f"{tmp_path / 'missing'}:{shelf}::{second}")
    assert find("1s9j") == second / "1s9j.cif.gz"
    (shelf / "1s9j.ent").touch()
    assert find("1s9j") == shelf / "1s9j.ent"
    monkeypatch.delenv("KINLENS_STRUCTURES")
    assert folders() == (Path("structures"),)
    Path("structures").mkdir()
    Path("structures/1s9j.pdb").touch()
    assert find("1s9j") == Path("structures/1s9j.pdb")


def test_subfolders_are_not_searched(shelf):
    (shelf / "deeper").mkdir()
    (shelf / "deeper" / "1s9j.pdb").touch()
    (shelf / "1s9j.cif").mkdir()
    with pytest.raises(StructureNotFound):
        find("1s9j")


def test_an_existing_path_comes_first(shelf):
    (shelf / "1s9j.pdb").touch()
    Path("1s9j").write_text("a file of that very name")
    assert find("1s9j") == Path("1s9j")
    assert find(shelf / "1s9j.pdb") == shelf / "1s9j.pdb"


@pytest.mark.parametrize(
    "text",
    [
        "../1s9j",
        "1s9/",
        "T315I",
        "1234",
        "0abc",
        "nofile.pdb",
        "",
        "a\0b",
        "x" * 5000,
        "~nobody_here/x",
        "AF-../x",
    ],
)
def test_what_is_no_identifier_is_looked_for_nowhere(shelf, text):
    with pytest.raises(StructureNotFound) as caught:
        find(text)
    assert caught.value.looked_in == ()
    assert "check the path" in str(caught.value)


def test_the_error_survives_a_process_pool():
    error = pickle.loads(pickle.dumps(StructureNotFound("1s9j", ("x", "y"))))  # noqa: S301 (our own bytes)
    assert (error.asked, error.looked_in) == ("1s9j", ("x", "y"))


@pytest.mark.parametrize(
    "text",
    [
        "1s9j",
        "1S9J",
        "9zzz",
        "a.pdb",
        "A.CIF",
        "x/y.ent.gz",
        "m.mmcif",
        "m.bcif.gz",
        "m.mmjson",
        "a.pdb.cif",
        "AF-P00533-F1",
        "pdb_00001s9j",
    ],
)
def test_looks_like_structure(text):
    assert looks_like_structure(text)


@pytest.mark.parametrize(
    "text",
    [
        "T315I",
        "L858R",
        "p.T315I",
        "EGFR",
        "C121S",
        "1234",
        "0abc",
        "1s9jx",
        "hits.csv",
        "a.pdb.csv",
        "pdb",
        "K601",
        "",
    ],
)
def test_variants_do_not_look_like_structures(text):
    assert not looks_like_structure(text)


def test_any_existing_file_looks_like_a_structure(tmp_path):
    (tmp_path / "complex").touch()
    assert looks_like_structure(str(tmp_path / "complex"))
    # A folder is taken for one too, so that the message names the folder and not a strange variant.
    assert looks_like_structure(str(tmp_path))
