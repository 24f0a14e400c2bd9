"""Predicted models: telling that the B column holds pLDDT, from the header or, without one, by its pattern."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import gemmi
import numpy as np
from numpy.typing import ArrayLike, NDArray

from kinlens.residues import SIDE_CHAIN_ATOMS
from kinlens.structures.records import header_of

if TYPE_CHECKING:
    from kinlens.structures.model import Structure

__all__ = [
    "CONFIDENT", "VERY_LOW", "Confidence", "Statement", "Summary", "confidence_of", "stated_in_block", "stated_in_pdb",
]

CONFIDENT, VERY_LOW = 70.0, 50.0
"""pLDDT below which a region is of low and of very low confidence; above 90 it is very high.
AlphaFold DB, https://alphafold.ebi.ac.uk/faq: 70 to 90 "modelled well (a generally good backbone prediction)", 50 to 70
"should be treated with caution", below 50 "should not be interpreted"."""

# What header texts call the programs. Boltz is no Boltzmann, Chai no chain.
_PROGRAMS: tuple[tuple[str, str], ...] = (
    ("ColabFold", r"colabfold"), ("ESMFold", r"esm[ -]?fold"), ("OpenFold", r"openfold"),
    ("RoseTTAFold", r"rosettafold"), ("OmegaFold", r"omegafold"), ("HelixFold", r"helixfold"),
    ("Protenix", r"protenix"), ("Boltz", r"\bboltz(?=$|[\W_\dx])"),
    ("Chai", r"\bchai(?=[ _-]?(?:[12]\b|lab|discovery))"), ("AlphaFold", r"alphafold"),
)  # fmt: skip
_VERSION = r"(?:[ _-]*(?:monomer|multimer))?(?:(?P<gap>[ _-]*)(?P<v>v?)(?P<number>[0-9]+(?:\.[0-9]+)*)(?![0-9]))?"
_NAMES = tuple((name, re.compile(pattern + _VERSION, re.IGNORECASE)) for name, pattern in _PROGRAMS)
_NO_EXPERIMENT = re.compile(r"\s*|THEORETICAL MODEL.*|PREDICTED.*", re.IGNORECASE)
_HEADER_TEXT = (b"HEADER", b"TITLE ", b"COMPND", b"EXPDTA", b"REMARK", b"AUTHOR", b"KEYWDS", b"MDLTYP")

# What a prediction without a header must look like. The first two keep flags, grades and tiny peptides out.
_FEWEST_RESIDUES = 20
_FEWEST_VALUES = 10
_CONTACT_ANGSTROM = 10.0  # between Cα atoms: a residue and its surroundings
# pLDDT rises towards the core of a protein, where B factors fall: the correlation of the column with the number of
# contacts. Over crystal structures it is negative (docs/definitions.md).
_LEAST_CORRELATION = 0.15


@dataclass(frozen=True, slots=True)
class Statement:
    """What the header says of a prediction.

    Parameters
    ----------
    evidence
        Where it says that the model is a prediction, ``""`` if it does not.
    method
        Program, ``""`` if not stated.
    metric
        Whether it names pLDDT itself.
    other_metric
        Whether it names measures of quality, and no pLDDT among them.
    """

    evidence: str = ""
    method: str = ""
    metric: bool = False
    other_metric: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """Confidence over some residues.

    Parameters
    ----------
    mean
        Mean pLDDT, 0 to 100.
    residues
        Residues with a value.
    below_70, below_50
        How many of them are of low confidence, and of very low.
    """

    mean: float
    residues: int
    below_70: int
    below_50: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Confidence:
    """How sure a predictor is of its model.

    Parameters
    ----------
    plddt
        Per residue, 0 to 100, shape (m,), float32: the mean over its heavy atoms. NaN where the B column holds none.
    scale
        Highest possible value in the file: 100, or 1 (ESMFold), where `plddt` is that times 100.
    evidence
        Why the column is taken for pLDDT.
    method
        Program that predicted the model, ``""`` where the header does not say.
    """

    plddt: NDArray[np.float32]
    scale: int
    evidence: str
    method: str

    def over(self, residues: ArrayLike) -> Summary | None:
        """Summarise residues.

        Parameters
        ----------
        residues
            Residue indices.

        Returns
        -------
        Summary or None
            None where none of them has a value.
        """
        values = self.plddt[np.atleast_1d(np.asarray(residues, dtype=np.intp))].astype(float)
        values = values[~np.isnan(values)]
        if not len(values):
            return None
        below = [int((values < limit).sum()) for limit in (CONFIDENT, VERY_LOW)]
        return Summary(float(values.mean()), len(values), *below)

    def at(self, residue: int) -> float | None:
        """Give the pLDDT of one residue.

        Parameters
        ----------
        residue
            Its index.

        Returns
        -------
        float or None
            With two decimals, None where it has none.
        """
        value = float(self.plddt[residue])
        return None if np.isnan(value) else round(value, 2)

    def __repr__(self) -> str:
        return f"<Confidence: pLDDT, {self.evidence}>"


def stated_in_block(block: gemmi.cif.Block) -> Statement:
    """Read what an mmCIF header says of a prediction.

    Parameters
    ----------
    block
        The data block.

    Returns
    -------
    Statement
    """
    software = [" ".join(gemmi.cif.as_string(row[i]) for i in (0, 1) if row.has(i))
                for row in block.find("_software.", ["name", "?version"])]
    texts = [gemmi.cif.as_string(value) for tag in (
        "_ma_model_list.model_group_name", "_ma_model_list.model_name", "_struct.title", "_struct.pdbx_descriptor")
        for value in block.find_values(tag)]
    method = _program([*software, *texts])
    metrics = [gemmi.cif.as_string(value).lower()
               for tag in ("_ma_qa_metric.name", "_ma_qa_metric.type") for value in block.find_values(tag)]
    if any("plddt" in metric for metric in metrics):
        return Statement("stated in the header (_ma_qa_metric)", method, metric=True)
    if any(gemmi.cif.as_string(value).upper().startswith("AF-") for value in block.find_values("_entry.id")):
        return Statement("stated in the header (_entry.id)", method or "AlphaFold")
    if program := _program(software):
        return Statement("stated in the header (_software)", program)
    if method:
        return Statement("stated in the header (its title)", method)
    return Statement(other_metric=bool(metrics))


def stated_in_pdb(content: bytes) -> Statement:
    """Read what a PDB header says of a prediction.

    Parameters
    ----------
    content
        The whole file.

    Returns
    -------
    Statement
    """
    lines = [line.decode("latin-1") for line in header_of(content).splitlines() if line.startswith(_HEADER_TEXT)]
    for line in sorted(lines, key=lambda line: not line.startswith("TITLE")):
        if method := _program([line[10:]]):
            return Statement(f"stated in the header ({line[:6].strip()})", method)
    return Statement()


def confidence_of(
    structure: Structure, read_statement: Callable[[], Statement], *, crystal: bool,
) -> tuple[Confidence | None, tuple[str, ...]]:
    """Take the B column for pLDDT where the header says so, or where it looks like nothing else.

    Parameters
    ----------
    structure
        As read.
    read_statement
        Gives what its header says; asked only if that names neither an experiment nor a resolution.
    crystal
        Whether it has a unit cell.

    Returns
    -------
    confidence : Confidence or None
        None for an experimental structure, and for models of other programs.
    notes : tuple of str
    """
    source = structure.source
    if source.resolution is not None or not _NO_EXPERIMENT.fullmatch(source.method):
        return None, ()
    stated = read_statement()
    # A model put into a unit cell is being solved or refined: whatever its title says, the column is B by then.
    if stated.evidence and (stated.metric or not crystal):
        return _of_stated(structure, stated)
    if source.method or crystal or stated.evidence or stated.other_metric:
        return None, ()
    pattern = _pattern(structure)
    if pattern is None:
        return None, ()
    values, scale, words = pattern
    said = "shown × 100, " if scale == 1 else ""
    note = f"no header: the B column is taken for pLDDT ({said}{words})"
    return Confidence(_frozen(values), scale, f"by its pattern: {words}", ""), (note,)


def _of_stated(structure: Structure, stated: Statement) -> tuple[Confidence, tuple[str, ...]]:
    b = structure.atoms.b_factor
    if b.min() < 0 or b.max() > 100 or b.min() == b.max():
        nothing = np.full(len(structure.residues), np.nan, dtype=np.float32)
        note = f"predicted model ({stated.evidence}), but its B column holds no pLDDT ({b.min():.2f}–{b.max():.2f})"
        return Confidence(_frozen(nothing), 100, stated.evidence, stated.method), (note,)
    scale = 1 if b.max() <= 1 else 100
    said = ", from 0 to 1: shown × 100" if scale == 1 else ""
    note = f"predicted model: the B column holds pLDDT{said}, {stated.evidence}"
    return Confidence(_frozen(_per_residue(structure) * (100 // scale)), scale, stated.evidence, stated.method), (note,)


def _per_residue(structure: Structure) -> NDArray[np.float64]:
    """Give the mean of the B column over the chosen conformer of each residue."""
    atoms = structure.atoms
    owner = atoms.residue[atoms.selected]
    total = np.bincount(owner, atoms.b_factor[atoms.selected], minlength=len(structure.residues))
    mean: NDArray[np.float64] = total / np.bincount(owner, minlength=len(structure.residues))
    return mean


def _pattern(structure: Structure) -> tuple[NDArray[np.float64], int, str] | None:
    """Tell a prediction that says nothing of itself: pLDDT 0 to 100, its scale, and why."""
    atoms, residues = structure.atoms, structure.residues
    protein = residues.kind == "protein"
    b = atoms.b_factor[protein[atoms.residue]]
    if protein.sum() < _FEWEST_RESIDUES or (residues.kind == "water").any() or (residues.icode != "").any():
        return None
    if (atoms.altloc != "").any() or (atoms.occupancy != 1).any() or b.min() < 0 or b.max() > 100:
        return None
    values = _per_residue(structure)
    scale = 1 if b.max() <= 1 else 100
    # Some predictors give a value per atom; on the scale of B factors these could be B factors.
    constant = bool((b == values[atoms.residue[protein[atoms.residue]]].astype(np.float32)).all())
    if len(np.unique(values[protein].astype(np.float32))) < _FEWEST_VALUES or (scale == 100 and not constant):
        return None
    if not (_complete(structure, protein) and _unbroken(structure, protein)):
        return None
    if _correlation(values, structure, protein) < _LEAST_CORRELATION:
        return None
    words = [f"0 to {scale}", *(["one value per residue"] if constant else []), "higher in the core",
             "occupancy 1, no water, no gap, every atom"]
    return values * (100 // scale), scale, ", ".join(words)


def _complete(structure: Structure, protein: NDArray[np.bool_]) -> bool:
    """Tell whether every amino acid has its backbone and side chain."""
    residues = structure.residues
    letters, which = np.unique(residues.parent[protein], return_inverse=True)
    expected = np.array([4 + len(SIDE_CHAIN_ATOMS.get(letter, ())) for letter in letters.tolist()])
    return bool((np.diff(residues.first_atom)[protein] >= expected[which]).all())


def _unbroken(structure: Structure, protein: NDArray[np.bool_]) -> bool:
    """Tell whether the amino acids of every chain are numbered one after the other."""
    chain, number = structure.residues.chain[protein], structure.residues.number[protein]
    return bool(((np.diff(number) == 1) | (chain[1:] != chain[:-1])).all())


def _correlation(values: NDArray[np.float64], structure: Structure, protein: NDArray[np.bool_]) -> float:
    """Correlate values with the number of Cα atoms around each residue; 0 where there is nothing to correlate."""
    alpha = structure.named_atoms("CA")
    rows = np.flatnonzero(protein & (alpha >= 0))
    xyz = structure.atoms.xyz[alpha[rows]]
    contacts = np.concatenate([
        (np.square(block[:, None] - xyz).sum(axis=2) < _CONTACT_ANGSTROM**2).sum(axis=1)
        for block in np.array_split(xyz, max(1, len(xyz) // 256))])
    if contacts.min() == contacts.max() or values[rows].min() == values[rows].max():
        return 0.0
    return float(np.corrcoef(values[rows], contacts)[0, 1])


def _program(texts: Iterable[str]) -> str:
    """Find the name of a predictor, with its version where that follows."""
    for text in texts:
        for name, pattern in _NAMES:
            if found := pattern.search(text):
                number = found["number"]
                gap = "-" if "-" in (found["gap"] or "") else " "
                return f"{name}{gap}{found['v'].lower()}{number}" if number and len(number) < 6 else name
    return ""


def _frozen(values: NDArray[np.floating]) -> NDArray[np.float32]:
    column = values.astype(np.float32)
    column.setflags(write=False)
    return column
