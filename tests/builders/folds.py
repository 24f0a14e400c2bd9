"""Chains laid out by their dihedral angles, with single atoms put where a rule wants them.

Bond lengths and angles are round textbook values; what is not asked for is helix. Nothing comes from a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from builders.files import Residue
from builders.kinases import Point, Ruler, ruler

HELIX = (-60.0, -45.0)
Placed = Mapping[tuple[int, str], Point]


def attach(a: np.ndarray, b: np.ndarray, c: np.ndarray, bond: float, angle: float, torsion: float) -> np.ndarray:
    """The atom bonded to c, at an angle to b–c and a torsion about it (°), seen from a."""
    bc = (c - b) / np.linalg.norm(c - b)
    normal = np.cross(b - a, bc)
    normal /= np.linalg.norm(normal)
    theta, phi = np.radians(180.0 - angle), np.radians(torsion)
    local = bond * np.array([np.cos(theta), np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi)])
    return c + local[0] * bc + local[1] * np.cross(normal, bc) + local[2] * normal


def fold(
    gene: str, first: int, last: int, *, backbone: Mapping[int, tuple[float, float]] | None = None,
    chi1: Mapping[int, float] | None = None, placed: Placed | None = None, **more: object,
) -> Ruler:
    """Residues `first` … `last` by φ and ψ and χ1 (°, by UniProt number); `more` is passed to `ruler`."""
    made = ruler(gene, first, last, **more)  # type: ignore[arg-type]
    backbone, chi1, placed = backbone or {}, chi1 or {}, placed or {}
    n, ca = np.zeros(3), np.array([1.46, 0.0, 0.0])
    c = attach(np.array([0.0, 1.0, 0.5]), n, ca, 1.53, 111.0, 180.0)
    at = {position: k for k, position in enumerate(made.of)}
    for position in range(first, last + 1):
        psi = backbone.get(position, HELIX)[1]
        if position in made.of:
            atoms = _atoms(made.of[position], n, ca, c, psi, chi1.get(position, -60.0))
            atoms |= {atom: np.array(xyz) for (there, atom), xyz in placed.items() if there == position}
            moved = replace(made.of[position], atoms=tuple(
                replace(atom, xyz=tuple(atoms[atom.name].tolist())) for atom in made.of[position].atoms))
            made.residues[at[position]] = made.of[position] = moved
        following = attach(n, ca, c, 1.33, 117.0, psi)
        after = attach(ca, c, following, 1.46, 122.0, 180.0)
        next_phi = backbone.get(position + 1, HELIX)[0]
        n, ca, c = following, after, attach(c, following, after, 1.53, 111.0, next_phi)
    return made


def _atoms(residue: Residue, n: np.ndarray, ca: np.ndarray, c: np.ndarray, psi: float, chi1: float) -> dict:
    """Backbone and side chain of a residue; beyond χ1 the side chain goes straight on."""
    found = {"N": n, "CA": ca, "C": c, "O": attach(n, ca, c, 1.23, 120.0, psi + 180.0)}
    side = [atom.name for atom in residue.atoms if atom.name not in found]
    if side:
        found[side[0]] = attach(c, n, ca, 1.53, 110.0, 122.0)
    if len(side) > 1:
        found[side[1]] = attach(n, ca, found[side[0]], 1.52, 114.0, chi1)
        onward = (found[side[1]] - found[side[0]]) / 1.52
        found |= {name: found[side[1]] + 1.4 * k * onward for k, name in enumerate(side[2:], start=1)}
    return found


# What an active PRKACA needs, by the residues' UniProt numbers: β3-Lys 73, αC-Glu 92 and +4 96, HRD 165–167, X 184,
# DFG 185–187, DFG4 188, DFG6 190, APE-Glu 209, αF-Asp 221.
PKA_BACKBONE = {
    184: (-128.6, 178.7), 185: (61.2, 81.2), 186: (-96.9, 20.5), 165: (-80.0, -50.0), 166: (60.0, 20.0),
    204: (-65.0, -15.0), 203: (-60.0, -40.0), 202: (-110.0, 140.0),
}
PKA_CHI1 = {185: 195.0, 186: 290.0, 202: 300.0}


def pka(
    *, glu4: float = 6.0, lys: float = 15.0, helix: float = 9.0, salt_bridge: float = 3.0, loop_n: float = 2.9,
    ape: tuple[float, float, float, float] = (4.0, 5.5, 11.0, 9.0), backbone: Mapping | None = None,
    chi1: Mapping | None = None, placed: Placed | None = None, **more: object,
) -> Ruler:
    """PRKACA with the distances the rules ask for (Å), by default those of an active kinase.

    The atom that is moved is one that no dihedral angle of the rules needs; all are moved far from the chain, along
    axes of their own.
    """
    angles, rotamers = PKA_BACKBONE | dict(backbone or {}), PKA_CHI1 | dict(chi1 or {})
    bare = _bare_pka(tuple(angles.items()), tuple(rotamers.items()))

    def beside(position: int, atom: str, distance: float, axis: int) -> Point:
        xyz = list(bare.xyz(position, atom))
        xyz[axis] += distance
        return tuple(xyz)

    where: dict[tuple[int, str], Point] = {
        (96, "CA"): beside(186, "CZ", glu4, 0), (73, "CA"): beside(186, "CZ", lys, 1),
        (92, "CB"): beside(73, "CB", helix, 2),
        (92, "OE1"): beside(73, "NZ", salt_bridge, 0), (92, "OE2"): beside(73, "NZ", salt_bridge + 5.0, 0),
        (190, "O"): beside(164, "N", loop_n, 0), (190, "N"): beside(164, "O", loop_n + 30.0, 0),
        (166, "O"): beside(201, "CA", ape[0], 0),
        **{(n, "CB"): beside(188, "CA", distance, k) for k, (n, distance) in enumerate(zip(
            (200, 199, 198), ape[1:], strict=True))},
    }
    return fold("PRKACA", 44, 298, backbone=angles, chi1=rotamers, placed=where | dict(placed or {}), **more)


@cache
def _bare_pka(backbone: tuple[tuple[int, tuple[float, float]], ...], chi1: tuple[tuple[int, float], ...]) -> Ruler:
    return fold("PRKACA", 44, 298, backbone=dict(backbone), chi1=dict(chi1))
