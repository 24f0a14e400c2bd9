"""Pure array mathematics on coordinates in Å; knows neither residues nor files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
LARGEST_MATRIX = 100_000  # distances held at once: 0.8 MB stay in the cache
LARGEST_CANDIDATES = 1_000_000  # pairs looked at at once: in a damaged file all atoms may stand in one place


def distance_matrix(a: Floats, b: Floats) -> Floats:
    """Distances between two sets of points.

    Parameters
    ----------
    a : (n, 3) float
    b : (m, 3) float

    Returns
    -------
    (n, m) float
        In Å; for points within 1,000 Å of each other exact to 1e-6 above 0.001 Å, to 1e-4 below.
    """
    centre = b.mean(axis=0)
    a, b = a - centre, b - centre
    squared = np.einsum("ij,ij->i", a, a)[:, None] + np.einsum("ij,ij->i", b, b)[None, :] - 2.0 * (a @ b.T)
    distances: Floats = np.sqrt(np.maximum(squared, 0.0, out=squared), out=squared)
    return distances


def nearest(points: Floats, targets: Floats) -> tuple[Floats, Indices]:
    """Nearest target of each point.

    Parameters
    ----------
    points : (n, 3) float
    targets : (m, 3) float
        At least one.

    Returns
    -------
    distance : (n,) float
        In Å.
    target : (n,) int
        Index of the nearest target, of equally near ones the first.
    """
    centre = targets.mean(axis=0)
    towards = targets - centre
    # |p−t|² without |p|²: constant along a row, it does not move the minimum. The pair found is measured exactly.
    offset = np.einsum("ij,ij->i", towards, towards)
    target = np.empty(len(points), dtype=np.intp)
    step = max(1, LARGEST_MATRIX // max(1, len(targets)))
    for start in range(0, len(points), step):
        block = (points[start:start + step] - centre) @ (-2.0 * towards.T)
        block += offset
        target[start:start + step] = block.argmin(axis=1)
    return np.sqrt(((points - targets[target]) ** 2).sum(axis=1)), target


def shortest_by_group(values: Floats, group: Indices) -> tuple[Indices, Indices]:
    """Position of the smallest value of each group.

    Parameters
    ----------
    values : (n,) float
    group : (n,) int
        Ascending group numbers; numbers may be left out.

    Returns
    -------
    groups : (k,) int
        The groups present.
    position : (k,) int
        Index into `values`, of equal ones the first.
    """
    if not len(values):
        nothing = np.zeros(0, dtype=np.intp)
        return nothing, nothing
    begins = np.concatenate(([True], group[1:] != group[:-1]))
    starts = np.flatnonzero(begins)
    smallest = np.minimum.reduceat(values, starts)
    hits = np.flatnonzero(values == smallest[np.cumsum(begins) - 1])
    return group[starts], hits[np.searchsorted(hits, starts)]


def within_box(points: Floats, targets: Floats, margin_angstrom: float) -> Indices:
    """Points inside the targets' bounding box widened by a margin: a cheap first sieve."""
    low, high = targets.min(axis=0) - margin_angstrom, targets.max(axis=0) + margin_angstrom
    return np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))


def close_pairs(
    points: Floats, targets: Floats, cutoff_angstrom: float, *, most_candidates: float = float("inf"),
) -> tuple[Indices, Indices, Floats] | None:
    """All pairs of points and targets within a distance.

    Parameters
    ----------
    points : (n, 3) float
    targets : (m, 3) float
    cutoff_angstrom : float
    most_candidates : float
        Targets in and beside the cell of a point, on average over the points: more are not looked at, and None is
        given. Where all points lie in one place there are as many pairs as points times targets.

    Returns
    -------
    point, target : (k,) int
        Indices, by point.
    distance : (k,) float
        In Å.
    """
    nothing = np.zeros(0, dtype=np.intp)
    if not len(points) or not len(targets):
        return nothing, nothing, np.zeros(0)
    low = np.minimum(points.min(axis=0), targets.min(axis=0))
    cells = np.floor((targets - low) / cutoff_angstrom).astype(np.int64) + 1
    own = np.floor((points - low) / cutoff_angstrom).astype(np.int64) + 1
    size = np.maximum(cells.max(axis=0), own.max(axis=0)) + 2
    number = (cells[:, 0] * size[1] + cells[:, 1]) * size[2] + cells[:, 2]
    order = np.argsort(number, kind="stable")
    number = number[order]
    base = (own[:, 0] * size[1] + own[:, 1]) * size[2] + own[:, 2]
    columns = [(x * size[1] + y) * size[2] for x in (-1, 0, 1) for y in (-1, 0, 1)]
    # Cells follow each other along z: three of them are one run of the sorted targets.
    first = np.stack([np.searchsorted(number, base + column - 1, side="left") for column in columns], axis=1)
    count = np.stack([np.searchsorted(number, base + column + 1, side="right") for column in columns], axis=1) - first
    found = []
    ends = np.cumsum(count.sum(axis=1))
    if ends[-1] > most_candidates * len(points):
        return None
    for start, stop in _blocks(ends):
        runs, starts = count[start:stop].ravel(), first[start:stop].ravel()
        point = np.repeat(np.repeat(np.arange(start, stop), len(columns)), runs)
        within = np.arange(int(runs.sum())) - np.repeat(np.cumsum(runs) - runs, runs)
        target = order[np.repeat(starts, runs) + within]
        distance = np.sqrt(((points[point] - targets[target]) ** 2).sum(axis=1))
        near = distance <= cutoff_angstrom
        found.append((point[near], target[near], distance[near]))
    point, target, distance = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return point, target, distance


def _blocks(ends: Indices) -> list[tuple[int, int]]:
    """Ranges of points that have about a million candidates each, or one point."""
    cuts = np.searchsorted(ends, np.arange(LARGEST_CANDIDATES, int(ends[-1]) + 1, LARGEST_CANDIDATES))
    edges = np.unique(np.concatenate([[0], cuts + 1, [len(ends)]]))
    return list(zip(edges[:-1].tolist(), np.minimum(edges[1:], len(ends)).tolist(), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """A rotation about the origin and then a shift.

    Attributes
    ----------
    rotation : (3, 3) float
        Acts on row vectors: ``points @ rotation``.
    shift : (3,) float
        In Å.
    """

    rotation: Floats
    shift: Floats

    def move(self, points: Floats) -> Floats:
        """Points after the motion, shape (n, 3)."""
        return points @ self.rotation + self.shift

    def back(self, points: Floats) -> Floats:
        """Points before the motion, shape (n, 3)."""
        return (points - self.shift) @ self.rotation.T

    @property
    def angle_deg(self) -> float:
        """Angle of the rotation in degrees, 0 to 180."""
        return float(np.degrees(np.arccos(np.clip((np.trace(self.rotation) - 1.0) / 2.0, -1.0, 1.0))))


def turn_upright(points: Floats, angle_deg: float) -> Floats:
    """Points turned about the y axis, counter-clockwise as seen from its tip: what has the greatest z moves to +x."""
    cosine, sine = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    turned: Floats = points @ np.array([[cosine, 0.0, -sine], [0.0, 1.0, 0.0], [sine, 0.0, cosine]])
    return turned


def superpose(points: Floats, targets: Floats, weights: Floats | None = None) -> Motion:
    """Motion that lays points on targets with the least weighted sum of squares (Kabsch 1976, without mirror images).

    Parameters
    ----------
    points, targets : (n, 3) float
        In Å, pair by pair; at least three that are not on a line.
    weights : (n,) float, optional
        Equal by default.
    """
    share = np.full(len(points), 1.0 / len(points)) if weights is None else weights / weights.sum()
    middle, aim = share @ points, share @ targets
    u, _, v = np.linalg.svd(((points - middle) * share[:, None]).T @ (targets - aim))
    u[:, -1] *= np.sign(np.linalg.det(u @ v))
    rotation = u @ v
    return Motion(rotation, aim - middle @ rotation)


def superpose_robustly(points: Floats, targets: Floats, scale_angstrom: float, rounds: int = 10) -> Motion:
    """Superposition in which pairs that do not fit lose their say: weights 1/(1 + (d/scale)²)², taken anew each round.

    Where parts have moved against each other, the larger part that still fits is laid on its targets.

    Parameters
    ----------
    points, targets : (n, 3) float
        In Å, pair by pair.
    scale_angstrom : float
        Distance at which a pair has a quarter of its weight.
    rounds : int
    """
    motion = superpose(points, targets)
    for _ in range(rounds):
        squared = ((motion.move(points) - targets) ** 2).sum(axis=1)
        motion = superpose(points, targets, 1.0 / (1.0 + squared / scale_angstrom**2) ** 2)
    return motion


def rmsd(points: Floats, targets: Floats) -> float:
    """Root-mean-square distance of pairs of points, in Å; NaN without any."""
    if not len(points):
        return float("nan")
    return float(np.sqrt(((points - targets) ** 2).sum(axis=1).mean()))


# Files give coordinates to 0.001 Å: what lies no farther off an axis has no direction seen along it.
NO_DIRECTION_ANGSTROM = 1e-3


def dihedrals(points: Floats) -> Floats:
    """Dihedral angles of chains of four points.

    Parameters
    ----------
    points : (n, 4, 3) float
        In Å.

    Returns
    -------
    (n,) float
        −180 to 180°, positive clockwise along the middle bond (IUPAC); NaN where neighbouring points coincide or three
        that follow each other lie on a line, to `NO_DIRECTION_ANGSTROM`.
    """
    before, axis, after = points[:, 0] - points[:, 1], points[:, 2] - points[:, 1], points[:, 3] - points[:, 2]
    length = np.linalg.norm(axis, axis=1, keepdims=True)
    axis = axis / np.where(length > NO_DIRECTION_ANGSTROM, length, np.nan)
    v = before - (before * axis).sum(axis=1, keepdims=True) * axis
    w = after - (after * axis).sum(axis=1, keepdims=True) * axis
    angles: Floats = np.degrees(np.arctan2((np.cross(axis, v) * w).sum(axis=1), (v * w).sum(axis=1)))
    aside = np.minimum(np.linalg.norm(v, axis=1), np.linalg.norm(w, axis=1))
    return np.where(aside > NO_DIRECTION_ANGSTROM, angles, np.nan)
