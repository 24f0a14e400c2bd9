"""Kinase chains whose Cα atoms stand where the bundled frame has them, moved as one or lobe by lobe.

Positions are the means of the bundled table, over many kinases; nothing here is of one entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from builders.files import Atom, Residue
from builders.kinases import Ruler, ruler
from kinlens.frame.columns import load_columns, load_pose
from kinlens.numbering import domains_of
from kinlens.reference import load_kinome

# PKA numbers of columns are UniProt numbers of PRKACA minus one.
N_LOBE_END = 119  # PKA number of the last column before the hinge's first, the gatekeeper M120
Move = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Rigid:
    """A rotation about the origin, then a shift, on row vectors; written out here to be independent of the package."""

    rotation: np.ndarray
    shift: np.ndarray

    def __call__(self, points: np.ndarray) -> np.ndarray:
        return points @ self.rotation + self.shift

    def back(self, points: np.ndarray) -> np.ndarray:
        return (points - self.shift) @ self.rotation.T


def about(axis: Iterable[float], degrees: float) -> np.ndarray:
    """Rotation about an axis through the origin (Rodrigues), for row vectors."""
    x, y, z = np.array(list(axis), dtype=float) / np.linalg.norm(list(axis))
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angle = np.radians(degrees)
    return (np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross).T


def rigid(seed: int) -> Rigid:
    """A motion like those between deposited files: any rotation, a shift of some tens of Å."""
    random = np.random.default_rng(seed)
    return Rigid(about(random.normal(size=3), random.uniform(0.0, 180.0)), random.uniform(-80.0, 80.0, 3))


def columns_of(gene: str) -> dict[int, int]:
    """UniProt position of each column of the frame, by PKA number."""
    domain = domains_of(load_kinome().protein(gene))[0]
    where = {int(domain.reference[i]): domain.start + int(i) for i in np.flatnonzero(domain.inserted == 0)}
    return {n: where[n] for n in load_columns().number.tolist() if n in where}


def lobes(
    gene: str, first: int, last: int, chain: str = "A", *, move: Move | None = None, n_lobe: Move | None = None,
    unresolved: Iterable[int] = (), extra: Mapping[int, Iterable[np.ndarray]] | None = None, **more: object,
) -> Ruler:
    """Residues of a kinase at the columns of the frame, each with its backbone; the rest is not resolved.

    Parameters
    ----------
    move
        Takes the frame to the coordinates of the file.
    n_lobe
        Applied to the N-lobe before.
    unresolved
        UniProt numbers left out besides.
    extra
        Places in the frame, by UniProt number, of side-chain atoms put there, in Å.
    more
        Passed to `ruler`.
    """
    columns, where = load_columns(), columns_of(gene)
    place = {where[n]: (n, xyz) for n, xyz in zip(columns.number.tolist(), columns.xyz, strict=True) if n in where}
    left_out = {n for n in range(first, last + 1) if n not in place} | set(unresolved)
    made = ruler(gene, first, last, chain, unresolved=left_out, **more)  # type: ignore[arg-type]
    at = {position: k for k, position in enumerate(made.of)}
    for position in made.of:
        number, alpha = place[position]
        atoms = _backbone(alpha, *(place[p][1] if p in place else None for p in (position - 1, position + 1)))
        xyz = np.array([atom[2] for atom in atoms])
        if n_lobe is not None and number <= N_LOBE_END:
            xyz = n_lobe(xyz)
        side = np.array(list((extra or {}).get(position, ()))).reshape(-1, 3)
        xyz = np.vstack([xyz, side])
        xyz = move(xyz) if move is not None else xyz
        names = [(atom[0], atom[1]) for atom in atoms] + [
            (atom.name, atom.element) for atom in made.of[position].atoms[4:4 + len(side)]]
        residue = replace(made.of[position], atoms=tuple(
            Atom(name, element, tuple(point.tolist())) for (name, element), point in zip(names, xyz, strict=True)))
        made.residues[at[position]] = made.of[position] = residue
    return made


def _backbone(alpha: np.ndarray, before: np.ndarray | None, after: np.ndarray | None) -> list[tuple]:
    """N towards the residue before, C towards the one after, so that neighbours are bonded; O away from ATP."""
    before = alpha - np.array([3.8, 0.0, 0.0]) if before is None else before
    after = alpha + np.array([3.8, 0.0, 0.0]) if after is None else after
    c = alpha + 1.53 * _unit(after - alpha)
    across = np.cross(after - alpha, before - alpha)
    across = across if across @ (c - load_pose().xyz.mean(axis=0)) > 0 else -across
    return [("N", "N", alpha + 1.46 * _unit(before - alpha)), ("CA", "C", alpha), ("C", "C", c),
            ("O", "O", c + 1.23 * _unit(across + np.array([0.0, 0.0, 1e-3])))]


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


def nucleotide(name: str, move: Move | None = None, chain: str = "A", number: int = 900) -> Residue:
    """The mean pose of ATP as a bound compound of some name."""
    pose = load_pose()
    xyz = pose.xyz if move is None else move(pose.xyz)
    atoms = tuple(Atom(str(atom), str(atom)[0], tuple(point.tolist()))
                  for atom, point in zip(pose.names, xyz, strict=True))
    return Residue(chain, number, name, atoms, het=True, kind="non-polymer")
