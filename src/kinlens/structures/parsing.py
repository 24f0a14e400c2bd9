"""What gemmi gives after reading, put in order and typed."""

from __future__ import annotations

from dataclasses import dataclass

import gemmi
import numpy as np
from numpy.typing import NDArray

__all__ = ["Columns", "Parsed", "prepare"]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The n atoms of a model as gemmi's `FlatStructure` lays them out.

    Parameters
    ----------
    chain, residue_name, name, subchain
        Null-padded character codes, shape (n, 8), int8.
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
    """

    structure: gemmi.Structure
    columns: Columns
    models: int
    polymers: dict[str, gemmi.Entity]


def prepare(st: gemmi.Structure) -> Parsed:
    """Reduce to the first model and let gemmi work out entities and sequence positions, in place.

    Parameters
    ----------
    st
        What a parser gave.

    Returns
    -------
    Parsed
    """
    models = len(st)
    if models > 1:
        del st[1:]
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
    return Parsed(st, Columns.of(st), models, polymers)
