"""Sites of a chain and the distances of residues to them.

A site is a set of atoms with a word on how it was obtained. Distances are between heavy atoms of the chosen
conformers, keep their atom pair, and leave out site residues bonded to the residue measured (definitions 1-10).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import nearest_by_group
from kinlens.residues import BACKBONE_ATOMS
from kinlens.structures.model import Structure

MODES = ("any", "side_chain", "centroid", "calpha")
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A place in one copy of a protein that residues are measured to.

    Attributes
    ----------
    name : str
        Column stem: ``atp_ligand``, ``atp_pocket``, ``helix_c``, ``drug``, ``allosteric``, ``partner`` or the user's.
    kind : str
        ``ligand``, ``residues`` or ``chain``.
    origin : str
        How it was obtained: ``observed here``, ``definition``, ``asked``.
    owner_chain : str
    atoms : (n,) int
        Empty where the site is absent.
    residues : (m,) int
        Residues that make up the site (for a ligand the ligand itself).
    evidence : str
        What the site is (``bound ATP A:535, 3 phosphates``) or why it is absent.
    """

    name: str
    kind: str
    origin: str
    owner_chain: str
    atoms: Indices
    residues: Indices
    evidence: str

    @property
    def absent(self) -> bool:
        """Whether there is nothing to measure to."""
        return not len(self.atoms)


def absent_site(name: str, kind: str, chain: str, reason: str) -> Site:
    """A site that is not there, with the reason."""
    nothing = np.zeros(0, dtype=np.intp)
    return Site(name, kind, "absent", chain, nothing, nothing, reason)


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """Distances of k residues to one site.

    Attributes
    ----------
    distance_A : (k,) float
        Å; 0 for a residue of the site; NaN where nothing could be measured.
    own_atom, site_atom : (k,) int
        The closest pair, −1 where there is none.
    in_site, bonded, fallback : (k,) bool
        Part of the site; next in sequence to a site residue; measured from Cα for want of a side chain.
    """

    distance_A: NDArray[np.float64]
    own_atom: Indices
    site_atom: Indices
    in_site: NDArray[np.bool_]
    bonded: NDArray[np.bool_]
    fallback: NDArray[np.bool_]


def measure(structure: Structure, residues: Indices, site: Site, *, mode: str = "any") -> Distances:
    """Measure residues to a site.

    Parameters
    ----------
    residues : (k,) int
        Residues of the site's owner chain, in the order of the file.
    mode : str
        ``any`` heavy atom, ``side_chain`` atoms only, ``centroid`` of the side chain without Cα, ``calpha``.
        Gly, and a residue without side-chain atoms, is measured from Cα (``fallback``).

    Returns
    -------
    Distances
    """
    k = len(residues)
    result = Distances(np.full(k, np.nan), np.full(k, -1, dtype=np.intp), np.full(k, -1, dtype=np.intp),
                       np.isin(residues, site.residues), np.zeros(k, dtype=bool), np.zeros(k, dtype=bool))
    if site.absent or not k:
        return result
    atoms, xyz, group, fallback = _points(structure, residues, mode)
    result.fallback[:] = fallback
    present = np.unique(group)
    if not len(present):
        return result
    compact = np.searchsorted(present, group)
    shortest, point, target = nearest_by_group(xyz, compact, structure.atoms.xyz[site.atoms])
    result.distance_A[present] = shortest
    result.own_atom[present] = atoms[point]
    result.site_atom[present] = site.atoms[target]
    if site.kind == "residues":
        _leave_out_bonded(structure, residues, site, atoms, xyz, group, result)
    inside = result.in_site
    result.distance_A[inside] = 0.0
    result.own_atom[inside] = -1
    result.site_atom[inside] = -1
    return result


def _leave_out_bonded(
    structure: Structure, residues: Indices, site: Site, atoms: Indices, xyz: NDArray[np.float64],
    group: Indices, result: Distances,
) -> None:
    """Measure again the few residues next to a site residue in sequence, without that neighbour."""
    members = set(site.residues.tolist())
    neighbours = bonded_neighbours(structure, site.owner_chain)
    for i, residue in enumerate(residues.tolist()):
        if residue in members:
            continue
        next_to = [n for n in neighbours.get(residue, ()) if n in members]
        if not next_to:
            continue
        result.bonded[i] = True
        rest = site.atoms[~np.isin(structure.atoms.residue[site.atoms], next_to)]
        own = group == i
        result.distance_A[i], result.own_atom[i], result.site_atom[i] = np.nan, -1, -1
        if len(rest) and own.any():
            zeros = np.zeros(int(own.sum()), dtype=np.intp)
            shortest, point, target = nearest_by_group(xyz[own], zeros, structure.atoms.xyz[rest])
            result.distance_A[i] = shortest[0]
            result.own_atom[i] = atoms[own][point[0]]
            result.site_atom[i] = rest[target[0]]


def bonded_neighbours(structure: Structure, chain: str) -> dict[int, list[int]]:
    """Residues joined to each residue of a chain by a peptide bond."""
    residues = structure.residues_of(chain)
    joined: dict[int, list[int]] = {}
    for i in np.flatnonzero(structure.peptide_bonded(chain)):
        left, right = int(residues[i]), int(residues[i + 1])
        joined.setdefault(left, []).append(right)
        joined.setdefault(right, []).append(left)
    return joined


def _points(
    structure: Structure, residues: Indices, mode: str,
) -> tuple[Indices, NDArray[np.float64], Indices, NDArray[np.bool_]]:
    """Atoms, points and group of each residue in a mode; a centroid is represented by its first atom."""
    atoms = structure.atoms_of(residues)
    place = np.full(len(structure.residues), -1, dtype=np.intp)
    place[residues] = np.arange(len(residues))
    group = place[structure.atoms.residue[atoms]]
    fallback = np.zeros(len(residues), dtype=bool)
    names = structure.atoms.name[atoms]
    if mode == "any":
        return atoms, structure.atoms.xyz[atoms], group, fallback
    alpha = names == "CA"
    side = ~np.isin(names, tuple(BACKBONE_ATOMS)) if mode != "calpha" else alpha
    has_side = np.zeros(len(residues), dtype=bool)
    has_side[group[side]] = True
    fallback = ~has_side
    keep = side | (alpha & fallback[group])
    atoms, group = atoms[keep], group[keep]
    if mode != "centroid":
        return atoms, structure.atoms.xyz[atoms], group, fallback
    present, first, count = np.unique(group, return_index=True, return_counts=True)
    total = np.add.reduceat(structure.atoms.xyz[atoms], first, axis=0)
    return atoms[first], total / count[:, None], present, fallback


def altloc_range(structure: Structure, residue: int, site: Site) -> tuple[float, float] | None:
    """Shortest and longest any-atom distance over alternate locations, in Å; None where they do not differ.

    Altloc A of the residue is measured to altloc A of the site (and to atoms without a label), never to B.
    """
    if site.absent or residue in site.residues:
        return None
    own = structure.atoms_of(residue, selected=False)
    theirs = structure.atoms_of(np.unique(structure.atoms.residue[site.atoms]), selected=False)
    labels = sorted({*structure.atoms.altloc[own], *structure.atoms.altloc[theirs]} - {""})
    if not labels:
        return None
    values = []
    for label in labels:
        a, b = _conformer(structure, own, label), _conformer(structure, theirs, label)
        if len(a) and len(b):
            zeros = np.zeros(len(a), dtype=np.intp)
            values.append(float(nearest_by_group(structure.atoms.xyz[a], zeros, structure.atoms.xyz[b])[0][0]))
    return (min(values), max(values)) if values and max(values) - min(values) > 0.005 else None


def _conformer(structure: Structure, atoms: Indices, label: str) -> Indices:
    """Atoms of one conformer; a residue without that label is taken in its chosen conformer."""
    owner = structure.atoms.residue[atoms]
    labelled = structure.atoms.altloc[atoms] == label
    has_label = np.isin(owner, owner[labelled])
    unlabelled = structure.atoms.altloc[atoms] == ""
    return atoms[labelled | unlabelled | (~has_label & structure.atoms.selected[atoms])]


def name_pair(structure: Structure, own: int, other: int, chain: str, numbers: dict[int, int]) -> str:
    """Text of an atom pair, such as ``SG–BBM:I`` or ``CB–D1160:OD2`` (UniProt numbers where known)."""
    if own < 0 or other < 0:
        return ""
    r, a = structure.residues, structure.atoms
    residue = int(a.residue[other])
    if str(r.kind[residue]) != "protein":
        target = str(r.name[residue])
    elif str(r.chain[residue]) == chain:
        number = numbers.get(residue, 0)
        target = f"{r.parent[residue]}{number or r.number[residue]}"
    else:
        target = f"{r.chain[residue]}/{r.parent[residue]}{r.number[residue]}{r.icode[residue]}"
    return f"{a.name[own]}–{target}:{a.name[other]}"


def parse_numbers(text: str) -> Sequence[int]:
    """Read ``1150-1160,1171`` as residue numbers.

    Raises
    ------
    ValueError
        If a part is no number or range, or a range runs backwards.
    """
    numbers: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        low, high = int(first), int(last if dash else first)
        if high < low or high - low > 5000:
            raise ValueError(f"range {part.strip()} runs backwards or is too long")
        numbers.extend(range(low, high + 1))
    return numbers
