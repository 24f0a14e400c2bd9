"""One numbered domain of a protein: all numberings of each of its residues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kinlens.families import DomainFamily, Region
from kinlens.reference import ProteinRecord
from kinlens.tables import columns_for, to_frame

if TYPE_CHECKING:
    import pandas

UNSURE = 0.7  # confidence below which a place is called uncertain; docs/validation.md has what it is worth
C_TAIL = "C-tail"
N_EXTENSION = "N-extension/juxtamembrane"


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """How sure a numbering by profile is.

    Attributes
    ----------
    profile : str
        The profile that fits best: ``kinase``, a group such as ``TYR`` or families of one such as ``TYR:Eph+Src``.
    bits : float
        Its score, over all pieces of the domain.
    confidence : (n,) float
        Of every residue, 0 to 1: the weight of the profiles that put it where it is, times how sure they are of it.
    withheld : mapping of str to str
        Anchors that are not given, and why.
    column_of : mapping of int to int
        Position -> column of the profiles, of the residues that have one.
    """

    profile: str
    bits: float
    confidence: NDArray[np.float64]
    withheld: Mapping[str, str]
    column_of: Mapping[int, int]


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
    evidence : Evidence or None
        Of a numbering by profile; None for one from the bundled table.
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
    evidence: Evidence | None = None

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

    @property
    def confidence(self) -> float | None:
        """Mean confidence of the domain's residues, None for one from the bundled table."""
        return float(self.evidence.confidence.mean()) if self.evidence is not None else None

    def confidence_of(self, position: int) -> float | None:
        """How sure the place of a residue is, 0 to 1; None outside the domain and for the bundled table."""
        if self.evidence is None or position not in self:
            return None
        return float(self.evidence.confidence[position - self.start])

    @property
    def unsure(self) -> dict[str, float]:
        """Anchors whose place is uncertain, with their confidence; none for the bundled table."""
        return {name: sure for name, position in self.anchors.items()
                if (sure := self.confidence_of(position)) is not None and sure < UNSURE}

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
        places = np.flatnonzero(self.pocket)
        where = dict(zip(self.pocket[places].tolist(), (places + self.start).tolist(), strict=True))
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
        wanted = ("position", "wild_type", "klifs", "reference", "reference_after", "region", "lobe", "anchor", "spine",
                  *(("confidence",) if self.evidence is not None else ()))
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
                "reference_after": "", "region": "", "lobe": "", "anchor": "", "spine": "", "numbered_by": "",
                "confidence": None}
    sure = domain.confidence_of(position)
    return {
        "domain": domain.name, "in_domain": position in domain, "pseudokinase": domain.pseudokinase,
        "klifs": domain.pocket_position(position) or None, "reference": domain.reference_name(position),
        "reference_after": domain.reference_after(position),
        "region": domain.region_of(position), "lobe": domain.lobe_of(position),
        "anchor": domain.anchor_offset(position), "spine": domain.spine(position),
        "numbered_by": domain.method, "confidence": None if sure is None else round(sure, 3),
    }
