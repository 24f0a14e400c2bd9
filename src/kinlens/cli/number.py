"""``kinlens number``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from kinlens.cli.obtaining import Offline, read_showing
from kinlens.cli.progress import counting
from kinlens.cli.writing import Format, OutputFile, Sheet, write_sheet
from kinlens.errors import KinlensError, NothingAsked
from kinlens.numbered import NOT_READ, Numbered, Numbering, is_structure
from kinlens.numbered import number as number_domains
from kinlens.numbering import UNSURE
from kinlens.overview import SHOWN_ANCHORS, register_said
from kinlens.provenance import describe_tables

MOST_NOTES = 40
TITLES = {"klifs": "KLIFS", "reference": "PKA position"}


def number(
    *sources: Annotated[str, Parameter(allow_leading_hyphen=True)],
    each: Literal["domain", "anchor", "residue"] = "domain",
    chain: str | None = None,
    by_profile: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    model: int | None = None,
    offline: Offline = False,
    format: Format | None = None,  # noqa: A002 - the option's name
    output: OutputFile = None,
) -> None:
    """Find and number kinase domains in sequences or structures, also of kinases that stand in no table.

    Parameters
    ----------
    sources
        FASTA files, the letters of proteins, structure files or ids; - reads FASTA from standard input.
    each
        A row each domain, anchor or residue.
    chain
        Author chain of a structure; all by default.
    by_profile
        Number by profile even what the tables know.
    model
        Model of a structure to read, by its number in the file; the first by default.
    offline
        Download nothing for an id, as KINLENS_OFFLINE=1 says for all commands.
    format
        table, tsv, csv, json, md or parquet; by the suffix of the output, else table.
    output
        File to write.
    """
    if not sources:
        raise NothingAsked("")
    found: list[Numbering] = []
    provenance: dict[str, Any] = describe_tables()
    structures = []
    for source in sources:
        try:
            one = _number_one(source, chain, by_profile, model, offline)
        except KinlensError as trouble:
            if len(sources) == 1:
                raise
            found.append(Numbering(source, "", NOT_READ, str(trouble)))
            continue
        found += one.numberings
        if "structure" in one.provenance:
            structures.append(one.provenance["structure"])
    if structures:
        provenance["structures"] = structures
    write_sheet(sheet_of(Numbered(tuple(found), provenance), each), format, output)


def _number_one(source: str, chain: str | None, by_profile: bool, model: int | None, offline: bool) -> Numbered:
    given: Any = sys.stdin.read() if source == "-" else source
    if source != "-" and is_structure(source):
        given = read_showing(source, model=model, offline=offline)
    with counting("numbering sequences") as progress:
        return number_domains(given, chain=chain, by_profile=by_profile, progress=progress)


def sheet_of(found: Numbered, each: str) -> Sheet:
    """The table as people read it: what matters of each domain, and below it what is doubtful and why."""
    rows, columns = found.rows(each)
    if each == "domain":
        shown = [_shown_domain(n, row) for n, row in zip(found.numberings, rows, strict=True)]
    else:
        names = ["input", "chain", "domain", "place", "position", "author", "residue", "klifs", "reference", "region",
                 "anchor", "spine", "confidence", "status"]
        filled = [n for n in names if any(row.get(n) not in (None, "") for row in rows)]
        shown = [{name: row.get(name) for name in filled} for row in rows]
    return Sheet(rows, columns, found.provenance, shown, TITLES, (), _notes(found.numberings))


def _shown_domain(n: Numbering, row: dict[str, Any]) -> dict[str, Any]:
    domain = n.domain
    cells = {"input": n.input, "chain": n.chain, "status": n.status,
             "domain": f"{n.start}–{n.end}" if n.start else "",
             "numbered by": row.get("numbered_by", ""), "confidence": row.get("confidence")}
    for name in SHOWN_ANCHORS:
        position = domain.anchors.get(name) if domain is not None else None
        cells[name] = f"{n.letter_of.get(position, '–')}{position}" if position else ""
    return cells


def _notes(numberings: Sequence[Numbering]) -> list[str]:
    notes = []
    for n in numberings:
        who = n.input + (f" chain {n.chain}" if n.chain else "") + (f" {n.domain.name}" if n.domain else "")
        notes.append(f"{who}: {n.reason}")
        if n.domain is not None:
            notes += [f"{who}: {said}" for said in _doubts(n)]
    if len(notes) > MOST_NOTES:
        notes = [*notes[:MOST_NOTES], f"and {len(notes) - MOST_NOTES} more notes; --format tsv or json has all"]
    return notes


def _doubts(n: Numbering) -> list[str]:
    """What is uncertain, withheld, lost, and what coordinates say."""
    domain, said = n.domain, []
    if domain is None:
        return []
    if domain.evidence is not None:
        unsure = [f"{name} {sure:.2f}" for name, position in domain.anchors.items()
                  if (sure := domain.confidence_of(position)) is not None and sure < UNSURE]
        said += [f"uncertain (confidence): {', '.join(unsure)}"] if unsure else []
        said += [f"{name} is withheld: {why}" for name, why in domain.evidence.withheld.items()]
    if domain.pseudokinase:
        said.append(f"pseudokinase ({', '.join(domain.lost_motifs)})")
    if n.checks:
        said.append(f"coordinates: {register_said(n.checks)}")
    return said

