"""What is bound to a chain, where, and in which role.

Roles by position, until ligand types are told apart by their pocket: a drug-like compound at least 6.0 Å from
every hinge N and O is *allosteric*, nearer it is the *drug*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import distance_matrix, within_box
from kinlens.packing import CONTACT_ANGSTROM
from kinlens.reference.bundled import read_toml
from kinlens.residues import is_amino_acid
from kinlens.structures.model import Structure

HINGE_ANGSTROM = 6.0  # Type III and allosteric ligands stay this far from hinge N/O (KinCoRe, ligand types)
SMALLEST_DRUG = 6  # heavy atoms; smaller compounds not in the additive list are solvents or acids
FEWEST_CONTACTS = 3  # residues; fewer means a surface or lattice contact


@dataclass(frozen=True, slots=True)
class Nucleotide:
    """A nucleotide by its name in the chemical component dictionary."""

    phosphates: int
    stands_for: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names of nucleotides, additives and sugars."""

    nucleotides: Mapping[str, Nucleotide]
    additives: frozenset[str]
    sugars: frozenset[str]


@cache
def load_vocabulary() -> Vocabulary:
    """Load the compound names that come with the package."""
    data = read_toml("ligands.toml")
    return Vocabulary(
        {name: Nucleotide(row["phosphates"], row["is"]) for name, row in data["nucleotides"].items()},
        frozenset(data["additives"]["names"].split()),
        frozenset(data["sugars"]["names"].split()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Ligand:
    """One bound compound.

    Attributes
    ----------
    name : str
        Residue name.
    residue : int
        Index in ``Structure.residues``.
    key : str
        Author chain and number in the file, such as ``A:1001``.
    owner : str
        Chain with most residues within 4.5 Å, whatever chain the file puts it in; '' if none is near.
    contacts : (k,) int
        Residues of the owner within 4.5 Å.
    touches : mapping of str to int
        Number of residues within 4.5 Å of every chain that has any.
    atoms : (n,) int
        Heavy atoms of the chosen conformer.
    kind : str
        ``nucleotide``, ``compound``, ``additive``, ``sugar`` or ``ion``.
    """

    name: str
    residue: int
    key: str
    owner: str
    contacts: NDArray[np.intp]
    touches: Mapping[str, int]
    atoms: NDArray[np.intp]
    kind: str

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


@lru_cache(maxsize=2)
def find_ligands(structure: Structure) -> tuple[Ligand, ...]:
    """Every bound compound and ion of a structure with the chain that owns it (waters left out)."""
    residues, atoms = structure.residues, structure.atoms
    protein_atom = (residues.kind == "protein")[atoms.residue] & atoms.selected
    protein = np.flatnonzero(protein_atom)
    xyz = atoms.xyz[protein]
    found = []
    for residue in np.flatnonzero(np.isin(residues.kind, ("ligand", "ion"))):
        own = structure.atoms_of(residue)
        kind = _kind(str(residues.name[residue]), str(residues.kind[residue]), len(own))
        near, distance = np.zeros(0, dtype=np.intp), np.zeros(0)
        if len(own) and len(protein):
            near = within_box(xyz, atoms.xyz[own], CONTACT_ANGSTROM)
            distance = distance_matrix(xyz[near], atoms.xyz[own]).min(axis=1)
        close = distance <= CONTACT_ANGSTROM
        owner, contacts, touches = _owner(structure, atoms.residue[protein[near[close]]], distance[close])
        found.append(Ligand(str(residues.name[residue]), int(residue), str(structure.key(int(residue))),
                            owner, contacts, touches, own, kind))
    return tuple(found)


def _owner(
    structure: Structure, touched: NDArray[np.int32], distance: NDArray[np.float64],
) -> tuple[str, NDArray[np.intp], dict[str, int]]:
    """Chain with most of the residues touched, of equal ones the nearest; those residues; residues per chain."""
    if not len(touched):
        return "", np.zeros(0, dtype=np.intp), {}
    starts = np.flatnonzero(np.diff(touched, prepend=-1))  # atoms come residue by residue
    residues, nearest = touched[starts].astype(np.intp), np.minimum.reduceat(distance, starts)
    chain_of = structure.residues.chain[residues]
    chains, counts = np.unique(chain_of, return_counts=True)
    touches = dict(zip(chains.tolist(), counts.tolist(), strict=True))
    owner = min(touches, key=lambda chain: (-touches[chain], nearest[chain_of == chain].min()))
    return owner, residues[chain_of == owner], touches


def _kind(name: str, residue_kind: str, heavy_atoms: int) -> str:
    words = load_vocabulary()
    if residue_kind == "ion":
        return "ion"
    if name in words.nucleotides:
        return "nucleotide"
    if name in words.sugars:
        return "sugar"
    # A free amino acid is a buffer, or a piece of a peptide that the file breaks off its chain.
    additive = name in words.additives or heavy_atoms < SMALLEST_DRUG or is_amino_acid(name)
    return "additive" if additive else "compound"


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """A ligand seen from the chain that owns it.

    Attributes
    ----------
    role : str
        ``nucleotide``, ``drug``, ``allosteric``, ``elsewhere`` (no contact with the domain), ``additive``,
        ``sugar`` or ``ion``.
    hinge_A : float
        Shortest distance to a backbone N or O of the hinge, in Å; NaN without a resolved hinge.
    """

    ligand: Ligand
    role: str
    hinge_A: float


def assign_roles(
    structure: Structure, ligands: Sequence[Ligand], chain: str,
    hinge: Sequence[int], domain: Sequence[int] | None,
) -> tuple[Bound, ...]:
    """Roles of the ligands a chain owns, best-placed first.

    Parameters
    ----------
    hinge : sequence of int
        Residues of the hinge; empty for a chain without a numbered domain.
    domain : sequence of int or None
        Residues of the domain, none of them for a piece of a kinase outside it; None for a protein whose
        domains are not numbered (RAS, atypical kinases, proteins that are not in the tables).
    """
    backbone = structure.atoms_of(np.asarray(hinge, dtype=np.intp)) if len(hinge) else np.zeros(0, dtype=np.intp)
    backbone = backbone[np.isin(structure.atoms.name[backbone], ("N", "O"))]
    inside = None if domain is None else np.asarray(domain, dtype=np.intp)
    bound = []
    for ligand in ligands:
        if ligand.owner != chain:
            continue
        distance = float("nan")
        if len(backbone) and len(ligand.atoms):
            distance = float(distance_matrix(
                structure.atoms.xyz[backbone], structure.atoms.xyz[ligand.atoms]).min())
        bound.append(Bound(ligand, _role(ligand, distance, inside), distance))
    return tuple(sorted(bound, key=lambda b: (b.hinge_A if b.hinge_A == b.hinge_A else np.inf, b.ligand.key)))


def _role(ligand: Ligand, hinge_A: float, domain: NDArray[np.intp] | None) -> str:
    """Role by position; a hinge without coordinates cannot speak against the ATP site."""
    if ligand.kind not in ("nucleotide", "compound"):
        return ligand.kind
    if domain is not None and not len(domain):
        return "elsewhere"
    inside = FEWEST_CONTACTS if domain is None else int(np.isin(ligand.contacts, domain).sum())
    at_hinge = not hinge_A >= HINGE_ANGSTROM
    if ligand.kind == "nucleotide":
        near = hinge_A < HINGE_ANGSTROM or inside >= FEWEST_CONTACTS
        return "nucleotide" if at_hinge and near else "elsewhere"
    if len(ligand.contacts) < FEWEST_CONTACTS or inside < FEWEST_CONTACTS:
        return "elsewhere"
    return "drug" if domain is None or at_hinge else "allosteric"
