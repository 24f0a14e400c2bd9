"""The rules as functions of numbers: distances in Å, angles in °, no structure.

Rules and cut-offs were read in the source of Kincore-standalone3 (github.com/DunbrackLab/Kincore-standalone3, July
2026); `RULES_VERSION` counts our encoding of them. Margins are signed: how far a value is beyond the limit of the
state that an active kinase has, negative within it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RULES = "KinCoRe (Kincore-standalone3, July 2026)"
RULES_VERSION = "kinlens 1"

# Our own, stated in docs/states.md: what a value may be off before it decides. 0.1 Å is less than the coordinate error
# of a middling structure; 5° moves an oxygen by 0.1 to 0.2 Å.
BORDERLINE_ANGSTROM = 0.1
BORDERLINE_DEGREE = 5.0
_ROUNDING = 1e-9  # 3.7 - 3.6 is a little more than 0.1

# modules/spatial_label.py: αC-Glu+4 Cα and β3-Lys Cα to the outermost atom of DFG-Phe.
DFG_NEAR_ANGSTROM = 11.0
DFG_OUT_ANGSTROM = 14.0  # β3-Lys to a Phe that has left its pocket
HELIX_C_IN_ANGSTROM = 10.0  # modules/chelix.py: Cβ of β3-Lys to Cβ of αC-Glu
HYDROGEN_BOND_ANGSTROM = 3.6  # modules/active_labels.py: salt bridge, and N-terminus of the activation loop
SPINE_ANGSTROM = 5.0  # modules/active_labels.py; the program's README has 4.5
AUTOINHIBITION_ANGSTROM = 4.0  # modules/compute_distance.py: hydroxyl to HRD-Asp, less than this
APE9_ANGSTROM = 6.0  # modules/active_labels.py, this and the ranges below
APE10_ANGSTROM = 8.0
APE11_ANGSTROM = (8.0, 14.0)
APE12_ANGSTROM = (7.0, 14.0)

# Arcs, counted upwards from the first limit: 50 … 220 is 50 … 180 and −180 … −140 (modules/active_labels.py).
Arc = tuple[float, float]
ASP_ROTAMER: Arc = (120.0, 240.0)
HRD_ARCS: dict[str, Arc] = {
    "HRD-His φ": (-180.0, 0.0), "HRD-His ψ": (-100.0, 50.0), "HRD-Arg φ": (0.0, 180.0), "HRD-Arg ψ": (-50.0, 100.0),
}
# φ and ψ of APE7, then of APE6; the second with the peptide between them flipped.
APE67_ARCS: dict[str, tuple[Arc, ...]] = {
    "in": ((-180.0, 0.0), (-100.0, 50.0), (-180.0, 0.0), (-100.0, 50.0)),
    "in, flipped": ((-180.0, 0.0), (100.0, 180.0), (0.0, 180.0), (-50.0, 100.0)),
}
STRAND_ARCS: tuple[Arc, Arc] = ((-180.0, 0.0), (50.0, 220.0))  # φ and ψ of APE8, in tyrosine kinases of APE9 and APE10
APE8_ROTAMER: Arc = (240.0, 360.0)

DFG_LABELS = ("DFGin", "DFGout", "DFGinter", "unassigned")
HELIX_C_LABELS = ("αC-in", "αC-out")
UNASSIGNED = "unassigned"
IN, OUT = "in", "out"

# modules/dihedral_label.py: φ and ψ of X, D and F of the centroids (the clusters are those of Modi & Dunbrack, PNAS
# 2019, PMC6452665), by the spatial group and the χ1 bin of Phe that they belong to.
CLUSTER_LIMIT = 0.45
_CENTROIDS: dict[tuple[str, str], dict[str, tuple[float, ...]]] = {
    ("DFGin", "minus"): {
        "BLAminus": (-128.64, 178.67, 61.15, 81.21, -96.89, 20.53),
        "ABAminus": (-111.82, -7.64, -141.55, 148.01, -127.79, 23.32),
        "BLBminus": (-134.79, 175.48, 60.44, 65.35, -79.44, 145.34),
    },
    ("DFGin", "plus"): {
        "BLAplus": (-119.24, 167.71, 58.94, 34.08, -89.42, -8.54),
        "BLBplus": (-125.28, 172.53, 59.98, 32.92, -85.51, 145.28),
    },
    ("DFGin", "trans"): {"BLBtrans": (-106.16, 157.24, 69.37, 21.33, -61.73, 134.56)},
    ("DFGinter", "trans"): {"BABtrans": (-80.20, 128.22, -117.47, 23.76, -85.16, 133.21)},
    ("DFGout", "minus"): {"BBAminus": (-138.56, -176.12, -144.35, 103.66, -82.59, -9.03)},
}
_CLUSTERS = {key: (tuple(members), np.radians(list(members.values()))) for key, members in _CENTROIDS.items()}
CLUSTER_LABELS = (*(name for members in _CENTROIDS.values() for name in members), UNASSIGNED)
CHI1_EDGES = (0.0, 120.0, 240.0)  # between minus and plus, plus and trans, trans and minus
ACTIVE_CLUSTER = "BLAminus"

_STEP_DEGREE = 0.5
_STEPS = np.arange(1, 361) * _STEP_DEGREE
_TURNS = np.radians(np.concatenate([_STEPS, -_STEPS]))
_TURN_COS, _TURN_SIN = np.cos(_TURNS), np.sin(_TURNS)
NO_TURN_DEGREE = 180.0  # the margin of a label that no single angle changes


def is_borderline(margin: float, unit: str) -> bool:
    """Whether a margin (Å or °) is so small that the value must not decide by itself; NaN never is."""
    return abs(margin) <= (BORDERLINE_DEGREE if unit == "°" else BORDERLINE_ANGSTROM) + _ROUNDING


def dfg_label(glu: float, lys: float) -> tuple[str, float]:
    """Spatial label of the DFG motif.

    Parameters
    ----------
    glu, lys : float
        αC-Glu+4 Cα and β3-Lys Cα to the outermost atom of DFG-Phe, in Å.

    Returns
    -------
    label : str
        One of `DFG_LABELS`.
    margin : float
        Distance in Å to the nearest cut-off that would change the label, negative for DFGin.
    """
    near, out = DFG_NEAR_ANGSTROM, DFG_OUT_ANGSTROM
    if glu <= near and lys <= near:  # wins where both distances are the cut-off
        return "DFGinter", min(near - glu, near - lys)
    if glu <= near:
        return "DFGin", -min(near - glu, lys - near)
    if lys <= out:
        return "DFGout", min(glu - near, out - lys)
    return UNASSIGNED, min(glu - near, lys - out)


def dfg_labels_near(glu: float, lys: float) -> tuple[str, ...]:
    """Other spatial labels that a borderline change of one of the two distances would give."""
    own, step = dfg_label(glu, lys)[0], BORDERLINE_ANGSTROM + 2 * _ROUNDING  # beyond the cut-off, not onto it
    moved = ((glu + step, lys), (glu - step, lys), (glu, lys + step), (glu, lys - step))
    return tuple(dict.fromkeys(label for pair in moved if (label := dfg_label(*pair)[0]) != own))


def within(value: float, limit: float) -> tuple[str, float]:
    """``in`` up to a limit, else ``out``, and the signed margin."""
    return (IN if value <= limit else OUT), value - limit


def within_range(value: float, limits: tuple[float, float]) -> tuple[str, float]:
    """``in`` between two limits, both included, else ``out``, and the signed margin by the nearer limit."""
    low, high = limits
    return (IN if low <= value <= high else OUT), max(low - value, value - high)


def within_arc(angle: float, arc: Arc) -> tuple[str, float]:
    """``in`` on an arc of the circle, ends included, else ``out``, and the signed margin by the nearer end.

    Parameters
    ----------
    angle : float
        In °, of any turn: −63 and 297 are one angle.
    arc : (float, float)
        Counted upwards from the first to the second.
    """
    first, last = arc
    behind, ahead = (angle - first) % 360.0, (last - angle) % 360.0
    if behind <= last - first:
        return IN, -min(behind, ahead)
    return OUT, min(360.0 - behind, 360.0 - ahead)


def within_arcs(angles: tuple[float, ...], arcs: tuple[Arc, ...]) -> tuple[str, float]:
    """``in`` where every angle is on its arc, else ``out``, and the worst margin."""
    found = [within_arc(angle, arc) for angle, arc in zip(angles, arcs, strict=True)]
    return (IN if all(label == IN for label, _ in found) else OUT), max(margin for _, margin in found)


def ape67_label(angles: tuple[float, ...]) -> tuple[str, float]:
    """Label of φ and ψ of APE7 and APE6, which may have the peptide between them either way round.

    Returns
    -------
    label : str
        ``in``, ``in, flipped`` or ``out``.
    margin : float
        In °, to the nearer of the two ways.
    """
    found = {name: within_arcs(angles, arcs) for name, arcs in APE67_ARCS.items()}
    name = min(found, key=lambda way: found[way][1])
    label, margin = found[name]
    return (name if label == IN else OUT), margin


class Cluster(NamedTuple):
    """The dihedral cluster of a DFG motif.

    Attributes
    ----------
    label : str
        One of `CLUSTER_LABELS`.
    margin : float
        Smallest change of a single angle that would change the label, in °, in steps of half a degree; negative for
        BLAminus. 180 where no single angle changes it.
    near : tuple of str
        Other labels that a borderline change of a single angle would give.
    nearest : str
        Nearest cluster of the spatial group and χ1 bin, '' where there is none.
    distance : float
        To its centroid, 0 to 4; NaN where there is none.
    """

    label: str
    margin: float
    near: tuple[str, ...]
    nearest: str
    distance: float


def cluster_label(spatial: str, angles: tuple[float, ...], chi1: float) -> Cluster:
    """Dihedral cluster of a DFG motif.

    The distance to a centroid is the mean of 2 (1 − cos δ) over φ and ψ of X, D and F.

    Parameters
    ----------
    spatial : str
        Spatial label: each has clusters of its own, ``unassigned`` has none.
    angles : (6,) float
        φ and ψ of X, D and F in °.
    chi1 : float
        χ1 of Phe in °; each bin has clusters of its own.

    Returns
    -------
    Cluster
    """
    chi1 %= 360.0
    turned = np.radians(angles)
    nearest, distance = _nearest(spatial, turned, chi1)
    label = _accepted(nearest, distance)
    turns = _turns(spatial, turned, chi1)
    for edge in CHI1_EDGES:
        apart = (chi1 - edge + 180.0) % 360.0 - 180.0
        beyond = edge + (_ROUNDING if apart <= 0.0 else -_ROUNDING)  # an edge belongs to the bin below it
        turns.append((abs(apart), _accepted(*_nearest(spatial, turned, beyond % 360.0))))
    changes = sorted((turn, other) for turn, other in turns if other != label)
    least = changes[0][0] if changes else NO_TURN_DEGREE
    near = tuple(dict.fromkeys(other for turn, other in changes if is_borderline(turn, "°")))
    return Cluster(label, -least if label == ACTIVE_CLUSTER else least, near, nearest, distance)


def _bin(chi1: float) -> str:
    """χ1 bin of an angle of 0 to 360°: minus, plus or trans."""
    if 0.0 < chi1 <= CHI1_EDGES[1]:
        return "plus"
    return "trans" if CHI1_EDGES[1] < chi1 <= CHI1_EDGES[2] else "minus"


def _accepted(nearest: str, distance: float) -> str:
    return nearest if distance <= CLUSTER_LIMIT else UNASSIGNED  # NaN, where there is no cluster, is not


def _nearest(spatial: str, angles: Floats, chi1: float) -> tuple[str, float]:
    """Nearest cluster of a spatial group and χ1 bin and its distance; '' and NaN where there is none."""
    members, centroids = _CLUSTERS.get((spatial, _bin(chi1)), ((), None))
    if centroids is None:
        return "", float("nan")
    distances = (2.0 / len(angles)) * (1.0 - np.cos(angles - centroids)).sum(axis=1)
    best = int(distances.argmin())
    return members[best], float(distances[best])


def _turns(spatial: str, angles: Floats, chi1: float) -> list[tuple[float, str]]:
    """Smallest turn of a single angle, in °, at which each label is reached that can be reached so."""
    members, centroids = _CLUSTERS.get((spatial, _bin(chi1)), ((), None))
    if centroids is None:
        return []
    cos, sin = np.cos(angles - centroids), np.sin(angles - centroids)
    share = 2.0 / len(angles)
    # cos(δ + turn) by the addition theorem, (clusters, angles, turns): one term of each sum is replaced.
    distances = share * ((1.0 - cos).sum(axis=1)[:, None, None] + cos[:, :, None]
                         - (cos[:, :, None] * _TURN_COS - sin[:, :, None] * _TURN_SIN))
    labels = np.where(distances.min(axis=0) <= CLUSTER_LIMIT, distances.argmin(axis=0), -1)
    reached = []
    for k, name in [(-1, UNASSIGNED), *enumerate(members)]:
        hits = np.flatnonzero((labels == k).any(axis=0))
        if len(hits):
            reached.append((float(_STEPS[(hits % len(_STEPS)).min()]), name))
    return reached
