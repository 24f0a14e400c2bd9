"""What is to be seen, without a word on how it is drawn: molecules in one frame, layers, marks, lines, a legend.

Coordinates are in Å. Where a kinase domain lies in the common frame the N-lobe is up (y), the hinge left (−x), and the
reader looks into the cleft along −z.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinlens.tables import Column, Row

RIBBON, FAINT_RIBBON, STICKS, THIN_STICKS, SPHERES = "ribbon", "faint ribbon", "sticks", "thin sticks", "spheres"
STYLES = (RIBBON, FAINT_RIBBON, STICKS, THIN_STICKS, SPHERES)
HELIX, STRAND, COIL = "H", "E", ""
CARRIED, ALLOSTERIC_SITE = "atp_carried_over", "allosteric_site"  # layers of what is not bound here


@dataclass(frozen=True, slots=True, eq=False)
class Molecule:
    """Heavy atoms that stand together in the scene, one conformer each.

    Attributes
    ----------
    name : str
        What people call it: ``1s9j``.
    entry : str
        Identifier of the structure it comes from.
    xyz : (n, 3) float
        In the coordinates of the scene, in Å.
    element, atom : (n,) str
    owner : (n,) int
        Place of each atom's residue in the columns below, ascending.
    bonds : (k, 2) int
        Pairs of atoms, the lower first.
    chain, icode, residue_name, letter : (m,) str
        Author names; `letter` is the one-letter code, X for none.
    number : (m,) int
        Author numbers.
    polymer : (m,) bool
        Whether it is a residue of a protein.
    secondary : (m,) str
        ``H``, ``E`` or ''.
    linked : (m,) bool
        Whether a peptide bond leads on to the next residue.
    told : tuple of str
        What is said of each residue where it is pointed at.
    home : int
        Place in the scene of the structure it belongs to: its own, or that of what it was carried over into.
    """

    name: str
    entry: str
    xyz: NDArray[np.float64]
    element: NDArray[np.str_]
    atom: NDArray[np.str_]
    owner: NDArray[np.intp]
    bonds: NDArray[np.intp]
    chain: NDArray[np.str_]
    number: NDArray[np.int64]
    icode: NDArray[np.str_]
    residue_name: NDArray[np.str_]
    letter: NDArray[np.str_]
    polymer: NDArray[np.bool_]
    secondary: NDArray[np.str_]
    linked: NDArray[np.bool_]
    told: tuple[str, ...]
    home: int

    def atoms_of(self, residues: NDArray[np.intp]) -> NDArray[np.intp]:
        """Atoms of some residues, ascending."""
        member = np.zeros(len(self.number), dtype=bool)
        member[residues] = True
        return np.flatnonzero(member[self.owner])

    def named(self, name: str) -> NDArray[np.intp]:
        """Atom of one name in each residue, −1 where it has none, shape (m,)."""
        found = np.full(len(self.number), -1, dtype=np.intp)
        hits = np.flatnonzero(self.atom == name)
        found[self.owner[hits[::-1]]] = hits[::-1]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Residues of one molecule in one style and colour.

    Attributes
    ----------
    molecule : int
        Place in `Scene.molecules`.
    residues : (k,) int
        Places in the molecule's residues.
    style : str
        One of `STYLES`. Of sticks the colour is that of carbon, other elements have their own.
    colour : str
        ``#RRGGBB``.
    title : str
        What the legend calls it; '' for what needs no legend.
    """

    molecule: int
    residues: NDArray[np.intp]
    style: str
    colour: str
    title: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What is shown or hidden together.

    Attributes
    ----------
    name : str
        Unique in the scene; of a site its name.
    title : str
    parts : tuple of Part
    shown : bool
        Whether it is shown at first.
    site : bool
        Whether it is a site that a drawing should shade: what is bound, what was asked for.
    """

    name: str
    title: str
    parts: tuple[Part, ...]
    shown: bool = True
    site: bool = False


def shown_parts(layers: Sequence[Layer]) -> Iterator[Part]:
    """Parts of the layers that are shown at first."""
    return (part for layer in layers if layer.shown for part in layer.parts)


def site_title(name: str) -> str:
    """A site's name as people write it: ``ATP pocket``."""
    return name.replace("_", " ").replace("atp", "ATP")


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A mutated residue.

    Attributes
    ----------
    molecule, residue : int
    label : str
        ``C121S``; of several at one residue ``D816G/H/V``.
    note : str
        What is said below the label where there is room: region, distance.
    rows : tuple of int
        Rows of the table it stands for.
    crowded : bool
        Whether a mark of another structure stands in the same place, so that spheres would hide what differs.
    xyz : (3,) float
        Where its sphere is: the centre of the side chain, Cα for want of one.
    """

    molecule: int
    residue: int
    label: str
    note: str
    rows: tuple[int, ...]
    xyz: NDArray[np.float64]
    crowded: bool = False


@dataclass(frozen=True, slots=True)
class Colouring:
    """Colours of the marks by one column.

    Attributes
    ----------
    name : str
        The column; '' for one colour for all.
    title : str
    colours : tuple of str
        One a mark.
    key : tuple of (str, str)
        Colour and what it stands for.
    """

    name: str
    title: str
    colours: tuple[str, ...]
    key: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A distance: from an atom of a marked residue to one of a site.

    Attributes
    ----------
    mark : int
    site : str
    start, end : (3,) float
    distance_A : float
    said : str
        The atom pair, as the table has it.
    shown : bool
        Whether it is drawn at first.
    layer : str
        Layer without which it would end in nothing; '' for what is always to be seen.
    """

    mark: int
    site: str
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    distance_A: float
    said: str
    shown: bool = False
    layer: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Scene:
    """Everything a viewer needs, and the table it belongs to.

    Attributes
    ----------
    title : str
    caption : tuple of str
        What was drawn, one line a structure.
    molecules : tuple of Molecule
    layers : tuple of Layer
    marks : tuple of Mark
    colourings : tuple of Colouring
        The first one is shown.
    lines : tuple of Line
    notes : tuple of str
        What is not to be seen, and why.
    rows : tuple of mapping
        The table: marks and lines point into it.
    columns : tuple of Column
    provenance : mapping
    turn_deg : float
        How far the scene is turned about the vertical axis, counter-clockwise as seen from above.
    in_frame : bool
        Whether the coordinates are those of the common frame.
    """

    title: str
    caption: tuple[str, ...]
    molecules: tuple[Molecule, ...]
    layers: tuple[Layer, ...]
    marks: tuple[Mark, ...]
    colourings: tuple[Colouring, ...]
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    rows: Sequence[Row] = ()
    columns: Sequence[Column] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
    turn_deg: float = 0.0
    in_frame: bool = True

    @property
    def structures(self) -> tuple[int, ...]:
        """Places of the molecules that are structures, not something carried over into one."""
        return tuple(number for number, molecule in enumerate(self.molecules) if molecule.home == number)

    @property
    def coloured_marks(self) -> list[tuple[Mark, str]]:
        """Marks with the colours they have at first."""
        return list(zip(self.marks, self.colourings[0].colours, strict=True)) if self.marks else []

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Colour and meaning of what is shown at first, marks last."""
        entries = [(part.colour, part.title) for part in shown_parts(self.layers) if part.title]
        return list(dict.fromkeys([*entries, *(self.colourings[0].key if self.marks else ())]))

    def __repr__(self) -> str:
        marks = ", ".join(mark.label for mark in self.marks) or "none"
        return "\n".join([f"<Scene: {self.title}>", *self.caption, f"marks: {marks}", *self.notes])
