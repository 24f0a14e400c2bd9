"""What is bound to a chain: what each compound is, where it sits, which type of inhibitor, what it touches.

`find_ligands` lists them with the chain each belongs to, `describe_bound` gives role, type and bonds as seen from a
kinase domain, `contacts_of` every residue in contact in all numberings. Rules and cut-offs: docs/ligands.md.
"""

from kinlens.ligands.bound import ROLES, Bound, describe_bound
from kinlens.ligands.contacts import contacts_of
from kinlens.ligands.covalent import CovalentBond
from kinlens.ligands.finding import FEWEST_CONTACTS, Ligand, find_ligands
from kinlens.ligands.hinge_bonds import HingeBond
from kinlens.ligands.pocket import Placement
from kinlens.ligands.types import HINGE_ANGSTROM, RULES, TYPES, LigandType
from kinlens.ligands.vocabulary import KINDS, load_vocabulary

__all__ = [
    "FEWEST_CONTACTS",
    "HINGE_ANGSTROM",
    "KINDS",
    "ROLES",
    "RULES",
    "TYPES",
    "Bound",
    "CovalentBond",
    "HingeBond",
    "Ligand",
    "LigandType",
    "Placement",
    "contacts_of",
    "describe_bound",
    "find_ligands",
    "load_vocabulary",
]
