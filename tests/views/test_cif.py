"""Molecules as mmCIF, read back by gemmi."""

from dataclasses import replace

import gemmi
import numpy as np
import pytest

from kinlens.views.cif import molecule_cif
from views.handmade import compound, molecule, walk


def read_back(made):
    block = gemmi.cif.read_string(molecule_cif(made)).sole_block()
    structure = gemmi.make_structure_from_block(block)
    assert len(structure) == 1
    return structure[0]


def atoms_of(model):
    return [(chain, residue, atom) for chain in model for residue in chain for atom in residue]


def same(made):
    """Compare a molecule with what gemmi reads, atom by atom in any order of chains."""
    found = {(c.name, r.seqid.num, r.seqid.icode.strip(), r.name, a.name): a for c, r, a in atoms_of(read_back(made))}
    assert len(found) == len(made.xyz)
    for i, residue in enumerate(made.owner.tolist()):
        key = (str(made.chain[residue]) or "_", int(made.number[residue]), str(made.icode[residue]),
               str(made.residue_name[residue]), str(made.atom[i]))
        assert found[key].pos.tolist() == pytest.approx(made.xyz[i].tolist(), abs=5.1e-4)
        assert found[key].element.name.upper() == str(made.element[i]).upper()
    return found


def test_a_kinase_and_what_is_bound(kinase):
    for made in kinase.molecules:
        same(made)


def test_polymers_and_others_are_told_apart(kinase):
    model = read_back(kinase.molecules[0])
    kinds = {residue.name: residue.het_flag for chain in model for residue in chain}
    assert kinds["STI"] == "H"
    assert set(kinds.values()) == {"A", "H"}
    assert kinds["GLY"] == "A"


@pytest.mark.parametrize("more", [
    {"chain": ""}, {"chain": ["A", "A", "", "", "B"]}, {"chain": ["_"] * 5}, {"chain": ["a b"] * 5},
    {"chain": ["A'"] * 5}, {"chain": ['"'] * 5}, {"chain": ["#"] * 5}, {"chain": ["data_x"] * 5},
    {"chain": ["AAAA"] * 5}, {"chain": ["?"] * 5}, {"chain": ["."] * 5},
    {"number": [-5, -1, 0, 1, 99999]}, {"number": [10, 9, 8, 7, 6]},
    {"number": [52, 52, 52, 53, 54], "icode": ["", "A", "B", "", ""]},
    {"number": [52, 52, 52, 53, 54], "icode": ["B", "A", "", "", ""]},  # codes may run backwards
    {"name": "mine (2nd try)"}, {"name": ""}, {"name": "Ångström"}, {"name": "a\nb"},
], ids=str)
def test_names_and_numbers(more):
    same(molecule(walk(5), across=np.tile([0.0, 1.0, 0.0], (5, 1)), **more))


@pytest.mark.parametrize("code", ["'", '"', "#", "_", "$"])
def test_insertion_codes_that_mean_something_in_cif(code):
    same(molecule(walk(3), number=[1, 1, 2], icode=["", code, ""]))


@pytest.mark.parametrize("name", ["O5'", "C1*", 'H"', "N1A", "_x", "#1", "loop_", "'", "$1", "[N]", "."])
def test_names_of_atoms_and_compounds(name):
    same(compound([(name, "O", (1.0, -2.0, 3.0)), ("CL1", "Cl", (0.0004, 123.4567, -99.9996))]))
    same(replace(compound([("C1", "C", (0.0, 0.0, 0.0))]), residue_name=np.array([name])))


def test_coordinates_have_three_decimals():
    (atom,) = same(compound([("C1", "C", (0.0005001, -1234.5678, 0.0))])).values()
    assert atom.pos.tolist() == [0.001, -1234.568, 0.0]


def test_a_molecule_without_atoms():
    block = gemmi.cif.read_string(molecule_cif(molecule([]))).sole_block()
    assert atoms_of(gemmi.make_structure_from_block(block)) == []
