"""What `view` and `figure` have in common: their words taken apart, and the scene composed with word on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from kinlens.cli.obtaining import Offline, shown_progress
from kinlens.cli.writing import OptionalText
from kinlens.errors import BadGroup, NoStructureNamed
from kinlens.known_sites import SiteRequest, read_sites
from kinlens.listing import split_arguments
from kinlens.scene import Scene, compose
from kinlens.structures.library import looks_like_structure

Ribbon = Literal["region", "state", "plddt", "entry"]
Repeated = Annotated[tuple[str, ...], Parameter(negative="", show_default=False)]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a scene shows, and how: options that `view` and `figure` share.

    Parameters
    ----------
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
        Site to draw distances to; may be repeated, none for no lines. In a view by default to what is bound; in a
        figure the labels say them.
    turn
        Degrees to turn by about the vertical axis, or auto: from where least stands before the marks.
    title
        Title; what is shown by default.
    offline
        Download nothing, as KINLENS_OFFLINE=1 says for all commands.
    """

    gene: OptionalText = ""
    numbering: OptionalText = ""
    chain: str | None = None
    site: Repeated = ()
    sites: Path | None = None
    group: Repeated = ()
    colour: OptionalText = ""
    ribbon: Ribbon | None = None
    line: Repeated = ()
    turn: str = "0"
    title: OptionalText = ""
    offline: Offline = False


def composed(items: Sequence[str], options: Shown, *, lines: Sequence[str] | None = None) -> Scene:
    """Compose the scene the words of a command ask for: structures first, then variants.

    Parameters
    ----------
    items
        The words.
    options
        What else was asked for.
    lines
        Sites that distances are drawn to where nothing is asked for; what fits by default.

    Raises
    ------
    NoStructureNamed
        If no structure is named.
    BadGroup
        If a group is not written NAME=VARIANT,VARIANT.
    """
    names = list(takewhile(_is_structure, items))
    variants = split_arguments(list(items)[len(names):])
    if not names:
        raise NoStructureNamed
    asked: list[str | SiteRequest] = [*options.site, *(read_sites(options.sites) if options.sites is not None else ())]
    drawn = [name for name in options.line if name != "none"] if options.line else lines
    with shown_progress(", ".join(names), announce=True) as progress:
        return compose(
            names, variants or None, gene=options.gene, numbering=options.numbering, chain=options.chain, sites=asked,
            groups=dict(map(_group, options.group)), colour=options.colour, ribbon=options.ribbon or "", lines=drawn,
            turn_deg=options.turn, title=options.title, offline=options.offline or None, progress=progress)


def _is_structure(word: str) -> bool:
    """Whether a word names a structure, or one with a chain: ``1iep:B``."""
    head, colon, chain = word.rpartition(":")
    return looks_like_structure(word) or bool(colon and chain and looks_like_structure(head))


def _group(text: str) -> tuple[str, str]:
    name, equals, members = text.partition("=")
    if not (equals and name.strip() and members.strip()):
        raise BadGroup(text)
    return name.strip(), members
