"""Reports as people read them: which columns, under which headings, and what does not fit a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kinlens.reporting import Report
from kinlens.sites import CARRIED_OVER
from kinlens.statuses import Status
from kinlens.tables import Row

TITLES = {
    "variant": "variant", "part": "residue", "klifs": "KLIFS", "reference": "PKA position", "plddt": "pLDDT",
    "atp_ligand_A": "nucleotide Å", "atp_pocket_A": "ATP pocket Å", "helix_c_A": "αC Å",
    "atp_ligand_origin": "nucleotide",
}
MOST_TOUCHING = 12  # residues whose neighbours are printed
MOST_NEAR = 6  # neighbours of each, the nearest


def titles_of(report: Report) -> dict[str, str]:
    """Headings; that of the nucleotide says where all of it is carried over."""
    origins = _atp_origins(report)
    return TITLES | ({"atp_ligand_A": "carried-over ATP Å"} if origins == {CARRIED_OVER} else {})


def _atp_origins(report: Report) -> set[str]:
    return {row["atp_ligand_origin"] for row in report.rows if row.get("atp_ligand_A") is not None}


def shown_columns(report: Report) -> list[str]:
    """Columns of the tables for people: those with something in them."""
    names = ["variant", "part", "position", "gene", "status", "entry", "chain", "author", "plddt", "region", "klifs",
             "reference", "anchor"]
    names += [f"{site}_A" for site in report.sites]
    if len(_atp_origins(report)) > 1:  # a bound nucleotide and one carried over are not the same thing
        names.insert(names.index("atp_ligand_A") + 1, "atp_ligand_origin")
    filled = [n for n in names if n == "variant" or any(row.get(n) not in (None, "") for row in report.rows)]
    if len({row.get("entry") for row in report.rows}) == 1 and "entry" in filled:
        filled.remove("entry")  # the caption names it
    if "part" not in filled and "position" in filled:
        filled.remove("position")  # the variant itself says it
    return filled


def shown_row(row: Row, columns: Sequence[str]) -> dict[str, Any]:
    """Cells of a row for people: what could not be read stands as it was given."""
    return {name: row.get(name) for name in columns} | {"variant": row.get("variant") or row.get("input")}


def row_notes(report: Report) -> list[str]:
    """Reasons of the rows that have one, distances that vary over chains or conformers, crystal contacts."""
    notes = []
    for row in report.rows:
        name = row.get("variant") or row.get("input")
        said = [text for text in (row.get("reason"), _hint(row)) if text]
        if said and row.get("headline", True):
            notes.append(f"{name}: {row['status']} – {'; '.join(said)}")
        if row.get("kind") == "synonymous":
            notes.append(f"{name}: synonymous")
        if row.get("pseudokinase") and row.get("in_domain"):
            notes.append(f"{name}: {row['domain']} is a pseudokinase")
        for site in report.sites:
            if row.get(f"{site}_overlaps"):
                how = f"{row[f'{site}_A']:.1f} Å, {row[f'{site}_atoms']}"
                notes.append(f"{name}: overlaps the carried-over ATP ({how}): they touch, no more is known")
            low, high = row.get(f"{site}_altloc_min_A"), row.get(f"{site}_altloc_max_A")
            if low is not None and high is not None:
                notes.append(f"{name}: {site} {low:.1f}–{high:.1f} Å over alternate locations")
        if row.get("symmetry_A") is not None and row.get("headline", True):
            where = f" of chain {row['chain']}" if row.get("chain") else ""
            notes.append(f"{name}: crystal contact{where}, {row['symmetry_A']:.1f} Å from a symmetry mate "
                         f"({row['symmetry_atoms']})")
    return [*dict.fromkeys(notes), *_touching(report)]


def _touching(report: Report) -> list[str]:
    """What each residue touches; in a long report that is left to the other formats."""
    rows = [row for row in report.rows if row.get("neighbours") and row.get("headline", True)]
    if len(rows) > MOST_TOUCHING:
        return []
    lines = {}
    for row in rows:
        near = row["neighbours"].split("; ")
        more = f"; and {len(near) - MOST_NEAR} more" if len(near) > MOST_NEAR else ""
        changed = f" (here {row['found']})" if row["found"] != row["wild_type"] else ""
        where = f"{row['wild_type']}{row['position']}{changed}"
        lines[where, row["chain"], row["entry"]] = f"{where} touches (Å) {'; '.join(near[:MOST_NEAR])}{more}"
    return list(lines.values())


def _hint(row: Row) -> str:
    if not row.get("suggestions"):
        return ""
    placed = row["status"] in (Status.MATCH, Status.OUTSIDE_DOMAIN)
    return f"{'may mean' if placed else 'would fit'}: {row['suggestions']}"
