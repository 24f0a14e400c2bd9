"""Views in notebooks: the picture, the viewer over it, and files of every kind."""

import io
import json
import re
import sys
from dataclasses import replace

import matplotlib.image
import numpy as np
import pytest

import kinlens
from kinlens.errors import (
    BadOutput,
    KinlensError,
    NothingToMark,
    UnknownColouring,
    ViewerNotInstalled,
    ViewerScriptMissing,
)
from kinlens.scene import Layer, Line, Part, table_alone
from kinlens.scene.model import STICKS
from kinlens.views.notebook import View, view
from kinlens.views.payload import scene_payload
from views.handmade import GREY, compound, molecule, ribbon, scene, walk
from views.reading import HOSTILE, Page, handlers, unpacked

PNG = b"\x89PNG\r\n\x1a\n"


def several(count, **more):
    """A scene of so many structures, with a mark on the first."""
    made = [molecule(walk(3, seed), name=f"{seed}abc", home=seed) for seed in range(count)]
    return scene(*made, marks=[(1, "A2G", "")], **more)


def page_of(shown):
    return Page(shown._repr_html_())


def payload_in(html):
    """The scene as the script has it."""
    found = re.search(r"const scene_\w+ = (.*);$", html, re.MULTILINE)
    return json.loads(found[1])


# ------------------------------------------------------------------------------------------------- a view


def test_it_holds_the_script_the_picture_and_the_legend(at_hand, kinase):
    shown = View(kinase)
    html = shown._repr_html_()
    page = Page(html)
    (picture,) = page.all("img")
    assert unpacked(picture.attributes["src"]).startswith(PNG)
    assert picture.attributes["alt"] == kinase.title
    (loaded,) = re.findall(r"loadScriptAsync\('([^']*)'\)", html)
    assert unpacked(loaded).decode() == at_hand
    for colour, meaning in kinase.legend:
        assert meaning in html
        assert f"background:{colour}" in html
    for note in kinase.notes:
        assert note in html
    assert payload_in(html) == json.loads(json.dumps(scene_payload(kinase)))
    assert (shown.scene, shown.reason) == (kinase, "")
    assert repr(shown) == f"<View of {kinase.title}>"
    assert page.addresses == []
    assert "http" not in "".join(loaded)


def test_without_a_copy_there_is_the_picture_and_the_reason(nothing_at_hand, kinase):
    shown = View(kinase)
    page = page_of(shown)
    assert unpacked(page.all("img")[0].attributes["src"]).startswith(PNG)
    assert page.all("script") == []
    (said,) = [p.text for p in page.all("p")]
    assert said.startswith("No 3D view: 3Dmol.js is not at hand")
    assert "KINLENS_OFFLINE is 1" in said
    assert "KINLENS_OFFLINE is 1" in shown.reason
    assert shown.reason in repr(shown)
    assert "imatinib (STI), type I" in "".join(element.text for element in page.all("div"))


def test_offline_asked_for(nothing_at_hand, monkeypatch, kinase):
    monkeypatch.delenv("KINLENS_OFFLINE")
    assert "asked for offline" in View(kinase, offline=True).reason


def test_every_showing_is_one_of_its_own(at_hand):
    """A notebook may show one view twice: elements are named anew."""
    shown = View(several(1))
    first, second = (re.search(r'id="3dmolviewer_(\w+)"', shown._repr_html_())[1] for _ in range(2))
    assert first != second
    assert "UNIQUEID" not in shown._repr_html_()


def test_its_size(at_hand):
    html = View(several(1), width=321, height=123)._repr_html_()
    assert "width:321px" in html
    assert "height:123px" in html


# --------------------------------------------------------------------------------------------- hostile texts


@pytest.mark.parametrize("hostile", HOSTILE)
def test_texts_close_no_element(at_hand, hostile):
    made = molecule(walk(3), name=hostile, chain=[hostile] * 3)
    made = replace(made, told=(hostile,) * 3)
    whole = scene(made, marks=[(1, hostile, hostile)], title=hostile, notes=(hostile,), key=((GREY, hostile),),
                  layers=[replace(ribbon(made, title=hostile), name=hostile, title=hostile)],
                  lines=(Line(0, hostile, np.zeros(3), np.ones(3), 1.7, hostile, shown=True),))
    plain = page_of(View(several(1)))
    for layout in ("together", "grid"):
        html = View(whole, layout=layout)._repr_html_()
        page = Page(html)
        assert [one.tag for one in page.elements if one.tag in ("script", "img", "p")] == [
            one.tag for one in plain.elements if one.tag in ("script", "img", "p")]
        assert handlers(page) == []
        assert page.comments == []
        assert page.all("img")[0].attributes["alt"] == hostile
        assert payload_in(html)["marks"][0]["label"] == hostile


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_reason_closes_no_element(nothing_at_hand, monkeypatch, hostile):
    monkeypatch.setenv("KINLENS_3DMOL_JS", hostile)
    page = page_of(View(several(1)))
    assert hostile in page.all("p")[0].text
    assert page.all("script") == []
    assert handlers(page) == []


# ------------------------------------------------------------------------------------------------- layouts


@pytest.mark.parametrize(("structures", "rows", "columns"), [
    (1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 2), (5, 2, 3), (6, 2, 3), (7, 3, 3),
])
def test_a_grid_has_a_cell_for_each_structure(at_hand, structures, rows, columns):
    html = View(several(structures), layout="grid")._repr_html_()
    assert f"rows: {rows}, cols: {columns}, control_all: true" in html
    cells = re.findall(r"kinlens\.setUp\(viewergrid_\w+\[(\d+)\]\[(\d+)\], scene_\w+, (\{.*\})\);", html)
    assert len(cells) == structures
    assert [(int(row), int(column)) for row, column, _ in cells] == [divmod(i, columns) for i in range(structures)]
    assert [json.loads(options) for *_, options in cells] == [
        {"only": i, "cell": [*divmod(i, columns), rows, columns]} for i in range(structures)]


def test_what_is_carried_over_has_no_cell(at_hand, kinase):
    assert len(kinase.molecules) == 2
    html = View(kinase, layout="grid")._repr_html_()
    assert "rows: 1, cols: 1" in html
    assert html.count("kinlens.setUp(viewergrid_") == 1


def test_together_is_one_viewer(at_hand):
    html = View(several(3))._repr_html_()
    assert len(re.findall(r"kinlens\.setUp\(viewer_\w+, scene_\w+\b", html)) == 1
    assert "createViewerGrid" not in html


@pytest.mark.parametrize("layout", ["", "side by side", "GRID", None])
def test_an_unknown_layout(at_hand, kinase, layout):
    with pytest.raises(UnknownColouring, match="there is together, grid"):
        View(kinase, layout=layout)


@pytest.mark.parametrize("layout", ["together", "grid"])
def test_a_table_without_structures_is_shown_or_refused(at_hand, layout):
    """There is nothing in it to draw: that is said, or an empty picture is shown."""
    made = table_alone(kinlens.report(["ABL1:T315I"]), "a table", ())
    try:
        page = page_of(View(made, layout=layout))
    except KinlensError:
        return
    assert page.all("img")[0].attributes["alt"] == "a table"


# ------------------------------------------------------------------------------------------- py3Dmol's calls


def test_calls_of_3dmol_come_after_the_scene(at_hand):
    shown = View(several(1))
    assert shown.addLabel("T315I", {"fontSize": 12}) is shown
    shown.spin(True)
    html = shown._repr_html_()
    calls = [re.search(pattern, html).start() for pattern in (
        r"kinlens\.setUp\(viewer_\w+", r'viewer_\w+\.addLabel\("T315I",\{"fontSize": 12\}\);',
        r"viewer_\w+\.spin\(true\);")]
    assert calls == sorted(calls)


def test_calls_reach_every_cell_or_one(at_hand):
    shown = View(several(2), layout="grid")
    shown.spin(True)
    shown.zoom(1.2, viewer=(0, 1))
    html = shown._repr_html_()
    assert re.findall(r"viewergrid_\w+\[0\]\[(\d)\]\.spin\(true\)", html) == ["0", "1"]
    assert re.findall(r"viewergrid_\w+\[0\]\[(\d)\]\.zoom\(1\.2\)", html) == ["1"]


def test_calls_without_a_viewer_do_no_harm(nothing_at_hand):
    shown = View(several(1))
    shown.addLabel("T315I")
    assert "addLabel" not in shown._repr_html_()


def test_the_html_of_py3dmol_is_the_same(at_hand):
    whole = io.StringIO()
    View(several(1)).write_html(whole)
    for html in (whole.getvalue(), View(several(1)).write_html()):
        page = Page(html)
        assert len(page.all("img")) == 1
        assert "kinlens.setUp" in page.all("script")[0].text


# ------------------------------------------------------------------------------------------------ from files


def test_view_composes_and_shows(at_hand, kinase_file):
    shown = view(kinase_file, "T315I", title="mine", lines=())
    assert [mark.label for mark in shown.scene.marks] == ["T315I"]
    assert shown.scene.title == "mine"
    assert not any(line.shown for line in shown.scene.lines)


def test_view_shows_a_scene_as_it_is(at_hand, kinase):
    assert view(kinase).scene is kinase


# -------------------------------------------------------------------------------------------------- saving


@pytest.mark.parametrize(("name", "begins"), [
    ("a.html", b"<!DOCTYPE html>"), ("a.htm", b"<!DOCTYPE html>"), ("a.svg", b"<?xml"), ("a.png", PNG),
    ("a.pdf", b"%PDF"), ("A.PNG", PNG),
])
def test_saved_by_suffix(at_hand, tmp_path, name, begins):
    path = tmp_path / name
    assert View(several(1)).save(path) == path
    assert View(several(1)).save(str(path)) == path
    assert path.read_bytes().startswith(begins)
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [name]


def test_saved_for_mol_star(at_hand, tmp_path):
    pytest.importorskip("molviewspec")
    path = View(several(1)).save(tmp_path / "a.mvsj")
    assert json.loads(path.read_text())["root"]["kind"] == "root"


@pytest.mark.parametrize("name", ["a.jpg", "a", "a.txt", "a.html.gz", "a.pdb"])
def test_saved_as_nothing_else(at_hand, tmp_path, name):
    with pytest.raises(BadOutput, match=r"\.html, \.htm, \.svg, \.png, \.pdf, \.mvsj"):
        View(several(1)).save(tmp_path / name)
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == []


def test_settings_of_a_figure(at_hand, tmp_path):
    path = View(several(1)).save(tmp_path / "a.png", width_mm=50.8, dpi=100)
    assert matplotlib.image.imread(path).shape[1] == pytest.approx(200, abs=1)


def test_a_page_with_and_without_the_script(at_hand, tmp_path):
    shown = View(several(1))
    inside = Page(shown.save(tmp_path / "a.html").read_text())
    outside = Page(shown.save(tmp_path / "b.html", inline=False).read_text())
    assert (len(inside.addresses), len(outside.addresses)) == (0, 1)


def test_a_page_that_needs_the_script(nothing_at_hand, tmp_path):
    with pytest.raises(ViewerScriptMissing):
        View(several(1)).save(tmp_path / "a.html", inline=True)
    assert not (tmp_path / "a.html").exists()


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.png"])
def test_a_folder_that_is_not_there(at_hand, tmp_path, name):
    with pytest.raises(BadOutput, match="there is no folder"):
        View(several(1)).save(tmp_path / "nowhere" / name)


def test_mol_star_without_its_package(at_hand, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipymolstar", None)
    with pytest.raises(ViewerNotInstalled):
        View(several(1)).molstar()


def test_a_hidden_layer_is_in_the_script_and_not_in_the_picture(at_hand):
    """What is hidden at first can be shown by whoever calls for it; the picture shows what is shown."""
    chain, drug = molecule(walk(3)), replace(compound([("C1", "C", (0.0, 9.0, 0.0))]), home=0)
    hidden = Layer("drug", "drug", (Part(1, np.array([0]), STICKS, GREY, "a drug"),), shown=False)
    html = View(scene(chain, drug, layers=[ribbon(chain), hidden]))._repr_html_()
    assert [layer["shown"] for layer in payload_in(html)["layers"]] == [True, False]
    assert "a drug" not in html.partition("<script>")[2].rpartition("</script>")[2]


def test_what_is_given_beside_a_scene_is_refused(kinase):
    for more in ({"mutations": "T315I"}, {"colour": "status"}):
        with pytest.raises(NothingToMark, match="composed already"):
            kinlens.view(kinase, **more)
