"""Labels of a figure: mutations in columns beside the drawing, regions and distances where nothing is in their way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from kinlens.geometry import Floats
from kinlens.scene import palette
from kinlens.scene.model import RIBBON, STICKS, Mark, Scene, shown_parts
from kinlens.views.figure.pages import LABEL_ROOM_IN, NOTED_ROOM_IN, Page
from kinlens.views.figure.painting import SPHERE_ANGSTROM, Canvas
from kinlens.views.figure.wording import FULL_SIZE_LABEL, MOST_LABEL, cut
from kinlens.views.spreading import spread_labels

# Regions that are named in the drawing, where they have at least so many residues.
NAMED = ("αC", "G-loop", "hinge", "activation loop", "catalytic loop", "DFG")
FEWEST_NAMED = 3
ASIDE_ANGSTROM = (0.0, 3.0, 5.0, 7.5, 10.0)  # how far a region's name may step aside, in eight directions
POINTS_AN_INCH = 72.0
LETTER, LINE = 0.6, 1.3  # of the type size: width of a letter, height of a line


def label_marks(
    scene: Scene, canvas: Canvas, axes: Axes, extent: tuple[Floats, Floats], scale: float, page: Page,
) -> tuple[int, list[Floats]]:
    """Labels in two columns beside the drawing, joined to their marks.

    Returns
    -------
    unlabelled : int
        How many found no room.
    leaders : list of (2, 2) float
        Lines from marks to labels, which other texts should not lie on.
    """
    if not scene.marks:
        return 0, []
    low, high = extent
    seen = canvas.seen(np.array([mark.xyz for mark in scene.marks]))
    hidden = canvas.hides(seen, SPHERE_ANGSTROM)
    middle = (low[0] + high[0]) / 2
    colours = scene.colourings[0].colours
    reach = (page.width_in / 2 - page.labels_in + 0.05) / scale
    room = max(low[0], middle - reach), min(high[0], middle + reach)
    height = float(high[1] - low[1])
    unlabelled, fit = 0, int(height * scale / (LABEL_ROOM_IN * page.zoom)) - 1
    leaders = []
    for side, members in zip((-1, 1), _sides(seen[:, 0], middle), strict=True):
        unlabelled += max(0, len(members) - fit)
        members = sorted(members[:fit], key=lambda i: seen[i, 1])
        noted = page.notes and any(scene.marks[i].note for i in members)
        # Else there is no room for what stands below a label.
        noted = noted and (len(members) + 1) * NOTED_ROOM_IN * page.zoom / scale <= height
        spacing = (NOTED_ROOM_IN if noted else LABEL_ROOM_IN) * page.zoom / scale
        heights = spread_labels([float(seen[i, 1]) for i in members], spacing, low[1] + spacing, high[1] - spacing)
        x = room[0] - 0.8 if side < 0 else room[1] + 0.8
        for i, y in zip(members, heights, strict=True):
            leaders.append(_label(axes, scene.marks[i], (x, y), seen[i], side, colours[i], scale, page, noted=noted,
                                  hidden=bool(hidden[i])))
    return unlabelled, leaders


def _sides(x: Floats, middle: float) -> tuple[list[int], list[int]]:
    """Marks of the left and of the right column: neither takes more than two thirds, the nearest to the middle move."""
    order = np.argsort(x, kind="stable").tolist()
    left, right = [i for i in order if x[i] < middle], [i for i in order if x[i] >= middle]
    most = max(4, -(-2 * len(order) // 3))
    while len(left) > most:
        right.insert(0, left.pop())
    while len(right) > most:
        left.append(right.pop(0))
    return left, right


def _label(
    axes: Axes, mark: Mark, at: tuple[float, float], seen: Floats, side: int, colour: str, scale: float, page: Page, *,
    noted: bool, hidden: bool,
) -> Floats:
    """One label and its leader; a mark that is hidden shines through, with a dotted rim."""
    x, y = at
    aligned = "right" if side < 0 else "left"
    edge = seen[:2] + np.array([0.0 if mark.crowded else side * SPHERE_ANGSTROM, 0.0])
    knee = x - side * 2.2
    axes.add_line(Line2D([edge[0], knee, x - side * 0.6], [edge[1], y, y], color="#555555", linewidth=0.6 * page.zoom,
                         zorder=4, solid_capstyle="round"))
    if not mark.crowded:
        axes.add_patch(Circle((seen[0], seen[1]), SPHERE_ANGSTROM, edgecolor="#222222", linewidth=0.7 * page.zoom,
                              facecolor=(*palette.to_rgb(colour), 0.22 if hidden else 0), zorder=4,
                              linestyle=":" if hidden else "-"))
    text = cut(mark.label, MOST_LABEL)
    size = page.label_pt * min(1.0, FULL_SIZE_LABEL * page.labels_in / (1.42 * page.zoom) * 8.0 * page.zoom
                               / (page.label_pt * max(len(text), 1)))
    axes.text(x, y, text, fontsize=size, fontweight="bold", ha=aligned, va="center", zorder=6)
    if noted and mark.note:
        axes.text(x, y - 0.075 * page.zoom / scale, mark.note.replace(" · ", "\n"), fontsize=page.note_pt,
                  color="#444444", ha=aligned, va="top", linespacing=1.25, zorder=6)
    return np.array([edge, [knee, y]])


def name_regions(scene: Scene, canvas: Canvas, axes: Axes, leaders: Sequence[Floats], scale: float, page: Page) -> None:
    """Names of regions beside them, off leaders, marks, what is bound, and each other."""
    marks = canvas.seen(np.array([mark.xyz for mark in scene.marks]).reshape(-1, 3))[:, :2]
    bound = _bound(scene, canvas)
    taken: list[tuple[float, float, float, float]] = []
    for part in scene.layers[0].parts if scene.layers else ():
        if part.style != RIBBON or part.title not in NAMED or len(part.residues) < FEWEST_NAMED:
            continue
        molecule = scene.molecules[part.molecule]
        alpha = molecule.named("CA")[part.residues]
        if not (alpha >= 0).any():
            continue
        path = canvas.seen(molecule.xyz[alpha[alpha >= 0]])[:, :2]
        half = np.array([LETTER * len(part.title), LINE]) * page.region_pt / POINTS_AN_INCH / scale / 2
        box = min((_box(path.mean(axis=0) + step, half) for step in _steps()),
                  key=lambda box: _cost(box, path.mean(axis=0), leaders, marks, bound, taken))
        taken.append(box)
        axes.text((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, part.title, fontsize=page.region_pt, style="italic",
                  ha="center", va="center", zorder=5, color=palette.mix(part.colour, "#000000", 0.55),
                  path_effects=[withStroke(linewidth=2.2 * page.zoom, foreground="white")])


def _bound(scene: Scene, canvas: Canvas) -> Floats:
    """Atoms of what is bound, as seen, shape (n, 2)."""
    found = [np.zeros((0, 3))]
    for part in (part for part in shown_parts(scene.layers) if part.style == STICKS):
        molecule = scene.molecules[part.molecule]
        found.append(molecule.xyz[molecule.atoms_of(part.residues)])
    places: Floats = canvas.seen(np.concatenate(found))[:, :2]
    return places


def _steps() -> list[Floats]:
    angles = np.arange(8) * np.pi / 4
    return [np.array([radius * np.cos(angle), radius * np.sin(angle)])
            for radius in ASIDE_ANGSTROM for angle in (angles if radius else angles[:1])]


def _box(centre: Floats, half: Floats) -> tuple[float, float, float, float]:
    (left, bottom), (right, top) = centre - half, centre + half
    return float(left), float(bottom), float(right), float(top)


def _cost(
    box: tuple[float, float, float, float], home: Floats, leaders: Sequence[Floats], marks: Floats, bound: Floats,
    taken: Sequence[tuple[float, float, float, float]],
) -> float:
    """What a place would cover, worst other names; and how far it is from what it names."""
    left, bottom, right, top = box
    crossed = 0
    for start, end in leaders:
        along = np.linspace(0.0, 1.0, 40)[:, None]
        points = start + along * (end - start)
        crossed += bool(_inside(points, box, 0.3).any())
    overlapping = sum(left < other[2] and other[0] < right and bottom < other[3] and other[1] < top for other in taken)
    away = float(np.hypot((left + right) / 2 - home[0], (bottom + top) / 2 - home[1]))
    return (10.0 * overlapping + 3.0 * crossed + 3.0 * int(_inside(marks, box, SPHERE_ANGSTROM).sum())
            + 0.4 * int(_inside(bound, box, 0.5).sum()) + 0.25 * away)


def _inside(points: Floats, box: tuple[float, float, float, float], margin: float) -> NDArray[np.bool_]:
    left, bottom, right, top = box
    inside: NDArray[np.bool_] = ((points[:, 0] > left - margin) & (points[:, 0] < right + margin)
                      & (points[:, 1] > bottom - margin) & (points[:, 1] < top + margin))
    return inside


def label_lines(scene: Scene, canvas: Canvas, axes: Axes, page: Page) -> None:
    """Distances that are drawn, with their length."""
    for line in (line for line in scene.lines if line.shown):
        seen = canvas.seen(np.array([line.start, line.end]))
        axes.add_line(Line2D(seen[:, 0], seen[:, 1], linestyle=(0, (2, 1.5)), color="#333333",
                             linewidth=0.8 * page.zoom, zorder=4))
        x, y, _ = seen.mean(axis=0)
        axes.text(x, y, f"{line.distance_A:.1f} Å", fontsize=page.line_pt, ha="center", va="center", zorder=5,
                  color="#222222", path_effects=[withStroke(linewidth=1.8 * page.zoom, foreground="white")])
