"""The figure: a painted scene with labels, legend and caption, laid out for a page and written by Matplotlib."""

from __future__ import annotations

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
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke

from kinlens.errors import BadOutput
from kinlens.geometry import Floats
from kinlens.outputs import whole_or_nothing
from kinlens.scene import palette
from kinlens.scene.model import FAINT_RIBBON, RIBBON, Scene
from kinlens.views.figure.painting import SPHERE_ANGSTROM, Canvas, paint
from kinlens.views.figure.wording import FULL_SIZE_LABEL, MOST_LABEL, MOST_TITLE, cut, printable
from kinlens.views.spreading import spread_labels

FIGURE_SUFFIXES = (".svg", ".png", ".pdf")
WIDTH_MM, DPI = 180.0, 300
MM = 1.0 / 25.4  # inches
# Column of labels on each side; height of the drawing itself, at most and at least; the title.
LABELS_IN, TALLEST_IN, SHORTEST_IN, TITLE_IN = 1.42, 6.2, 2.0, 0.34
LABEL_PT, NOTE_PT, SMALL_PT = 8.0, 6.0, 6.5
HALO_ANGSTROM = 3.2  # around what is bound
# Regions that are named in the drawing, where they have at least so many residues.
NAMED = ("αC", "G-loop", "hinge", "activation loop", "catalytic loop")
FEWEST_NAMED = 3
DOTS = (10, 2400)  # fewest and most an inch
LABEL_ROOM_IN, NOTED_ROOM_IN = 0.17, 0.42  # height of a label, and of one with a note below it
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


def _render(scene: Scene, form: str, width_mm: float, dpi: int) -> bytes:
    if not 40.0 <= width_mm <= 1000.0:
        raise BadOutput(f"a figure {width_mm:g} mm wide", "between 40 and 1000 mm can be drawn")
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
    """Lay the page out in inches at 180 mm, and scale all of it."""
    width = WIDTH_MM * MM
    canvas = Canvas(scene.turn_deg)
    paint(scene, canvas)
    low, high = _extent(scene, canvas)
    size = np.maximum(high - low, 5.0)
    scale = min((width - 2 * LABELS_IN) / size[0], TALLEST_IN / size[1])  # inches an Å
    missing = max(0.0, SHORTEST_IN / scale - float(size[1])) / 2  # labels need room beside whatever is drawn
    low[1], high[1] = low[1] - missing, high[1] + missing
    size = np.maximum(high - low, 5.0)
    caption = _caption(scene)
    legend = scene.legend
    rows = -(-len(legend) // 4)
    foot = 0.16 * rows + 0.125 * len(caption) + 0.25
    height = size[1] * scale + TITLE_IN + foot
    figure = Figure(figsize=(width_mm * MM, height * width_mm / WIDTH_MM), facecolor="white")
    FigureCanvasAgg(figure)
    zoom = width_mm / WIDTH_MM
    axes = figure.add_axes((0.0, foot / height, 1.0, size[1] * scale / height))
    middle = (low + high) / 2
    axes.set_xlim(middle[0] - width / scale / 2, middle[0] + width / scale / 2)
    axes.set_ylim(low[1], high[1])
    axes.set_aspect("equal")
    axes.axis("off")
    _halos(scene, canvas, axes)
    polygons, colours = canvas.layered()
    axes.add_collection(PolyCollection(polygons, facecolors=colours, edgecolors=colours, linewidths=0.25 * zoom,
                                       zorder=2))
    _name_regions(scene, canvas, axes, zoom)
    _lines(scene, canvas, axes, zoom)
    unlabelled = _label_marks(scene, canvas, axes, (low, high), scale, zoom)
    figure.text(0.02, 1.0 - 0.2 / height, cut(scene.title, MOST_TITLE), fontsize=10 * zoom, fontweight="bold",
                va="center")
    _legend(figure, legend, rows, height, foot, zoom)
    if unlabelled:
        caption = [*caption, f"{unlabelled} more residues are marked and not labelled"]
    figure.text(0.02, 0.05 / height, "\n".join(caption), fontsize=SMALL_PT * zoom, color="#444444", va="bottom",
                linespacing=1.35)
    return figure


def _extent(scene: Scene, canvas: Canvas) -> tuple[Floats, Floats]:
    """Corners of what is drawn, in Å."""
    places = [mark.xyz[None, :] for mark in scene.marks]
    for part in (part for layer in scene.layers if layer.shown for part in layer.parts):
        molecule = scene.molecules[part.molecule]
        atoms = molecule.atoms_of(part.residues)
        if part.style in (RIBBON, FAINT_RIBBON):  # whose side chains are not drawn
            atoms = atoms[molecule.atom[atoms] == "CA"]
        places.append(molecule.xyz[atoms])
    xyz = canvas.seen(np.concatenate(places)) if places else np.zeros((1, 3))
    if not len(xyz):
        xyz = np.zeros((1, 3))
    return xyz[:, :2].min(axis=0) - 2.5, xyz[:, :2].max(axis=0) + 2.5


def _caption(scene: Scene) -> list[str]:
    where = ["N-lobe up, hinge left, looking into the cleft"] if scene.in_frame else []
    turn = [f"turned by {scene.turn_deg:+g}° about the vertical axis"] if scene.turn_deg else []
    lines = [*scene.caption, "; ".join([*where, *turn]), *scene.notes]
    return [part for line in lines for part in textwrap.wrap(line, 135)][:9]


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


def _name_regions(scene: Scene, canvas: Canvas, axes: Axes, zoom: float) -> None:
    for part in scene.layers[0].parts if scene.layers else ():
        if part.style != RIBBON or part.title not in NAMED or len(part.residues) < FEWEST_NAMED:
            continue
        molecule = scene.molecules[part.molecule]
        alpha = molecule.named("CA")[part.residues]
        if not (alpha >= 0).any():
            continue
        x, y, _ = canvas.seen(molecule.xyz[alpha[alpha >= 0]]).mean(axis=0)
        axes.text(x, y, part.title, fontsize=7.5 * zoom, style="italic", ha="center", va="center", zorder=5,
                  color=palette.mix(part.colour, "#000000", 0.55),
                  path_effects=[withStroke(linewidth=2.2 * zoom, foreground="white")])


def _lines(scene: Scene, canvas: Canvas, axes: Axes, zoom: float) -> None:
    for line in scene.lines:
        if line.shown:
            seen = canvas.seen(np.array([line.start, line.end]))
            axes.add_line(Line2D(seen[:, 0], seen[:, 1], linestyle=(0, (2, 1.5)), color="#333333",
                                 linewidth=0.8 * zoom, zorder=4))
            x, y, _ = seen.mean(axis=0)
            axes.text(x, y, f"{line.distance_A:.1f} Å", fontsize=5.5 * zoom, ha="center", va="center", zorder=5,
                      color="#222222", path_effects=[withStroke(linewidth=1.8 * zoom, foreground="white")])


def _label_marks(
    scene: Scene, canvas: Canvas, axes: Axes, extent: tuple[Floats, Floats], scale: float, zoom: float,
) -> int:
    """Labels in two columns beside the drawing, joined to their marks; how many found no room."""
    if not scene.marks:
        return 0
    low, high = extent
    seen = canvas.seen(np.array([mark.xyz for mark in scene.marks]))
    middle = (low[0] + high[0]) / 2
    order = np.argsort(seen[:, 0], kind="stable").tolist()
    left = [i for i in order if seen[i, 0] < middle]
    right = [i for i in order if seen[i, 0] >= middle]
    # Neither side takes more than two thirds, and what is nearest to the middle changes sides.
    most = max(4, -(-2 * len(order) // 3))
    while len(left) > most:
        right.insert(0, left.pop())
    while len(right) > most:
        left.append(right.pop(0))
    colours = scene.colourings[0].colours
    room = max(low[0], middle - (WIDTH_MM * MM / 2 - LABELS_IN + 0.05) / scale), min(
        high[0], middle + (WIDTH_MM * MM / 2 - LABELS_IN + 0.05) / scale)
    unlabelled, fit = 0, int((high[1] - low[1]) * scale / LABEL_ROOM_IN) - 1
    for side, members in ((-1, left), (1, right)):
        unlabelled += max(0, len(members) - fit)
        members = sorted(members[:fit], key=lambda i: seen[i, 1])
        noted = any(scene.marks[i].note for i in members)
        noted = noted and (len(members) + 1) * NOTED_ROOM_IN / scale <= high[1] - low[1]  # else there is no room
        spacing = (NOTED_ROOM_IN if noted else LABEL_ROOM_IN) / scale
        heights = spread_labels([float(seen[i, 1]) for i in members], spacing, low[1] + spacing, high[1] - spacing)
        x = room[0] - 0.8 if side < 0 else room[1] + 0.8
        for i, y in zip(members, heights, strict=True):
            note = scene.marks[i].note if noted else ""
            _label(axes, scene.marks[i].label, note, (x, y), seen[i], side, colours[i], scale, zoom,
                   hidden=_hidden(canvas, seen[i]))
    return unlabelled


def _hidden(canvas: Canvas, centre: Floats) -> bool:
    """Whether something stands before the middle of a mark."""
    depth = centre[2] + SPHERE_ANGSTROM
    for polygon, at in zip(canvas.polygons, canvas.depths, strict=True):
        if at > depth and (np.abs(polygon - centre[:2]) < 1.0).any():
            return True
    return False


def _label(
    axes: Axes, text: str, note: str, at: tuple[float, float], mark: Floats, side: int, colour: str, scale: float,
    zoom: float, *, hidden: bool,
) -> None:
    x, y = at
    aligned = "right" if side < 0 else "left"
    edge = mark[:2] + np.array([side * SPHERE_ANGSTROM, 0.0])
    axes.add_line(Line2D([edge[0], x - side * 0.6 - side * 1.6, x - side * 0.6], [edge[1], y, y], color="#555555",
                         linewidth=0.6 * zoom, zorder=4, solid_capstyle="round"))
    axes.add_patch(Circle((mark[0], mark[1]), SPHERE_ANGSTROM, edgecolor="#222222", linewidth=0.7 * zoom, zorder=4,
                          facecolor=(*palette.to_rgb(colour), 0.5 if hidden else 0), linestyle=":" if hidden else "-"))
    text = cut(text, MOST_LABEL)
    size = LABEL_PT * min(1.0, FULL_SIZE_LABEL / max(len(text), 1))
    axes.text(x, y, text, fontsize=size * zoom, fontweight="bold", ha=aligned, va="center", zorder=6)
    if note:
        axes.text(x, y - 0.075 / scale, note.replace(" · ", "\n"), fontsize=NOTE_PT * zoom, color="#444444", ha=aligned,
                  va="top", linespacing=1.25, zorder=6)


def _legend(
    figure: Figure, entries: Sequence[tuple[str, str]], rows: int, height: float, foot: float, zoom: float,
) -> None:
    if not entries:
        return
    handles = [Line2D([], [], marker="s", linestyle="", markersize=5.5 * zoom, markerfacecolor=colour,
                      markeredgecolor="#555555", markeredgewidth=0.4 * zoom, label=text) for colour, text in entries]
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.01, (foot - 0.02) / height), ncols=4,
                  frameon=False, fontsize=SMALL_PT * zoom, handletextpad=0.2, columnspacing=1.4, labelspacing=0.35,
                  borderaxespad=0.0)


