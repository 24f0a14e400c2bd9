"""Describing the files of local folders, once each: what is known of an unchanged file is kept in the cache."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from kinlens.inventory.entries import NOT_READ, Row, describe_file
from kinlens.reference.bundled import read_toml
from kinlens.structures.fetching import cache
from kinlens.structures.shelves import coordinate_files
from kinlens.tables import columns_of
from kinlens.version import __version__

Progress = Callable[[int, int], None]  # files described, files in all
KEPT_EVERY = 50  # files; an interrupted scan loses no more than that


def scan(folders: Iterable[Path], *, progress: Progress | None = None) -> list[Row]:
    """Rows of all coordinate files at the top level of folders.

    Parameters
    ----------
    folders : iterable of Path
        Those that do not exist hold nothing.
    progress : callable, optional
        Is told the files described and the files in all, as the work goes on.

    Returns
    -------
    list of dict
        By folder and file name, each with its ``file``; a file that cannot be read has a row with the reason.
    """
    files = list(dict.fromkeys(path.absolute() for folder in folders for path in coordinate_files(folder)))
    kept = _load()
    fresh: dict[str, Any] = {}
    unsaved = 0
    for done, path in enumerate(files):
        if progress is not None:
            progress(done, len(files))
        mark = _mark(path)
        rows = _known(kept.get(str(path)), mark)
        if rows is None:
            rows = describe_file(path)
            unsaved += 1
        fresh[str(path)] = {"mark": mark, "rows": rows}
        if unsaved >= KEPT_EVERY:
            _save(kept | fresh)
            unsaved = 0
    if progress is not None:
        progress(len(files), len(files))
    if unsaved:
        _save({name: known for name, known in (kept | fresh).items() if os.path.exists(name)})
    return [dict(row, place="local", file=name) for name, known in fresh.items() for row in known["rows"]]


def _known(kept: Any, mark: list[int]) -> list[Row] | None:
    """Rows that were kept of a file in this very state; None where there are none, or what was kept is damaged."""
    if not isinstance(kept, dict) or kept.get("mark") != mark or not isinstance(kept.get("rows"), list):
        return None
    rows = kept["rows"]
    names = {column.name for column in columns_of("entry")}
    whole = all(isinstance(row, dict) and {"entry", "status"} <= set(row) <= names for row in rows)
    # What was not read may be readable by now: by rights that changed, or an extra that was installed.
    return rows if whole and rows and all(row["status"] != NOT_READ for row in rows) else None


def _mark(path: Path) -> list[int]:
    """What changes when a file does: size and time of the last change."""
    try:
        state = path.stat()
    except OSError:
        return []
    return [state.st_size, state.st_mtime_ns]


def _file() -> Path:
    """Where the descriptions are kept: another version of kinlens, or of its tables, describes anew."""
    tables = "".join(row["sha256"] for row in read_toml("manifest.toml").values() if isinstance(row, dict))
    version = sha256(f"{__version__} {tables}".encode()).hexdigest()[:12]
    return cache.folder() / f"inventory-{version}.json"


def _load() -> dict[str, Any]:
    try:
        kept = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):  # nothing kept, or damaged: describe anew
        return {}
    return kept if isinstance(kept, dict) else {}


def _save(described: dict[str, Any]) -> None:
    """Keep the descriptions, if the cache can be written: it only saves time."""
    target = _file()
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_text(json.dumps(described), encoding="utf-8")
            os.replace(part, target)
            for old in target.parent.glob("inventory-*.json"):
                if old != target:
                    old.unlink()
        finally:
            part.unlink(missing_ok=True)
