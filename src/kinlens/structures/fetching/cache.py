"""Keeping fetched files: each whole or not there at all, with a record of where it came from beside it.

A file is written as ``NAME.part``, and takes its name when it is complete, checked and on the disk; the record
``NAME.json`` follows. Before that the record of an earlier file of that name goes. So whenever the process dies there
is the earlier file, the new one, or none, and never a record beside a file it does not describe; a file without a
record is whole, only its origin is not known.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from kinlens.errors import BadSetting, DamagedFile, EntryBusy, FolderNotWritable
from kinlens.structures.identifiers import Identifier
from kinlens.structures.shelves import find_in

__all__ = ["Kept", "Record", "check", "folder", "keep", "look", "measure", "part_of", "read_record", "sole", "url_of"]

_MOST_RECORD_BYTES = 1 << 16  # far more than a record has: a large NAME.json is something else


@dataclass(frozen=True, slots=True)
class Record:
    """Where a kept file came from.

    Parameters
    ----------
    id
        Canonical identifier.
    provider
        Name of the provider, "" where it is not known.
    url
        Address it was fetched from, after all redirects; "" where it is not known.
    sha256
        Hash of the file as it is kept.
    bytes
        Size of the file as it is kept.
    fetched
        Date and time in UTC.
    last_modified, etag
        What the server said, "" where it said nothing.
    """

    id: str
    provider: str
    url: str
    sha256: str
    bytes: int
    fetched: str
    last_modified: str = ""
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file on the disk and its record, None if it has none."""

    path: Path
    record: Record | None


def folder() -> Path:
    """Give the folder of the cache: ``KINLENS_CACHE`` (read at every call), else ``structures`` in the user's cache.

    Raises
    ------
    BadSetting
        If the variable names the home of a user there is none of.
    """
    named = os.environ.get("KINLENS_CACHE", "").strip()
    if named:
        try:
            return Path(named).expanduser()
        except RuntimeError as error:
            raise BadSetting("KINLENS_CACHE", named, f"a folder ({error})") from error
    import platformdirs

    return platformdirs.user_cache_path("kinlens", appauthor=False) / "structures"


def measure(path: Path) -> tuple[str, int]:
    """Give SHA-256 and size in bytes of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return digest, file.tell()


def read_record(path: Path) -> Record | None:
    """Read the record beside a file.

    Parameters
    ----------
    path
        The file, not the record.

    Returns
    -------
    Record or None
        None where there is no such file, or it is no record.
    """
    beside = _record_path(path)
    try:
        if beside.stat().st_size > _MOST_RECORD_BYTES:
            return None
        said = json.loads(beside.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    values = {field.name: said.get(field.name, field.default) for field in fields(Record)}
    if not all(isinstance(value, int if name == "bytes" else str) for name, value in values.items()):
        return None
    return Record(**values)


def check(path: Path) -> Kept:
    """Compare a file with its record.

    Raises
    ------
    DamagedFile
        If it is not what the record says.
    """
    record = read_record(path)
    if record is not None:
        found, _ = measure(path)
        if found != record.sha256:
            raise DamagedFile(str(path), record.sha256, found)
    return Kept(path, record)


def url_of(path: Path, raw: bytes) -> str:
    """Give the address a file was fetched from.

    Parameters
    ----------
    path
        The file.
    raw
        Its bytes.

    Returns
    -------
    str
        "" where no record lies beside it, or one of another content.
    """
    record = read_record(path)
    return record.url if record is not None and record.sha256 == hashlib.sha256(raw).hexdigest() else ""


def look(where: Path, identifier: Identifier) -> Kept | None:
    """Look an entry up in a folder of kept files.

    Raises
    ------
    DamagedFile
        If its file is not what the record beside it says.
    """
    path = find_in(where, identifier)
    return None if path is None else check(path)


@contextmanager
def sole(where: Path, name: str, asked: str, wait_s: float) -> Iterator[None]:
    """Be the only process that writes something of a folder, which is made if it is missing.

    Parameters
    ----------
    where
        The folder.
    name
        What is written: the lock is the file ``.NAME.lock``, which stays.
    asked
        The entry, for the error.
    wait_s
        How long to wait for another process, in seconds.

    Raises
    ------
    EntryBusy
        If another process has not finished by then.
    FolderNotWritable
        If the folder cannot be made or written to.
    """
    import filelock

    lock = filelock.FileLock(where / f".{name}.lock")
    with _writing_in(where):
        where.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=wait_s)
        except filelock.Timeout as error:
            raise EntryBusy(asked, str(where), wait_s) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def part_of(where: Path, name: str) -> Iterator[Path]:
    """Give the path to write a file to that is not finished; it is gone afterwards unless `keep` took it.

    Raises
    ------
    FolderNotWritable
        If writing inside fails.
    """
    part = where / f"{name}.part"
    with _writing_in(where):
        try:
            yield part
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def keep(part: Path, record: Record) -> Kept:
    """Give a finished part its name, and put its record beside it."""
    path = part.with_suffix("")
    beside = _record_path(path)
    _sync(part)
    beside.unlink(missing_ok=True)
    os.replace(part, path)
    with suppress(OSError):  # not every system can
        _sync(path.parent)
    with part_of(path.parent, beside.name) as written:
        written.write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")
        _sync(written)
        os.replace(written, beside)
    return Kept(path, record)


def _record_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _sync(path: Path) -> None:
    """Have the system write a file, or the names of a folder, to the disk."""
    number = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _writing_in(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FolderNotWritable(str(where), error.strerror or str(error)) from error
