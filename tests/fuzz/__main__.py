"""``python -m tests.fuzz --files 10000 --seed 1``: run damaged cases and say how they ended."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from . import files
from .page import page
from .running import Make, Outcome, Run, judge, run_all
from .summary import describe, text

TITLES = {files.NAME: files.TITLE}
EVERY = 100  # cases between two signs of life


def _read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=0, metavar="N", help="number of damaged coordinate files")
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument("--jobs", type=int, default=2, help="worker processes")
    parser.add_argument("--structures", type=Path, metavar="DIR", help="real files (default: KINLENS_STRUCTURES)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where to keep what made a case fail")
    parser.add_argument("--kind", choices=TITLES, default=files.NAME, help="kind of the cases to run again")
    parser.add_argument("--case", type=int, nargs="+", default=[], help="cases to run again, in this process")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the figures as a page")
    return parser.parse_args(arguments)


def _kind(name: str, seed: int, options: argparse.Namespace) -> tuple[Make, Run]:
    """Give what makes the cases of a kind, and what runs them."""
    folder = options.structures or Path(os.environ.get("KINLENS_STRUCTURES", "").split(os.pathsep)[0] or "structures")
    paths = files.sources(folder)
    if not paths:
        sys.exit(f"no coordinate files in {folder}: name a folder with --structures")
    return partial(files.make, paths, seed), files.run


def _keep(folder: Path | None, make: Make, number: int) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        case = make(number)
        (folder / f"{case.kind}-{case.seed}-{number}-{case.source}").write_bytes(case.content)


def _run(kind: str, seed: int, count: int, options: argparse.Namespace) -> list[Outcome]:
    make, run = _kind(kind, seed, options)
    outcomes = []
    for one in run_all(make, run, iter(range(count)), options.jobs):
        outcomes.append(one)
        if one.failed:
            print(f"\nFAILURE {one.error}: {describe(one, kind, seed)}\n{one.message}", flush=True)  # noqa: T201
            _keep(options.keep, make, one.number)
        if len(outcomes) % EVERY == 0:
            failed = sum(one.failed for one in outcomes)
            print(f"\r{kind}, seed {seed}: {len(outcomes)} of {count}, {failed} failed",  # noqa: T201
                  end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)  # noqa: T201
    return sorted(outcomes, key=lambda one: one.number)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; give 1 if a case failed."""
    options = _read_arguments(arguments)
    if options.case:
        make, run = _kind(options.kind, options.seed[0], options)
        again = []
        for number in options.case:
            again.append(judge(make(number), run))
            _keep(options.keep, make, number)
            print(again[-1], again[-1].message, sep="\n")  # noqa: T201
        return int(any(one.failed for one in again))
    counts = {files.NAME: options.files}
    runs = {(kind, seed): _run(kind, seed, count, options)
            for kind, count in counts.items() if count for seed in options.seed}
    for (kind, seed), outcomes in runs.items():
        print(text(outcomes, kind, seed), end="\n\n")  # noqa: T201
    if options.write and runs:
        options.write.write_text(page(runs, TITLES), encoding="utf-8")
    return int(any(one.failed for outcomes in runs.values() for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())
