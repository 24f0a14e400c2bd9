"""The header's claims about a chain: which protein, which numbers, which changes – and whether the sequence agrees."""

from __future__ import annotations

from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray

from kinlens.identity.model import Difference, HeaderClaim, Segment
from kinlens.reference import ProteinRecord
from kinlens.residues import parent_letter
from kinlens.structures.declared import ChainHeader, Reference, SequenceChange

HUMAN, SYNTHETIC = 9606, 32630  # NCBI taxonomy
UNIPROT = ("UNP", "SWS", "TREMBL", "UNIPROT")
# Shorter stretches without a counterpart are tags and linkers; the smallest domains (SH3, ubiquitin) have about 60.
DOMAIN_LENGTH = 60
CLONING_WORDS = ("TAG", "CLONING", "INITIATING", "LINKER")


def claims_of(header: ChainHeader) -> list[Reference]:
    """Ranges of UniProt the header claims."""
    return [r for r in header.references if r.database.upper() in UNIPROT]


def is_foreign(header: ChainHeader, record: ProteinRecord) -> bool:
    """Whether the header says that the chain is another species' protein."""
    if any(_base(r.accession) == record.accession for r in claims_of(header)):
        return False
    if header.taxid is not None:
        return header.taxid not in (HUMAN, SYNTHETIC)
    organism = header.organism.upper()
    return bool(organism) and "HOMO SAPIENS" not in organism and "SYNTHETIC" not in organism


def unchecked_claim(header: ChainHeader) -> HeaderClaim:
    """What the header names, where there is nothing to hold it against."""
    named = ", ".join(f"{r.database} {r.accession}" for r in header.references)
    return HeaderClaim("", None, None, f"the header names {named}" if named else "the header claims nothing")


def check_header(
    header: ChainHeader, record: ProteinRecord, segments: Sequence[Segment], foreign: bool,
) -> HeaderClaim:
    """Compare what the header claims with what the sequence says."""
    claims = claims_of(header)
    if not claims:
        return unchecked_claim(header)
    mine = [r for r in claims if r.accession == record.accession]
    isoform = [] if mine else [r for r in claims if _base(r.accession) == record.accession]
    relevant = mine or isoform or claims[:1]
    claim = relevant[0]
    real = sorted({segment.offset for segment in segments})
    # Every stretch of every claimed range has to count as claimed: an insertion shifts what follows it.
    met = [(s, r) for r in relevant for s in segments if _overlap(s, r)]
    wrong = [s for s, r in met if s.offset != r.offset]
    same_numbers = not wrong and (bool(met) or all(r.offset in real for r in relevant))
    said = f"the header says {claim.accession} with {_numbers([claim.offset])}"
    is_so = f"{record.accession} with {_numbers(real)}"
    if mine or isoform:
        if same_numbers:
            return HeaderClaim(claim.accession, claim.offset, True, f"{said}; the sequence agrees")
        if 0 < len(wrong) < len(segments):
            right = [s for s in segments if s not in wrong]
            where = f"the sequence agrees for {_ranges(right)}, not for "
            where += ", ".join(f"{_ranges([s])} ({s.offset:+d})" for s in wrong)
            return HeaderClaim(claim.accession, claim.offset, False, f"{said}; {where}")
        said += " (an isoform's numbers)" if isoform else ""
    elif foreign:
        # The tables hold human sequences only: another species' own numbers cannot be checked.
        same_gene = claim.name.partition("_")[0] == record.entry.partition("_")[0] != ""
        agrees = True if same_gene and same_numbers else None
        return HeaderClaim(claim.accession, claim.offset, agrees, f"{said}; its human counterpart is {is_so}")
    return HeaderClaim(claim.accession, claim.offset, False, f"{said}; the sequence says {is_so}")


def _overlap(segment: Segment, claim: Reference) -> bool:
    return segment.author_start <= claim.author_end and claim.author_start <= segment.author_end


def _ranges(segments: Sequence[Segment]) -> str:
    return ", ".join(f"{s.author_start}–{s.author_end}" for s in segments)


def _base(accession: str) -> str:
    """Give the accession without the number of an isoform (``P00519-2``)."""
    return accession.partition("-")[0]


def _numbers(offsets: Sequence[int]) -> str:
    return ", ".join(f"author{offset:+d}" if offset else "author = UniProt" for offset in offsets)


class Construct:
    """The chain's construct: its letters, author numbers as far as known, declared changes.

    Parameters
    ----------
    letters : str
        One-letter codes of the construct, of the observed residues where the file has no SEQRES.
    places : (k,) int
        Place in `letters` of each observed residue.
    numbers : (k,) int
        Author number of each observed residue.
    icodes : (k,) str
        Insertion code of each.
    header : ChainHeader
    """

    def __init__(
        self, letters: str, places: NDArray[np.int64], numbers: NDArray[np.int64], icodes: NDArray[np.str_],
        header: ChainHeader,
    ) -> None:
        self.letters = letters
        self.header = header
        self._places, self._numbers = places, numbers
        self.author = {
            int(place): f"{number}{icode}" for place, number, icode in zip(places, numbers, icodes, strict=True)
        }
        self.declared = self._declared()

    def _declared(self) -> dict[int, SequenceChange]:
        """Declared changes by place; a residue without coordinates is found by counting from its neighbours."""
        place_of = {author: place for place, author in self.author.items()}
        found: dict[int, SequenceChange] = {}
        for change in dict.fromkeys(self.header.changes):  # each once, however often a damaged header says it
            if change.number is None or not change.found or "MODIFIED" in change.comment.upper():
                continue
            place = place_of.get(f"{change.number}{change.icode}")
            if place is None:
                place = self._unobserved(change.number, parent_letter(change.found))
            if place is not None:
                found.setdefault(place, change)
        return found

    def _unobserved(self, number: int, letter: str) -> int | None:
        order = np.argsort(np.abs(self._numbers - number), kind="stable")
        for shift in dict.fromkeys((self._places - self._numbers)[order].tolist()):
            place = number + shift
            if 0 <= place < len(self.letters) and place not in self.author and self.letters[place] == letter:
                return int(place)
        return None

    def number(self, place: int) -> int | None:
        """Author number of a place, counted from the nearest observed one where it has no coordinates."""
        if not len(self._places):
            return None
        nearest = int(np.argmin(np.abs(self._places - place)))
        return int(self._numbers[nearest] + place - self._places[nearest])

    def take_in_declared(self, of_query: NDArray[np.int64], sequence: str) -> None:
        """Give a position to substitutions the header declares beside a gap or a terminus, and to equal letters beyond.

        A local alignment leaves out the last residues that differ, and beside a gap they may pass for a linker.
        """
        taken = set(of_query[of_query > 0].tolist())
        for step in (-1, 1):
            order = range(len(of_query) - 2, -1, -1) if step < 0 else range(1, len(of_query))
            restored = -1
            for place in order:
                inner = place - step
                position = int(of_query[inner]) + step
                if of_query[place] or not of_query[inner] or position in taken or not 1 <= position <= len(sequence):
                    continue
                expected = parent_letter(self.declared[place].expected) if place in self.declared else ""
                same = restored == inner and sequence[position - 1] == self.letters[place]
                if same or expected == sequence[position - 1]:
                    of_query[place] = position
                    taken.add(position)
                    restored = place

    def blank_declared_extras(self, of_query: NDArray[np.int64], sequence: str) -> None:
        """Take the position from residues the header declares to have none, unless the letter is canonical."""
        for place, change in self.declared.items():
            position = int(of_query[place])
            if position and not change.expected and sequence[position - 1] != self.letters[place]:
                of_query[place] = 0

    def differences(
        self, of_query: NDArray[np.int64], record: ProteinRecord, foreign: bool, elsewhere: Set[int] = frozenset(),
    ) -> tuple[Difference, ...]:
        """Every residue of the construct that is not the canonical one; `elsewhere` are places of other proteins."""
        found: list[Difference] = []
        extras = {place: self._kind_of_extra(place, record, foreign)
                  for place in np.flatnonzero(of_query == 0).tolist() if place not in elsewhere}
        # What nobody calls a tag and is as long as a domain is one.
        explained = [extras.get(place) != ("tag", "") or self._comment(place) != ""
                     for place in range(len(self.letters))]
        for start, stop in left_over(np.array(explained, dtype=np.int64)):
            extras |= dict.fromkeys(range(start, stop), ("fusion", "a protein not in the tables"))
        for place, letter in enumerate(self.letters):
            number = int(of_query[place])
            author = self.author.get(place, "")
            comment = self._comment(place)
            if place in extras:
                kind, of = extras[place]
                found.append(Difference(kind, 0, "", letter, author, of or comment))
            elif number and record.sequence[number - 1] != letter and letter != "X":
                kind = _kind(comment, foreign, bool(self.header.organism or self.header.changes))
                found.append(Difference(kind, number, record.sequence[number - 1], letter, author, comment))
        return tuple(found)

    def _comment(self, place: int) -> str:
        return self.declared[place].comment.upper() if place in self.declared else ""

    def _kind_of_extra(self, place: int, record: ProteinRecord, foreign: bool) -> tuple[str, str]:
        """Kind of a residue without a canonical number, and for a fusion the protein it is of."""
        comment = self._comment(place)
        number = self.number(place)
        claimed = [r for r in claims_of(self.header) if number is not None and r.author_start <= number <= r.author_end]
        own = [r for r in claims_of(self.header) if _base(r.accession) == record.accession]
        others = [r for r in claimed if _base(r.accession) != record.accession]
        if own and others and not any(word in comment for word in CLONING_WORDS):
            return "fusion", others[0].name or others[0].accession
        if comment:
            added = any(word in comment for word in ("ENGINEERED", "MUTATION", "INSERTION"))
            return "engineered" if added else "tag", ""
        if any(_base(r.accession) == record.accession for r in claimed):
            return "unknown", ""  # the header says that it is this protein: another isoform
        return "orthologue" if claimed and foreign else "tag", ""


def left_over(of_query: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Stretches of a construct, long enough for a domain, that a protein leaves without a number."""
    edges = np.flatnonzero(np.diff(np.r_[0, of_query == 0, 0]))
    return [(start, stop) for start, stop in edges.reshape(-1, 2).tolist() if stop - start >= DOMAIN_LENGTH]


def _kind(comment: str, foreign: bool, documented: bool) -> str:
    if "ENGINEERED" in comment or "MUTATION" in comment:
        return "engineered"
    if any(word in comment for word in CLONING_WORDS):
        return "tag"
    if foreign:
        return "orthologue"
    # A file that documents neither organism nor changes is taken as human: what differs was put there.
    return "unknown" if documented else "engineered"
