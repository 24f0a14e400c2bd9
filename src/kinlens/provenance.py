"""What a result was computed from and how, as plain values for JSON and manifests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from typing import Any

from kinlens.atlas.store import Atlas
from kinlens.conformation import RULES, RULES_VERSION, Conformation, Label
from kinlens.examination import ChainExamination, Examination
from kinlens.frame import Fit, Frame, find_frame
from kinlens.ligand_tables import describe_ligand
from kinlens.numbering import Domain
from kinlens.overview import author_scheme, plddt_of
from kinlens.packing import count_touching
from kinlens.reference.bundled import read_toml
from kinlens.register import MotifCheck
from kinlens.structures.confidence import Confidence, Summary
from kinlens.structures.model import Structure
from kinlens.tables import rounded
from kinlens.version import __version__


@cache
def reference_hashes() -> dict[str, str]:
    """SHA-256 of every bundled data file, from the manifest."""
    return {name: row["sha256"] for name, row in read_toml("manifest.toml").items() if isinstance(row, dict)}


def describe_examination(examination: Examination, sites: Sequence[str]) -> dict[str, Any]:
    """Provenance of a report on one structure."""
    return describe_tables() | {
        "structure": describe_structure(examination.structure),
        "mode": examination.mode,
        "chains": [describe_chain(chain, sites) for chain in examination.chains],
        "notes": list(examination.notes),
    }


def describe_structure(structure: Structure) -> dict[str, Any]:
    """Where a structure came from, and which model of it was used."""
    return {name: getattr(structure.source, name) for name in (
        "id", "origin", "url", "sha256", "format", "method", "resolution", "parser")} | {
        "models": structure.models, "model_used": structure.model, "determined_by": structure.determined_by,
        "confidence": describe_confidence(structure.confidence)}


def describe_confidence(confidence: Confidence | None) -> dict[str, Any] | None:
    """Why a structure counts as a prediction, None for one that does not."""
    if confidence is None:
        return None
    return {"method": confidence.method, "evidence": confidence.evidence, "scale_in_file": confidence.scale}


def _summary(summary: Summary | None) -> dict[str, Any] | None:
    return None if summary is None else asdict(summary) | {"mean": round(summary.mean, 2)}


def describe_chain(chain: ChainExamination, sites: Sequence[str]) -> dict[str, Any]:
    """Identity, segments, header claim and sites of one chain."""
    protein = chain.protein
    record = protein.record
    return {
        "chain": chain.chain,
        "status": protein.status,
        "gene": record.gene if record else "",
        "accession": record.accession if record else "",
        "identity": None if record is None or protein.by_profile else round(protein.identity, 4),
        "by_profile": [{"name": domain.name} | said for domain in chain.domains
                       if (said := describe_evidence(domain, chain.register.get(domain.index, ())))],
        "organism": protein.organism,
        "author_numbering": author_scheme(protein),
        "segments": [[s.author_start, s.author_end, s.start, s.end] for s in protein.segments],
        "header": protein.header.text,
        "header_agrees": protein.header.agrees,
        "state": summarise_state(chain.conformation),
        "sites": {name: chain.sites[name].evidence for name in sites if name in chain.sites},
        "sites_of_domains": {
            domain.name: {name: found[name].evidence for name in sites if name in found}
            for domain in chain.domains if (found := chain.of_domain.get(domain.index)) is not None},
    }


def summarise_state(found: Conformation | None) -> str:
    """The state in a line: ``active, borderline (strictly inactive); DFGin, BLAminus, αC-in``; '' without a domain."""
    if found is None:
        return ""
    call = f"{found.ours.call}{', borderline' if found.ours.borderline else ''}"
    call += f" (strictly {found.strict.call})" if found.strict.call != found.ours.call else ""
    labels = [label.label or f"{label.name} not labelled" for label in (found.dfg, found.dihedral, found.helix_c)]
    return f"{call}; {', '.join(labels)}"


def describe_evidence(domain: Domain, checks: Sequence[MotifCheck] = ()) -> dict[str, Any]:
    """How sure a numbering by profile is, and what coordinates say; nothing for one from the bundled table."""
    if domain.evidence is None or domain.confidence is None:
        return {}
    return {
        "method": domain.method, "profile": domain.evidence.profile, "bits": round(domain.evidence.bits, 1),
        "confidence": round(domain.confidence, 3),
        "anchors": {name: round(value, 3) for name, position in domain.anchors.items()
                    if (value := domain.confidence_of(position)) is not None},
        "withheld": dict(domain.evidence.withheld),
        "coordinates": [describe_check(check) for check in checks],
    }


def describe_check(check: MotifCheck) -> dict[str, Any]:
    """What coordinates say of one motif."""
    return {"motif": check.motif, "status": check.status, "shift": check.shift,
            "misfit": None if check.misfit != check.misfit else round(check.misfit, 2)}


def describe_fully(examination: Examination) -> dict[str, Any]:
    """Everything `describe_examination` says, with differences, domains and ligands of every chain."""
    page = describe_examination(examination, examination.site_names())
    structure = examination.structure
    page["oddities"] = [{"kind": str(oddity.kind), "chain": oddity.chain, "text": oddity.text}
                        for oddity in examination.oddities]
    page["assemblies"] = [{"name": a.name, "oligomer": a.oligomer, "author": a.author, "copies": dict(a.copies)}
                          for a in structure.assemblies]
    for said, chain in zip(page["chains"], examination.chains, strict=True):
        positions = chain.protein.positions
        said["plddt"] = _summary(plddt_of(structure, chain.protein))
        said["differences"] = [
            {"kind": d.kind, "position": d.position or None, "expected": d.expected, "found": d.found,
             "author": d.author}
            for d in chain.protein.differences
        ]
        said["domains"] = [
            {"name": domain.name, "index": domain.index, "start": domain.start, "end": domain.end,
             "pseudokinase": domain.pseudokinase, "lost_motifs": list(domain.lost_motifs),
             "anchors": {
                 name: {"position": position, "residue": domain.protein.sequence[position - 1],
                        "author": structure.author(positions[position]) if position in positions else None}
                 for name, position in domain.anchors.items()},
             "frame": describe_frame(find_frame(structure, chain.protein, domain)),
             "state": describe_conformation(chain.states[domain.index]),
             "plddt": _summary(plddt_of(structure, chain.protein, domain))}
            for domain in chain.domains
        ]
        said["ligands"] = [describe_ligand(structure, b) for b in chain.ligands]
        said["residues_touching_symmetry_mates"] = count_touching(structure, chain.protein.residues)
    return page


def describe_conformation(found: Conformation) -> dict[str, Any]:
    """Labels with values, margins and reasons, both verdicts, and the rules they come from."""
    said: dict[str, Any] = {"rules": RULES, "rules_version": RULES_VERSION}
    for name, verdict in (("strict", found.strict), ("verdict", found.ours)):
        said[name] = {"call": verdict.call, "borderline": verdict.borderline, "reasons": list(verdict.reasons)}
    return said | {name: _label(label) for name, label in found.labels.items()}


def _label(label: Label) -> dict[str, Any]:
    said: dict[str, Any] = {
        "label": label.label or None, "values": {name: round(value, 3) for name, value in label.values.items()},
        "unit": label.unit, "margin": None if label.margin != label.margin else round(label.margin, 3),
        "borderline": label.borderline, "reason": label.reason, "atoms": label.atoms, "note": label.note,
    }
    return said | ({"parts": {part.name: _label(part) for part in label.parts}} if label.parts else {})


def describe_frame(found: Frame) -> dict[str, Any]:
    """How a domain lies in the common frame: RMSD of core and lobes, the motion, or why there is none."""
    def fit(one: Fit) -> dict[str, Any]:
        return {"columns": one.columns, "of_columns": one.of_columns, "rmsd_A": rounded(one.rmsd_A),
                "alone_rmsd_A": rounded(one.alone_A)}

    motion = found.motion
    return {
        "core": fit(found.core), "parts": {name: fit(one) for name, one in found.fits.items()},
        "lobe_angle_deg": rounded(found.lobe_angle_deg), "reason": found.reason,
        "motion": None if motion is None else {"rotation": motion.rotation.round(6).tolist(),
                                               "shift_A": motion.shift.round(3).tolist()},
    }


def describe_atlas(atlas: Atlas, sites: Sequence[str]) -> dict[str, Any]:
    """Provenance of a report from the bundled atlas."""
    return describe_tables() | {
        "atlas": {"entries": atlas.entries, "sites": [site for site in sites if site in atlas.sites]},
        "mode": "any",
    }


def describe_tables() -> dict[str, Any]:
    """Provenance of what the bundled tables alone answer."""
    return {"kinlens": __version__, "reference_data": reference_hashes()}


def versions() -> dict[str, str]:
    """Versions of kinlens, its bundled data and the libraries that read and align."""
    data = {name: digest[:12] for name, digest in reference_hashes().items()}
    libraries = {name: version(name) for name in ("gemmi", "biopython", "numpy", "pyhmmer")}
    return {"kinlens": __version__, **libraries, **data}
