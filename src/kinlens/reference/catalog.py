"""The catalogue of reference entries: what each shows, which paper it belongs to; from ``data/catalog.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kinlens.reference.bundled import read_toml


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry that is worth looking at first.

    Attributes
    ----------
    entry : str
        PDB identifier in lower case.
    chain, gene, state : str
    ligands : mapping of str to str
        Code -> role and name.
    why : str
        What it is in the catalogue for.
    citation : str
        The entry's own.
    """

    entry: str
    chain: str
    gene: str
    state: str
    ligands: Mapping[str, str]
    why: str
    citation: str


@cache
def catalog() -> Mapping[str, Reference]:
    """All reference entries, by identifier."""
    return MappingProxyType({entry: Reference(entry, **row) for entry, row in read_toml("catalog.toml").items()})
