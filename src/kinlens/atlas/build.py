"""Building an atlas: every position of every known protein chain of many structures, one row each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kinlens.errors import KinlensError
from kinlens.examination import examine
from kinlens.site_finding import STANDARD
from kinlens.structures import read
from kinlens.tables import columns_for, to_arrow

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True, slots=True)
class Failure:
    """A structure that gave no rows, with the reason."""

    path: str
    reason: str


def build_atlas(paths: Sequence[Path]) -> tuple[pyarrow.Table, list[Failure]]:
    """Measure structures and collect the rows.

    Parameters
    ----------
    paths : sequence of Path

    Returns
    -------
    table : pyarrow.Table
        Sorted by file name; the columns of a report without the asked ones.
    failures : list of Failure
        One per structure that could not be read, has no known protein or is the second file of its entry.
    """
    rows: list[dict[str, Any]] = []
    failures: list[Failure] = []
    file_of: dict[str, Path] = {}
    for path in sorted(paths, key=lambda p: p.name):
        try:
            found = list(_rows_of(path))
        except KinlensError as trouble:
            failures.append(Failure(path.name, str(trouble)))
            continue
        if not found:
            failures.append(Failure(path.name, "no protein of the kinome or RAS tables"))
            continue
        first = file_of.setdefault(found[0]["entry"], path)
        if first != path:
            failures.append(Failure(path.name, f"entry {found[0]['entry']} is there already, from {first.name}"))
            continue
        rows += found
    table = to_arrow(rows, columns_for(STANDARD, asked=False))
    metadata = {b"kinlens.sites": " ".join(STANDARD).encode()}
    return table.replace_schema_metadata(metadata), failures


def _rows_of(path: Path) -> Iterator[dict[str, Any]]:
    examination = examine(read(path))
    for chain in examination.chains:
        if chain.protein.record is None:
            continue
        yield from examination.facts(chain, chain.positions())


def write_atlas(table: pyarrow.Table, path: Path) -> None:
    """Write an atlas as Parquet (zstd); the same rows give the same bytes."""
    import pyarrow.parquet as pq

    pq.write_table(table, path, compression="zstd", compression_level=19, use_dictionary=True)
