"""Placing a variant: what the tables and the file say of it, as one status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kinlens.errors import BadVariant, UnknownProtein
from kinlens.numbering import domains_of
from kinlens.reference import ProteinRecord, load_kinome
from kinlens.variants import Variant, parse_variant


class Status(StrEnum):
    """What became of an input row. Distances are given for every status that has coordinates."""

    MATCH = "match"
    MISMATCH = "mismatch"
    ENGINEERED = "engineered"
    MUTANT_PRESENT = "mutant present"
    TAG = "tag"
    NOT_RESOLVED = "not resolved"
    SIDE_CHAIN_MISSING = "side chain missing"
    OUTSIDE_CONSTRUCT = "outside construct"
    OUTSIDE_DOMAIN = "outside the kinase domain"
    NOT_IN_TABLES = "not in the kinome or RAS tables"
    NOT_IN_STRUCTURE = "not in this structure"
    NO_GENE = "no gene named"
    NOT_READ = "not read"


# Statuses of a variant that names no residue there could be facts of.
UNPLACED = (Status.MISMATCH, Status.TAG, Status.NOT_READ, Status.NO_GENE, Status.NOT_IN_TABLES,
            Status.NOT_IN_STRUCTURE)


@dataclass(frozen=True, slots=True)
class Located:
    """A variant laid onto a protein, before any structure.

    Attributes
    ----------
    text : str
        As given.
    variant : Variant or None
        None when the text could not be read.
    record : ProteinRecord or None
        None when no protein is named or known.
    status : Status
        ``match``, ``mismatch``, ``outside the kinase domain``, ``no gene named``, ``not read`` or
        ``not in the kinome or RAS tables``.
    reason : str
        One sentence, '' for a plain match.
    """

    text: str
    variant: Variant | None
    record: ProteinRecord | None
    status: Status
    reason: str

    @property
    def key(self) -> tuple[str, int] | None:
        """Accession and position that facts are looked up by; None where there is no residue to look up."""
        if self.record is None or self.variant is None or self.status in UNPLACED:
            return None
        return self.record.accession, self.variant.start


def locate(text: str | Variant, *, gene: str = "") -> Located:
    """Find the canonical residue of a variant without any structure; never raises for bad text.

    Parameters
    ----------
    text : str or Variant
    gene : str
        Gene for a variant that names none.
    """
    if not isinstance(text, str | Variant):  # a NaN or None of somebody's table
        return Located(str(text), None, None, Status.NOT_READ, f"{type(text).__name__} is no text")
    try:
        variant = parse_variant(text) if isinstance(text, str) else text
    except BadVariant as trouble:
        return Located(trouble.text, None, None, Status.NOT_READ, str(trouble))
    variant = variant.with_gene(gene)
    name = variant.accession or variant.gene
    if not name:
        return Located(variant.text, variant, None, Status.NO_GENE, "name the gene: ABL1:T315I, or --gene ABL1")
    try:
        record = load_kinome().protein(name)
    except UnknownProtein as trouble:
        return Located(variant.text, variant, None, Status.NOT_IN_TABLES, str(trouble))
    return locate_in(variant, record)


def locate_in(variant: Variant, record: ProteinRecord) -> Located:
    """Check a variant against the canonical sequence of a protein."""
    wrong = _wrong_wild_type(variant, record)
    if wrong:
        return Located(variant.text, variant, record, Status.MISMATCH, wrong)
    status, reason = _domain_status(record, variant.start)
    return Located(variant.text, variant, record, status, reason)


def _wrong_wild_type(variant: Variant, record: ProteinRecord) -> str:
    if variant.start > len(record.sequence):
        return f"{record.gene} ({record.accession}) has {len(record.sequence)} residues"
    canonical = record.sequence[variant.start - 1]
    if canonical == variant.wild_type:
        return ""
    return f"{record.gene} ({record.accession}) has {canonical} at {variant.start}, not {variant.wild_type}"


def _domain_status(record: ProteinRecord, position: int) -> tuple[Status, str]:
    if record.family == "ras":
        return Status.MATCH, ""
    if record.family != "kinase":
        kind = record.family if record.family != "other" else "not a protein kinase"
        return Status.MATCH, f"{record.gene} ({kind}) has no numbered domain"
    domains = domains_of(record)
    if any(position in domain for domain in domains):
        return Status.MATCH, ""
    nearest = min(domains, key=lambda d: min(abs(position - d.start), abs(position - d.end)))
    if position < nearest.start:
        return Status.OUTSIDE_DOMAIN, f"{_residues(nearest.start - position)} before {nearest.name}"
    return Status.OUTSIDE_DOMAIN, f"{_residues(position - nearest.end)} after {nearest.name}"


def _residues(count: int) -> str:
    return "1 residue" if count == 1 else f"{count} residues"


def place(located: Located, facts: Mapping[str, Any]) -> tuple[Status, str]:
    """Status of a located variant on a residue of a structure.

    Parameters
    ----------
    located : Located
        With status ``match`` or ``outside the kinase domain``.
    facts : mapping
        ``coordinates``, ``coordinates_note``, ``found``, ``author``, ``difference`` and ``difference_note`` of the
        residue.
    """
    variant = located.variant
    if variant is None:
        return located.status, located.reason
    state = facts["coordinates"]
    if state in (Status.OUTSIDE_CONSTRUCT, Status.NOT_RESOLVED):
        return Status(state), _join(str(facts["coordinates_note"]), located.reason)
    found = facts["found"]
    if found != variant.wild_type:
        what = f"the file has {found} at author {facts['author']}, {facts['difference_note']}"
        made = found == variant.mutant and facts["difference"] != "orthologue"  # nature's choice, not the authors'
        status = Status.ENGINEERED if made else Status.MUTANT_PRESENT
        return status, _join(what, located.reason)
    if state == Status.SIDE_CHAIN_MISSING:
        return Status.SIDE_CHAIN_MISSING, _join(str(facts["coordinates_note"]), located.reason)
    return located.status, located.reason


def _join(*reasons: str) -> str:
    return "; ".join(reason for reason in reasons if reason)
