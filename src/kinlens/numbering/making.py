"""Making a domain of its numbers: anchors, regions, helix αC, what catalysis needs and has lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kinlens.families import DomainFamily
from kinlens.numbering.model import Domain, Evidence
from kinlens.reference import DomainRecord


def number_domain(
    record: DomainRecord, family: DomainFamily, anchors: Mapping[str, int], method: str,
    evidence: Evidence | None = None,
) -> Domain:
    """Name everything that follows from a domain's equivalents and pocket positions.

    Parameters
    ----------
    record : DomainRecord
    family : DomainFamily
    anchors : mapping of str to int
        Those that are given, see :func:`find_anchors`.
    method : str
        How the numbers were obtained.
    evidence : Evidence, optional
        Of a numbering by profile; an anchor it withholds is not lost.
    """
    reference = record.reference.astype(np.int64)
    inserted = record.inserted.astype(np.int64)
    pocket = record.pocket.astype(np.int64)
    withheld = evidence.withheld if evidence is not None else {}
    sequence = record.protein.sequence
    # What is uncertain is not lost.
    lost = tuple(
        f"{name} {family.anchors[name].expected}→{sequence[anchors[name] - 1] if name in anchors else 'absent'}"
        for name in family.required if name not in withheld
        if name not in anchors or sequence[anchors[name] - 1] not in (family.anchors[name].expected, "X")
    )
    region = _regions(family, reference, inserted, record.protein.gene)
    domain = Domain(family, record.protein, record.ordinal, record.start, record.end, reference, inserted,
                    pocket, region, anchors, method, lost, evidence)
    return _with_helix(domain)


def find_anchors(record: DomainRecord, family: DomainFamily) -> dict[str, int]:
    """Anchors by pocket position; by equivalent where only that one has the residue the anchor is named after.

    KLIFS's own numbers put no glutamate at αC-Glu in BUB1, MOS and VRK3, where the alignment has one.
    """
    reference, inserted, pocket = record.reference, record.inserted, record.pocket
    found: dict[str, int] = {}
    for name, anchor in family.anchors.items():
        by_pocket = np.flatnonzero(pocket == anchor.pocket) if anchor.pocket else np.zeros(0, dtype=np.intp)
        by_equivalent = np.flatnonzero((reference == anchor.reference) & (inserted == 0))
        candidates = [record.start + int(hits[0]) for hits in (by_pocket, by_equivalent) if len(hits)]
        if anchor.pocket and not anchor.expected:
            candidates = candidates[:1] if len(by_pocket) else []
        expected = [n for n in candidates if record.protein.sequence[n - 1] == anchor.expected]
        if candidates:
            found[name] = (expected or candidates)[0]
    return found


def _regions(
    family: DomainFamily, reference: NDArray[np.int64], inserted: NDArray[np.int64], gene: str,
) -> NDArray[np.str_]:
    """Region of every residue; an unaligned stretch is shared out between its two ends and the loop it lengthens."""
    first, last = family.regions[0].start, family.regions[-1].end
    by_number = np.array([r.name for r in family.regions for _ in range(r.start, r.end + 1)], dtype="U48")

    def region_at(number: int) -> str:
        return str(by_number[min(max(number, first), last) - first])

    edges = np.flatnonzero(inserted == 0)
    names = np.empty(len(reference), dtype="U48")
    names[edges] = by_number[np.clip(reference[edges], first, last) - first]
    bounds = np.concatenate([[-1], edges, [len(reference)]])
    for left, right in pairwise(bounds.tolist()):
        length = right - left - 1
        if length <= 0:
            continue
        before = int(reference[left]) if left >= 0 else first - 1
        after = int(reference[right]) if right < len(reference) else last + 1
        missing = max(after - before - 1, 0)  # reference residues this stretch stands for
        middle = before + (missing + 1) // 2
        home = _home(family, [region_at(n) for n in (middle, middle + 1)])
        if length - missing > family.insert_longer_than and home not in family.elastic:
            names[left + 1:right] = _insert_name(family, home, gene)
            continue
        for k in range(length):
            if k < (missing + 1) // 2:
                name = region_at(before + 1 + k)
            elif length - k <= missing // 2:
                name = region_at(after - (length - k))
            else:
                name = home
            names[left + 1 + k] = name
    return names


def _home(family: DomainFamily, sides: Sequence[str]) -> str:
    """Region an insertion lengthens: of those on its two sides the elastic one, else the loop, else the first."""
    for kind in (family.elastic, family.loops):
        for name in sides:
            if name in kind:
                return name
    return sides[0]


def _insert_name(family: DomainFamily, after: str, gene: str) -> str:
    for insert in family.named_inserts:
        if insert.after == after and gene in insert.genes:
            return insert.name
    return f"insert in {after}"


def _with_helix(domain: Domain) -> Domain:
    """Put helix αC where the family's fixed columns have it; what lies around it becomes the loops."""
    helix = domain.helix_c
    if helix is None:
        return domain
    names = domain.region
    loop_before, loop_after = "β3–αC loop", "αC–β4"
    inside = np.array([position in helix for position in domain.positions])
    old_helix = np.isin(names, ["αC", "insert in αC"])
    names[old_helix & (domain.positions < helix.start)] = loop_before
    names[old_helix & (domain.positions >= helix.stop)] = loop_after
    # Where the β3–αC loop is short the helix begins on what PKA has as β3.
    names[inside & np.isin(names, ["β3", loop_before, "αC", "insert in αC", loop_after])] = "αC"
    return domain
