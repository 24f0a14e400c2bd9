"""Records of a PDB file by where they stand."""

from __future__ import annotations

import re

__all__ = ["METALS_AND_HALOGENS", "first_atom", "header_of", "next_atom"]

# Two letters that may be an element, and not the atom of a protein with a letter of its place behind it.
METALS_AND_HALOGENS = frozenset({
    "AL", "BR", "CA", "CD", "CL", "CO", "CU", "FE", "HG", "LI", "MG", "MN", "NA", "NI", "SE", "SI", "ZN"})

# One search for both: looking for the rarer of them alone would run through the whole file for every frame.
_ATOM = re.compile(rb"\n(?:ATOM|HETATM)")


def first_atom(content: bytes) -> int:
    """Give where the first atom record begins.

    Parameters
    ----------
    content
        PDB text, or part of one that begins with a whole line.

    Returns
    -------
    int
        The length of the content if there is no atom record.
    """
    if content.startswith((b"ATOM", b"HETATM")):
        return 0
    return next_atom(content, 0)


def next_atom(content: bytes, start: int) -> int:
    """Give where the first atom record after the line at a place begins.

    Parameters
    ----------
    content
        PDB text.
    start
        Where to begin.

    Returns
    -------
    int
        The length of the content if there is no atom record.
    """
    found = _ATOM.search(content, start)
    return found.start() + 1 if found is not None else len(content)


def header_of(content: bytes) -> bytes:
    """Give what stands before the first atom or model of a PDB file.

    Parameters
    ----------
    content
        The whole file.

    Returns
    -------
    bytes
    """
    if content.startswith((b"ATOM  ", b"HETATM", b"MODEL ")):
        return b""
    end = len(content)
    for record in (b"\nATOM  ", b"\nHETATM", b"\nMODEL "):
        found = content.find(record, 0, end)
        end = found if found >= 0 else end
    return content[:end]
