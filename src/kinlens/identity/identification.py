"""Saying which protein a chain is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinlens.errors import ChainNotFound
from kinlens.identity.claims import Construct, check_header, claims_of, is_foreign, left_over, unchecked_claim
from kinlens.identity.matching import STRETCH, Match, best_match, is_identified
from kinlens.identity.model import Protein, segments_of
from kinlens.identity.unnamed import describe_unnamed
from kinlens.structures import read
from kinlens.structures.declared import ChainHeader
from kinlens.structures.model import Structure

# Below IDENTIFIED but above this, over at least STRETCH residues: related, said so, not numbered.
RELATED = 0.35


def identify(structure: Any, chain: str) -> Protein:
    """Say which protein a chain is; of a fusion of two, the one that fits best.

    Parameters
    ----------
    structure : Structure, str, Path, gemmi.Structure or Bio.PDB structure
        Anything but a Structure is read first.
    chain : str
        Author chain name.

    Returns
    -------
    Protein

    Raises
    ------
    ChainNotFound
        If the structure has no such chain.
    """
    return identify_all(structure, chain)[0]


def identify_all(structure: Any, chain: str) -> tuple[Protein, ...]:
    """Say which proteins a chain is made of.

    Parameters
    ----------
    structure, chain
        As for :func:`identify`.

    Returns
    -------
    tuple of Protein
        One; for a fusion of several proteins of the tables (two kinases in one chain, or one twice) one each, the best
        first.

    Raises
    ------
    ChainNotFound
        If the structure has no such chain.
    """
    if not isinstance(structure, Structure):
        structure = read(structure)
    if chain not in structure.chains and chain not in structure.chain_names:  # the first look is the cheap one
        raise ChainNotFound(chain, structure.chain_names)
    whole = _whole(structure, chain)
    main = _lay(whole)
    if isinstance(main, Protein):
        return (main,)
    others = list(_others(whole, main, 0))
    taken = [(start, stop) for start, stop, _ in others]
    return (_describe(main, taken), *(
        other if isinstance(other, Protein) else _describe(other, _within(taken, start, stop))
        for start, stop, other in others))


def _others(piece: _Piece, laid: _Laid, offset: int) -> Iterator[tuple[int, int, _Laid | Protein]]:
    """Further proteins in what a protein leaves of a piece, each with its place in the whole, and what they leave."""
    for start, stop in left_over(laid.of_query):
        other = _lay(piece.cut(start, stop))
        if isinstance(other, _Laid) or other.record is not None:
            yield offset + start, offset + stop, other
        if isinstance(other, _Laid):
            yield from _others(other.piece, other, offset + start)


def _within(taken: Sequence[tuple[int, int]], start: int, stop: int) -> list[tuple[int, int]]:
    """Stretches taken by further proteins inside that of one, counted from its start."""
    inner = [(a, b) for a, b in taken if start <= a and b <= stop and (a, b) != (start, stop)]
    return [(a - start, b - start) for a, b in inner]


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A chain, or a stretch of its construct: letters, residues that have coordinates and their places in it."""

    structure: Structure
    chain: str
    header: ChainHeader
    query: str
    residues: NDArray[np.intp]
    places: NDArray[np.int64]
    joined: NDArray[np.bool_] | None  # None where the file has the whole construct
    to_the_end: bool = True  # of the chain

    def cut(self, start: int, stop: int) -> _Piece:
        """The stretch from `start` to before `stop`."""
        inside = (self.places >= start) & (self.places < stop)
        return replace(
            self, query=self.query[start:stop], residues=self.residues[inside], places=self.places[inside] - start,
            joined=None if self.joined is None else self.joined[start:stop - 1],
            to_the_end=self.to_the_end and stop == len(self.query),
        )

    @property
    def claimed(self) -> set[str]:
        """Accessions the header claims."""
        return {reference.accession.partition("-")[0] for reference in claims_of(self.header)}


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """A piece laid onto a protein: UniProt number of each letter, 0 for none."""

    piece: _Piece
    match: Match
    runner_up: str
    of_query: NDArray[np.int64]
    construct: Construct


def _whole(structure: Structure, chain: str) -> _Piece:
    residues = structure.residues_of(chain)
    header = structure.chains.get(chain, ChainHeader(chain))
    observed = "".join(structure.residues.parent[residues])
    letters, places = _construct(structure, chain, header, observed)
    joined = None if letters else structure.peptide_bonded(chain)
    return _Piece(structure, chain, header, letters or observed, residues, places, joined)


def _lay(piece: _Piece) -> _Laid | Protein:
    """Lay a piece onto the protein that fits; a Protein without a record where none does."""
    best, runner_up = best_match(piece.query, piece.joined, piece.claimed)
    if best is None:
        return _unknown(piece, "not in the kinome or RAS tables")
    record = best.record
    if not is_identified(best, len(piece.query)):
        if best.identity >= RELATED and len(best.query) >= STRETCH:
            return _unknown(piece, "related, not numbered", f"{record.gene} ({best.identity:.0%})")
        return _unknown(piece, "not in the kinome or RAS tables")
    r = piece.structure.residues
    of_query = np.zeros(len(piece.query), dtype=np.int64)
    of_query[best.query] = best.target + 1
    construct = Construct(piece.query, piece.places, r.number[piece.residues].astype(np.int64),
                          r.icode[piece.residues], piece.header)
    construct.take_in_declared(of_query, record.sequence)
    if piece.to_the_end:
        _take_in_last_residue(of_query, len(record.sequence))
    if piece.joined is not None:
        of_query = _move_gaps(of_query, piece.query, record.sequence, piece.joined)
    construct.blank_declared_extras(of_query, record.sequence)
    return _Laid(piece, best, runner_up, of_query, construct)


def _describe(laid: _Laid, elsewhere: Sequence[tuple[int, int]]) -> Protein:
    """The protein of a piece; `elsewhere` are stretches of it that belong to other proteins of the tables."""
    piece, record, of_query = laid.piece, laid.match.record, laid.of_query
    header, query = piece.header, piece.query
    others = {place for start, stop in elsewhere for place in range(start, stop)}
    mine = ~np.isin(piece.places, list(others))
    residues, canonical = piece.residues[mine], of_query[piece.places[mine]]
    segments = segments_of(piece.structure.residues.number[residues].astype(np.int64), canonical)
    foreign = is_foreign(header, record)
    placed = np.flatnonzero(of_query)
    equal = [query[place] == record.sequence[of_query[place] - 1] for place in placed.tolist() if query[place] != "X"]
    return Protein(
        chain=piece.chain, record=record,
        status="identified" if record.family in ("kinase", "ras") else f"{record.family}, not numbered",
        identity=sum(equal) / len(equal), aligned=len(placed), runner_up=laid.runner_up, organism=header.organism,
        segments=segments, differences=laid.construct.differences(of_query, record, foreign, others),
        header=check_header(header, record, segments, foreign),
        residues=residues, canonical=canonical,
        construct=frozenset(of_query[placed].tolist()) if piece.joined is None else None,
    )


def _construct(
    structure: Structure, chain: str, header: ChainHeader, observed: str,
) -> tuple[str, NDArray[np.int64]]:
    """Letters of the full construct ('' where the file has none to go by), place in it of each residue."""
    letters = header.letters
    labels = structure.residues.label_number[structure.residues_of(chain)].astype(np.int64)
    if not letters or np.any(labels <= 0) or np.any(labels > len(letters)):
        return "", np.arange(len(observed))
    if "X" in letters:
        # Only the residue itself may say what a rare modification was made from.
        known = np.array(list(letters))
        unclear = known[labels - 1] == "X"
        known[labels[unclear] - 1] = np.array(list(observed))[unclear]
        letters = "".join(known)
    return letters, labels - 1


def _take_in_last_residue(of_query: NDArray[np.int64], length: int) -> None:
    """Count a single unaligned residue at the C terminus as a substitution.

    A local alignment always drops it. What cloning leaves behind sits at the N terminus, or is a longer tag.
    """
    if len(of_query) > 1 and of_query[-1] == 0 and 0 < of_query[-2] < length:
        of_query[-1] = of_query[-2] + 1


def _move_gaps(
    canonical: NDArray[np.int64], observed: str, sequence: str, bonded: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Move each deletion to a break of the chain, as far as equal letters allow (files without SEQRES)."""
    moved = canonical.copy()
    for i in np.flatnonzero((np.diff(canonical) > 1) & (canonical[:-1] > 0)).tolist():
        jump = int(moved[i + 1] - moved[i])
        if not bonded[i]:
            continue
        left = _break_within_reach(moved, i, -1, jump, observed, sequence, bonded)
        right = _break_within_reach(moved, i, 1, jump, observed, sequence, bonded) if left is None else None
        if left is not None:
            moved[left + 1:i + 1] += jump - 1
        elif right is not None:
            moved[i + 1:right + 1] -= jump - 1
    return moved


def _break_within_reach(
    numbers: NDArray[np.int64], gap: int, step: int, jump: int, observed: str, sequence: str,
    bonded: NDArray[np.bool_],
) -> int | None:
    """Nearest break of the chain on one side of a gap that equal letters let the gap move to, None without one."""
    boundary = gap
    while True:
        # Moving the gap left gives the residue before it the number before the jump's far side; right likewise.
        edge = boundary if step < 0 else boundary + 1
        if not 0 <= edge < len(numbers) or numbers[edge] == 0:
            return None
        number = int(numbers[edge]) - step * (jump - 1)
        if not 1 <= number <= len(sequence) or sequence[number - 1] != observed[edge]:
            return None
        boundary += step
        if not 0 <= boundary < len(bonded):
            return None
        if not bonded[boundary]:
            return boundary


def _unknown(piece: _Piece, status: str, runner_up: str = "") -> Protein:
    """A chain the tables do not know: a kinase, as its profile says, or a stranger."""
    residues = piece.structure.residues
    found = describe_unnamed(
        piece.chain, piece.query, piece.places, residues.number[piece.residues].astype(np.int64),
        residues.icode[piece.residues], piece.residues, piece.header, runner_up, whole=piece.joined is None)
    if isinstance(found, Protein):
        return found
    return Protein(
        chain=piece.chain, record=None, status=found or status, identity=float("nan"), aligned=0, runner_up=runner_up,
        organism=piece.header.organism, segments=(), differences=(),
        header=unchecked_claim(piece.header),
        residues=piece.residues, canonical=np.zeros(len(piece.residues), dtype=np.int64), construct=None,
    )
