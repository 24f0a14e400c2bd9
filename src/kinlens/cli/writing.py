"""Showing and writing tables: for people in a terminal or in Markdown, whole for programs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from kinlens.errors import BadOutput
from kinlens.outputs import whole_or_nothing, write_text
from kinlens.tables import FORMATS, Column, Row, heading, short, to_arrow, to_delimited, to_json, to_markdown

if TYPE_CHECKING:
    from rich.console import Console

Format = Literal["table", "tsv", "csv", "json", "md", "parquet"]
OptionalText = Annotated[str, Parameter(show_default=False)]  # an option that is blank unless given
OutputFile = Annotated[Path | None, Parameter(alias="-o")]
ALARMING = ("mismatch", "failed", "not read")  # statuses a reader must not overlook


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in both its forms.

    Attributes
    ----------
    rows : sequence of mapping
        Whole rows, for programs.
    columns : sequence of Column
    provenance : mapping
        Goes into JSON.
    shown : sequence of mapping
        Rows for people: only these cells, in order.
    titles : mapping of str to str
        Headings for people; a column that is not named keeps its name, ``_A`` becoming Å.
    caption, notes : sequence of str
        Lines above and below the table for people.
    """

    rows: Sequence[Row]
    columns: Sequence[Column]
    provenance: Mapping[str, Any]
    shown: Sequence[Row]
    titles: Mapping[str, str] = field(default_factory=dict)
    caption: Sequence[str] = ()
    notes: Sequence[str] = ()

    @property
    def headings(self) -> dict[str, str]:
        """Column name -> heading, of the cells that are shown."""
        names = self.shown[0] if self.shown else ()
        return {name: heading(name, self.titles) for name in names}


def write_sheet(sheet: Sheet, form: Format | None, output: Path | None) -> None:
    """Print a table, or write it to a file whose suffix names the format.

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

        with whole_or_nothing(output) as part:
            pq.write_table(to_arrow(sheet.rows, sheet.columns), part)
        return
    if chosen == "table" and output is None:
        show_sheet(sheet)
        return
    text = render(sheet, chosen)
    if output is None:
        sys.stdout.write(text)
    else:
        write_text(output, text)


def render(sheet: Sheet, form: str) -> str:
    """A table as text in one of the formats."""
    if form in ("tsv", "csv"):
        return to_delimited(sheet.rows, sheet.columns, "\t" if form == "tsv" else ",")
    if form == "json":
        return to_json(sheet.rows, sheet.columns, sheet.provenance) + "\n"
    notes = "".join(f"\n- {' '.join(line.split()).replace('<', '&lt;')}" for line in [*sheet.caption, *sheet.notes])
    return to_markdown(sheet.shown, list(sheet.headings), sheet.headings) + (notes + "\n" if notes else "")


def _format_of(output: Path | None) -> str:
    if output is None:
        return "table"
    suffix = output.suffix.lstrip(".").lower()
    if suffix not in FORMATS:
        raise BadOutput(str(output), f"its suffix names none of {', '.join(FORMATS)}: add --format")
    return suffix


def make_console() -> Console:
    """Give what prints tables: as wide as the terminal, 200 characters wide in a pipe."""
    from rich.console import Console

    class PipedConsole(Console):
        def on_broken_pipe(self) -> None:  # rich would exit with 1; the command decides
            raise BrokenPipeError

    return PipedConsole(width=None if sys.stdout.isatty() else 200, highlight=False)


def show_sheet(sheet: Sheet) -> None:
    """Print a table for people, what is above and below it included."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    console = make_console()
    for line in sheet.caption:
        console.print(Text(line))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name, title in sheet.headings.items():
        table.add_column(title, justify="right" if name.endswith("_A") or name in ("klifs", "bytes") else "left",
                         overflow="fold")
    for row in sheet.shown:
        cells = [(name, short(row[name], name)) for name in sheet.headings]
        table.add_row(*(Text(cell, style="bold red" if name == "status" and cell in ALARMING else "")
                        for name, cell in cells))
    console.print(table)
    for line in sheet.notes:
        console.print(Text(line), soft_wrap=True)
