"""Tables: one mechanism for columns, and what a cell becomes in each format."""

import csv
import io
import json
import math
import tomllib
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinlens.tables import (
    FORMATS,
    JSON_SCHEMA,
    Column,
    columns_for,
    short,
    to_arrow,
    to_delimited,
    to_frame,
    to_json,
    to_markdown,
)

TEXT, INT, FLOAT, BOOL = (Column(name, name, "", f"a {name}") for name in ("string", "int", "float", "bool"))
COLUMNS = (TEXT, INT, FLOAT, BOOL)
ROWS = [
    {"string": "αC-Glu−11", "int": 315, "float": 2.98, "bool": True},
    {"string": "", "int": None, "float": None, "bool": False},
    {},
    {"string": "a,b\t\"c\"\nd", "int": -3, "float": 0.0, "bool": None, "another": "is left out"},
]


# --------------------------------------------------------------------------------------------- columns


def test_column_table_is_complete():
    """Every column of the file has a type the code knows and a meaning; ångström columns and only they say so."""
    data = tomllib.loads((files("kinlens") / "columns.toml").read_text(encoding="utf-8"))
    assert set(data) == {"asked", "residue", "site", "entry", "fetched", "domain", "place", "ligand", "contact",
                         "known_site", "superposed"}
    for group, rows in data.items():
        for name, row in rows.items():
            assert row["dtype"] in {"string", "int", "float", "bool"}, name
            assert len(row["meaning"]) > 5, name
            assert name.endswith("_A") == (row.get("unit") == "Å"), name
            assert ("{site}" in name) == (group == "site"), name


def test_columns_in_order():
    names = [c.name for c in columns_for(["drug", "my_site"])]
    assert names[:5] == ["input", "variant", "kind", "status", "reason"]
    asked = names.index("gene")
    assert names[5:asked] == ["suggestions", "named", "numbering", "joined", "suffix", "part"]
    per_site = [n.removeprefix("drug") for n in names if n.startswith("drug")]
    assert [n.removeprefix("my_site") for n in names if n.startswith("my_site")] == per_site
    assert per_site[0] == "_A"
    assert names.index("drug_A") < names.index("my_site_A")
    assert len(set(names)) == len(names)
    assert not any("{" in c.name + c.meaning for c in columns_for(["drug"]))
    residue = [n for n in names[asked:] if not n.startswith(("drug", "my"))]
    assert [c.name for c in columns_for([], asked=False)] == residue


# ----------------------------------------------------------------------------------------------- types


def test_arrow_has_types_units_and_meanings():
    table = to_arrow(ROWS, columns_for(["drug"]))
    assert table.num_rows == len(ROWS)
    kinds = {"string": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}
    for column in columns_for(["drug"]):
        field = table.schema.field(column.name)
        assert field.type == kinds[column.dtype]
        assert field.metadata[b"unit"].decode() == column.unit
        assert field.metadata[b"meaning"].decode() == column.meaning
    assert to_arrow([], COLUMNS).num_rows == 0


def test_arrow_keeps_what_is_there_and_what_is_not(tmp_path):
    expected = [
        {"string": "αC-Glu−11", "int": 315, "float": 2.98, "bool": True},
        {"string": "", "int": None, "float": None, "bool": False},
        {"string": None, "int": None, "float": None, "bool": None},
        {"string": "a,b\t\"c\"\nd", "int": -3, "float": 0.0, "bool": None},
    ]
    assert to_arrow(ROWS, COLUMNS).to_pylist() == expected
    pq.write_table(to_arrow(ROWS, COLUMNS), tmp_path / "t.parquet")
    assert pq.ParquetFile(tmp_path / "t.parquet").read().to_pylist() == expected


def test_frame_has_nullable_types():
    frame = to_frame(ROWS, COLUMNS)
    assert [str(t) for t in frame.dtypes] == ["string", "Int64", "Float64", "boolean"]
    assert frame["int"].isna().tolist() == [False, True, True, False]
    assert frame["int"].sum() == 312
    assert list(frame.columns) == [c.name for c in COLUMNS]
    assert to_frame([], COLUMNS).empty


@pytest.mark.parametrize(("value", "column", "expected"), [
    (np.int64(3), INT, 3), (np.float32(1.5), FLOAT, 1.5), (np.bool_(True), BOOL, True), (np.str_("x"), TEXT, "x"),
    (7, FLOAT, 7.0), (3, TEXT, "3"), ("", INT, None), ("", FLOAT, None), ("", BOOL, None),
    (float("nan"), FLOAT, None), (float("inf"), FLOAT, None), (np.nan, FLOAT, None),
])
def test_cells_take_the_type_of_the_column(value, column, expected):
    rows = [{column.name: value}]
    assert to_arrow(rows, [column]).to_pylist() == [{column.name: expected}]
    assert json.loads(to_json(rows, [column], {}))["rows"] == [{column.name: expected}]
    assert to_frame(rows, [column])[column.name].isna().tolist() == [expected is None]


# ------------------------------------------------------------------------------------------------ JSON


def test_json():
    made = json.loads(to_json(ROWS, COLUMNS, {"kinlens": "0", "sites": ["αC"]}))
    assert list(made) == ["schema", "rows", "provenance"]
    assert made["schema"] == JSON_SCHEMA == 1
    assert made["provenance"] == {"kinlens": "0", "sites": ["αC"]}
    assert [list(row) for row in made["rows"]] == [[c.name for c in COLUMNS]] * len(ROWS)
    assert made["rows"][0] == {"string": "αC-Glu−11", "int": 315, "float": 2.98, "bool": True}
    assert made["rows"][2] == dict.fromkeys(["string", "int", "float", "bool"])
    assert "αC" in to_json(ROWS, COLUMNS, {})  # readable, not \\u03b1


def test_json_has_no_words_other_languages_lack():
    text = to_json([{"float": float("nan")}, {"float": -math.inf}], [FLOAT], {})
    assert "NaN" not in text
    assert "Infinity" not in text
    assert json.loads(to_json([], COLUMNS, {})) == {"schema": 1, "rows": [], "provenance": {}}


# ------------------------------------------------------------------------------------------- delimited


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_delimited_round_trip(delimiter):
    text = to_delimited(ROWS, COLUMNS, delimiter)
    back = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert [row["string"] for row in back] == ["αC-Glu−11", "", "", "a,b\t\"c\"\nd"]
    assert [row["int"] for row in back] == ["315", "", "", "-3"]
    assert [row["float"] for row in back] == ["2.98", "", "", "0.0"]
    assert [row["bool"] for row in back] == ["true", "false", "", ""]
    assert text.startswith(delimiter.join(c.name for c in COLUMNS) + "\n")
    assert to_delimited([], COLUMNS, delimiter).count("\n") == 1


@pytest.mark.parametrize("cell", [
    "=1+1", "=HYPERLINK(\"http://x\")", "+cmd|' /C calc'!A0", "-1+1", "@SUM(1)", "\t=1", "-cmd", "+A1", "--3",
])
def test_formulas_are_defused(cell):
    text = to_delimited([{"string": cell}], [TEXT], ",")
    assert next(csv.DictReader(io.StringIO(text, newline="")))["string"] == "'" + cell


@pytest.mark.parametrize(
    "cell", ["-", "=", "+", "@", "-3", "-12A", "+5", "-0.5", "T315I", "αC-Glu−11", "a=b", " =1", "'x", ""])
def test_what_is_no_formula_stays(cell):
    """Author numbers below zero are ordinary (45 files of the collection have them), with insertion codes too."""
    text = to_delimited([{"string": cell}], [TEXT], ",")
    assert next(csv.DictReader(io.StringIO(text + "\n", newline="")))["string"] == cell


@pytest.mark.parametrize("cell", ["T315I\r", "a\rb", "a\r\nb", "\r=1"])
def test_carriage_returns_break_no_row(cell):
    """Left over from files with other line ends."""
    text = to_delimited([{"string": cell, "int": 1}], [TEXT, INT], ",")
    assert "\r" not in text
    assert [row["int"] for row in csv.DictReader(io.StringIO(text, newline=""))] == ["1"]


def test_numbers_are_never_quoted():
    rows = [{"int": -3, "float": -1.5}]
    assert to_delimited(rows, [INT, FLOAT], ",").splitlines()[1] == "-3,-1.5"
    assert to_delimited([{"float": float("nan")}], [FLOAT, TEXT], ",").splitlines()[1] == ","


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@given(st.lists(cells, min_size=1, max_size=5), st.sampled_from([",", "\t"]))
def test_any_text_comes_back_or_is_defused(values, delimiter):
    text = to_delimited([{"string": v, "int": 1} for v in values], [TEXT, INT], delimiter)
    back = [row["string"] for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)]
    assert len(back) == len(values)
    for value, read in zip(values, back, strict=True):
        plain = value.replace("\r\n", "\n").replace("\r", "\n")
        assert read in (plain, "'" + plain)
        assert read[:1] not in "=@" or len(read) <= 1


# ------------------------------------------------------------------------------------------ for people


def test_markdown():
    rows = [
        {"variant": "T315I", "drug_A": 2.9843, "n": 1, "seen": True},
        {"variant": "a|b\\c\nd<script>", "seen": False},
    ]
    made = to_markdown(rows, ["variant", "drug_A", "n", "seen"], {"drug_A": "drug Å"})
    assert made.splitlines() == [
        "| variant | drug Å | n | seen |",
        "|---|---|---|---|",
        "| T315I | 3.0 | 1 | yes |",
        "| a\\|b\\\\c d&lt;script> |  |  |  |",
    ]
    assert made.endswith("\n")


@given(cells)
def test_markdown_keeps_one_row_a_row(text):
    made = to_markdown([{"a": text, "b": "end"}], ["a", "b"], {})
    lines = made.split("\n")
    assert len(lines) == 4
    assert "\r" not in made
    assert lines[2].endswith("| end |")
    unescaped = lines[2].replace("\\\\", "").replace("\\|", "")
    assert unescaped.count("|") == 3


@pytest.mark.parametrize(("value", "column", "text"), [
    (None, "x_A", ""), (2.96, "drug_A", "3.0"), (2.94, "drug_A", "2.9"), (0.0, "drug_A", "0.0"),
    (2.96, "identity", "2.96"), (True, "in_site", "yes"), (False, "in_site", ""), (45, "klifs", "45"), ("", "x", ""),
    ("αC", "region", "αC"),
])
def test_short(value, column, text):
    assert short(value, column) == text


def test_formats():
    assert FORMATS == ("table", "tsv", "csv", "json", "md", "parquet")
