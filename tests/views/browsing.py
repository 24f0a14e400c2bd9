"""A real Chromium without a network, and how what it shows is looked at."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

from kinlens.errors import KinlensError
from kinlens.views.viewer_script import ViewerScript, find_viewer_script

# Software rendering, and none of the browser's own calls home, which a closed network refuses by the dozen.
FLAGS = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-sandbox", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")


def copy_of_3dmol() -> ViewerScript:
    """The copy of 3Dmol.js on this machine; a test that needs one is left out where there is none."""
    try:
        return find_viewer_script(offline=True)
    except KinlensError as trouble:
        pytest.skip(str(trouble))


@contextmanager
def chromium(*flags: str) -> Iterator[Any]:
    """Start the browser that KINLENS_BROWSER names."""
    named = os.environ.get("KINLENS_BROWSER")
    if not named:
        pytest.skip("KINLENS_BROWSER is unset")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=named, args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A page that is open, and everything that went wrong or was asked for on it."""

    def __init__(self, browser: Any, path: Path, *, width: int = 1300, height: int = 900, first: str = "") -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.dialogs: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("dialog", self._dismiss)
        if first:  # JavaScript that runs before anything of the page
            self.page.add_init_script(first)
        self.context.set_offline(True)
        self.page.goto(path.as_uri())

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    @property
    def from_elsewhere(self) -> list[str]:
        """Addresses that were asked for and are not of this file."""
        return [url for url in self.asked if not url.startswith(("file:", "data:", "blob:"))]

    def value(self, script: str) -> Any:
        """What a piece of JavaScript gives."""
        return self.page.evaluate(script)

    def view(self) -> list[float]:
        """Where the camera is: 3Dmol.js's eight numbers."""
        return self.value("kinlens.states[0].viewer.getView()")

    def still_view(self) -> list[float]:
        """Where the camera is once it has come to rest."""
        for _ in range(200):  # wait_for_function would evaluate text, which the page's policy forbids
            if not self.value("kinlens.states[0].flying"):
                return self.view()
            self.page.wait_for_timeout(50)
        raise AssertionError("the camera does not come to rest")

    def close(self) -> None:
        self.context.close()


def colours(png: bytes) -> int:
    """How many different colours a picture has."""
    pixels = (imread(io.BytesIO(png), format="png")[:, :, :3] * 255).astype(np.uint8).reshape(-1, 3)
    return len(np.unique(pixels, axis=0))
