"""Labels of the activation loop: its two ends, and whether a hydroxyl of it blocks the catalytic aspartate."""

from __future__ import annotations

from collections.abc import Iterable

from kinlens.conformation import rules
from kinlens.conformation.dfg_motif import other_side
from kinlens.conformation.measuring import Angles, Gap, gap, shortest
from kinlens.conformation.model import NOT_APPLICABLE, Label
from kinlens.conformation.motif_residues import Atom, MotifResidues
from kinlens.conformation.rules import (
    APE9_ANGSTROM,
    APE10_ANGSTROM,
    APE11_ANGSTROM,
    APE12_ANGSTROM,
    IN,
    OUT,
    is_borderline,
)
from kinlens.residues import ONE_TO_THREE

# Without the motif APE, or with a loop of another kind (modules/active_labels.py: HASP, PKDCC, TP53RK, PAN3, RNASEL and
# those of PEAK with a low score, which is PEAK3).
NO_APE = frozenset({"HASPIN", "PKDCC", "TP53RK", "PAN3", "RNASEL", "PEAK3"})
TYROSINE_KINASES = "TYR"
PRESENT, ABSENT = "present", "absent"
_NAMED = 3  # reasons or residues that a sentence has room for
# By residue name, not by parent: in SEP, TPO and PTR the oxygen is that of an ester.
_HYDROXYLS = {"SER": "OG", "THR": "OG1", "TYR": "OH"}


def label_loop_n(residues: MotifResidues) -> Label:
    """Whether the loop begins with the β-bridge of DFG6 and the residue before HRD."""
    name = "activation loop N-terminus"
    both = [gap(residues, ("XHRD", (mine,)), ("DFG6", (other,))) for mine, other in (("N", "O"), ("O", "N"))]
    found = [bond for bond in both if not bond.reason]
    if not found:
        return Label(name, reason=both[0].reason, required=IN)
    bond = min(found, key=lambda each: each.distance)
    label, margin = rules.within(bond.distance, rules.HYDROGEN_BOND_ANGSTROM)
    if label == OUT and len(found) < len(both):  # the other hydrogen bond may be there
        return Label(name, values={"N–O": bond.distance}, reason=next(b.reason for b in both if b.reason), required=IN)
    return Label(name, label, {"N–O": bond.distance}, "Å", margin, atoms=bond.atoms, required=IN,
                 near=other_side(label, margin, "Å"))


def label_loop_c(residues: MotifResidues, angles: Angles, group: str, gene: str) -> Label:
    """Whether the end of the loop is as a substrate needs it; tyrosine kinases have rules of their own.

    Parameters
    ----------
    residues : MotifResidues
    angles : Angles
    group : str
        Kinase group, ``TYR`` or another; '' counts as another.
    gene : str
        Gene symbol, for kinases whose loop has no such end.
    """
    name = "activation loop C-terminus"
    if gene in NO_APE:
        return Label(name, NOT_APPLICABLE, reason=f"{gene} has no motif APE", required=IN)
    if "APE6" not in residues.position:
        return Label(name, reason=residues.lack("APE6"), required=IN)
    tyrosine = group == TYROSINE_KINASES
    parts = [_turn(angles), _strand(angles, "APE8")]
    if tyrosine:
        parts += [_strand(angles, "APE9"), _strand(angles, "APE10")]
    else:
        parts += [_rotamer(residues, angles), *_distances(residues)]
    note = "" if group else "the kinase's group is not known: by the rules of those that are not TYR"
    return _joined(name, tuple(parts), note)


def _joined(name: str, parts: tuple[Label, ...], note: str) -> Label:
    """One label of parts in Å and °: the worst part, in borderline widths, gives value, unit and margin."""
    failed = [part for part in parts if part.label == OUT]
    missing = [part for part in parts if not part.label]
    if missing and not failed:
        return Label(name, reason=_listed(dict.fromkeys(part.reason for part in missing)), note=note, required=IN,
                     parts=parts)
    worst = max((part for part in parts if part.given), key=_severity)
    label = OUT if failed else IN
    near = other_side(label, worst.margin, worst.unit) if len(failed) < 2 and not missing else ()
    said = "; ".join(filter(None, (note, f"decided by {worst.name}" if failed else "")))
    return Label(name, label, worst.values, worst.unit, worst.margin, atoms=worst.atoms, note=said, required=IN,
                 near=near, parts=parts)


def _listed(reasons: Iterable[str]) -> str:
    """The first reasons, and how many more there are."""
    found = list(reasons)
    first, more = found[:_NAMED], found[_NAMED:]
    return "; ".join(first) + (f"; and {len(more)} more" if more else "")


def _severity(part: Label) -> float:
    width = rules.BORDERLINE_DEGREE if part.unit == "°" else rules.BORDERLINE_ANGSTROM
    return part.margin / width


def _turn(angles: Angles) -> Label:
    name = "APE6 and APE7 φψ"
    found = angles.given("APE7 φ", "APE7 ψ", "APE6 φ", "APE6 ψ")
    if isinstance(found, str):
        return Label(name, unit="°", reason=found, required=IN)
    label, margin = rules.ape67_label(tuple(found.values()))
    return Label(name, label, found, "°", margin, required=IN, near=other_side(label, margin, "°"))


def _strand(angles: Angles, residue: str) -> Label:
    name = f"{residue} φψ"
    found = angles.given(f"{residue} φ", f"{residue} ψ")
    if isinstance(found, str):
        return Label(name, unit="°", reason=found, required=IN)
    label, margin = rules.within_arcs(tuple(found.values()), rules.STRAND_ARCS)
    return Label(name, label, found, "°", margin, required=IN, near=other_side(label, margin, "°"))


def _rotamer(residues: MotifResidues, angles: Angles) -> Label:
    name, letter = "APE8 χ1", residues.letter("APE8")
    if letter not in ("S", "T", ""):
        return Label(name, NOT_APPLICABLE, unit="°", reason=f"APE8 is {residues.said('APE8')}", required=IN)
    found = angles.given("APE8 χ1")
    if isinstance(found, str):
        return Label(name, unit="°", reason=found, required=IN)
    label, margin = rules.within_arc(found["APE8 χ1"], rules.APE8_ROTAMER)
    return Label(name, label, found, "°", margin, required=IN, near=other_side(label, margin, "°"))


def _distances(residues: MotifResidues) -> list[Label]:
    """Places of APE9 to APE12 beside HRD-Arg and the fourth residue of DFG."""
    measured: list[tuple[str, Gap, tuple[float, float]]] = [
        ("APE9–HRD-Arg", gap(residues, ("APE9", ("CA",)), ("HRD-Arg", ("O",))), (0.0, APE9_ANGSTROM))]
    for name, limits in (("APE10", (0.0, APE10_ANGSTROM)), ("APE11", APE11_ANGSTROM), ("APE12", APE12_ANGSTROM)):
        atom = "CA" if residues.letter(name) == "G" else "CB"
        measured.append((f"{name}–DFG4", gap(residues, (name, (atom,)), ("DFG4", ("CA",))), limits))
    labels = []
    for name, found, limits in measured:
        if found.reason:
            labels.append(Label(name, reason=found.reason, required=IN))
            continue
        label, margin = (rules.within_range(found.distance, limits) if limits[0] else
                         rules.within(found.distance, limits[1]))
        labels.append(Label(name, label, {name: found.distance}, "Å", margin, atoms=found.atoms, required=IN,
                            near=other_side(label, margin, "Å")))
    return labels


def label_autoinhibition(residues: MotifResidues) -> Label:
    """Whether a hydroxyl of the loop sits on HRD-Asp, where a substrate's belongs."""
    name, asp = "autoinhibition", residues.letter("HRD-Asp")
    if asp not in ("D", ""):
        return Label(name, NOT_APPLICABLE, reason=f"HRD-Asp is {residues.said('HRD-Asp')}")
    oxygens = [atom for each in ("OD1", "OD2") if (atom := residues.atom("HRD-Asp", each)) is not None]
    if not oxygens:
        return Label(name, reason=residues.lack("HRD-Asp") or f"side chain of {residues.said('HRD-Asp')} missing")
    if not residues.loop:
        lacking = [end for end in ("DFG6", "APE9") if end not in residues.position]
        return Label(name, reason=residues.lack(lacking[0]) if lacking else "the loop is too short to reach HRD-Asp")
    hydroxyls: list[Atom] = []
    missing: list[str] = []
    for position in residues.loop:
        letter = residues.letter_at(position)
        residue = residues.name_at(position) or ONE_TO_THREE.get(letter, "")
        if residue in _HYDROXYLS:
            atom = residues.atom_at(position, _HYDROXYLS[residue])
            said = f"{letter}{position}"
            if atom is None:
                missing.append(residues.lack_at(position, said) or f"side chain of {said} missing")
            else:
                hydroxyls.append(atom)
    found = shortest(hydroxyls, oxygens) if hydroxyls else Gap(float("nan"), "", "")
    margin = found.distance - rules.AUTOINHIBITION_ANGSTROM
    values = {} if found.reason or not hydroxyls else {"OH–HRD-Asp": found.distance}
    if values and margin < 0.0:
        near = (ABSENT,) if is_borderline(margin, "Å") else ()
        return Label(name, PRESENT, values, "Å", margin, atoms=found.atoms, near=near)
    if missing or found.reason:
        return Label(name, values=values, reason=_listed(filter(None, (found.reason, *missing))))
    near = (PRESENT,) if is_borderline(margin, "Å") else ()
    note = "" if hydroxyls else "no hydroxyl of Ser, Thr or Tyr from DFG6 to APE9"
    return Label(name, ABSENT, values, "Å", margin, atoms=found.atoms, note=note, near=near)
