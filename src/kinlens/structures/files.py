"""Reading coordinate files and foreign structure objects."""

from __future__ import annotations

import hashlib
import os
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import gemmi

from kinlens.errors import EmptyStructure, StructureNotFound, UnreadableStructure
from kinlens.structures import content, headers, library
from kinlens.structures.biopdb import is_biopython, to_gemmi
from kinlens.structures.building import build
from kinlens.structures.model import Source, Structure
from kinlens.structures.parsing import Parsed, prepare

__all__ = ["read"]

# What gemmi's C++ exceptions become; nothing else is expected from parsing bad content.
_PARSER_ERRORS = (ValueError, RuntimeError, IndexError, OverflowError, KeyError, MemoryError)
_PDB_ID = re.compile(r"[0-9][A-Za-z0-9]{3}")
_SUFFIX = re.compile(r"\.(?:pdb|cif|mmcif|ent|mmjson|json)?(?:\.gz)?\Z", re.IGNORECASE)
_PARSER = f"gemmi {version('gemmi')}"


def read(source: str | os.PathLike[str] | gemmi.Structure | Any) -> Structure:
    """Read a structure.

    Parameters
    ----------
    source
        Path of a PDB, mmCIF or mmJSON file, plain or gzipped (its content decides, not its name); a PDB or
        AlphaFold identifier, see `kinlens.structures.library.find`; a `gemmi.Structure`; or a structure or
        model of Bio.PDB. Objects are left as they are; the first keeps no organism and no declared
        changes, the second no header but method and resolution.

    Returns
    -------
    Structure
        The first model. Hydrogens are left out, residues with two names at one position become one.

    Raises
    ------
    StructureNotFound
        If a text is neither a file nor a known identifier.
    UnreadableStructure
        If the content is no coordinate file or a broken one.
    EmptyStructure
        If there is no heavy atom in it.
    TypeError
        If `source` is none of the above.
    """
    if isinstance(source, gemmi.Structure):
        return _from_gemmi(source.clone(), "gemmi.Structure", "gemmi")
    if is_biopython(source):
        return _from_gemmi(to_gemmi(source), "Bio.PDB", "Bio.PDB")
    if not isinstance(source, (str, os.PathLike)):
        raise TypeError(
            f"cannot read a structure from {type(source).__name__}: "
            "give a path, an identifier, a gemmi.Structure or a Bio.PDB structure"
        )
    path = _locate(source)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableStructure(str(path), error.strerror or str(error), "a file without access") from error
    return _from_content(content.unpack(raw, str(path)), path)


def _locate(source: str | os.PathLike[str]) -> Path:
    try:
        return library.find(source)
    except StructureNotFound:
        if os.path.isdir(source):
            raise UnreadableStructure(os.fspath(source), "a single file is needed", "a folder") from None
        raise


def _from_content(data: bytes, path: Path) -> Structure:
    form = content.coordinate_format(data)
    if form is None:
        raise UnreadableStructure(str(path), "no PDB record and no mmCIF block found", content.describe(data))
    block: gemmi.cif.Block | None = None
    try:
        if form == "pdb":
            st = gemmi.read_pdb_string(data)
        else:
            document = gemmi.cif.read_string(data) if form == "mmcif" else gemmi.cif.read_mmjson_string(data)
            block = _coordinate_block(document)
            if block is None:
                raise EmptyStructure(str(path), _describe_blocks(document))
            st = gemmi.make_structure_from_block(block)
        parsed = prepare(st)
    except _PARSER_ERRORS as error:
        names = {"pdb": "a broken PDB file", "mmcif": "a broken mmCIF file", "mmjson": "a broken mmJSON file"}
        raise UnreadableStructure(str(path), f"the parser says: {error}", names[form]) from error
    source = Source(
        origin=str(path),
        id=_identifier(st, path),
        sha256=hashlib.sha256(data).hexdigest(),
        method=_information(st, "_exptl.method"),
        resolution=st.resolution or None,
        parser=_PARSER,
        format=form,
    )
    claims = headers.from_pdb(data) if block is None else _claims(block, parsed)
    return build(parsed, source, claims)


def _from_gemmi(st: gemmi.Structure, origin: str, form: str) -> Structure:
    """Build from an object that is ours to change."""
    try:
        parsed = prepare(st)
    except _PARSER_ERRORS as error:
        raise UnreadableStructure(origin, f"the parser says: {error}", f"an unusual {origin}") from error
    source = Source(
        origin=origin,
        id=_identifier(st, Path(st.name or "unnamed")),
        sha256="",
        method=_information(st, "_exptl.method"),
        resolution=st.resolution or None,
        parser=_PARSER,
        format=form,
    )
    # gemmi keeps the database ranges but shows them only in the headers it writes.
    return build(parsed, source, _claims(st.make_mmcif_headers(), parsed))


def _claims(block: gemmi.cif.Block, parsed: Parsed) -> headers.HeaderClaims:
    return headers.from_mmcif(block, {chain: entity.name for chain, entity in parsed.polymers.items()})


def _coordinate_block(document: gemmi.cif.Document) -> gemmi.cif.Block | None:
    for block in document:
        if block.find_values("_atom_site.Cartn_x"):
            return block
    return None


def _describe_blocks(document: gemmi.cif.Document) -> str:
    """Say what a CIF without coordinates holds instead."""
    for tag, words in (
        ("_refln.index_h", "structure factors"),
        ("_chem_comp_atom.atom_id", "the dictionary of a ligand"),
        ("_atom_site_fract_x", "a small-molecule crystal structure"),
    ):
        if any(block.find_values(tag) for block in document):
            return words
    return "mmCIF without an atom table"


def _identifier(st: gemmi.Structure, path: Path) -> str:
    entry = _information(st, "_entry.id")
    if not (_PDB_ID.fullmatch(entry) or entry.upper().startswith("AF-")):
        entry = _SUFFIX.sub("", path.name)
    return entry.lower() if _PDB_ID.fullmatch(entry) else entry


def _information(st: gemmi.Structure, tag: str) -> str:
    return st.info[tag] if tag in st.info else ""  # noqa: SIM401 (gemmi's InfoMap has no get)
