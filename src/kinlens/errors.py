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
        Folders that were searched, the cache last; empty if the text can only be a path.
    offline
        What forbade to download it, such as ``KINLENS_OFFLINE is set``; empty where that was allowed.
    """

    asked: str
    looked_in: tuple[str, ...]
    offline: str = ""

    def __str__(self) -> str:
        if not self.looked_in:
            return f"no file {self.asked!r}, and it is no PDB or AlphaFold identifier: check the path"
        folders = ", ".join(self.looked_in)
        download = f"nothing was downloaded because {self.offline}: allow that, " if self.offline else ""
        return (
            f"no structure {self.asked!r} in {folders}: {download}"
            "give a path, or name the folder that holds it in KINLENS_STRUCTURES"
        )


@dataclass(eq=False)
class NotFetched(StructureNotFound):
    """An entry that is in no folder and that no provider gave.

    Parameters
    ----------
    tries
        Name, address and answer of every provider that was asked.
    """

    tries: tuple[tuple[str, str, str], ...] = ()

    def __str__(self) -> str:
        folders = f"not in {', '.join(self.looked_in)}; " if self.looked_in else ""
        tries = "; ".join(f"{name} ({url}): {said}" for name, url, said in self.tries)
        return (f"no structure {self.asked!r}: {folders}{tries}. Check the id and the connection, or give a path")


@dataclass(eq=False)
class BadIdentifier(KinlensError):
    """A text that is no identifier where one is wanted.

    Parameters
    ----------
    asked
        What was given.
    """

    asked: str

    def __str__(self) -> str:
        return (f"{self.asked!r} is no identifier: write a PDB id (1s9j, pdb_00001s9j) or an AlphaFold one "
                "(AF-P00519-F1)")


@dataclass(eq=False)
class BadSetting(UsageError):
    """An environment variable that does not say what it should.

    Parameters
    ----------
    variable
        Its name.
    value
        What it holds.
    wanted
        What it should hold.
    """

    variable: str
    value: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.variable} is {self.value!r}: set it to {self.wanted}, or unset it"


@dataclass(eq=False)
class RefreshOffline(UsageError):
    """A fresh download asked for while downloads are forbidden.

    Parameters
    ----------
    offline
        What forbade it.
    """

    offline: str

    def __str__(self) -> str:
        return f"nothing can be refreshed because {self.offline}: leave one of the two out"


@dataclass(eq=False)
class NoIdentifier(UsageError):
    """Something to be fetched was not named."""

    def __str__(self) -> str:
        return "no identifier was given: add one or several, such as 1s9j AF-P00519-F1"


@dataclass(eq=False)
class SomeNotFetched(KinlensError):
    """Entries of a list that could not be fetched, after all the others were.

    Parameters
    ----------
    failed
        Identifiers as they were given.
    asked
        How many were asked for.
    """

    failed: tuple[str, ...]
    asked: int

    def __str__(self) -> str:
        return f"{len(self.failed)} of {self.asked} not fetched: {', '.join(self.failed)}; the table says why"


class FetchTrouble(KinlensError):
    """Base of what goes wrong with one address; the next provider is asked then.

    Every one has the address (``url``) and what to say of it (``said``).
    """

    url: str
    said: str

    def __str__(self) -> str:
        return f"cannot fetch {self.url}: {self.said}"


@dataclass(eq=False)
class UnsafeAddress(FetchTrouble):
    """An address that must not be asked.

    Parameters
    ----------
    url
        The address.
    why
        Which rule it breaks.
    """

    url: str
    why: str

    @property
    def said(self) -> str:  # type: ignore[override]
        """What to say of the address."""
        return f"refused to ask {self.url!r}: {self.why}"

    def __str__(self) -> str:
        return self.said


@dataclass(eq=False)
class DownloadFailed(FetchTrouble):
    """A server that did not give a file.

    Parameters
    ----------
    url
        What was asked for.
    said
        What happened.
    status
        HTTP status, 0 where there was no answer.
    passing
        Whether trying again may help.
    retry_after_s
        Seconds the server asked to wait, None if it did not.
    """

    url: str
    said: str
    status: int = 0
    passing: bool = False
    retry_after_s: float | None = None


@dataclass(eq=False)
class DownloadTooLarge(FetchTrouble):
    """A file larger than allowed.

    Parameters
    ----------
    url
        Its address.
    size
        Its size in bytes, None where it was not stated.
    limit
        What is allowed, in bytes.
    """

    url: str
    size: int | None
    limit: int

    @property
    def said(self) -> str:  # type: ignore[override]
        """What to say of the address."""
        size = f"{self.size:,} bytes" if self.size is not None else "more"
        return f"it has {size}, and {self.limit:,} bytes are allowed: download it by hand and give the path"


@dataclass(eq=False)
class BadAnswer(FetchTrouble):
    """An answer of a provider that is not what its service gives.

    Parameters
    ----------
    url
        What was asked.
    why
        What is wrong with the answer.
    """

    url: str
    why: str

    @property
    def said(self) -> str:  # type: ignore[override]
        """What to say of the address."""
        return f"the answer cannot be used: {self.why}"


@dataclass(eq=False)
class NotInDatabase(FetchTrouble):
    """An entry a provider says it does not have.

    Parameters
    ----------
    url
        What was asked.
    asked
        The entry.
    why
        What it has instead, or what it has none of.
    """

    url: str
    asked: str
    why: str

    @property
    def said(self) -> str:  # type: ignore[override]
        """What to say of the address."""
        return f"it has no {self.asked} ({self.why})"


@dataclass(eq=False)
class NotCoordinates(FetchTrouble):
    """A download that is no coordinate file.

    Parameters
    ----------
    url
        Where it came from.
    looks_like
        What it looks like, such as ``an HTML page``.
    """

    url: str
    looks_like: str

    @property
    def said(self) -> str:  # type: ignore[override]
        """What to say of the address."""
        return f"what came is no coordinate file, it looks like {self.looks_like}"


@dataclass(eq=False)
class WrongEntry(FetchTrouble):
    """A download that is another entry than the one asked for.

    Parameters
    ----------
    url
        Where it came from.
    asked
        The entry that was asked for.
    stated
        The entry the file says it is, "" if it says none.
    """

    url: str
    asked: str
    stated: str

    @property
    def said(self) -> str:  # type: ignore[override]
        """What to say of the address."""
        return f"the file says it is {self.stated or 'no entry at all'}, not {self.asked}"


@dataclass(eq=False)
class DamagedFile(KinlensError):
    """A kept file that is no longer what was fetched.

    Parameters
    ----------
    path
        The file.
    recorded
        SHA-256 it had.
    found
        SHA-256 it has.
    """

    path: str
    recorded: str
    found: str

    def __str__(self) -> str:
        return (f"{self.path} is damaged: its SHA-256 is {self.found[:12]}… and was {self.recorded[:12]}… when it was "
                "fetched; fetch it again online, or remove it")


@dataclass(eq=False)
class FolderNotWritable(KinlensError):
    """A folder that nothing can be kept in.

    Parameters
    ----------
    folder
        The folder.
    why
        What the system says.
    """

    folder: str
    why: str

    def __str__(self) -> str:
        return (f"cannot keep a structure in {self.folder}: {self.why}; name another folder in KINLENS_CACHE, or with "
                "kinlens fetch --into")


@dataclass(eq=False)
class EntryBusy(KinlensError):
    """An entry another process has been fetching for too long.

    Parameters
    ----------
    asked
        The entry.
    folder
        Where it is to be kept.
    waited_s
        How long this process waited, in seconds.
    """

    asked: str
    folder: str
    waited_s: float

    def __str__(self) -> str:
        return (f"another process has been fetching {self.asked} into {self.folder} for {self.waited_s:g} s: wait for "
                "it or end it, then ask again")


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
    advice
        What to do about just this content; ``""`` where only a coordinate file helps.
    """

    path: str
    reason: str
    looks_like: str
    advice: str = ""

    def __str__(self) -> str:
        return (
            f"cannot read {self.path}: {self.reason} (it looks like {self.looks_like}); "
            f"{self.advice + '; ' if self.advice else ''}kinlens reads PDB or mmCIF files, plain or gzipped"
        )


@dataclass(eq=False)
class ModelNotFound(KinlensError):
    """A model that the file does not have.

    Parameters
    ----------
    path
        File or object that was read.
    asked
        Number that was asked for.
    models
        Numbers there are, in the order of the file.
    """

    path: str
    asked: int
    models: tuple[int, ...]

    def __str__(self) -> str:
        first, last = self.models[0], self.models[-1]
        unbroken = last - first + 1 == len(self.models) > 2
        there = f"{first}–{last}" if unbroken else ", ".join(map(str, self.models[:20]))
        more = ", …" if not unbroken and len(self.models) > 20 else ""
        have = f"models are {there}{more}" if len(self.models) > 1 else f"only model is {there}"
        return f"{self.path} has no model {self.asked}: its {have}"


@dataclass(eq=False)
class MissingExtra(KinlensError):
    """A file that needs a package which is not installed.

    Parameters
    ----------
    path
        File that was read.
    needs
        What is needed, and for what, such as ``BinaryCIF needs biotite``.
    extra
        Name of the extra that brings it.
    """

    path: str
    needs: str
    extra: str

    def __str__(self) -> str:
        return f"cannot read {self.path}: {self.needs}; pip install 'kinlens[{self.extra}]'"


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
