"""Numbering every human kinase domain by profiles that have never seen it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from reference_build import profiles as building
from reference_build.sources import read_families

from kinlens.families import load_family
from kinlens.numbering import Domain, domains_of
from kinlens.numbering.finding import number_by_profile
from kinlens.profiles import Profiles, find_kinase_domains
from kinlens.profiles.columns import load_columns
from kinlens.reference import ProteinRecord, load_kinome

ANCHORS = (
    "β3-Lys", "αC-Glu", "αC-Glu+4", "β4-RS4", "gatekeeper", "hinge-3", "αD-start", "HRD-His", "HRD-Arg", "HRD-Asp",
    "catalytic-Asn", "xDFG-x", "DFG-Asp", "DFG-Phe", "APE-Glu", "αF-Asp",
)


@dataclass(frozen=True)
class Outcome:
    """One domain numbered: what the alignment says, what the profiles say.

    ``expected`` and ``given`` are UniProt numbers by anchor (no key where there is none); ``withheld`` are the reasons
    for anchors that are not given; ``bits`` is 0 where nothing was found.
    """

    gene: str
    group: str
    expected: dict[str, int]
    table: dict[str, int]
    given: dict[str, int]
    withheld: dict[str, str]
    confidence: dict[str, float]
    profile: str
    bits: float
    borders: tuple[int, int] | None

    @property
    def wrong(self) -> list[str]:
        """Anchors that are given, but elsewhere."""
        return [name for name in self.expected if name in self.given and self.given[name] != self.expected[name]]

    @property
    def missing(self) -> list[str]:
        """Anchors the domain has that are not given."""
        return [name for name in self.expected if name not in self.given]


@dataclass(frozen=True)
class Study:
    """The alignment, the profiles of all of it, and who is in which."""

    alignment: building.Alignment
    members: dict[str, list[int]]
    whole: dict[str, object]

    def without(self, row: int, only: Sequence[str] = ()) -> Profiles:
        """Profiles made without one row of the alignment; profiles of nobody else are left out."""
        hmms = []
        for name, rows in self.members.items():
            if only and name not in only:
                continue
            others = [other for other in rows if other != row]
            if others:
                same = len(others) == len(rows)
                hmms.append(self.whole[name] if same else building.build_profile(self.alignment, others, name))
        return Profiles(hmms)

    def expected(self, row: int) -> dict[str, int]:
        """Anchors of a row by the alignment's columns."""
        columns, reference = self.alignment.columns, load_columns().reference
        number_at = {column: number for number, column in self.alignment.domains[row].column.items()}
        found = {}
        for name in ANCHORS:
            column = columns[int(np.flatnonzero(reference == load_family().anchors[name].reference)[0])]
            if column in number_at:
                found[name] = number_at[column]
        return found


@cache
def load_study(reference: Path) -> Study:
    alignment = building.read(reference)
    members = building.members(alignment, read_families(reference / "kinhub.csv"))
    return Study(alignment, members, {n: building.build_profile(alignment, r, n) for n, r in members.items()})


def number(reference: Path, row: int, mode: str) -> Outcome:
    """Number one domain.

    ``mode`` is ``protein`` (the whole canonical sequence, the row left out), ``domain`` (the row's residues alone),
    ``in`` (the whole sequence, nothing left out) or ``groups`` (the row's residues alone, ten plain group profiles,
    the best one's alignment as it is).
    """
    study = load_study(reference)
    domain = study.alignment.domains[row]
    protein = load_kinome().protein(domain.accession)
    table = next(d for d in domains_of(protein) if d.start == domain.start)
    asked = {name: table.anchors[name] for name in ANCHORS if name in table.anchors}
    base = {"gene": _label(protein, table), "group": domain.group, "expected": study.expected(row), "table": asked}
    if mode == "groups":
        return _by_groups(study, row, protein, base)
    profiles = Profiles(list(study.whole.values())) if mode == "in" else study.without(row)
    sequence = protein.sequence[domain.start - 1:domain.end] if mode == "domain" else protein.sequence
    shift = domain.start - 1 if mode == "domain" else 0
    best = _numbered(sequence, profiles, domain, shift)
    if best is None:
        bits = max((d.bits for d in find_kinase_domains(sequence, profiles)), default=0.0)
        return Outcome(**base, given={}, withheld={}, confidence={}, profile="", bits=bits, borders=None)
    given = {name: position + shift for name, position in best.anchors.items() if name in ANCHORS}
    return Outcome(
        **base, given=given, withheld=dict(best.evidence.withheld),
        confidence={name: best.confidence_of(position - shift) for name, position in given.items()},
        profile=best.evidence.profile, bits=best.evidence.bits,
        borders=(best.start + shift - domain.start, best.end + shift - domain.end))


def renumber(reference: Path, row: int) -> Domain | None:
    """The domain of a row by profiles without it, in UniProt numbers."""
    study = load_study(reference)
    domain = study.alignment.domains[row]
    sequence = load_kinome().protein(domain.accession).sequence
    return _numbered(sequence, study.without(row), domain, 0)


def _numbered(sequence: str, profiles: Profiles, domain: building.AlignedDomain, shift: int) -> Domain | None:
    """Of the domains profiles number in a sequence the one that shares most residues with a row of the alignment."""
    found = number_by_profile(ProteinRecord.unlisted(sequence), profiles)
    best = max(found, key=lambda d: _shared(d, domain, shift), default=None)
    return best if best is not None and _shared(best, domain, shift) > 0 else None


def _label(protein: ProteinRecord, domain: Domain) -> str:
    return f"{protein.gene} {domain.index}" if len(domains_of(protein)) > 1 else protein.gene


def _shared(found: Domain, domain: building.AlignedDomain, shift: int) -> int:
    return min(found.end + shift, domain.end) - max(found.start + shift, domain.start)


def _by_groups(study: Study, row: int, protein: ProteinRecord, base: dict) -> Outcome:
    """The plain way: the group profile with the best score, its best alignment, no vote."""
    groups = [name for name in study.members if name != "kinase" and ":" not in name]
    profiles = study.without(row, groups)
    domain = study.alignment.domains[row]
    sequence = protein.sequence[domain.start - 1:domain.end]
    scored = []
    for k in range(len(profiles)):
        pieces = profiles.search(k, sequence)
        if pieces:
            scored.append((sum(max(piece.bits, 0) for piece in pieces), k, pieces))
    bits, best, pieces = max(scored, key=lambda item: item[0])
    reference = load_columns().reference
    at: dict[int, int] = {}
    for piece in sorted(pieces, key=lambda piece: piece.bits):
        at.update(zip(reference[piece.columns].tolist(), (piece.places + domain.start).tolist(), strict=True))
    given = {name: at[pka] for name in ANCHORS if (pka := load_family().anchors[name].reference) in at}
    return Outcome(**base, given=given, withheld={}, confidence={}, profile=profiles.names[best], bits=bits,
                   borders=None)


def run(reference: Path, mode: str, rows: Sequence[int] | None = None) -> list[Outcome]:
    """Number all domains, or some rows of the alignment."""
    study = load_study(reference)
    asked = list(range(len(study.alignment.domains))) if rows is None else list(rows)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(number, [reference] * len(asked), asked, [mode] * len(asked), chunksize=8))


@dataclass(frozen=True)
class Count:
    """Right and all anchors; domains all right, with something withheld and nothing wrong, and wrong."""

    right: int
    anchors: int
    whole: int
    withheld: int
    wrong: int


def count(outcomes: Sequence[Outcome]) -> Count:
    """Count what is right. A domain without any of the anchors (PLK5, a remnant) is none that is all right."""
    asked = sum(len(o.expected) for o in outcomes)
    good = sum(len(o.expected) - len(o.wrong) - len(o.missing) for o in outcomes)
    whole = sum(bool(o.expected) and not o.wrong and not o.missing for o in outcomes)
    wrong = sum(bool(o.wrong) for o in outcomes)
    return Count(good, asked, whole, len(outcomes) - whole - wrong, wrong)


def lines(outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
    """Domains that are not all right, by name."""
    named = (o for o in outcomes if o.wrong or o.missing or not o.expected)
    yield from sorted(named, key=lambda o: re.sub(r"\d+", "", o.gene) + o.gene)
