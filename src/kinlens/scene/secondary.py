"""Helices and strands from hydrogen bonds of the backbone (Kabsch & Sander 1983, doi:10.1002/bip.360221211).

Two classes are told apart, as ribbons need them: helix (α and π) and strand. Turns, bends, 3-10 helices and lone
bridges are neither.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import Floats, close_pairs
from kinlens.scene.model import HELIX, STRAND

BOND_KCAL = -0.5  # a hydrogen bond has less; the paper's cut-off
CHARGES_KCAL = 0.084 * 332.0  # q1·q2·f of the paper, in kcal·Å/mol
NEAR_ANGSTROM = 5.2  # N to O: beyond, no pair comes below the cut-off
TURNS = (4, 5)  # α and π helices


def secondary_structure(
    n: Floats, c: Floats, o: Floats, linked: NDArray[np.bool_], proline: NDArray[np.bool_],
) -> NDArray[np.str_]:
    """Assign helices and strands.

    Parameters
    ----------
    n, c, o : (m, 3) float
        Backbone atoms in Å, NaN where a residue lacks one.
    linked : (m,) bool
        Whether a peptide bond leads on to the next residue.
    proline : (m,) bool
        Residues whose nitrogen has no hydrogen.

    Returns
    -------
    (m,) str
        ``H``, ``E`` or ''.
    """
    count = len(n)
    found = np.full(count, "", dtype="<U1")
    bond = _bonds(n, c, o, linked, proline)
    run = np.cumsum(np.concatenate([[0], ~linked[:-1]])).astype(np.int64) if count else np.zeros(0, dtype=np.int64)
    for turn in TURNS:
        if count > turn:
            start = np.zeros(count, dtype=bool)  # a turn from the C=O of i to the N–H of i + turn
            first = np.arange(count - turn)
            start[first] = bond[first, first + turn] & (run[first] == run[first + turn])
            for i in np.flatnonzero(start[1:] & start[:-1]) + 1:
                found[i:i + turn] = HELIX
    strand = _strands(bond, run)
    found[strand & (found == "")] = STRAND
    return found


def _bonds(
    n: Floats, c: Floats, o: Floats, linked: NDArray[np.bool_], proline: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Which C=O (row) is bonded to which N–H (column)."""
    count = len(n)
    bonded = np.zeros((count, count), dtype=bool)
    before = np.roll(c - o, 1, axis=0)
    with np.errstate(invalid="ignore"):
        hydrogen = n + before / np.linalg.norm(before, axis=1, keepdims=True)
    has = np.concatenate([[False], linked[:-1]]) & ~proline & ~np.isnan(hydrogen[:, 0]) if count else proline
    accepts = ~np.isnan(c[:, 0]) & ~np.isnan(o[:, 0])
    donors, acceptors = np.flatnonzero(has), np.flatnonzero(accepts)
    pairs = close_pairs(o[acceptors], n[donors], NEAR_ANGSTROM)
    if pairs is None:
        return bonded
    a, d = acceptors[pairs[0]], donors[pairs[1]]
    apart = (np.abs(a - d) > 1) | ~linked[np.minimum(a, d)]  # neighbours in the list may be ends of two chains

    def inverse(one: Floats, other: Floats) -> Floats:
        distance: Floats = 1.0 / np.maximum(np.linalg.norm(one - other, axis=1), 0.5)
        return distance

    energy = CHARGES_KCAL * (inverse(o[a], n[d]) + inverse(c[a], hydrogen[d]) - inverse(o[a], hydrogen[d])
                             - inverse(c[a], n[d]))
    bonded[a, d] = (energy < BOND_KCAL) & apart
    return bonded


def _strands(bond: NDArray[np.bool_], run: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Residues of ladders of at least two bridges; a bulge of one residue does not end one."""
    count = len(bond)
    ladder = np.zeros(count, dtype=bool)
    if count < 3:
        return ladder
    whole = np.zeros(count, dtype=bool)  # with both neighbours in the chain
    whole[1:-1] = (run[1:-1] == run[:-2]) & (run[1:-1] == run[2:])
    inner = np.flatnonzero(whole)
    i, j = inner[:, None], inner[None, :]
    parallel = (bond[i - 1, j] & bond[j, i + 1]) | (bond[j - 1, i] & bond[i, j + 1])
    against = (bond[i, j] & bond[j, i]) | (bond[i - 1, j + 1] & bond[j - 1, i + 1])
    apart = np.abs(i - j) > 2
    for bridges, step in ((parallel & apart, 1), (against & apart, -1)):
        at = np.zeros((count, count), dtype=bool)
        at[i, j] = bridges
        first, second = np.nonzero(at)
        for more in (1, 2):  # the next bridge, or the one after a bulge
            a, b = first + more, second + more * step
            inside = (a < count) & (b >= 0) & (b < count)
            a, b, f, s = a[inside], b[inside], first[inside], second[inside]
            goes_on = at[a, b]
            for k in range(more + 1):
                ladder[f[goes_on] + k] = True
                ladder[s[goes_on] + k * step] = True
    return ladder
