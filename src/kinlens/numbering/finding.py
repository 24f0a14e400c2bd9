"""The numbered domains of a protein: from the bundled table, else by profile, else none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kinlens.families import DomainFamily, load_family
from kinlens.numbering.making import find_anchors, number_domain
from kinlens.numbering.model import Domain, Evidence
from kinlens.reference import DomainRecord, ProteinRecord, load_kinome

if TYPE_CHECKING:
    from kinlens.profiles import FoundDomain, Profiles

TABLE = "bundled table"
# Columns below this confidence are not numbered: set so that few right ones are withheld in the study of
# docs/validation.md, which has what confidences are worth.
TRUSTED = 0.2
# An anchor without the residue it is named after is called uncertain, however much the profiles agree: in the study 8
# of 36 such αC-Glu and 2 of 18 such β3-Lys are elsewhere, of those with the residue 2 of 927.
WITHOUT_ITS_RESIDUE = 0.65


def domains_of(protein: ProteinRecord) -> tuple[Domain, ...]:
    """Numbered domains of a protein, in sequence order (none for RAS and atypical kinases)."""
    return _of_table(protein.accession) if protein.in_tables else number_by_profile(protein)


@lru_cache(maxsize=600)
def _of_table(accession: str) -> tuple[Domain, ...]:
    kinome = load_kinome()
    family = load_family()
    return tuple(number_domain(record, family, find_anchors(record, family), TABLE)
                 for record in kinome.domains(kinome.protein(accession)))


@lru_cache(maxsize=600)
def _found(sequence: str) -> tuple[FoundDomain, ...]:
    from kinlens.profiles import find_kinase_domains

    return find_kinase_domains(sequence)


@lru_cache(maxsize=600)
def _traces(protein: ProteinRecord) -> tuple[Trace, ...]:
    return _search(protein, None)


def number_by_profile(protein: ProteinRecord, profiles: Profiles | None = None) -> tuple[Domain, ...]:
    """Number the kinase domains of a sequence by the profiles, whether the tables know it or not.

    Parameters
    ----------
    protein : ProteinRecord
        Its sequence may begin with X, where its numbers do not begin with 1.
    profiles : Profiles, optional
        The bundled ones by default.

    Returns
    -------
    tuple of Domain
        Those that fit well enough to be numbered (:func:`kinlens.profiles.judge`), in the order of the sequence.
    """
    return tuple(trace.domain for trace in search_domains(protein, profiles) if trace.domain is not None)


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What the profiles find of a kinase domain in a sequence.

    Attributes
    ----------
    start, end : int
        Borders in the numbers of the sequence.
    status, reason : str
        See :class:`kinlens.profiles.Verdict`.
    bits : float
    domain : Domain or None
        None where it does not fit well enough to be numbered.
    """

    start: int
    end: int
    status: str
    reason: str
    bits: float
    domain: Domain | None

    @property
    def numbered(self) -> bool:
        """Whether it is numbered."""
        return self.domain is not None


def search_domains(protein: ProteinRecord, profiles: Profiles | None = None) -> tuple[Trace, ...]:
    """Look for kinase domains in a sequence; also for what resembles one too little to be numbered.

    Parameters
    ----------
    protein, profiles
        As for :func:`number_by_profile`.

    Returns
    -------
    tuple of Trace
        In the order of the sequence.
    """
    return _traces(protein) if profiles is None else _search(protein, profiles)


def _search(protein: ProteinRecord, profiles: Profiles | None) -> tuple[Trace, ...]:
    from kinlens.profiles import find_kinase_domains, judge

    unknown = len(protein.sequence) - len(protein.sequence.lstrip("X"))
    letters = protein.sequence[unknown:]
    traces: list[Trace] = []
    ordinal = 0
    for found in _found(letters) if profiles is None else find_kinase_domains(letters, profiles):
        verdict = judge(found)
        ordinal += verdict.numbered
        domain = _number(protein, found, unknown, ordinal) if verdict.numbered else None
        traces.append(Trace(found.start + unknown, found.end + unknown, verdict.status, verdict.reason, found.bits,
                            domain))
    return tuple(traces)


def block_of(domain: Domain, anchor: str) -> tuple[int, int] | None:
    """The unbroken stretch of pocket positions an anchor lies in, None for one outside the pocket."""
    from kinlens.profiles.columns import BLOCKS

    slot = domain.family.anchors[anchor].pocket
    return next((block for block in BLOCKS if block[0] <= slot <= block[1]), None)


def shift_blocks(domain: Domain, shifts: Mapping[tuple[int, int], int]) -> Domain:
    """Move pocket blocks along the sequence, for what coordinates say of a numbering by profile.

    Parameters
    ----------
    domain : Domain
        Numbered by profile.
    shifts : mapping of (int, int) to int
        First and last pocket position of a block -> residues by which to move it; what then stands in its way loses
        its column. Confidences stay those of the sequence.

    Returns
    -------
    Domain

    Raises
    ------
    ValueError
        If the domain's numbers are those of the bundled table.
    """
    from kinlens.profiles.columns import load_columns

    if domain.evidence is None:
        raise ValueError(f"{domain.name} is numbered by the {domain.method}: it is not moved")
    of_pocket, column_of = load_columns().of_pocket, dict(domain.evidence.column_of)
    confidence = domain.evidence.confidence.copy()
    for (first, last), shift in shifts.items():
        columns = {of_pocket[slot] for slot in range(first, last + 1) if slot in of_pocket}
        moved = {place + shift: column for place, column in column_of.items()
                 if column in columns and domain.start <= place + shift <= domain.end}
        kept = {place: column for place, column in column_of.items() if column not in columns
                and place not in moved and all((place < p) == (column < c) for p, c in moved.items())}
        sure = {place: confidence[place - shift - domain.start] for place in moved}
        confidence[[place - domain.start for place in sure]] = list(sure.values())
        column_of = kept | moved
    said = ", ".join(f"KLIFS {first}–{last} {shift:+d}" for (first, last), shift in shifts.items())
    return _assemble(domain.protein, domain.index, domain.start, domain.end, column_of, confidence,
                     domain.evidence.profile, domain.evidence.bits, f"; moved by coordinates: {said}")


def _number(protein: ProteinRecord, found: FoundDomain, shift: int, ordinal: int) -> Domain:
    """Name the columns of a found domain; those that are not trusted are left out."""
    sure = found.confidence >= TRUSTED
    column_of = dict(zip((found.places[sure] + shift).tolist(), found.columns[sure].tolist(), strict=True))
    return _assemble(protein, ordinal, found.start + shift, found.end + shift, column_of,
                     _of_residues(found, found.end - found.start + 1), found.profile, found.bits)


def _assemble(
    protein: ProteinRecord, ordinal: int, start: int, end: int, column_of: Mapping[int, int],
    confidence: NDArray[np.float64], profile: str, bits: float, moved: str = "",
) -> Domain:
    """Turn columns into equivalents, pocket positions and anchors; what is uncertain is withheld with a reason."""
    from kinlens.profiles.columns import (
        count_insertions,
        fill_equal_gaps,
        keep_order,
        load_columns,
        place_pocket,
    )

    family, columns = load_family(), load_columns()
    equivalents = {place: int(columns.reference[column]) for place, column in column_of.items()
                   if columns.reference[column]}
    reference, inserted = count_insertions(
        fill_equal_gaps(equivalents), start, end, int(columns.reference[columns.reference > 0].min()) - 1)
    slots = keep_order(place_pocket(column_of, start, end, columns.of_pocket))
    pocket = np.zeros(end - start + 1, dtype=np.uint8)
    pocket[np.array(list(slots.values()), dtype=np.intp) - start] = list(slots)
    record = DomainRecord(protein, ordinal, profile.partition(":")[0], start, end,
                          reference.astype(np.int16), inserted.astype(np.int16), pocket)
    confidence = confidence.copy()
    anchors = find_anchors(record, family)
    for name, position in anchors.items():
        expected, letter = family.anchors[name].expected, protein.sequence[position - 1]
        if expected and letter not in (expected, "X"):
            confidence[position - start] = min(confidence[position - start], WITHOUT_ITS_RESIDUE)
    withheld = _withheld(family, {name: confidence[position - start] for name, position in anchors.items()})
    given = {name: position for name, position in anchors.items() if name not in withheld}
    evidence = Evidence(profile, bits, confidence, withheld, dict(column_of))
    return number_domain(record, family, given, f"profile {profile} ({bits:.0f} bits){moved}", evidence)


def _of_residues(found: FoundDomain, length: int) -> NDArray[np.float64]:
    """Confidence of every residue; between two columns it is that of the less certain one, beyond the last half."""
    confidence = np.zeros(length)
    placed = found.places - found.start
    after = np.searchsorted(placed, np.arange(length))
    inner = (after > 0) & (after < len(placed))
    confidence[inner] = np.minimum(found.confidence[after[inner] - 1], found.confidence[after[inner]])
    confidence[:placed[0]] = found.confidence[0] / 2
    confidence[placed[-1] + 1:] = found.confidence[-1] / 2
    confidence[placed] = found.confidence
    return confidence


def _withheld(family: DomainFamily, sure: Mapping[str, float]) -> dict[str, str]:
    """Anchors that are not given, with the reason; `sure` is the confidence of those that have a residue."""
    reasons = {}
    for name in family.anchors:
        if name not in sure:
            reasons[name] = "no residue could be placed in its column"
        elif sure[name] < TRUSTED:
            reasons[name] = f"uncertain: confidence {sure[name]:.2f}, below {TRUSTED}"
    return reasons
