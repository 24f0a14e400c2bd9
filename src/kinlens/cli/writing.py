"""Showing and writing reports."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from kinlens.errors import BadOutput
from kinlens.reporting import Report
from kinlens.statuses import Status
from kinlens.tables import FORMATS, Row, short, to_arrow, to_delimited, to_json, to_markdown

Format = Literal["table", "tsv", "csv", "json", "md", "parquet"]
OptionalText = Annotated[str, Parameter(show_default=False)]  # an option that is blank unless given
OutputFile = Annotated[Path | None, Parameter(alias="-o")]
TITLES = {
    "variant": "variant", "part": "residue", "position": "position", "gene": "gene", "status": "status",
    "entry": "entry", "chain": "chain",
    "author": "author",
    "region": "region", "klifs": "KLIFS", "reference": "PKA position", "anchor": "anchor",
    "atp_ligand_A": "nucleotide Å",
    "atp_pocket_A": "ATP pocket Å", "helix_c_A": "αC Å", "drug_A": "drug Å", "allosteric_A": "allosteric Å",
    "partner_A": "partner Å",
}


def shown_columns(report: Report) -> list[str]:
    """Columns of the tables for people: those with something in them."""
    names = ["variant", "part", "position", "gene", "status", "entry", "chain", "author", "region", "klifs",
             "reference", "anchor"]
    names += [f"{site}_A" for site in report.sites]
    filled = [n for n in names if n == "variant" or any(row.get(n) not in (None, "") for row in report.rows)]
    if len({row.get("entry") for row in report.rows}) == 1 and "entry" in filled:
        filled.remove("entry")  # the caption names it
    if "part" not in filled and "position" in filled:
        filled.remove("position")  # the variant itself says it
    return filled


def shown_row(row: Row, columns: Sequence[str]) -> dict[str, Any]:
    """Cells of a row for people: what could not be read stands as it was given."""
    return {name: row.get(name) for name in columns} | {"variant": row.get("variant") or row.get("input")}


def write_report(report: Report, form: Format | None, output: Path | None, *, caption: Sequence[str] = ()) -> None:
    """Print a report, or write it to a file whose suffix names the format.

    Raises
    ------
    BadOutput
        If the format cannot be told or cannot be printed.
    """
    chosen: str = form or _format_of(output)
    if chosen == "parquet":
        if output is None:
            raise BadOutput("parquet", "it is binary: name a file with -o")
        import pyarrow.parquet as pq

        with _whole_or_nothing(output) as part:
            pq.write_table(to_arrow(report.rows, report.columns), part)
        return
    if chosen == "table" and output is None:
        show_table(report, caption)
        return
    text = render(report, chosen, caption)
    if output is None:
        sys.stdout.write(text)
    else:
        write_text(output, text)


def render(report: Report, form: str, caption: Sequence[str] = ()) -> str:
    """A report as text in one of the formats."""
    if form in ("tsv", "csv"):
        return to_delimited(report.rows, report.columns, "\t" if form == "tsv" else ",")
    if form == "json":
        return to_json(report.rows, report.columns, report.provenance) + "\n"
    notes = "".join(f"\n- {line}" for line in [*caption, *row_notes(report)])
    columns = shown_columns(report)
    rows = [shown_row(row, columns) for row in report.rows]
    return to_markdown(rows, columns, TITLES) + (notes + "\n" if notes else "")


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    with _whole_or_nothing(path) as part:
        part.write_text(text, encoding="utf-8")


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[Path]:
    """A file beside the one to write, which takes its place when it is whole."""
    if not path.parent.is_dir():
        raise BadOutput(str(path), f"there is no folder {path.parent}")
    part = path.with_name(path.name + ".part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _format_of(output: Path | None) -> str:
    if output is None:
        return "table"
    suffix = output.suffix.lstrip(".").lower()
    if suffix not in FORMATS:
        raise BadOutput(str(output), f"its suffix names none of {', '.join(FORMATS)}: add --format")
    return suffix


def show_table(report: Report, caption: Sequence[str]) -> None:
    """Print a report for people; what does not fit a column is below it."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    class PipedConsole(Console):
        def on_broken_pipe(self) -> None:  # rich would exit with 1; the command decides
            raise BrokenPipeError

    console = PipedConsole(width=None if terminal else 200, highlight=False)
    for line in caption:
        console.print(Text(line))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    columns = shown_columns(report)
    for name in columns:
        table.add_column(TITLES.get(name, name.removesuffix("_A") + (" Å" if name.endswith("_A") else "")),
                         justify="right" if name.endswith("_A") or name == "klifs" else "left", overflow="fold")
    for row in report.rows:
        cells = [short(value, name) for name, value in shown_row(row, columns).items()]
        table.add_row(*(Text(cell, style="bold red" if name == "status" and cell == "mismatch" else "")
                        for name, cell in zip(columns, cells, strict=True)))
    console.print(table)
    for line in row_notes(report):
        console.print(Text(line))


def _hint(row: Row) -> str:
    if not row.get("suggestions"):
        return ""
    placed = row["status"] in (Status.MATCH, Status.OUTSIDE_DOMAIN)
    return f"{'may mean' if placed else 'would fit'}: {row['suggestions']}"


def row_notes(report: Report) -> list[str]:
    """Reasons of the rows that have one, and distances that vary over chains or conformers."""
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
            low, high = row.get(f"{site}_altloc_min_A"), row.get(f"{site}_altloc_max_A")
            if low is not None and high is not None:
                notes.append(f"{name}: {site} {low:.1f}–{high:.1f} Å over alternate locations")
    return list(dict.fromkeys(notes))
