"""Questions that cannot be asked, or have no answer."""

from __future__ import annotations

from dataclasses import dataclass

from kinlens.errors.base import KinlensError, UsageError


@dataclass(eq=False)
class NoStructureFits(KinlensError):
    """A question no structure at hand or in the bundled inventory answers.

    Parameters
    ----------
    counts
        How many chains meet each part of the question by itself.
    """

    counts: dict[str, int]

    def __str__(self) -> str:
        parts = ", ".join(f"{what}: {count}" for what, count in self.counts.items())
        together = "no structure meets all of it" if len(self.counts) > 1 else "no structure meets it"
        return f"{together} (chains with {parts}): ask for less, or fetch the entry you have in mind"


@dataclass(eq=False)
class NothingToNumber(UsageError):
    """A request to number that names neither sequence nor structure."""

    def __str__(self) -> str:
        return "nothing to number: give a FASTA file, the letters of a protein, or a structure"


@dataclass(eq=False)
class NothingRead(KinlensError):
    """Inputs none of which could be read.

    Parameters
    ----------
    inputs
        How many there were.
    """

    inputs: int

    def __str__(self) -> str:
        return f"none of the {self.inputs} inputs could be read" if self.inputs > 1 else "the input could not be read"


@dataclass(eq=False)
class UnknownOption(UsageError):
    """A word that begins with a hyphen and is no option.

    Parameters
    ----------
    asked
        The word.
    """

    asked: str

    def __str__(self) -> str:
        return f"there is no option {self.asked}: --help lists them; - alone reads from standard input"


@dataclass(eq=False)
class NeedsNoChain(UsageError):
    """A chain asked of sequences, which have none.

    Parameters
    ----------
    chain
        The chain.
    """

    chain: str

    def __str__(self) -> str:
        return f"chain {self.chain} can be asked of a structure only: sequences have no chains"


@dataclass(eq=False)
class BadResidue(UsageError):
    """A residue or mutation that cannot be looked for.

    Parameters
    ----------
    asked
        What was given.
    reason
        Why not.
    """

    asked: str
    reason: str

    def __str__(self) -> str:
        return f"cannot look for {self.asked!r}: {self.reason}"


@dataclass(eq=False)
class NoSuchFolder(UsageError):
    """A folder that is not there.

    Parameters
    ----------
    asked
        The folder.
    """

    asked: str

    def __str__(self) -> str:
        return f"there is no folder {self.asked!r}: name one that holds coordinate files"


@dataclass(eq=False)
class UnknownState(UsageError):
    """A state that the inventory of structures does not know.

    Parameters
    ----------
    asked
        The word that was given.
    states
        The words there are.
    """

    asked: str
    states: tuple[str, ...]

    def __str__(self) -> str:
        return f"no state {self.asked!r}: it is one of {', '.join(self.states)}"


@dataclass(eq=False)
class BadSite(UsageError):
    """A site definition that cannot be read.

    Parameters
    ----------
    text
        What was given.
    reason
        What is wrong with it.
    """

    text: str
    reason: str

    def __str__(self) -> str:
        return (
            f"site {self.text!r}: {self.reason}; write name=ligand:STJ, name=chain:H+L "
            "or name=residues:1150-1160,1171 (UniProt numbers)"
        )


@dataclass(eq=False)
class SiteNotFound(KinlensError):
    """A well-formed site that the structure does not have.

    Parameters
    ----------
    text
        What was asked for.
    reason
        What is missing, and what there is instead.
    """

    text: str
    reason: str

    def __str__(self) -> str:
        return f"site {self.text!r}: {self.reason}"


@dataclass(eq=False)
class UnknownMode(UsageError):
    """A way of measuring that does not exist.

    Parameters
    ----------
    mode
        What was asked for.
    modes
        The modes there are.
    """

    mode: str
    modes: tuple[str, ...]

    def __str__(self) -> str:
        return f"no mode {self.mode!r}: distances are measured by {', '.join(self.modes)}"


@dataclass(eq=False)
class ChainNotFound(KinlensError):
    """A chain that the structure does not have.

    Parameters
    ----------
    asked
        The chain that was asked for.
    chains
        The chains there are.
    """

    asked: str
    chains: tuple[str, ...]

    def __str__(self) -> str:
        return f"the structure has no chain {self.asked!r}; it has {', '.join(self.chains) or 'none'}"


@dataclass(eq=False)
class ResidueNotFound(KinlensError):
    """A residue or anchor that no chain of the structure has.

    Parameters
    ----------
    asked
        The residue or anchor.
    entry
        The structure.
    anchors
        Anchors there are, where one was asked for.
    """

    asked: str
    entry: str
    anchors: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.anchors:
            return f"{self.entry} has no anchor {self.asked!r}; its anchors are {', '.join(self.anchors)}"
        return f"{self.entry} has no residue {self.asked!r} (UniProt numbers): report() says why, as a status"


@dataclass(eq=False)
class NothingAsked(UsageError):
    """A structure was named but no variant.

    Parameters
    ----------
    source
        The structure.
    """

    source: str

    def __str__(self) -> str:
        return f"no variant was asked for{' of ' + self.source if self.source else ''}: add one, such as T315I"


@dataclass(eq=False)
class NeedsStructure(UsageError):
    """Something asked of the atlas that only a structure can answer.

    Parameters
    ----------
    asked
        What was asked for.
    """

    asked: str

    def __str__(self) -> str:
        return f"{self.asked} needs a structure, and none is named: give a file or an id in front"


@dataclass(eq=False)
class NeedsNoStructure(UsageError):
    """A structure given to the command that answers without any.

    Parameters
    ----------
    asked
        The structure.
    """

    asked: str

    def __str__(self) -> str:
        return (f"locate needs no structure, and {self.asked!r} is one: `kinlens report {self.asked} VARIANT…` "
                "measures in it")


@dataclass(eq=False)
class BadOutput(UsageError):
    """An output that cannot be written as asked.

    Parameters
    ----------
    output
        File or format.
    reason
        What is wrong with it.
    """

    output: str
    reason: str

    def __str__(self) -> str:
        return f"cannot write {self.output}: {self.reason}"


@dataclass(eq=False)
class BadSiteFile(UsageError):
    """A file of sites that cannot be read, or a table of it that is no site.

    Parameters
    ----------
    file
        The file.
    table
        Name of the site, ``""`` where the whole file is meant.
    key
        Key of the table, ``""`` where the whole table is meant.
    found
        What is there.
    advice
        What to do.
    """

    file: str
    table: str
    key: str
    found: str
    advice: str

    def __str__(self) -> str:
        where = f" [sites.{self.table}]" if self.table else ""
        return f"{self.file}{where}{f' {self.key}' if self.key else ''}: {self.found}; {self.advice}"
