"""Sites of a chain and the distances of residues to them.

A site is a set of atoms with a word on how it was obtained. Distances are between heavy atoms of the chosen
conformers, keep their atom pair, and leave out site residues bonded to the residue measured (definitions 1-10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import distance_matrix, nearest, shortest_by_group
from kinlens.residues import BACKBONE_ATOMS, SIDE_CHAIN_ATOMS
from kinlens.structures.model import Structure

OBSERVED_HERE, CARRIED_OVER, ABSENT = "observed here", "carried over", "absent"  # origins of a site, among others
MODES = ("any", "side_chain", "centroid", "calpha")
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """A molecule that is not in the file, placed in its coordinates.

    Attributes
    ----------
    name : str
        What atom pairs call it: ``ATP``.
    atoms : (n,) str
        Atom names.
    xyz : (n, 3) float
        In Å.
    """

    name: str
    atoms: NDArray[np.str_]
    xyz: NDArray[np.float64]


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
        How it was obtained: ``observed here``, ``carried over``, ``definition``, ``observed in this kinase``,
        ``transferred``, ``asked``; ``absent``.
    owner_chain : str
    atoms : (n,) int
        Empty where the site is absent; of a pose its own atoms from 0 on.
    residues : (m,) int
        Residues that make up the site (for a ligand the ligand itself).
    evidence : str
        What the site is (``bound ATP A:535, 3 phosphates``) or why it is absent.
    pose : Pose or None
        The molecule itself, where it is not in the file.
    """

    name: str
    kind: str
    origin: str
    owner_chain: str
    atoms: Indices
    residues: Indices
    evidence: str
    pose: Pose | None = None

    def places(self, structure: Structure, atoms: Indices | None = None) -> NDArray[np.float64]:
        """Coordinates of the site's atoms, or of some of them, in Å."""
        xyz = structure.atoms.xyz if self.pose is None else self.pose.xyz
        return xyz[self.atoms if atoms is None else atoms]

    @property
    def absent(self) -> bool:
        """Whether there is nothing to measure to."""
        return not len(self.atoms)


def absent_site(name: str, kind: str, chain: str, reason: str) -> Site:
    """A site that is not there, with the reason."""
    nothing = np.zeros(0, dtype=np.intp)
    return Site(name, kind, ABSENT, chain, nothing, nothing, reason)


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


@dataclass(frozen=True, slots=True, eq=False)
class Approach:
    """How near each atom of some residues comes to a site: what every mode but the centroid is read from.

    Attributes
    ----------
    residues : (k,) int
        Residues of the site's owner chain.
    atoms : (n,) int
        Their atoms, residue by residue.
    group : (n,) int
        Place of each atom's residue in `residues`.
    distance_A : (n,) float
        To the nearest site atom that is not in a bonded neighbour, in Å; NaN where there is none.
    site_atom : (n,) int
        That atom, −1 where there is none.
    in_site, bonded : (k,) bool
    next_to : (k, 2) int
        Site residues bonded to each residue, −1 for none.
    """

    residues: Indices
    atoms: Indices
    group: Indices
    distance_A: NDArray[np.float64]
    site_atom: Indices
    in_site: NDArray[np.bool_]
    bonded: NDArray[np.bool_]
    next_to: Indices


def approach(structure: Structure, residues: Indices, site: Site) -> Approach:
    """Measure every atom of some residues to a site.

    Parameters
    ----------
    residues : (k,) int
        Residues of the site's owner chain, in the order of the file, each once.
    """
    atoms = structure.atoms_of(residues if not site.absent else residues[:0])
    place = np.full(len(structure.residues), -1, dtype=np.intp)
    place[residues] = np.arange(len(residues))
    group = place[structure.atoms.residue[atoms]]
    found = Approach(residues, atoms, group, np.full(len(atoms), np.nan), np.full(len(atoms), -1, dtype=np.intp),
                     np.isin(residues, site.residues), np.zeros(len(residues), dtype=bool),
                     np.full((len(residues), 2), -1, dtype=np.intp))
    if not len(atoms):
        return found
    distance, target = nearest(structure.atoms.xyz[atoms], site.places(structure))
    found.distance_A[:] = distance
    found.site_atom[:] = site.atoms[target]
    if site.kind == "residues":
        found.next_to[:] = _bonded_members(structure, site, residues)
        found.bonded[:] = (found.next_to >= 0).any(axis=1) & ~found.in_site
        _measure_again(structure, found, found.bonded, site.atoms)
    for label, conformer in _other_conformers(structure, site).items():
        _measure_again(structure, found, _in_conformer(structure, found, label), conformer)
    return found


def _bonded_members(structure: Structure, site: Site, residues: Indices) -> Indices:
    """Site residues before and after each residue along peptide bonds, −1 for none; shape (k, 2)."""
    chain = structure.residues_of(site.owner_chain)
    bonds = np.flatnonzero(structure.peptide_bonded(site.owner_chain))
    member = np.zeros(len(structure.residues), dtype=bool)
    member[site.residues] = True
    before = np.full(len(structure.residues), -1, dtype=np.intp)
    after = before.copy()
    before[chain[bonds + 1]], after[chain[bonds]] = chain[bonds], chain[bonds + 1]
    next_to: Indices = np.stack([before[residues], after[residues]], axis=1)
    next_to[~member[next_to] | (next_to < 0)] = -1
    return next_to


def _other_conformers(structure: Structure, site: Site) -> dict[str, Indices]:
    """Atoms of the site in each alternate location that it has and did not choose everywhere."""
    if structure.atoms.selected.all() or site.pose is not None:
        return {}
    members = np.unique(structure.atoms.residue[site.atoms])
    every = structure.atoms_of(members, selected=False)
    passed_over = set(structure.atoms.altloc[every[~structure.atoms.selected[every]]].tolist())
    chosen = every[structure.atoms.selected[every]]
    conformers = {label: _atoms_in(structure, every, label) for label in sorted(passed_over)}
    return {label: atoms for label, atoms in conformers.items() if not np.array_equal(atoms, chosen)}


def _atoms_in(structure: Structure, every: Indices, label: str) -> Indices:
    """Those of some residues' atoms that belong to one label, or to the chosen conformer where a residue lacks it."""
    owner, labelled = structure.atoms.residue[every], structure.atoms.altloc[every] == label
    has_label = np.zeros(len(structure.residues), dtype=bool)
    has_label[owner[labelled]] = True
    kept = np.where(has_label[owner], labelled | (structure.atoms.altloc[every] == ""), structure.atoms.selected[every])
    return every[kept]


def _in_conformer(structure: Structure, found: Approach, label: str) -> NDArray[np.bool_]:
    """Tell which residues are taken in the alternate location of that label."""
    taken = np.zeros(len(found.residues), dtype=bool)
    taken[found.group[structure.atoms.altloc[found.atoms] == label]] = True
    return taken


def _measure_again(structure: Structure, found: Approach, which: NDArray[np.bool_], site_atoms: Indices) -> None:
    """Measure a few residues to these site atoms, without those of bonded neighbours."""
    own = np.flatnonzero(which[found.group])
    if not len(own):
        return
    matrix = distance_matrix(structure.atoms.xyz[found.atoms[own]], structure.atoms.xyz[site_atoms])
    owner = structure.atoms.residue[site_atoms]
    before, after = found.next_to[found.group[own]].T
    matrix[(owner == before[:, None]) | (owner == after[:, None])] = np.inf
    target = matrix.argmin(axis=1)
    distance = matrix[np.arange(len(own)), target]
    found.distance_A[own] = np.where(np.isinf(distance), np.nan, distance)
    found.site_atom[own] = np.where(np.isinf(distance), -1, site_atoms[target])


def measure(structure: Structure, residues: Indices, site: Site, *, mode: str = "any") -> Distances:
    """Measure residues to a site.

    Parameters
    ----------
    residues : (k,) int
        Residues of the site's owner chain, in the order of the file, each once.
    mode : str
        ``any`` heavy atom, ``side_chain`` atoms only, ``centroid`` of the side chain without Cα, ``calpha``.
        Gly, a residue without side-chain atoms, and for the centroid one that lacks some of them, is measured
        from Cα (``fallback``).

    Returns
    -------
    Distances
    """
    return read_off(structure, approach(structure, residues, site), site, mode)


def read_off(structure: Structure, found: Approach, site: Site, mode: str) -> Distances:
    """Read the distances of one mode off an approach."""
    k = len(found.residues)
    blank = np.full(k, np.nan), np.full(k, -1, dtype=np.intp), np.full(k, -1, dtype=np.intp)
    if site.absent:
        return Distances(*blank, found.in_site, found.bonded, np.zeros(k, dtype=bool))
    keep, fallback = _atoms_of_mode(structure, found, mode)
    result = Distances(*blank, found.in_site, found.bonded, fallback)
    if mode == "centroid":
        _measure_centroids(structure, found, keep, site, result)
    else:
        usable = keep[~np.isnan(found.distance_A[keep])]
        groups, position = shortest_by_group(found.distance_A[usable], found.group[usable])
        result.distance_A[groups] = found.distance_A[usable[position]]
        result.own_atom[groups] = found.atoms[usable[position]]
        result.site_atom[groups] = found.site_atom[usable[position]]
    result.distance_A[found.in_site] = 0.0
    result.own_atom[found.in_site] = -1
    result.site_atom[found.in_site] = -1
    return result


def _atoms_of_mode(structure: Structure, found: Approach, mode: str) -> tuple[Indices, NDArray[np.bool_]]:
    """Positions of the atoms a mode measures from, and which residues fall back on Cα."""
    if mode == "any":
        return np.arange(len(found.atoms)), np.zeros(len(found.residues), dtype=bool)
    names = structure.atoms.name[found.atoms]
    alpha = names == "CA"
    if mode == "calpha":
        return np.flatnonzero(alpha), np.zeros(len(found.residues), dtype=bool)
    side = ~np.logical_or.reduce([names == name for name in BACKBONE_ATOMS])  # a fifth of np.isin's time
    has_side = np.zeros(len(found.residues), dtype=bool)
    has_side[found.group[side]] = True
    if mode == "centroid":  # the middle of a stub is not the middle of the side chain
        has_side &= [not missing_side_chain(structure, int(residue)) for residue in found.residues]
    use_side = has_side[found.group]
    return np.flatnonzero((side & use_side) | (alpha & ~use_side)), ~has_side


def _measure_centroids(
    structure: Structure, found: Approach, keep: Indices, site: Site, result: Distances,
) -> None:
    """Distance from the centre of each residue's side chain; its first atom stands for it in the pair."""
    groups, first, count = np.unique(found.group[keep], return_index=True, return_counts=True)
    if site.absent or not len(groups):
        return
    xyz, owner = structure.atoms.xyz, structure.atoms.residue
    centres = np.add.reduceat(xyz[found.atoms[keep]], first, axis=0) / count[:, None]
    targets_of = [site.atoms] * len(found.residues)
    for label, conformer in _other_conformers(structure, site).items():
        for i in np.flatnonzero(_in_conformer(structure, found, label)):
            targets_of[i] = conformer
    for i, centre in zip(groups, centres, strict=True):
        targets = targets_of[i]
        if found.bonded[i]:
            targets = targets[~np.isin(owner[targets], found.next_to[i])]
        if len(targets):
            distance, target = nearest(centre[None, :], site.places(structure, targets))
            result.distance_A[i], result.site_atom[i] = distance[0], targets[target[0]]
    result.own_atom[groups] = found.atoms[keep[first]]


def missing_side_chain(structure: Structure, residue: int) -> frozenset[str]:
    """Side-chain atoms the residue should have and lacks; a modified residue may replace some (MSE: SE)."""
    expected = SIDE_CHAIN_ATOMS.get(str(structure.residues.parent[residue]), frozenset())
    present = set(structure.atoms.name[structure.atoms_of(residue)].tolist())
    if str(structure.residues.name[residue]) == "MSE":
        expected = (expected - {"SD"}) | {"SE"}
    return expected - present


def with_altlocs(structure: Structure, residues: Indices) -> NDArray[np.bool_]:
    """Tell which residues have alternate locations."""
    labelled = np.zeros(len(structure.residues), dtype=bool)
    labelled[structure.atoms.residue[structure.atoms.altloc != ""]] = True
    return labelled[residues]


def altloc_ranges(
    structure: Structure, residues: Indices, site: Site, mode: str,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shortest and longest distance of residues to a site over alternate locations.

    Altloc A of a residue is measured to altloc A of the site, never to B; what lacks a label keeps its conformer.

    Returns
    -------
    shortest, longest : (k,) float
        In Å; NaN where they do not differ by more than 0.005 Å.
    """
    atoms = structure.atoms
    members = np.unique(atoms.residue[site.atoms]) if site.pose is None else site.atoms[:0]
    involved = structure.atoms_of(np.concatenate([residues, members]), selected=False)
    values = [np.full(len(residues), np.nan)]
    for label in sorted(set(atoms.altloc[involved].tolist()) - {""}):
        conformer = structure.in_conformer(label)
        there = site if site.pose is not None else replace(site, atoms=conformer.atoms_of(members))
        values.append(measure(conformer, residues, there, mode=mode).distance_A)
    shortest, longest = np.fmin.reduce(values), np.fmax.reduce(values)
    same = ~(longest - shortest > 0.005)
    return np.where(same, np.nan, shortest), np.where(same, np.nan, longest)


def name_pair(
    structure: Structure, own: int, other: int, chain: str, numbers: Mapping[int, int], *, own_name: str = "",
    pose: Pose | None = None,
) -> str:
    """Text of an atom pair, such as ``SG–BBM:I`` or ``CB–D1160:OD2`` (UniProt numbers where known).

    `own_name` stands for what is no atom, such as a centroid; `pose` is what `other` belongs to where that is not in
    the file.
    """
    if own < 0 or other < 0:
        return ""
    r, a = structure.residues, structure.atoms
    if pose is not None:
        return f"{own_name or a.name[own]}–{pose.name}:{pose.atoms[other]}"
    residue = int(a.residue[other])
    if str(r.kind[residue]) != "protein":
        target = str(r.name[residue])
    elif str(r.chain[residue]) == chain:
        number = numbers.get(residue, 0)
        target = f"{r.parent[residue]}{number or r.number[residue]}"
    else:
        target = f"{r.chain[residue]}/{r.parent[residue]}{structure.author(residue)}"
    return f"{own_name or a.name[own]}–{target}:{a.name[other]}"
