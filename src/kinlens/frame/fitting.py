"""Laying a kinase domain into the common frame, and how its lobes fit there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from kinlens.frame.columns import (
    CORE_SCALE_ANGSTROM,
    FEWEST_CORE,
    FEWEST_OF_SET,
    MOST_CORE_RMSD_ANGSTROM,
    SETS,
    calpha_at_columns,
    load_columns,
)
from kinlens.geometry import Motion, rmsd, superpose, superpose_robustly
from kinlens.identity import Protein
from kinlens.numbering import Domain
from kinlens.structures.model import Structure


@dataclass(frozen=True, slots=True)
class Fit:
    """How one set of columns fits.

    Attributes
    ----------
    columns, of_columns : int
        Columns resolved, and how many the set has.
    rmsd_A : float
        Of Cα atoms in the common frame, where the whole core has been superposed; NaN with too few columns.
    alone_A : float
        The same when this set alone is superposed: what is left when lobe motion is taken out.
    """

    columns: int
    of_columns: int
    rmsd_A: float
    alone_A: float


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A domain in the common frame.

    Attributes
    ----------
    motion : Motion or None
        Takes coordinates of the file into the frame: N-lobe up (y), hinge left (−x), looking into the cleft (from +z).
    core : Fit
        All columns of the core.
    fits : mapping of str to Fit
        N-lobe, hinge and C-lobe.
    motions : mapping of str to Motion
        Superpositions of single sets, those that have enough columns.
    lobe_angle_deg : float
        Angle by which the N-lobe is turned against the C-lobe, from the mean of the human kinases; NaN without both.
    reason : str
        Why there is no motion.
    """

    motion: Motion | None
    core: Fit
    fits: Mapping[str, Fit] = field(default_factory=dict)
    motions: Mapping[str, Motion] = field(default_factory=dict)
    lobe_angle_deg: float = float("nan")
    reason: str = ""

    def __str__(self) -> str:
        if self.motion is None:
            return f"not placed ({self.reason})"
        lobes = ", ".join(f"{name} {fit.rmsd_A:.2f} Å (alone {fit.alone_A:.2f})"
                          for name, fit in self.fits.items() if fit.rmsd_A == fit.rmsd_A)
        turned = f"; lobes turned by {self.lobe_angle_deg:.0f}°" if self.lobe_angle_deg == self.lobe_angle_deg else ""
        return (f"core RMSD {self.core.rmsd_A:.2f} Å over {self.core.columns} of {self.core.of_columns} Cα; "
                f"{lobes}{turned}")


def find_frame(structure: Structure, protein: Protein, domain: Domain) -> Frame:
    """Lay a domain into the common frame by the conserved columns of its core.

    The superposition is robust: where the lobes have moved against each other, the larger one that fits decides.

    Parameters
    ----------
    structure : Structure
    protein : Protein
        The chain.
    domain : Domain
        One of its domains.

    Returns
    -------
    Frame
        Without a motion, and with the reason, where fewer than 30 columns of the core are
        resolved or they do not fit.
    """
    columns = load_columns()
    here = calpha_at_columns(structure, protein, domain)
    seen = ~np.isnan(here[:, 0])
    core = columns.core & seen
    count, of = int(core.sum()), int(columns.core.sum())
    if count < FEWEST_CORE:
        return Frame(None, Fit(count, of, float("nan"), float("nan")),
                     reason=f"{count} of {of} core columns resolved, {FEWEST_CORE} needed")
    motion = superpose_robustly(here[core], columns.xyz[core], CORE_SCALE_ANGSTROM)
    moved = motion.move(here)
    fit = rmsd(moved[core], columns.xyz[core])
    whole = rmsd(superpose(here[core], columns.xyz[core]).move(here[core]), columns.xyz[core])
    if fit > MOST_CORE_RMSD_ANGSTROM:
        return Frame(None, Fit(count, of, fit, whole), reason=f"not the fold of a kinase: core RMSD {fit:.1f} Å over "
                     f"{count} Cα, {MOST_CORE_RMSD_ANGSTROM} allowed")
    fits, motions = {}, {}
    for name in SETS:
        part = columns.part == name
        mine = part & seen
        total = int(mine.sum())
        if total < FEWEST_OF_SET[name]:
            fits[name] = Fit(total, int(part.sum()), float("nan"), float("nan"))
            continue
        motions[name] = superpose(here[mine], columns.xyz[mine])
        fits[name] = Fit(total, int(part.sum()), rmsd(moved[mine], columns.xyz[mine]),
                         rmsd(motions[name].move(here[mine]), columns.xyz[mine]))
    return Frame(motion, Fit(count, of, fit, whole), fits, motions, _lobe_angle(motions))


def _lobe_angle(motions: Mapping[str, Motion]) -> float:
    if "N-lobe" not in motions or "C-lobe" not in motions:
        return float("nan")
    return Motion(motions["N-lobe"].rotation.T @ motions["C-lobe"].rotation, np.zeros(3)).angle_deg
