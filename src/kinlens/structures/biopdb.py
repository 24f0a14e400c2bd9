"""Structures of Bio.PDB, taken by what they offer: Bio itself is never imported here."""

from __future__ import annotations

from typing import Any

import gemmi

__all__ = ["is_biopython", "to_gemmi"]


def is_biopython(thing: object) -> bool:
    """Tell whether a thing is a structure or a model of Bio.PDB.

    Parameters
    ----------
    thing
        Anything.

    Returns
    -------
    bool
    """
    home = any(base.__module__.startswith("Bio.PDB") for base in type(thing).__mro__)
    return home and getattr(thing, "level", None) in ("S", "M")


def to_gemmi(entity: Any) -> gemmi.Structure:
    """Copy a Bio.PDB structure with all alternate locations and residue names.

    Parameters
    ----------
    entity
        ``Bio.PDB.Structure.Structure`` or ``Bio.PDB.Model.Model``.

    Returns
    -------
    gemmi.Structure
        Without sequences: Bio.PDB keeps none.
    """
    st = gemmi.Structure()
    header = getattr(entity, "header", {})
    st.name = str(header.get("idcode") or entity.id)
    st.resolution = float(header.get("resolution") or 0.0)
    method = str(header.get("structure_method") or "").upper()
    if method not in ("", "UNKNOWN"):
        st.info["_exptl.method"] = method
    for number, model in enumerate(entity if entity.level == "S" else [entity], start=1):
        copy = gemmi.Model(number)
        for chain in model:
            copy.add_chain(_chain(chain))
        st.add_model(copy)
    return st


def _chain(chain: Any) -> gemmi.Chain:
    copy = gemmi.Chain(str(chain.id).strip())
    for residue in chain.get_unpacked_list():  # all names of a position, not only the current one
        flag, number, icode = residue.id
        one = gemmi.Residue()
        one.name = residue.resname.strip()
        one.seqid = gemmi.SeqId(int(number), icode or " ")
        one.het_flag = "A" if flag == " " else "H"
        for atom in residue.get_unpacked_list():  # all alternate locations
            one.add_atom(_atom(atom))
        copy.add_residue(one)
    return copy


def _atom(atom: Any) -> gemmi.Atom:
    copy = gemmi.Atom()
    copy.name = atom.id
    copy.element = gemmi.Element(atom.element or "X")
    copy.altloc = "\0" if atom.altloc in ("", " ") else atom.altloc
    copy.occ = 1.0 if atom.occupancy is None else float(atom.occupancy)
    copy.b_iso = float(atom.bfactor or 0.0)
    copy.pos = gemmi.Position(*map(float, atom.coord))
    return copy
