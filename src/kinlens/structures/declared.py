"""What the header of a file declares about a chain; often wrong, so that it is kept apart from what is measured."""

from __future__ import annotations

from dataclasses import dataclass

from kinlens.residues import parent_letter

__all__ = ["ChainHeader", "Reference", "SequenceChange"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A claim of the header: this author range is that range of a database sequence. Often wrong.

    Parameters
    ----------
    database, accession, name
        Such as ``UNP``, ``Q02750``, ``MP2K1_HUMAN``.
    author_start, author_end
        Range in author numbers.
    database_start, database_end
        Range in the database sequence.
    """

    database: str
    accession: str
    name: str
    author_start: int
    author_end: int
    database_start: int
    database_end: int

    @property
    def offset(self) -> int:
        """What to add to an author number to get the database number, as the header claims."""
        return self.database_start - self.author_start


@dataclass(frozen=True, slots=True)
class SequenceChange:
    """A difference between the construct and the database that the header declares.

    Parameters
    ----------
    number
        Author residue number, None for a residue that is not there (a deletion).
    icode
        Insertion code, ``""`` for none.
    found
        Three-letter name in the construct, ``""`` for a deletion.
    expected
        Three-letter name in the database, ``""`` for an insertion or a tag.
    comment
        The header's word for it, such as ``ENGINEERED MUTATION``.
    """

    number: int | None
    icode: str
    found: str
    expected: str
    comment: str


@dataclass(frozen=True, slots=True)
class ChainHeader:
    """What the header of the file says about one chain.

    Parameters
    ----------
    chain
        Author chain name.
    sequence
        Three-letter names of the full construct, empty if the file has none.
    organism
        Scientific name, ``""`` if the file has none.
    taxid
        NCBI taxonomy number, None if the file has none.
    references
        Database ranges claimed for the chain.
    changes
        Declared differences from the database.
    """

    chain: str
    sequence: tuple[str, ...] = ()
    organism: str = ""
    taxid: int | None = None
    references: tuple[Reference, ...] = ()
    changes: tuple[SequenceChange, ...] = ()

    @property
    def letters(self) -> str:
        """One-letter codes of the construct, of what a modified residue was made from; X where that is not known."""
        return "".join(parent_letter(name) for name in self.sequence)
