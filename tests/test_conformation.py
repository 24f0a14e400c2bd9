"""Labels of DFG and helix αC with their margins."""

import math

import pytest

from builders.files import pdb_text
from builders.kinases import entry, ruler
from kinlens.conformation import DFG_LABELS, HELIX_C_LABELS, _dfg_label, _helix_c_label, find_conformation
from kinlens.examination import examine
from kinlens.structures import read


@pytest.mark.parametrize(("glu", "lys", "label", "margin"), [
    (6.0, 14.6, "DFGin", 3.6), (10.5, 20.0, "DFGin", 0.5), (6.0, 11.05, "DFGin", 0.05),
    (13.6, 10.9, "DFGout", 2.6), (20.0, 13.9, "DFGout", 0.1),
    (11.0, 11.0, "DFGinter", 0.0), (8.0, 10.0, "DFGinter", 1.0),
    (12.0, 16.0, "unassigned", 1.0), (13.0, 14.01, "unassigned", 0.01),
])
def test_the_rule_of_the_dfg_motif(glu, lys, label, margin):
    found, by = _dfg_label(glu, lys)
    assert (found, by) == (label, pytest.approx(margin))
    assert found in DFG_LABELS
    assert by >= 0


@pytest.mark.parametrize(("apart", "label", "margin"), [
    (9.2, "αC-in", 0.8), (10.0, "αC-in", 0.0), (15.6, "αC-out", 5.6),
])
def test_the_rule_of_helix_c(apart, label, margin):
    found, by = _helix_c_label(apart)
    assert (found, by) == (label, pytest.approx(margin))
    assert found in HELIX_C_LABELS


def conformation(write, chain):
    (found,) = examine(read(write(pdb_text(entry(chain))))).chains
    return find_conformation(found.structure, found.protein, found.domain)


def test_values_are_the_distances_of_the_atoms(write):
    chain = ruler("ABL1", 229, 512)
    label = conformation(write, chain)
    apart = {"αC-Glu+4–Phe": math.dist(chain.xyz(290, "CA"), chain.xyz(382, "CZ")),
             "β3-Lys–Phe": math.dist(chain.xyz(271, "CA"), chain.xyz(382, "CZ"))}
    assert label.dfg.values_A == pytest.approx(apart, abs=2e-3)
    assert label.helix_c.values_A == pytest.approx(
        {"Lys–Glu Cβ": math.dist(chain.xyz(271, "CB"), chain.xyz(286, "CB"))}, abs=2e-3)
    assert (label.dfg.label, label.helix_c.label) == ("unassigned", "αC-out")  # a chain drawn out along a ruler
    assert "margin" in str(label)


@pytest.mark.parametrize(("more", "dfg", "helix_c"), [
    ({"unresolved": [382, 271]}, "β3-Lys is not resolved", "β3-Lys is not resolved"),
    ({"unresolved": [382]}, "DFG-Phe is not resolved", ""),
    ({"stubs": [382]}, "DFG-Phe has no CZ", ""),
])
def test_what_is_missing_is_said(write, more, dfg, helix_c):
    label = conformation(write, ruler("ABL1", 229, 512, **more))
    assert label.dfg.label == ""
    assert label.dfg.reason in (dfg, "DFG-Phe is not resolved")
    assert label.helix_c.reason == helix_c
    assert f"not labelled ({label.dfg.reason})" in str(label)
    assert not label.dfg.borderline


@pytest.mark.parametrize(("gene", "first", "last", "dfg", "helix_c"), [
    ("CSNK2A1", 1, 337, "the motif has W in place of Phe", ""),
    ("WNK1", 200, 490, "the motif has L in place of Phe", "the protein has C in place of β3-Lys"),
])
def test_motifs_the_rules_do_not_know(write, gene, first, last, dfg, helix_c):
    label = conformation(write, ruler(gene, first, last))
    assert (label.dfg.reason, label.helix_c.reason) == (dfg, helix_c)


@pytest.mark.needs_structures
@pytest.mark.parametrize(("entry_id", "dfg", "helix_c"), [
    ("1atp", "DFGin", "αC-in"),     # the active kinase of the textbooks
    ("1iep", "DFGout", "αC-in"),    # imatinib, type II
    ("1t46", "DFGout", None),       # imatinib, type II
    ("2src", "DFGin", "αC-out"),    # Src-like inactive
    ("1xkk", "DFGin", "αC-out"),    # lapatinib
    ("1s9j", "DFGin", "αC-out"),    # PD318088, type III
    ("2itz", "DFGin", "αC-in"),     # L858R with gefitinib
])
def test_states_are_those_the_entries_are_known_for(structures_folder, entry_id, dfg, helix_c):
    path = sorted(structures_folder.glob(f"{entry_id}.*"))[0]
    state = examine(path).chains[0].conformation
    assert state.dfg.label == dfg
    assert helix_c is None or state.helix_c.label == helix_c
