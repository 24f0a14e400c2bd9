"""Who owns a ligand, what kind it is and which role it plays: by position, on made-up chains."""

import math

import numpy as np
import pytest

from builders.files import Atom, Entry, Residue, ligand, lone_atom, mmcif_text, pdb_text, peptide, water
from builders.kinases import beside, compound, entry, ruler, shortest
from kinlens.examination import examine
from kinlens.ligands import assign_roles, find_ligands, load_vocabulary
from kinlens.residues import THREE_TO_ONE
from kinlens.structures import read


@pytest.fixture
def built(write):
    return lambda residues, text=pdb_text: read(write(text(Entry(list(residues)))))


def only(structure):
    (found,) = find_ligands(structure)
    return found


# ---------------------------------------------------------------------------------------------- vocabulary


def test_vocabulary():
    words = load_vocabulary()
    assert {name: words.nucleotides[name].phosphates for name in ("ATP", "ADP", "AMP", "ANP", "GNP", "112")} == {
        "ATP": 3, "ADP": 2, "AMP": 1, "ANP": 3, "GNP": 3, "112": 3,
    }
    assert words.nucleotides["AGS"].stands_for == "ATP analogue"
    assert words.nucleotides["ATP"].stands_for == "ATP"
    assert {"SO4", "GOL", "EDO", "MES"} <= words.additives
    assert "NAG" in words.sugars
    named = [words.additives, words.sugars, frozenset(words.nucleotides)]
    assert not any(a & b for i, a in enumerate(named) for b in named[i + 1:])


@pytest.mark.parametrize(
    ("residue", "kind"),
    [
        (compound("ATP", (0, -4, 0), 31), "nucleotide"),
        (compound("GNP", (0, -4, 0), 32), "nucleotide"),
        (compound("XYZ", (0, -4, 0), 20), "compound"),
        (compound("XYZ", (0, -4, 0), 6), "compound"),
        (compound("XYZ", (0, -4, 0), 5), "additive"),  # too small for a drug
        (compound("GOL", (0, -4, 0), 6), "additive"),
        (compound("MES", (0, -4, 0), 12), "additive"),
        (compound("NAG", (0, -4, 0), 14), "sugar"),
        (compound("SEP", (0, -4, 0), 10), "additive"),  # an amino acid on its own
        (compound("PHE", (0, -4, 0), 12), "additive"),
        (lone_atom("MG", "Mg", at=(0, -3, 0)), "ion"),
        (lone_atom("CL", "Cl", at=(0, -3, 0)), "ion"),
    ],
)
def test_kind(built, residue, kind):
    assert only(built([*peptide("ACDEFG"), residue])).kind == kind


def test_waters_are_no_ligands(built):
    assert find_ligands(built([*peptide("ACD"), water(at=(0, 3, 0))])) == ()


# ---------------------------------------------------------------------------------------------------- owner


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


# ---------------------------------------------------------------------------------------------------- roles

HINGE = (316, 317, 318)  # ABL1: the three residues after the gatekeeper T315


def examined(write, chain, *others, **more):
    return examine(write(pdb_text(entry(chain, others=others, **more))))


def role_of(write, *others, chain=None):
    chain = chain or ruler("ABL1", 235, 500)
    x = examined(write, chain, *others)
    return {b.ligand.name: b.role for b in x.chain("A").ligands}


def hinge_distance(chain, there):
    backbone = [a for n in HINGE for a in chain.of[n].atoms if a.name in ("N", "O")]
    return shortest(there.atoms, backbone)


@pytest.mark.parametrize(("z", "role"), [(2.0, "drug"), (5.7, "drug"), (5.75, "allosteric"), (7.5, "allosteric")])
def test_six_angstrom_from_the_hinge_part_drug_from_allosteric(write, z, role):
    chain = ruler("ABL1", 235, 500)
    there = beside(chain, 316, "XYZ", size=8, y=1.8, z=z)  # above the hinge, among its side chains
    distance = hinge_distance(chain, there)
    assert (distance < 6.0) == (role == "drug"), distance
    (bound,) = examined(write, chain, there).chain("A").ligands
    assert bound.role == role
    assert bound.hinge_A == pytest.approx(distance, abs=1e-3)


def test_the_gatekeeper_is_not_the_hinge(write):
    chain = ruler("ABL1", 235, 500)
    there = beside(chain, 311, "XYZ", size=6, y=-4.0)  # ends 6 Å short of N 316
    assert hinge_distance(chain, there) > 6
    assert role_of(write, there) == {"XYZ": "allosteric"}


def test_side_chains_of_the_hinge_do_not_count(write):
    chain = ruler("ABL1", 235, 500)
    there = beside(chain, 315, "XYZ", y=4.5, z=6.5)
    assert shortest(there.atoms, chain.of[317].atoms) < 4.0  # F317's ring
    assert hinge_distance(chain, there) >= 6.0
    assert role_of(write, there) == {"XYZ": "allosteric"}


def test_a_nucleotide_is_no_drug_wherever_it_is(write):
    chain = ruler("ABL1", 235, 500)
    there = [beside(chain, 316, "ANP", size=10, number=901), beside(chain, 450, "ADP", size=10, number=902)]
    assert role_of(write, *there) == {"ANP": "nucleotide", "ADP": "elsewhere"}


def test_additives_sugars_and_ions_have_their_own_role(write):
    chain = ruler("ABL1", 235, 500)
    there = [beside(chain, 316, "GOL", size=6, number=901), beside(chain, 330, "NAG", size=10, number=902),
             lone_atom("MG", "Mg", number=903, at=chain.xyz(381, "O"))]
    assert role_of(write, *there) == {"GOL": "additive", "NAG": "sugar", "MG": "ion"}


def test_few_contacts_are_a_surface_contact(write):
    chain = ruler("ABL1", 235, 500)
    x, y, z = chain.xyz(400, "N")
    upright = Residue("A", 900, "XYZ", tuple(
        Atom(f"C{k}", "C", (x, y - 4.2 - 1.5 * k, z)) for k in range(8)), het=True, kind="non-polymer")
    touched = sum(shortest(r.atoms, upright.atoms) <= 4.5 for r in chain.residues)
    assert 0 < touched < 3
    assert role_of(write, upright) == {"XYZ": "elsewhere"}


def test_contacts_outside_the_domain_are_elsewhere(write):
    # Domain 242–495; the compound lies along 505–510.
    chain = ruler("ABL1", 235, 512)
    assert role_of(write, beside(chain, 505, "XYZ"), chain=chain) == {"XYZ": "elsewhere"}


def test_an_unresolved_hinge_cannot_make_a_ligand_allosteric(write):
    chain = ruler("ABL1", 235, 500, unresolved=HINGE)
    x = examined(write, chain, beside(chain, 312, "XYZ"))
    (bound,) = x.chain("A").ligands
    assert math.isnan(bound.hinge_A)
    assert bound.role == "drug"


def test_a_kinase_without_its_domain_has_no_drug(write):
    # BTK's PH domain (construct 2–170) with a lipid: no kinase inhibitor.
    chain = ruler("BTK", 2, 170)
    x = examined(write, chain, beside(chain, 20, "XYZ"), beside(chain, 40, "ADP", size=10, number=901))
    assert {b.ligand.name: b.role for b in x.chain("A").ligands} == {"XYZ": "elsewhere", "ADP": "elsewhere"}
    assert x.chain("A").sites["drug"].evidence == "no drug-like ligand bound; elsewhere: XYZ A:900"


def test_ras_has_nucleotide_and_drug_without_a_hinge(write):
    chain = ruler("KRAS", 1, 169)
    there = [beside(chain, 12, "GDP", size=10, number=201), beside(chain, 68, "XYZ", number=202),
             beside(chain, 100, "MG", size=1, number=203)]
    x = examined(write, chain, *there)
    roles = {b.ligand.name: b.role for b in x.chain("A").ligands}
    assert (roles["GDP"], roles["XYZ"]) == ("nucleotide", "drug")
    assert all(math.isnan(b.hinge_A) for b in x.chain("A").ligands)


def test_best_placed_first(write):
    chain = ruler("ABL1", 235, 500)
    there = [beside(chain, 450, "AAA", number=901), beside(chain, 316, "ZZZ", number=902)]
    x = examined(write, chain, *there)
    assert [b.ligand.name for b in x.chain("A").ligands] == ["ZZZ", "AAA"]


def test_a_chain_sees_only_what_it_owns(write):
    a, b = ruler("ABL1", 235, 500, "A"), ruler("ABL1", 235, 500, "B", shift=(0, 60, 0))
    structure = read(write(pdb_text(entry(a, b, others=[beside(b, 316, "XYZ", file_chain="A")]))))
    ligands = find_ligands(structure)
    assert assign_roles(structure, ligands, "A", [], []) == ()
    (bound,) = assign_roles(structure, ligands, "B", [], None)
    assert bound.role == "drug"


def test_builders_are_what_the_tests_take_them_for():
    chain = ruler("ABL1", 235, 500)
    letters = "".join(THREE_TO_ONE[r.name] for r in chain.residues)
    assert letters[315 - 235] == "T"
    assert chain.xyz(236, "N") == (3.6, 0.0, 0.0)
    assert np.hypot(*np.subtract(chain.xyz(236, "N"), chain.xyz(235, "C"))[:2]) == pytest.approx(1.30, abs=0.01)


def test_a_nucleotide_far_from_a_stub_of_a_domain_is_not_its_own(write):
    """JAK2 from the end of JH2 to JH1: the few residues of JH2 have no hinge, and no nucleotide either."""
    chain = ruler("JAK2", 800, 1130)
    x = examine(read(write(pdb_text(entry(chain, others=[beside(chain, 930, "ATP", size=31)])))))
    (jak2,) = x.chains
    assert [domain.index for domain in jak2.domains] == [1, 2]
    assert not jak2.sites["atp_ligand"].absent
    assert jak2.of_domain[1]["atp_ligand"].evidence == "no nucleotide bound"
