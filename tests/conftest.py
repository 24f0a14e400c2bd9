"""Shared fixtures, and a last line that says whether the tests on real files ran."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# Marker of the tests that need what a stranger may not have -> the variable that says where it is, and their name.
_NEEDED = {"needs_structures": ("KINLENS_STRUCTURES", "real-file"), "needs_screens": ("KINLENS_SCREENS", "real-screen"),
           "needs_browser": ("KINLENS_BROWSER", "browser")}


@pytest.fixture(scope="session", autouse=True)
def no_network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Forbid downloads, give an empty cache, and let no socket leave this machine: no test may need the world."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def checked(address: object) -> object:
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"  # a Unix socket has a path
        if host not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"a test tried to connect to {host}")
        return address

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", lambda self, address: connect(self, checked(address)))
        patch.setattr(socket.socket, "connect_ex", lambda self, address: connect_ex(self, checked(address)))
        patch.setenv("KINLENS_OFFLINE", "1")
        patch.setenv("KINLENS_CACHE", str(tmp_path_factory.mktemp("cache")))
        for name in ("KINLENS_RCSB", "KINLENS_PDBE", "KINLENS_ALPHAFOLD"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def structures_folder() -> Path:
    """Give the folder of real structures that KINLENS_STRUCTURES names."""
    named = [name for name in os.environ.get("KINLENS_STRUCTURES", "").split(os.pathsep) if name]
    if not named:
        pytest.skip("KINLENS_STRUCTURES is unset")
    return _existing(Path(named[0]), "KINLENS_STRUCTURES")


@pytest.fixture(scope="session")
def screens_folder() -> Path:
    """Give the folder of real screens that KINLENS_SCREENS names."""
    named = os.environ.get("KINLENS_SCREENS")
    if not named:
        pytest.skip("KINLENS_SCREENS is unset")
    return _existing(Path(named), "KINLENS_SCREENS")


def _existing(folder: Path, variable: str) -> Path:
    if not folder.is_dir():
        pytest.fail(f"{variable} names {folder}, which is no folder")
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
    for marker, (variable, name) in _NEEDED.items():
        ran, left_out = _ran(terminalreporter, marker)
        if ran or left_out:
            unset = "" if os.environ.get(variable) else f" ({variable} is unset)"
            reason = f", {left_out} left out{unset}" if left_out else ""
            terminalreporter.write_line(f"{name} tests: {ran} ran{reason}")


def _ran(terminalreporter: pytest.TerminalReporter, marker: str) -> tuple[int, int]:
    """Count the tests with a marker that ran, and those left out."""
    ran = 0
    left_out = 0
    for outcome, reports in terminalreporter.stats.items():
        for report in reports:
            if marker not in getattr(report, "keywords", {}):
                continue
            if outcome == "skipped":
                left_out += 1
            elif getattr(report, "when", "") == "call":
                ran += 1
    return ran, left_out


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that had to use real files or a browser (KINLENS_REQUIRE_STRUCTURES, …) and used none."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    for marker, (variable, name) in _NEEDED.items():
        required = variable.replace("KINLENS", "KINLENS_REQUIRE")
        if not os.environ.get(required):
            continue
        if not any(marker in getattr(report, "keywords", {}) for report in reporter.stats.get("passed", [])):
            reporter.write_line(f"no {name} test ran, but {required} is set", red=True)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
