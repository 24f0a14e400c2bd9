"""Texts of a figure: printable whatever was given, and no longer than their place."""

from __future__ import annotations

import re
from dataclasses import replace

from kinlens.scene.model import Scene

MOST_LABEL = 36  # letters
FULL_SIZE_LABEL = 16  # letters; longer labels are set smaller
_NO_LETTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold


def printable(scene: Scene) -> Scene:
    """The scene with every text on one line, and a mark (�) for what is no letter."""
    return replace(
        scene, title=_clean(scene.title), caption=tuple(map(_clean, scene.caption)),
        notes=tuple(map(_clean, scene.notes)),
        marks=tuple(replace(mark, label=_clean(mark.label), note=_clean(mark.note)) for mark in scene.marks),
        layers=tuple(replace(layer, parts=tuple(replace(part, title=_clean(part.title)) for part in layer.parts))
                     for layer in scene.layers),
        colourings=tuple(replace(one, key=tuple((colour, _clean(text)) for colour, text in one.key))
                         for one in scene.colourings))


def cut(text: str, most: int) -> str:
    """A text of at most so many letters, which says where it was cut."""
    return text if len(text) <= most else text[:most - 2].rstrip() + " …"


def _clean(text: str) -> str:
    return " ".join(_NO_LETTER.sub("\ufffd", text).split())
