"""A variant against the canonical sequence of a protein: what is wrong, left out, meant, and in which domain."""

from __future__ import annotations

from dataclasses import replace

from kinlens.numbering import domains_of
from kinlens.reference import ProteinRecord
from kinlens.statuses import Status
from kinlens.variants import Kind, Variant


def wrong_wild_type(variant: Variant, record: ProteinRecord) -> str:
    """What contradicts the sequence, '' if nothing does: positions beyond its end, a residue that is another."""
    length = len(record.sequence)
    if variant.kind == Kind.EXTENSION and variant.wild_type == "*":
        return "" if variant.start == length + 1 else (
            f"{record.gene} ({record.accession}) ends with residue {length}, its stop codon is {length + 1}")
    if variant.kind == Kind.STOP and variant.start == length + 1 and not variant.wild_type:
        return ""
    # An insertion at the C-terminus has no second neighbour, and none may be stated.
    behind = variant.kind == Kind.INSERTION and variant.end == length + 1 and variant.end not in variant.stated
    if variant.start > length or (variant.end > length and not behind):
        return f"{_named(record)} has {length} residues" if record.in_tables else (
            f"{_named(record)} ends with residue {length}")
    for position, letter in variant.stated.items():
        canonical = record.sequence[position - 1]
        if canonical != letter and canonical != "X":  # what a file leaves out cannot contradict
            return f"{_named(record)} has {canonical} at {position}, not {letter}"
    return ""


def _named(record: ProteinRecord) -> str:
    """Symbol and accession; of a kinase that stands in no table, that it is as the file has it."""
    return f"{record.gene} ({record.accession})" if record.in_tables else f"{record.gene}, as the file has it,"


def completed(variant: Variant, record: ProteinRecord) -> Variant:
    """The variant with the wild-type residues it leaves out, from the sequence: ``790M`` of EGFR is T790M."""
    if variant.kind in (Kind.EXTENSION, Kind.START_LOSS):
        return variant
    first, last = (record.sequence[p - 1:p] for p in (variant.start, variant.end))
    wild = variant.wild_type or first
    end = (variant.wild_type_end or last) if variant.end > variant.start and len(wild) == 1 else variant.wild_type_end
    mutant = wild if variant.kind == Kind.SYNONYMOUS else variant.mutant
    kind = Kind.SYNONYMOUS if variant.kind == Kind.SUBSTITUTION and mutant == wild else variant.kind
    return replace(variant, wild_type=wild, wild_type_end=end, mutant=mutant, kind=kind)


def meaning(variant: Variant, record: ProteinRecord) -> str:
    """What a position means for a change that is no substitution, '' where it goes without saying."""
    match variant.kind:
        case Kind.INSERTION:
            return f"between {variant.start} and {variant.end}"
        case Kind.FRAMESHIFT:
            return f"every residue from {variant.start} on is another or gone"
        case Kind.STOP if variant.start > len(record.sequence):
            return "the natural stop codon; placed at the last residue"
        case Kind.STOP:
            return f"the protein ends before {variant.start}"
        case Kind.STOP_OR_ANY:
            return "X may mean a stop or any residue"
        case Kind.EXTENSION if variant.wild_type == "*":
            return "the stop codon is read through; placed at the last residue"
        case Kind.EXTENSION | Kind.START_LOSS:
            return "the start codon"
        case Kind.SPLICE:
            return "splice site: which residues go is not known"
    return ""


def domain_status(variant: Variant, record: ProteinRecord) -> tuple[Status, str]:
    """``match`` or ``outside the kinase domain``, and how far outside or how much of a range is in."""
    if record.family == "ras":
        return Status.MATCH, ""
    if record.family != "kinase":
        kind = record.family if record.family != "other" else "not a protein kinase"
        return Status.MATCH, f"{record.gene} ({kind}) has no numbered domain"
    domains = domains_of(record)
    start, end = variant.start, min(variant.end, len(record.sequence))
    if any(start <= domain.end and domain.start <= end for domain in domains):
        inside = sum(any(p in domain for domain in domains) for p in range(start, end + 1))
        whole = end - start + 1
        return Status.MATCH, "" if inside == whole else f"{inside} of {whole} residues are in a kinase domain"
    nearest = min(domains, key=lambda d: min(abs(start - d.start), abs(start - d.end)))
    if end < nearest.start:
        return Status.OUTSIDE_DOMAIN, f"{_residues(nearest.start - end)} before {nearest.name}"
    return Status.OUTSIDE_DOMAIN, f"{_residues(start - nearest.end)} after {nearest.name}"


def join_reasons(*reasons: str) -> str:
    """Reasons in one line; empty ones are left out."""
    return "; ".join(reason for reason in reasons if reason)


def _residues(count: int) -> str:
    return "1 residue" if count == 1 else f"{count} residues"
