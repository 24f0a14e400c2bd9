"""Distances between the anchors of kinase domains, over the structures at hand: what a register can be checked by."""

from __future__ import annotations

import csv
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from kinlens.errors import KinlensError
from kinlens.identity import Protein, identify_all
from kinlens.numbering import Domain, domains_of
from kinlens.register import MOTIFS
from kinlens.structures import Structure, read

ANCHORS = [*(name for names in MOTIFS.values() for name in names), "αD-start", "APE-Glu"]
FEWEST = 20  # genes that have both anchors resolved
TO_SPREAD = 1.4826  # median absolute deviation to standard deviation, for a normal distribution


@dataclass(frozen=True)
class Seen:
    """A domain of the tables with coordinates."""

    structure: Structure
    protein: Protein
    domain: Domain

    @property
    def name(self) -> str:
        """Gene, and which domain where there are several."""
        several = len(domains_of(self.protein.record)) > 1
        return f"{self.protein.record.gene} {self.domain.index}" if several else self.protein.record.gene


def resolved(folder: Path) -> Iterator[Seen]:
    """Domains of the tables that a chain resolves for the most part, over all structures."""
    for path in sorted(p for p in folder.iterdir() if p.is_file() and p.suffix not in (".csv", ".md")):
        try:
            structure = read(path)
        except KinlensError as trouble:
            print(f"{path.name}: {trouble}")
            continue
        for chain in structure.chain_names:
            if not len(structure.residues_of(chain)):
                continue
            for protein in identify_all(structure, chain):
                if protein.record is None or not protein.record.in_tables:
                    continue
                for domain in domains_of(protein.record):
                    if 2 * sum(n in protein.positions for n in domain.anchors.values()) > len(domain.anchors):
                        yield Seen(structure, protein, domain)


def distances(folder: Path) -> dict[str, list[np.ndarray]]:
    """Domain -> Cα–Cα distances of all pairs of anchors, one matrix a chain."""
    found: dict[str, list[np.ndarray]] = defaultdict(list)
    for seen in resolved(folder):
        xyz = np.full((len(ANCHORS), 3), np.nan)
        for k, name in enumerate(ANCHORS):
            residue = seen.protein.positions.get(seen.domain.anchors.get(name, 0), -1)
            atom = int(seen.structure.named_atoms("CA", [residue])[0]) if residue >= 0 else -1
            if atom >= 0:
                xyz[k] = seen.structure.atoms.xyz[atom]
        found[seen.name].append(np.linalg.norm(xyz[:, None] - xyz[None], axis=-1))
    return found


def build(folder: Path, path: Path) -> str:
    found = distances(folder)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice", RuntimeWarning)  # a pair that no chain resolves
        medians = np.array([np.nanmedian(np.array(chains), axis=0) for chains in found.values()])
    rows = []
    for a, b in combinations(range(len(ANCHORS)), 2):
        values = medians[:, a, b][~np.isnan(medians[:, a, b])]
        if len(values) >= FEWEST:
            middle = float(np.median(values))
            spread = TO_SPREAD * float(np.median(np.abs(values - middle)))
            for one, other in ((a, b), (b, a)):
                rows.append((ANCHORS[one], ANCHORS[other], f"{middle:.2f}", f"{spread:.2f}", len(values)))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow(["anchor", "other", "distance_A", "spread_A", "domains"])
        writer.writerows(sorted(rows, key=lambda row: (ANCHORS.index(row[0]), ANCHORS.index(row[1]))))
    chains = sum(map(len, found.values()))
    return f"register.tsv: {len(rows)} pairs over {chains} chains of {len(found)} domains"
