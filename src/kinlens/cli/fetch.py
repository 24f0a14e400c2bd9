"""``kinlens fetch``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from kinlens.cli.obtaining import Offline, shown_progress
from kinlens.cli.writing import Format, OutputFile, Sheet, write_sheet
from kinlens.errors import NoIdentifier, SomeNotFetched
from kinlens.structures.library import Fetched, try_to_fetch
from kinlens.tables import columns_of
from kinlens.version import __version__

SHOWN = ("id", "status", "bytes", "provider", "path", "sha256")
HASH_LETTERS = 12  # enough to compare by eye; the other formats have all


def fetch(
    *ids: str,
    into: Path | None = None,
    offline: Offline = False,
    refresh: Offline = False,
    format: Format | None = None,  # noqa: A002 - the option's name
    output: OutputFile = None,
) -> None:
    """Have the files of entries at hand: from a folder, the cache, or RCSB, PDBe and the AlphaFold database.

    Parameters
    ----------
    ids
        PDB (1s9j, pdb_00001s9j) and AlphaFold (AF-P00519-F1) identifiers.
    into
        Folder the files shall lie in, made if it is missing; by default those in structures/ and KINLENS_STRUCTURES
        stay there, others go into the cache (KINLENS_CACHE).
    offline
        Download nothing, as KINLENS_OFFLINE=1 says for all commands.
    refresh
        Download again what is there.
    format
        table, tsv, csv, json, md or parquet; by the suffix of the output, else table.
    output
        File to write the table to.
    """
    if not ids:
        raise NoIdentifier
    done = []
    for name in ids:
        with shown_progress(name, announce=False) as progress:
            got = try_to_fetch(name, into=into, offline=offline or None, refresh=refresh, progress=progress)
        if not sys.stderr.isatty():
            print(f"kinlens: {got.id}: {got.status}", file=sys.stderr)
        done.append(got)
    write_sheet(sheet_of(done), format, output)
    failed = tuple(name for name, got in zip(ids, done, strict=True) if got.status == "failed")
    if failed:
        raise SomeNotFetched(failed, len(ids))


def sheet_of(done: Sequence[Fetched]) -> Sheet:
    """What became of every identifier, as people read it."""
    rows = [_cells(got) for got in done]
    shown = [{name: row[name] for name in SHOWN} | {
        "sha256": (row["sha256"] or "")[:HASH_LETTERS], "bytes": f"{row['bytes']:,}" if row["bytes"] else ""}
        for row in rows]
    notes = [f"{row['id']}: {row['reason']}" for row in rows if row["reason"]]
    return Sheet(rows, columns_of("fetched"), {"kinlens": __version__}, shown, notes=notes)


def _cells(got: Fetched) -> dict[str, Any]:
    """Give the cells of one row in the order of the columns, None for a blank one."""
    values = {field.name: getattr(got, field.name) for field in fields(got)}
    values["path"] = str(got.path) if got.path else None
    return {column.name: values[column.name] or None for column in columns_of("fetched")}
