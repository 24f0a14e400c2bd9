"""Pages: one file, every value escaped, nothing in it can run but our script, and no row is lost silently."""

import base64
import csv
import hashlib
import io
import os
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import numpy as np
import pandas as pd
import pytest

import kinlens
from kinlens.errors import BadOutput, ViewerScriptMissing
from kinlens.scene import Line, compose, table_alone
from kinlens.tables import Column, columns_for
from kinlens.views.page import FEW_ROWS, MOST_NOTES, MOST_ROWS, render_page, write_page
from kinlens.views.viewer_script import INTEGRITY, SHA256, URL, ViewerScript, find_viewer_script
from views.handmade import molecule, ribbon, scene, walk
from views.reading import HOSTILE, Page, handlers, unpacked

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def page(kinase, script):
    return Page(render_page(kinase, script))


def tabled(count, *, columns=(), **cells):
    """A small scene with a table of so many rows."""
    rows = tuple({"input": f"A{i + 1}G", "variant": f"A{i + 1}G", "status": "match", "accession": "P00519",
                  "gene": "ABL1", "position": i + 1, "reason": "", "drug_A": i / 1000} | cells for i in range(count))
    return replace(scene(molecule(walk(2)), marks=[(1, "A2G", "")]), rows=rows,
                   columns=(*columns_for(("drug",)), *columns))


def table_of(text):
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


# ---------------------------------------------------------------------------------------- what is on it


def test_title_caption_picture_table_and_notes(page, kinase):
    assert page.all("title")[0].text == page.all("h1")[0].text == kinase.title
    assert [p.text for p in page.all("p")][:1] == list(kinase.caption)
    assert unpacked(page.one("still").attributes["src"]).startswith(PNG)
    assert page.one("still").attributes["alt"] == kinase.title
    assert [row[0] for row in page.cells] == ["T315I", "Y253H", "E255K", "G250E", "H396P"]
    assert "not marked: H396P (not resolved)" in [note.text for note in page.all("li")]
    for _, meaning in kinase.legend:
        assert meaning in page.one("legend").text
    assert {option.text for option in page.all("option")} >= {"match", "side chain missing", "not resolved"}


def test_rows_point_at_their_marks(page, kinase):
    rows = [element.attributes for element in page.all("tr") if "data-row" in element.attributes]
    assert [row["data-mark"] for row in rows] == ["0", "1", "2", "3", "-1"]
    assert [row["data-row"] for row in rows] == ["0", "1", "2", "3", "4"]
    assert [row["data-status"] for row in rows] == [row["status"] for row in kinase.rows]
    assert [row.get("class", "") for row in rows] == [""] * 4 + ["nowhere"]


def test_distances_in_the_table_are_those_of_the_report(page, kinase):
    headings = [head.text for head in page.all("th")]
    column = headings.index("drug Å")
    assert [row[column] for row in page.cells] == [
        f"{row['drug_A']:.1f}" if row.get("drug_A") is not None else "" for row in kinase.rows]
    assert page.data["table"]["numeric"][column]
    assert not page.data["table"]["numeric"][0]


def test_the_data_are_the_scene_and_the_details(page, kinase):
    assert page.data["scene"]["marks"][0]["label"] == "T315I"
    assert len(page.data["scene"]["molecules"]) == 2
    names = [name for name, _ in page.data["table"]["details"]]
    first = dict(zip(names, page.data["table"]["rows"][0], strict=True))
    assert first["drug_atoms"] == kinase.rows[0]["drug_atoms"]
    assert first["gene"] == "ABL1"
    assert first["position"] == "315"
    assert [site for site, _ in page.data["table"]["sites"]] == [
        column.name.removesuffix("_origin") for column in kinase.columns if column.name.endswith("_origin")]
    downloaded = table_of(page.data["table"]["tsv"])
    assert [row["variant"] for row in downloaded] == ["T315I", "Y253H", "E255K", "G250E", "H396P"]


def test_where_it_comes_from(page):
    footer = page.all("footer")[0].text
    assert f"kinlens {kinlens.__version__}" in footer
    assert "1aaa (pdb, SHA-256 " in footer


def test_a_scene_without_mutations(script, kinase_file):
    page = Page(render_page(compose(kinase_file), script))
    assert "No mutations were asked for." in [p.text for p in page.all("p")]
    assert page.cells == []


def test_more_notes_than_anybody_reads(script):
    page = Page(render_page(replace(scene(molecule(walk(2))), notes=tuple(f"note {i}" for i in range(40))), script))
    notes = [note.text for note in page.all("li")]
    assert notes == [*(f"note {i}" for i in range(MOST_NOTES)), f"… and {40 - MOST_NOTES} more"]


def test_what_the_user_brought_stands_first(script, kinase_file):
    table = pd.DataFrame({"variant": ["T315I", "Y253H"], "fold": [25.5, np.nan], "seen in": ["clinic", None]})
    page = Page(render_page(compose(kinase_file, table, gene="ABL1"), script))
    headings = [head.text for head in page.all("th")]
    assert headings[:3] == ["variant", "fold", "seen in"]
    assert [row[:3] for row in page.cells] == [["T315I", "25.5", "clinic"], ["Y253H", "", ""]]


@pytest.mark.parametrize("bad", [float("nan"), np.float32("nan"), None, pd.NA, pd.NaT], ids=str)
def test_what_is_no_value_is_blank(script, kinase_file, bad):
    table = pd.DataFrame({"variant": ["T315I", "Y253H"], "fold": pd.Series([25.5, bad], dtype=object)})
    page = Page(render_page(compose(kinase_file, table, gene="ABL1", colour="fold"), script))
    assert [row[:2] for row in page.cells] == [["T315I", "25.5"], ["Y253H", ""]]
    assert [row["fold"] for row in table_of(page.data["table"]["tsv"])] == ["25.5", ""]
    assert "no value" in page.one("legend").text


# --------------------------------------------------------------------------------------------- escaping


@pytest.mark.parametrize("hostile", HOSTILE)
def test_values_of_a_table_come_out_literally(script, kinase_file, hostile):
    """A screen's own texts: names of columns, cells, a variant nobody can read, a title."""
    table = pd.DataFrame({"variant": ["T315I", hostile], hostile: [hostile, hostile], "plain": [hostile, "x"]})
    made = compose(kinase_file, table, gene="ABL1", title=hostile, colour="plain")
    text = render_page(made, script, reason=hostile)
    page = Page(text)
    assert page.all("title")[0].text == page.all("h1")[0].text == hostile
    headings = [head.text for head in page.all("th")]
    assert hostile in headings
    assert page.cells[0][headings.index(hostile)] == hostile
    assert page.cells[0][headings.index("plain")] == hostile
    assert page.one("still").attributes["alt"] == hostile
    assert hostile in page.one("legend").text
    assert page.one("why").text.startswith(hostile)
    assert any(one["name"] == hostile for one in page.data["scene"]["colourings"])
    assert any(hostile in row for row in page.data["table"]["rows"])
    unharmed(page, text)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_values_of_a_scene_come_out_literally(script, hostile):
    """Files and sites have names too: chains, residues, layers, notes, what is told, provenance."""
    made = molecule(walk(2), chain=[hostile] * 2, name=hostile)
    whole = scene(replace(made, told=(hostile,) * 2), marks=[(1, hostile, hostile)], notes=(hostile,),
                  caption=(hostile,), lines=(Line(0, hostile, np.zeros(3), np.ones(3), 1.7, hostile, shown=True),),
                  layers=[replace(ribbon(made, title=hostile), name=hostile, title=hostile)])
    columns = (*columns_for((hostile,)), Column("mine", "string", "", hostile))
    row = {column.name: hostile for column in columns if column.dtype == "string"}
    whole = replace(whole, rows=(row | {"headline": True, "position": 1},), columns=columns, provenance={
        "structure": {"id": hostile, "format": hostile, "sha256": hostile}})
    text = render_page(whole, script, whole=hostile, picture=hostile)
    page = Page(text)
    assert hostile in [p.text for p in page.all("p")]
    assert hostile in [note.text for note in page.all("li")]
    assert hostile in page.all("footer")[0].text
    assert hostile in [one.attributes.get("title") for one in page.all("th")]
    assert page.data["scene"]["molecules"][0]["told"] == [hostile] * 2
    unharmed(page, text)


def unharmed(page, text):
    """No element, handler or comment came with the values, and the scripts are ours."""
    assert handlers(page) == []
    assert page.comments == []
    assert len(page.all("script")) == 4
    assert len(page.all("img")) == 1
    assert [img.attributes["src"][:22] for img in page.all("img")] == ["data:image/png;base64,"]
    assert set(page.policy["script-src"]) == hashes(page)
    assert not set(page.one("data").text) & set("<>&\u2028\u2029")
    assert text.rstrip().endswith("</html>")


def test_every_spelling_of_a_tags_end_stays_a_string(tmp_path, monkeypatch, kinase):
    """HTML ends a script at </SCRIPT as well."""
    path = tmp_path / "3Dmol.js"
    path.write_text("var $3Dmol = {a: '</script>', b: '</SCRIPT >', c: '</sCrIpT\\n', d: '<!-- <script>'};")
    monkeypatch.setenv("KINLENS_3DMOL_JS", str(path))
    page = Page(render_page(kinase, find_viewer_script()))
    assert len(page.all("script")) == 4
    assert page.scripts[-1] == "kinlens.start();"
    assert set(page.policy["script-src"]) == hashes(page)


# ------------------------------------------------------------------------------------------------ policy


def hashes(page):
    """What a browser compares: the SHA-256 of each script, its line ends made one as HTML is read."""
    parsed = [one.replace("\r\n", "\n").replace("\r", "\n") for one in page.scripts]
    return {f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in parsed}


def test_only_the_scripts_of_the_page_may_run(page, script):
    assert page.scripts[0] == script.text
    assert page.scripts[-1] == "kinlens.start();"
    assert len(page.scripts) == 3
    assert set(page.policy["script-src"]) == hashes(page)
    assert page.policy["default-src"] == ["'none'"]
    assert page.policy["base-uri"] == page.policy["form-action"] == ["'none'"]
    for directive, sources in page.policy.items():
        assert "'unsafe-eval'" not in sources
        assert "*" not in sources
        assert ("'unsafe-inline'" in sources) == (directive == "style-src")
        assert not any("http" in source for source in sources)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
def test_a_script_with_any_line_ends_may_run(tmp_path, monkeypatch, kinase, ends):
    path = tmp_path / "3Dmol.js"
    path.write_bytes(f"/* 3Dmol */{ends}var $3Dmol = {{}};{ends}".encode())
    monkeypatch.setenv("KINLENS_3DMOL_JS", str(path))
    page = Page(render_page(kinase, find_viewer_script()))
    assert set(page.policy["script-src"]) == hashes(page)


def test_nothing_is_loaded_where_the_script_is_inside(page):
    assert page.addresses == []
    assert not page.all("link")
    assert not page.all("iframe")


def test_without_the_script_the_browser_loads_the_release_and_no_other(kinase):
    page = Page(render_page(kinase, None, reason="no copy is at hand"))
    (loaded,) = [one.attributes for one in page.all("script") if "src" in one.attributes]
    assert loaded["src"] == URL
    assert loaded["integrity"] == INTEGRITY
    assert base64.b64decode(loaded["integrity"].removeprefix("sha256-")).hex() == SHA256
    assert loaded["crossorigin"] == "anonymous"
    assert page.addresses == [URL]
    assert set(page.policy["script-src"]) == {*hashes(page), URL}
    assert page.one("why").text == "no copy is at hand; the browser is asked to load it."
    assert "hidden" not in page.one("why").attributes
    assert unpacked(page.one("still").attributes["src"]).startswith(PNG)


# -------------------------------------------------------------------------------------------- many rows


@pytest.mark.parametrize(("count", "whole"), [(MOST_ROWS, False), (MOST_ROWS + 1, True)])
def test_a_long_table_is_cut_and_beside_it_is_all_of_it(tmp_path, at_hand, count, whole):
    path = tmp_path / "mine.html"
    made = tabled(count, columns=(Column("note", "string", "", "as given"),), note="=1+1")
    written = write_page(made, path).paths
    page = Page(path.read_text(encoding="utf-8"))
    assert len(page.cells) == MOST_ROWS
    assert len(page.data["table"]["rows"]) == MOST_ROWS
    assert page.one("count").text == f"{MOST_ROWS} rows"
    beside = tmp_path / "mine.rows.tsv"
    assert written == ((path, beside) if whole else (path,))
    assert page.addresses == (["mine.rows.tsv"] if whole else [])
    said = [p.text for p in page.all("p") if p.text.startswith("This page has")]
    assert said == ([f"This page has the first {MOST_ROWS:,} of {count:,} rows, in the order of the input; all of "
                     "them, with all columns, are in mine.rows.tsv."] if whole else [])
    assert beside.exists() == whole
    if whole:
        rows = table_of(beside.read_text(encoding="utf-8"))
        assert len(rows) == count
        assert list(rows[0]) == [column.name for column in made.columns]
        assert rows[-1]["variant"] == f"A{count}G"
        assert {row["note"] for row in rows} == {"'=1+1"}
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == sorted(one.name for one in written)


@pytest.mark.parametrize("name", ["mine.html", "my page.html", "50%.html", "a#1.html", "why?.html", "a:b.html",
                                  "a&b.html", "ΔG.html", '"q".html'])
def test_the_link_leads_to_the_table(script, name):
    whole = name.replace(".html", ".rows.tsv")
    page = Page(render_page(tabled(3), script, whole=whole))
    (link,) = page.all("a")
    parts = urlsplit(link.attributes["href"])
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
    assert unquote(parts.path).removeprefix("./") == whole
    assert link.text == whole


def test_details_of_every_row_only_while_they_are_few(script):
    few, many = (Page(render_page(tabled(count), script)) for count in (FEW_ROWS, FEW_ROWS + 1))
    assert {"accession", "input"} <= {name for name, _ in few.data["table"]["details"]}
    shown = {name for name, _ in many.data["table"]["details"]}
    assert not {"accession", "input"} & shown
    assert {"variant", "drug_A"} <= shown
    assert len(many.data["table"]["rows"]) == FEW_ROWS + 1


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula_in_what_is_downloaded(script, cell):
    made = tabled(2, columns=(Column("note", "string", "", "as given"),), note=cell)
    page = Page(render_page(made, script))
    assert {row["note"].replace("\r", "\n") for row in table_of(page.data["table"]["tsv"])} == {
        "'" + cell.replace("\r", "\n")}


# ------------------------------------------------------------------------------------- where nothing is 3D


def test_a_table_without_structures_shows_the_drawing_given():
    made = table_alone(kinlens.report(["ABL1:T315I", "nonsense"]), "a table", ("no structure",))
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text>é</text></svg>'
    page = Page(render_page(made, None, picture=svg))
    assert page.one("still").attributes["src"].startswith("data:image/svg+xml;base64,")
    assert unpacked(page.one("still").attributes["src"]).decode() == svg
    assert {row[0] for row in page.cells} == {"T315I", "nonsense"}
    assert page.data["scene"] is None
    assert page.addresses == []
    assert set(page.policy["script-src"]) == hashes(page)
    assert [element for element in page.elements if element.attributes.get("id") == "controls"] == []


def test_a_table_without_structures_or_drawing():
    page = Page(render_page(table_alone(kinlens.report(["ABL1:T315I"]), "a table", ()), None))
    assert page.all("img") == []
    assert page.all("main")[0].attributes["class"] == "alone"


# ------------------------------------------------------------------------------------------------- files


def test_a_page_of_a_table_needs_no_script(tmp_path, nothing_at_hand):
    made = table_alone(kinlens.report(["ABL1:T315I"]), "a table", ())
    assert write_page(made, tmp_path / "a.html", inline=True).paths == (tmp_path / "a.html",)


def test_at_hand_the_script_is_in_the_file(tmp_path, at_hand, kinase):
    path = tmp_path / "a.html"
    assert write_page(kinase, path).paths == (path,)
    page = Page(path.read_text(encoding="utf-8"))
    assert page.scripts[0] == at_hand
    assert page.addresses == []
    assert "hidden" in page.one("why").attributes


def test_not_at_hand_the_reason_is_said(tmp_path, nothing_at_hand, kinase):
    path = tmp_path / "a.html"
    write_page(kinase, path)
    page = Page(path.read_text(encoding="utf-8"))
    assert "3Dmol.js is not at hand" in page.one("why").text
    assert "KINLENS_OFFLINE is 1" in page.one("why").text
    assert page.addresses == [URL]


def test_left_out_when_asked_although_it_is_at_hand(tmp_path, at_hand, kinase):
    path = tmp_path / "a.html"
    write_page(kinase, path, inline=False)
    page = Page(path.read_text(encoding="utf-8"))
    assert page.addresses == [URL]
    assert "hidden" in page.one("why").attributes


def test_asked_to_be_in_the_file_it_has_to_be(tmp_path, nothing_at_hand, kinase):
    with pytest.raises(ViewerScriptMissing, match="KINLENS_3DMOL_JS"):
        write_page(kinase, tmp_path / "a.html", inline=True)
    with pytest.raises(ViewerScriptMissing, match="asked for offline"):
        write_page(kinase, tmp_path / "a.html", inline=True, offline=True)
    assert not (tmp_path / "a.html").exists()


@pytest.mark.parametrize("count", [2, MOST_ROWS + 1])
def test_a_folder_that_is_not_there(tmp_path, at_hand, count):
    with pytest.raises(BadOutput, match="there is no folder"):
        write_page(tabled(count), tmp_path / "nowhere" / "a.html")
    assert not (tmp_path / "nowhere").exists()


def test_a_page_that_cannot_be_kept_leaves_the_earlier_one(tmp_path, at_hand, kinase, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.html"
    path.write_text("an earlier page")
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises((OSError, BadOutput)):
        write_page(kinase, path)
    assert path.read_text() == "an earlier page"
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["a.html"]


def test_one_scene_gives_the_same_page(kinase, script):
    assert render_page(kinase, script) == render_page(kinase, script)


def test_a_viewer_script_is_taken_as_it_is(kinase):
    """Whatever release somebody has: its hash is that of the text in the page."""
    page = Page(render_page(kinase, ViewerScript("mine", "// 3Dmol, with an Å and {{ braces }}\n")))
    assert page.scripts[0] == "// 3Dmol, with an Å and {{ braces }}\n"
    assert set(page.policy["script-src"]) == hashes(page)


def test_a_distance_of_zero_is_not_nothing(kinase):
    """A residue that lines the pocket is 0 Å from it: in the table, the details and what is downloaded."""
    made = replace(kinase, rows=tuple(row | {"atp_pocket_A": 0.0, "score": 0.0} for row in kinase.rows),
                   columns=(*kinase.columns, Column("score", "float", "", "as given")))
    table = Page(render_page(made, None)).data["table"]
    names = [name for name, _ in table["details"]]
    assert {"atp_pocket_A", "score"} <= set(names)
    assert {row[names.index("atp_pocket_A")] for row in table["rows"]} == {"0.0"}
    assert "atp_pocket_A" in table["tsv"].splitlines()[0]
