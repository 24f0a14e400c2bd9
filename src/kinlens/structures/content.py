"""Telling what a file is by its content, never by its name."""

from __future__ import annotations

import gzip
import re
import zlib

from kinlens.errors import UnreadableStructure

__all__ = ["coordinate_format", "describe", "unpack"]

_GZIP = b"\x1f\x8b"

# How other files betray themselves at their very beginning.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (_GZIP, "a file gzipped twice"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"\x89HDF", "an HDF5 file"),
    (b"PAR1", "a Parquet table"),
    (b"MTZ ", "MTZ reflection data"),
    (b"\x80\x04", "a Python pickle"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)

_PDB_RECORD = re.compile(
    rb"^(?:HEADER|TITLE |COMPND|SOURCE|EXPDTA|REMARK|SEQRES|CRYST1|ORIGX1|SCALE1|MODEL |ATOM  |HETATM)",
    re.MULTILINE,
)
_CIF_BLOCK = re.compile(rb"^data_", re.MULTILINE | re.IGNORECASE)


def unpack(raw: bytes, path: str) -> bytes:
    r"""Undo gzip if the content is gzipped, and give plain line ends.

    Parameters
    ----------
    raw
        Bytes of the file.
    path
        What to name in an error.

    Returns
    -------
    bytes
        ASCII text of a coordinate file, or whatever else the file holds. Letters outside ASCII (names of
        authors) become ``?``, one for one, so that fixed columns stay where they are.

    Raises
    ------
    UnreadableStructure
        If the gzip stream is broken.
    """
    if raw.startswith(_GZIP):
        try:
            raw = gzip.decompress(raw)
        except EOFError as error:
            raise UnreadableStructure(path, "the gzip stream ends early", "an incomplete download") from error
        except (OSError, zlib.error) as error:
            raise UnreadableStructure(path, f"gzip says: {error}", "a damaged gzip file") from error
    raw = raw.removeprefix(b"\xef\xbb\xbf")  # byte-order mark some editors leave
    if b"\0" in raw[:4096]:
        return raw  # binary: `describe` will name it
    if b"\r" in raw and b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    if not raw.isascii():
        try:
            raw = raw.decode("utf-8").encode("ascii", "replace")
        except UnicodeDecodeError:
            raw = raw.decode("latin-1").encode("ascii", "replace")
    return raw


def coordinate_format(content: bytes) -> str | None:
    """Tell the coordinate format of a content.

    Parameters
    ----------
    content
        Unpacked content.

    Returns
    -------
    str or None
        ``pdb``, ``mmcif``, ``mmjson``, or None when it is none of these.
    """
    start = content[:4096].lstrip()
    if b"\0" in start or start.startswith(b"<"):
        return None
    if start.startswith(b"{"):
        return "mmjson" if re.match(rb'\{\s*"data_', start, re.IGNORECASE) else None
    record = _PDB_RECORD.search(content)
    # The atom table of mmCIF has lines that look like PDB records; the line "data_…" stands before it.
    if _CIF_BLOCK.search(content, 0, record.start() if record else len(content)):
        return "mmcif"
    return "pdb" if record else None


def describe(content: bytes) -> str:
    """Say what a content that is no coordinate file looks like.

    Parameters
    ----------
    content
        Unpacked content.

    Returns
    -------
    str
        Words such as ``an HTML page`` or ``binary data``.
    """
    if not content.strip():
        return "an empty file"
    for signature, words in _SIGNATURES:
        if content.startswith(signature):
            return words
    if content[257:262] == b"ustar":
        return "a tar archive"
    if b"BinaryCIF" in content[:4096] or b"dataBlocks" in content[:4096]:
        return "BinaryCIF"
    if b"\0" in content[:4096]:
        return "binary data"
    return _describe_text(content[:65536].lstrip())


def _describe_text(text: bytes) -> str:
    """Say what a text looks like."""
    head = text[:1024].lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head:
        return "an HTML page"
    if text.startswith(b"<"):
        return "XML"
    if text.startswith((b"{", b"[")):
        return "JSON"
    if text.startswith(b">"):
        return "FASTA sequences"
    if b"@<TRIPOS>" in text:
        return "a mol2 file"
    if re.search(rb"^M  END|\bV[23]000$", text, re.MULTILINE):
        return "an SDF or mol file"
    first = text.split(b"\n", 1)[0]
    if first.count(b",") >= 2 or first.count(b"\t") >= 2:
        return "a table"
    return "plain text"
