"""Where the DFG motif and helix αC of a kinase chain stand: spatial labels with their values and margins.

The rules are the spatial ones of KinCoRe (Modi & Dunbrack 2019, as coded in Kincore-standalone3, July 2026): distances
from Cα of αC-Glu+4 and Cα of β3-Lys to the ring tip of DFG-Phe, and Cβ–Cβ of the salt bridge's residues.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from kinlens.identity import Protein
from kinlens.numbering import Domain
from kinlens.structures.model import Structure

RULES = "KinCoRe spatial rules (Kincore-standalone3, July 2026)"
DFG_NEAR_ANGSTROM = 11.0  # αC-Glu+4 Cα and β3-Lys Cα to DFG-Phe CZ
DFG_OUT_ANGSTROM = 14.0  # β3-Lys Cα to DFG-Phe CZ where Phe has left its pocket
HELIX_C_IN_ANGSTROM = 10.0  # Cβ of β3-Lys to Cβ of αC-Glu
BORDERLINE_ANGSTROM = 0.1
DFG_LABELS = ("DFGin", "DFGout", "DFGinter", "unassigned")
HELIX_C_LABELS = ("αC-in", "αC-out")


@dataclass(frozen=True, slots=True)
class Label:
    """A label, what it rests on, and how sure it is.

    Attributes
    ----------
    label : str
        '' where it cannot be given.
    values_A : mapping of str to float
        Distances it rests on, in Å.
    margin_A : float
        Distance to the nearest cut-off that would change the label, in Å; NaN without a label.
    reason : str
        Why there is no label.
    """

    label: str
    values_A: Mapping[str, float] = field(default_factory=dict)
    margin_A: float = float("nan")
    reason: str = ""

    @property
    def borderline(self) -> bool:
        """Whether a tenth of an ångström would change the label."""
        return self.margin_A < BORDERLINE_ANGSTROM

    def __str__(self) -> str:
        if not self.label:
            return f"not labelled ({self.reason})"
        values = ", ".join(f"{name} {value:.1f} Å" for name, value in self.values_A.items())
        return f"{self.label} ({values}; margin {self.margin_A:.1f} Å{', borderline' if self.borderline else ''})"


@dataclass(frozen=True, slots=True)
class Conformation:
    """State of one domain in one chain."""

    dfg: Label
    helix_c: Label

    def __str__(self) -> str:
        return f"{self.dfg}; {self.helix_c}"


def find_conformation(structure: Structure, protein: Protein, domain: Domain) -> Conformation:
    """Label the DFG motif and helix αC of a domain.

    Parameters
    ----------
    structure : Structure
    protein : Protein
        The chain.
    domain : Domain
        One of its domains.

    Returns
    -------
    Conformation
        Labels that cannot be given carry their reason.
    """
    return Conformation(_dfg(structure, protein, domain), _helix_c(structure, protein, domain))


def _dfg(structure: Structure, protein: Protein, domain: Domain) -> Label:
    """DFGin, DFGout, DFGinter or unassigned, from the two distances."""
    position = domain.anchors.get("DFG-Phe")
    letter = domain.protein.sequence[position - 1] if position else ""
    if letter != "F":
        return Label("", reason=f"the motif has {letter or 'nothing'} in place of Phe")
    return _label(structure, protein, domain, {
        "αC-Glu+4–Phe": ("αC-Glu+4", "CA", "DFG-Phe", "CZ"), "β3-Lys–Phe": ("β3-Lys", "CA", "DFG-Phe", "CZ"),
    }, _dfg_label)


def _dfg_label(glu: float, lys: float) -> tuple[str, float]:
    """Label and margin: how far the values are from the border of the label's area."""
    near, out = DFG_NEAR_ANGSTROM, DFG_OUT_ANGSTROM
    if glu <= near and lys <= near:  # wins where both distances are the cut-off
        return "DFGinter", min(near - glu, near - lys)
    if glu <= near:
        return "DFGin", min(near - glu, lys - near)
    if lys <= out:
        return "DFGout", min(glu - near, out - lys)
    return "unassigned", min(glu - near, lys - out)


def _helix_c(structure: Structure, protein: Protein, domain: Domain) -> Label:
    """αC-in or αC-out, by the Cβ atoms of the salt bridge."""
    for anchor, letter in (("β3-Lys", "K"), ("αC-Glu", "E")):
        position = domain.anchors.get(anchor)
        found = domain.protein.sequence[position - 1] if position else ""
        if found != letter:
            return Label("", reason=f"the protein has {found or 'nothing'} in place of {anchor}")
    return _label(structure, protein, domain, {"Lys–Glu Cβ": ("β3-Lys", "CB", "αC-Glu", "CB")}, _helix_c_label)


def _helix_c_label(apart: float) -> tuple[str, float]:
    cut = HELIX_C_IN_ANGSTROM
    return ("αC-in" if apart <= cut else "αC-out"), abs(apart - cut)


def _label(
    structure: Structure, protein: Protein, domain: Domain, pairs: Mapping[str, tuple[str, str, str, str]],
    rule: Callable[..., tuple[str, float]],
) -> Label:
    """Measure pairs of (anchor, atom, anchor, atom) and apply a rule to the distances."""
    values: dict[str, float] = {}
    for name, (first, atom, second, other) in pairs.items():
        places = []
        for anchor, wanted in ((first, atom), (second, other)):
            position = domain.anchors.get(anchor)
            residue = protein.positions.get(position, -1) if position else -1
            if residue < 0:
                return Label("", reason=f"{anchor} is not resolved" if position else f"{anchor} is absent")
            index = int(structure.named_atoms(wanted, [residue])[0])
            if index < 0:
                return Label("", reason=f"{anchor} has no {wanted}")
            places.append(structure.atoms.xyz[index])
        values[name] = float(np.linalg.norm(places[0] - places[1]))
    label, margin = rule(*values.values())
    return Label(label, values, margin)
