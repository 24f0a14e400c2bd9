"""Finding kinase domains in a sequence, and saying which residue stands in which column, with what confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kinlens.profiles.hmms import LETTERS, Piece, Profiles, load_profiles

# How many profiles vote, with which weight, and what may be joined to one domain was set on the study of
# docs/validation.md, where neighbouring values give the same domains; so was FAINT (PEAK3, the faintest, has 13).
CLOSEST = 3  # profiles laid onto a domain beside that of all kinases
BITS_PER_HALVING = 5.0  # a profile that scores this much less has half the weight
LONGEST_INSERT = 600  # residues; the longest of the human kinome, MASTL's, has 550
OVERLAP = 40  # columns two alignments of one domain, on the two sides of an insertion, may share; half of the shorter
CLAIMED_TWICE = 20  # residues both alignments beside a deletion may claim
FAINT = 5.0  # bits; what the profile of all kinases finds less in, no other profile is asked about
MARGIN = 25  # residues looked at on each side beyond the columns that are left

# Bits. Proteins of other folds have 11 at most, ADCK and RIO kinases, whose fold is related, 10 to 33; human kinases
# left out of their profiles 44 and more, but for haspin (35) and BUB1B (37) (docs/validation.md). KinCoRe calls a chain
# a kinase from 60 bits on (Kincore-standalone3, July 2026): what has less is numbered, and called distant.
RELATED, NUMBERED, NEAR = 10.0, 40.0, 60.0

SHORTEST_DOMAIN = 34  # residues that are a domain; β1 to β3 have as many (PKA 43–76), a catalytic loop has 25

_CODE = np.full(128, -1, dtype=np.int64)
_CODE[[ord(letter) for letter in LETTERS]] = np.arange(20)


@dataclass(frozen=True, slots=True, eq=False)
class FoundDomain:
    """A kinase domain found in a sequence.

    Attributes
    ----------
    start, end : int
        1-based borders in the sequence.
    profile : str
        The profile that fits best.
    bits : float
        Its score, over all its pieces.
    columns, places : (k,) int
        Columns with a residue, and its 1-based place in the sequence; both increase.
    confidence : (k,) float
        Between 0 and 1: the weight of the profiles that agree on the place, times how sure they are of it.
    """

    start: int
    end: int
    profile: str
    bits: float
    columns: NDArray[np.int64]
    places: NDArray[np.int64]
    confidence: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a found domain is numbered, and why.

    One of ``numbered``, ``distant``, ``too distant``, ``too short`` and ``no kinase domain``.

    ``numbered`` and ``distant`` are.
    """

    status: str
    reason: str

    @property
    def numbered(self) -> bool:
        """Whether the domain is numbered."""
        return self.status in ("numbered", "distant")


def judge(found: FoundDomain) -> Verdict:
    """Say whether a domain fits well enough to be numbered."""
    said = f"{found.bits:.0f} bits on the profile {found.profile}"
    if found.bits >= NUMBERED and len(found.columns) < SHORTEST_DOMAIN:
        return Verdict("too short", f"{len(found.columns)} residues of a kinase domain ({said}): fewer than "
                                    f"{SHORTEST_DOMAIN} are not numbered")
    if found.bits >= NEAR:
        return Verdict("numbered", f"{said}; a kinase needs {NUMBERED:.0f}")
    if found.bits >= NUMBERED:
        return Verdict("distant", f"{said}; a kinase needs {NUMBERED:.0f}, KinCoRe asks for {NEAR:.0f}: check the "
                                  "anchors")
    if found.bits >= RELATED:
        return Verdict("too distant", f"resembles a kinase, too distant to be numbered: {said}, a kinase needs "
                                      f"{NUMBERED:.0f}")
    return Verdict("no kinase domain", f"no profile of a kinase fits: at best {said}, a kinase needs {NUMBERED:.0f}")


def find_kinase_domains(sequence: str, profiles: Profiles | None = None) -> tuple[FoundDomain, ...]:
    """Find whatever resembles a kinase domain; how much it has to is for the caller to say.

    Parameters
    ----------
    sequence : str
        One-letter codes, capital; X for a residue that is not known.
    profiles : Profiles, optional
        The bundled ones by default.

    Returns
    -------
    tuple of FoundDomain
        In the order of the sequence.
    """
    profiles = profiles or load_profiles()
    groups = _group(profiles.search(0, sequence), sequence)
    found = []
    for k, group in enumerate(groups):
        first, last = int(group[0].places[0]), int(group[-1].places[-1])
        low, high = _reach(group, profiles.width, len(sequence))
        if k:
            low = min(first, max(low, int(groups[k - 1][-1].places[-1]) + 1))
        if k + 1 < len(groups):
            high = max(last + 1, min(high, int(groups[k + 1][0].places[0])))
        found.append(_lay(profiles, sequence[low:high], low, group))
    return _apart([domain for domain in found if domain is not None])


def _group(pieces: Sequence[Piece], sequence: str) -> list[list[Piece]]:
    """Alignments that make one domain: in order along both, with at most an insertion between them."""
    known = np.cumsum(np.frombuffer(sequence.encode("ascii", "replace"), dtype=np.uint8) != ord("X"))
    groups: list[list[Piece]] = []
    for piece in pieces:
        last = groups[-1][-1] if groups else None
        if last is not None and _goes_on(last, piece) and (
                known[piece.places[0]] - known[last.places[-1]] <= LONGEST_INSERT):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _goes_on(last: Piece, piece: Piece) -> bool:
    """Whether an alignment takes up where the last one ends; beside an insertion the two may share some columns."""
    shared = int(last.columns[-1]) - int(piece.columns[0]) + 1
    shorter = min(int(p.columns[-1]) - int(p.columns[0]) + 1 for p in (last, piece))
    return bool(piece.places[0] > last.places[-1] - CLAIMED_TWICE and piece.places[-1] > last.places[-1]
                and piece.columns[-1] > last.columns[-1] and shared <= OVERLAP and 2 * shared < shorter)


def _apart(found: Sequence[FoundDomain]) -> tuple[FoundDomain, ...]:
    """Domains that share no residue: what two claim belongs to the one that fits better."""
    kept: list[FoundDomain] = []
    for domain in sorted(found, key=lambda domain: -domain.bits):
        for better in kept:
            if len(domain.places) and domain.places[0] < better.places[0]:
                domain = _within(domain, 1, int(better.places[0]) - 1)
            else:
                domain = _within(domain, int(better.places[-1]) + 1, domain.end)
        if len(domain.places):
            kept.append(domain)
    kept.sort(key=lambda domain: int(domain.places[0]))
    ends = [min(domain.end, int(following.places[0]) - 1) for domain, following in pairwise(kept)]
    return tuple(_within(domain, low + 1, high) for domain, low, high in zip(
        kept, [0, *ends], [*ends, *(domain.end for domain in kept[-1:])], strict=False))


def _within(domain: FoundDomain, start: int, end: int) -> FoundDomain:
    """What of a domain lies between two places."""
    inside = (domain.places >= start) & (domain.places <= end)
    return replace(domain, start=max(domain.start, start), end=min(domain.end, end), columns=domain.columns[inside],
                   places=domain.places[inside], confidence=domain.confidence[inside])


def _reach(group: Sequence[Piece], width: int, length: int) -> tuple[int, int]:
    """Stretch of the sequence in which the rest of a domain may lie, as a slice."""
    first, last = group[0], group[-1]
    low = int(first.places[0]) - int(first.columns[0]) - MARGIN
    high = int(last.places[-1]) + width - int(last.columns[-1]) + MARGIN
    return max(0, low), min(length, high)


def _lay(profiles: Profiles, sequence: str, offset: int, group: Sequence[Piece]) -> FoundDomain | None:
    """Lay the profiles that fit best onto a stretch with one domain, and let them vote."""
    everyone = [replace(piece, places=piece.places - offset) for piece in group]
    laid = [_join(everyone, profiles.width)]
    scores = [_bits(everyone)]
    candidates = [0, *(_closest(profiles, sequence, *laid[0]) if scores[0] >= FAINT else ())]
    for profile in candidates[1:]:
        pieces = profiles.search(profile, sequence)
        laid.append(_join(pieces, profiles.width))
        scores.append(_bits(pieces))
    places, confidence = _fill(*_vote(laid, scores))
    columns = np.flatnonzero(places >= 0)
    if not len(columns):
        return None
    best = int(np.argmax(scores))
    here = places[columns]
    start = max(0, int(here[0]) - int(columns[0]))
    end = min(len(sequence) - 1, int(here[-1]) + profiles.width - 1 - int(columns[-1]))
    return FoundDomain(offset + start + 1, offset + end + 1, profiles.names[candidates[best]], scores[best], columns,
                       here + offset + 1, confidence[columns])


def _bits(pieces: Sequence[Piece]) -> float:
    return sum(max(piece.bits, 0.0) for piece in pieces)


def _join(pieces: Sequence[Piece], width: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Place of every column (−1 for none) and its probability; a piece gives what better ones do not contradict."""
    places = np.full(width, -1, dtype=np.int64)
    probability = np.zeros(width)
    for piece in sorted(pieces, key=lambda p: -p.bits):
        taken = np.flatnonzero(places >= 0)
        after = np.searchsorted(taken, piece.columns)
        bounds = np.concatenate([[-1], places[taken], [np.iinfo(np.int64).max]])
        free = (places[piece.columns] < 0) & (bounds[after] < piece.places) & (piece.places < bounds[after + 1])
        places[piece.columns[free]] = piece.places[free]
        probability[piece.columns[free]] = piece.probability[free]
    return places, probability


def _closest(
    profiles: Profiles, sequence: str, places: NDArray[np.int64], probability: NDArray[np.float64],
) -> list[int]:
    """The profiles that fit best to the residues the profile of all kinases has placed."""
    columns = np.flatnonzero(places >= 0)
    letters = np.frombuffer(sequence.encode("ascii", "replace"), dtype=np.uint8)[places[columns]]
    codes = _CODE[letters % 128]
    known = codes >= 0
    bits = profiles.log_odds[:, columns[known], codes[known]] @ probability[columns[known]]
    order = np.argsort(-bits, kind="stable")
    return [int(profile) for profile in order if profile][:CLOSEST]


def _vote(
    laid: Sequence[tuple[NDArray[np.int64], NDArray[np.float64]]], scores: Sequence[float],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Place of every column by the weighted profiles, and the share of their weight it has."""
    places = np.array([p for p, _ in laid])
    probability = np.array([q for _, q in laid])
    weight = np.exp2((np.array(scores) - max(scores)) / BITS_PER_HALVING)
    ballots = np.where(places >= 0, weight[:, None] * (probability + 0.01), 0.0)
    agree = places[:, None, :] == places[None, :, :]
    support = (agree * ballots[None, :, :]).sum(1)  # of the place each profile names
    support[places < 0] = 0.0
    winner = np.argmax(support, axis=0)
    columns = np.arange(places.shape[1])
    chosen = np.where(support[winner, columns] > 0, places[winner, columns], -1)
    confidence = np.minimum(support[winner, columns] / weight.sum(), 1.0)
    return _in_order(chosen, confidence), confidence


def _fill(
    places: NDArray[np.int64], confidence: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Place columns left out between two that are as far apart in the sequence: both sides count to the same."""
    places, confidence = places.copy(), confidence.copy()
    for a, b in pairwise(np.flatnonzero(places >= 0).tolist()):
        if b - a > 1 and places[b] - places[a] == b - a:
            places[a + 1:b] = np.arange(places[a] + 1, places[b])
            confidence[a + 1:b] = min(confidence[a], confidence[b]) / 2
    return places, confidence


def _in_order(places: NDArray[np.int64], confidence: NDArray[np.float64]) -> NDArray[np.int64]:
    """Take the less certain of two columns that contradict each other out, until none do."""
    places = places.copy()
    while True:
        columns = np.flatnonzero(places >= 0)
        wrong = [(a, b) for a, b in pairwise(columns.tolist()) if places[a] >= places[b]]
        if not wrong:
            return places
        for a, b in wrong:
            places[a if confidence[a] < confidence[b] else b] = -1
