"""The type of an inhibitor by the part of the pocket it fills: rules on distances and counts, and how sure they are.

The order of the rules is KinCoRe's (Kincore-standalone3, July 2026, modules/classify_ligands.py); what differs is in
docs/ligands.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kinlens.conformation.rules import BORDERLINE_ANGSTROM
from kinlens.ligands.pocket import Placement, Pocket

RULES = "KinCoRe ligand types (Kincore-standalone3, July 2026)"
ALLOSTERIC_ANGSTROM = 6.5  # from the hinge's N and O, and from the side chain of αC-Glu+4 (KinCoRe)
HINGE_ANGSTROM = 6.0  # Type III ligands stay this far from the hinge's N and O (KinCoRe)
FEWEST_BACK = 3  # residues of the back pocket (KinCoRe)
ATP_LIKE, TYPE_I, TYPE_II, TYPE_III, ALLOSTERIC = "ATP-like", "type I", "type II", "type III", "allosteric"
TYPE_I_HALF_BACK, TYPE_I_HALF_FRONT = "type I½ (back)", "type I½ (front)"
TYPES = (TYPE_I, TYPE_I_HALF_BACK, TYPE_I_HALF_FRONT, TYPE_II, TYPE_III, ALLOSTERIC, ATP_LIKE)


@dataclass(frozen=True, slots=True)
class Reach:
    """The numbers the rules look at."""

    hinge_A: float
    glu4_A: float
    back: int
    front: int
    type_ii: int
    dfg: str


@dataclass(frozen=True, slots=True)
class LigandType:
    """Type of a ligand, what it rests on, and how sure it is.

    Attributes
    ----------
    name : str
        One of `TYPES`; '' where it cannot be told.
    reason : str
        Why there is none.
    evidence : Placement or None
        The distances and residues; None where nothing could be measured.
    doubts : tuple of str
        What would change the type: distances within 0.1 Å of a cut-off, counts of which every residue is needed,
        residues without coordinates.
    """

    name: str
    reason: str = ""
    evidence: Placement | None = None
    doubts: tuple[str, ...] = ()

    @property
    def borderline(self) -> bool:
        """Whether a tenth of an ångström would change the type."""
        return any(doubt.startswith(BORDERLINE) for doubt in self.doubts)

    def __str__(self) -> str:
        if not self.name:
            return f"no type ({'; '.join((self.reason, *self.doubts))})"
        doubts = f" ({'; '.join(self.doubts)})" if self.doubts else ""
        return self.name + doubts


BORDERLINE = "borderline: "


def rule(reach: Reach) -> str:
    """Type of a compound by the numbers alone (distances are NaN only where the rules do not need them)."""
    if reach.hinge_A >= ALLOSTERIC_ANGSTROM and reach.glu4_A >= ALLOSTERIC_ANGSTROM:
        return ALLOSTERIC
    if reach.back >= FEWEST_BACK:
        if reach.hinge_A >= HINGE_ANGSTROM:
            return TYPE_III
        if not reach.type_ii:
            return TYPE_I_HALF_FRONT if reach.front else TYPE_I_HALF_BACK
        if reach.dfg == "DFGout":
            return TYPE_II
    return TYPE_I


def type_of_nucleotide(placement: Placement) -> LigandType:
    """``ATP-like`` at the hinge, whatever else a nucleotide touches; away from it a nucleotide has no type."""
    distance = placement.hinge_A
    if distance != distance:
        return LigandType("", "the hinge is not resolved", placement)
    near = abs(distance - HINGE_ANGSTROM) < BORDERLINE_ANGSTROM
    doubts = (f"{BORDERLINE}hinge {distance:.2f} Å against {HINGE_ANGSTROM}",) if near else ()
    if distance >= HINGE_ANGSTROM:
        return LigandType("", f"a nucleotide {distance:.1f} Å from the hinge", placement, doubts)
    return LigandType(ATP_LIKE, "", placement, doubts)


def type_of(placement: Placement, pocket: Pocket) -> LigandType:
    """Type of a compound with its doubts, or the reason why it has none."""
    reach = Reach(placement.hinge_A, placement.glu4_A, len(placement.back), len(placement.front),
                  len(placement.type_ii), placement.dfg)
    if pocket.missing:
        return LigandType("", f"the domain has no {', '.join(pocket.missing)}", placement)
    if reach.hinge_A != reach.hinge_A:
        return LigandType("", "the hinge is not resolved", placement)
    if reach.hinge_A >= ALLOSTERIC_ANGSTROM and reach.glu4_A != reach.glu4_A:
        return LigandType("", f"far from the hinge ({reach.hinge_A:.1f} Å), and the side chain of αC-Glu+4 is not "
                              "resolved", placement)
    name = rule(reach)
    doubts = [f"{BORDERLINE}{what}, else {other}" for what, changed in _nearly(reach, placement)
              if (other := rule(changed)) != name]
    needed = replace(reach, back=reach.back - 1)
    if reach.back == FEWEST_BACK and rule(needed) != name and not any("back" in doubt for doubt in doubts):
        doubts.append(f"back {reach.back} of {FEWEST_BACK} needed, else {rule(needed)}")
    more = replace(reach, back=reach.back + placement.unresolved)
    if reach.back < FEWEST_BACK and rule(more) != name:
        doubts.append(f"{placement.unresolved} back-pocket residues not resolved")
    if name == TYPE_I and reach.hinge_A >= HINGE_ANGSTROM:  # KinCoRe's remainder, however far from the hinge
        why = (f"{reach.hinge_A:.1f} Å from the hinge, near αC-Glu+4 ({reach.glu4_A:.1f} Å), {reach.back} residues of "
               "the back pocket: what KinCoRe leaves as type I")
        return LigandType("", why, placement, tuple(doubts))
    return LigandType(name, "", placement, tuple(doubts))


def _nearly(reach: Reach, placement: Placement) -> Iterator[tuple[str, Reach]]:
    """What a tenth of an ångström would make of the numbers, one at a time."""
    for name, value in (("hinge", reach.hinge_A), ("αC-Glu+4", reach.glu4_A)):
        for cut in (HINGE_ANGSTROM, ALLOSTERIC_ANGSTROM):
            if abs(value - cut) < BORDERLINE_ANGSTROM and not (name == "αC-Glu+4" and cut == HINGE_ANGSTROM):
                other = cut if value < cut else cut - BORDERLINE_ANGSTROM
                said = f"{name} {value:.2f} Å against {cut}"
                yield said, replace(reach, hinge_A=other) if name == "hinge" else replace(reach, glu4_A=other)
    for name, count in (("back", reach.back), ("front", reach.front), ("type-II", reach.type_ii)):
        fewer, more = placement.near.get(name, (count, count))
        for other in {fewer, more} - {count}:
            said = f"{name} {count}, {other} {BORDERLINE_ANGSTROM} Å {'nearer' if other < count else 'farther'}"
            yield said, (replace(reach, back=other) if name == "back" else replace(reach, front=other)
                         if name == "front" else replace(reach, type_ii=other))
