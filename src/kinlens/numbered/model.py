"""What is known of the kinase domains of an input, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kinlens.numbering import UNSURE, Domain, Evidence, numbering_facts
from kinlens.overview import register_said
from kinlens.reference import ProteinRecord
from kinlens.register import MOTIFS, MotifCheck
from kinlens.tables import Column, Row, columns_of, to_frame

if TYPE_CHECKING:
    import pandas

NUMBERED, NO_DOMAIN, NOT_READ = "numbered", "no kinase domain", "not read"


@dataclass(frozen=True, slots=True, eq=False)
class Numbering:
    """One domain of an input, or why it has none.

    Attributes
    ----------
    input : str
        Name of the sequence or structure.
    chain : str
        Author chain, '' for a sequence.
    status, reason : str
    record : ProteinRecord or None
        The protein of the tables, where it is one.
    domain : Domain or None
    start, end : int
        Borders; 0 without a domain.
    numbers : str
        What positions are: UniProt numbers, places in the sequence or author numbers.
    bits : float or None
        Score on the best profile, None for the bundled table.
    first : int
        Where it begins in the input.
    ordinal : int
        1 for the first numbered domain of the input, 0 for what is not numbered.
    place_of : mapping of int to int
        Position -> 1-based place in the sequence given; empty for a structure.
    author_of : mapping of int to str
        Position -> author number of the residues with coordinates; empty for a sequence.
    letter_of : mapping of int to str
        Position -> residue the input has there; no key for what the input lacks.
    checks : tuple of MotifCheck
        What coordinates say.
    """

    input: str
    chain: str
    status: str
    reason: str
    record: ProteinRecord | None = None
    domain: Domain | None = None
    start: int = 0
    end: int = 0
    numbers: str = ""
    bits: float | None = None
    first: int = 0
    ordinal: int = 0
    place_of: Mapping[int, int] = field(default_factory=dict)
    author_of: Mapping[int, str] = field(default_factory=dict)
    letter_of: Mapping[int, str] = field(default_factory=dict)
    checks: tuple[MotifCheck, ...] = ()

    @property
    def gene(self) -> str:
        """Gene of the protein of the tables, '' where it is none."""
        return self.record.gene if self.record is not None else ""

    @property
    def here(self) -> list[int]:
        """Positions of the domain that the input has, with or without coordinates."""
        return [p for p in self.domain.positions.tolist() if p in self.letter_of] if self.domain is not None else []

    @property
    def evidence(self) -> Evidence | None:
        """Of a numbering by profile, None for one from the bundled table."""
        return self.domain.evidence if self.domain is not None else None

    @property
    def lost(self) -> tuple[str, ...]:
        """Residues catalysis needs that the input has changed or the protein has lost, such as ``HRD-Asp D→N``."""
        domain = self.domain
        if domain is None:
            return ()
        anchors, family = domain.anchors, domain.family
        changed = {
            name: f"{name} {family.anchors[name].expected}→{letter}" for name in family.required
            if name in anchors and (letter := self.letter_of.get(anchors[name], "X"))
            not in (family.anchors[name].expected, "X")}
        absent = {said.partition(" ")[0]: said for said in domain.lost_motifs if said.endswith("absent")}
        return tuple((changed | absent).values())

    @property
    def pseudokinase(self) -> bool:
        """Whether a residue that catalysis needs is lost (and the kinase is no known exception)."""
        return bool(self.lost) and self.domain is not None and (
            self.gene not in self.domain.family.pseudokinase_exceptions)

    @property
    def contradicted(self) -> frozenset[int]:
        """Positions of the anchors that coordinates contradict."""
        names = [name for check in self.checks if check.status == "contradicted" for name in MOTIFS[check.motif]]
        anchors = self.domain.anchors if self.domain is not None else {}
        return frozenset(anchors[name] for name in names if name in anchors)

    @property
    def unsure(self) -> dict[str, float]:
        """Anchors of little confidence, with it."""
        return self.domain.unsure if self.domain is not None else {}

    @property
    def withheld(self) -> Mapping[str, str]:
        """Anchors that are not given, with the reason; those a protein of the tables does not have among them."""
        if self.domain is None:
            return {}
        if self.domain.evidence is not None:
            return self.domain.evidence.withheld
        return {name: "the protein has no such residue" for name in self.domain.family.anchors
                if name not in self.domain.anchors}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Numbered:
    """Domains of all inputs, in their order; every input has at least one line.

    Attributes
    ----------
    numberings : tuple of Numbering
    provenance : dict
        What they were computed from.
    """

    numberings: tuple[Numbering, ...]
    provenance: dict[str, Any]

    @property
    def domains(self) -> list[dict[str, Any]]:
        """A row a domain, or an input without one; columns ``[domain]`` of ``columns.toml``."""
        return [_domain_row(n) for n in self.numberings]

    @property
    def residues(self) -> list[dict[str, Any]]:
        """A row a residue of every domain; columns ``[place]``."""
        return [row for n in self.numberings for row in _residue_rows(n)]

    @property
    def anchors(self) -> list[dict[str, Any]]:
        """A row an anchor of every domain, those included that are not given."""
        return [row for n in self.numberings for row in _anchor_rows(n)]

    @property
    def table(self) -> pandas.DataFrame:
        """All residues as a DataFrame."""
        return to_frame(self.residues, columns_of("place"))

    @property
    def domain_table(self) -> pandas.DataFrame:
        """All domains as a DataFrame."""
        return to_frame(self.domains, columns_of("domain"))

    def rows(self, each: str) -> tuple[list[dict[str, Any]], tuple[Column, ...]]:
        """Rows and columns, one row each ``domain``, ``anchor`` or ``residue``."""
        if each == "domain":
            return self.domains, columns_of("domain")
        return (self.anchors if each == "anchor" else self.residues), columns_of("place")

    def _repr_html_(self) -> str:
        frame = self.domain_table.dropna(axis="columns", how="all").astype(object)
        return str(frame.where(frame.notna(), "").to_html(index=False))

    def __len__(self) -> int:
        return len(self.numberings)

    def __repr__(self) -> str:
        lines = [f"{n.input}{f' chain {n.chain}' if n.chain else ''}: {_said(n)}" for n in self.numberings[:10]]
        more = [f"… {len(self) - 10} more"] if len(self) > 10 else []
        return "\n".join(["<Numbered: .domains, .anchors, .residues, .table, .provenance>", *lines, *more])


def _said(n: Numbering) -> str:
    if n.domain is None:
        return f"{n.status} ({n.reason})"
    sure = "" if n.domain.confidence is None else f", confidence {n.domain.confidence:.2f}"
    gene = f"{n.gene}, " if n.gene else ""
    return f"{gene}{n.start}–{n.end} ({n.numbers}), {n.status} by {n.domain.method}{sure}"


def _domain_row(n: Numbering) -> dict[str, Any]:
    row: dict[str, Any] = {
        "input": n.input, "chain": n.chain, "gene": n.gene, "accession": n.record.accession if n.record else "",
        "status": n.status, "reason": n.reason, "start": n.start or None, "end": n.end or None, "numbers": n.numbers,
        "bits": None if n.bits is None else round(n.bits, 1), "coordinates": register_said(n.checks),
    }
    domain = n.domain
    if domain is None:
        return row
    here = n.here
    places = [n.place_of[position] for position in here if position in n.place_of]
    return row | {
        "domain": n.ordinal, "first_place": min(places, default=None), "last_place": max(places, default=None),
        "residues": len(here), "of_residues": len(domain.positions), "numbered_by": domain.method,
        "confidence": None if domain.confidence is None else round(domain.confidence, 3),
        "pseudokinase": n.pseudokinase, "lost": "; ".join(n.lost),
        "anchors": "; ".join(_anchor_said(n, domain, name) for name in domain.anchors
                             if domain.anchors[name] in n.letter_of),
        "withheld": "; ".join(f"{name}: {why}" for name, why in n.withheld.items()),
    }


def _anchor_said(n: Numbering, domain: Domain, name: str) -> str:
    position = domain.anchors[name]
    sure = domain.confidence_of(position)
    return f"{name} {n.letter_of[position]}{position}" + (f" {sure:.2f}" if sure is not None else "")


def _residue_rows(n: Numbering) -> Iterator[dict[str, Any]]:
    """The residues of a domain that the input has."""
    if n.domain is not None:
        for position in n.here:
            yield _residue_row(n, n.domain, position)


def _residue_row(n: Numbering, domain: Domain, position: int) -> dict[str, Any]:
    facts: Row = numbering_facts(domain, position)
    kept = ("klifs", "reference", "reference_after", "region", "lobe", "anchor", "spine", "numbered_by", "confidence")
    return {
        "input": n.input, "chain": n.chain, "gene": n.gene, "domain": n.ordinal,
        "place": n.place_of.get(position), "position": position, "author": n.author_of.get(position, ""),
        "residue": n.letter_of.get(position, ""), "status": _status(n, domain, position),
    } | {name: facts[name] for name in kept}


def _status(n: Numbering, domain: Domain, position: int) -> str:
    sure = domain.confidence_of(position)
    if position not in n.letter_of:
        return "not in the input"
    if n.author_of and position not in n.author_of:
        return "not resolved"
    if position in n.contradicted:
        return "contradicted"
    return "uncertain" if sure is not None and sure < UNSURE else "numbered"


def _anchor_rows(n: Numbering) -> Iterator[dict[str, Any]]:
    domain = n.domain
    if domain is None:
        return
    for name in domain.family.anchors:
        if name in domain.anchors:
            yield _residue_row(n, domain, domain.anchors[name]) | {"anchor": name}
        else:
            yield {"input": n.input, "chain": n.chain, "gene": n.gene, "domain": n.ordinal, "anchor": name,
                   "status": "withheld" if domain.evidence is not None else "absent", "reason": n.withheld[name],
                   "numbered_by": domain.method}
