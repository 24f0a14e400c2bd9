"""What gemmi gives after reading, put in order and typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import gemmi
import numpy as np
from numpy.typing import NDArray

from kinlens.errors import ModelNotFound, UnreadableStructure

__all__ = ["Columns", "Parsed", "as_text", "prepare"]

# Pieces of chains a model may come in, a few for each chain; putting more together takes gemmi the square of the time.
_MOST_PARTS = 10_000
# The models of NMR and of simulations differ inside; the copies of an assembly only in their place. Coordinates have
# three decimals; two copies of a molecule are wider apart than an atom.
_ROUNDING_ANGSTROM, _APART_ANGSTROM, _FEWEST_SAMPLED = 0.02, 2.0, 5
_ASSEMBLY = (
    "the models are copies of one structure in several places, an assembly: no distance goes from one to another")
_ASCII = 127
_LONGEST_NAME = 7  # characters of a chain, residue or atom that `gemmi.FlatStructure` takes


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The n atoms of a model as gemmi's `FlatStructure` lays them out.

    Parameters
    ----------
    chain, residue_name, name, subchain
        Null-padded character codes, shape (n, 8) or wider where a name is longer, int8.
    element
        Element symbols, shape (n,), byte strings.
    number
        Residue numbers, shape (n,), int32.
    icode, altloc, het_flag
        Character codes, shape (n,), int8; no insertion code is a blank, no altloc is 0.
    xyz
        In Å, shape (n, 3), float64.
    occupancy, b_factor
        Shape (n,), float32.
    """

    chain: NDArray[np.int8]
    residue_name: NDArray[np.int8]
    name: NDArray[np.int8]
    subchain: NDArray[np.int8]
    element: NDArray[np.bytes_]
    number: NDArray[np.int32]
    icode: NDArray[np.int8]
    altloc: NDArray[np.int8]
    het_flag: NDArray[np.int8]
    xyz: NDArray[np.float64]
    occupancy: NDArray[np.float32]
    b_factor: NDArray[np.float32]

    @classmethod
    def of(cls, st: gemmi.Structure) -> Columns:
        """Take the columns of a structure.

        Parameters
        ----------
        st
            With one model.

        Returns
        -------
        Columns
        """
        try:
            return cls._flat(st)
        except RuntimeError:
            shortened, names = _shortened(st)
            if not any(names):
                raise
        columns = cls._flat(shortened)
        wide = (_lengthened(codes, long) for codes, long in zip(
            (columns.chain, columns.subchain, columns.residue_name, columns.name), names, strict=True))
        chain, subchain, residue_name, name = wide
        return replace(columns, chain=chain, subchain=subchain, residue_name=residue_name, name=name)

    def name_codes(self, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        """Give the names of some atoms as numbers, eight characters in each, shape (n, 1) or wider."""
        return np.ascontiguousarray(self.name).view(np.int64)[rows]

    @classmethod
    def _flat(cls, st: gemmi.Structure) -> Columns:
        flat = gemmi.FlatStructure(st)
        return cls(
            chain=np.asarray(flat.chain_ids),
            residue_name=np.asarray(flat.residue_names),
            name=np.asarray(flat.atom_names),
            subchain=np.asarray(flat.subchains),
            element=np.asarray(flat.element_names),
            number=np.asarray(flat.resnums),
            icode=np.asarray(flat.icodes),
            altloc=np.asarray(flat.altlocs),
            het_flag=np.asarray(flat.het_flags),
            xyz=np.asarray(flat.pos),
            occupancy=np.asarray(flat.occ),
            b_factor=np.asarray(flat.b_iso),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """A structure that gemmi has read and put in order.

    Parameters
    ----------
    structure
        With one model at most.
    columns
        Its atoms.
    models
        Number of models there were.
    polymers
        Entity of the polymer of each author chain that has one.
    model
        Number of the model that was kept.
    first
        Whether that is the first one of the file.
    notes
        What had to be made up on the way, one sentence each.
    """

    structure: gemmi.Structure
    columns: Columns
    models: int
    polymers: dict[str, gemmi.Entity]
    model: int = 1
    first: bool = True
    notes: tuple[str, ...] = ()


def prepare(st: gemmi.Structure, model: int | None = None, origin: str = "") -> Parsed:
    """Reduce to one model and let gemmi work out entities and sequence positions, in place.

    Parameters
    ----------
    st
        What a parser gave.
    model
        Number of the model to keep; the first one by default.
    origin
        What to name in an error.

    Returns
    -------
    Parsed

    Raises
    ------
    ModelNotFound
        If there is no model of that number.
    UnreadableStructure
        If the atoms of its chains alternate beyond any order.
    """
    models = len(st)
    first = int(st[0].num) if models else 1
    notes = (_ASSEMBLY,) if models > 1 and _rigid_copies(st[0], st[1]) else ()
    kept = _choose(st, model, origin) if models else first
    if models and len(st[0]) > _MOST_PARTS:
        reason = f"its atoms change chain {len(st[0]) - 1:,} times"
        raise UnreadableStructure(origin, reason, "a file with shuffled lines")
    # A PDB file comes back to a chain for its ligands and waters: one author chain, one chain here.
    st.merge_chain_parts()
    st.setup_entities()
    st.assign_label_seq_id()
    polymers: dict[str, gemmi.Entity] = {}
    for chain in st[0] if models else ():
        polymer = chain.get_polymer()
        entity = st.get_entity_of(polymer) if len(polymer) else None
        if entity is not None:
            polymers[chain.name] = entity
    return Parsed(st, Columns.of(st), models, polymers, kept, kept == first, notes)


def _rigid_copies(one: gemmi.Model, other: gemmi.Model) -> bool:
    """Tell whether two models are one structure in two places: the same distances within, far apart from each other."""
    first, second = _sample(one), _sample(other)
    if len(first) != len(second) or len(first) < _FEWEST_SAMPLED or np.abs(first - second).max() < _APART_ANGSTROM:
        return False
    within = [np.linalg.norm(xyz[:, None] - xyz[None], axis=2) for xyz in (first, second)]
    return bool(np.abs(within[0] - within[1]).max() < _ROUNDING_ANGSTROM)


def _sample(model: gemmi.Model) -> NDArray[np.float64]:
    """Positions of some atoms all over a model, shape (n, 3)."""
    atoms = [residue[0].pos.tolist() for chain in model for residue in chain if len(residue)]
    return np.array(atoms[:: max(1, len(atoms) // 50)]).reshape(-1, 3)


def _choose(st: gemmi.Structure, model: int | None, origin: str) -> int:
    """Leave one model in place and give its number."""
    if len(st) == 1 and model is None:
        return int(st[0].num)
    numbers = tuple(int(one.num) for one in st)
    wanted = numbers[0] if model is None else model
    if wanted not in numbers:
        raise ModelNotFound(origin, wanted, numbers)
    place = numbers.index(wanted)
    if place + 1 < len(st):
        del st[place + 1 :]
    if place:
        del st[:place]
    return wanted


def _shortened(st: gemmi.Structure) -> tuple[gemmi.Structure, tuple[dict[str, str], ...]]:
    """Copy a structure with stand-ins for names that are too long, and give the names by their stand-ins.

    The names come by kind: chains, subchains, residues, atoms.
    """
    copy = st.clone()
    chains = list(copy[0]) if len(copy) else []
    residues = [residue for chain in chains for residue in chain]
    atoms = [atom for residue in residues for atom in residue]
    kinds: tuple[tuple[Iterable[object], str], ...] = (
        (chains, "name"), (residues, "subchain"), (residues, "name"), (atoms, "name"))
    names = []
    for things, attribute in kinds:
        every = dict.fromkeys(getattr(thing, attribute) for thing in things)
        free = _stand_ins(set(every))
        stand_ins = {name: free() for name in every if len(name.encode()) > _LONGEST_NAME}
        for thing in things if stand_ins else ():
            if (name := getattr(thing, attribute)) in stand_ins:
                setattr(thing, attribute, stand_ins[name])
        names.append({short: name for name, short in stand_ins.items()})
    return copy, tuple(names)


def _stand_ins(taken: set[str]) -> Callable[[], str]:
    """Give a function that gives short names nobody has."""
    count = iter(range(10**_LONGEST_NAME))
    return lambda: next(name for name in map(str, count) if name not in taken)


def _lengthened(codes: NDArray[np.int8], names: dict[str, str]) -> NDArray[np.int8]:
    """Put the long names back in place of their stand-ins."""
    if not names:
        return codes
    short = np.ascontiguousarray(codes).view(f"S{codes.shape[1]}").ravel()
    width = -8 * (-max(len(name.encode()) for name in names.values()) // 8)  # whole words of 8
    wide = short.astype(f"S{width}")
    for stand_in, name in names.items():
        wide[short == stand_in.encode()] = name.encode()
    return wide.view(np.int8).reshape(-1, width)


def as_text(characters: NDArray[np.generic]) -> NDArray[np.str_]:
    """Turn rows of characters, or byte strings, into a column of text."""
    codes = np.ascontiguousarray(characters).view(np.uint8).reshape(len(characters), -1)
    if (codes > _ASCII).any():  # only in objects: text files are made ASCII
        return np.char.decode(codes.view(f"S{codes.shape[1]}").ravel(), "utf-8", "replace")
    # The four bytes of each letter at once: several times faster than numpy's own conversion.
    return codes.astype(np.uint32).view(f"U{codes.shape[1]}").ravel()
