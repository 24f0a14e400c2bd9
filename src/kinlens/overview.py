"""The one readable page about an examined structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from kinlens.conformation import find_conformation
from kinlens.identity import Difference, Protein
from kinlens.ligands import Bound
from kinlens.numbering import Domain
from kinlens.oddities import Oddity, OddityKind, chain_oddities, file_oddities
from kinlens.packing import CONTACT_ANGSTROM, count_touching, symmetry_said
from kinlens.reference.numberings import numberings_of
from kinlens.register import MotifCheck, lacks_fold
from kinlens.sites import Site
from kinlens.structures.confidence import CONFIDENT, VERY_LOW, Summary
from kinlens.structures.model import Structure

SHOWN_ANCHORS = ("β3-Lys", "αC-Glu", "gatekeeper", "HRD-Asp", "DFG-Asp", "APE-Glu")
# Oddities that a line of the page, or a note, says already.
SAID_ANYWAY = frozenset({
    OddityKind.MODELS, OddityKind.PREDICTED, OddityKind.SEVERAL_NAMES, OddityKind.ALTERNATE_LOCATIONS,
    OddityKind.HYDROGENS, OddityKind.BROKEN_CELL, OddityKind.HEADER_WRONG, OddityKind.NOT_UNIPROT,
    OddityKind.SEVERAL_OFFSETS, OddityKind.TAG, OddityKind.FUSION, OddityKind.ENGINEERED, OddityKind.ORTHOLOGUE,
    OddityKind.UNDECLARED, OddityKind.TWO_DOMAINS, OddityKind.NOT_IDENTIFIED, OddityKind.BY_PROFILE,
})
UNDECLARED = " (the file declares nothing; a variant's or another species' residues would look the same)"
MOST_NAMED = 20  # differences of one kind


def describe_structure(structure: Structure) -> list[str]:
    """Entry, method, models, notes."""
    source = structure.source
    resolution = f" {source.resolution:.2f} Å" if source.resolution else ""
    models = f", model {structure.model} of {structure.models}" if structure.models > 1 else ""
    lines = [f"{source.id or source.origin}: {structure.determined_by}{resolution}{models}"]
    lines += [f"  note: {note}" for note in structure.notes]
    return lines + _odd(file_oddities(structure))


def describe_chain(
    structure: Structure, protein: Protein, domains: Sequence[Domain], ligands: Sequence[Bound],
    sites: Mapping[str, Site], register: Mapping[int, Sequence[MotifCheck]] = MappingProxyType({}),
) -> list[str]:
    """Identity, segments, differences, domains, ligands and sites of one chain."""
    record = protein.record
    if record is None:
        near = f"; closest: {protein.runner_up}" if protein.runner_up else ""
        lines = [f"chain {protein.chain}: {protein.status}{near} ({len(protein.residues)} residues; "
                 f"{protein.header.text})"]
        return lines + _odd(chain_oddities(structure, protein, domains, ligands))
    organism = f", {protein.organism}" if protein.organism else ""
    sure = "" if protein.by_profile else f", identity {protein.identity:.1%} over {protein.aligned} residues"
    lines = [
        f"chain {protein.chain}: {record.gene} ({record.accession}{organism}), {protein.status}{sure}",
        f"  numbering: {_segments(protein)}{_scheme_said(protein)}",
        f"  header: {protein.header.text}",
    ]
    if protein.runner_up:
        lines.append(f"  {'closest in the tables' if protein.by_profile else 'next best'}: {protein.runner_up}")
    lines += _differences(protein.differences)
    lines += [f"  pLDDT: {said}" for said in [plddt_said(structure, protein)] if said]
    lines += [f"  pLDDT of {d.name}: {said}" for d in domains if (said := plddt_said(structure, protein, d))]
    for domain in domains:
        lines += _domain(structure, protein, domain)
        lines += [f"    coordinates: {said}" for said in [register_said(register.get(domain.index, ()))] if said]
    lines += _packing(structure, protein)
    lines += [f"  {bound.role}: {bound.ligand}" + (
        f", {bound.hinge_A:.1f} Å from the hinge" if bound.hinge_A == bound.hinge_A else "")
        + symmetry_said(structure, bound.ligand.residue)
        for bound in ligands if bound.role in ("nucleotide", "drug", "allosteric", "elsewhere")]
    lines += [f"  site {name}: {site.evidence}" for name, site in sites.items()]
    return lines + _odd(chain_oddities(structure, protein, domains, ligands))


def _odd(oddities: Sequence[Oddity]) -> list[str]:
    return [f"  odd: {oddity}" for oddity in oddities if oddity.kind not in SAID_ANYWAY]


def _packing(structure: Structure, protein: Protein) -> list[str]:
    """How many residues touch symmetry mates."""
    touching = count_touching(structure, protein.residues)
    if not touching:
        return []
    residues = f"{touching} residue{'s' if touching > 1 else ''}"
    return [f"  crystal: {residues} within {CONTACT_ANGSTROM} Å of symmetry mates, which no distance counts"]


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


def _differences(differences: Sequence[Difference]) -> list[str]:
    lines = []
    for kind, group in groupby(sorted(differences, key=lambda d: d.kind), key=lambda d: d.kind):
        members = list(group)
        changed = [d for d in members if d.position]
        extra = [d for d in members if not d.position]
        if changed:
            named = ", ".join(f"{d.expected}{d.position}{d.found}" for d in changed[:MOST_NAMED])
            more = ", …" if len(changed) > MOST_NAMED else ""
            guess = "" if kind != "engineered" or any(d.declared for d in changed) else UNDECLARED
            lines.append(f"  {len(changed)} {kind} difference{_s(changed)}: {named}{more}{guess}")
        if extra and kind == "tag":
            lines.append(f"  {len(extra)} tag residue{_s(extra)}")
        elif extra and kind == "fusion":
            for name, part in groupby(extra, key=lambda d: d.declared):
                lines.append(f"  {_of_another(name, list(part))}")
        elif extra:
            letters = "".join(d.found for d in extra[:MOST_NAMED]) + ("…" if len(extra) > MOST_NAMED else "")
            known = [d.author for d in extra if d.author]
            where = f" (author {known[0]}–{known[-1]})" if len(known) > 1 else f" (author {known[0]})" if known else ""
            lines.append(f"  {len(extra)} {kind} residue{_s(extra)} without a UniProt number: {letters}{where}")
    return lines


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


def _of_another(name: str, residues: Sequence[Difference]) -> str:
    """What the header says is another protein's: how many residues, and the author numbers of those that are seen."""
    known = [d.author for d in residues if d.author]
    where = f"author {known[0]}–{known[-1]}, {len(known)} resolved" if known else "none resolved"
    return f"{len(residues)} residue{_s(residues)} of {name} ({where}): a fusion, not numbered here"


def _s(members: Sequence[Difference]) -> str:
    return "s" if len(members) > 1 else ""


def _domain(structure: Structure, protein: Protein, domain: Domain) -> list[str]:
    positions = protein.positions
    inside = sum(position in domain for position in positions)
    pseudo = f", pseudokinase ({', '.join(domain.lost_motifs)})" if domain.pseudokinase else ""
    lines = [f"  {domain.name}: {inside} of {len(domain.positions)} residues resolved{pseudo}"]
    if domain.evidence is not None:
        lines.append(f"    numbered by {domain.method}, mean confidence {domain.confidence:.2f}{_doubts(domain)}")
    anchors = []
    for name in SHOWN_ANCHORS:
        if name not in domain.anchors:
            anchors.append(f"{name} absent")
            continue
        position = domain.anchors[name]
        residue = positions.get(position)
        letter = domain.protein.sequence[position - 1]
        if residue is None:
            place = "not resolved"
        else:
            found = str(structure.residues.parent[residue])
            changed = "" if found == letter else f", here {found}"
            place = f"author {structure.author(residue)}{changed}"
        anchors.append(f"{name} {letter}{position} = {place}")
    return [*lines, "    " + "; ".join(anchors), f"    state: {find_conformation(structure, protein, domain)}"]
