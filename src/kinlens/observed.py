"""What a file has of a residue of a protein: its number, its name, how far it is resolved, what stands beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from kinlens.identity import Protein
from kinlens.sites import missing_side_chain
from kinlens.structures.model import Structure

Facts = dict[str, Any]


def residue_state(structure: Structure, protein: Protein, position: int, residue: int) -> Facts:
    """What the file has at a UniProt position: number, residue, and how far it is resolved."""
    if residue < 0:
        return _absent(protein, position)
    r = structure.residues
    row: Facts = {
        "author": structure.author(residue),
        "label": int(r.label_number[residue]) or None,
        "residue_name": str(r.name[residue]), "found": str(r.parent[residue]),
        "coordinates": "resolved", "coordinates_note": "",
    }
    if structure.confidence is not None:
        row["plddt"] = structure.confidence.at(residue)
    missing = missing_side_chain(structure, residue)
    if missing:
        row["coordinates"] = "side chain missing"
        row["coordinates_note"] = f"without {', '.join(sorted(missing))}"
    changed = protein.difference_at(position)
    row["difference"] = changed.kind if changed else ""
    row["difference_note"] = changed.origin if changed else ""
    return row


def insertions(structure: Structure, protein: Protein) -> dict[int, str]:
    """Insertions against the canonical sequence, by both neighbours: ``{770: "770+NPG", 771: "770+NPG"}``."""
    canonical = np.asarray(protein.canonical)
    known = np.flatnonzero(canonical)
    found: dict[int, str] = {}
    for i in np.flatnonzero((np.diff(known) > 1) & (np.diff(canonical[known]) == 1)).tolist():
        before, after = int(known[i]), int(known[i + 1])
        letters = "".join(structure.residues.parent[protein.residues[before + 1:after]].tolist())
        position = int(canonical[before])
        found[position] = found[position + 1] = f"{position}+{letters}"
    return found


def _absent(protein: Protein, position: int) -> Facts:
    """Why a UniProt position has no coordinates."""
    construct = protein.construct
    if construct is None:
        return {"coordinates": "not resolved", "coordinates_note": "no coordinates; the file has no SEQRES"}
    if position not in construct:
        return {"coordinates": "outside construct", "coordinates_note": f"the construct is {ranges(construct)}"}
    changed = protein.difference_at(position)
    if changed is None:
        return {"coordinates": "not resolved", "coordinates_note": "in SEQRES without coordinates"}
    return {"coordinates": "not resolved", "difference": changed.kind, "difference_note": changed.origin,
            "coordinates_note": f"in SEQRES, as {changed.found}, without coordinates"}


def ranges(numbers: Iterable[int]) -> str:
    """Numbers as ranges: ``449–599, 602–720``."""
    ordered = sorted(numbers)
    starts = [n for n, before in zip(ordered, [None, *ordered], strict=False) if before is None or n - before > 1]
    ends = [n for n, after in zip(ordered, [*ordered[1:], None], strict=True) if after is None or after - n > 1]
    return ", ".join(f"{a}–{b}" if b > a else str(a) for a, b in zip(starts, ends, strict=True))
