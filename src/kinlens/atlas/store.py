"""Reading an atlas: one row per entry, chain and canonical position, the same columns as a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from kinlens.errors import ReferenceDataError

Facts = dict[str, Any]


class Atlas:
    """Stored facts of residues, by protein and position.

    Parameters
    ----------
    path : Path
        Parquet file written by the atlas build.
    """

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        self._pc = pc
        try:
            self._table = pq.read_table(path)
        except (OSError, pa.ArrowInvalid) as trouble:
            raise ReferenceDataError(path.name, f"cannot be read as an atlas ({trouble})") from trouble
        metadata = self._table.schema.metadata or {}
        self._sites = metadata.get(b"kinlens.sites", b"").decode().split()

    @property
    def sites(self) -> list[str]:
        """Names of the sites the atlas has distances to."""
        return list(self._sites)

    @property
    def entries(self) -> list[str]:
        """Identifiers of the structures in the atlas, sorted."""
        return sorted(self._pc.unique(self._table["entry"]).to_pylist())

    def entries_of(self, accession: str) -> list[str]:
        """Structures of one protein, sorted."""
        mask = self._pc.equal(self._table["accession"], accession)
        return sorted(self._pc.unique(self._table.filter(mask)["entry"]).to_pylist())

    def lookup(self, asked: Iterable[tuple[str, int]]) -> dict[tuple[str, int], list[Facts]]:
        """Facts of residues, by ``(accession, position)``; a position nobody resolved or built has none."""
        wanted = set(asked)
        if not wanted:
            return {}
        accessions = sorted({accession for accession, _ in wanted})
        positions = sorted({position for _, position in wanted})
        pc = self._pc
        mask = pc.and_(pc.is_in(self._table["accession"], _array(accessions)),
                       pc.is_in(self._table["position"], _array(positions)))
        found: dict[tuple[str, int], list[Facts]] = {}
        for row in self._table.filter(mask).to_pylist():
            key = (row["accession"], row["position"])
            if key in wanted:
                found.setdefault(key, []).append(row)
        return found

    def rows(self, entry: str, chain: str = "") -> list[Facts]:
        """All rows of one structure, in file order."""
        pc = self._pc
        mask = pc.equal(self._table["entry"], entry)
        if chain:
            mask = pc.and_(mask, pc.equal(self._table["chain"], chain))
        rows: list[Facts] = self._table.filter(mask).to_pylist()
        return rows


def _array(values: Sequence[Any]) -> Any:
    import pyarrow as pa

    return pa.array(values)


@cache
def load_bundled_atlas() -> Atlas:
    """Load the atlas that comes with the package.

    Raises
    ------
    ReferenceDataError
        If the file is missing or damaged.
    """
    resource = files("kinlens.reference") / "data" / "atlas.parquet"
    if not resource.is_file():
        raise ReferenceDataError("atlas.parquet", "is missing")
    with as_file(resource) as path:
        return Atlas(path)
