"""The difference list between our pocket numbers and the KLIFS table, for the documentation."""

from __future__ import annotations

from .kinome import Built

# Domains whose rows of the table number another isoform, or a stretch that is no kinase, throughout.
EVIDENT_FAULT_BITS = 30


def differences(built: Built) -> str:
    total = sum(d.positions for d in built.differences)
    faults = [d for d in built.differences if d.gain >= EVIDENT_FAULT_BITS or d.gain < 0]
    faulty = sum(d.positions for d in faults)
    lines = [
        "# Pocket numbers against the KLIFS table",
        "",
        "Written by `tools/build_reference.py`; compared with `klifs2uniprot` (KLIFS position to UniProt number,",
        "519 kinases).",
        "",
        f"- Positions compared: {built.compared}",
        f"- Equal: {built.compared - total} ({1 - total / built.compared:.2%})",
        f"- Different: {total}, in {len({d.gene for d in built.differences})} genes; {faulty} of them in blocks where",
        f"  the table is evidently wrong (worse than ours by {EVIDENT_FAULT_BITS} bits or more on the profile of all",
        "  kinases, outside the domain, or contradicted by KLIFS's own structures). With those set aside:",
        f"  {1 - (total - faulty) / (built.compared - faulty):.2%} equal.",
        "",
        "| gene | accession | KLIFS positions | differing | why ours is kept |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {d.gene} | {d.accession} | {d.first}–{d.last} | {d.positions} | {d.reason} |"
        for d in sorted(built.differences, key=lambda d: (d.gene, d.first))
    ]
    return "\n".join(lines) + "\n"
