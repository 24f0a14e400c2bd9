"""What of a structure is shown: the chains that matter, what is bound to them, and where it all lies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinlens.errors import NothingToShow
from kinlens.examination import ChainExamination, Examination
from kinlens.frame import find_frame
from kinlens.geometry import Motion
from kinlens.ligands import FEWEST_CONTACTS, Bound
from kinlens.ligands.vocabulary import COMPOUND
from kinlens.numbering import domain_at, numbering_facts
from kinlens.provenance import summarise_state
from kinlens.reference.drugs import drug_said
from kinlens.scene.model import Molecule
from kinlens.scene.molecules import make_molecule
from kinlens.site_finding import partners_of
from kinlens.structures.model import Structure
from kinlens.tables import Row

# A partner has at least this share of the contacts of the largest one; less is a neighbour from the next complex.
LEAST_SHARE = 1 / 3
NOT_SHOWN = ("additive", "ion", "sugar", "peptide")  # roles of what says nothing about a mutation


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A structure in the scene.

    Attributes
    ----------
    name : str
        Entry, with the chain where it was asked for.
    examined : Examination
    chains : tuple of ChainExamination
        Those that are shown whole: one for each protein that has something to mark.
    others : tuple of str
        Chains that are shown faintly: partners, and sites that are chains.
    motion : Motion or None
        Takes the file's coordinates into the scene.
    placed : str
        '' in the common frame, else why not.
    number : int
        Place of the molecule in the scene.
    molecule : Molecule
    places : mapping of int to int
        Index in ``Structure.residues`` -> place in the molecule.
    """

    name: str
    examined: Examination
    chains: tuple[ChainExamination, ...]
    others: tuple[str, ...]
    motion: Motion | None
    placed: str
    number: int
    molecule: Molecule
    places: Mapping[int, int]

    @property
    def structure(self) -> Structure:
        """The structure itself."""
        return self.examined.structure

    @property
    def caption(self) -> str:
        """Such as ``1s9j chain A: MAP2K1, X-RAY DIFFRACTION 2.40 Å; inactive; DFGin, …``."""
        source = self.structure.source
        resolution = f" {source.resolution:.2f} Å" if source.resolution else ""
        chains = "; ".join(
            f"chain {chain.chain}: {chain.protein.record.gene if chain.protein.record else chain.protein.status}"
            + (f", {state}" if (state := summarise_state(chain.conformation)) else "") for chain in self.chains)
        return f"{source.id} ({self.structure.determined_by}{resolution}) {chains}"

    @property
    def bound(self) -> list[Bound]:
        """What is bound to the chains shown whole, best placed first; then what other chains hold against them."""
        return [*(bound for chain in self.chains for bound in chain.ligands if bound.role not in NOT_SHOWN),
                *_shared(self.examined, self.chains)]

    def moved(self, xyz: NDArray[np.float64]) -> NDArray[np.float64]:
        """Coordinates of the file in the scene, shape (n, 3)."""
        return xyz if self.motion is None else self.motion.move(xyz)


def choose_chains(examined: Examination, rows: Sequence[Row]) -> tuple[ChainExamination, ...]:
    """Chains to show whole: for each protein with something to mark the headline's, else the best resolved kinase.

    Raises
    ------
    NothingToShow
        If the structure has no protein chain.
    """
    wanted: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: not row.get("headline", True)):
        name = _chain_of(examined, row)
        if name:
            wanted.setdefault(str(row["accession"]), name)
    chosen = [chain for chain in examined.chains if chain.protein.record is not None
              and wanted.get(chain.protein.record.accession) == chain.chain]
    if chosen:
        return tuple(chosen)
    kinases = [chain for chain in examined.chains if chain.domain is not None]
    if kinases:
        return (max(kinases, key=lambda chain: chain.resolved),)
    known = [chain for chain in examined.chains if chain.protein.record is not None] or list(examined.chains)
    if not known:
        raise NothingToShow(examined.entry)
    return tuple(known[:1])


def _chain_of(examined: Examination, row: Row) -> str:
    """The chain a row was measured on; where none is said the best resolved one that has its residue; '' for none."""
    if not row.get("accession") or not row.get("position"):
        return ""
    accession, position = row["accession"], int(row["position"])
    having = [chain for chain in examined.chains if chain.protein.record is not None
              and chain.protein.record.accession == accession and position in chain.protein.positions]
    if row.get("entry") == examined.entry and any(chain.chain == row.get("chain") for chain in having):
        return str(row["chain"])
    return max(having, key=lambda chain: chain.resolved).chain if having else ""


def chains_beside(examined: Examination, chains: Sequence[ChainExamination]) -> list[str]:
    """Chains to show faintly: partners that touch those shown whole, and chains that hold sites of theirs."""
    proteins = {chain.chain: chain.protein for chain in reversed(examined.chains)}  # of a fusion the first piece
    found: dict[str, None] = {}
    for chain in chains:
        touched = partners_of(examined.structure, proteins, chain.chain)
        most = max(touched.values(), default=0)
        found |= dict.fromkeys(name for name, count in touched.items() if count >= LEAST_SHARE * most)
        for site in chain.sites.values():
            if site.kind == "chain" and not site.absent:
                found |= dict.fromkeys(np.unique(examined.structure.residues.chain[site.residues]).tolist())
    own = {chain.chain for chain in chains}
    return [name for name in found if name not in own]


def _shared(examined: Examination, chains: Sequence[ChainExamination]) -> list[Bound]:
    """Compounds of other chains that touch one of these, such as a molecular glue."""
    own = {chain.chain for chain in chains}
    return [bound for chain in examined.chains if chain.chain not in own for bound in chain.ligands
            if bound.ligand.kind == COMPOUND and bound.role not in NOT_SHOWN
            and any(bound.ligand.touches.get(name, 0) >= FEWEST_CONTACTS for name in own)]


def show(
    examined: Examination, chains: tuple[ChainExamination, ...], others: Sequence[str], number: int, name: str,
) -> Shown:
    """Lay a structure into the scene.

    Parameters
    ----------
    examined : Examination
    chains : tuple of ChainExamination
        At least one; the first one that has a domain decides how the structure lies.
    others : sequence of str
        Chains to show faintly.
    number : int
        Place of the molecule in the scene.
    name : str
    """
    structure = examined.structure
    names = {chain.chain for chain in chains} | set(others)
    ligands = [bound.ligand.residue for chain in chains for bound in chain.ligands if bound.role not in NOT_SHOWN]
    ligands += [bound.ligand.residue for bound in _shared(examined, chains)]
    ligands += [residue for chain in chains for site in chain.sites.values() for residue in site.residues.tolist()
                if site.kind == "ligand"]  # what was asked for is shown, whatever it is
    r = structure.residues
    residues = np.unique(np.concatenate([
        np.flatnonzero(np.isin(r.chain, list(names)) & (r.kind == "protein")), np.array(ligands, dtype=np.intp)]))
    motion, placed = _motion(structure, chains, residues)
    molecule, places = make_molecule(structure, residues, motion, _teller(examined), name, number)
    return Shown(name, examined, chains, tuple(others), motion, placed, number, molecule, places)


def _motion(
    structure: Structure, chains: Sequence[ChainExamination], residues: NDArray[np.intp],
) -> tuple[Motion | None, str]:
    """Into the common frame; where that cannot be, the longest axis upright and the middle at the origin."""
    reasons = []
    for chain in chains:
        if chain.domain is not None:
            frame = find_frame(structure, chain.protein, chain.domain)
            if frame.motion is not None:
                return frame.motion, ""
            reasons.append(frame.reason)
    why = reasons[0] if reasons else "no kinase domain"
    return _upright(structure.atoms.xyz[structure.atoms_of(residues)]), f"laid by its longest axis: {why}"


def _upright(xyz: NDArray[np.float64]) -> Motion | None:
    if len(xyz) < 2:
        return None
    middle = xyz.mean(axis=0)
    _, _, axes = np.linalg.svd(xyz - middle, full_matrices=False)
    rotation = np.stack([axes[1], axes[0], axes[2]], axis=1)  # columns x, y, z
    rotation[:, 2] *= np.sign(np.linalg.det(rotation))
    return Motion(rotation, -middle @ rotation)


def _teller(examined: Examination) -> Callable[[int], str]:
    """What is said of a residue that is pointed at: its name and all its numbers."""
    structure = examined.structure
    owner = {int(residue): (chain, numbers) for chain in examined.chains for numbers in [chain.protein.numbers]
             for residue in chain.protein.residues.tolist()}
    bound = {b.ligand.residue: b for chain in examined.chains for b in chain.ligands}

    def tell(residue: int) -> str:
        r = structure.residues
        where = f"{structure.source.id} {r.chain[residue]}:{structure.author(residue)}"
        if residue not in owner:
            found = bound.get(residue)
            role = f" · {found.type_said or found.role}" if found is not None else ""
            return f"{drug_said(str(r.name[residue]))}{role} · {where}"
        chain, numbers = owner[residue]
        record, position = chain.protein.record, numbers.get(residue, 0)
        if record is None or not position:
            return f"{r.name[residue]} {where}"
        facts = numbering_facts(domain_at(chain.domains, position), position)
        expected = record.sequence[position - 1] if position <= len(record.sequence) else ""
        found_here = str(r.parent[residue])
        changed = f" (here {found_here})" if found_here != expected else ""
        klifs = f"KLIFS {facts['klifs']}" if facts["klifs"] else ""
        parts = [f"{record.gene} {expected}{position}{changed}", facts["region"], klifs, facts["reference"],
                 facts["anchor"], f"author {structure.author(residue)}", where]
        return " · ".join(dict.fromkeys(part for part in parts if part))

    return tell
