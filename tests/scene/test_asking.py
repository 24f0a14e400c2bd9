"""What is to be marked: variants, reports and tables, on one structure and on several."""

from __future__ import annotations

import pandas as pd
import pytest

import kinlens
from builders.kinases import ruler
from kinlens.errors import NothingToMark
from kinlens.reporting import report
from kinlens.scene.asking import GROUP, VARIANT_COLUMNS, Asked, ask, is_number
from kinlens.variants import parse_variant

ABL, EGFR = ("ABL1", 235, 500), ("EGFR", 696, 1000)


def asked_of(*examinations, wanted=None, gene="", numbering="", sites=(), groups=None) -> Asked:
    return ask(examinations, wanted, gene=gene, numbering=numbering, sites=sites, groups=groups or {})


def said(asked, *names):
    return [tuple(row.get(name) for name in names) for row in asked.rows]


def inputs(asked):
    return [row["input"] for row in asked.rows]


# -------------------------------------------------------------------------------- variants and groups


@pytest.mark.parametrize("wanted", [
    "T315I, H396P; F359V", ["T315I", "H396P", "F359V"], ("T315I", "H396P", "F359V"),
    iter(["T315I", "H396P", "F359V"]), pd.Series(["T315I", "H396P", "F359V"], name="variant"),
], ids=["text", "list", "tuple", "iterator", "column of a table"])
def test_variants_in_any_form(abl, wanted):
    asked = asked_of(abl, wanted=wanted)
    assert said(asked, "input", "position", "status") == [
        ("T315I", 315, "match"), ("H396P", 396, "match"), ("F359V", 359, "match")]
    assert asked.further == ()


def test_the_rows_are_those_of_a_report(abl):
    made = report(abl, "T315I nonsense V123X L9999Q", gene="ABL1")
    asked = asked_of(abl, wanted="T315I nonsense V123X L9999Q", gene="ABL1")
    assert asked.rows == made.rows
    assert asked.columns == made.columns
    assert asked.provenance == made.provenance


@pytest.mark.parametrize("wanted", [None, "", []])
def test_nothing_asked_has_no_rows_but_says_what_was_examined(abl, wanted):
    asked = asked_of(abl, wanted=wanted)
    assert (asked.rows, asked.columns) == ((), ())
    assert asked.provenance == asked_of(abl, wanted="T315I").provenance


def test_gene_numbering_and_sites_are_passed_on(abl):
    # Isoform IB has 19 residues more in front: T334 there is T315.
    asked = asked_of(abl, wanted="T334I", gene="ABL1", numbering="isoform 1b", sites=["drug"])
    assert said(asked, "position", "status") == [(315, "match")]
    own = [column.name for column in asked.columns if column.name.endswith("_origin")]
    assert own == ["drug_origin"]


def test_variants_that_were_read_already(abl):
    asked = asked_of(abl, wanted=[parse_variant("ABL1:T315I"), "H396P"])
    assert said(asked, "position", "status") == [(315, "match"), (396, "match")]
    (one,) = asked_of(abl, wanted=parse_variant("T315I")).rows
    assert one["position"] == 315


def test_groups_add_a_column(abl):
    groups = {"clinical": "T315I F359V", "found here": ["H396P", "E255K"]}
    asked = asked_of(abl, wanted="T315I G250E", groups=groups)
    assert said(asked, "input", "group") == [
        ("T315I", "clinical"), ("G250E", None), ("F359V", "clinical"), ("H396P", "found here"),
        ("E255K", "found here")]
    assert asked.columns[-1] == GROUP
    assert asked.further == ("group",)


def test_groups_alone(abl):
    assert said(asked_of(abl, groups={"clinical": ["T315I"]}), "input", "group") == [("T315I", "clinical")]


def test_groups_of_variants_that_were_read_already(examined):
    """A gene that was named stays named, and the row finds its group."""
    x = examined(ruler(*ABL), ruler(*EGFR, "B", shift=(0.0, 90.0, 0.0)))
    variant = parse_variant("EGFR:T790M")
    asked = asked_of(x, wanted=[parse_variant("ABL1:T315I")], groups={"known": [variant, parse_variant("ABL1:T315I")]})
    assert said(asked, "gene", "position", "group") == [("ABL1", 315, "known"), ("EGFR", 790, "known")]


# ------------------------------------------------------------------------------------ reports and tables


def test_a_report_is_taken_as_it_is(abl):
    made = report(abl, "T315I H396P")
    asked = asked_of(abl, wanted=made)
    assert asked.rows is made.rows
    assert (asked.columns, asked.provenance, asked.further) == (made.columns, made.provenance, ())


@pytest.mark.parametrize("wanted", ["report", "table"])
def test_groups_beside_a_table_are_refused(abl, wanted):
    made = report(abl, "T315I")
    with pytest.raises(NothingToMark, match="groups beside a table: give the table a column"):
        asked_of(abl, wanted=made if wanted == "report" else made.table, groups={"a": "H396P"})


def test_a_table_without_variants_is_refused_with_its_columns(abl):
    with pytest.raises(NothingToMark, match="no mutations in a table with the columns residue, ic50"):
        asked_of(abl, wanted=pd.DataFrame({"residue": ["T315"], "ic50": [1.0]}))


def test_the_table_of_a_report_comes_back_with_its_columns(abl):
    made = report(abl, "T315I H396P nonsense")
    asked = asked_of(abl, wanted=made.table)
    assert asked.columns == made.columns
    assert asked.further == ()
    for row, before in zip(asked.rows, made.rows, strict=True):
        assert {name: value for name, value in before.items() if value not in ("", None)}.items() <= row.items()


def test_columns_added_to_the_table_of_a_report(abl):
    table = report(abl, "T315I H396P F359V").table.assign(
        ic50_nM=[12.5, None, 3.0], resistant=[True, False, True], clinic=["seen", None, "seen"])
    asked = asked_of(abl, wanted=table)
    assert asked.further == ("ic50_nM", "resistant", "clinic")
    assert [(column.name, column.dtype) for column in asked.columns[-3:]] == [
        ("ic50_nM", "float"), ("resistant", "bool"), ("clinic", "string")]
    assert said(asked, "ic50_nM", "resistant", "clinic") == [
        (12.5, True, "seen"), (None, False, None), (3.0, True, "seen")]


@pytest.mark.parametrize("column", VARIANT_COLUMNS)
def test_a_column_of_variants_by_any_of_its_names(abl, column):
    asked = asked_of(abl, wanted=pd.DataFrame({"id": [1, 2], column: ["T315I", "H396P"]}))
    assert said(asked, "position", "id") == [(315, 1), (396, 2)]


def test_the_first_of_several_such_columns_counts(abl):
    table = pd.DataFrame({"hgvs": ["p.His396Pro"], "mutation": ["T315I"]})
    assert said(asked_of(abl, wanted=table), "position", "hgvs") == [(315, "p.His396Pro")]


def test_a_gene_column_says_whose_variants_they_are(examined):
    x = examined(ruler(*ABL), ruler(*EGFR, "B", shift=(0.0, 90.0, 0.0)))
    table = pd.DataFrame({"gene": ["ABL1", "EGFR", None, "ABL1"],
                          "variant": ["T315I", "T790M", "H396P", "EGFR:L858R"]})
    assert said(asked_of(x, wanted=table), "gene", "position") == [
        ("ABL1", 315), ("EGFR", 790), ("ABL1", 396), ("EGFR", 858)]


@pytest.mark.parametrize("blank", [None, float("nan"), pd.NA, pd.NaT])
@pytest.mark.parametrize("gene", [False, True])
def test_rows_with_blank_cells_are_kept(abl, blank, gene):
    table = pd.DataFrame({"variant": pd.Series(["T315I", blank, "H396P"], dtype=object), "score": [1.0, 2.0, blank]})
    if gene:
        table.insert(0, "gene", ["ABL1", "ABL1", blank])
    asked = asked_of(abl, wanted=table)
    assert said(asked, "position", "score") == [(315, 1.0), (None, 2.0), (396, None)]
    assert asked.rows[1]["status"] in ("not a variant", "not read")


def test_blank_is_not_zero_or_false_or_empty_text(abl):
    table = pd.DataFrame({"variant": ["T315I"], "n": [0], "seen": [False], "word": [""]})
    assert said(asked_of(abl, wanted=table), "n", "seen", "word") == [(0, False, "")]


def test_a_variant_twice_keeps_both_rows(abl):
    table = pd.DataFrame({"variant": ["T315I", "H396P", "T315I"], "drug": ["imatinib", "imatinib", "dasatinib"]})
    asked = asked_of(abl, wanted=table)
    assert said(asked, "position", "drug") == [(315, "imatinib"), (396, "imatinib"), (315, "dasatinib")]
    assert [column.dtype for column in asked.columns if column.name == "drug"] == ["string"]


def test_cells_with_spaces_around_find_their_rows(abl):
    asked = asked_of(abl, wanted=pd.DataFrame({"variant": [" T315I ", "nonsense "], "n": [1, 2]}))
    assert said(asked, "position", "n") == [(315, 1), (None, 2)]
    assert asked.rows[1]["status"] == "not a variant"


@pytest.mark.parametrize(("values", "dtype"), [
    ([1, 2], "float"), ([1.5, None], "float"), ([True, False], "bool"), ([1, "x"], "string"), ([None, None], "string"),
    (["1", "2"], "string"), ([True, 1], "string"),
])
def test_types_of_further_columns(abl, values, dtype):
    table = pd.DataFrame({"variant": ["T315I", "H396P"], "extra": pd.Series(values, dtype=object)})
    (column,) = [column for column in asked_of(abl, wanted=table).columns if column.name == "extra"]
    assert (column.dtype, column.meaning) == (dtype, "as given")


def test_a_table_without_rows(abl):
    asked = asked_of(abl, wanted=pd.DataFrame({"variant": [], "n": []}))
    assert asked.rows == ()
    assert asked.further == ("n",)


def test_accession_and_position_need_no_variant(abl):
    table = pd.DataFrame({"accession": ["P00519", "P00519"], "position": [315, 396], "count": [3, 7]})
    asked = asked_of(abl, wanted=table)
    assert said(asked, "accession", "position", "count") == [("P00519", 315, 3), ("P00519", 396, 7)]
    assert (asked.further, asked.provenance) == (("count",), {})


def test_names_of_columns_that_are_no_text(abl):
    table = pd.DataFrame([["T315I", 5]], columns=["variant", 7])
    assert asked_of(abl, wanted=table).further == ("7",)


@pytest.mark.parametrize(("value", "number"), [
    (1, True), (1.5, True), (float("nan"), True), (True, False), ("1", False), (None, False), (pd.NA, False)])
def test_what_is_a_number(value, number):
    assert is_number(value) is number


# ---------------------------------------------------------------------------------------- several structures


@pytest.fixture
def two(examined):
    return examined(ruler(*ABL), name="1aaa.pdb"), examined(ruler(*EGFR), name="2bbb.pdb")


def test_what_is_in_one_structure_is_not_listed_as_missing_from_the_other(two):
    asked = asked_of(*two, wanted=["ABL1:T315I", "EGFR:T790M"])
    assert said(asked, "input", "entry", "status") == [
        ("ABL1:T315I", "1aaa", "match"), ("EGFR:T790M", "2bbb", "match")]


def test_without_a_gene_the_structure_that_has_the_residue_answers(two):
    assert said(asked_of(*two, wanted="T790M T315I"), "entry", "gene", "position") == [
        ("2bbb", "EGFR", 790), ("1aaa", "ABL1", 315)]


def test_what_is_missing_everywhere_is_listed_once(two):
    asked = asked_of(*two, wanted=["MAP2K1:C121S", "nonsense", "ABL1:T315I"])
    assert said(asked, "input", "entry", "status") == [
        ("MAP2K1:C121S", "1aaa", "not in this structure"), ("nonsense", "1aaa", "not a variant"),
        ("ABL1:T315I", "1aaa", "match")]


def test_what_is_in_both_is_listed_for_both_in_the_order_asked(examined):
    wild = examined(ruler(*ABL), name="1aaa.pdb")
    mutant = examined(ruler(*ABL, changed={315: "I"}, unresolved=[396]), name="2bbb.pdb")
    asked = asked_of(wild, mutant, wanted="T315I H396P")
    assert said(asked, "input", "entry", "status") == [
        ("T315I", "1aaa", "match"), ("T315I", "2bbb", "engineered"), ("H396P", "1aaa", "match"),
        ("H396P", "2bbb", "not resolved")]
    assert len(asked.provenance["structures"]) == 2


def test_variants_named_twice_on_several_structures(two):
    asked = asked_of(*two, wanted=["ABL1:T315I", "ABL1:T315I", "EGFR:T790M", "ABL1:T315I"])
    assert inputs(asked) == ["ABL1:T315I", "ABL1:T315I", "EGFR:T790M", "ABL1:T315I"]


def test_a_table_on_several_structures(two):
    table = pd.DataFrame({"gene": ["EGFR", "ABL1"], "variant": ["T790M", "T315I"], "n": [1, 2]})
    assert said(asked_of(*two, wanted=table), "entry", "position", "n") == [("2bbb", 790, 1), ("1aaa", 315, 2)]


def test_sites_of_one_structure_do_not_trouble_the_other(file):
    first, second = (kinlens.examine(file(ruler(*ABL), name=name), sites=sites) for name, sites in (
        ("1aaa.pdb", ["patch=residues:300-310"]), ("2bbb.pdb", [])))
    asked = asked_of(first, second, wanted="T315I", sites=["drug", "patch"])
    own = [column.name for column in asked.columns if column.name.endswith("_origin")]
    assert own == ["drug_origin", "patch_origin"]
    assert [row.get("patch_origin") for row in asked.rows] == ["asked", None]
