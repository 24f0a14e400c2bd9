"""What a variant is, and what a text was read as."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kinlens.variants.kinds import Joined
from kinlens.variants.writing import write_variant


@dataclass(frozen=True, slots=True)
class Variant:
    """A change of a protein, or residues of it; two variants are equal when they mean the same.

    Attributes
    ----------
    gene : str
        Gene symbol or other name as written, '' if none was.
    accession : str
        UniProt accession as written, '' if none was.
    kind : str
        One of :class:`Kind`.
    start, end : int
        First and last residue named, in the numbering of whoever wrote it; an insertion stands between them.
    wild_type : str
        One-letter codes of the residues from ``start`` on, as far as stated: '' (none), one letter, or all of
        ``start`` … ``end``; ``*`` for the stop codon.
    wild_type_end : str
        Letter of ``end`` where it differs from ``start`` and is stated, else ''.
    mutant : str
        What is there instead, one-letter: a residue, ``*`` (stop), ``X`` (any, or a stop), the inserted
        sequence; '' where nothing is or nothing was said.
    count : int or None
        Residues up to the new stop (frameshift, extension; negative at the N-terminus), or how often a repeat
        stands; None where it was not said.
    insertion_code : str
        Insertion code of a residue numbered as in a PDB file, else ''.
    text : str
        As written; not compared.
    notation : str
        ``one-letter`` or ``three-letter``; not compared.
    """

    gene: str
    accession: str
    kind: str
    start: int
    end: int
    wild_type: str
    mutant: str
    text: str = field(compare=False)
    notation: str = field(compare=False)
    wild_type_end: str = ""
    count: int | None = None
    insertion_code: str = ""

    def __str__(self) -> str:
        return write_variant(self)

    def with_gene(self, gene: str) -> Variant:
        """The same variant of a named gene, unless it already names one."""
        return self if self.gene or self.accession or not gene else replace(self, gene=gene)

    def at(self, start: int, end: int) -> Variant:
        """The same change at other residues."""
        return replace(self, start=start, end=end)

    @property
    def stated(self) -> dict[int, str]:
        """Wild-type residues the text states, by position; a stop codon is none."""
        letters = dict(enumerate(self.wild_type, self.start))
        if self.wild_type_end:
            letters[self.end] = self.wild_type_end
        return {position: letter for position, letter in letters.items() if letter != "*"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was read as.

    Attributes
    ----------
    text : str
        As given.
    nature : str
        ``variant``, ``not a variant`` or ``refused``.
    variants : tuple of Variant
        In the order written; empty unless `nature` is ``variant``.
    joined : str
        One of :class:`Joined`.
    suffix : str
        What was written behind or beside the variants and is no part of them (``mini`` of ``F359L_mini``,
        ``Ex19del`` of ``Ex19del/T790M``), or ''.
    what : str
        What a text is that is no variant, or why it is refused; '' for a variant.
    position : int or None
        Where reading stopped, counted in characters from 0, for a refused text.
    gene : str
        Gene in front of what is no variant (``EGFR`` of ``EGFR Ex19del``), or ''; variants carry their own.
    """

    text: str
    nature: str
    variants: tuple[Variant, ...] = ()
    joined: str = Joined.SINGLE
    suffix: str = ""
    what: str = ""
    position: int | None = None
    gene: str = ""
