"""Protein variants as people write them: substitutions and single residues, one- and three-letter."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kinlens.errors import BadVariant
from kinlens.residues import THREE_TO_ONE

_ACCESSION = re.compile(r"[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2}")
_AMINO_ACIDS = frozenset("ACDEFGHIKLMNPQRSTVWY")
_NAMES = "|".join(name for name, letter in THREE_TO_ONE.items() if letter in _AMINO_ACIDS)
_CORE = re.compile(
    rf"(?P<wild>{_NAMES}|[A-Z])(?P<number>[0-9]{{1,6}})(?P<mutant>{_NAMES}|[A-Z]|=)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Variant:
    """One residue of a protein, with or without what it became.

    Attributes
    ----------
    gene : str
        Gene symbol or other name as written, '' if none was.
    accession : str
        UniProt accession as written, '' if none was.
    kind : str
        ``substitution``, ``synonymous`` or ``residue``.
    start, end : int
        Position in the numbering of the canonical sequence; equal here.
    wild_type, mutant : str
        One-letter codes; mutant is '' for a residue.
    text : str
        As written.
    notation : str
        ``one-letter`` or ``three-letter``.
    """

    gene: str
    accession: str
    kind: str
    start: int
    end: int
    wild_type: str
    mutant: str
    text: str
    notation: str

    def __str__(self) -> str:
        return f"{self.wild_type}{self.start}{self.mutant}"

    def with_gene(self, gene: str) -> Variant:
        """The same variant of a named gene, unless it already names one."""
        return self if self.gene or self.accession else replace(self, gene=gene)


def parse_variant(text: str) -> Variant:
    """Read ``T315I``, ``Thr315Ile``, ``p.Thr315Ile``, ``p.(T315I)``, ``ABL1:T315I``, ``P00519:T315`` or ``T315``.

    Raises
    ------
    BadVariant
        If the text is none of these.

    Examples
    --------
    >>> str(parse_variant("ABL1:p.(Thr315Ile)")), parse_variant("ABL1:T315").kind
    ('T315I', 'residue')
    """
    stripped = text.strip()
    if not stripped:
        raise BadVariant(text, "it is empty")
    name, colon, rest = stripped.rpartition(":")
    name, rest = name.strip(), rest.strip()
    if colon and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_./-]*", name):
        raise BadVariant(text, f"{name!r} in front of the colon is no gene or accession")
    core = rest[2:] if rest.startswith("p.") else rest
    if core.startswith("(") and core.endswith(")"):
        core = core[1:-1]
    match = _CORE.fullmatch(core)
    if match is None:
        raise BadVariant(text, _why_not(core))
    wild, mutant = _letter(text, match["wild"]), match["mutant"] or ""
    number = int(match["number"])
    if number < 1:
        raise BadVariant(text, "positions count from 1")
    mutant = wild if mutant == "=" else (_letter(text, mutant) if mutant else "")
    kind = "residue" if not mutant else ("synonymous" if mutant == wild else "substitution")
    accession = name.upper() if _ACCESSION.fullmatch(name.upper()) else ""
    return Variant(
        "" if accession else name, accession, kind, number, number, wild, mutant, text,
        "three-letter" if len(match["wild"]) == 3 else "one-letter",
    )


def _letter(text: str, code: str) -> str:
    letter = THREE_TO_ONE.get(code.upper(), code.upper())
    if letter not in _AMINO_ACIDS:
        raise BadVariant(text, f"{code!r} is none of the twenty amino acids")
    return letter


def _why_not(core: str) -> str:
    if re.fullmatch(r"[A-Za-z]{1,3}[0-9]+(\*|Ter|Stop)", core, re.IGNORECASE):
        return "a stop is no substitution"
    if re.search(r"[0-9_]", core) and re.search(r"del|ins|dup|fs|ext|_", core, re.IGNORECASE):
        return "only substitutions and single residues are read so far, no insertion, deletion, frameshift or extension"
    if core.isdigit():
        return "the wild-type residue is missing, so its numbering cannot be checked"
    return "it is not one residue, a number and at most one residue"
