"""Numberings other than UniProt canonical against landmarks of papers, against the sequences and against real files."""

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest

from kinlens.errors import UnknownNumbering, UsageError
from kinlens.identity import identify
from kinlens.reference import load_kinome
from kinlens.reference.numberings import Numbering, find_numbering, genes_of_numberings, is_numbering, numberings_of
from kinlens.structures import read


def table(stream):
    return list(csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t"))


with (files("kinlens.reference") / "data" / "numberings.tsv").open(encoding="utf-8") as _stream:
    ROWS = table(_stream)
with (Path(__file__).parent / "numbering_landmarks.tsv").open(encoding="utf-8") as _stream:
    LANDMARKS = table(_stream)
assert len(ROWS) >= 40, "an empty table would pass every test"
assert len(LANDMARKS) >= 150

ALL = sorted({(row["accession"], row["name"]) for row in ROWS})


@pytest.fixture(scope="module")
def kinome():
    return load_kinome()


@pytest.fixture(scope="module")
def find(kinome):
    """Give a function that finds a numbering by gene and name."""

    def by_gene(gene, name):
        return find_numbering(kinome.protein(gene).accession, name)

    return by_gene


def residue(text):
    return text[0], int(text[1:])


def name_of(row):
    return f"{row['gene']}-{row['numbering']}-{row['canonical']}"


# --------------------------------------------------------------------------------------------- landmarks


@pytest.mark.parametrize("row", LANDMARKS, ids=name_of)
def test_landmarks_of_papers_hold_both_ways(kinome, find, row):
    numbering = find(row["gene"], row["numbering"])
    (letter, position), (same, number) = residue(row["canonical"]), residue(row["number"])
    assert letter == same == kinome.protein(row["gene"]).sequence[position - 1]
    assert (numbering.number(position), numbering.position(number)) == (number, position)
    assert row["source"]


@pytest.mark.parametrize(("accession", "name"), ALL, ids=lambda v: v)
def test_every_numbering_has_a_landmark_of_a_paper(kinome, find, accession, name):
    gene = kinome.protein(accession).gene
    assert [row for row in LANDMARKS if row["gene"] == gene and find(gene, row["numbering"]).name == name]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['gene']}-{row['name']}-{row['first']}")
def test_rows_are_complete(kinome, row):
    record = kinome.protein(row["accession"])
    assert (record.accession, record.gene) == (row["accession"], row["gene"])
    canonical, numbered = row["landmark"].split("=")
    (letter, position), (same, number) = residue(canonical), residue(numbered)
    assert letter == same == record.sequence[position - 1]
    assert int(row["first"]) <= position <= int(row["last"])
    assert number - position == int(row["offset"])
    assert row["citation"]
    assert re.fullmatch(rf"({row['accession']}-[0-9]+)?", row["isoform"])
    assert all(row[key] == row[key].strip() for key in row)


def test_the_rows_of_one_numbering_agree():
    for accession, name in ALL:
        mine = [row for row in ROWS if (row["accession"], row["name"]) == (accession, name)]
        assert len({(row["spellings"], row["isoform"], row["citation"]) for row in mine}) == 1
        assert len(find_numbering(accession, name).segments) == len(mine)


# ------------------------------------------------------------------------------------------------ segments


@pytest.mark.parametrize(("accession", "name"), ALL, ids=lambda v: v)
def test_segments_are_disjoint_and_invert(kinome, accession, name):
    numbering = find_numbering(accession, name)
    length = len(kinome.protein(accession).sequence)
    whole = sum(last - first + 1 for first, last, _ in numbering.segments) == length
    assert not whole or any(offset for _, _, offset in numbering.segments), "it would be canonical"
    assert all(1 <= first <= last <= length for first, last, _ in numbering.segments)
    numbers = [numbering.number(position) for position in range(1, length + 1)]
    given = [number for number in numbers if number is not None]
    assert len(given) == sum(last - first + 1 for first, last, _ in numbering.segments)
    assert given == sorted(set(given)), "a number would stand for two residues"
    assert given[0] >= 1
    for position, number in enumerate(numbers, start=1):
        if number is not None:
            assert numbering.position(number) == position
    for number in set(range(-5, max(given) + 6)) - set(given):
        assert numbering.position(number) is None


@pytest.mark.parametrize(("gene", "name", "number"), [
    ("ABL1", "1b", 45), ("ABL1", "1b", 1), ("MET", "isoform 2", 760), ("EGFR", "mature", 0), ("EGFR", "mature", -23),
    ("ALK", "NPM-ALK", 117), ("PRKACA", "without Met1", 0), ("BTK", "BTK-C", 34), ("MKNK1", "isoform 2", 425),
])
def test_numbers_without_a_canonical_residue(find, gene, name, number):
    assert find(gene, name).position(number) is None


@pytest.mark.parametrize(("gene", "name", "position"), [
    ("ABL1", "1b", 26), ("INSR", "mature isoform A", 750), ("INSR", "mature isoform A", 27),
    ("KIT", "without GNNK", 512), ("ABL1", "1b", 1131), ("ABL1", "1b", 0), ("NTRK1", "TrkA-I", 395),
    ("MKNK1", "isoform 2", 180), ("EGFR", "mature", 24), ("ALK", "NPM-ALK", 1057), ("RPS6KB1", "alpha II", 23),
    ("FGFR3", "IIIb", 330), ("SRC", "chicken", 20),
])
def test_canonical_residues_without_a_number(find, gene, name, position):
    assert find(gene, name).number(position) is None


@pytest.mark.parametrize(("gene", "name", "last", "length"), [
    ("ABL1", "1b", 1130, 1149), ("MET", "isoform 2", 1390, 1408), ("BTK", "isoform C", 659, 693),
    ("FGFR1", "853 residues", 822, 853), ("FGFR2", "IIIb", 821, 822), ("FGFR3", "IIIb", 806, 808),
    ("KIT", "without GNNK", 976, 972), ("ALK", "NPM-ALK", 1620, 680), ("TGFBR2", "isoform B", 567, 592),
    ("RPS6KB1", "alpha II", 525, 502), ("HCK", "p59", 526, 505), ("NTRK1", "TrkA-I", 796, 790),
    ("NTRK2", "838 residues", 822, 838), ("STK24", "MST3a", 443, 431), ("MKNK1", "isoform 2", 465, 424),
    ("SRC", "chicken", 536, 533), ("MAPK1", "rat", 360, 358), ("BRAF", "before 2004", 766, 765),
    ("INSR", "mature isoform B", 1382, 1355), ("INSR", "mature isoform A", 1382, 1343),
    ("DYRK2", "528 residues", 601, 528),
])
def test_the_last_residue_carries_the_length_of_that_protein(kinome, find, gene, name, last, length):
    assert len(kinome.protein(gene).sequence) == last
    assert find(gene, name).number(last) == length


# ----------------------------------------------------------------------------------------- names and errors


@pytest.mark.parametrize(("gene", "spelled", "name"), [
    ("ABL1", "Isoform 1B", "isoform 1b"), ("ABL1", "1b", "isoform 1b"), ("ABL1", "P00519-2", "isoform 1b"),
    ("ABL1", "nm_007313", "isoform 1b"), ("ABL1", "isoform-1b", "isoform 1b"), ("EGFR", " MATURE ", "mature"),
    ("INSR", "Ullrich", "mature isoform A"), ("INSR", "mature", "mature isoform B"), ("ALK", "npm alk", "NPM-ALK"),
    ("ALK", "NPM\u2013ALK", "NPM-ALK"), ("BRAF", "Before\u00a02004", "before 2004"), ("BTK", "BTK-C", "isoform C"),
    ("SRC", "avian", "chicken"), ("RPS6KB1", "p70-S6K", "alpha II"),
])
def test_spellings(find, gene, spelled, name):
    assert find(gene, spelled).name == name


@pytest.mark.parametrize(("gene", "spelled"), [
    ("ABL1", "1c"), ("ABL1", "mature"), ("KRAS", "isoform 2B"), ("ABL1", ""), ("FLT3", "mature"), ("ABL1", "canonical"),
])
def test_names_there_are_not(find, gene, spelled):
    assert find(gene, spelled) is None


def test_names_and_spellings_are_one_of_a_kind_within_a_protein():
    for accession in {row["accession"] for row in ROWS}:
        known = numberings_of(accession)
        for numbering in known:
            for spelling in (numbering.name, *numbering.spellings):
                assert spelling
                assert find_numbering(accession, spelling) is numbering
        assert len({numbering.name for numbering in known}) == len(known)


def test_all_names():
    named = genes_of_numberings()
    assert set(named) == {row["name"] for row in ROWS}
    assert {(name, gene) for name, genes in named.items() for gene in genes} == {(r["name"], r["gene"]) for r in ROWS}
    assert named["isoform 1b"] == ("ABL1",)
    assert {"mature", "before 2004", "NPM-ALK", "chicken", "without Met1"} <= set(named)
    assert is_numbering("1B")
    assert not is_numbering("1c")


def test_proteins_without_another_numbering(kinome):
    """These are counted as in UniProt."""
    for gene in ("HRAS", "NRAS", "MAP2K1", "JAK2", "RET", "AKT1", "CDK2", "AURKA"):
        assert numberings_of(kinome.protein(gene).accession) == ()
    assert numberings_of("nothing") == ()


def test_unverified_citations_say_so(find):
    for accession, name in ALL:
        numbering = find_numbering(accession, name)
        assert isinstance(numbering, Numbering)
        assert numbering.verified != numbering.citation.endswith("unverified")
    assert find("ABL1", "1b").verified
    assert not find("ERBB3", "mature").verified


def test_unknown_numbering_says_what_there_is():
    error = UnknownNumbering("1c", ["isoform 1b (ABL1)", "mature (EGFR, ERBB2)"])
    assert isinstance(error, UsageError)
    assert (error.asked, error.known) == ("1c", ["isoform 1b (ABL1)", "mature (EGFR, ERBB2)"])
    assert str(error) == ("no numbering '1c': give a number to be added with its sign, such as +1058, or name one of "
                          "isoform 1b (ABL1); mature (EGFR, ERBB2)")


# ---------------------------------------------------------------------------------------------- real entries


@pytest.mark.needs_structures
@pytest.mark.parametrize(("entry", "chain", "gene", "name"), [
    ("1opj", "A", "ABL1", "isoform 1b"), ("2fo0", "A", "ABL1", "isoform 1b"), ("3pyy", "A", "ABL1", "isoform 1b"),
    ("1m17", "A", "EGFR", "mature"), ("2gs2", "A", "EGFR", "mature"), ("4hjo", "A", "EGFR", "mature"),
    ("3be1", "A", "ERBB2", "mature"), ("3bbt", "B", "ERBB4", "mature"), ("3bce", "A", "ERBB4", "mature"),
    ("1ir3", "A", "INSR", "mature isoform B"), ("4xlv", "A", "INSR", "mature isoform B"),
    ("4zxb", "E", "INSR", "mature isoform A"), ("1uwh", "A", "BRAF", "before 2004"),
    ("1uwj", "A", "BRAF", "before 2004"),
    ("2src", "A", "SRC", "chicken"), ("1fmk", "A", "SRC", "chicken"), ("2oiq", "A", "SRC", "chicken"),
    ("1atp", "E", "PRKACA", "without Met1"), ("3mvj", "A", "PRKACA", "without Met1"), ("2erk", "A", "MAPK1", "rat"),
    ("2ojg", "A", "MAPK1", "rat"), ("3a7h", "A", "STK24", "MST3a"), ("3k2l", "A", "DYRK2", "528 residues"),
    ("3a8x", "A", "PRKCI", "from Met10"), ("6c9j", "A", "PRKAA1", "from Met10"), ("2hw6", "A", "MKNK1", "isoform 2"),
    ("4at4", "A", "NTRK2", "838 residues"), ("2oh4", "A", "KDR", "mouse"), ("2phk", "A", "PHKG1", "without Met1"),
    ("4otg", "A", "PKN1", "948 residues"), ("5myv", "A", "SRPK2", "699 residues"),
])
def test_author_numbers_of_real_entries(structures_folder, find, entry, chain, gene, name):
    (path,) = sorted(structures_folder.glob(f"{entry}.pdb*")) or sorted(structures_folder.glob(f"{entry}.cif*"))
    structure = read(path)
    protein = identify(structure, chain)
    assert protein.record.gene == gene
    numbering = find(gene, name)
    authors = structure.residues.number[protein.residues].tolist()
    pairs = [(numbering.number(position), author) for position, author in zip(protein.canonical.tolist(), authors,
                                                                              strict=True) if position]
    compared = [(number, author) for number, author in pairs if number is not None]
    assert len(compared) >= 0.95 * len(pairs)
    assert len(compared) >= 200
    assert [pair for pair in compared if pair[0] != pair[1]] == []
