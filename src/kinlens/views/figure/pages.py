"""What a page of some width has room for: type stays as large as journals want it, columns and notes give way."""

from __future__ import annotations

from dataclasses import dataclass

MM = 1.0 / 25.4  # inches
FULL_MM, NARROW_MM = 180.0, 130.0  # two columns of a journal; below this there is no room for notes
LEAST_MM, MOST_MM = 40.0, 1000.0
LABEL_ROOM_IN, NOTED_ROOM_IN = 0.17, 0.42  # height of a label, and of one with a note below it


@dataclass(frozen=True, slots=True)
class Page:
    """Sizes in inches and points.

    Attributes
    ----------
    width_in : float
    zoom : float
        1 up to 180 mm; wider pages are for posters and slides, and all of it grows.
    labels_in : float
        Column of labels on each side.
    tallest_in, shortest_in : float
        Height of the drawing itself.
    notes : bool
        Whether labels have region and distance below them.
    columns : int
        Of the legend.
    title_letters, caption_letters : int
        A line of each.
    title_pt, label_pt, note_pt, region_pt, small_pt, line_pt : float
        Type; none is below 5 points.
    """

    width_in: float
    zoom: float
    labels_in: float
    tallest_in: float
    shortest_in: float
    notes: bool
    columns: int
    title_letters: int
    caption_letters: int
    title_pt: float
    label_pt: float
    note_pt: float
    region_pt: float
    small_pt: float
    line_pt: float


def page_of(width_mm: float) -> Page:
    """What a page has room for, by its width in mm."""
    zoom, share = max(1.0, width_mm / FULL_MM), min(1.0, width_mm / FULL_MM)
    width, narrow = width_mm * MM, width_mm < NARROW_MM
    title, label, small = (8.0, 6.5, 5.2) if narrow else (10.0, 8.0, 6.5)
    return Page(
        width_in=width, zoom=zoom,
        labels_in=(0.72 if narrow else 1.42) * zoom, tallest_in=(4.4 if narrow else 6.2) * zoom,
        shortest_in=(1.4 if narrow else 2.0) * zoom, notes=not narrow, columns=2 if narrow else 4,
        title_letters=int(72 * share * 10.0 / title), caption_letters=int(135 * share * 6.5 / small),
        title_pt=title * zoom, label_pt=label * zoom, note_pt=6.0 * zoom, region_pt=(6.0 if narrow else 7.5) * zoom,
        small_pt=small * zoom, line_pt=5.5 * zoom)
