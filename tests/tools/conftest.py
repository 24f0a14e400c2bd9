"""What the tests of the developers' tools share."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tools_on_path():
    """Let the tools be imported by name, as they are where they are run."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        yield
    finally:
        sys.path.remove(str(ROOT / "tools"))


@pytest.fixture(scope="module")
def source(structures_folder) -> Path:
    """Give the folder of third-party tables, beside the structures."""
    folder = structures_folder.parent / "reference"
    if not folder.is_dir():
        pytest.skip("no reference folder beside the structures")
    return folder
