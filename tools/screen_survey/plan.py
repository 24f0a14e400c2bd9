"""What is read from each file of the folder: ``plan.toml``, checked for completeness."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PLAN = Path(__file__).with_name("plan.toml")
TABLES = ("csv", "tsv", "xlsx")
FORMATS = (*TABLES, "rda", "yaml", "mavedb")  # the last three say themselves where their variants are


class PlanError(Exception):
    """The plan does not fit the folder, a file, or itself."""


@dataclass(frozen=True)
class Case:
    """How an item that matches is written as a variant string; named groups are fields of the template as well."""

    match: re.Pattern[str]
    write: str


@dataclass(frozen=True)
class Take:
    """One source of variant strings in a table: a column, or a template over several."""

    column: str | None = None
    write: str | None = None  # a template over columns, used when nothing is split
    split: str | None = None  # separator inside one cell
    drop: re.Pattern[str] | None = None  # what to remove from an item: a count, a tissue
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A sheet whose rows and columns are labelled: every cell is a variant. Rows and columns count from 1."""

    above: Mapping[str, int]  # field name -> row that holds it
    left: Mapping[str, int]  # field name -> column that holds it
    first_row: int
    last_row: int | None
    first_column: int
    fill_down: bool  # an empty label on the left repeats the one above
    write: str


@dataclass(frozen=True)
class Part:
    """One sheet of a workbook, or a whole text file."""

    takes: tuple[Take, ...] = ()
    grid: Grid | None = None
    sheet: str | None = None
    header: int = 1  # row of the header, from 1; 0: none, and columns are called "column 1", "column 2", ...


@dataclass(frozen=True)
class Entry:
    """One file of the folder: its parts, or the reason why it holds no variant strings."""

    path: str
    form: str | None
    parts: tuple[Part, ...]
    none: str | None


def load(path: Path = PLAN) -> dict[str, Entry]:
    """Read the plan; a file named twice, and a setting nobody reads, are errors."""
    entries: dict[str, Entry] = {}
    for raw in tomllib.loads(path.read_text(encoding="utf-8")).get("file", []):
        for entry in _entries(raw):
            if entry.path in entries:
                raise PlanError(f"{entry.path} is in the plan twice")
            entries[entry.path] = entry
    return entries


def check_against(folder: Path, plan: Mapping[str, Entry]) -> None:
    """Refuse a plan that leaves out a file of the folder, or names one that is not there."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for files, what in ((there - set(plan), "not in the plan"), (set(plan) - there, "in the plan, but not there")):
        if files:
            raise PlanError(f"{what}: {', '.join(sorted(files))}")


def _entries(raw: dict[str, Any]) -> Iterable[Entry]:
    """Give the entry, or one for each of its ``paths``."""
    raw = dict(raw)
    paths = raw.pop("paths", None) or [raw.pop("path", None)]
    none, form = raw.pop("none", None), raw.pop("format", None)
    if not all(isinstance(path, str) for path in paths):
        raise PlanError(f"an entry without path: {raw}")
    if none is not None:
        if raw or form:
            raise PlanError(f"{paths[0]}: both none and {', '.join([*raw, *(['format'] if form else [])])}")
        return [Entry(path, None, (), none) for path in paths]
    if form not in FORMATS:
        raise PlanError(f"{paths[0]}: format is {form!r}, not one of {', '.join(FORMATS)}")
    sheets = raw.pop("sheet", None) or [raw]
    parts = tuple(part for sheet in sheets for part in _parts(paths[0], sheet))
    if sheets != [raw] and raw:
        raise PlanError(f"{paths[0]}: unknown settings {', '.join(raw)}")
    if form in TABLES and not all(part.takes or part.grid for part in parts):
        raise PlanError(f"{paths[0]}: nothing is taken")
    return [Entry(path, form, parts, None) for path in paths]


def _parts(path: str, raw: dict[str, Any]) -> Iterable[Part]:
    raw = dict(raw)
    names = raw.pop("names", None) or [raw.pop("name", None)]
    takes = tuple(_take(take) for take in raw.pop("take", []))
    grid = _grid(raw.pop("grid", None))
    header = raw.pop("header", 1)
    if raw:
        raise PlanError(f"{path}: unknown settings {', '.join(raw)}")
    return [Part(takes, grid, name, header) for name in names]


def _take(raw: str | dict[str, Any]) -> Take:
    """A bare string is a column, or a template if it has braces."""
    if isinstance(raw, str):
        return Take(write=raw) if "{" in raw else Take(column=raw)
    raw = dict(raw)
    cases = tuple(Case(re.compile(case["match"]), case["write"]) for case in raw.pop("cases", []))
    drop = raw.pop("drop", None)
    try:
        return Take(drop=re.compile(drop) if drop else None, cases=cases, **raw)
    except TypeError as error:
        raise PlanError(f"unknown setting of a take: {error}") from None


def _grid(raw: dict[str, Any] | None) -> Grid | None:
    if raw is None:
        return None
    defaults = {"first_row": 2, "last_row": None, "first_column": 2, "fill_down": False}
    return Grid(**{**defaults, **raw})
