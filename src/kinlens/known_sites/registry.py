"""The registry of known sites, from ``reference/data/sites.toml``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from kinlens.errors import ReferenceDataError
from kinlens.families import load_family
from kinlens.known_sites.model import KINDS, REACHES, KnownSite, State
from kinlens.reference import load_kinome
from kinlens.reference.bundled import read_toml, spelling_key

FILE = "sites.toml"
_RESIDUE = re.compile(r"([A-Z])([1-9][0-9]*)")
_ALIKE = 0.6  # similarity of names worth suggesting: the default of difflib
_MOST_NEAREST = 3


@cache
def known_sites() -> Mapping[str, KnownSite]:
    """All known sites by name, in the order of the registry.

    Raises
    ------
    ReferenceDataError
        If an entry is not what it should be: another letter in the home protein's sequence, an unknown kind.
    """
    return MappingProxyType({name: _read(name, row) for name, row in read_toml(FILE).items()})


def nearest_names(asked: str) -> tuple[str, ...]:
    """Names of the registry that look like a text, best first."""
    keys = {spelling_key(name): name for name in known_sites()}
    wanted = spelling_key(asked)
    parts = [name for key, name in keys.items() if wanted and (wanted in key or key in wanted)]
    alike = [keys[key] for key in difflib.get_close_matches(wanted, keys, n=_MOST_NEAREST, cutoff=_ALIKE)]
    return tuple(dict.fromkeys([*parts, *alike]))[:_MOST_NEAREST]


def read_labels(text: str) -> dict[int, str]:
    """Read ``L74 C121`` as number -> letter.

    Raises
    ------
    ValueError
        If a word is no letter and number, or a number stands twice.
    """
    found: dict[int, str] = {}
    for word in text.split():
        read = _RESIDUE.fullmatch(word)
        if read is None or int(read[2]) in found:
            raise ValueError(f"{word!r} is no residue such as C121, or stands twice")
        found[int(read[2])] = read[1]
    return found


def _read(name: str, row: Mapping[str, Any]) -> KnownSite:
    def broken(what: str) -> ReferenceDataError:
        return ReferenceDataError(FILE, f"site {name}: {what}")

    try:
        residues = read_labels(row.get("residues", ""))
        site = KnownSite(
            name, row["title"], row["kind"], row.get("allosteric", False), row.get("home", ""), residues,
            tuple(row.get("klifs", ())), tuple(row.get("pka", ())), tuple(row.get("regions", ())),
            row.get("reach", "all"), frozenset(row.get("also", ())),
            State(**row.get("needs", {})), frozenset(row.get("key", ())), row.get("example", ""),
            row.get("chain", ""), row.get("ligand", ""),
            row["how"], row["citation"], row.get("notes", ""), tuple(row.get("computed", ())),
        )
    except (KeyError, TypeError, ValueError) as trouble:
        raise broken(str(trouble)) from trouble
    if site.kind not in KINDS or site.reach not in REACHES:
        raise broken(f"kind {site.kind!r} or reach {site.reach!r} is unknown")
    if bool(site.home) != bool(residues) or bool(site.home) == bool(site.klifs or site.pka or site.regions):
        raise broken("it has to have either a home with residues, or positions that every kinase has")
    if site.key - residues.keys():
        raise broken("a key residue is none of its residues")
    unknown = set(site.regions) - {region.name for region in load_family().regions}
    if unknown:
        raise broken(f"there is no region {', '.join(sorted(unknown))}")
    if site.home:
        sequence = load_kinome().protein(site.home).sequence
        wrong = [f"{letter}{number}" for number, letter in residues.items() if sequence[number - 1:number] != letter]
        if wrong:
            raise broken(f"{site.home} has other residues at {', '.join(wrong)}")
    return site
