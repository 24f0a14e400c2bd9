"""The structure as kinlens sees it: columns of atoms and residues, and what the header says of each chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kinlens.residues import ResidueKey
from kinlens.structures.confidence import Confidence
from kinlens.structures.crystals import Assembly, Crystal
from kinlens.structures.declared import ChainHeader

__all__ = ["Atoms", "Residues", "Source", "Structure"]

# Ideal C–N is 1.33 Å; refined but poor models reach about 1.6 Å, and the C–N gap across a missing residue
# exceeds 3 Å. 2.0 Å is one and a half ideal bonds, the limit gemmi uses as well (1.5 × 1.341 Å).
PEPTIDE_BOND_LIMIT_ANGSTROM = 2.0


@dataclass(frozen=True, slots=True)
class Source:
    """Where a structure came from.

    Parameters
    ----------
    origin
        Path of the file, or the kind of object it was made from.
    id
        Entry identifier in lower case for PDB entries, else the name of the file without suffixes.
    sha256
        Hash of the uncompressed content, so that a file and its gzipped copy agree; ``""`` for objects.
    method
        Experimental method as the file says it (``X-RAY DIFFRACTION``), ``""`` when absent.
    resolution
        Resolution in Å, None when the file states none (NMR, models).
    parser
        Program and version that parsed the content.
    format
        ``pdb``, ``pdbqt``, ``mmcif``, ``mmjson``, ``bcif``, ``gemmi`` or ``Bio.PDB``.
    url
        Address the file was fetched from; ``""`` where no record beside the file says so, or one that does not fit.
    """

    origin: str
    id: str
    sha256: str
    method: str
    resolution: float | None
    parser: str
    format: str
    url: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Atoms:
    """Columns of the n heavy atoms, in the order of `Residues`.

    Parameters
    ----------
    xyz
        Coordinates in Å, shape (n, 3), float64.
    element
        Element symbols such as ``C`` or ``Cl``, shape (n,).
    name
        Atom names without padding, shape (n,).
    altloc
        Label of the alternate location, ``""`` for none, shape (n,).
    occupancy
        Shape (n,), float32.
    b_factor
        In Å², shape (n,), float32.
    residue
        Index of the residue in `Residues`, shape (n,), int32, ascending.
    selected
        True for atoms of the chosen conformer, shape (n,): in each residue the label with the largest
        summed occupancy, the alphabetically first label in a tie; atoms without a label always.
    """

    xyz: NDArray[np.float64]
    element: NDArray[np.str_]
    name: NDArray[np.str_]
    altloc: NDArray[np.str_]
    occupancy: NDArray[np.float32]
    b_factor: NDArray[np.float32]
    residue: NDArray[np.int32]
    selected: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.residue)

    def __repr__(self) -> str:
        return f"<Atoms: {len(self)}, {int(self.selected.sum())} selected>"


@dataclass(frozen=True, slots=True, eq=False)
class Residues:
    """Columns of the m residues, chain by chain in the order of the file.

    Parameters
    ----------
    chain
        Author chain names, shape (m,).
    number
        Author residue numbers, shape (m,), int32.
    icode
        Insertion codes, ``""`` for none, shape (m,).
    name
        Residue names, shape (m,).
    parent
        One-letter codes, of the parent for modified residues, ``X`` where there is none, shape (m,).
    label_number
        Position from 1 in the full sequence of the chain's header, 0 for none, shape (m,), int32.
    kind
        ``protein``, ``nucleic``, ``ligand``, ``ion``, ``water`` or ``other`` (another polymer, or an
        atom of unknown element), shape (m,).
    first_atom
        Offsets, shape (m + 1,), int32: residue i owns atoms ``first_atom[i]:first_atom[i + 1]``.
    subchain
        mmCIF label_asym_id, ``""`` where the file has none, shape (m,).
    """

    chain: NDArray[np.str_]
    number: NDArray[np.int32]
    icode: NDArray[np.str_]
    name: NDArray[np.str_]
    parent: NDArray[np.str_]
    label_number: NDArray[np.int32]
    kind: NDArray[np.str_]
    first_atom: NDArray[np.int32]
    subchain: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.number)

    def __repr__(self) -> str:
        return f"<Residues: {len(self)}>"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Structure:
    """One model of one coordinate file.

    Parameters
    ----------
    source
        Where it came from.
    atoms
        Heavy atoms.
    residues
        Residues in the order of the file.
    chains
        Header of every chain that has atoms.
    models
        Number of models in the file; only one is held.
    notes
        What was left out or looks odd, one sentence each.
    crystal
        Cell and symmetry, None for what is no crystal.
    assemblies
        Assemblies the header describes.
    model
        Number of the model that is held, as the file has it; counted from 1 where it has none.
    confidence
        What a predicted model says of itself; None for an experimental structure.
    """

    source: Source
    atoms: Atoms
    residues: Residues
    chains: Mapping[str, ChainHeader]
    models: int = 1
    notes: tuple[str, ...] = ()
    crystal: Crystal | None = None
    assemblies: tuple[Assembly, ...] = ()
    model: int = 1
    confidence: Confidence | None = None
    _index: dict[ResidueKey, int] = field(init=False, default_factory=dict)

    @property
    def chain_names(self) -> tuple[str, ...]:
        """Author chain names in the order of the file."""
        names, first = np.unique(self.residues.chain, return_index=True)
        return tuple(str(name) for name in names[np.argsort(first)])

    @property
    def determined_by(self) -> str:
        """How the coordinates came about: the experiment, ``predicted model (…)``, or that nothing is said."""
        if self.confidence is None:
            return self.source.method or "method not stated"
        pattern = not self.confidence.evidence.startswith("stated")
        return f"predicted model ({'by its pattern' if pattern else self.confidence.method or 'stated in the header'})"

    @property
    def index(self) -> Mapping[ResidueKey, int]:
        """Index of each residue by its key; the first one where a file uses a key twice."""
        if not self._index:
            columns = (self.residues.chain, self.residues.number, self.residues.icode)
            for i, (chain, number, icode) in enumerate(zip(*(c.tolist() for c in columns), strict=True)):
                self._index.setdefault(ResidueKey(chain, number, icode), i)
        return self._index

    def key(self, residue: int) -> ResidueKey:
        """Give the identity of a residue.

        Parameters
        ----------
        residue
            Index in `residues`.

        Returns
        -------
        ResidueKey
        """
        r = self.residues
        return ResidueKey(str(r.chain[residue]), int(r.number[residue]), str(r.icode[residue]))

    def author(self, residue: int) -> str:
        """Give the author number of a residue with its insertion code, such as ``52A``.

        Parameters
        ----------
        residue
            Index in `residues`.

        Returns
        -------
        str
        """
        return f"{self.residues.number[residue]}{self.residues.icode[residue]}"

    def residues_of(self, chain: str, kind: str | None = "protein") -> NDArray[np.intp]:
        """Give the residues of a chain.

        Parameters
        ----------
        chain
            Author chain name; an unknown chain has no residues.
        kind
            One of the kinds of `Residues`, None for all of them.

        Returns
        -------
        numpy.ndarray
            Residue indices in the order of the file.
        """
        mask = self.residues.chain == chain
        if kind is not None:
            mask = mask & (self.residues.kind == kind)
        return np.flatnonzero(mask)

    def atoms_of(self, residues: ArrayLike, *, selected: bool = True) -> NDArray[np.intp]:
        """Give the atoms of residues.

        Parameters
        ----------
        residues
            Residue indices, one or many.
        selected
            Whether to keep the chosen conformers only.

        Returns
        -------
        numpy.ndarray
            Atom indices, residue by residue in the order asked.
        """
        wanted = np.atleast_1d(np.asarray(residues, dtype=np.intp))
        starts = self.residues.first_atom[wanted].astype(np.intp)
        counts = self.residues.first_atom[wanted + 1] - starts
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        atoms: NDArray[np.intp] = np.arange(total, dtype=np.intp) + np.repeat(
            starts - (ends - counts), counts
        )
        if selected:
            atoms = atoms[self.atoms.selected[atoms]]
        return atoms

    def named_atoms(self, name: str, residues: ArrayLike | None = None) -> NDArray[np.intp]:
        """Find the atom of one name in each residue, in the chosen conformer.

        Parameters
        ----------
        name
            Atom name such as ``CA``.
        residues
            Residue indices; all residues by default.

        Returns
        -------
        numpy.ndarray
            One atom index per residue, −1 where it has no such atom.
        """
        hits = np.flatnonzero((self.atoms.name == name) & self.atoms.selected)
        found = np.full(len(self.residues), -1, dtype=np.intp)
        found[self.atoms.residue[hits[::-1]]] = hits[::-1]  # reversed: the first of several wins
        if residues is not None:
            found = found[np.atleast_1d(np.asarray(residues, dtype=np.intp))]
        return found

    def in_conformer(self, label: str) -> Structure:
        """Give the structure with one alternate location chosen wherever a residue has it.

        Parameters
        ----------
        label
            Label of the alternate location; residues without it keep their conformer.

        Returns
        -------
        Structure
        """
        atoms = self.atoms
        labelled = atoms.altloc == label
        has_label = np.zeros(len(self.residues), dtype=bool)
        has_label[atoms.residue[labelled]] = True
        chosen = np.where(has_label[atoms.residue], labelled | (atoms.altloc == ""), atoms.selected)
        return replace(self, atoms=replace(atoms, selected=chosen))

    def conformer_of(self, atoms: NDArray[np.intp]) -> Structure:
        """Give the structure as some atoms see it: in their alternate location, where they have one.

        Parameters
        ----------
        atoms
            Indices, such as those of a ligand.

        Returns
        -------
        Structure
            This one where the atoms have no label; of several labels the most frequent one is taken.
        """
        labels, counts = np.unique(self.atoms.altloc[atoms], return_counts=True)
        named = labels != ""
        return self.in_conformer(str(labels[named][counts[named].argmax()])) if named.any() else self

    def peptide_bonded(self, chain: str) -> NDArray[np.bool_]:
        """Tell which consecutive protein residues of a chain are linked by a peptide bond.

        Parameters
        ----------
        chain
            Author chain name.

        Returns
        -------
        numpy.ndarray
            Shape (k − 1,) for k protein residues: True where C of residue i and N of residue i + 1, both
            in the chosen conformer, are at most 2.0 Å apart; False as well where either is missing.
        """
        residues = self.residues_of(chain)
        carbon = self.named_atoms("C", residues[:-1])
        nitrogen = self.named_atoms("N", residues[1:])
        gap = np.linalg.norm(self.atoms.xyz[carbon] - self.atoms.xyz[nitrogen], axis=1)
        bonded: NDArray[np.bool_] = (carbon >= 0) & (nitrogen >= 0) & (gap <= PEPTIDE_BOND_LIMIT_ANGSTROM)
        return bonded

    def __repr__(self) -> str:
        return f"<Structure {self.source.id}: chains {', '.join(self.chain_names)}; {len(self.atoms)} atoms>"

    def __str__(self) -> str:
        resolution = f", {self.source.resolution:.2f} Å" if self.source.resolution is not None else ""
        lines = [f"{self.source.id} ({self.determined_by}{resolution})"]
        for chain in self.chain_names:
            kinds, counts = np.unique(self.residues.kind[self.residues.chain == chain], return_counts=True)
            parts = ", ".join(f"{count} {kind}" for kind, count in zip(kinds, counts, strict=True))
            lines.append(f"  chain {chain or '(blank)'}: {parts} residues")
        lines.extend(f"  note: {note}" for note in self.notes)
        return "\n".join(lines)
