"""A scene as plain values for JavaScript: what `kinlens.js` draws, in a page as in a notebook."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import numpy as np

from kinlens.scene import palette
from kinlens.scene.model import (
    FAINT_RIBBON,
    HELIX,
    RIBBON,
    SPHERES,
    STICKS,
    STRAND,
    THIN_STICKS,
    Layer,
    Molecule,
    Part,
    Scene,
    site_title,
)
from kinlens.scene.turning import clearest_turns

_SECONDARY = {HELIX: "h", STRAND: "s"}
_STICK_ANGSTROM = {STICKS: 0.22, THIN_STICKS: 0.11}
_ION_ANGSTROM = 0.9


def drawing_script() -> str:
    """The script that draws a payload, in a page as in a notebook."""
    return (files("kinlens.views") / "kinlens.js").read_text(encoding="utf-8")


def scene_payload(scene: Scene) -> dict[str, Any]:
    """Everything that is drawn; see ``kinlens.js`` for what each field does."""
    return {
        "molecules": [_molecule(molecule) for molecule in scene.molecules],
        "elements": palette.ELEMENTS,
        "layers": [_layer(layer, scene) for layer in scene.layers],
        "marks": [{
            "molecule": mark.molecule, "residue": mark.residue, "label": mark.label, "note": mark.note,
            "crowded": mark.crowded, "rows": list(mark.rows), "at": _rounded(mark.xyz), "turn": turn,
            "atoms": scene.molecules[mark.molecule].atoms_of(np.array([mark.residue])).tolist(),
        } for mark, turn in zip(scene.marks, clearest_turns(scene.molecules, scene.layers, scene.marks), strict=True)],
        "colourings": [{"name": c.name, "title": c.title, "colours": list(c.colours), "key": [list(k) for k in c.key]}
                       for c in scene.colourings],
        "lines": [{
            "mark": line.mark, "name": site_title(line.site),
            "from": _rounded(line.start), "to": _rounded(line.end),
            "said": f"{line.distance_A:.1f} Å", "atoms": line.said, "shown": line.shown, "layer": line.layer,
        } for line in scene.lines],
        "turn": scene.turn_deg,
    }


def _rounded(xyz: Any) -> list[float]:
    return [round(float(value), 3) for value in xyz]


def _molecule(molecule: Molecule) -> dict[str, Any]:
    """Columns of atoms and of residues; bonds as pairs."""
    elements = sorted(set(molecule.element.tolist()))
    return {
        "name": molecule.name,
        "xyz": [round(value, 3) for value in molecule.xyz.ravel().tolist()],
        "elements": elements,
        "element": [elements.index(element) for element in molecule.element.tolist()],
        "atom": molecule.atom.tolist(),
        "owner": molecule.owner.tolist(),
        "bonds": molecule.bonds.ravel().tolist(),
        "chain": molecule.chain.tolist(),
        "number": molecule.number.tolist(),
        "icode": molecule.icode.tolist(),
        "resn": molecule.residue_name.tolist(),
        "polymer": molecule.polymer.tolist(),
        "secondary": [_SECONDARY.get(kind, "c") for kind in molecule.secondary.tolist()],
        "told": list(molecule.told),
        "home": molecule.home,
    }


def _layer(layer: Layer, scene: Scene) -> dict[str, Any]:
    return {"name": layer.name, "title": layer.title, "shown": layer.shown,
            "parts": [_part(part, scene.molecules[part.molecule]) for part in layer.parts]}


def _part(part: Part, molecule: Molecule) -> dict[str, Any]:
    return {"molecule": part.molecule, "atoms": molecule.atoms_of(part.residues).tolist(),
            "style": _style(part, molecule), "colour": part.colour, "title": part.title,
            "carbons": part.style in _STICK_ANGSTROM}


def _style(part: Part, molecule: Molecule) -> dict[str, Any]:
    """What 3Dmol.js calls the style; sticks get the colours of elements where they are drawn."""
    if part.style in (RIBBON, FAINT_RIBBON):
        if not (molecule.atom[molecule.atoms_of(part.residues)] == "O").any():  # Cα alone make no ribbon there
            return {"cartoon": {"color": part.colour, "style": "trace", "thickness": 0.5}}
        if part.style == RIBBON:
            return {"cartoon": {"color": part.colour, "arrows": True, "thickness": 0.35}}
        return {"cartoon": {"color": part.colour, "arrows": True, "thickness": 0.2, "opacity": 0.7}}
    if part.style == SPHERES:
        return {"sphere": {"color": part.colour, "radius": _ION_ANGSTROM}}
    return {"stick": {"radius": _STICK_ANGSTROM[part.style]}}


def to_script_json(value: Any) -> str:
    """JSON that may stand inside a ``<script>`` element: no tag can be closed or opened by what is in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text
