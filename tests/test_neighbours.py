"""Neighbours against two plain loops over all atoms."""

import gzip
import math
from dataclasses import replace

import numpy as np
import pytest
from Bio.PDB import NeighborSearch, PDBParser

from builders.files import Atom, Entry, Residue, labelled, ligand, lone_atom, mmcif_text, pdb_text, peptide, water
from builders.files import with_altlocs as split
from builders.kinases import entry, ruler, under
from builders.lobes import lobes, rigid
from kinlens.examination import examine
from kinlens.neighbours import find_neighbours, neighbours_said
from kinlens.residues import ResidueKey
from kinlens.structures import read

LIMIT = 4.5


@pytest.fixture
def built(write):
    return lambda residues, text=pdb_text: read(write(text(Entry(residues)), "x.pdb" if text is pdb_text else "x.cif"))


def by_loops(structure, residue):
    """Nearest atom pair to every other residue that is neither water nor bonded to it; (distance, own, other)."""
    atoms, r = structure.atoms, structure.residues
    members = structure.residues_of(str(r.chain[residue])).tolist()
    xyz = atoms.xyz.tolist()

    def atom(index, name):
        named = [i for i in range(len(atoms)) if atoms.residue[i] == index and atoms.name[i] == name
                 and atoms.selected[i]]
        return xyz[named[0]] if named else None

    bonded = set()
    at = members.index(residue)
    for before, after in zip(members[max(0, at - 1):at + 1], members[max(0, at - 1) + 1:at + 2], strict=False):
        c, n = atom(before, "C"), atom(after, "N")
        if c is not None and n is not None and math.dist(c, n) <= 2.0:
            bonded |= {before, after}
    found = {}
    own = [i for i in range(len(atoms)) if atoms.residue[i] == residue and atoms.selected[i]]
    for j in range(len(atoms)):
        other = int(atoms.residue[j])
        if not atoms.selected[j] or other == residue or other in bonded or r.kind[other] == "water":
            continue
        for i in own:
            apart = math.dist(xyz[i], xyz[j])
            if apart <= LIMIT and apart < found.get(other, (math.inf,))[0] - 1e-9:
                found[other] = (apart, i, j)
    return found


def assert_like_loops(structure, chain, residues):
    found = find_neighbours(structure, chain, np.array(residues, dtype=np.intp))
    pairs = 0
    for residue in residues:
        expected = by_loops(structure, residue)
        mine = found.get(residue, [])
        assert {n.residue for n in mine} == set(expected)
        assert [n.distance_A for n in mine] == sorted(n.distance_A for n in mine)
        for n in mine:
            assert n.distance_A == pytest.approx(expected[n.residue][0], abs=1e-9)
            assert math.dist(structure.atoms.xyz[n.own_atom], structure.atoms.xyz[n.other_atom]) == pytest.approx(
                n.distance_A, abs=1e-9)
            assert structure.atoms.residue[[n.own_atom, n.other_atom]].tolist() == [residue, n.residue]
        pairs += len(mine)
    return pairs


def said(structure, key, chain="A"):
    residue = structure.index[ResidueKey.parse(key)]
    found = find_neighbours(structure, chain, np.array([residue])).get(residue, [])
    return neighbours_said(structure, found, chain, {})


@pytest.mark.parametrize("text", [pdb_text, mmcif_text])
def test_as_two_loops_find_them(built, text):
    residues = [*peptide("MKTAYIAKQRGG"), *peptide("WYHGFEDS", "B", shift=(3.0, -4.5, 1.0)),
                ligand("LIG", at=(6.0, 5.0, 3.0)), lone_atom("MG", "Mg", at=(20.0, 4.0, 3.0)),
                water(at=(12.0, 4.0, 2.0))]
    structure = built(residues, text)
    assert assert_like_loops(structure, "A", structure.residues_of("A").tolist()) > 20
    assert assert_like_loops(structure, "B", structure.residues_of("B").tolist()) > 10


def test_in_a_folded_chain(write):
    structure = read(write(pdb_text(entry(lobes("ABL1", 235, 500, move=rigid(2))))))
    assert assert_like_loops(structure, "A", structure.residues_of("A").tolist()[::4]) > 20


def atom_at(x, name="CA", **more):
    return Atom(name, "C", (x, 0.0, 0.0), **more)


def alone(number, x, name="GLY", chain="A", **more):
    return Residue(chain, number, name, (atom_at(x, **more),))


def test_the_limit(built):
    structure = built([alone(1, 0.0), alone(10, 4.5), alone(20, -4.501)])
    assert said(structure, "A:1") == "CA–G10:CA 4.5"
    assert said(structure, "A:20") == ""
    assert find_neighbours(structure, "A", np.array([2])) == {}


def test_nothing_asked_nothing_found(built):
    assert find_neighbours(built(peptide("ACD")), "A", np.array([], dtype=np.intp)) == {}


def test_bonded_neighbours_are_left_out_and_the_next_ones_are_not(built):
    """N and C in a row, 1.3 Å apart: 1–2 and 2–3 are bonded, C of 1 and N of 3 are 3.9 Å apart."""
    row = [Residue("A", k + 1, "GLY", (Atom("N", "N", (2.6 * k, 0, 0)), Atom("C", "C", (2.6 * k + 1.3, 0, 0))))
           for k in range(3)]
    structure = built(row)
    assert said(structure, "A:1") == "C–G3:N 3.9"
    assert said(structure, "A:2") == ""
    assert said(structure, "A:3") == "N–G1:C 3.9"


def test_over_a_break_the_next_number_is_a_neighbour(built):
    # 4 Å from C to N: no bond, a contact.
    residues = [*peptide("GG"), *peptide("GG", start=3, shift=(2 * 3.6 + 2.7, 0.0, 0.0))]
    structure = built(residues)
    (one,) = find_neighbours(structure, "A", np.array([1]))[1]
    assert one.residue == 2
    gap = min(math.dist(a.xyz, b.xyz) for a in residues[1].atoms for b in residues[2].atoms)
    assert gap > 2.0
    assert one.distance_A == pytest.approx(gap, abs=1e-3)


def test_a_peptide_bond_joins_by_the_atoms_and_not_by_the_numbers(built):
    residues = peptide("GGG")
    structure = built([residues[0], replace(residues[1], number=77), replace(residues[2], number=78)])
    assert all(n.residue != 1 for n in find_neighbours(structure, "A", np.array([0])).get(0, []))


def test_waters_are_left_out_and_what_else_is_there_is_named(built):
    structure = built([alone(1, 0.0), lone_atom("MG", "Mg", at=(2.0, 0, 0)), ligand("BBM", size=1, at=(0, 3.0, 0)),
                       water(at=(0.0, 0.0, 2.5)), alone(7, 4.0, "ALA", chain="B"), alone(9, -4.2, "SER")])
    assert said(structure, "A:1") == "CA–MG:MG 2.0; CA–BBM:C1 3.0; CA–B/A7:CA 4.0; CA–S9:CA 4.2"


def test_numbers_of_the_chain_itself_are_uniprot_numbers(built):
    structure = built([alone(1, 0.0), alone(9, 4.0, "SER")])
    found = find_neighbours(structure, "A", np.array([0]))
    assert neighbours_said(structure, found[0], "A", {0: 101, 1: 109}) == "CA–S109:CA 4.0"


def test_the_nearest_pair_of_two_residues_and_of_equally_near_ones_the_first(built):
    pair = Residue("A", 5, "ALA", (Atom("CA", "C", (3.0, 0, 0)), Atom("CB", "C", (-3.0, 0, 0))))
    structure = built([alone(1, 0.0), pair])
    assert said(structure, "A:1") == "CA–A5:CA 3.0"


def test_of_alternate_locations_the_chosen_conformer(built):
    """B is more occupied: it stands 4.4 Å away, A would be at 3.0."""
    other = Residue("A", 9, "SER", (atom_at(3.0, altloc="A", occupancy=0.4), atom_at(4.4, altloc="B", occupancy=0.6)))
    structure = built([alone(1, 0.0), other])
    assert said(structure, "A:1") == "CA–S9:CA 4.4"
    away = Residue("A", 9, "SER", (atom_at(3.0, altloc="A", occupancy=0.4), atom_at(6.0, altloc="B", occupancy=0.6)))
    assert said(built([alone(1, 0.0), away]), "A:1") == ""


def test_altloc_a_sees_a_whatever_is_chosen_elsewhere(built):
    """A is chosen here and B there: 1 Å apart, but never together in the crystal; the other's A is 4.2 Å away."""
    here = Residue("A", 1, "GLY", (atom_at(0.0, altloc="A", occupancy=0.7), atom_at(9.0, altloc="B", occupancy=0.3)))
    there = Residue("A", 9, "SER", (atom_at(4.2, altloc="A", occupancy=0.4), atom_at(1.0, altloc="B", occupancy=0.6)))
    structure = built([here, there])
    assert said(structure, "A:1") == "CA–S9:CA 4.2"
    assert said(structure, "A:9") == ""  # its B against the other's B, 8 Å away


def test_two_names_at_one_place_count_once_with_the_chosen_one(built):
    here = [labelled(alone(9, 4.0, "SER"), "A", 0.3), labelled(alone(9, 3.5, "THR"), "B", 0.7)]
    structure = built([alone(1, 0.0), *here])
    assert_like_loops(structure, "A", [0])


def test_with_alternate_locations_as_two_loops_find_them(built):
    residues = [split(r, {"A": 0.5, "B": 0.5}) if k % 3 == 0 else r for k, r in enumerate(peptide("MKTAYIAKQRGG"))]
    structure = built([*residues, *peptide("WYHGF", "B", shift=(3.0, -4.5, 1.0))])
    assert_like_loops(structure, "A", structure.residues_of("A").tolist())


def test_a_rigid_motion_changes_no_neighbour(write):
    chains = ruler("ABL1", 280, 310), under(ruler("ABL1", 280, 310), gene="EGFR", first=700, last=730)
    still = read(write(pdb_text(entry(*chains)), "a.pdb"))
    turned = replace(still, atoms=replace(still.atoms, xyz=rigid(8)(still.atoms.xyz)))
    everything = still.residues_of("A")
    before, after = (find_neighbours(s, "A", everything) for s in (still, turned))
    assert before.keys() == after.keys()
    assert before
    for residue, mine in before.items():
        assert {n.residue for n in mine} == {n.residue for n in after[residue]}
        assert [n.distance_A for n in mine] == pytest.approx([n.distance_A for n in after[residue]], abs=1e-9)


def test_each_residue_alone_has_what_it_has_among_many(write):
    structure = read(write(pdb_text(entry(lobes("ABL1", 235, 500)))))
    together = find_neighbours(structure, "A", structure.residues_of("A"))
    for residue in structure.residues_of("A").tolist()[::7]:
        assert find_neighbours(structure, "A", np.array([residue])).get(residue, []) == together.get(residue, [])


def test_in_a_row_of_a_report(write):
    made = lobes("PRKACA", 44, 298, offset=1)  # author numbers one less, as in 1ATP
    x = examine(write(pdb_text(entry(made))))
    row = x.facts(x.chain("A"), [122])[0]
    assert row["neighbours"]
    # Numbers in the column are UniProt's: every one named has that residue in the protein, and stands there.
    for part in row["neighbours"].split("; "):
        pair, apart = part.rsplit(" ", 1)
        own, other = pair.split("–")
        name, atom = other.split(":")
        there = next(a for a in made.of[int(name[1:])].atoms if a.name == atom)
        here = next(a for a in made.of[122].atoms if a.name == own)
        assert float(apart) == pytest.approx(math.dist(here.xyz, there.xyz), abs=0.051)
        assert x.chain("A").protein.record.sequence[int(name[1:]) - 1] == name[0]
    unresolved = x.facts(x.chain("A"), [90])[0]
    assert unresolved.get("neighbours", "") == ""


@pytest.mark.needs_structures
@pytest.mark.parametrize(("code", "chain", "numbers"), [
    ("1atp", "E", [72, 91, 120, 121, 123, 184, 327]), ("1s9j", "A", [97, 118, 121, 144, 212]),
    ("2xp2", "A", [1196, 1202, 1269])])
def test_real_residues_as_two_loops_find_them(structures_folder, code, chain, numbers):
    structure = read(sorted(structures_folder.glob(f"{code}.*"))[0])
    residues = [structure.index[ResidueKey(chain, number, "")] for number in numbers]
    assert assert_like_loops(structure, chain, residues) > 3 * len(residues)


@pytest.mark.needs_structures
def test_what_the_hinge_of_pka_touches(structures_folder):
    """The two hinge bonds every text on 1ATP names: E121 O – N6 and V123 N – N1 of ATP (UniProt 122 and 124)."""
    x = examine(sorted(structures_folder.glob("1atp.*"))[0])
    rows = x.facts(x.chain("E"), [122, 124])
    assert "O–ATP:N6 3.0" in rows[0]["neighbours"]
    assert "N–ATP:N1 3.3" in rows[1]["neighbours"]


@pytest.mark.needs_structures
def test_real_residues_as_biopdb_finds_them(structures_folder):
    """Another program's search on another reading of the file: residues within 4.5 Å, by author number."""
    path = sorted(structures_folder.glob("1atp.pdb*"))[0]
    structure = read(path)
    with gzip.open(path, "rt") as stream:
        model = PDBParser(QUIET=True).get_structure("x", stream)[0]
    search = NeighborSearch([atom for atom in model.get_atoms() if atom.element != "H"])
    for number in (72, 91, 120, 123, 184):
        theirs = {near.get_parent() for atom in model["E"][number] if atom.element != "H"
                  for near in search.search(atom.coord, LIMIT)}
        expected = {(r.get_parent().id, r.id[1]) for r in theirs if r.id[0] != "W"} - {
            ("E", number - 1), ("E", number), ("E", number + 1)}
        residue = structure.index[ResidueKey("E", number, "")]
        found = find_neighbours(structure, "E", np.array([residue]))[residue]
        r = structure.residues
        assert {(str(r.chain[n.residue]), int(r.number[n.residue])) for n in found} == expected


def test_atoms_in_one_place_are_said_and_not_counted(built):
    """A damaged file: thousands of atoms beside each other would be millions of pairs."""
    structure = built(peptide("ACDEFGHIKL" * 30))
    heap = replace(structure, atoms=replace(structure.atoms, xyz=np.zeros_like(structure.atoms.xyz)))
    assert find_neighbours(heap, "A", heap.residues_of("A")) is None
