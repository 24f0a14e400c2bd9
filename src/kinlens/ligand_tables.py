"""What is bound in a structure as rows: a line for each compound, or for each residue it touches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from kinlens.asked_sites import state_of
from kinlens.errors import ChainNotFound
from kinlens.examination import ChainExamination, Examination
from kinlens.known_sites import name_site, touched_positions
from kinlens.ligands import RULES, Bound, Ligand, LigandType, contacts_of, find_ligands
from kinlens.numbering import Domain
from kinlens.packing import symmetry_said
from kinlens.reference.drugs import drugs
from kinlens.structures.model import Structure
from kinlens.tables import Column, columns_of, rounded

LEFT_OUT = ("additive", "ion")  # unless everything is asked for
_ALONE = LigandType("", "no examined chain within 4.5 Å")


@dataclass(frozen=True, slots=True)
class SeenLigand:
    """A ligand with the chain and the domain it is seen from.

    Attributes
    ----------
    chain : ChainExamination or None
        None where no examined chain is near.
    domain : Domain or None
    bound : Bound
    """

    chain: ChainExamination | None
    domain: Domain | None
    bound: Bound


def seen_ligands(examination: Examination, *, chain: str = "", everything: bool = False) -> tuple[SeenLigand, ...]:
    """The ligands of a structure, chain by chain, the best placed first.

    Parameters
    ----------
    examination : Examination
    chain : str
        Author chain; all by default.
    everything : bool
        Whether additives and ions are wanted as well.

    Returns
    -------
    tuple of SeenLigand
        Where a chain has several domains, or holds two proteins, each ligand is seen from the one it touches most.

    Raises
    ------
    ChainNotFound
        If there is no such chain.
    """
    names = list(dict.fromkeys(c.chain for c in examination.chains))
    if chain and chain not in names:
        raise ChainNotFound(chain, tuple(names))
    found: list[SeenLigand] = []
    for name in [chain] if chain else names:
        best: dict[int, tuple[int, SeenLigand]] = {}
        for one in examination.chains_named(name):
            for touched, seen in _seen_from(one):
                known = best.get(seen.bound.ligand.residue)
                if known is None or touched > known[0]:
                    best[seen.bound.ligand.residue] = (touched, seen)
        found += [seen for _, seen in best.values()]
    if not chain:
        found += [SeenLigand(None, None, Bound(ligand, _role_alone(ligand), float("nan"), _ALONE))
                  for ligand in find_ligands(examination.structure) if ligand.owner not in names]
    return tuple(seen for seen in found if everything or seen.bound.ligand.kind not in LEFT_OUT)


def _role_alone(ligand: Ligand) -> str:
    """Role of what no examined chain is near."""
    return "elsewhere" if ligand.kind in ("nucleotide", "compound", "lipid") else ligand.kind


def _seen_from(chain: ChainExamination) -> Iterator[tuple[int, SeenLigand]]:
    """The ligands of a chain, each with the domain it is seen from and the residues it touches there."""
    of_index = {domain.index: domain for domain in chain.domains}
    for bound in chain.ligands:
        domain = of_index.get(bound.domain)
        inside = chain.protein.residues_in(domain) if domain is not None else []
        yield int(np.isin(bound.ligand.contacts, inside).sum()), SeenLigand(chain, domain, bound)


def ligand_table(
    examination: Examination, each: Literal["ligand", "contact"] = "ligand", *, chain: str = "",
    everything: bool = False,
) -> tuple[list[dict[str, Any]], tuple[Column, ...]]:
    """What is bound in a structure, a row each compound or each residue in contact.

    Parameters
    ----------
    examination : Examination
    each : {'ligand', 'contact'}
    chain, everything
        See `seen_ligands`.

    Returns
    -------
    rows : list of dict
    columns : tuple of Column
        The group of that name in ``columns.toml``.

    Raises
    ------
    ChainNotFound
        If there is no such chain.
    """
    seen = seen_ligands(examination, chain=chain, everything=everything)
    if each == "ligand":
        return [_ligand_row(examination, one) for one in seen], columns_of("ligand")
    return [row for one in seen for row in _contact_rows(examination, one)], columns_of("contact")


def _ligand_row(examination: Examination, seen: SeenLigand) -> dict[str, Any]:
    bound, chain = seen.bound, seen.chain
    ligand, kind, placed = bound.ligand, bound.type, bound.type.evidence
    drug = drugs().get(ligand.name)
    record = chain.protein.record if chain is not None else None
    copies = [] if chain is None else [b.ligand.key for b in chain.ligands
                                       if b.ligand.name == ligand.name and b.ligand.key != ligand.key]
    return {
        "entry": examination.entry, "chain": ligand.owner, "gene": record.gene if record is not None else "",
        "domain": seen.domain.name if seen.domain is not None else "", "code": ligand.name,
        "name": drug.name if drug is not None else "", "key": ligand.key, "kind": ligand.kind, "role": bound.role,
        "type": bound.type_said, "reason": kind.reason, "doubts": "; ".join(kind.doubts),
        "hinge_A": rounded(bound.hinge_A), "glu4_A": rounded(placed.glu4_A) if placed is not None else None,
        "back": _residues(seen, placed.back) if placed is not None else "",
        "front": _residues(seen, placed.front) if placed is not None else "",
        "type_ii": _residues(seen, placed.type_ii) if placed is not None else "",
        "dfg": placed.dfg if placed is not None else "", "site": _site(seen), "buried": rounded(bound.buried),
        "hinge_bonds": "; ".join(map(str, bound.hinge_bonds)),
        "covalent": "; ".join(str(bond) for bond in bound.covalent if not bond.clash),
        "overlaps": "; ".join(str(bond) for bond in bound.covalent if bond.clash),
        "contacts": len(ligand.contacts),
        "other_chains": "; ".join(f"{name} {n}" for name, n in ligand.touches.items() if name != ligand.owner),
        "symmetry": symmetry_said(examination.structure, ligand.residue).removeprefix("; "),
        "copies": ", ".join(copies),
    }


def _site(seen: SeenLigand) -> str:
    """Known sites it sits in."""
    if seen.chain is None or seen.domain is None or seen.bound.role not in ("drug", "allosteric", "nucleotide"):
        return ""
    touched = touched_positions(seen.chain.protein, seen.bound.ligand.contacts)
    return name_site(seen.domain, touched, state_of(seen.chain.states.get(seen.domain.index)))


def _residues(seen: SeenLigand, positions: Sequence[int]) -> str:
    """Such as ``V299, M290``: the residues the file has there."""
    if seen.chain is None:
        return ""
    parents, residue_of = seen.chain.structure.residues.parent, seen.chain.protein.positions
    return ", ".join(f"{parents[residue_of[position]]}{position}" for position in positions)


def _contact_rows(examination: Examination, seen: SeenLigand) -> Iterator[dict[str, Any]]:
    if seen.chain is None:
        return
    ligand = seen.bound.ligand
    for row in contacts_of(examination.structure, seen.chain.protein, seen.domain, ligand):
        yield {"entry": examination.entry, "chain": ligand.owner, "code": ligand.name, "key": ligand.key} | row


def describe_ligand(structure: Structure, bound: Bound) -> dict[str, Any]:
    """Kind, role, type with what it rests on, and bonds of a ligand, as plain values."""
    kind, placed = bound.type, bound.type.evidence
    return {
        "name": bound.ligand.name, "key": bound.ligand.key, "kind": bound.ligand.kind, "role": bound.role,
        "residues_in_contact": len(bound.ligand.contacts), "hinge_A": rounded(bound.hinge_A),
        "type": {
            "rules": RULES, "label": kind.name or None, "reason": kind.reason, "doubts": list(kind.doubts),
            "glu4_A": None if placed is None else rounded(placed.glu4_A),
            **{name: [] if placed is None else list(getattr(placed, name)) for name in ("back", "front", "type_ii")},
        },
        "covalent": [str(bond) for bond in bound.covalent], "hinge_bonds": [str(bond) for bond in bound.hinge_bonds],
        "buried": rounded(bound.buried),
        "symmetry": symmetry_said(structure, bound.ligand.residue).removeprefix("; "),
    }
