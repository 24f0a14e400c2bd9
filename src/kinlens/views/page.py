"""One file that shows a table and its scene side by side: nothing is loaded, nothing in it can run but our script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from kinlens.observed import Facts
from kinlens.outputs import write_text
from kinlens.presenting import row_notes, shown_columns, shown_row, titles_of
from kinlens.reporting import Report
from kinlens.scene import Scene
from kinlens.tables import Column, Row, heading, short, sites_of, to_delimited
from kinlens.version import __version__
from kinlens.views.figure import figure_data_uri
from kinlens.views.payload import drawing_script, scene_payload, to_script_json
from kinlens.views.viewer_script import INTEGRITY, URL, ViewerScript, find_viewer_script, find_viewer_script_or_reason

MOST_ROWS = 5000  # in the page; a browser sorts and filters them at once
FEW_ROWS = 1000  # up to so many the page has the details of every row
MOST_NOTES = 30
FEW_LABELS = 25  # more marks, and only the chosen one has its label at first
# What the details of a row are, beside the columns of the table; of every site its atom pair and what it is.
DETAILS = ("input", "status", "reason", "suggestions", "gene", "accession", "position", "wild_type", "found", "author",
           "coordinates_note", "difference_note", "domain", "region", "klifs", "reference", "anchor", "spine", "dfg",
           "helix_c", "activity", "neighbours", "symmetry_atoms")
OF_SITE = ("_A", "_atoms", "_side_chain_A", "_site")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes
    ----------
    paths : tuple of Path
        The page first.
    reason : str
        Why 3Dmol.js is not in the page, '' where it is, or was not wanted.
    """

    paths: tuple[Path, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the page's table."""

    cells: tuple[str, ...]
    mark: int
    status: str


def write_page(
    scene: Scene, path: Path, *, inline: bool | None = None, offline: bool | None = None, picture: str = "",
) -> Written:
    """Write a scene and its table as one page.

    Parameters
    ----------
    scene : Scene
        Without molecules the page has the table, and `picture` beside it.
    path : Path
    inline : bool, optional
        True to have 3Dmol.js in the file, which then needs no network ever; False to have the browser load it; by
        default in the file where a copy is at hand or can be had.
    offline : bool, optional
        True to download nothing; by default what ``KINLENS_OFFLINE`` says.
    picture : str
        An SVG to show in the place of a scene without molecules.

    Returns
    -------
    Written
        The page, beside it the whole table where that has more than 5,000 rows, and why it needs a network.

    Raises
    ------
    ViewerScriptMissing, WrongViewerScript
        If the script has to be in the file and there is no copy.
    BadOutput
        If the folder is not there.
    """
    script, reason = _script(scene, inline, offline)
    written = [path]
    whole = ""
    if len(scene.rows) > MOST_ROWS:
        beside = path.with_name(f"{path.stem}.rows.tsv")
        written.append(beside)
        whole = beside.name
    page = render_page(scene, script, reason=reason, whole=whole, picture=picture)
    if whole:
        write_text(beside, to_delimited(scene.rows, scene.columns, "\t"))
    write_text(path, page)
    return Written(tuple(written), reason)


def _script(scene: Scene, inline: bool | None, offline: bool | None) -> tuple[ViewerScript | None, str]:
    """The script to have in the page, or why it is not there."""
    if not scene.molecules or inline is False:
        return None, ""
    if inline:
        return find_viewer_script(offline=offline), ""
    return find_viewer_script_or_reason(offline=offline)


def render_page(
    scene: Scene, script: ViewerScript | None, *, reason: str = "", whole: str = "", picture: str = "",
) -> str:
    """The page as text.

    Parameters
    ----------
    scene : Scene
    script : ViewerScript or None
        3Dmol.js; without it the browser is asked to load it.
    reason : str
        Why it is not in the page.
    whole : str
        Name of the file that has all rows, where the page has not.
    picture : str
        An SVG for a scene without molecules.
    """
    rows = [dict(row) for row in scene.rows[:MOST_ROWS]]
    report = Report(tuple(rows), sites_of(c.name for c in scene.columns), dict(scene.provenance))
    shown, headings = _headings(scene, report)
    details = _details(scene.columns, shown, rows)
    code = drawing_script()
    viewer = script.text if script is not None else ""
    start = "kinlens.start();"
    data = {
        "scene": scene_payload(scene) if scene.molecules else None, "few": FEW_LABELS,
        "table": {"details": [[c.name, c.meaning] for c in details], "sites": _site_titles(report),
                  "numeric": _numeric(scene.columns, shown),
                  "rows": [[_detail(row.get(c.name), c.name) for c in details] for row in rows],
                  "tsv": to_delimited(rows, details, "\t")},
    }
    return _environment().get_template("page.html.j2").render(
        scene=scene, headings=headings, lines=_lines(scene, rows, shown), statuses=_statuses(rows),
        still=_still(scene, picture), code=code, viewer=viewer, start=start, data=to_script_json(data),
        address="" if script is not None or not scene.molecules else URL, integrity=INTEGRITY, reason=reason,
        hashes=[_hash(text) for text in (code, viewer, start) if text], whole=whole, total=len(scene.rows),
        listed=len(rows), version=__version__, notes=_notes(scene, report), sources=_sources(scene))


def _headings(scene: Scene, report: Report) -> tuple[list[str], list[tuple[str, str]]]:
    """Columns of the table with their headings and meanings: those of a report, then the user's own."""
    own = {column.name for column in report.columns}
    further = [column.name for column in scene.columns if column.name not in own]
    shown = _in_order(shown_columns(report), further) if scene.rows else []
    titles, meaning = titles_of(report), {column.name: column.meaning for column in scene.columns}
    return shown, [(heading(name, titles), meaning.get(name, "")) for name in shown]


def _site_titles(report: Report) -> list[list[str]]:
    titles = titles_of(report)
    return [[site, titles.get(f"{site}_A", site.replace("_", " ")).removesuffix(" Å")] for site in report.sites]


def _in_order(shown: Sequence[str], further: Sequence[str]) -> list[str]:
    """What a reader of a page asks first stands first: what the user brought, status, region, distances."""
    first = ["variant", "part", *further, "status", "entry", "region", *(name for name in shown if name.endswith("_A"))]
    return [*(name for name in first if name in shown or name in further), *(n for n in shown if n not in first)]


def _details(columns: Sequence[Column], shown: Sequence[str], rows: Sequence[Row]) -> list[Column]:
    """Columns of the details of a row: with many rows, those of the table alone."""
    names = [*shown, *DETAILS, *(site + ending for site in sites_of(c.name for c in columns) for ending in OF_SITE)]
    wanted = set(names if len(rows) <= FEW_ROWS else shown)
    return [c for c in columns if c.name in wanted and any(_filled(row.get(c.name)) for row in rows)]


def _filled(value: Any) -> bool:
    """Whether a cell says something: a distance of 0 does, what is false does not."""
    return value is not None and value is not False and value != ""


def _detail(value: Any, name: str) -> str:
    return short(value, name) if not isinstance(value, float) or name.endswith("_A") else f"{value:.4g}"


def _numeric(columns: Sequence[Column], shown: Sequence[str]) -> list[bool]:
    dtype = {column.name: column.dtype for column in columns}
    return [dtype.get(name) in ("float", "int") or name == "author" for name in shown]


def _lines(scene: Scene, rows: Sequence[Facts], shown: Sequence[str]) -> list[_Line]:
    mark_of = {row: number for number, mark in reversed([*enumerate(scene.marks)]) for row in mark.rows}
    lines = []
    for number, row in enumerate(rows):
        cells = shown_row(row, shown)
        lines.append(_Line(tuple(_detail(cells[name], name) for name in shown), mark_of.get(number, -1),
                           str(row.get("status") or "")))
    return lines


def _statuses(rows: Sequence[Row]) -> list[str]:
    return sorted({str(row["status"]) for row in rows if row.get("status")})


def _still(scene: Scene, picture: str) -> str:
    """The picture that is there before, and without, any viewer."""
    if scene.molecules:
        return figure_data_uri(scene)
    return "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode() if picture else ""


def _notes(scene: Scene, report: Report) -> list[str]:
    notes = [*scene.notes, *row_notes(report)]
    more = [f"… and {len(notes) - MOST_NOTES} more"] if len(notes) > MOST_NOTES else []
    return [*notes[:MOST_NOTES], *more]


def _sources(scene: Scene) -> list[str]:
    """Which files were measured, by their hashes."""
    parts = scene.provenance.get("structures") or [scene.provenance]
    said = [part["structure"] for part in parts if "structure" in part]
    return [f"{one['id']} ({one['format']}, SHA-256 {one['sha256'][:16]}…)" if one["sha256"] else one["id"]
            for one in said]


def _hash(text: str) -> str:
    """What the page's policy allows to run: scripts of this hash and nothing else."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("kinlens.views", "."), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True)
