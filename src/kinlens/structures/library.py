"""Finding a coordinate file by path or identifier in local folders; nothing is downloaded here."""

from __future__ import annotations

import os
import re
from pathlib import Path

from kinlens.errors import StructureNotFound

__all__ = ["SUFFIXES", "find", "folders", "looks_like_structure"]

SUFFIXES: tuple[str, ...] = (".cif.gz", ".cif", ".pdb.gz", ".pdb", ".ent.gz", ".ent")
"""Suffixes tried for an identifier, in this order: mmCIF holds what PDB cannot; mirrors gzip."""

# An identifier becomes part of a file name, so each form is closed: no dots, no separators.
_PDB_ID = re.compile(r"(?=[A-Za-z0-9]*[A-Za-z])[1-9][A-Za-z0-9]{3}")
_LONG_PDB_ID = re.compile(r"pdb_(?P<zeros>[0-9a-z]{4})(?P<short>[0-9a-z]{4})", re.IGNORECASE)
_ALPHAFOLD_ID = re.compile(
    r"AF-[A-Z0-9]{4,12}(?:-[0-9]+)?(?P<fragment>-F[0-9]+(?:-model_v[0-9]+)?)?", re.IGNORECASE
)
_COORDINATE_SUFFIX = re.compile(r"\.(?:pdb|cif|mmcif|ent|mmjson|bcif)(?:\.gz)?\Z", re.IGNORECASE)
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


def find(id_or_path: str | os.PathLike[str]) -> Path:
    """Find a coordinate file.

    Parameters
    ----------
    id_or_path
        Path of an existing file, else a PDB identifier (``1s9j``, ``pdb_00001s9j``) or an AlphaFold one
        (``AF-P00533-F1``), in any case. Identifiers are looked up at the top level of `folders`, folder by
        folder, under the names ``1s9j``, ``pdb1s9j`` and ``pdb_00001s9j`` with each of `SUFFIXES` in turn.

    Returns
    -------
    Path

    Raises
    ------
    StructureNotFound
        If there is neither such a file nor such an entry.
    """
    asked = os.fspath(id_or_path)
    path = _existing_file(asked)
    if path is not None:
        return path
    stem = _stem_pattern(asked)
    if stem is None:
        raise StructureNotFound(asked, ())
    searched = folders()
    for folder in searched:
        found = _find_in(folder, stem)
        if found is not None:
            return found
    raise StructureNotFound(asked, tuple(str(folder) for folder in searched))


def looks_like_structure(text: str) -> bool:
    """Tell whether a word on the command line means a structure rather than a variant.

    Parameters
    ----------
    text
        The word.

    Returns
    -------
    bool
        True for an existing file or folder (so that a folder is named as the mistake), a coordinate suffix
        (``.pdb``, ``.cif``, ``.mmcif``, ``.ent``, ``.mmjson``, ``.bcif``, also with ``.gz``), ``AF-…``, ``pdb_…`` and
        four characters like ``1s9j``:
        a digit from 1 to 9 in front and a letter among the rest. ``T315I`` begins with a letter.
    """
    if _PDB_ID.fullmatch(text) or text.lower().startswith(("af-", "pdb_")):
        return True
    return _COORDINATE_SUFFIX.search(text) is not None or _existing(text) is not None


def _existing_file(text: str) -> Path | None:
    path = _existing(text)
    return path if path is not None and path.is_file() else None


def _existing(text: str) -> Path | None:
    try:
        path = Path(text).expanduser()
        return path if text and path.exists() else None
    except (OSError, ValueError, RuntimeError):  # too long for the system, a null inside, an unknown ~user
        return None


def _stem_pattern(identifier: str) -> re.Pattern[str] | None:
    """Give what a file name must be before its suffix, None for a text that is no identifier."""
    if _PDB_ID.fullmatch(identifier):
        return _compile(f"(?:pdb|pdb_0000)?{identifier}")
    if long := _LONG_PDB_ID.fullmatch(identifier):
        # Entries with four leading zeros are the ones that still have a short identifier.
        short = rf"|(?:pdb)?{long['short']}" if long["zeros"] == "0000" else ""
        return _compile(identifier + short)
    if alphafold := _ALPHAFOLD_ID.fullmatch(identifier):
        fragment = "(?:-F1)?" if alphafold["fragment"] is None else ""
        return _compile(f"{identifier}{fragment}(?:-model_v[0-9]+)?")
    return None


def _compile(stem: str) -> re.Pattern[str]:
    return re.compile(stem, re.IGNORECASE)


def _find_in(folder: Path, stem: re.Pattern[str]) -> Path | None:
    """Find the best file of one folder: by suffix, then by model version, then the shortest name."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_file())
    except OSError:  # a folder that is not there holds nothing
        return None
    for suffix in SUFFIXES:
        hits = [n for n in names if n.lower().endswith(suffix) and stem.fullmatch(n[: -len(suffix)])]
        if hits:
            return folder / max(hits, key=lambda name: (_model_version(name), -len(name)))
    return None


def _model_version(name: str) -> int:
    version = _MODEL_VERSION.search(name)
    return int(version[1]) if version else 0
