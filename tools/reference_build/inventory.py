"""The bundled inventory: what every deposited entry at hand is, one row per chain; facts and labels, no coordinates."""

from __future__ import annotations

import csv
from pathlib import Path


def build(structures: Path, target: Path) -> str:
    from kinlens.inventory.entries import EXAMINED, describe_file, to_bundle

    with (structures / "SOURCES.csv").open(encoding="utf-8", newline="") as stream:
        deposited = sorted(row["file"] for row in csv.DictReader(stream) if row["form"].startswith("deposited"))
    rows: list[dict] = []
    entries: set[str] = set()
    left_out = []
    for name in deposited:
        found = [row for row in describe_file(structures / name) if row["status"] == EXAMINED]
        if not found:
            left_out.append(name)
        elif found[0]["entry"] not in entries:  # a second file of an entry
            entries.add(found[0]["entry"])
            rows += found
    target.write_text(to_bundle(sorted(rows, key=lambda row: (row["entry"], row["chain"]))), encoding="utf-8")
    without = f"; without a known protein: {', '.join(left_out)}" if left_out else ""
    return f"{target.name}: {len(rows)} chains of {len(entries)} entries{without}"
