"""What a bound compound is by its name: nucleotide, cofactor, additive, sugar, lipid – else a compound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kinlens.reference.bundled import read_toml
from kinlens.residues import is_amino_acid

# Heavy atoms; smaller compounds that are in no list are solvents or acids. The smallest compound of the entries at
# hand has nine (nicotinic acid, 3WAR).
SMALLEST_DRUG = 6
NUCLEOTIDE, COFACTOR, COMPOUND, LIPID = "nucleotide", "cofactor", "compound", "lipid"
ADDITIVE, SUGAR, PEPTIDE, ION = "additive", "sugar", "peptide", "ion"
KINDS = (NUCLEOTIDE, COFACTOR, COMPOUND, LIPID, ADDITIVE, SUGAR, PEPTIDE, ION)
PLACED = (NUCLEOTIDE, COMPOUND, LIPID)  # kinds whose role depends on where they are


@dataclass(frozen=True, slots=True)
class Nucleotide:
    """A nucleotide, nucleoside or base by its name in the chemical component dictionary."""

    phosphates: int
    stands_for: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names of what is no compound of its own.

    Attributes
    ----------
    nucleotides : mapping of str to Nucleotide
    metals : frozenset of str
        Ions that catalysis needs.
    cofactors, additives, sugars, lipids : frozenset of str
    """

    nucleotides: Mapping[str, Nucleotide]
    metals: frozenset[str]
    cofactors: frozenset[str]
    additives: frozenset[str]
    sugars: frozenset[str]
    lipids: frozenset[str]


@cache
def load_vocabulary() -> Vocabulary:
    """Load the compound names that come with the package."""
    data = read_toml("ligands.toml")
    return Vocabulary(
        {name: Nucleotide(row["phosphates"], row["is"]) for name, row in data["nucleotides"].items()},
        frozenset(data["cofactors"]["metals"].split()),
        frozenset(data["cofactors"]["names"].split()),
        frozenset(data["additives"]["names"].split()),
        frozenset(data["sugars"]["names"].split()),
        frozenset(data["lipids"]["names"].split()),
    )


def kind_of(name: str, residue_kind: str, heavy_atoms: int) -> str:
    """Kind of a residue that is neither polymer nor water.

    Parameters
    ----------
    name : str
        Residue name.
    residue_kind : str
        ``ligand`` or ``ion``, as `Structure.residues` has it.
    heavy_atoms : int
        Of the chosen conformer.

    Returns
    -------
    str
        One of `KINDS`.
    """
    words = load_vocabulary()
    if residue_kind == ION:
        return COFACTOR if name in words.metals else ION
    for kind, names in ((NUCLEOTIDE, words.nucleotides), (COFACTOR, words.cofactors), (SUGAR, words.sugars),
                        (LIPID, words.lipids), (ADDITIVE, words.additives)):
        if name in names:
            return kind
    if is_amino_acid(name):  # a buffer, or a piece of a peptide that the file breaks off its chain
        return PEPTIDE
    return ADDITIVE if heavy_atoms < SMALLEST_DRUG else COMPOUND
