"""``kinlens sites``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from kinlens.cli.obtaining import Offline, read_showing
from kinlens.cli.writing import Format, OptionalText, OutputFile, Sheet, write_sheet
from kinlens.known_sites import read_sites
from kinlens.site_listing import KnownSites, find_known_sites

_OF_REGISTRY = ("name", "title", "kind", "home", "home_residues", "needs", "reach", "example", "citation")
_OF_PROTEIN = ("name", "title", "origin", "domain", "residues", "covered", "missing", "needs", "example")
_OF_CHAIN = ("chain", "gene", "name", "origin", "covered", "resolved", "needs", "holds", "ligands", "residues")
TITLES = {"home_residues": "residues", "covered": "counterparts", "holds": "state here"}


def sites(
    structure: str = "",
    *,
    gene: OptionalText = "",
    chain: str | None = None,
    sites: Annotated[Path | None, Parameter(show_default=False)] = None,
    model: int | None = None,
    offline: Offline = False,
    format: Format | None = None,  # noqa: A002 - the option's name
    output: OutputFile = None,
) -> None:
    """List known sites of kinases: all, those of a protein, or those of a structure's chains and what is bound there.

    Parameters
    ----------
    structure
        Structure file or id; without one the registry is listed.
    gene
        Gene symbol, alias or accession to put the sites on; of a structure only its chains.
    chain
        Author chain of the structure; all by default.
    sites
        TOML file with sites of your own, listed first.
    model
        Model of a structure to read, by its number in the file; the first by default.
    offline
        Download nothing for an id, as KINLENS_OFFLINE=1 says for all commands.
    format
        table, tsv, csv, json, md or parquet; by the suffix of the output, else table.
    output
        File to write.
    """
    own = read_sites(sites) if sites is not None else ()
    read = read_showing(structure, model=model, offline=offline) if structure else None
    write_sheet(sheet_of(find_known_sites(read, gene=gene, chain=chain, sites=own)), format, output)


def sheet_of(found: KnownSites) -> Sheet:
    """The table as people read it."""
    given = {column.name for column in found.columns}
    wanted = _OF_CHAIN if "resolved" in given else _OF_PROTEIN if "origin" in given else _OF_REGISTRY
    cells = []
    for row in found.rows:
        count, coverage = row.get("count"), row.get("coverage")
        covered = f"{count} ({coverage:.0%})" if coverage is not None else ""
        resolved = f"{row['resolved']} of {count}" if "resolved" in row else ""
        cells.append({name: {"covered": covered, "resolved": resolved}.get(name, row.get(name)) for name in wanted})
    filled = [name for name in wanted if any(cell[name] not in (None, "") for cell in cells)]
    shown = [{name: cell[name] for name in filled} for cell in cells]
    return Sheet(found.rows, found.columns, found.provenance, shown, TITLES, (), found.notes)
