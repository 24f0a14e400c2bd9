"""Amino-acid codes as they stand in variants, and the pattern pieces made of them."""

from __future__ import annotations

import re

from kinlens.residues import THREE_TO_ONE

AMINO_ACIDS = frozenset("ACDEFGHIKLMNPQRSTVWYU")  # U: selenocysteine
_THREE = {name: letter for name, letter in THREE_TO_ONE.items() if letter in AMINO_ACIDS} | {"SEC": "U"}
_STOPS = ("TER", "STOP", "END")
# O is pyrrolysine in IUPAC's alphabet, which no human protein has: where it is written, a stop is meant.
_LETTER = {letter: letter for letter in AMINO_ACIDS} | _THREE | {"X": "X", "XAA": "X", "*": "*", "O": "*"}
_LETTER |= dict.fromkeys(_STOPS, "*")
_ONE = "".join(sorted(AMINO_ACIDS))

THREE = "|".join(_THREE)
RESIDUE = rf"(?:{THREE}|[{_ONE}])"
STOP = rf"(?:{'|'.join(_STOPS)}|\*)"
CHANGED = rf"(?:{THREE}|{'|'.join(_STOPS)}|XAA|[{_ONE}XO*])"
NUMBER = r"[0-9]{1,5}"  # titin, the longest human protein, has 34,350 residues
END = r"(?![A-Za-z0-9*=<>])"  # behind a change: nothing that could be a part of it

# A change somewhere in a text, in the spelling nobody takes for a word: what has one is no name and no remark.
CHANGE_INSIDE = re.compile(
    rf"(?<![A-Za-z0-9])(?:[{_ONE}]{NUMBER}[{_ONE}X*](?![A-Za-z0-9])|(?i:{THREE}){NUMBER}(?i:{THREE}|{STOP}|=)"
    rf"|(?:[{_ONE}]|(?i:{THREE}))[0-9]{{2,5}}(?i:del|ins|dup|fs)|(?i:del|dup)[ _]?[{_ONE}]?[0-9]{{3,5}})")


def letter(code: str) -> str:
    """One-letter code of a residue, ``*`` for any spelling of a stop, ``X`` for any residue.

    Raises
    ------
    KeyError
        If it is no code.
    """
    return _LETTER[code.upper()]


def sequence(text: str, *, three_letter: bool = False) -> str | None:
    """Residues of an inserted or deleted sequence, one- or three-letter; None where a letter is no residue.

    Parameters
    ----------
    text : str
    three_letter : bool
        Read ``ALA`` as alanine and not as Ala-Leu-Ala; otherwise only ``Ala`` is.
    """
    if text.upper() == "STOP":
        return "*"
    codes = re.findall(r"[A-Za-z]{3}|\*", text)
    whole = "".join(codes) == text and all(code.upper() in _LETTER for code in codes)
    if whole and (three_letter or all(code == "*" or code == code.capitalize() for code in codes)):
        return "".join(_LETTER[code.upper()] for code in codes)
    letters = text.upper()
    return "".join(_LETTER[c] for c in letters) if all(c in _LETTER and c != "O" for c in letters) else None
