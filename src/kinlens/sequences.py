"""Protein sequences as people have them: FASTA files, plain letters; what is none is said, not guessed."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from kinlens.errors import UnreadableSequences

LETTERS = frozenset("ACDEFGHIKLMNPQRSTVWYBJOUXZ")  # the twenty, selenocysteine, pyrrolysine, and IUPAC's unknowns
LONGEST_SEQUENCE = 100_000  # letters; HMMER takes no more
SHORTEST_SEQUENCE = 20  # letters; a shorter word may be the name of something
# A run of this length of nothing but nucleotides and their ambiguity codes (IUPAC) is no protein.
NUCLEOTIDE_LENGTH = 50
_NUCLEOTIDES, _AMBIGUOUS = frozenset("ACGTU"), frozenset("ACGTUNRYSWKMBDHV")
PLAIN = 0.8  # share of letters of a long text that is meant as a sequence, whatever else is in it
_IGNORED = re.compile(r"[\s\-.0-9]+")  # blanks, alignment gaps, the numbers of GenBank and EMBL lines
_COMMENT = re.compile(r"^[;#].*$", re.MULTILINE)
FASTA_SUFFIXES = (".fasta", ".fa", ".faa", ".fas", ".fna", ".seq", ".txt", ".a3m", ".aln")


@dataclass(frozen=True, slots=True)
class NamedSequence:
    """A protein sequence with its name.

    Attributes
    ----------
    name : str
        First word of its FASTA line, '' for bare letters.
    letters : str
        Capital one-letter codes, without gaps.
    trouble : str
        Why it is no protein sequence, '' if it is one.
    """

    name: str
    letters: str
    trouble: str = ""


def clean(name: str, text: str) -> NamedSequence:
    """Take gaps and blanks out of a sequence, and say what is wrong with it.

    Examples
    --------
    >>> clean("q", "mk-vl*").letters
    'MKVL'
    >>> clean("q", "MK*VL").trouble
    'a stop (*) inside, after residue 2: give the protein that is made'
    """
    name = printable(name)
    letters = _IGNORED.sub("", text).upper().removesuffix("*")
    if not letters:
        return NamedSequence(name, "", "no residues")
    if len(letters) > LONGEST_SEQUENCE:
        return NamedSequence(name, "", f"{len(letters)} letters: the longest protein (titin) has 35,991 residues")
    stop = letters.find("*")
    if stop >= 0:
        return NamedSequence(name, letters, f"a stop (*) inside, after residue {stop}: give the protein that is made")
    strange = next((k for k, letter in enumerate(letters) if letter not in LETTERS), None)
    if strange is not None:
        return NamedSequence(name, letters, f"{letters[strange]!r} at residue {strange + 1} is no amino acid")
    plain = sum(letter in _NUCLEOTIDES or letter == "N" for letter in letters)
    if len(letters) >= NUCLEOTIDE_LENGTH and set(letters) <= _AMBIGUOUS and plain >= PLAIN * len(letters):
        return NamedSequence(name, letters, "nothing but nucleotides: translate it first")
    return NamedSequence(name, letters)


def printable(name: str) -> str:
    """A name without the control characters a terminal would obey."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)


def is_fasta_name(name: str) -> bool:
    """Whether a file name has a suffix of sequences, compressed or not."""
    return name.lower().removesuffix(".gz").endswith(FASTA_SUFFIXES)


def begins_as_fasta(text: str) -> bool:
    """Whether the first line that is no comment begins with ``>``."""
    return _COMMENT.sub("", text.lstrip("\ufeff")).lstrip().startswith(">")


def looks_like_sequence(text: str) -> bool:
    """Whether a text is a protein sequence rather than the name of something: many letters, nothing else."""
    several = len(text.split()) > 1  # lines of a file may be numbered
    bare = re.sub(r"[\s\-0-9]+" if several else r"-+", "", text.strip()).removesuffix("*")
    return len(bare) >= SHORTEST_SEQUENCE and bare.isalpha() and bare.isascii()


def is_meant_as_sequence(text: str) -> bool:
    """Whether a long text without the marks of a path is mostly letters: a sequence with something wrong in it."""
    bare = "".join(text.split())
    letters = sum(letter.isascii() and letter.isalpha() for letter in bare)
    return len(bare) >= 3 * SHORTEST_SEQUENCE and not set(bare) & set("/\\.:_") and letters >= PLAIN * len(bare)


def decode(raw: bytes, origin: str) -> str:
    """Text of a file, compressed or not, with or without a byte order mark.

    Raises
    ------
    UnreadableSequences
        If it is none.
    """
    try:
        raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (OSError, EOFError, zlib.error) as trouble:
        raise UnreadableSequences(origin, f"its compression is damaged ({trouble})") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\x00" in raw:
            raise UnreadableSequences(origin, "it is no text") from None
        return raw.decode("latin-1")  # names in an older encoding; the letters are ASCII


def read_fasta(path: Path) -> Iterator[NamedSequence]:
    """Read the sequences of a FASTA file, compressed or not, or of a file with the letters of one.

    Raises
    ------
    UnreadableSequences
        If there is no text in the file, or none that is a sequence.
    """
    return parse_fasta(decode(path.read_bytes(), str(path)), str(path), name=path.name)


def parse_fasta(text: str, origin: str, *, name: str = "") -> Iterator[NamedSequence]:
    """The sequences of FASTA text; text without a ``>`` line is one sequence, `name`. Lines with ; or # are comments.

    Raises
    ------
    UnreadableSequences
        If it has neither.
    """
    from Bio.SeqIO.FastaIO import SimpleFastaParser

    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = _COMMENT.sub("", text).lstrip()
    if not text.startswith(">"):
        if not (looks_like_sequence(text) or is_meant_as_sequence(text)):
            raise UnreadableSequences(origin, "it does not begin with >, nor is it the letters of one sequence")
        return iter([clean(name, text)])
    records = SimpleFastaParser(StringIO(text))  # type: ignore[no-untyped-call]
    return (clean((title.split() or [""])[0], letters) for title, letters in records)
