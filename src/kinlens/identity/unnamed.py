"""Kinases that stand in no table: their residues are numbered as the file does, their domains by profile."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise, zip_longest

import numpy as np
from numpy.typing import NDArray

from kinlens.identity.claims import UNIPROT, unchecked_claim
from kinlens.identity.model import Protein, segments_of
from kinlens.numbering import Trace, search_domains
from kinlens.reference import ProteinRecord, load_kinome
from kinlens.structures.declared import ChainHeader

BY_PROFILE = "kinase, numbered by profile"
UNNAMED = "unnamed kinase"
RESEMBLES = "resembles a kinase, too distant to be numbered"
SHORTEST_CHAIN = 34  # residues; shorter than any domain that is numbered, it need not be searched
# Two copies are one protein if they have this many residues at the same numbers and this share of them is equal: more
# than chance or a paralogue has, less than all for what differs in how it was modelled.
SHARED, SAME_PROTEIN = 30, 0.95
# Share of the score of the bare letters that the letters at their author numbers must have: holes in the numbers, and
# numbers below 1, which are left out, cost some.
AS_GOOD = 0.9
LARGEST_NUMBER = 36_000  # titin, the longest protein, has 35,991 residues


def describe_unnamed(
    chain: str, letters: str, places: NDArray[np.int64], numbers: NDArray[np.int64], icodes: NDArray[np.str_],
    residues: NDArray[np.intp], header: ChainHeader, runner_up: str, *, whole: bool,
) -> Protein | str:
    """Say that a chain the tables do not know has a kinase domain.

    Parameters
    ----------
    chain : str
    letters : str
        One-letter codes of the construct, of the observed residues where the file has no SEQRES.
    places, numbers, icodes, residues : (k,) arrays
        Of each observed residue: place in `letters`, author number, insertion code, index in the structure.
    header : ChainHeader
    runner_up : str
        The protein of the tables that comes nearest.
    whole : bool
        Whether `letters` are the construct.

    Returns
    -------
    Protein or str
        What is to be said instead, where no domain can be numbered; '' if nothing.
    """
    if len(letters) < SHORTEST_CHAIN:
        return ""
    by_place = search_domains(ProteinRecord.unlisted(letters))
    if not any(trace.numbered for trace in by_place):
        return RESEMBLES if any(trace.status == "too distant" for trace in by_place) else ""
    positions = author_positions(len(letters), places, numbers, icodes)
    kept = np.zeros(0, dtype=np.bool_) if positions is None else positions > 0
    padded = "" if positions is None else _padded(letters, positions, kept)
    numbered = [trace for trace in search_domains(ProteinRecord.unlisted(padded)) if trace.numbered] if padded else []
    if positions is None or _bits(numbered) < AS_GOOD * _bits(by_place):  # numbers below 1, or with holes within
        positions, padded = np.arange(1, len(letters) + 1), letters
        kept, numbered = positions > 0, [trace for trace in by_place if trace.numbered]
    canonical = positions[places]
    inside = {int(n) for number, n in zip(canonical, numbers, strict=True)
              if any(trace.start <= number <= trace.end for trace in numbered)}
    record = _record(header, padded, inside)
    return Protein(
        chain=chain, record=record, status=BY_PROFILE, identity=float("nan"), aligned=0, runner_up=runner_up,
        organism=header.organism, segments=segments_of(numbers, canonical), differences=(),
        header=unchecked_claim(header), residues=residues, canonical=canonical,
        construct=frozenset(positions[kept].tolist()) if whole else None,
    )


def _padded(letters: str, positions: NDArray[np.int64], kept: NDArray[np.bool_]) -> str:
    """The letters at their positions, X where there is none."""
    sequence = np.full(int(positions.max()), "X")
    sequence[positions[kept] - 1] = np.array(list(letters))[kept]
    return "".join(sequence)


def _bits(traces: Sequence[Trace]) -> float:
    return sum(trace.bits for trace in traces if trace.numbered)


def author_positions(
    length: int, places: NDArray[np.int64], numbers: NDArray[np.int64], icodes: NDArray[np.str_],
) -> NDArray[np.int64] | None:
    """Author number of every place of a construct, 0 below 1; None where author numbers cannot serve.

    They serve if they rise along the chain without insertion codes, and leave room for what is not resolved.
    """
    if not len(places) or (icodes != "").any() or (np.diff(numbers) < 1).any() or numbers.max() > LARGEST_NUMBER:
        return None
    found = np.zeros(length, dtype=np.int64)
    found[:places[0] + 1] = numbers[0] - np.arange(int(places[0]), -1, -1)
    for (place, following), (number, next_number) in zip(
            pairwise(places.tolist()), pairwise(numbers.tolist()), strict=True):
        if next_number - number < following - place:
            return None
        found[place:following] = number + np.arange(following - place)
    found[places[-1]:] = numbers[-1] + np.arange(length - int(places[-1]))
    return np.maximum(found, 0)


def _record(header: ChainHeader, sequence: str, authors: Set[int]) -> ProteinRecord:
    """A protein by its sequence, called what the header calls its domain; not if that is a protein of the tables.

    `authors` are the author numbers of the domain: a chain may be fused to another protein.
    """
    known = set(load_kinome().column("accession"))
    claims = [(sum(r.author_start <= n <= r.author_end for n in authors), -k, r)
              for k, r in enumerate(header.references) if r.database.upper() in UNIPROT]
    covered, _, best = max(claims, default=(0, 0, None), key=lambda claim: claim[:2])
    if best is None or not covered or best.accession.partition("-")[0] in known:
        return ProteinRecord.unlisted(sequence, accession=f"seq-{zlib.crc32(sequence.encode()):08x}", gene=UNNAMED)
    gene = best.name.partition("_")[0] or UNNAMED
    return ProteinRecord.unlisted(sequence, accession=best.accession, gene=gene, entry=best.name)


def unite_copies(proteins: Mapping[str, tuple[Protein, ...]]) -> dict[str, tuple[Protein, ...]]:
    """Give the copies of an unnamed kinase in a file one record, and different ones different accessions.

    What one copy leaves out another may resolve; copies with other numbers are other proteins as far as numbers go.
    """
    known: list[ProteinRecord] = []
    chosen: dict[tuple[str, int], int] = {}
    for chain, parts in proteins.items():
        for k, protein in enumerate(parts):
            if protein.by_profile and protein.record is not None:
                chosen[chain, k] = _file_under(known, protein.record, chain)
    for later, earlier in reversed([(b, a) for b in range(len(known)) for a in range(b)]):
        if _are_copies(known[earlier], known[later]):  # what a third copy ties together
            known[earlier] = _joined(known[earlier], known[later])
            chosen = {key: earlier if place == later else place for key, place in chosen.items()}
    return {
        chain: tuple(replace(protein, record=known[chosen[chain, k]]) if (chain, k) in chosen else protein
                     for k, protein in enumerate(parts))
        for chain, parts in proteins.items()}


def _file_under(known: list[ProteinRecord], record: ProteinRecord, chain: str) -> int:
    """Place of a record among those known, joined to the one it is a copy of."""
    for place, other in enumerate(known):
        if _are_copies(other, record):
            known[place] = _joined(other, record)
            return place
    if any(other.accession == record.accession for other in known):
        record = replace(record, accession=f"{record.accession}/{chain}")
    known.append(record)
    return len(known) - 1


def _are_copies(one: ProteinRecord, other: ProteinRecord) -> bool:
    """Whether what both have at the same numbers is the same."""
    pairs = [(a, b) for a, b in zip(one.sequence, other.sequence, strict=False) if "X" not in (a, b)]
    return len(pairs) >= SHARED and sum(a == b for a, b in pairs) >= SAME_PROTEIN * len(pairs)


def _joined(one: ProteinRecord, other: ProteinRecord) -> ProteinRecord:
    """The first of two copies, with the residues it lacks from the other."""
    both = zip_longest(one.sequence, other.sequence, fillvalue="X")
    return replace(one, sequence="".join(b if a == "X" else a for a, b in both))
