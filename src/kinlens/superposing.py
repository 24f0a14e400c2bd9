"""Superposing kinase domains: every structure in the common frame, side by side and comparable."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kinlens.errors import BadSuperposition, ChainNotFound, KinlensError, NotAFolder
from kinlens.examination import ChainExamination, Examination, examine
from kinlens.frame import SETS, Frame, find_frame
from kinlens.frame.columns import FEWEST_OF_SET, calpha_at_columns, load_columns
from kinlens.geometry import Motion, rmsd
from kinlens.outputs import safe_stem
from kinlens.provenance import describe_structure, describe_tables
from kinlens.reporting import is_structure
from kinlens.structures import read
from kinlens.structures.library import existing_path
from kinlens.structures.model import Structure
from kinlens.structures.writing import to_mmcif
from kinlens.tables import Column, columns_of, to_frame

if TYPE_CHECKING:
    import pandas
    from numpy.typing import NDArray

Progress = Callable[[int, int | None], None]
BY = ("core", *SETS)
SUPERPOSED, NOT_PLACED, NO_DOMAIN, NO_CHAIN, NOT_READ = (
    "superposed", "not placed", "no kinase domain", "no such chain", "not read")


class AskedStructure(NamedTuple):
    """A structure as it was asked for: what it is called, what it is, and the chain that was named with it."""

    name: str
    source: Any
    chain: str


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One structure of a superposition.

    Attributes
    ----------
    input : str
        What was given.
    status : str
        ``superposed``, ``not placed``, ``no kinase domain``, ``no such chain`` or ``not read``.
    reason : str
        Why, where it is not superposed.
    chain : ChainExamination or None
        The chain whose main domain lies in the common frame.
    frame : Frame or None
        How the domain fits, None without one.
    motion : Motion or None
        Takes the coordinates of the file there.
    """

    input: str
    status: str
    reason: str = ""
    chain: ChainExamination | None = None
    frame: Frame | None = None
    motion: Motion | None = None

    @property
    def core(self) -> NDArray[np.float64]:
        """Cα at the columns of the core in the frame, in Å, NaN where it has none, shape (n, 3)."""
        columns = load_columns()
        if self.chain is None or self.chain.domain is None or self.motion is None:
            return np.full((int(columns.core.sum()), 3), np.nan)
        here = calpha_at_columns(self.chain.structure, self.chain.protein, self.chain.domain)
        return self.motion.move(here[columns.core])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Superposition:
    """Kinase domains in the common frame: N-lobe up, hinge left, looking into the cleft (along −z).

    Attributes
    ----------
    members : tuple of Member
        In the order of the input, none lost.
    by : str
        Columns that were superposed: ``core`` (robustly), ``N-lobe``, ``hinge`` or ``C-lobe``.
    files : mapping of int to Path
        Files written, by place in `members`.
    """

    members: tuple[Member, ...]
    by: str
    files: dict[int, Path] = field(default_factory=dict)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One row per input: status, how core and lobes fit, RMSD to the first one superposed."""
        first = next((m.core for m in self.members if m.motion is not None), None)
        return [self._row(i, member, first) for i, member in enumerate(self.members)]

    def _row(self, i: int, member: Member, first: NDArray[np.float64] | None) -> dict[str, Any]:
        row: dict[str, Any] = {"input": member.input, "status": member.status, "reason": member.reason}
        chain, frame = member.chain, member.frame
        if chain is None:
            return row
        row |= {"entry": chain.structure.source.id, "chain": chain.chain}
        if chain.protein.record is not None:
            row["gene"] = chain.protein.record.gene
        if chain.domain is None or frame is None:
            return row
        fit = frame.core if self.by == "core" else frame.fits.get(self.by, frame.core)
        row |= {"domain": chain.domain.name, "columns": fit.columns, "lobe_angle_deg": frame.lobe_angle_deg}
        row |= {f"{_stem(name)}_alone_rmsd_A": fit.alone_A for name, fit in frame.fits.items()}
        state = chain.conformation
        if state is not None:
            row |= {name: label.label if label.given else ""
                    for name, label in (("dfg", state.dfg), ("helix_c", state.helix_c))}
        if member.motion is not None and first is not None:
            here = member.core
            row |= _deviations(here)
            both = ~np.isnan(here[:, 0]) & ~np.isnan(first[:, 0])
            row |= {"to_first_A": rmsd(here[both], first[both]), "to_first_columns": int(both.sum())}
        if i in self.files:
            row["file"] = str(self.files[i])
        return row

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns, in order, with units and meanings."""
        return columns_of("superposed")

    @property
    def table(self) -> pandas.DataFrame:
        """The superposition as a DataFrame."""
        return to_frame(self.rows, self.columns)

    @property
    def provenance(self) -> dict[str, Any]:
        """What it was computed from."""
        read = [m.chain.structure for m in self.members if m.chain is not None]
        return describe_tables() | {"by": self.by, "structures": [describe_structure(structure) for structure in read]}

    def __len__(self) -> int:
        return len(self.members)

    def __repr__(self) -> str:
        lines = [f"{row.get('entry') or row['input']} {row.get('chain', '')}: {row['status']}"
                 + (f", core RMSD {row['core_rmsd_A']:.2f} Å" if row["status"] == SUPERPOSED else f" ({row['reason']})")
                 for row in self.rows]
        return "\n".join([f"<Superposition of {len(self)} by {self.by}; .table, .write(folder)>", *lines])

    def write(self, folder: str | os.PathLike[str]) -> Superposition:
        """Write every superposed structure as mmCIF: all its chains and ligands, heavy atoms, in the common frame.

        Parameters
        ----------
        folder : str or path
            Made if it is missing; files of the same name in it are replaced.

        Returns
        -------
        Superposition
            The same with `files`, named by entry and chain.

        Raises
        ------
        NotAFolder
            If the folder cannot be made or written to, or holds a source that would be replaced.
        """
        where = Path(folder)
        files: dict[int, Path] = {}
        try:
            where.mkdir(parents=True, exist_ok=True)
            for i, member in enumerate(self.members):
                if member.chain is not None and member.motion is not None:
                    structure = member.chain.structure
                    stem = f"{safe_stem(structure.source.id)}_{safe_stem(member.chain.chain)}"
                    path = _free(where, stem, set(files.values()))
                    if path.resolve() == Path(structure.source.origin).resolve():
                        raise NotAFolder(str(folder), f"{path.name} in it is what was superposed: it would be replaced")
                    moved = to_mmcif(structure, member.motion.move(structure.atoms.xyz))
                    path.write_text(moved, encoding="utf-8")
                    files[i] = path
        except OSError as trouble:
            raise NotAFolder(str(folder), trouble.strerror or str(trouble)) from trouble
        return Superposition(self.members, self.by, files)


def _stem(name: str) -> str:
    return name.replace("-", "_").lower()


def _deviations(here: NDArray[np.float64]) -> dict[str, float]:
    """RMSD of the core and of each of its parts from their mean positions, as they lie after the superposition."""
    columns = load_columns()
    part, mean = columns.part[columns.core], columns.xyz[columns.core]
    seen = ~np.isnan(here[:, 0])
    found = {"core_rmsd_A": rmsd(here[seen], mean[seen])}
    for name in SETS:
        mine = seen & (part == name)
        if int(mine.sum()) >= FEWEST_OF_SET[name]:
            found[f"{_stem(name)}_rmsd_A"] = rmsd(here[mine], mean[mine])
    return found


def _free(folder: Path, stem: str, taken: set[Path]) -> Path:
    """A name in the folder that no other member has taken."""
    number, path = 1, folder / f"{stem}.cif"
    names = {str(other).casefold() for other in taken}  # chains A and a are one file on some disks
    while str(path).casefold() in names:
        number += 1
        path = folder / f"{stem}_{number}.cif"
    return path


def superpose(
    sources: Any, *, by: str = "core", offline: bool | None = None, progress: Progress | None = None,
) -> Superposition:
    """Superpose kinase domains by conserved columns of their core, in a standard orientation.

    Parameters
    ----------
    sources : str, Path, Structure, Examination, gemmi.Structure, Bio.PDB structure, or a sequence of them
        Structures; ``"1iep:B"`` asks for a chain. Else the kinase chain that is resolved best is taken.
    by : str
        ``core``: all conserved columns, robustly, so that lobe motion does not spoil the fit of the lobe that agrees;
        ``N-lobe``, ``hinge`` or ``C-lobe``: those alone.
    offline : bool, optional
        True to download nothing for an identifier; by default what ``KINLENS_OFFLINE`` says.
    progress : callable, optional
        Told how many are done, and of how many.

    Returns
    -------
    Superposition
        One member per source; what cannot be superposed carries its reason.

    Raises
    ------
    BadSuperposition
        If there is nothing to superpose, or `by` is none of these.
    """
    if by not in BY:
        raise BadSuperposition(f"by {by!r}", f"it is none of {', '.join(BY)}")
    asked = asked_structures(sources)
    if not asked:
        raise BadSuperposition("nothing", "no structure is named")
    members = []
    for done, item in enumerate(asked):
        if progress is not None:
            progress(done, len(asked))
        members.append(_member(item, by, offline))
    return Superposition(tuple(members), by)


def asked_structures(sources: Any) -> list[AskedStructure]:
    """Take one structure or a sequence of them apart; ``1iep:B`` names a chain."""
    single = isinstance(sources, str) or is_structure(sources) or not isinstance(sources, Iterable)
    return [_one_asked(source) for source in ([sources] if single else sources)]


def _one_asked(source: Any) -> AskedStructure:
    if isinstance(source, str | os.PathLike):
        text = os.fspath(source)
        head, colon, chain = text.rpartition(":")
        if colon and head and chain and existing_path(text) is None and not set(chain) & set("/\\."):
            return AskedStructure(text, head, chain)
        return AskedStructure(text, source, "")
    name = source.entry if isinstance(source, Examination) else (
        source.source.id if isinstance(source, Structure) else getattr(source, "name", "") or type(source).__name__)
    return AskedStructure(str(name), source, "")


def _member(asked: AskedStructure, by: str, offline: bool | None) -> Member:
    try:
        source = asked.source
        if isinstance(source, str | os.PathLike):
            source = read(source, offline=offline)
        examined = source if isinstance(source, Examination) else examine(
            source, chains=[asked.chain] if asked.chain else None)
    except ChainNotFound as trouble:
        return Member(asked.name, NO_CHAIN, str(trouble))
    except (KinlensError, TypeError) as trouble:  # TypeError: what is no structure at all
        return Member(asked.name, NOT_READ, str(trouble))
    kinases = [chain for chain in examined.chains if chain.domain is not None]
    if not kinases:
        said = "; ".join(f"chain {c.chain}: {_called(c)}" for c in examined.chains) or "no protein chain"
        return Member(asked.name, NO_DOMAIN, said, examined.chains[0] if examined.chains else None)
    best = max(kinases, key=lambda chain: chain.resolved)
    assert best.domain is not None  # noqa: S101 - chosen for it
    frame = find_frame(best.structure, best.protein, best.domain)
    motion = frame.motion if by == "core" else frame.motions.get(by)
    if motion is None or frame.motion is None:
        return Member(asked.name, NOT_PLACED, frame.reason or f"too little of the {by} is resolved", best, frame)
    return Member(asked.name, SUPERPOSED, "", best, frame, motion)


def _called(chain: ChainExamination) -> str:
    record = chain.protein.record
    return f"{record.gene}, no numbered domain" if record is not None else chain.protein.status
