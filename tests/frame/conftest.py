"""Chains at the places of the frame, read as any file."""

import pytest

from builders.files import pdb_text
from builders.kinases import entry
from kinlens.examination import examine


@pytest.fixture
def laid(write):
    """Give a function that writes chains and compounds, and examines the file."""

    def examined(*chains, others=(), text=pdb_text, **more):
        return examine(write(text(entry(*chains, others=others, **more)), "9zzz.pdb" if text is pdb_text else "a.cif"))

    return examined
