"""How deep a ligand sits: in a pocket, or on the surface and in crystal contacts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import distance_matrix, within_box
from kinlens.identity import Protein
from kinlens.structures.model import Structure

# Set on the ligands away from the hinge in 577 files, without others to test it on (docs/ligands.md): those in pockets
# that the literature describes have at least 0.38 of their atoms buried, second copies with as many contacts at most
# 0.28.
WALL_ANGSTROM = 5.0
WALL_ATOMS = 8  # heavy atoms of the protein within 5 Å of a ligand atom that is buried
BURIED_SHARE = 1 / 3
POCKET_RESIDUES = 8  # within 4.5 Å; a fragment on the surface touches fewer
SAME_RESIDUES = 0.9  # of those with equal numbers: copies of a protein may differ in what is resolved, or mutated


def buried_share(structure: Structure, protein: Protein, atoms: NDArray[np.intp]) -> float:
    """Share of a ligand's heavy atoms that are surrounded by protein.

    Parameters
    ----------
    structure : Structure
    protein : Protein
        The chain that owns the ligand. Chains of other proteins count as well, copies of this one do not: between two
        copies lies a crystal contact as often as a dimer.
    atoms : (n,) int
        Heavy atoms of the ligand, at least one.

    Returns
    -------
    float
        0 to 1.
    """
    table, residues = structure.atoms, structure.residues
    xyz = table.xyz[atoms]
    near = within_box(table.xyz, xyz, WALL_ANGSTROM)
    near = near[table.selected[near] & (residues.kind[table.residue[near]] == "protein")]
    chain = residues.chain[table.residue[near]]
    copies = [name for name in np.unique(chain).tolist() if name != protein.chain
              and is_copy(structure, protein.chain, name)]
    near = near[~np.isin(chain, copies)]
    if not len(near):
        return 0.0
    walls = (distance_matrix(table.xyz[near], xyz) <= WALL_ANGSTROM).sum(axis=0)
    return float((walls >= WALL_ATOMS).mean())


def is_copy(structure: Structure, chain: str, other: str) -> bool:
    """Whether two chains are the same protein, by the header's sequences, else by residues with equal numbers."""
    headers = [structure.chains.get(name) for name in (chain, other)]
    letters = [header.letters if header is not None else "" for header in headers]
    if all(letters):
        return letters[0] == letters[1]
    r = structure.residues
    of = [dict(zip(r.number[rows].tolist(), r.parent[rows].tolist(), strict=True))
          for rows in (structure.residues_of(chain), structure.residues_of(other))]
    shared = of[0].keys() & of[1].keys()
    return bool(shared) and sum(of[0][n] == of[1][n] for n in shared) >= SAME_RESIDUES * len(shared)
