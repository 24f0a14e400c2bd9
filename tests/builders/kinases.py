"""Chains with the sequence of a real protein, laid out like a ruler: identity works, geometry is known.

The residue at place k of the construct has its N at x = 3.6 k; unresolved residues leave their room empty.
Side chains rise along z. Nothing here comes from a coordinate file.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from builders.files import STEP, Atom, Entry, Residue, amino_acid, peptide, without_side_chain
from kinlens.reference import load_kinome
from kinlens.residues import ONE_TO_THREE, THREE_TO_ONE

Point = tuple[float, float, float]


@dataclass
class Ruler:
    """One chain: residues that have coordinates, by UniProt number, and the sequence of the construct."""

    chain: str
    residues: list[Residue]
    sequence: list[str]
    of: dict[int, Residue]

    def xyz(self, position: int, atom: str) -> Point:
        """Coordinates of an atom by UniProt number."""
        return next(a.xyz for a in self.of[position].atoms if a.name == atom)


def ruler(
    gene: str,
    first: int,
    last: int,
    chain: str = "A",
    *,
    offset: int = 0,
    unresolved: Iterable[int] = (),
    deleted: Iterable[int] = (),
    changed: Mapping[int, str] | None = None,
    stubs: Iterable[int] = (),
    inserted: Mapping[int, str] | None = None,
    extra: Mapping[int, str] | None = None,
    n_tag: str = "",
    c_tag: str = "",
    shift: Point = (0.0, 0.0, 0.0),
) -> Ruler:
    """Lay out residues `first` … `last` of a protein.

    `offset` is UniProt minus author number; `changed` maps positions to another residue (one or three
    letters); `deleted` positions are not in the construct, `unresolved` ones have no atoms; `inserted` maps
    positions to insertion codes: such a residue takes the number of the one before it; `extra` maps positions
    to letters put after them, which count in the author numbers and have no UniProt number.
    """
    letters = load_kinome().protein(gene).sequence
    changed, inserted, extra = changed or {}, inserted or {}, extra or {}
    hidden, gone, bare = set(unresolved), set(deleted), set(stubs)
    kept = [position for position in range(first, last + 1) if position not in gone]
    places: list[tuple[int, str]] = [(0, letter) for letter in n_tag]
    for position in kept:
        places.append((position, changed.get(position, letters[position - 1])))
        places += [(0, letter) for letter in extra.get(position, "")]
    places += [(0, letter) for letter in c_tag]

    made = Ruler(chain, [], [], {})
    number, moved = first - offset - len(n_tag), 0
    for k, (position, what) in enumerate(places):
        name = what if len(what) == 3 else ONE_TO_THREE[what]
        made.sequence.append(name)
        if position:
            moved += position in inserted
            number = position - offset - moved + sum(len(extra[p]) for p in extra if p < position)
        if position not in hidden:
            place = (shift[0] + STEP * k, shift[1], shift[2])
            residue = amino_acid(name, chain, number, place, icode=inserted.get(position, ""))
            residue = without_side_chain(residue) if position in bare else residue
            residue = replace(residue, het=name not in THREE_TO_ONE)
            made.residues.append(residue)
            if position:
                made.of[position] = residue
        number += 1
    return made


def compound(name: str, start: Point, size: int = 8, chain: str = "A", number: int = 900) -> Residue:
    """A straight compound of carbon atoms, 1.5 Å apart along x."""
    atoms = tuple(
        Atom(f"C{k + 1}", "C", (start[0] + 1.5 * k, start[1], start[2])) for k in range(size)
    )
    return Residue(chain, number, name, atoms, het=True, kind="non-polymer")


def beside(chain: Ruler, position: int, name: str, *, size: int = 8, y: float = -4.0, z: float = 0.0,
           file_chain: str = "", number: int = 900) -> Residue:
    """A compound that starts `y` and `z` Å from the N of a residue and runs along the chain."""
    x0, y0, z0 = chain.xyz(position, "N")
    return compound(name, (x0, y0 + y, z0 + z), size, file_chain or chain.chain, number)


def under(
    a: Ruler, chain: str = "B", gene: str = "EGFR", first: int = 700, last: int = 740, depth: float = 5.0,
    **more: object,
) -> Ruler:
    """Another protein laid below the middle of a chain; at 5 Å their backbones touch."""
    x, y, z = a.xyz(290, "N")
    return ruler(gene, first, last, chain, shift=(x, y - depth, z), **more)  # type: ignore[arg-type]


def stranger(a: Ruler, chain: str = "C", depth: float = 5.0) -> Ruler:
    """A chain that is no protein of the tables."""
    x, y, z = a.xyz(350, "N")
    return Ruler(chain, peptide("WHWHYWHWHYWHWHYWHWHYWH", chain, shift=(x, y - depth, z)), [], {})


def entry(*chains: Ruler, others: Iterable[Residue] = (), seqres: bool = True, **header: object) -> Entry:
    """A file of chains, then compounds."""
    residues = [residue for chain in chains for residue in chain.residues]
    sequences = {chain.chain: chain.sequence for chain in chains} if seqres else {}
    return Entry([*residues, *others], sequences=sequences, **header)  # type: ignore[arg-type]


def shortest(own: Iterable[Atom], others: Iterable[Atom], *, leave_out: Iterable[str] = ()) -> float:
    """Shortest distance by plain loops, without the atoms named of the first set."""
    barred = set(leave_out)
    targets = list(others)
    return min(math.dist(a.xyz, b.xyz) for a in own if a.name not in barred for b in targets)


BACKBONE = ("N", "CA", "C", "O")
