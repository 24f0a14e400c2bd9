"""Every residue a ligand touches, in all numberings. Made on demand: ligands are found and typed without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kinlens.geometry import distance_matrix, shortest_by_group, within_box
from kinlens.identity import Protein
from kinlens.ligands.covalent import covalent_bonds
from kinlens.ligands.finding import Ligand
from kinlens.ligands.hinge_bonds import hinge_bonds
from kinlens.ligands.pocket import pocket_of
from kinlens.numbering import Domain, numbering_facts
from kinlens.packing import CONTACT_ANGSTROM
from kinlens.structures.model import Structure

NUMBERINGS = ("klifs", "reference", "region", "anchor")


def contacts_of(
    structure: Structure, protein: Protein, domain: Domain | None, ligand: Ligand,
) -> list[dict[str, Any]]:
    """Protein residues within 4.5 Å of a ligand, of its own chain first, in the order of the file.

    Parameters
    ----------
    structure : Structure
    protein : Protein
        The chain that owns the ligand.
    domain : Domain or None
        The domain it is seen from.
    ligand : Ligand

    Returns
    -------
    list of dict
        Columns of the group ``contact`` in ``columns.toml`` but those that name the ligand: ``contact_chain``,
        ``position`` (UniProt; None in another chain), ``author``, ``residue`` and ``residue_name``, ``distance_A``
        and ``atoms`` of the closest pair, ``klifs``, ``reference``, ``region``, ``anchor``, ``part`` (of the pocket),
        ``hinge_bond``, ``covalent``.
    """
    structure = structure.conformer_of(ligand.atoms)
    table, residues = structure.atoms, structure.residues
    if not len(ligand.atoms):
        return []
    near = within_box(table.xyz, table.xyz[ligand.atoms], CONTACT_ANGSTROM)
    near = near[table.selected[near] & (residues.kind[table.residue[near]] == "protein")]
    if not len(near):
        return []
    distance = distance_matrix(table.xyz[near], table.xyz[ligand.atoms])
    partner, shortest = distance.argmin(axis=1), distance.min(axis=1)
    touched, closest = shortest_by_group(shortest, table.residue[near].astype(np.intp))
    pocket = pocket_of(domain) if domain is not None else None
    bonds = hinge_bonds(structure, protein, domain, ligand.atoms) if domain is not None else ()
    attached = {bond.residue: str(bond) for bond in covalent_bonds(structure, protein, ligand)}
    rows = []
    for residue, k in zip(touched.tolist(), closest.tolist(), strict=True):
        if shortest[k] > CONTACT_ANGSTROM:
            continue
        position = protein.numbers.get(residue)
        facts = numbering_facts(domain if position is not None and domain is not None and position in domain else None,
                                position or 0)
        rows.append({
            "contact_chain": str(residues.chain[residue]), "position": position, "author": structure.author(residue),
            "residue": str(residues.parent[residue]), "residue_name": str(residues.name[residue]),
            "distance_A": round(float(shortest[k]), 3),
            "atoms": f"{table.name[near[k]]}–{table.name[ligand.atoms[partner[k]]]}",
            **{name: facts[name] for name in NUMBERINGS},
            "part": pocket.part_of(position) if pocket is not None and position is not None else "",
            "hinge_bond": "; ".join(f"{b.backbone}–{b.ligand_atom} {b.distance_A:.1f} Å" for b in bonds
                                    if b.position == position),
            "covalent": attached.get(residue, ""),
        })
    return list(_own_first(rows, protein.chain))


def _own_first(rows: list[dict[str, Any]], chain: str) -> Iterator[dict[str, Any]]:
    yield from (row for row in rows if row["contact_chain"] == chain)
    yield from (row for row in rows if row["contact_chain"] != chain)
