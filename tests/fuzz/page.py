"""The page of figures, docs/robustness.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .damage import DAMAGES
from .running import CPU_LIMIT_S, MEMORY_LIMIT_MIB, RUNS_OF_A_SLOW_CASE, STUCK_AFTER_S, Outcome
from .summary import VERDICTS, by_damage, by_verdict, examples, largest, slowest

HEAD = """# Robustness

Written by `python -m tests.fuzz --files {cases} --seed {seeds} --write docs/robustness.md`.

"""
INTRODUCTION = f"""\
Whatever is fed to kinlens, a result or a named error comes back, soon and in little memory.

**What is damaged.** Real PDB and mmCIF files of the folder in `KINLENS_STRUCTURES`, each by one to three of
{len(DAMAGES)} damages (`tests/fuzz/damage.py`): of the text, or of the gzip stream it is stored in. File, damages and
their extent follow from the seed and the number of the case.

**What is run.** The whole way of a user: `read`, `examine`, the page, `report` with three well-known variants, every
anchor of the domains in the file and a residue of each chain by its author number, and the description for JSON.

**How it is judged.** A case passes if it ends with a result or an error of `kinlens.errors` within
{CPU_LIMIT_S:.0f} s of CPU and {MEMORY_LIMIT_MIB} MiB above what the process held before. In a result every variant has
its row and every distance is finite. Any other exception, also one in a named error's clothes (a `KeyError` that passes
for a broken file), a warning, a larger figure, a worker process that dies or takes more than {STUCK_AFTER_S:.0f} s is a
failure. A case over the limit of time is run up to {RUNS_OF_A_SLOW_CASE} times and its quickest run counts, since
machines are noisy.
"""


def page(runs: Mapping[tuple[str, int], Sequence[Outcome]], titles: Mapping[str, str]) -> str:
    """Write the page.

    Parameters
    ----------
    runs
        Outcomes by kind and seed.
    titles
        Heading of each kind.
    """
    seeds = " ".join(str(seed) for seed in dict.fromkeys(seed for _, seed in runs))
    cases = max((len(outcomes) for outcomes in runs.values()), default=0)
    lines = [HEAD.format(cases=cases, seeds=seeds) + INTRODUCTION]
    for kind in dict.fromkeys(kind for kind, _ in runs):
        mine = {seed: outcomes for (name, seed), outcomes in runs.items() if name == kind}
        every = [one for outcomes in mine.values() for one in outcomes]
        lines += [f"## {titles[kind]}", ""]
        verdicts = [f"{verdict}s" for verdict in VERDICTS]
        lines += _table(["seed", "cases", *verdicts, "slowest, s of CPU", "largest, MiB"],
                        [_run(seed, outcomes) for seed, outcomes in mine.items()])
        lines += _table(["named error", "cases"], [[name, count] for name, (count, _) in examples(every).items()])
        lines += _table(["damage", *verdicts],
                        [[name, *(row[verdict] for verdict in VERDICTS)] for name, row in by_damage(every).items()])
    return "\n".join(lines).rstrip() + "\n"


def _run(seed: int, outcomes: Sequence[Outcome]) -> list[object]:
    counts = by_verdict(outcomes)
    return [seed, len(outcomes), *(counts[verdict] for verdict in VERDICTS), f"{slowest(outcomes).cpu_s:.2f}",
            f"{largest(outcomes).grown_MiB:.0f}"]


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    body = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *body, ""]
