"""Sequences as people have them: files, text, letters; what is none is said."""

from __future__ import annotations

import gzip

import pytest

from kinlens.errors import UnreadableSequences
from kinlens.numbered import NOT_READ, number
from kinlens.sequences import (
    FASTA_SUFFIXES,
    LETTERS,
    LONGEST_SEQUENCE,
    NUCLEOTIDE_LENGTH,
    SHORTEST_SEQUENCE,
    clean,
    looks_like_sequence,
    parse_fasta,
    read_fasta,
)

# Bovine ubiquitin's first 40 residues (UniProt P0CG53): no kinase, and of ordinary letters.
PLAIN = "MQIFVKTLTGKTITLEVEPSDTIENVKAKIQDKEGIPPDQ"
TWO = f">one first protein\n{PLAIN[:20]}\n{PLAIN[20:]}\n>two\n{PLAIN[::-1]}\n"
BOTH = [("one", PLAIN, ""), ("two", PLAIN[::-1], "")]


def read(path):
    return [(s.name, s.letters, s.trouble) for s in read_fasta(path)]


def parse(text):
    return [(s.name, s.letters, s.trouble) for s in parse_fasta(text, "here")]


@pytest.mark.parametrize("content", [
    TWO, TWO.rstrip("\n"), TWO.replace("\n", "\r\n"), TWO.replace("\n", "\r"), "\n\n  \n" + TWO,
    TWO.replace("\n", "\n\n"), TWO.replace("\n>", "\n \t\n>"), TWO.lower(), TWO.encode("utf-8-sig"),
    gzip.compress(TWO.encode()), gzip.compress(TWO.replace("\n", "\r\n").encode("utf-8-sig")),
], ids=["lf", "no-last-newline", "crlf", "cr", "blank-in-front", "blank-lines", "blanks-in-a-line", "lower", "bom",
        "gzip", "gzip-bom-crlf"])
def test_one_file_written_in_many_ways(write, content):
    assert read(write(content, "two.fasta")) == BOTH


def test_a_line_end_in_the_middle_of_a_mixed_file(write):
    """Files put together on two systems."""
    mixed = TWO.replace("\n", "\r\n", 2).encode() + b">three\r" + PLAIN.encode() + b"\r\n"
    assert read(write(mixed, "mixed.fa")) == [*BOTH, ("three", PLAIN, "")]


def test_compression_is_seen_in_the_content_not_in_the_name(write):
    assert read(write(gzip.compress(TWO.encode()), "two.fasta")) == read(write(TWO, "two.fasta.gz")) == BOTH


@pytest.mark.parametrize(("written", "letters"), [
    ("MK-VL.AC", "MKVLAC"), ("--MKVLAC--", "MKVLAC"), ("..MKVLAC", "MKVLAC"), ("M K\tV L A C", "MKVLAC"),
    ("        1 mkvlac mkvlac\n       13 mkvlac", "MKVLAC" * 3), ("MKVLAC*", "MKVLAC"), ("MKVLAC *\n", "MKVLAC"),
    ("mkVLac", "MKVLAC"), ("MKV\u00a0LAC", "MKVLAC"), ("MKVLUAC", "MKVLUAC"), ("MKXBZJO", "MKXBZJO"),
])
def test_what_is_left_out_and_what_is_kept(written, letters):
    assert (clean("q", written).letters, clean("q", written).trouble) == (letters, "")


@pytest.mark.parametrize("nothing", ["", "   ", "\n\n", "---", "*", "...12 34", " - * "])
def test_nothing_left_is_no_sequence(nothing):
    assert clean("q", nothing).trouble == "no residues"


@pytest.mark.parametrize(("written", "after"), [("MK*VL", 2), ("M-K *VL*", 2), ("*MKVL", 0), ("MKVL**", 4)])
def test_a_stop_inside_is_counted_in_residues(written, after):
    trouble = clean("q", written).trouble
    assert "stop" in trouble
    assert f"after residue {after}:" in trouble


@pytest.mark.parametrize(("written", "letter", "place"), [
    ("MK%VL", "%", 3), ("M-K?", "?", 3), ("MKÄL", "Ä", 3), ("MKαL", "Α", 3), ("1 mk 2 v@", "@", 4), ("MK>VL", ">", 3),
])
def test_a_strange_letter_is_named_with_its_place(written, letter, place):
    assert clean("q", written).trouble == f"{letter!r} at residue {place} is no amino acid"


def test_every_letter_of_iupac_is_taken():
    """IUPAC-IUB 1983 and the two later ones: twenty, B, Z, X; J of mass spectrometry; U and O."""
    twenty = "ACDEFGHIKLMNPQRSTVWY"
    assert set(twenty + "BZXJUO") == LETTERS
    assert clean("q", twenty + "BZXJUO").trouble == ""


@pytest.mark.parametrize(("letters", "nucleic"), [
    ("ACGT" * 20, True), ("acgu" * 20, True), ("ACGTN" * 20, True), ("ACGT" * 3, False), ("ACGT" * 20 + "E", False),
    ("A" * (NUCLEOTIDE_LENGTH - 1), False), ("A" * NUCLEOTIDE_LENGTH, True),
])
def test_a_nucleic_acid_is_told_from_a_protein(letters, nucleic):
    assert clean("q", letters).trouble == ("nothing but nucleotides: translate it first" if nucleic else "")


@pytest.mark.parametrize(("letters", "nucleic"), [
    ("ACGT" * 20 + "RYSWKMBDHVN", True), ("acgu" * 20 + "rykm", True), ("ACGT" * 20 + "M", True),
    ("ACGT" * 20 + "RYSWKM" * 5, False), ("ACGT" * 20 + "RYSWKMBDHVNE", False), ("RYSWKMBDHV" * 6, False),
])
def test_the_ambiguity_codes_of_nucleotides_are_told_from_a_protein(letters, nucleic):
    """IUPAC-IUB 1985; four of five letters are plain, or else they are amino acids."""
    assert clean("q", letters).trouble == ("nothing but nucleotides: translate it first" if nucleic else "")


def test_what_is_longer_than_any_protein_is_refused():
    """HMMER takes 100,000 residues; the limit counts residues, not gaps."""
    assert clean("q", "Q" * LONGEST_SEQUENCE).trouble == ""
    assert clean("q", "Q-" * LONGEST_SEQUENCE + "*").trouble == ""
    for letter in "QA":
        trouble = clean("q", letter * (LONGEST_SEQUENCE + 1)).trouble
        assert trouble == "100001 letters: the longest protein (titin) has 35,991 residues"


def test_a_file_of_genes_is_not_read_one_by_one(write):
    """Each record is told so; none is guessed to be a protein."""
    path = write(f">gene\n{'ATGGCC' * 30}\n>protein\n{PLAIN}\n", "genes.fna")
    first, second = number(str(path)).numberings
    assert (first.input, first.status) == ("gene", NOT_READ)
    assert "translate" in first.reason
    assert (second.input, second.status) == ("protein", "no kinase domain")


@pytest.mark.parametrize(("header", "name"), [
    ("sp|P00519|ABL1_HUMAN Tyrosine-protein kinase ABL1 OS=Homo sapiens OX=9606", "sp|P00519|ABL1_HUMAN"),
    ("1IEP_1|Chains A, B|ABL KINASE|Mus musculus (10090)", "1IEP_1|Chains"), ("", ""), ("   ", ""),
    ("a\x1b[31mb", "a\ufffd[31mb"), ("a\x00\x07b", "a\ufffd\ufffdb"), ("a\u202eb", "a\ufffdb"),
    ("kinase\u00a0A", "kinase"),
    (" spaced out", "spaced"), ("tab\tafter", "tab"), ("=1+1", "=1+1"), ("αC helix", "αC"), (">twice", ">twice"),
])
def test_the_name_is_the_first_word(header, name):
    assert parse(f">{header}\n{PLAIN}\n") == [(name, PLAIN, "")]


def test_empty_records_stay_in_their_place():
    assert parse(f">a\n>b\n{PLAIN}\n>c\n\n\n>\n") == [
        ("a", "", "no residues"), ("b", PLAIN, ""), ("c", "", "no residues"), ("", "", "no residues")]


def test_names_may_come_twice():
    assert [name for name, *_ in parse(f">a\n{PLAIN}\n>a\n{PLAIN}A\n>a\n{PLAIN}C\n")] == ["a"] * 3


def test_a_record_that_is_none_leaves_its_neighbours():
    text = f">a\n{PLAIN}\n>b\nMK*VL\n>c\n<html>\n>d\n{PLAIN}\n"
    assert [(s[0], bool(s[2])) for s in parse(text)] == [("a", False), ("b", True), ("c", True), ("d", False)]


@pytest.mark.parametrize("content", [
    PLAIN, PLAIN.lower() + "\n", f"\n{PLAIN[:20]}\n{PLAIN[20:]}\n", f"  1 {PLAIN[:20]}\r\n 21 {PLAIN[20:]}*\r\n",
    PLAIN.encode("utf-8-sig"), gzip.compress(PLAIN.encode(), mtime=0),
])
def test_a_file_of_bare_letters_is_one_sequence_named_after_it(write, content):
    assert read(write(content, "bare.txt")) == [("bare.txt", PLAIN, "")]


@pytest.mark.parametrize(("content", "said"), [
    ("", "does not begin with >"), (" \n\n", "does not begin with >"), (b"\xef\xbb\xbf", "does not begin with >"),
    ("MKVLAC\n", "does not begin with >"), (f"#{PLAIN}\n;{PLAIN}\n", "does not begin with >"),
    ('{"a": 1}' * 9, "does not begin with >"), (bytes(range(256)), "no text"), (b"\x89PNG\r\n\x1a\n\x00", "no text"),
    (TWO.encode("utf-16"), "no text"), (b"\x1f\x8b", "its compression is damaged"),
    (gzip.compress(TWO.encode())[:40], "its compression is damaged"),
    (gzip.compress(b"\xff\xfe\x00"), "no text"), (gzip.compress(b""), "does not begin with >"),
], ids=["empty", "blank", "bom-alone", "six-letters", "comments-alone", "json", "bytes", "png", "utf16", "gzip-magic",
        "cut-gzip", "binary-gzip", "empty-gzip"])
def test_a_file_without_sequences_is_refused(write, content, said):
    path = write(content, "none.fasta")
    with pytest.raises(UnreadableSequences, match=said) as caught:
        list(read_fasta(path))
    assert str(path) in str(caught.value)


def test_letters_before_the_first_record_are_not_taken_for_a_sequence(write):
    """The mark of the record is a strange letter among them, and none of it is numbered."""
    path = write(f"{PLAIN}\n>a\n{PLAIN}", "none.fasta")
    (sequence,) = read_fasta(path)
    assert (sequence.name, sequence.trouble) == (path.name, "'>' at residue 41 is no amino acid")
    assert [n.status for n in number(path).numberings] == [NOT_READ]


@pytest.mark.parametrize("comment", ["; of old", "# of now", ";", "#A3M#", f";{PLAIN}", f"#>three\n#{PLAIN}"])
def test_comments_are_left_out_wherever_they_stand(write, comment):
    """In front (Pearson's programs), between lines and at the end; of bare letters too."""
    lines = TWO.splitlines()
    for k in range(len(lines) + 1):
        text = "\n".join([*lines[:k], comment, *lines[k:]])
        assert read(write(text, "two.fasta")) == read(write(text.replace("\n", "\r\n") + "\r\n", "b.fasta")) == BOTH
    bare = write(f"{comment}\n{PLAIN[:20]}\n{comment}\n{PLAIN[20:]}\n", "bare.txt")
    assert read(bare) == [("bare.txt", PLAIN, "")]


def test_a_comment_begins_its_line():
    assert parse(f">a;b #c\n{PLAIN}\n") == [("a;b", PLAIN, "")]
    assert parse(f">a\n{PLAIN} # c\n")[0][2] == "'#' at residue 41 is no amino acid"


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_header_in_an_older_encoding(write, pack):
    text = f">José Müller\n{PLAIN}\n>two\n{PLAIN[::-1]}\n"
    for encoding in ("latin-1", "utf-8", "utf-8-sig"):
        assert read(write(pack(text.encode(encoding)), "names.fasta")) == [("José", PLAIN, ""), BOTH[1]]


@pytest.mark.parametrize("place", [20, 40, 60])
def test_a_gzip_file_damaged_inside_is_refused(write, place):
    packed = bytearray(gzip.compress((f">a\n{PLAIN}\n" * 3 + TWO + TWO[::-1]).encode()))
    packed[place:place + 10] = bytes(byte ^ 0xFF for byte in packed[place:place + 10])
    with pytest.raises(UnreadableSequences):
        list(read_fasta(write(bytes(packed), "damaged.fasta.gz")))


def test_text_is_refused_with_its_origin():
    with pytest.raises(UnreadableSequences, match=r"no sequences in the clipboard: .*FASTA"):
        parse_fasta("hello", "the clipboard")


@pytest.mark.parametrize(("word", "is_one"), [
    (PLAIN, True), (PLAIN.lower(), True), (PLAIN + "*", True), ("  1 " + PLAIN, True),
    (PLAIN[:20] + "\n" + PLAIN, True),
    (PLAIN[:SHORTEST_SEQUENCE], True), (PLAIN[:SHORTEST_SEQUENCE - 1], False), ("ABL1", False), ("2pk9", False),
    ("", False), ("----------------------------", False), ("MQIFVKTLTGKTITLEVE/SDTIENVKAKIQ", False),
    ("αβγδεζηθικλμνξοπρστυφχψω", False), (">" + PLAIN, False), (PLAIN[:30] + "*" + PLAIN, False),
])
def test_which_words_are_sequences(word, is_one):
    assert looks_like_sequence(word) is is_one


@pytest.mark.parametrize("suffix", FASTA_SUFFIXES)
def test_a_suffix_of_sequences_is_read_as_such(write, suffix):
    for name in (f"some{suffix}", f"SOME{suffix.upper()}", f"some{suffix}.gz"):
        content = gzip.compress(TWO.encode()) if name.endswith(".gz") else TWO
        assert [n.input for n in number(str(write(content, name))).numberings] == ["one", "two"]


@pytest.mark.parametrize("name", ["proteins", "proteins.pep", "proteins.x.y"])
def test_fasta_is_known_by_its_first_character_too(write, name):
    """Also behind a byte order mark and blank lines."""
    for content in (TWO, b"\xef\xbb\xbf\r\n\r\n" + TWO.encode()):
        assert [n.input for n in number(write(content, name)).numberings] == ["one", "two"]
