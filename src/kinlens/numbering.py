"""All numberings of a domain: UniProt, pocket, reference equivalent, region, anchor offset, spine.

Independent of any structure: a residue is named here by its UniProt number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kinlens.families import DomainFamily, Region, load_family
from kinlens.reference import DomainRecord, ProteinRecord, load_kinome
from kinlens.tables import columns_for, to_frame

if TYPE_CHECKING:
    import pandas

C_TAIL = "C-tail"
N_EXTENSION = "N-extension/juxtamembrane"


@dataclass(frozen=True, slots=True)
class Domain:
    """One numbered domain of a protein.

    Attributes
    ----------
    family : DomainFamily
    protein : ProteinRecord
    index : int
        1 for the first domain of the protein by sequence.
    start, end : int
        Borders in UniProt numbers.
    reference, inserted : (n,) int
        Equivalent residue of the reference protein and count of the insertion after it (0 = equivalent).
    pocket : (n,) int
        Pocket position, 0 outside the pocket.
    region : (n,) str
        Region of every residue.
    anchors : mapping of str to int
        UniProt number of every anchor the domain has.
    method : str
        How the numbering was obtained.
    lost_motifs : tuple of str
        Required residues the domain has lost, such as ``HRD-Asp D→N``.
    """

    family: DomainFamily
    protein: ProteinRecord
    index: int
    start: int
    end: int
    reference: NDArray[np.int64]
    inserted: NDArray[np.int64]
    pocket: NDArray[np.int64]
    region: NDArray[np.str_]
    anchors: Mapping[str, int]
    method: str
    lost_motifs: tuple[str, ...]

    @property
    def pseudokinase(self) -> bool:
        """Whether a residue that catalysis needs is lost (and the kinase is no known exception)."""
        return bool(self.lost_motifs) and self.protein.gene not in self.family.pseudokinase_exceptions

    @property
    def positions(self) -> NDArray[np.int64]:
        """UniProt numbers of the domain's residues, shape (n,)."""
        return np.arange(self.start, self.end + 1)

    @property
    def name(self) -> str:
        """Such as ``kinase domain 1 (521–779)``."""
        return f"{self.family.name} domain {self.index} ({self.start}–{self.end})"

    def __contains__(self, position: object) -> bool:
        return isinstance(position, int | np.integer) and self.start <= int(position) <= self.end

    def reference_name(self, position: int) -> str:
        """Such as ``PKA 98`` or, in an insertion, ``PKA 75+3``; '' outside the domain."""
        if position not in self:
            return ""
        base, count = self.reference[position - self.start], self.inserted[position - self.start]
        return f"{self.family.reference_label} {base}" + (f"+{count}" if count else "")

    def reference_after(self, position: int) -> str:
        """The same counted back from the next equivalent residue, such as ``PKA 85−7``; '' outside an insertion.

        An insertion has no counterpart of its own in another kinase: it is placed by both its neighbours.
        """
        if position not in self or not self.inserted[position - self.start]:
            return ""
        ahead = np.flatnonzero(self.inserted[position - self.start:] == 0)
        if not len(ahead):
            return ""
        following = self.reference[position - self.start + ahead[0]]
        return f"{self.family.reference_label} {following}−{ahead[0]}"

    def pocket_position(self, position: int) -> int:
        """Pocket position (KLIFS 1–85), 0 outside the pocket."""
        return int(self.pocket[position - self.start]) if position in self else 0

    def at_pocket(self, *slots: int) -> list[int]:
        """UniProt numbers of pocket positions the domain has, in the order asked."""
        where = {int(slot): self.start + i for i, slot in enumerate(self.pocket) if slot}
        return [where[slot] for slot in slots if slot in where]

    def region_of(self, position: int) -> str:
        """Region of a residue; outside the domain ``N-extension/juxtamembrane``, ``C-tail`` or ''."""
        if position in self:
            return str(self.region[position - self.start])
        if position > self.end:
            return C_TAIL
        return N_EXTENSION if position >= self.start - self.family.n_extension else ""

    def lobe_of(self, position: int) -> str:
        """Part of the domain a residue's region belongs to: N-lobe, hinge, activation segment, C-lobe; '' outside."""
        if position not in self:
            return ""
        return self._home_of(position).lobe

    def anchor_offset(self, position: int) -> str:
        """Offset from the anchor of the residue's region, such as ``αC-Glu−11``; '' if there is none."""
        if position not in self:
            return f"domain start−{self.start - position}" if position < self.start else (
                f"domain end+{position - self.end}")
        reached = self._home_of(position).anchor
        anchor = reached if reached in self.anchors else self._nearest_anchor(position)
        if not anchor:
            return ""
        offset = position - self.anchors[anchor]
        return anchor if offset == 0 else f"{anchor}{'+' if offset > 0 else '−'}{abs(offset)}"

    def _home_of(self, position: int) -> Region:
        """The family's region of a residue of the domain; of an insertion the one it lies in."""
        name = self.region_of(position).removeprefix("insert in ")
        after = {insert.name: insert.after for insert in self.family.named_inserts}
        return next(region for region in self.family.regions if region.name == after.get(name, name))

    def _nearest_anchor(self, position: int) -> str:
        return min(self.anchors, key=lambda name: abs(self.anchors[name] - position), default="")

    def spine(self, position: int) -> str:
        """``R`` or ``C`` for a residue of the regulatory or catalytic spine, else ''."""
        if position not in self:
            return ""
        i = position - self.start
        for name, (slots, numbers) in self.family.spines.items():
            if int(self.pocket[i]) in slots or (not self.inserted[i] and int(self.reference[i]) in numbers):
                return name
        return ""

    def table(self) -> pandas.DataFrame:
        """All numberings of the domain as a DataFrame, one row per residue."""
        rows = [
            {"position": n, "wild_type": self.protein.sequence[n - 1], **numbering_facts(self, n)}
            for n in self.positions.tolist()
        ]
        wanted = ("position", "wild_type", "klifs", "reference", "reference_after", "region", "lobe", "anchor", "spine")
        columns = {column.name: column for column in columns_for((), asked=False)}
        return to_frame(rows, [columns[name] for name in wanted])

    @property
    def helix_c(self) -> range | None:
        """Helix αC by the family's fixed columns, as a range of UniProt numbers; None without its anchor."""
        rule = self.family.helix_c
        if rule.glutamate not in self.anchors:
            return None
        glutamate = self.anchors[rule.glutamate]
        loop = glutamate - self.anchors.get(rule.lysine, glutamate)
        before = rule.before_long if loop >= rule.long_loop else rule.before_short
        return range(glutamate - before, glutamate + rule.after + 1)


@lru_cache(maxsize=600)
def _domains_of(accession: str) -> tuple[Domain, ...]:
    kinome = load_kinome()
    family = load_family()
    return tuple(_number(record, family) for record in kinome.domains(kinome.protein(accession)))


def domains_of(protein: ProteinRecord) -> tuple[Domain, ...]:
    """Numbered domains of a protein of the tables, in sequence order (none for RAS and atypical kinases)."""
    return _domains_of(protein.accession)


def _number(record: DomainRecord, family: DomainFamily) -> Domain:
    reference = record.reference.astype(np.int64)
    inserted = record.inserted.astype(np.int64)
    pocket = record.pocket.astype(np.int64)
    anchors = _find_anchors(record, family, reference, inserted, pocket)
    sequence = record.protein.sequence
    lost = tuple(
        f"{name} {family.anchors[name].expected}→{sequence[anchors[name] - 1] if name in anchors else 'absent'}"
        for name in family.required
        if name not in anchors or sequence[anchors[name] - 1] != family.anchors[name].expected
    )
    region = _regions(family, reference, inserted, record.protein.gene)
    domain = Domain(family, record.protein, record.ordinal, record.start, record.end, reference, inserted,
                    pocket, region, anchors, "bundled table", lost)
    return _with_helix(domain)


def _find_anchors(
    record: DomainRecord, family: DomainFamily,
    reference: NDArray[np.int64], inserted: NDArray[np.int64], pocket: NDArray[np.int64],
) -> dict[str, int]:
    """Anchors by pocket position; by equivalent where only that one has the residue the anchor is named after.

    KLIFS's own numbers put no glutamate at αC-Glu in BUB1, MOS and VRK3, where the alignment has one.
    """
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


def main_domain(domains: Sequence[Domain]) -> Domain | None:
    """The domain sites belong to: the last that is no pseudokinase (JAK's JH1), else the first."""
    working = [domain for domain in domains if not domain.pseudokinase]
    return working[-1] if working else (domains[0] if domains else None)


def domain_at(domains: Sequence[Domain], position: int) -> Domain | None:
    """The domain a UniProt position lies in; outside all of them the nearest."""
    return min(
        domains, default=None,
        key=lambda d: 0 if position in d else min(abs(position - d.start), abs(position - d.end)),
    )


def numbering_facts(domain: Domain | None, position: int) -> dict[str, Any]:
    """Columns of a residue that need no structure: domain, pocket position, equivalent, region, anchor, spine."""
    if domain is None:
        return {"domain": "", "in_domain": False, "pseudokinase": False, "klifs": None, "reference": "",
                "reference_after": "", "region": "", "lobe": "", "anchor": "", "spine": ""}
    return {
        "domain": domain.name, "in_domain": position in domain, "pseudokinase": domain.pseudokinase,
        "klifs": domain.pocket_position(position) or None, "reference": domain.reference_name(position),
        "reference_after": domain.reference_after(position),
        "region": domain.region_of(position), "lobe": domain.lobe_of(position),
        "anchor": domain.anchor_offset(position), "spine": domain.spine(position),
    }
