"""Scenes written to files by their suffix, and what was written said."""

from __future__ import annotations

import sys
from pathlib import Path

from kinlens.errors import BadOutput
from kinlens.outputs import PAGE_SUFFIXES, safe_stem
from kinlens.scene import Scene
from kinlens.views.figure import FIGURE_SUFFIXES, draw_figure
from kinlens.views.page import write_page


def named_after(scene: Scene, suffix: str) -> Path:
    """File that is written where none is named: in this folder, called as the first structure."""
    return Path(f"{safe_stem(scene.molecules[0].entry)}{suffix}")


def save_scene(
    scene: Scene, target: Path, *, inline: bool | None = None, offline: bool = False, picture: str = "",
    width_mm: float = 180.0, dpi: int = 300,
) -> None:
    """Write a scene as a page or a figure, and say so; what is not to be seen is said on stderr.

    Raises
    ------
    BadOutput
        If the suffix names neither, or the folder is not there.
    """
    suffix = target.suffix.lower()
    written = [target]
    if suffix in PAGE_SUFFIXES:
        made = write_page(scene, target, inline=inline, offline=offline or None, picture=picture)
        written = [*made.paths]
        if made.reason:
            print(f"kinlens: the page will need a network for its 3D view: {made.reason}", file=sys.stderr)
    elif suffix in FIGURE_SUFFIXES:
        draw_figure(scene, target, width_mm=width_mm, dpi=dpi)
    else:
        raise BadOutput(str(target), f"its suffix is none of {', '.join((*PAGE_SUFFIXES, *FIGURE_SUFFIXES))}")
    for note in scene.notes:
        print(f"kinlens: {note}", file=sys.stderr)
    print(f"Wrote {', '.join(map(str, written))}: {scene.title}.")
