"""``kinlens figure``."""

from __future__ import annotations

from pathlib import Path

from kinlens.cli.obtaining import Offline
from kinlens.cli.saving import save_scene
from kinlens.cli.seeing import Repeated, Ribbon, composed
from kinlens.cli.writing import OptionalText, OutputFile


def figure(
    *items: str,
    output: OutputFile = None,
    width: float = 180.0,
    dpi: int = 300,
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
        Site to draw distances to; may be repeated. None by default: the labels say them.
    turn
        Degrees to turn by about the vertical axis, or auto: from where least stands before the marks.
    title
        Title; what is shown by default.
    offline
        Download nothing, as KINLENS_OFFLINE=1 says for all commands.
    """
    scene = composed(items, gene=gene, numbering=numbering, chain=chain, site=site, sites=sites, group=group,
                     colour=colour, ribbon=ribbon, lines=line or ("none",), turn=turn, title=title, offline=offline)
    target = output if output is not None else Path(f"{scene.molecules[0].entry or 'figure'}.svg")
    save_scene(scene, target, width_mm=width, dpi=dpi)
