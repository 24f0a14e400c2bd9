"""Identifiers of entries as values: their canonical text, and what a file of theirs may be called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

__all__ = ["AlphaFoldId", "Identifier", "PdbId", "is_short_pdb_id", "parse_identifier"]

# An identifier becomes part of a file name and of a URL, so each form is closed: no dots, no separators, ASCII alone
# (without re.ASCII a case-blind [A-Z] takes the Kelvin sign for a K), and numbers short enough to be numbers.
_FLAGS = re.IGNORECASE | re.ASCII
_SHORT_PDB_ID = re.compile(r"(?=[A-Z0-9]*[A-Z])[1-9][A-Z0-9]{3}", _FLAGS)
_LONG_PDB_ID = re.compile(r"pdb_(?P<zeros>[0-9A-Z]{4})(?P<short>[0-9A-Z]{4})", _FLAGS)
_ALPHAFOLD_ID = re.compile(
    r"AF-(?P<accession>[A-Z0-9]{4,12})(?:-(?P<isoform>[0-9]{1,4}))?"
    r"(?:-F(?P<fragment>[0-9]{1,4})(?:-model_v(?P<version>[0-9]{1,4}))?)?", _FLAGS)


@dataclass(frozen=True)
class PdbId:
    """An entry of the PDB.

    Parameters
    ----------
    text
        Canonical text in lower case: four characters where the entry has them (``1s9j``), else the long form
        (``pdb_1a2b3c4d``).
    """

    text: str

    @cached_property
    def stems(self) -> re.Pattern[str]:
        """What a file's name may be before its suffix: ``1s9j``, ``pdb1s9j`` or ``pdb_00001s9j``, in any case."""
        long = _LONG_PDB_ID.fullmatch(self.text)
        if long is None:
            return re.compile(f"(?:pdb|pdb_0000)?{self.text}", _FLAGS)
        # Entries with four leading zeros are the ones that may have a short name.
        short = rf"|(?:pdb)?{long['short']}" if long["zeros"] == "0000" else ""
        return re.compile(self.text + short, _FLAGS)

    def states(self, other: Identifier | None) -> bool:
        """Whether a file that states the other identifier is a file of this entry."""
        return other == self


@dataclass(frozen=True)
class AlphaFoldId:
    """A model of the AlphaFold database.

    Parameters
    ----------
    accession
        UniProt accession in upper case.
    isoform
        Number of the isoform, 0 for the canonical sequence.
    fragment
        Number of the fragment; an identifier that names none means the first.
    version
        Version of the model, 0 for the newest.
    """

    accession: str
    isoform: int = 0
    fragment: int = 1
    version: int = 0

    @property
    def text(self) -> str:
        """Canonical text, such as ``AF-P00519-F1`` or ``AF-P00519-2-F1-model_v6``."""
        version = f"-model_v{self.version}" if self.version else ""
        return f"AF-{self._protein}-F{self.fragment}{version}"

    @property
    def _protein(self) -> str:
        return self.accession + (f"-{self.isoform}" if self.isoform else "")

    @cached_property
    def stems(self) -> re.Pattern[str]:
        """What a file's name may be before its suffix, in any case: any version where none is asked for."""
        if self.version:
            return re.compile(re.escape(self.text), _FLAGS)
        fragment = "(?:-F1)?" if self.fragment == 1 else f"-F{self.fragment}"
        return re.compile(f"AF-{self._protein}{fragment}(?:-model_v[0-9]+)?", _FLAGS)

    def states(self, other: Identifier | None) -> bool:
        """Whether a file that states the other identifier is this model: the files state no version."""
        if not isinstance(other, AlphaFoldId):
            return False
        mine, theirs = (self.accession, self.isoform, self.fragment), (other.accession, other.isoform, other.fragment)
        return mine == theirs and other.version in (0, self.version or other.version)


Identifier = PdbId | AlphaFoldId


def is_short_pdb_id(text: str) -> bool:
    """Tell whether a text has the form of a PDB id of four characters: a digit from 1 to 9, then a letter somewhere."""
    return _SHORT_PDB_ID.fullmatch(text) is not None


def parse_identifier(text: str) -> Identifier | None:
    """Read an identifier.

    Parameters
    ----------
    text
        A PDB identifier (``1s9j``, ``pdb_00001s9j``) or an AlphaFold one (``AF-P00519``, ``AF-P00519-F1``,
        ``AF-P00519-2-F1``, ``AF-P00519-F1-model_v4``), in any case.

    Returns
    -------
    PdbId, AlphaFoldId or None
        None for a text that is no identifier; whatever is one is safe in a file name and in a URL.

    Examples
    --------
    >>> parse_identifier("PDB_00001S9J").text
    '1s9j'
    >>> parse_identifier("af-p00519").text
    'AF-P00519-F1'
    >>> parse_identifier("../1s9j")
    """
    if is_short_pdb_id(text):
        return PdbId(text.lower())
    if long := _LONG_PDB_ID.fullmatch(text):
        has_short = long["zeros"] == "0000" and is_short_pdb_id(long["short"])
        return PdbId(long["short"].lower() if has_short else text.lower())
    if model := _ALPHAFOLD_ID.fullmatch(text):
        isoform, fragment, version = (int(model[name] or 0) for name in ("isoform", "fragment", "version"))
        return AlphaFoldId(model["accession"].upper(), isoform, fragment if model["fragment"] else 1, version)
    return None
