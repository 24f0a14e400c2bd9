"""Scenes of chains built for a test, each in a file of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from builders.files import Residue, mmcif_text, pdb_text
from builders.kinases import Ruler, entry, ruler
from kinlens.examination import Examination, examine
from kinlens.scene import Scene, compose


@pytest.fixture
def file(write) -> Callable[..., object]:
    """Give a function that writes chains and compounds to a file and returns its path."""

    def to_file(*chains: Ruler, name: str = "1aaa.pdb", others: tuple[Residue, ...] = (), **more: object):
        text = mmcif_text if name.endswith(".cif") else pdb_text
        return write(text(entry(*chains, others=others, id=name.partition(".")[0], **more)), name)

    return to_file


@pytest.fixture
def examined(file) -> Callable[..., Examination]:
    """Give a function that writes chains and compounds and examines the file."""

    def to_examination(*chains: Ruler, **more: object) -> Examination:
        return examine(file(*chains, **more))

    return to_examination


@pytest.fixture(scope="session")
def abl(tmp_path_factory: pytest.TempPathFactory) -> Examination:
    """Give ABL1 along a ruler without anything bound, examined once for all tests."""
    path = tmp_path_factory.mktemp("abl") / "1aaa.pdb"
    path.write_text(pdb_text(entry(ruler("ABL1", 235, 500), id="1aaa")))
    return examine(path)


@pytest.fixture
def composed(file) -> Callable[..., Callable[..., Scene]]:
    """Give a function that writes chains and compounds; what it gives composes a scene of them."""

    def to_scene(*chains: Ruler, **more: object) -> Callable[..., Scene]:
        return partial(compose, file(*chains, **more))

    return to_scene
