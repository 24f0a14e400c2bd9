"""Reports: every input comes out, in order, with the right chain in front and the right columns."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kinlens as kl
from builders.files import Atom, mmcif_text, pdb_text
from builders.kinases import beside, entry, ruler, shortest, under
from kinlens.errors import (
    BadSite,
    ChainNotFound,
    NeedsStructure,
    NothingAsked,
    SiteNotFound,
    StructureNotFound,
    UnknownMode,
)
from kinlens.examination import examine
from kinlens.reporting import report, split_variants
from kinlens.site_finding import STANDARD, SiteRequest
from kinlens.structures import read
from kinlens.variants import parse_variant


@pytest.fixture
def abl(write):
    """ABL1 with imatinib at the hinge, in two copies; A lacks a loop and has no drug."""
    a = ruler("ABL1", 235, 500, "A", unresolved=range(386, 396))
    b = ruler("ABL1", 235, 500, "B", shift=(0, 60, 0), stubs=[255])
    return write(pdb_text(entry(a, b, others=[beside(b, 316, "STI")], resolution="2.10", method="X-RAY DIFFRACTION")))


# ---------------------------------------------------------------------------------------------------- rows


def test_every_input_comes_out_in_order(abl):
    asked = ["T315I", "rubbish", "E255K", "T315I", "EGFR:T790M", "TERT:E727K", "K5000", "  M351T ", ""]
    made = report(abl, asked, gene="ABL1")
    outputs = [row["input"] for row in made.rows if row["headline"]]
    assert outputs == asked
    assert [row["status"] for row in made.rows if row["headline"]] == [
        "match", "not read", "side chain missing", "match", "not in this structure",
        "not in the kinome or RAS tables", "mismatch", "match", "not a variant"]
    assert all(row["reason"] for row in made.rows if row["status"] != "match")


def test_splitting_one_string():
    assert split_variants("T315I, E255K;Y253H\n M351T") == ["T315I", "E255K", "Y253H", "M351T"]
    assert split_variants(" ") == []
    variant = parse_variant("T315I")
    assert split_variants(variant) == [variant]
    assert split_variants(iter(["a", "b"])) == ["a", "b"]


def test_one_row_per_chain_and_the_best_one_first(abl):
    # B is whole and has the drug; A comes first in the file.
    made = report(abl, "T315I")
    assert [(row["chain"], row["headline"]) for row in made.rows] == [("B", True), ("A", False)]
    assert made.rows[0]["drug_A"] is not None
    assert made.rows[1].get("drug_A") is None


def test_a_chain_without_the_residue_does_not_lead(write):
    # A holds the drug but not the loop: B leads for the loop, A for everything else.
    a = ruler("ABL1", 235, 500, "A", unresolved=range(386, 396))
    b = ruler("ABL1", 235, 500, "B", shift=(0, 60, 0))
    made = report(write(pdb_text(entry(a, b, others=[beside(a, 316, "STI")]))), "T315I H396P L387M")
    leading = {row["input"]: row["chain"] for row in made.rows if row["headline"]}
    assert leading == {"T315I": "A", "H396P": "A", "L387M": "B"}


def test_of_equal_chains_the_better_resolved_leads(write):
    a = ruler("ABL1", 235, 500, "A", unresolved=range(386, 396))
    b = ruler("ABL1", 235, 500, "B", shift=(0, 60, 0))
    made = report(write(pdb_text(entry(a, b))), "T315I")
    assert [row["chain"] for row in made.rows] == ["B", "A"]


def test_a_site_asked_for_decides_which_chain_leads(write):
    # A has the drug, B the compound that was asked for.
    a, b = ruler("ABL1", 235, 500, "A"), ruler("ABL1", 235, 500, "B", shift=(0, 60, 0))
    path = write(pdb_text(entry(a, b, others=[beside(a, 316, "STI"), beside(b, 460, "MYR", number=2)])))
    assert [row["chain"] for row in report(path, "T315I").rows] == ["A", "B"]
    assert [row["chain"] for row in report(path, "T315I", sites=["myr=ligand:MYR"]).rows] == ["B", "A"]


def test_rows_hold_columns_only(abl):
    made = report(abl, ["T315I", "rubbish", "EGFR:T790M"])
    names = {column.name for column in made.columns}
    assert all(row.keys() <= names for row in made.rows)


def test_the_spread_is_over_the_chains(write):
    a, b = ruler("ABL1", 235, 500, "A"), ruler("ABL1", 235, 500, "B", shift=(0, 60, 0))
    there = [beside(a, 316, "STI", y=-4.0), beside(b, 316, "STI", y=-5.0)]
    made = report(write(pdb_text(entry(a, b, others=there))), "T315I")
    expected = {"A": shortest(a.of[315].atoms, there[0].atoms), "B": shortest(b.of[315].atoms, there[1].atoms)}
    assert {row["chain"]: row["drug_A"] for row in made.rows} == pytest.approx(expected, abs=1e-3)
    spread = [float(value) for value in made.rows[0]["drug_spread_A"].split("–")]
    assert spread == pytest.approx(sorted(expected.values()), abs=0.01)
    assert "drug_spread_A" not in made.rows[1]
    assert made.rows[0]["atp_pocket_spread_A"] == "0.00–0.00"


def test_one_chain_has_no_spread(abl):
    (row,) = report(abl, "T315I", chain="B").rows
    assert (row["chain"], row.get("drug_spread_A")) == ("B", None)
    assert all(row.get("drug_spread_A") is None for row in report(abl, "T315I").rows)


def test_a_variant_without_a_gene_goes_to_every_protein_it_fits(write):
    # K97 is there in MEK1 only; G128 in MEK1; T529 in BRAF.
    mek, braf = ruler("MAP2K1", 62, 393, "A"), ruler("BRAF", 449, 720, "B", shift=(0, 60, 0))
    path = write(pdb_text(entry(mek, braf)))
    genes = {row["input"]: row["gene"] for row in report(path, "T529I C121S").rows if row["status"] == "match"}
    assert genes == {"T529I": "BRAF", "C121S": "MAP2K1"}
    named = report(path, "C121S", gene="BRAF").rows
    assert [(row["status"], row["gene"]) for row in named] == [("mismatch", "BRAF")]


# -------------------------------------------------------------------------------------------------- columns


def test_all_standard_sites_by_default(abl):
    made = report(abl, "T315I")
    assert made.sites == STANDARD
    names = [column.name for column in made.columns]
    assert [n for n in names if n.endswith("_origin")] == [f"{site}_origin" for site in STANDARD]
    assert len(names) == len(set(names))
    assert {column.unit for column in made.columns if column.name.endswith("_A")} == {"Å"}


@pytest.mark.parametrize("sites", [["drug"], "drug", ("drug", "drug")])
def test_naming_a_site_shows_it_alone(abl, sites):
    made = report(abl, "T315I", sites=sites)
    assert made.sites == ("drug",)
    assert not [column.name for column in made.columns if column.name.startswith("atp_")]


def test_added_sites_stand_beside_the_standard_ones(abl):
    assert report(abl, "T315I", sites=["copy=chain:A"]).sites == (*STANDARD, "copy")
    assert report(abl, "T315I", sites=["copy=chain:A", "drug"]).sites == ("drug", "copy")
    assert report(abl, "T315I", sites=[SiteRequest("c", "chain", ("A",))]).sites == (*STANDARD, "c")


@pytest.mark.parametrize(
    "sites",
    [["drugs"], ["x=ligand:STI", "x=chain:A"], ["x"], [SiteRequest("drug", "chain", ("A",))], ["drug=ligand:STI"]],
)
def test_bad_sites_are_refused(abl, sites):
    with pytest.raises(BadSite):
        report(abl, "T315I", sites=sites)


def test_dtypes(abl):
    frame = report(abl, ["T315I", "rubbish", "ABL1:S229"], gene="ABL1").table
    assert isinstance(frame, pd.DataFrame)
    expected = {"input": "string", "status": "string", "position": "Int64", "klifs": "Int64", "label": "Int64",
                "headline": "boolean", "in_domain": "boolean", "drug_A": "Float64", "drug_in_site": "boolean",
                "drug_atoms": "string", "drug_spread_A": "string", "author": "string"}
    assert {name: str(frame[name].dtype) for name in expected} == expected
    assert frame["drug_A"].notna().sum() == 1
    assert frame.loc[frame["input"] == "rubbish", "position"].isna().all()


def test_a_report_without_rows_still_has_columns(abl):
    made = report(abl, [])
    assert len(made) == 0
    assert list(made.table.columns) == [column.name for column in made.columns]
    assert "<table" in made._repr_html_()


def test_html_is_short_and_escaped(abl):
    html = report(abl, ["T315I", "<b>x</b>"])._repr_html_()
    assert "partner_A" not in html  # nothing in it
    assert "<b>x</b>" not in html


def test_mode(abl):
    any_atom, side, centroid = (
        report(abl, "E255K", chain="B", mode=mode).rows[0] for mode in ("any", "side_chain", "centroid"))
    assert any_atom["drug_A"] < side["drug_A"]
    assert any_atom["drug_side_chain_A"] == side["drug_A"] == side["drug_side_chain_A"]
    # 255 is a stub in chain B: its centroid is Cα, and flagged.
    assert centroid["drug_fallback"]
    assert centroid["drug_atoms"].startswith("CA–")
    whole = report(abl, "E255K", chain="A", mode="centroid").rows[0]
    assert not whole["atp_pocket_fallback"]
    with pytest.raises(UnknownMode):
        report(abl, "T315I", mode="atoms")


def test_a_centroid_is_named_as_one(abl):
    assert report(abl, "M351T", chain="B", mode="centroid").rows[0]["drug_atoms"].startswith("centroid–STI:")


def test_provenance(abl):
    made = report(abl, "T315I", sites=["drug"])
    source = made.provenance["structure"]
    assert (source["id"], source["resolution"], source["format"]) == ("9zzz", 2.1, "pdb")
    assert len(source["sha256"]) == 64
    assert [(c["chain"], c["gene"], list(c["sites"])) for c in made.provenance["chains"]] == [
        ("A", "ABL1", ["drug"]), ("B", "ABL1", ["drug"])]
    assert made.provenance["chains"][0]["segments"] == [[235, 500, 235, 500]]
    assert made.provenance["mode"] == "any"
    assert {len(digest) for digest in made.provenance["reference_data"].values()} == {64}


# ------------------------------------------------------------------------------------- what is reported on


def test_from_an_examination(abl):
    x = examine(abl, mode="side_chain", sites=[kl.reporting.parse_site("copy=chain:A")])
    made = report(x, "E255K")
    assert made.sites == (*STANDARD, "copy")
    assert made.provenance["mode"] == "side_chain"
    assert report(x, "E255K", sites=["copy"]).sites == ("copy",)
    assert [row["chain"] for row in report(x, "E255K", chain="A").rows] == ["A"]
    assert report(x, "E255K", mode="calpha").provenance["mode"] == "calpha"


def test_what_an_examination_cannot_answer_is_refused(abl):
    x = examine(abl)
    with pytest.raises(BadSite, match="examined already"):
        report(x, "T315I", sites=["copy=chain:A"])
    with pytest.raises(ChainNotFound):
        report(x, "T315I", chain="Q")
    with pytest.raises(UnknownMode):
        report(x, "T315I", mode="atoms")


def test_errors_of_the_structure(abl, tmp_path):
    with pytest.raises(StructureNotFound):
        report(tmp_path / "none.pdb", "T315I")
    with pytest.raises(ChainNotFound):
        report(abl, "T315I", chain="Z")
    with pytest.raises(SiteNotFound):
        report(abl, "T315I", sites=["x=ligand:XXX"])


def test_a_structure_without_variants_is_an_error(abl):
    for source in (str(abl), abl, read(abl), examine(abl), "1abc.cif", [abl]):
        with pytest.raises(NothingAsked):
            report(source)


def test_the_order_of_chains_and_the_format_change_nothing(write):
    a, b = ruler("ABL1", 235, 500, "A"), under(ruler("ABL1", 235, 500, "A"))
    there = [beside(a, 316, "STI", number=1), beside(a, 460, "MYR", number=2)]
    tables = []
    for text in (pdb_text, mmcif_text):
        for chains in ((a, b), (b, a)):
            made = report(write(text(entry(*chains, others=there))), "ABL1:T315I ABL1:D381 EGFR:T725")
            tables.append([{k: v for k, v in row.items() if k != "label"} for row in made.rows])
    assert tables[0] == tables[1] == tables[2] == tables[3]


@pytest.fixture(scope="module")
def moving(tmp_path_factory):
    a, b = ruler("ABL1", 235, 500, "A"), under(ruler("ABL1", 235, 500, "A"))
    there = [beside(a, 316, "STI", number=1), beside(a, 460, "MYR", number=2)]
    path = tmp_path_factory.mktemp("moving") / "x.pdb"
    path.write_text(pdb_text(entry(a, b, others=there)))
    structure = read(path)
    return structure, report(structure, "T315I D381N E255K M351T H396P")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(*[st.floats(-math.pi, math.pi)] * 3), st.tuples(*[st.floats(-500, 500)] * 3))
def test_moving_the_whole_structure_changes_no_distance(moving, angles, shift):
    structure, before = moving
    (ca, sa), (cb, sb), (cc, sc) = ((math.cos(t), math.sin(t)) for t in angles)
    turn = (np.array([[1, 0, 0], [0, ca, -sa], [0, sa, ca]]) @ np.array([[cb, 0, sb], [0, 1, 0], [-sb, 0, cb]])
            @ np.array([[cc, -sc, 0], [sc, cc, 0], [0, 0, 1]]))
    moved = replace(structure, atoms=replace(structure.atoms, xyz=structure.atoms.xyz @ turn.T + shift))
    for old, new in zip(before.rows, report(moved, "T315I D381N E255K M351T H396P").rows, strict=True):
        assert old.keys() == new.keys()
        for name, value in old.items():
            if name.endswith("_A") and isinstance(value, float):
                assert new[name] == pytest.approx(value, abs=1.1e-3), name
            elif name != "neighbours" and not name.endswith(("_atoms", "_spread_A")):  # of equal distances any may win
                assert new[name] == value, name


@pytest.mark.parametrize("mirror", [(0, 1, 2), (1, 2, 0)])
def test_turning_the_file_changes_no_distance(write, mirror):
    # Axes exchanged in the file itself: three decimals stay exact.
    a = ruler("ABL1", 235, 500)
    made = entry(a, others=[beside(a, 316, "STI")])
    turned = replace(made, residues=[replace(r, atoms=tuple(
        Atom(x.name, x.element, tuple(x.xyz[k] for k in mirror)) for x in r.atoms)) for r in made.residues])
    (old,), (new,) = (report(write(mmcif_text(e)), "F359V").rows for e in (made, turned))
    assert new["drug_A"] == old["drug_A"] == pytest.approx(
        shortest(a.of[359].atoms, made.residues[-1].atoms), abs=1e-3)


# ---------------------------------------------------------------------------------------------------- atlas


def test_the_atlas_answers_without_a_structure():
    made = report(["ABL1:T315I", "MAP2K1:C121S", "ALK:L1196M"])
    leading = {row["input"]: row for row in made.rows if row["headline"]}
    # The reference values, from Bio.PDB: ± 0.06 Å.
    assert leading["ABL1:T315I"]["drug_A"] == pytest.approx(2.9, abs=0.06)
    assert leading["ALK:L1196M"]["drug_A"] == pytest.approx(3.7, abs=0.06)
    mek = next(row for row in made.rows if row["entry"] == "1s9j" and row["input"] == "MAP2K1:C121S")
    assert (mek["atp_ligand_A"], mek["drug_A"]) == (pytest.approx(12.8, abs=0.06), pytest.approx(6.7, abs=0.06))
    assert set(made.provenance["atlas"]["entries"]) >= {"1s9j", "1iep", "2xp2"}


def test_the_atlas_loses_no_input():
    asked = ["ABL1:T315I", "TERT:E727K", "rubbish", "T315I", "ERBB4:G1217E", "FLT1:A276T", "ABL1:W1"]
    made = report(asked)
    assert [row["input"] for row in made.rows if row["headline"]] == asked
    statuses = {row["input"]: row["status"] for row in made.rows}
    assert statuses == {
        "ABL1:T315I": "match", "TERT:E727K": "not in the kinome or RAS tables", "rubbish": "not read",
        "T315I": "no gene named", "ERBB4:G1217E": "outside the kinase domain",
        "FLT1:A276T": "outside the kinase domain", "ABL1:W1": "mismatch"}


def test_what_the_atlas_cannot_answer_is_refused():
    for more in ({"chain": "A"}, {"mode": "centroid"}):
        with pytest.raises(NeedsStructure, match="needs a structure"):
            report("ABL1:T315I", **more)
    with pytest.raises(BadSite, match="name a structure"):
        report("ABL1:T315I", sites=["x=ligand:STI"])
    assert report("ABL1:T315I", sites=["drug"]).sites == ("drug",)


def test_a_protein_the_atlas_lacks_is_placed_anyway():
    (row,) = report("ULK3:M1").rows
    assert row["gene"] == "ULK3"
    assert "no structure of ULK3 in the bundled atlas" in row["reason"]
