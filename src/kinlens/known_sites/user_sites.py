"""Sites that somebody keeps in a TOML file of their own."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from kinlens.errors import AmbiguousName, BadSite, BadSiteFile, UnknownProtein
from kinlens.known_sites.model import KnownSite
from kinlens.known_sites.registry import known_sites
from kinlens.known_sites.requests import SiteRequest, name_trouble, parse_lettered, read_values
from kinlens.reference import ProteinRecord, find_protein, load_kinome

TABLE = "sites"
SOURCES = ("residues", "klifs", "pka", "ligand", "chain")  # what a site is made of: one of these
OF_RESIDUES = ("gene", "transfer")  # keys that only residues have
TEXTS = ("title", "source")
KEYS = (*SOURCES, *OF_RESIDUES, *TEXTS)
LARGEST_FILE = 1_000_000  # bytes; a list of sites is a page
Broken = Callable[[str, str, str], BadSiteFile]  # key, what was found, what to do


def read_sites(path: str | PathLike[str]) -> tuple[SiteRequest, ...]:
    """Read the sites of a TOML file, one table ``[sites.NAME]`` each.

    A table has one of ``residues`` (``"C121,P124,50-57"``: UniProt numbers of ``gene``, whose letters are checked),
    ``klifs``, ``pka``, ``ligand`` (``"STJ"``) and ``chain`` (``"H+L"``); with ``residues`` ``transfer = true`` puts
    them on other kinases as well; ``title`` and ``source`` are free text.

    Parameters
    ----------
    path : str or path
        TOML in UTF-8.

    Returns
    -------
    tuple of SiteRequest
        In the order of the file.

    Raises
    ------
    BadSiteFile
        If the file cannot be read, or a table of it is no site.
    """
    file = str(path)
    data = _load(Path(path), file)
    unknown = [key for key in data if key != TABLE]
    if unknown:
        raise BadSiteFile(file, "", unknown[0], "it is no part of a list of sites",
                          f"put each site into a table of its own, [{TABLE}.NAME]")
    tables = data.get(TABLE)
    if not isinstance(tables, dict) or not tables:
        raise BadSiteFile(file, "", "", "it has no site", f"write a table [{TABLE}.NAME] for each site")
    return tuple(_read(file, name, row) for name, row in tables.items())


def _load(path: Path, file: str) -> dict[str, Any]:
    try:
        if path.is_file() and path.stat().st_size > LARGEST_FILE:
            raise BadSiteFile(file, "", "", f"it has more than {LARGEST_FILE} bytes", "give a list of sites in TOML")
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as trouble:
        raise BadSiteFile(file, "", "", "it is no text in UTF-8", "save it as UTF-8") from trouble
    except (tomllib.TOMLDecodeError, RecursionError) as trouble:
        raise BadSiteFile(file, "", "", f"it is no TOML: {trouble or 'nested too deeply'}",
                          "correct it there; texts need quotes") from trouble
    except OSError as trouble:
        raise BadSiteFile(file, "", "", f"it cannot be read: {trouble.strerror or trouble}",
                          "name a TOML file") from trouble


def _read(file: str, name: str, row: Any) -> SiteRequest:
    def broken(key: str, found: str, advice: str) -> BadSiteFile:
        return BadSiteFile(file, name, key, found, advice)

    if not isinstance(row, dict):
        raise broken("", "it is no table", f"write [{TABLE}.{name}] and its keys below")
    if refused := name_trouble(name):
        raise broken("", refused, "give it another name")
    for key, value in row.items():
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1)
            raise broken(key, "there is no such key", f"the keys are {', '.join(KEYS)}"
                         + (f"; perhaps {near[0]}" if near else ""))
        wanted = bool if key == "transfer" else str
        if not isinstance(value, wanted):
            raise broken(key, f"{value!r} is no {'true or false' if wanted is bool else 'text'}",
                         "write true or false" if wanted is bool else "put it in quotes")
    given = [key for key in SOURCES if key in row]
    if len(given) != 1:
        found = f"it has {' and '.join(given)}" if given else f"it has none of {', '.join(SOURCES)}"
        raise broken(given[-1] if given else "", found, "say in one way what the site is made of")
    kind = given[0]
    if not row[kind].strip():
        raise broken(kind, "it is empty", "say what the site is made of")
    values, gene = _values(broken, kind, row)
    return SiteRequest(name, kind, values, gene, row.get("transfer", False), row.get("title", ""),
                       row.get("source", ""))


def _values(broken: Broken, kind: str, row: Mapping[str, Any]) -> tuple[tuple[str | int, ...], str]:
    """Values of a site, and the accession of the protein they are numbers of."""
    if kind != "residues":
        for key in OF_RESIDUES:
            if key in row:
                raise broken(key, f"it goes with residues, and the site is made of {kind}", "leave it out")
        try:
            return read_values(kind, row[kind].replace(",", "+") if kind in ("ligand", "chain") else row[kind]), ""
        except ValueError as trouble:
            raise broken(kind, str(trouble), "write it as in klifs = \"45-48\" or ligand = \"STJ\"") from trouble
    if not row.get("gene", "").strip():
        raise broken("gene", "it is missing", "say whose UniProt numbers the residues are, as in gene = \"MAP2K1\"")
    try:
        protein = find_protein(row["gene"]).record
    except (UnknownProtein, AmbiguousName) as trouble:
        raise broken("gene", str(trouble), "name one protein of the tables") from trouble
    try:
        asked = parse_lettered(row[kind])
    except ValueError as trouble:
        raise broken(kind, str(trouble), "write it as in residues = \"C121,P124,50-57\"") from trouble
    _check(broken, protein, asked)
    return tuple(asked), protein.accession


def _check(broken: Broken, protein: ProteinRecord, asked: Mapping[int, str]) -> None:
    """Refuse what lies beyond the sequence, and letters that are not those of the sequence."""
    length = len(protein.sequence)
    beyond = [number for number in asked if number > length]
    if beyond:
        raise broken("residues", f"{protein.gene} has {length} residues, and there is no {beyond[0]}",
                     "give UniProt numbers")
    wrong = [f"{letter}{number} is {protein.sequence[number - 1]}{number}" for number, letter in asked.items()
             if letter and protein.sequence[number - 1] != letter]
    if wrong:
        raise broken("residues", f"in {protein.gene} ({protein.accession}) {', '.join(wrong)}",
                     "give UniProt numbers of the canonical sequence; kinlens locate knows other numberings")


def as_known_site(request: SiteRequest) -> KnownSite:
    """A request for residues of a protein, positions of every kinase or a known site, as a site for any domain.

    Raises
    ------
    BadSite
        If it names a ligand or a chain, or residues without the protein that has them.
    """
    if request.kind == "known":
        return replace(known_sites()[request.known], name=request.name)
    if request.floats:
        raise BadSite(str(request), "nobody has said of which protein it is")
    numbers = request.numbers
    if request.kind == "residues":
        protein = load_kinome().protein(request.gene)
        sequence = protein.sequence
        if beyond := [number for number in numbers if not 1 <= number <= len(sequence)]:
            raise BadSite(str(request), f"{protein.gene} has {len(sequence)} residues, and there is no {beyond[0]}")
        return KnownSite(request.name, request.title, "pocket", home=request.gene,
                         residues={number: sequence[number - 1] for number in numbers},
                         reach="all" if request.transfer else "none", how="asked", citation=request.source)
    return KnownSite(request.name, request.title, "pocket", klifs=numbers if request.kind == "klifs" else (),
                     pka=numbers if request.kind == "pka" else (), how="asked", citation=request.source)
