"""The residue or mutation a question names, and whether a structure has it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kinlens.errors import BadResidue
from kinlens.inventory.entries import Row
from kinlens.locating import locate
from kinlens.reference import ProteinRecord, find_protein, load_kinome
from kinlens.statuses import Status
from kinlens.variants import Kind, Variant, parse_variant

_SUBSTITUTION = re.compile(r"(?P<wild_type>[A-Z])(?P<position>[0-9]+)[A-Z]")
_PLACED = (Status.MATCH, Status.OUTSIDE_DOMAIN, Status.NOT_CHECKED)
_KINDS = (Kind.RESIDUE, Kind.SUBSTITUTION, Kind.INSERTION)


@dataclass(frozen=True, slots=True)
class Asked:
    """A residue or mutation in canonical numbers.

    Attributes
    ----------
    variant : Variant
    record : ProteinRecord or None
        Protein it is of; None where the question names none.
    """

    variant: Variant
    record: ProteinRecord | None


def read_residue(text: str, record: ProteinRecord | None) -> Asked:
    """Read ``T315I``, ``T315``, ``315``, ``D770_N771insNPG``, each with a gene or isoform in front or without.

    Parameters
    ----------
    text : str
    record : ProteinRecord, optional
        Protein the question names elsewhere.

    Returns
    -------
    Asked

    Raises
    ------
    BadVariant, SeveralVariants
        If it cannot be read, or is more than one.
    BadResidue
        If it is something else, or not that protein's.
    UnknownProtein, AmbiguousName
        If the gene in front is not in the tables, or is several.
    """
    variant = parse_variant(text)
    if variant.kind not in _KINDS or (variant.end != variant.start and variant.kind != Kind.INSERTION):
        raise BadResidue(text, "a residue, a substitution or an insertion is wanted, such as T315 or T315I")
    name = variant.accession or variant.gene
    if not name and record is None:
        return Asked(variant, None)
    named = find_protein(name).record if name else record
    if record is not None and named is not None and named.accession != record.accession:
        raise BadResidue(text, f"it is of {named.gene}, and the question is about {record.gene}")
    found = locate(variant, gene="" if name or record is None else record.accession)
    if found.status not in _PLACED or found.variant is None:
        fits = f"; would fit: {'; '.join(map(str, found.suggestions))}" if found.suggestions else ""
        raise BadResidue(text, f"{found.reason or found.status}{fits}")
    return Asked(found.variant, found.record)


def covers(row: Row, asked: Asked) -> bool:
    """Whether a chain has coordinates of the residue; without a gene a stated wild type must be the protein's."""
    variant = asked.variant
    if not _of_protein(row, asked):
        return False
    if asked.record is None and variant.wild_type:
        sequence = load_kinome().protein(row["accession"]).sequence
        if sequence[variant.start - 1:variant.start] != variant.wild_type[:1]:
            return False
    for part in filter(None, (row.get("resolved") or "").split(", ")):
        first, _, last = part.partition("–")
        if int(first) <= variant.start <= int(last or first):
            return True
    return False


def has_mutation(row: Row, asked: Asked) -> bool:
    """Whether the construct has the mutation; a residue alone means any substitution of it."""
    mutations, variant = (row.get("mutations") or "").split(), asked.variant
    if not _of_protein(row, asked):
        return False
    if variant.kind != Kind.RESIDUE:
        wanted = str(variant).rpartition(":")[2]
        return wanted in mutations
    matches = [match for match in map(_SUBSTITUTION.fullmatch, mutations) if match is not None]
    return any(int(match["position"]) == variant.start and variant.wild_type in ("", match["wild_type"])
               for match in matches)


def _of_protein(row: Row, asked: Asked) -> bool:
    return asked.record is None or row["accession"] == asked.record.accession
