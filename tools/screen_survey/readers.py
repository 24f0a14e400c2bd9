"""The strings of one file, as they are written there: nothing is stripped, and no literal is read as missing."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from python_calamine import CalamineWorkbook

from .plan import Entry, Grid, Part, PlanError, Take

csv.field_size_limit(2**24)  # a cell may hold a whole page


@dataclass
class Strings:
    """What was read: records, how often each string occurs, and cells with nothing in them."""

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    blank: int = 0

    def add(self, items: Iterable[str]) -> None:
        for item in items:
            if item.strip():
                self.counts[item] += 1
            else:
                self.blank += 1


def read(folder: Path, entry: Entry) -> Strings:
    """Read the strings of one file as the plan says."""
    path = folder / entry.path
    found = Strings()
    match entry.form:
        case None:
            pass
        case "rda":
            _read_rda(path, found)
        case "yaml":
            _read_yaml(path, found)
        case "mavedb":
            _read_mavedb(path, found)
        case _:
            for part, rows in _tables(path, entry):
                _read_grid(rows, part.grid, found) if part.grid else _read_table(rows, part, found)
    return found


def _tables(path: Path, entry: Entry) -> Iterator[tuple[Part, list[list[str]]]]:
    if entry.form == "xlsx":
        book = CalamineWorkbook.from_path(path)
        planned = {part.sheet for part in entry.parts}
        if unknown := planned.symmetric_difference(book.sheet_names):
            raise PlanError(f"sheets {', '.join(map(str, sorted(unknown, key=str)))}: either not planned or not there")
        for part in entry.parts:
            rows = book.get_sheet_by_name(str(part.sheet)).to_python(skip_empty_area=False)
            yield part, [[cell_text(cell) for cell in row] for row in rows]
        return
    delimiter = "\t" if entry.form == "tsv" else ","
    rows = list(csv.reader(io.StringIO(text_of(path), newline=""), delimiter=delimiter, strict=True))
    yield entry.parts[0], [row for row in rows if row]  # an empty line is no row


def text_of(path: Path) -> str:
    """Give the text, with line ends as they are: the csv reader knows CR, LF and CRLF, also inside quotes."""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    return raw.decode("utf-8-sig")


def cell_text(cell: object) -> str:
    """Give a cell of a sheet as a reader of the sheet sees it: numbers are floats there, 546.0 is shown as 546."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _read_table(rows: list[list[str]], part: Part, found: Strings) -> None:
    names, body = _named(rows, part.header)
    wanted = [(take, _columns(names, take)) for take in part.takes]
    found.rows += len(body)
    for number, row in enumerate(body, part.header + 1):
        if len(row) > len(names):
            raise PlanError(f"row {number} has {len(row)} cells, the header {len(names)}")
        row = [*row, *[""] * (len(names) - len(row))]
        for take, places in wanted:
            found.add(_items(take, {name: row[place] for name, place in places.items()}))


def _named(rows: list[list[str]], header: int) -> tuple[list[str], list[list[str]]]:
    """Split the header off; a column without a name is called after its place."""
    names = rows[header - 1] if header else [""] * max(map(len, rows), default=0)
    return [name or f"column {place}" for place, name in enumerate(names, 1)], rows[header:]


def _columns(names: Sequence[str], take: Take) -> dict[str, int]:
    """Find the columns a source needs; one that is not there, or there twice, would be read wrongly."""
    needed = {take.column} if take.column else set()
    for template in [take.write, *(case.write for case in take.cases)]:
        needed |= fields_of(template) if template else set()
    needed -= {"item"} | {group for case in take.cases for group in case.match.groupindex}
    for name in sorted(needed):
        if (times := names.count(name)) != 1:
            raise PlanError(f"column {name!r} is there {times} times; the columns are {', '.join(names)}")
    return {name: names.index(name) for name in needed}


def fields_of(template: str) -> set[str]:
    """Give the fields of a template; columns may be called anything but have no braces."""
    return {piece.split("}")[0] for piece in template.split("{")[1:]}


def fill(template: str, values: dict[str, str]) -> str:
    """Write the values into the template; nothing at all if one is missing."""
    pieces = template.split("{")
    written = pieces[0]
    for piece in pieces[1:]:
        name, rest = piece.split("}", 1)
        if not values[name].strip():
            return ""
        written += values[name] + rest
    return written


def _items(take: Take, values: dict[str, str]) -> Iterator[str]:
    if take.column is None:
        yield fill(str(take.write), values)
        return
    cell = values[take.column]
    for item in cell.split(take.split) if take.split else [cell]:
        item = take.drop.sub("", item) if take.drop else item
        yield _written(take, item, values) if item.strip() else item


def _written(take: Take, item: str, values: dict[str, str]) -> str:
    if not take.cases:
        return fill(take.write, {**values, "item": item}) if take.write else item
    for case in take.cases:
        if matched := case.match.fullmatch(item):
            return fill(case.write, {**values, "item": item, **matched.groupdict("")})
    raise PlanError(f"{take.column}: {item!r} fits no case of the plan")


def _read_grid(rows: list[list[str]], grid: Grid, found: Strings) -> None:
    labels: dict[str, str] = {}
    for row in rows[grid.first_row - 1 : grid.last_row]:
        for name, column in grid.left.items():
            if row[column - 1] or not grid.fill_down:
                labels[name] = row[column - 1]
        found.rows += 1
        for column in range(grid.first_column - 1, len(row)):
            above = {name: rows[number - 1][column] for name, number in grid.above.items()}
            found.add([fill(grid.write, {**labels, **above})])


def _read_rda(path: Path, found: Strings) -> None:
    """Read matrices of mutations: one row a sample, column V12 is residue 12."""
    import rdata  # slow to import, and only two files need it

    for matrix in rdata.read_rda(path).values():
        found.rows += matrix.shape[0]
        found.add(str(name).removeprefix("V") for name in matrix.coords[matrix.dims[1]].values)


class _AnyTag(yaml.SafeLoader):
    """Reads what stands behind a tag of its own (``!Combinatorial [T315I]``), and the tag not at all."""


def _untagged(loader: yaml.SafeLoader, _tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    return loader.construct_scalar(node)  # type: ignore[arg-type]


_AnyTag.add_multi_constructor("!", _untagged)


def _read_yaml(path: Path, found: Strings) -> None:
    """Read every list called ``mutations``, however deep."""
    for mutations in _called("mutations", yaml.load(text_of(path), _AnyTag)):  # noqa: S506  a SafeLoader
        found.rows += 1
        found.add(str(item) for item in (mutations if isinstance(mutations, list) else [mutations]))


def _called(key: str, node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        for name, inside in node.items():
            if name == key:
                yield inside
            else:
                yield from _called(key, inside)
    elif isinstance(node, list):
        for inside in node:
            yield from _called(key, inside)


def _read_mavedb(path: Path, found: Strings) -> None:
    """Read alleles of the target (pre-mapped) and of the reference (post-mapped)."""
    for score in json.loads(text_of(path))["mapped_scores"]:
        found.rows += 1
        found.add(allele_text(score[side]) for side in ("pre_mapped", "post_mapped"))


def allele_text(allele: dict[str, Any]) -> str:
    """Write a VRS allele, which counts the gaps between residues from 0 and knows no wild type, as ``15H``."""
    interval = allele["location"]["interval"]
    first, last = interval["start"]["value"] + 1, interval["end"]["value"]
    sequence = allele["state"]["sequence"]
    if first == last and len(sequence) == 1:
        return f"{first}{sequence}"
    return f"{first}_{last}delins{sequence}"
