"""Ribbons as polygons: a smooth band through the Cα atoms, wide in helices and strands, a tube elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from kinlens.geometry import Floats
from kinlens.scene.model import HELIX, STRAND, Molecule

STEPS = 6  # pieces a residue
HELIX_HALF_ANGSTROM, STRAND_HALF_ANGSTROM, COIL_HALF_ANGSTROM = 1.25, 1.15, 0.26
ARROW_HALF_ANGSTROM = 1.9  # of a strand's head at its base
THICK_HALF_ANGSTROM = 0.22
LONGEST_GAP_ANGSTROM = 4.3  # Cα to Cα over a peptide bond is 3.8 Å; chains without backbone are joined up to this


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """A stretch of ribbon between two breaks of a chain.

    Attributes
    ----------
    centre, side, face : (k, 3) float
        Points along it in Å, and unit vectors across it and out of its plane.
    half_width, half_thickness : (k,) float
        In Å.
    residue : (k,) int
        Place in the molecule of the residue each point belongs to.
    """

    centre: Floats
    side: Floats
    face: Floats
    half_width: Floats
    half_thickness: Floats
    residue: NDArray[np.intp]


def find_bands(molecule: Molecule, residues: NDArray[np.intp]) -> Iterator[Band]:
    """Bands through some residues of a molecule, ascending; a lone residue has none."""
    alpha = molecule.named("CA")
    carbon, oxygen = molecule.named("C"), molecule.named("O")
    whole = residues[alpha[residues] >= 0]
    if len(whole) < 2:
        return
    xyz = molecule.xyz[alpha[whole]]
    near = np.linalg.norm(np.diff(xyz, axis=0), axis=1) <= LONGEST_GAP_ANGSTROM
    joined = (np.diff(whole) == 1) & (molecule.linked[whole[:-1]] | near)
    joined &= molecule.chain[whole[:-1]] == molecule.chain[whole[1:]]
    for stretch in np.split(np.arange(len(whole)), np.flatnonzero(~joined) + 1):
        if len(stretch) > 1:
            mine = whole[stretch]
            has = (carbon[mine] >= 0) & (oxygen[mine] >= 0)
            across = np.where(has[:, None], molecule.xyz[oxygen[mine]] - molecule.xyz[carbon[mine]], np.nan)
            yield _band(xyz[stretch], across, molecule.secondary[mine], mine)


def _band(xyz: Floats, across: Floats, secondary: NDArray[np.str_], residues: NDArray[np.intp]) -> Band:
    count = len(xyz)
    path = _smoothed(xyz, secondary == STRAND)
    along = np.gradient(path, axis=0)
    side = _sides(across, along, secondary == HELIX)
    knots = np.arange(count)
    at = np.linspace(0, count - 1, (count - 1) * STEPS + 1)
    centre = CubicSpline(knots, path)(at) if count > 2 else path[0] + at[:, None] * (path[1] - path[0])
    tangent = np.gradient(centre, axis=0)
    turning = np.stack([np.interp(at, knots, side[:, axis]) for axis in range(3)], axis=1)
    tangent = _unit(tangent)
    turning = _unit(turning - (turning * tangent).sum(axis=1, keepdims=True) * tangent)
    nearest = np.clip(np.floor(at + 0.5).astype(int), 0, count - 1)
    width, thickness = _widths(at, secondary)
    return Band(centre, turning, _unit(np.cross(tangent, turning)), width, thickness, residues[nearest])


def _smoothed(xyz: Floats, strand: NDArray[np.bool_]) -> Floats:
    """Strands are pleated: their points move to the middle of their neighbours."""
    path = xyz.copy()
    inner = np.flatnonzero(strand[1:-1]) + 1
    path[inner] = (xyz[inner - 1] + 2.0 * xyz[inner] + xyz[inner + 1]) / 4.0
    return path


def _sides(across: Floats, along: Floats, helix: NDArray[np.bool_]) -> Floats:
    """Directions across the ribbon, along C=O, without the flips of a strand's pleat.

    A helix takes C=O as it is, towards its end: so its face points outwards and its back inwards.
    """
    side = np.zeros_like(along)
    # Without C=O: the axis the chain runs along least gives a direction across it.
    last = _unit(np.cross(along[0], np.eye(3)[np.abs(along[0]).argmin()])[None, :])[0]
    for i in range(len(along)):
        one = across[i] if not np.isnan(across[i, 0]) else last
        tangent = along[i] / (np.linalg.norm(along[i]) or 1.0)
        one = one - (one @ tangent) * tangent
        length = np.linalg.norm(one)
        one = one / length if length > 1e-6 else last
        begins = i == 0 or (helix[i] and not helix[i - 1])
        side[i] = last = -one if one @ last < 0 and not begins else one
    smooth = side.copy()
    if len(side) > 2:
        smooth[1:-1] = side[:-2] + 2.0 * side[1:-1] + side[2:]
    return _unit(smooth)


def _unit(vectors: Floats) -> Floats:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Floats = vectors / np.where(length > 1e-9, length, 1.0)
    return unit


def _widths(at: Floats, secondary: NDArray[np.str_]) -> tuple[Floats, Floats]:
    """Half width and half thickness along a band; strands end in an arrow."""
    of = {HELIX: HELIX_HALF_ANGSTROM, STRAND: STRAND_HALF_ANGSTROM}
    each = np.array([of.get(str(kind), COIL_HALF_ANGSTROM) for kind in secondary])
    thick = np.where(each > COIL_HALF_ANGSTROM, THICK_HALF_ANGSTROM, COIL_HALF_ANGSTROM)
    knots = np.arange(len(each))
    # Widths change within half a residue, so that a helix begins where its first residue is.
    low = np.floor(at).astype(int).clip(0, len(each) - 1)
    high = np.minimum(low + 1, len(each) - 1)
    part = at - low
    blend = np.clip((part - 0.25) / 0.5, 0.0, 1.0)
    width = each[low] * (1.0 - blend) + each[high] * blend
    for end in _strand_ends(secondary):  # the head reaches from the last but one residue to the last
        head = (at >= end - 1) & (at <= end)
        width[head] = ARROW_HALF_ANGSTROM * (end - at[head]) + COIL_HALF_ANGSTROM * (1.0 - (end - at[head]))
    return width, np.interp(at, knots, thick)


def _strand_ends(secondary: NDArray[np.str_]) -> list[int]:
    """Last residues of strands that are long enough to have a head."""
    ends = []
    for i in np.flatnonzero(secondary == STRAND).tolist():
        last = i + 1 == len(secondary) or secondary[i + 1] != STRAND
        if last and i > 0 and secondary[i - 1] == STRAND:
            ends.append(i)
    return ends
