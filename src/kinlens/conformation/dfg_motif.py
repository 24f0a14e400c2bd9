"""Labels of the DFG motif and of HRD beside it: by distances, by dihedral angles, by the rotamer of the aspartate."""

from __future__ import annotations

from kinlens.conformation import rules
from kinlens.conformation.measuring import Angles, gap
from kinlens.conformation.model import NOT_APPLICABLE, Label
from kinlens.conformation.motif_residues import MotifResidues
from kinlens.conformation.rules import ACTIVE_CLUSTER, IN, OUT, UNASSIGNED

# The atom of a residue in the place of Phe that stands for its tip (modules/compute_distance.py).
OUTERMOST = {
    "F": "CZ", "R": "CZ", "L": "CG", "P": "CG", "N": "CG", "M": "CE", "S": "OG", "H": "NE2", "V": "CB", "A": "CB",
    "W": "CZ3", "Y": "OH", "G": "CA", "C": "SG", "D": "CG", "E": "OE1", "Q": "OE1", "I": "CD1", "K": "NZ", "T": "OG1",
}
DFG_IN = "DFGin"
_XDF = tuple(f"{name} {angle}" for name in ("xDFG-x", "DFG-Asp", "DFG-Phe") for angle in "φψ")


def label_dfg(residues: MotifResidues) -> Label:
    """DFGin, DFGout, DFGinter or unassigned, by how far the tip of Phe is from helix αC and from β3."""
    name, phe = "DFG", residues.letter("DFG-Phe")
    if phe and phe not in OUTERMOST:
        return Label(name, required=DFG_IN, reason=f"DFG-Phe {residues.said('DFG-Phe')} is no amino acid with a tip")
    note = "" if phe in ("F", "") else f"{residues.said('DFG-Phe')} in place of Phe, by its {OUTERMOST[phe]}"
    tip = ("DFG-Phe", (OUTERMOST.get(phe, "CZ"),))
    gaps = {f"{other}–Phe": gap(residues, (other, ("CA",)), tip) for other in ("αC-Glu+4", "β3-Lys")}
    values = {pair: found.distance for pair, found in gaps.items() if not found.reason}
    reason = next((found.reason for found in gaps.values() if found.reason), "")
    if reason:
        return Label(name, values=values, reason=reason, note=note, required=DFG_IN)
    label, margin = rules.dfg_label(*values.values())
    return Label(name, label, values, "Å", margin, atoms="; ".join(found.atoms for found in gaps.values()), note=note,
                 required=DFG_IN, near=rules.dfg_labels_near(*values.values()))


def label_dihedral(angles: Angles, spatial: str, required: str = ACTIVE_CLUSTER) -> Label:
    """Dihedral cluster of X, D and F, of those that belong to a spatial label.

    Parameters
    ----------
    angles : Angles
    spatial : str
        Spatial label; without one there is no dihedral label.
    required : str
        Cluster of the active kinase.
    """
    name = "dihedral angles"
    if spatial in ("", UNASSIGNED):
        reason = "the DFG motif is unassigned: no cluster belongs to it" if spatial else "the DFG motif has no label"
        return Label(name, unit="°", reason=reason, required=required)
    found = angles.given(*_XDF, "DFG-Phe χ1")
    if isinstance(found, str):
        return Label(name, unit="°", reason=found, required=required)
    *backbone, chi1 = found.values()
    cluster = rules.cluster_label(spatial, tuple(backbone), chi1)
    note = f"{cluster.distance:.2f} from {cluster.nearest}, limit {rules.CLUSTER_LIMIT}" if cluster.nearest else (
        f"no cluster of {spatial} has this rotamer of Phe")
    return Label(name, cluster.label, found, "°", cluster.margin, note=note, required=required, near=cluster.near)


def label_dfg_asp(residues: MotifResidues, angles: Angles) -> Label:
    """Whether χ1 of DFG-Asp is trans, as the aspartate that holds magnesium has it."""
    name, asp = "DFG-Asp rotamer", residues.letter("DFG-Asp")
    if asp not in ("D", ""):
        return Label(name, NOT_APPLICABLE, unit="°", reason=f"DFG-Asp is {residues.said('DFG-Asp')}", required=IN)
    found = angles.given("DFG-Asp χ1")
    if isinstance(found, str):
        return Label(name, unit="°", reason=found, required=IN)
    label, margin = rules.within_arc(found["DFG-Asp χ1"], rules.ASP_ROTAMER)
    return Label(name, label, found, "°", margin, required=IN, near=other_side(label, margin, "°"))


def label_hrd(residues: MotifResidues, angles: Angles) -> Label:
    """Whether the backbone of HRD is as αF-Asp holds it: His in the A region, Arg in the L region."""
    name, asp = "HRD", residues.letter("αF-Asp")
    if asp not in ("D", ""):
        return Label(name, NOT_APPLICABLE, unit="°", reason=f"αF-Asp is {residues.said('αF-Asp')}", required=IN)
    if not asp:
        return Label(name, NOT_APPLICABLE, unit="°", reason=residues.lack("αF-Asp"), required=IN)
    found = angles.given(*rules.HRD_ARCS)
    if isinstance(found, str):
        return Label(name, unit="°", reason=found, required=IN)
    parts = []
    for angle, arc in rules.HRD_ARCS.items():
        label, margin = rules.within_arc(found[angle], arc)
        parts.append(Label(angle, label, {angle: found[angle]}, "°", margin, required=IN,
                           near=other_side(label, margin, "°")))
    worst = max(part.margin for part in parts)
    label = IN if all(part.label == IN for part in parts) else OUT
    return Label(name, label, found, "°", worst, required=IN, near=other_side(label, worst, "°"), parts=tuple(parts))


def other_side(label: str, margin: float, unit: str) -> tuple[str, ...]:
    """The label that a borderline value would have on the other side of its cut-off."""
    if not rules.is_borderline(margin, unit):
        return ()
    return (IN,) if label == OUT else (OUT,)
