"""Contacts with symmetry mates, beside gemmi's search for the same entry."""

import os
from pathlib import Path

import gemmi
import numpy as np
import pytest

from kinlens.packing import symmetry_contacts
from kinlens.structures import read

FOLDER = Path(os.environ.get("KINLENS_STRUCTURES", "").split(os.pathsep)[0] or "nowhere")
ENTRIES = ("2xp2", "1m17", "1s9j")


def path_of(entry):
    found = sorted(FOLDER.glob(f"{entry}.*"))
    if not found:
        pytest.skip("KINLENS_STRUCTURES names no folder with this entry")
    return found[0]


@pytest.mark.parametrize("entry", ENTRIES)
def test_kinlens(benchmark, entry):
    structure = read(path_of(entry))
    residues = np.flatnonzero(structure.residues.kind != "water")
    benchmark.group = f"symmetry mates {entry}"
    assert len(benchmark(symmetry_contacts, structure, residues)) > 30


@pytest.mark.parametrize("entry", ENTRIES)
def test_gemmi(benchmark, entry):
    """Its contact search counts no mates by pure translation, and finds pairs, not the nearest of each residue."""
    st = gemmi.read_structure(str(path_of(entry)))

    def search():
        neighbours = gemmi.NeighborSearch(st[0], st.cell, 5).populate(include_h=False)
        contacts = gemmi.ContactSearch(4.5)
        contacts.ignore = gemmi.ContactSearch.Ignore.SameAsu
        return contacts.find_contacts(neighbours)

    benchmark.group = f"symmetry mates {entry}"
    assert len(benchmark(search)) > 30
