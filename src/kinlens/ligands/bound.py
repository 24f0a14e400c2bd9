"""What is bound to a chain: the role of each ligand by its place, its type, its bonds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kinlens.conformation import Conformation
from kinlens.geometry import distance_matrix
from kinlens.identity import Protein
from kinlens.ligands.burial import BURIED_SHARE, POCKET_RESIDUES, buried_share
from kinlens.ligands.covalent import CovalentBond, covalent_bonds
from kinlens.ligands.finding import FEWEST_CONTACTS, Ligand
from kinlens.ligands.hinge_bonds import HingeBond, hinge_bonds
from kinlens.ligands.pocket import Pocket, Walls, place, pocket_of, walls_of
from kinlens.ligands.types import HINGE_ANGSTROM, LigandType, type_of, type_of_nucleotide
from kinlens.ligands.vocabulary import COMPOUND, LIPID, NUCLEOTIDE, PLACED
from kinlens.numbering import Domain
from kinlens.structures.model import Structure

_Site = tuple[Pocket, Walls] | None
ROLES = ("nucleotide", "drug", "allosteric", "surface", "elsewhere", "cofactor", "additive", "sugar", "peptide", "ion")


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """A ligand seen from a domain of the chain that owns it.

    Attributes
    ----------
    ligand : Ligand
    role : str
        ``nucleotide`` or ``drug`` (at the hinge), ``allosteric`` (in another pocket of the domain, or between it and
        the rest of the protein), ``surface`` (touches the domain without a pocket around it), ``elsewhere`` (no
        contact with the domain), or the kind of what is bound by nature or chance: ``cofactor``, ``additive``,
        ``sugar``, ``peptide``, ``ion``.
    hinge_A : float
        Shortest distance to a backbone N or O of the hinge, in Å; NaN without a resolved hinge.
    type : LigandType
        Of compounds and nucleotides; others have none, with the reason.
    covalent : tuple of CovalentBond
        Bonds to the protein, and contacts too short to be none.
    hinge_bonds : tuple of HingeBond
    buried : float
        Share of its atoms surrounded by protein; NaN where the role does not depend on it.
    domain : int
        Index of the domain it is seen from, 0 without one.
    """

    ligand: Ligand
    role: str
    hinge_A: float
    type: LigandType
    covalent: tuple[CovalentBond, ...] = ()
    hinge_bonds: tuple[HingeBond, ...] = ()
    buried: float = float("nan")
    domain: int = 0

    @property
    def type_said(self) -> str:
        """Such as ``type I½ (back), covalent``; '' without a type."""
        bonded = any(not bond.clash for bond in self.covalent)
        return self.type.name + (", covalent" if self.type.name and bonded else "")


def describe_bound(
    structure: Structure, protein: Protein, domain: Domain | None, conformation: Conformation | None,
    ligands: Sequence[Ligand], *, inside: Sequence[int] | None,
) -> tuple[Bound, ...]:
    """Describe the ligands a chain owns, best-placed first.

    Parameters
    ----------
    structure : Structure
    protein : Protein
        The chain.
    domain : Domain or None
        The domain they are seen from.
    conformation : Conformation or None
        Its state: type II needs a DFG motif that is out.
    ligands : sequence of Ligand
        Of the whole structure.
    inside : sequence of int or None
        Residues of the domain, none of them for a piece of a kinase outside it; None for a protein whose domains are
        not numbered (RAS, atypical kinases, proteins that are not in the tables).

    Returns
    -------
    tuple of Bound
        By the distance to the hinge.
    """
    own = [ligand for ligand in ligands if ligand.owner == protein.chain]
    if not own:
        return ()
    members = None if inside is None else np.asarray(inside, dtype=np.intp)
    placed = domain is not None and any(ligand.kind in PLACED for ligand in own)
    dfg = conformation.dfg.label if conformation is not None else ""
    bound = []
    usual = _surroundings(structure, protein, domain, placed=placed)
    for ligand in own:
        seen = structure.conformer_of(ligand.atoms)
        hinge, site = usual if seen is structure else _surroundings(seen, protein, domain, placed=placed)
        distance = float("nan")
        if len(hinge) and len(ligand.atoms):
            distance = float(distance_matrix(seen.atoms.xyz[hinge], seen.atoms.xyz[ligand.atoms]).min())
        found = _describe(seen, protein, domain, site, dfg, ligand, distance, members)
        bound.append(replace(found, domain=domain.index if domain is not None else 0))
    return tuple(sorted(bound, key=lambda b: (b.hinge_A if b.hinge_A == b.hinge_A else np.inf, b.ligand.key)))


def _surroundings(
    structure: Structure, protein: Protein, domain: Domain | None, *, placed: bool,
) -> tuple[NDArray[np.intp], _Site]:
    """Backbone of the hinge, and the walls of the pocket where something is to be placed there."""
    hinge = _hinge(structure, protein, domain)
    if domain is None or not placed:
        return hinge, None
    pocket = pocket_of(domain)
    return hinge, (pocket, walls_of(structure, protein, pocket))


def _hinge(structure: Structure, protein: Protein, domain: Domain | None) -> NDArray[np.intp]:
    """Backbone N and O of the hinge."""
    positions = protein.positions
    slots = domain.at_pocket(*domain.family.hinge) if domain is not None else []
    residues = np.array([positions[p] for p in slots if p in positions], dtype=np.intp)
    backbone = structure.atoms_of(residues)
    return backbone[np.isin(structure.atoms.name[backbone], ("N", "O"))]


def _describe(
    structure: Structure, protein: Protein, domain: Domain | None, site: _Site, dfg: str, ligand: Ligand,
    hinge_A: float, inside: NDArray[np.intp] | None,
) -> Bound:
    if ligand.kind not in PLACED:
        bonds = covalent_bonds(structure, protein, ligand)
        return Bound(ligand, ligand.kind, hinge_A, LigandType("", f"no compound: {ligand.kind}"), bonds)
    touched = len(ligand.contacts) if inside is None else int(np.isin(ligand.contacts, inside).sum())
    buried = float("nan")
    if ligand.kind != NUCLEOTIDE and touched >= FEWEST_CONTACTS and (
            hinge_A >= HINGE_ANGSTROM or ligand.kind == LIPID):
        buried = buried_share(structure, protein, ligand.atoms)
    role = role_of(ligand.kind, hinge_A, len(ligand.contacts), touched, buried, numbered=inside is not None)
    found = _type(structure, site, dfg, ligand, touched)
    if role == "surface" or (role == "elsewhere" and touched):
        why = f", {buried:.0%} of its atoms buried" if buried == buried else ""
        said = f"{touched} residue{'s' if touched != 1 else ''} of the domain in contact{why}"
        found = replace(found, name="", reason=f"{'on the surface' if role == 'surface' else 'elsewhere'}: {said}",
                        doubts=())
    bonds = covalent_bonds(structure, protein, ligand)
    hydrogen = hinge_bonds(structure, protein, domain, ligand.atoms) if domain is not None and touched else ()
    return Bound(ligand, role, hinge_A, found, bonds, hydrogen, buried)


def _type(structure: Structure, site: _Site, dfg: str, ligand: Ligand, touched: int) -> LigandType:
    if site is None:
        return LigandType("", "no numbered kinase domain")
    if not touched:
        return LigandType("", "no contact with the domain")
    if ligand.kind == LIPID:
        return LigandType("", "a lipid")
    pocket, walls = site
    placement = place(structure, walls, pocket, ligand.atoms, dfg)
    return type_of(placement, pocket) if ligand.kind == COMPOUND else type_of_nucleotide(placement)


def role_of(kind: str, hinge_A: float, contacts: int, touched: int, buried: float, *, numbered: bool) -> str:
    """Role by position.

    Parameters
    ----------
    kind : str
        ``nucleotide``, ``compound`` or ``lipid``.
    hinge_A : float
        Distance to the hinge in Å; NaN where it is not resolved, which cannot speak against the ATP site.
    contacts, touched : int
        Residues of the chain, and of its domain, within 4.5 Å.
    buried : float
        Share of its atoms that are buried.
    numbered : bool
        Whether the protein has numbered domains.

    Returns
    -------
    str
        One of `ROLES`.
    """
    at_hinge = not hinge_A >= HINGE_ANGSTROM
    if kind == NUCLEOTIDE:
        near = not numbered or hinge_A < HINGE_ANGSTROM or touched >= FEWEST_CONTACTS
        return "nucleotide" if at_hinge and near else "elsewhere"
    if not numbered:
        return "drug" if kind == COMPOUND and contacts >= FEWEST_CONTACTS else "elsewhere"
    if not touched or (touched < FEWEST_CONTACTS <= contacts - touched):
        return "elsewhere"
    if touched < FEWEST_CONTACTS:
        return "surface"
    if at_hinge and kind == COMPOUND:
        return "drug"
    return "allosteric" if buried >= BURIED_SHARE and contacts >= POCKET_RESIDUES else "surface"
