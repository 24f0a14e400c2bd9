"""Reading whole texts: what may be variants, in which order it is tried, and what is said if nothing fits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kinlens.errors import BadVariant, SeveralVariants
from kinlens.variants.joining import read_body
from kinlens.variants.kinds import Kind, Nature
from kinlens.variants.model import Reading, Variant
from kinlens.variants.names import Front, Name, database_in_front, fronts
from kinlens.variants.others import class_and_gene
from kinlens.variants.trouble import Reason, Trouble

# One character for one, so that positions in a text stay what they are.
_PLAIN = str.maketrans({
    **{chr(0xFF01 + i): chr(0x21 + i) for i in range(94)},  # full width
    **dict.fromkeys("‐‑‒–—−﹣", "-"), **dict.fromkeys("→⟶➔", ">"),
    **dict.fromkeys("\"“”\u00a0\u2007\u2009\u202f\u200b\ufeff\t\r\n\v\f", " "),
    "∆": "Δ", "∗": "*", "’": "'", "′": "'"})
_SIMPLE = re.compile(r"(?:p\.)?(?P<a>[ACDEFGHIKLMNPQRSTVWY])(?P<i>[1-9][0-9]{0,4})(?P<m>[ACDEFGHIKLMNPQRSTVWY])")
_DNA = re.compile(r"\(?\b[cgnmr]\.(?![a-z]*\()[^\s;,)]+\)?")
_EXON_OFFSET = re.compile(r"e[0-9]+[+-][0-9]+")  # e12-1: lower case, or it would be a range from Glu12
_ENDS = " ;,"


def read_variant(text: str) -> Reading:
    """Read whatever stands in a column of variants; never raises for bad text.

    Parameters
    ----------
    text : str
        Such as ``T315I``, ``p.(Thr315Ile)``, ``EML4-ALK L1196M``, ``E746_A750del``, ``L718Q/V``, ``Ex19del`` or
        ``WT``. The grammar is listed in ``docs/notation.md``.

    Returns
    -------
    Reading
        Variants; or what the text is instead; or why it is refused and where reading stopped.

    Examples
    --------
    >>> [str(v) for v in read_variant("EGFR:p.[Leu858Arg;Thr790Met]").variants]
    ['L858R', 'T790M']
    >>> read_variant("Ex19del").what, read_variant("T315Ix").position
    ('exon', 5)
    """
    simple = _SIMPLE.fullmatch(text)
    if simple is not None:
        wild, mutant, number = simple["a"], simple["m"], int(simple["i"])
        kind = Kind.SUBSTITUTION if wild != mutant else Kind.SYNONYMOUS
        return Reading(text, Nature.VARIANT, (Variant("", "", kind, number, number, wild, mutant, text, "one-letter"),))
    plain = text.translate(_PLAIN)
    troubles: list[Trouble] = []
    for reading in _attempts(text, plain, troubles):
        if reading is not None:
            return reading
    if not re.search("[0-9]", plain):
        troubles.append(Trouble(Reason.NO_POSITION, len(plain)))
    worst = max(troubles, key=lambda trouble: trouble.position)
    return Reading(text, Nature.REFUSED, what=worst.reason, position=worst.position)


def read_variants(texts: Iterable[str]) -> list[Reading]:
    """Read many texts, each distinct one once.

    Returns
    -------
    list of Reading
        One per text, in order; equal texts share one Reading.
    """
    known: dict[str, Reading] = {}
    readings = []
    for text in texts:
        reading = known.get(text)
        if reading is None:
            reading = known[text] = read_variant(text)
        readings.append(reading)
    return readings


def parse_variant(text: str) -> Variant:
    """Read a text that holds exactly one variant.

    Raises
    ------
    BadVariant
        If the text is refused, or is no variant.
    SeveralVariants
        If there are several in it.

    Examples
    --------
    >>> str(parse_variant("ABL1:p.(Thr315Ile)")), parse_variant("ABL1:T315").kind
    ('T315I', <Kind.RESIDUE: 'residue'>)
    """
    reading = read_variant(text)
    if reading.nature == Nature.NOT_A_VARIANT:
        raise BadVariant(text, f"it says {reading.what}, which has no residue")
    if reading.nature == Nature.REFUSED:
        raise BadVariant(text, reading.what, reading.position)
    if len(reading.variants) > 1:
        raise SeveralVariants(text, tuple(str(variant) for variant in reading.variants))
    return reading.variants[0]


def _attempts(text: str, plain: str, troubles: list[Trouble]) -> Iterator[Reading | None]:
    """What a text may be, in the order in which it is believed; troubles met on the way are collected."""
    end = len(plain.rstrip(_ENDS))
    start = len(plain) - len(plain.lstrip())
    if _EXON_OFFSET.fullmatch(plain):
        yield _no_variant(text, plain)
    without_dna = _DNA.sub(lambda m: " " * len(m[0]), plain)
    if without_dna != plain:  # c.944C>T (p.Thr315Ile): what it says of the protein counts
        yield _beside_dna(text, without_dna.rstrip(_ENDS))
        yield _no_variant(text, plain)
    body = plain[:end]
    database = database_in_front(body, start)
    if database is not None:
        yield _read(text, body, database, troubles)
    yield _read(text, body, Front(Name(), start), troubles)
    yield _no_variant(text, plain)
    for front in fronts(body, start):
        yield _read(text, body, front, troubles)


def _beside_dna(text: str, protein: str) -> Reading | None:
    """The protein's variant in a text that names the DNA's as well; no number that is left of ``12:g.25398285C>A``."""
    start = len(protein) - len(protein.lstrip(_ENDS))
    for front in (Front(Name(), start), *fronts(protein, start)):
        reading = _read(text, protein, front, [])
        if reading is not None and all(v.wild_type for v in reading.variants):
            return reading
    return None


def _no_variant(text: str, plain: str) -> Reading | None:
    name, gene = class_and_gene(plain)
    return Reading(text, Nature.NOT_A_VARIANT, what=name, gene=gene) if name else None


def _read(text: str, plain: str, front: Front, troubles: list[Trouble]) -> Reading | None:
    try:
        variants, joined, suffix = read_body(plain, front.end, front.name)
    except Trouble as trouble:
        troubles.append(trouble)
        return None
    suffix = "; ".join(filter(None, (front.beside, suffix)))
    if len(variants) == 1 and not suffix:
        variants = [replace(variants[0], text=text)]
    return Reading(text, Nature.VARIANT, tuple(variants), joined, suffix)
