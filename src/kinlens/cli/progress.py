"""Bars on stderr for work that takes a while, where it is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Count = Callable[[int, int | None], None]  # done, in all


@contextmanager
def bytes_bar(name: str) -> Iterator[Count]:
    """A bar for a download, with its speed."""
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn

    with _bar(name, TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()) as count:
        yield count


@contextmanager
def counting(name: str) -> Iterator[Count]:
    """A bar for things that are counted; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with _bar(name) as count:
        yield count


@contextmanager
def _bar(name: str, *columns: Any) -> Iterator[Count]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(name, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
