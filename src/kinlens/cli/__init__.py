"""The ``kinlens`` command: the only place that prints, exits and reads ``sys.argv``."""

from __future__ import annotations

import os
import sys

from cyclopts import App, CycloptsError

from kinlens.errors import KinlensError, UsageError
from kinlens.version import __version__

DATA_ERROR, USAGE_ERROR = 1, 2

app = App(
    name="kinlens",
    help="Put every kinase mutation in its place in 3D.",
    version=f"kinlens {__version__}",
)
app.command("kinlens.cli.report:report", name="report", help="Where variants sit: status, numberings, distances.",
            usage="Usage: kinlens report [STRUCTURE] VARIANT… [OPTIONS]")
app.command("kinlens.cli.locate:locate", name="locate", help="What variants are and where, without any structure.",
            usage="Usage: kinlens locate VARIANT… [OPTIONS]")
app.command("kinlens.cli.info:info", name="info", help="What a structure is: identity, numbering, ligands, sites.")
app.command("kinlens.cli.ligands:ligands", name="ligands", help="What is bound: compounds, roles, types, contacts.")
app.command("kinlens.cli.number:number", name="number", help="Kinase domains of sequences and structures, numbered.",
            usage="Usage: kinlens number FASTA|SEQUENCE|STRUCTURE… [OPTIONS]")
app.command("kinlens.cli.superpose:superpose", name="superpose", help="Kinase domains in one frame, N-lobe up.",
            usage="Usage: kinlens superpose STRUCTURE… [OPTIONS]")
app.command("kinlens.cli.view:view", name="view", help="Structures and mutations in 3D, as one page.",
            usage="Usage: kinlens view STRUCTURE… [VARIANT…] [OPTIONS]")
app.command("kinlens.cli.figure:figure", name="figure", help="Structures and mutations as a figure, without a browser.",
            usage="Usage: kinlens figure STRUCTURE… [VARIANT…] [OPTIONS]")
app.command("kinlens.cli.fetch:fetch", name="fetch", help="Have entries at hand, downloaded if need be.",
            usage="Usage: kinlens fetch ID… [OPTIONS]")
app.command("kinlens.cli.structures:structures", name="structures", help="Which structures serve a question.")
app.command("kinlens.cli.sites:sites", name="sites", help="Known sites of kinases, on any kinase or structure.",
            usage="Usage: kinlens sites [STRUCTURE] [OPTIONS]")
app.command("kinlens.cli.demo:demo", name="demo", help="Report the resistance papers' mutations, offline.")


def main() -> None:
    """Run the command line: exit code 0 done, 1 data error, 2 usage error."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and give its exit code."""
    try:
        app(arguments, exit_on_error=False, result_action="return_value")
    except CycloptsError:
        return USAGE_ERROR  # cyclopts has printed what was wrong
    except UsageError as trouble:
        print(f"kinlens: {trouble}", file=sys.stderr)
        return USAGE_ERROR
    except (KinlensError, OSError) as trouble:
        if isinstance(trouble, BrokenPipeError):
            # The reader went away (kinlens … | head): not an error, but nothing more can be written.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        print(f"kinlens: {trouble}", file=sys.stderr)
        return DATA_ERROR
    return 0
