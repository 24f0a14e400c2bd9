"""Models of a PDB file that are not told apart by MODEL records with numbers of their own.

Simulation programs end every frame with ``END``, or begin every one with ``MODEL 1``; gemmi stops at the first
``END`` and refuses a repeated number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kinlens.structures.records import first_atom

__all__ = ["Frames", "frames_of"]

_MODEL_NUMBER = re.compile(rb"MODEL\s+(\d+)\s*$", re.MULTILINE)
_BOUNDARY = re.compile(rb"^(?:MODEL\b|ENDMDL|END\b)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of a file, cut apart.

    Parameters
    ----------
    header
        What stands before the first of them.
    frames
        Their atom records, one text each.
    numbers
        Their numbers: those of MODEL records if all have one and no two the same, else counted from 1.
    alike
        Whether the first two have the same atoms in the same order; if not, END separates parts of one structure.
    """

    header: bytes
    frames: tuple[bytes, ...]
    numbers: tuple[int, ...]
    alike: bool

    def text(self, number: int) -> bytes:
        """Give one frame as a file of its own.

        Parameters
        ----------
        number
            One of `numbers`.

        Returns
        -------
        bytes
        """
        return self.header + self.frames[self.numbers.index(number)] + b"\nEND\n"


def frames_of(content: bytes) -> Frames | None:
    """Cut a PDB file into frames.

    Parameters
    ----------
    content
        The whole file.

    Returns
    -------
    Frames or None
        None where there is one model, or MODEL and ENDMDL records with distinct numbers around several.
    """
    if not (_goes_on_after_end(content) or _repeats_model(content)):
        return None
    starts = [0, *(match.start() for match in _BOUNDARY.finditer(content)), len(content)]
    parts = [content[a:b] for a, b in pairwise(starts)]
    parts = [part for part in parts if first_atom(part) < len(part)]
    header = content[: content.index(parts[0]) + first_atom(parts[0])]
    header = header[: header.rfind(b"\nMODEL ") + 1] if b"\nMODEL " in header else header
    if header.startswith(b"MODEL "):
        header = b""
    # The records before the atoms of a later frame (its cell, its title) are those of a simulation: left out.
    frames = tuple(part[first_atom(part) :] for part in parts)
    return Frames(header, frames, _numbers(parts), len(frames) < 2 or _same_atoms(frames[0], frames[1]))


def _goes_on_after_end(content: bytes) -> bool:
    """Tell whether atoms follow a line that says END."""
    at = content.find(b"\nEND")
    while at >= 0:
        if content[at + 4 : at + 5] in (b"\n", b"\r", b" ", b"\t"):
            return content.find(b"\nATOM", at) >= 0 or content.find(b"\nHETATM", at) >= 0
        at = content.find(b"\nEND", at + 4)
    return False


def _repeats_model(content: bytes) -> bool:
    """Tell whether MODEL records repeat a number, have none, or are not closed by ENDMDL."""
    if not content.startswith(b"MODEL ") and content.find(b"\nMODEL ", 0, first_atom(content)) < 0:
        return False
    models = content.count(b"\nMODEL ") + content.startswith(b"MODEL ")
    if models < 2:
        return False
    numbers = _MODEL_NUMBER.findall(content)
    return len(set(map(int, numbers))) < models or content.count(b"\nENDMDL") < models - 1


def _numbers(parts: Sequence[bytes]) -> tuple[int, ...]:
    found = [_MODEL_NUMBER.match(part) for part in parts]
    numbers = tuple(int(match[1]) for match in found if match is not None)
    return numbers if len(set(numbers)) == len(parts) else tuple(range(1, len(parts) + 1))


def _same_atoms(one: bytes, other: bytes) -> bool:
    return _names(one) == _names(other)


def _names(frame: bytes) -> list[bytes]:
    return [line[12:27] for line in frame.splitlines() if line.startswith((b"ATOM", b"HETATM"))]
