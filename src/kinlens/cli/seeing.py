"""What `view` and `figure` have in common: their words taken apart, and the scene composed with word on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from kinlens.cli.obtaining import shown_progress
from kinlens.errors import BadGroup, NoStructureNamed
from kinlens.known_sites import SiteRequest, read_sites
from kinlens.listing import split_arguments
from kinlens.scene import Scene, compose
from kinlens.structures.library import looks_like_structure

Ribbon = Literal["region", "state", "plddt", "entry"]
Repeated = Annotated[tuple[str, ...], Parameter(negative="", show_default=False)]


def composed(
    items: Sequence[str], *, gene: str, numbering: str, chain: str | None, site: Sequence[str], sites: Path | None,
    group: Sequence[str], colour: str, ribbon: Ribbon | None, lines: Sequence[str], turn: str, title: str,
    offline: bool,
) -> Scene:
    """Compose the scene the words of a command ask for: structures first, then variants.

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
    asked: list[str | SiteRequest] = [*site, *(read_sites(sites) if sites is not None else ())]
    with shown_progress(", ".join(names), announce=True) as progress:
        return compose(
            names, variants or None, gene=gene, numbering=numbering, chain=chain, sites=asked,
            groups=dict(map(_group, group)), colour=colour, ribbon=ribbon or "",
            lines=None if not lines else [name for name in lines if name != "none"], turn_deg=turn, title=title,
            offline=offline or None, progress=progress)


def _is_structure(word: str) -> bool:
    """Whether a word names a structure, or one with a chain: ``1iep:B``."""
    head, colon, chain = word.rpartition(":")
    return looks_like_structure(word) or bool(colon and chain and looks_like_structure(head))


def _group(text: str) -> tuple[str, str]:
    name, equals, members = text.partition("=")
    if not (equals and name.strip() and members.strip()):
        raise BadGroup(text)
    return name.strip(), members
