"""PDBQT, the PDB of AutoDock: its atom types turned into the elements they stand for."""

from __future__ import annotations

import re

from kinlens.structures.records import METALS_AND_HALOGENS

__all__ = ["as_pdb"]

# Types of AutoDock 4 and Vina whose letters are not the element: aromatic carbon, acceptors, polar hydrogens, and
# the glue atoms that close the rings of macrocycles.
# https://autodock.scripps.edu/wp-content/uploads/sites/56/2021/10/AutoDock4.2.6_UserGuide.pdf
_ELEMENTS = {
    b"A": b"C", b"NA": b"N", b"NS": b"N", b"OA": b"O", b"OS": b"O", b"SA": b"S", b"HD": b"H", b"HS": b"H",
    b"Z": b"C", b"CG": b"C", b"CG0": b"C", b"CG1": b"C", b"CG2": b"C", b"CG3": b"C",
}  # fmt: skip
_LINE = re.compile(rb"^(?P<kept>(?:ATOM  |HETATM).{60}).{4}[ +-]*\d+\.\d{3} +(?P<type>\S{1,3})[ \r]*$", re.MULTILINE)


def as_pdb(content: bytes) -> bytes:
    """Write PDBQT as PDB.

    Parameters
    ----------
    content
        PDBQT text. Partial charges are left out; dummy and pseudo atoms (types W, G0, J, Q) get no element.

    Returns
    -------
    bytes
        PDB text with elements in their columns.
    """
    return _LINE.sub(_line, content)


def _line(match: re.Match[bytes]) -> bytes:
    kind = match["type"].upper()
    element = _ELEMENTS.get(kind)
    if element is None:
        single = kind in (b"C", b"N", b"O", b"S", b"P", b"H", b"F", b"I", b"B", b"K")
        known = single or kind.decode("latin-1") in METALS_AND_HALOGENS
        element = kind if known else b"X"
    return match["kept"].ljust(76) + element.rjust(2)
