"""Where the bundled data lie, and how their text is read."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any


def data_file(name: str) -> Traversable:
    """A file of the data folder, which may lie in a zipped package."""
    return files("kinlens.reference") / "data" / name


def read_toml(name: str) -> dict[str, Any]:
    """Content of a TOML file of the data folder."""
    return tomllib.loads(data_file(name).read_text(encoding="utf-8"))
