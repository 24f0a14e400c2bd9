"""``kinlens info``."""

from __future__ import annotations

import json
from typing import Literal

from kinlens.examination import examine
from kinlens.provenance import describe_fully


def info(
    structure: str, *, chain: str | None = None,
    format: Literal["text", "json"] = "text",  # noqa: A002 - the option's name
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
    """
    examination = examine(structure, chains=[chain] if chain is not None else None)
    if format == "json":
        print(json.dumps(describe_fully(examination), ensure_ascii=False, indent=1))
    else:
        print(examination)
