"""The numbered domains of a protein: from the bundled table, else by profile, else none."""

from __future__ import annotations

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
# Columns below this confidence are not numbered; those below UNSURE are called uncertain: when human kinases are left
# out of their profiles one in four of them is wrong, of the rest one in 280 (docs/validation.md).
TRUSTED, UNSURE = 0.2, 0.7


def domains_of(protein: ProteinRecord) -> tuple[Domain, ...]:
    """Numbered domains of a protein, in sequence order (none for RAS and atypical kinases)."""
    return _of_table(protein.accession) if protein.in_tables else _by_profile(protein)


@lru_cache(maxsize=600)
def _of_table(accession: str) -> tuple[Domain, ...]:
    kinome = load_kinome()
    family = load_family()
    return tuple(number_domain(record, family, TABLE) for record in kinome.domains(kinome.protein(accession)))


@lru_cache(maxsize=600)
def _by_profile(protein: ProteinRecord) -> tuple[Domain, ...]:
    return number_by_profile(protein)


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
    from kinlens.profiles import find_kinase_domains, judge

    unknown = len(protein.sequence) - len(protein.sequence.lstrip("X"))
    found = find_kinase_domains(protein.sequence[unknown:], profiles)
    kept = [domain for domain in found if judge(domain).numbered]
    return tuple(_number(protein, domain, unknown, k) for k, domain in enumerate(kept, 1))


def _number(protein: ProteinRecord, found: FoundDomain, shift: int, ordinal: int) -> Domain:
    """Turn columns into equivalents, pocket positions and anchors; what is uncertain is withheld with a reason."""
    from kinlens.profiles.columns import (
        count_insertions,
        fill_equal_gaps,
        keep_order,
        load_columns,
        place_pocket,
    )

    family, columns = load_family(), load_columns()
    start, end = found.start + shift, found.end + shift
    sure = found.confidence >= TRUSTED
    column_of = dict(zip((found.places[sure] + shift).tolist(), found.columns[sure].tolist(), strict=True))
    equivalents = {place: int(columns.reference[column]) for place, column in column_of.items()
                   if columns.reference[column]}
    reference, inserted = count_insertions(
        fill_equal_gaps(equivalents), start, end, int(columns.reference[columns.reference > 0].min()) - 1)
    slots = keep_order(place_pocket(column_of, start, end, columns.of_pocket))
    pocket = np.zeros(end - start + 1, dtype=np.uint8)
    pocket[np.array(list(slots.values()), dtype=np.intp) - start] = list(slots)
    record = DomainRecord(protein, ordinal, found.profile.partition(":")[0], start, end,
                          reference.astype(np.int16), inserted.astype(np.int16), pocket)
    confidence = _of_residues(found, end - start + 1)
    evidence = Evidence(found.profile, found.bits, confidence, _withheld(record, family, found, confidence))
    return number_domain(record, family, f"profile {found.profile} ({found.bits:.0f} bits)", evidence)


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


def _withheld(
    record: DomainRecord, family: DomainFamily, found: FoundDomain, confidence: NDArray[np.float64],
) -> dict[str, str]:
    """Anchors that are not given, with the reason."""
    given = find_anchors(record, family)
    reasons = {}
    for name in family.anchors:
        if name not in given:
            reasons[name] = "no residue could be placed in its column"
        elif (value := confidence[given[name] - record.start]) < TRUSTED:
            reasons[name] = f"uncertain: confidence {value:.2f}, below {TRUSTED}"
    return reasons
