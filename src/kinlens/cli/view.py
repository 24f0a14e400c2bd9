"""``kinlens view``."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from kinlens.cli.obtaining import Offline
from kinlens.cli.saving import save_scene
from kinlens.cli.seeing import Repeated, Ribbon, composed
from kinlens.cli.writing import OptionalText, OutputFile


def view(
    *items: str,
    output: OutputFile = None,
    inline: Annotated[bool | None, Parameter(show_default=False)] = None,
    browser: Annotated[bool, Parameter(name="--open", negative="", show_default=False)] = False,
    gene: OptionalText = "",
    numbering: OptionalText = "",
    chain: str | None = None,
    site: Repeated = (),
    sites: Path | None = None,
    group: Repeated = (),
    colour: OptionalText = "",
    ribbon: Ribbon | None = None,
    line: Repeated = (),
    turn: str = "0",
    title: OptionalText = "",
    offline: Offline = False,
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
    gene
        Gene symbol, alias or accession of variants that name none.
    numbering
        Numbering the variants are written in, as for report.
    chain
        Author chain to show.
    site
        Site to show and measure to beside the standard ones, as for report; may be repeated.
    sites
        TOML file with sites of your own.
    group
        Variants of one colour: clinical=C121S,P124L; may be repeated.
    colour
        Column that colours the marks: group, status, region, drug, helix_c …
    ribbon
        Colours of the ribbon: region, state (DFG and αC), plddt, or entry (one a structure); what fits by default.
    line
        Site to draw distances to; may be repeated, none for no lines.
    turn
        Degrees to turn by about the vertical axis, or auto: from where least stands before the marks.
    title
        Title; what is shown by default.
    offline
        Download nothing, as KINLENS_OFFLINE=1 says for all commands.
    """
    scene = composed(items, gene=gene, numbering=numbering, chain=chain, site=site, sites=sites, group=group,
                     colour=colour, ribbon=ribbon, lines=line, turn=turn, title=title, offline=offline)
    target = output if output is not None else Path(f"{scene.molecules[0].entry or 'view'}.html")
    save_scene(scene, target, inline=inline, offline=offline)
    if browser:
        webbrowser.open(target.resolve().as_uri())
