"""Figures: every label there and in its place, one picture for one scene, whatever the texts are."""

import io
import os
from dataclasses import replace
from itertools import combinations, pairwise

import matplotlib
import numpy as np
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.image import imread
from matplotlib.textpath import TextPath

import kinlens
from builders.files import pdb_text
from builders.kinases import entry
from builders.lobes import lobes
from builders.predictions import ALPHAFOLD_TITLE, bare_pdb, with_b
from kinlens.errors import BadOutput
from kinlens.scene import Layer, Part, compose
from kinlens.scene.model import SPHERES, STICKS
from kinlens.views.figure import FIGURE_SUFFIXES, draw_figure, figure_png
from views.drawings import RISE, read_drawing
from views.handmade import GREY, compound, molecule, ribbon, scene, walk

A_SIDE = 35  # labels that have room on each side of the tallest drawing, 6.2 inches at 0.17 each, with a margin


@pytest.fixture
def draw(tmp_path):
    """Give a function that draws a scene as SVG and reads the drawing back."""

    def to_svg(made, **more):
        path = tmp_path / "drawn.svg"
        draw_figure(made, path, **more)
        return read_drawing(path)

    return to_svg


@pytest.fixture(scope="module")
def small():
    return scene(molecule(walk(4)), marks=[(1, "A2G", "αC · 3.4 Å from imatinib")])


def labels_of(drawing, made):
    """Boxes of the labels, by side; a note below its label counts to it."""
    names = {mark.label for mark in made.marks}
    return [[text for text in drawing.texts if text.text in names and text.bold and text.anchor == side]
            for side in ("end", "start")]


def written(drawing, words):
    """Whether a label is there, whole or cut where there is no more room."""
    return any(text == words or (text.endswith("…") and len(text) > 10 and words.startswith(text.rstrip(" …")))
               for text in drawing.words)


# --------------------------------------------------------------------------------------- what it says


def test_every_mark_has_its_label_title_and_caption_are_there(draw, kinase):
    drawing = draw(kinase)
    assert {mark.label for mark in kinase.marks} == {"T315I", "Y253H", "E255K", "G250E"}
    assert {"T315I", "Y253H", "E255K", "G250E", kinase.title} <= set(drawing.words)
    assert drawing.words.count("G-loop") >= 2  # below labels, and in the legend
    assert "N-lobe up, hinge left, looking into the cleft" in drawing.words
    assert "not marked: H396P (not resolved)" in drawing.words
    assert "imatinib (STI), type I" in drawing.words
    assert any(words.startswith("1aaa (") and "ABL1" in words for words in drawing.words)


def test_what_is_carried_over_but_hidden_is_not_in_the_legend(draw, kinase):
    assert "ATP, carried over" not in draw(kinase).words
    shown = tuple(replace(layer, shown=True) for layer in kinase.layers)
    assert "ATP, carried over" in draw(replace(kinase, layers=shown)).words


def test_without_a_domain_it_says_how_it_lies(draw, ras):
    drawing = draw(ras)
    assert {"G12D", "G13C"} <= set(drawing.words)
    assert "3ras is not in the common frame: laid by its longest axis: no kinase domain" in drawing.words
    assert not any("N-lobe" in words for words in drawing.words)


def test_a_turn_is_said(draw, small):
    words = " ".join(draw(replace(small, turn_deg=-30.0)).words)
    assert "N-lobe up, the standard view turned by -30° about the vertical axis" in words
    assert "hinge left" not in words  # which holds for the standard view alone
    assert "seen from behind" in " ".join(draw(replace(small, turn_deg=150.0)).words)


@pytest.mark.parametrize("hostile", [
    "<script>alert(1)</script>", '"quoted\' & <b>', "]]>", "&amp;", "$x$", "$x$ and $y$", "$$", "100 $", "\\alpha_1^2",
    "%s {0} {{x}}", "_hidden", "x" * 60, "日本語", "العربية", "αβ Å ≤ ½ 😀",
])
def test_texts_come_out_literally(draw, small, hostile):
    """Nothing is a tag, nothing is mathematics, and what the font has no letter for is still the text of an SVG."""
    colouring = replace(small.colourings[0], key=((small.colourings[0].colours[0], hostile),))
    mark = replace(small.marks[0], label=f"{hostile}!", note=f"{hostile}?")
    drawing = draw(replace(small, title=hostile, caption=(f"{hostile} chain A",), notes=(f"note {hostile}",),
                           marks=(mark,), colourings=(colouring,)))
    assert {f"{hostile} chain A", f"note {hostile}"} <= set(drawing.words)
    assert written(drawing, f"{hostile}!")
    assert written(drawing, f"{hostile}?")
    assert drawing.words.count(hostile) == 2  # title and legend
    assert not [element for element in drawing.root.iter() if element.tag.endswith("script")]


@pytest.mark.parametrize("hostile", ["a\nb", "a\r\nb", "a\tb", "a\x1b[31mb", "a\x00b", "a\ufffeb", "a\ud800b"],
                         ids=ascii)
def test_what_is_no_letter_breaks_no_drawing(draw, small, hostile):
    """Line breaks and characters XML cannot have: it is drawn, well-formed, with the letters around them."""
    colouring = replace(small.colourings[0], key=((small.colourings[0].colours[0], hostile),))
    mark = replace(small.marks[0], label=hostile, note=hostile)
    drawing = draw(replace(small, title=hostile, caption=(hostile,), notes=(hostile,), marks=(mark,),
                           colourings=(colouring,), in_frame=False))
    written = "".join(drawing.words)
    assert written.count("a") == written.count("b") == 6


@pytest.mark.parametrize("title", ["word " * 60, "x" * 300], ids=["words", "one word"])
def test_a_long_title_is_cut_and_says_so(draw, small, title):
    drawing = draw(replace(small, title=title))
    (found,) = [text for text in drawing.texts if text.text.endswith("…")]
    assert len(found.text) > 40
    assert title.startswith(found.text.rstrip(" …"))
    assert found.right <= drawing.width


def test_a_long_caption_is_wrapped(draw, small):
    drawing = draw(replace(small, caption=(" ".join(f"word{i}" for i in range(60)),)))
    assert {f"word{i}" for i in range(60)} <= set(" ".join(drawing.words).split())
    assert not drawing.outside()


@pytest.mark.parametrize("label", ["E746_A750delinsVP L747_T751del", "T790M 1xkk:A", "V600E/K/R/D/…"])
@pytest.mark.parametrize("residue", [0, 3])
def test_long_labels_stay_on_the_page(draw, label, residue):
    """As long as labels of real variants get: two deletion-insertions at one residue."""
    drawing = draw(scene(molecule(walk(4)), marks=[(residue, label, "activation loop · 12.3 Å from osimertinib")]))
    assert written(drawing, label)
    assert not drawing.outside()


# ------------------------------------------------------------------------------------------- labels in place


@pytest.fixture(scope="module")
def marked(kinase_file):
    """Give a function that marks so many residues, evenly along the chain."""
    chain = lobes("ABL1", 235, 500)
    sequence = kinlens.reference.load_kinome().protein("ABL1").sequence
    made = {}

    def with_marks(count):
        if count not in made:
            picked = [list(chain.of)[i] for i in np.linspace(0, len(chain.of) - 1, count).astype(int)]
            variants = [f"{sequence[n - 1]}{n}{'G' if sequence[n - 1] != 'G' else 'A'}" for n in picked]
            made[count] = compose(kinase_file, variants, gene="ABL1")
        return made[count]

    return with_marks


@pytest.mark.parametrize("count", [1, 5, 14, 30])
def test_labels_overlap_nothing_and_are_on_the_page(draw, marked, count):
    made = marked(count)
    assert len(made.marks) == count
    drawing = draw(made)
    left, right = labels_of(drawing, made)
    assert len(left) + len(right) >= min(count, A_SIDE)
    for side in (left, right):
        assert len({text.right if side is left else text.left for text in side}) <= 1  # a column
    assert [(a.text, b.text) for a, b in combinations(drawing.texts, 2) if a.overlaps(b)] == []
    assert drawing.outside() == []


def crosses(count, sides):
    """Marks one above the other: `sides` gives the x of each, residues are joined to nothing."""
    alpha = [[x, 2.0 * i, 0.0] for i, x in zip(range(count), sides, strict=True)]
    return scene(molecule(alpha, linked=[False] * count), marks=[(i, f"A{i + 1}G", "") for i in range(count)])


@pytest.mark.parametrize(("left", "right", "expected"), [
    (10, 10, (10, 10, 0)), (50, 50, (A_SIDE, A_SIDE, 30)), (A_SIDE, A_SIDE + 1, (A_SIDE, A_SIDE, 1)),
    (0, 1, (0, 1, 0)), (0, 3, (0, 3, 0)),
    (1, 29, (10, 20, 0)),  # one side takes two thirds: 20 of 30
], ids=str)
def test_what_finds_no_room_is_counted(draw, left, right, expected):
    made = crosses(left + right, [-20.0 + 0.1 * i for i in range(left)] + [20.0 - 0.1 * i for i in range(right)])
    if not left:  # so that the middle of the drawing is left of the marks
        far = molecule([[-60.0, 0.0, 0.0], [-60.0, 3.0, 0.0]])
        made = replace(made, molecules=(*made.molecules, far), layers=(ribbon(*made.molecules, far),))
    drawing = draw(made)
    found = labels_of(drawing, made)
    said = [words for words in drawing.words if "not labelled" in words]
    assert (len(found[0]), len(found[1])) == expected[:2]
    assert said == ([f"{expected[2]} more residues are marked and not labelled"] if expected[2] else [])


def test_labels_stand_in_the_order_of_their_marks(draw):
    made = crosses(12, [(-20.0, 20.0)[i % 2] for i in range(12)])
    for side in labels_of(draw(made), made):
        heights = {text.text: text.top for text in side}
        in_order = [heights[mark.label] for mark in made.marks if mark.label in heights]
        assert all(a > b for a, b in pairwise(in_order))  # residues rise, and y of an SVG falls


def test_the_line_that_counts_them_overlaps_nothing(draw):
    many = tuple((colour, f"kind {i}") for i, colour in enumerate(["#000000"] * 8))
    made = crosses(80, [(-20.0, 20.0)[i % 2] for i in range(80)])
    made = replace(made, caption=tuple(f"{i}zzz chain A" for i in range(6)),
                   colourings=(replace(made.colourings[0], key=many),))
    drawing = draw(made)
    assert any("not labelled" in words for words in drawing.words)
    assert [(a.text, b.text) for a, b in combinations(drawing.texts, 2) if a.overlaps(b)] == []
    assert drawing.outside() == []


@pytest.mark.parametrize("count", [1, 4, 12, 24])
def test_a_legend_overlaps_nothing(draw, small, count):
    key = tuple((f"#0000{i:02X}", f"a kind of mutation, number {i}") for i in range(count))
    drawing = draw(replace(small, colourings=(replace(small.colourings[0], key=key),)))
    assert {text for _, text in key} <= set(drawing.words)
    assert [(a.text, b.text) for a, b in combinations(drawing.texts, 2) if a.overlaps(b)] == []
    assert drawing.outside() == []


def test_texts_grow_with_a_large_page(draw, small):
    wide, poster = draw(small, width_mm=180), draw(small, width_mm=360)
    assert wide.width == pytest.approx(180 / 25.4 * 72, abs=0.1)
    assert poster.width == pytest.approx(2 * wide.width, abs=0.1)
    for words in ("A2G", "made up"):
        one, other = wide.named(words), poster.named(words)
        assert (other.bottom - other.top) == pytest.approx(2 * (one.bottom - one.top), rel=0.01)
        assert other.left == pytest.approx(2 * one.left, abs=0.5)


@pytest.mark.parametrize("width_mm", [60, 89, 120, 180])
def test_type_stays_readable_in_a_column(draw, marked, width_mm):
    """Nature's guide asks for 5 to 7 points in a figure as it is printed (unverified); 89 mm is one column."""
    drawing = draw(marked(5), width_mm=width_mm)
    assert min(text.bottom - text.top for text in drawing.texts) >= 5.0
    assert drawing.outside() == []
    assert [(a.text, b.text) for a, b in combinations(drawing.texts, 2) if a.overlaps(b)] == []


# -------------------------------------------------------------------------------------------------- the turn


@pytest.mark.parametrize(("turn_deg", "sides"), [(60.0, ("start", "end")), (-60.0, ("end", "start"))])
def test_a_turn_moves_what_is_in_front_to_the_right(draw, turn_deg, sides):
    """Two residues in one line of sight: turned counter-clockwise as seen from above, the nearer one is right."""
    made = scene(molecule([[0.0, 0.0, 10.0], [0.0, 1.0, -10.0]], linked=[False, False]),
                 marks=[(0, "near", ""), (1, "far", "")], turn_deg=turn_deg)
    drawing = draw(made)
    assert (drawing.named("near").anchor, drawing.named("far").anchor) == sides


# ------------------------------------------------------------------------------------------------ files


@pytest.mark.parametrize(("width_mm", "dpi", "pixels"), [(100, 100, 393.7), (180, 72, 510.2), (50.8, 150, 300)])
def test_a_png_has_the_size_asked_for(tmp_path, small, width_mm, dpi, pixels):
    path = tmp_path / "a.png"
    draw_figure(small, path, width_mm=width_mm, dpi=dpi)
    assert imread(path).shape[1] == pytest.approx(pixels, abs=1)


def test_a_png_is_not_blank(kinase):
    picture = imread(io.BytesIO(figure_png(kinase)))
    colours, counts = np.unique(picture.reshape(-1, picture.shape[2]), axis=0, return_counts=True)
    assert len(colours) > 500
    assert 0.3 < counts.max() / counts.sum() < 0.98  # white, but not only


def test_marks_have_their_colour_in_the_picture(small):
    def redness(made):
        picture = imread(io.BytesIO(figure_png(made)))[:, :, :3]
        return int(((picture[:, :, 0] > 0.6) & (picture[:, :, 1] < 0.2)).sum())

    red = replace(small.colourings[0], colours=("#FF0000",), key=())
    assert redness(replace(small, colourings=(red,))) > 100
    blue = replace(red, colours=("#0000FF",))
    assert redness(replace(small, colourings=(blue,))) == 0


@pytest.mark.parametrize("suffix", [*FIGURE_SUFFIXES, ".PDF"])
def test_one_scene_gives_the_same_bytes(tmp_path, small, suffix):
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for path in paths:
        draw_figure(small, path, dpi=80)
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    begins = {".svg": b"<?xml", ".png": b"\x89PNG\r\n", ".pdf": b"%PDF"}[suffix.lower()]
    assert first.startswith(begins)
    assert sorted(os.listdir(tmp_path)) == sorted(path.name for path in paths)


@pytest.mark.parametrize("settings", [
    {"text.color": "white", "legend.labelcolor": "white"}, {"savefig.bbox": "tight"}, {"savefig.transparent": True},
    {"savefig.facecolor": "black"}, {"lines.marker": "o"}, {"font.size": 30, "font.family": "serif"},
    {"text.usetex": True}, {"path.sketch": (1, 100, 2)},
], ids=lambda settings: next(iter(settings)))
def test_what_somebody_set_for_their_own_plots_changes_nothing(tmp_path, small, settings):
    draw_figure(small, tmp_path / "a.svg")
    with matplotlib.rc_context(settings):
        draw_figure(small, tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_drawing_leaves_somebodys_settings_alone(small):
    before = dict(matplotlib.rcParams)
    figure_png(small)
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("name", ["a.jpg", "a.svg.gz", "a", "a.html", ".svg"])
def test_another_suffix(tmp_path, small, name):
    with pytest.raises(BadOutput, match=r"a figure is one of \.svg, \.png, \.pdf"):
        draw_figure(small, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path, small):
    with pytest.raises(BadOutput, match="there is no folder"):
        draw_figure(small, tmp_path / "nowhere" / "a.png", dpi=60)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("width_mm", [0, -180, 39.9, 1000.1, 10000, float("nan"), float("inf")])
def test_a_width_no_page_has(tmp_path, small, width_mm):
    path = tmp_path / "a.png"
    path.write_text("an earlier figure")
    with pytest.raises(BadOutput, match="between 40 and 1000 mm"):
        draw_figure(small, path, width_mm=width_mm)
    assert path.read_text() == "an earlier figure"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("dpi", [0, -300, float("nan"), 10_000_000])
def test_a_number_of_dots_no_picture_has(tmp_path, small, dpi):
    with pytest.raises(BadOutput):
        draw_figure(small, tmp_path / "a.png", dpi=dpi)
    assert list(tmp_path.iterdir()) == []


def test_a_figure_that_cannot_be_kept_leaves_nothing_behind(tmp_path, small, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises((OSError, BadOutput)):
        draw_figure(small, tmp_path / "a.png", dpi=60)
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------------------------- what can be drawn


def test_cα_atoms_alone(draw, tmp_path):
    chain = lobes("ABL1", 235, 500)
    residues = [replace(one, atoms=tuple(atom for atom in one.atoms if atom.name == "CA")) for one in chain.residues]
    path = tmp_path / "1cal.pdb"
    path.write_text(pdb_text(replace(entry(chain, id="1cal"), residues=residues)))
    made = compose(path, "ABL1:T315I")
    assert {"T315I", made.title} <= set(draw(made).words)


@pytest.mark.parametrize("plddt", [30.0, 55.0, 65.0, 80.0, 95.0])
def test_predicted_models_of_any_confidence(draw, tmp_path, plddt):
    made = entry(lobes("ABL1", 235, 500))
    made.residues = with_b(made.residues, [plddt + 0.01 * (k % 40) for k in range(len(made.residues))])
    path = tmp_path / "model.pdb"
    path.write_text(ALPHAFOLD_TITLE + bare_pdb(made))
    drawing = draw(compose(path, "ABL1:T315I"))
    assert "T315I" in drawing.words
    assert any("pLDDT" in words for words in drawing.words)


@pytest.mark.parametrize("made", [
    scene(molecule(walk(1)), marks=[(0, "A1G", "")]),
    scene(molecule(walk(1))),
    scene(molecule(walk(2))),
    scene(molecule([[0.0, 0.0, 0.0]] * 3)),  # all in one place
    scene(molecule(walk(5) * 100), marks=[(4, "A5G", "")]),  # nothing is joined
    scene(molecule(walk(30) @ np.diag([1.0, 0.01, 1.0])), marks=[(3, "A4G", "β1")]),  # flat
    scene(molecule(walk(4)), layers=[]),
    scene(compound([("MG", "Mg", (0.0, 0.0, 0.0))]), layers=[
        Layer("ion", "ion", (Part(0, np.array([0]), SPHERES, GREY, "Mg"),), site=True)]),
    scene(),
], ids=["one residue", "one residue, no marks", "two residues", "one place", "far apart", "flat", "no layers",
        "an ion", "nothing"])
def test_little_is_drawn_all_the_same(draw, made):
    drawing = draw(made)
    assert {"made up", *(mark.label for mark in made.marks)} <= set(drawing.words)
    assert drawing.outside() == []


def test_a_scene_without_molecules_has_a_picture(draw):
    table = kinlens.scene.table_alone(kinlens.report(["ABL1:T315I"]), "a table", ("no structure",))
    assert {"a table", "no structure"} <= set(draw(table).words)


def test_a_hidden_layer_is_not_drawn(tmp_path, draw):
    chain, salt = molecule(walk(6)), compound([("C1", "C", (0.0, 8.0, 0.0)), ("C2", "C", (1.5, 8.0, 0.0))])
    hidden = Layer("drug", "drug", (Part(1, np.array([0]), STICKS, "#332288", "a drug"),), shown=False, site=True)
    path = tmp_path / "drawn.svg"
    without = draw(scene(chain, salt, layers=[ribbon(chain)]))
    bytes_without = path.read_bytes()
    with_it = draw(scene(chain, salt, layers=[ribbon(chain), hidden]))
    assert path.read_bytes() == bytes_without
    assert with_it.words == without.words
    assert "a drug" in draw(scene(chain, salt, layers=[ribbon(chain), replace(hidden, shown=True)])).words


def test_lines_are_drawn_where_they_are_shown(tmp_path, kinase):
    def dashes(made):
        draw_figure(made, tmp_path / "a.svg")
        return (tmp_path / "a.svg").read_text().count("stroke-dasharray")

    assert len([line for line in kinase.lines if line.shown]) == 4
    hidden = replace(kinase, lines=tuple(replace(line, shown=False) for line in kinase.lines))
    assert dashes(kinase) - dashes(hidden) == 4


def test_letters_rise_as_the_boxes_above_think():
    capitals = TextPath((0, 0), "TAW", size=100, prop=FontProperties(family="DejaVu Sans"))
    assert capitals.get_extents().y1 / 100 == pytest.approx(RISE, abs=0.05)
