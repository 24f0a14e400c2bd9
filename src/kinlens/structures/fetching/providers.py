"""Where entries are kept in the world: which provider has which identifiers, and under which address."""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import urlsplit

from kinlens.errors import BadAnswer, BadSetting, DownloadFailed, NotInDatabase, UnsafeAddress
from kinlens.structures.fetching.addresses import check_address, same_server
from kinlens.structures.identifiers import AlphaFoldId, Identifier, PdbId, parse_identifier

__all__ = ["AlphaFoldDatabase", "PdbArchive", "Provider", "Remote", "providers"]

Ask = Callable[[str], bytes]
"""Gives what a short answer at an address holds."""

# RCSB serves gzipped mmCIF under the id in upper case, PDBe the archive's mmCIF unpacked under the id in lower case.
# That both take long identifiers (pdb_1a2b3c4d) as they are is unverified: no entry has only such a one yet.
_RCSB = "https://files.rcsb.org/download"
_PDBE = "https://www.ebi.ac.uk/pdbe/entry-files/download"
_ALPHAFOLD = "https://alphafold.ebi.ac.uk"
_LONG_PROTEINS = "proteins of more than 2700 residues are not in it"


@dataclass(frozen=True, slots=True)
class Remote:
    """A file to be fetched.

    Parameters
    ----------
    url
        Its address.
    name
        What it is called when it is kept; ``.gz`` at the end means that it is kept gzipped.
    """

    url: str
    name: str


class Provider(Protocol):
    """What the library knows of a provider."""

    @property
    def name(self) -> str:
        """Name of the provider, for people."""

    def serves(self, identifier: Identifier) -> bool:
        """Whether identifiers of this kind are the provider's."""

    def remote(self, identifier: Identifier, ask: Ask) -> Remote:
        """Say where the file of an entry is, asking the provider where need be."""


@dataclass(frozen=True, slots=True)
class PdbArchive:
    """A site of the wwPDB.

    Parameters
    ----------
    name
        Its name.
    base
        Folder of its files.
    upper
        Whether it writes four-character ids in upper case.
    suffix
        Suffix of its files.
    """

    name: str
    base: str
    upper: bool
    suffix: str

    def serves(self, identifier: Identifier) -> bool:
        """Whether this is a PDB entry."""
        return isinstance(identifier, PdbId)

    def remote(self, identifier: Identifier, ask: Ask) -> Remote:
        """Say where the file of an entry is; nothing needs asking. It is kept gzipped whoever served it."""
        text = identifier.text
        written = text.upper() if self.upper and len(text) == 4 else text
        return Remote(f"{self.base}/{written}{self.suffix}", f"{text}.cif.gz")


@dataclass(frozen=True, slots=True)
class AlphaFoldDatabase:
    """The AlphaFold database, whose file names carry a version that changes: its API says which.

    Parameters
    ----------
    base
        Address of the server.
    """

    base: str

    @property
    def name(self) -> str:
        """Name of the provider."""
        return "AlphaFold DB"

    def serves(self, identifier: Identifier) -> bool:
        """Whether this is a model of the database."""
        return isinstance(identifier, AlphaFoldId)

    def remote(self, identifier: Identifier, ask: Ask) -> Remote:
        """Ask the database where a model is.

        Raises
        ------
        NotInDatabase
            If it has none of this protein, isoform, fragment or version.
        BadAnswer
            If the answer is not the API's, or names a file elsewhere.
        DownloadFailed
            If it does not answer.
        """
        assert isinstance(identifier, AlphaFoldId)  # noqa: S101 (`serves` said so)
        api = f"{self.base}/api/prediction/{identifier.accession}"
        try:
            answer = ask(api)
        except DownloadFailed as trouble:
            if trouble.status in (404, 410):
                raise NotInDatabase(api, identifier.text, _LONG_PROTEINS) from trouble
            raise
        entry = _entry_of(identifier, _entries(answer, api), api)
        url = entry.get("cifUrl")
        if not isinstance(url, str):
            raise BadAnswer(api, "it names no mmCIF file (cifUrl)")
        return self._checked(url, identifier, api)

    def _checked(self, url: str, identifier: AlphaFoldId, api: str) -> Remote:
        """Take the address from the answer only if it is one of a file of that model on the same server."""
        try:
            check_address(url)
        except UnsafeAddress as error:
            raise BadAnswer(api, f"its file is at {url!r}: {error.why}") from error
        if not same_server(url, self.base):
            raise BadAnswer(api, f"its file is on another server: {url}")
        stem, dot, suffix = posixpath.basename(urlsplit(url).path).partition(".")
        named = parse_identifier(stem)
        if not isinstance(named, AlphaFoldId) or not named.version or dot + suffix != ".cif" or "?" in url:
            raise BadAnswer(api, f"its file has an unknown name: {url}")
        if replace(named, version=0) != replace(identifier, version=0):
            raise BadAnswer(api, f"its file is not that of {identifier.text}: {url}")
        if identifier.version not in (0, named.version):
            # Earlier versions lie beside the newest one; whether this one still does, the server will say.
            url = url.removesuffix(f"v{named.version}.cif") + f"v{identifier.version}.cif"
            named = identifier
        return Remote(url, f"{named.text}.cif")


def providers() -> tuple[Provider, ...]:
    """Give all providers in the order they are asked.

    Returns
    -------
    tuple of Provider
        RCSB, PDBe and the AlphaFold database; ``KINLENS_RCSB``, ``KINLENS_PDBE`` and ``KINLENS_ALPHAFOLD`` (read at
        every call) put a mirror in the place of one.

    Raises
    ------
    BadSetting
        If one of them is no https address (http on this machine).
    """
    return (
        PdbArchive("RCSB PDB", _base("KINLENS_RCSB", _RCSB), upper=True, suffix=".cif.gz"),
        PdbArchive("PDBe", _base("KINLENS_PDBE", _PDBE), upper=False, suffix=".cif"),
        AlphaFoldDatabase(_base("KINLENS_ALPHAFOLD", _ALPHAFOLD)),
    )


def _base(variable: str, standard: str) -> str:
    base = os.environ.get(variable, "").strip() or standard
    try:
        check_address(base)
    except UnsafeAddress as error:
        raise BadSetting(variable, base, f"the https address of a mirror ({error.why})") from error
    return base.rstrip("/")


def _entries(answer: bytes, api: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise BadAnswer(api, "it is not JSON") from error
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise BadAnswer(api, "it is no list of entries")
    return found


def _entry_of(identifier: AlphaFoldId, entries: list[dict[str, Any]], api: str) -> dict[str, Any]:
    """Choose the model among those of a protein: its isoforms, fragments and models of others stand in one list."""
    names = [str(entry.get("entryId", "")) for entry in entries]
    for name, entry in zip(names, entries, strict=True):
        if parse_identifier(name) == replace(identifier, version=0):
            versions = entry.get("allVersions")
            if identifier.version and isinstance(versions, list) and identifier.version not in versions:
                raise NotInDatabase(api, identifier.text, f"its versions are {', '.join(map(str, versions[:20]))}")
            return entry
    there_is = f"it has {', '.join(names[:20])}" if entries else "it has none of this protein"
    raise NotInDatabase(api, identifier.text, f"{there_is}; {_LONG_PROTEINS}")
