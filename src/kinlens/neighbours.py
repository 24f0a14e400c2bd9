"""What a residue touches, from which atom to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import Indices, close_pairs, within_box
from kinlens.packing import CONTACT_ANGSTROM
from kinlens.sites import name_pair
from kinlens.structures.model import Structure

# Heavy atoms in the 27 cubes of 4.5 Å around an atom: about 130 in a protein (one heavy atom in 17 Å³, and water left
# out); several times as many are a file that is broken.
MOST_CANDIDATES = 1000
CROWDED = "not told: the atoms lie on each other"


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


def find_neighbours(structure: Structure, chain: str, residues: Indices) -> dict[int, list[Neighbour]] | None:
    """Residues, ligands and ions within 4.5 Å of some residues of a chain, the nearest first.

    Waters, and residues linked to them by a peptide bond, are left out.

    Parameters
    ----------
    structure : Structure
    chain : str
        Author chain.
    residues : (k,) int
        Indices in ``Structure.residues``, each once.

    Returns
    -------
    dict or None
        By residue; one that touches nothing is not in it. None where atoms lie on each other.
    """
    found: dict[int, list[Neighbour]] = {}
    for label, members in _by_conformer(structure, np.sort(residues)).items():
        # Altloc A is never measured to B (definition 8): what surrounds a residue is taken in its own conformer.
        near = _around(structure.in_conformer(label) if label else structure, chain, members)
        if near is None:
            return None
        found |= near
    return found


def _by_conformer(structure: Structure, residues: Indices) -> dict[str, Indices]:
    """Residues by the label of their chosen conformer, '' for those without one."""
    atoms = structure.atoms_of(residues)
    label = dict.fromkeys(residues.tolist(), "")
    named = atoms[structure.atoms.altloc[atoms] != ""]
    label |= dict(zip(structure.atoms.residue[named].tolist(), structure.atoms.altloc[named].tolist(), strict=True))
    return {name: np.array([r for r in residues.tolist() if label[r] == name], dtype=np.intp)
            for name in dict.fromkeys(label.values())}


def _around(structure: Structure, chain: str, residues: Indices) -> dict[int, list[Neighbour]] | None:
    atoms, own = structure.atoms, structure.atoms_of(residues)
    if not len(own):
        return {}
    near = within_box(atoms.xyz, atoms.xyz[own], CONTACT_ANGSTROM)
    near = near[atoms.selected[near] & (structure.residues.kind[atoms.residue[near]] != "water")]
    pairs = close_pairs(atoms.xyz[own], atoms.xyz[near], CONTACT_ANGSTROM, most_candidates=MOST_CANDIDATES)
    if pairs is None:
        return None
    point, target, distance = pairs
    mine, theirs = atoms.residue[own[point]].astype(np.int64), atoms.residue[near[target]].astype(np.int64)
    kept = np.flatnonzero(~_linked(structure, chain, mine, theirs))
    kept = kept[np.lexsort((near[target[kept]], own[point[kept]], distance[kept]))]  # of equally near the first
    pair = mine[kept] * len(structure.residues) + theirs[kept]
    first = np.sort(np.unique(pair, return_index=True)[1])
    found: dict[int, list[Neighbour]] = {}
    for k in kept[first].tolist():
        found.setdefault(int(mine[k]), []).append(
            Neighbour(int(theirs[k]), int(own[point[k]]), int(near[target[k]]), float(distance[k])))
    return found


def _linked(structure: Structure, chain: str, mine: Indices, theirs: Indices) -> NDArray[np.bool_]:
    """Which pairs are one residue, or linked by a peptide bond."""
    members = structure.residues_of(chain)
    after = np.full(len(structure.residues), -1, dtype=np.int64)
    bonds = np.flatnonzero(structure.peptide_bonded(chain))
    after[members[bonds]] = members[bonds + 1]
    linked: NDArray[np.bool_] = (mine == theirs) | (after[mine] == theirs) | (after[theirs] == mine)
    return linked


def neighbours_said(
    structure: Structure, neighbours: list[Neighbour], chain: str, numbers: Mapping[int, int],
) -> str:
    """Neighbours as text, such as ``SG–L118:CD1 3.6; SG–BBM:I 4.1`` (UniProt numbers in the chain itself)."""
    return "; ".join(f"{name_pair(structure, n.own_atom, n.other_atom, chain, numbers)} {n.distance_A:.1f}"
                     for n in neighbours)
