"""The common frame of kinase domains and the mean pose of ATP in it, over the structures at hand.

Mean Cα positions of conserved columns (PKA numbers) after superposition of all domains, each gene with the weight of
one; orientation: N-lobe up (y), hinge left (−x), looking into the cleft (from +z). The pose is the mean of the most
common conformer of bound ATP and its analogues, with the bond lengths and angles of the complexes it is made of.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import numpy as np

from kinlens.families import load_family
from kinlens.frame.columns import CORE_SCALE_ANGSTROM, FEWEST_CORE, FEWEST_POCKET, POCKET_SCALE_ANGSTROM
from kinlens.geometry import superpose, superpose_robustly
from kinlens.ligands import find_ligands
from kinlens.reference.bundled import read_rows

from .register import Seen, resolved

# Columns by PKA number. Strands β2, β3, β4 (with the end of αC–β4) and β5; hinge; αE, catalytic loop to β7, β8, αF:
# those whose Cα stay within 1 Å of the mean in half of the genes when their own lobe is superposed. Not αC, the
# G-loop and the activation segment, which move with the state.
CORE = {
    "N-lobe": (*range(57, 62), *range(67, 75), *range(103, 110), *range(116, 120)),
    "hinge": tuple(range(120, 125)),
    "C-lobe": (*range(142, 159), *range(162, 175), *range(180, 184), *range(216, 232)),
}
ROUNDS = 15
WIDTH = 400  # more than any PKA number
ATP = ["PG", "O1G", "O2G", "O3G", "PB", "O1B", "O2B", "O3B", "PA", "O1A", "O2A", "O3A", "O5'", "C5'", "C4'", "O4'",
       "C3'", "O3'", "C2'", "O2'", "C1'", "N9", "C8", "N7", "C5", "C6", "N6", "N1", "C2", "N3", "C4"]
RENAMED = {"N3B": "O3B", "C3B": "O3B", "S1G": "O1G"}  # ANP, ACP, AGS: what stands in the place of an oxygen of ATP
ALIKE = (("O1G", "O2G", "O3G"), ("O1B", "O2B"), ("O1A", "O2A"))  # oxygens that entries name as they please
# Over all atoms but those; complexes this near to the mean are one conformer: 21 of 14 genes, 23 of 15 at 1.1 Å;
# from 1.2 Å on (34 of 22) they run into a second conformer, that of EGFR, SRC and MEK1, with its α-phosphate 2 Å off.
CONFORMER_ANGSTROM = 1.0
BOND_ANGSTROM = 1.95  # the longest in ATP is P–O, 1.6 Å


@dataclass(frozen=True)
class Placed:
    """One domain: gene, Cα by PKA number, and the triphosphates bound, by atom name."""

    gene: str
    entry: str
    calpha: np.ndarray
    bound: list[dict[str, np.ndarray]]
    with_oxygen: list[bool]  # with an oxygen between its last phosphates, where analogues have N or C


def collect(folder: Path) -> list[Placed]:
    return [_placed(seen) for seen in resolved(folder)]


def _placed(seen: Seen) -> Placed:
    structure, domain = seen.structure, seen.domain
    calpha = np.full((WIDTH, 3), np.nan)
    for position, residue in seen.protein.positions.items():
        if position in domain and not domain.inserted[position - domain.start]:
            atom = int(structure.named_atoms("CA", [residue])[0])
            if atom >= 0:
                calpha[domain.reference[position - domain.start]] = structure.atoms.xyz[atom]
    bound, with_oxygen = [], []
    for ligand in find_ligands(structure):
        if ligand.kind == "nucleotide" and ligand.owner == seen.protein.chain:
            names = [RENAMED.get(str(name), str(name)) for name in structure.atoms.name[ligand.atoms]]
            atoms = dict(zip(names, structure.atoms.xyz[ligand.atoms], strict=True))
            if set(ATP) <= set(atoms):
                bound.append(atoms)
                with_oxygen.append("O3B" in structure.atoms.name[ligand.atoms])
    return Placed(seen.name, structure.source.id, calpha, bound, with_oxygen)


def _share(genes: list[str]) -> np.ndarray:
    """Weight of each member: every gene counts once."""
    count = Counter(genes)
    return np.array([1.0 / count[gene] for gene in genes])


def mean_core(domains: list[Placed]) -> tuple[np.ndarray, np.ndarray, list[Placed]]:
    """Mean positions of the core columns in the standard orientation, and all domains moved there."""
    core = np.array([n for numbers in CORE.values() for n in numbers])
    enough = [d for d in domains if (~np.isnan(d.calpha[core, 0])).sum() >= FEWEST_CORE]
    weights = _share([d.gene for d in enough])
    first = max(range(len(enough)), key=lambda i: (~np.isnan(enough[i].calpha[core, 0])).sum())
    mean = enough[first].calpha[core]
    for _ in range(ROUNDS):
        laid = np.array([_motion(d.calpha[core], mean).move(d.calpha[core]) for d in enough])
        new = _weighted_mean(laid, weights)
        mean = superpose(new, mean).move(new)  # or it would drift
    turn, origin = _orientation(mean, core)
    moved = []
    for d in enough:
        motion = _motion(d.calpha[core], mean)
        moved.append(Placed(d.gene, d.entry, (motion.move(d.calpha) - origin) @ turn, d.bound, d.with_oxygen))
    return core, (mean - origin) @ turn, moved


def _motion(points: np.ndarray, targets: np.ndarray):
    seen = ~np.isnan(points[:, 0]) & ~np.isnan(targets[:, 0])
    return superpose_robustly(points[seen], targets[seen], CORE_SCALE_ANGSTROM)


def _weighted_mean(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    seen = np.where(np.isnan(points[:, :, 0]), 0.0, weights[:, None])
    return (np.nan_to_num(points) * seen[:, :, None]).sum(0) / seen.sum(0)[:, None]


def _orientation(mean: np.ndarray, core: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Axes as columns and origin: y from C-lobe to N-lobe, the hinge at −x; z then points out of the cleft."""
    centre = {name: mean[np.isin(core, numbers)].mean(axis=0) for name, numbers in CORE.items()}
    origin = (centre["N-lobe"] + centre["C-lobe"]) / 2
    up = centre["N-lobe"] - centre["C-lobe"]
    up /= np.linalg.norm(up)
    right = origin - centre["hinge"]
    right -= (right @ up) * up
    right /= np.linalg.norm(right)
    return np.stack([right, up, np.cross(right, up)], axis=1), origin


def columns(domains: list[Placed], core: np.ndarray, mean: np.ndarray) -> list[tuple]:
    """Rows of ``frame.tsv``: core columns, and those that line the pocket with their neighbours in sequence.

    The neighbours make the superposition of the pocket steadier; DFG-Phe is left out, for it leaves with the state.
    """
    family = load_family()
    calpha = np.array([d.calpha for d in domains])
    of_set = {n: name for name, numbers in CORE.items() for n in numbers}
    lining = {int(row["pka"]) for row in read_rows("profile_columns.tsv")
              if row["klifs"] and int(row["klifs"]) in family.lining}
    pocket = {n + step for n in lining for step in (-1, 0, 1)} - {family.anchors["DFG-Phe"].reference}
    rows = []
    for n in sorted({*of_set, *pocket}):
        points = calpha[:, n]
        seen = ~np.isnan(points[:, 0])
        where = np.flatnonzero(core == n)
        place = mean[where[0]] if len(where) else _middle([d.gene for d in domains], points)
        spread = float(np.median(np.linalg.norm(points[seen] - place, axis=1)))
        genes = len({d.gene for d, here in zip(domains, seen, strict=True) if here})
        rows.append((n, of_set.get(n, ""), int(n in pocket), *(f"{v:.3f}" for v in place), f"{spread:.2f}", genes))
    return rows


def _middle(genes: list[str], points: np.ndarray) -> np.ndarray:
    """Median over genes of a mobile column: a mean would follow the loops that stand open."""
    of_gene: dict[str, list[np.ndarray]] = {}
    for gene, point in zip(genes, points, strict=True):
        if not np.isnan(point[0]):
            of_gene.setdefault(gene, []).append(point)
    return np.median([np.median(members, axis=0) for members in of_gene.values()], axis=0)


def mean_pose(domains: list[Placed], rows: list[tuple]) -> tuple[np.ndarray, np.ndarray, str]:
    """Mean coordinates of ATP and spreads by atom, and what they rest on."""
    numbers = np.array([row[0] for row in rows if row[2]])
    there = np.array([[float(v) for v in row[3:6]] for row in rows if row[2]])
    poses, genes, with_oxygen = [], [], []
    for d in domains:
        here = d.calpha[numbers]
        seen = ~np.isnan(here[:, 0])
        if seen.sum() < FEWEST_POCKET or not d.bound:
            continue
        motion = superpose_robustly(here[seen], there[seen], POCKET_SCALE_ANGSTROM)
        for atoms in d.bound:
            poses.append(motion.move(np.array([atoms[name] for name in ATP])))
            genes.append(d.gene)
        with_oxygen += d.with_oxygen
    every = np.array(poses)
    plain = [k for k, name in enumerate(ATP) if not any(name in group for group in ALIKE)]
    apart = np.sqrt(((every[:, None, plain] - every[None, :, plain]) ** 2).sum(-1).mean(-1))
    near = apart < CONFORMER_ANGSTROM
    best = max(range(len(every)), key=lambda i: (len({g for g, n in zip(genes, near[i], strict=True) if n}), -i))
    mean = every[best]
    for _ in range(ROUNDS):
        off = np.sqrt(((every[:, plain] - mean[plain]) ** 2).sum(-1).mean(-1))
        members = np.flatnonzero(off < CONFORMER_ANGSTROM)
        weights = _share([genes[i] for i in members])
        named = np.array([_relabel(every[i], mean) for i in members])
        mean = np.einsum("i,iaj->aj", weights, named) / weights.sum()
    spread = np.sqrt(np.einsum("i,ia->a", weights, ((named - mean) ** 2).sum(-1)) / weights.sum())
    said = f"{len(members)} complexes of {len({genes[i] for i in members})} genes, of {len(every)} of {len(set(genes))}"
    return _regular(mean, every[with_oxygen]), spread, said


def _relabel(pose: np.ndarray, towards: np.ndarray) -> np.ndarray:
    """A pose with its equivalent oxygens named as they fit best."""
    new = pose.copy()
    for group in ALIKE:
        own = [ATP.index(name) for name in group]
        best = min(permutations(own), key=lambda order: ((pose[list(order)] - towards[own]) ** 2).sum())
        new[own] = pose[list(best)]
    return new


def _regular(mean: np.ndarray, examples: np.ndarray) -> np.ndarray:
    """The mean with the bonds and angles (1–3 distances) that ATP has in the entries: a mean is always too short."""
    every = np.linalg.norm(examples[:, :, None] - examples[:, None], axis=-1)
    middle = np.median(every, axis=0)
    bonded = (middle < BOND_ANGSTROM) & (middle > 0)
    kept = np.triu(bonded | (bonded @ bonded), 1)
    a, b = np.nonzero(kept)
    xyz = mean.copy()
    for _ in range(5000):  # steepest descent with short steps: 31 atoms
        away = xyz[a] - xyz[b]
        length = np.linalg.norm(away, axis=1)
        pull = ((length - middle[a, b]) / length)[:, None] * away
        force = np.zeros_like(xyz)
        np.add.at(force, a, -pull)
        np.add.at(force, b, pull)
        xyz += 0.1 * force + 0.001 * (mean - xyz)
    return xyz


def build(folder: Path, data: Path) -> str:
    domains = collect(folder)
    core, mean, moved = mean_core(domains)
    rows = columns(moved, core, mean)
    _write(data / "frame.tsv", ("pka", "set", "pocket", "x_A", "y_A", "z_A", "spread_A", "genes"), rows)
    pose, spread, said = mean_pose(domains, rows)
    atoms = [(name, *(f"{v:.3f}" for v in place), f"{s:.2f}") for name, place, s in zip(ATP, pose, spread, strict=True)]
    _write(data / "atp_pose.tsv", ("atom", "x_A", "y_A", "z_A", "spread_A"), atoms)
    return f"frame.tsv: {len(rows)} columns over {len(domains)} domains; atp_pose.tsv: {said}"


def _write(path: Path, header: tuple[str, ...], rows: list[tuple]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
