"""Molecules of a scene: the residues of a structure that are shown, in the scene's coordinates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import gemmi
import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import Floats, Motion, close_pairs
from kinlens.scene.model import Molecule
from kinlens.scene.secondary import secondary_structure
from kinlens.sites import Pose
from kinlens.structures.model import PEPTIDE_BOND_LIMIT_ANGSTROM, Structure

# Two atoms are bonded that are no farther apart than their covalent radii and 0.45 Å, and no nearer than 0.4 Å: what
# OEChem's OEDetermineConnectivity takes (Meng & Lewis 1991, doi:10.1002/jcc.540120716, took 0.4 Å).
BOND_TOLERANCE_ANGSTROM = 0.45
NEAREST_BONDED_ANGSTROM = 0.4
LONGEST_BOND_ANGSTROM = 3.3  # two iodine atoms; metals have none here, they stand alone
MOST_CANDIDATES = 500  # atoms around an atom; more lie on each other


def make_molecule(
    structure: Structure, residues: NDArray[np.intp], motion: Motion | None, tell: Callable[[int], str], name: str,
    number: int,
) -> tuple[Molecule, Mapping[int, int]]:
    """Make a molecule of some residues of a structure.

    Parameters
    ----------
    structure : Structure
    residues : (m,) int
        Indices in ``Structure.residues``, ascending.
    motion : Motion or None
        Takes the file's coordinates into the scene.
    tell : callable
        What is said of a residue that is pointed at.
    name : str
        What the molecule is called.
    number : int
        Its place in the scene.

    Returns
    -------
    molecule : Molecule
    places : mapping of int to int
        Index in ``Structure.residues`` -> place in the molecule.
    """
    r, a = structure.residues, structure.atoms
    atoms = structure.atoms_of(residues)
    owner = np.searchsorted(residues, a.residue[atoms]).astype(np.intp)
    xyz = a.xyz[atoms] if motion is None else motion.move(a.xyz[atoms])
    polymer = r.kind[residues] == "protein"
    names, elements = a.name[atoms], a.element[atoms]
    backbone = {name: _places(names, owner, xyz, name, len(residues)) for name in ("N", "C", "O")}
    linked = _linked(backbone["C"], backbone["N"], polymer, r.chain[residues])
    secondary = np.full(len(residues), "", dtype="<U1")
    chain = np.flatnonzero(polymer)
    secondary[chain] = secondary_structure(
        backbone["N"][chain], backbone["C"][chain], backbone["O"][chain], linked[chain],
        r.name[residues[chain]] == "PRO")
    told = tuple(tell(int(residue)) for residue in residues)
    molecule = Molecule(
        name, structure.source.id, xyz, elements, names, owner, find_bonds(xyz, elements),
        r.chain[residues], r.number[residues].astype(np.int64), r.icode[residues], r.name[residues],
        r.parent[residues], polymer, secondary, linked, told, number)
    return molecule, {int(residue): place for place, residue in enumerate(residues)}


def molecule_of_pose(
    pose: Pose, motion: Motion | None, entry: str, chain: str, told: str, home: int,
) -> Molecule:
    """A molecule that is not in the file, placed in its coordinates: one residue."""
    xyz = pose.xyz if motion is None else motion.move(pose.xyz)
    element = np.array([name.lstrip("0123456789")[:1] for name in pose.atoms.tolist()])
    one = np.array([pose.name])
    return Molecule(
        f"{pose.name} carried over", entry, xyz, element, pose.atoms, np.zeros(len(xyz), dtype=np.intp),
        find_bonds(xyz, element), np.array([chain]), np.array([0]), np.array([""]), one, np.array(["X"]),
        np.array([False]), np.array([""]), np.array([False]), (told,), home)


def _places(names: NDArray[np.str_], owner: NDArray[np.intp], xyz: Floats, name: str, count: int) -> Floats:
    places = np.full((count, 3), np.nan)
    hits = np.flatnonzero(names == name)[::-1]
    places[owner[hits]] = xyz[hits]
    return places


def _linked(carbon: Floats, nitrogen: Floats, polymer: NDArray[np.bool_], chain: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Which residues a peptide bond links to the next one."""
    linked = np.zeros(len(carbon), dtype=bool)
    if len(carbon) > 1:
        with np.errstate(invalid="ignore"):
            near = np.linalg.norm(carbon[:-1] - nitrogen[1:], axis=1) <= PEPTIDE_BOND_LIMIT_ANGSTROM
        linked[:-1] = near & polymer[:-1] & polymer[1:] & (chain[:-1] == chain[1:])
    return linked


def find_bonds(xyz: Floats, element: NDArray[np.str_]) -> NDArray[np.intp]:
    """Covalent bonds by distance.

    Parameters
    ----------
    xyz : (n, 3) float
        In Å.
    element : (n,) str

    Returns
    -------
    (k, 2) int
        Pairs of atoms, the lower first; metals have none.
    """
    radius = np.array([_radius(symbol) for symbol in element.tolist()])
    pairs = close_pairs(xyz, xyz, LONGEST_BOND_ANGSTROM, most_candidates=MOST_CANDIDATES)
    if pairs is None:
        return np.zeros((0, 2), dtype=np.intp)
    one, other, distance = pairs
    bonded = ((one < other) & (distance >= NEAREST_BONDED_ANGSTROM)
              & (distance <= radius[one] + radius[other] + BOND_TOLERANCE_ANGSTROM))
    return np.stack([one[bonded], other[bonded]], axis=1)


@cache
def _radius(symbol: str) -> float:
    """Covalent radius in Å; of metals far below any distance."""
    element = gemmi.Element(symbol)
    return -9.0 if element.is_metal else float(element.covalent_r)
