"""Taking a line of variants apart: ``ABL1 T315I E255K, EML4-ALK L1196M``.

The grammar decides: words are one entry where reading them together says something else than reading them apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kinlens.errors import UnknownProtein
from kinlens.reference import look_up
from kinlens.variants import Nature, Reading, Variant, read_variant

_LONGEST = 6  # words of one entry: "KIT exon 11 W557_K558del", "PDGFR alpha D842V", "EGFR T790M / L858R"
_WORD = re.compile(r"(?:\[[^\]]*\]|\([^)]*\)|[^\s,;\[(])+|[\[(]")
_COLON = re.compile(r"\s*:\s*")
# Like a symbol, of man (TERT) or mouse (Tp53), though in no table here.
_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{1,9}(?:-[A-Z0-9]{1,9})?|[A-Z][a-z]{1,4}[0-9]{1,3}[a-z]?|v-[A-Z][A-Za-z]{2,5}")
_PROTEIN = re.compile(r"p[0-9]{2,3}[a-zα-ω]?")  # p38, p53, p110a: a protein by its weight, not a proline
_JOINING = ("and", "or", "plus", "with", "in", "of")
_BEHIND = re.compile(r"[(\[].*|(?:in|of) .+|[A-Z]")  # what may stand behind a variant and be part of its entry


# Neighbouring entries are looked for in the same words.
_read = lru_cache(maxsize=1 << 12)(read_variant)


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
    line = _COLON.sub(":", text)
    words = [match.span() for match in _WORD.finditer(line)]
    found: list[str] = []
    name, at = "", 0
    while at < len(words):
        ends = [end for _, end in words[at:at + _LONGEST]]
        start = words[at][0]
        size = next((n for n in range(len(ends), 1, -1) if _is_one(line, start, ends[:n])), 1)
        one = line[start:ends[size - 1]]
        read = _read(one)
        own = _name_of(read)
        if own:
            name = "" if one.startswith(f"{own}:") else own  # a colon binds to one
        elif read.nature == Nature.REFUSED and not _is_spoilt(one):
            name = one if _is_name(one) else ""  # an unknown word may have been meant as a name
        found.append(f"{name} {one}" if name and read.variants and not own else one)
        at += size
    return found


def _name_of(read: Reading) -> str:
    """The protein an entry names itself."""
    return (read.variants[0].gene or read.variants[0].accession) if read.variants else read.gene


def _is_one(line: str, start: int, ends: Sequence[int]) -> bool:
    """Whether words make one entry: together they read as something that they do not read as apart."""
    whole = _read(line[start:ends[-1]])
    if whole.nature == Nature.REFUSED:
        return len(ends) == 2 and _is_name(line[start:ends[0]]) and _is_spoilt(line[ends[0]:ends[1]].strip(" ,;"))
    name = _name_of(whole)
    if name and not _is_name(name):
        return False
    at_end = not line[ends[-1]:].strip(" ,;")
    return not any(_apart(whole, line[start:end], line[end:ends[-1]].strip(" ,;"), at_end) for end in ends[:-1])


def _apart(whole: Reading, left: str, right: str, at_end: bool) -> bool:
    """Whether two parts say by themselves what they say together."""
    if left.split()[-1].lower() in _JOINING:
        return False
    first, second = _read(left), _read(right)
    if whole.nature == Nature.NOT_A_VARIANT:  # "nan None" and "WT garbage", not "Loss of function" and "WT EGFR"
        more = first.what == whole.what and second.nature == Nature.REFUSED and not _is_name(right)
        return first.nature == Nature.NOT_A_VARIANT and (more or second.what == whole.what)
    name = _name_of(whole)
    if first.nature == Nature.NOT_A_VARIANT:  # "Ex19del T790M", not "EML4-ALK L1196M", "exon 11 K558del", "DEL 7-9"
        passed_over = first.what in ("exon", "named form of the protein") and not whole.suffix
        if passed_over or first.what in ("fusion", "DNA or RNA"):
            return False
        return _same(second.variants, whole.variants, name)
    if second.variants and _same((*first.variants, *second.variants), whole.variants, name):
        return bool(first.variants)
    if not first.variants or not _same(first.variants, whole.variants, name):
        return False
    belongs = _BEHIND.fullmatch(right) or (at_end and not name and _known(right))
    return bool(second.variants) or not belongs


def _same(parts: Sequence[Variant], whole: Sequence[Variant], name: str) -> bool:
    return list(dict.fromkeys(v.with_gene(name) for v in parts)) == [v.with_gene(name) for v in whole]


def _is_spoilt(word: str) -> bool:
    """Whether a word was meant as a variant and cannot be read: it has a number and is no name."""
    return _read(word).nature == Nature.REFUSED and bool(re.search("[0-9]", word)) and not _is_name(word)


@lru_cache(maxsize=4096)
def _is_name(text: str) -> bool:
    """Whether a text can be meant as a protein: known by that name, or like a symbol and nothing else."""
    reading = _read(text)
    if reading.nature == Nature.NOT_A_VARIANT and reading.what != "fusion":
        return False
    if reading.variants and not _PROTEIN.fullmatch(text):
        return _known(text)
    if text.lower() in _JOINING:
        return False
    like_one = _PROTEIN.fullmatch(text) or _SYMBOL.fullmatch(text)
    return bool(like_one) or _known(text) or all(_known(word) for word in text.split())


def _known(text: str) -> bool:
    return not isinstance(look_up(text), UnknownProtein)
