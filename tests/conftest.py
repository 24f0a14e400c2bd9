"""Shared fixtures, and a last line that says whether the tests on real files ran."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

_UNSET = "KINLENS_STRUCTURES is unset"


@pytest.fixture(scope="session")
def structures_folder() -> Path:
    """Give the folder of real structures that KINLENS_STRUCTURES names."""
    named = [name for name in os.environ.get("KINLENS_STRUCTURES", "").split(os.pathsep) if name]
    if not named:
        pytest.skip(_UNSET)
    folder = Path(named[0])
    if not folder.is_dir():
        pytest.fail(f"KINLENS_STRUCTURES names {folder}, which is no folder")
    return folder


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a text or bytes to a fresh file and returns its path."""

    def to_file(content: str | bytes, name: str = "made_up.pdb") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return to_file


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests on real files ran: a run that silently left them out proves little."""
    ran = 0
    left_out = 0
    for outcome, reports in terminalreporter.stats.items():
        for report in reports:
            if "needs_structures" not in getattr(report, "keywords", {}):
                continue
            if outcome == "skipped":
                left_out += 1
            elif getattr(report, "when", "") == "call":
                ran += 1
    if ran or left_out:
        reason = f", {left_out} left out ({_UNSET})" if left_out else ""
        terminalreporter.write_line(f"real-file tests: {ran} ran{reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that had to use real files (KINLENS_REQUIRE_STRUCTURES) and used none."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("KINLENS_REQUIRE_STRUCTURES") or reporter is None:
        return
    if not any("needs_structures" in getattr(report, "keywords", {}) for report in reporter.stats.get("passed", [])):
        reporter.write_line("no test on real files ran, but KINLENS_REQUIRE_STRUCTURES is set", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
