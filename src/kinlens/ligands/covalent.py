"""Bonds between a ligand and the protein, by distance: the model of a structure does not keep the header's links."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import gemmi
import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import distance_matrix, shortest_by_group, within_box
from kinlens.identity import Protein
from kinlens.ligands.finding import Ligand, ProteinAtoms
from kinlens.structures.model import Structure

# Two atoms are bonded up to the sum of their covalent radii and this much (Open Babel adds 0.45 Å, unverified, after
# Meng & Lewis 1991, doi:10.1002/jcc.540120716, unverified). It is uncritical: see docs/ligands.md.
TOLERANCE_ANGSTROM = 0.4
# A pair shorter than the sum of the radii by more than that is no bond either, but two atoms in one place.
# Up to here a pair is neither bonded nor merely in contact (a short hydrogen bond of N and O begins at 2.4 Å, 1.0 Å
# beyond the radii): it is said, as an overlap. Glycans of poor models are drawn out to 2.0 Å (3BE1).
STRETCHED_ANGSTROM = 0.7
NUCLEOPHILES = {  # atoms of a protein that compounds are attached to; a metal is coordinated, not bonded
    "C": ("SG",), "K": ("NZ",), "S": ("OG",), "T": ("OG1",), "Y": ("OH",), "H": ("ND1", "NE2"),
    "D": ("OD1", "OD2"), "E": ("OE1", "OE2"), "N": ("ND2",), "R": ("NH1", "NH2", "NE"), "U": ("SE",),
}
PARTNERS = ("C", "N", "O", "S", "P", "B")  # elements of a ligand that form such a bond
MOST_RESIDUES = 12  # around a ligand that lies on the protein, as in a damaged file; no molecule has so many bonds
WIDEST_ANGSTROM = 3.0  # beyond the longest of these pairs (Se–P 2.97 Å)


@dataclass(frozen=True, slots=True)
class CovalentBond:
    """A ligand atom bonded to a protein atom, or too near one to be anything else.

    Attributes
    ----------
    residue : int
        Index in ``Structure.residues``.
    position : int
        UniProt number, 0 for a residue that has none.
    letter, author : str
        One-letter code in the file; author number, with its chain where that is another than the owner's.
    protein_atom, ligand_atom : str
        Atom names.
    distance_A : float
    clash : bool
        Whether it is no bond but a contact that is too short: the protein's atom forms none, or the two are nearer
        than bonded atoms are, or farther but nearer than others come.
    """

    residue: int
    position: int
    letter: str
    author: str
    protein_atom: str
    ligand_atom: str
    distance_A: float
    clash: bool

    def __str__(self) -> str:
        where = f"{self.letter}{self.position}" if self.position else f"{self.letter}{self.author} (author number)"
        pair = f"{where} ({self.protein_atom}–{self.ligand_atom} {self.distance_A:.1f} Å)"
        return f"overlaps {pair}" if self.clash else f"covalent to {pair}"


@cache
def _radius(element: str) -> float:
    """Covalent radius in Å (Cordero 2008, doi:10.1039/b801115j, unverified, as gemmi tabulates it: carbon sp2)."""
    return float(gemmi.Element(element).covalent_r)


def covalent_bonds(structure: Structure, protein: Protein, ligand: Ligand) -> tuple[CovalentBond, ...]:
    """Bonds and clashes of a ligand with a protein.

    Parameters
    ----------
    structure : Structure
    protein : Protein
        The chain that owns the ligand.
    ligand : Ligand

    Returns
    -------
    tuple of CovalentBond
        Shortest of each residue, in the order of the file; of more than 12 residues the nearest ones.
    """
    table, residues = structure.atoms, structure.residues
    binds = [element in PARTNERS for element in table.element[ligand.atoms].tolist()]
    light = ligand.atoms[np.array(binds, dtype=bool)]
    if not len(light):  # an ion, told apart before any atom of the protein is looked at
        return ()
    protein_atoms = ProteinAtoms.of(structure)
    near = protein_atoms.atoms[within_box(protein_atoms.xyz, table.xyz[light], WIDEST_ANGSTROM)]
    if not len(near):
        return ()
    distance = distance_matrix(table.xyz[near], table.xyz[light])
    bonded = _radii(table.element[near])[:, None] + _radii(table.element[light])
    distance = np.where(distance <= bonded + STRETCHED_ANGSTROM, distance, np.inf)
    apart = distance.min(axis=1)
    hits = np.flatnonzero(np.isfinite(apart))
    touched, first = shortest_by_group(apart[hits], table.residue[near[hits]].astype(np.intp))
    if len(touched) > MOST_RESIDUES:
        kept = np.sort(np.argsort(apart[hits[first]], kind="stable")[:MOST_RESIDUES])
        touched, first = touched[kept], first[kept]
    rows = hits[first]
    partner = distance[rows].argmin(axis=1)
    found = []
    for residue, letter, chain, name, to, length, usual in zip(
        touched.tolist(), residues.parent[touched].tolist(), residues.chain[touched].tolist(),
        table.name[near[rows]].tolist(), table.name[light[partner]].tolist(), apart[rows].tolist(),
        bonded[rows, partner].tolist(), strict=True,
    ):
        clash = name not in NUCLEOPHILES.get(letter, ()) or abs(length - usual) > TOLERANCE_ANGSTROM
        author = structure.author(residue) + (f" of chain {chain}" if chain != protein.chain else "")
        found.append(CovalentBond(residue, protein.numbers.get(residue, 0), letter, author, name, to, length, clash))
    return tuple(found)


def _radii(elements: NDArray[np.str_]) -> NDArray[np.float64]:
    """Covalent radii in Å: the sum of two is the length of a single bond."""
    radii = np.empty(len(elements))
    for element in set(elements.tolist()):  # few, and sooner told apart by comparing than by sorting
        radii[elements == element] = _radius(element)
    return radii
