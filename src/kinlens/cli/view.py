"""``kinlens view``."""

from __future__ import annotations

import webbrowser
from typing import Annotated

from cyclopts import Parameter

from kinlens.cli.saving import named_after, save_scene
from kinlens.cli.seeing import Shown, composed
from kinlens.cli.writing import OutputFile


def view(
    *items: str,
    output: OutputFile = None,
    inline: Annotated[bool | None, Parameter(show_default=False)] = None,
    browser: Annotated[bool, Parameter(name="--open", negative="", show_default=False)] = False,
    options: Shown | None = None,
) -> None:
    """Show structures and mutations in 3D, beside their table: one page that needs no network.

    Parameters
    ----------
    items
        STRUCTURE… VARIANT…: structures by id or file, several of them in one frame (1iep:B takes chain B), then the
        variants to mark.
    output
        File to write: .html a page, .svg, .pdf or .png a figure; by default a page named after the structure.
    inline
        Have 3Dmol.js in the page, which then works for ever from a disk (--inline), or have the browser load it
        (--no-inline). In the page by default, where a copy is at hand or can be had.
    browser
        Open the page.
    options
        What is shown, and how.
    """
    options = options or Shown()
    scene = composed(items, options)
    target = output if output is not None else named_after(scene, ".html")
    save_scene(scene, target, inline=inline, offline=options.offline)
    if browser:
        webbrowser.open(target.resolve().as_uri())
