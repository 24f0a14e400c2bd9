"""Contacts with symmetry mates: neighbours in the crystal that the file does not hold.

Distances never include symmetry mates (definition 10); what touches one is flagged, because a crystal contact can
hold a loop, or a ligand, in a place it does not have in solution.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import distance_matrix, nearest, within_box
from kinlens.structures.crystals import Crystal
from kinlens.structures.model import Structure

# What is this near touches: mates here, and the chain a ligand belongs to, and a partner (definition 9).
CONTACT_ANGSTROM = 4.5
# An atom this near its own image lies on a symmetry element: one atom, not a contact (gemmi's cut-off as well).
SPECIAL_POSITION_ANGSTROM = 0.8
# Atoms are looked at by cubes of this size first: residues, in damaged files, are of any number and size.
CUBE_ANGSTROM = 8.0
CUBES_AT_ONCE = 64  # in the order of space: few others stand around that many

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
        Index of the operation of the crystal that makes the mate, −1 where there is none.
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
    if crystal is None or crystal.trouble or not k or (structure.residues.kind == "water").all():
        return found
    own, other = _Cloud.of(structure, residues), _others(structure)
    for operation, rotation, shift in _mates_near(crystal, own, other):
        pairs, distance = _contacts(own, other, rotation, shift)
        rows, mine, theirs = own.row[pairs[0]].tolist(), own.atoms[pairs[0]], other.atoms[pairs[1]]
        for row, i, j, d in zip(rows, mine, theirs, distance.tolist(), strict=True):
            if not found.distance_A[row] <= d:
                found.distance_A[row], found.own_atom[row], found.other_atom[row] = d, i, j
                found.operation[row] = operation
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Cloud:
    """Atoms of residues by cubes of space, with a ball around each: most pairs are too far apart to look at."""

    atoms: Indices
    row: Indices  # place of each atom's residue
    group: Indices  # place of each atom's ball, ascending
    xyz: Floats
    centre: Floats
    radius: Floats

    @classmethod
    def of(cls, structure: Structure, residues: Indices) -> _Cloud:
        atoms = structure.atoms_of(residues)
        place = np.zeros(len(structure.residues), dtype=np.intp)
        place[residues] = np.arange(len(residues))
        cubes = np.floor(structure.atoms.xyz[atoms] / CUBE_ANGSTROM)
        order = np.lexsort(cubes.T)
        atoms, cubes = atoms[order], cubes[order]
        row, xyz = place[structure.atoms.residue[atoms]], structure.atoms.xyz[atoms]
        starts = np.flatnonzero(np.diff(cubes, axis=0, prepend=np.inf).any(axis=1))
        group = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(row)))
        centre = np.add.reduceat(xyz, starts) / np.diff(starts, append=len(group))[:, None]
        radius = np.maximum.reduceat(np.linalg.norm(xyz - centre[group], axis=1), starts)
        return cls(atoms, row, group, xyz, centre, radius)

    def members(self, balls: Indices) -> Indices:
        """Places of the atoms of some balls, in the order of the file: of equally near ones the first is found."""
        chosen = np.zeros(len(self.centre), dtype=bool)
        chosen[balls] = True
        places = np.flatnonzero(chosen[self.group])
        return places[np.argsort(self.atoms[places])]

    def moved(self, rotation: Floats, shift: Floats) -> _Cloud:
        return replace(self, xyz=self.xyz @ rotation.T + shift, centre=self.centre @ rotation.T + shift)


@lru_cache(maxsize=2)
def _others(structure: Structure) -> _Cloud:
    return _Cloud.of(structure, np.flatnonzero(structure.residues.kind != "water"))


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


def _contacts(own: _Cloud, other: _Cloud, rotation: Floats, shift: Floats) -> tuple[tuple[Indices, Indices], Floats]:
    """Places of atoms that a motion brings within 4.5 Å of others, of the nearest other, and the distance."""
    own = own.moved(rotation, shift)
    nothing = np.zeros(0, dtype=np.intp)
    places, targets, distances = [nothing], [nothing], [np.zeros(0)]
    reach = CONTACT_ANGSTROM + float(own.radius.max()) + float(other.radius.max())
    first = within_box(own.centre, other.centre, reach)
    for start in range(0, len(first), CUBES_AT_ONCE):
        some = first[start:start + CUBES_AT_ONCE]
        facing = within_box(other.centre, own.centre[some], reach)
        if not len(facing):
            continue
        apart = own.radius[some, None] + other.radius[None, facing] + CONTACT_ANGSTROM
        close = distance_matrix(own.centre[some], other.centre[facing]) <= apart
        mine, theirs = own.members(some[close.any(axis=1)]), other.members(facing[close.any(axis=0)])
        # An atom that the motion leaves in its place lies on a symmetry element: it is no mate of anybody.
        moved = np.linalg.norm(other.xyz[theirs] @ rotation.T + shift - other.xyz[theirs], axis=1)
        theirs = theirs[moved >= SPECIAL_POSITION_ANGSTROM]
        if len(mine) and len(theirs):
            distance, target = nearest(own.xyz[mine], other.xyz[theirs])
            near = distance <= CONTACT_ANGSTROM
            places.append(mine[near])
            targets.append(theirs[target[near]])
            distances.append(distance[near])
    place = np.concatenate(places)
    order = np.argsort(own.atoms[place])  # that of the file: of equally near pairs the first is found
    return (place[order], np.concatenate(targets)[order]), np.concatenate(distances)[order]


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
            f"{structure.atoms.name[other]} ({crystal.operation(int(contacts.operation[i]))})")


@lru_cache(maxsize=2)
def _contacts_of_all(structure: Structure) -> SymmetryContacts:
    return symmetry_contacts(structure, np.arange(len(structure.residues)))


def count_touching(structure: Structure, residues: Indices) -> int:
    """How many of some residues touch symmetry mates."""
    return int((_contacts_of_all(structure).own_atom[residues] >= 0).sum())


@lru_cache(maxsize=2)
def _contacts_of_bound(structure: Structure) -> tuple[Indices, SymmetryContacts]:
    """Ligands and ions, and their contacts: all at once, for there may be many, and far fewer than residues."""
    bound = np.flatnonzero(np.isin(structure.residues.kind, ("ligand", "ion")))
    return bound, symmetry_contacts(structure, bound)


def symmetry_said(structure: Structure, ligand: int) -> str:
    """Words to add where a ligand or ion, by its residue index, touches a symmetry mate; '' where it does not."""
    bound, contacts = _contacts_of_bound(structure)
    i = int(np.searchsorted(bound, ligand))
    pair = describe_contact(structure, contacts, i)
    return f"; crystal contact: {contacts.distance_A[i]:.1f} Å from a symmetry mate, {pair}" if pair else ""
