"""Reports printed and written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kinlens.cli.writing import Format, Sheet, show_sheet, write_sheet
from kinlens.presenting import row_notes, shown_columns, shown_row, titles_of
from kinlens.reporting import Report


def write_report(report: Report, form: Format | None, output: Path | None, *, caption: Sequence[str] = ()) -> None:
    """Print a report, or write it to a file whose suffix names the format.

    Raises
    ------
    BadOutput
        If the format cannot be told or cannot be printed.
    """
    write_sheet(_sheet(report, caption), form, output)


def show_report(report: Report, caption: Sequence[str]) -> None:
    """Print a report for people; what does not fit a column is below it."""
    show_sheet(_sheet(report, caption))


def _sheet(report: Report, caption: Sequence[str]) -> Sheet:
    names = shown_columns(report)
    shown = [shown_row(row, names) for row in report.rows]
    return Sheet(report.rows, report.columns, report.provenance, shown, titles_of(report), caption, row_notes(report))
