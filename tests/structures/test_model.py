import numpy as np
import pytest

from builders.files import (
    Entry,
    amino_acid,
    ligand,
    pdb_text,
    peptide,
    water,
    with_altlocs,
    without_side_chain,
)
from kinlens.residues import ResidueKey
from kinlens.structures import read
from kinlens.structures.declared import Reference


@pytest.fixture
def pair(write):
    """Two chains, the ligands and waters of both at the end, as PDB files have them."""
    residues = peptide("ACDEF", "B", start=-1) + peptide("GHIKL", "A", start=10, shift=(0, 40, 0))
    residues[2] = with_altlocs(residues[2], {"A": 0.3, "B": 0.7}, only=("CB", "CG"))
    residues += [
        ligand("LIG", "B", 100),
        ligand("LIG", "A", 100, at=(0, 60, 0)),
        water("B", 101),
        water("A", 101),
    ]
    return read(write(pdb_text(Entry(residues))))


def test_chains_come_in_file_order_and_hold_their_ligands(pair):
    assert pair.chain_names == ("B", "A")
    assert pair.residues.name[pair.residues_of("B", None)].tolist() == [
        "ALA",
        "CYS",
        "ASP",
        "GLU",
        "PHE",
        "LIG",
        "HOH",
    ]
    assert pair.residues.name[pair.residues_of("A")].tolist() == ["GLY", "HIS", "ILE", "LYS", "LEU"]
    assert pair.residues_of("A", "ligand").size == 1
    assert pair.residues_of("nowhere").size == 0


def test_columns_fit_together(pair):
    atoms, residues = pair.atoms, pair.residues
    assert residues.first_atom[0] == 0
    assert residues.first_atom[-1] == len(atoms)
    owner = np.repeat(np.arange(len(residues)), np.diff(residues.first_atom))
    np.testing.assert_array_equal(atoms.residue, owner)
    for column in (atoms.xyz, atoms.selected, residues.kind):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = column[1]


def test_keys_lead_back_to_residues(pair):
    for i in range(len(pair.residues)):
        assert pair.index[pair.key(i)] == i
    assert pair.index[ResidueKey("B", -1)] == 0
    assert ResidueKey("B", 999) not in pair.index
    assert type(pair.key(0).number) is int


def test_atoms_of_follows_the_order_asked(pair):
    wanted = [4, 0, 2]
    expected = [
        a for i in wanted for a in range(pair.residues.first_atom[i], pair.residues.first_atom[i + 1])
    ]
    assert pair.atoms_of(wanted, selected=False).tolist() == expected
    chosen = pair.atoms_of(wanted)
    assert chosen.tolist() == [a for a in expected if pair.atoms.selected[a]]
    assert len(expected) - len(chosen) == 2  # CB and CG of the minor conformer
    assert set(pair.atoms.altloc[chosen]) == {"", "B"}
    assert pair.atoms_of(3).tolist() == pair.atoms_of([3]).tolist()
    assert pair.atoms_of([]).size == 0


def test_named_atoms(pair):
    alpha = pair.named_atoms("CA")
    assert (alpha >= 0).tolist() == (pair.residues.kind == "protein").tolist()
    assert pair.named_atoms("CB", pair.residues_of("A")).tolist()[0] == -1  # glycine
    assert pair.atoms.altloc[pair.named_atoms("CB", 2)].tolist() == ["B"]


def test_peptide_bonds_end_at_a_gap(write):
    residues = peptide("ACDEFGH", skip=(4,))
    residues[0] = without_side_chain(residues[0], keep=("N", "CA", "O"))  # no C to bind with
    structure = read(write(pdb_text(Entry(residues))))
    assert structure.peptide_bonded("A").tolist() == [False, True, False, True, True]
    assert structure.peptide_bonded("B").tolist() == []


@pytest.mark.parametrize(("gap", "bonded"), [(1.99, True), (2.01, False)])
def test_peptide_bond_limit(write, gap, bonded):
    first = amino_acid("ALA", number=1)
    x, y, z = next(atom.xyz for atom in first.atoms if atom.name == "C")
    second = amino_acid("GLY", number=2, at=(x + gap, y, z))
    structure = read(write(pdb_text(Entry([first, second]))))
    assert structure.peptide_bonded("A").tolist() == [bonded]


def test_peptide_bond_uses_the_chosen_conformer(write):
    residues = peptide("AC")
    # Only the first conformer is in place; the fifth, 2 Å away along z, is the most occupied.
    residues[1] = with_altlocs(residues[1], {"A": 0.1, "B": 0.1, "C": 0.1, "D": 0.1, "E": 0.6})
    assert read(write(pdb_text(Entry(residues)))).peptide_bonded("A").tolist() == [False]


def test_offset_of_a_reference():
    assert Reference("UNP", "P00533", "EGFR_HUMAN", 672, 998, 696, 1022).offset == 24


def test_printing(pair):
    assert repr(pair) == f"<Structure 9zzz: chains B, A; {len(pair.atoms)} atoms>"
    text = str(pair)
    assert "9zzz (method not stated)" in text
    assert "chain B: 1 ligand, 5 protein, 1 water residues" in text
    assert "alternate locations" in text
    assert repr(pair.atoms) == f"<Atoms: {len(pair.atoms)}, {int(pair.atoms.selected.sum())} selected>"
    assert repr(pair.residues) == "<Residues: 14>"
