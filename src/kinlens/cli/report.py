"""``kinlens report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, cast

from cyclopts import Parameter

from kinlens.cli.obtaining import Offline, read_showing
from kinlens.cli.reports import write_report
from kinlens.cli.writing import Format, OptionalText, OutputFile
from kinlens.errors import BadOutput, NeedsStructure, NothingAsked
from kinlens.known_sites import SiteRequest, read_sites
from kinlens.listing import split_arguments
from kinlens.outputs import PAGE_SUFFIXES
from kinlens.reporting import Report
from kinlens.reporting import report as make_report
from kinlens.structures.library import looks_like_structure
from kinlens.structures.model import Structure

PageFormat = Literal["table", "tsv", "csv", "json", "md", "parquet", "html"]


def report(
    *items: str,
    structure: str | None = None,
    gene: OptionalText = "",
    numbering: OptionalText = "",
    chain: str | None = None,
    site: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = (),
    sites: Path | None = None,
    mode: Literal["any", "side_chain", "centroid", "calpha"] = "any",
    format: PageFormat | None = None,  # noqa: A002 - the option's name
    output: OutputFile = None,
    inline: Annotated[bool | None, Parameter(show_default=False)] = None,
    model: int | None = None,
    offline: Offline = False,
) -> None:
    """Say where variants sit: status, numberings, region, distances.

    Parameters
    ----------
    items
        STRUCTURE VARIANT… or VARIANT… alone, answered from the bundled atlas. The first is a structure if it is an
        existing file, ends in a coordinate suffix, is AF-… or pdb_…, or a four-character PDB id.
    structure
        Structure file or id; then all items are variants.
    gene
        Gene symbol, alias, accession or entry name of variants that name none: MAP2K1, MEK1, Q02750.
    numbering
        Numbering the variants are written in: a name such as "isoform 1b" or mature, author for the numbers of the
        structure's file, or a number to be added such as +1058. UniProt canonical by default.
    chain
        Author chain; all chains of the protein by default.
    site
        Site to measure to, may be repeated: name=ligand:STJ, name=chain:H+L, name=residues:1150-1160,1171 (UniProt
        numbers), name=klifs:45-48, name=pka:120-127, a known one such as myristoyl_pocket (kinlens sites lists them),
        or a standard one to show it alone: atp_ligand, atp_pocket, helix_c, drug, allosteric, partner.
    sites
        TOML file with sites of your own, [sites.NAME] each (docs/sites.md); all are measured.
    mode
        Measured from any heavy atom, side-chain atoms, the side chain's centroid or Cα.
    format
        table, tsv, csv, json, md, parquet or html; by the suffix of the output, else table.
    output
        File to write; .html is a page with the table and a 3D view side by side.
    inline
        Of a page: have 3Dmol.js in it, which then works for ever from a disk (--inline), or have the browser load it
        (--no-inline). In the page by default, where a copy is at hand or can be had.
    model
        Model of the structure to read, by its number in the file; the first by default.
    offline
        Download nothing for an id, as KINLENS_OFFLINE=1 says for all commands.
    """
    asked: list[str | SiteRequest] = [*site, *(read_sites(sites) if sites is not None else ())]
    variants = list(items)
    source = structure
    if source is None and variants and looks_like_structure(variants[0]):
        source = variants.pop(0)
    variants = split_arguments(variants)
    if not variants:
        raise NothingAsked(source or "")
    page = format == "html" or (format is None and output is not None and output.suffix.lower() in PAGE_SUFFIXES)
    if page and output is None:
        raise BadOutput("html", "it is a page with pictures: name a file with -o")
    given = None
    if source is None:
        if model is not None:
            raise NeedsStructure(f"model {model}")
        made = make_report(variants, gene=gene, numbering=numbering, chain=chain, sites=asked, mode=mode)
    else:
        given = read_showing(source, model=model, offline=offline)
        made = make_report(given, variants, gene=gene, numbering=numbering, chain=chain, sites=asked, mode=mode)
    if page and output is not None:
        _write_page(made, given, output, chain=chain, sites=asked, mode=mode, inline=inline, offline=offline)
    else:
        write_report(made, cast(Format | None, format), output, caption=caption(made))


def _write_page(
    made: Report, given: Structure | None, output: Path, *, chain: str | None, sites: list[str | SiteRequest],
    mode: str, inline: bool | None, offline: bool,
) -> None:
    """The report as a page: with the structure in 3D, or with where its variants fall along the domains."""
    from kinlens.cli.saving import save_scene  # on no other path: drawing takes a second to load
    from kinlens.scene import compose, table_alone
    from kinlens.views.domain_map import draw_domain_map, tracks_of

    if given is not None:
        save_scene(compose(given, made, chain=chain, sites=sites, mode=mode, offline=offline or None), output,
                   inline=inline, offline=offline)
    else:
        drawn = draw_domain_map(tracks_of(made.rows), title="Where they fall")
        save_scene(table_alone(made, "Where the variants sit", caption(made)), output, picture=drawn)


def caption(made: Report) -> list[str]:
    """What the distances were measured in: the structure and its chains, or the atlas."""
    provenance = made.provenance
    if "atlas" in provenance:
        return [f"bundled atlas, {len(provenance['atlas']['entries'])} entries; name a structure to measure your own"]
    source = provenance["structure"]
    resolution = f", {source['resolution']:.2f} Å" if source["resolution"] else ""
    models = f", model {source['model_used']} of {source['models']}" if source["models"] > 1 else ""
    lines = [f"{source['id']} ({source['determined_by']}{resolution}{models})"]
    lines += [f"note: {note}" for note in provenance["notes"]]
    for chain in provenance["chains"]:
        if not chain["gene"]:
            lines.append(f"chain {chain['chain']}: {chain['status']}")
            continue
        sure = f"identity {chain['identity']:.1%}" if chain["identity"] is not None else chain["status"]
        lines.append(f"chain {chain['chain']}: {chain['gene']} ({chain['accession']}), {sure}; {chain['header']}")
        lines += [f"  {d['name']}: {d['method']}, mean confidence {d['confidence']:.2f}"
                  + _contradicted(d["coordinates"]) for d in chain["by_profile"]]
        if len(chain["segments"]) > 1 and not chain["by_profile"]:
            lines.append("  numbering: " + "; ".join(
                f"author {a}–{b} is UniProt {c}–{d}" for a, b, c, d in chain["segments"]))
        lines += [f"  state: {chain['state']}"] if chain["state"] else []
        lines += [f"  {name}: {what}" for name, what in chain["sites"].items()]
    return lines


def _contradicted(checks: list[dict[str, Any]]) -> str:
    """What coordinates have elsewhere than the numbering."""
    said = [f"{check['motif']} by {check['shift']:+d}" for check in checks if check["status"] == "contradicted"]
    return f"; COORDINATES CONTRADICT {', '.join(said)}" if said else ""
