"""What a run gives: counts by outcome and damage, the slowest and the largest case, an example of every error."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from .running import Outcome

VERDICTS = ("result", "named error", "failure")


def by_verdict(outcomes: Sequence[Outcome]) -> Counter[str]:
    return Counter(one.verdict for one in outcomes)


def by_damage(outcomes: Sequence[Outcome]) -> dict[str, Counter[str]]:
    """Count verdicts by damage; a case with several counts for each."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in outcomes:
        for name in one.damages or ("nothing",):
            found[name][one.verdict] += 1
    return dict(sorted(found.items()))


def examples(outcomes: Sequence[Outcome]) -> dict[str, tuple[int, Outcome]]:
    """Give the count and the first of every named error."""
    found: dict[str, tuple[int, Outcome]] = {}
    for one in outcomes:
        if one.verdict == "named error":
            count, first = found.get(one.error, (0, one))
            found[one.error] = (count + 1, first)
    return dict(sorted(found.items()))


def slowest(outcomes: Sequence[Outcome]) -> Outcome:
    return max(outcomes, key=lambda one: one.cpu_s)


def largest(outcomes: Sequence[Outcome]) -> Outcome:
    return max(outcomes, key=lambda one: one.grown_MiB)


def describe(one: Outcome, kind: str, seed: int) -> str:
    """Say which case it is and how to run it again."""
    return (f"{one.source}, {', '.join(one.damages) or 'undamaged'} "
            f"(python -m tests.fuzz --kind {kind} --seed {seed} --case {one.number})")


def sayings(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Count the named errors by what they say, without names and numbers of files and lines."""
    said = Counter(f"{one.error}: {re.sub(r'[0-9]+', 'N', re.sub(r'/[^ :]+', 'FILE', one.message))[:100]}"
                   for one in outcomes if one.verdict == "named error")
    return dict(said.most_common())


def text(outcomes: Sequence[Outcome], kind: str, seed: int) -> str:
    """Write the summary of a run for people."""
    counts = by_verdict(outcomes)
    lines = [f"{kind}, seed {seed}: " + ", ".join(f"{counts[verdict]} {verdict}s" for verdict in VERDICTS)]
    slow, large = slowest(outcomes), largest(outcomes)
    lines += [f"slowest: {slow.cpu_s:.2f} s of CPU ({slow.wall_s:.2f} s), {describe(slow, kind, seed)}",
              f"largest: {large.grown_MiB:.0f} MiB, {describe(large, kind, seed)}", ""]
    lines += [f"{name:40} " + "  ".join(f"{row[verdict]:6} {verdict}s" for verdict in VERDICTS)
              for name, row in by_damage(outcomes).items()]
    lines += ["", *(f"{count:5} × {said}" for said, count in sayings(outcomes).items())]
    return "\n".join(lines)
