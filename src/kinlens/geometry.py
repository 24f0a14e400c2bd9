"""Pure array mathematics on coordinates in Å; knows neither residues nor files."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
LARGEST_MATRIX = 100_000  # distances held at once: 0.8 MB stay in the cache


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
    starts = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    smallest = np.minimum.reduceat(values, starts)
    counts = np.diff(starts, append=len(values))
    hits = np.flatnonzero(values == np.repeat(smallest, counts))
    return group[starts], hits[np.searchsorted(hits, starts)]


def within_box(points: Floats, targets: Floats, margin_angstrom: float) -> Indices:
    """Points inside the targets' bounding box widened by a margin: a cheap first sieve."""
    low, high = targets.min(axis=0) - margin_angstrom, targets.max(axis=0) + margin_angstrom
    return np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
