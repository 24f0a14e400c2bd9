"""Files written whole or not at all, and names that lead nowhere else."""

import pytest

from kinlens.errors import BadOutput
from kinlens.outputs import safe_stem, whole_or_nothing, write_text


def half_write(path):
    with whole_or_nothing(path) as part:
        part.write_text("half of it")
        raise ZeroDivisionError


def test_a_file_is_there_when_it_is_whole(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with pytest.raises(ZeroDivisionError):
        half_write(path)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_what_cannot_be_written_is_named(tmp_path):
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(BadOutput, match="it is a folder"):
        write_text(tmp_path / "folder.txt", "x")
    with pytest.raises(BadOutput, match="there is no folder"):
        write_text(tmp_path / "nowhere" / "a.txt", "x")


@pytest.mark.parametrize(("name", "stem"), [
    ("1s9j", "1s9j"), ("../../etc/passwd", ".._.._etc_passwd"), ("a/b\\c:d", "a_b_c_d"), ("", "blank"),
    ("AF-P00519-F1", "AF-P00519-F1"), ("x\0y\n", "x_y_"),
])
def test_a_name_out_of_a_file_leads_to_no_other_folder(name, stem):
    assert safe_stem(name) == stem
