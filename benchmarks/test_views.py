"""Scenes, figures and pages of one entry beside gemmi's bare read of its file, and when a page answers.

``python -m pytest benchmarks/test_views.py`` prints one group per entry; the number in brackets is the ratio to the
fastest, gemmi's read in the same run. Needs KINLENS_STRUCTURES; the page also KINLENS_BROWSER (a Chromium), Playwright
and a copy of 3Dmol.js.
"""

from __future__ import annotations

import os
from pathlib import Path

import gemmi
import pytest

from kinlens import compose, examine
from kinlens.errors import KinlensError
from kinlens.views.figure import draw_figure
from kinlens.views.page import render_page, write_page
from kinlens.views.viewer_script import find_viewer_script

ENTRIES = {"1s9j": "C121S P124L N122D G128D Y130H", "2xp2": "C1156Y L1196M"}
# A software renderer, as in CI and over remote desktops: the slowest a reader will have.
FLAGS = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-sandbox",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


@pytest.fixture(params=sorted(ENTRIES))
def entry(request, benchmark):
    benchmark.group = f"views of {request.param}"
    for folder in os.environ.get("KINLENS_STRUCTURES", "").split(os.pathsep):
        found = sorted(Path(folder).glob(f"{request.param}.pdb*")) if folder else []
        if found:
            return found[0], ENTRIES[request.param]
    pytest.skip("KINLENS_STRUCTURES names no folder with the entry")


@pytest.fixture
def script():
    try:
        return find_viewer_script(offline=True)
    except KinlensError as trouble:
        pytest.skip(str(trouble))


def test_gemmi_read(benchmark, entry):
    assert len(benchmark(gemmi.read_structure, str(entry[0]))) == 1


def test_compose(benchmark, entry):
    """From an examined structure to a scene, report, secondary structure and bonds included."""
    examined = examine(entry[0])
    assert benchmark(compose, examined, entry[1]).marks


def test_figure(benchmark, entry, tmp_path):
    scene = compose(entry[0], entry[1])
    benchmark.pedantic(draw_figure, args=(scene, tmp_path / "figure.svg"), rounds=5, warmup_rounds=1)
    assert (tmp_path / "figure.svg").stat().st_size > 100_000


def test_page(benchmark, entry, script):
    scene = compose(entry[0], entry[1])
    assert len(benchmark.pedantic(render_page, args=(scene, script), rounds=5, warmup_rounds=1)) > 500_000


def test_page_answers(benchmark, entry, script, tmp_path):
    """From the address to a page that takes a click and has drawn: the browser is running, its network cut."""
    named = os.environ.get("KINLENS_BROWSER")
    if not named:
        pytest.skip("KINLENS_BROWSER is unset")
    playwright = pytest.importorskip("playwright.sync_api")
    path = write_page(compose(entry[0], entry[1]), tmp_path / "page.html", inline=True).paths[0]
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=named, args=list(FLAGS))

        def visit() -> int:
            page = browser.new_page(viewport={"width": 1300, "height": 900})
            page.context.set_offline(True)
            page.goto(path.as_uri())
            page.locator("#rows tbody tr").first.click()
            ready = int(page.evaluate("document.documentElement.dataset.ready"))
            page.close()
            return ready

        ready = benchmark.pedantic(visit, rounds=5, warmup_rounds=1)
        benchmark.extra_info["milliseconds to interactive"] = ready
        browser.close()
    assert ready > 0
