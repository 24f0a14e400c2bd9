"""Contacts with symmetry mates."""

from dataclasses import replace

import gemmi
import numpy as np
import pytest

from builders.files import STEP, Entry, lone_atom, mmcif_text, pdb_text, peptide, water
from builders.kinases import beside, entry, ruler, shortest
from kinlens.examination import examine
from kinlens.packing import describe_contact, symmetry_contacts, symmetry_said
from kinlens.provenance import describe_fully
from kinlens.structures import read

WIDE = (60.0, 50.0, 40.0, 90.0, 90.0, 90.0)


@pytest.fixture(params=["pdb", "mmcif"])
def made(write, request):
    """Give a function that writes an entry in either format and reads it."""

    def make(residues, **more):
        entry = Entry(list(residues), **more)
        return read(write(pdb_text(entry), "made.pdb") if request.param == "pdb" else write(mmcif_text(entry), "a.cif"))

    return make


def every(structure):
    return np.flatnonzero(structure.residues.kind != "water")


def test_translation_along_one_axis(made):
    """Two ions 20 Å apart along x in a cell of 24 Å: 4 Å over the edge, farther everywhere else."""
    s = made([lone_atom("ZN", "Zn", "A", 1, (0.0, 0.0, 0.0)), lone_atom("MG", "Mg", "A", 2, (20.0, 0.0, 0.0))],
             cell=(24.0, *WIDE[1:]))
    contacts = symmetry_contacts(s, every(s))
    assert contacts.distance_A == pytest.approx([4.0, 4.0])
    assert (contacts.own_atom.tolist(), contacts.other_atom.tolist()) == ([0, 1], [1, 0])
    assert describe_contact(s, contacts, 0) == "ZN–A/MG 2:MG (x,y,z)"
    assert len(contacts) == 2
    assert symmetry_said(s, 1) == "; crystal contact: 4.0 Å from a symmetry mate, MG–A/ZN 1:ZN (x,y,z)"


def test_beyond_the_limit_there_is_none(made):
    s = made([lone_atom("ZN", "Zn", "A", 1, (0.0, 0.0, 0.0)), lone_atom("MG", "Mg", "A", 2, (20.0, 0.0, 0.0))],
             cell=(24.6, *WIDE[1:]))
    contacts = symmetry_contacts(s, every(s))
    assert np.isnan(contacts.distance_A).all()
    assert (len(contacts), symmetry_said(s, 0)) == (0, "")


def test_screw_axis(made):
    """P 21 (b unique): (x, y, z) and (-x, y+1/2, -z). An atom at (1, 0, 1) has its mate at (-1, 25, -1)."""
    s = made([lone_atom("ZN", "Zn", "A", 1, (1.0, 0.0, 1.0)), lone_atom("MG", "Mg", "A", 2, (2.0, 24.0, -1.0))],
             cell=WIDE, space_group="P 1 21 1")
    contacts = symmetry_contacts(s, every(s))
    assert contacts.distance_A == pytest.approx([np.sqrt(3**2 + 1)] * 2)  # (-1, 25, -1) to (2, 24, -1)
    assert describe_contact(s, contacts, 1) == "MG–A/ZN 1:ZN (-x,y+1/2,-z)"


def test_atom_on_an_axis_is_no_contact_of_its_own(made):
    """P 2: the two-fold along b runs through the origin."""
    s = made([lone_atom("ZN", "Zn", "A", 1, (0.1, 3.0, 0.0)), lone_atom("MG", "Mg", "A", 2, (0.0, 9.0, 3.0))],
             cell=WIDE, space_group="P 1 2 1")
    contacts = symmetry_contacts(s, every(s))
    assert np.isnan(contacts.distance_A).all()  # Mg and its image are 6 Å apart


def test_atom_on_an_axis_has_the_mates_of_its_neighbours(made):
    """P 2: Zn on the two-fold, Mg beside it. Mg's image is as near to Zn as Mg; Zn has no image of its own."""
    s = made([lone_atom("ZN", "Zn", "A", 1, (0.0, 3.0, 0.0)), lone_atom("MG", "Mg", "A", 2, (2.0, 3.0, 1.0))],
             cell=WIDE, space_group="P 1 2 1")
    contacts = symmetry_contacts(s, every(s))
    assert contacts.distance_A == pytest.approx([np.sqrt(5), 2 * np.sqrt(5)])
    assert contacts.other_atom.tolist() == [1, 1]


def test_waters_of_mates_do_not_count(made):
    s = made([lone_atom("ZN", "Zn", "A", 1, (0.0, 0.0, 0.0)), water("A", 2, (57.0, 0.0, 0.0))], cell=WIDE)
    assert len(symmetry_contacts(s, every(s))) == 0


@pytest.mark.parametrize("cell", [(), (1.0, 1.0, 1.0, 90.0, 90.0, 90.0)], ids=["none", "dummy"])
def test_no_crystal(made, cell):
    s = made(peptide("GAG"), cell=cell)
    assert s.crystal is None
    assert len(symmetry_contacts(s, every(s))) == 0
    assert not any("symmetry" in note for note in s.notes)


@pytest.mark.parametrize(("more", "trouble"), [
    ({"cell": (5.0, 5.0, 5.0, 90.0, 90.0, 90.0)}, "too small for"),
    ({"cell": WIDE, "space_group": "Q 7"}, "space group 'Q 7' is unknown"),
    ({"cell": WIDE, "space_group": ""}, "no space group stated"),
    ({"cell": WIDE, "space_group": "P 3"}, "is no rotation"),  # a threefold axis in a cell that has none
])
def test_a_broken_crystal_is_said_and_not_used(made, more, trouble):
    s = made(peptide("GAGAGAGAGAGA"), **more)
    assert trouble in s.crystal.trouble
    assert [note for note in s.notes if note.startswith("symmetry mates cannot be made: ") and trouble in note]
    assert len(symmetry_contacts(s, every(s))) == 0


def test_facts_flag_residues_and_leave_distances_alone(write):
    chain = ruler("ABL1", 235, 500)
    length = STEP * 266 + 1.0
    made = entry(chain, others=[beside(chain, 315, "STI")])
    alone = examine(read(write(pdb_text(made), "alone.pdb")))
    packed = examine(read(write(pdb_text(replace(made, cell=(length, *WIDE[1:]))), "packed.pdb")))
    last, middle = packed.facts(packed.chain("A"), [500, 315])
    mates = [replace(atom, xyz=(atom.xyz[0] + length, *atom.xyz[1:]))
             for position in range(235, 240) for atom in chain.of[position].atoms]
    assert last["symmetry_A"] == pytest.approx(shortest(chain.of[500].atoms, mates), abs=1e-3)
    assert last["symmetry_atoms"] == "C–A/W235:N (x,y,z)"  # nothing stands between the two ends of the chain
    assert "symmetry_A" not in middle
    # Distances are within the asymmetric unit: with and without the crystal they are the same (definition 10).
    without = [{k: v for k, v in row.items() if not k.startswith("symmetry")} for row in (last, middle)]
    assert without == alone.facts(alone.chain("A"), [500, 315])
    assert "of symmetry mates, which no distance counts" in str(packed)
    assert "symmetry" not in str(alone)
    page = describe_fully(packed)["chains"][0]
    assert page["residues_touching_symmetry_mates"] == 2
    assert [ligand["symmetry"] for ligand in page["ligands"]] == [""]


# ------------------------------------------------------------------------------------------------ real crystals


def by_brute_force(path, structure, residues):
    """Distances to symmetry mates by gemmi's operations and plain loops over cells; waters left out."""
    st = gemmi.read_structure(str(path))
    group = gemmi.find_spacegroup_by_name(st.spacegroup_hm, st.cell.alpha, st.cell.gamma)
    fractional = np.array([[*st.cell.fractionalize(gemmi.Position(*xyz))] for xyz in structure.atoms.xyz])
    orth = np.array(st.cell.orth.mat.tolist())
    mates = np.flatnonzero((structure.residues.kind != "water")[structure.atoms.residue] & structure.atoms.selected)
    found = np.full(len(residues), np.inf)
    for op in group.operations():
        image = np.array([op.apply_to_xyz(list(f)) for f in fractional[mates]])
        for shift in np.ndindex(5, 5, 5):
            moved = image + np.array(shift) - 2
            if op == gemmi.Op() and np.allclose(moved, fractional[mates]):
                continue
            xyz = moved @ orth.T
            stays = np.linalg.norm(xyz - structure.atoms.xyz[mates], axis=1) < 0.8  # on a symmetry element
            xyz = np.where(stays[:, None], np.inf, xyz)
            for i, residue in enumerate(residues):
                own = structure.atoms_of(residue)
                centre = structure.atoms.xyz[own].mean(axis=0)
                close = np.flatnonzero(((xyz - centre) ** 2).sum(axis=1) < 20.0**2)
                if len(close):
                    apart = np.linalg.norm(structure.atoms.xyz[own][:, None] - xyz[close][None], axis=2)
                    found[i] = min(found[i], apart.min())
    return np.where(found <= 4.5, found, np.nan)


@pytest.mark.needs_structures
@pytest.mark.parametrize("entry", ["2xp2", "4dst", "3eqh"])
def test_real_contacts_agree_with_brute_force(structures_folder, entry):
    (path,) = structures_folder.glob(f"{entry}.*")
    s = read(path)
    residues = np.random.default_rng(0).choice(every(s), 8, replace=False)
    bound = [i for i in every(s) if s.residues.kind[i] in ("ligand", "ion")]  # 3EQH has calcium on a two-fold axis
    residues = np.r_[residues, bound]
    residues = np.unique(residues)
    expected = by_brute_force(path, s, residues)
    assert symmetry_contacts(s, residues).distance_A == pytest.approx(expected, abs=1e-3, nan_ok=True)
    assert not np.isnan(expected).all()


@pytest.mark.needs_structures
def test_ligands_held_by_a_crystal_contact(structures_folder):
    """4DST: the benzimidazole touches a mate; 4MNE: one of the four G-573 does. Both have whole assemblies."""
    (ras,) = structures_folder.glob("4dst.*")
    said = examine(ras).chain("A").sites["drug"].evidence
    assert "9LI A:201" in said
    assert "crystal contact: 2.8 Å" in said
    (raf,) = structures_folder.glob("4mne.*")
    x = examine(raf)
    drugs = [b.ligand for c in x.chains for b in c.ligands if b.ligand.kind == "compound"]
    assert {drug.key for drug in drugs if symmetry_said(x.structure, drug.residue)} == {"H:904"}
    assert len(drugs) > 4
    assert all(max(assembly.copies.values()) == 1 for assembly in x.structure.assemblies)


@pytest.mark.needs_structures
def test_an_assembly_that_takes_mates_is_said(structures_folder):
    """1S9J: the authors call it a dimer, with one chain in the file."""
    (path,) = structures_folder.glob("1s9j.*")
    assert "assembly 1 (authors): dimeric, A × 2; the mates are not in the file" in str(examine(path))


@pytest.mark.needs_structures
def test_mates_can_be_made_of_every_real_crystal(structures_folder):
    """None of the bounds that keep damaged files from taking for ever is met by a real entry."""
    troubled = {}
    crystals = 0
    for path in sorted(structures_folder.glob("*.*")):
        if path.name.removesuffix(".gz").endswith((".pdb", ".cif")):
            crystal = read(path).crystal
            crystals += crystal is not None
            if crystal is not None and crystal.trouble:
                troubled[path.name] = crystal.trouble
    assert troubled == {}
    assert crystals > 500


# ------------------------------------------------------------------------------------------------ damaged files


@pytest.mark.parametrize(("positions", "trouble"), [
    ([(0.0, 0.0, 0.0), (9000.0, 9000.0, 9000.0)], "lie up to 9,000 Å apart"),
    ([(10.0, 10.0, 10.0)] * 60, "60 atoms lie within 4.5 Å"),
], ids=["stray", "at one point"])
def test_atoms_where_no_crystal_has_them(made, positions, trouble):
    s = made([lone_atom("ZN", "Zn", "A", k, at) for k, at in enumerate(positions, 1)], cell=WIDE)
    assert trouble in s.crystal.trouble
    assert len(symmetry_contacts(s, every(s))) == 0


def test_a_residue_larger_than_the_cell_is_measured_like_any(made):
    """A number that two pieces of a file share makes one residue of them: its contacts are those of its atoms."""
    far = replace(lone_atom("ZN", "Zn", "A", 1), atoms=tuple(
        replace(lone_atom("ZN", "Zn").atoms[0], name=name, xyz=(x, 0.0, 0.0))
        for name, x in (("ZN", 0.0), ("Z2", 200.0))))
    s = made([far, lone_atom("MG", "Mg", "A", 2, (57.0, 0.0, 0.0))], cell=WIDE)
    contacts = symmetry_contacts(s, every(s))
    assert contacts.distance_A == pytest.approx([3.0, 3.0])  # Zn at 0 and Mg at 57 in a cell of 60
    assert (contacts.own_atom.tolist(), contacts.other_atom.tolist()) == ([0, 2], [2, 0])
