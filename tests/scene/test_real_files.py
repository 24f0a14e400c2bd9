"""Scenes of real structures: secondary structure beside the headers, distances beside the tables."""

from __future__ import annotations

import math
from collections import Counter

import gemmi
import numpy as np
import pytest

from kinlens.reporting import report
from kinlens.residues import ONE_TO_THREE
from kinlens.scene import compose
from kinlens.scene.molecules import find_bonds
from scene.looking import BACKBONE, atoms, centre, labels, layers, names, numbers

pytestmark = pytest.mark.needs_structures

# Kinases active and inactive, with drugs, nucleotides and partners; RAS; one at 3.4 Å.
CODES = ("1s9j", "2xp2", "2yfx", "1iep", "1atp", "5p21", "6oim", "3k5v", "1fin", "1opl", "2src", "1ir3")
MUTATIONS = {"1s9j": "C121S P124L", "2xp2": "L1196M G1269A", "2yfx": "L1196M", "1iep": "T315I H396P", "1atp": "K73A",
             "5p21": "G12D Q61L", "6oim": "G12C", "3k5v": "T315I A337V", "1fin": "K33A",
             "1opl": "T315I", "2src": "T341M K298R", "1ir3": "M1180I"}


def path_of(folder, code):
    return sorted(folder.glob(f"{code}.*"))[0]


@pytest.fixture(scope="module")
def scenes(structures_folder):
    """Give a scene of every file, by its code."""
    return {code: compose(path_of(structures_folder, code), MUTATIONS[code]) for code in CODES}


# ---------------------------------------------------------------------------------- secondary structure


def assigned(scene):
    """Letter of each residue of protein by chain, number and insertion code, in the order of the file."""
    m = scene.molecules[0]
    return {(str(c), int(n), str(i)): str(s) for c, n, i, s, p in zip(
        m.chain, m.number, m.icode, m.secondary, m.polymer, strict=True) if p}


def stretches(structure, letter, *, every=False):
    """First and last residue of the helices (of α helices unless `every` is true) or strands of a header."""
    if letter == "H":
        alpha = gemmi.Helix.HelixClass.RAlpha
        found = [helix for helix in structure.helices if every or helix.pdb_helix_class == alpha]
    else:
        found = [strand for sheet in structure.sheets for strand in sheet.strands]
    return [tuple((end.chain_name, end.res_id.seqid.num, end.res_id.seqid.icode.strip()) for end in (s.start, s.end))
            for s in found]


def header_stretches(folder, scene, code, letter):
    """Letters assigned to each stretch of the header that is shown."""
    found, order = assigned(scene), list(assigned(scene))
    for start, end in stretches(gemmi.read_structure(str(path_of(folder, code))), letter):
        if start in found and end in found:
            yield [found[key] for key in order[order.index(start):order.index(end) + 1]]


@pytest.mark.parametrize(("letter", "share"), [("H", 0.8), ("E", 0.8)])
def test_most_of_the_headers_helices_and_strands_are_found(structures_folder, scenes, letter, share):
    """Headers count the first and last residue of a helix, and lone bridges, which are not counted here."""
    right, total = Counter(), Counter()
    for code, scene in scenes.items():
        for letters in header_stretches(structures_folder, scene, code, letter):
            inner = letters[1:-1] if letter == "H" else letters
            right[code] += inner.count(letter)
            total[code] += len(inner)
    assert sum(total.values()) > 400
    assert sum(right.values()) / sum(total.values()) >= 0.9
    assert {code: round(right[code] / total[code], 2) for code in total if right[code] < share * total[code]} == {}


@pytest.mark.parametrize(("letter", "other"), [("H", "E"), ("E", "H")])
def test_no_helix_of_a_header_is_a_strand_and_the_other_way_round(structures_folder, scenes, letter, other):
    for code, scene in scenes.items():
        for letters in header_stretches(structures_folder, scene, code, letter):
            assert other not in letters[1:-1], code


@pytest.mark.parametrize("code", CODES)
def test_hardly_a_helix_or_strand_where_the_header_has_none(structures_folder, scenes, code):
    """One residue beyond either end is a matter of taste; a strand of a chain not deposited as such may be new."""
    found, order = assigned(scenes[code]), list(assigned(scenes[code]))
    structure = gemmi.read_structure(str(path_of(structures_folder, code)))
    for letter, limit in (("H", 0.05), ("E", 0.25)):
        known = set()
        for start, end in stretches(structure, letter, every=True):
            if start in found and end in found:
                first, last = order.index(start), order.index(end)
                known |= set(order[max(0, first - 1):last + 2])
        mine = [key for key, value in found.items() if value == letter]
        assert sum(key not in known for key in mine) <= limit * len(mine), letter


@pytest.mark.parametrize("code", ["1s9j", "1iep", "1atp", "5p21"])
def test_helices_are_where_another_program_has_them(structures_folder, scenes, code):
    """P-SEA looks at Cα alone (Labesse 1997): its helices and ours have to agree in most residues."""
    structure = pytest.importorskip("biotite.structure")
    molecule = scenes[code].molecules[0]
    alpha = molecule.named("CA")
    chain = molecule.chain[int(np.flatnonzero(molecule.polymer)[0])]
    here = np.flatnonzero(molecule.polymer & (alpha >= 0) & (molecule.chain == chain))
    array = structure.AtomArray(len(here))
    array.coord = molecule.xyz[alpha[here]].astype(np.float32)
    array.chain_id = molecule.chain[here]
    array.res_id = np.arange(len(here)) + 1
    array.res_name = molecule.residue_name[here]
    array.atom_name = np.full(len(here), "CA")
    array.element = np.full(len(here), "C")
    theirs = structure.annotate_sse(array)
    ours = molecule.secondary[here]
    assert ((theirs == "a") == (ours == "H")).mean() > 0.85
    assert ((theirs == "a") & (ours == "E")).sum() <= 0.01 * len(here)
    assert ((theirs == "b") & (ours == "H")).sum() <= 0.01 * len(here)


# -------------------------------------------------------------------------------------------- molecules


@pytest.mark.parametrize("code", CODES)
def test_bonds_of_protein_and_ligands(scenes, code):
    """Every residue hangs together, residues by peptide bonds and disulphides only, and metals by nothing."""
    m = scenes[code].molecules[0]
    one, other = m.bonds.T
    within = m.owner[one] == m.owner[other]
    across = [{str(m.atom[i]), str(m.atom[j])} for i, j in m.bonds[~within]]
    strange = [pair for pair in across if pair <= {"N", "C", "CA", "O", "CB"} and pair != {"C", "N"}]
    assert len(strange) <= 1  # in 1ATP R165 O is deposited 1.78 Å from D166 N
    bonded = np.zeros(len(m.xyz), dtype=bool)
    bonded[m.bonds] = True
    metals = np.array([gemmi.Element(symbol).is_metal for symbol in m.element.tolist()])
    assert not bonded[metals].any()
    assert bonded[~metals].mean() > 0.999
    linked = np.flatnonzero(m.linked)
    carbon, nitrogen = m.named("C")[linked], m.named("N")[linked + 1]
    made = {tuple(pair) for pair in m.bonds.tolist()}
    assert all(tuple(sorted(pair)) in made for pair in zip(carbon.tolist(), nitrogen.tolist(), strict=True))


@pytest.mark.usefixtures("structures_folder")
@pytest.mark.parametrize("name", [*(ONE_TO_THREE[one] for one in "ACDEFGHIKLMNPQRSTVWY"), "STI", "GDP", "TPO"])
def test_bonds_of_ideal_molecules_are_those_of_the_component_dictionary(name):
    """The dictionary comes with biotite and takes seconds to load: left out where real files are."""
    info = pytest.importorskip("biotite.structure.info")
    ideal = info.residue(name)
    ideal = ideal[ideal.element != "H"]
    elements = np.array([element.capitalize() for element in ideal.element])
    expected = {tuple(sorted(pair)) for pair in ideal.bonds.as_array()[:, :2].tolist()}
    assert {tuple(pair) for pair in find_bonds(ideal.coord.astype(float), elements).tolist()} == expected


def test_atp_in_1atp_has_its_33_bonds(scenes):
    m = scenes["1atp"].molecules[0]
    (atp,) = np.flatnonzero(m.residue_name == "ATP")
    inside = (m.owner[m.bonds] == atp).all(axis=1)
    assert inside.sum() == 33
    assert not {frozenset(m.element[pair].tolist()) for pair in m.bonds[inside]} & {frozenset({"P"})}


# ---------------------------------------------------------------------------------- marks, lines, layers


@pytest.mark.parametrize("code", CODES)
def test_marks_and_lines_are_those_of_the_table(structures_folder, scenes, code):
    scene = scenes[code]
    rows = report(path_of(structures_folder, code), MUTATIONS[code]).rows
    assert list(scene.rows) == list(rows)
    assert len(scene.marks) == len(MUTATIONS[code].split())
    for mark in scene.marks:
        here = atoms(scene.molecules[0], mark.residue)
        side = [xyz for name, xyz in here.items() if name not in (*BACKBONE, "OXT")]
        assert tuple(mark.xyz) == pytest.approx(centre(side or [here["CA"]]))
    assert len(scene.lines) >= len(scene.marks)
    for line in scene.lines:
        row = rows[scene.marks[line.mark].rows[0]]
        assert line.distance_A == pytest.approx(row[f"{line.site}_A"], abs=6e-4)
        assert line.said == row[f"{line.site}_atoms"]
        assert math.dist(line.start, line.end) == pytest.approx(line.distance_A, abs=1e-6)


@pytest.mark.parametrize(("code", "drug", "allosteric", "nucleotide"), [
    ("1s9j", [], ["BBM"], ["ATP"]), ("2xp2", ["VGH"], [], []), ("1iep", ["STI"], [], []), ("1atp", [], [], ["ATP"]),
    ("5p21", [], [], ["GNP"]), ("3k5v", ["STI"], ["STJ"], [])])
def test_what_is_bound(scenes, code, drug, allosteric, nucleotide):
    """Ligands by their components, as the papers of the entries name them."""
    found = layers(scenes[code])
    for role, expected in (("drug", drug), ("allosteric", allosteric), ("nucleotide", nucleotide)):
        assert (names(scenes[code], found[role]) if role in found else []) == expected, role


def test_atp_is_carried_over_and_hidden_behind_a_drug(scenes):
    for code in ("2xp2", "1s9j", "1atp", "5p21"):
        layer = layers(scenes[code]).get("atp_carried_over")
        assert (layer is not None) is (code == "2xp2")
    assert not layers(scenes["2xp2"])["atp_carried_over"].shown
    assert layers(scenes["2xp2"])["drug"].shown


def test_what_lies_in_the_frame(scenes):
    assert [code for code in CODES if not scenes[code].in_frame] == ["5p21", "6oim"]


def test_lobes_and_hinge_lie_as_the_frame_says(scenes):
    """N-lobe up, hinge left, seen into the cleft: the β3-lysine above the HRD-aspartate, the hinge left of both."""
    for code, lysine, aspartate, hinge in (("1iep", 271, 363, 318), ("1atp", 72, 166, 121), ("1s9j", 97, 190, 146)):
        m = scenes[code].molecules[0]
        name = m.chain[layers(scenes[code])["ribbon"].parts[0].residues[0]]
        at = {n: m.xyz[m.named("CA")[np.flatnonzero((m.chain == name) & (m.number == n))[0]]]
              for n in (lysine, aspartate, hinge)}
        assert at[lysine][1] > at[aspartate][1], code
        assert at[hinge][0] < min(at[lysine][0], at[aspartate][0]), code


def test_ribbon_regions_of_abl(scenes):
    where = {part.title: numbers(scenes["1iep"], part) for part in layers(scenes["1iep"])["ribbon"].parts}
    assert where["hinge"] == [316, 317, 318]
    assert where["DFG"] == [381, 382, 383]
    assert where["αC"] == list(range(280, 293))


def test_partners_are_faint_and_copies_noted(scenes):
    assert layers(scenes["1atp"])["partner"].parts[0].title == "partner (chain I)"
    assert scenes["1fin"].notes == ("1fin: chains C, D not shown",)
    assert scenes["1iep"].notes == ("1iep: chain B not shown",)


# -------------------------------------------------------------------------------- several and odd structures


def test_wild_type_beside_mutant(structures_folder):
    paths = [path_of(structures_folder, code) for code in ("2xp2", "2yfx")]
    scene = compose(paths, "L1196M")
    assert labels(scene) == ["L1196 2xp2", "M1196 2yfx"]
    one, two = scene.marks
    assert math.dist(one.xyz, two.xyz) < 3.0  # in one frame: the same place
    assert [colour for colour, _ in scene.legend][:2] == [part.colour for part in layers(scene)["ribbon"].parts]


def test_moving_a_real_file_changes_nothing(structures_folder):
    still = gemmi.read_structure(str(path_of(structures_folder, "1s9j")))
    moved = still.clone()
    angle = np.radians(70.0)
    rotation = np.array([[np.cos(angle), -np.sin(angle), 0.0], [np.sin(angle), np.cos(angle), 0.0], [0.0, 0.0, 1.0]])
    for found in moved[0].all():
        found.atom.pos = gemmi.Position(*(rotation @ np.array(found.atom.pos.tolist()) + [30.0, -12.0, 55.0]))
    here, there = (compose(structure, "C121S P124L") for structure in (still, moved))
    np.testing.assert_allclose(there.molecules[0].xyz, here.molecules[0].xyz, atol=1e-3)
    assert there.molecules[0].secondary.tolist() == here.molecules[0].secondary.tolist()
    for a, b in zip(here.marks, there.marks, strict=True):
        np.testing.assert_allclose(a.xyz, b.xyz, atol=1e-3)


def test_a_receptor_with_its_antibody(structures_folder):
    """Extracellular ERBB2 with trastuzumab, no header: no kinase domain, chains asked for faint."""
    path = structures_folder / "modified" / "1n8z_headerless-no-water.pdb.gz"
    scene = compose(path, gene="ERBB2", mutations="S310F", sites=["antibody=chain:H+L"])
    assert scene.in_frame is False
    faint = layers(scene)["antibody"]
    assert {str(chain) for part in faint.parts for chain in scene.molecules[0].chain[part.residues]} == {"H", "L"}
    assert labels(scene) == ["S310F"]
    assert {line.site for line in scene.lines} == {"antibody", "partner"}  # the partner is one of its two chains


def test_the_clearest_turn_of_real_marks_hides_no_more_than_the_usual(structures_folder):
    path = path_of(structures_folder, "1s9j")
    hidden = []
    for turn in (0.0, "auto"):
        scene = compose(path, "C121S P124L", turn_deg=turn)
        angle = np.radians(scene.turn_deg)
        rotation = np.array([[np.cos(angle), 0, -np.sin(angle)], [0, 1, 0], [np.sin(angle), 0, np.cos(angle)]])
        m = scene.molecules[0]
        away = [(m.xyz[np.isin(m.atom, ("N", "CA", "C"))] @ rotation) - mark.xyz @ rotation for mark in scene.marks]
        hidden.append(sum(int(((np.hypot(a[:, 0], a[:, 1]) < 2.2) & (a[:, 2] > 2.0)).sum()) for a in away))
    assert hidden[1] <= hidden[0] + 5  # atoms of ligands count as well
