import re

import pytest

from kinlens.structures.identifiers import AlphaFoldId, PdbId, is_short_pdb_id, parse_identifier


@pytest.mark.parametrize(
    ("text", "identifier", "canonical"),
    [
        ("1s9j", PdbId("1s9j"), "1s9j"),
        ("1S9J", PdbId("1s9j"), "1s9j"),
        ("pdb_00001s9j", PdbId("1s9j"), "1s9j"),
        ("PDB_1A2B3C4D", PdbId("pdb_1a2b3c4d"), "pdb_1a2b3c4d"),
        ("pdb_00001234", PdbId("pdb_00001234"), "pdb_00001234"),
        ("AF-P00519", AlphaFoldId("P00519"), "AF-P00519-F1"),
        ("af-p00519-f1", AlphaFoldId("P00519"), "AF-P00519-F1"),
        ("AF-P00519-2", AlphaFoldId("P00519", 2), "AF-P00519-2-F1"),
        ("AF-P00519-2-F3", AlphaFoldId("P00519", 2, 3), "AF-P00519-2-F3"),
        ("AF-P00519-F1-model_v4", AlphaFoldId("P00519", 0, 1, 4), "AF-P00519-F1-model_v4"),
        ("AF-A0A024R1R8-F1", AlphaFoldId("A0A024R1R8"), "AF-A0A024R1R8-F1"),
    ],
)
def test_identifiers_and_their_canonical_text(text, identifier, canonical):
    read = parse_identifier(text)
    assert read == identifier
    assert read.text == canonical
    assert parse_identifier(canonical) == identifier
    assert read.stems.fullmatch(canonical)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", canonical), "safe in a file name and in a URL"


@pytest.mark.parametrize(
    "text",
    [
        "", "1234", "0abc", "1s9", "1s9jx", "1s9j\n", " 1s9j", "T315I", "pdb", "pdb_1s9j", "pdb_00001s9j/",
        "pdb_../1s9j",
        "AF-", "AF-P00519-F", "AF-P00519-model_v4", "AF-P00519-F1-model_v", "AF-P00519-F1.cif", "AF-../..", "AF-../x",
        "../../x", "../1s9j", "1s/j", "1s.j", "AF-P00519-F12345", "AF-P00519-F1-model_v4-F1", "AF-P00519/F1",
        "1\u017f9j",  # a long s, which a case-blind [a-z] takes for an s
        "1\u212a9j",  # the Kelvin sign, likewise
        "1s9\u0661",  # a digit, but not ours
    ],
)
def test_what_is_none(text):
    assert parse_identifier(text) is None
    assert not is_short_pdb_id(text)


@pytest.mark.parametrize(
    ("asked", "stated", "same"),
    [
        ("1s9j", "1S9J", True),
        ("1s9j", "pdb_00001s9j", True),
        ("1s9j", "1s9i", False),
        ("AF-P00519-F1", "AF-P00519-F1", True),
        ("AF-P00519-F1-model_v4", "AF-P00519-F1", True),
        ("AF-P00519-F1-model_v4", "AF-P00519-F1-model_v4", True),
        ("AF-P00519-F1-model_v4", "AF-P00519-F1-model_v3", False),
        ("AF-P00519-F1", "AF-P00519-2-F1", False),
        ("AF-P00519-F1", "AF-P00519-F2", False),
        ("AF-P00519-F1", "AF-P00520-F1", False),
        ("AF-P00519-F1", "1s9j", False),
        ("AF-P00519-F1", "nothing", False),
    ],
)
def test_what_a_file_may_state(asked, stated, same):
    assert parse_identifier(asked).states(parse_identifier(stated)) is same


def test_a_fragment_is_not_another():
    assert not parse_identifier("AF-P00519-F2").stems.fullmatch("AF-P00519")
    assert not parse_identifier("AF-P00519-F1").stems.fullmatch("AF-P00519-F11")
    assert parse_identifier("AF-P00519-F2").stems.fullmatch("af-p00519-f2-model_v4")
    assert parse_identifier("pdb_0000abcd").stems.fullmatch("pdbabcd")
    assert not parse_identifier("pdb_1111abcd").stems.fullmatch("abcd")
