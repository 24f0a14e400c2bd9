"""Pure array mathematics on coordinates in Å; knows neither residues nor files."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


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
    return np.sqrt(np.maximum(squared, 0.0, out=squared), out=squared)


def nearest_by_group(points: Floats, group: Indices, targets: Floats) -> tuple[Floats, Indices, Indices]:
    """Shortest distance from each group of points to any target.

    Parameters
    ----------
    points : (n, 3) float
    group : (n,) int
        Ascending group numbers 0 … k−1, each present at least once.
    targets : (m, 3) float
        At least one.

    Returns
    -------
    distance : (k,) float
        In Å.
    point, target : (k,) int
        The closest pair; of equally close pairs the first.
    """
    matrix = distance_matrix(points, targets)
    target = matrix.argmin(axis=1)
    each = matrix[np.arange(len(points)), target]
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    shortest = np.minimum.reduceat(each, starts)
    hits = np.flatnonzero(each == shortest[group])
    _, first = np.unique(group[hits], return_index=True)
    point = hits[first]
    return shortest, point.astype(np.intp), target[point].astype(np.intp)


def within_box(points: Floats, targets: Floats, margin_angstrom: float) -> Indices:
    """Points inside the targets' bounding box widened by a margin: a cheap first sieve."""
    low, high = targets.min(axis=0) - margin_angstrom, targets.max(axis=0) + margin_angstrom
    return np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
