"""Scenes in a notebook: a py3Dmol view that needs no network, or the picture where no viewer can run."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

import py3Dmol

from kinlens.errors import BadOutput, NothingToMark, UnknownColouring
from kinlens.outputs import PAGE_SUFFIXES, write_text
from kinlens.scene import Scene, compose
from kinlens.views.figure import DPI, FIGURE_SUFFIXES, WIDTH_MM, draw_figure, figure_data_uri
from kinlens.views.molstar import MOLSTAR_SUFFIX, molstar_state, molstar_widget
from kinlens.views.page import write_page
from kinlens.views.payload import drawing_script, scene_payload, to_script_json
from kinlens.views.viewer_script import find_viewer_script_or_reason

# Some notebooks' policies refuse scripts from data addresses and allow scripts in the output itself.
_SECOND_CHANCE = """tag.onerror = () => {
        const inside = document.createElement("script");
        inside.textContent = new TextDecoder().decode(Uint8Array.from(atob(uri.split(",")[1]), c => c.charCodeAt(0)));
        document.head.append(inside);
        tag.onload();
    };
    """
LAYOUTS = ("together", "grid")
# Where the browser cannot draw the viewer goes, and the picture below it is seen.
_SET_UP = """try {{ kinlens.setUp({viewer}, scene_UNIQUEID, {options}); }}
catch (trouble) {{ console.warn(trouble); document.getElementById("3dmolviewer_UNIQUEID").remove(); }}"""


class View(py3Dmol.view):  # type: ignore[misc]
    """A scene as a py3Dmol view.

    Every method of 3Dmol.js's viewer can be called on it, as on any py3Dmol view: ``v.addLabel(…)``, ``v.spin(True)``.
    Where no copy of 3Dmol.js is at hand, or a browser cannot run it, the picture of the scene is shown, with the
    reason.

    Parameters
    ----------
    scene : Scene
    layout : str
        ``together``, or ``grid``: one structure a cell, turning together.
    width, height : int
        In pixels.
    offline : bool, optional
        True to download nothing, should 3Dmol.js be missing.

    Attributes
    ----------
    scene : Scene
    reason : str
        Why there is no viewer; '' where there is one.
    """

    startjs: str  # what py3Dmol writes in front; further calls are added to it

    def __init__(
        self, scene: Scene, *, layout: str = "together", width: int = 860, height: int = 560,
        offline: bool | None = None,
    ) -> None:
        if layout not in LAYOUTS:
            raise UnknownColouring(f"layout {layout!r}", LAYOUTS)
        script, reason = find_viewer_script_or_reason(offline=offline)
        cells = _cells(len(scene.structures)) if layout == "grid" and scene.structures else None
        super().__init__(width="100%", height="100%", viewergrid=cells, linked=True,
                         js=script.data_uri if script is not None else "")
        self.scene = scene
        self.reason = reason
        self.size = (width, height)
        self.startjs = _hardened(self.startjs) + _drawing(scene, cells)

    def _make_html(self) -> str:
        """The viewer over the picture, which remains where the viewer cannot start."""
        width, height = self.size
        said, viewer = "", ""
        if self.reason:
            self.uniqueid = "none"  # there is nothing py3Dmol could update
            said = f'<p style="font:12px sans-serif;color:#555">No 3D view: {escape(self.reason)}</p>'
        else:
            viewer = f'<div style="position:absolute;inset:0">{super()._make_html()}</div>'
        return (
            f'<div style="position:relative;width:{width}px;max-width:100%;height:{height}px;overflow:hidden">'
            f'<img alt="{escape(self.scene.title, quote=True)}" src="{figure_data_uri(self.scene)}" '
            'style="position:absolute;inset:0;width:100%;height:100%;object-fit:contain;background:white">'
            f"{viewer}</div>{said}{_legend(self.scene)}")

    def _repr_html_(self) -> str:
        return self._make_html()

    def molstar(self) -> Any:
        """The same scene in Mol*, as an ipymolstar widget (extra ``molstar``).

        Raises
        ------
        ViewerNotInstalled
            Without that extra.
        """
        return molstar_widget(self.scene, height=self.size[1])

    def __repr__(self) -> str:
        return f"<View of {self.scene.title}{f': {self.reason}' if self.reason else ''}>"

    def save(
        self, path: str | Path, *, inline: bool | None = None, width_mm: float = WIDTH_MM, dpi: int = DPI,
    ) -> Path:
        """Write the scene to a file: .html a page, .svg, .pdf or .png a figure, .mvsj a state of Mol*.

        Parameters
        ----------
        path : str or Path
            Its suffix says what is written.
        inline : bool, optional
            Of a page: True to have 3Dmol.js in the file, False to have the browser load it; by default in the file
            where a copy is at hand.
        width_mm : float
            Of a figure: width of the page it is made for.
        dpi : int
            Of a PNG: dots an inch.

        Returns
        -------
        Path

        Raises
        ------
        BadOutput
            If the suffix is none of these.
        ViewerScriptMissing
            If the script has to be in the file and there is no copy.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix in FIGURE_SUFFIXES:
            draw_figure(self.scene, path, width_mm=width_mm, dpi=dpi)
        elif suffix == MOLSTAR_SUFFIX:
            write_text(path, molstar_state(self.scene))
        elif suffix in PAGE_SUFFIXES:
            write_page(self.scene, path, inline=inline)
        else:
            raise BadOutput(str(path), f"a view is saved as "
                            f"{', '.join((*PAGE_SUFFIXES, *FIGURE_SUFFIXES, MOLSTAR_SUFFIX))}")
        return path


def view(
    structures: Any, mutations: Any = None, *, layout: str = "together", width: int = 860, height: int = 560,
    offline: bool | None = None, **settings: Any,
) -> View:
    """Show structures with mutations in 3D.

    Parameters
    ----------
    structures : str, Path, Structure, Examination, gemmi.Structure, Bio.PDB structure, Scene, or a sequence of them
        Several are laid into one frame; a Scene is shown as it is.
    mutations : str, iterable, Report or DataFrame, optional
        ``"C121S P124L"``, a report, or a table with a column of variants.
    layout : str
        ``together``, or ``grid``: one structure a cell, turning together.
    width, height : int
        In pixels.
    offline : bool, optional
        True to download nothing; by default what ``KINLENS_OFFLINE`` says.
    **settings
        As for :func:`kinlens.compose`: ``gene``, ``chain``, ``sites``, ``groups``, ``colour``, ``ribbon``, ``lines``,
        ``turn_deg``, ``title``.

    Returns
    -------
    View
        Shown by a notebook; ``.save("page.html")``, ``.save("figure.svg")``, ``.scene``.

    Raises
    ------
    KinlensError
        As :func:`kinlens.compose`.
    NothingToMark
        If mutations or settings are given beside a scene.
    UnknownColouring
        If there is no such layout.
    """
    if isinstance(structures, Scene):
        if mutations is not None or settings:
            raise NothingToMark("what is given beside a scene, which is composed already")
        scene = structures
    else:
        scene = compose(structures, mutations, offline=offline, **settings)
    return View(scene, layout=layout, width=width, height=height, offline=offline)


def _cells(structures: int) -> tuple[int, int]:
    """Rows and columns of a grid: at most three in a row."""
    across = min(3, structures) if structures != 4 else 2
    return -(-structures // across), across


def _hardened(start: str) -> str:
    """py3Dmol's loader with a second chance, and without its warning: where it cannot load there is the picture."""
    quiet = re.sub(r'<p id="3dmolwarning.*?</p>', "", start, flags=re.DOTALL)
    return quiet.replace("tag.onload =", _SECOND_CHANCE + "tag.onload =", 1)


def _drawing(scene: Scene, cells: tuple[int, int] | None) -> str:
    """JavaScript that draws the scene into the viewer, or into each of its cells."""
    lines = [drawing_script(), f"const scene_UNIQUEID = {_kept(to_script_json(scene_payload(scene)))};"]
    if cells is None:
        lines.append(_SET_UP.format(viewer="viewer_UNIQUEID", options="{}"))
    else:
        for cell, number in enumerate(scene.structures):
            row, column = divmod(cell, cells[1])
            options = to_script_json({"only": number, "cell": [row, column, *cells]})
            lines.append(_SET_UP.format(viewer=f"viewergrid_UNIQUEID[{row}][{column}]", options=options))
    return "\n".join([*lines, ""])


def _kept(text: str) -> str:
    """JSON in which py3Dmol finds no place for the view's number, should a name hold its word for it."""
    return text.replace("UNIQUEID", "UNIQUE\\u0049D")


def _legend(scene: Scene) -> str:
    entries = "".join(
        f'<span style="white-space:nowrap;margin-right:12px"><span style="display:inline-block;width:10px;height:10px;'
        f'border:1px solid #555;background:{colour}"></span> {escape(text)}</span>' for colour, text in scene.legend)
    notes = "".join(f"<br>{escape(note)}" for note in scene.notes)
    return f'<div style="font:12px sans-serif;color:#222;margin:4px 0">{entries}{notes}</div>'
