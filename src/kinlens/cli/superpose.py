"""``kinlens superpose``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from kinlens.cli.obtaining import Offline
from kinlens.cli.progress import counting
from kinlens.cli.writing import Format, Sheet, write_sheet
from kinlens.errors import NothingSuperposed
from kinlens.superposing import SUPERPOSED, Superposition
from kinlens.superposing import superpose as lay_over

SHOWN = ("input", "chain", "gene", "status", "columns", "core_rmsd_A", "n_lobe_rmsd_A", "hinge_rmsd_A", "c_lobe_rmsd_A",
         "lobe_angle_deg", "to_first_A", "dfg", "helix_c")
TITLES = {"columns": "Cα", "core_rmsd_A": "core Å", "n_lobe_rmsd_A": "N-lobe Å", "hinge_rmsd_A": "hinge Å",
          "c_lobe_rmsd_A": "C-lobe Å", "lobe_angle_deg": "lobe angle °", "to_first_A": "to first Å", "dfg": "DFG",
          "helix_c": "αC"}


def superpose(
    *structures: str,
    into: Annotated[Path | None, Parameter(alias="-o")] = None,
    by: Literal["core", "N-lobe", "hinge", "C-lobe"] = "core",
    offline: Offline = False,
    format: Format | None = None,  # noqa: A002 - the option's name
    table: Path | None = None,
) -> None:
    """Superpose kinase domains by their conserved core: N-lobe up, hinge left, looking into the cleft.

    Parameters
    ----------
    structures
        Structure files or ids; 1iep:B takes chain B, else the kinase chain that is resolved best.
    into
        Folder for the superposed structures (mmCIF, named by entry and chain), made if it is missing.
    by
        Columns to superpose: the whole core, robustly, so that lobe motion does not spoil it; or one part alone.
    offline
        Download nothing for an id, as KINLENS_OFFLINE=1 says for all commands.
    format
        table, tsv, csv, json, md or parquet; by the suffix of --table, else table.
    table
        File to write the table to.
    """
    with counting("superposing") as progress:
        made = lay_over(list(structures), by=by, offline=offline or None, progress=progress)
    try:
        made = made.write(into) if into is not None else made
    finally:  # what was computed is shown even where it cannot be kept
        write_sheet(sheet_of(made), format, table)
    if all(member.motion is None for member in made.members):
        raise NothingSuperposed(len(made))


def sheet_of(made: Superposition) -> Sheet:
    """The table as people read it: how everything fits; below it what does not, and where the files are."""
    rows = made.rows
    filled = [name for name in SHOWN if any(row.get(name) not in (None, "") for row in rows)]
    shown: list[dict[str, Any]] = [{name: _cell(name, row.get(name)) for name in filled} for row in rows]
    notes = [f"{row['input']}: {row['status']} – {row['reason']}" for row in rows if row["status"] != SUPERPOSED]
    if made.files:
        notes.append("written: " + ", ".join(str(path) for path in made.files.values()))
    caption = [f"superposed by {made.by}; N-lobe up (y), hinge left (−x), looking into the cleft (along −z)"]
    return Sheet(rows, made.columns, made.provenance, shown, TITLES, caption, notes)


def _cell(name: str, value: Any) -> Any:
    """Two decimals for Å, which people compare; whole degrees are enough."""
    if not isinstance(value, float):
        return value
    return "" if value != value else f"{value:.0f}" if name.endswith("_deg") else f"{value:.2f}"
