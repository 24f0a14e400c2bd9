"""Protein sequences as people have them: FASTA files, plain letters; what is none is said, not guessed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from kinlens.errors import UnreadableSequences

LETTERS = frozenset("ACDEFGHIKLMNPQRSTVWYBJOUXZ")  # the twenty, selenocysteine, pyrrolysine, and IUPAC's unknowns
_NUCLEOTIDES = frozenset("ACGTUN")
SHORTEST_SEQUENCE = 20  # letters; a shorter word may be the name of something
NUCLEOTIDE_LENGTH = 50  # a longer run of nothing but A, C, G, T, U and N is no protein
_IGNORED = re.compile(r"[\s\-.0-9]+")  # blanks, alignment gaps, the numbers of GenBank and EMBL lines
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
    letters = _IGNORED.sub("", text).upper().removesuffix("*")
    if not letters:
        return NamedSequence(name, "", "no residues")
    stop = letters.find("*")
    if stop >= 0:
        return NamedSequence(name, letters, f"a stop (*) inside, after residue {stop}: give the protein that is made")
    strange = next((k for k, letter in enumerate(letters) if letter not in LETTERS), None)
    if strange is not None:
        return NamedSequence(name, letters, f"{letters[strange]!r} at residue {strange + 1} is no amino acid")
    if len(letters) >= NUCLEOTIDE_LENGTH and set(letters) <= _NUCLEOTIDES:
        return NamedSequence(name, letters, "nothing but A, C, G, T, U and N: a nucleic acid; translate it first")
    return NamedSequence(name, letters)


def looks_like_sequence(text: str) -> bool:
    """Whether a word is a protein sequence rather than the name of something: many letters, nothing else."""
    bare = _IGNORED.sub("", text).removesuffix("*")
    return len(bare) >= SHORTEST_SEQUENCE and bare.isalpha() and bare.isascii()


def read_fasta(path: Path) -> Iterator[NamedSequence]:
    """Read the sequences of a FASTA file, compressed or not, or of a file with the letters of one.

    Raises
    ------
    UnreadableSequences
        If there is no text in the file, or none that is a sequence.
    """
    raw = path.read_bytes()
    try:
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as trouble:
        raise UnreadableSequences(str(path), f"it is no text ({trouble})") from None
    return parse_fasta(text, str(path))


def parse_fasta(text: str, origin: str) -> Iterator[NamedSequence]:
    """The sequences of FASTA text; text without a ``>`` line is one sequence.

    Raises
    ------
    UnreadableSequences
        If it has neither.
    """
    from Bio.SeqIO.FastaIO import SimpleFastaParser

    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip()
    if not text.startswith(">"):
        if not looks_like_sequence(text):
            raise UnreadableSequences(origin, "it does not begin with >, nor is it the letters of one sequence")
        return iter([clean("", text)])
    records = SimpleFastaParser(StringIO(text))  # type: ignore[no-untyped-call]
    return (clean((title.split() or [""])[0], letters) for title, letters in records)
