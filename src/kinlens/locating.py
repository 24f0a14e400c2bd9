"""Variant to canonical residue, without any structure: which protein, which position, and what may be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from numbers import Real

from kinlens.checking import completed, domain_status, join_reasons, meaning, wrong_wild_type
from kinlens.errors import AmbiguousName, SeveralVariants, UnknownProtein
from kinlens.numbering import domains_of
from kinlens.reference import Named, ProteinRecord, load_kinome, look_up
from kinlens.reference.numberings import find_numbering, numberings_of
from kinlens.schemes import AUTHOR, checked_numbering, scheme_of, without_structure
from kinlens.statuses import UNPLACED, Status
from kinlens.suggesting import (
    Suggestion,
    fits,
    in_other_numberings,
    of_gene,
    renumbered,
    suggest,
    where_written_fits,
    why_not_renumbered,
)
from kinlens.variants import Kind, Nature, Reading, Variant, read_variant

_TAIL = 60  # an isoform that ends otherwise may go on as far as this behind what is known of it; KRAS 4B does for 38


@dataclass(frozen=True, slots=True)
class Located:
    """A variant laid onto a protein, before any structure.

    Attributes
    ----------
    text : str
        As given.
    variant : Variant or None
        In UniProt canonical numbering, with the wild-type residues it left out; as written where it could not be laid
        onto a protein; None when the text holds none.
    record : ProteinRecord or None
        None when no protein is named or known.
    status : Status
        ``match``, ``wild type not stated``, ``mismatch``, ``outside the kinase domain`` or why there is no residue.
    reason : str
        One sentence, '' for a plain match.
    suggestions : tuple of Suggestion
        What would fit where the wild type does not; what a variant that fits may mean beside.
    numbering : str
        Numbering that was applied, '' for none.
    joined, suffix : str
        How the text joins several variants, and what stands behind the last.
    chain : str
        Chain of a structure whose author numbers were meant, '' for any.
    """

    text: str
    variant: Variant | None
    record: ProteinRecord | None
    status: Status
    reason: str
    suggestions: tuple[Suggestion, ...] = ()
    numbering: str = ""
    joined: str = ""
    suffix: str = ""
    chain: str = ""

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

    @property
    def named(self) -> str:
        """The protein as the variant names it."""
        return (self.variant.accession or self.variant.gene) if self.variant else ""

    def __str__(self) -> str:
        name = f"{self.record.gene} " if self.record else ""
        hints = ", ".join(map(str, self.suggestions))
        said = join_reasons(self.reason, hints and f"suggestions: {hints}")
        return f"{name}{self.variant or self.text}: {self.status}{' – ' if said else ''}{said}"


def locate(text: str | Variant, *, gene: str = "", numbering: str | int | None = "") -> Located:
    """Find the canonical residue of one variant without any structure.

    Parameters
    ----------
    text : str or Variant
        Bad text is no error but a status.
    gene : str
        Gene, alias, accession or entry name of a variant that names none.
    numbering : str or int
        Numbering the variant is written in: a name such as ``isoform 1b`` or ``mature``, or a number to be added
        such as ``+1058``. Nothing is renumbered unless this, or the name of an isoform in front (``P00519-2``,
        ``ABL1b``), asks for it.

    Returns
    -------
    Located
        Protein, canonical residue, status, reason and suggestions.

    Raises
    ------
    SeveralVariants
        If the text holds more than one variant.
    UnknownNumbering
        If no protein has a numbering of that name.
    NeedsStructure
        If author numbers are asked for.

    Examples
    --------
    >>> import kinlens as kl
    >>> print(kl.locate("ABL1:T334I").suggestions[0])
    T315I (isoform 1b)
    >>> print(kl.locate("ABL1:T334I", numbering="1b"))
    ABL1 T315I: match – T334I in isoform 1b
    """
    found = locate_each(text, gene=gene, numbering=without_structure(numbering))
    if len(found) > 1:
        raise SeveralVariants(str(text), tuple(str(item.variant) for item in found))
    return found[0]


def locate_each(text: str | Variant, *, gene: str = "", numbering: str | int | None = "") -> tuple[Located, ...]:
    """Find the canonical residues of all variants of a text, one item each, at least one.

    Parameters and errors are those of :func:`locate`, but for SeveralVariants; with ``author`` as numbering the protein
    is looked up and nothing checked, for that needs a structure.
    """
    numbering = checked_numbering(numbering)
    gene = str(gene) if gene is not None and gene == gene else ""  # a NaN of somebody's table is no gene
    if isinstance(text, Variant):
        return (_locate_variant(text.text, text, gene, numbering),)
    written = _as_text(text)
    shown = str(text)
    if written is None:
        return (Located(shown, None, None, Status.NOT_READ, f"{type(text).__name__} is no text"),)
    reading = read_variant(written)
    if reading.nature != Nature.VARIANT:
        return (replace(_unread(reading), text=shown),)
    behind = "" if gene or reading.variants[0].gene or reading.variants[0].accession else _gene_in(reading.suffix)
    return tuple(
        replace(_locate_variant(shown, variant, gene or behind, numbering), joined=str(reading.joined),
                suffix="" if behind else reading.suffix)
        for variant in reading.variants)


def locate_texts(
    texts: Iterable[str | Variant], *, gene: str = "", numbering: str | int | None = "",
) -> list[tuple[Located, ...]]:
    """Locate many texts, each distinct one once; one tuple per text, in order."""
    return each_once(texts, lambda text: locate_each(text, gene=gene, numbering=numbering))


def each_once(
    texts: Iterable[str | Variant], locate_one: Callable[[str | Variant], tuple[Located, ...]],
) -> list[tuple[Located, ...]]:
    """What is found of each text, in order; equal texts share it."""
    known: dict[str, tuple[Located, ...]] = {}
    found = []
    for text in texts:
        if not isinstance(text, str):
            found.append(locate_one(text))
            continue
        if text not in known:
            known[text] = locate_one(text)
        found.append(known[text])
    return found


def _as_text(value: object) -> str | None:
    """Text of a cell: positions are numbers, whole ones even where a blank in the column made them floats."""
    if isinstance(value, str):
        return value
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return ""  # read as a missing value
    if isinstance(value, Real) and not isinstance(value, bool) and (number := float(value)).is_integer():
        return str(int(number))
    return None


def _unread(reading: Reading) -> Located:
    if reading.nature == Nature.NOT_A_VARIANT:
        return Located(reading.text, None, None, Status.NOT_A_VARIANT, f"{reading.what}: no residue to place")
    name = _known_as(reading.text.strip())
    where = "" if reading.position is None else f" (character {reading.position + 1})"
    reason = f"a name, of {name}, without a variant" if name else f"{reading.what}{where}"
    return Located(reading.text, None, None, Status.NOT_READ, reason)


def _gene_in(suffix: str) -> str:
    """The protein named behind a variant: ``V600E BRAF``, ``T315I in ABL1``; '' if that is none."""
    name = suffix.removeprefix("in ").removeprefix("of ").strip()
    return name if _known_as(name) else ""


def _known_as(name: str) -> str:
    found = _look_up(name) if name else None
    return found.record.gene if isinstance(found, Named) else ""


def _locate_variant(text: str, variant: Variant, gene: str, numbering: str) -> Located:
    own = variant.accession or variant.gene
    variant = variant.with_gene(gene)
    name = variant.accession or variant.gene
    if not name:
        return Located(text, variant, None, Status.NO_GENE, "name the gene: in front (ABL1:T315I), or one for all")
    named = _look_up(name)
    if isinstance(named, AmbiguousName):
        return Located(text, variant, None, Status.AMBIGUOUS_NAME, str(named), _among(variant, named))
    if isinstance(named, UnknownProtein):
        return Located(text, variant, None, Status.NOT_IN_TABLES, str(named))
    isoform = f"{named.record.accession}-{named.isoform}" if named.isoform not in ("", "1") else ""
    overruled = f"{numbering} was asked for, so isoform {named.isoform} of its name is not applied" if (
        isoform and numbering) else ""
    numbering = numbering or isoform
    if numbering == AUTHOR:
        return Located(text, variant, named.record, Status.NOT_CHECKED, _understood(named))
    also = tuple(load_kinome().protein(symbol) for symbol in named.also)
    found = locate_in(variant, named.record, numbering=numbering, also=also)
    if not numbering and found.status in (Status.MATCH, Status.OUTSIDE_DOMAIN):
        found = replace(found, suggestions=_other_meanings(variant, named, found.status, also))
    contradicted = _contradicted(named.record, gene) if own else ""
    reason = join_reasons(found.reason, _understood(named), contradicted, overruled)
    return replace(found, text=text, reason=reason)


def _look_up(name: str) -> Named | AmbiguousName | UnknownProtein:
    """The protein of a name, or why there is none; of several words (``ABL1 BCR-ABL``) the one they all name."""
    found = look_up(name)
    if not isinstance(found, UnknownProtein) or " " not in name:
        return found
    known = [named for word in name.split() if isinstance(named := look_up(word), Named)]
    return known[-1] if len({named.record.accession for named in known}) == 1 else found


def _among(variant: Variant, trouble: AmbiguousName) -> tuple[Suggestion, ...]:
    """The proteins of an ambiguous name that have the residue stated, in their canonical or another numbering."""
    found = []
    for gene in trouble.genes:
        record = load_kinome().protein(gene)
        if fits(variant, record):
            found.append(Suggestion(of_gene(variant, record), "gene", f"one of {trouble.asked}"))
        found += [replace(s, kind="gene") for s in in_other_numberings(variant, record)]
    return tuple(found)


def _other_meanings(
    variant: Variant, named: Named, status: Status, also: Sequence[ProteinRecord],
) -> tuple[Suggestion, ...]:
    """What a variant that fits as it stands may mean beside, where something speaks for it.

    ALK has a leucine at 256 as well, but ``NPM-ALK L256M`` names the fusion whose own count makes it L1196M; a variant
    outside the kinase domain that another count puts inside it is worth a question; and a symbol may be the name of
    another protein that has the residue, too.
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
    found += [Suggestion(of_gene(variant, other), "gene", f"{named.asked} is a name of it, too")
              for other in also if fits(variant, other)]
    return tuple(found)


def _understood(named: Named) -> str:
    """How a name was understood, where it is not the symbol, accession or entry name itself."""
    if named.how == "fusion":
        return f"fusion {named.asked}, numbered as {named.record.gene}"
    if named.how in ("alias", "previous symbol", "protein name"):
        return f"{named.asked} is {named.record.gene} ({named.how})"
    return ""


def _contradicted(record: ProteinRecord, gene: str) -> str:
    """That another gene was given for the column than the variant names itself."""
    given = _look_up(gene) if gene else None
    other = isinstance(given, AmbiguousName | UnknownProtein) or (
        given is not None and given.record.accession != record.accession)
    return f"the variant names {record.gene}, {gene} was given for those that name none" if other else ""


def locate_in(
    variant: Variant, record: ProteinRecord, *, numbering: str = "", also: Sequence[ProteinRecord] = (),
) -> Located:
    """Check a variant against the canonical sequence of a protein.

    Parameters
    ----------
    variant : Variant
    record : ProteinRecord
    numbering : str
        Numbering the variant is written in, as checked; UniProt canonical by default.
    also : sequence of ProteinRecord
        Other proteins its name is used for.

    Returns
    -------
    Located
        In canonical numbers, or why that cannot be.
    """
    if variant.insertion_code:
        return Located(variant.text, variant, record, Status.NO_COUNTERPART,
                       f"{variant.start}{variant.insertion_code} is a residue number of a PDB file: name the structure "
                       "and --numbering author")
    if not numbering:
        return _check(variant, record, variant, also)
    scheme = scheme_of(numbering, record.accession)
    if scheme is None:
        known = ", ".join(n.name for n in numberings_of(record.accession)) or "none but UniProt's"
        return Located(variant.text, variant, record, Status.NUMBERING_UNKNOWN,
                       f"{record.gene} has no numbering {numbering!r}; it has {known}")
    moved = renumbered(variant, scheme)
    if moved is None or (variant.kind == Kind.START_LOSS and moved.start != 1):
        why = why_not_renumbered(variant, scheme) if moved is None else f"Met1 is none of the residues of {scheme.name}"
        return Located(variant.text, variant, record, Status.NO_COUNTERPART, why, where_written_fits(variant, record))
    found = _check(moved, record, variant, also)
    return replace(found, numbering=scheme.name, reason=join_reasons(found.reason, f"{variant} in {scheme.name}"))


def _check(variant: Variant, record: ProteinRecord, written: Variant, also: Sequence[ProteinRecord]) -> Located:
    """A variant in canonical numbers; ``written`` is how it stood before."""
    wrong = wrong_wild_type(variant, record)
    if wrong:
        suggestions = suggest(variant, record, written=written, also=also)
        unknown = "" if written != variant else _isoforms_not_known(variant, record)
        return Located(variant.text, variant, record, Status.MISMATCH, join_reasons(wrong, unknown), suggestions)
    status, reason = domain_status(variant, record)
    reason = join_reasons(reason, meaning(variant, record))
    if not variant.stated and variant.kind not in (Kind.EXTENSION, Kind.START_LOSS):
        reason = join_reasons("the number could not be checked", reason)
        status = Status.NOT_CHECKED if status == Status.MATCH else status
    return Located(variant.text, completed(variant, record), record, status, reason)


def _isoforms_not_known(variant: Variant, record: ProteinRecord) -> str:
    """Isoforms whose residue of that number is in no table, so that they may be meant."""
    unknown = [n.name for n in numberings_of(record.accession) if n.isoform and n.position(variant.start) is None
               and variant.start < max((last + offset for _, last, offset in n.segments), default=0) + _TAIL]
    return f"residue {variant.start} of {', '.join(unknown)} is not known" if unknown else ""
