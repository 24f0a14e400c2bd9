"""Reports: variants against a structure or the atlas, one row each and none lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kinlens.atlas.store import Atlas, load_bundled_atlas
from kinlens.errors import BadSite, NeedsStructure, NothingAsked, UnknownMode
from kinlens.examination import ChainExamination, Examination, examine
from kinlens.listing import split_text
from kinlens.locating import Located, locate_texts
from kinlens.observed import Facts
from kinlens.placing import locate_on
from kinlens.provenance import describe_atlas, describe_examination, describe_tables
from kinlens.reference import ProteinRecord
from kinlens.rows import rows_of
from kinlens.schemes import checked_numbering, without_structure
from kinlens.site_finding import STANDARD, SiteRequest, parse_site
from kinlens.sites import MODES, OBSERVED_HERE
from kinlens.structures.library import looks_like_structure
from kinlens.structures.model import Structure
from kinlens.tables import Column, columns_for, to_frame
from kinlens.variants import Variant

if TYPE_CHECKING:
    import pandas

@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Report:
    """Rows of a report, in the order of the input.

    Attributes
    ----------
    rows : tuple of dict
        One per variant and chain (or atlas entry); column name to value, absent for blank.
    sites : tuple of str
        Sites that have columns.
    provenance : dict
        What the rows were computed from and how.
    """

    rows: tuple[Facts, ...]
    sites: tuple[str, ...]
    provenance: dict[str, Any]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns, in order, with units and meanings."""
        return columns_for(self.sites)

    @property
    def table(self) -> pandas.DataFrame:
        """The report as a DataFrame."""
        return to_frame(self.rows, self.columns)

    def _repr_html_(self) -> str:
        frame = self.table.dropna(axis="columns", how="all")
        return str(frame.to_html(index=False, na_rep=""))

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        heads = [row for row in self.rows if row.get("headline", True)]
        lines = [f"{row.get('gene', '')} {row['variant'] or row['input']}: {row['status']}"
                 f"{', ' + row['region'] if row.get('region') else ''}" for row in heads[:10]]
        more = [f"… {len(heads) - 10} more"] if len(heads) > 10 else []
        return "\n".join([f"<Report: {len(self.rows)} rows; .table, .columns, .provenance>", *lines, *more])


def split_variants(variants: str | Variant | Iterable[str | Variant]) -> list[str | Variant]:
    """Variants from one line (separated by spaces, commas or semicolons) or a sequence."""
    if isinstance(variants, Variant):
        return [variants]
    if isinstance(variants, str):
        return [*split_text(variants)]
    return list(variants)


def report(
    source: Any, variants: str | Iterable[str | Variant] | None = None, *,
    gene: str = "", numbering: str | int | None = "", chain: str | None = None, sites: Sequence[str | SiteRequest] = (),
    mode: str = "any",
) -> Report:
    """Say where variants sit: status, numberings, region and distances.

    Parameters
    ----------
    source : str, Path, Structure, Examination, gemmi.Structure or Bio.PDB structure
        A structure; or, when `variants` is not given, the variants themselves, answered from the atlas.
        An Examination brings its own sites and mode.
    variants : str or iterable, optional
        Such as ``"C121S P124L"``.
    gene : str
        Gene, alias or accession of variants that name none; in a structure it may stay empty.
    numbering : str or int
        Numbering the variants are written in: a name such as ``isoform 1b`` or ``mature``, a number to be added such
        as ``+1058``, or ``author`` for the numbers of the structure's file. UniProt canonical by default.
    chain : str, optional
        Author chain; all chains of the protein by default.
    sites : sequence of str
        ``drug`` and other standard names choose columns; ``myristoyl_pocket`` (a known site), ``name=ligand:STJ`` and
        the like, and the sites of :func:`kinlens.read_sites`, are added.
    mode : str
        ``any`` (heavy atom), ``side_chain``, ``centroid`` or ``calpha``.

    Returns
    -------
    Report
        Every variant has at least one row; bad ones carry a status and a reason.

    Raises
    ------
    StructureNotFound, UnreadableStructure, EmptyStructure, ChainNotFound, BadSite, SiteNotFound, UnknownMode
        If the structure, chain, a site or the mode cannot be used.
    UnknownNumbering
        If no protein has a numbering of that name.
    NothingAsked, NeedsStructure
        If there is a structure without a variant, or a chain, mode or author numbering without a structure.
    """
    numbering = checked_numbering(numbering)
    if variants is None:
        return _report_variants_alone(source, gene, numbering, chain, sites, mode)
    if isinstance(source, Examination):
        chosen, requests = _choose_sites(sites, source.site_names())
        examination = examined_as_asked(source, chain, mode, requests)
    else:
        chosen, requests = _choose_sites(sites)
        examination = examine(source, chains=[chain] if chain is not None else None, sites=requests, mode=mode)
    return _report_on(examination, split_variants(variants), gene, numbering, chosen)


def _report_variants_alone(
    source: Any, gene: str, numbering: str, chain: str | None, sites: Sequence[str | SiteRequest], mode: str,
) -> Report:
    """Answer from the atlas; what only a structure can answer is refused, not ignored."""
    variants = _variants_alone(source)
    if chain is not None:
        raise NeedsStructure(f"chain {chain}")
    if mode != "any":
        raise NeedsStructure(f"mode {mode}")
    numbering = without_structure(numbering)
    chosen, requests = _choose_sites(sites)
    if requests:
        raise BadSite(requests[0].name, "the atlas answers standard sites only; name a structure")
    located = locate_texts(variants, gene=gene, numbering=numbering)
    return _report_from_atlas([item for group in located for item in group], chosen)


def _variants_alone(source: Any) -> list[str | Variant]:
    """Variants given in the place of a structure."""
    if isinstance(source, str) and looks_like_structure(source):
        raise NothingAsked(source)
    if not isinstance(source, str | Variant):
        table = isinstance(source, Mapping) or hasattr(source, "columns")  # whose names would be taken for variants
        if is_structure(source) or table or not isinstance(source, Iterable):
            raise NothingAsked(getattr(source, "entry", "") or type(source).__name__)
        source = list(source)
        for item in source:
            if is_structure(item):
                raise NothingAsked(str(item))
    return split_variants(source)


def locate_all(
    variants: str | Variant | Iterable[str | Variant], *, gene: str = "", numbering: str | int | None = "",
) -> Report:
    """Say what variants are, where, and what may be wrong with them, without any structure.

    Parameters
    ----------
    variants : str or iterable
        Such as ``"ABL1:T334I EML4-ALK L1196M"`` or a column of a table.
    gene, numbering : str
        As for :func:`report`.

    Returns
    -------
    Report
        A row per residue of every variant, at least one per input: status, reason, suggestions, numberings, region.

    Raises
    ------
    UnknownNumbering
        If no protein has a numbering of that name.
    NeedsStructure
        If author numbers are asked for.
    NothingAsked
        If a structure is given, or nothing that could hold variants.
    """
    numbering = without_structure(numbering)
    located = locate_texts(_variants_alone(variants), gene=gene, numbering=numbering)
    rows = [row for group in located for item in group for row in rows_of(item, {})]
    return Report(tuple(rows), (), describe_tables())


def is_structure(thing: Any) -> bool:
    """Whether a thing is a structure, or the path of one, rather than a collection of something."""
    foreign = type(thing).__module__.partition(".")[0] in ("gemmi", "Bio")
    return foreign or isinstance(thing, Path | Structure | Examination)


def examined_as_asked(
    examination: Examination, chain: str | None, mode: str, requests: Sequence[SiteRequest],
) -> Examination:
    """An examination restricted to a chain and read in another mode, where asked.

    Raises
    ------
    BadSite
        If sites are asked for that have to be found while a structure is examined.
    UnknownMode, ChainNotFound
        If there is no such mode or chain.
    """
    if requests:
        raise BadSite(requests[0].name, "the structure is examined already: give the site to examine(…, sites=[…])")
    if mode not in MODES:
        raise UnknownMode(mode, MODES)
    if chain is not None:
        examination = replace(examination, chains=examination.chains_named(chain))
    return examination if mode == "any" else replace(examination, mode=mode)


def _choose_sites(
    sites: str | Sequence[str | SiteRequest], known: Sequence[str] = STANDARD,
) -> tuple[list[str], list[SiteRequest]]:
    """Sites that get columns, and sites to add; naming no known site keeps them all."""
    asked = [sites] if isinstance(sites, str) else sites
    chosen = [s for s in asked if isinstance(s, str) and s in known]
    requests = [s if isinstance(s, SiteRequest) else parse_site(s) for s in asked if s not in known]
    names = [request.name for request in requests]
    for name in names:
        if names.count(name) > 1 or name in known:
            raise BadSite(name, "two sites have this name")
    return [*dict.fromkeys(chosen or known), *names], requests


def _report_on(
    examination: Examination, variants: Sequence[str | Variant], gene: str, numbering: str, sites: list[str],
) -> Report:
    located = locate_on(examination, variants, gene=gene, numbering=numbering)
    facts = lookup(examination, [key for item in located for key in item.keys])
    rows: list[Facts] = []
    for item in located:
        rows += rows_of(item, facts, sites, entry=examination.entry)
    return Report(tuple(rows), tuple(sites), describe_examination(examination, sites))


def lookup(examination: Examination, asked: Iterable[tuple[str, int]]) -> dict[tuple[str, int], list[Facts]]:
    """Facts of residues of an examined structure, by ``(accession, position)``, one per chain of the protein."""
    wanted = list(dict.fromkeys(asked))
    ranked: dict[tuple[str, int], list[tuple[tuple[Any, ...], Facts]]] = {}
    for place_in_file, chain in enumerate(examination.chains):
        record = chain.protein.record
        positions = [p for accession, p in wanted if record is not None and accession == record.accession]
        for position, row in zip(positions, examination.facts(chain, positions), strict=True):
            key = (record.accession if record else "", position)
            ranked.setdefault(key, []).append(((*_rank(chain, row), place_in_file), row))
    found = {key: [row for _, row in sorted(rows, key=lambda pair: pair[0])] for key, rows in ranked.items()}
    for rows in found.values():
        for row in rows:
            row["headline"] = row is rows[0]
    return found


def _rank(chain: ChainExamination, row: Facts) -> tuple[bool, int, bool, float]:
    """What makes a chain the one to quote: residue, sites asked for, a ligand, and how much of it is resolved."""
    lacks_asked = sum(site.absent for name, site in chain.sites.items() if name not in STANDARD)
    has_ligand = any(chain.sites[name].origin == OBSERVED_HERE for name in ("drug", "atp_ligand"))
    return ("author" not in row, lacks_asked, not has_ligand, -chain.resolved)


def _report_from_atlas(located: Sequence[Located], sites: list[str]) -> Report:
    atlas = load_bundled_atlas()
    found = atlas.lookup(key for item in located for key in item.keys)
    facts: dict[tuple[str, int], list[Facts]] = {}
    for key, entries in found.items():
        best = sorted(entries, key=_atlas_rank)
        facts[key] = [dict(row, headline=row is best[0]) for row in best]
    rows: list[Facts] = []
    for item in located:
        absent = _not_in_atlas(atlas, item.record) if item.record is not None else ""
        rows += rows_of(item, facts, absent=absent)
    return Report(tuple(rows), tuple(sites), describe_atlas(atlas, sites))


def _not_in_atlas(atlas: Atlas, record: ProteinRecord) -> str:
    """Why the atlas has no row of a residue."""
    entries = atlas.entries_of(record.accession)
    return f"in none of the constructs of {', '.join(entries)}" if entries else (
        f"no structure of {record.gene} in the bundled atlas")


def _atlas_rank(row: Facts) -> tuple[bool, bool, str, str]:
    return (not row.get("author"), row.get("drug_A") is None, row["entry"], row["chain"])

