"""A kinase domain in a chain, in words: anchors, what coordinates say of its numbering, its state, its place in 3D."""

from __future__ import annotations

from collections.abc import Sequence

from kinlens.conformation import RULES, Conformation, Label
from kinlens.identity import Protein
from kinlens.numbering import Domain
from kinlens.register import MotifCheck, lacks_fold
from kinlens.structures.model import Structure

SHOWN_ANCHORS = ("β3-Lys", "αC-Glu", "gatekeeper", "HRD-Asp", "DFG-Asp", "APE-Glu")
NAME_WIDTH, LABEL_WIDTH = 27, 14
MOST_VALUES = 4  # of one criterion that are all shown


def domain_said(protein: Protein, domain: Domain) -> str:
    """Name, how much of it is resolved, whether it is a pseudokinase, how it was numbered."""
    inside = sum(position in domain for position in protein.positions)
    pseudo = f", pseudokinase ({', '.join(domain.lost_motifs)})" if domain.pseudokinase else ""
    said = f"{domain.name}: {inside} of {len(domain.positions)} residues resolved{pseudo}"
    if domain.evidence is not None:
        said += f"; numbered by {domain.method}, mean confidence {domain.confidence:.2f}{_doubts(domain)}"
    return said


def anchors_said(structure: Structure, protein: Protein, domain: Domain) -> str:
    """Anchors of the domain in UniProt and author numbers."""
    anchors = []
    for name in SHOWN_ANCHORS:
        if name not in domain.anchors:
            anchors.append(f"{name} absent")
            continue
        position = domain.anchors[name]
        residue = protein.positions.get(position)
        letter = domain.protein.sequence[position - 1]
        if residue is None:
            place = "not resolved"
        else:
            found = str(structure.residues.parent[residue])
            changed = "" if found == letter else f", here {found}"
            place = f"author {structure.author(residue)}{changed}"
        anchors.append(f"{name} {letter}{position} = {place}")
    return "; ".join(anchors)


def state_said(state: Conformation) -> list[tuple[str, str]]:
    """Both verdicts, then every criterion: its name and label as a lead, then values and signed margin."""
    ours, strict = state.ours, state.strict
    said = f"{ours}; strictly {strict.call}"
    said += f": {'; '.join(strict.reasons)}" if strict.call != ours.call and strict.reasons != ours.reasons else ""
    return [("", said), *(_criterion(label) for label in state.labels.values()), ("", f"by {RULES}")]


def _criterion(label: Label) -> tuple[str, str]:
    lead = f"{label.name:<{NAME_WIDTH}} {label.label or '–':<{LABEL_WIDTH}} "
    joint = len(label.values) > MOST_VALUES and label.given
    said = [label.note if joint else label.values_said, label.margin_said]
    said += ["BORDERLINE"] if label.borderline else []
    said += [f"{part.name} {part.label or 'missing'}" for part in label.parts
             if part.label.startswith("out") or not part.label]
    said += [label.reason] if not label.given else []
    return lead, "; ".join(part for part in said if part)


def register_said(checks: Sequence[MotifCheck]) -> str:
    """What coordinates say of a numbering, in a line; '' without any."""
    statuses = dict.fromkeys(check.status for check in checks)
    by_status = {status: [check for check in checks if check.status == status] for status in statuses}
    said = []
    for status, members in by_status.items():
        plain = status in ("confirmed", "not checked")
        said.append(f"{status} {', '.join(c.motif if plain else f'{c.motif} ({c.text})' for c in members)}")
    return ("not those of a kinase fold; " if lacks_fold(checks) else "") + "; ".join(said)


def _doubts(domain: Domain) -> str:
    """Anchors of a numbering by profile that are uncertain or not given."""
    assert domain.evidence is not None  # noqa: S101 - the caller has looked
    unsure = [f"{name} {value:.2f}" for name, value in domain.unsure.items()]
    said = f"; uncertain: {', '.join(unsure)}" if unsure else ""
    withheld = [f"{name} ({why})" for name, why in domain.evidence.withheld.items()]
    return said + (f"; not given: {', '.join(withheld)}" if withheld else "")
