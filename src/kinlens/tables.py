"""Tables: the mechanism behind ``columns.toml``. Rows are mappings; frames and files are made here and only here."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import pyarrow

Row = Mapping[str, Any]
FORMATS = ("table", "tsv", "csv", "json", "md", "parquet")
JSON_SCHEMA = 1
_NUMBER = re.compile(r"[-+]?[0-9]+(?:[.][0-9]+)?[A-Za-z]?")  # also a residue number with insertion code: -3A


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, ``string``/``int``/``float``/``bool``, unit and meaning."""

    name: str
    dtype: str
    unit: str
    meaning: str


@cache
def _templates() -> dict[str, tuple[Column, ...]]:
    data = tomllib.loads((files("kinlens") / "columns.toml").read_text(encoding="utf-8"))
    return {
        group: tuple(Column(name, row["dtype"], row.get("unit", ""), row["meaning"]) for name, row in rows.items())
        for group, rows in data.items()
    }


def columns_for(sites: Sequence[str], *, asked: bool = True) -> tuple[Column, ...]:
    """All columns of a report with these sites, in order.

    Parameters
    ----------
    sites : sequence of str
        Site names, in order.
    asked : bool
        Whether the columns of the input come first.
    """
    groups = _templates()
    columns = list(groups["asked"]) if asked else []
    columns += groups["residue"]
    for site in sites:
        columns += [
            Column(c.name.replace("{site}", site), c.dtype, c.unit, c.meaning.replace("{site}", site))
            for c in groups["site"]
        ]
    return tuple(columns)


def sites_of(names: Iterable[str]) -> tuple[str, ...]:
    """Sites that a report's columns are of, in order."""
    return tuple(name.removesuffix("_origin") for name in names if name.endswith("_origin"))


def heading(name: str, titles: Mapping[str, str]) -> str:
    """What stands above a column: its title, else its name with the unit."""
    return titles.get(name, name.removesuffix("_A") + (" Å" if name.endswith("_A") else ""))


def columns_of(group: str) -> tuple[Column, ...]:
    """Columns of a table that is no report, in order: ``entry`` (an inventory) or ``fetched``."""
    return _templates()[group]


def to_arrow(rows: Sequence[Row], columns: Sequence[Column]) -> pyarrow.Table:
    """Rows as an Arrow table with the columns' types."""
    import pyarrow as pa

    types = {"string": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}
    schema = pa.schema([pa.field(c.name, types[c.dtype], metadata={"unit": c.unit, "meaning": c.meaning})
                        for c in columns])
    return pa.table({c.name: pa.array([_typed(row.get(c.name), c.dtype) for row in rows], types[c.dtype])
                     for c in columns}, schema=schema)


def to_frame(rows: Sequence[Row], columns: Sequence[Column]) -> pandas.DataFrame:
    """Rows as a DataFrame with nullable types, one column each, in order."""
    import pandas as pd

    types = {"string": "string", "int": "Int64", "float": "Float64", "bool": "boolean"}
    return pd.DataFrame({
        c.name: pd.array([_typed(row.get(c.name), c.dtype) for row in rows], dtype=types[c.dtype]) for c in columns
    })


def _typed(value: Any, dtype: str) -> Any:
    """Give a cell the column's type; nothing, and a number that is none, is blank."""
    if value is None or (value == "" and dtype != "string"):
        return None
    if dtype == "float":
        number = float(value)
        return number if math.isfinite(number) else None
    return {"string": str, "int": int, "bool": bool}[dtype](value)


def rounded(value: float) -> float | None:
    """A figure with three decimals, as tables and JSON have it; None for NaN."""
    return None if math.isnan(value) else round(float(value), 3)


def to_json(rows: Sequence[Row], columns: Sequence[Column], provenance: Mapping[str, Any]) -> str:
    """``{"schema": 1, "rows": […], "provenance": {…}}``; blank cells are null."""
    table = [{c.name: _typed(row.get(c.name), c.dtype) for c in columns} for row in rows]
    return json.dumps({"schema": JSON_SCHEMA, "rows": table, "provenance": provenance}, ensure_ascii=False, indent=1)


def to_delimited(rows: Sequence[Row], columns: Sequence[Column], delimiter: str) -> str:
    """Text table with a header; a cell that a spreadsheet would run as a formula gets a leading quote."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow([c.name for c in columns])
    writer.writerows([[_cell(row.get(c.name)) for c in columns] for row in rows])
    return stream.getvalue()


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    # Residue numbers below zero are ordinary and no formula.
    runs = isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") and len(text) > 1
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # the csv module leaves a lone one unquoted: a new row
    return f"'{text}" if runs and not _NUMBER.fullmatch(text) else text


def to_markdown(rows: Sequence[Row], columns: Sequence[str], titles: Mapping[str, str]) -> str:
    """Markdown table of some columns."""
    def line(cells: Sequence[str]) -> str:
        plain = (" ".join(re.split(r"\r\n|\r|\n", c)) for c in cells)
        escaped = (c.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for c in plain)
        return "| " + " | ".join(escaped) + " |"

    body = [line([short(row.get(name), name) for name in columns]) for row in rows]
    return "\n".join([line([titles.get(n, n) for n in columns]), "|" + "---|" * len(columns), *body]) + "\n"


def short(value: Any, column: str = "") -> str:
    """A cell for people: distances with one decimal, blanks as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float) and column.endswith("_A"):
        return f"{value:.1f}"
    return str(value)
