"""``kinlens demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from kinlens.cli.report import caption
from kinlens.cli.reports import show_report, write_report
from kinlens.outputs import write_text
from kinlens.reference.bundled import read_toml
from kinlens.reporting import Report, report
from kinlens.views.domain_map import draw_domain_map, tracks_of


def demo(*, output: Annotated[Path, Parameter(alias="-o")] = Path("kinlens-demo")) -> None:
    """Report the resistance papers' mutations from the bundled atlas, offline, and draw where they fall.

    Parameters
    ----------
    output
        Folder for the table (mutations.tsv) and the domain map (domain-map.svg).
    """
    systems = read_toml("papers.toml")["systems"]
    asked = [f"{system['gene']}:{variant}" for system in systems for variant in system["variants"]]
    made = report(asked)
    headlines = Report(tuple(row for row in made.rows if row.get("headline")), made.sites, made.provenance)
    show_report(headlines, caption(made))
    output.mkdir(parents=True, exist_ok=True)
    table, drawing = output / "mutations.tsv", output / "domain-map.svg"
    write_report(made, None, table)
    write_text(drawing, draw_domain_map(tracks_of(made.rows), title="Resistance mutations along the kinase domain"))
    print(f"\nWrote {table} ({len(made.rows)} rows: every entry of the atlas that has the residue) and {drawing}.")
    print("Next: kinlens report FILE.pdb C121S P124L   ·   kinlens info FILE.pdb   ·   kinlens report --help")
