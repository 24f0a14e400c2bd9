"""``kinlens structures``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from kinlens.cli.obtaining import Offline
from kinlens.cli.progress import counting
from kinlens.cli.writing import Format, OptionalText, OutputFile, Sheet, write_sheet
from kinlens.errors import NoStructureFits
from kinlens.inventory import Inventory, find_structures
from kinlens.inventory.entries import NOT_READ

SHOWN = ("entry", "chain", "gene", "resolution_A", "mutations", "nucleotide", "drug", "allosteric", "shared", "types",
         "activity", "dfg", "helix_c", "resolved", "place", "why")
TITLES = {"types": "type", "activity": "state", "dfg": "DFG", "helix_c": "αC", "why": "catalogued for"}
MOST_SHOWN = 40  # rows for people; the other formats have all
MOST_NAMED = 5  # files that could not be read, entries to fetch


def structures(
    *,
    gene: OptionalText = "",
    drug: OptionalText = "",
    mutant: OptionalText = "",
    state: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = (),
    resolved: OptionalText = "",
    folder: Annotated[tuple[Path, ...], Parameter(negative="", show_default=False)] = (),
    local: Offline = False,
    format: Format | None = None,  # noqa: A002 - the option's name
    output: OutputFile = None,
) -> None:
    """Say which structures serve a question: entries known to kinlens and the files of local folders.

    Parameters
    ----------
    gene
        Gene symbol, alias, accession or entry name: ABL1, HER2, P00519.
    drug
        Ligand by name, alias or code: imatinib, PLX4032, STI.
    mutant
        Mutation the construct has: T315I, or T315 for any there.
    state
        DFGin, DFGout, DFGinter, unassigned, aC-in, aC-out, active, inactive, undetermined, borderline, apo,
        nucleotide, drug, allosteric, "type I", "type I½" (type 1.5), "type II", "type III", covalent, mutant or
        "wild type"; may be repeated, and each has to hold.
    resolved
        Residue that must have coordinates: V600.
    folder
        Folder to look into, may be repeated; by default those of KINLENS_STRUCTURES, structures/ and the cache.
    local
        Only files at hand, not the entries to be fetched.
    format
        table, tsv, csv, json, md or parquet; by the suffix of the output, else table.
    output
        File to write.
    """
    with counting("describing files") as progress:
        found = find_structures(gene=gene, drug=drug, mutant=mutant, state=state, resolved=resolved,
                                folders=folder or None, bundled=not local, progress=progress)
    write_sheet(sheet_of(found), format, output)
    if not found.rows:
        raise NoStructureFits(dict(found.counts))


def sheet_of(found: Inventory) -> Sheet:
    """The inventory as people read it: the first rows, and what could not be read."""
    rows = found.rows[:MOST_SHOWN]
    names = [name for name in SHOWN if any(row.get(name) not in (None, "") for row in rows)]
    notes = [found.said]
    if len(found.rows) > MOST_SHOWN:
        notes.append(f"the first {MOST_SHOWN} are shown; --format tsv or -o FILE has all")
    broken = [row for row in found.not_read if row["status"] == NOT_READ]
    notes += [f"{row['entry']}: {row['status']} – {row['reason']}" for row in broken[:MOST_NAMED]]
    if len(broken) > MOST_NAMED:
        notes.append(f"and {len(broken) - MOST_NAMED} more files that could not be read")
    fetchable = [entry for entry in found.entries if any(
        row["entry"] == entry and row["place"] == "to fetch" for row in found.rows)]
    if fetchable:
        more = " …" if len(fetchable) > MOST_NAMED else ""
        notes.append(f"to have them at hand: kinlens fetch {' '.join(fetchable[:MOST_NAMED])}{more}")
    shown = [{name: row.get(name) for name in names} for row in rows]
    return Sheet(found.rows, found.columns, found.provenance | {"not_read": list(found.not_read)}, shown, TITLES,
                 (), notes)
