"""What a residue touches, from which atom to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import distance_matrix, shortest_by_group, within_box
from kinlens.packing import CONTACT_ANGSTROM
from kinlens.sites import name_pair
from kinlens.structures.model import Structure


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A residue, ligand or ion near another residue.

    Attributes
    ----------
    residue : int
        Index in ``Structure.residues``.
    own_atom, other_atom : int
        The closest pair of heavy atoms.
    distance_A : float
    """

    residue: int
    own_atom: int
    other_atom: int
    distance_A: float


def find_neighbours(structure: Structure, residue: int, bonded: NDArray[np.intp]) -> list[Neighbour]:
    """Residues, ligands and ions within 4.5 Å of a residue, the nearest first; waters are left out.

    Parameters
    ----------
    structure : Structure
    residue : int
        Index in ``Structure.residues``.
    bonded : (k,) int
        Residues linked to it by a peptide bond, which are no contacts.
    """
    atoms = structure.atoms
    own = structure.atoms_of(residue)
    near = within_box(atoms.xyz, atoms.xyz[own], CONTACT_ANGSTROM)
    owner = atoms.residue[near]
    kept = atoms.selected[near] & (owner != residue) & (structure.residues.kind[owner] != "water")
    near = near[kept & ~np.isin(owner, bonded)]
    if not len(own) or not len(near):
        return []
    apart = distance_matrix(atoms.xyz[near], atoms.xyz[own])
    closest = apart.argmin(axis=1)
    shortest = apart[np.arange(len(near)), closest]
    touching = shortest <= CONTACT_ANGSTROM
    near, closest, shortest = near[touching], closest[touching], shortest[touching]
    groups, which = shortest_by_group(shortest, atoms.residue[near].astype(np.intp))
    found = [Neighbour(int(group), int(own[closest[i]]), int(near[i]), float(shortest[i]))
             for group, i in zip(groups, which, strict=True)]
    return sorted(found, key=lambda neighbour: neighbour.distance_A)


def bonded_to(structure: Structure, chain: str) -> dict[int, NDArray[np.intp]]:
    """Residues of a chain with those linked to each by a peptide bond."""
    residues = structure.residues_of(chain)
    linked: dict[int, list[int]] = {}
    for i in np.flatnonzero(structure.peptide_bonded(chain)).tolist():
        before, after = int(residues[i]), int(residues[i + 1])
        linked.setdefault(before, []).append(after)
        linked.setdefault(after, []).append(before)
    return {residue: np.array(others, dtype=np.intp) for residue, others in linked.items()}


def neighbours_said(
    structure: Structure, neighbours: list[Neighbour], chain: str, numbers: Mapping[int, int],
) -> str:
    """Neighbours as text, such as ``SG–L118:CD1 3.6; SG–BBM:I 4.1`` (UniProt numbers in the chain itself)."""
    return "; ".join(f"{name_pair(structure, n.own_atom, n.other_atom, chain, numbers)} {n.distance_A:.1f}"
                     for n in neighbours)
