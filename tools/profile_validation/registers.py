"""Whether coordinates find a numbering that is off: real chains, shifted ones, and the errors of the profiles."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from reference_build.register import Seen, resolved

from kinlens.numbering import UNSURE, Domain, block_of, number_by_profile, shift_blocks
from kinlens.register import MOTIFS, check_register, correct_register

from .leaving_out import Outcome, load_study, renumber

SHIFTS = (-4, -3, -2, -1, 1, 2, 3, 4)


@dataclass
class Tally:
    """Chains looked at, statuses by motif as numbered, and what becomes of a motif that is numbered off.

    ``moved_back`` is by block, named by its first motif: numbered by profile, moved, made uncertain, then corrected.
    """

    chains: int
    as_numbered: dict[str, Counter[str]]
    shifted: dict[str, Counter[str]]
    moved_back: dict[str, Counter[str]]
    contradicted: list[str]
    errors: list[tuple[str, str, str]]


def tally(folder: Path, reference: Path, outcomes: list[Outcome]) -> Tally:
    """Check every chain as it is numbered; one chain a domain with each motif moved; and the profiles' errors."""
    found = Tally(0, defaultdict(Counter), defaultdict(Counter), defaultdict(Counter), [], [])
    wrong = {o.gene: o for o in outcomes if o.wrong}
    done: set[str] = set()
    for seen in resolved(folder):
        found.chains += 1
        name = seen.name
        for check in check_register(seen.structure, seen.protein, seen.domain):
            found.as_numbered[check.motif][check.status] += 1
            if check.status == "contradicted":
                found.contradicted.append(f"{seen.structure.source.id} {seen.protein.chain} {name}: {check}")
        if name in done:
            continue
        done.add(name)
        _shift(seen, found)
        _correct(seen, found)
        if name in wrong:
            found.errors.append((name, seen.structure.source.id, _said(seen, reference, wrong[name])))
    return found


def _shift(seen: Seen, found: Tally) -> None:
    for motif, names in MOTIFS.items():
        for shift in SHIFTS:
            moved = {n: p + shift if n in names else p for n, p in seen.domain.anchors.items()}
            checks = check_register(seen.structure, seen.protein, replace(seen.domain, anchors=moved))
            check = next(c for c in checks if c.motif == motif)
            right = check.status == "contradicted" and check.shift == -shift
            found.shifted[motif]["found" if right else check.status] += 1


def _correct(seen: Seen, found: Tally) -> None:
    """Move each block of the numbering by profile, call it uncertain, and see whether coordinates move it back."""
    by_profile = number_by_profile(replace(seen.protein.record, index=-1))
    domain = max(by_profile, key=lambda d: min(d.end, seen.domain.end) - max(d.start, seen.domain.start), default=None)
    if domain is None:
        return
    for motif in ("β3-Lys", "β4", "hinge", "HRD", "DFG"):
        block = block_of(domain, MOTIFS[motif][0])
        for shift in (-2, -1, 1, 2):
            moved = _doubted(shift_blocks(domain, {block: shift}))
            if all(moved.anchors.get(n) == domain.anchors.get(n) for n in MOTIFS[motif]):
                continue  # there is no room to move it
            after, checks = correct_register(seen.structure, seen.protein, moved)
            back = all(after.anchors.get(n) == domain.anchors.get(n) for n in MOTIFS[motif])
            said = next(c.status for c in checks if c.motif == motif)
            found.moved_back[motif]["back" if back else "elsewhere" if after is not moved else said] += 1


def _doubted(domain: Domain) -> Domain:
    """The domain with no residue surer than what is called uncertain."""
    low = np.minimum(domain.evidence.confidence, UNSURE - 0.1)
    return replace(domain, evidence=replace(domain.evidence, confidence=low))


def _said(seen: Seen, reference: Path, outcome: Outcome) -> str:
    """What coordinates say of a domain that the profiles number wrongly when it is left out."""
    domains = load_study(reference).alignment.domains
    row = next(i for i, d in enumerate(domains) if d.accession == seen.protein.record.accession
               and d.start == seen.domain.start)
    domain = renumber(reference, row)
    if domain is None:
        return "not numbered"
    _, checks = correct_register(seen.structure, seen.protein, domain)
    about = [c for c in checks if set(MOTIFS[c.motif]) & set(outcome.wrong)]
    return "; ".join(map(str, about)) or "no motif of the wrong anchors is checked"
