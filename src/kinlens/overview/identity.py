"""What a chain is, in words: its numbering, what its header says, where it differs, how sure a prediction is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kinlens.identity import Difference, Protein
from kinlens.numbering import Domain
from kinlens.reference.numberings import numberings_of
from kinlens.structures.confidence import CONFIDENT, VERY_LOW, Summary
from kinlens.structures.model import Structure

UNDECLARED = " (the file declares nothing; a variant's or another species' residues would look the same)"
MOST_NAMED = 20  # differences of one kind


def identity_said(protein: Protein) -> str:
    """Which protein a chain is, and how sure that is."""
    record = protein.record
    if record is None:
        near = f"; closest: {protein.runner_up}" if protein.runner_up else ""
        return f"{protein.status}{near} ({len(protein.residues)} residues; {protein.header.text})"
    organism = f", {protein.organism}" if protein.organism else ""
    sure = "" if protein.by_profile else f", identity {protein.identity:.1%} over {protein.aligned} residues"
    return f"{record.gene} ({record.accession}{organism}), {protein.status}{sure}"


def numbering_said(protein: Protein) -> str:
    """How author numbers and UniProt numbers go together."""
    return f"{_segments(protein)}{_scheme_said(protein)}"


def plddt_of(structure: Structure, protein: Protein, domain: Domain | None = None) -> Summary | None:
    """Confidence of a predicted model in a chain, or in what it has of a domain; None for an experiment."""
    if structure.confidence is None:
        return None
    if domain is None:
        return structure.confidence.over(protein.residues)
    return structure.confidence.over([r for position, r in protein.positions.items() if position in domain])


def plddt_said(structure: Structure, protein: Protein, domain: Domain | None = None) -> str:
    """The same in words, '' for an experiment."""
    found = plddt_of(structure, protein, domain)
    if found is None:
        return ""
    return (f"mean {found.mean:.1f} over {found.residues} residues; {found.below_70} below {CONFIDENT:.0f} (low), "
            f"{found.below_50} of them below {VERY_LOW:.0f} (very low)")


def author_scheme(protein: Protein) -> str:
    """Name of the known numbering that the author numbers of a chain are, '' if they are UniProt's or nobody's.

    Every segment must agree, residue for residue as far as the numbering goes, and cover most of the chain.
    """
    if protein.record is None or protein.offset == 0:
        return ""
    for scheme in numberings_of(protein.record.accession):
        covered = 0
        for segment in protein.segments:
            numbers = [(p, scheme.number(p)) for p in range(segment.start, segment.end + 1)]
            known = [(p, number) for p, number in numbers if number is not None]
            if any(number != p - segment.start + segment.author_start for p, number in known):
                break
            covered += len(known)
        else:
            if 2 * covered > sum(segment.end - segment.start + 1 for segment in protein.segments):
                return scheme.name
    return ""


def _scheme_said(protein: Protein) -> str:
    scheme = author_scheme(protein)
    return f", the numbers of {scheme}" if scheme else ""


def _segments(protein: Protein) -> str:
    if protein.by_profile and protein.offset == 0:
        return f"that of the file, {protein.segments[0].author_start}–{protein.segments[-1].author_end}"
    if protein.by_profile:
        first, last = protein.segments[0], protein.segments[-1]
        return (f"places in the sequence, {first.start}–{last.end}; author numbers "
                f"({first.author_start}–{last.author_end}) do not serve")
    if protein.offset == 0:
        first, last = protein.segments[0], protein.segments[-1]
        return f"author = UniProt, {first.author_start}–{last.author_end}"
    more = f"; and {len(protein.segments) - MOST_NAMED} more stretches" if len(protein.segments) > MOST_NAMED else ""
    return "; ".join(
        f"author {s.author_start}–{s.author_end} is UniProt {s.start}–{s.end} ({s.offset:+d})" if s.offset
        else f"author = UniProt, {s.start}–{s.end}" for s in protein.segments[:MOST_NAMED]) + more


def differences_said(differences: Sequence[Difference]) -> list[str]:
    """What differs from the canonical sequence, a line a kind."""
    lines = []
    for kind, group in groupby(sorted(differences, key=lambda d: d.kind), key=lambda d: d.kind):
        members = list(group)
        changed = [d for d in members if d.position]
        extra = [d for d in members if not d.position]
        if changed:
            named = ", ".join(f"{d.expected}{d.position}{d.found}" for d in changed[:MOST_NAMED])
            more = ", …" if len(changed) > MOST_NAMED else ""
            guess = "" if kind != "engineered" or any(d.declared for d in changed) else UNDECLARED
            lines.append(f"{len(changed)} {kind} difference{_s(changed)}: {named}{more}{guess}")
        if extra and kind == "tag":
            lines.append(f"{len(extra)} tag residue{_s(extra)}")
        elif extra and kind == "fusion":
            for name, part in groupby(extra, key=lambda d: d.declared):
                lines.append(f"{_of_another(name, list(part))}")
        elif extra:
            letters = "".join(d.found for d in extra[:MOST_NAMED]) + ("…" if len(extra) > MOST_NAMED else "")
            known = [d.author for d in extra if d.author]
            where = f" (author {known[0]}–{known[-1]})" if len(known) > 1 else f" (author {known[0]})" if known else ""
            lines.append(f"{len(extra)} {kind} residue{_s(extra)} without a UniProt number: {letters}{where}")
    return lines


def _of_another(name: str, residues: Sequence[Difference]) -> str:
    """What the header says is another protein's: how many residues, and the author numbers of those that are seen."""
    known = [d.author for d in residues if d.author]
    where = f"author {known[0]}–{known[-1]}, {len(known)} resolved" if known else "none resolved"
    return f"{len(residues)} residue{_s(residues)} of {name} ({where}): a fusion, not numbered here"


def _s(members: Sequence[Difference]) -> str:
    return "s" if len(members) > 1 else ""
