"""``kinlens info``."""

from __future__ import annotations

import json
from typing import Literal

from kinlens.cli.obtaining import Offline, read_showing
from kinlens.examination import examine
from kinlens.provenance import describe_fully


def info(
    structure: str, *, chain: str | None = None,
    format: Literal["text", "json"] = "text",  # noqa: A002 - the option's name
    model: int | None = None,
    offline: Offline = False,
) -> None:
    """Say what a structure is: identity of each chain, numbering, domains, ligands, sites.

    Parameters
    ----------
    structure
        Structure file or id.
    chain
        Author chain; all by default.
    format
        text or json.
    model
        Model to read, by its number in the file; the first by default.
    offline
        Download nothing for an id, as KINLENS_OFFLINE=1 says for all commands.
    """
    source = read_showing(structure, model=model, offline=offline)
    examination = examine(source, chains=[chain] if chain is not None else None)
    if format == "json":
        print(json.dumps(describe_fully(examination), ensure_ascii=False, indent=1))
    else:
        print(examination)
