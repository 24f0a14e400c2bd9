"""Names of ligand codes of the chemical component dictionary: VGH is crizotinib. Read from ``data/drugs.tsv``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kinlens.errors import UnknownDrug
from kinlens.reference.bundled import read_rows, spelling_key


@dataclass(frozen=True, slots=True)
class Drug:
    """A ligand code with the name people use.

    Attributes
    ----------
    code : str
        In the chemical component dictionary.
    name : str
    aliases, unverified_aliases : tuple of str
        Other names (research codes, trade names): those the header gives, and those it does not.
    source : str
        Entry and record of its header that give the name; ``unverified`` where the header does not.
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    unverified_aliases: tuple[str, ...]
    source: str

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


@cache
def drugs() -> Mapping[str, Drug]:
    """All named ligands, by code."""
    found = (
        Drug(row["code"], row["name"], _names(row["aliases"]), _names(row["unverified_aliases"]), row["source"])
        for row in read_rows("drugs.tsv"))
    return MappingProxyType({drug.code: drug for drug in found})


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name for name in cell.split("; ") if name)


def drug_said(code: str) -> str:
    """``imatinib (STI)``; a code without a known name stays a code."""
    drug = drugs().get(code)
    return str(drug) if drug is not None else code


def codes_of(asked: str) -> tuple[str, ...]:
    """Ligand codes that a name, alias or code means.

    Parameters
    ----------
    asked : str
        In any case; spaces and hyphens do not matter.

    Returns
    -------
    tuple of str
        A text that is no known name but could be a code is given back, in capitals, as the only one.

    Raises
    ------
    UnknownDrug
        If it is neither.
    """
    wanted = spelling_key(asked)
    by_name = _by_name()
    if wanted in by_name:
        return by_name[wanted]
    if re.fullmatch(r"[A-Za-z0-9]{1,3}|[A-Za-z0-9]{5}", asked.strip()):
        return (asked.strip().upper(),)
    close = difflib.get_close_matches(wanted, by_name, n=3, cutoff=0.6)
    raise UnknownDrug(asked, [str(drugs()[code]) for name in close for code in by_name[name]])


@cache
def _by_name() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for drug in drugs().values():
        for name in (drug.code, drug.name, *drug.aliases, *drug.unverified_aliases):
            known = found.get(spelling_key(name), ())
            found[spelling_key(name)] = known if drug.code in known else (*known, drug.code)
    return found
