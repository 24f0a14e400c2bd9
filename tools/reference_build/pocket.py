"""KLIFS pocket positions of every domain, computed from the alignment's columns.

Each unbroken block sits where most kinases of the KLIFS table have it in the alignment
(`kinlens.profiles.columns`). Where a kinase's block sits elsewhere in KLIFS, KLIFS is followed, for the
numbers are its own, unless it is evidently wrong: the alignment's place scores better by more than ``MARGIN``
bits on a profile of the agreeing kinases, the table leaves the domain or contradicts KLIFS's own structures, or
``corrections.tsv`` says so. KLIFS always decides where in the linker its one gap goes.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass

from kinlens.profiles.columns import keep_order

from .sources import AlignedDomain

MARGIN = 20.0  # bits, odds of a million to one: what is left are other isoforms' numbers and no kinase's hinge
MISALIGNED = 8.0  # bits by which KLIFS fits better where the alignment itself is wrong (MOS: nine residues)
ALPHABET = "ACDEFGHIKLMNPQRSTVWY"
HINGE = range(42, 49)
Register = dict[int, int]


@dataclass(frozen=True)
class Difference:
    gene: str
    accession: str
    first: int
    last: int
    positions: int
    reason: str
    gain: float  # bits by which our place fits better; −1 where the table is refused without scoring


def consensus_columns(domains: list[AlignedDomain], tables: list[Register | None]) -> dict[int, int]:
    """Pocket position -> the alignment column most kinases have it in."""
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for domain, table in zip(domains, tables, strict=True):
        for position, number in (table or {}).items():
            if number in domain.column:
                votes[position][domain.column[number]] += 1
    return {position: count.most_common(1)[0][0] for position, count in votes.items()}


class Profile:
    """Log-odds (bits) of residues at pocket positions, from the kinases on which both sources agree."""

    def __init__(self, examples: list[tuple[str, Register, Register]]) -> None:
        counts = {p: dict.fromkeys(ALPHABET, 0.5) for p in range(1, 86)}
        for sequence, ours, theirs in examples:
            for position, number in ours.items():
                if theirs.get(position) == number and sequence[number - 1] in ALPHABET:
                    counts[position][sequence[number - 1]] += 1
        total = {letter: sum(row[letter] for row in counts.values()) for letter in ALPHABET}
        everything = sum(total.values())
        self._bits = {
            position: {
                letter: math.log2(n / sum(row.values()) / (total[letter] / everything))
                for letter, n in row.items()
            }
            for position, row in counts.items()
        }

    def score(self, sequence: str, pocket: Register, first: int, last: int) -> float:
        return sum(
            self._bits[p].get(sequence[pocket[p] - 1], 0.0)
            for p in range(first, last + 1) if p in pocket and pocket[p] <= len(sequence)
        )


def settle(
    domain: AlignedDomain, sequence: str, ours: Register, theirs: Register, known: set[int], profile: Profile,
    corrected: dict[tuple[int, int], str],
) -> tuple[Register, list[Difference], set[int]]:
    """Choose, block by block, between the alignment's place and KLIFS's; report what still differs.

    The third value are the pocket positions of blocks that the alignment has evidently wrong (MOS: nine residues
    beyond its DFG): there the equivalents in the reference protein have to follow KLIFS too.
    """
    pocket = dict(ours)
    kept: list[Difference] = []
    misaligned: set[int] = set()
    pieces = ((1, 13), (14, 19), (20, 32), (33, 41), (42, 59), (60, 78), (79, 85))
    for first, last in pieces:
        span = range(first, last + 1)
        if all(ours.get(p) == theirs.get(p) for p in span):
            continue
        reason, gain = _why_keep(domain, sequence, ours, theirs, known, profile, first, last)
        reason = corrected.get((first, last), reason)
        if reason:
            differing = [p for p in span if ours.get(p) != theirs.get(p)]
            kept.append(Difference(domain.gene, domain.accession, differing[0], differing[-1],
                                   len(differing), reason, gain))
            continue
        if gain < -MISALIGNED:
            misaligned.update(span)
        for p in span:
            pocket.pop(p, None)
            if p in theirs:
                pocket[p] = theirs[p]
    return keep_order(pocket), kept, misaligned


def _why_keep(
    domain: AlignedDomain, sequence: str, ours: Register, theirs: Register, known: set[int],
    profile: Profile, first: int, last: int,
) -> tuple[str, float]:
    span = range(first, last + 1)
    if any(p in known and ours.get(p) != theirs.get(p) for p in span):
        return "the KLIFS table contradicts KLIFS's own structures here", -1.0
    if any(p in theirs and not domain.start <= theirs[p] <= domain.end for p in span):
        return "the KLIFS table leaves the domain here (another isoform's numbers)", -1.0
    same_hinge = (first, last) == (42, 59) and all(ours.get(p) == theirs.get(p) for p in HINGE)
    if same_hinge and abs(ours.get(51, 0) - theirs.get(51, 0)) <= 1:
        return "", 0.0  # KLIFS decides where in the linker its gap goes
    gain = profile.score(sequence, ours, first, last) - profile.score(sequence, theirs, first, last)
    if not any(p in theirs for p in span):
        return "", 0.0  # KLIFS gives no number: a pseudokinase's lost element stays blank
    if gain > MARGIN:
        return f"the alignment's place fits the kinase profile better by {gain:.0f} bits", gain
    return "", gain
