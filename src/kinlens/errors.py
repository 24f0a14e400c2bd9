"""The named errors of kinlens: each says what was asked, what was found and what to do."""

from __future__ import annotations

from dataclasses import dataclass


class KinlensError(Exception):
    """Base of every error kinlens raises on purpose."""


class UsageError(KinlensError):
    """A request that could not be right for any data; the command exits with 2 instead of 1."""


@dataclass(eq=False)
class BadResidueKey(KinlensError):
    """A text that does not name a residue as ``chain:number`` with an optional insertion code.

    Parameters
    ----------
    text
        What was given.
    """

    text: str

    def __str__(self) -> str:
        return f"{self.text!r} names no residue: write chain, number and any insertion code, as in A:52A"


@dataclass(eq=False)
class StructureNotFound(KinlensError):
    """Neither a file nor a known identifier.

    Parameters
    ----------
    asked
        The path or identifier that was asked for.
    looked_in
        Folders that were searched; empty if the text can only be a path.
    """

    asked: str
    looked_in: tuple[str, ...]

    def __str__(self) -> str:
        if not self.looked_in:
            return f"no file {self.asked!r}, and it is no PDB or AlphaFold identifier: check the path"
        folders = ", ".join(self.looked_in)
        return (
            f"no structure {self.asked!r} in {folders}: "
            "give a path, or name the folder that holds it in KINLENS_STRUCTURES"
        )


@dataclass(eq=False)
class UnreadableStructure(KinlensError):
    """Content that cannot be read as coordinates.

    Parameters
    ----------
    path
        File or object that was read.
    reason
        What went wrong.
    looks_like
        What the content looks like, such as ``an HTML page``.
    """

    path: str
    reason: str
    looks_like: str

    def __str__(self) -> str:
        return (
            f"cannot read {self.path}: {self.reason} (it looks like {self.looks_like}); "
            "give a PDB or mmCIF file, plain or gzipped"
        )


@dataclass(eq=False)
class EmptyStructure(KinlensError):
    """A coordinate file without a single heavy atom.

    Parameters
    ----------
    path
        File or object that was read.
    found
        What it holds instead.
    """

    path: str
    found: str

    def __str__(self) -> str:
        return f"{self.path} holds no heavy atom, only {self.found}: give a file with coordinates"


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
class ReferenceDataError(KinlensError):
    """Bundled data that is missing or not what the manifest says.

    Parameters
    ----------
    name
        File that is wrong.
    reason
        What is wrong with it.
    """

    name: str
    reason: str

    def __str__(self) -> str:
        return f"bundled data {self.name}: {self.reason}; reinstall kinlens or rebuild it with tools/build_reference.py"


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
