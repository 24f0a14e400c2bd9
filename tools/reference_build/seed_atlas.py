"""The seed atlas: twelve reference entries, computed figures only (no coordinates)."""

from __future__ import annotations

from pathlib import Path

ENTRIES = ("1s9j", "3eqc", "2xp2", "1iep", "3k5v", "2itz", "1t46", "3pp0", "1atp", "5p21", "3og7", "4xuf")


def build(structures: Path, target: Path) -> str:
    from kinlens.atlas.build import build_atlas, write_atlas

    paths = []
    for entry in ENTRIES:
        found = sorted(structures.glob(f"{entry}.*"))
        if not found:
            raise SystemExit(f"no file of {entry} in {structures}")
        paths.append(found[0])
    table, failures = build_atlas(paths)
    if failures:
        raise SystemExit(f"failed: {failures}")
    write_atlas(table, target)
    return f"{target.name}: {table.num_rows} rows of {len(ENTRIES)} entries, {target.stat().st_size} bytes"
