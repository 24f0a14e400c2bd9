"""Having the file of an entry: identifiers, settings, the network, the folders."""

from __future__ import annotations

from dataclasses import dataclass

from kinlens.errors.base import KinlensError, UsageError
from kinlens.errors.reading import StructureNotFound


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
