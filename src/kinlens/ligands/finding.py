"""Which compounds a structure holds, and to which chain each belongs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import distance_matrix, within_box
from kinlens.ligands.vocabulary import kind_of
from kinlens.packing import CONTACT_ANGSTROM
from kinlens.structures.model import Structure

FEWEST_CONTACTS = 3  # residues; fewer means a surface or lattice contact


@dataclass(frozen=True, slots=True, eq=False)
class Ligand:
    """One bound compound.

    Attributes
    ----------
    name : str
        Residue name.
    residue : int
        Index in ``Structure.residues``.
    key : str
        Author chain and number in the file, such as ``A:1001``.
    owner : str
        Chain with most residues within 4.5 Å, whatever chain the file puts it in; '' if none is near.
    contacts : (k,) int
        Residues of the owner within 4.5 Å.
    touches : mapping of str to int
        Number of residues within 4.5 Å of every chain that has any.
    atoms : (n,) int
        Heavy atoms of the chosen conformer.
    kind : str
        One of `kinlens.ligands.KINDS`.
    """

    name: str
    residue: int
    key: str
    owner: str
    contacts: NDArray[np.intp]
    touches: Mapping[str, int]
    atoms: NDArray[np.intp]
    kind: str

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


@lru_cache(maxsize=2)
def find_ligands(structure: Structure) -> tuple[Ligand, ...]:
    """Every bound compound and ion of a structure with the chain that owns it (waters left out)."""
    residues, atoms = structure.residues, structure.atoms
    usual = ProteinAtoms.of(structure)
    found = []
    for residue in np.flatnonzero(np.isin(residues.kind, ("ligand", "ion"))):
        own = structure.atoms_of(residue)
        kind = kind_of(str(residues.name[residue]), str(residues.kind[residue]), len(own))
        # Altloc A is never measured to B (definition 8): a ligand sees the protein in its own conformer.
        seen = structure.conformer_of(own)
        near, distance = (usual if seen is structure else ProteinAtoms.of(seen)).around(atoms.xyz[own])
        owner, contacts, touches = _owner(structure, atoms.residue[near], distance)
        found.append(Ligand(str(residues.name[residue]), int(residue), str(structure.key(int(residue))),
                            owner, contacts, touches, own, kind))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class ProteinAtoms:
    """Atoms of the proteins in one conformer, chosen once for all the ligands of an entry."""

    atoms: NDArray[np.intp]
    xyz: NDArray[np.float64]
    x: NDArray[np.float64]

    @staticmethod
    @lru_cache(maxsize=4)
    def of(structure: Structure) -> ProteinAtoms:
        """The protein atoms of a structure's chosen conformer."""
        of_protein = (structure.residues.kind == "protein")[structure.atoms.residue]
        chosen = np.flatnonzero(of_protein & structure.atoms.selected)
        xyz = structure.atoms.xyz[chosen]
        return ProteinAtoms(chosen, xyz, xyz[:, 0].copy())

    def around(self, own: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Atoms within 4.5 Å of a ligand's, and how near they are."""
        if not len(own) or not len(self.atoms):
            return self.atoms[:0], np.zeros(0)
        low, high = own[:, 0].min() - CONTACT_ANGSTROM, own[:, 0].max() + CONTACT_ANGSTROM
        near = np.flatnonzero((self.x >= low) & (self.x <= high))  # one axis first: hundreds of ions may be bound
        near = near[within_box(self.xyz[near], own, CONTACT_ANGSTROM)]
        distance = distance_matrix(self.xyz[near], own).min(axis=1)
        close = distance <= CONTACT_ANGSTROM
        return self.atoms[near[close]], distance[close]


def _owner(
    structure: Structure, touched: NDArray[np.int32], distance: NDArray[np.float64],
) -> tuple[str, NDArray[np.intp], dict[str, int]]:
    """Chain with most of the residues touched, of equal ones the nearest; those residues; residues per chain."""
    if not len(touched):
        return "", np.zeros(0, dtype=np.intp), {}
    starts = np.flatnonzero(np.concatenate(([True], touched[1:] != touched[:-1])))  # atoms come residue by residue
    residues, nearest = touched[starts].astype(np.intp), np.minimum.reduceat(distance, starts)
    chain_of = structure.residues.chain[residues]
    touches = dict(sorted(Counter(chain_of.tolist()).items()))
    owner = min(touches, key=lambda chain: (-touches[chain], nearest[chain_of == chain].min()))
    return owner, residues[chain_of == owner], touches
