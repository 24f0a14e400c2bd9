"""A line of variants, as it is typed behind a command."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinlens.listing import split_arguments, split_text
from kinlens.variants import read_variant


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("", []),
        (" , ;", []),
        ("C121S P124L", ["C121S", "P124L"]),
        ("T315I, E255K;Y253H\n M351T", ["T315I", "E255K", "Y253H", "M351T"]),
        ("27-42 546 1R", ["27-42", "546", "1R"]),
        # Of several words each.
        ("DEL 755-759 D770del insGY", ["DEL 755-759", "D770del insGY"]),
        ("Thr 315 Ile", ["Thr 315 Ile"]),
        ("Exon 19 Deletion T315I", ["Exon 19 Deletion", "T315I"]),
        ("EGFR amplification T790M", ["EGFR amplification", "EGFR T790M"]),
        ("T315I (heterozygous) E255K", ["T315I (heterozygous)", "E255K"]),
        ("p.[Thr2Lys;Leu6His] WT", ["p.[Thr2Lys;Leu6His]", "WT"]),
        # A gene as a word of its own, and how far it counts.
        ("ABL1 T315I", ["ABL1 T315I"]),
        ("HER2 V777L L755S", ["HER2 V777L", "HER2 L755S"]),
        ("EML4-ALK L1196M C1156Y", ["EML4-ALK L1196M", "EML4-ALK C1156Y"]),
        ("EGFR L858R/T790M C797S", ["EGFR L858R/T790M", "EGFR C797S"]),
        ("MAP2K1 C121S EGFR:T790M P124L", ["MAP2K1 C121S", "EGFR:T790M", "P124L"]),  # up to the next name
        ("MET D1228N EGFR ex19del T790M", ["MET D1228N", "EGFR ex19del", "EGFR T790M"]),
        ("BRAF V600E NRAS wt Q61K", ["BRAF V600E", "NRAS wt", "NRAS Q61K"]),
        ("KIT exon 11 deletion, V654A", ["KIT exon 11 deletion", "KIT V654A"]),
        ("FLT3-ITD D835Y", ["FLT3-ITD", "FLT3 D835Y"]),
        ("KIT D816V unknownGene R175H", ["KIT D816V", "unknownGene", "R175H"]),  # may have been meant as a name
        ("ALK F1174L HER2 foo V777L", ["ALK F1174L", "HER2", "foo", "V777L"]),
        ("p38 T180A", ["p38 T180A"]),
        ("KIT D816V p53 R175H", ["KIT D816V", "p53 R175H"]),
        ("MEK1/2 C121S", ["MEK1/2 C121S"]),
        ("S6K T389A", ["S6K T389A"]),
        ("KIT exon 11 W557_K558del", ["KIT exon 11 W557_K558del"]),
        ("ABL1 T315I EGFR T790M", ["ABL1 T315I", "EGFR T790M"]),
        ("PDGFR alpha D842V", ["PDGFR alpha D842V"]),
        ("p38α T106M", ["p38α T106M"]),
        ("TERT E727K", ["TERT E727K"]),  # in no table, but like a symbol
        ("ABL1:T315I E255K", ["ABL1:T315I", "E255K"]),  # a colon binds to one
        ("ABL1 : T315I", ["ABL1:T315I"]),
        # What is none keeps to itself.
        ("T315I rubbish E255K", ["T315I", "rubbish", "E255K"]),
        ("WT T315I Ex19del E255K", ["WT", "T315I", "Ex19del", "E255K"]),
        ("T315Ix ABL1:I315T", ["T315Ix", "ABL1:I315T"]),
        ("nan None", ["nan", "None"]),
        ("WT garbage", ["WT", "garbage"]),
        ("T315I in ABL1 T790M of EGFR", ["T315I in ABL1", "T790M of EGFR"]),
        ("WT EGFR T790M", ["WT EGFR", "T790M"]),
        ("Loss of function T315I", ["Loss of function", "T315I"]),
        ("ABL1 foo T315I", ["ABL1", "foo", "T315I"]),
    ],
)
def test_lines(text, entries):
    assert split_text(text) == entries


WORDS = ["T315I", "E255K", "p.Val600Glu", "EGFR:T790M", "E746_A750del", "WT", "T315Ix"]


with (Path(__file__).parent / "variants" / "grammar.tsv").open(encoding="utf-8", newline="") as lines:
    ROWS = [row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row["nature"] == "variant"]


# In a cell a PDB entry may stand in front and a cell line behind; in a line they are words of their own.
CELLS_ONLY = ("3K5V T315I", "T315I K562")


@pytest.mark.parametrize("text", [row["text"] for row in ROWS if row["text"] not in CELLS_ONLY])
def test_a_line_says_what_its_cell_says(text):
    """Taken apart or not, the same variants of the same proteins."""
    whole = [(v.gene or v.accession, str(v)) for v in read_variant(text).variants]
    parts = [(v.gene or v.accession, str(v)) for entry in split_text(text) for v in read_variant(entry).variants]
    assert list(dict.fromkeys(parts)) == list(dict.fromkeys(whole))


def test_quoted_arguments_are_lines_of_their_own():
    assert split_arguments(["EGFR T790M", "C797S"]) == ["EGFR T790M", "C797S"]
    assert split_arguments(["EGFR", "T790M", "C797S"]) == ["EGFR T790M", "EGFR C797S"]
    assert split_arguments(["C797S", "ABL1 T315I E255K", "EGFR", "T790M"]) == [
        "C797S", "ABL1 T315I", "ABL1 E255K", "EGFR T790M"]
    assert split_arguments([]) == []


@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_words_that_stand_for_themselves_come_back(words):
    for separator in (" ", ", ", ";", "\n"):
        assert split_text(separator.join(words)) == words


@given(st.text(max_size=40))
def test_nothing_but_separators_and_spaces_is_lost(text):
    def letters(parts):
        return sorted(c for part in parts for c in part if not c.isspace() and c not in ",;")

    kept, found = letters([text]), letters(split_text(text))
    assert all(found.count(c) >= kept.count(c) for c in set(kept))
