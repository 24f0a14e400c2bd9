"""Domain map: where mutations fall along a kinase domain, as a plain SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kinlens.numbering import Domain, domains_of
from kinlens.reference import ProteinRecord, load_kinome
from kinlens.scene.palette import REGIONS
from kinlens.views.spreading import spread_labels

Row = Mapping[str, Any]

NAMED = ("G-loop", "αC", "gatekeeper", "hinge", "catalytic loop", "DFG", "activation loop", "APE")
NEAR_DRUG_ANGSTROM = 5.0  # "at the drug": any heavy atom of the residue within this of the bound drug
MARGIN_LEFT, WIDTH, MARGIN_RIGHT = 165, 800, 30
TRACK_HEIGHT, BAR_HEIGHT = 104, 16
LABEL_SPACING, LABEL_RISE = 15, 34
USUAL_LABEL, LETTER_RISE = 8, 5.2  # letters that fit above a bar; height of each one more
FLANK = 12  # residues drawn beyond the domain or the outermost mutation


@dataclass(frozen=True, slots=True)
class Mark:
    """One mutation on a track.

    Attributes
    ----------
    position : int
        UniProt number; of the first residue where there are several.
    label : str
    drug_A : float or None
        Distance to the bound drug in Å, of the nearest residue; None where it was not measured.
    note : str
        Text shown when the pointer rests on the mark.
    end : int
        Last residue, 0 for one residue.
    """

    position: int
    label: str
    drug_A: float | None
    note: str
    end: int = 0

    @property
    def last(self) -> int:
        """Last residue."""
        return self.end or self.position

    @property
    def middle(self) -> float:
        """Where the label points."""
        return (self.position + self.last) / 2


@dataclass(frozen=True, slots=True)
class Track:
    """One protein with its marks."""

    record: ProteinRecord
    caption: str
    marks: tuple[Mark, ...]


def tracks_of(rows: Sequence[Row]) -> list[Track]:
    """Tracks of a report's rows, genes in the order of the input: the headline row of each variant with a position."""
    usable = [r for r in rows if r.get("position") and r.get("gene") and r.get("headline", True)]
    tracks = []
    for gene in dict.fromkeys(str(row["gene"]) for row in usable):
        members = [row for row in usable if row["gene"] == gene]
        marks = tuple(_mark(list(one)) for _, one in groupby(members, key=_same_variant))
        entries = sorted({str(r["entry"]) for r in members if r.get("entry") and r.get("drug_A") is not None})
        drugs = sorted({str(r["drug_site"]).split(" ")[0] for r in members
                        if r.get("drug_A") is not None and r.get("drug_site")})
        caption = f"{', '.join(drugs)} in {', '.join(entries)}" if drugs else "no drug measured"
        tracks.append(Track(load_kinome().protein(gene), caption, marks))
    return tracks


def _same_variant(row: Row) -> object:
    """What the rows of one variant of several residues share; any other row stands for itself."""
    return (row.get("input"), row.get("variant")) if row.get("part") else id(row)


def _mark(rows: Sequence[Row]) -> Mark:
    """One mark for a variant: at its residues, with the distance of the nearest."""
    nearest = min(rows, key=lambda row: (row.get("drug_A") is None, row.get("drug_A") or 0.0))
    positions = [int(row["position"]) for row in rows]
    return Mark(min(positions), str(nearest.get("variant") or ""), nearest.get("drug_A"), _note(nearest),
                max(positions) if len(set(positions)) > 1 else 0)


def _note(row: Row) -> str:
    parts = [f"{row.get('gene')} {row.get('variant')}", str(row.get("region") or ""), str(row.get("anchor") or "")]
    if row.get("drug_A") is not None:
        parts.append(f"{row['drug_A']:.1f} Å from {row.get('drug_site')}")
    parts.append(str(row.get("status") or ""))
    return "; ".join(part for part in parts if part)


def draw_domain_map(tracks: Sequence[Track], *, title: str = "") -> str:
    """Draw tracks below one another.

    Parameters
    ----------
    tracks : sequence of Track
    title : str

    Returns
    -------
    str
        A complete SVG document; all texts escaped.
    """
    top = 78 if title else 48
    heights = [TRACK_HEIGHT + _label_room(track) for track in tracks]
    height = top + sum(heights) + 10
    width = MARGIN_LEFT + WIDTH + MARGIN_RIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label={quoteattr(title or "domain map")} font-family="Helvetica, Arial, sans-serif">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    if title:
        parts.append(f'<text x="20" y="26" font-size="16" font-weight="bold">{escape(title)}</text>')
    parts.append(_legend(top - 30))
    for i, track in enumerate(tracks):
        parts.append(_draw_track(track, top + sum(heights[:i]) + _label_room(track)))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _label_room(track: Track) -> int:
    """Height a track needs beyond the usual for its longest label, which rises at 60 degrees."""
    longest = max((len(mark.label) for mark in track.marks), default=0)
    return max(0, round(LETTER_RISE * (longest - USUAL_LABEL)))


def _legend(y: int) -> str:
    parts, x = [], 20
    for name in NAMED:
        parts.append(f'<rect x="{x}" y="{y}" width="12" height="12" fill="{REGIONS[name]}"/>'
                     f'<text x="{x + 16}" y="{y + 10}" font-size="11">{escape(name)}</text>')
        x += 28 + round(6.2 * len(name))
    for fill, text in (("black", f"≤ {NEAR_DRUG_ANGSTROM:g} Å from the drug"), ("white", "farther"),
                       ("#BBBBBB", "not measured")):
        parts.append(f'<circle cx="{x + 6}" cy="{y + 6}" r="5" fill="{fill}" stroke="black"/>'
                     f'<text x="{x + 16}" y="{y + 10}" font-size="11">{escape(text)}</text>')
        x += 30 + round(6.0 * len(text))
    return "\n".join(parts)


def _draw_track(track: Track, top: int) -> str:
    domains = domains_of(track.record)
    length = len(track.record.sequence)
    spans = [(mark.position, mark.last) for mark in track.marks] + [(d.start, d.end) for d in domains]
    ends = [end for span in spans for end in span]
    low, high = max(1, min(ends) - FLANK), min(length, max(ends) + FLANK)
    if not domains:
        low, high = 1, length

    def x(position: float) -> float:
        return MARGIN_LEFT + WIDTH * (position - low) / max(1, high - low)

    bar = top + 66
    parts = [
        f'<text x="20" y="{bar + 8}" font-size="14" font-weight="bold">{escape(track.record.gene)}</text>',
        f'<text x="20" y="{bar + 23}" font-size="10" fill="#444">{escape(track.caption)}</text>',
        f'<line x1="{x(low):.1f}" x2="{x(high):.1f}" y1="{bar + BAR_HEIGHT / 2}" y2="{bar + BAR_HEIGHT / 2}" '
        'stroke="#888" stroke-width="2"/>',
    ]
    for domain in domains:
        parts.append(_draw_domain(domain, x, bar))
    for end, anchor in ((low, "start"), (high, "end")):
        parts.append(f'<text x="{x(end):.1f}" y="{bar + 28}" font-size="9" text-anchor="{anchor}">{end}</text>')
    marks = sorted(track.marks, key=lambda mark: mark.middle)
    spread = spread_labels([x(mark.middle) for mark in marks], LABEL_SPACING, MARGIN_LEFT, MARGIN_LEFT + WIDTH)
    for mark, label_x in zip(marks, spread, strict=True):
        inside = any(p in domain for domain in domains for p in (mark.position, mark.last))
        foot = bar if inside else bar + BAR_HEIGHT // 2
        if mark.end:
            parts.append(f'<line x1="{x(mark.position - 0.5):.1f}" x2="{x(mark.last + 0.5):.1f}" y1="{foot - 2}" '
                         f'y2="{foot - 2}" stroke="#333" stroke-width="3"/>')
        parts.append(_draw_mark(mark, x(mark.middle), label_x, bar, foot=foot))
    return "\n".join(parts)


def _draw_domain(domain: Domain, x: Any, bar: int) -> str:
    dash = ' stroke-dasharray="4 2"' if domain.pseudokinase else ""
    parts = [f'<rect x="{x(domain.start):.1f}" y="{bar}" width="{x(domain.end) - x(domain.start):.1f}" '
             f'height="{BAR_HEIGHT}" fill="#EEEEEE" stroke="#666"{dash}/>']
    position = domain.start
    for colour, members in groupby(domain.region, key=lambda name: REGIONS.get(str(name), "")):
        names = list(members)
        count = len(names)
        if colour:
            left, right = x(position - 0.5), x(position + count - 0.5)
            parts.append(f'<rect x="{left:.1f}" y="{bar}" width="{right - left:.1f}" height="{BAR_HEIGHT}" '
                         f'fill="{colour}"><title>{escape(str(names[0]))}</title></rect>')
        position += count
    kind = "pseudokinase" if domain.pseudokinase else domain.family.name
    middle = (x(domain.start) + x(domain.end)) / 2
    parts.append(f'<text x="{middle:.1f}" y="{bar + 28}" font-size="9" text-anchor="middle">'
                 f'{escape(kind)} domain {domain.start}–{domain.end}</text>')
    return "\n".join(parts)


def _draw_mark(mark: Mark, at: float, label_x: float, bar: int, *, foot: int) -> str:
    fill = "#BBBBBB" if mark.drug_A is None else ("black" if mark.drug_A <= NEAR_DRUG_ANGSTROM else "white")
    head = bar - LABEL_RISE + 12
    return (
        f'<g><title>{escape(mark.note)}</title>'
        f'<path d="M {at:.1f} {foot} V {bar - 6} L {label_x:.1f} {head}" fill="none" stroke="#333" stroke-width="0.8"/>'
        f'<circle cx="{label_x:.1f}" cy="{head}" r="3.6" fill="{fill}" stroke="black"/>'
        f'<text transform="translate({label_x + 3.5:.1f} {head - 7}) rotate(-60)" font-size="10.5">'
        f'{escape(mark.label)}</text></g>'
    )
