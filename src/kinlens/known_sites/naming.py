"""Naming where a ligand sits: which known sites its residues belong to.

A ligand sits in the site that has most of the residues it touches, if they are at least half of the ligand's or half
of the site's, whichever is fewer. It sits in a further site of this kinase, or one that every kinase has, if it touches
two fifths of what sites named before have left of it. A site carried over from another kinase is named alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinlens.identity import Protein
from kinlens.known_sites.model import TRANSFERRED, Placed, State
from kinlens.known_sites.registry import known_sites
from kinlens.known_sites.transfer import on_domain
from kinlens.numbering import Domain

# Overlap coefficient (Szymkiewicz–Simpson): shared residues over the fewer of both sets. At a half a fragment that
# fills a corner of a large pocket is in it, and a ligand that grazes a neighbouring pocket is not.
FEWEST_SHARED = 0.5
# Share of a further site. In the PDB entries at hand type I inhibitors reach at most 0.36 of the DFG-out pocket and
# type II inhibitors 0.50 to 0.79; those hold at least 0.45 of the ATP pocket, inhibitors of the DFG-out pocket alone at
# most 0.27 (docs/sites.md).
FEWEST_LEFT = 0.4
# Residues; a ligand that touches fewer of a chain is on its surface (`kinlens.ligands`).
FEWEST_RESIDUES = 3


@dataclass(frozen=True, slots=True)
class Overlap:
    """A known site that a ligand sits in.

    Attributes
    ----------
    placed : Placed
    shared : int
        Residues of the site that the ligand touches, those of sites named before it left out.
    touched : int
        Residues that the ligand touches altogether.
    """

    placed: Placed
    shared: int
    touched: int

    def __str__(self) -> str:
        site = self.placed.site
        return f"{site.name} ({self.shared} of its {len(self.placed.of)} residues touched)"


def touched_positions(protein: Protein, contacts: NDArray[np.intp]) -> list[int]:
    """UniProt numbers of the residues of a chain that a ligand touches.

    Parameters
    ----------
    protein : Protein
        The chain's.
    contacts : (k,) int
        Residues of the structure in contact; what has no UniProt number (tags, other chains) is left out.

    Returns
    -------
    list of int
        In the order of `contacts`.
    """
    numbers = protein.numbers
    return [numbers[residue] for residue in contacts.tolist() if residue in numbers]


def overlaps(domain: Domain, positions: Iterable[int], state: State | None = None) -> tuple[Overlap, ...]:
    """Known pockets that residues belong to, the one with most of them first.

    Parameters
    ----------
    domain : Domain
        The kinase domain of the chain.
    positions : iterable of int
        UniProt numbers of the residues a ligand touches.
    state : State, optional
        State of the domain: a pocket that needs another one is not there.

    Returns
    -------
    tuple of Overlap
        None where the residues belong to no pocket of the registry.
    """
    touched = set(positions)
    state = state or State()
    candidates = [on_domain(site, domain) for site in known_sites().values()
                  if site.kind == "pocket" and site.reaches(domain.protein) and not site.needs.refused_by(state)]
    left, named, found = set(touched), set[int](), list[Overlap]()

    def sits_in(placed: Placed) -> bool:
        shared, rest = len(left & placed.of.keys()), len(placed.of.keys() - named)
        if shared < FEWEST_RESIDUES:
            return False
        if named:
            return placed.origin != TRANSFERRED and shared >= FEWEST_LEFT * rest
        return shared >= FEWEST_SHARED * min(len(left), rest)

    while fitting := [placed for placed in candidates if sits_in(placed)]:
        # Of equally many the more specific one: observed here before carried over, then the smaller.
        best = max(fitting, key=lambda p: (len(left & p.of.keys()), p.site.is_home(domain.protein), -len(p.of)))
        found.append(Overlap(best, len(left & best.of.keys()), len(touched)))
        candidates.remove(best)
        left -= best.of.keys()
        named |= best.of.keys()
    return tuple(found)


def name_site(domain: Domain, positions: Iterable[int], state: State | None = None) -> str:
    """Name the known sites that residues belong to, such as ``atp_site + dfg_out_pocket``; '' for none.

    Parameters
    ----------
    domain, positions, state
        As for :func:`overlaps`.
    """
    return " + ".join(overlap.placed.site.name for overlap in overlaps(domain, positions, state))
