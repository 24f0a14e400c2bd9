"""From labels to a verdict: KinCoRe's, in which every value decides, and ours, in which none that is close does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kinlens.conformation.model import ACTIVE, INACTIVE, NOT_APPLICABLE, UNDETERMINED, Label, Verdict
from kinlens.conformation.rules import IN

# PKDCC is called active as ABAminus, too; it then needs neither the other labels of its DFG motif
# (modules/active_labels.py).
ABA_IS_ACTIVE = frozenset({"PKDCC"})
ABAMINUS = "ABAminus"


def strict_verdict(labels: Mapping[str, Label], gene: str = "") -> Verdict:
    """KinCoRe's verdict.

    A label of DFG motif, dihedral angles, DFG-Asp or HRD that is missing counts as failed; one of salt bridge or
    activation loop leaves the state undetermined, unless something else has failed.

    Parameters
    ----------
    labels : mapping of str to Label
        By attribute of `Conformation`.
    gene : str
        Some kinases have rules of their own.

    Returns
    -------
    Verdict
        Never borderline: that is what ours is for.
    """
    failed: list[Label] = []
    if not _excepted(labels["dihedral"], gene):
        failed += [labels[name] for name in ("dfg", "dihedral", "dfg_asp")
                   if labels[name].label != labels[name].required]
    if labels["hrd"].label not in (IN, NOT_APPLICABLE):
        failed.append(labels["hrd"])
    pair = (labels["helix_c"], labels["salt_bridge"])
    if not any(label.label in (label.required, NOT_APPLICABLE) for label in pair):
        failed.append(labels["helix_c"])
    ends = [labels[name] for name in ("salt_bridge", "loop_n", "loop_c")]
    failed += [label for label in ends if label.label not in (IN, NOT_APPLICABLE, "")]
    missing = [label for label in ends if not label.label]
    if failed:
        return Verdict(INACTIVE, False, tuple(map(str, failed)))
    return Verdict(UNDETERMINED if missing else ACTIVE, False, tuple(map(str, missing)))


def our_verdict(
    labels: Mapping[str, Label], dihedral_as_in: Label, gene: str = "", lost_motifs: tuple[str, ...] = (),
) -> Verdict:
    """Our verdict: the same criteria, but no borderline value decides alone.

    What fails clearly makes a state inactive. One criterion that fails borderline leaves it active, borderline; two or
    more make it inactive, borderline. A state whose criteria are all met is active, borderline where one of them is
    met by so little that the other side of the cut-off is within reach.

    Parameters
    ----------
    labels : mapping of str to Label
        By attribute of `Conformation`.
    dihedral_as_in : Label
        The dihedral label as it would be if the motif were DFGin: so that a distance that misses DFGin by a borderline
        value does not fail twice.
    gene : str
        Some kinases have rules of their own.
    lost_motifs : tuple of str
        Residues of catalysis that the sequence has lost; said in the reasons, they are no part of a conformation.

    Returns
    -------
    Verdict
    """
    clear: list[str] = []
    narrow: list[str] = []
    missing: list[str] = []
    close: list[str] = []
    for label in _criteria(labels, dihedral_as_in, gene):
        if label.label == NOT_APPLICABLE:
            if label is labels["dfg_asp"]:  # without DFG-Asp there is nothing to hold magnesium
                clear.append(str(label))
        elif not label.label:
            missing.append(str(label))
        elif _passes(label):
            close += [f"{label} by little"] if label.borderline else []
        elif label.borderline and _within_reach(label):
            narrow.append(str(label))
        else:
            clear.append(str(label))
    lost = tuple(f"pseudokinase by sequence: {motif}" for motif in lost_motifs)
    if clear:
        return Verdict(INACTIVE, False, (*clear, *lost))
    if missing:
        return Verdict(UNDETERMINED, False, (*missing, *narrow, *lost))
    if len(narrow) > 1:
        return Verdict(INACTIVE, True, (*narrow, *lost))
    return Verdict(ACTIVE, bool(narrow or close), (*narrow, *close, *lost))


def _criteria(labels: Mapping[str, Label], dihedral_as_in: Label, gene: str) -> Iterator[Label]:
    """What has to be met, part by part; the helix only where the salt bridge, which needs it, has no label."""
    dfg, dihedral = labels["dfg"], labels["dihedral"]
    yield dfg
    yield dihedral_as_in if dfg.borderline and not _passes(dfg) and _within_reach(dfg) else dihedral
    if not _excepted(dihedral, gene):
        yield labels["dfg_asp"]
    yield from labels["hrd"].leaves
    if not labels["salt_bridge"].label:
        yield labels["helix_c"]
    yield labels["salt_bridge"]
    yield labels["loop_n"]
    yield from labels["loop_c"].leaves


def _excepted(dihedral: Label, gene: str) -> bool:
    return gene in ABA_IS_ACTIVE and dihedral.label == ABAMINUS


def _passes(label: Label) -> bool:
    return label.label == label.required or label.label.startswith(f"{label.required}, ")  # "in, flipped"


def _within_reach(label: Label) -> bool:
    """Whether a borderline change would give the label that is required."""
    return label.required in label.near

