"""Scenes that several tests look at, and a machine on which no copy of 3Dmol.js is."""

from __future__ import annotations

import pytest

from builders.files import pdb_text
from builders.kinases import entry, ruler
from builders.lobes import lobes, nucleotide
from kinlens.scene import Scene, compose
from kinlens.views import viewer_script
from kinlens.views.viewer_script import ViewerScript

FAKE = "/* 3Dmol made up */ var $3Dmol = {};\n"


@pytest.fixture(scope="session")
def kinase_file(tmp_path_factory):
    """ABL1 in the common frame, with a compound named as imatinib where ATP would be."""
    path = tmp_path_factory.mktemp("kinase") / "1aaa.pdb"
    path.write_text(pdb_text(entry(lobes("ABL1", 235, 500), others=[nucleotide("STI")], id="1aaa")))
    return path


@pytest.fixture(scope="session")
def kinase(kinase_file) -> Scene:
    return compose(kinase_file, "T315I Y253H E255K G250E H396P")


@pytest.fixture(scope="session")
def ras(tmp_path_factory) -> Scene:
    """A protein without a kinase domain."""
    path = tmp_path_factory.mktemp("ras") / "3ras.pdb"
    path.write_text(pdb_text(entry(ruler("KRAS", 1, 169), id="3ras")))
    return compose(path, "KRAS:G12D KRAS:G13C")


@pytest.fixture(scope="session")
def script() -> ViewerScript:
    return ViewerScript("made up", FAKE)


@pytest.fixture
def nothing_at_hand(tmp_path, monkeypatch):
    """No copy of 3Dmol.js anywhere, an empty cache, downloads forbidden: gives the folder one stands in."""
    for name in ("KINLENS_3DMOL_JS", "KINLENS_3DMOL_URL", "NODE_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KINLENS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KINLENS_OFFLINE", "1")
    monkeypatch.setattr(viewer_script, "_PREFIXES", ())
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def at_hand(nothing_at_hand, monkeypatch) -> str:
    """A copy of 3Dmol.js, which KINLENS_3DMOL_JS names: gives its text."""
    path = nothing_at_hand / "3Dmol-min.js"
    path.write_text(FAKE)
    monkeypatch.setenv("KINLENS_3DMOL_JS", str(path))
    return FAKE
