"""The survey as text on the terminal, and as a page of the documentation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from rich.console import Console
from rich.table import Table

from .counting import NATURES, NO_VARIANT, REFUSED, VARIANT, Survey

INTRODUCTION = """\
# Variant strings of real screens

Written by `tools/survey_screens.py`. Every distinct variant string of every file in a folder of mutagenesis screens,
resistance tables and hotspot tables (which is not part of this project) was given to `read_variant`. What is read from
which file says `tools/screen_survey/plan.toml`; columns that hold one variant in pieces are composed, lists in one cell
are split, nothing else is changed. A string is counted once a file, and once in the totals, however often it is there.
"""


def show(survey: Survey, console: Console, listed: str | None = None) -> None:
    """Print counts a file, totals, failures, and on request every string of a nature."""
    for path, found in sorted(survey.files.items()):
        _say(console, f"{path}: {found.rows} rows, {len(found.counts)} strings, {found.blank} blank cells")
        for nature in NATURES:
            if classes := survey.classes(nature, found.counts):
                _say(console, f"    {nature}: {_listed(classes)}")
    for entry in survey.unread:
        _say(console, f"{entry.path}: none, for it is {entry.none}")
    console.print(_totals(survey))
    for path, why in survey.failures.items():
        _say(console, f"{path}: {why}", style="red")
    for text, reading in sorted(survey.readings.items()):
        if reading.nature == listed:
            _say(console, f"{text!r}\t{reading.what or ', '.join(map(str, reading.variants))}")


def _say(console: Console, line: str, style: str | None = None) -> None:
    """Print a line as it is: what looks like markup is somebody's variant, and a pipe has no width."""
    console.print(line, style=style, markup=False, highlight=False, soft_wrap=True)


def _totals(survey: Survey) -> Table:
    table = Table(title=f"{len(survey.readings)} distinct strings in {len(survey.files)} files")
    table.add_column("nature")
    table.add_column("class")
    table.add_column("strings", justify="right")
    for nature in NATURES:
        classes = survey.classes(nature)
        table.add_row(nature, "all", str(classes.total()), style="bold")
        for cls, strings in _ordered(classes):
            table.add_row("", cls, str(strings))
    return table


def page(survey: Survey) -> str:
    """Write the page of the documentation."""
    return "\n".join([INTRODUCTION, *_files(survey), *_kinds(survey), *_others(survey), *_refused(survey), ""])


def _files(survey: Survey) -> Iterator[str]:
    yield "## By file\n"
    yield "| file | rows | strings | variants | not a variant | refused | blank cells |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for path, found in sorted(survey.files.items()):
        natures = Counter(survey.readings[text].nature for text in found.counts)
        counts = [found.rows, len(found.counts), *(natures[nature] for nature in NATURES), found.blank]
        yield f"| {path} | {' | '.join(map(str, counts))} |"
    natures = Counter(reading.nature for reading in survey.readings.values())
    counts = [_rows(survey), len(survey.readings), *(natures[nature] for nature in NATURES), _blank(survey)]
    yield f"| **distinct in all** | {' | '.join(map(str, counts))} |"
    yield ""
    yield "Files without variant strings:\n"
    yield "| folder | files | why |"
    yield "|---|--:|---|"
    unread = Counter((PurePosixPath(entry.path).parent.as_posix(), entry.none) for entry in survey.unread)
    for (folder, why), files in sorted(unread.items()):
        yield f"| {folder} | {files} | {why} |"
    yield ""


def _kinds(survey: Survey) -> Iterator[str]:
    yield "## Variants by kind\n"
    yield "| kind | strings | for example |"
    yield "|---|--:|---|"
    yield from _with_examples(survey, VARIANT)


def _others(survey: Survey) -> Iterator[str]:
    yield "## Not a variant\n"
    yield "| what | strings | for example |"
    yield "|---|--:|---|"
    yield from _with_examples(survey, NO_VARIANT)


def _with_examples(survey: Survey, nature: str) -> Iterator[str]:
    for cls, strings in _ordered(survey.classes(nature)):
        yield f"| {cls} | {strings} | {', '.join(map(code, survey.examples(nature, cls)))} |"
    yield ""


def _refused(survey: Survey) -> Iterator[str]:
    yield "## Refused\n"
    refused = sorted(text for text, reading in survey.readings.items() if reading.nature == REFUSED)
    if not refused:
        yield "None."
        return
    yield "| string | why | files |"
    yield "|---|---|---|"
    for text in refused:
        why = survey.readings[text].what.replace("|", "\\|")
        yield f"| {code(text)} | {why} | {', '.join(survey.files_with(text))} |"


def code(text: str) -> str:
    """Write a string so that its blanks and bars survive in a table."""
    shown = text.encode("unicode_escape").decode() if not text.isprintable() else text
    return f"`{shown}`".replace("|", "\\|")


def _listed(classes: Counter[str]) -> str:
    return ", ".join(f"{strings} {cls}" for cls, strings in _ordered(classes))


def _ordered(classes: Counter[str]) -> list[tuple[str, int]]:
    return sorted(classes.items(), key=lambda item: (-item[1], item[0]))


def _rows(survey: Survey) -> int:
    return sum(found.rows for found in survey.files.values())


def _blank(survey: Survey) -> int:
    return sum(found.blank for found in survey.files.values())
