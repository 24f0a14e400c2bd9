"""Taking a line of variants apart: ``ABL1 T315I E255K, EML4-ALK L1196M``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kinlens.errors import AmbiguousName, UnknownProtein
from kinlens.reference import find_protein
from kinlens.variants import Nature, Reading, class_and_gene, read_variant

_LONGEST = 4  # words of one entry: "type 1 EWS-FLI1", "Thr 315 to Ile"
_WORD = re.compile(r"(?:\[[^\]]*\]|(?:(?<=\w) )?\([^)]*\)|[^\s,;\[(])+|[\[(]")
_COLON = re.compile(r"\s*:\s*")
_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{1,9}(?:-[A-Z0-9]{1,9})?")
_PROTEIN = re.compile(r"p[0-9]{2,3}[a-zα-ω]?")  # p38, p53, p110a: a protein by its weight, not a proline
_ALSO_VARIANTS = re.compile(r"[A-Za-z]{2,}[0-9]+(?:/[0-9]+)+|S6K")  # MEK1/2, CDK4/6: names that read as variants
_BELONGING = ("in", "of")
_SLIP = re.compile(r"(?:p\.)?[A-Z][0-9]{2,}[a-zA-Z]*[a-z]$")  # T315Ix: a variant gone wrong, no name


def split_arguments(arguments: Sequence[str]) -> list[str]:
    """Variants of the arguments of a command; what was quoted together is a line of its own."""
    lines: list[list[str]] = [[]]
    for argument in arguments:
        if len(argument.split()) > 1:
            lines += [[argument], []]
        else:
            lines[-1].append(argument)
    return [entry for line in lines for entry in split_text(" ".join(line))]


def split_text(text: str) -> list[str]:
    """Variants of a line: separated by spaces, commas or semicolons, kept whole where one has several words.

    A gene standing as a word of its own counts for the variants behind it, up to the next name.

    Examples
    --------
    >>> split_text("EGFR T790M L858R, EML4-ALK L1196M D770del insGY p.[Thr2Lys;Leu6His]")
    ['EGFR T790M', 'EGFR L858R', 'EML4-ALK L1196M', 'EML4-ALK D770del insGY', 'EML4-ALK p.[Thr2Lys;Leu6His]']
    """
    words = _WORD.findall(_COLON.sub(":", text))
    found: list[str] = []
    name, at = "", 0
    while at < len(words):
        if found and words[at] in _BELONGING and at + 1 < len(words) and _is_name(words[at + 1]):
            found[-1] += f" {words[at]} {words[at + 1]}"  # T315I in ABL1
            at += 2
            continue
        size = _words_of_one(words[at:at + _LONGEST])
        mine = words[at:at + size]
        one, leading = " ".join(mine), _name_in(mine)
        read = read_variant(one)
        named = bool(read.variants) and bool(read.variants[0].gene or read.variants[0].accession)
        leading = leading or class_and_gene(one)[1]
        if leading or named or (read.nature == Nature.REFUSED and not _SLIP.match(one)):
            name = leading  # "ABL1:T315I" names its own, and an unknown word may have been meant as a name
        if leading and size > len(leading.split()) and read.variants and not named:  # S6K T389A: no two variants
            one = f"{leading}:{one.removeprefix(leading).strip()}"
        elif name and read.variants and not named:
            one = f"{name} {one}"
        found.append(one)
        at += size
    return found


def _words_of_one(words: list[str]) -> int:
    """How many words from the first on make one entry."""
    slips = (i for i, word in enumerate(words) if _SLIP.match(word) and not read_variant(word).variants)
    longest = next(slips, len(words))
    return next((size for size in range(longest, 1, -1) if _is_one(words[:size])), 1)


def _is_one(words: list[str]) -> bool:
    """Whether words make one entry together that the first does not make alone."""
    first, last, whole = read_variant(words[0]), read_variant(words[-1]), read_variant(" ".join(words))
    leading = _name_in(words)
    if leading and len(words) > len(leading.split()):
        behind = words[len(leading.split()):]
        return whole.nature != Nature.REFUSED and not whole.suffix and (len(behind) == 1 or _is_one(behind))
    if whole.nature == Nature.VARIANT:
        one = len(whole.variants) == max(1, len(last.variants)) and not whole.suffix
        unnamed = not (whole.variants[0].gene or whole.variants[0].accession)
        return one and unnamed and not (first.variants and all(read_variant(word).variants for word in words))
    if whole.nature != Nature.NOT_A_VARIANT or first.variants or last.variants:
        return False
    # "Loss of function" is more than "Loss", "WT EGFR" is one with its gene; "nan None" are two entries.
    if all(read_variant(word).nature == Nature.NOT_A_VARIANT for word in words):
        return False
    return first.nature == Nature.REFUSED or whole.what != first.what or _is_name(" ".join(words[1:]))


def _name_in(words: list[str]) -> str:
    """The name that words begin with, as far as it goes; '' if they begin with none."""
    for size in range(min(3, len(words)), 0, -1):
        if _is_name(" ".join(words[:size])):
            return " ".join(words[:size])
    return ""


@lru_cache(maxsize=4096)
def _is_name(text: str) -> bool:
    """Whether a text can be meant as a protein: known by that name, or like a symbol and nothing else."""
    reading: Reading = read_variant(text)
    if reading.nature == Nature.NOT_A_VARIANT and reading.what != "fusion":
        return False
    if reading.variants and ":" in text:
        return False
    if _PROTEIN.fullmatch(text):
        return True
    if reading.variants and not _ALSO_VARIANTS.fullmatch(text):
        return False
    try:
        find_protein(text)
    except AmbiguousName:
        return True
    except UnknownProtein:
        return not reading.variants and bool(_SYMBOL.fullmatch(text))
    return True
