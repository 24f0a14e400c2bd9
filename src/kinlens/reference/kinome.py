"""The bundled table of human kinases and RAS: sequences, domain borders, per-residue numbering.

Computed by ``tools/build_reference.py``; sources and hash stand in ``data/manifest.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from kinlens.errors import UnknownProtein
from kinlens.reference.bundled import data_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

WORD_LENGTH = 6  # residues; 64 million words against half a million residues: a chance hit is rare
_LETTERS = np.full(256, -1, dtype=np.int64)
_LETTERS[np.frombuffer(b"ACDEFGHIKLMNPQRSTVWY", dtype=np.uint8)] = np.arange(20)


@dataclass(frozen=True, slots=True)
class ProteinRecord:
    """A protein of the tables.

    Attributes
    ----------
    index : int
        Row in the table; negative for a protein that is not in it.
    accession, gene, entry, name : str
        UniProt accession, gene symbol, entry name and recommended name ('' where the source has none).
    family : str
        ``kinase`` (has numbered domains), ``ras``, ``atypical kinase`` or ``other`` (both not numbered).
    group : str
        Kinase group (``TYR``, ``STE`` …) or ''.
    sequence : str
        UniProt canonical sequence; position *n* of UniProt is ``sequence[n - 1]``.
    kinase_family : str
        KinHub family (``Abl``, ``EGFR``, ``RAF``, ``STE7``; ``RAS``) or ''.
    """

    index: int
    accession: str
    gene: str
    entry: str
    name: str
    family: str
    group: str
    sequence: str
    kinase_family: str = ""

    @classmethod
    def unlisted(cls, sequence: str, *, accession: str = "", gene: str = "", entry: str = "") -> ProteinRecord:
        """A protein that is not in the tables, by its sequence; as far as is known, a kinase."""
        return cls(-1, accession, gene, entry, name="", family="kinase", group="", sequence=sequence)

    @property
    def in_tables(self) -> bool:
        """Whether the bundled tables have it: else it is known by its sequence only."""
        return self.index >= 0

    def is_called(self, name: str) -> bool:
        """Whether a name is its symbol, accession or entry name (case does not matter)."""
        return name.casefold() in (self.gene.casefold(), self.accession.casefold(), self.entry.casefold())


@dataclass(frozen=True, slots=True)
class DomainRecord:
    """Numbering of one kinase domain, one array element per residue ``start`` … ``end`` (UniProt).

    Attributes
    ----------
    ordinal : int
        1 for the first domain of the protein by sequence (JAK3: 1 is JH2, 2 is JH1).
    reference : (n,) int16
        Equivalent residue of the family's reference protein, or the last one before an insertion.
    inserted : (n,) int16
        0 for an equivalent residue, *k* for the *k*-th residue after ``reference``.
    pocket : (n,) uint8
        Pocket position (KLIFS 1–85), 0 outside the pocket.
    """

    protein: ProteinRecord
    ordinal: int
    group: str
    start: int
    end: int
    reference: NDArray[np.int16]
    inserted: NDArray[np.int16]
    pocket: NDArray[np.uint8]


class Kinome:
    """Read access to the bundled table; made once by :func:`load_kinome`."""

    def __init__(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        self._arrays = arrays
        self._text = arrays["sequence"].tobytes().decode("ascii")
        self._start = arrays["sequence_start"].astype(np.int64)
        self._accessions = {str(name): i for i, name in enumerate(arrays["accession"])}
        self._genes = {str(name).upper(): i for i, name in enumerate(arrays["gene"])}
        self._entries = {str(name).upper(): i for i, name in enumerate(arrays["entry"]) if name}
        self._order = arrays["word_order"].astype(np.int64)
        self._sorted_words = _words(arrays["sequence"])[0][self._order]

    def __len__(self) -> int:
        return len(self._accessions)

    def protein(self, name: str) -> ProteinRecord:
        """Protein by UniProt accession, entry name or gene symbol (case does not matter).

        Raises
        ------
        UnknownProtein
            If nothing in the tables has that name.
        """
        key = name.strip().upper()
        for table in (self._accessions, self._genes, self._entries):
            if key in table:
                return self.record(table[key])
        near = [gene for gene in self._genes if len(key) >= 3 and (gene.startswith(key) or key.startswith(gene))]
        raise UnknownProtein(name, sorted(near)[:6])

    def record(self, index: int) -> ProteinRecord:
        """Protein by its row."""
        row = {key: str(self._arrays[column][index]) for key, column in (
            ("accession", "accession"), ("gene", "gene"), ("entry", "entry"),
            ("name", "protein_name"), ("family", "family"), ("group", "group"), ("kinase_family", "kinase_family"))}
        return ProteinRecord(index=index, sequence=self._text[self._start[index]:self._start[index + 1]], **row)

    def relatives(self, protein: ProteinRecord) -> tuple[ProteinRecord, ...]:
        """Other proteins of the same KinHub family, in the order of the table; none where no family is known."""
        if not protein.kinase_family:
            return ()
        rows = np.flatnonzero(self._arrays["kinase_family"] == protein.kinase_family)
        return tuple(self.record(int(row)) for row in rows if row != protein.index)

    def column(self, name: str) -> list[str]:
        """One text column of the table of proteins or of their other names, a value per row."""
        return [str(value) for value in self._arrays[name].tolist()]

    def aliases(self) -> Iterator[tuple[str, int, str, str]]:
        """Names beside the symbols: the name, row of the protein, kind of name, source."""
        rows = (int(row) for row in self._arrays["alias_protein"].tolist())
        return zip(self.column("alias"), rows, self.column("alias_kind"), self.column("alias_source"), strict=True)

    def domains(self, protein: ProteinRecord) -> tuple[DomainRecord, ...]:
        """Numbered domains of a protein, in sequence order."""
        a = self._arrays
        found = []
        for row in np.flatnonzero(a["domain_protein"] == protein.index):
            first, last = a["numbering_start"][row:row + 2]
            found.append(DomainRecord(
                protein, int(a["domain_ordinal"][row]), str(a["domain_group"][row]),
                int(a["domain_start"][row]), int(a["domain_end"][row]),
                a["pka"][first:last].astype(np.int16), a["inserted"][first:last].astype(np.int16),
                a["klifs"][first:last].astype(np.uint8),
            ))
        return tuple(found)

    def shared_words(self, sequence: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Words of six residues that a sequence shares with the tables.

        Returns
        -------
        proteins, positions, queries : (k,) int64
            Row of the protein, 0-based start in its sequence, 0-based start in the query.
        """
        codes, valid = _words(np.frombuffer(sequence.encode("ascii", "replace"), dtype=np.uint8))
        starts = np.flatnonzero(valid)
        low = np.searchsorted(self._sorted_words, codes[starts], side="left")
        count = np.searchsorted(self._sorted_words, codes[starts], side="right") - low
        queries = np.repeat(starts, count)
        within = np.arange(len(queries)) - np.repeat(np.cumsum(count) - count, count)
        places = self._order[np.repeat(low, count) + within]
        proteins = np.searchsorted(self._start, places, side="right") - 1
        inside = places + WORD_LENGTH <= self._start[proteins + 1]
        return proteins[inside], (places - self._start[proteins])[inside], queries[inside]


def _words(letters: NDArray[np.generic]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    codes = _LETTERS[letters]
    length = max(0, len(codes) - WORD_LENGTH + 1)
    words = np.zeros(length, dtype=np.int64)
    valid = np.ones(length, dtype=bool)
    for step in range(WORD_LENGTH):
        part = codes[step:step + length]
        valid &= part >= 0
        words = words * 20 + part
    return words, valid


@cache
def load_kinome() -> Kinome:
    """Load the bundled table (about 2 MB, once per process)."""
    path = data_file("kinome.npz")
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
        return Kinome({name: archive[name] for name in archive.files})
