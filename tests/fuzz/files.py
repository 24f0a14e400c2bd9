"""Damaged coordinate files: read, examined, described and reported on, as a user would."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import kinlens
from kinlens.examination import Examination
from kinlens.provenance import describe_fully
from kinlens.structures.content import coordinate_format
from kinlens.views.figure import figure_png
from kinlens.views.payload import scene_payload, to_script_json

from .damage import DAMAGES, Damage
from .running import Case
from .text import Text

NAME = "files"
TITLE = "Damaged coordinate files"
SUFFIXES = (".pdb", ".ent", ".cif", ".pdb.gz", ".cif.gz")
ALWAYS_ASKED = ("C121S", "T315I", "L1196M")
MOST_DAMAGES = 3
ATTEMPTS = 50
DRAWN = 10  # every so many cases a picture is drawn


def sources(folder: Path) -> list[Path]:
    """Give the coordinate files of a folder, in an order that does not depend on the disk."""
    return sorted(path for path in folder.rglob("*") if path.name.endswith(SUFFIXES))


def load(path: Path) -> Text:
    """Read a file as text."""
    content = path.read_bytes()
    content = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    return Text(content, coordinate_format(content) or "pdb")


def make(paths: Sequence[Path], seed: int, number: int, names: Sequence[str] = tuple(DAMAGES)) -> Case:
    """Make a case: every damage takes its turn, the file and further damages are up to chance.

    Parameters
    ----------
    paths
        Files to choose from.
    seed, number
        What the case follows from.
    names
        Damages whose turn it can be.
    """
    rng = Random(f"{NAME} {seed} {number}")  # noqa: S311
    first = DAMAGES[names[number % len(names)]]
    for _ in range(ATTEMPTS):
        path = rng.choice(paths)
        original = load(path)
        others = rng.sample(sorted(DAMAGES), rng.choice((0, 0, 0, 0, 1, MOST_DAMAGES - 1)))
        chosen = sorted((first, *(DAMAGES[name] for name in others if name != first.name)), key=lambda one: one.stored)
        chosen = [one for one in chosen if original.form in one.forms]
        if first not in chosen:
            continue
        stored, done = apply(original, chosen, rng)
        if first.name in done:
            return Case(NAME, seed, number, path.name, tuple(done), stored)
    return Case(NAME, seed, number, path.name, (), original.content)


def apply(original: Text, chosen: Sequence[Damage], rng: Random) -> tuple[bytes, list[str]]:
    """Damage a text, then what it is stored in; give the names of the damages that changed something as well."""
    content, done, packed = original.content, [], False
    for one in chosen:
        if one.stored:
            if packed:  # a stream is damaged once
                continue
            changed, packed = one.function(content, rng), True
        elif not content:
            continue
        else:
            changed = one.function(Text(content, original.form), rng)
        if changed != content:
            content = changed
            done.append(one.name)
    if not packed and rng.random() < 0.2:
        content = gzip.compress(content, 1, mtime=0)
    return content, done


def run(case: Case) -> None:
    """Go a user's whole way with a damaged file; raise whatever kinlens raises, or for an answer that is none."""
    with TemporaryDirectory(prefix="kinlens-fuzz-") as folder:
        path = Path(folder) / case.source
        path.write_bytes(case.content)
        structure = kinlens.read(path)
    examination = kinlens.examine(structure)
    if not str(examination):
        raise AssertionError("an empty page")
    asked = [*ALWAYS_ASKED, *_occurring(examination)]
    report = kinlens.report(examination, asked)
    check_rows(report, asked)
    check_scene(kinlens.compose(examination, report) if examination.chains else None, draw=not case.number % DRAWN)
    authors = _authors(examination, Random(case.number))  # noqa: S311
    check_rows(kinlens.report(examination, authors or ["M1A"], numbering="author"), authors or ["M1A"])
    json.dumps(describe_fully(examination), allow_nan=False)


def check_rows(report: kinlens.Report, asked: Sequence[str]) -> None:
    """Check that no variant is lost and every distance is a number."""
    lost = set(asked) - {row["input"] for row in report.rows}
    if lost:
        raise AssertionError(f"no row of {', '.join(sorted(lost))}")
    for row in report.rows:
        for name, value in row.items():
            if name.endswith("_A") and isinstance(value, float) and not (math.isfinite(value) and value >= 0):
                raise AssertionError(f"{name} of {row['input']} is {value}")


def check_scene(scene: kinlens.Scene | None, *, draw: bool) -> None:
    """Check that a scene can be written for a viewer, and drawn; a file without a protein has none."""
    if scene is None:
        return
    to_script_json(scene_payload(scene))  # which has no NaN
    if draw and not figure_png(scene, width_mm=60, dpi=40).startswith(b"\x89PNG"):
        raise AssertionError("no picture")


def _occurring(examination: Examination) -> list[str]:
    """Write the anchors of the main domain of each protein as substitutions."""
    domains = {chain.domain.name: chain.domain for chain in examination.chains if chain.domain is not None}
    return sorted({f"{domain.protein.sequence[position - 1]}{position}W"
                   for domain in domains.values() for position in domain.anchors.values()})[:20]


def _authors(examination: Examination, rng: Random) -> list[str]:
    """Write a residue of each of a few chains as the file numbers it."""
    residues = examination.structure.residues
    found = []
    for chain in examination.chains[:5]:
        if not len(chain.protein.residues):
            continue  # a piece of a fusion that is in SEQRES only
        residue = rng.choice(chain.protein.residues.tolist())
        letter, number = str(residues.parent[residue]), int(residues.number[residue])
        if letter != "X" and number > 0:
            found.append(f"{letter}{number}{'A' if letter != 'A' else 'G'}")
    return found
