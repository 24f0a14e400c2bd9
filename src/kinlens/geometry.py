"""Pure array mathematics on coordinates in Å; knows neither residues nor files."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
LARGEST_MATRIX = 4_000_000  # distances held at once: 32 MB


def distance_matrix(a: Floats, b: Floats) -> Floats:
    """Distances between two sets of points.

    Parameters
    ----------
    a : (n, 3) float
    b : (m, 3) float

    Returns
    -------
    (n, m) float
        In Å; exact to about 1e-6 for points within 1,000 Å of each other.
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
    distance = np.empty(len(points))
    target = np.empty(len(points), dtype=np.intp)
    step = max(1, LARGEST_MATRIX // max(1, len(targets)))
    for start in range(0, len(points), step):
        matrix = distance_matrix(points[start:start + step], targets)
        best = matrix.argmin(axis=1)
        target[start:start + step] = best
        distance[start:start + step] = matrix[np.arange(len(best)), best]
    return distance, target


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
    order = np.lexsort((values, group))
    groups, first = np.unique(group[order], return_index=True)
    return groups, order[first].astype(np.intp)


def within_box(points: Floats, targets: Floats, margin_angstrom: float) -> Indices:
    """Points inside the targets' bounding box widened by a margin: a cheap first sieve."""
    low, high = targets.min(axis=0) - margin_angstrom, targets.max(axis=0) + margin_angstrom
    return np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
