"""From where marks are seen best."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kinlens.geometry import turn_upright
from kinlens.scene.model import FAINT_RIBBON, RIBBON, Layer, Mark, Molecule

STEP_DEG = 15
ASIDE_ANGSTROM, BEFORE_ANGSTROM = 2.2, 2.0  # what is so near to the line of sight, and so far before a mark, hides it


def clearest_turn(molecules: Sequence[Molecule], layers: Sequence[Layer], marks: Sequence[Mark]) -> float:
    """Turn about the vertical axis, in degrees, at which least stands before the marks.

    Of equally good ones the one nearest to the standard orientation; 0 without marks. Counted are the backbone of the
    ribbons that are shown, and the atoms of what is bound.
    """
    if not marks:
        return 0.0
    solid = []
    for part in (part for layer in layers if layer.shown for part in layer.parts):
        molecule = molecules[part.molecule]
        atoms = molecule.atoms_of(part.residues)
        if part.style in (RIBBON, FAINT_RIBBON):
            atoms = atoms[np.isin(molecule.atom[atoms], ("N", "CA", "C"))]
        solid.append(molecule.xyz[atoms])
    xyz, at = np.concatenate(solid), np.array([mark.xyz for mark in marks])

    def hidden(angle: int) -> int:
        away = turn_upright(xyz, angle)[None, :, :] - turn_upright(at, angle)[:, None, :]
        aside = np.hypot(away[:, :, 0], away[:, :, 1])
        return int(((aside < ASIDE_ANGSTROM) & (away[:, :, 2] > BEFORE_ANGSTROM)).sum())

    angles = sorted(range(-180 + STEP_DEG, 181, STEP_DEG), key=lambda angle: (abs(angle), angle))
    return float(min(angles, key=hidden))
