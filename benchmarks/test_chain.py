"""One kinase chain from file to distances: kinlens beside the same job in Bio.PDB and beside gemmi's bare read.

``python -m pytest benchmarks`` prints one group per entry; the number in brackets is the ratio to the fastest.
Needs KINLENS_STRUCTURES.
"""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import gemmi
import numpy as np
import pytest
from Bio.Align import PairwiseAligner
from Bio.PDB import PDBParser
from Bio.PDB.Polypeptide import protein_letters_3to1

from kinlens import examine, read
from kinlens.reference import load_kinome
from kinlens.sites import approach, read_off

# Single-chain entries with a bound drug or nucleotide, so that the chain is the file.
ENTRIES = {"1s9j": ("A", "MAP2K1"), "2xp2": ("A", "ALK"), "1t46": ("A", "KIT"), "1m17": ("A", "EGFR")}
MODES = ("any", "side_chain")


def path_of(entry: str) -> Path:
    folders = os.environ.get("KINLENS_STRUCTURES", "").split(os.pathsep)
    for folder in folders:
        found = sorted(Path(folder).glob(f"{entry}.pdb*")) if folder else []
        if found:
            return found[0]
    pytest.skip("KINLENS_STRUCTURES names no folder with the entry")


@pytest.fixture(params=sorted(ENTRIES))
def entry(request, benchmark):
    benchmark.group = f"file to distances, {request.param}"
    return request.param


def kinlens_job(path: Path, chain: str) -> int:
    """Read, identify, number, find sites, measure every residue of the chain to every site in both modes."""
    examination = examine(read(path))
    examined = examination.chain(chain)
    measured = 0
    for site in examined.sites.values():
        found = approach(examination.structure, examined.protein.residues, site)
        for mode in MODES:
            measured += int((~np.isnan(read_off(examination.structure, found, site, mode).distance_A)).sum())
    return measured


def biopdb_job(path: Path, chain: str, canonical: str, sites: list[set[tuple[str, int, str]]]) -> int:
    """The same with Bio.PDB, told the protein and the site residues beforehand (kinlens finds them)."""
    with gzip.open(path, "rt") as stream:
        model = next(iter(PDBParser(QUIET=True).get_structure("x", stream)))
    residues = [r for r in model[chain] if r.id[0] == " " or r.resname in ("TPO", "SEP", "PTR", "MSE")]
    sequence = "".join(protein_letters_3to1.get(r.resname.capitalize().upper(), "X") for r in residues)
    aligner = PairwiseAligner(mode="local", match_score=2, mismatch_score=-2, open_gap_score=-7,
                              extend_gap_score=-0.02)
    measured = len(aligner.align(canonical, sequence)[0].aligned[0]) * 0
    everything = list(model.get_residues())
    for members in sites:
        target = np.array([a.coord for r in everything if (r.parent.id, r.id[1], r.resname) in members
                           for a in r if a.element != "H"])
        if not len(target):
            continue
        for mode in MODES:
            for residue in residues:
                own = [a.coord for a in residue if a.element != "H"
                       and (mode == "any" or a.id not in ("N", "CA", "C", "O"))]
                if own:
                    np.sqrt(((np.array(own)[:, None] - target[None]) ** 2).sum(-1)).min()
                    measured += 1
    return measured


def test_kinlens(benchmark, entry):
    chain, _ = ENTRIES[entry]
    load_kinome()
    assert benchmark(kinlens_job, path_of(entry), chain) > 500


def test_biopdb(benchmark, entry):
    chain, gene = ENTRIES[entry]
    path = path_of(entry)
    examination = examine(read(path))
    r = examination.structure.residues
    sites = [{(str(r.chain[i]), int(r.number[i]), str(r.name[i])) for i in site.residues}
             for site in examination.chain(chain).sites.values()]
    canonical = load_kinome().protein(gene).sequence
    assert benchmark(biopdb_job, path, chain, canonical, sites) > 500


def test_gemmi_read(benchmark, entry):
    path = str(path_of(entry))
    assert len(benchmark(gemmi.read_structure, path)) == 1


def test_biopdb_read(benchmark, entry):
    path = path_of(entry)

    def parse():
        text = gzip.decompress(path.read_bytes()).decode()
        return PDBParser(QUIET=True).get_structure("x", io.StringIO(text))

    assert len(benchmark(parse)) == 1
