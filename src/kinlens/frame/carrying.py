"""ATP carried over into a kinase that has none bound: the mean pose, laid on the residues of the pocket."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kinlens.frame.columns import (
    FEWEST_POCKET,
    POCKET_SCALE_ANGSTROM,
    calpha_at_columns,
    load_columns,
    load_pose,
)
from kinlens.geometry import distance_matrix, rmsd, superpose_robustly, within_box
from kinlens.identity import Protein
from kinlens.numbering import Domain
from kinlens.structures.model import Structure

CLASH_ANGSTROM = 2.5  # definition 1: heavy atoms nearer than this clash
# The pockets of the 96 nucleotide complexes at hand fit within 1.9 Å; half as much again is granted to the rest.
MOST_RMSD_ANGSTROM = 2.8
# Beyond, it is the pocket of no kinase, whose largest RMSD at hand is 6.2 Å, and what clashes there means nothing.
MOST_POCKET_RMSD_ANGSTROM = 7.0
# With the nucleotide hidden, 92 of 96 complexes at hand have at most this many; 117 of 121 DFG-out domains have more.
MOST_CLASHES = 8


@dataclass(frozen=True, slots=True, eq=False)
class CarriedNucleotide:
    """ATP where it would be.

    Attributes
    ----------
    names : (31,) str
        Atom names; empty where ATP cannot be placed.
    xyz : (31, 3) float
        In the coordinates of the file, in Å.
    columns : int
        Cα atoms it was laid on: the residues that line the pocket, and those beside them.
    rmsd_A : float
        Of those, against the mean of the human kinases.
    clashes : int
        Heavy atoms of the chain nearer than 2.5 Å.
    worst : str
        The nearest of them: ``Y253 0.7 Å``.
    reason : str
        Why it is not used; '' where it is.
    """

    names: NDArray[np.str_] = field(default_factory=lambda: np.zeros(0, dtype=str))
    xyz: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 3)))
    columns: int = 0
    rmsd_A: float = float("nan")
    clashes: int = 0
    worst: str = ""
    reason: str = ""


def carry_atp(structure: Structure, protein: Protein, domain: Domain) -> CarriedNucleotide:
    """Lay the mean pose of ATP on the pocket of a domain.

    Parameters
    ----------
    structure : Structure
    protein : Protein
        The chain; ligands and waters do not count as clashes, for ATP would take their place.
    domain : Domain
        One of its domains.

    Returns
    -------
    CarriedNucleotide
        With a reason where fewer than 25 residues of the pocket are resolved, where they do not fit, or where heavy
        atoms of the chain clash.
    """
    columns = load_columns()
    here = calpha_at_columns(structure, protein, domain)
    seen = columns.pocket & ~np.isnan(here[:, 0])
    count, of = int(seen.sum()), int(columns.pocket.sum())
    if count < FEWEST_POCKET:
        return CarriedNucleotide(columns=count, reason=f"{count} of {of} residues in and beside the pocket resolved, "
                                                       f"{FEWEST_POCKET} needed to carry ATP over")
    motion = superpose_robustly(here[seen], columns.xyz[seen], POCKET_SCALE_ANGSTROM)
    fit = rmsd(motion.move(here[seen]), columns.xyz[seen])
    pose = load_pose()
    xyz = motion.back(pose.xyz)
    clashes, worst = _clashes(structure, protein, xyz)
    reason = ""
    if clashes > MOST_CLASHES and fit <= MOST_POCKET_RMSD_ANGSTROM:
        reason = (f"ATP carried over would clash: {clashes} heavy atoms nearer than {CLASH_ANGSTROM} Å "
                  f"({MOST_CLASHES} allowed), {worst}")
    elif fit > MOST_RMSD_ANGSTROM:
        reason = (f"the pocket is not shaped like those that bind ATP: RMSD {fit:.1f} Å over {count} Cα, "
                  f"{MOST_RMSD_ANGSTROM} allowed to carry it over")
    return CarriedNucleotide(pose.names, xyz, count, fit, clashes, worst, reason)


def _clashes(structure: Structure, protein: Protein, xyz: NDArray[np.float64]) -> tuple[int, str]:
    """Heavy atoms of the chain that are too near, and the nearest in words."""
    atoms = structure.atoms_of(protein.residues)
    near = atoms[within_box(structure.atoms.xyz[atoms], xyz, CLASH_ANGSTROM)]
    if not len(near):
        return 0, ""
    apart = distance_matrix(structure.atoms.xyz[near], xyz).min(axis=1)
    close = apart < CLASH_ANGSTROM
    if not close.any():
        return 0, ""
    first = int(apart.argmin())
    residue = int(structure.atoms.residue[near[first]])
    number = protein.numbers.get(residue, structure.author(residue))
    return int(close.sum()), f"{structure.residues.parent[residue]}{number} {apart[first]:.1f} Å"
