"""Bonds to the protein and hydrogen bonds to the hinge, on atoms put where they are wanted."""

import math

import numpy as np
import pytest

from builders.files import Atom, Residue, pdb_text
from builders.kinases import entry, ruler
from kinlens.examination import examine
from kinlens.ligands import contacts_of
from kinlens.ligands.hinge_bonds import amide_hydrogen, angle


def compound_of(*atoms, name="XYZ", number=900):
    return Residue("A", number, name, tuple(atoms), het=True, kind="non-polymer")


def tail(start, count=8):
    """Carbons that lead away from a place, 1.5 Å apart along −y: enough for a compound."""
    return [Atom(f"C{k + 1}", "C", (start[0], start[1] - 1.5 * (k + 1), start[2])) for k in range(count)]


def bound_to(write, chain, ligand):
    x = examine(write(pdb_text(entry(chain, others=[ligand]))))
    (bound,) = x.chain("A").ligands
    return bound, x


# ------------------------------------------------------------------------------------------------- covalent


def covalent_at(write, position, atom, element, apart, name="S1", gene="EGFR"):
    chain = ruler(gene, 700, 960)
    x, y, z = chain.xyz(position, atom)
    first = Atom(name, element, (x, y - apart, z))
    return bound_to(write, chain, compound_of(first, *tail(first.xyz)))[0]


# Covalent radii of Cordero 2008: S 1.05, C (sp2) 0.73 Å; bonds up to 0.4 Å more than their sum, 2.18 Å.
@pytest.mark.parametrize(("apart", "bonded"), [(1.6, True), (1.81, True), (2.15, True), (2.21, False), (3.3, False)])
def test_a_cysteine_bonds_to_carbon_up_to_the_radii_and_the_tolerance(write, apart, bonded):
    bound = covalent_at(write, 797, "SG", "C", apart, "C20")
    assert [str(bond) for bond in bound.covalent if bond.ligand_atom == "C20" and not bond.clash] == (
        [f"covalent to C797 (SG–C20 {apart:.1f} Å)"] if bonded else [])
    assert bound.type_said.endswith(", covalent") == (bonded and bool(bound.type.name))


@pytest.mark.parametrize("apart", [1.2, 2.3])
def test_atoms_in_one_place_and_stretched_bonds_are_said_to_overlap(write, apart):
    (bond, *_) = covalent_at(write, 797, "SG", "C", apart, "C20").covalent
    assert bond.clash
    assert str(bond) == f"overlaps C797 (SG–C20 {apart} Å)"


def test_what_forms_no_bond_overlaps(write):
    """A carbon of the backbone is no nucleophile, however near."""
    bound = covalent_at(write, 797, "CA", "C", 1.6, "C20")
    assert bound.covalent
    assert all(bond.clash for bond in bound.covalent if bond.protein_atom == "CA")


@pytest.mark.parametrize(("element", "name"), [("Cl", "CL1"), ("Br", "BR1"), ("F", "F1")])
def test_halogens_are_not_bonded(write, element, name):
    bound = covalent_at(write, 797, "SG", element, 2.0, name)
    assert name not in [bond.ligand_atom for bond in bound.covalent]


def test_the_residue_is_named_by_uniprot_whatever_the_author_says(write):
    chain = ruler("EGFR", 700, 960, offset=24)
    x, y, z = chain.xyz(797, "SG")
    first = Atom("C20", "C", (x, y - 1.8, z))
    bound, _ = bound_to(write, chain, compound_of(first, *tail(first.xyz)))
    bond = next(bond for bond in bound.covalent if not bond.clash)
    assert (bond.position, bond.author, bond.letter) == (797, "773", "C")


# ----------------------------------------------------------------------------------------------------- hinge

# ABL1: gatekeeper T315 = KLIFS 45, hinge E316 F317 M318, linker begins with T319 = KLIFS 49 (definitions, KLIFS).


def at_oxygen(chain, position, apart, degrees, element="N"):
    """A polar atom at a carbonyl oxygen, with an angle C=O…X, and carbons that lead away."""
    c, o = (np.array(chain.xyz(position, name)) for name in ("C", "O"))
    along, out = (o - c) / np.linalg.norm(o - c), np.array([0.0, 0.0, -1.0])
    turn = math.radians(180 - degrees)
    place = o + apart * (math.cos(turn) * along + math.sin(turn) * out)
    return compound_of(Atom("X1", element, tuple(place)), *tail((*place[:2], place[2] - 0.5)))


@pytest.mark.parametrize(("apart", "degrees", "element", "fits"), [
    (2.9, 120, "N", True), (2.9, 150, "O", True), (3.45, 120, "N", True), (3.55, 120, "N", False),
    (2.9, 95, "N", True), (2.9, 85, "N", False), (2.9, 120, "C", False), (3.3, 120, "S", False),
])
def test_a_carbonyl_of_the_hinge(write, apart, degrees, element, fits):
    chain = ruler("ABL1", 235, 500)
    bound, _ = bound_to(write, chain, at_oxygen(chain, 316, apart, degrees, element))
    assert ("E316 O" in [f"{b.letter}{b.position} {b.backbone}" for b in bound.hinge_bonds]) == fits


def test_beyond_the_slots_of_the_hinge_there_is_none(write):
    chain = ruler("ABL1", 235, 500)
    for position, klifs in ((313, False), (315, True), (319, True), (321, False)):
        bound, _ = bound_to(write, chain, at_oxygen(chain, position, 2.9, 140))
        assert any(b.position == position for b in bound.hinge_bonds) == klifs, position


def test_an_ether_and_a_tertiary_amine_have_no_hydrogen_to_give(write):
    chain = ruler("ABL1", 235, 500)
    o = np.array(chain.xyz(316, "O"))
    below = np.array([0.0, -1.0, 0.0])
    for element, bonded, fits in (("O", 1, True), ("O", 2, False), ("N", 2, True), ("N", 3, False)):
        place = o + 2.9 * below
        ways = [(-1.0, -1.0, 0.3), (1.0, -1.0, 0.3), (0.0, -1.0, -1.1)][:bonded]
        near = [Atom(f"B{k}", "C", tuple(place + way)) for k, way in enumerate(ways)]
        far = [Atom(f"C{k}", "C", tuple(place + (3.5 + 1.5 * k) * below)) for k in range(7)]
        bound, _ = bound_to(write, chain, compound_of(Atom("X1", element, tuple(place)), *near, *far))
        assert ((316, "O", "X1") in [(b.position, b.backbone, b.ligand_atom) for b in bound.hinge_bonds]) == fits


def at_nitrogen(chain, position, apart, degrees):
    """An ether oxygen beside an amide's hydrogen, whose place is made here from the neighbours of the nitrogen."""
    n, ca, c = (np.array(chain.xyz(p, name)) for p, name in ((position, "N"), (position, "CA"), (position - 1, "C")))
    bisector = (n - ca) / np.linalg.norm(n - ca) + (n - c) / np.linalg.norm(n - c)
    hydrogen = n + 1.01 * bisector / np.linalg.norm(bisector)
    along = (hydrogen - n) / 1.01
    turn = math.radians(180 - degrees)
    place = hydrogen + apart * (math.cos(turn) * along + math.sin(turn) * np.array([0.0, 0.0, -1.0]))
    sides = [Atom(f"B{k}", "C", tuple(place + side)) for k, side in enumerate([(-1.2, -0.7, -0.2), (1.2, -0.7, -0.2)])]
    below = np.array([0.0, -1.0, 0.0])
    far = [Atom(f"C{k}", "C", tuple(place + (3.5 + 1.5 * k) * below)) for k in range(6)]
    return compound_of(Atom("X1", "O", tuple(place)), *sides, *far), hydrogen


@pytest.mark.parametrize(("apart", "degrees", "fits"), [
    (1.9, 170, True), (1.9, 125, True), (2.4, 160, True), (2.6, 170, False), (2.2, 110, False),
])
def test_an_amide_of_the_hinge(write, apart, degrees, fits):
    chain = ruler("ABL1", 235, 500)
    there, hydrogen = at_nitrogen(chain, 318, apart, degrees)
    place = [np.array(chain.xyz(*at)) for at in ((318, "N"), (318, "CA"), (317, "C"))]
    assert amide_hydrogen(*place) == pytest.approx(hydrogen)
    bound, _ = bound_to(write, chain, there)
    assert ((318, "N") in [(b.position, b.backbone) for b in bound.hinge_bonds]) == fits


def test_proline_gives_no_hydrogen(write):
    chain = ruler("ABL1", 235, 500, changed={318: "P"})
    there, _ = at_nitrogen(chain, 318, 1.9, 170)
    bound, _ = bound_to(write, chain, there)
    assert (318, "N") not in [(b.position, b.backbone) for b in bound.hinge_bonds]


def test_across_a_gap_no_hydrogen_can_be_placed(write):
    chain = ruler("ABL1", 235, 500)
    there, _ = at_nitrogen(chain, 318, 1.9, 170)
    bound, _ = bound_to(write, ruler("ABL1", 235, 500, unresolved=[317]), there)
    assert (318, "N") not in [(b.position, b.backbone) for b in bound.hinge_bonds]


@pytest.mark.parametrize("degrees", [0.0, 60.0, 90.0, 180.0])
def test_angle(degrees):
    turn = math.radians(degrees)
    c = np.array([math.cos(turn), math.sin(turn), 0.0])
    assert angle(np.array([2.0, 0.0, 0.0]), np.zeros(3), c) == pytest.approx(degrees, abs=1e-5)


# -------------------------------------------------------------------------------------------------- contacts


def test_contacts_in_all_numberings(write):
    chain = ruler("ABL1", 235, 500, offset=-1000)  # author numbers 1235 … 1500
    bound, x = bound_to(write, chain, at_oxygen(chain, 318, 2.9, 150))
    one = x.chain("A")
    rows = contacts_of(x.structure, one.protein, one.domain, bound.ligand)
    expected = {
        position: min((math.dist(a.xyz, b.xyz), a.name, b.name) for a in residue.atoms for b in (
            Atom(str(n), "", tuple(p)) for n, p in zip(x.structure.atoms.name[bound.ligand.atoms],
                                                       x.structure.atoms.xyz[bound.ligand.atoms], strict=True)))
        for position, residue in chain.of.items()}
    near = {position: found for position, found in expected.items() if found[0] <= 4.5}
    assert [row["position"] for row in rows] == sorted(near)
    for row in rows:
        assert row["distance_A"] == pytest.approx(near[row["position"]][0], abs=2e-3)
        assert row["author"] == str(row["position"] + 1000)
    m318 = next(row for row in rows if row["position"] == 318)
    assert (m318["residue"], m318["klifs"], m318["reference"], m318["region"], m318["anchor"], m318["part"]) == (
        "M", 48, "PKA 123", "hinge", "gatekeeper+3", "hinge")
    assert m318["hinge_bond"].startswith("O–X1 2.9 Å")


def test_residues_of_another_chain_come_last_without_a_position(write):
    a = ruler("ABL1", 235, 500, "A")
    b = ruler("EGFR", 700, 740, "B", shift=(a.xyz(316, "N")[0], -6.0, 0.0))
    first = a.xyz(316, "O")
    there = compound_of(Atom("X1", "N", (first[0], first[1] - 2.0, first[2])), *tail(first, 6))
    x = examine(write(pdb_text(entry(a, b, others=[there]))))
    (bound,) = x.chain("A").ligands
    one = x.chain("A")
    rows = contacts_of(x.structure, one.protein, one.domain, bound.ligand)
    chains = [row["contact_chain"] for row in rows]
    assert set(chains) == {"A", "B"}
    assert chains == sorted(chains)
    for row in rows:
        assert (row["position"] is None) == (row["contact_chain"] == "B")
        assert row["position"] is not None or (row["klifs"], row["part"]) == (None, "")
