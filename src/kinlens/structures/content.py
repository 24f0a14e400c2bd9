"""Telling what a file is by its content, never by its name."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from kinlens.errors import UnreadableStructure
from kinlens.structures.records import first_atom
from kinlens.structures.shelves import is_coordinate_name

__all__ = ["MOST_UNPACKED_BYTES", "advise", "coordinate_format", "count_atom_lines", "describe", "unpack"]

# Room for the largest entries (the HIV-1 capsid, 3J3Q: 2.4 million atoms, a quarter of this as mmCIF) and an end to
# what a few kilobytes can be made to unpack to.
MOST_UNPACKED_BYTES = 512 * 2**20

_GZIP = b"\x1f\x8b"
_CHUNK_BYTES = 2**20
_HEAD_BYTES = 65536

# How other files betray themselves at their very beginning.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"\x1f\x9d", "a file of Unix compress (.Z)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (_GZIP, "a file gzipped twice"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
    (b"\x89HDF", "an HDF5 file"),
    (b"PAR1", "a Parquet table"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"MTZ ", "MTZ reflection data"),
    (b"CDF\x01", "a NetCDF trajectory (AMBER)"),
    (b"CDF\x02", "a NetCDF trajectory (AMBER)"),
    (b"\x00\x00\x07\xcb", "an XTC trajectory (GROMACS)"),
    (b"\x00\x00\x07\xc9", "a TRR trajectory (GROMACS)"),
    (b"version https://git-lfs.github.com/spec/", "a git LFS pointer"),
    (b"#moe:", "a MOE file"),
)

# What to do about it, by the first words of the description; everything else gets the general advice of the error.
_ADVICE: tuple[tuple[str, str], ...] = (
    ("an HTML page", "the server sent a page (a login, an error) in place of the file: download it again"),
    ("PDBML", "download the mmCIF of the entry: it holds the same"),
    ("JSON", "this is an answer of a web service: download the file it tells of"),
    ("FASTA", "a sequence has no coordinates: give a PDB or mmCIF file of its structure or of a predicted model"),
    ("MMTF", "the format is no longer served: download the mmCIF or BinaryCIF of the entry"),
    ("a zip archive", "unpack it and give the PDB or mmCIF file inside"),
    ("a 7z archive", "unpack it and give the PDB or mmCIF file inside"),
    ("a RAR archive", "unpack it and give the PDB or mmCIF file inside"),
    ("a tar archive", "unpack it and give the PDB or mmCIF file inside"),
    ("a bzip2 file", "unpack it first (bunzip2)"),
    ("an xz file", "unpack it first (unxz)"),
    ("a zstd file", "unpack it first (unzstd)"),
    ("a file of Unix compress", "unpack it first (gunzip does)"),
    ("a file gzipped twice", "unpack it once (gunzip)"),
    ("an incomplete download", "download it again"),
    ("a damaged gzip file", "download it again"),
    ("a git LFS pointer", "fetch the file it stands for: git lfs pull"),
    ("a mol2 file", "it holds a molecule: give the PDB or mmCIF file of the protein with it"),
    ("an SDF or mol file", "it holds a molecule: give the PDB or mmCIF file of the protein with it"),
    ("MTZ reflection data", "give the model that was refined against it, as PDB or mmCIF"),
    ("a CCP4 or MRC map", "give the model that was built into it, as PDB or mmCIF"),
    ("a GROMACS .gro file", "write it as PDB: gmx editconf -f in.gro -o out.pdb"),
    ("an AMBER", "write a PDB file with cpptraj (trajout out.pdb) or ambpdb"),
    ("a PSF topology", "it has no coordinates: write a PDB file with the program that made it"),
    ("a PQR file", "its fields have no columns, and neither chain nor element: give the PDB file it was made from"),
    ("a PyMOL session", "open it in PyMOL and save the object: save out.cif"),
    ("a Maestro file", "export the structure from Maestro as PDB or mmCIF"),
    ("a MOE file", "export the structure from MOE as PDB or mmCIF"),
)
_TRAJECTORY_ADVICE = "write the frame you mean as PDB or mmCIF with the program that made the trajectory"

_PDB_RECORD = re.compile(
    rb"^(?:HEADER|TITLE |COMPND|SOURCE|EXPDTA|REMARK|SEQRES|CRYST1|ORIGX1|SCALE1|MODEL |ATOM  |HETATM)",
    re.MULTILINE,
)
# An atom of a PDB file whose lines were shifted, quoted or changed to small letters.
_CHANGED_ATOM = re.compile(rb"^.{0,2}(?:ATOM  |HETATM)[ \d]{5}.{19}[ \d.-]{24}", re.MULTILINE | re.IGNORECASE)
_CIF_BLOCK = re.compile(rb"^data_", re.MULTILINE | re.IGNORECASE)
# Fields separated by blanks: …, number, x, y, z, charge, radius, and no element behind them.
_PQR_LINE = re.compile(rb"(?:ATOM|HETATM)(?:\s+\S+){3,6}(?:\s+-?\d+\.\d+){3}\s+(?P<charge>-?\d*\.\d+)\s+\d*\.\d+\s*\Z")
# AutoDock's partial charge and atom type where PDB has segment and element.
_PDBQT_LINE = re.compile(rb"(?:ATOM|HETATM).{48,50}[ \d.-]{12} {4}[ +-]*\d+\.\d{3} [A-Z][A-Za-z0-9]? *\r?\Z")
_MOST_NAMED = 5  # files of an archive


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
        If the gzip stream is broken, or unpacks to more than `MOST_UNPACKED_BYTES`.
    """
    if raw.startswith(_GZIP):
        raw = _gunzip(raw, path)
    encoding = _wide_encoding(raw)
    if encoding:  # Windows programs save text so
        raw = raw.decode(encoding, "replace").encode("utf-8")
    raw = raw.removeprefix(b"\xef\xbb\xbf")  # byte-order mark some editors leave
    if b"\0" in raw[:4096] or _is_msgpack(raw):
        return raw  # binary: `describe` will name it
    if b"\r" in raw and b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    if not raw.isascii():
        try:
            raw = raw.decode("utf-8").encode("ascii", "replace")
        except UnicodeDecodeError:
            raw = raw.decode("latin-1").encode("ascii", "replace")
    return raw


def _gunzip(raw: bytes, path: str) -> bytes:
    """Unpack all members of a gzip file, piece by piece, up to the limit."""
    parts: list[bytes] = []
    room = MOST_UNPACKED_BYTES
    at = 0
    while raw.startswith(_GZIP, at):
        stream = zlib.decompressobj(wbits=31)  # 31: a gzip header, and the check sums that end the member
        while not stream.eof:
            piece = raw[at : at + _CHUNK_BYTES]
            if not piece:
                raise UnreadableStructure(path, "the gzip stream ends early", "an incomplete download", advise(
                    "an incomplete download"))
            try:
                unpacked = stream.decompress(piece, room + 1)
            except zlib.error as error:
                raise _damaged(path, str(error)) from error
            room -= len(unpacked)
            if room < 0:
                raise UnreadableStructure(
                    path, f"it unpacks to more than {MOST_UNPACKED_BYTES // 2**20} MiB", "no single structure")
            parts.append(unpacked)
            at += len(piece) - len(stream.unused_data)
    if raw[at:].strip(b"\0"):  # zeros are padding of tapes
        raise _damaged(path, "something else follows the gzipped content")
    return b"".join(parts)


def _damaged(path: str, reason: str) -> UnreadableStructure:
    return UnreadableStructure(path, f"gzip says: {reason}", "a damaged gzip file", advise("a damaged gzip file"))


def _wide_encoding(raw: bytes) -> str:
    """Tell UTF-16 and UTF-32 text by its byte-order mark or by the zeros between its letters, '' if it is neither."""
    if raw.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = raw[:64]
    if len(head) >= 16 and b"\0" in head:
        if not head[1::2].strip(b"\0") and head[::2].isascii() and b"\0" not in head[::2]:
            return "utf-16-le"
        if not head[::2].strip(b"\0") and head[1::2].isascii() and b"\0" not in head[1::2]:
            return "utf-16-be"
    return ""


def _is_msgpack(content: bytes) -> bool:
    """Tell whether a content may be a map of MessagePack, which BinaryCIF and MMTF are."""
    return bool(content) and (0x80 <= content[0] <= 0x8F or content[0] in (0xDE, 0xDF))


def coordinate_format(content: bytes) -> str | None:
    """Tell the coordinate format of a content.

    Parameters
    ----------
    content
        Unpacked content.

    Returns
    -------
    str or None
        ``pdb``, ``pdbqt``, ``mmcif``, ``mmjson``, ``bcif``, or None when it is none of these.
    """
    if _is_msgpack(content):
        return "bcif" if b"dataBlocks" in content[:4096] else None
    start = content[:4096].lstrip()
    if b"\0" in start or start.startswith(b"<"):
        return None
    if start.startswith(b"{"):
        return "mmjson" if re.match(rb'\{\s*"data_', start, re.IGNORECASE) else None
    record = _PDB_RECORD.search(content)
    # The atom table of mmCIF has lines that look like PDB records; the line "data_…" stands before it.
    if _CIF_BLOCK.search(content, 0, record.start() if record else len(content)):
        return "mmcif"
    if record is None:
        return None
    atom = first_atom(content)
    if _is_pqr(content, atom):
        return None
    return "pdbqt" if _PDBQT_LINE.match(content, atom, _line_end(content, atom)) else "pdb"


def _line_end(content: bytes, start: int) -> int:
    end = content.find(b"\n", start)
    return end if end >= 0 else len(content)


def _is_pqr(content: bytes, atom: int) -> bool:
    """Tell whether a file is PQR: charges, which are negative or have more than two decimals, and radii at the end."""
    if not _PQR_LINE.match(content, atom, _line_end(content, atom)):
        return False
    for line in content[atom : atom + _HEAD_BYTES].splitlines():
        fields = _PQR_LINE.match(line)
        if fields and (fields["charge"].startswith(b"-") or len(fields["charge"].partition(b".")[2]) > 2):
            return True
    return False


def count_atom_lines(content: bytes) -> int:
    """Count the lines of a PDB file that begin like one of an atom, also if shifted.

    Parameters
    ----------
    content
        Unpacked content.

    Returns
    -------
    int
    """
    return len(re.findall(rb"^[ \t>]{0,2}(?:ATOM|HETATM)\b", content, re.MULTILINE))


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
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _describe_zip(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "an image"
    if content[4:8] in (b"CORD", b"VELD"):
        return "a DCD trajectory"
    if content[208:212] == b"MAP ":
        return "a CCP4 or MRC map"
    if content[257:262] == b"ustar":
        return "a tar archive"
    if re.match(rb"\x80[\x02-\x05]|\}q\x00|\}q\x01", content):
        return "a PyMOL session" if b"selector_secrets" in content or b"view_dict" in content else "a Python pickle"
    if _is_msgpack(content):
        return "MMTF" if b"mmtfVersion" in content else "MessagePack data"
    if b"\0" in content[:4096]:
        damaged = _PDB_RECORD.search(content) or _CIF_BLOCK.search(content)
        return "a damaged coordinate file, with null bytes" if damaged else "binary data"
    return _describe_text(content[:_HEAD_BYTES].lstrip())


def advise(looks_like: str) -> str:
    """Say what to do about a file that is none.

    Parameters
    ----------
    looks_like
        What `describe` said.

    Returns
    -------
    str
        An order, or ``""`` where there is nothing better to say than to give a coordinate file.
    """
    if "trajectory" in looks_like:
        return _TRAJECTORY_ADVICE
    return next((advice for words, advice in _ADVICE if looks_like.startswith(words)), "")


def _describe_zip(content: bytes) -> str:
    """Name the coordinate files in a zip archive; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return "a zip archive (damaged)"
    for folder, words in (("word/", "a Word document"), ("xl/", "an Excel workbook"), ("ppt/", "a presentation")):
        if any(name.startswith(folder) for name in names):
            return words
    inside = [name for name in names if is_coordinate_name(name)]
    if not inside:
        return "a zip archive (no coordinate file in it)"
    more = ", …" if len(inside) > _MOST_NAMED else ""
    return f"a zip archive (with {', '.join(inside[:_MOST_NAMED])}{more})"


def _describe_text(text: bytes) -> str:
    """Say what a text looks like."""
    head = text[:1024].lower()
    lines = text.splitlines()[:3]
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head:
        return "an HTML page"
    if text.startswith(b"<"):
        return "PDBML, the XML of the PDB" if b"datablock" in head and b"pdbx" in head else "XML"
    if b"s_m_m2io_version" in head:
        return "a Maestro file"
    if text.startswith((b"{", b"[")):
        return "JSON"
    if text.startswith(b">") and not _CHANGED_ATOM.search(text):
        return "FASTA sequences"
    if text.startswith((b"%VERSION", b"%FLAG")):
        return "an AMBER topology (prmtop)"
    if text.startswith(b"PSF"):
        return "a PSF topology"
    if b"@<TRIPOS>" in text:
        return "a mol2 file"
    if re.search(rb"^M  END|\bV[23]000$", text, re.MULTILINE):
        return "an SDF or mol file"
    if _is_pqr(text, first_atom(text)):
        return "a PQR file"
    if len(lines) > 2 and re.fullmatch(rb"\s*\d+\s*", lines[1]) and re.match(
            rb"[ \d]{5}.{5}.{5}[ \d]{5}(?:[ \d-]{4}\.\d{3}){3}", lines[2]):
        return "a GROMACS .gro file"
    if len(lines) > 2 and re.fullmatch(rb"\s*\d+(?:\s+[\d.E+-]+)*\s*", lines[1]) and re.match(
            rb"(?:[ \d-]{4}\.\d{7}){3,6}\s*\Z", lines[2]):
        return "an AMBER restart file (inpcrd)"
    if _CHANGED_ATOM.search(text):
        return "a damaged PDB file: its lines are shifted or in small letters"
    first = text.split(b"\n", 1)[0]
    if first.count(b",") >= 2 or first.count(b"\t") >= 2:
        return "a table"
    return "plain text"
