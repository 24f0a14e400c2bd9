"""Survey real variant strings: ``python tools/survey_screens.py --screens DIR [--write docs/screens_survey.md]``.

Every distinct variant string of every file in DIR is a variant, no variant, or refused with a reason; this counts them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track
from screen_survey import counting, plan, reporting


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--screens", type=Path, required=True, metavar="DIR")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page of the documentation as well")
    parser.add_argument("--list", choices=["refused", "not-a-variant", "variant"], help="print all of them")
    arguments = parser.parse_args()
    try:
        entries = plan.load()
        plan.check_against(arguments.screens, entries)
    except plan.PlanError as error:
        print(error, file=sys.stderr)
        return 1
    watched = track(entries, "reading", console=Console(stderr=True), transient=True)
    result = counting.survey(arguments.screens, entries, watched)
    reporting.show(result, Console(), (arguments.list or "").replace("-", " "))
    if result.failures:
        print(f"{len(result.failures)} files could not be read", file=sys.stderr)
        return 1
    if arguments.write:
        arguments.write.write_text(reporting.page(result), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
