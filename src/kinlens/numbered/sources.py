"""What somebody gives to be numbered: letters, FASTA, a file of them, or a structure."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kinlens.errors import UnreadableSequences
from kinlens.sequences import (
    SHORTEST_SEQUENCE,
    NamedSequence,
    begins_as_fasta,
    clean,
    is_fasta_name,
    is_meant_as_sequence,
    looks_like_sequence,
    parse_fasta,
    printable,
    read_fasta,
)
from kinlens.structures.library import existing_path, looks_like_structure
from kinlens.structures.shelves import is_coordinate_name

SNIFFED = 4096  # bytes of a file
SHOWN = 40  # letters of a text that is none of these


def sequences_of(source: Any) -> Iterable[NamedSequence] | None:
    """The sequences a source is made of; None for a structure.

    Raises
    ------
    UnreadableSequences
        If it is neither.
    """
    if isinstance(source, Mapping):
        return [_cleaned(str(name), letters) for name, letters in source.items()]
    if isinstance(source, list | tuple):
        return [item if isinstance(item, NamedSequence) else _cleaned("", item) for item in source]
    if isinstance(source, os.PathLike):
        return _of_path(Path(source), str(source))
    return _of_text(source) if isinstance(source, str) else None


def _cleaned(name: str, letters: Any) -> NamedSequence:
    if not isinstance(letters, str):
        return NamedSequence(printable(name), "", f"{type(letters).__name__} is no sequence")
    if looks_like_structure(letters) or is_fasta_name(letters):
        return NamedSequence(printable(name or letters), "", "the name of a file or structure: number each by itself")
    return clean(name, letters)


def _of_path(path: Path, name: str) -> Iterable[NamedSequence] | None:
    if path.is_file():
        return read_fasta(path) if _holds_sequences(path) else None
    if is_fasta_name(name):
        raise UnreadableSequences(name, "there is no such file")
    return None  # the reader of structures says what is wrong


def _of_text(text: str) -> Iterable[NamedSequence] | None:
    if begins_as_fasta(text):
        return parse_fasta(text, "the text")
    path = existing_path(text)
    if path is not None or is_fasta_name(text):
        return _of_path(path or Path(text), text)
    if looks_like_structure(text):
        return None
    if looks_like_sequence(text) or is_meant_as_sequence(text):
        return [clean("", text)]
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    raise UnreadableSequences(repr(shown), f"neither a file, nor an id, nor {SHORTEST_SEQUENCE} letters of a protein")


def _holds_sequences(path: Path) -> bool:
    """Whether a file has the suffix of sequences, or begins as they do."""
    if is_coordinate_name(path.name):
        return False
    if is_fasta_name(path.name):
        return True
    with path.open("rb") as stream:
        compressed = stream.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path) if compressed else path.open("rb") as stream:
            begin = stream.read(SNIFFED).decode("utf-8-sig", "replace").lstrip()
    except (OSError, EOFError, zlib.error):
        return False
    if begins_as_fasta(begin):
        return True
    return looks_like_sequence(begin) and not begin.startswith(("HEADER", "SEQRES", "ATOM", "REMARK"))
