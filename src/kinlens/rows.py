"""Rows of a report: one per residue of a variant and chain, and one for whatever has no residue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kinlens.checking import domain_status, join_reasons
from kinlens.locating import Located
from kinlens.numbering import domain_at, domains_of, numbering_facts
from kinlens.observed import Facts
from kinlens.placing import place
from kinlens.statuses import Status


def rows_of(
    item: Located, facts: Mapping[tuple[str, int], list[Facts]], sites: Sequence[str] = (), *,
    entry: str = "", absent: str = "",
) -> list[Facts]:
    """Rows of the residues of a variant, at least one; a residue without facts keeps its numbering and says why.

    Parameters
    ----------
    item : Located
    facts : mapping
        By accession and position: facts of the residue, one per chain, the best first.
    sites : sequence of str
        Sites whose spread over the chains is said.
    entry : str
        Structure that was asked.
    absent : str
        Why a residue has no facts.
    """
    keys = item.keys
    if not keys:
        return [_blank_row(item, 0, "", item.reason, entry)]
    rows = []
    for number, key in enumerate(keys, 1):
        several = len(keys) > 1
        here, part = (_of_residue(item, key[1]), f"{number} of {len(keys)}") if several else (item, "")
        found = _chain_first(facts.get(key, []), item.chain)
        if not found:
            rows.append(_blank_row(here, key[1], part, join_reasons(item.reason, absent), entry))
            continue
        placed = []
        for residue in found:
            status, reason = place(here, residue)
            placed.append(residue | _asked(item, status, reason, part))
        for site in sites:
            values = [row[f"{site}_A"] for row in placed if row.get(f"{site}_A") is not None]
            if len(values) > 1:
                placed[0][f"{site}_spread_A"] = f"{min(values):.2f}–{max(values):.2f}"
        rows += placed
    return rows


def _of_residue(item: Located, position: int) -> Located:
    """The item with the domain status of one of its residues."""
    if item.record is None or item.variant is None or item.status not in (Status.MATCH, Status.OUTSIDE_DOMAIN):
        return item
    return replace(item, status=domain_status(item.variant.at(position, position), item.record)[0])


def _chain_first(rows: list[Facts], chain: str) -> list[Facts]:
    """Facts of a residue with those of the chain that was meant as the headline."""
    if not chain or not any(row["chain"] == chain for row in rows):
        return rows
    return [dict(row, headline=row["chain"] == chain) for row in sorted(rows, key=lambda row: row["chain"] != chain)]


def _asked(item: Located, status: Status, reason: str, part: str) -> Facts:
    variant, kind = (str(item.variant), str(item.variant.kind)) if item.variant else ("", "")
    return {"input": item.text, "variant": variant, "kind": kind, "status": str(status), "reason": reason,
            "suggestions": "; ".join(map(str, item.suggestions)), "named": item.named,
            "numbering": item.numbering, "joined": item.joined, "suffix": item.suffix, "part": part}


def _blank_row(item: Located, position: int, part: str, reason: str, entry: str) -> Facts:
    """Row of a residue without any structure: what it is, and its numberings if there is one."""
    row = _asked(item, item.status, reason, part) | {"headline": True}
    if entry:
        row["entry"] = entry
    if item.record is not None:
        row |= {"gene": item.record.gene, "accession": item.record.accession}
        if position:
            row |= {"position": position, "wild_type": item.record.sequence[position - 1]}
            row |= numbering_facts(domain_at(domains_of(item.record), position), position)
    return row
