"""Which protein a chain is, decided by sequence; the header's claim is checked, never believed.

Words of six residues shared with the bundled table name the candidates; a local alignment with cheap deletions
(construct gaps, unresolved loops) lays the chain onto the canonical sequence. Gaps are then moved, where the
letters allow, to where the chain is really broken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinlens.errors import ChainNotFound
from kinlens.reference import ProteinRecord, load_kinome
from kinlens.reference.kinome import WORD_LENGTH
from kinlens.residues import parent_letter
from kinlens.structures.model import ChainHeader, Structure

# A chain is called a protein of the table from this identity on. Vertebrate orthologues of the kinases in the PDB
# are 0.9 alike and more, maize CK2α is 0.78; yeast Pho85 (0.71 with CDK2, where they align) is no orthologue.
IDENTIFIED = 0.75
# Below IDENTIFIED but above this, over at least RELATED_LENGTH residues: related, said so, not numbered.
RELATED = 0.35
SHORTEST = 15  # aligned residues; a shorter peptide is not named
RELATED_LENGTH = 60
UNGAPPED = 0.95  # share of equal residues, and of shared words on one diagonal, that needs no aligner
WINDOW = 60  # residues of the canonical sequence kept on each side of the outermost shared word
HUMAN = 9606


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


@dataclass(frozen=True, slots=True)
class Difference:
    """A residue of the file that is not the canonical one.

    Attributes
    ----------
    kind : str
        ``engineered``, ``orthologue``, ``tag`` or ``unknown``.
    position : int
        UniProt number; 0 for a tag.
    expected, found : str
        One-letter codes ('' for the canonical side of a tag).
    author : str
        Author number with insertion code, '' when the residue has no coordinates.
    """

    kind: str
    position: int
    expected: str
    found: str
    author: str


@dataclass(frozen=True, slots=True)
class HeaderClaim:
    """What the header says the chain is, and whether the sequence agrees.

    Attributes
    ----------
    agrees : bool or None
        None where the header claims nothing.
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
        None when the chain fits nothing in the tables.
    status : str
        ``identified``, ``atypical kinase, not numbered``, ``related, not numbered`` or
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
        Protein residues of the chain, as indices into ``Structure.residues``.
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

    @property
    def offset(self) -> int | None:
        """Author to UniProt offset, where one value holds for the whole chain."""
        offsets = {segment.offset for segment in self.segments}
        return offsets.pop() if len(offsets) == 1 else None

    def difference_at(self, position: int) -> str:
        """Kind of the difference at a UniProt position, '' if the residue is canonical."""
        return next((d.kind for d in self.differences if d.position == position), "")

    @property
    def positions(self) -> Mapping[int, int]:
        """UniProt number -> index of the residue in ``Structure.residues``."""
        return {int(n): int(r) for n, r in zip(self.canonical, self.residues, strict=True) if n}


def identify(structure: Structure, chain: str) -> Protein:
    """Say which protein a chain is.

    Parameters
    ----------
    structure : Structure
    chain : str
        Author chain name.

    Returns
    -------
    Protein

    Raises
    ------
    ChainNotFound
        If the structure has no such chain.
    """
    if chain not in structure.chain_names:
        raise ChainNotFound(chain, structure.chain_names)
    residues = structure.residues_of(chain)
    header = structure.chains.get(chain, ChainHeader(chain))
    observed = "".join(structure.residues.parent[residues])
    construct = "".join(parent_letter(name) for name in header.sequence)
    labels = structure.residues.label_number[residues].astype(np.int64)
    whole = bool(construct) and bool(np.all(labels > 0)) and bool(np.all(labels <= len(construct)))
    query = construct if whole else observed
    best, runner_up = _best_match(query)
    if best is None or len(best.query) < SHORTEST:
        return _unknown(structure, chain, header, residues, "not in the kinome or RAS tables")
    record = best.record
    if best.identity < IDENTIFIED:
        if best.identity >= RELATED and len(best.query) >= RELATED_LENGTH:
            unknown = _unknown(structure, chain, header, residues, "related, not numbered",
                               f"{record.gene} ({best.identity:.0%})")
            return unknown
        return _unknown(structure, chain, header, residues, "not in the kinome or RAS tables")
    of_query = np.zeros(len(query), dtype=np.int64)
    of_query[best.query] = best.target + 1
    _take_in_last_residue(of_query, len(record.sequence))
    if whole:
        canonical = of_query[labels - 1]
    else:
        canonical = _move_gaps(of_query, observed, record.sequence, structure.peptide_bonded(chain))
        of_query = canonical
    segments = _segments(structure, residues, canonical)
    return Protein(
        chain=chain, record=record,
        status="identified" if record.family in ("kinase", "ras") else f"{record.family}, not numbered",
        identity=best.identity, aligned=len(best.query), runner_up=runner_up, organism=header.organism,
        segments=segments,
        differences=_differences(structure, header, record, query, of_query, residues, labels if whole else None),
        header=_check_header(header, record, segments),
        residues=residues, canonical=canonical,
        construct=frozenset(of_query[of_query > 0].tolist()) if whole else None,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Match:
    record: ProteinRecord
    query: NDArray[np.int64]
    target: NDArray[np.int64]
    identity: float


@cache
def _aligner() -> Any:
    from Bio.Align import PairwiseAligner

    aligner = PairwiseAligner(mode="local", match_score=2.0, mismatch_score=-2.0)
    # Residues missing from the construct or the map: opening counts, length hardly (kinase inserts of 100).
    aligner.open_deletion_score, aligner.extend_deletion_score = -7.0, -0.02
    # Residues the canonical sequence lacks (tags, linkers in inner deletions, fusions).
    aligner.open_insertion_score, aligner.extend_insertion_score = -9.0, -0.3
    return aligner


def _best_match(query: str) -> tuple[_Match | None, str]:
    kinome = load_kinome()
    proteins, positions, starts = kinome.shared_words(query)
    if not len(proteins):
        return None, ""
    votes = np.bincount(np.unique(np.stack([proteins, starts]), axis=1)[0], minlength=len(kinome))
    top = np.argsort(-votes, kind="stable")[:4]
    # A paralogue with far fewer shared words cannot fit better over the whole chain.
    near = [int(p) for p in top if votes[p] >= max(1, 0.8 * votes[top[0]])]
    matches = []
    for protein in near:
        mine = proteins == protein
        record = kinome.record(protein)
        match = (_lay_without_gaps(record, query, positions[mine], starts[mine])
                 or _align(record, query, positions[mine]))
        if match is not None:
            matches.append(match)
    if not matches:
        return None, ""
    matches.sort(key=lambda m: -(m.identity * len(m.query)))
    second = f"{matches[1].record.gene} ({matches[1].identity:.1%})" if len(matches) > 1 else ""
    return matches[0], second


def _lay_without_gaps(
    record: ProteinRecord, query: str, positions: NDArray[np.int64], starts: NDArray[np.int64],
) -> _Match | None:
    """Lay the query along one diagonal, where that is what the alignment would do: no gap is needed."""
    diagonals, counts = np.unique(positions - starts, return_counts=True)
    shift = int(diagonals[np.argmax(counts)])
    on_it = starts[positions - starts == shift]
    first, last = int(on_it.min()), int(on_it.max()) + WORD_LENGTH
    low, high = max(0, -shift), min(len(query), len(record.sequence) - shift)
    letters = np.frombuffer(query.encode("ascii", "replace"), dtype=np.uint8)[low:high]
    target = np.frombuffer(record.sequence.encode(), dtype=np.uint8)[low + shift:high + shift]
    equal = letters == target
    if equal[first - low:last - low].mean() < UNGAPPED or counts.max() < UNGAPPED * counts.sum():
        return None
    # Beyond the outermost shared words, go on as far as it pays (the aligner's scores).
    gain = np.where(equal, 2, -2)
    start = first - _best_extension(gain[:first - low][::-1])
    end = last + _best_extension(gain[last - low:])
    if max(start - low, high - end) >= SHORTEST:
        return None  # enough is left over for another piece beyond a gap: let the aligner look
    places = np.arange(start, end)
    return _Match(record, places, places + shift, float(equal[start - low:end - low].mean()))


def _best_extension(gain: NDArray[np.int64]) -> int:
    """Length of the leading stretch with the largest total, 0 if none is positive."""
    if not len(gain):
        return 0
    total = np.cumsum(gain)
    best = int(np.argmax(total))
    return best + 1 if total[best] > 0 else 0


def _align(record: ProteinRecord, query: str, positions: NDArray[np.int64]) -> _Match | None:
    low = max(0, int(positions.min()) - WINDOW)
    high = min(len(record.sequence), int(positions.max()) + WINDOW)
    target = record.sequence[low:high]
    alignments = _aligner().align(target, query)
    if not len(alignments):
        return None
    blocks = alignments[0].aligned
    pairs = [
        (np.arange(t0, t1), np.arange(q0, q1))
        for (t0, t1), (q0, q1) in zip(blocks[0], blocks[1], strict=True)
    ]
    on_target = np.concatenate([t for t, _ in pairs]).astype(np.int64)
    on_query = np.concatenate([q for _, q in pairs]).astype(np.int64)
    letters_target = np.frombuffer(target.encode(), dtype=np.uint8)[on_target]
    letters_query = np.frombuffer(query.encode(), dtype=np.uint8)[on_query]
    return _Match(record, on_query, on_target + low, float((letters_target == letters_query).mean()))


def _take_in_last_residue(of_query: NDArray[np.int64], length: int) -> None:
    """Count a single unaligned residue at the C terminus as a substitution.

    A local alignment always drops it. What cloning leaves behind sits at the N terminus, or is a longer tag.
    """
    if len(of_query) > 1 and of_query[-1] == 0 and 0 < of_query[-2] < length:
        of_query[-1] = of_query[-2] + 1


def _move_gaps(
    canonical: NDArray[np.int64], observed: str, sequence: str, bonded: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Move each deletion to a break of the chain, as far as equal letters allow (files without SEQRES)."""
    moved = canonical.copy()
    for i in np.flatnonzero((np.diff(canonical) > 1) & (canonical[:-1] > 0)):
        jump = int(moved[i + 1] - moved[i])
        if not bonded[i]:
            continue
        for step in (-1, 1):
            shift = 0
            while True:
                # Moving the gap left gives residue i the number before the jump's far side; right likewise.
                edge = i + shift if step < 0 else i + 1 + shift
                if not 0 <= edge < len(moved) or moved[edge] == 0:
                    break
                number = int(moved[edge]) + (jump - 1 if step < 0 else 1 - jump)
                if not 1 <= number <= len(sequence) or sequence[number - 1] != observed[edge]:
                    break
                shift += step
                boundary = i + shift
                if not 0 <= boundary < len(bonded):
                    break
                if not bonded[boundary]:
                    if step < 0:
                        moved[boundary + 1:i + 1] += jump - 1
                    else:
                        moved[i + 1:boundary + 1] -= jump - 1
                    break
            if not np.array_equal(moved, canonical) and moved[i + 1] - moved[i] == 1:
                break
    return moved


def _segments(structure: Structure, residues: NDArray[np.intp], canonical: NDArray[np.int64]) -> tuple[Segment, ...]:
    keep = canonical > 0
    numbers = canonical[keep]
    authors = structure.residues.number[residues[keep]].astype(np.int64)
    if not len(numbers):
        return ()
    offsets = numbers - authors
    cuts = np.flatnonzero(np.diff(offsets) != 0) + 1
    segments = []
    for part in np.split(np.arange(len(numbers)), cuts):
        segments.append(Segment(int(authors[part[0]]), int(authors[part[-1]]),
                                int(numbers[part[0]]), int(numbers[part[-1]])))
    return tuple(segments)


def _differences(
    structure: Structure, header: ChainHeader, record: ProteinRecord, query: str,
    of_query: NDArray[np.int64], residues: NDArray[np.intp], labels: NDArray[np.int64] | None,
) -> tuple[Difference, ...]:
    """Every residue of the construct that is not canonical; N and C termini beyond the protein are tags."""
    author_of: dict[int, str] = {}
    places = labels - 1 if labels is not None else np.arange(len(residues))
    for place, residue in zip(places, residues, strict=True):
        r = structure.residues
        author_of[int(place)] = f"{r.number[residue]}{r.icode[residue]}"
    declared = {f"{c.number}{c.icode}": c.comment.upper() for c in header.changes if c.number is not None}
    foreign = header.taxid not in (None, HUMAN) or bool(
        header.organism and "HOMO SAPIENS" not in header.organism.upper() and header.taxid is None
        and "SYNTHETIC" not in header.organism.upper())
    found: list[Difference] = []
    for place, letter in enumerate(query):
        number = int(of_query[place])
        author = author_of.get(place, "")
        if number == 0:
            found.append(Difference("tag", 0, "", letter, author))
        elif record.sequence[number - 1] != letter and letter != "X":
            kind = _kind(declared.get(author, ""), foreign, bool(header.organism or header.changes))
            found.append(Difference(kind, number, record.sequence[number - 1], letter, author))
    return tuple(found)


def _kind(comment: str, foreign: bool, documented: bool) -> str:
    if "ENGINEERED" in comment or "MUTATION" in comment:
        return "engineered"
    if "TAG" in comment or "CLONING" in comment or "INITIATING" in comment or "LINKER" in comment:
        return "tag"
    if foreign:
        return "orthologue"
    # A file that documents neither organism nor changes is taken as human: what differs was put there.
    return "unknown" if documented else "engineered"


def _check_header(header: ChainHeader, record: ProteinRecord, segments: tuple[Segment, ...]) -> HeaderClaim:
    claims = [r for r in header.references if r.database.upper() in ("UNP", "SWS", "TREMBL", "UNIPROT")]
    if not claims:
        others = ", ".join(f"{r.database} {r.accession}" for r in header.references)
        return HeaderClaim("", None, None, f"the header names {others}" if others else "the header claims nothing")
    mine = [r for r in claims if r.accession == record.accession]
    claim = mine[0] if mine else claims[0]
    real = {segment.offset for segment in segments}
    same_protein = bool(mine)
    same_offset = all(r.offset in real for r in mine) if mine else claim.offset in real
    said = f"the header says {claim.accession} with author{claim.offset:+d}" if claim.offset else (
        f"the header says {claim.accession} with author = UniProt")
    is_so = f"the sequence says {record.accession} with " + (
        ", ".join(f"author{offset:+d}" if offset else "author = UniProt" for offset in sorted(real)))
    if same_protein and same_offset:
        return HeaderClaim(claim.accession, claim.offset, True, f"{said}; the sequence agrees")
    return HeaderClaim(claim.accession, claim.offset, False, f"{said}; {is_so}")


def _unknown(
    structure: Structure, chain: str, header: ChainHeader, residues: NDArray[np.intp], status: str,
    runner_up: str = "",
) -> Protein:
    claims = ", ".join(f"{r.database} {r.accession}" for r in header.references)
    return Protein(
        chain=chain, record=None, status=status, identity=float("nan"), aligned=0, runner_up=runner_up,
        organism=header.organism, segments=(), differences=(),
        header=HeaderClaim("", None, None, f"the header names {claims}" if claims else "the header claims nothing"),
        residues=residues, canonical=np.zeros(len(residues), dtype=np.int64), construct=None,
    )
