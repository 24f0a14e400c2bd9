"""The difference list between our pocket numbers and the KLIFS table, for the documentation."""

from __future__ import annotations

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
