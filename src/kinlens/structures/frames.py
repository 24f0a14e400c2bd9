"""Models of a PDB file that are not told apart by MODEL records with numbers of their own.

Simulation programs end every frame with ``END``, or begin every one with ``MODEL 1``; gemmi stops at the first
``END`` and refuses a repeated number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kinlens.structures.records import first_atom, next_atom

__all__ = ["Frames", "frames_of"]

_MODEL_NUMBER = re.compile(rb"MODEL\s+(\d+)\s*$", re.MULTILINE)
_BOUNDARY = re.compile(rb"^(?:MODEL |ENDMDL|END\b)", re.MULTILINE)


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
    spans = list(_spans(content))
    if not spans:  # models, and no atom in the columns of the format
        return None
    frames = tuple(content[atom:end] for _, atom, end in spans)
    before, atom, _ = spans[0]
    model = _model_record(content, before, atom)
    # The records before the atoms of a later frame (its cell, its title) are those of a simulation: left out.
    header = content[: model if model >= 0 else atom]
    return Frames(header, frames, _numbers(content, spans), len(frames) < 2 or _same_atoms(frames[0], frames[1]))


def _spans(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Give for each frame where the one before ends, and where its own atoms begin and end."""
    before, atom = 0, first_atom(content)
    while atom < len(content):
        boundary = _BOUNDARY.search(content, atom)
        end = boundary.start() if boundary is not None else len(content)
        yield before, atom, end
        before, atom = end, next_atom(content, end)


def _goes_on_after_end(content: bytes) -> bool:
    """Tell whether atoms follow a line that says END."""
    at = content.find(b"\nEND")
    while at >= 0:
        if content[at + 4 : at + 5] in (b"\n", b"\r", b" ", b"\t"):
            return next_atom(content, at) < len(content)
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


def _numbers(content: bytes, spans: Sequence[tuple[int, int, int]]) -> tuple[int, ...]:
    models = [_model_record(content, before, atom) for before, atom, _ in spans]
    found = [_MODEL_NUMBER.match(content, at) for at in models if at >= 0]
    numbers = tuple(int(match[1]) for match in found if match is not None)
    return numbers if len(set(numbers)) == len(spans) else tuple(range(1, len(spans) + 1))


def _model_record(content: bytes, start: int, end: int) -> int:
    """Give where the last MODEL record between two places begins, −1 without one; the first place begins a line."""
    found = content.rfind(b"\nMODEL ", start, end)
    return found + 1 if found >= 0 else start if content.startswith(b"MODEL ", start) else -1


def _same_atoms(one: bytes, other: bytes) -> bool:
    return _names(one) == _names(other)


def _names(frame: bytes) -> list[bytes]:
    return [line[12:27] for line in frame.splitlines() if line.startswith((b"ATOM", b"HETATM"))]
