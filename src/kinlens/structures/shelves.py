"""Folders of coordinate files: which are searched for an entry, and which file of a folder is the entry's."""

from __future__ import annotations

import os
import re
from pathlib import Path

from kinlens.structures.identifiers import Identifier

__all__ = ["SUFFIXES", "coordinate_files", "find_in", "folders", "is_coordinate_name", "without_suffix"]

SUFFIXES: tuple[str, ...] = (
    ".cif.gz", ".cif", ".pdb.gz", ".pdb", ".ent.gz", ".ent", ".bcif.gz", ".bcif", ".mmjson.gz", ".mmjson",
)
"""Suffixes tried for an identifier, in this order: mmCIF holds what PDB cannot; mirrors gzip; the rest is rare."""

_COORDINATES = re.compile(r"\.(?:pdb[0-9]?|ent|cif|mmcif|bcif|mmjson|pdbqt)(?:\.gz)?\Z", re.IGNORECASE)
_MODEL_VERSION = re.compile(r"-model_v([0-9]+)", re.IGNORECASE)


def folders() -> tuple[Path, ...]:
    """Give the folders that are searched for an identifier, in order.

    Returns
    -------
    tuple of Path
        Those of the environment variable ``KINLENS_STRUCTURES`` (separated as in ``PATH``, read at every
        call), then ``structures`` below the current directory.
    """
    named = os.environ.get("KINLENS_STRUCTURES", "").split(os.pathsep)
    return (*(Path(name).expanduser() for name in named if name.strip()), Path("structures"))


def is_coordinate_name(name: str) -> bool:
    """Tell whether a file is named like a coordinate file, plain or gzipped."""
    return _COORDINATES.search(name) is not None


def without_suffix(name: str) -> str:
    """Give the name of a file without the suffix of a coordinate file; ``.json`` may be one as well (mmJSON)."""
    return _COORDINATES.sub("", name) if is_coordinate_name(name) else name.removesuffix(".gz").removesuffix(".json")


def coordinate_files(folder: Path) -> list[Path]:
    """List what is named like a coordinate file at the top level of a folder.

    Parameters
    ----------
    folder
        The folder; one that is not there holds nothing.

    Returns
    -------
    list of Path
        By name.
    """
    return [folder / name for name in _names(folder) if is_coordinate_name(name)]


def find_in(folder: Path, identifier: Identifier) -> Path | None:
    """Find the best file of an entry at the top level of a folder.

    Parameters
    ----------
    folder
        The folder; one that is not there holds nothing.
    identifier
        The entry.

    Returns
    -------
    Path or None
        The first by suffix (in the order of `SUFFIXES`), then by model version, then the shortest name.
    """
    names = _names(folder)
    for suffix in SUFFIXES:
        hits = [n for n in names if n.lower().endswith(suffix) and identifier.stems.fullmatch(n[: -len(suffix)])]
        if hits:
            return folder / max(hits, key=lambda name: (_model_version(name), -len(name)))
    return None


def _names(folder: Path) -> list[str]:
    """List the files of a folder by name; one that is not there, or not to be looked into, holds nothing."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_file())
    except OSError:
        return []


def _model_version(name: str) -> int:
    version = _MODEL_VERSION.search(name)
    return int(version[1]) if version and len(version[1]) < 10 else 0
