"""Mean positions of conserved columns and of ATP in the common frame, read from ``frame.tsv`` and ``atp_pose.tsv``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kinlens.identity import Protein
from kinlens.numbering import Domain
from kinlens.reference.bundled import read_rows
from kinlens.register import domain_calpha
from kinlens.structures.model import Structure

SETS = ("N-lobe", "hinge", "C-lobe")
# Superposition scales (geometry.superpose_robustly): a Cα that is twice as far off as half of the kinases are in the
# middling column (0.7 Å) keeps a quarter of its weight.
CORE_SCALE_ANGSTROM = 1.5
POCKET_SCALE_ANGSTROM = 1.5
FEWEST_CORE = 30  # of 79 columns: less than about a lobe does not say how the domain lies
MOST_CORE_RMSD_ANGSTROM = 5.0  # the 795 domains at hand lie within 3.5 Å: beyond, it is no kinase fold
FEWEST_OF_SET = {"N-lobe": 12, "hinge": 3, "C-lobe": 25}  # half of each set; fewer give no RMSD of their own
FEWEST_POCKET = 25  # of the 40 columns of the pocket; the mobile G-loop alone has nine of them


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Columns of the frame, by PKA number, in ascending order.

    Attributes
    ----------
    number : (n,) int
        Equivalent residue of PKA.
    part : (n,) str
        ``N-lobe``, ``hinge`` or ``C-lobe`` for a column of the core, '' for another.
    pocket : (n,) bool
        Whether the column lines the ATP pocket (definition 2), or stands beside one that does.
    xyz : (n, 3) float
        Mean Cα position in Å: N-lobe up (y), hinge left (−x), looking into the cleft (from +z).
    """

    number: NDArray[np.int64]
    part: NDArray[np.str_]
    pocket: NDArray[np.bool_]
    xyz: NDArray[np.float64]

    @property
    def core(self) -> NDArray[np.bool_]:
        """Which columns belong to the core, shape (n,)."""
        inside: NDArray[np.bool_] = self.part != ""
        return inside


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """ATP as it is bound in most kinases.

    Attributes
    ----------
    names : (31,) str
        Atom names of the chemical component dictionary.
    xyz : (31, 3) float
        In the common frame, in Å.
    """

    names: NDArray[np.str_]
    xyz: NDArray[np.float64]


@cache
def load_columns() -> Columns:
    """Load the columns of the frame."""
    rows = read_rows("frame.tsv")
    return Columns(
        np.array([int(row["pka"]) for row in rows]), np.array([row["set"] for row in rows]),
        np.array([row["pocket"] == "1" for row in rows]), _places(rows))


@cache
def load_pose() -> Pose:
    """Load the mean pose of ATP."""
    rows = read_rows("atp_pose.tsv")
    return Pose(np.array([row["atom"] for row in rows]), _places(rows))


def _places(rows: list[dict[str, str]]) -> NDArray[np.float64]:
    return np.array([[float(row[axis]) for axis in ("x_A", "y_A", "z_A")] for row in rows])


def calpha_at_columns(structure: Structure, protein: Protein, domain: Domain) -> NDArray[np.float64]:
    """Cα of a domain at the columns of the frame, shape (n, 3), in Å; NaN where it has none."""
    columns = load_columns().number
    equivalent = np.flatnonzero((domain.inserted == 0) & (domain.reference > 0))
    calpha = np.full((max(int(columns.max()), int(domain.reference.max())) + 1, 3), np.nan)
    calpha[domain.reference[equivalent]] = domain_calpha(structure, protein, domain)[equivalent]
    at_columns: NDArray[np.float64] = calpha[columns]
    return at_columns
