"""Looking over what was downloaded before it is kept: a whole coordinate file, of the entry that was asked for."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kinlens.errors import DownloadFailed, DownloadTooLarge, NotCoordinates, WrongEntry
from kinlens.structures.content import coordinate_format, describe
from kinlens.structures.identifiers import Identifier, parse_identifier

__all__ = ["look_over", "pack_as_named"]

_GZIP = b"\x1f\x8b"
_CHUNK_BYTES = 1 << 16
_HEAD_BYTES = 1 << 20  # what a file is and whose stands at its beginning
_ENTRY_ID = re.compile(rb"^_entry\.id\s+['\"]?([^\s'\"]+)", re.MULTILINE)
_HEADER_ID = re.compile(rb"^HEADER.{56}([0-9A-Za-z]{4})", re.MULTILINE)
_ATOMS = {"mmcif": b"_atom_site.", "pdb": b"ATOM  "}


def look_over(file: BinaryIO, url: str, identifier: Identifier, most_unpacked: int) -> None:
    """Read a download once from end to end, unpacking it piece by piece.

    Parameters
    ----------
    file
        What came.
    url
        Where from, for the errors.
    identifier
        What was asked for.
    most_unpacked
        What its content may have at most, in bytes.

    Raises
    ------
    DownloadFailed
        If it is a gzip stream that is broken or ends early: worth another try.
    DownloadTooLarge
        If it unpacks to more than that.
    NotCoordinates
        If it is no PDB or mmCIF file with atoms.
    WrongEntry
        If it is a file of another entry, or does not say of which.
    """
    head, size, atoms, before = b"", 0, False, b""
    for piece in _unpacked(file, url):
        size += len(piece)
        if size > most_unpacked:
            raise DownloadTooLarge(url, None, most_unpacked)
        if len(head) < _HEAD_BYTES:
            head += piece
        atoms = atoms or any(tag in before + piece for tag in _ATOMS.values())
        before = piece[-16:]
    form = coordinate_format(head)
    if form not in _ATOMS:
        raise NotCoordinates(url, describe(head))
    if not atoms:
        raise NotCoordinates(url, "a file without atoms")
    found = (_ENTRY_ID if form == "mmcif" else _HEADER_ID).search(head)
    stated = found[1].decode("ascii", "replace") if found else ""
    if not identifier.states(parse_identifier(stated)):
        raise WrongEntry(url, identifier.text, stated)


def pack_as_named(part: Path, name: str) -> None:
    """Gzip or unpack a file if its name says so and its content does not: a transfer may pack what is plain."""
    with part.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
        if packed == name.endswith(".gz"):
            return
        file.seek(0)
        other = part.with_name(f"{name}.packing.part")
        try:
            # Without a date and a name in it the same content always gives the same file.
            with other.open("wb") as target:
                source = gzip.GzipFile(fileobj=file) if packed else file
                sink = target if packed else gzip.GzipFile("", "wb", 6, target, mtime=0)
                shutil.copyfileobj(source, sink, _CHUNK_BYTES)
                if not packed:
                    sink.close()
            os.replace(other, part)
        finally:
            other.unlink(missing_ok=True)


def _unpacked(file: BinaryIO, url: str) -> Iterator[bytes]:
    """Give the content in pieces of bounded size, however well it is packed."""
    file.seek(0)
    piece = file.read(_CHUNK_BYTES)
    if not piece.startswith(_GZIP):
        while piece:
            yield piece
            piece = file.read(_CHUNK_BYTES)
        return
    stream = zlib.decompressobj(wbits=31)  # 31: a gzip header, and the check sums that end the stream
    try:
        while piece:
            yield stream.decompress(piece, _CHUNK_BYTES)
            piece = stream.unconsumed_tail or file.read(_CHUNK_BYTES)
            if stream.eof:
                piece = (stream.unused_data + piece + file.read(len(_GZIP))).lstrip(b"\0")
                if piece and not piece.startswith(_GZIP):
                    raise zlib.error("something else follows the gzipped content")
                stream = zlib.decompressobj(wbits=31) if piece else stream
    except zlib.error as error:
        raise DownloadFailed(url, f"a damaged gzip file came ({error})", passing=True) from error
    if not stream.eof:
        raise DownloadFailed(url, "the gzip stream that came ends early", passing=True)
