"""The forty residues the rules speak of, with the atoms a file has of them, taken once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinlens.identity import Protein
from kinlens.numbering import Domain
from kinlens.residues import BACKBONE_ATOMS, SIDE_CHAIN_ATOMS, is_standard
from kinlens.structures.model import PEPTIDE_BOND_LIMIT_ANGSTROM, Structure

Floats = NDArray[np.float64]

# Residues that are counted from an anchor, after Kincore-standalone3: XHRD, DFG4, DFG6, and APEn, the n-th residue
# counted back from the glutamate of APE, which is the first.
COUNTED: dict[str, tuple[str, int]] = {
    "XHRD": ("HRD-His", -1), "DFG4": ("DFG-Asp", 3), "DFG6": ("DFG-Asp", 5),
    **{f"APE{n}": ("APE-Glu", 1 - n) for n in range(6, 13)},
}
ANCHORS = ("β3-Lys", "αC-Glu", "αC-Glu+4", "β4-RS4", "HRD-His", "HRD-Arg", "HRD-Asp", "xDFG-x", "DFG-Asp", "DFG-Phe",
           "DFG-Gly", "αF-Asp")
# Catalytic spine by KLIFS position, as in kinase.toml.
C_SPINE = {"CS β2": 11, "CS β3": 15, "CS β7": 77, "CS αD": 53}
# The loop from DFG6 to APE9, whose hydroxyls may reach HRD-Asp. APE8 is left out on purpose: its Ser or Thr holds
# HRD-Asp in active kinases.
LOOP_FIRST, LOOP_LAST = ("DFG-Asp", 5), ("APE-Glu", -8)

# Fourth atom of χ1 by residue, where it is not CG.
_CHI1_END = {"C": "SG", "V": "CG1", "I": "CG1", "S": "OG", "T": "OG1"}
_NO_CHI1 = frozenset("AGX")


class Atom(NamedTuple):
    """One atom: its place in Å, what it is called (``K72 NZ``), and its alternate location."""

    xyz: Floats
    said: str
    altloc: str


class MotifResidues:
    """Residues by the names the rules use, their letters, atoms and neighbours.

    Parameters
    ----------
    structure : Structure
    protein : Protein
        The chain.
    domain : Domain
        One of its domains.
    """

    def __init__(self, structure: Structure, protein: Protein, domain: Domain) -> None:
        self._structure, self._protein, self._domain = structure, protein, domain
        anchors = domain.anchors
        self.position = {name: anchors[name] for name in ANCHORS if name in anchors}
        self.position |= {name: anchors[anchor] + offset for name, (anchor, offset) in COUNTED.items()
                          if anchor in anchors}
        for name, slot in C_SPINE.items():
            hit = np.flatnonzero(domain.pocket == slot)
            if len(hit):
                self.position[name] = domain.start + int(hit[0])
        self.loop = self._loop()
        here = protein.positions
        self._residue = {position: here[position] for position in (*self.position.values(), *self.loop)
                         if position in here}
        parents = structure.residues.parent[list(self._residue.values())].tolist() if self._residue else []
        self._letter: dict[int, str] = dict(zip(self._residue, parents, strict=True))
        self._altloc: dict[int, str] = {}
        self._atoms = self._take()
        self._side_chains: dict[str, list[Atom]] = {}

    def _loop(self) -> tuple[int, ...]:
        """Positions of the activation loop whose hydroxyls may reach HRD-Asp; none without its two ends."""
        anchors = self._domain.anchors
        (first, after), (last, before) = LOOP_FIRST, LOOP_LAST
        if first not in anchors or last not in anchors:
            return ()
        return tuple(range(anchors[first] + after, anchors[last] + before + 1))

    def _take(self) -> dict[int, dict[str, int]]:
        """Atoms of the chosen conformers, by residue and name; neighbours included, for φ and ψ."""
        structure = self._structure
        indices = set(self._residue.values())
        around = np.array(sorted({i + step for i in indices for step in (-1, 0, 1)
                                  if 0 <= i + step < len(structure.residues)}), dtype=np.intp)
        taken: dict[int, dict[str, int]] = {int(i): {} for i in around}
        if not len(around):
            return taken
        atoms = structure.atoms_of(around)
        columns = (atoms.tolist(), structure.atoms.residue[atoms].tolist(), structure.atoms.name[atoms].tolist())
        for atom, residue, name in zip(*columns, strict=True):
            taken[residue].setdefault(name, atom)
        labelled = atoms[structure.atoms.altloc[atoms] != ""]
        self._altloc = dict(zip(labelled.tolist(), structure.atoms.altloc[labelled].tolist(), strict=True))
        return taken

    def letter(self, name: str) -> str:
        """One-letter code of the residue that the file has at a place; the protein's own where it is not resolved."""
        position = self.position.get(name, 0)
        return self.letter_at(position) if position else ""

    def letter_at(self, position: int) -> str:
        """The same by UniProt number."""
        if position in self._letter:
            return self._letter[position]
        sequence = self._domain.protein.sequence
        return sequence[position - 1] if 0 < position <= len(sequence) else ""

    def name_at(self, position: int) -> str:
        """Residue name in the file (``SER``, ``SEP``) by UniProt number; '' where it is not resolved."""
        residue = self._residue.get(position)
        return "" if residue is None else str(self._structure.residues.name[residue])

    def said(self, name: str) -> str:
        """A residue by letter and UniProt number, such as ``K72``."""
        return f"{self.letter(name)}{self.position[name]}"

    def lack(self, name: str) -> str:
        """Why a residue has no atoms at all, '' if it has some."""
        position = self.position.get(name)
        if position is None:
            anchor = COUNTED.get(name, (name, 0))[0]
            evidence = self._domain.evidence
            why = evidence.withheld.get(anchor, "") if evidence is not None else ""
            return f"{name} has no number in this domain{f': {why}' if why else ''}"
        return self.lack_at(position, f"{name} {self.said(name)}")

    def lack_at(self, position: int, said: str) -> str:
        """The same by UniProt number."""
        if position in self._residue:
            return ""
        construct = self._protein.construct
        outside = construct is not None and position not in construct
        return f"{said} is {'outside the construct' if outside else 'not resolved'}"

    def atom(self, name: str, atom: str) -> Atom | None:
        """One atom of a residue, None if the file lacks it."""
        position = self.position.get(name, 0)
        return self.atom_at(position, atom)

    def atom_at(self, position: int, atom: str) -> Atom | None:
        """The same by UniProt number."""
        residue = self._residue.get(position)
        index = self._atoms[residue].get(atom) if residue is not None else None
        return None if index is None else self._made(index, f"{self.letter_at(position)}{position} {atom}")

    def _made(self, index: int, said: str) -> Atom:
        return Atom(self._structure.atoms.xyz[index], said, self._altloc.get(index, ""))

    def side_chain(self, name: str) -> list[Atom]:
        """Side-chain atoms of a residue, of Gly its Cα."""
        if name not in self._side_chains:
            self._side_chains[name] = self._side_chain(name)
        return self._side_chains[name]

    def _side_chain(self, name: str) -> list[Atom]:
        residue = self._residue.get(self.position.get(name, 0))
        if residue is None:
            return []
        said, atoms = self.said(name), self._atoms[residue]
        if self.letter(name) == "G":
            return [self._made(atoms["CA"], f"{said} CA")] if "CA" in atoms else []
        return [self._made(index, f"{said} {atom}") for atom, index in atoms.items() if atom not in BACKBONE_ATOMS]

    def stub(self, name: str) -> str:
        """Why a side chain is no measure of a contact: atoms are missing; '' if it is whole (or modified)."""
        residue = self._residue.get(self.position.get(name, 0))
        if residue is None or not is_standard(str(self._structure.residues.name[residue])):
            return ""
        missing = SIDE_CHAIN_ATOMS.get(self.letter(name), frozenset()) - self._atoms[residue].keys()
        return f"side chain of {name} {self.said(name)} missing: no {', '.join(sorted(missing))}" if missing else ""

    def backbone(self, name: str) -> Iterator[list[Atom] | str]:
        """Four atoms of φ, then of ψ, or the reason why there are none."""
        lack = self.lack(name)
        if lack:
            yield from (lack, lack)
            return
        residue = self._residue[self.position[name]]
        own = [self.atom(name, atom) for atom in ("N", "CA", "C")]
        for angle, step, atom in (("φ", -1, "C"), ("ψ", 1, "N")):
            if None in own:
                yield f"{name} {self.said(name)} lacks backbone atoms"
                continue
            there = self._neighbour(residue, step, atom)
            if there is None:
                yield f"{angle} of {name} {self.said(name)}: no peptide bond to the residue {_WHERE[step]} it"
                continue
            four = [a for a in own if a is not None]
            yield [there, *four] if step < 0 else [*four, there]

    def _neighbour(self, residue: int, step: int, atom: str) -> Atom | None:
        """C of the residue before or N of the one after, if a peptide bond leads there."""
        mine = self._atoms[residue].get("N" if step < 0 else "C")
        other = residue + step
        index = self._atoms.get(other, {}).get(atom)
        chain = self._structure.residues.chain
        if mine is None or index is None or chain[other] != chain[residue]:
            return None
        xyz = self._structure.atoms.xyz
        bonded = math.dist(xyz[mine], xyz[index]) <= PEPTIDE_BOND_LIMIT_ANGSTROM
        return self._made(index, "") if bonded else None

    def chi1(self, name: str) -> list[Atom] | str:
        """Four atoms of χ1, or the reason why there are none."""
        lack = self.lack(name)
        if lack:
            return lack
        letter = self.letter(name)
        if letter in _NO_CHI1:
            return f"{name} {self.said(name)} has no χ1"
        names = ("N", "CA", "CB", _CHI1_END.get(letter, "CG"))
        atoms = [self.atom(name, atom) for atom in names]
        absent = [atom for atom, found in zip(names, atoms, strict=True) if found is None]
        if absent:
            return f"side chain of {name} {self.said(name)} missing: no {', '.join(absent)}"
        return [atom for atom in atoms if atom is not None]


_WHERE = {-1: "before", 1: "behind"}


def mixed(atoms: Sequence[Atom]) -> str:
    """Why atoms are not measured to each other: they are of several conformers; '' if they are not."""
    labels = sorted({atom.altloc for atom in atoms} - {""})
    return f"conformers {' and '.join(labels)} are not measured to each other" if len(labels) > 1 else ""
