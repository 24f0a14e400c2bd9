"""Reports: variants against a structure or the atlas, one row each and none lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kinlens.atlas.store import load_bundled_atlas
from kinlens.errors import BadSite, NeedsStructure, NothingAsked, UnknownMode
from kinlens.examination import ChainExamination, Examination, examine
from kinlens.numbering import domain_at, domains_of, numbering_facts
from kinlens.placing import Located, Status, locate, locate_in, place
from kinlens.provenance import describe_atlas, describe_examination
from kinlens.site_finding import STANDARD, SiteRequest, parse_site
from kinlens.sites import MODES
from kinlens.structures.library import looks_like_structure
from kinlens.structures.model import Structure
from kinlens.tables import Column, columns_for, to_frame
from kinlens.variants import Variant

if TYPE_CHECKING:
    import pandas

Facts = dict[str, Any]


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
    """Variants from one string (separated by spaces, commas or semicolons) or a sequence."""
    if isinstance(variants, Variant):
        return [variants]
    if isinstance(variants, str):
        return [*split_text(variants)]
    return list(variants)


def split_text(text: str) -> list[str]:
    """Parts of a text separated by spaces, commas or semicolons."""
    return [part for part in re.split(r"[\s,;]+", text) if part]


def report(
    source: Any, variants: str | Iterable[str | Variant] | None = None, *,
    gene: str = "", chain: str | None = None, sites: Sequence[str | SiteRequest] = (), mode: str = "any",
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
        Gene of variants that name none; in a structure it may stay empty.
    chain : str, optional
        Author chain; all chains of the protein by default.
    sites : sequence of str
        ``drug`` and other names of sites choose columns; ``name=ligand:STJ`` and the like add sites.
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
    NothingAsked, NeedsStructure
        If there is a structure without a variant, or a chain or mode without a structure.
    """
    if variants is None:
        return _report_variants_alone(source, gene, chain, sites, mode)
    if isinstance(source, Examination):
        examination = _examined(source, chain, mode)
        chosen, requests = _choose_sites(sites, examination.site_names())
        if requests:
            raise BadSite(requests[0].name, "the structure is examined already: give the site to examine(…, sites=[…])")
    else:
        chosen, requests = _choose_sites(sites)
        examination = examine(source, chains=[chain] if chain is not None else None, sites=requests, mode=mode)
    return _report_on(examination, split_variants(variants), gene, chosen)


def _report_variants_alone(
    source: Any, gene: str, chain: str | None, sites: Sequence[str | SiteRequest], mode: str,
) -> Report:
    """Answer from the atlas; what only a structure can answer is refused, not ignored."""
    if isinstance(source, str) and looks_like_structure(source):
        raise NothingAsked(source)
    if not isinstance(source, str | Variant):
        if _is_structure(source) or not isinstance(source, Iterable):
            raise NothingAsked(getattr(source, "entry", "") or type(source).__name__)
        source = list(source)
        for item in source:
            if _is_structure(item):
                raise NothingAsked(str(item))
    if chain is not None:
        raise NeedsStructure(f"chain {chain}")
    if mode != "any":
        raise NeedsStructure(f"mode {mode}")
    chosen, requests = _choose_sites(sites)
    if requests:
        raise BadSite(requests[0].name, "the atlas answers standard sites only; name a structure")
    return _report_from_atlas([locate(v, gene=gene) for v in split_variants(source)], chosen)


def _is_structure(thing: Any) -> bool:
    foreign = type(thing).__module__.partition(".")[0] in ("gemmi", "Bio")
    return foreign or isinstance(thing, Path | Structure | Examination)


def _examined(examination: Examination, chain: str | None, mode: str) -> Examination:
    """An examination restricted to a chain and read in another mode, where asked."""
    if mode not in MODES:
        raise UnknownMode(mode, MODES)
    if chain is not None:
        examination = replace(examination, chains=(examination.chain(chain),))
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


def _report_on(examination: Examination, variants: Sequence[str | Variant], gene: str, sites: list[str]) -> Report:
    located = [_locate_on(examination, text, gene) for text in variants]
    flat = [item for group in located for item in group]
    facts = lookup(examination, [key for item in flat if (key := item.key) is not None])
    rows: list[Facts] = []
    for item in flat:
        found = facts.get(item.key, []) if item.key is not None else []
        if found:
            rows += _rows_of(item, found, sites)
        else:
            rows.append(_blank_row(examination, item))
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
    has_ligand = any(not chain.sites[name].absent for name in ("drug", "atp_ligand"))
    return ("author" not in row, lacks_asked, not has_ligand, -chain.resolved)


def _locate_on(examination: Examination, text: str | Variant, gene: str) -> list[Located]:
    """Locate one variant on a structure; without a gene on every protein of it whose residue fits."""
    item = locate(text, gene=gene)
    records = {c.protein.record.accession: c.protein.record for c in examination.chains if c.protein.record}
    if item.variant is None or item.status == Status.NOT_IN_TABLES:
        return [item]
    if item.record is None:
        if not records:
            return [replace(item, status=Status.NOT_IN_TABLES,
                            reason="no chain of the structure fits the kinome or RAS tables")]
        fits = [locate_in(item.variant, record) for record in records.values()]
        good = [fit for fit in fits if fit.status != Status.MISMATCH]
        explained = [_explain_mismatch(examination, fit) for fit in fits]
        return good or [next((e for e, fit in zip(explained, fits, strict=True) if e != fit), explained[0])]
    if item.record.accession not in records:
        there = ", ".join(sorted(record.gene for record in records.values())) or "no protein of the tables"
        protein = examination.structure.residues.kind == "protein"
        examined = [chain.chain for chain in examination.chains]
        whole = set(examination.structure.residues.chain[protein].tolist()) == set(examined)
        where = examination.entry if whole else f"chain {', '.join(examined)} of {examination.entry}"
        reason = f"{where} holds {there}" + (f"; {item.reason}" if item.reason else "")
        return [replace(item, status=Status.NOT_IN_STRUCTURE, reason=reason)]
    return [_explain_mismatch(examination, item) if item.status == Status.MISMATCH else item]


def _explain_mismatch(examination: Examination, item: Located) -> Located:
    """Say whether the number asked for is a vector residue, or an author number of this file."""
    if item.variant is None or item.record is None:
        return item
    residues = examination.structure.residues
    for chain in examination.chains:
        if chain.protein.record is None or chain.protein.record.accession != item.record.accession:
            continue
        for residue, number in zip(chain.protein.residues, chain.protein.canonical, strict=True):
            same = int(residues.number[residue]) == item.variant.start and not residues.icode[residue]
            letter = item.record.sequence[int(number) - 1] if number else str(residues.parent[residue])
            if not same or letter != item.variant.wild_type:
                continue
            if number == 0:
                return _without_counterpart(item, chain, letter)
            return replace(item, reason=f"{item.reason}; author {item.variant.start} of chain {chain.chain} is "
                                        f"UniProt {letter}{number}: ask for {letter}{number}{item.variant.mutant}")
    return item


def _without_counterpart(item: Located, chain: ChainExamination, letter: str) -> Located:
    """An author number that means a residue the canonical sequence lacks: of the vector, or inserted."""
    author = str(item.variant.start) if item.variant else ""
    where = f"author {author} of chain {chain.chain}"
    kinds = {d.kind for d in chain.protein.differences if d.position == 0 and d.author == author}
    if kinds <= {"tag"}:
        return replace(item, status=Status.TAG, reason=f"vector residue, {where}")
    return replace(item, reason=f"{item.reason}; {where} is {letter}, which the canonical sequence lacks")


def _rows_of(item: Located, found: list[Facts], sites: Sequence[str]) -> list[Facts]:
    rows = []
    for facts in found:
        status, reason = place(item, facts)
        rows.append(facts | _asked(item, status, reason))
    head = rows[0]
    for site in sites:
        values = [row[f"{site}_A"] for row in rows if row.get(f"{site}_A") is not None]
        if len(values) > 1:
            head[f"{site}_spread_A"] = f"{min(values):.2f}–{max(values):.2f}"
    return rows


def _asked(item: Located, status: Status, reason: str) -> Facts:
    variant, kind = (str(item.variant), item.variant.kind) if item.variant else ("", "")
    return {"input": item.text, "variant": variant, "kind": kind, "status": str(status), "reason": reason}


def _blank_row(examination: Examination | None, item: Located) -> Facts:
    row = _asked(item, item.status, item.reason) | {"headline": True}
    if examination is not None:
        row["entry"] = examination.entry
    if item.record is not None and item.variant is not None:
        row |= {"gene": item.record.gene, "accession": item.record.accession}
        position = item.variant.start
        if item.record.sequence[position - 1:position] == item.variant.wild_type:
            row |= {"position": position, "wild_type": item.variant.wild_type}
            row |= numbering_facts(domain_at(domains_of(item.record), position), position)
    return row


def _report_from_atlas(located: Sequence[Located], sites: list[str]) -> Report:
    atlas = load_bundled_atlas()
    facts = atlas.lookup(key for item in located if (key := item.key) is not None)
    rows: list[Facts] = []
    for item in located:
        found = facts.get(item.key, []) if item.key is not None else []
        if found:
            best = [dict(row, headline=False) for row in sorted(found, key=_atlas_rank)]
            best[0]["headline"] = True
            rows += _rows_of(item, best, ())
            continue
        row = _blank_row(None, item)
        if item.key is not None and item.record is not None:
            entries = atlas.entries_of(item.record.accession)
            why = f"in none of the constructs of {', '.join(entries)}" if entries else (
                f"no structure of {item.record.gene} in the bundled atlas")
            row["reason"] = "; ".join(filter(None, [item.reason, why]))
        rows.append(row)
    return Report(tuple(rows), tuple(sites), describe_atlas(atlas, sites))


def _atlas_rank(row: Facts) -> tuple[bool, bool, str, str]:
    return (not row.get("author"), row.get("drug_A") is None, row["entry"], row["chain"])

