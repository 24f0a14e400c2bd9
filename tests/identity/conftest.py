"""Built chains, identified."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from builders.chains import Chain, entry_of
from builders.files import mmcif_text, pdb_text
from kinlens.identity import Protein, identify
from kinlens.structures import Structure, read


@pytest.fixture
def identified(write: Callable[..., Path]) -> Callable[..., Protein]:
    """Give a function that writes chains to a file, reads it and identifies one of them (the first)."""

    def identify_built(*chains: Chain, ask: str = "", cif: bool = False, **header: object) -> Protein:
        made = entry_of(*chains, **header)
        path = write(mmcif_text(made), "made.cif") if cif else write(pdb_text(made), "made.pdb")
        return identify(read(path), ask or chains[0].name)

    return identify_built


@pytest.fixture
def written(write: Callable[..., Path]) -> Callable[..., Structure]:
    """Give a function that writes chains to a file and reads it."""

    def read_built(*chains: Chain, **header: object) -> Structure:
        return read(write(pdb_text(entry_of(*chains, **header)), "made.pdb"))

    return read_built
