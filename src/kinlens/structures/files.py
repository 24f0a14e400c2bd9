"""Reading coordinate files and foreign structure objects."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import gemmi
import numpy as np

from kinlens.errors import EmptyStructure, ModelNotFound, StructureNotFound, UnreadableStructure
from kinlens.structures import confidence, content, headers, library
from kinlens.structures.atom_site import Completion, complete
from kinlens.structures.biopdb import is_biopython, to_gemmi
from kinlens.structures.building import build
from kinlens.structures.fetching import cache
from kinlens.structures.fetching.download import Progress
from kinlens.structures.frames import frames_of
from kinlens.structures.identifiers import parse_identifier
from kinlens.structures.model import Source, Structure
from kinlens.structures.parsing import Parsed, prepare
from kinlens.structures.pdbqt import as_pdb
from kinlens.structures.shelves import without_suffix

__all__ = ["read"]

# What gemmi's C++ exceptions become; nothing else is expected from parsing bad content.
_PARSER_ERRORS = (ValueError, RuntimeError, IndexError, OverflowError, KeyError, MemoryError)
_PDB_ID = re.compile(r"[0-9][A-Za-z0-9]{3}")
_BROKEN = {"pdb": "a broken PDB file", "pdbqt": "a broken PDBQT file", "mmcif": "a broken mmCIF file",
           "mmjson": "a broken mmJSON file", "bcif": "a damaged BinaryCIF file"}
_LAST_DECIMAL = 9999  # the last residue number four columns hold
_OVERFLOWED = re.compile(rb"^(?:ATOM  |HETATM).{24}[^\n*]{0,23}\*[^\n]*\n?", re.MULTILINE)
_HEXADECIMAL = re.compile(rb"^(?:ATOM  |HETATM).{16}[0-9]+[a-f]", re.MULTILINE)
_PARSER = f"gemmi {version('gemmi')}"


def read(
    source: str | os.PathLike[str] | gemmi.Structure | Any, *, model: int | None = None, offline: bool | None = None,
    progress: Progress | None = None,
) -> Structure:
    """Read a structure.

    Parameters
    ----------
    source
        Path of a PDB, mmCIF, mmJSON or BinaryCIF file (this one with the extra ``bcif``), plain or gzipped (its
        content decides, not its name), or of a PDBQT file; a PDB or AlphaFold identifier, see
        `kinlens.structures.library.find`; a `gemmi.Structure`; or a structure or model of Bio.PDB. Objects are left
        as they are; the first keeps no organism and no declared changes, the second no header but method and
        resolution.
    model
        Number of the model to read, as the file has it: that of its MODEL record or ``pdbx_PDB_model_num``. Where
        frames have no numbers, or repeat one, they are counted from 1. The first model by default.
    offline
        True to download nothing for an identifier; by default what ``KINLENS_OFFLINE`` says, which is no.
    progress
        Is told of a download: bytes received, bytes in all (None if not known).

    Returns
    -------
    Structure
        One model. Hydrogens are left out, residues with two names at one position become one.

    Raises
    ------
    StructureNotFound
        If a text is neither a file nor a known identifier.
    DamagedFile, FolderNotWritable, EntryBusy, BadSetting
        If an identifier's file cannot be had, see `kinlens.structures.library.find`.
    UnreadableStructure
        If the content is no coordinate file or a broken one.
    MissingExtra
        If it is BinaryCIF and biotite is not installed.
    ModelNotFound
        If there is no model of that number.
    EmptyStructure
        If there is no heavy atom in it.
    TypeError
        If `source` is none of the above.
    """
    if isinstance(source, gemmi.Structure):
        return _from_gemmi(source.clone(), "gemmi.Structure", "gemmi", model)
    if is_biopython(source):
        return _from_gemmi(to_gemmi(source), "Bio.PDB", "Bio.PDB", model)
    if not isinstance(source, (str, os.PathLike)):
        raise TypeError(
            f"cannot read a structure from {type(source).__name__}: "
            "give a path, an identifier, a gemmi.Structure or a Bio.PDB structure"
        )
    path = _locate(source, offline, progress)
    asked = parse_identifier(os.fspath(source)) if not os.path.exists(source) else None
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableStructure(str(path), error.strerror or str(error), "a file without access") from error
    structure = _from_content(content.unpack(raw, str(path)), path, cache.url_of(path, raw), model)
    stated = parse_identifier(structure.source.id)
    if asked is None or stated is None or asked.states(stated):
        return structure
    note = f"asked for {asked.text}, and the file of that name ({path}) says that it is {structure.source.id}"
    return replace(structure, notes=(*structure.notes, note))


def _locate(source: str | os.PathLike[str], offline: bool | None, progress: Progress | None) -> Path:
    try:
        return library.find(source, offline=offline, progress=progress)
    except StructureNotFound:
        if os.path.isdir(source):
            raise UnreadableStructure(os.fspath(source), "a single file is needed", "a folder") from None
        raise


def _from_content(data: bytes, path: Path, url: str, model: int | None) -> Structure:
    form = content.coordinate_format(data)
    if form is None:
        words = content.describe(data)
        raise UnreadableStructure(str(path), "no PDB record and no mmCIF block found", words, content.advise(words))
    block: gemmi.cif.Block | None = None
    try:
        if form in ("pdb", "pdbqt"):
            parsed = _parse_pdb(as_pdb(data) if form == "pdbqt" else data, str(path), model)
        else:
            document = _document(data, form, str(path))
            block = _coordinate_block(document)
            if block is None:
                raise EmptyStructure(str(path), _describe_blocks(document))
            parsed = _parse_block(block, str(path), model)
    except _PARSER_ERRORS as error:
        said = " ".join(str(error).split())
        raise UnreadableStructure(str(path), f"the parser says: {said}", _BROKEN[form]) from error
    if block is None and not len(parsed.columns.number) and (lines := content.count_atom_lines(data)):
        reason = f"{lines:,} lines of atoms are not in the columns of the format, or stand after END"
        raise UnreadableStructure(str(path), reason, _BROKEN[form])
    st = parsed.structure
    source = Source(
        origin=str(path),
        id=_identifier(st, path),
        sha256=hashlib.sha256(data).hexdigest(),
        method=_information(st, "_exptl.method"),
        resolution=st.resolution or None,
        parser=_PARSER,
        format=form,
        url=url,
    )
    if block is None:
        claims = headers.from_pdb(data)
        return _with_confidence(build(parsed, source, claims), st, partial(confidence.stated_in_pdb, data))
    claims = _claims(block, parsed)
    return _with_confidence(build(parsed, source, claims), st, partial(confidence.stated_in_block, block))


def _parse_pdb(data: bytes, path: str, model: int | None) -> Parsed:
    data, overflowed = _without_overflow(data)
    parsed = _parse_frames(data, path, model)
    if not overflowed:
        return parsed
    note = f"{overflowed} atoms left out whose coordinates do not fit their columns (***)"
    return replace(parsed, notes=(*parsed.notes, note))


def _without_overflow(data: bytes) -> tuple[bytes, int]:
    """Leave out the atoms that have asterisks for coordinates, which gemmi would read as 0."""
    return _OVERFLOWED.subn(b"", data) if b"**" in data else (data, 0)


def _parse_frames(data: bytes, path: str, model: int | None) -> Parsed:
    frames = frames_of(data)
    if frames is None:
        return _with_long_numbers(prepare(gemmi.read_pdb_string(data), model, path), data)
    number = frames.numbers[0] if model is None else model
    if number not in frames.numbers:
        raise ModelNotFound(path, number, frames.numbers)
    text = frames.text(number)
    parsed = _with_long_numbers(prepare(gemmi.read_pdb_string(text), None, path), text)
    note = "END separates parts with different atoms, which are taken for models: leave it out to read them as one"
    return replace(parsed, models=len(frames.numbers), model=number, first=number == frames.numbers[0],
                   notes=parsed.notes if frames.alike else (*parsed.notes, note))


def _with_long_numbers(parsed: Parsed, data: bytes) -> Parsed:
    """Take digits in the column of the insertion code for the fifth of a residue number that fills its own four."""
    columns = parsed.columns
    if (columns.number == _LAST_DECIMAL).any() and _HEXADECIMAL.search(data):
        note = "residue numbers after 9999 are hexadecimal, which PDB does not know: they are read wrongly"
        parsed = replace(parsed, notes=(*parsed.notes, note))
    fifth = (columns.icode >= ord("0")) & (columns.icode <= ord("9"))
    fifth &= (columns.number > 999) | (columns.number < -99)
    if not fifth.any():
        return parsed
    digit = np.where(columns.number < 0, -1, 1) * (columns.icode.astype(np.int32) - ord("0"))
    number = np.where(fifth, 10 * columns.number + digit, columns.number).astype(np.int32)
    icode = np.where(fifth, ord(" "), columns.icode).astype(np.int8)
    return replace(parsed, columns=replace(columns, number=number, icode=icode))


def _document(data: bytes, form: str, path: str) -> gemmi.cif.Document:
    if form == "bcif":
        from kinlens.structures.binarycif import read_document

        return read_document(data, path)
    return gemmi.cif.read_string(data) if form == "mmcif" else gemmi.cif.read_mmjson_string(data)


def _parse_block(block: gemmi.cif.Block, path: str, model: int | None) -> Parsed:
    completion = complete(block)
    st = gemmi.make_structure_from_block(block)
    # Without a table that says what its entities are, one entity for all makes ligands of proteins.
    if completion.unlabelled or not block.find_values("_entity.type"):
        _forget_subchains(st)
    parsed = prepare(st, model, path)
    return replace(parsed, notes=(*parsed.notes, *completion.notes)) if completion != Completion() else parsed


def _forget_subchains(st: gemmi.Structure) -> None:
    """Let gemmi tell polymer, ligand and water by their residues, as in a PDB file."""
    for chain in (chain for one in st for chain in one):
        for residue in chain:
            residue.subchain = ""
            residue.entity_type = gemmi.EntityType.Unknown
    st.entities.clear()
    st.input_format = gemmi.CoorFormat.Unknown


def _with_confidence(
    structure: Structure, st: gemmi.Structure, read_statement: Callable[[], confidence.Statement],
) -> Structure:
    """Add what is known of a predicted model."""
    found, notes = confidence.confidence_of(structure, read_statement, crystal=st.cell.is_crystal())
    return structure if found is None else replace(structure, confidence=found, notes=(*structure.notes, *notes))


def _from_gemmi(st: gemmi.Structure, origin: str, form: str, model: int | None) -> Structure:
    """Build from an object that is ours to change."""
    try:
        parsed = prepare(st, model, origin)
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
    block = st.make_mmcif_headers()
    return _with_confidence(build(parsed, source, _claims(block, parsed)), st,
                            partial(confidence.stated_in_block, block))


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
        ("_atom_site.id", "an atom table without Cartn_x"),
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
        entry = without_suffix(path.name)
    return entry.lower() if _PDB_ID.fullmatch(entry) else entry


def _information(st: gemmi.Structure, tag: str) -> str:
    return st.info[tag] if tag in st.info else ""  # noqa: SIM401 (gemmi's InfoMap has no get)
