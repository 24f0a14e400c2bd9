"""The build tool, and a chain of a real entry with its known sites."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kinlens.examination import examine

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site_tool():
    """Give the tool that computes the lists of the registry."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "tools"))
        from reference_build import sites

        yield sites
    for name in [name for name in sys.modules if name.partition(".")[0] == "reference_build"]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def entry_of(structures_folder):
    """Give a function that examines an entry, each once."""
    known = {}

    def examined(entry, *sites):
        if (entry, sites) not in known:
            path = next(p for p in sorted(structures_folder.glob(f"{entry}.*")) if p.is_file())
            known[entry, sites] = examine(path, sites=sites)
        return known[entry, sites]

    return examined
