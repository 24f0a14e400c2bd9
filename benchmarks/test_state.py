"""State, frame, ATP carried over and ligand types of one kinase chain, beside gemmi's bare read of its file.

``python -m pytest benchmarks/test_state.py`` prints one group per entry; the number in brackets is the ratio to the
fastest, gemmi's read in the same run. Needs KINLENS_STRUCTURES.
"""

from __future__ import annotations

import os
from pathlib import Path

import gemmi
import pytest

from kinlens import examine, read
from kinlens.conformation import find_conformation
from kinlens.frame import carry_atp, find_frame
from kinlens.ligands import describe_bound, find_ligands

# Single-chain entries, all chain A, and the state of DFG: ATP and an inhibitor; crizotinib; imatinib; erlotinib.
ENTRIES = {"1s9j": "DFGin", "2xp2": "DFGin", "1t46": "DFGout", "1m17": "DFGin"}


def path_of(entry: str) -> Path:
    for folder in os.environ.get("KINLENS_STRUCTURES", "").split(os.pathsep):
        found = sorted(Path(folder).glob(f"{entry}.pdb*")) if folder else []
        if found:
            return found[0]
    pytest.skip("KINLENS_STRUCTURES names no folder with the entry")


@pytest.fixture(params=sorted(ENTRIES))
def chain(request, benchmark):
    """Give one examined chain: what it is and how it is numbered is not timed here (test_chain.py)."""
    benchmark.group = f"state of a chain, {request.param}"
    return examine(read(path_of(request.param))).chain("A")


@pytest.fixture
def residues(chain):
    return [residue for position, residue in chain.protein.positions.items() if position in chain.domain]


def test_gemmi_read(benchmark, chain):
    assert len(benchmark(gemmi.read_structure, chain.structure.source.origin)) == 1


def test_conformation(benchmark, chain):
    """Every label, with values, margins and both verdicts."""
    state = benchmark(find_conformation, chain.structure, chain.protein, chain.domain)
    assert state.dfg.label


def test_frame(benchmark, chain):
    frame = benchmark(find_frame, chain.structure, chain.protein, chain.domain)
    assert frame.core.columns == 79


def test_carried_atp(benchmark, chain):
    carried = benchmark(carry_atp, chain.structure, chain.protein, chain.domain)
    assert carried.columns >= 25


def test_ligand_types(benchmark, chain, residues):
    def job():
        return describe_bound(chain.structure, chain.protein, chain.domain, chain.conformation,
                              find_ligands(chain.structure), inside=residues)

    assert any(bound.type.name for bound in benchmark(job))


def test_everything(benchmark, chain, residues):
    """What the state of a chain costs beside its identity, numbering and distances."""
    structure, protein, domain = chain.structure, chain.protein, chain.domain

    def job():
        state = find_conformation(structure, protein, domain)
        bound = describe_bound(structure, protein, domain, state, find_ligands(structure), inside=residues)
        return state, find_frame(structure, protein, domain), carry_atp(structure, protein, domain), bound

    state, frame, carried, bound = benchmark(job)
    assert state.dfg.label == ENTRIES[structure.source.id]
    assert (frame.core.columns, carried.columns >= 25, bool(bound)) == (79, True, True)
