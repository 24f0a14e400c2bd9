"""Where in the ATP site and its neighbour pockets a ligand lies: distances and residue counts that types rest on.

Residue sets are those of KinCoRe's ligand labels (Kincore-standalone3, July 2026: modules/classify_ligands.py and
modules/identify_residues.py), counted in UniProt numbers from the anchors of the domain.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinlens.conformation.rules import BORDERLINE_ANGSTROM
from kinlens.geometry import distance_matrix
from kinlens.identity import Protein
from kinlens.numbering import Domain
from kinlens.structures.model import Structure

POCKET_ANGSTROM = 4.0  # a residue of the back or front pocket counts (KinCoRe)
TYPE_II_ANGSTROM = 4.5  # a residue of the DFG-out pocket counts (KinCoRe)
MOTIF_RESIDUES = 3  # x, Asp, Phe
Bools = NDArray[np.bool_]
SWUNG = ("DFGout", "DFGinter")  # states in which DFG-Phe is no wall of the back pocket


@dataclass(frozen=True, slots=True)
class Pocket:
    """Residue sets of one domain, in UniProt numbers.

    Attributes
    ----------
    hinge : tuple of int
        KLIFS 46–48.
    back : frozenset of int
        β3-Lys+4 … β4-RS4−3, β4-RS4 … β4-RS4+8, gatekeeper−5 … gatekeeper−3.
    front : frozenset of int
        β3-Lys+4 … αC-Glu−3, a subset of the back pocket.
    type_ii : frozenset of int
        αC-Glu+3, αC-Glu+7, HRD-His−7, HRD-His.
    glu4 : int
        αC-Glu+4, 0 if the domain has none.
    motif : tuple of int
        x, Asp and Phe of xDFG; shorter where the domain lacks one.
    missing : tuple of str
        Anchors that the domain does not have.
    """

    hinge: tuple[int, ...]
    back: frozenset[int]
    front: frozenset[int]
    type_ii: frozenset[int]
    glu4: int
    motif: tuple[int, ...]
    missing: tuple[str, ...]

    def part_of(self, position: int) -> str:
        """``hinge``, ``front``, ``back``, ``type-II`` (joined by +) or ''."""
        parts = [name for name, members in (("hinge", self.hinge), ("front", self.front), ("type-II", self.type_ii))
                 if position in members]
        if (position in self.back and position not in self.front) or position in self.motif:
            parts.append("back")
        return "+".join(parts)


def pocket_of(domain: Domain) -> Pocket:
    """The sets of a domain; those whose anchors it lacks are empty."""
    anchors = domain.anchors
    needed = ("β3-Lys", "αC-Glu", "αC-Glu+4", "β4-RS4", "gatekeeper", "HRD-His")
    missing = tuple(name for name in needed if name not in anchors)
    lys, glu, rs4 = anchors.get("β3-Lys"), anchors.get("αC-Glu"), anchors.get("β4-RS4")
    gate, his = anchors.get("gatekeeper"), anchors.get("HRD-His")
    back: set[int] = set()
    if lys is not None and rs4 is not None:
        back |= set(range(lys + 4, rs4 - 2))
    if rs4 is not None:
        back |= set(range(rs4, rs4 + 9))
    if gate is not None:
        back |= set(range(gate - 5, gate - 2))
    front = set(range(lys + 4, glu - 2)) if lys is not None and glu is not None else set()
    type_ii = ({glu + 3, glu + 7} if glu is not None else set()) | ({his - 7, his} if his is not None else set())
    motif = tuple(anchors[name] for name in ("xDFG-x", "DFG-Asp", "DFG-Phe") if name in anchors)
    return Pocket(tuple(domain.at_pocket(*domain.family.hinge)), frozenset(back), frozenset(front),
                  frozenset(type_ii), anchors.get("αC-Glu+4", 0), motif, missing)


@dataclass(frozen=True, slots=True)
class Placement:
    """What is measured between a ligand and the pocket.

    Attributes
    ----------
    hinge_A : float
        Shortest distance to a backbone N or O of the hinge, in Å; NaN where the hinge is not resolved.
    glu4_A : float
        Shortest distance to the side chain of αC-Glu+4 (Cα of Gly), in Å; NaN where it is not resolved.
    back, front, type_ii : tuple of int
        UniProt numbers of the residues in contact.
    near : mapping of str to (int, int)
        Residues in contact if the cut-off of ``back``, ``front`` or ``type-II`` were 0.1 Å shorter, and longer.
    unresolved : int
        Residues of the back pocket without coordinates; its front, a loop that is often disordered, left out.
    dfg : str
        Spatial label of the DFG motif, '' where it has none.
    """

    hinge_A: float
    glu4_A: float
    back: tuple[int, ...]
    front: tuple[int, ...]
    type_ii: tuple[int, ...]
    near: Mapping[str, tuple[int, int]]
    unresolved: int
    dfg: str

    @property
    def said(self) -> str:
        """The values in words."""
        def distance(value: float) -> str:
            return f"{value:.1f} Å" if value == value else "not resolved"

        return (f"hinge {distance(self.hinge_A)}, αC-Glu+4 {distance(self.glu4_A)}, back {len(self.back)}, front "
                f"{len(self.front)}, type-II {len(self.type_ii)}, {self.dfg or 'DFG not labelled'}")


@dataclass(frozen=True, slots=True, eq=False)
class Walls:
    """Atoms of the pocket's residues that have coordinates, with what each counts for.

    Attributes
    ----------
    atoms : (n,) int
        Heavy atoms of the chosen conformer, residue by residue.
    position : (n,) int
        UniProt number of each.
    hinge, glu4, back, type_ii, motif, phe : (n,) bool
        Backbone N and O of the hinge; side chain of αC-Glu+4; back-pocket residues (those of the DFG-out pocket are
        counted among them, as KinCoRe does); DFG-out pocket; backbone N and O of x and Asp; Phe without N, Cα and O.
    asp : int
        UniProt number of DFG-Asp, for which x counts as well; 0 without the motif.
    unresolved : int
        Residues of the back pocket without coordinates; its front, a loop that is often disordered, left out.
    """

    atoms: NDArray[np.intp]
    position: NDArray[np.int64]
    hinge: Bools
    glu4: Bools
    back: Bools
    type_ii: Bools
    motif: Bools
    phe: Bools
    asp: int
    unresolved: int


def walls_of(structure: Structure, protein: Protein, pocket: Pocket) -> Walls:
    """The atoms a ligand is measured to, of one domain of a chain."""
    positions = protein.positions
    x, asp, phe = pocket.motif if len(pocket.motif) == MOTIF_RESIDUES else (0, 0, 0)
    walls = pocket.back | pocket.type_ii
    wanted = walls | set(pocket.hinge) | {pocket.glu4, x, asp, phe}
    here = sorted((positions[position], position) for position in wanted if position in positions)
    residues = np.array([residue for residue, _ in here], dtype=np.intp)
    atoms = structure.atoms_of(residues)
    row = np.searchsorted(residues, structure.atoms.residue[atoms])
    name = structure.atoms.name[atoms]
    polar, alpha = (name == "N") | (name == "O"), name == "CA"

    def of(members: Container[int]) -> Bools:
        flags: Bools = np.array([position in members for _, position in here], dtype=bool)[row]
        return flags

    glu4 = of((pocket.glu4,))
    side = glu4 & ~polar & ~alpha & (name != "C")
    if not side.any():  # glycine; a stub of another residue has no side chain to measure to
        glycine = pocket.glu4 in positions and structure.residues.parent[positions[pocket.glu4]] == "G"
        side = glu4 & alpha & glycine
    unresolved = sum(position not in positions for position in pocket.back - pocket.front)
    return Walls(atoms, np.array([position for _, position in here], dtype=np.int64)[row], of(pocket.hinge) & polar,
                 side, of(walls - {x, asp, phe}), of(pocket.type_ii), of((x, asp)) & polar,
                 of((phe,)) & ~polar & ~alpha, asp, unresolved)


def place(structure: Structure, walls: Walls, pocket: Pocket, atoms: NDArray[np.intp], dfg: str) -> Placement:
    """Measure a ligand against the pocket of a domain.

    Parameters
    ----------
    structure : Structure
    walls : Walls
        Atoms of the pocket.
    pocket : Pocket
        Of the same domain.
    atoms : (n,) int
        Heavy atoms of the ligand, at least one.
    dfg : str
        Spatial label of the DFG motif.

    Returns
    -------
    Placement
    """
    if not len(walls.atoms):
        return Placement(float("nan"), float("nan"), (), (), (), {}, walls.unresolved, dfg)
    distance = distance_matrix(structure.atoms.xyz[walls.atoms], structure.atoms.xyz[atoms]).min(axis=1)
    back = _closest(walls.position[walls.back], distance[walls.back])
    if walls.motif.any():  # x and Asp count once, as the nearer of the two
        nearest = int(distance[walls.motif].argmin())
        back[int(walls.position[walls.motif][nearest])] = _least(distance[walls.motif])
    if dfg not in SWUNG:
        back |= _closest(walls.position[walls.phe], distance[walls.phe])
    type_ii = _closest(walls.position[walls.type_ii], distance[walls.type_ii])
    front = {position: apart for position, apart in back.items() if position in pocket.front}
    return Placement(
        _least(distance[walls.hinge]), _least(distance[walls.glu4]), _within(back, POCKET_ANGSTROM),
        _within(front, POCKET_ANGSTROM), _within(type_ii, TYPE_II_ANGSTROM),
        {"back": _around(back, POCKET_ANGSTROM), "front": _around(front, POCKET_ANGSTROM),
         "type-II": _around(type_ii, TYPE_II_ANGSTROM)}, walls.unresolved, dfg)


def _within(closest: Mapping[int, float], cut: float) -> tuple[int, ...]:
    return tuple(sorted(position for position, distance in closest.items() if distance <= cut))


def _around(closest: Mapping[int, float], cut: float) -> tuple[int, int]:
    """How many are within a cut-off a tenth of an ångström shorter, and longer."""
    return (len(_within(closest, cut - BORDERLINE_ANGSTROM)), len(_within(closest, cut + BORDERLINE_ANGSTROM)))


def _least(distance: NDArray[np.float64]) -> float:
    return float(distance.min()) if len(distance) else float("nan")


def _closest(at: NDArray[np.int64], distance: NDArray[np.float64]) -> dict[int, float]:
    """Shortest distance of each position; atoms come residue by residue."""
    if not len(at):
        return {}
    starts = np.flatnonzero(np.diff(at, prepend=at[0] - 1))
    return dict(zip(at[starts].tolist(), np.minimum.reduceat(distance, starts).tolist(), strict=True))
