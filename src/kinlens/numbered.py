"""Kinase domains of sequences and structures, numbered: from the tables where they know them, else by profile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kinlens.errors import NothingAsked, UnreadableSequences
from kinlens.identity import Protein, identify_all
from kinlens.identity.sequences import Stretch, lay_sequence
from kinlens.numbering import UNSURE, Domain, domains_of, numbering_facts, search_domains
from kinlens.overview import register_said
from kinlens.provenance import describe_structure, describe_tables
from kinlens.reference import ProteinRecord
from kinlens.register import MotifCheck, check_register, correct_register
from kinlens.sequences import (
    FASTA_SUFFIXES,
    SHORTEST_SEQUENCE,
    NamedSequence,
    clean,
    looks_like_sequence,
    parse_fasta,
    read_fasta,
)
from kinlens.structures import read
from kinlens.structures.library import looks_like_structure
from kinlens.structures.model import Structure
from kinlens.tables import Column, Row, columns_of, to_frame

if TYPE_CHECKING:
    import pandas

NUMBERED, NO_DOMAIN, NOT_READ = "numbered", "no kinase domain", "not read"
Progress = Callable[[int, int | None], None]


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
    bits : float or None
        Score on the best profile, None for the bundled table.
    place_of : mapping of int to int
        Position -> 1-based place in the sequence given; empty for a structure.
    author_of : mapping of int to str
        Position -> author number; empty for a sequence.
    letter_of : mapping of int to str
        Position -> residue the input has there.
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
    bits: float | None = None
    place_of: Mapping[int, int] = field(default_factory=dict)
    author_of: Mapping[int, str] = field(default_factory=dict)
    letter_of: Mapping[int, str] = field(default_factory=dict)
    checks: tuple[MotifCheck, ...] = ()


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
        return str(self.domain_table.dropna(axis="columns", how="all").to_html(index=False, na_rep=""))

    def __len__(self) -> int:
        return len(self.numberings)

    def __repr__(self) -> str:
        lines = [f"{n.input}{f' chain {n.chain}' if n.chain else ''}: {_said(n)}" for n in self.numberings[:10]]
        more = [f"… {len(self) - 10} more"] if len(self) > 10 else []
        return "\n".join(["<Numbered: .domains, .anchors, .residues, .table, .provenance>", *lines, *more])


def number(
    source: Any, *, chain: str | None = None, by_profile: bool = False, progress: Progress | None = None,
) -> Numbered:
    """Number the kinase domains of sequences or of a structure, whether the tables know them or not.

    Parameters
    ----------
    source : str, Path, Structure, gemmi.Structure, Bio.PDB structure, mapping or sequence of str
        The letters of a protein, FASTA text, a FASTA file, a structure file or id, or several sequences (by name, in a
        mapping).
    chain : str, optional
        Author chain of a structure; all by default.
    by_profile : bool
        Number by profile even what the tables know.
    progress : callable, optional
        Told how many sequences are done, and of how many if that is known.

    Returns
    -------
    Numbered
        Every sequence or chain has at least one line, with a status and the reason.

    Raises
    ------
    UnreadableSequences
        If a file or text holds neither sequences nor coordinates.
    StructureNotFound, UnreadableStructure, EmptyStructure, ChainNotFound
        If a structure cannot be used.
    NothingAsked
        If there is nothing to number.
    """
    sequences = _sequences(source)
    if sequences is None:
        structure = source if isinstance(source, Structure) else read(source)
        return Numbered(tuple(_number_structure(structure, chain, by_profile)),
                        describe_tables() | {"structure": describe_structure(structure)})
    if chain is not None:
        raise UnreadableSequences("chain " + chain, "chains are of structures")
    found: list[Numbering] = []
    total = len(sequences) if isinstance(sequences, Sequence) else None
    for done, sequence in enumerate(sequences, 1):
        found += _number_sequence(sequence, by_profile, done)
        if progress is not None:
            progress(done, total)
    if not found:
        raise NothingAsked("")
    return Numbered(tuple(found), describe_tables())


def is_structure(source: Any) -> bool:
    """Whether a source is a structure rather than sequences.

    Raises
    ------
    UnreadableSequences
        If it is the name of a FASTA file that is not there.
    """
    return _sequences(source) is None


def _sequences(source: Any) -> Iterable[NamedSequence] | None:
    """The sequences a source is made of; None for a structure."""
    if isinstance(source, Mapping):
        return [clean(str(name), str(letters)) for name, letters in source.items()]
    if isinstance(source, list | tuple):
        return [clean("", str(letters)) for letters in source]
    if isinstance(source, os.PathLike):
        return read_fasta(Path(source)) if _is_fasta(Path(source)) else None
    if not isinstance(source, str):
        return None
    if source.lstrip().startswith(">"):
        return parse_fasta(source, "the text")
    if looks_like_sequence(source) and not looks_like_structure(source):
        return [clean("", source)]
    path = Path(source).expanduser() if len(source) < 4096 else None
    if path is not None and path.is_file():
        return read_fasta(path) if _is_fasta(path) else None
    if looks_like_structure(source) or path is None:
        return None
    if source.lower().endswith(FASTA_SUFFIXES):
        raise UnreadableSequences(source, "there is no such file")
    raise UnreadableSequences(repr(source), f"neither a file, nor an id, nor {SHORTEST_SEQUENCE} letters of a protein")


def _is_fasta(path: Path) -> bool:
    """Whether a file has the suffix of sequences, or begins as FASTA does."""
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(FASTA_SUFFIXES):
        return True
    with path.open("rb") as stream:
        return stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b">")


def _number_sequence(sequence: NamedSequence, by_profile: bool, ordinal: int) -> Iterator[Numbering]:
    name = sequence.name or f"sequence {ordinal}"
    if sequence.trouble:
        yield Numbering(name, "", NOT_READ, sequence.trouble)
        return
    letters = sequence.letters
    whole = [Stretch.unknown(letters)] if by_profile else list(lay_sequence(letters))
    found = [n for stretch in whole for n in _number_stretch(name, letters, stretch)]
    kept = [n for n in found if n.domain is not None or n.status == "too distant"]
    # A construct's tags and linkers need no line of their own.
    yield from kept or sorted(found, key=lambda n: (n.record is None, n.start - n.end))[:1]


def _number_stretch(name: str, letters: str, stretch: Stretch) -> Iterator[Numbering]:
    record = stretch.record
    if record is None:
        # Leading X: the numbers are places in the whole sequence.
        unknown = _unknown("X" * stretch.start + letters[stretch.start:stretch.stop])
        place_of = {place: place for place in range(stretch.start + 1, stretch.stop + 1)}
        near = f"; closest in the tables: {stretch.runner_up}" if stretch.runner_up else ""
        yield from _by_profile(name, unknown, place_of, near)
        return
    place_of = {number: stretch.start + k + 1 for k, number in enumerate(stretch.canonical.tolist()) if number}
    letter_of = {number: letters[place - 1] for number, place in place_of.items()}
    said = f"{record.gene} ({record.accession}), identity {stretch.identity:.1%}"
    domains = [domain for domain in domains_of(record) if any(number in domain for number in place_of)]
    if not domains:
        yield Numbering(name, "", NO_DOMAIN, f"{said}: {_why_none(record)}", record)
    for domain in domains:
        yield Numbering(name, "", NUMBERED, said, record, domain, domain.start, domain.end, None, place_of, {},
                        letter_of)


def _by_profile(name: str, record: ProteinRecord, place_of: Mapping[int, int], near: str) -> Iterator[Numbering]:
    letter_of = {number: record.sequence[number - 1] for number in place_of}
    traces = search_domains(record)
    best = max(traces, key=lambda trace: trace.bits, default=None)
    shown = [trace for trace in traces if trace.status != NO_DOMAIN]
    for trace in shown:
        yield Numbering(name, "", trace.status, trace.reason + near, None, trace.domain, trace.start, trace.end,
                        trace.bits, place_of, {}, letter_of)
    if not shown:
        yield Numbering(name, "", NO_DOMAIN, (best.reason if best is not None else "no resemblance") + near,
                        bits=best.bits if best is not None else 0.0)


def _unknown(letters: str) -> ProteinRecord:
    """A protein that stands in no table."""
    return ProteinRecord(-1, "", "", "", "", "kinase", "", letters)


def _why_none(record: ProteinRecord) -> str:
    if record.family == "kinase":
        where = ", ".join(f"{domain.start}–{domain.end}" for domain in domains_of(record))
        return f"its kinase domain ({where}) is not in the sequence"
    said = {"ras": "a small GTPase, no kinase", "atypical kinase": "an atypical kinase, which these numbers do not fit"}
    return said.get(record.family, "it has no protein kinase domain")


def _number_structure(structure: Structure, chain: str | None, by_profile: bool) -> Iterator[Numbering]:
    name = structure.source.id or structure.source.origin
    chains = [c for c in structure.chain_names if len(structure.residues_of(c))] if chain is None else [chain]
    for one in chains:
        for protein in identify_all(structure, one):
            yield from _number_protein(structure, name, protein, by_profile)


def _number_protein(structure: Structure, name: str, protein: Protein, by_profile: bool) -> Iterator[Numbering]:
    record, positions = protein.record, protein.positions
    if record is None:
        near = f"; closest in the tables: {protein.runner_up}" if protein.runner_up else ""
        letters = "".join(structure.residues.parent[protein.residues])
        best = max(search_domains(_unknown(letters)), key=lambda trace: trace.bits, default=None)
        said = f"; {best.reason}" if best is not None else ""
        status = best.status if best is not None and not best.numbered else NO_DOMAIN
        yield Numbering(name, protein.chain, status, f"{protein.status}{near}{said}",
                        bits=best.bits if best is not None else None)
        return
    if by_profile and record.in_tables:
        record = ProteinRecord(-1, record.accession, record.gene, record.entry, record.name, record.family, "",
                               record.sequence)
    domains = [domain for domain in domains_of(record) if any(number in domain for number in positions)]
    known = protein.record if protein.record is not None and protein.record.in_tables else None
    said = f"{record.gene} ({record.accession})" + (
        f", identity {protein.identity:.1%}" if known is not None else f", {protein.status}")
    if not domains:
        yield Numbering(name, protein.chain, NO_DOMAIN, f"{said}: {_why_none(record)}", known)
    author_of = {number: structure.author(residue) for number, residue in positions.items()}
    letter_of = {number: str(structure.residues.parent[residue]) for number, residue in positions.items()}
    for domain in domains:
        checks: tuple[MotifCheck, ...]
        if domain.evidence is None:
            checks = check_register(structure, protein, domain)
        else:
            domain, checks = correct_register(structure, protein, domain)
        yield Numbering(name, protein.chain, NUMBERED, said, known, domain, domain.start, domain.end,
                        domain.evidence.bits if domain.evidence is not None else None, {}, author_of, letter_of, checks)


def _said(n: Numbering) -> str:
    if n.domain is None:
        return f"{n.status} ({n.reason})"
    sure = "" if n.domain.confidence is None else f", confidence {n.domain.confidence:.2f}"
    return f"{n.domain.name}, {n.status} by {n.domain.method}{sure}"


def _anchor_said(n: Numbering, domain: Domain, name: str) -> str:
    position = domain.anchors[name]
    sure = domain.confidence_of(position)
    return f"{name} {domain.protein.sequence[position - 1]}{position}" + (f" {sure:.2f}" if sure is not None else "")


def _domain_row(n: Numbering) -> dict[str, Any]:
    row: dict[str, Any] = {
        "input": n.input, "chain": n.chain, "gene": n.record.gene if n.record else "",
        "accession": n.record.accession if n.record else "", "status": n.status, "reason": n.reason,
        "start": n.start or None, "end": n.end or None, "bits": None if n.bits is None else round(n.bits, 1),
        "coordinates": register_said(n.checks),
    }
    domain = n.domain
    if domain is not None:
        withheld = domain.evidence.withheld if domain.evidence is not None else {}
        row |= {
            "domain": domain.index, "numbered_by": domain.method,
            "confidence": None if domain.confidence is None else round(domain.confidence, 3),
            "pseudokinase": domain.pseudokinase, "lost": "; ".join(domain.lost_motifs),
            "anchors": "; ".join(_anchor_said(n, domain, name) for name in domain.anchors),
            "withheld": "; ".join(f"{name}: {why}" for name, why in withheld.items()),
        }
    return row


def _residue_rows(n: Numbering) -> Iterator[dict[str, Any]]:
    """The residues of a domain that the input has; of a structure also those without coordinates."""
    if n.domain is None:
        return
    for position in n.domain.positions.tolist():
        if n.place_of and position not in n.place_of:
            continue
        yield _residue_row(n, n.domain, position)


def _residue_row(n: Numbering, domain: Domain, position: int) -> dict[str, Any]:
    facts: Row = numbering_facts(domain, position)
    sure = facts["confidence"]
    kept = ("klifs", "reference", "reference_after", "region", "lobe", "anchor", "spine", "numbered_by", "confidence")
    return {
        "input": n.input, "chain": n.chain, "gene": n.record.gene if n.record else "", "domain": domain.index,
        "place": n.place_of.get(position), "position": position, "author": n.author_of.get(position, ""),
        "residue": n.letter_of.get(position, domain.protein.sequence[position - 1]),
        "status": "uncertain" if sure is not None and sure < UNSURE else "numbered",
    } | {name: facts[name] for name in kept}


def _anchor_rows(n: Numbering) -> Iterator[dict[str, Any]]:
    domain = n.domain
    if domain is None:
        return
    withheld = domain.evidence.withheld if domain.evidence is not None else {}
    for name in domain.family.anchors:
        if name in domain.anchors:
            yield _residue_row(n, domain, domain.anchors[name]) | {"anchor": name}
        else:
            yield {"input": n.input, "chain": n.chain, "gene": n.record.gene if n.record else "",
                   "domain": domain.index, "anchor": name, "status": "withheld" if name in withheld else "absent",
                   "reason": withheld.get(name, "the domain has no such residue"), "numbered_by": domain.method}
