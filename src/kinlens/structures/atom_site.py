"""Atom tables of mmCIF that lack columns gemmi asks for: filled in from those there are, and said so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gemmi
import numpy as np

from kinlens.structures.records import METALS_AND_HALOGENS

__all__ = ["Completion", "complete"]

_CATEGORY = "_atom_site."
_NEEDED = (
    "id", "type_symbol", "label_alt_id", "label_atom_id", "label_comp_id", "label_asym_id", "auth_asym_id",
    "auth_seq_id",
)  # fmt: skip

# Tags differ by more than small and capital letters.
_SPELLED = {name.lower(): name for name in (*_NEEDED, "Cartn_x", "auth_atom_id", "auth_comp_id", "label_seq_id")}

Cells = list[Any]  # texts, None for `?` and False for `.`


@dataclass(frozen=True, slots=True)
class Completion:
    """What had to be filled in.

    Parameters
    ----------
    notes
        One sentence for everything that a reader should know.
    unlabelled
        Whether the subchains (label_asym_id) are made up.
    """

    notes: tuple[str, ...] = ()
    unlabelled: bool = False


def complete(block: gemmi.cif.Block) -> Completion:
    """Add the columns an atom table lacks, in place.

    Parameters
    ----------
    block
        With an atom table.

    Returns
    -------
    Completion

    Raises
    ------
    ValueError
        If neither the label nor the author columns say what an atom is.
    """
    present = {tag.partition(".")[2].lower() for tag in block.find_mmcif_category(_CATEGORY).tags}
    missing = [tag for tag in _NEEDED if tag.lower() not in present]
    if not missing:
        return Completion()
    as_written: dict[str, Cells] = block.get_mmcif_category(_CATEGORY)
    table = {_SPELLED.get(tag.lower(), tag): cells for tag, cells in as_written.items()}
    rows = len(table["Cartn_x"])
    notes = []
    table.setdefault("id", [str(number) for number in range(1, rows + 1)])
    table.setdefault("label_alt_id", [False] * rows)
    for name in ("atom_id", "comp_id"):
        label, author = f"label_{name}", f"auth_{name}"
        if label not in table:
            if author not in table:
                raise ValueError(f"the atom table has neither {label} nor {author}")
            table[label] = table[author]
    if "type_symbol" not in table:
        pairs = list(zip(table["label_comp_id"], table["label_atom_id"], strict=True))
        known = {pair: _element(*pair) for pair in set(pairs)}
        table["type_symbol"] = [known[pair] for pair in pairs]
        notes.append("the atom table names no elements: they are taken from the atom names")
    unlabelled = "label_asym_id" not in table
    if unlabelled:
        table["label_asym_id"] = table.get("auth_asym_id") or ["A"] * rows
        notes.append("the atom table has no label_asym_id: what belongs together is told by its residues")
    if "auth_asym_id" not in table:
        table["auth_asym_id"] = table["label_asym_id"]
        notes.append("the atom table has no auth_asym_id: chains are called by label_asym_id")
    if "auth_seq_id" not in table:
        table["auth_seq_id"] = _numbers(table)
        notes.append("the atom table has no auth_seq_id: residues are numbered by label_seq_id, others are counted")
    block.set_mmcif_category(_CATEGORY, table)
    return Completion(tuple(notes), unlabelled)


def _element(residue: str | None, atom: str | None) -> str:
    """Give the element an atom name begins with."""
    letters = (atom or "").lstrip("0123456789").upper()
    two = letters[:2]
    if two in METALS_AND_HALOGENS and (letters == (residue or "").upper() or two in ("CL", "BR")):
        return two.capitalize()
    if two == "SE" and residue in ("MSE", "SEC"):
        return "Se"
    return letters[:1] if gemmi.Element(letters[:1]).atomic_number else "X"


def _numbers(table: dict[str, Cells]) -> Cells:
    """Give label_seq_id, and where it is null the count of residues in the chain.

    A residue begins where chain or name change, or the name of its first atom returns.
    """
    asym, name, atom = (np.array(table[f"label_{tag}_id"], dtype=str) for tag in ("asym", "comp", "atom"))
    label = table.get("label_seq_id") or [None] * len(asym)
    labelled = np.array([value not in (None, False) for value in label])
    texts = np.array([str(value) for value in label])
    model = np.array(table.get("pdbx_PDB_model_num") or [1] * len(asym), dtype=str)
    changed = [np.r_[True, column[1:] != column[:-1]] for column in (model, asym, name, labelled, texts)]
    run = np.logical_or.reduce(changed)
    first = np.flatnonzero(run)[np.cumsum(run) - 1]
    begins = run | ((atom == atom[first]) & ~labelled & (np.array(table["label_alt_id"], dtype=str) == "False"))
    residue = np.cumsum(begins)
    starts = changed[0] | changed[1]
    before = residue[np.flatnonzero(starts)][np.cumsum(starts) - 1]
    counted = (residue - before + 1).astype(str)
    numbers: Cells = np.where(labelled, texts, counted).tolist()
    return numbers
