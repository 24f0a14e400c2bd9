"""Which chain a compound belongs to, and what it touches, on made-up chains."""

import pytest

from builders.files import Atom, Entry, Residue, ligand, mmcif_text, pdb_text, peptide
from builders.kinases import compound, shortest
from kinlens.ligands import find_ligands
from kinlens.structures import read


@pytest.fixture
def built(write):
    return lambda residues, text=pdb_text: read(write(text(Entry(list(residues)))))


def only(structure):
    (found,) = find_ligands(structure)
    return found



def test_the_owner_is_the_chain_around_it_not_the_chain_it_is_filed_under(built):
    chains = [*peptide("ACDEFG", "A"), *peptide("KLMNPQ", "B", shift=(0, 60, 0))]
    for text in (pdb_text, mmcif_text):
        found = only(built([*chains, compound("XYZ", (0, 56, 0), chain="A")], text))
        assert (found.owner, found.key, str(found)) == ("B", "A:900", "XYZ A:900")


def test_contacts_are_the_owners_residues_within_reach(built):
    residues = peptide("ACDEFGHIKL")
    there = compound("XYZ", (10.8, -4.0, 0.0))
    structure = built([*residues, there])
    expected = [i for i, r in enumerate(residues) if shortest(r.atoms, there.atoms) <= 4.5]
    found = only(structure)
    assert found.contacts.tolist() == expected
    assert found.touches == {"A": len(expected)}
    assert [str(structure.atoms.name[a]) for a in found.atoms] == [f"C{k}" for k in range(1, 9)]


def test_most_residues_win_and_the_others_are_counted(built):
    # 8 atoms along x between two chains 8 Å apart; chain B reaches the second half only.
    chains = [*peptide("ACDEFG", "A"), *peptide("KLM", "B", shift=(7.2, -8.0, 0))]
    there = compound("XYZ", (0, -4.0, 0.0))
    found = only(built([*chains, there]))
    touched = {name: sum(shortest(r.atoms, there.atoms) <= 4.5 for r in chains if r.chain == name) for name in "AB"}
    assert touched["A"] > touched["B"] > 0
    assert (found.owner, found.touches) == ("A", touched)


@pytest.mark.parametrize("names", ["AB", "BA"])
def test_of_chains_with_equal_contacts_the_nearest(built, names):
    # Gly N is at 3.0 Å in the nearer chain, at 3.5 Å in the other, whatever their names.
    near, far = names
    chains = [*peptide("G", near, shift=(0, 3.0, 0)), *peptide("G", far, shift=(0, -3.5, 3))]
    there = ligand("XYZ", chain="C", size=6, at=(-7.5, 0.0, 0.0))
    found = only(built([*chains, there]))
    assert found.touches == {"A": 1, "B": 1}
    assert found.owner == near


def test_nobody_near_nobody_owns(built):
    found = only(built([*peptide("ACD"), compound("XYZ", (0, 90, 0))]))
    assert (found.owner, len(found.contacts), found.touches) == ("", 0, {})


def test_altlocs_not_chosen_touch_nothing(built):
    # Conformer B (chosen) is 30 Å further down, out of reach.
    both = [Atom(f"C{k}", "C", (1.5 * k, y, 0), label, occupancy)
            for k in range(8) for label, occupancy, y in (("A", 0.3, -4.2), ("B", 0.7, -34.2))]
    found = only(built([*peptide("ACDEFG"), Residue("A", 900, "XYZ", tuple(both), het=True, kind="non-polymer")]))
    assert found.owner == ""
    assert len(found.atoms) == 8
