"""What somebody may have meant whose wild-type residue is not where it should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from kinlens.reference import ProteinRecord, load_kinome
from kinlens.reference.numberings import numberings_of
from kinlens.variants import Kind, Variant

# Offered are numbers one or two off: counting slips and off-by-one tables. Each number more fits by chance in one case
# of twenty; so does each relative, which is why relatives come last and say how many fit.
NEIGHBOURS = (-1, 1, -2, 2)


class Scheme(Protocol):
    """A way to number a protein: gives the canonical position of a number, None where there is none."""

    @property
    def name(self) -> str:
        """What it is called."""

    def position(self, number: int) -> int | None:
        """Canonical position of a number."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A variant that fits where the one asked for does not.

    Attributes
    ----------
    variant : Variant
        In UniProt canonical numbering, with its gene.
    kind : str
        ``numbering``, ``author number``, ``gene``, ``neighbour``, ``digits`` or ``reversed``.
    why : str
        What would explain it: name of the numbering, ``one residue off`` …
    """

    variant: Variant
    kind: str
    why: str

    def __str__(self) -> str:
        gene = f"{self.variant.gene} " if self.kind == "gene" else ""
        return f"{gene}{self.variant} ({self.why})"


def fits(variant: Variant, record: ProteinRecord, by: int = 0) -> bool:
    """Whether every residue a variant states is where it says, and all its positions exist.

    Parameters
    ----------
    variant : Variant
    record : ProteinRecord
    by : int
        Added to its positions first.
    """
    stated = variant.stated
    last = variant.end + by - (1 if variant.kind == Kind.INSERTION else 0)
    if not stated or variant.start + by < 1 or last > len(record.sequence) or variant.insertion_code:
        return False
    return all(record.sequence[p + by - 1:p + by] == letter for p, letter in stated.items())


def renumbered(variant: Variant, scheme: Scheme) -> Variant | None:
    """A variant written in some numbering, in the canonical one; None where a residue has no counterpart."""
    start, end = scheme.position(variant.start), scheme.position(variant.end)
    if start is None and variant.kind in (Kind.EXTENSION, Kind.STOP):  # the stop codon, behind the last residue
        before = scheme.position(variant.start - 1)
        start = end = None if before is None else before + 1
    if start is None or end is None or end - start != variant.end - variant.start:
        return None
    return variant.at(start, end)


def why_not_renumbered(variant: Variant, scheme: Scheme) -> str:
    """Which number of a variant has no counterpart, and what is known of the numbering."""
    missing = [str(n) for n in dict.fromkeys((variant.start, variant.end)) if scheme.position(n) is None]
    if not missing:
        return f"residues between {variant.start} and {variant.end} of {scheme.name} have no canonical counterpart"
    segments = getattr(scheme, "segments", ())
    known = " and ".join(f"{first + offset}–{last + offset}" for first, last, offset in segments)
    return f"{' and '.join(missing)} of {scheme.name} has no canonical counterpart" + (
        f": known are its numbers {known}" if known else "")


def suggest(
    variant: Variant, record: ProteinRecord, *, written: Variant | None = None, also: Sequence[ProteinRecord] = (),
) -> tuple[Suggestion, ...]:
    """Every numbering, gene, neighbour and slip of the pen that would explain a wild type that does not fit.

    Parameters
    ----------
    variant : Variant
        In what was taken for canonical numbers.
    record : ProteinRecord
        The protein it was said to be of.
    written : Variant, optional
        As written, where a numbering was applied: other numberings start from there.
    also : sequence of ProteinRecord
        Other proteins the name is used for.

    Returns
    -------
    tuple of Suggestion
        The likeliest first; each variant once.
    """
    found: dict[tuple[str, Variant], Suggestion] = {}
    for suggestion in _candidates(variant, record, written or variant, also):
        found.setdefault((suggestion.variant.gene, suggestion.variant), suggestion)
    return tuple(found.values())


def in_other_numberings(variant: Variant, record: ProteinRecord) -> Iterator[Suggestion]:
    """The residues a variant means in the other numberings of its protein, where its wild type fits there."""
    for scheme in numberings_of(record.accession):
        start = scheme.position(variant.start)
        if start is None or start == variant.start or not fits(variant, record, start - variant.start):
            continue
        moved = renumbered(of_gene(variant, record), scheme)
        if moved is not None:
            yield Suggestion(moved, "numbering", scheme.name)


def where_written_fits(written: Variant, record: ProteinRecord) -> tuple[Suggestion, ...]:
    """The numberings a variant fits in as it was written: UniProt's, and others."""
    return (*fits_as_written(written, record), *in_other_numberings(written, record))


def fits_as_written(written: Variant, record: ProteinRecord) -> tuple[Suggestion, ...]:
    """That a variant taken for another numbering fits in UniProt's; nothing where it does not."""
    return (Suggestion(of_gene(written, record), "numbering", "UniProt"),) if fits(written, record) else ()


def of_gene(variant: Variant, record: ProteinRecord) -> Variant:
    """The variant under the gene symbol of a protein."""
    return replace(variant, gene=record.gene, accession="")


def _candidates(
    variant: Variant, record: ProteinRecord, written: Variant, also: Sequence[ProteinRecord],
) -> Iterator[Suggestion]:
    if written != variant:
        yield from where_written_fits(written, record)
    else:
        yield from in_other_numberings(written, record)
    for other in also:
        if fits(written, other):
            yield Suggestion(of_gene(written, other), "gene", f"{variant.gene or record.gene} is a name of it, too")
    if variant.kind == Kind.SUBSTITUTION:
        turned = replace(of_gene(variant, record), wild_type=variant.mutant, mutant=variant.wild_type)
        if fits(turned, record):
            yield Suggestion(turned, "reversed", "residue and mutant swapped")
    yield from _slips(variant, record)
    relatives = _relatives(record) if written.start > 1 else ()  # all proteins begin with a methionine
    fitting = [relative for relative in relatives if fits(written, relative)]
    for relative in fitting:
        of_all = f"{len(fitting)} of {len(relatives)} relatives fit" if len(relatives) > 1 else "its relative"
        yield Suggestion(of_gene(written, relative), "gene", f"{relative.kinase_family} family, {of_all}")


def _slips(variant: Variant, record: ProteinRecord) -> Iterator[Suggestion]:
    """Numbers next to the one written, and those with two digits swapped."""
    near = [(step, "neighbour", "one residue off" if abs(step) == 1 else "two residues off") for step in NEIGHBOURS]
    digits = [(number - variant.start, "digits", "two digits swapped") for number in _swapped_digits(variant.start)]
    for step, kind, why in (*near[:2], *digits, *near[2:]):
        if fits(variant, record, step):
            moved = of_gene(variant, record).at(variant.start + step, variant.end + step)
            yield Suggestion(moved, kind, why)


@cache
def _relatives(record: ProteinRecord) -> tuple[ProteinRecord, ...]:
    return load_kinome().relatives(record)


def _swapped_digits(number: int) -> Iterator[int]:
    digits = str(number)
    for i in range(len(digits) - 1):
        swapped = digits[:i] + digits[i + 1] + digits[i] + digits[i + 2:]
        if swapped != digits and swapped[0] != "0":
            yield int(swapped)
