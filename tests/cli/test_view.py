"""kinlens view, kinlens figure and reports as pages, as their user meets them. Structures are built, never real."""

from __future__ import annotations

import webbrowser
import xml.etree.ElementTree as ET

import pytest

from builders.files import pdb_text
from builders.kinases import entry
from builders.lobes import lobes, nucleotide
from kinlens.cli import run


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with ABL1 with ATP, the same with T315I, and nothing of the developer's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KINLENS_3DMOL_JS", raising=False)
    monkeypatch.setenv("KINLENS_STRUCTURES", str(tmp_path))
    for name, more in (("1aaa", {}), ("2aaa", {"changed": {315: "I"}})):
        made = entry(lobes("ABL1", 229, 500, **more), others=[nucleotide("ATP")], id=name.upper())
        (tmp_path / f"{name}.pdb").write_text(pdb_text(made))
    script = tmp_path / "3Dmol-min.js"
    script.write_text("/* 3Dmol */ var $3Dmol = {};")
    return tmp_path


def texts(path) -> str:
    """All words of an SVG."""
    return " ".join(ET.parse(path).getroot().itertext())  # noqa: S314 - our own file


def test_a_page_is_named_after_its_structure(here, capsys):
    assert run(["view", "1aaa", "T315I", "E255K"]) == 0
    said = capsys.readouterr()
    assert said.out == "Wrote 1aaa.html: ABL1 T315I, E255K in 1aaa.\n"
    assert "the page will need a network for its 3D view: 3Dmol.js is not at hand" in said.err
    page = (here / "1aaa.html").read_text(encoding="utf-8")
    assert "3Dmol.js is not at hand" in page  # and so it says what to do, and shows the picture
    assert "data:image/png;base64," in page


def test_inline_wants_a_copy_and_takes_it(here, capsys, monkeypatch):
    assert run(["view", "1aaa", "T315I", "--inline"]) == 1
    assert "KINLENS_3DMOL_JS" in capsys.readouterr().err
    assert not (here / "1aaa.html").exists()
    monkeypatch.setenv("KINLENS_3DMOL_JS", str(here / "3Dmol-min.js"))
    assert run(["view", "1aaa", "T315I", "--inline", "-o", "inline.html"]) == 0
    page = (here / "inline.html").read_text(encoding="utf-8")
    assert "/* 3Dmol */" in page
    assert "<script src=" not in page


def test_no_inline_leaves_the_script_to_the_browser(here, monkeypatch):
    monkeypatch.setenv("KINLENS_3DMOL_JS", str(here / "3Dmol-min.js"))
    assert run(["view", "1aaa", "T315I", "--no-inline", "-o", "linked.html"]) == 0
    page = (here / "linked.html").read_text(encoding="utf-8")
    assert '<script src="https://' in page
    assert 'integrity="sha256-' in page
    assert "/* 3Dmol */" not in page


def test_open_opens_the_page(here, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    assert run(["view", "1aaa", "T315I", "--open"]) == 0
    assert opened == [(here / "1aaa.html").as_uri()]


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_figures_by_suffix(here, suffix):
    assert run(["figure", "1aaa", "T315I", "-o", f"f.{suffix}", "--width", "89", "--dpi", "100"]) == 0
    assert (here / f"f.{suffix}").read_bytes()[:4] in (b"<?xm", b"\x89PNG", b"%PDF")


def test_a_figure_without_a_name_is_an_svg_with_its_labels(here):
    assert run(["figure", "1aaa", "T315I", "E255K", "--group", "P-loop=E255K", "--title", "My figure"]) == 0
    words = texts(here / "1aaa.svg")
    for word in ("My figure", "T315I", "E255K", "P-loop", "ATP"):
        assert word in words


def test_groups_alone_are_variants(here, capsys):
    assert run(["figure", "1aaa", "--group", "a=T315I", "--group", "b=E255K,F317L", "-o", "g.svg"]) == 0
    words = texts(here / "g.svg")
    assert all(word in words for word in ("T315I", "E255K", "F317L"))
    assert "T315I, E255K, F317L" in capsys.readouterr().out


def test_a_mutant_beside_its_wild_type(here, capsys):
    assert run(["figure", "1aaa", "2aaa:A", "T315I", "-o", "both.svg"]) == 0
    words = texts(here / "both.svg")
    assert "T315 1aaa" in words
    assert "I315 2aaa:A" in words
    assert "ABL1 T315I in 1aaa, 2aaa:A" in words


def test_a_clearer_side_is_recommended(here, capsys, monkeypatch):
    """Which marks lie behind something is told by hand in the tests of scene.turning."""
    monkeypatch.setattr("kinlens.cli.figure.hidden_marks", lambda scene: len(scene.marks))
    assert run(["figure", "1aaa", "T315I", "E255K"]) == 0
    assert "2 of 2 mutations lie behind something: --turn auto" in capsys.readouterr().err
    monkeypatch.setattr("kinlens.cli.figure.hidden_marks", lambda scene: 1)
    assert run(["figure", "1aaa", "T315I", "E255K"]) == 0
    assert "--turn auto" not in capsys.readouterr().err


def test_what_is_not_marked_is_said(here, capsys):
    assert run(["view", "1aaa", "T315I", "A315V", "Ex19del"]) == 0
    said = capsys.readouterr().err
    assert "A315V (mismatch)" in said
    assert "Ex19del (not a variant)" in said


@pytest.mark.parametrize(("arguments", "code", "message"), [
    (["view"], 2, "no structure is named"),
    (["view", "T315I"], 2, "no structure is named"),
    (["figure"], 2, "no structure is named"),
    (["figure", "1aaa", "T315I", "--turn", "left"], 2, "'left' is no turn"),
    (["figure", "1aaa", "T315I", "--turn", "nan"], 2, "'nan' is no turn"),
    (["figure", "1aaa", "--group", "T315I"], 2, "NAME=VARIANT"),
    (["figure", "1aaa", "T315I", "--colour", "taste"], 2, "coloured by 'taste'"),
    (["figure", "1aaa", "T315I", "--line", "nowhere"], 2, "lines to 'nowhere'"),
    (["figure", "1aaa", "T315I", "--ribbon", "silk"], 2, "silk"),
    (["figure", "1aaa", "T315I", "-o", "f.docx"], 2, "its suffix is none of"),
    (["figure", "1aaa", "T315I", "-o", "nowhere/f.svg"], 2, "there is no folder"),
    (["figure", "1aaa", "T315I", "--width", "3"], 2, "between 40 and 1000 mm"),
    (["view", "9zzz", "T315I", "--offline"], 1, "9zzz"),
    (["view", "1aaa", "T315I", "--chain", "Q"], 1, "Q"),
    (["report", "1aaa", "T315I", "--format", "html"], 2, "name a file with -o"),
])
def test_what_goes_wrong_is_one_line(here, capsys, arguments, code, message):
    assert run(arguments) == code
    said = capsys.readouterr()
    assert message in said.err + said.out
    assert "Traceback" not in said.err
    assert [path.name for path in here.iterdir() if path.suffix in (".html", ".svg", ".part")] == []


def test_a_report_on_a_structure_is_a_page_with_a_view(here):
    assert run(["report", "1aaa", "T315I", "A315V", "-o", "report.html"]) == 0
    page = (here / "report.html").read_text(encoding="utf-8")
    assert '"molecules":[{' in page
    assert "A315V" in page
    assert "mismatch" in page


def test_a_report_from_the_atlas_is_a_page_with_a_domain_map(here, capsys):
    assert run(["report", "ABL1:T315I", "ALK:C1156Y", "-o", "atlas.html"]) == 0
    page = (here / "atlas.html").read_text(encoding="utf-8")
    assert "data:image/svg+xml;base64," in page
    assert '"scene":null' in page
    assert "C1156Y" in page
    assert "<script src=" not in page
