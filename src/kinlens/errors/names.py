"""Names and notations: proteins, drugs, variants, numberings."""

from __future__ import annotations

from dataclasses import dataclass

from kinlens.errors.base import KinlensError, UsageError


@dataclass(eq=False)
class UnknownProtein(KinlensError):
    """A name that is no gene, accession or entry name of the bundled tables.

    Parameters
    ----------
    asked
        The name that was given.
    similar
        Gene symbols that resemble it.
    """

    asked: str
    similar: list[str]

    def __str__(self) -> str:
        hint = f"; similar: {', '.join(self.similar)}" if self.similar else ""
        return f"{self.asked!r} is not in the kinome or RAS tables: give a gene symbol or UniProt accession{hint}"


@dataclass(eq=False)
class AmbiguousName(KinlensError):
    """A name that does not say which protein is meant.

    Parameters
    ----------
    asked
        The name that was given.
    choices
        What it can mean: gene symbols, with the common name where that helps.
    why
        Why it does not say, such as ``stands for several proteins``.
    """

    asked: str
    choices: list[str]
    why: str

    @property
    def genes(self) -> tuple[str, ...]:
        """The gene symbols of the choices alone."""
        return tuple(choice.partition(" ")[0] for choice in self.choices)

    def __str__(self) -> str:
        return f"{self.asked!r} {self.why}: {', '.join(self.choices)}; give one gene symbol or UniProt accession"


@dataclass(eq=False)
class UnknownDrug(KinlensError):
    """A name that is no drug of the bundled table, and no ligand code either.

    Parameters
    ----------
    asked
        The name that was given.
    similar
        Names that resemble it.
    """

    asked: str
    similar: list[str]

    def __str__(self) -> str:
        hint = f"; similar: {', '.join(self.similar)}" if self.similar else ""
        return f"no ligand is known by the name {self.asked!r}: give its code in the PDB, such as STI{hint}"


@dataclass(eq=False)
class BadVariant(KinlensError):
    """A text that cannot be read as a protein variant.

    Parameters
    ----------
    text
        What was given.
    reason
        What is wrong with it.
    position
        Where reading stopped, in characters from 0; None where the whole text is meant.
    """

    text: str
    reason: str
    position: int | None = None

    def __str__(self) -> str:
        where = "" if self.position is None else f" (character {self.position + 1})"
        return (f"{self.text!r} is no variant kinlens reads: {self.reason}{where}; "
                "write T315I, Thr315Ile, E746_A750del, ABL1:T315I or T315")


@dataclass(eq=False)
class SeveralVariants(KinlensError):
    """A text with several variants where one is wanted.

    Parameters
    ----------
    text
        What was given.
    parts
        The variants in it.
    """

    text: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return (f"{self.text!r} holds {len(self.parts)} variants, {', '.join(self.parts)}: give them one by one, "
                "or use locate_all() or report()")


@dataclass(eq=False)
class UnknownNumbering(UsageError):
    """A numbering that is not in the tables.

    Parameters
    ----------
    asked
        The name that was given.
    known
        Names there are, with the genes that have them.
    """

    asked: str
    known: list[str]

    def __str__(self) -> str:
        return (f"no numbering {self.asked!r}: give a number to be added with its sign, such as +1058, or name one of "
                f"{'; '.join(self.known)}")
