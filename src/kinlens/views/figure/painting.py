"""Everything of a scene as polygons from back to front: shaded, fading with depth, outlined where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import Floats, turn_upright
from kinlens.scene import palette
from kinlens.scene.model import FAINT_RIBBON, RIBBON, SPHERES, THIN_STICKS, Molecule, Part, Scene
from kinlens.views.figure.ribbon import Band, find_bands

LIGHT = np.array([-0.35, 0.5, 0.79])  # from the upper left, over the reader's shoulder
FOG = 0.62  # share of white in what lies farthest away
STICK_ANGSTROM, THIN_STICK_ANGSTROM, THICK_STICK_ANGSTROM, BALL_ANGSTROM = 0.24, 0.13, 0.36, 0.34
BEHIND_ANGSTROM = 0.4  # each further structure's ribbon, so that equal ones do not mix
SPHERE_ANGSTROM, ION_ANGSTROM = 1.35, 0.9
OUTLINE_ANGSTROM = 0.12
OUTLINE = "#2B2F36"
ROUND_ANGSTROM = 0.45  # a band no wider is a tube, with no back
BACK = 0.86  # light on the back of a flat band
_CIRCLE = np.stack([np.cos(np.linspace(0, 2 * np.pi, 25)), np.sin(np.linspace(0, 2 * np.pi, 25))], axis=1)[:-1]


@dataclass(slots=True, eq=False)
class Canvas:
    """Polygons with their depth and colour, before fog.

    Attributes
    ----------
    turn_deg : float
    polygons : list of (k, 2) float
    depths : list of float
        Towards the reader.
    colours : list of (3,) float
    back : float
        How far what is added is set back, in Å.
    """

    turn_deg: float
    polygons: list[Floats] = field(default_factory=list)
    depths: list[float] = field(default_factory=list)
    colours: list[Floats] = field(default_factory=list)
    back: float = 0.0

    def seen(self, xyz: Floats) -> Floats:
        """Points as the reader sees them: right, up, towards."""
        return turn_upright(xyz, self.turn_deg)

    def add(self, polygon: Floats, depth: float, colour: Floats) -> None:
        """Add one polygon."""
        self.polygons.append(polygon)
        self.depths.append(depth - self.back)
        self.colours.append(np.minimum(1.0, colour))  # light may lift one above white

    def hides(self, seen: Floats, before_angstrom: float) -> NDArray[np.bool_]:
        """Whether something stands before points, by its bounding box, nearer to the reader by more than a distance."""
        depths = np.array(self.depths)
        hidden = np.zeros(len(seen), dtype=bool)
        if not len(depths):
            return hidden
        corners = np.concatenate(self.polygons)
        starts = np.cumsum([0, *map(len, self.polygons)])[:-1]
        low, high = np.minimum.reduceat(corners, starts), np.maximum.reduceat(corners, starts)
        for number, (x, y, depth) in enumerate(seen.tolist()):
            across = (low[:, 0] <= x) & (x <= high[:, 0]) & (low[:, 1] <= y) & (y <= high[:, 1])
            hidden[number] = (across & (depths > depth + before_angstrom)).any()
        return hidden

    def layered(self) -> tuple[list[Floats], NDArray[np.float64]]:
        """Polygons from back to front, and their colours with fog, shape (n, 3)."""
        if not self.polygons:
            return [], np.zeros((0, 3))
        depth = np.array(self.depths)
        order = np.argsort(depth, kind="stable")
        near, far = np.percentile(depth, 98), np.percentile(depth, 2)
        fog = FOG * np.clip((near - depth[order]) / max(near - far, 1.0), 0.0, 1.0)[:, None]
        colours = np.array(self.colours)[order]
        return [self.polygons[i] for i in order], colours * (1.0 - fog) + fog


def paint(scene: Scene, canvas: Canvas) -> None:
    """Put all layers that are shown, and the marks, on a canvas."""
    bands = {number: list(find_bands(molecule, np.flatnonzero(molecule.polymer)))
             for number, molecule in enumerate(scene.molecules)}
    for layer in scene.layers:
        if layer.shown:
            for part in layer.parts:
                canvas.back = BEHIND_ANGSTROM * part.molecule if part.style in (RIBBON, FAINT_RIBBON) else 0.0
                _paint_part(scene.molecules[part.molecule], part, bands[part.molecule], canvas)
    canvas.back = 0.0
    for mark, colour in scene.coloured_marks:
        molecule = scene.molecules[mark.molecule]
        one = Part(mark.molecule, np.array([mark.residue]), THIN_STICKS, colour)
        if mark.crowded:  # spheres would hide what differs
            _sticks(molecule, one, canvas, THICK_STICK_ANGSTROM)
            continue
        _sticks(molecule, one, canvas, STICK_ANGSTROM)
        _sphere(canvas.seen(mark.xyz[None, :])[0], SPHERE_ANGSTROM, palette.to_rgb(colour), canvas)


def _paint_part(molecule: Molecule, part: Part, bands: Sequence[Band], canvas: Canvas) -> None:
    if part.style in (RIBBON, FAINT_RIBBON):
        _ribbon(molecule, part, bands, canvas)
    elif part.style == SPHERES:
        for atom in molecule.atoms_of(part.residues):
            _sphere(canvas.seen(molecule.xyz[[atom]])[0], ION_ANGSTROM, palette.to_rgb(part.colour), canvas)
    else:
        _sticks(molecule, part, canvas, THIN_STICK_ANGSTROM if part.style == THIN_STICKS else STICK_ANGSTROM)


def _ribbon(molecule: Molecule, part: Part, bands: Sequence[Band], canvas: Canvas) -> None:
    """Ribbons of one molecule are cut from its bands, so that colours meet without a gap."""
    member = np.zeros(len(molecule.number), dtype=bool)
    member[part.residues] = True
    colour = palette.to_rgb(part.colour)
    for band in bands:
        if member[band.residue].any():
            _paint_band(band, member, colour, canvas)


def _paint_band(band: Band, member: NDArray[np.bool_], colour: Floats, canvas: Canvas) -> None:
    """A band as a box of four faces; those turned to the reader are filled, edges between seen and unseen are drawn."""
    centre, side, face = canvas.seen(band.centre), canvas.seen(band.side), canvas.seen(band.face)
    wide, thick = band.half_width[:, None] * side, band.half_thickness[:, None] * face
    corners = [centre + wide + thick, centre + wide - thick, centre - wide - thick, centre - wide + thick]
    normals = np.stack([side, -face, -side, face])  # face k lies between corners k and k + 1
    normals = normals[:, :-1] + normals[:, 1:]
    seen = normals[:, :, 2] > 0
    flat = band.half_width > ROUND_ANGSTROM
    dark = palette.to_rgb(OUTLINE)
    for i in np.flatnonzero(member[band.residue[:-1]]).tolist():
        depth = float((centre[i, 2] + centre[i + 1, 2]) / 2)
        for number in np.flatnonzero(seen[:, i]).tolist():
            a, b = corners[number], corners[(number + 1) % 4]
            quad = np.array([a[i], b[i], b[i + 1], a[i + 1]])
            # The inner face of a helix, and the back of a strand, is a little greyer: handedness can be read.
            shade = _shade(normals[number, i]) * (BACK if number == 1 and flat[i] else 1.0)
            canvas.add(quad[:, :2], max(depth, float(quad[:, 2].mean())), colour * shade + 0.06)
        for number in range(4):
            if seen[number, i] != seen[number - 1, i]:
                start, end = corners[number][i], corners[number][i + 1]
                canvas.add(_edge(start, end), float(start[2] + end[2]) / 2 + 0.3, dark)


def _edge(start: Floats, end: Floats) -> Floats:
    """A thin line as a polygon, long enough to meet the next one."""
    along = (end - start)[:2]
    along = along / (float(np.linalg.norm(along)) or 1.0) * OUTLINE_ANGSTROM / 2
    across = np.array([-along[1], along[0]])
    return np.array([start[:2] - along + across, start[:2] - along - across, end[:2] + along - across,
                     end[:2] + along + across])


def _shade(normal: Floats) -> float:
    length = float(np.linalg.norm(normal)) or 1.0
    return 0.62 + 0.36 * abs(float(normal @ LIGHT)) / length


def _sticks(molecule: Molecule, part: Part, canvas: Canvas, radius: float) -> None:
    atoms = molecule.atoms_of(part.residues)
    inside = np.zeros(len(molecule.xyz), dtype=bool)
    inside[atoms] = True
    seen = canvas.seen(molecule.xyz)
    colours = {int(atom): _element_colour(str(molecule.element[atom]), part.colour) for atom in atoms}
    for one, other in molecule.bonds[inside[molecule.bonds].all(axis=1)].tolist():
        middle = (seen[one] + seen[other]) / 2
        _stick(seen[one], middle, radius, colours[one], canvas)
        _stick(middle, seen[other], radius, colours[other], canvas)
    for atom in atoms.tolist():
        _disc(seen[atom], radius if part.style == THIN_STICKS else BALL_ANGSTROM, colours[atom], canvas)


def _element_colour(element: str, carbon: str) -> Floats:
    return palette.to_rgb(carbon if element == "C" else palette.ELEMENTS.get(element, "#808080"))


def _stick(start: Floats, end: Floats, radius: float, colour: Floats, canvas: Canvas) -> None:
    along = (end - start)[:2]
    length = float(np.linalg.norm(along))
    if length < 1e-6:
        return
    across = np.array([-along[1], along[0]]) / length
    depth = float((start[2] + end[2]) / 2)
    for half, back, shade in ((radius + 0.1, 0.3, palette.to_rgb(OUTLINE)), (radius, 0.0, colour * 0.86),
                              (radius * 0.4, -0.02, np.minimum(1.0, colour * 0.75 + 0.25))):
        shift = across * half
        canvas.add(np.array([start[:2] + shift, start[:2] - shift, end[:2] - shift, end[:2] + shift]), depth - back,
                   shade)


def _disc(centre: Floats, radius: float, colour: Floats, canvas: Canvas) -> None:
    canvas.add(centre[:2] + (radius + 0.1) * _CIRCLE, float(centre[2]) - 0.25, palette.to_rgb(OUTLINE))
    canvas.add(centre[:2] + radius * _CIRCLE, float(centre[2]) + 0.05, colour * 0.86)
    canvas.add(centre[:2] + radius * np.array([-0.25, 0.3]) + radius * 0.35 * _CIRCLE, float(centre[2]) + 0.06,
               np.minimum(1.0, colour * 0.65 + 0.35))


def _sphere(centre: Floats, radius: float, colour: Floats, canvas: Canvas) -> None:
    """A ball in five steps of light."""
    depth = float(centre[2]) + radius * 0.6
    canvas.add(centre[:2] + (radius + OUTLINE_ANGSTROM) * _CIRCLE, depth, palette.to_rgb(OUTLINE))
    for step in range(5):
        share = step / 4
        light = colour * (0.72 + 0.28 * share) + 0.22 * share**2
        shift = radius * 0.32 * share * np.array([-0.6, 0.75])
        canvas.add(centre[:2] + shift + radius * (1.0 - 0.78 * share) * _CIRCLE, depth + 0.01 * (step + 1),
                   np.minimum(1.0, light))
