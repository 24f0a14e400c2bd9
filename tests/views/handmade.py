"""Molecules and scenes put together by hand, so that every number of a picture can be worked out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kinlens.scene import Colouring, Layer, Mark, Molecule, Part, Scene
from kinlens.scene.model import RIBBON

CARBON_BOND = 1.52  # Å from Cα to C, along the chain
DOUBLE_BOND = 1.23  # Å from C to O
GREY, RED = "#808080", "#D55E00"


def molecule(
    alpha: Sequence[Sequence[float]] | np.ndarray, *, across: np.ndarray | None = None, secondary: str = "",
    chain: str | Sequence[str] = "A", number: Sequence[int] | None = None, icode: Sequence[str] | None = None,
    name: str = "mine", linked: Sequence[bool] | None = None, without: Sequence[int] = (), home: int = 0,
) -> Molecule:
    """Cα atoms at given places; with `across`, the directions of C=O, also C and O.

    `secondary` has a letter a residue, ``-`` for neither helix nor strand; residues in `without` have no Cα.
    """
    alpha = np.asarray(alpha, dtype=float).reshape(-1, 3)
    count = len(alpha)
    onward = np.gradient(alpha, axis=0) if count > 1 else np.ones((1, 3))
    atoms: list[tuple[str, str, np.ndarray, int]] = []
    bonds: list[tuple[int, int]] = []
    for i, place in enumerate(alpha):
        if i not in without:
            atoms.append(("CA", "C", place, i))
        if across is not None:
            carbon = place + CARBON_BOND * onward[i] / np.linalg.norm(onward[i])
            first = len(atoms)
            atoms += [("C", "C", carbon, i), ("O", "O", carbon + DOUBLE_BOND * np.asarray(across)[i], i)]
            bonds.append((first, first + 1))
            if i not in without:
                bonds.insert(-1, (first - 1, first))
    letters = [letter.replace("-", "") for letter in secondary.ljust(count, "-")]
    return Molecule(
        name, "9zzz", np.array([atom[2] for atom in atoms]).reshape(-1, 3), np.array([atom[1] for atom in atoms]),
        np.array([atom[0] for atom in atoms]), np.array([atom[3] for atom in atoms], dtype=np.intp),
        np.array(bonds, dtype=np.intp).reshape(-1, 2), np.array([chain] * count if isinstance(chain, str) else chain),
        np.array(range(1, count + 1) if number is None else number),
        np.array([""] * count if icode is None else icode), np.array(["ALA"] * count), np.array(["A"] * count),
        np.ones(count, dtype=bool), np.array(letters), np.array([i + 1 < count for i in range(count)]
                                                                if linked is None else linked),
        tuple(f"A{i + 1}" for i in range(count)), home)


def compound(atoms: Sequence[tuple[str, str, Sequence[float]]], *, name: str = "LIG", home: int = 0) -> Molecule:
    """One residue that is no protein: names, elements and places of its atoms, each bonded to the next."""
    count = len(atoms)
    one = np.array([name])
    return Molecule(
        name, "9zzz", np.array([atom[2] for atom in atoms], dtype=float), np.array([atom[1] for atom in atoms]),
        np.array([atom[0] for atom in atoms]), np.zeros(count, dtype=np.intp),
        np.array([(i, i + 1) for i in range(count - 1)], dtype=np.intp).reshape(-1, 2), np.array(["A"]),
        np.array([900]), np.array([""]), one, np.array(["X"]), np.array([False]), np.array([""]), np.array([False]),
        (name,), home)


def ribbon(*molecules: Molecule, colour: str = GREY, title: str = "", **more: Any) -> Layer:
    """All residues of some molecules, the first ones of a scene, as ribbons of one colour."""
    parts = (Part(number, np.arange(len(one.number)), RIBBON, colour, title) for number, one in enumerate(molecules))
    return Layer("ribbon", "protein", tuple(parts), **more)


def scene(
    *molecules: Molecule, marks: Sequence[tuple[int, str, str]] = (), layers: Sequence[Layer] | None = None,
    colours: Sequence[str] | None = None, key: Sequence[tuple[str, str]] = ((RED, "mutation"),), **more: Any,
) -> Scene:
    """A scene of molecules; marks are residue, label and note, on Cα atoms of the first one."""
    made = []
    for i, (residue, label, note) in enumerate(marks):
        atom = molecules[0].atoms_of(np.array([residue]))[0]
        made.append(Mark(0, residue, label, note, (i,), molecules[0].xyz[atom]))
    colouring = Colouring("", "one colour", tuple(colours or [RED] * len(made)), tuple(key))
    return Scene(
        more.pop("title", "made up"), more.pop("caption", ("9zzz chain A",)), molecules,
        tuple([ribbon(*molecules)] if layers is None else layers), tuple(made), (colouring,), **more)


def walk(count: int, seed: int = 0) -> np.ndarray:
    """A chain of Cα atoms 3.8 Å apart that wanders."""
    random = np.random.default_rng(seed)
    steps = np.array([1.0, 0.0, 0.0]) + random.normal(scale=0.6, size=(count, 3))
    return np.cumsum(3.8 * steps / np.linalg.norm(steps, axis=1, keepdims=True), axis=0)


def helix(count: int) -> np.ndarray:
    """Cα atoms of a right-handed α-helix about z: radius 2.3 Å, 100° and 1.5 Å a residue (textbook values)."""
    angle = np.radians(100.0) * np.arange(count)
    return np.stack([2.3 * np.cos(angle), 2.3 * np.sin(angle), 1.5 * np.arange(count)], axis=1)
