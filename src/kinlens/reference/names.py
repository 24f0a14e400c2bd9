"""Proteins by the names people write: symbols, aliases, earlier symbols, protein names, fusions.

An accession, entry name or gene symbol of the tables wins over everything, whatever else it is used for: PDK1 is
pyruvate dehydrogenase kinase 1, as in every table of variants, and the answer says that PDPK1 is called so, too. Then
come the hand-kept names of ``data/names.tsv``, which also hold what is refused: names of several genes (``p38``), and
aliases that are the symbol of another human gene (``PKD1``: polycystin 1). They decide over the names computed from
KinHub and UniProt. A name that is left with several genes is refused with the choices.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from kinlens.errors import AmbiguousName, UnknownProtein
from kinlens.reference.bundled import data_file
from kinlens.reference.kinome import Kinome, ProteinRecord, load_kinome

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
}
_DASHES = "-‐‑‒–—―−\u00ad"
_FOLDED = str.maketrans(
    _GREEK | dict.fromkeys(f"{_DASHES} \t\r\n_.,()[]{{}}\"\u200b\ufeff", "") | dict.fromkeys("’′`", "'"))
_DASHED = str.maketrans(dict.fromkeys(_DASHES, "-"))
# KinHub writes a Greek letter as its Latin initial: PKCt is PKCθ.
_INITIALS = {"alpha": "a", "beta": "b", "gamma": "g", "delta": "d", "epsilon": "e", "zeta": "z", "eta": "h",
             "theta": "t", "iota": "i"}
_SPELLED = re.compile("|".join(sorted(_INITIALS, key=len, reverse=True)))
_ISOFORM = re.compile(r"([A-Z0-9]{6,10})-([1-9]\d*)")
_NUMBERS = re.compile(r"(.*?)(\d+)((?:/\d+)+)")
_PARTNER = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,14}")
# What stands behind or before a gene with a dash and is no fusion partner: variants, exons, states, tags.
_NO_PARTNER = re.compile(
    r"[ACDEFGHIKLMNPQRSTVWY]\d{2,4}[ACDEFGHIKLMNPQRSTVWYX]?|(?:EX|EXON|DEL|INS)\d\w*|"
    r"WT|MUT|MUTANT|KD|TKD|ITD|JH[12]|VI+|DD|DN|CA|KINASE|DOMAIN|RECEPTOR|LIGAND|INHIBITOR|LIKE|ACTIVE|DEAD|FUSION|"
    r"POSITIVE|NEGATIVE|POS|NEG|AMP|AMPLIFIED|REARRANGED|PHOSPHO|PAN|ANTI|NON|PRO|HUMAN|MOUSE|RAT|"
    r"GST|E?GFP|YFP|MCHERRY|HIS\d?|FLAG|MBP|STREP|AVI|TAG",
    re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A protein found by a name.

    Attributes
    ----------
    record : ProteinRecord
        The protein.
    asked : str
        The name as it was given.
    how : str
        ``accession``, ``entry name``, ``gene symbol``, ``alias``, ``previous symbol``, ``protein name`` or ``fusion``.
    isoform : str
        Number of the isoform the name asks for (``P00519-2``), or ''. Sequences and numbers stay those of the canonical
        isoform.
    partner : str
        The other partner of a fusion as written, or ''.
    source : str
        Where the name stands.
    also : tuple of str
        Symbols of other proteins that the name is used for as well, though it is this one's own symbol.
    """

    record: ProteinRecord
    asked: str
    how: str
    isoform: str
    partner: str
    source: str
    also: tuple[str, ...] = ()


class _Meaning(NamedTuple):
    row: int
    how: str
    source: str
    isoform: str = ""
    also: tuple[int, ...] = ()


class _Reading(NamedTuple):
    """What a name can mean; ``why`` is empty if it means one protein."""

    meanings: tuple[_Meaning, ...]
    why: str = ""


class _Index(NamedTuple):
    kinome: Kinome
    genes: list[str]
    families: list[str]
    exact: dict[str, _Meaning]
    readings: dict[str, _Reading]
    spellings: dict[int, list[str]]


def find_protein(name: str) -> Named:
    """Protein by any of its names, or the partner of a fusion that has a numbered kinase domain.

    Case, spaces, dashes, dots, underscores, Greek letters (``p38α``), ``c-`` and a trailing ``(human)`` do not matter.

    Parameters
    ----------
    name : str
        Gene symbol, alias, earlier symbol, protein name, UniProt accession or entry name, or a fusion.

    Returns
    -------
    Named
        The protein, and how the name was understood.

    Raises
    ------
    AmbiguousName
        If the name stands for several proteins (``MEK``, ``CDK4/6``), or a fusion joins two kinases.
    UnknownProtein
        If nothing in the tables has that name.

    Examples
    --------
    >>> find_protein("c-KIT").record.gene, find_protein("p38α").record.gene
    ('KIT', 'MAPK14')
    >>> found = find_protein("EML4–ALK")
    >>> found.record.gene, found.how, found.partner
    ('ALK', 'fusion', 'EML4')
    """
    text = unicodedata.normalize("NFKC", name).translate(_DASHED).strip()
    found = _isoform(text, name)
    if found is None and (reading := _read(text)):
        found = _only(reading, name, fold(text))
    if found is None:
        _refuse_lists(text, name)
    if found is None and (found := _fusion(text, name)) is None:
        raise UnknownProtein(name, _similar(text))
    return found


@lru_cache(maxsize=1 << 16)  # a table names the same proteins on every row, and those not in the tables as well
def look_up(name: str) -> Named | AmbiguousName | UnknownProtein:
    """Answer of :func:`find_protein`, or the error it would raise."""
    try:
        return find_protein(name)
    except (AmbiguousName, UnknownProtein) as trouble:
        return trouble


def fold(name: str) -> str:
    """Give the spelling names are compared in: ``PKC-θ`` and ``pkc theta`` are ``pkctheta``."""
    if name.isascii() and name.isalnum():
        return name.lower()
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    return plain.removesuffix("(human)").translate(_FOLDED)


def short(key: str) -> str:
    """Write the Greek letters of a folded name as KinHub does: ``pkct`` for ``pkctheta``."""
    return _SPELLED.sub(lambda match: _INITIALS[match.group()], key)


def _isoform(text: str, asked: str) -> Named | None:
    match = _ISOFORM.fullmatch(text.upper())
    meaning = _index().exact.get(match.group(1).casefold()) if match else None
    if match is None or meaning is None or meaning.how != "accession":
        return None
    return _named(meaning._replace(isoform=match.group(2)), asked)


def _read(text: str) -> _Reading | None:
    """What the whole text means as a name."""
    index = _index()
    key = fold(text)
    for spelling in dict.fromkeys((key, short(key))):
        if spelling in index.exact:
            return _Reading((index.exact[spelling],))
        if spelling in index.readings:
            return index.readings[spelling]
    if text[:2].casefold() == "c-" and text[2:3].isalpha():
        return _read(text[2:])  # c-KIT, the cellular gene of v-kit
    return None


def _only(reading: _Reading, asked: str, key: str) -> Named:
    if reading.why:
        raise AmbiguousName(asked, [_choice(m.row, key) for m in reading.meanings], reading.why)
    return _named(reading.meanings[0], asked)


def _named(meaning: _Meaning, asked: str, partner: str | None = None) -> Named:
    how = meaning.how if partner is None else "fusion"
    also = tuple(_index().genes[row] for row in meaning.also)
    return Named(_index().kinome.record(meaning.row), asked, how, meaning.isoform, partner or "", meaning.source, also)


def _refuse_lists(text: str, asked: str) -> None:
    """Refuse ``CDK4/6`` and ``JNK1/2/3``, naming the proteins."""
    if match := _NUMBERS.fullmatch(text.replace(" ", "")):
        stem, first, rest = match.groups()
        readings = [_read(stem + number) for number in (first + rest).split("/")]
        if all(reading and not reading.why for reading in readings):
            rows = dict.fromkeys(reading.meanings[0].row for reading in readings if reading)
            raise AmbiguousName(asked, [_choice(row, fold(stem)) for row in rows], "names several proteins")


def _fusion(text: str, asked: str) -> Named | None:
    """The kinase of ``BCR-ABL1``, ``EML4::ALK`` or ``EML4/ALK``; two names of one protein are that protein."""
    separator = next((mark for mark in ("::", "/", "-") if mark in text), None)
    parts = text.split(separator) if separator else [text]
    for cut in range(1, len(parts)):
        joined = separator or ""
        left, right = joined.join(parts[:cut]).strip(), joined.join(parts[cut:]).strip()
        if found := _joined(left, right, asked):
            return found
    return None


def _joined(left: str, right: str, asked: str) -> Named | None:
    readings = [_read(left), _read(right)]
    kinases = [_kinases(reading) for reading in readings]
    rows = {m.row for found in kinases for m in found}
    if all(readings) and len(rows) == 1 and all(kinases):
        return _named(kinases[0][0], asked)  # HER2/ErbB2
    if any(not reading and not _may_be_partner(side) for reading, side in zip(readings, (left, right), strict=True)):
        return None
    if len(rows) > 1:
        why = "names two kinases" if all(kinases) else "leaves open which kinase"
        raise AmbiguousName(asked, [_choice(row, fold(side)) for side, found in zip((left, right), kinases, strict=True)
                                    for row in dict.fromkeys(m.row for m in found)], why)
    if not rows:
        return None
    return _named(kinases[0][0], asked, right) if kinases[0] else _named(kinases[1][0], asked, left)


def _kinases(reading: _Reading | None) -> list[_Meaning]:
    """Meanings with numbered domains; an alias that is also the symbol of another gene is that gene in a fusion."""
    if reading is None or (reading.why and len(reading.meanings) == 1):
        return []
    return [m for m in reading.meanings if _index().families[m.row] == "kinase"]


def _may_be_partner(text: str) -> bool:
    return bool(_PARTNER.fullmatch(text)) and not any(_NO_PARTNER.fullmatch(part) for part in text.split("-"))


def _choice(row: int, key: str) -> str:
    """Gene symbol with its common name, by preference one that begins like what was asked: ``MAP2K1 (MEK1)``."""
    gene, spellings = _index().genes[row], _index().spellings.get(row, [])
    stem = key.partition("/")[0].rstrip("0123456789") if "/" in key else key
    if fold(gene).startswith(stem) or fold(gene).endswith(stem):
        return gene
    alike = [name for name in spellings if fold(name).startswith(stem)]
    common = min(alike, key=len) if alike else next(iter(spellings), gene)
    return gene if fold(gene) in fold(common) else f"{gene} ({common})"


def _similar(text: str) -> list[str]:
    """Genes that begin like the text, of which a part of the text is a name, or one of whose names is nearly it."""
    from difflib import get_close_matches  # only a miss pays for it

    index = _index()
    key = fold(text)
    rows = [m.row for part in re.split("::|[/-]", text) for m in (_read(part) or _Reading(())).meanings]
    if len(key) >= 3:
        rows += [row for gene, row in _folded_genes()
                 if gene.startswith(key) or (len(gene) > 2 and key.startswith(gene))]
        # Only names of about its length that begin alike: a table of other genes would take minutes otherwise.
        names = [name for name in _by_initial().get(key[0], ()) if abs(len(name) - len(key)) < 3]
        for close in get_close_matches(key, names, n=6, cutoff=0.8):
            rows += [m.row for m in (_read(close) or _Reading(())).meanings]
    return [index.genes[row] for row in dict.fromkeys(rows)][:6]


@cache
def _folded_genes() -> list[tuple[str, int]]:
    return sorted((fold(gene), row) for row, gene in enumerate(_index().genes))


@cache
def _by_initial() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys((*_index().exact, *_index().readings)):
        found.setdefault(name[:1], []).append(name)
    return found


@cache
def _index() -> _Index:
    """Every name of every protein, folded (2,700 of them in some milliseconds)."""
    kinome = load_kinome()
    genes = kinome.column("gene")
    kept, refused, spellings = _kept(kinome.column("accession"))
    computed: dict[str, list[_Meaning]] = {}
    for name, row, how, source in kinome.aliases():
        computed.setdefault(fold(name), []).append(_Meaning(row, how, source))
        if how == "alias":
            spellings.setdefault(row, []).append(name)
    for row, name in enumerate(kinome.column("protein_name")):
        if name:
            computed.setdefault(fold(name), []).append(_Meaning(row, "protein name", "UniProt (recommended name)"))
    readings = {key: _settled(meanings) for key, meanings in (computed | kept).items()} | refused
    exact: dict[str, _Meaning] = {}
    for column, how in (("accession", "accession"), ("entry", "entry name"), ("gene", "gene symbol")):
        for row, name in enumerate(kinome.column(column)):
            key = fold(name)
            others = {m.row: m for m in readings[key].meanings if m.row != row} if key in readings else {}
            also = "".join(f"; also a name of {genes[m.row]}: {m.source}" for m in others.values())
            exact[key] = _Meaning(row, how, f"UniProt ({how}){also}", also=tuple(others))
    return _Index(kinome, genes, kinome.column("family"), exact, readings, spellings)


def _settled(meanings: list[_Meaning]) -> _Reading:
    """One meaning a protein; several proteins are a collision of the sources."""
    first = tuple({m.row: m for m in reversed(meanings)}.values())[::-1]
    return _Reading(first, "is used for several proteins" if len(first) > 1 else "")


def _kept(accessions: list[str]) -> tuple[dict[str, list[_Meaning]], dict[str, _Reading], dict[int, list[str]]]:
    """Read the hand-kept names: those with a meaning, those refused, and their spellings by protein."""
    row_of = {accession: row for row, accession in enumerate(accessions)}
    kept: dict[str, list[_Meaning]] = {}
    refused: dict[str, _Reading] = {}
    spellings: dict[int, list[str]] = {}
    for line in data_file("names.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, listed, _, kind, source = line.split("\t")
        members = [accession.partition("-") for accession in listed.split(",")]
        meanings = [_Meaning(row_of[base], kind, source, isoform) for base, _, isoform in members]
        if kind == "family":
            refused[fold(name)] = _Reading(tuple(meanings), "stands for several proteins")
        elif kind == "other gene":
            what = source.partition(":")[0]
            refused[fold(name)] = _Reading(tuple(meanings), f"is also the symbol of {what}, which is not in the tables")
        else:
            kept.setdefault(fold(name), []).extend(meanings)
            spellings.setdefault(meanings[0].row, []).append(name)
    return kept, refused, spellings
