"""``kinlens ligands``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from kinlens.cli.obtaining import Offline, read_showing
from kinlens.cli.writing import Format, OutputFile, Sheet, write_sheet
from kinlens.examination import examine
from kinlens.ligand_tables import ligand_table
from kinlens.ligands import RULES
from kinlens.provenance import describe_structure, describe_tables

TITLES = {"klifs": "KLIFS", "reference": "PKA position", "contact_chain": "in chain", "hinge_bonds": "hinge bonds",
          "hinge_bond": "hinge bond"}
SHOWN = {
    "ligand": ("chain", "compound", "key", "role", "type", "site", "hinge_A", "hinge_bonds", "covalent",
               "contacts"),
    "contact": ("code", "key", "contact_chain", "residue", "position", "author", "distance_A", "atoms", "klifs",
                "reference", "region", "anchor", "part", "hinge_bond", "covalent"),
}


def ligands(
    structure: str, *, chain: str | None = None,
    each: Literal["ligand", "contact"] = "ligand",
    everything: Annotated[bool, Parameter(name="--all", negative="", show_default=False)] = False,
    model: int | None = None,
    offline: Offline = False,
    format: Format | None = None,  # noqa: A002 - the option's name
    output: OutputFile = None,
) -> None:
    """Say what is bound: which compound, where, as which type of inhibitor, and what it touches.

    Parameters
    ----------
    structure
        Structure file or id.
    chain
        Author chain the compounds belong to; all by default.
    each
        A row each compound, or each residue in contact with one.
    everything
        Buffers and ions as well.
    model
        Model to read, by its number in the file; the first by default.
    offline
        Download nothing for an id, as KINLENS_OFFLINE=1 says for all commands.
    format
        table, tsv, csv, json, md or parquet; by the suffix of the output, else table.
    output
        File to write.
    """
    source = read_showing(structure, model=model, offline=offline)
    examination = examine(source)
    rows, columns = ligand_table(examination, each, chain=chain or "", everything=everything)
    provenance = describe_tables() | {"structure": describe_structure(source), "rules": RULES}
    shown = [_shown(row, SHOWN[each]) for row in rows]
    filled = [name for name in SHOWN[each] if any(cells[name] not in (None, "") for cells in shown)]
    write_sheet(Sheet(rows, columns, provenance, [{name: cells[name] for name in filled} for cells in shown], TITLES,
                      (), list(_notes(rows, each, everything))), format, output)


def _shown(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    named = f"{row['name']} ({row['code']})" if row.get("name") else row["code"]
    return {name: named if name == "compound" else row.get(name) for name in names}


def _notes(rows: Sequence[Mapping[str, Any]], each: str, everything: bool) -> Iterator[str]:
    """Why a compound has no type, what would change one, what overlaps."""
    if not rows:
        yield "nothing is bound" if everything else "nothing is bound; --all shows buffers and ions as well"
    if each != "ligand":
        return
    for row in rows:
        compound = row["kind"] in ("compound", "nucleotide", "lipid")
        said = [row["reason"] if compound else "", row["doubts"], row["overlaps"], row["symmetry"],
                f"other copies: {row['copies']}" if compound and row["copies"] else ""]
        if any(said):
            yield f"{row['code']} {row['key']}: {'; '.join(filter(None, said))}"
