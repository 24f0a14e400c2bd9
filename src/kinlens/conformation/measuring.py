"""Distances and dihedral angles between atoms of one conformer, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from kinlens.conformation.motif_residues import Atom, MotifResidues, mixed
from kinlens.geometry import dihedrals
from kinlens.residues import BACKBONE_ATOMS

# Residues whose φ and ψ, and whose χ1, the rules ask for.
_BACKBONES = ("xDFG-x", "DFG-Asp", "DFG-Phe", "HRD-His", "HRD-Arg", *(f"APE{n}" for n in range(6, 11)))
_ROTAMERS = ("DFG-Asp", "DFG-Phe", "APE8")


class Gap(NamedTuple):
    """A distance in Å and its two atoms; NaN with the reason where there is none."""

    distance: float
    atoms: str
    reason: str = ""


def shortest(first: Sequence[Atom], second: Sequence[Atom]) -> Gap:
    """Shortest distance between two sets of atoms, of those that may be in one conformer.

    Parameters
    ----------
    first, second : sequence of Atom
        At least one each.

    Returns
    -------
    Gap
    """
    apart = np.linalg.norm(np.array([a.xyz for a in first])[:, None] - np.array([b.xyz for b in second]), axis=-1)
    if any(a.altloc for a in first) and any(b.altloc for b in second):
        apart[[[bool(mixed((a, b))) for b in second] for a in first]] = np.inf
    i, k = divmod(int(apart.argmin()), len(second))
    if np.isinf(apart[i, k]):
        return Gap(float("nan"), "", mixed((first[i], second[k])))
    return Gap(float(apart[i, k]), f"{first[i].said} – {second[k].said}")


def gap(residues: MotifResidues, first: tuple[str, Sequence[str]], second: tuple[str, Sequence[str]]) -> Gap:
    """Shortest distance between named atoms of two residues.

    Parameters
    ----------
    residues : MotifResidues
    first, second : (str, sequence of str)
        Residue and the atoms of it that count, of which one has to be there.

    Returns
    -------
    Gap
    """
    sides: list[list[Atom]] = []
    for name, atoms in (first, second):
        lack = residues.lack(name)
        there = [found for atom in atoms if (found := residues.atom(name, atom)) is not None]
        if lack or not there:
            return Gap(float("nan"), "", lack or f"{name} {residues.said(name)} has no {' or '.join(atoms)}"
                                                 f"{'' if set(atoms) <= BACKBONE_ATOMS else ': side chain missing'}")
        sides.append(there)
    return shortest(*sides)


def side_chain_gap(residues: MotifResidues, first: str, second: str) -> Gap:
    """Shortest distance between two whole side chains (of Gly its Cα)."""
    for name in (first, second):
        reason = residues.lack(name) or residues.stub(name)
        if not reason and not residues.side_chain(name):
            reason = f"side chain of {name} {residues.said(name)} missing"
        if reason:
            return Gap(float("nan"), "", reason)
    return shortest(residues.side_chain(first), residues.side_chain(second))


class Angles:
    """All φ, ψ and χ1 the rules ask for, by names such as ``DFG-Asp φ``.

    Parameters
    ----------
    residues : MotifResidues

    Attributes
    ----------
    missing : dict of str to str
        Why an angle is not there.
    """

    def __init__(self, residues: MotifResidues) -> None:
        chains: dict[str, list[Atom]] = {}
        self.missing: dict[str, str] = {}
        found = [(f"{name} {angle}", four) for name in _BACKBONES
                 for angle, four in zip("φψ", residues.backbone(name), strict=True)]
        found += [(f"{name} χ1", residues.chi1(name)) for name in _ROTAMERS]
        for name, four in found:
            reason = four if isinstance(four, str) else mixed(four)
            if reason or isinstance(four, str):
                self.missing[name] = reason
            else:
                chains[name] = four
        points = np.array([[atom.xyz for atom in four] for four in chains.values()]).reshape(-1, 4, 3)
        self._of = dict(zip(chains, dihedrals(points).tolist(), strict=True))
        for name in [name for name, angle in self._of.items() if angle != angle]:
            self.missing[name] = f"{name}: two of its atoms are in one place or three on a line"
            del self._of[name]
        for name in self._of:
            if name.endswith("χ1"):
                self._of[name] %= 360.0

    def given(self, *names: str) -> dict[str, float] | str:
        """Angles in ° (χ1 as 0 to 360) by name; the reason where one is missing."""
        for name in names:
            if name in self.missing:
                return self.missing[name]
        return {name: self._of[name] for name in names}
