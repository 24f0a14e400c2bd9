"""Scenes in Mol*: the same layers, marks and lines as a MolViewSpec state. The only room that knows its packages."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from kinlens.errors import ViewerNotInstalled
from kinlens.geometry import turn_upright
from kinlens.scene.model import FAINT_RIBBON, RIBBON, SPHERES, STICKS, THIN_STICKS, Molecule, Part, Scene, shown_parts
from kinlens.scene.palette import ELEMENTS
from kinlens.views.cif import molecule_cif

MOLSTAR_SUFFIX = ".mvsj"
_FAINT = 0.4  # opacity
SPHERE_ANGSTROM = 1.15
AWAY = 1.9  # of the camera, in radii of what is shown


def molstar_state(scene: Scene) -> str:
    """A scene as the JSON of a MolViewSpec state, its molecules inside as data addresses.

    Raises
    ------
    ViewerNotInstalled
        Without the extra ``molstar``.
    """
    builder = _builder()
    for number, molecule in enumerate(scene.molecules):
        address = "data:text/plain;base64," + base64.b64encode(molecule_cif(molecule).encode()).decode()
        structure = builder.download(url=address).parse(format="mmcif").model_structure()
        parts = [part for part in shown_parts(scene.layers) if part.molecule == number and len(part.residues)]
        for style in (RIBBON, FAINT_RIBBON):
            _add_ribbon(structure, molecule, [part for part in parts if part.style == style])
        for part in parts:
            if part.style not in (RIBBON, FAINT_RIBBON):
                _add_atoms(structure, molecule, part)
        for mark, colour in scene.coloured_marks:
            if mark.molecule == number:
                _add_atoms(structure, molecule, Part(number, np.array([mark.residue]), STICKS, colour, mark.label))
    _add_marks(builder, scene)
    _add_camera(builder, scene)
    return str(builder.get_state(title=scene.title, description="; ".join(scene.caption)).dumps())


def molstar_widget(scene: Scene, *, height: int = 560) -> Any:
    """A scene as an ipymolstar widget, which brings Mol* with it and needs no network.

    Parameters
    ----------
    scene : Scene
    height : int
        In pixels.

    Raises
    ------
    ViewerNotInstalled
        Without the extra ``molstar``.
    """
    try:
        import ipymolstar
    except ImportError as error:
        raise ViewerNotInstalled("Mol*", "ipymolstar", "molstar") from error
    return ipymolstar.MolViewSpec(msvj_data=molstar_state(scene), height=f"{height}px")


def _builder() -> Any:
    try:
        from molviewspec import create_builder
    except ImportError as error:
        raise ViewerNotInstalled("Mol*", "molviewspec", "molstar") from error
    return create_builder()


def _selector(molecule: Molecule, residues: Any) -> list[Any]:
    from molviewspec import ComponentExpression

    return [ComponentExpression(
        auth_asym_id=str(molecule.chain[i]) or "_", auth_seq_id=int(molecule.number[i]),
        **({"pdbx_PDB_ins_code": str(molecule.icode[i])} if molecule.icode[i] else {})) for i in residues.tolist()]


def _add_ribbon(structure: Any, molecule: Molecule, parts: Sequence[Part]) -> None:
    """One ribbon in several colours: parts of their own would end where they meet."""
    if not parts:
        return
    shown = structure.component(selector=_selector(molecule, np.concatenate([part.residues for part in parts])))
    drawn = shown.representation(type="cartoon").color(color=parts[0].colour)
    for part in parts[1:]:
        drawn.color(color=part.colour, selector=_selector(molecule, part.residues))
    if parts[0].style == FAINT_RIBBON:
        drawn.opacity(opacity=_FAINT)


def _add_atoms(structure: Any, molecule: Molecule, part: Part) -> None:
    """Sticks or balls; carbon in the colour of the part, other elements in their own."""
    from molviewspec import ComponentExpression

    shown = structure.component(selector=_selector(molecule, part.residues))
    if part.style == SPHERES:
        shown.representation(type="spacefill", size_factor=0.5).color(color=part.colour)
    else:
        drawn = shown.representation(type="ball_and_stick", size_factor=0.5 if part.style == THIN_STICKS else 1.0)
        drawn.color(color=part.colour)
        for element in sorted(set(molecule.element[molecule.atoms_of(part.residues)].tolist()) & ELEMENTS.keys()):
            drawn.color(color=ELEMENTS[element], selector=ComponentExpression(type_symbol=element.upper()))
    if part.title:
        shown.tooltip(text=part.title)


def _add_marks(builder: Any, scene: Scene) -> None:
    if not scene.marks:
        return
    drawn = builder.primitives()
    for mark, colour in scene.coloured_marks:
        at = tuple(round(float(value), 3) for value in mark.xyz)
        said = " · ".join(filter(None, (mark.label, mark.note)))
        drawn.sphere(center=at, radius=SPHERE_ANGSTROM, color=colour, tooltip=said)
        drawn.label(position=at, text=mark.label, label_size=2.2, label_color="#111111", label_offset=2.0)
    for line in scene.lines:
        if line.shown:
            start, end = (tuple(round(float(v), 3) for v in xyz) for xyz in (line.start, line.end))
            drawn.distance(start=start, end=end, radius=0.07, dash_length=0.3, color="#222222",
                           label_template=f"{line.distance_A:.1f} Å", label_size=1.4, label_color="#222222")


def _add_camera(builder: Any, scene: Scene) -> None:
    """The standard orientation, from as far as all of it is seen."""
    xyz = np.concatenate([scene.molecules[part.molecule].xyz[scene.molecules[part.molecule].atoms_of(part.residues)]
                          for layer in scene.layers[:1] for part in layer.parts] or [np.zeros((1, 3))])
    target = (xyz.min(axis=0) + xyz.max(axis=0)) / 2
    radius = float(np.linalg.norm(xyz - target, axis=1).max()) or 10.0
    # What turns the scene by an angle is a reader who walks round it the other way.
    position = target + turn_upright(np.array([[0.0, 0.0, AWAY * radius]]), -scene.turn_deg)[0]
    builder.camera(target=tuple(target.round(3).tolist()), position=tuple(position.round(3).tolist()), up=(0, 1, 0))
    builder.canvas(background_color="#FFFFFF")
