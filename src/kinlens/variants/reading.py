"""Reading whole texts: names in front, several variants and their joiners, suffixes behind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from kinlens.errors import BadVariant, SeveralVariants
from kinlens.variants.codes import AMINO_ACIDS, CHANGED, NUMBER, RESIDUE, letter
from kinlens.variants.events import Trouble, read_event
from kinlens.variants.kinds import Joined, Kind, Nature
from kinlens.variants.model import Reading, Variant
from kinlens.variants.others import other_class

# One character for one, so that positions in a text stay what they are.
_PLAIN = str.maketrans({**dict.fromkeys("‐‑‒–—−﹣－", "-"), **dict.fromkeys("→⟶➔", ">"), "\u00a0": " ", "\u2009": " ",
                        "\ufeff": " ", "∆": "Δ", "：": ":", "∗": "*", "＊": "*", "\t": " ", "\r": " ", "\n": " "})
_SIMPLE = re.compile(r"(?P<p>p\.)?(?P<a>[ACDEFGHIKLMNPQRSTVWY])(?P<i>[1-9][0-9]{0,4})(?P<m>[ACDEFGHIKLMNPQRSTVWY])")
_ACCESSION = re.compile(r"(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})(?:-[0-9]{1,2})?")
_DATABASE = re.compile(r"(?:sp|tr)\|(?P<accession>[A-Z0-9]+(?:-[0-9]+)?)(?:\|.*)?|[NX][MPR]_[0-9.]+ ?\((?P<gene>[^()]+)\)",
                       re.IGNORECASE)
_DATABASE_IN_FRONT = re.compile(rf"(?P<name>{_DATABASE.pattern}|{_ACCESSION.pattern})(?: ?[:/] ?| |_|-)", re.IGNORECASE)
_DNA = re.compile(r"\(?\b[cgnmr]\.(?![a-z]*\()[^\s;,)]+\)?")
_EXON_OFFSET = re.compile(r"e[0-9]+[+-][0-9]+")  # e12-1: lower case, or it would be a range from Glu12
_NAME = re.compile(r"(?=.{0,60}$)[0-9]*[A-Za-z][\w.|()+-]*(?:(?: |/|::|: ?)[A-Za-z0-9][\w.|()+-]*){0,3}")
_VARIANT_INSIDE = re.compile(rf"(?<![A-Za-z0-9]){RESIDUE}{NUMBER}{CHANGED}(?![A-Za-z0-9])")
_SEPARATOR = re.compile(r" ?:+ ?| |[/_.-]|(?=\()")
_SURE = re.compile(rf"(?:p\.)?[\[(]*{RESIDUE}{NUMBER}", re.IGNORECASE)
_OPEN = re.compile(r"(?:[\[( ]|p[.:]|(?:(?:codons?|residues?|positions?|amino acids?|aa) ?(?=[A-Za-z]{0,3}[0-9]))"
                   r"|ex(?:on)? ?[0-9]+[ :,]+(?=\S))*", re.IGNORECASE)
_CLOSE = re.compile(r" ?[\])]*")
_INNER_NAME = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9_.-]*) ?: ?")
_JOINER = re.compile(r" ?(?P<j>\(;\)|[;,/+&|^×]|and\b|or\b|plus\b|with\b) ?|(?P<s> )|(?P<u>_)|(?P<h>-)", re.IGNORECASE)
_ALTERNATIVE = re.compile(rf" ?[/,|^] ?(?P<m>{CHANGED})(?![A-Za-z0-9*=?<>])", re.IGNORECASE)
_SUFFIX = re.compile(r"[ _(\[:,;|-]+[A-Za-z].*|\?")
_PARTIAL = re.compile(rf"(?:{RESIDUE}|X)?{NUMBER}(?:[_-]{RESIDUE}?{NUMBER})?{CHANGED}?|{RESIDUE}", re.IGNORECASE)

_CHANGES = (Kind.SUBSTITUTION, Kind.SYNONYMOUS, Kind.STOP, Kind.STOP_OR_ANY, Kind.ANY)
_PLAIN_RESIDUES = (Kind.RESIDUE, Kind.RANGE)


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
    if _EXON_OFFSET.fullmatch(plain):
        return Reading(text, Nature.NOT_A_VARIANT, what=other_class(plain))
    troubles: list[Trouble] = []
    for reading in _attempts(text, plain, troubles):
        if reading is not None:
            return reading
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
    """What the text may be, the likeliest first; troubles met on the way are collected."""
    protein = _DNA.sub(lambda m: " " * len(m[0]), plain)  # c.944C>T (p.T315I): what it says of the protein counts
    if protein != plain:
        yield from _variants(text, protein, [])
    yield from _variants(text, plain, troubles, or_else=lambda: other_class(plain))
    if not re.search("[0-9]", plain):
        troubles.append(Trouble("there is no position in it", len(plain)))


def _variants(
    text: str, plain: str, troubles: list[Trouble], or_else: Callable[[], str] = str,
) -> Iterator[Reading | None]:
    """Readings as variants: named by a database, unnamed, something else altogether, named, glued to the name."""
    start, plain = len(plain) - len(plain.lstrip()), plain.rstrip(" ;,")
    database = _DATABASE_IN_FRONT.match(plain, start)
    if database is not None:
        yield _read_body(text, plain, database.end(), database["name"], troubles)
    yield _read_body(text, plain, start, "", troubles)
    other = or_else()
    yield Reading(text, Nature.NOT_A_VARIANT, what=other) if other else None
    for separator in _SEPARATOR.finditer(plain, start):
        name = plain[start:separator.start()].strip()
        if _separates(separator, name, plain) and _is_name(name):
            yield _read_body(text, plain, separator.end(), name, troubles)
    yield _glued(text, plain, start)


def _separates(separator: re.Match[str], name: str, plain: str) -> bool:
    """Whether a sign may stand between name and variant; ``_``, ``-`` and ``.`` stand in both as well."""
    if not name or separator[0].strip() in (":", "/", ""):
        return bool(name)
    return bool(_SURE.match(plain, separator.end())) and not _SURE.fullmatch(name)


def _is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(text) or _DATABASE.fullmatch(text)) and not _VARIANT_INSIDE.search(text)


def _name_fields(name: str) -> dict[str, str]:
    database = _DATABASE.fullmatch(name)
    if database is not None:
        name = database["accession"] or database["gene"]
    if _ACCESSION.fullmatch(name.upper()):
        return {"gene": "", "accession": name.upper()}
    return {"gene": name, "accession": ""}


def _glued(text: str, plain: str, start: int) -> Reading | None:
    """``BRAFV600E``: a name and a substitution without anything between."""
    for at in range(start + 2, len(plain) - 2):
        if not plain[at].isupper() or not plain[start:at].isalnum() or not plain[start].isalpha():
            continue
        match = _SIMPLE.fullmatch(plain, at)
        if match is not None:
            reading = _read_body(text, plain, at, plain[start:at], [])
            if reading is not None:
                return reading
    return None


def _read_body(text: str, plain: str, start: int, name: str, troubles: list[Trouble]) -> Reading | None:
    try:
        variants, joiners, suffix = _parse(plain, start, name)
    except Trouble as trouble:
        troubles.append(trouble)
        return None
    if len(variants) == 1 and not suffix:
        variants = [replace(variants[0], text=text)]
    return Reading(text, Nature.VARIANT, tuple(variants), _joined(variants, joiners), suffix)


def _parse(plain: str, at: int, name: str) -> tuple[list[Variant], list[str], str]:
    """Variants from a place of the text to its end, the joiners between them, the suffix behind."""
    variants: list[Variant] = []
    joiners: list[str] = []
    fields = _name_fields(name) if name else {}
    depth, suffix = 0, ""
    while True:
        opened = _OPEN.match(plain, at)
        if opened is not None:
            depth += sum(map(opened[0].count, "[("))
            at = opened.end()
        inner = _INNER_NAME.match(plain, at) if variants else None
        if inner is not None and _is_name(inner["name"]):
            fields = _name_fields(inner["name"])
            at = inner.end() + len(_OPEN.match(plain, inner.end())[0])  # type: ignore[index]
        found = read_event(plain, at)
        if found is None:
            raise _why_no_event(plain, at)
        variant, at = found
        variants.append(replace(variant, **fields))
        while variants[-1].kind in _CHANGES and (other := _ALTERNATIVE.match(plain, at)):
            variants.append(_alternative(variants[-1], letter(other["m"])))
            joiners.append("/")
            at = other.end()
        closed = _CLOSE.match(plain, at)
        closing = closed[0].strip() if closed and closed[0].strip() else ""
        if closing and len(closing) <= depth:
            depth -= len(closing)
            at = closed.end() if closed else at
        if at == len(plain):
            break
        joiner = _JOINER.match(plain, at)
        if joiner is not None and _continues(plain, joiner, variants[-1]):
            joiners.append((joiner["j"] or joiner[0]).lower() if not (depth and joiner["j"] == ";") else "(;)")
            at = joiner.end()
            continue
        suffix = _suffix(plain, at)
        break
    if depth:
        raise Trouble("a bracket is not closed", len(plain))
    return variants, joiners, suffix


def _alternative(v: Variant, mutant: str) -> Variant:
    kind = {"*": Kind.STOP, "X": Kind.STOP_OR_ANY, v.wild_type: Kind.SYNONYMOUS}.get(mutant, Kind.SUBSTITUTION)
    return replace(v, kind=kind, mutant=mutant, text=f"{v.wild_type}{v.start}{mutant}")


def _continues(plain: str, joiner: re.Match[str], last: Variant) -> bool:
    """Whether another variant follows a joiner; a residue alone behind ``T315I_`` is a suffix, as in ``T315I_R1``."""
    opened = _OPEN.match(plain, joiner.end())
    at = opened.end() if opened else joiner.end()
    inner = _INNER_NAME.match(plain, at)
    if inner is not None and _is_name(inner["name"]):
        at = inner.end()
        at += len(_OPEN.match(plain, at)[0])  # type: ignore[index]
    following = read_event(plain, at)
    if following is None:
        return False
    loose = joiner["u"] or joiner["h"]
    return not (loose and following[0].kind in _PLAIN_RESIDUES and last.kind not in _PLAIN_RESIDUES)


def _suffix(plain: str, at: int) -> str:
    rest = plain[at:]
    if not _SUFFIX.fullmatch(rest) or _VARIANT_INSIDE.search(rest):
        raise Trouble(f"{rest.strip()!r} behind it cannot be read", at)
    if rest.count("(") != rest.count(")"):
        raise Trouble("a bracket has no partner", at)
    return rest.strip(" _:,;|-").removeprefix("(").removesuffix(")") if rest.strip().startswith("(") else rest.strip(" _:,;|-")


def _why_no_event(plain: str, at: int) -> Trouble:
    """Where a text stops to look like a variant."""
    partial = _PARTIAL.match(plain, at)
    if at >= len(plain):
        return Trouble("it is empty" if not plain.strip() else "nothing follows", at)
    if partial is None:
        code = plain[at].upper()
        if code in "BJZOU" and plain[at + 1:at + 2].isdigit() and code not in AMINO_ACIDS:
            return Trouble(f"{plain[at]} is none of the amino acids", at)
        return Trouble(f"no residue and no number begins with {plain[at:at + 12]!r}", at)
    rest = plain[partial.end():]
    if not rest:
        return Trouble("there is no position in it", partial.end())
    return Trouble(f"{partial[0]!r} cannot be followed by {rest[:12]!r}", partial.end())


def _joined(variants: list[Variant], joiners: list[str]) -> Joined:
    """How variants belong together, as far as their joiners say."""
    if len(variants) < 2:
        return Joined.SINGLE
    said = set(joiners)
    one_place = len({(v.gene, v.accession, v.start, v.end) for v in variants}) == 1
    if said <= {"or", "^"} or (said <= {"/", ",", "|"} and one_place):
        return Joined.EITHER
    if said == {"/"} and all(v.kind in _PLAIN_RESIDUES for v in variants):
        return Joined.EITHER
    if said <= {"(;)", "+", "&", "×", "and", "plus", "with", "_", "-"} and not one_place:
        return Joined.TOGETHER
    return Joined.LISTED
