"""Every real file reads, and an independent program agrees on what was read."""

import gzip
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from kinlens.errors import KinlensError
from kinlens.structures import read

pytestmark = pytest.mark.needs_structures


def coordinate_files(folder: Path) -> list[Path]:
    files = [*folder.iterdir(), *(folder / "modified").iterdir()]
    return sorted(path for path in files if path.name.removesuffix(".gz").endswith((".pdb", ".cif")))


def test_every_file_is_read(structures_folder):
    files = coordinate_files(structures_folder)
    assert len(files) > 500
    refused = {}
    for path in files:
        try:
            structure = read(path)
        except KinlensError as error:
            refused[path.name] = str(error)
            continue
        atoms, residues = structure.atoms, structure.residues
        assert np.isfinite(atoms.xyz).all(), path.name
        assert residues.first_atom[-1] == len(atoms), path.name
        assert (np.diff(residues.first_atom) > 0).all(), path.name
        # The definition of the selection: in each residue one label at most, and every residue has atoms.
        selected = np.flatnonzero(atoms.selected & (atoms.altloc != ""))
        labels = set(zip(atoms.residue[selected].tolist(), atoms.altloc[selected].tolist(), strict=True))
        assert len({residue for residue, _ in labels}) == len(labels), path.name
        assert len(np.unique(atoms.residue[atoms.selected])) == len(residues), path.name
        assert (residues.kind == "protein").sum() > 50, path.name
        for chain, header in structure.chains.items():
            if header.sequence and "headerless" not in path.name:
                assert (residues.label_number[structure.residues_of(chain)] > 0).all(), (path.name, chain)
        if path.parent == structures_folder:
            assert structure.source.id == path.name[:4].lower()
            assert any(header.references for header in structure.chains.values()), path.name
            assert any(header.organism for header in structure.chains.values()), path.name
    assert refused == {}


def conformers_of_biopython(structure) -> dict[tuple, tuple]:
    """Select by definition 8 with Bio.PDB's atoms: (chain, number, icode, name, atom) -> (label, x, y, z)."""
    found = {}
    for chain in structure[0]:
        for residue in chain:
            assert residue.is_disordered() != 2, "two names at one position: not for this test"
            atoms = [a for a in residue.get_unpacked_list() if a.element not in ("H", "D")]
            weight = defaultdict(float)
            for atom in atoms:
                if atom.altloc.strip():
                    weight[atom.altloc] += atom.occupancy
            best = min(weight, key=lambda label: (-round(weight[label], 3), label), default=" ")
            for atom in atoms:
                if atom.altloc in (" ", best):
                    key = (chain.id, residue.id[1], residue.id[2].strip(), residue.resname.strip(), atom.id)
                    found[key] = (atom.altloc.strip(), *np.round(atom.coord.astype(float), 3).tolist())
    return found


@pytest.mark.parametrize(
    "name",
    [
        "1s9j.pdb.gz",  # nothing odd
        "3be1.pdb.gz",  # insertion codes
        "1ab2.pdb.gz",  # NMR: models and hydrogens
        "6npz.pdb.gz",  # modified residues
        "6gzm.pdb.gz",  # 49 residues with alternate locations
        "7si1.pdb.gz",  # three labels
        "1bmk.cif.gz",  # mmCIF
        "7qhl.cif.gz",  # mmCIF with alternate locations
    ],
)
def test_biopython_agrees(structures_folder, name):
    pdb = pytest.importorskip("Bio.PDB")
    parser = pdb.MMCIFParser(QUIET=True) if ".cif" in name else pdb.PDBParser(QUIET=True)
    with gzip.open(structures_folder / name, "rt") as file:
        expected = conformers_of_biopython(parser.get_structure("x", file))
    structure = read(structures_folder / name)
    found = {}
    for atom in structure.atoms_of(np.arange(len(structure.residues))).tolist():
        residue = int(structure.atoms.residue[atom])
        key = structure.key(residue)
        place = (key.chain, key.number, key.icode, str(structure.residues.name[residue]))
        xyz = np.round(structure.atoms.xyz[atom], 3).tolist()
        found[(*place, str(structure.atoms.name[atom]))] = (str(structure.atoms.altloc[atom]), *xyz)
    assert found == expected
