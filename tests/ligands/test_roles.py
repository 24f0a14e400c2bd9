"""Which role a ligand plays: by position, on made-up chains."""

import math

import pytest

from builders.files import Atom, Residue, lone_atom, pdb_text
from builders.kinases import beside, entry, ruler, shortest
from kinlens.examination import examine
from kinlens.ligands import ROLES, describe_bound, find_ligands
from kinlens.ligands.bound import role_of
from kinlens.ligands.burial import buried_share, is_copy
from kinlens.structures import read

HINGE = (316, 317, 318)  # ABL1: the three residues after the gatekeeper T315
NAN = math.nan


@pytest.mark.parametrize(("kind", "hinge", "contacts", "touched", "buried", "numbered", "role"), [
    ("compound", 5.99, 20, 20, NAN, True, "drug"),
    ("compound", 6.0, 20, 20, 0.8, True, "allosteric"),
    ("compound", NAN, 20, 20, NAN, True, "drug"),  # a hinge without coordinates cannot speak against the ATP site
    ("compound", 20.0, 8, 8, 0.34, True, "allosteric"),
    ("compound", 20.0, 8, 8, 0.33, True, "surface"),  # not buried
    ("compound", 20.0, 7, 7, 0.9, True, "surface"),  # too few residues around
    ("compound", 20.0, 20, 3, 0.8, True, "allosteric"),  # between the domain and another of the chain
    ("compound", 3.0, 2, 2, NAN, True, "surface"),
    ("compound", 30.0, 9, 2, NAN, True, "elsewhere"),  # most of it lies on the rest of the chain
    ("compound", 30.0, 9, 0, NAN, True, "elsewhere"),
    ("lipid", 21.0, 16, 13, 0.6, True, "allosteric"),
    ("lipid", 3.0, 16, 13, 0.2, True, "surface"),
    ("nucleotide", 3.0, 20, 20, NAN, True, "nucleotide"),
    ("nucleotide", 6.0, 20, 20, NAN, True, "elsewhere"),
    ("nucleotide", NAN, 20, 2, NAN, True, "elsewhere"),
    ("nucleotide", NAN, 20, 20, NAN, False, "nucleotide"),  # RAS
    ("compound", NAN, 3, 3, NAN, False, "drug"),
    ("compound", NAN, 2, 2, NAN, False, "elsewhere"),
    ("lipid", NAN, 9, 9, NAN, False, "elsewhere"),
])
def test_rules(kind, hinge, contacts, touched, buried, numbered, role):
    assert role_of(kind, hinge, contacts, touched, buried, numbered=numbered) == role
    assert role in ROLES


def examined(write, chain, *others, **more):
    return examine(write(pdb_text(entry(chain, others=others, **more))))


def role_in(write, *others, chain=None):
    x = examined(write, chain or ruler("ABL1", 235, 500), *others)
    return {b.ligand.name: b.role for b in x.chain("A").ligands}


def hinge_distance(chain, there):
    backbone = [a for n in HINGE for a in chain.of[n].atoms if a.name in ("N", "O")]
    return shortest(there.atoms, backbone)


@pytest.mark.parametrize(("z", "at_hinge"), [(2.0, True), (5.7, True), (5.75, False), (7.5, False)])
def test_six_angstrom_from_the_hinge(write, z, at_hinge):
    chain = ruler("ABL1", 235, 500)
    there = beside(chain, 316, "XYZ", size=8, y=1.8, z=z)  # above the hinge, among its side chains
    distance = hinge_distance(chain, there)
    assert (distance < 6.0) == at_hinge, distance
    (bound,) = examined(write, chain, there).chain("A").ligands
    assert (bound.role == "drug") == at_hinge
    assert bound.hinge_A == pytest.approx(distance, abs=1e-3)


def test_side_chains_of_the_hinge_do_not_count(write):
    chain = ruler("ABL1", 235, 500)
    there = beside(chain, 315, "XYZ", y=4.5, z=6.5)
    assert shortest(there.atoms, chain.of[317].atoms) < 4.0  # F317's ring
    assert hinge_distance(chain, there) >= 6.0
    assert role_in(write, there)["XYZ"] != "drug"


def test_buried_share_by_plain_counting(write):
    chain = ruler("ABL1", 235, 500)
    there = beside(chain, 300, "XYZ", size=12, y=-2.8, z=0.0)
    everything = [a for residue in chain.residues for a in residue.atoms]
    walls = [sum(math.dist(a.xyz, b.xyz) <= 5.0 for b in everything) for a in there.atoms]
    share = sum(count >= 8 for count in walls) / len(walls)
    assert 0 < share < 1
    x = examined(write, chain, there)
    (bound,) = x.chain("A").ligands
    assert bound.buried == pytest.approx(share)
    assert bound.role == ("allosteric" if share >= 1 / 3 and len(bound.ligand.contacts) >= 8 else "surface")


def test_a_copy_of_the_chain_is_no_wall_but_another_protein_is(write):
    """Two copies, or kinase and partner, face each other with the compound between them."""
    a = ruler("ABL1", 235, 500, "A")
    there = beside(a, 300, "XYZ", size=12, y=-4.0)
    shares = []
    for partner in (ruler("ABL1", 235, 500, "B", shift=(0, -8.0, 0)), ruler("EGFR", 700, 960, "B", shift=(0, -8.0, 0))):
        x = examine(write(pdb_text(entry(a, partner, others=[there]))))
        shares.append(buried_share(x.structure, x.chain("A").protein, find_ligands(x.structure)[0].atoms))
    alone = examined(write, a, there)
    assert shares[0] == buried_share(alone.structure, alone.chain("A").protein, find_ligands(alone.structure)[0].atoms)
    assert shares[1] > shares[0]


@pytest.mark.parametrize("seqres", [True, False])
def test_copies_are_told_from_partners(write, seqres):
    chains = [ruler("ABL1", 235, 300, "A"), ruler("ABL1", 235, 300, "B", shift=(0, 60, 0)),
              ruler("EGFR", 700, 760, "C", shift=(0, 120, 0))]
    structure = read(write(pdb_text(entry(*chains, seqres=seqres))))
    assert [is_copy(structure, "A", other) for other in "BC"] == [True, False]


def test_a_nucleotide_is_no_drug_wherever_it_is(write):
    chain = ruler("ABL1", 235, 500)
    there = [beside(chain, 316, "ANP", size=10, number=901), beside(chain, 450, "ADP", size=10, number=902)]
    assert role_in(write, *there) == {"ANP": "nucleotide", "ADP": "elsewhere"}


def test_what_is_bound_by_nature_or_chance_keeps_its_kind(write):
    chain = ruler("ABL1", 235, 500)
    there = [beside(chain, 316, "GOL", size=6, number=901), beside(chain, 330, "NAG", size=10, number=902),
             lone_atom("MG", "Mg", number=903, at=chain.xyz(381, "O")),
             lone_atom("CL", "Cl", number=904, at=chain.xyz(400, "O")), beside(chain, 350, "SEP", size=10, number=905)]
    assert role_in(write, *there) == {"GOL": "additive", "NAG": "sugar", "MG": "cofactor", "CL": "ion",
                                      "SEP": "peptide"}


def test_few_contacts_are_a_surface_contact(write):
    chain = ruler("ABL1", 235, 500)
    x, y, z = chain.xyz(400, "N")
    upright = Residue("A", 900, "XYZ", tuple(
        Atom(f"C{k}", "C", (x, y - 4.2 - 1.5 * k, z)) for k in range(8)), het=True, kind="non-polymer")
    touched = sum(shortest(r.atoms, upright.atoms) <= 4.5 for r in chain.residues)
    assert 0 < touched < 3
    (bound,) = examined(write, chain, upright).chain("A").ligands
    assert (bound.role, bound.type.name) == ("surface", "")
    said = "residue" if touched == 1 else "residues"
    assert bound.type.reason == f"on the surface: {touched} {said} of the domain in contact"


def test_contacts_outside_the_domain_are_elsewhere(write):
    # Domain 242–495; the compound lies along 505–510.
    chain = ruler("ABL1", 235, 512)
    (bound,) = examined(write, chain, beside(chain, 505, "XYZ")).chain("A").ligands
    assert (bound.role, bound.type.reason) == ("elsewhere", "no contact with the domain")


def test_an_unresolved_hinge_cannot_make_a_ligand_allosteric(write):
    chain = ruler("ABL1", 235, 500, unresolved=HINGE)
    (bound,) = examined(write, chain, beside(chain, 312, "XYZ")).chain("A").ligands
    assert math.isnan(bound.hinge_A)
    assert (bound.role, bound.type.name, bound.type.reason) == ("drug", "", "the hinge is not resolved")


def test_a_kinase_without_its_domain_has_no_drug(write):
    # BTK's PH domain (construct 2–170) with a lipid: no kinase inhibitor.
    chain = ruler("BTK", 2, 170)
    there = [beside(chain, 20, "XYZ"), beside(chain, 40, "ADP", size=10, number=901),
             beside(chain, 60, "4PT", size=20, number=902)]
    x = examined(write, chain, *there)
    assert {b.ligand.name: b.role for b in x.chain("A").ligands} == dict.fromkeys(("XYZ", "ADP", "4PT"), "elsewhere")
    assert {b.type.reason for b in x.chain("A").ligands} == {"no numbered kinase domain"}


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
    x = examine(write(pdb_text(entry(a, b, others=[beside(b, 316, "XYZ", file_chain="A")]))))
    ligands = find_ligands(x.structure)
    of = [describe_bound(x.structure, x.chain(name).protein, None, None, ligands, inside=None) for name in "AB"]
    assert of[0] == ()
    assert [bound.role for bound in of[1]] == ["drug"]


def test_a_nucleotide_far_from_a_stub_of_a_domain_is_not_its_own(write):
    """JAK2 from the end of JH2 to JH1: the few residues of JH2 have no hinge, and no nucleotide either."""
    chain = ruler("JAK2", 800, 1130)
    x = examine(read(write(pdb_text(entry(chain, others=[beside(chain, 930, "ATP", size=31)])))))
    (jak2,) = x.chains
    assert [domain.index for domain in jak2.domains] == [1, 2]
    assert not jak2.sites["atp_ligand"].absent
    assert jak2.of_domain[1]["atp_ligand"].evidence.startswith("no nucleotide bound")
