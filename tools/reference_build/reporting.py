"""Pages of the documentation that are made from the tables: pocket numbers against KLIFS, known numberings."""

from __future__ import annotations

import csv
from pathlib import Path

from .kinome import Built


def differences(built: Built) -> str:
    total = sum(d.positions for d in built.differences)
    isoform = sum(d.positions for d in built.differences if d.gene == "CAMKK1")
    others = 1 - (total - isoform) / (built.compared - isoform)
    lines = [
        "# Pocket numbers against the KLIFS table",
        "",
        "Written by `tools/build_reference.py`; compared with `klifs2uniprot` (KLIFS position to UniProt number,",
        "519 kinases).",
        "",
        f"- Positions compared: {built.compared}",
        f"- Equal: {built.compared - total} ({1 - total / built.compared:.2%})",
        f"- Different: {total}, in {len({d.gene for d in built.differences})} genes.",
        f"- Without the row of CAMKK1, which numbers another isoform throughout, {others:.2%} are equal.",
        "",
        "KLIFS is followed, for the numbers are its own, except where it is evidently wrong: each block is listed.",
        "",
        "| gene | accession | KLIFS positions | differing | why ours is kept |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {d.gene} | {d.accession} | {d.first}–{d.last} | {d.positions} | {d.reason} |"
        for d in sorted(built.differences, key=lambda d: (d.gene, d.first))
    ]
    return "\n".join(lines) + "\n"


def numberings(table: Path) -> str:
    """The page of the numberings that `--numbering` takes and a mismatch is explained by."""
    with table.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t"))
    lines = [
        "# Numberings beside UniProt's",
        "",
        "Written by `tools/build_reference.py` from `src/kinlens/reference/data/numberings.tsv`. `--numbering NAME`",
        "applies one, by its name or another spelling; a wild type that does not fit is looked up in all of them. A",
        "canonical position in the range carries the number position + offset. Citations that could not be opened end",
        "with *unverified*.",
        "",
        "| gene | name | other spellings | canonical positions | offset | canonical = here | citation |",
        "|---|---|---|---|--:|---|---|",
    ]
    for row in sorted(rows, key=lambda r: (r["gene"], r["name"], int(r["first"]))):
        spellings = ", ".join(filter(None, [*row["spellings"].split("|"), row["isoform"]]))
        cells = [row["gene"], row["name"], spellings, f"{row['first']}–{row['last']}", row["offset"],
                 row["landmark"].replace("=", " = "), row["citation"]]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
