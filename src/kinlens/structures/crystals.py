"""What a file says about its crystal: cell, symmetry, assemblies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import gemmi
import numpy as np
from numpy.typing import NDArray

__all__ = ["Assembly", "Crystal", "assemblies_of", "crystal_of"]

# gemmi counts translations of an operation in 24ths of a cell edge.
_DENOMINATOR = gemmi.Op.DEN
# Protein fills 1.21 Å³ a dalton (partial specific volume 0.73 cm³/g), about 17 Å³ a heavy atom with its hydrogens;
# a crystal holds solvent besides. Less than half of that is no crystal of what the file holds, but a broken cell.
_LEAST_VOLUME_PER_ATOM = 8.5
# Atoms of the chosen conformers in a cube of 4.5 Å: 16 at most in 500 entries, and no room for more than some 30.
_CUBE_ANGSTROM, _MOST_IN_A_CUBE = 4.5, 50
# Mates the atoms of a file may have, in all the neighbouring cells they reach into: 210 at most in 560 crystals. Many
# more is a stray atom, and no end of neighbours.
_MOST_MATES = 2000
_TURN_TOLERANCE = 0.02  # of the elements of a matrix that should be one


@dataclass(frozen=True, slots=True, eq=False)
class Crystal:
    """Cell and symmetry of a crystal.

    Parameters
    ----------
    space_group
        Hermann–Mauguin symbol as the file has it.
    cell
        a, b, c in Å and α, β, γ in degrees.
    fractional, shift
        Matrix (3, 3) and vector (3,) from Cartesian (Å) to fractional coordinates.
    rotations, translations
        Operations in fractional coordinates, shapes (k, 3, 3) and (k, 3); the first is the identity.
    trouble
        Why symmetry mates cannot be made from it, ``""`` if they can.
    """

    space_group: str
    cell: tuple[float, ...]
    fractional: NDArray[np.float64]
    shift: NDArray[np.float64]
    rotations: NDArray[np.float64]
    translations: NDArray[np.float64]
    trouble: str = ""

    def operation(self, index: int) -> str:
        """Name an operation: ``-x,y+1/2,-z``, or ``NCS`` for strict non-crystallographic symmetry.

        Parameters
        ----------
        index
            Into `rotations`.

        Returns
        -------
        str
        """
        return _name(self.rotations[index], self.translations[index])

    def __repr__(self) -> str:
        return f"<Crystal {self.space_group}: {', '.join(f'{value:g}' for value in self.cell)}>"


@dataclass(frozen=True, slots=True)
class Assembly:
    """An assembly as the header describes it: which chains, in how many copies.

    Parameters
    ----------
    name
        Such as ``1``.
    oligomer
        The header's word, such as ``dimeric``; ``""`` if it has none.
    author
        Whether the authors say so; False for one that only a program computed.
    copies
        Number of copies by author chain; more than 1 means symmetry mates that are not in the file.
    """

    name: str
    oligomer: str
    author: bool
    copies: Mapping[str, int]

    @property
    def said(self) -> str:
        """The assembly in words."""
        copies = ", ".join(f"{chain} × {count}" for chain, count in self.copies.items())
        who = "authors" if self.author else "software"
        kind = f" {self.oligomer}" if self.oligomer else ""
        return f"assembly {self.name} ({who}):{kind}, {copies}"


def crystal_of(st: gemmi.Structure, xyz: NDArray[np.float64]) -> Crystal | None:
    """Take cell and symmetry of a structure.

    Parameters
    ----------
    st
        As read.
    xyz
        Coordinates of its heavy atoms, waters included, in one conformer; at least one.

    Returns
    -------
    Crystal or None
        None for what is no crystal (NMR, cryo-EM, models: no cell, or the dummy cell of 1 Å).
    """
    cell = st.cell
    if not cell.is_crystal():
        return None
    parameters = tuple(float(value) for value in cell.parameters)
    fractional, shift = np.array(cell.frac.mat.tolist()), np.array(cell.frac.vec.tolist())
    trouble = ""
    images = [(image.mat.tolist(), image.vec.tolist()) for image in cell.images]
    rotations = np.array([np.eye(3).tolist(), *(rotation for rotation, _ in images)])
    translations = np.array([[0.0, 0.0, 0.0], *(translation for _, translation in images)])
    if gemmi.find_spacegroup_by_name(st.spacegroup_hm, cell.alpha, cell.gamma) is None:
        trouble = f"space group {st.spacegroup_hm!r} is unknown" if st.spacegroup_hm else "no space group stated"
    elif not np.isfinite(fractional).all() or not abs(np.linalg.det(fractional)) > 0.0:
        trouble = "the cell has no volume"
    elif cell.volume / (len(images) + 1) < _LEAST_VOLUME_PER_ATOM * len(xyz):
        trouble = f"the cell ({cell.volume:.0f} Å³) is too small for {len(xyz)} atoms in {len(images) + 1} copies"
    elif not _keep_lengths(fractional, rotations):
        trouble = "an operation of its symmetry is no rotation: cell, space group and operators do not fit"
    elif (len(images) + 1) * np.prod(2.0 * np.ptp(xyz @ fractional.T, axis=0) + 1.0) > _MOST_MATES:
        trouble = f"the atoms lie up to {np.ptp(xyz, axis=0).max():,.0f} Å apart, in a cell of {cell.volume:.0f} Å³"
    elif (most := _most_in_a_cube(xyz)) > _MOST_IN_A_CUBE:
        trouble = f"{most} atoms lie within {_CUBE_ANGSTROM} Å, on top of one another"
    for table in (fractional, shift, rotations, translations):
        table.setflags(write=False)
    return Crystal(st.spacegroup_hm, parameters, fractional, shift, rotations, translations, trouble)


def _keep_lengths(fractional: NDArray[np.float64], rotations: NDArray[np.float64]) -> bool:
    """Tell whether rotations in fractional coordinates are rotations in space."""
    turns = np.linalg.inv(fractional) @ rotations @ fractional
    return bool((np.abs(turns @ turns.transpose(0, 2, 1) - np.eye(3)) < _TURN_TOLERANCE).all())


def _most_in_a_cube(xyz: NDArray[np.float64]) -> int:
    """Count the atoms of the fullest cube of a grid."""
    cubes = np.floor((xyz - xyz.min(axis=0)) / _CUBE_ANGSTROM).astype(np.int64)
    sides = cubes.max(axis=0) + 1
    cube = (cubes[:, 0] * sides[1] + cubes[:, 1]) * sides[2] + cubes[:, 2]
    cube.sort()
    edges = np.flatnonzero(np.diff(cube, prepend=-1, append=-1))
    return int(np.diff(edges).max())


def assemblies_of(st: gemmi.Structure) -> tuple[Assembly, ...]:
    """Take the assemblies a header describes.

    Parameters
    ----------
    st
        As read.

    Returns
    -------
    tuple of Assembly
    """
    by_subchain = {sub.subchain_id(): chain.name for chain in (st[0] if len(st) else ()) for sub in chain.subchains()}
    found = []
    for assembly in st.assemblies:
        chains: dict[str, int] = {}
        for generator in assembly.generators:
            named = generator.chains or [by_subchain[name] for name in generator.subchains if name in by_subchain]
            for chain in dict.fromkeys(named):
                # A chain listed by several generators (its polymer, its ligands) is copied as often as the most.
                chains[chain] = max(chains.get(chain, 0), len(generator.operators))
        found.append(Assembly(assembly.name, assembly.oligomeric_details.lower(), assembly.author_determined, chains))
    return tuple(found)


def _name(rotation: NDArray[np.float64], translation: NDArray[np.float64]) -> str:
    """Give the triplet of an operation, such as ``-x,y+1/2,-z``; ``NCS`` for one that is no crystal symmetry."""
    whole = np.rint(rotation * _DENOMINATOR), np.rint(translation * _DENOMINATOR)
    exact = np.allclose(whole[0] / _DENOMINATOR, rotation, atol=1e-4) and np.allclose(
        whole[1] / _DENOMINATOR, translation, atol=1e-4)
    if not exact or not np.allclose(rotation, np.rint(rotation), atol=1e-4):
        return "NCS"
    op = gemmi.Op()
    op.rot = whole[0].astype(int).tolist()
    op.tran = whole[1].astype(int).tolist()
    return str(op.triplet())
