"""What is known of a chain's identity."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kinlens.reference import ProteinRecord


@dataclass(frozen=True, slots=True)
class Segment:
    """Author numbers ``author_start`` … ``author_end`` are UniProt ``start`` … ``end``."""

    author_start: int
    author_end: int
    start: int
    end: int

    @property
    def offset(self) -> int:
        """What to add to an author number to get the UniProt number."""
        return self.start - self.author_start


def segments_of(authors: NDArray[np.int64], canonical: NDArray[np.int64]) -> tuple[Segment, ...]:
    """Stretches in which author numbers and positions (0 for none) keep step."""
    keep = canonical > 0
    authors, canonical = authors[keep], canonical[keep]
    cuts = np.flatnonzero(np.diff(canonical - authors) != 0) + 1
    parts = np.split(np.arange(len(authors)), cuts) if len(authors) else []
    return tuple(Segment(int(authors[part[0]]), int(authors[part[-1]]), int(canonical[part[0]]),
                         int(canonical[part[-1]])) for part in parts)


@dataclass(frozen=True, slots=True)
class Difference:
    """A residue of the file that is not the canonical one.

    Attributes
    ----------
    kind : str
        ``engineered``, ``orthologue``, ``tag``, ``fusion`` or ``unknown``. Without a position: ``tag`` is what cloning
        added, ``fusion`` a residue that the header claims of another protein (`declared` says which),
        ``engineered`` a declared insertion, ``unknown`` a residue that the header claims of this very protein
        although the canonical sequence lacks it (another isoform's, as in KRAS 2B or ABL1 1b).
    position : int
        UniProt number; 0 for a residue without a counterpart in the canonical sequence.
    expected, found : str
        One-letter codes; expected is '' where position is 0.
    author : str
        Author number with insertion code, '' when the residue has no coordinates.
    declared : str
        The header's word for it (``ENGINEERED MUTATION``, ``VARIANT``, ``CONFLICT`` …), '' if it has none; for a
        fusion the other protein.
    """

    kind: str
    position: int
    expected: str
    found: str
    author: str
    declared: str = ""

    @property
    def origin(self) -> str:
        """Where the residue comes from, in words."""
        if self.kind == "engineered":
            return "an engineered mutation"
        if self.kind == "fusion":
            return f"of {self.declared}, fused to the protein"
        if self.declared:
            return f"declared in the header as {self.declared}"
        return "the orthologue's residue" if self.kind == "orthologue" else "not declared in the header"


@dataclass(frozen=True, slots=True)
class HeaderClaim:
    """What the header says the chain is, and whether the sequence agrees.

    Attributes
    ----------
    accession : str
        Accession claimed, '' where the header claims none.
    offset : int or None
        Claimed author to database offset.
    agrees : bool or None
        None where the header claims nothing, or counts in the numbers of an orthologue that the tables lack.
    text : str
        One sentence.
    """

    accession: str
    offset: int | None
    agrees: bool | None
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Protein:
    """Identity of one protein chain.

    Attributes
    ----------
    chain : str
    record : ProteinRecord or None
        None when the chain fits nothing in the tables. A kinase that its profile alone betrays has a record outside
        the tables (``in_tables`` is False): named as the header names it, numbered as the file is.
    status : str
        ``identified``, ``atypical kinase, not numbered``, ``other, not numbered``, ``kinase, numbered by profile``,
        ``resembles a kinase, too distant to be numbered``, ``related, not numbered`` or
        ``not in the kinome or RAS tables``.
    identity : float
        Equal residues over aligned residues; NaN without an alignment.
    aligned : int
        Number of aligned residues of the construct (observed residues where the file has no SEQRES).
    runner_up : str
        Gene that fits next best, with its identity, '' if none comes near.
    organism : str
        As the file says it, '' if it does not.
    segments : tuple of Segment
    differences : tuple of Difference
    header : HeaderClaim
    residues : (k,) int
        Protein residues of the chain, as indices into ``Structure.residues``; of a fusion those of no other protein of
        the tables.
    canonical : (k,) int
        UniProt number of each, 0 for a residue that has none (tag, linker).
    construct : frozenset of int or None
        UniProt numbers in SEQRES; None when the file has no SEQRES.
    """

    chain: str
    record: ProteinRecord | None
    status: str
    identity: float
    aligned: int
    runner_up: str
    organism: str
    segments: tuple[Segment, ...]
    differences: tuple[Difference, ...]
    header: HeaderClaim
    residues: NDArray[np.intp]
    canonical: NDArray[np.int64]
    construct: frozenset[int] | None
    _positions: dict[int, int] = field(init=False, default_factory=dict)
    _numbers: dict[int, int] = field(init=False, default_factory=dict)

    @property
    def offset(self) -> int | None:
        """Author to UniProt offset, where one value holds for the whole chain."""
        offsets = {segment.offset for segment in self.segments}
        return offsets.pop() if len(offsets) == 1 else None

    @property
    def by_profile(self) -> bool:
        """Whether it is a kinase that stands in no table."""
        return self.record is not None and not self.record.in_tables

    def difference_at(self, position: int) -> Difference | None:
        """The difference at a UniProt position, None if the residue is canonical."""
        return next((d for d in self.differences if d.position == position), None)

    @property
    def positions(self) -> Mapping[int, int]:
        """UniProt number -> index of the residue in ``Structure.residues``."""
        if not self._positions:
            pairs = zip(self.canonical.tolist(), self.residues.tolist(), strict=True)
            self._positions.update((number, residue) for number, residue in pairs if number)
        return self._positions

    @property
    def numbers(self) -> Mapping[int, int]:
        """Index of the residue in ``Structure.residues`` -> UniProt number, of those that have one."""
        if not self._numbers:
            self._numbers.update((residue, number) for number, residue in self.positions.items())
        return self._numbers

    def residues_in(self, domain: Container[int]) -> list[int]:
        """Residues, by their index in ``Structure.residues``, whose UniProt number lies in a domain."""
        return [residue for number, residue in self.positions.items() if number in domain]
