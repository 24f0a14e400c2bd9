"""Structures named on the command line by an identifier: what is downloaded for it, and word of that on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Annotated

from cyclopts import Parameter

from kinlens.cli.progress import bytes_bar
from kinlens.structures import Structure, read
from kinlens.structures.fetching.download import Progress
from kinlens.structures.identifiers import parse_identifier

Offline = Annotated[bool, Parameter(negative="", show_default=False)]  # an option without a --no-… beside it


def read_showing(structure: str, *, model: int | None, offline: bool) -> Structure:
    """Read a structure, with word on stderr of what is downloaded for an identifier.

    Parameters
    ----------
    structure
        Path or identifier.
    model
        Number of the model to read, None for the first.
    offline
        Whether nothing may be downloaded; if False, the environment decides.

    Raises
    ------
    KinlensError
        See `kinlens.structures.read`.
    """
    identifier = parse_identifier(structure)
    with shown_progress(identifier.text if identifier else structure, announce=True) as progress:
        return read(structure, model=model, offline=offline or None, progress=progress)


@contextmanager
def shown_progress(name: str, *, announce: bool) -> Iterator[Progress]:
    """Give what shows a download on stderr, once there is one: a bar on a terminal, else at most one line.

    Parameters
    ----------
    name
        What is downloaded.
    announce
        Whether to say so where stderr is no terminal.
    """
    with ExitStack() as stack:
        shown: list[Progress] = []

        def progress(received: int, total: int | None) -> None:
            if not shown:
                if sys.stderr.isatty():
                    shown.append(stack.enter_context(bytes_bar(name)))
                else:
                    shown.append(_say_nothing)
                    if announce:
                        print(f"kinlens: downloading {name}", file=sys.stderr)
            shown[0](received, total)

        yield progress


def _say_nothing(received: int, total: int | None) -> None:
    """Show nothing."""
