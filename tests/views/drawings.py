"""Texts of an SVG, and where they stand on the page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matplotlib.font_manager import FontProperties, findfont
from PIL import ImageFont

SVG = "{http://www.w3.org/2000/svg}"
# Of DejaVu Sans, in shares of its size: capitals rise so far above the line, tails hang so far below it.
RISE, FALL = 0.76, 0.24


@dataclass(frozen=True)
class Text:
    """A text and its box, in points from the page's upper left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    bold: bool
    anchor: str

    def overlaps(self, other: Text, by: float = 0.5) -> bool:
        """Whether two boxes overlap by more than a hair."""
        return (self.left < other.right - by and other.left < self.right - by
                and self.top < other.bottom - by and other.top < self.bottom - by)


@dataclass(frozen=True)
class Drawing:
    """A page and its texts."""

    root: ET.Element
    width: float
    height: float
    texts: tuple[Text, ...]

    @property
    def words(self) -> list[str]:
        """What is written, text by text."""
        return [text.text for text in self.texts]

    def named(self, words: str) -> Text:
        """The one text with these words."""
        (found,) = [text for text in self.texts if text.text == words]
        return found

    def outside(self) -> list[Text]:
        """Texts that are cut off by an edge of the page."""
        return [text for text in self.texts if text.left < -0.5 or text.top < -0.5 or text.right > self.width + 0.5
                or text.bottom > self.height + 0.5]


def read_drawing(path: Path) -> Drawing:
    root = ET.fromstring(path.read_bytes())  # noqa: S314 - our own file
    _, _, width, height = (float(number) for number in root.get("viewBox").split())
    return Drawing(root, width, height, tuple(_text(element) for element in root.iter(f"{SVG}text")))


def _text(element: ET.Element) -> Text:
    words, style = "".join(element.itertext()), element.get("style", "")
    found = re.search(r"([\d.]+)px", style)
    size = float(found[1]) if found else 0.0  # mathematics is a text in pieces, each with a size of its own
    bold = "700" in style or "bold" in style
    place = re.search(r"translate\(([-\d.]+)[ ,]([-\d.]+)\)", element.get("transform", ""))
    x, y = (float(place[1]), float(place[2])) if place else (float(element.get("x")), float(element.get("y")))
    anchor = next((one for one in ("end", "middle") if f"text-anchor: {one}" in style), "start")
    wide = _font(bold).getlength(words) / 100 * size
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * wide
    return Text(words, left, left + wide, y - RISE * size, y + FALL * size, bold, anchor)


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")), 100)
