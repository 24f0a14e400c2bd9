"""What is in a scene, in words that tests compare."""

from __future__ import annotations

import math

import numpy as np

from kinlens.scene import Layer, Molecule, Part, Scene

BACKBONE = ("N", "CA", "C", "O")


def layers(scene: Scene) -> dict[str, Layer]:
    return {layer.name: layer for layer in scene.layers}


def numbers(scene: Scene, part: Part) -> list[int]:
    """Author numbers of a part."""
    return scene.molecules[part.molecule].number[part.residues].tolist()


def names(scene: Scene, layer: Layer) -> list[str]:
    """Residue names in a layer."""
    return [name for part in layer.parts for name in scene.molecules[part.molecule].residue_name[part.residues]]


def place(molecule: Molecule, chain: str, number: int) -> int:
    """The residue of that chain and number."""
    (found,) = np.flatnonzero((molecule.chain == chain) & (molecule.number == number))
    return int(found)


def atoms(molecule: Molecule, residue: int) -> dict[str, tuple[float, ...]]:
    """Coordinates of a residue by atom name, by a plain loop."""
    return {str(name): tuple(xyz.tolist()) for name, owner, xyz in zip(
        molecule.atom, molecule.owner, molecule.xyz, strict=True) if owner == residue}


def centre(points: list[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(math.fsum(axis) / len(points) for axis in zip(*points, strict=True))


def labels(scene: Scene) -> list[str]:
    return [mark.label for mark in scene.marks]


def legend(scene: Scene) -> list[str]:
    """What the legend names."""
    return [title for _, title in scene.legend]


def all_places(scene: Scene) -> np.ndarray:
    """Every coordinate of a scene: atoms, marks, ends of lines."""
    parts = [molecule.xyz for molecule in scene.molecules]
    parts += [mark.xyz[None, :] for mark in scene.marks]
    parts += [end[None, :] for line in scene.lines for end in (line.start, line.end)]
    return np.vstack(parts)
