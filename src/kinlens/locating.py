"""Variant to canonical residue, without any structure: which protein, which position, and what may be wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from kinlens.checking import completed, domain_status, meaning, wrong_wild_type
from kinlens.errors import AmbiguousName, SeveralVariants, UnknownNumbering, UnknownProtein
from kinlens.numbering import domains_of
from kinlens.reference import Named, ProteinRecord, find_protein
from kinlens.reference.numberings import all_numbering_names, find_numbering, is_numbering, numberings_of
from kinlens.statuses import UNPLACED, Status
from kinlens.suggesting import Scheme, Suggestion, fits, in_other_numberings, of_gene, renumbered, suggest
from kinlens.variants import Kind, Nature, Reading, Variant, read_variant

AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Located:
    """A variant laid onto a protein, before any structure.

    Attributes
    ----------
    text : str
        As given.
    variant : Variant or None
        In UniProt canonical numbering; as written where it could not be laid onto a protein; None when the text
        holds none.
    record : ProteinRecord or None
        None when no protein is named or known.
    status : Status
        ``match``, ``wild type not stated``, ``mismatch``, ``outside the kinase domain`` or why there is no residue.
    reason : str
        One sentence, '' for a plain match.
    suggestions : tuple of Suggestion
        What would fit where the wild type does not.
    joined, suffix : str
        How the text joins several variants, and what stands behind the last.
    """

    text: str
    variant: Variant | None
    record: ProteinRecord | None
    status: Status
    reason: str
    suggestions: tuple[Suggestion, ...] = ()
    joined: str = ""
    suffix: str = ""

    @property
    def positions(self) -> tuple[int, ...]:
        """Canonical positions of the residues it concerns, empty where there is no residue to look up.

        An insertion concerns its two neighbours, an extension the last residue, a range every residue of it.
        """
        if self.record is None or self.variant is None or self.status in UNPLACED:
            return ()
        if self.status == Status.NOT_IN_STRUCTURE and self.variant.stated and not fits(self.variant, self.record):
            return ()
        length = len(self.record.sequence)
        return tuple(sorted({min(p, length) for p in range(self.variant.start, self.variant.end + 1)}))

    @property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Accession and position of each residue, that facts are looked up by."""
        return tuple((self.record.accession, p) for p in self.positions) if self.record else ()

    def __str__(self) -> str:
        name = f"{self.record.gene} " if self.record else ""
        hints = ", ".join(map(str, self.suggestions))
        said = "; ".join(filter(None, [self.reason, hints and f"suggestions: {hints}"]))
        return f"{name}{self.variant or self.text}: {self.status}{' – ' if said else ''}{said}"


@dataclass(frozen=True, slots=True)
class Shift:
    """Numbers of a construct: so many are added to reach the canonical position."""

    amount: int

    @property
    def name(self) -> str:
        """``+1058``."""
        return f"{self.amount:+d}"

    def position(self, number: int) -> int | None:
        """Canonical position of a number."""
        return number + self.amount if number + self.amount > 0 else None


def locate(text: str | Variant, *, gene: str = "", numbering: str = "") -> Located:
    """Find the canonical residue of one variant without any structure.

    Parameters
    ----------
    text : str or Variant
        Bad text is no error but a status.
    gene : str
        Gene, alias, accession or entry name of a variant that names none.
    numbering : str
        Numbering the variant is written in: a name such as ``isoform 1b`` or ``mature``, or a number to be added
        such as ``+1058``. Nothing is renumbered unless this (or an isoform's accession) asks for it.

    Raises
    ------
    SeveralVariants
        If the text holds more than one variant.
    UnknownNumbering
        If no protein has a numbering of that name.

    Examples
    --------
    >>> import kinlens as kl
    >>> print(kl.locate("ABL1:T334I").suggestions[0])
    T315I (isoform 1b)
    >>> print(kl.locate("ABL1:T334I", numbering="1b"))
    ABL1 T315I: match – T334I in isoform 1b
    """
    found = locate_each(text, gene=gene, numbering=numbering)
    if len(found) > 1:
        raise SeveralVariants(str(text), tuple(str(item.variant) for item in found))
    return found[0]


def locate_each(text: str | Variant, *, gene: str = "", numbering: str = "") -> tuple[Located, ...]:
    """Find the canonical residues of all variants of a text, one item each, at least one.

    Parameters and errors are those of :func:`locate`, but for SeveralVariants.
    """
    check_numbering(numbering)
    if isinstance(text, Variant):
        return (_locate_variant(text.text, text.with_gene(gene), numbering),)
    if not isinstance(text, str):  # a NaN or None of somebody's table
        return (Located(str(text), None, None, Status.NOT_READ, f"{type(text).__name__} is no text"),)
    reading = read_variant(text)
    if reading.nature != Nature.VARIANT:
        return (_unread(reading),)
    return tuple(
        replace(_locate_variant(text, variant.with_gene(gene), numbering), joined=str(reading.joined),
                suffix=reading.suffix)
        for variant in reading.variants)


def locate_texts(texts: Iterable[str | Variant], *, gene: str = "", numbering: str = "") -> list[tuple[Located, ...]]:
    """Locate many texts, each distinct one once; one tuple per text, in order."""
    known: dict[str | Variant, tuple[Located, ...]] = {}
    found = []
    for text in texts:
        key = text if isinstance(text, str) else None
        items = known.get(key) if key is not None else None
        if items is None:
            items = locate_each(text, gene=gene, numbering=numbering)
            if key is not None:
                known[key] = items
        found.append(items)
    return found


def check_numbering(numbering: str) -> None:
    """Refuse the name of a numbering that no protein has.

    Raises
    ------
    UnknownNumbering
    """
    if numbering in ("", AUTHOR) or _shift(numbering) is not None:
        return
    if not is_numbering(numbering):
        raise UnknownNumbering(numbering, "", list(all_numbering_names()))


def _unread(reading: Reading) -> Located:
    if reading.nature == Nature.NOT_A_VARIANT:
        return Located(reading.text, None, None, Status.NOT_A_VARIANT, f"{reading.what}: no residue to place")
    where = "" if reading.position is None else f" (character {reading.position + 1})"
    return Located(reading.text, None, None, Status.NOT_READ, reading.what + where)


def _locate_variant(text: str, variant: Variant, numbering: str) -> Located:
    name = variant.accession or variant.gene
    if not name:
        return Located(text, variant, None, Status.NO_GENE, "name the gene: ABL1:T315I, or --gene ABL1")
    try:
        named = _find(name)
    except AmbiguousName as trouble:
        return Located(text, variant, None, Status.AMBIGUOUS_NAME, str(trouble), _among(variant, trouble))
    except UnknownProtein as trouble:
        return Located(text, variant, None, Status.NOT_IN_TABLES, str(trouble))
    if named.isoform not in ("", "1") and not numbering:
        numbering = f"{named.record.accession}-{named.isoform}"
    found = locate_in(variant, named.record, numbering=numbering)
    if not numbering and found.status in (Status.MATCH, Status.OUTSIDE_DOMAIN):
        found = replace(found, suggestions=_other_meanings(variant, named, found.status))
    said = _named(named)
    return replace(found, text=text, reason=_join(found.reason, said)) if said else replace(found, text=text)


@lru_cache(maxsize=4096)
def _find(name: str) -> Named:
    """The protein of a name; of several words (``ABL1 BCR-ABL``) the one protein they all name."""
    try:
        return find_protein(name)
    except UnknownProtein:
        words = name.split()
        if len(words) < 2:
            raise
        known = []
        for word in words:
            with suppress(UnknownProtein):
                known.append(find_protein(word))
        if len({named.record.accession for named in known}) != 1:
            raise
        return known[-1]


def _among(variant: Variant, trouble: AmbiguousName) -> tuple[Suggestion, ...]:
    """The proteins of an ambiguous name that have the residue stated, in their canonical or another numbering."""
    found = []
    for gene in trouble.genes:
        record = find_protein(gene).record
        if fits(variant, record):
            found.append(Suggestion(of_gene(variant, record), "gene", f"one of {trouble.asked}"))
        found += [replace(s, kind="gene") for s in in_other_numberings(variant, record)]
    return tuple(found)


def _other_meanings(variant: Variant, named: Named, status: Status) -> tuple[Suggestion, ...]:
    """Numberings in which a variant that fits as it stands would mean another residue, and likely does.

    ALK has a leucine at 256 as well, but ``NPM-ALK L256M`` names the fusion whose own count makes it L1196M; and a
    variant outside the kinase domain that another count puts inside it is worth a question.
    """
    record = named.record
    domains = domains_of(record) if record.family == "kinase" else ()
    found = []
    for suggestion in in_other_numberings(variant, record):
        scheme = find_numbering(record.accession, suggestion.why)
        asked_for = named.how == "fusion" and find_numbering(record.accession, named.asked) == scheme
        inside = any(suggestion.variant.start in domain for domain in domains)
        if asked_for or (status == Status.OUTSIDE_DOMAIN and inside):
            found.append(suggestion)
    return tuple(found)


def _named(named: Named) -> str:
    """How a name was understood, where it is not the symbol, accession or entry name itself."""
    if named.how == "fusion":
        return f"fusion {named.asked}, numbered as {named.record.gene}"
    if named.how in ("alias", "previous symbol", "protein name"):
        return f"{named.asked} is {named.record.gene} ({named.how})"
    return ""


def locate_in(variant: Variant, record: ProteinRecord, *, numbering: str | Scheme = "") -> Located:
    """Check a variant against the canonical sequence of a protein.

    Parameters
    ----------
    variant : Variant
    record : ProteinRecord
    numbering : str or Scheme
        Numbering the variant is written in, UniProt canonical by default.
    """
    if numbering:
        return _renumber(variant, record, numbering)
    if variant.insertion_code:
        return Located(variant.text, variant, record, Status.NO_COUNTERPART,
                       f"{variant.start}{variant.insertion_code} is a residue number of a PDB file: name the structure "
                       "and --numbering author")
    wrong = wrong_wild_type(variant, record)
    if wrong:
        return Located(variant.text, variant, record, Status.MISMATCH, wrong, suggest(variant, record))
    status, reason = domain_status(variant, record)
    reason = _join(reason, meaning(variant, record))
    if not variant.stated and variant.kind not in (Kind.EXTENSION, Kind.START_LOSS):
        reason = _join("the number could not be checked", reason)
        status = Status.NOT_CHECKED if status == Status.MATCH else status
    return Located(variant.text, completed(variant, record), record, status, reason)


def _renumber(variant: Variant, record: ProteinRecord, numbering: str | Scheme) -> Located:
    scheme = _scheme(numbering, record) if isinstance(numbering, str) else numbering
    if scheme is None:
        known = ", ".join(n.name for n in numberings_of(record.accession)) or "none but UniProt's"
        return Located(variant.text, variant, record, Status.NUMBERING_UNKNOWN,
                       f"{record.gene} has no numbering {numbering!r}; it has {known}")
    moved = renumbered(variant, scheme)
    if moved is None:
        return Located(variant.text, variant, record, Status.NO_COUNTERPART,
                       f"{variant} in {scheme.name} has no residue of the canonical sequence")
    return renumbered_from(variant, scheme.name, locate_in(moved, record))


def renumbered_from(variant: Variant, scheme: str, found: Located) -> Located:
    """Say which number was asked for in which numbering, and where it fits if not in that one."""
    suggestions = found.suggestions
    if found.status == Status.MISMATCH and found.record is not None and fits(variant, found.record):
        suggestions = (Suggestion(of_gene(variant, found.record), "numbering", "UniProt"), *suggestions)
    return replace(found, reason=_join(found.reason, f"{variant} in {scheme}"), suggestions=suggestions)


def _scheme(numbering: str, record: ProteinRecord) -> Scheme | None:
    amount = _shift(numbering)
    return Shift(amount) if amount is not None else find_numbering(record.accession, numbering)


def _shift(numbering: str) -> int | None:
    return int(numbering) if re.fullmatch(r"[+-][0-9]{1,5}", numbering) else None


def _join(*reasons: str) -> str:
    return "; ".join(reason for reason in reasons if reason)
