"""Contacts with symmetry mates: neighbours in the crystal that the file does not hold.

Distances never include symmetry mates (definition 10); what touches one is flagged, because a crystal contact can
hold a loop, or a ligand, in a place it does not have in solution.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import distance_matrix, nearest, within_box
from kinlens.structures.crystals import Crystal
from kinlens.structures.model import Structure

CONTACT_ANGSTROM = 4.5  # as for ligands and partners (definition 9)
# An atom this near its own image lies on a symmetry element: one atom, not a contact (gemmi's cut-off as well).
SPECIAL_POSITION_ANGSTROM = 0.8

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class SymmetryContacts:
    """How near residues come to symmetry mates.

    Attributes
    ----------
    distance_A : (k,) float
        Shortest distance between heavy atoms in Å; NaN where no mate is within 4.5 Å.
    own_atom, other_atom : (k,) int
        The closest pair; the second is the atom of the file whose image it is. −1 where there is none.
    operation : (k,) int
        Index into ``Crystal.operations`` of the operation that makes the mate, −1 where there is none.
    """

    distance_A: Floats
    own_atom: Indices
    other_atom: Indices
    operation: Indices

    def __len__(self) -> int:
        return int((self.own_atom >= 0).sum())


def symmetry_contacts(structure: Structure, residues: Indices) -> SymmetryContacts:
    """Find the symmetry mates next to some residues.

    Parameters
    ----------
    structure : Structure
    residues : (k,) int
        Each once. Waters of the mates do not count.

    Returns
    -------
    SymmetryContacts
        Without any contact for what is no crystal, or one whose cell or space group is broken.
    """
    k = len(residues)
    found = SymmetryContacts(np.full(k, np.nan), *(np.full(k, -1, dtype=np.intp) for _ in range(3)))
    crystal = structure.crystal
    others = np.flatnonzero(structure.residues.kind != "water")
    if crystal is None or crystal.trouble or not k or not len(others):
        return found
    own, other = _Cloud.of(structure, residues), _Cloud.of(structure, others)
    for operation, rotation, shift in _mates_near(crystal, own, other):
        pairs, distance = _contacts(own.moved(rotation, shift), other)
        mine, theirs = own.atoms[pairs[0]], other.atoms[pairs[1]]
        same = structure.atoms.residue[mine] == structure.atoms.residue[theirs]
        real = ~(same & (distance < SPECIAL_POSITION_ANGSTROM))
        rows = own.group[pairs[0]][real].tolist()
        for row, i, j, d in zip(rows, mine[real], theirs[real], distance[real].tolist(), strict=True):
            if not found.distance_A[row] <= d:
                found.distance_A[row], found.own_atom[row], found.other_atom[row] = d, i, j
                found.operation[row] = operation
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Cloud:
    """Atoms of residues, with a ball around each residue: most pairs of residues are too far apart to look at."""

    atoms: Indices
    group: Indices  # place of each atom's residue
    xyz: Floats
    centre: Floats
    radius: Floats

    @classmethod
    def of(cls, structure: Structure, residues: Indices) -> _Cloud:
        atoms = structure.atoms_of(residues)
        place = np.zeros(len(structure.residues), dtype=np.intp)
        place[residues] = np.arange(len(residues))
        group, xyz = place[structure.atoms.residue[atoms]], structure.atoms.xyz[atoms]
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        centre = np.add.reduceat(xyz, starts) / np.diff(starts, append=len(group))[:, None]
        radius = np.maximum.reduceat(np.linalg.norm(xyz - centre[group], axis=1), starts)
        return cls(atoms, group, xyz, centre, radius)

    def moved(self, rotation: Floats, shift: Floats) -> _Cloud:
        return replace(self, xyz=self.xyz @ rotation.T + shift, centre=self.centre @ rotation.T + shift)


def _mates_near(crystal: Crystal, own: _Cloud, other: _Cloud) -> list[tuple[int, Floats, Floats]]:
    """Mates that may be near: operation, and the motion that takes the mate onto the structure itself.

    Moving the few residues asked about by the inverse operation costs less than moving the structure.
    """
    to_cell, origin = crystal.fractional, crystal.shift
    to_space = np.linalg.inv(to_cell)
    mine, box = own.centre @ to_cell.T + origin, _corners(other.centre @ to_cell.T + origin)
    reach = CONTACT_ANGSTROM + own.radius.max() + other.radius.max()
    margin = reach * np.linalg.norm(to_cell, axis=1)  # in fractions: rows are reciprocal axes
    low, high = mine.min(axis=0) - margin, mine.max(axis=0) + margin
    found = []
    for index, (rotation, translation) in enumerate(zip(crystal.rotations, crystal.translations, strict=True)):
        image = box @ rotation.T + translation
        first = np.ceil(low - image.max(axis=0)).astype(int)
        last = np.floor(high - image.min(axis=0)).astype(int)
        back = np.linalg.inv(rotation)
        turn = to_space @ back @ to_cell
        for cell in np.ndindex(*np.maximum(last - first + 1, 0)):
            offset = first + cell
            if index or offset.any():  # without either it is the structure itself
                found.append((index, turn, to_space @ (back @ (origin - translation - offset) - origin)))
    return found


def _corners(points: Floats) -> Floats:
    """Corners of the bounding box of points, shape (8, 3)."""
    bounds = np.stack([points.min(axis=0), points.max(axis=0)])
    corners: Floats = bounds[np.array(list(np.ndindex(2, 2, 2))), np.arange(3)]
    return corners


def _contacts(own: _Cloud, other: _Cloud) -> tuple[tuple[Indices, Indices], Floats]:
    """Places of atoms with another within 4.5 Å and of the nearest other, and the distance."""
    nothing = np.zeros(0, dtype=np.intp)
    reach = CONTACT_ANGSTROM + float(own.radius.max()) + float(other.radius.max())
    first = within_box(own.centre, other.centre, reach)
    second = within_box(other.centre, own.centre[first], reach) if len(first) else nothing
    if not len(second):
        return (nothing, nothing), np.zeros(0)
    apart = own.radius[first, None] + other.radius[None, second] + CONTACT_ANGSTROM
    close = distance_matrix(own.centre[first], other.centre[second]) <= apart
    mine = _members(own.group, first[close.any(axis=1)])
    theirs = _members(other.group, second[close.any(axis=0)])
    if not len(mine):
        return (nothing, nothing), np.zeros(0)
    distance, target = nearest(own.xyz[mine], other.xyz[theirs])
    near = distance <= CONTACT_ANGSTROM
    return (mine[near], theirs[target[near]]), distance[near]


def _members(group: Indices, wanted: Indices) -> Indices:
    """Places whose group is one of those wanted."""
    chosen = np.zeros(int(group[-1]) + 1, dtype=bool)
    chosen[wanted] = True
    return np.flatnonzero(chosen[group])


def describe_contact(structure: Structure, contacts: SymmetryContacts, i: int) -> str:
    """Text of the closest pair of one residue, such as ``OD1–A/R234:NH1 (-x,y+1/2,-z)``; '' without a contact.

    Chain and number of the mate's residue are the author's.
    """
    crystal, own, other = structure.crystal, int(contacts.own_atom[i]), int(contacts.other_atom[i])
    if crystal is None or own < 0:
        return ""
    r = structure.residues
    residue = int(structure.atoms.residue[other])
    letter = str(r.parent[residue]) if str(r.kind[residue]) == "protein" else f"{r.name[residue]} "
    return (f"{structure.atoms.name[own]}–{r.chain[residue]}/{letter}{structure.author(residue)}:"
            f"{structure.atoms.name[other]} ({crystal.operations[int(contacts.operation[i])]})")


def symmetry_said(structure: Structure, residue: int) -> str:
    """Words to add where a residue, a ligand mostly, touches a symmetry mate; '' where it does not."""
    contacts = symmetry_contacts(structure, np.array([residue], dtype=np.intp))
    pair = describe_contact(structure, contacts, 0)
    return f"; crystal contact: {contacts.distance_A[0]:.1f} Å from a symmetry mate, {pair}" if pair else ""
