"""Hydrogen bonds between a ligand and the backbone of the hinge, by geometry.

Whether an atom of the ligand has a hydrogen is not known: protonation and tautomers are not in a coordinate file. What
is found is therefore where the geometry allows a bond, of atoms whose number of neighbours allows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import distance_matrix
from kinlens.identity import Protein
from kinlens.numbering import Domain
from kinlens.structures.model import PEPTIDE_BOND_LIMIT_ANGSTROM, Structure

# Gatekeeper to the first residue of the linker: the carbonyls and amides that adenine and inhibitors bind
# (gatekeeper+1 O, +3 N and O) with one residue on either side.
HINGE_SLOTS = (45, 46, 47, 48, 49)
ELEMENTS = ("N", "O")  # of the ligand
# Limits after Baker & Hubbard 1984, doi:10.1016/0079-6107(84)90007-5 (unverified): N…O 3.5 Å, H…O 2.5 Å,
# N–H…O 120°, C–O…X 90°.
HEAVY_ANGSTROM = 3.5
HYDROGEN_ANGSTROM = 2.5
DONOR_DEGREES = 120.0
ACCEPTOR_DEGREES = 90.0
# Nearer atoms of a ligand are bonded: C–C is 1.5 Å, P–O 1.6 Å, C–S 1.8 Å, second neighbours are 2.2 Å apart.
# A nitrogen with three such neighbours has no lone pair to take a hydrogen, and none to give; an oxygen with two (an
# ether) has none to give.
LIGAND_BOND_ANGSTROM = 1.9
N_H_ANGSTROM = 1.01  # length of an amide N–H, as force fields have it


@dataclass(frozen=True, slots=True)
class HingeBond:
    """A ligand atom placed to bind a backbone atom of the hinge.

    Attributes
    ----------
    position : int
        UniProt number.
    letter : str
        One-letter code in the file.
    backbone : str
        ``N`` (gives the hydrogen) or ``O`` (takes it).
    ligand_atom : str
        Atom name.
    distance_A : float
        Between the heavy atoms.
    """

    position: int
    letter: str
    backbone: str
    ligand_atom: str
    distance_A: float

    def __str__(self) -> str:
        return f"{self.letter}{self.position} {self.backbone}–{self.ligand_atom} {self.distance_A:.1f} Å"


def hinge_bonds(
    structure: Structure, protein: Protein, domain: Domain, atoms: NDArray[np.intp],
) -> tuple[HingeBond, ...]:
    """Backbone atoms of the hinge that a ligand can bind, by position.

    Each of them has one partner, and each atom of the ligand as well: of several possible pairs the shortest is taken
    first.

    Parameters
    ----------
    structure : Structure
    protein : Protein
        The chain.
    domain : Domain
        One of its domains.
    atoms : (n,) int
        Heavy atoms of the ligand.

    Returns
    -------
    tuple of HingeBond
    """
    table, backbone = structure.atoms, _backbone(structure, protein, domain)
    # Only what is near is looked at closely; most ligands have no other polar atom at the hinge.
    ends = [(position, name, atom) for (position, name), atom in backbone.items()
            if name in ELEMENTS and domain.pocket_position(position) in HINGE_SLOTS]
    polar = atoms[(table.element[atoms] == "N") | (table.element[atoms] == "O")]
    if not ends or not len(polar):
        return ()
    apart = distance_matrix(table.xyz[[atom for *_, atom in ends]], table.xyz[polar])
    pairs: list[tuple[float, int, int, int]] = []
    for i, k in np.argwhere(apart <= HEAVY_ANGSTROM).tolist():
        position, name, place = ends[i]
        atom = int(polar[k])
        neighbours = int((np.linalg.norm(table.xyz[atoms] - table.xyz[atom], axis=1) <= LIGAND_BOND_ANGSTROM).sum()) - 1
        nitrogen = str(table.element[atom]) == "N"
        if name == "N":
            fits = (not nitrogen or neighbours <= 2) and _donates(structure, protein, backbone, position, atom)
        else:
            fits = neighbours <= (2 if nitrogen else 1) and _accepts(structure, backbone, position, atom)
        if fits:
            pairs.append((float(apart[i, k]), position, place, atom))
    found: list[HingeBond] = []
    taken: set[int] = set()
    for apart_A, position, place, atom in sorted(pairs):
        if not taken & {place, atom}:
            taken |= {place, atom}
            letter = str(structure.residues.parent[protein.positions[position]])
            found.append(HingeBond(position, letter, str(table.name[place]), str(table.name[atom]), apart_A))
    return tuple(sorted(found, key=lambda bond: (bond.position, bond.backbone)))


_Backbone = Mapping[tuple[int, str], int]


def _backbone(structure: Structure, protein: Protein, domain: Domain) -> _Backbone:
    """Backbone atoms of the hinge and of the residue before each, by UniProt number and name."""
    slots = domain.at_pocket(*HINGE_SLOTS)
    wanted = [p for p in sorted({*slots, *(p - 1 for p in slots)}) if p in protein.positions]
    residues = np.array([protein.positions[p] for p in wanted], dtype=np.intp)
    position_of = dict(zip(residues.tolist(), wanted, strict=True))
    atoms = structure.atoms_of(residues)
    columns = zip(structure.atoms.residue[atoms].tolist(), structure.atoms.name[atoms].tolist(), atoms.tolist(),
                  strict=True)
    return {(position_of[residue], name): atom for residue, name, atom in columns if name in ("N", "CA", "C", "O")}


def _accepts(structure: Structure, backbone: _Backbone, position: int, atom: int) -> bool:
    """Whether an atom lies on the side of a carbonyl oxygen where its lone pairs are."""
    carbon = backbone.get((position, "C"))
    xyz = structure.atoms.xyz
    return carbon is not None and (
        angle(xyz[carbon], xyz[backbone[position, "O"]], xyz[atom]) >= ACCEPTOR_DEGREES)


def _donates(structure: Structure, protein: Protein, backbone: _Backbone, position: int, atom: int) -> bool:
    """Whether an atom lies where the hydrogen of an amide points; proline has none."""
    alpha, carbon = backbone.get((position, "CA")), backbone.get((position - 1, "C"))
    if alpha is None or carbon is None or str(structure.residues.parent[protein.positions[position]]) == "P":
        return False
    xyz = structure.atoms.xyz
    nitrogen, target = xyz[backbone[position, "N"]], xyz[atom]
    if np.linalg.norm(xyz[carbon] - nitrogen) > PEPTIDE_BOND_LIMIT_ANGSTROM:
        return False
    hydrogen = amide_hydrogen(nitrogen, xyz[alpha], xyz[carbon])
    return bool(np.linalg.norm(target - hydrogen) <= HYDROGEN_ANGSTROM) and (
        angle(nitrogen, hydrogen, target) >= DONOR_DEGREES)


def amide_hydrogen(
    nitrogen: NDArray[np.float64], alpha: NDArray[np.float64], carbon: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Place of an amide hydrogen: opposite to its nitrogen's two neighbours, shape (3,), in Å."""
    away = _unit(nitrogen - alpha) + _unit(nitrogen - carbon)
    place: NDArray[np.float64] = nitrogen + N_H_ANGSTROM * _unit(away)
    return place


def angle(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]) -> float:
    """Angle a–b–c in degrees."""
    return float(np.degrees(np.arccos(np.clip(_unit(a - b) @ _unit(c - b), -1.0, 1.0))))


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    length = float(np.linalg.norm(vector))
    unit: NDArray[np.float64] = vector / length if length else vector
    return unit
