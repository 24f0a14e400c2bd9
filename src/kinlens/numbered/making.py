"""Numbering sequences and chains: by the tables, by profile, and what coordinates say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kinlens.errors import NeedsNoChain, NothingToNumber
from kinlens.identity import Protein, identify_all, unite_copies
from kinlens.identity.sequences import Stretch, lay_sequence
from kinlens.numbered.model import NO_DOMAIN, NOT_READ, NUMBERED, Numbered, Numbering
from kinlens.numbered.sources import sequences_of
from kinlens.numbering import Domain, domains_of, search_domains
from kinlens.profiles import SHORTEST_DOMAIN
from kinlens.provenance import describe_structure, describe_tables
from kinlens.reference import ProteinRecord
from kinlens.register import correct_register
from kinlens.sequences import NamedSequence
from kinlens.structures import read
from kinlens.structures.model import Structure

Progress = Callable[[int, int | None], None]
NOTHING_FOUND = "no profile of a kinase finds anything in it"
UNIPROT, PLACES, AUTHOR = "UniProt", "places in the sequence", "author numbers"


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
        Number by profile even what the tables know. A structure keeps the names and numbers of its proteins; a
        sequence is taken as nobody's, and counts in places.
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
    NothingToNumber
        If there is nothing to number.
    NeedsNoChain
        If a chain is asked of sequences.
    """
    sequences = sequences_of(source)
    if sequences is None:
        structure = source if isinstance(source, Structure) else read(source)
        return Numbered(tuple(_number_structure(structure, chain, by_profile)),
                        describe_tables() | {"structure": describe_structure(structure)})
    if chain is not None:
        raise NeedsNoChain(chain)
    found: list[Numbering] = []
    total = len(sequences) if isinstance(sequences, Sequence) else None
    for done, sequence in enumerate(sequences, 1):
        found += _number_sequence(sequence, by_profile, done)
        if progress is not None:
            progress(done, total)
    if not found:
        raise NothingToNumber
    return Numbered(tuple(found), describe_tables())


def _number_sequence(sequence: NamedSequence, by_profile: bool, ordinal: int) -> list[Numbering]:
    name = sequence.name or f"sequence {ordinal}"
    if sequence.trouble:
        return [Numbering(name, "", NOT_READ, sequence.trouble)]
    letters = sequence.letters
    whole = [Stretch.unknown(letters)] if by_profile else list(lay_sequence(letters))
    found = [n for stretch in whole for n in _number_stretch(name, letters, stretch)]
    kept = [n for n in found if n.status != NO_DOMAIN]
    # A construct's tags and linkers need no line of their own.
    return _in_order(kept or sorted(found, key=lambda n: n.record is None)[:1])


def _in_order(found: Sequence[Numbering]) -> list[Numbering]:
    """Domains as they follow each other in the input, counted."""
    rows, count = [], 0
    for n in sorted(found, key=lambda n: n.first):
        count += n.domain is not None
        rows.append(replace(n, ordinal=count if n.domain is not None else 0))
    return rows


def _number_stretch(name: str, letters: str, stretch: Stretch) -> Iterator[Numbering]:
    record = stretch.record
    if record is None:
        # Leading X: the numbers are places in the whole sequence.
        unknown = ProteinRecord.unlisted("X" * stretch.start + letters[stretch.start:stretch.stop])
        near = f"; closest in the tables: {stretch.runner_up}" if stretch.runner_up else ""
        yield from _by_profile(name, unknown, near)
        return
    place_of = {number: stretch.start + k + 1 for k, number in enumerate(stretch.canonical.tolist()) if number}
    said = f"identity {stretch.identity:.1%}"
    domains = _present(domains_of(record), place_of)
    if not domains:
        yield Numbering(name, "", NO_DOMAIN, f"{record.gene} ({record.accession}), {said}: "
                                             f"{_why_none(record, place_of)}", record)
    for domain in domains:
        here = {number: place for number, place in place_of.items() if number in domain}
        yield Numbering(name, "", NUMBERED, said, record, domain, domain.start, domain.end, UNIPROT, None,
                        min(here.values()), 0, here, {}, {number: letters[place - 1] for number, place in here.items()})


def _by_profile(name: str, record: ProteinRecord, near: str) -> Iterator[Numbering]:
    traces = search_domains(record)
    best = max(traces, key=lambda trace: trace.bits, default=None)
    shown = [trace for trace in traces if trace.status != NO_DOMAIN]
    for trace in shown:
        here = range(trace.start, trace.end + 1)
        yield Numbering(name, "", trace.status, trace.reason + near, None, trace.domain, trace.start, trace.end, PLACES,
                        trace.bits, trace.start, 0, {place: place for place in here}, {},
                        {place: record.sequence[place - 1] for place in here})
    if not shown:
        yield Numbering(name, "", NO_DOMAIN, (best.reason if best is not None else NOTHING_FOUND) + near,
                        bits=best.bits if best is not None else 0.0)


def _present(domains: Sequence[Domain], numbers: Mapping[int, Any]) -> list[Domain]:
    """Domains of which there is more than a border."""
    return [domain for domain in domains if sum(number in domain for number in numbers) >= SHORTEST_DOMAIN]


def _why_none(record: ProteinRecord, numbers: Mapping[int, Any]) -> str:
    if record.family == "kinase":
        said = [f"{d.start}–{d.end}" + (f", of which {here} residues are there" if here else "")
                for d in domains_of(record) for here in [sum(number in d for number in numbers)]]
        return f"without its kinase domain ({'; '.join(said)})"
    known = {"ras": "a small GTPase, no kinase",
             "atypical kinase": "an atypical kinase, which these numbers do not fit"}
    return known.get(record.family, "it has no protein kinase domain")


def _number_structure(structure: Structure, chain: str | None, by_profile: bool) -> Iterator[Numbering]:
    name = structure.source.id or structure.source.origin
    chains = [c for c in structure.chain_names if len(structure.residues_of(c))] if chain is None else [chain]
    for parts in unite_copies({one: identify_all(structure, one) for one in chains}).values():
        yield from _in_order([n for protein in parts for n in _number_protein(structure, name, protein, by_profile)])


def _number_protein(structure: Structure, name: str, protein: Protein, by_profile: bool) -> Iterator[Numbering]:
    record, positions = protein.record, protein.positions
    if record is None:
        yield _stranger(structure, name, protein)
        return
    known = record if record.in_tables else None
    if by_profile and record.in_tables:
        record = replace(record, index=-1)
    said = f"identity {protein.identity:.1%}" if known is not None else _called(protein)
    domains = _present(domains_of(record), positions)
    if not domains:
        yield Numbering(name, protein.chain, NO_DOMAIN, f"{record.gene} ({record.accession}), {said}: "
                                                        f"{_why_none(record, positions)}", known)
    author_of = {number: structure.author(residue) for number, residue in positions.items()}
    letter_of = {number: str(structure.residues.parent[residue]) for number, residue in positions.items()}
    if protein.construct is not None:  # what has no coordinates is there
        letter_of |= {number: record.sequence[number - 1] for number in protein.construct - set(letter_of)}
    numbers = UNIPROT if known is not None else AUTHOR if protein.offset == 0 else PLACES
    traces = {} if record.in_tables else {trace.start: trace for trace in search_domains(record)}
    for domain in domains:
        trace = traces.get(domain.start)
        status, why = (trace.status, f"{said}; {trace.reason}") if trace is not None else (NUMBERED, said)
        domain, checks = correct_register(structure, protein, domain)
        first = min(int(residue) for number, residue in positions.items() if number in domain)
        yield Numbering(name, protein.chain, status, why, known, domain, domain.start, domain.end, numbers,
                        trace.bits if trace is not None else None, first, 0, {}, author_of, letter_of, checks)


def _called(protein: Protein) -> str:
    """What the header calls a kinase of no table, and what comes nearest to it."""
    record = protein.record
    name = f"{record.gene} ({record.accession}) by its header" if record is not None and record.entry else "unnamed"
    return name + (f", closest in the tables: {protein.runner_up}" if protein.runner_up else "")


def _stranger(structure: Structure, name: str, protein: Protein) -> Numbering:
    """A chain that is none of the tables' proteins, and no kinase that can be numbered."""
    near = f" (closest: {protein.runner_up})" if protein.runner_up else ""
    header = structure.chains.get(protein.chain)
    letters = (header.letters if header is not None else "") or "".join(structure.residues.parent[protein.residues])
    best = max(search_domains(ProteinRecord.unlisted(letters)), key=lambda trace: trace.bits, default=None)
    why = best.reason if best is not None else NOTHING_FOUND
    status = best.status if best is not None and not best.numbered else NO_DOMAIN
    return Numbering(name, protein.chain, status, f"{protein.status}{near}; {why}",
                     bits=best.bits if best is not None else None)
