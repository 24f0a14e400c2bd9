"""Taking a line of variants apart: ``ABL1 T315I E255K, EML4-ALK L1196M``."""

from __future__ import annotations

import re

from kinlens.errors import AmbiguousName, UnknownProtein
from kinlens.reference import find_protein
from kinlens.variants import Nature, Reading, Variant, read_variant

_LONGEST = 4  # words of one variant: "type 1 EWS-FLI1", "Thr 315 to Ile"
_WORD = re.compile(r"(?:\[[^\]]*\]|(?:(?<=\w) )?\([^)]*\)|[^\s,;\[(])+|[\[(]")
_COLON = re.compile(r"\s*:\s*")
_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{1,9}(?:-[A-Z0-9]{1,9})?")
_SLIP = re.compile(r"(?:p\.)?[A-Z][0-9]{2,}[a-zA-Z]*[a-z]$")  # T315Ix: a variant gone wrong, no name


def split_text(text: str) -> list[str]:
    """Variants of a line: separated by spaces, commas or semicolons, kept whole where one has several words.

    A gene standing as a word of its own counts for the variants behind it.

    Examples
    --------
    >>> split_text("EGFR T790M L858R, EML4-ALK L1196M D770del insGY p.[Thr2Lys;Leu6His]")
    ['EGFR T790M', 'EGFR L858R', 'EML4-ALK L1196M', 'EML4-ALK D770del insGY', 'EML4-ALK p.[Thr2Lys;Leu6His]']
    """
    words = _WORD.findall(_COLON.sub(":", text))
    found: list[str] = []
    name, at = "", 0
    while at < len(words):
        size = _words_of_one(words[at:at + _LONGEST])
        one = " ".join(words[at:at + size])
        read = read_variant(one)
        named = bool(read.variants) and bool(read.variants[0].gene or read.variants[0].accession)
        if named and size > 1 and not read_variant(words[at]).variants:
            name = _name_in(words[at:at + size])
        found.append(f"{name} {one}" if name and read.variants and not named else one)
        at += size
    return found


def _words_of_one(words: list[str]) -> int:
    """How many words from the first on make one entry."""
    alone = read_variant(words[0])
    slips = (i for i, word in enumerate(words) if _SLIP.match(word) and not read_variant(word).variants)
    longest = next(slips, len(words))
    return next((size for size in range(longest, 1, -1) if _is_one(words[:size], alone)), 1)


def _is_one(words: list[str], alone: Reading) -> bool:
    """Whether words make one entry together that the first does not make alone."""
    whole, last = read_variant(" ".join(words)), read_variant(words[-1])
    if whole.nature == Nature.VARIANT:
        one = len(whole.variants) == max(1, len(last.variants)) and not whole.suffix
        return one and _may_lead(alone, whole) and not _listed(alone.variants, words)
    twice = alone.what == last.what == whole.what  # WT WT
    return whole.nature == Nature.NOT_A_VARIANT and not alone.variants and not last.variants and not twice


def _may_lead(first: Reading, whole: Reading) -> bool:
    """Whether the words in front are a name or part of the variant, and no entry of their own like ``Ex19del``."""
    variant = whole.variants[0]
    name = variant.accession or variant.gene
    return not name or ((first.nature != Nature.NOT_A_VARIANT or first.what == "fusion") and _is_name(name))


def _is_name(text: str) -> bool:
    """Whether a word of its own can be meant as a gene: known, or in capitals like one."""
    if _SYMBOL.fullmatch(text):
        return True
    try:
        find_protein(text)
    except AmbiguousName:
        return True
    except UnknownProtein:
        return False
    return True


def _listed(first: tuple[Variant, ...], words: list[str]) -> bool:
    """Whether the words are variants of their own: ``27 42`` is no range."""
    return bool(first) and all(read_variant(word).variants for word in words)


def _name_in(words: list[str]) -> str:
    """The words in front of the first that reads as a variant."""
    for i, word in enumerate(words):
        if read_variant(word).variants:
            return " ".join(words[:i])
    return words[0]
