"""A conformation of a chain that is written to a file and read again."""

import pytest

from builders.files import pdb_text
from builders.kinases import entry
from kinlens.conformation import find_conformation
from kinlens.examination import examine
from kinlens.structures import read


@pytest.fixture
def conformation_of(write):
    def found(chain, others=()):
        (one,) = examine(read(write(pdb_text(entry(chain, others=others))))).chains
        return find_conformation(one.structure, one.protein, one.domain)

    return found
