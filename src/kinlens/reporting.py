"""Reports: variants against a structure or the atlas, one row each and none lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from kinlens.atlas.store import load_bundled_atlas
from kinlens.errors import BadSite, NothingAsked
from kinlens.examination import ChainExamination, Examination, examine
from kinlens.numbering import domain_at, domains_of, numbering_facts
from kinlens.placing import Located, Status, locate, locate_in, place
from kinlens.provenance import describe_atlas, describe_examination
from kinlens.site_finding import STANDARD, SiteRequest, parse_site
from kinlens.structures.library import looks_like_structure
from kinlens.tables import Column, columns_for, to_frame
from kinlens.variants import Variant

if TYPE_CHECKING:
    import pandas

Facts = dict[str, Any]
BLANK_STATES = (Status.MISMATCH, Status.NOT_READ, Status.NO_GENE, Status.NOT_IN_TABLES, Status.NOT_IN_STRUCTURE)


class MeasurementSource(Protocol):
    """What a report needs: facts of residues by protein and position."""

    def lookup(self, asked: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], list[Facts]]:
        """Facts by ``(accession, position)``, one mapping per chain or entry."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
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


def split_variants(variants: str | Variant | Iterable[str | Variant]) -> list[str | Variant]:
    """Variants from one string (separated by spaces, commas or semicolons) or a sequence."""
    if isinstance(variants, Variant):
        return [variants]
    if isinstance(variants, str):
        return [part for part in re.split(r"[\s,;]+", variants) if part]
    return list(variants)


def report(
    source: Any, variants: str | Iterable[str | Variant] | None = None, *,
    gene: str = "", chain: str | None = None, sites: Sequence[str | SiteRequest] = (), mode: str = "any",
) -> Report:
    """Say where variants sit: status, numberings, region and distances.

    Parameters
    ----------
    source : str, Path, Structure, Examination, gemmi.Structure or Bio.PDB structure
        A structure; or, when `variants` is not given, the variants themselves, answered from the atlas.
    variants : str or iterable, optional
        Such as ``"C121S P124L"``.
    gene : str
        Gene of variants that name none; in a structure it may stay empty.
    chain : str, optional
        Author chain; all chains of the protein by default.
    sites : sequence of str
        ``drug`` and other standard names choose columns; ``name=ligand:STJ`` and the like add sites.
    mode : str
        ``any`` (heavy atom), ``side_chain``, ``centroid`` or ``calpha``.

    Returns
    -------
    Report
        Every variant has at least one row; bad ones carry a status and a reason.

    Raises
    ------
    StructureNotFound, UnreadableStructure, EmptyStructure, ChainNotFound, BadSite
        If the structure, chain or a site cannot be used.
    """
    if variants is None:
        if isinstance(source, str) and looks_like_structure(source):
            raise NothingAsked(source)
        chosen, requests = _choose_sites(sites)
        if requests:
            raise BadSite(requests[0].name, "the atlas answers standard sites only; name a structure")
        return _report_from_atlas([locate(v, gene=gene) for v in split_variants(source)], chosen)
    chosen, requests = _choose_sites(sites)
    examination = source if isinstance(source, Examination) else examine(
        source, chains=[chain] if chain is not None else None, sites=requests, mode=mode)
    return _report_on(examination, split_variants(variants), gene, chosen)


def _choose_sites(sites: Sequence[str | SiteRequest]) -> tuple[list[str], list[SiteRequest]]:
    """Standard sites that get columns, and sites to add; naming no standard site keeps them all."""
    standard = [s for s in sites if isinstance(s, str) and s in STANDARD]
    requests = [s if isinstance(s, SiteRequest) else parse_site(s) for s in sites if s not in STANDARD]
    names = [request.name for request in requests]
    for name in names:
        if names.count(name) > 1:
            raise BadSite(name, "two sites have this name")
    return [*(standard or STANDARD), *names], requests


def _report_on(examination: Examination, variants: Sequence[str | Variant], gene: str, sites: list[str]) -> Report:
    located = [_locate_on(examination, text, gene) for text in variants]
    flat = [item for group in located for item in group]
    facts = lookup(examination, [(i.record.accession, i.variant.start) for i in flat
                                 if i.record and i.variant and i.status not in BLANK_STATES])
    rows: list[Facts] = []
    for item in flat:
        key = (item.record.accession, item.variant.start) if item.record and item.variant else ("", 0)
        found = facts.get(key, []) if item.status not in BLANK_STATES else []
        if found:
            rows += _rows_of(item, found, sites)
        else:
            rows.append(_blank_row(examination, item))
    return Report(tuple(rows), tuple(sites), describe_examination(examination, sites))


def lookup(examination: Examination, asked: Iterable[tuple[str, int]]) -> dict[tuple[str, int], list[Facts]]:
    """Facts of residues of an examined structure, by ``(accession, position)``, one per chain of the protein."""
    wanted = list(dict.fromkeys(asked))
    found: dict[tuple[str, int], list[Facts]] = {}
    for chain in examination.chains:
        record = chain.protein.record
        positions = [p for accession, p in wanted if record is not None and accession == record.accession]
        for position, row in zip(positions, examination.facts(chain, positions), strict=True):
            row["headline"] = False
            row["_rank"] = _rank(chain, row)
            found.setdefault((record.accession if record else "", position), []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row["_rank"])
        rows[0]["headline"] = True
    return found


def _rank(chain: ChainExamination, row: Facts) -> tuple[bool, bool, float]:
    has_ligand = any(not chain.sites[name].absent for name in ("drug", "atp_ligand"))
    return ("author" not in row, not has_ligand, -chain.resolved)


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
        return good or [_explain_mismatch(examination, fits[0])]
    if item.record.accession not in records:
        there = ", ".join(sorted(record.gene for record in records.values())) or "no protein of the tables"
        return [replace(item, status=Status.NOT_IN_STRUCTURE, reason=f"{examination.entry} holds {there}")]
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
            if not same or str(residues.parent[residue]) != item.variant.wild_type:
                continue
            if number == 0:
                return replace(item, status=Status.TAG,
                               reason=f"vector residue, author {item.variant.start} of chain {chain.chain}")
            letter = item.record.sequence[int(number) - 1]
            return replace(item, reason=f"{item.reason}; author {item.variant.start} of chain {chain.chain} is "
                                        f"UniProt {letter}{number}: ask for {letter}{number}{item.variant.mutant}")
    return item


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
    return {"input": item.text, "variant": str(item.variant or ""), "status": str(status), "reason": reason}


def _blank_row(examination: Examination | None, item: Located) -> Facts:
    row = _asked(item, item.status, item.reason) | {"headline": True}
    if examination is not None:
        row["entry"] = examination.entry
    if item.record is not None and item.variant is not None:
        row |= {"gene": item.record.gene, "accession": item.record.accession}
        if item.status not in (Status.MISMATCH, Status.TAG):
            domain = domain_at(domains_of(item.record), item.variant.start)
            row |= {"position": item.variant.start, "wild_type": item.variant.wild_type}
            row |= numbering_facts(domain, item.variant.start)
    return row


def _report_from_atlas(located: Sequence[Located], sites: list[str]) -> Report:
    atlas = load_bundled_atlas()
    usable = [i for i in located if i.record and i.variant and i.status not in BLANK_STATES]
    facts = atlas.lookup((i.record.accession, i.variant.start) for i in usable if i.record and i.variant)
    rows: list[Facts] = []
    for item in located:
        record, variant = item.record, item.variant
        known = item in usable and record is not None and variant is not None
        found = facts.get((record.accession, variant.start), []) if known and record and variant else []
        if found:
            best = [dict(row, headline=False) for row in sorted(found, key=_atlas_rank)]
            best[0]["headline"] = True
            rows += _rows_of(item, best, ())
            continue
        row = _blank_row(None, item)
        if known and record is not None:
            entries = atlas.entries_of(record.accession)
            why = f"in none of the constructs of {', '.join(entries)}" if entries else (
                f"no structure of {record.gene} in the bundled atlas")
            row["reason"] = "; ".join(filter(None, [item.reason, why]))
        rows.append(row)
    return Report(tuple(rows), tuple(sites), describe_atlas(atlas, sites))


def _atlas_rank(row: Facts) -> tuple[bool, bool, str, str]:
    return (not row.get("author"), row.get("drug_A") is None, row["entry"], row["chain"])

