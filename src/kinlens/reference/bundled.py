"""Where the bundled data lie, and how their text is read."""

from __future__ import annotations

import csv
import re
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

_IGNORED = re.compile(r"[\s_\-\u2010-\u2015\u2212]+")  # spaces and all kinds of hyphens


def data_file(name: str) -> Traversable:
    """A file of the data folder, which may lie in a zipped package."""
    return files("kinlens.reference") / "data" / name


def read_toml(name: str) -> dict[str, Any]:
    """Content of a TOML file of the data folder."""
    return tomllib.loads(data_file(name).read_text(encoding="utf-8"))


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of a tab-separated file of the data folder, by column; lines that begin with # are comments."""
    with data_file(name).open(encoding="utf-8") as stream:
        return list(csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t"))


def spelling_key(name: str) -> str:
    """A name without what people write differently: capitals, spaces, hyphens, underscores."""
    return _IGNORED.sub("", name).casefold()
