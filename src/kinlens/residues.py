"""Residue identities and alphabets: the values every other room speaks in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import gemmi

from kinlens.errors import BadResidueKey

__all__ = [
    "BACKBONE_ATOMS",
    "ONE_TO_THREE",
    "SIDE_CHAIN_ATOMS",
    "THREE_TO_ONE",
    "ResidueKey",
    "is_amino_acid",
    "is_standard",
    "parent_letter",
]

_KEY = re.compile(r"(?P<chain>[^:\s]*):(?P<number>-?[0-9]+)(?P<icode>[A-Za-z]?)")


@dataclass(frozen=True, slots=True)
class ResidueKey:
    """Identity of a residue in a file: author chain, author number and insertion code.

    There is no ordering on purpose. Insertion codes may run backwards in a file, so the order of residues
    is the order of the file and never the order of their keys.

    Parameters
    ----------
    chain
        Author chain name, ``""`` for the blank chain of old PDB files.
    number
        Author residue number; zero and negative numbers are ordinary.
    icode
        Insertion code, ``""`` when there is none.

    Examples
    --------
    >>> str(ResidueKey("A", 52, "A"))
    'A:52A'
    >>> ResidueKey.parse("B:-3")
    ResidueKey(chain='B', number=-3, icode='')
    """

    chain: str
    number: int
    icode: str = ""

    def __str__(self) -> str:
        return f"{self.chain}:{self.number}{self.icode}"

    @classmethod
    def parse(cls, text: str) -> ResidueKey:
        """Read a key from the text that `str` gives.

        Parameters
        ----------
        text
            ``chain:number`` with an optional insertion code, such as ``A:1150``, ``A:52A`` or ``A:-3``.

        Returns
        -------
        ResidueKey

        Raises
        ------
        BadResidueKey
            If the text has another form.
        """
        match = _KEY.fullmatch(text.strip())
        if match is None:
            raise BadResidueKey(text)
        return cls(match["chain"], int(match["number"]), match["icode"])


THREE_TO_ONE: dict[str, str] = {
    "ALA": "A", "ARG": "R", "ASN": "N", "ASP": "D", "CYS": "C", "GLN": "Q", "GLU": "E", "GLY": "G",
    "HIS": "H", "ILE": "I", "LEU": "L", "LYS": "K", "MET": "M", "PHE": "F", "PRO": "P", "SER": "S",
    "THR": "T", "TRP": "W", "TYR": "Y", "VAL": "V", "SEC": "U", "PYL": "O",
}  # fmt: skip
"""The amino acids of the genetic code; `parent_letter` also knows modified residues."""

ONE_TO_THREE: dict[str, str] = {one: three for three, one in THREE_TO_ONE.items()}

BACKBONE_ATOMS: frozenset[str] = frozenset({"N", "CA", "C", "O", "OXT"})

SIDE_CHAIN_ATOMS: dict[str, frozenset[str]] = {
    one: frozenset(names.split())
    for one, names in {
        "A": "CB",
        "R": "CB CG CD NE CZ NH1 NH2",
        "N": "CB CG OD1 ND2",
        "D": "CB CG OD1 OD2",
        "C": "CB SG",
        "Q": "CB CG CD OE1 NE2",
        "E": "CB CG CD OE1 OE2",
        "G": "",
        "H": "CB CG ND1 CD2 CE1 NE2",
        "I": "CB CG1 CG2 CD1",
        "L": "CB CG CD1 CD2",
        "K": "CB CG CD CE NZ",
        "M": "CB CG SD CE",
        "F": "CB CG CD1 CD2 CE1 CE2 CZ",
        "P": "CB CG CD",
        "S": "CB OG",
        "T": "CB OG1 CG2",
        "W": "CB CG CD1 CD2 NE1 CE2 CE3 CZ2 CZ3 CH2",
        "Y": "CB CG CD1 CD2 CE1 CE2 CZ OH",
        "V": "CB CG1 CG2",
        "U": "CB SE",
        "O": "CB CG CD CE NZ C2 CA2 CB2 CG2 CD2 CE2 N2 O2",
    }.items()
}
"""Heavy side-chain atoms by one-letter parent, without N, CA, C, O and OXT.

A modified residue may replace atoms of its parent (selenomethionine has SE in place of SD).
"""

# Names of force fields for protonation states and disulphides, unknown to the wwPDB dictionary and to gemmi.
_FORCE_FIELD_NAMES: dict[str, str] = {
    "HID": "H", "HIE": "H", "HIP": "H", "HSD": "H", "HSE": "H", "HSP": "H",
    "CYX": "C", "CYM": "C", "ASH": "D", "GLH": "E", "LYN": "K",
}  # fmt: skip

_AMINO_ACID_KINDS = frozenset(
    {gemmi.ResidueKind.AA, gemmi.ResidueKind.AAD, gemmi.ResidueKind.PAA, gemmi.ResidueKind.MAA}
)


@lru_cache(maxsize=4096)
def parent_letter(name: str) -> str:
    """Give the one-letter code of a residue name, of its parent where the residue is modified.

    Parameters
    ----------
    name
        Residue name as in the file (``LYS``, ``TPO``, ``MSE``, ``HIE``).

    Returns
    -------
    str
        One upper-case letter; ``X`` for anything that is no amino acid or has no known parent.

    Examples
    --------
    >>> parent_letter("TPO"), parent_letter("MSE"), parent_letter("ATP")
    ('T', 'M', 'X')
    """
    name = name.upper()
    if name in THREE_TO_ONE:
        return THREE_TO_ONE[name]
    if name in _FORCE_FIELD_NAMES:
        return _FORCE_FIELD_NAMES[name]
    info = gemmi.find_tabulated_residue(name)
    # gemmi writes the parent of a modified residue in lower case; nucleotides have letters of their own.
    letter = info.one_letter_code.strip().upper() if info.kind in _AMINO_ACID_KINDS else ""
    return letter or "X"


def is_standard(name: str) -> bool:
    """Tell whether a residue name is one of the twenty amino acids, also as force fields call them (HID, CYX).

    Parameters
    ----------
    name
        Residue name.

    Returns
    -------
    bool
    """
    return name in THREE_TO_ONE or name in _FORCE_FIELD_NAMES


def is_amino_acid(name: str) -> bool:
    """Tell whether a residue name is an amino acid, common or modified.

    Parameters
    ----------
    name
        Residue name as in the file.

    Returns
    -------
    bool
    """
    name = name.upper()
    return name in _FORCE_FIELD_NAMES or gemmi.find_tabulated_residue(name).kind in _AMINO_ACID_KINDS
