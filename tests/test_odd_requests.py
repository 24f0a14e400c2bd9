"""Requests no manual foresees: each gets a named error or a row that says what is wrong."""

import gemmi
import numpy as np
import pandas as pd
import pytest

import kinlens as kl
from builders.files import pdb_text
from builders.kinases import beside, entry, ruler
from kinlens.errors import BadSite, ChainNotFound, NothingAsked, ResidueNotFound
from kinlens.examination import examine
from kinlens.identity import identify
from kinlens.reporting import report


@pytest.fixture
def abl(write):
    a = ruler("ABL1", 235, 500)
    return write(pdb_text(entry(a, others=[beside(a, 316, "STI")])))


@pytest.mark.parametrize("odd", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_a_missing_value_of_a_table_is_a_row_of_its_own(abl, odd):
    made = report(abl, ["T315I", odd, "E255K"])
    assert [(row["input"], row["status"]) for row in made.rows] == [
        ("T315I", "match"), (str(odd), "not a variant"), ("E255K", "match")]
    assert made.rows[1]["reason"] == "missing value: no residue to place"


@pytest.mark.parametrize("position", [315, 315.0, np.int64(315), np.float32(315)])
def test_a_column_of_positions(abl, position):
    """Whole numbers are floats in a column with blanks."""
    (row,) = report(abl, [position], gene="ABL1").rows
    assert (row["input"], row["variant"], row["status"]) == (str(position), "T315", "wild type not stated")


@pytest.mark.parametrize("odd", [True, 1.5, float("inf"), b"T315I", object])
def test_what_is_no_text_is_a_row_of_its_own(abl, odd):
    made = report(abl, ["T315I", odd, "E255K"])
    assert [row["status"] for row in made.rows] == ["match", "not read", "match"]
    assert "is no text" in made.rows[1]["reason"]
    assert report(["ABL1:T315I", odd]).rows[-1]["status"] == "not read"


@pytest.mark.parametrize("structure", [None, float("nan"), gemmi.Structure()])
def test_what_is_neither_structure_nor_variants(structure):
    with pytest.raises(NothingAsked):
        report(structure)


def test_a_gene_elsewhere_with_the_wrong_residue_is_not_numbered(abl):
    """EGFR has T at 790: an A790 says nothing about the gatekeeper, whatever the structure holds."""
    wrong, beyond, right = report(abl, "A790M T9999I T790M", gene="EGFR").rows
    assert wrong["status"] == beyond["status"] == right["status"] == "not in this structure"
    assert "EGFR (P00533) has T at 790, not A" in wrong["reason"]
    assert "has 1210 residues" in beyond["reason"]
    assert "klifs" not in wrong
    assert "position" not in beyond
    assert (right["wild_type"], right["klifs"]) == ("T", 45)


def test_sites_are_asked_of_examine_as_text(abl):
    for sites in ("mine=ligand:STI", ["mine=ligand:STI"]):
        x = examine(abl, sites=sites)
        row = report(x, "T315I").rows[0]
        assert row["mine_A"] == row["drug_A"]
    with pytest.raises(BadSite, match=r"examine\(…, sites="):
        report(x, "T315I", sites=["other=ligand:STI"])


def test_one_chain_may_be_asked_for_as_text_and_twice_is_once(abl):
    assert [c.chain for c in examine(abl, chains="A").chains] == ["A"]
    assert [c.chain for c in examine(abl, chains=["A", "A"]).chains] == ["A"]
    assert examine(abl, chains=[]).chains == ()
    with pytest.raises(ChainNotFound):
        examine(abl, chains="AB")


def test_identify_takes_a_path(abl):
    assert identify(abl, "A").record.gene == "ABL1"


def test_an_unknown_anchor_names_the_anchors(abl):
    with pytest.raises(ResidueNotFound, match=r"its anchors are .*gatekeeper"):
        examine(abl).at(anchor="gatekeper")


def test_a_glue_between_two_proteins_is_measured_from_both(write):
    """9BG5: a compound between KRAS and cyclophilin belongs to one of them and touches the other as well."""
    a, b = ruler("KRAS", 1, 169, "A"), ruler("ABL1", 60, 150, "B", shift=(0, 8.0, 0))
    path = write(pdb_text(entry(a, b, others=[beside(a, 60, "XYZ", y=4.6, size=10, number=201)])))
    x = examine(path, sites="glue=ligand:XYZ")
    owner = next(ligand.ligand.owner for c in x.chains for ligand in c.ligands)
    other = "B" if owner == "A" else "A"
    assert x.chain(other).sites["glue"].evidence == f"XYZ A:201 (belongs to chain {owner})"
    assert not x.chain(owner).sites["glue"].absent


def test_a_copy_of_the_protein_does_not_lend_its_ligand(write):
    """Distances stay within one copy (definition 10), however near the other copy's drug is."""
    a, b = ruler("ABL1", 235, 500, "A"), ruler("ABL1", 235, 500, "B", shift=(0, 9.0, 0))
    path = write(pdb_text(entry(a, b, others=[beside(a, 316, "STI", y=4.4)])))
    x = examine(path, sites="drug2=ligand:STI")
    owner = next(ligand.ligand.owner for c in x.chains for ligand in c.ligands)
    other = x.chain("B" if owner == "A" else "A")
    assert next(iter(x.chain(owner).ligands)).ligand.touches[other.chain] >= 3
    assert other.sites["drug2"].absent
    assert "no copy belongs to chain" in other.sites["drug2"].evidence


def test_a_report_prints_short(abl):
    text = repr(kl.report(abl, ["T315I", "rubbish"] + ["E255K"] * 20))
    assert "ABL1 T315I: match, gatekeeper" in text
    assert "rubbish: not read" in text
    assert len(text.splitlines()) == 12


def test_synonymous_is_said():
    made = kl.report("FGFR4:I527I")
    assert [row["kind"] for row in made.rows] == ["synonymous"]
