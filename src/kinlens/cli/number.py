"""``kinlens number``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from kinlens.cli.obtaining import Offline, read_showing
from kinlens.cli.progress import counting
from kinlens.cli.writing import Format, OutputFile, Sheet, write_sheet
from kinlens.errors import KinlensError, NothingRead, NothingToNumber, UnknownOption
from kinlens.numbered import NOT_READ, Numbered, Numbering, sequences_of
from kinlens.numbered import number as number_domains
from kinlens.overview import SHOWN_ANCHORS, register_said
from kinlens.provenance import describe_tables
from kinlens.register import lacks_fold
from kinlens.sequences import decode, looks_like_sequence, parse_fasta

MOST_NOTES = 40
TITLES = {"klifs": "KLIFS", "reference": "PKA position"}
STANDARD_INPUT = "-"


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
        raise NothingToNumber
    for source in sources:
        if source.startswith("-") and source != STANDARD_INPUT:
            raise UnknownOption(source)
    found: list[Numbering] = []
    provenance: dict[str, Any] = describe_tables()
    structures = []
    for ordinal, source in enumerate(sources, 1):
        try:
            one = _number_one(source, ordinal, chain, by_profile, model, offline)
        except (KinlensError, OSError) as trouble:
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
    if all(n.status == NOT_READ for n in found):
        raise NothingRead(len(found))


def _number_one(
    source: str, ordinal: int, chain: str | None, by_profile: bool, model: int | None, offline: bool,
) -> Numbered:
    given: Any
    if source == STANDARD_INPUT:
        raw = sys.stdin.buffer.read()
        given = list(parse_fasta(decode(raw, "standard input"), "standard input", name="standard input"))
    elif (sequences := sequences_of(source)) is None:
        given = read_showing(source, model=model, offline=offline)
    elif looks_like_sequence(source):
        given = {f"sequence {ordinal}": source}
    else:
        given = list(sequences)
    with counting("numbering sequences") as progress:
        return number_domains(given, chain=chain, by_profile=by_profile, progress=progress)


def sheet_of(found: Numbered, each: str) -> Sheet:
    """The table as people read it: what matters of each domain, and below it what is doubtful and why."""
    rows, columns = found.rows(each)
    if each == "domain":
        cells = [_shown_domain(n, row) for n, row in zip(found.numberings, rows, strict=True)]
    else:
        names = ["input", "chain", "domain", "place", "position", "author", "residue", "klifs", "reference", "region",
                 "anchor", "spine", "confidence", "status"]
        cells = [{name: row.get(name) for name in names} for row in rows]
    filled = [n for n in (cells[0] if cells else {}) if any(cell[n] not in (None, "") for cell in cells)]
    shown = [{name: cell[name] for name in filled} for cell in cells]
    return Sheet(rows, columns, found.provenance, shown, TITLES, (), _notes(found.numberings))


def _shown_domain(n: Numbering, row: dict[str, Any]) -> dict[str, Any]:
    domain = n.domain
    part = "" if domain is None or len(n.here) == len(domain.positions) else f" ({len(n.here)} residues of it)"
    cells = {"input": n.input, "chain": n.chain, "gene": n.gene, "status": n.status,
             "domain": f"{n.start}–{n.end}{part}" if n.start else "", "numbers": n.numbers,
             "numbered by": row.get("numbered_by", ""), "confidence": row.get("confidence")}
    for name in SHOWN_ANCHORS:
        position = domain.anchors.get(name) if domain is not None else None
        letter = n.letter_of.get(position, "") if position is not None else ""
        cells[name] = f"{letter}{position}" if letter else ""
    return cells


def _notes(numberings: Sequence[Numbering]) -> list[str]:
    """What is to be known beside the table, a line an input: what went wrong first, what is as usual not at all."""
    said = [(_rank(n), f"{_named(n)}: {'; '.join(parts)}") for n in numberings if (parts := _parts(n))]
    notes = [line for _, line in sorted(said, key=lambda pair: pair[0])]
    if len(notes) > MOST_NOTES:
        notes = [*notes[:MOST_NOTES], f"and {len(notes) - MOST_NOTES} more notes; --format tsv or json has all"]
    return notes


def _named(n: Numbering) -> str:
    where = f" {n.start}–{n.end}" if n.domain is not None else ""
    return n.input + (f" chain {n.chain}" if n.chain else "") + where


def _rank(n: Numbering) -> int:
    """Trouble, contradiction, doubt, refusal, the rest."""
    ranks = (
        n.status == NOT_READ,
        bool(n.contradicted) or lacks_fold(n.checks),
        n.status in ("too distant", "distant") or bool(n.unsure) or (n.evidence is not None and bool(n.withheld)),
        n.domain is None,
    )
    return ranks.index(True) if any(ranks) else len(ranks)


def _parts(n: Numbering) -> list[str]:
    domain = n.domain
    parts = [] if n.reason == "identity 100.0%" else [n.reason]
    if domain is None:
        return parts
    if n.unsure:
        parts.append("uncertain: " + ", ".join(f"{name} (confidence {sure:.2f})" for name, sure in n.unsure.items()))
    word = "absent" if domain.evidence is None else "withheld"
    for why in dict.fromkeys(n.withheld.values()):
        names = ", ".join(name for name, reason in n.withheld.items() if reason == why)
        parts.append(f"{word}: {names} ({why})")
    if n.lost:
        parts.append(f"{'pseudokinase' if n.pseudokinase else 'without'}: {', '.join(n.lost)}")
    if n.checks:
        parts.append(f"coordinates: {register_said(n.checks)}")
    return parts
