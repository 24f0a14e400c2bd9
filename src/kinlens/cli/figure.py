"""``kinlens figure``."""

from __future__ import annotations

import sys

from kinlens.cli.saving import named_after, save_scene
from kinlens.cli.seeing import Shown, composed
from kinlens.cli.writing import OutputFile
from kinlens.scene import hidden_marks


def figure(
    *items: str, output: OutputFile = None, width: float = 180.0, dpi: int = 300, options: Shown | None = None,
) -> None:
    """Draw structures and mutations without a browser: a ribbon with depth, sites shaded, mutations labelled.

    Parameters
    ----------
    items
        STRUCTURE… VARIANT…: structures by id or file, several of them in one frame (1iep:B takes chain B), then the
        variants to mark.
    output
        File to write: .svg, .pdf or .png; by default an SVG named after the structure.
    width
        Width of the page it is made for, in mm.
    dpi
        Dots an inch of a PNG.
    options
        What is shown, and how.
    """
    scene = composed(items, options or Shown(), lines=())
    hidden = hidden_marks(scene)
    if 2 * hidden > len(scene.marks):
        print(f"kinlens: {hidden} of {len(scene.marks)} mutations lie behind something: --turn auto finds the side "
              "from which least does", file=sys.stderr)
    target = output if output is not None else named_after(scene, ".svg")
    save_scene(scene, target, width_mm=width, dpi=dpi)
