"""Laying a chain onto the canonical sequences: candidates by shared words, then a diagonal or an alignment."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinlens.reference import ProteinRecord, load_kinome
from kinlens.reference.kinome import WORD_LENGTH

SHORTEST = 15  # aligned residues; a shorter peptide is not named
# Different letters among them: a glycine-serine linker or a run of glutamines names no protein.
FEWEST_LETTERS = 5
# A chain of 300 shares two or three words with half a million residues by chance, rarely three with one protein;
# the shortest peptide that is named shares ten. A longer chain shares more by chance, but not one every 300 residues.
FEWEST_WORDS = 3
RESIDUES_PER_WORD = 300
UNGAPPED = 0.95  # share of equal residues, and of shared words on one diagonal, that needs no aligner
WINDOW = 60  # residues of the canonical sequence kept on each side of the outermost shared word
MATCH, MISMATCH = 2.0, -2.0
# Residues of the chain times those of the protein. The largest kinase is DNA-PK, 4,128 × 4,128; chance words with titin
# (34,350) would make more of a chain in pieces, and take seconds.
LARGEST_ALIGNMENT = 50_000_000

# A chain is called a protein of the table from this identity on. Vertebrate orthologues of the kinases in the PDB
# are 0.9 alike and more, maize CK2α is 0.78; yeast Pho85 (0.71 with CDK2, where they align) is no orthologue.
IDENTIFIED = 0.75
# A local alignment of distant relatives keeps their most alike stretches only (Pho85 and CDK2: half of the residues
# overall): that much of the construct has to align, unless what aligns is nearly the same and no mere motif (fusions).
COVERED = 0.8
NEARLY_THE_SAME = 0.9
STRETCH = 60


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """A query laid onto a protein: 0-based places of the aligned residues in both."""

    record: ProteinRecord
    query: NDArray[np.int64]
    target: NDArray[np.int64]
    identity: float


def is_identified(match: Match, length: int) -> bool:
    """Whether a query of some length is the protein it matches best, rather than a relative or a mere motif of it."""
    whole = len(match.query) >= COVERED * length
    long = len(match.query) >= STRETCH
    return match.identity >= IDENTIFIED and (whole or (long and match.identity >= NEARLY_THE_SAME))


def best_match(
    query: str, joined: NDArray[np.bool_] | None = None, claimed: Set[str] = frozenset(),
) -> tuple[Match | None, str]:
    """Find the protein of the tables that fits best.

    Parameters
    ----------
    query : str
        One-letter codes.
    joined : (k - 1,) bool, optional
        Whether a residue of the query is followed by the next of the construct; all of them by default.
    claimed : set of str
        Accessions that decide between proteins that fit equally well.

    Returns
    -------
    match : Match or None
    runner_up : str
        Gene that fits next best, with its identity, '' if none comes near.
    """
    if joined is None:  # copies of a chain have one construct: it is laid once
        return _match_of_construct(query, frozenset(claimed))
    return _match(query, joined, claimed)


@lru_cache(maxsize=32)
def _match_of_construct(query: str, claimed: frozenset[str]) -> tuple[Match | None, str]:
    return _match(query, None, claimed)


def _match(query: str, joined: NDArray[np.bool_] | None, claimed: Set[str]) -> tuple[Match | None, str]:
    kinome = load_kinome()
    proteins, positions, starts = kinome.shared_words(query)
    if not len(proteins):
        return None, ""
    votes = np.bincount(np.unique(np.stack([proteins, starts]), axis=1)[0], minlength=len(kinome))
    top = np.argsort(-votes, kind="stable")[:4]
    # A paralogue with far fewer shared words cannot fit better over the whole chain.
    fewest = max(FEWEST_WORDS, len(query) / RESIDUES_PER_WORD, 0.8 * votes[top[0]])
    near = [int(p) for p in top if votes[p] >= fewest]
    matches = []
    for protein in near:
        mine = proteins == protein
        record = kinome.record(protein)
        match = (_lay_without_gaps(record, query, positions[mine], starts[mine])
                 or _align(record, query, positions[mine], joined))
        if match is not None:
            matches.append(match)
    if not matches:
        return None, ""
    # HRAS, KRAS and NRAS are one sequence up to residue 86: the header decides. SIK1's domain is also that of a copy
    # of its gene, which as younger entries do has a long accession.
    matches.sort(key=lambda m: (-(m.identity * len(m.query)), m.record.accession not in claimed,
                                len(m.record.accession)))
    second = f"{matches[1].record.gene} ({matches[1].identity:.1%})" if len(matches) > 1 else ""
    best = matches[0]
    letters = {query[place] for place in best.query.tolist()}
    if len(best.query) < SHORTEST or len(letters) < FEWEST_LETTERS:
        return None, ""
    return best, second


def _lay_without_gaps(
    record: ProteinRecord, query: str, positions: NDArray[np.int64], starts: NDArray[np.int64],
) -> Match | None:
    """Lay the query along one diagonal, where that is what the alignment would do: no gap is needed."""
    diagonals, counts = np.unique(positions - starts, return_counts=True)
    shift = int(diagonals[np.argmax(counts)])
    on_it = starts[positions - starts == shift]
    first, last = int(on_it.min()), int(on_it.max()) + WORD_LENGTH
    low, high = max(0, -shift), min(len(query), len(record.sequence) - shift)
    letters = np.frombuffer(query.encode("ascii", "replace"), dtype=np.uint8)[low:high]
    target = np.frombuffer(record.sequence.encode(), dtype=np.uint8)[low + shift:high + shift]
    equal = letters == target
    if len(query) * len(record.sequence) > LARGEST_ALIGNMENT and equal.sum() >= UNGAPPED * len(query):
        # Titin and obscurin repeat themselves, so that words lie beside the diagonal; they are too long to be aligned.
        return Match(record, np.arange(low, high), np.arange(low, high) + shift, float(equal.mean()))
    if equal[first - low:last - low].mean() < UNGAPPED or counts.max() < UNGAPPED * counts.sum():
        return None
    # Beyond the outermost shared words, go on as far as it pays (the aligner's scores).
    gain = np.where(equal, MATCH, MISMATCH)
    start = first - _best_extension(gain[:first - low][::-1])
    end = last + _best_extension(gain[last - low:])
    beyond = (starts + WORD_LENGTH <= start) | (starts >= end)
    if max(start - low, high - end) >= SHORTEST or beyond.any():
        return None  # there may be another piece beyond a gap: let the aligner look
    places = np.arange(start, end)
    return Match(record, places, places + shift, float(equal[start - low:end - low].mean()))


def _best_extension(gain: NDArray[np.float64]) -> int:
    """Length of the leading stretch with the largest total, 0 if none is positive."""
    if not len(gain):
        return 0
    total = np.cumsum(gain)
    best = int(np.argmax(total))
    return best + 1 if total[best] > 0 else 0


@cache
def _aligner() -> Any:
    from Bio.Align import PairwiseAligner

    aligner = PairwiseAligner(mode="local", match_score=MATCH, mismatch_score=MISMATCH)  # type: ignore[no-untyped-call]
    # Residues missing from the construct or the map: opening counts, length hardly (kinase inserts of 100).
    aligner.open_deletion_score, aligner.extend_deletion_score = -7.0, -0.02
    # Residues the canonical sequence lacks (tags, linkers in inner deletions, fusions).
    aligner.open_insertion_score, aligner.extend_insertion_score = -9.0, -0.3
    return aligner


def _align(
    record: ProteinRecord, query: str, positions: NDArray[np.int64], joined: NDArray[np.bool_] | None,
) -> Match | None:
    low = max(0, int(positions.min()) - WINDOW)
    high = min(len(record.sequence), int(positions.max()) + WINDOW)
    target = record.sequence[low:high]
    if len(target) * len(query) > LARGEST_ALIGNMENT:
        return None
    alignment = next(iter(_aligner().align(target, query)), None)  # counting them may take longer than the first
    if alignment is None:
        return None
    blocks = [
        (np.arange(q0, q1), np.arange(t0, t1))
        for (t0, t1), (q0, q1) in zip(*alignment.aligned, strict=True)
    ]
    letters = np.frombuffer(query.encode("ascii", "replace"), dtype=np.uint8)
    expected = np.frombuffer(target.encode(), dtype=np.uint8)
    blocks = _without_strays(blocks, letters, expected, joined)
    if not blocks:
        return None
    on_query = np.concatenate([q for q, _ in blocks]).astype(np.int64)
    on_target = np.concatenate([t for _, t in blocks]).astype(np.int64)
    return Match(record, on_query, on_target + low, float((letters[on_query] == expected[on_target]).mean()))


def _without_strays(
    blocks: list[tuple[NDArray[np.intp], NDArray[np.intp]]],
    letters: NDArray[np.uint8], expected: NDArray[np.uint8], joined: NDArray[np.bool_] | None,
) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Take back what an alignment lays beside a gap inside the construct by chance.

    Where a construct lacks an insert or carries a linker or another protein instead, residues of the linker cost
    less as substitutions than as an insertion. A block keeps, from such a gap on, what pays; a block without a word
    of six equal residues is dropped. At breaks of an observed chain nothing is taken: the gap is in the map.
    """
    kept = []
    for k, (places, numbers) in enumerate(blocks):
        gap_before = k > 0 and _continuous(joined, int(blocks[k - 1][0][-1]), int(places[0]))
        gap_after = k + 1 < len(blocks) and _continuous(joined, int(places[-1]), int(blocks[k + 1][0][0]))
        gain = np.where(letters[places] == expected[numbers], MATCH, MISMATCH)
        first = _worst_stretch(gain) if gap_before else 0
        last = len(gain) - (_worst_stretch(gain[::-1]) if gap_after else 0)
        equal = int((gain[first:last] > 0).sum())
        if first < last and (equal >= WORD_LENGTH or not (gap_before or gap_after)):
            kept.append((places[first:last], numbers[first:last]))
    return kept


def _continuous(joined: NDArray[np.bool_] | None, first: int, last: int) -> bool:
    return joined is None or bool(joined[first:last].all())


def _worst_stretch(gain: NDArray[np.float64]) -> int:
    """Length of the leading stretch with the smallest total, 0 if none is negative."""
    total = np.cumsum(gain)
    worst = int(np.argmin(total))
    return worst + 1 if total[worst] < 0 else 0
