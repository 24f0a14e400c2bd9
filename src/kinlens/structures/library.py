"""Finding a structure by path or identifier: local folders, then the cache, then the world."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kinlens.errors import (
    BadIdentifier,
    DamagedFile,
    FolderNotWritable,
    KinlensError,
    RefreshOffline,
    StructureNotFound,
    UsageError,
)
from kinlens.structures.fetching import cache
from kinlens.structures.fetching.cache import Kept, Record
from kinlens.structures.fetching.download import STANDARD, Limits, Progress
from kinlens.structures.fetching.remote import from_cache_or_world, from_world, searched, why_offline
from kinlens.structures.identifiers import Identifier, is_short_pdb_id, parse_identifier
from kinlens.structures.shelves import SUFFIXES, find_in, folders, is_coordinate_name

__all__ = [
    "SUFFIXES", "Fetched", "fetch", "fetch_all", "find", "folders", "looks_like_structure", "try_to_fetch",
]



@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of an identifier that was to be fetched.

    Parameters
    ----------
    id
        Canonical identifier; the text as given if it is none.
    status
        ``local`` (it lay in a folder already), ``cached``, ``fetched``, ``copied`` (into the folder asked for) or
        ``failed``.
    path
        The file, None if it failed.
    bytes
        Size of the file, 0 if it failed.
    provider, url
        Where it was fetched from, "" where that is not known.
    sha256
        Hash of the file, "" if it failed.
    reason
        Why it failed, "" if it did not.
    """

    id: str
    status: str
    path: Path | None = None
    bytes: int = 0
    provider: str = ""
    url: str = ""
    sha256: str = ""
    reason: str = ""


def find(
    id_or_path: str | os.PathLike[str], *, offline: bool | None = None, progress: Progress | None = None,
    limits: Limits = STANDARD,
) -> Path:
    """Find a coordinate file, downloading it if need be.

    Parameters
    ----------
    id_or_path
        Path of an existing file, else a PDB identifier (``1s9j``, ``pdb_00001s9j``) or an AlphaFold one
        (``AF-P00533-F1``), in any case. Identifiers are looked up at the top level of `folders`, folder by
        folder, under the names ``1s9j``, ``pdb1s9j`` and ``pdb_00001s9j`` with each of `SUFFIXES` in turn; then in
        the cache; then RCSB and PDBe, or the AlphaFold database, are asked.
    offline
        True to download nothing; by default what ``KINLENS_OFFLINE`` says, which is no.
    progress
        Is told of a download: bytes received, bytes in all (None if not known).
    limits
        What a download may cost.

    Returns
    -------
    Path

    Raises
    ------
    StructureNotFound
        If there is neither such a file nor such an entry; `NotFetched` after providers were asked.
    DamagedFile
        If the cached file is damaged and nothing may be downloaded.
    FolderNotWritable, EntryBusy
        If what is to be downloaded cannot be kept.
    BadSetting
        If ``KINLENS_OFFLINE`` or the address of a mirror cannot be understood.
    """
    asked = os.fspath(id_or_path)
    path = existing_path(asked)
    if path is not None and path.is_file():
        return path
    identifier = parse_identifier(asked)
    if identifier is None:
        raise StructureNotFound(asked, ())
    local = _find_local(identifier)
    if local is not None:
        return local
    kept, _ = from_cache_or_world(asked, identifier, offline, False, limits, progress)
    return kept.path


def fetch(
    id: str, *, into: str | os.PathLike[str] | None = None, offline: bool | None = None,  # noqa: A002 - its name
    refresh: bool = False, limits: Limits = STANDARD, progress: Progress | None = None,
) -> Fetched:
    """Have the file of an entry at hand.

    Parameters
    ----------
    id
        PDB or AlphaFold identifier.
    into
        Folder the file shall lie in, made if it is missing; by default any local folder or the cache will do.
    offline
        True to download nothing; by default what ``KINLENS_OFFLINE`` says, which is no.
    refresh
        Download it again even if it is there.
    limits
        What a download may cost.
    progress
        Is told of a download: bytes received, bytes in all (None if not known).

    Returns
    -------
    Fetched

    Raises
    ------
    BadIdentifier
        If `id` is none.
    RefreshOffline
        If a fresh download is asked for and none is allowed.
    StructureNotFound, DamagedFile, FolderNotWritable, EntryBusy, BadSetting
        As `find`.
    """
    identifier = parse_identifier(id)
    if identifier is None:
        raise BadIdentifier(id)
    forbidden = why_offline(offline)
    if refresh and forbidden:
        raise RefreshOffline(forbidden)
    if into is not None:
        return _fetch_into(_folder(into), id, identifier, offline, refresh, limits, progress)
    local = None if refresh else _find_local(identifier)
    if local is not None:
        return _fetched(identifier, "local", _checked_or_bare(local))
    kept, fresh = from_cache_or_world(id, identifier, offline, refresh, limits, progress)
    return _fetched(identifier, "fetched" if fresh else "cached", kept)


def fetch_all(
    ids: Iterable[str], *, into: str | os.PathLike[str] | None = None, offline: bool | None = None,
    refresh: bool = False, limits: Limits = STANDARD, progress: Progress | None = None,
) -> tuple[Fetched, ...]:
    """Have the files of several entries at hand; one that fails does not stop the others.

    Parameters
    ----------
    ids
        Identifiers.
    into, offline, refresh, limits, progress
        As in `fetch`.

    Returns
    -------
    tuple of Fetched
        One for every identifier, in order; ``failed`` ones have a reason.

    Raises
    ------
    RefreshOffline, BadSetting
        If the request can be right for no identifier.
    """
    return tuple(
        try_to_fetch(id, into=into, offline=offline, refresh=refresh, limits=limits, progress=progress) for id in ids)  # noqa: A001


def try_to_fetch(
    id: str, *, into: str | os.PathLike[str] | None = None, offline: bool | None = None,  # noqa: A002 - its name
    refresh: bool = False, limits: Limits = STANDARD, progress: Progress | None = None,
) -> Fetched:
    """Do what `fetch` does, and give a failure as a result with a reason; a bad request (`UsageError`) is raised."""
    try:
        return fetch(id, into=into, offline=offline, refresh=refresh, limits=limits, progress=progress)
    except UsageError:
        raise
    except KinlensError as error:
        identifier = parse_identifier(id)
        return Fetched(identifier.text if identifier else id, "failed", reason=str(error))


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
        (``.pdb``, ``.cif``, ``.mmcif``, ``.ent``, ``.mmjson``, ``.bcif``, ``.pdbqt``, each with ``.gz`` too), ``AF-…``,
        ``pdb_…`` and four characters like ``1s9j``:
        a digit from 1 to 9 in front and a letter among the rest. ``T315I`` begins with a letter.
    """
    if is_short_pdb_id(text) or text.lower().startswith(("af-", "pdb_")):
        return True
    return is_coordinate_name(text) or existing_path(text) is not None


def existing_path(text: str) -> Path | None:
    """The file or folder of a name, None where there is none, or the name cannot be one."""
    try:
        path = Path(text).expanduser()
        return path if text and path.exists() else None
    except (OSError, ValueError, RuntimeError):  # too long for the system, a null inside, an unknown ~user
        return None


def _folder(into: str | os.PathLike[str]) -> Path:
    named = os.fspath(into)
    try:
        folder = Path(named).expanduser()
        os.lstat(folder)
    except FileNotFoundError:
        return folder
    except (OSError, ValueError, RuntimeError) as error:  # too long, a null inside, an unknown ~user
        raise FolderNotWritable(named, str(error)) from error
    return folder


def _find_local(identifier: Identifier) -> Path | None:
    return next((path for folder in folders() if (path := find_in(folder, identifier)) is not None), None)


def _fetch_into(
    into: Path, asked: str, identifier: Identifier, offline: bool | None, refresh: bool, limits: Limits,
    progress: Progress | None,
) -> Fetched:
    """Have a file in one folder: it lies there, or is copied, or fetched."""
    if not refresh:
        there = find_in(into, identifier)
        if there is not None:
            return _fetched(identifier, "local", _checked_or_bare(there))
        source = _source_to_copy(identifier)
        if source is not None:
            return _fetched(identifier, "copied", _copy(source, into, identifier, limits))
    forbidden = why_offline(offline)
    if forbidden:
        raise StructureNotFound(asked, searched(into), forbidden)
    # One lock for the whole folder: it is the user's, and shall not fill with locks.
    kept, fresh = from_world(into, "kinlens", asked, identifier, refresh, limits, progress)
    return _fetched(identifier, "fetched" if fresh else "local", kept)


def _source_to_copy(identifier: Identifier) -> Kept | None:
    local = _find_local(identifier)
    if local is not None:
        return _checked_or_bare(local)
    try:
        return cache.look(cache.folder(), identifier)
    except DamagedFile:
        return None


def _copy(source: Kept, into: Path, identifier: Identifier, limits: Limits) -> Kept:
    """Copy a file under its own name, with its record or one that says what is known."""
    with cache.sole(into, "kinlens", identifier.text, limits.lock_s), cache.part_of(into, source.path.name) as part:
        part.write_bytes(source.path.read_bytes())
        digest, size = cache.measure(part)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return cache.keep(part, source.record or Record(identifier.text, "", "", digest, size, now))


def _checked_or_bare(path: Path) -> Kept:
    """Take a file of a folder that is not ours as it is; a record that does not fit it says nothing."""
    try:
        return cache.check(path)
    except DamagedFile:
        return Kept(path, None)


def _fetched(identifier: Identifier, status: str, kept: Kept) -> Fetched:
    digest, size = cache.measure(kept.path)
    record = kept.record
    return Fetched(identifier.text, status, kept.path, size, record.provider if record else "",
                   record.url if record else "", digest)
