"""From where marks are seen best."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import turn_upright
from kinlens.scene.model import FAINT_RIBBON, RIBBON, Layer, Mark, Molecule, Scene, shown_parts

STEP_DEG = 15
ASIDE_ANGSTROM, BEFORE_ANGSTROM = 2.2, 2.0  # what is so near to the line of sight, and so far before a mark, hides it
# Of equally good turns the one nearest to the standard orientation.
ANGLES = sorted(range(-180 + STEP_DEG, 181, STEP_DEG), key=lambda angle: (abs(angle), angle))


def clearest_turn(molecules: Sequence[Molecule], layers: Sequence[Layer], marks: Sequence[Mark]) -> float:
    """Turn about the vertical axis, in degrees, at which least stands before all the marks; 0 without any.

    Counted are the backbone of the ribbons that are shown, and the atoms of what is bound.
    """
    hidden = _hidden(molecules, layers, marks).sum(axis=1)
    return float(ANGLES[int(hidden.argmin())])


def clearest_turns(molecules: Sequence[Molecule], layers: Sequence[Layer], marks: Sequence[Mark]) -> list[float]:
    """The same for each mark by itself."""
    return [float(ANGLES[best]) for best in _hidden(molecules, layers, marks).argmin(axis=0).tolist()]


def hidden_marks(scene: Scene) -> int:
    """How many marks of a scene have something before them as it is turned."""
    if not scene.marks:
        return 0
    nearest = min(range(len(ANGLES)), key=lambda i: abs((ANGLES[i] - scene.turn_deg + 180.0) % 360.0 - 180.0))
    return int((_hidden(scene.molecules, scene.layers, scene.marks)[nearest] > 0).sum())


def _hidden(
    molecules: Sequence[Molecule], layers: Sequence[Layer], marks: Sequence[Mark],
) -> NDArray[np.int64]:
    """Atoms before each mark at each of `ANGLES`, shape (angles, marks)."""
    solid = [np.zeros((0, 3))]
    for part in shown_parts(layers):
        molecule = molecules[part.molecule]
        atoms = molecule.atoms_of(part.residues)
        if part.style in (RIBBON, FAINT_RIBBON):
            atoms = atoms[np.isin(molecule.atom[atoms], ("N", "CA", "C"))]
        solid.append(molecule.xyz[atoms])
    xyz, at = np.concatenate(solid), np.array([mark.xyz for mark in marks]).reshape(-1, 3)
    counts = np.zeros((len(ANGLES), len(at)), dtype=np.int64)
    for i, angle in enumerate(ANGLES):
        away = turn_upright(xyz, angle)[None, :, :] - turn_upright(at, angle)[:, None, :]
        aside = np.hypot(away[:, :, 0], away[:, :, 1])
        counts[i] = ((aside < ASIDE_ANGSTROM) & (away[:, :, 2] > BEFORE_ANGSTROM)).sum(axis=1)
    return counts
