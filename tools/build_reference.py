"""Rebuild every bundled table: ``python tools/build_reference.py --source DIR [--only PART]``.

DIR holds ``reference/`` (alignment, sequences, KLIFS positions) and ``structures/``; PART is kinome, profiles,
register, frame, sites, atlas or inventory.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from reference_build import kinome, manifest, profiles, reporting

DATA = Path(__file__).parents[1] / "src" / "kinlens" / "reference" / "data"
DOCS = Path(__file__).parents[1] / "docs"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--only", choices=["kinome", "profiles", "register", "frame", "sites", "atlas", "inventory"])
    arguments = parser.parse_args()
    if arguments.only in (None, "kinome"):
        built = kinome.build(arguments.source, DATA / "kinase.toml")
        manifest.write_npz(DATA / "kinome.npz", built.arrays)
        (DOCS / "klifs_differences.md").write_text(reporting.differences(built), encoding="utf-8")
        print(f"kinome.npz: {len(built.arrays['accession'])} proteins, {len(built.arrays['domain_start'])} domains")
    if arguments.only in (None, "profiles"):
        print(profiles.build(arguments.source, DATA / "kinase.toml", DATA))
    if arguments.only in (None, "register"):
        from reference_build import register  # reads the kinome just written

        print(register.build(arguments.source / "structures", DATA / "register.tsv"))
    if arguments.only in (None, "frame"):
        from reference_build import frame  # reads the kinome just written

        print(frame.build(arguments.source / "structures", DATA))
    if arguments.only in (None, "sites"):
        from reference_build import sites  # reads the kinome just written

        print(sites.build(arguments.source / "structures", DATA / "sites.toml"))
        (DOCS / "sites.md").write_text(sites.page(), encoding="utf-8")
    if arguments.only in (None, "atlas"):
        from reference_build import seed_atlas  # reads the kinome just written

        print(seed_atlas.build(arguments.source / "structures", DATA / "atlas.parquet"))
    if arguments.only in (None, "inventory"):
        from reference_build import inventory

        print(inventory.build(arguments.source / "structures", DATA / "entries.tsv"))
    (DOCS / "numberings.md").write_text(reporting.numberings(DATA / "numberings.tsv"), encoding="utf-8")
    manifest.write(DATA)


if __name__ == "__main__":
    main()
