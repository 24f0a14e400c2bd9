"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kinlens.errors import BadOutput

PAGE_SUFFIXES = (".html", ".htm")


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    with whole_or_nothing(path) as part:
        part.write_text(text, encoding="utf-8")


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Path]:
    """A file beside the one to write, which takes its place when it is whole."""
    if not path.parent.is_dir():
        raise BadOutput(str(path), f"there is no folder {path.parent}")
    if path.is_dir():
        raise BadOutput(str(path), "it is a folder")
    part = path.with_name(path.name + ".part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def safe_stem(name: str) -> str:
    """A name out of a file as the stem of a file's name, which leads to no other folder."""
    return "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name) or "blank"
