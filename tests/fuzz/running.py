"""Running cases in worker processes, and judging each: time, memory, and how it ended."""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing as mp
import resource
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from kinlens.errors import KinlensError

CPU_LIMIT_S = 2.0
RUNS_OF_A_SLOW_CASE = 3
MEMORY_LIMIT_MIB = 1024
STUCK_AFTER_S = 10.0  # wall; a worker that takes longer is ended: it may be in C++, where no signal reaches it
MIB = 1 << 20
# No parser says these of a file: as causes of a named error they are slips of kinlens.
DISGUISED = (LookupError, TypeError, AttributeError, AssertionError)
_STATUS = Path("/proc/self/status")
_RESET_PEAK = Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Case:
    """Something damaged: what it was made of, how, and what came of it."""

    kind: str
    seed: int
    number: int
    source: str
    damages: tuple[str, ...]
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Outcome:
    """How a case ended.

    Parameters
    ----------
    verdict
        ``result``, ``named error`` or ``failure``.
    error
        Class of a named error, or what failed: an exception, ``time``, ``memory``, ``stuck``, ``died``.
    message
        Its text.
    """

    number: int
    source: str
    damages: tuple[str, ...]
    verdict: str
    error: str = ""
    message: str = ""
    cpu_s: float = 0.0
    wall_s: float = 0.0
    grown_MiB: float = 0.0

    @property
    def failed(self) -> bool:
        return self.verdict == "failure"


Make = Callable[[int], Case]
Run = Callable[[Case], None]


def judge(case: Case, run: Run) -> Outcome:
    """Run a case in this process, within the limit of memory; warnings are errors.

    Parameters
    ----------
    case
        What to run.
    run
        Raises what kinlens raises.

    Returns
    -------
    Outcome
        Of a case over the limit of time, the quickest of three runs: the same work costs up to half as much again
        while a machine's other guests are busy, and never less than it costs.
    """
    outcome = _judge_once(case, run)
    for _ in range(RUNS_OF_A_SLOW_CASE - 1):
        if outcome.error != "time":
            break
        again = _judge_once(case, run)
        if again.error != "time" or again.cpu_s < outcome.cpu_s:
            outcome = again
    return outcome


def _judge_once(case: Case, run: Run) -> Outcome:
    before, limits = _memory("VmRSS"), resource.getrlimit(resource.RLIMIT_AS)
    if _STATUS.exists():
        _RESET_PEAK.write_text("5")
        resource.setrlimit(resource.RLIMIT_AS, (_memory("VmSize") + MEMORY_LIMIT_MIB * MIB, limits[1]))
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            run(case)
        verdict, error, message = "result", "", ""
    except KinlensError as trouble:
        verdict, error, message = "named error", type(trouble).__name__, str(trouble)
        if _out_of_memory(trouble):
            verdict, error = "failure", "memory"
        elif isinstance(trouble.__cause__, DISGUISED):
            verdict, error = "failure", f"disguised {type(trouble.__cause__).__name__}"
    except Exception as trouble:  # noqa: BLE001 - whatever it is, it is a failure of this case only
        verdict, error, message = "failure", type(trouble).__name__, "".join(traceback.format_exception(trouble)[-4:])
    finally:
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        resource.setrlimit(resource.RLIMIT_AS, limits)
    grown = max(0, _memory("VmHWM") - before) / MIB
    if verdict != "failure" and cpu > CPU_LIMIT_S:
        verdict, error, message = "failure", "time", f"{cpu:.2f} s of CPU; {error or 'result'}"
    if verdict != "failure" and grown > MEMORY_LIMIT_MIB:
        verdict, error, message = "failure", "memory", f"{grown:.0f} MiB; {error or 'result'}"
    return Outcome(case.number, case.source, case.damages, verdict, error, message, cpu, wall, grown)


def _out_of_memory(trouble: BaseException | None) -> bool:
    """Tell whether an error was caused by a refused allocation."""
    return trouble is not None and (isinstance(trouble, MemoryError) or "bad_alloc" in str(trouble)
                                    or _out_of_memory(trouble.__cause__))


def _memory(name: str) -> int:
    """Give a figure of /proc/self/status in bytes, 0 where there is no such file."""
    if not _STATUS.exists():
        return 0
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    number: int = -1
    since: float = 0.0


def run_all(make: Make, run: Run, numbers: Iterator[int], jobs: int) -> Iterator[Outcome]:
    """Run cases in worker processes; a worker that dies or gets stuck is a failure of its case, and replaced.

    Parameters
    ----------
    make
        Makes a case of its number; picklable.
    run
        Runs it; picklable.
    numbers
        Cases to run.
    jobs
        Number of workers.
    """
    context = mp.get_context("spawn")

    def start() -> _Worker:
        here, there = context.Pipe()
        process = context.Process(target=_work, args=(there, make, run), daemon=True)
        process.start()
        there.close()
        return _Worker(process, here)

    workers = [start() for _ in range(jobs)]
    try:
        while workers:
            for pipe in wait([worker.pipe for worker in workers], timeout=0.2):
                position = next(i for i, worker in enumerate(workers) if worker.pipe is pipe)
                yield from _hear(workers, position, make, numbers, start)
            for position, worker in enumerate(workers):
                if worker.since and time.monotonic() - worker.since > STUCK_AFTER_S:
                    worker.process.kill()
                    worker.process.join()
                    yield _lost(make(worker.number), "stuck", f"more than {STUCK_AFTER_S:.0f} s")
                    workers[position] = start()
    finally:
        for worker in workers:
            worker.process.kill()


def _hear(
    workers: list[_Worker], position: int, make: Make, numbers: Iterator[int], start: Callable[[], _Worker],
) -> Iterator[Outcome]:
    """Take what a worker says: that it is ready, that it begins, how the case ended; or that it is no more."""
    worker = workers[position]
    try:
        said = worker.pipe.recv()
    except (EOFError, ConnectionResetError):
        worker.process.join()
        if worker.number < 0:
            raise RuntimeError("a worker process cannot start") from None
        yield _lost(make(worker.number), "died", f"exit code {worker.process.exitcode}")
        workers[position] = start()
        return
    if said == "begins":
        worker.since = time.monotonic()
        return
    worker.since = 0.0
    if isinstance(said, Outcome):
        yield said
    number = next(numbers, None)
    if number is None:
        worker.process.kill()
        del workers[position]
        return
    worker.number = number
    worker.pipe.send(number)


def _lost(case: Case, error: str, message: str) -> Outcome:
    return Outcome(case.number, case.source, case.damages, "failure", error, message)


def _work(pipe: Connection, make: Make, run: Run) -> None:
    """Run the cases the parent names; the first one twice, so that no case pays for what is loaded once."""
    faulthandler.enable()
    warm = False
    pipe.send("ready")
    while True:
        case = make(pipe.recv())
        if not warm:
            judge(case, run)
            warm = True
        gc.collect()
        pipe.send("begins")
        faulthandler.dump_traceback_later(0.8 * STUCK_AFTER_S)  # says where it is stuck
        pipe.send(judge(case, run))
        faulthandler.cancel_dump_traceback_later()
