"""Files, and what is in them or not."""

from __future__ import annotations

from dataclasses import dataclass

from kinlens.errors.base import KinlensError


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
class UnreadableSequences(KinlensError):
    """A file or text without protein sequences.

    Parameters
    ----------
    origin
        The file, or the beginning of the text.
    reason
        What is wrong.
    """

    origin: str
    reason: str

    def __str__(self) -> str:
        return f"no sequences in {self.origin}: {self.reason}; give FASTA, the letters of a protein, or a structure"


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
