"""Entries from the cache or the world: the first provider that has one, unless nothing may be downloaded."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from kinlens.errors import BadSetting, DamagedFile, FetchTrouble, NotFetched, StructureNotFound
from kinlens.structures.fetching import cache
from kinlens.structures.fetching.cache import Kept, Record
from kinlens.structures.fetching.download import Limits, Progress, ask, download
from kinlens.structures.fetching.providers import Provider, providers
from kinlens.structures.fetching.receiving import look_over, pack_as_named
from kinlens.structures.identifiers import Identifier
from kinlens.structures.shelves import folders

__all__ = ["from_cache_or_world", "from_world", "searched", "why_offline"]


def why_offline(offline: bool | None = None) -> str:
    """Say why nothing may be downloaded.

    Parameters
    ----------
    offline
        What the caller says; None leaves it to the environment variable ``KINLENS_OFFLINE``.

    Returns
    -------
    str
        "" if downloads are allowed.

    Raises
    ------
    BadSetting
        If the variable is neither 1, true, yes nor 0, false, no or empty.
    """
    if offline is not None:
        return "it was asked for offline" if offline else ""
    said = os.environ.get("KINLENS_OFFLINE", "").strip()
    if said.lower() in ("1", "true", "yes"):
        return f"KINLENS_OFFLINE is {said}"
    if said.lower() in ("", "0", "false", "no"):
        return ""
    raise BadSetting("KINLENS_OFFLINE", said, "1 to download nothing, or 0")


def from_cache_or_world(
    asked: str, identifier: Identifier, offline: bool | None, refresh: bool, limits: Limits,
    progress: Progress | None,
) -> tuple[Kept, bool]:
    """Give a file from the cache, fetching it into it if need be, and say whether it was fetched.

    Raises
    ------
    StructureNotFound
        If it is not in the cache and nothing may be downloaded, or no provider has it (`NotFetched`).
    DamagedFile
        If the cached file is damaged and nothing may be downloaded.
    FolderNotWritable, EntryBusy
        If it cannot be kept.
    BadSetting
        If ``KINLENS_OFFLINE`` or the address of a mirror cannot be understood.
    """
    folder = cache.folder()
    forbidden = why_offline(offline)
    if not refresh:
        try:
            kept = cache.look(folder, identifier)
        except DamagedFile:
            if forbidden:
                raise
            kept = None
        if kept is not None:
            return kept, False
    if forbidden:
        raise StructureNotFound(asked, searched(), forbidden)
    return from_world(folder, identifier.text, asked, identifier, refresh, limits, progress)


def from_world(
    folder: Path, lock: str, asked: str, identifier: Identifier, refresh: bool, limits: Limits,
    progress: Progress | None,
) -> tuple[Kept, bool]:
    """Fetch an entry into a folder, unless another process has just done so; also says whether it was fetched.

    Parameters
    ----------
    folder
        Where to keep it.
    lock
        Name of the lock to hold meanwhile, see `cache.sole`.
    asked
        The entry as it was asked for.
    identifier
        The entry.
    refresh
        Whether what is there does not count.
    limits
        What every single download may cost.
    progress
        Is told of every piece.

    Returns
    -------
    kept : Kept
    fetched : bool

    Raises
    ------
    NotFetched
        If no provider gave it.
    FolderNotWritable, EntryBusy
        If it cannot be kept.
    """
    with cache.sole(folder, lock, identifier.text, limits.lock_s):
        if not refresh:
            try:
                kept = cache.look(folder, identifier)
            except DamagedFile:
                kept = None
            if kept is not None:
                return kept, False
        tries: list[tuple[str, str, str]] = []
        for provider in providers():
            if not provider.serves(identifier):
                continue
            try:
                return _fetch_from(provider, folder, identifier, limits, progress), True
            except FetchTrouble as trouble:
                tries.append((provider.name, trouble.url, trouble.said))
    raise NotFetched(asked, searched(folder), "", tuple(tries))


def searched(*first: Path) -> tuple[str, ...]:
    """Name every place an entry is looked for: the given folders, the local ones, the cache."""
    named = f"the cache {cache.folder()}"
    places = [*(str(folder) for folder in first if folder != cache.folder()), *map(str, folders()), named]
    return tuple(dict.fromkeys(places))


def _fetch_from(
    provider: Provider, folder: Path, identifier: Identifier, limits: Limits, progress: Progress | None,
) -> Kept:
    remote = provider.remote(identifier, lambda url: ask(url, limits=limits))
    with cache.part_of(folder, remote.name) as part:
        with part.open("w+b") as file:
            received = download(
                remote.url, file, limits=limits, progress=progress,
                accept=lambda url: look_over(file, url, identifier, limits.unpacked_bytes))
        pack_as_named(part, remote.name)
        digest, size = cache.measure(part)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        record = Record(identifier.text, provider.name, received.url, digest, size, now,
                        received.last_modified, received.etag)
        return cache.keep(part, record)
