"""Labels of real files against another program's output, against Bio.PDB, and against what entries are known for."""

import gzip
import math
import time

import numpy as np
import pytest
from Bio.PDB import PDBParser
from Bio.PDB.vectors import calc_dihedral

from kinlens.conformation import (
    CALLS,
    CLUSTER_LABELS,
    DFG_LABELS,
    HELIX_C_LABELS,
    LABEL_NAMES,
    NOT_APPLICABLE,
    find_conformation,
)
from kinlens.conformation.measuring import Angles
from kinlens.conformation.motif_residues import MotifResidues
from kinlens.errors import KinlensError
from kinlens.examination import examine
from kinlens.structures import read
from kinlens.structures.shelves import coordinate_files

pytestmark = pytest.mark.needs_structures

# Chain A of 1OL5 (AURKA; author numbers are UniProt's) as Kincore-standalone3 prints it: 1ol5.out of
# github.com/DunbrackLab/Kincore-standalone3. Two decimals.
RESIDUES = {
    "β3-Lys": "K162", "αC-Glu": "E181", "αC-Glu+4": "Q185", "β4-RS4": "L196", "XHRD": "I253", "HRD-His": "H254",
    "HRD-Arg": "R255", "HRD-Asp": "D256", "αF-Asp": "D311", "xDFG-x": "A273", "DFG-Asp": "D274", "DFG-Phe": "F275",
    "DFG-Gly": "G276", "DFG4": "W277", "DFG6": "V279", "APE6": "D294", "APE7": "L293", "APE8": "T292", "APE9": "G291",
    "APE10": "C290", "APE11": "L289", "APE12": "T288",
}
ANGLES = {
    "HRD-His φ": -63.28, "HRD-His ψ": -60.88, "HRD-Arg φ": 73.60, "HRD-Arg ψ": 1.59, "xDFG-x φ": -139.20,
    "xDFG-x ψ": -172.08, "DFG-Asp φ": 52.22, "DFG-Asp ψ": 80.16, "DFG-Phe φ": -90.83, "DFG-Phe ψ": 24.66,
    "APE6 φ": -62.23, "APE6 ψ": -14.30, "APE7 φ": -43.16, "APE7 ψ": -62.50, "APE8 φ": -110.77, "APE8 ψ": 140.24,
    "APE9 φ": 119.45, "APE9 ψ": -153.19, "APE10 φ": -153.42, "APE10 ψ": 162.50, "DFG-Asp χ1": 196.46,
    "DFG-Phe χ1": 282.61, "APE8 χ1": 313.06,
}
DISTANCES = {
    "αC-Glu+4–Phe": 5.58, "β3-Lys–Phe": 15.10, "Lys–Glu Cβ": 9.45, "salt bridge": 2.91, "loop": 2.93,
    "APE9–HRD-Arg": 3.68, "APE10–DFG4": 5.27, "APE11–DFG4": 10.96, "APE12–DFG4": 8.17,
    "HRD-His–DFG-Phe": 3.59, "DFG-Phe–αC-Glu+4": 3.51, "αC-Glu+4–β4-RS4": 3.91,
}
HALF_DIGIT = 0.0051


def the_chain(folder, entry, chain=""):
    """The first file of an entry, and its first chain or the one asked for."""
    path = sorted(folder.glob(f"{entry}.*"))[0] if "." not in entry else folder / entry
    chains = examine(path).chains
    return next(c for c in chains if c.chain == chain) if chain else chains[0]


@pytest.mark.parametrize("name", ["1ol5.cif.gz", "1ol5.pdb.gz"])
def test_what_the_program_itself_prints(structures_folder, name):
    one = the_chain(structures_folder, name, "A")
    residues = MotifResidues(one.structure, one.protein, one.domain)
    assert {place: residues.said(place) for place in RESIDUES} == RESIDUES
    assert Angles(residues).given(*ANGLES) == pytest.approx(ANGLES, abs=HALF_DIGIT)
    state = one.conformation
    found = state.dfg.values | state.helix_c.values | state.r_spine.values | {
        "salt bridge": state.salt_bridge.values["N–O"], "loop": state.loop_n.values["N–O"]}
    for part in state.loop_c.parts:
        found |= {key: value for key, value in part.values.items() if key in DISTANCES}
    assert found == pytest.approx(DISTANCES, abs=HALF_DIGIT)
    assert state.r_spine.margin == pytest.approx(3.91 - 5.0, abs=HALF_DIGIT)


def test_labels_are_those_the_program_itself_prints(structures_folder):
    state = the_chain(structures_folder, "1ol5.cif.gz", "A").conformation
    assert {name: state.labels[name].label for name in LABEL_NAMES[:9]} == {
        "dfg": "DFGin", "dihedral": "BLAminus", "helix_c": "αC-in", "salt_bridge": "in", "dfg_asp": "in", "hrd": "in",
        "loop_n": "in", "loop_c": "in", "r_spine": "in"}
    assert {part.name: part.label for part in state.loop_c.parts} == dict.fromkeys((
        "APE6 and APE7 φψ", "APE8 φψ", "APE8 χ1", "APE9–HRD-Arg", "APE10–DFG4", "APE11–DFG4", "APE12–DFG4"), "in")
    assert state.autoinhibition.label == "absent"  # the output has no line for it
    assert (state.strict.call, state.ours.call, state.ours.borderline) == ("active", "active", False)


def test_the_salt_bridge_of_1atp_does_not_decide_alone(structures_folder):
    """3.63 Å against 3.6: the active kinase of the textbooks is inactive by every cut-off strictly."""
    state = the_chain(structures_folder, "1atp", "E").conformation
    bridge = state.salt_bridge
    assert (bridge.label, round(bridge.values["N–O"], 2), round(bridge.margin, 2)) == ("out", 3.63, 0.03)
    assert bridge.borderline
    assert state.strict.call == "inactive"
    assert (state.ours.call, state.ours.borderline) == ("active", True)
    assert [reason for reason in state.ours.reasons if "salt bridge" in reason] == list(state.ours.reasons)


@pytest.mark.parametrize(("entry", "dfg", "helix_c"), [
    ("1atp", "DFGin", "αC-in"),     # the active kinase of the textbooks
    ("1iep", "DFGout", "αC-in"),    # imatinib, type II
    ("1t46", "DFGout", None),       # imatinib, type II
    ("2src", "DFGin", "αC-out"),    # Src-like inactive
    ("1xkk", "DFGin", "αC-out"),    # lapatinib
    ("1s9j", "DFGin", "αC-out"),    # PD318088, type III
    ("2itz", "DFGin", "αC-in"),     # L858R with gefitinib
])
def test_states_are_those_the_entries_are_known_for(structures_folder, entry, dfg, helix_c):
    state = the_chain(structures_folder, entry).conformation
    assert state.dfg.label == dfg
    assert helix_c is None or state.helix_c.label == helix_c


@pytest.mark.parametrize("entry", ["1iep", "2src", "1xkk", "1s9j", "1t46"])
def test_kinases_that_are_known_inactive(structures_folder, entry):
    state = the_chain(structures_folder, entry).conformation
    assert (state.strict.call, state.ours.call) == ("inactive", "inactive")


@pytest.mark.parametrize("entry", ["1atp", "1iep", "1m17", "1s9j"])
def test_angles_are_those_of_bio_pdb(structures_folder, entry):
    path = structures_folder / f"{entry}.pdb.gz"
    one = the_chain(structures_folder, path.name)
    with gzip.open(path, "rt") as handle:
        chain = PDBParser(QUIET=True).get_structure(entry, handle)[0][one.chain]
    residues = MotifResidues(one.structure, one.protein, one.domain)
    angles, compared = Angles(residues), 0
    for name in ("xDFG-x", "DFG-Asp", "DFG-Phe", "HRD-His", "HRD-Arg", "APE6", "APE7", "APE8", "APE9", "APE10"):
        if residues.lack(name):
            continue
        number = int(one.structure.residues.number[one.protein.positions[residues.position[name]]])
        before, here, after = (chain.child_dict.get((" ", number + step, " ")) for step in (-1, 0, 1))
        own = [here[atom].get_vector() for atom in ("N", "CA", "C")]
        chains = {"φ": before and [before["C"].get_vector(), *own], "ψ": after and [*own, after["N"].get_vector()]}
        for angle, four in chains.items():
            found = angles.given(f"{name} {angle}")
            assert isinstance(found, str) == (four is None)
            if four is not None:
                assert found[f"{name} {angle}"] == pytest.approx(math.degrees(calc_dihedral(*four)), abs=1e-3)
                compared += 1
    for name in ("DFG-Asp", "DFG-Phe"):
        number = int(one.structure.residues.number[one.protein.positions[residues.position[name]]])
        four = [chain[number][atom].get_vector() for atom in ("N", "CA", "CB", "CG")]
        expected = math.degrees(calc_dihedral(*four)) % 360.0
        assert angles.given(f"{name} χ1") == {f"{name} χ1": pytest.approx(expected, abs=1e-3)}
    assert compared >= 10


def test_the_gap_of_the_catalytic_spine_is_filled_by_the_nucleotide_of_1atp(structures_folder):
    found = the_chain(structures_folder, "1atp", "E").conformation.c_spine
    assert found.note.startswith("compound ATP")
    assert max(found.values["β2/β3–compound"], found.values["compound–β7"]) < 4.5  # van der Waals contact
    assert found.values["β2/β3–β7"] > 4.5


@pytest.mark.parametrize(("entry", "chain"), [("1unl", "B"), ("1wak", "A")])
def test_neither_the_ligand_of_another_chain_nor_a_buffer_completes_the_spine(structures_folder, entry, chain):
    """1UNL has roscovitine in one of its two kinases only, 1WAK ethylene glycol and no inhibitor."""
    found = the_chain(structures_folder, entry, chain).conformation.c_spine
    assert found.note == "no compound between the faces"
    assert not [pair for pair in found.values if "compound" in pair]


PLAIN = ("in", "out", NOT_APPLICABLE)
CLOSED = {
    "dfg": DFG_LABELS, "dihedral": CLUSTER_LABELS, "helix_c": (*HELIX_C_LABELS, NOT_APPLICABLE), "salt_bridge": PLAIN,
    "dfg_asp": PLAIN, "hrd": PLAIN, "loop_n": ("in", "out"), "loop_c": PLAIN, "r_spine": ("in", "out"),
    "autoinhibition": ("present", "absent", NOT_APPLICABLE), "c_spine": (), "distances": (),
}


def test_every_domain_of_every_file_gets_every_label_or_a_reason(structures_folder):
    count, spent = 0, 0.0
    for path in coordinate_files(structures_folder):
        try:
            structure = read(path)
        except KinlensError:
            continue
        for one in examine(structure).chains:
            for domain in one.domains:
                started = time.perf_counter()
                state = find_conformation(one.structure, one.protein, domain)
                spent += time.perf_counter() - started
                count += 1
                where = f"{path.name} {one.chain} {domain.name}"
                for name, label in state.labels.items():
                    assert label.label in ("", *CLOSED[name]), (where, name)
                    assert bool(label.reason) != label.given, (where, name)
                    assert np.isfinite(list(label.values.values())).all(), (where, name)
                    assert math.isnan(label.margin) or math.isfinite(label.margin), (where, name)
                    for part in label.parts:
                        assert part.label in ("", *PLAIN, "in, flipped"), (where, part.name)
                        assert bool(part.reason) != part.given, (where, part.name)
                assert state.strict.call in CALLS, where
                assert state.ours.call in CALLS, where
                # Ours differs only where a borderline value or a missing one stands in between.
                if state.strict.call != state.ours.call:
                    assert state.ours.borderline or state.ours.call == "undetermined", where
    assert count > 700
    assert spent / count < 0.01
