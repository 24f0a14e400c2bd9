"""BinaryCIF as the CIF it stands for: the one door to biotite, which the extra ``bcif`` brings."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import gemmi
import numpy as np

from kinlens.errors import MissingExtra, UnreadableStructure

__all__ = ["read_document"]

_DOT, _QUESTION_MARK = 1, 2  # of the column's mask; 0 is a value
# What damaged content becomes in msgpack (ValueError and its kin), in biotite's decoders and in numpy.
_DAMAGE = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, MemoryError, NotImplementedError,
)
# Values all run lengths of a file may stand for: a million atoms with their twenty columns. More is no structure of a
# kinase, and a few bytes could ask for any number.
_MOST_VALUES = 20_000_000


def read_document(content: bytes, path: str) -> gemmi.cif.Document:
    """Decode BinaryCIF.

    Parameters
    ----------
    content
        The file, not gzipped.
    path
        What to name in an error.

    Returns
    -------
    gemmi.cif.Document
        The same data as the mmCIF file would give; ``.`` and ``?`` stay what they are.

    Raises
    ------
    MissingExtra
        If biotite is not installed.
    UnreadableStructure
        If the content is damaged.
    """
    read, decoding_error = _biotite(path)
    document = gemmi.cif.Document()
    try:
        with np.errstate(all="ignore"):
            _check_run_lengths(content, path)
            file = read(io.BytesIO(content))
            for name in file:
                _fill(document.add_new_block(str(name)), file[name])
    except (*_DAMAGE, decoding_error) as error:
        raise UnreadableStructure(
            path, f"decoding says: {error}", "a damaged BinaryCIF file", "download it again") from error
    return document


def _biotite(path: str) -> tuple[Callable[[io.BytesIO], Any], type[Exception]]:
    """Give the reader, and the error of its own that it raises."""
    try:
        from biotite import DeserializationError
        from biotite.structure.io.pdbx import BinaryCIFFile
    except ImportError as error:
        raise MissingExtra(path, "BinaryCIF is decoded by biotite, which is not installed", "bcif") from error
    return BinaryCIFFile.read, DeserializationError


def _check_run_lengths(content: bytes, path: str) -> None:
    """Refuse run lengths that stand for more values than a structure has, before anything is decoded."""
    import msgpack

    total = 0
    todo = [msgpack.unpackb(content, use_list=True, raw=False)]
    while todo:
        thing = todo.pop()
        if isinstance(thing, dict):
            if thing.get("kind") == "RunLength":
                size = thing.get("srcSize")
                total += size if isinstance(size, int) and size >= 0 else _MOST_VALUES + 1
            todo += thing.values()
        elif isinstance(thing, list):
            todo += thing
    if total > _MOST_VALUES:
        reason = f"its run lengths stand for more than {_MOST_VALUES:,} values"
        raise UnreadableStructure(path, reason, "a damaged BinaryCIF file", "download it again")


def _fill(block: gemmi.cif.Block, source: Any) -> None:
    """Copy the categories of one data block."""
    for name, category in source.items():
        columns = {str(tag): _values(column) for tag, column in category.items()}
        if columns:
            block.set_mmcif_category(f"_{name}.", columns)


def _values(column: Any) -> list[str | bool | None]:
    """Give the texts of a column, None for ``?`` and False for ``.``, as gemmi writes them."""
    values: list[str | bool | None] = column.data.array.astype(str).tolist()
    if column.mask is not None:
        mask = column.mask.array
        for row in np.flatnonzero(mask == _DOT).tolist():
            values[row] = False
        for row in np.flatnonzero(mask == _QUESTION_MARK).tolist():
            values[row] = None
    return values
