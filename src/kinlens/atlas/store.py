"""Reading an atlas: one row per entry, chain and canonical position, the same columns as a report."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file
from pathlib import Path
from typing import Any

from kinlens.errors import ReferenceDataError
from kinlens.reference.bundled import data_file

Facts = dict[str, Any]


class Atlas:
    """Stored facts of residues, by protein and position.

    Parameters
    ----------
    path : Path
        Parquet file written by the atlas build.

    Raises
    ------
    ReferenceDataError
        If the file cannot be read or is no atlas.
    """

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            # ParquetFile, not read_table: the latter imports the dataset machinery and pandas.
            self._table = pq.ParquetFile(path).read()
        except (OSError, pa.ArrowInvalid) as trouble:
            raise ReferenceDataError(path.name, f"cannot be read as an atlas ({trouble})") from trouble
        missing = {"entry", "accession", "position"} - set(self._table.column_names)
        if missing:
            raise ReferenceDataError(path.name, f"is no atlas: it has no column {', '.join(sorted(missing))}")
        metadata = self._table.schema.metadata or {}
        self._sites = metadata.get(b"kinlens.sites", b"").decode().split()
        keys = (self._table[name].to_pylist() for name in ("accession", "position"))
        self._rows: dict[tuple[str, int], list[int]] = {}
        for i, key in enumerate(zip(*keys, strict=True)):
            self._rows.setdefault(key, []).append(i)
        self._entry_of: list[str] = self._table["entry"].to_pylist()

    @property
    def sites(self) -> list[str]:
        """Names of the sites the atlas has distances to."""
        return list(self._sites)

    @property
    def entries(self) -> list[str]:
        """Identifiers of the structures in the atlas, sorted."""
        return sorted(set(self._entry_of))

    def entries_of(self, accession: str) -> list[str]:
        """Structures of one protein, sorted."""
        return sorted({self._entry_of[i] for key, rows in self._rows.items() if key[0] == accession for i in rows})

    def lookup(self, asked: Iterable[tuple[str, int]]) -> dict[tuple[str, int], list[Facts]]:
        """Facts of residues, by ``(accession, position)``; a position in no construct has none."""
        return {key: [self._row(i) for i in self._rows[key]] for key in dict.fromkeys(asked) if key in self._rows}

    def _row(self, i: int) -> Facts:
        row: Facts = self._table.slice(i, 1).to_pylist()[0]
        return row


@cache
def load_bundled_atlas() -> Atlas:
    """Load the atlas that comes with the package.

    Raises
    ------
    ReferenceDataError
        If the file is missing or damaged.
    """
    resource = data_file("atlas.parquet")
    if not resource.is_file():
        raise ReferenceDataError("atlas.parquet", "is missing")
    with as_file(resource) as path:
        return Atlas(path)
