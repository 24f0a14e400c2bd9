"""Files as structure predictors write them, on made-up coordinates: a straight chain, unsure at both ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from builders.files import Entry, Residue, mmcif_text, pdb_text

# https://alphafold.ebi.ac.uk/files: the records that say so, without what they describe.
ALPHAFOLD_TITLE = "TITLE     ALPHAFOLD MONOMER V2.0 PREDICTION FOR MADE UP (P00000)\n"
ESMFOLD_TITLE = f"HEADER{'':44}18-OCT-22\nTITLE     ESMFOLD V1 PREDICTION FOR INPUT\n"


def profile(length: int, *, core: float = 96.0, ends: float = 38.0) -> list[float]:
    """pLDDT that falls off towards the ends, every value another one, with two decimals."""
    depth = core - ends
    return [round(core - depth * math.exp(-min(k, length - 1 - k) / 3) - 0.01 * (k % 40), 2) for k in range(length)]


def with_b(residues: Sequence[Residue], values: Sequence[float], *, spread: float = 0.0) -> list[Residue]:
    """Give every residue one value in the B column, or values that differ by `spread` from atom to atom."""
    return [
        replace(residue, atoms=tuple(
            replace(atom, b_factor=round(value + spread * (k % 3), 2)) for k, atom in enumerate(residue.atoms)))
        for residue, value in zip(residues, values, strict=True)
    ]


def bare_pdb(entry: Entry) -> str:
    """As ColabFold and Boltz write PDB: atoms and nothing else."""
    return pdb_text(replace(entry, id="", sequences={}, method="", resolution=""))


def modelcif(entry: Entry, *, software: str = "", local: Sequence[float] = ()) -> str:
    """MmCIF with the categories of ModelCIF: global and local pLDDT."""
    lines = [mmcif_text(entry).rstrip("\n")]
    if software:
        lines += [f"_software.name {software}", "_software.classification other"]
    lines += ["loop_", *(f"_ma_qa_metric.{tag}" for tag in ("id", "mode", "name", "type")),
              "1 global pLDDT pLDDT", "2 local pLDDT pLDDT"]
    if local:
        tags = ("ordinal_id", "label_asym_id", "label_seq_id", "metric_id", "metric_value")
        lines += ["loop_", *(f"_ma_qa_metric_local.{tag}" for tag in tags)]
        lines += [f"{k} LA {k} 2 {value}" for k, value in enumerate(local, start=1)]
    return "\n".join([*lines, ""])
