"""Molecules: bonds of known molecules, and residues of a file as they are."""

from itertools import pairwise

import gemmi
import numpy as np
import pytest

from builders.files import Entry, lone_atom, mmcif_text, pdb_text, peptide, water, with_altlocs, with_hydrogens
from builders.lobes import nucleotide, rigid
from kinlens.frame.columns import load_pose
from kinlens.geometry import Motion
from kinlens.scene.molecules import find_bonds, make_molecule, molecule_of_pose
from kinlens.sites import Pose
from kinlens.structures import read

# ATP as in any textbook: chains of atoms that are bonded one to the next.
ATP_CHAINS = (
    "O1G PG O2G", "O3G PG O3B PB O3A PA O5' C5' C4' C3' C2' C1' O4' C4'", "O1B PB O2B", "O1A PA O2A", "C3' O3'",
    "C2' O2'", "C1' N9 C8 N7 C5 C6 N1 C2 N3 C4 N9", "C4 C5", "C6 N6",
)
ATP_BONDS = {tuple(sorted(pair)) for chain in ATP_CHAINS for pair in pairwise(chain.split())}


def pairs(bonds, names):
    return {tuple(sorted((str(names[i]), str(names[j])))) for i, j in bonds}


def bonds_of(*atoms):
    """Bonds of (element, x) along a line."""
    xyz = np.array([(x, 0.0, 0.0) for _, x in atoms])
    return find_bonds(xyz, np.array([element for element, _ in atoms])).tolist()


# --------------------------------------------------------------------------------------------- bonds


def test_bonds_of_atp_carried_over():
    pose = load_pose()
    assert len(ATP_BONDS) == 33  # 31 atoms, three rings
    atp, move = Pose("ATP", pose.names, pose.xyz), rigid(1)
    made = molecule_of_pose(atp, None, "1aaa", "A", "told", 3)
    assert pairs(made.bonds, made.atom) == ATP_BONDS
    assert (made.bonds[:, 0] < made.bonds[:, 1]).all()
    assert dict(zip(*np.unique(made.element, return_counts=True), strict=True)) == {"C": 10, "N": 5, "O": 13, "P": 3}
    assert (made.name, made.entry, made.home, made.told) == ("ATP carried over", "1aaa", 3, ("told",))
    assert (made.chain.tolist(), made.polymer.tolist()) == (["A"], [False])
    moved = molecule_of_pose(atp, Motion(move.rotation, move.shift), "1aaa", "A", "told", 3)
    np.testing.assert_allclose(moved.xyz, move(pose.xyz), atol=1e-9)


@pytest.mark.parametrize(("atoms", "bonded"), [
    ((("C", 0.0), ("C", 1.54)), True),
    ((("C", 0.0), ("C", 1.90)), True),  # radii 0.73 and 0.73, and 0.45
    ((("C", 0.0), ("C", 1.98)), False),
    ((("C", 0.0), ("S", 1.82)), True),
    ((("S", 0.0), ("S", 2.05)), True),  # a disulphide
    ((("C", 0.0), ("I", 2.10)), True),
    ((("C", 0.0), ("O", 3.2)), False),  # a hydrogen bond's length
    ((("Mg", 0.0), ("O", 2.05)), False),
    ((("Zn", 0.0), ("S", 2.3)), False),
    ((("Mg", 0.0), ("Mg", 1.0)), False),
    ((("C", 0.0), ("C", 0.39)), False),  # two names for one place
    ((("C", 0.0), ("C", 0.0)), False),
    ((("Cl", 0.0),), False),
    ((), False),
])
def test_which_atoms_are_bonded(atoms, bonded):
    assert bonds_of(*atoms) == ([[0, 1]] if bonded else [])


def test_radii_are_those_of_the_element_table():
    for one, other in (("C", "N"), ("P", "O"), ("Br", "C"), ("Se", "C")):
        longest = gemmi.Element(one).covalent_r + gemmi.Element(other).covalent_r + 0.45
        assert bonds_of((one, 0.0), (other, longest - 0.01)) == [[0, 1]]
        assert bonds_of((one, 0.0), (other, longest + 0.01)) == []


def test_atoms_that_all_lie_on_each_other_have_no_bonds():
    assert find_bonds(np.zeros((1500, 3)), np.full(1500, "C")).shape == (0, 2)


def test_a_long_chain_has_every_bond_once():
    assert bonds_of(*(("C", 1.5 * k) for k in range(40))) == [[k, k + 1] for k in range(39)]


# ------------------------------------------------------------------------------------------ residues


def made_of(structure, residues=None, motion=None):
    chosen = np.arange(len(structure.residues)) if residues is None else np.array(residues)
    return make_molecule(structure, chosen, motion, lambda residue: f"told {residue}", "name", 7)


@pytest.mark.parametrize(("text", "name"), [(pdb_text, "x.pdb"), (mmcif_text, "x.cif")])
def test_columns_are_those_of_the_file(write, text, name):
    residues = [*peptide("GAC", start=-1), *peptide("PQ", "B", start=10, shift=(0, 50, 0)),
                nucleotide("ATP", chain="B"), lone_atom("MG", "Mg", "B")]
    structure = read(write(text(Entry(residues, id="1aaa")), name))
    molecule, places = made_of(structure)
    assert [str(n) for n in molecule.residue_name] == [r.name for r in residues]
    assert molecule.number.tolist() == [r.number for r in residues]
    assert "".join(molecule.chain) == "AAABBBB"
    assert "".join(molecule.letter) == "GACPQXX"
    assert molecule.polymer.tolist() == [True] * 5 + [False] * 2
    assert molecule.linked.tolist() == [True, True, False, True, False, False, False]
    assert (molecule.name, molecule.entry, molecule.home) == ("name", structure.source.id, 7)
    assert molecule.told == tuple(f"told {k}" for k in range(7))
    assert places == {k: k for k in range(7)}
    written = [(atom.name, atom.element) for r in residues for atom in r.atoms]
    assert list(zip(molecule.atom.tolist(), molecule.element.tolist(), strict=True)) == written
    owners = [k for k, r in enumerate(residues) for _ in r.atoms]
    assert molecule.owner.tolist() == owners
    np.testing.assert_allclose(molecule.xyz, [a.xyz for r in residues for a in r.atoms], atol=6e-4)


def test_a_choice_of_residues_moved(write):
    residues = peptide("GACDEF")
    structure = read(write(pdb_text(Entry(residues))))
    move = rigid(2)
    molecule, places = made_of(structure, [1, 2, 4], Motion(move.rotation, move.shift))
    assert places == {1: 0, 2: 1, 4: 2}
    assert "".join(molecule.letter) == "ACE"
    assert molecule.linked.tolist() == [True, False, False]  # D is not there
    here = np.array([atom.xyz for k in (1, 2, 4) for atom in residues[k].atoms])
    np.testing.assert_allclose(molecule.xyz, move(here), atol=1e-3)


def test_one_conformer_and_heavy_atoms_only(write):
    residues = peptide("GAC")
    residues[1] = with_altlocs(residues[1], {"A": 0.4, "B": 0.6})
    residues[2] = with_hydrogens(residues[2])
    structure = read(write(pdb_text(Entry(residues))))
    molecule, _ = made_of(structure)
    names = molecule.atom[molecule.atoms_of(np.array([1]))].tolist()
    assert names == ["N", "CA", "C", "O", "CB"]
    assert "H" not in molecule.element
    # Label B has more occupancy, and lies 0.5 Å further along z.
    assert molecule.xyz[molecule.named("CA")[1]][2] == pytest.approx(0.5)


def test_atoms_by_residue_and_by_name(write):
    structure = read(write(pdb_text(Entry([*peptide("GAC"), water()]))))
    molecule, _ = made_of(structure)
    assert molecule.atom[molecule.named("CB")[1:3]].tolist() == ["CB", "CB"]
    assert molecule.named("CB")[[0, 3]].tolist() == [-1, -1]
    assert molecule.named("nothing").tolist() == [-1] * 4
    assert molecule.atoms_of(np.array([], dtype=int)).tolist() == []
    both = molecule.atoms_of(np.array([2, 0]))
    assert both.tolist() == sorted(both.tolist())
    assert set(molecule.owner[both].tolist()) == {0, 2}


def test_a_gap_is_not_linked_and_chains_are_not_linked_to_each_other(write):
    structure = read(write(pdb_text(Entry([*peptide("GACDE", skip=[3]), *peptide("GA", "B", shift=(18.0, 0, 0))]))))
    molecule, _ = made_of(structure)
    # B begins where the next residue of A would stand.
    assert molecule.linked.tolist() == [True, False, True, False, True, False]
