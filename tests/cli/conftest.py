"""Commands run in an empty folder, on a terminal that is the same everywhere."""

import pytest


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.delenv("KINLENS_STRUCTURES", raising=False)
    monkeypatch.chdir(tmp_path)
