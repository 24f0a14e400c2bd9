"""The figure: a painted scene with labels, legend and caption, laid out for a page and written by Matplotlib."""

from __future__ import annotations

import base64
import io
import textwrap
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context, rcParamsDefault
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kinlens.errors import BadOutput
from kinlens.geometry import Floats
from kinlens.outputs import whole_or_nothing
from kinlens.scene import palette
from kinlens.scene.model import FAINT_RIBBON, RIBBON, Scene, shown_parts
from kinlens.views.figure.labelling import label_lines, label_marks, name_regions
from kinlens.views.figure.pages import FULL_MM, LEAST_MM, MOST_MM, Page, page_of
from kinlens.views.figure.painting import Canvas, paint
from kinlens.views.figure.wording import cut, printable

FIGURE_SUFFIXES = (".svg", ".png", ".pdf")
WIDTH_MM, DPI = FULL_MM, 300
TITLE_IN = 0.34  # height of the title's line
MOST_LINES = 9  # of the caption
HALO_ANGSTROM = 3.2  # around what is bound
DOTS = (10, 2400)  # fewest and most an inch
# Matplotlib's own settings, whatever somebody has set for their plots; a text is a text, not mathematics.
_SETTINGS: Any = {name: value for name, value in rcParamsDefault.items() if name != "backend"} | {
    "font.family": "DejaVu Sans", "svg.fonttype": "none", "svg.hashsalt": "kinlens", "pdf.fonttype": 42,
    "text.parse_math": False}


def draw_figure(scene: Scene, path: Path, *, width_mm: float = WIDTH_MM, dpi: int = DPI) -> None:
    """Draw a scene into a file.

    Parameters
    ----------
    scene : Scene
    path : Path
        Its suffix names the format: .svg, .pdf or .png.
    width_mm : float
        Width of the page it is made for, in millimetres.
    dpi : int
        Dots an inch of a PNG.

    Raises
    ------
    BadOutput
        If the suffix is another, the folder is not there, or width or dots are none a figure can have.
    """
    suffix = path.suffix.lower()
    if suffix not in FIGURE_SUFFIXES:
        raise BadOutput(str(path), f"a figure is one of {', '.join(FIGURE_SUFFIXES)}")
    drawn = _render(scene, suffix.lstrip("."), width_mm, dpi)
    with whole_or_nothing(path) as part:
        part.write_bytes(drawn)


def figure_png(scene: Scene, *, width_mm: float = 120.0, dpi: int = 150) -> bytes:
    """The figure as the bytes of a PNG, small enough to stand in for a viewer that cannot start."""
    return _render(scene, "png", width_mm, dpi)


def figure_data_uri(scene: Scene) -> str:
    """The same as an address that needs no file."""
    return "data:image/png;base64," + base64.b64encode(figure_png(scene)).decode()


def _render(scene: Scene, form: str, width_mm: float, dpi: int) -> bytes:
    if not LEAST_MM <= width_mm <= MOST_MM:
        raise BadOutput(f"a figure {width_mm:g} mm wide", f"between {LEAST_MM:g} and {MOST_MM:g} mm can be drawn")
    if not DOTS[0] <= dpi <= DOTS[1]:
        raise BadOutput(f"a figure of {dpi:g} dots an inch", f"between {DOTS[0]} and {DOTS[1]} can be drawn")
    scene, stream = printable(scene), io.BytesIO()
    with rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # other scripts stay text in SVG
        figure = _figure(scene, width_mm)
        # No dates: one scene gives the same bytes on any day.
        of_form: dict[str, dict[str, Any]] = {
            "png": {"Software": "kinlens"}, "svg": {"Date": None, "Creator": "kinlens"},
            "pdf": {"CreationDate": None, "Creator": "kinlens"}}
        figure.savefig(stream, format=form, dpi=dpi, metadata={"Title": scene.title} | of_form[form])
    return stream.getvalue()


def _figure(scene: Scene, width_mm: float) -> Figure:
    """Lay the page out in inches: title, drawing with its labels, legend, caption."""
    page = page_of(width_mm)
    canvas = Canvas(scene.turn_deg)
    paint(scene, canvas)
    low, high = _extent(scene, canvas)
    size = np.maximum(high - low, 5.0)
    scale = min((page.width_in - 2 * page.labels_in) / size[0], page.tallest_in / size[1])  # inches an Å
    missing = max(0.0, page.shortest_in / scale - float(size[1])) / 2  # labels need room beside whatever is drawn
    low[1], high[1] = low[1] - missing, high[1] + missing
    size = np.maximum(high - low, 5.0)
    caption = _caption(scene, page)
    legend = scene.legend
    rows = -(-len(legend) // page.columns)
    line = page.small_pt / 6.5 * 0.125  # inches
    foot = 1.28 * line * rows + line * len(caption) + 0.17 * page.zoom
    words = _title(scene.title, page)
    title = (TITLE_IN + 0.16 * (len(words) - 1)) * page.zoom
    height = size[1] * scale + title + foot
    figure = Figure(figsize=(page.width_in, height), facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, foot / height, 1.0, size[1] * scale / height))
    middle = (low + high) / 2
    axes.set_xlim(middle[0] - page.width_in / scale / 2, middle[0] + page.width_in / scale / 2)
    axes.set_ylim(low[1], high[1])
    axes.set_aspect("equal")
    axes.axis("off")
    _halos(scene, canvas, axes)
    polygons, colours = canvas.layered()
    axes.add_collection(PolyCollection(polygons, facecolors=colours, edgecolors=colours, linewidths=0.25 * page.zoom,
                                       zorder=2))
    label_lines(scene, canvas, axes, page)
    unlabelled, leaders = label_marks(scene, canvas, axes, (low, high), scale, page)
    name_regions(scene, canvas, axes, leaders, scale, page)
    figure.text(0.02, 1.0 - 0.55 * title / height, "\n".join(words), fontsize=page.title_pt, fontweight="bold",
                va="center")
    _legend(figure, legend, foot / height, page)
    if unlabelled:
        caption = [*caption, f"{unlabelled} more residues are marked and not labelled"]
    figure.text(0.02, 0.05 * page.zoom / height, "\n".join(caption), fontsize=page.small_pt, color="#444444",
                va="bottom", linespacing=1.35)
    return figure


def _extent(scene: Scene, canvas: Canvas) -> tuple[Floats, Floats]:
    """Corners of what is drawn, in Å."""
    places = [mark.xyz[None, :] for mark in scene.marks]
    for part in shown_parts(scene.layers):
        molecule = scene.molecules[part.molecule]
        atoms = molecule.atoms_of(part.residues)
        if part.style in (RIBBON, FAINT_RIBBON):  # whose side chains are not drawn
            atoms = atoms[molecule.atom[atoms] == "CA"]
        places.append(molecule.xyz[atoms])
    xyz = canvas.seen(np.concatenate(places)) if places else np.zeros((1, 3))
    if not len(xyz):
        xyz = np.zeros((1, 3))
    return xyz[:, :2].min(axis=0) - 2.5, xyz[:, :2].max(axis=0) + 2.5


def _title(text: str, page: Page) -> list[str]:
    """The title in one line, on a narrow page in two."""
    if page.notes or len(text) <= page.title_letters:
        return [cut(text, page.title_letters)]
    first = (textwrap.wrap(text, page.title_letters) or [""])[0]
    return [first, cut(text[len(first):].strip(), page.title_letters)]


def _caption(scene: Scene, page: Page) -> list[str]:
    where = ["N-lobe up, hinge left, looking into the cleft"] if scene.in_frame else []  # else a note says how it lies
    if scene.turn_deg:  # and the hinge is no longer on the left
        behind = ", seen from behind" if abs(scene.turn_deg) > 90 else ""
        view = "N-lobe up, the standard view" if scene.in_frame else "the view"
        where = [f"{view} turned by {scene.turn_deg:+g}° about the vertical axis{behind}"]
    lines = [*scene.caption, *where, *scene.notes]
    return [part for line in lines for part in textwrap.wrap(line, page.caption_letters)][:MOST_LINES]


def _halos(scene: Scene, canvas: Canvas, axes: Axes) -> None:
    """A pale patch behind every site."""
    angles = np.linspace(0, 2 * np.pi, 41)[:-1]
    circle = HALO_ANGSTROM * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    for layer in scene.layers:
        if not (layer.shown and layer.site):
            continue
        for part in layer.parts:
            molecule = scene.molecules[part.molecule]
            seen = canvas.seen(molecule.xyz[molecule.atoms_of(part.residues)])
            colour = palette.mix(part.colour, "#FFFFFF", 0.84)
            axes.add_collection(PolyCollection([point[:2] + circle for point in seen], facecolors=colour,
                                               edgecolors=colour, linewidths=0.3, zorder=1))


def _legend(figure: Figure, entries: Sequence[tuple[str, str]], top: float, page: Page) -> None:
    if not entries:
        return
    handles = [Line2D([], [], marker="s", linestyle="", markersize=5.5 * page.zoom, markerfacecolor=colour,
                      markeredgecolor="#555555", markeredgewidth=0.4 * page.zoom, label=text)
               for colour, text in entries]
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.01, top - 0.005), ncols=page.columns,
                  frameon=False, fontsize=page.small_pt, handletextpad=0.2, columnspacing=1.4, labelspacing=0.35,
                  borderaxespad=0.0)
