"""HTML as a browser would take it apart: elements, their attributes, scripts and texts."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</script><script>alert(1)</script>",
    "<!--", "'); alert(1); ('", "a & b", "{{ 7 * 7 }}", "line\u2028separator", "中文 العربية 😀",
)


@dataclass
class Element:
    """An element, with the text that stands in it."""

    tag: str
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class Page(HTMLParser):
    """A page, its elements in order."""

    _VOID = ("meta", "img", "input", "br", "link")

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.comments: list[str] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(made)
        if tag not in self._VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def one(self, name: str) -> Element:
        """The element of an id."""
        (found,) = [element for element in self.elements if element.attributes.get("id") == name]
        return found

    @property
    def scripts(self) -> list[str]:
        """Scripts that are in the page and run."""
        return [one.text for one in self.all("script")
                if "src" not in one.attributes and one.attributes.get("type") != "application/json"]

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(self.one("data").text)

    @property
    def policy(self) -> dict[str, list[str]]:
        """Content-Security-Policy: directive -> sources."""
        (found,) = [meta.attributes["content"] for meta in self.all("meta")
                    if meta.attributes.get("http-equiv") == "Content-Security-Policy"]
        return {name: rest.split() for name, _, rest in (part.strip().partition(" ") for part in found.split(";"))}

    @property
    def addresses(self) -> list[str]:
        """What is loaded or led to, data addresses aside."""
        return [value for element in self.elements for name, value in element.attributes.items()
                if name in ("src", "href", "srcset", "data", "action", "poster") and not value.startswith("data:")]

    @property
    def cells(self) -> list[list[str]]:
        """The table of rows."""
        rows: list[list[str]] = []
        for element in self.elements:
            if element.tag == "tr" and "data-row" in element.attributes:
                rows.append([])
            elif element.tag == "td" and rows:
                rows[-1].append(element.text)
        return rows


def handlers(page: Page) -> list[str]:
    """Attributes that would run a script."""
    return [name for element in page.elements for name in element.attributes if name.startswith("on")]


def unpacked(address: str) -> bytes:
    """What a data address holds."""
    head, _, body = address.partition(",")
    assert head.startswith("data:")
    assert head.endswith(";base64")
    return base64.b64decode(body, validate=True)
