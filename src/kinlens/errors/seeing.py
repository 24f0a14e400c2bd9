"""What cannot be seen: nothing to show or to mark, no viewer script, colours and pictures nobody can make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kinlens.errors.base import KinlensError, UsageError


@dataclass(eq=False)
class NothingToShow(KinlensError):
    """A structure without anything a view could show.

    Parameters
    ----------
    entry
        The structure.
    """

    entry: str

    def __str__(self) -> str:
        return f"{self.entry or 'the structure'} has no protein chain: there is nothing to show"


@dataclass(eq=False)
class NothingToMark(UsageError):
    """Something given as mutations that holds none.

    Parameters
    ----------
    given
        What was given.
    """

    given: str

    def __str__(self) -> str:
        return (f"no mutations in {self.given}: give variants, a report, or a table with a column named variant, "
                "input, mutation, mutant or hgvs, or with accession and position")


@dataclass(eq=False)
class UnknownColouring(UsageError):
    """A column, ribbon, layout or group of lines that a view cannot be given.

    Parameters
    ----------
    asked
        What was asked for.
    known
        What there is.
    """

    asked: str
    known: Sequence[str]

    def __str__(self) -> str:
        return f"a view cannot have {self.asked}: there is {', '.join(self.known) or 'nothing to choose from'}"


@dataclass(eq=False)
class ViewerScriptMissing(KinlensError):
    """No copy of 3Dmol.js at hand, and none could be had.

    Parameters
    ----------
    searched
        Where it was looked for.
    reason
        Why it was not downloaded.
    """

    searched: Sequence[str]
    reason: str

    def __str__(self) -> str:
        return (f"3Dmol.js is not at hand (looked in {'; '.join(self.searched)}; {self.reason}): set KINLENS_3DMOL_JS "
                "to a copy of 3Dmol-min.js, run `npm install 3dmol`, or allow the download once")


@dataclass(eq=False)
class WrongViewerScript(KinlensError):
    """A file named as 3Dmol.js that is none.

    Parameters
    ----------
    path
        The file.
    why
        What is wrong with it.
    """

    path: str
    why: str

    def __str__(self) -> str:
        return f"{self.path} is no copy of 3Dmol.js: {self.why}"


@dataclass(eq=False)
class NoStructureNamed(UsageError):
    """A view of nothing."""

    def __str__(self) -> str:
        return "no structure is named: give an id or a file first, then variants, such as 1s9j C121S P124L"


@dataclass(eq=False)
class BadGroup(UsageError):
    """A group of variants that cannot be read.

    Parameters
    ----------
    asked
        What was given.
    """

    asked: str

    def __str__(self) -> str:
        return f"{self.asked!r} is no group: write NAME=VARIANT,VARIANT, such as clinical=C121S,P124L"


@dataclass(eq=False)
class BadTurn(UsageError):
    """A turn that is no angle.

    Parameters
    ----------
    asked
        What was given.
    """

    asked: str

    def __str__(self) -> str:
        return f"{self.asked!r} is no turn: give degrees, such as 45, or auto"


@dataclass(eq=False)
class ViewerNotInstalled(KinlensError):
    """A viewer whose package is not installed.

    Parameters
    ----------
    viewer
        What it is called.
    package
        The package that is missing.
    extra
        Name of the extra that brings it.
    """

    viewer: str
    package: str
    extra: str

    def __str__(self) -> str:
        return f"{self.viewer} needs {self.package}; pip install 'kinlens[{self.extra}]'"
