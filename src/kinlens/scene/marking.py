"""Marks: mutated residues, their colours by any column, and the distances that are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from kinlens.examination import ChainExamination
from kinlens.reference.drugs import drug_said
from kinlens.residues import BACKBONE_ATOMS
from kinlens.scene import palette
from kinlens.scene.asking import Asked, is_number
from kinlens.scene.model import ALLOSTERIC_SITE, CARRIED, Colouring, Line, Mark
from kinlens.scene.shown import Shown
from kinlens.sites import Site, measure, name_pair
from kinlens.statuses import UNPLACED, Status
from kinlens.tables import Row

CROWDED_ANGSTROM = 2.7  # two spheres of the usual size would lie in each other
ONE_COLOUR, STRUCTURE = "one colour", "structure"
MOST_CATEGORIES = len(palette.CATEGORIES)
OTHER = "other"
NOTED = ("drug", "allosteric", "atp_ligand")  # after those asked for, sites whose distance stands below a label


def find_marks(shown: Sequence[Shown], rows: Sequence[Row], sites: Sequence[str]) -> tuple[list[Mark], list[str]]:
    """Residues to mark, in the order of the rows, and what has no place.

    The note of a mark has the distance to the first of `sites`, else to what is bound.

    Returns
    -------
    marks : list of Mark
        One a residue, whatever the number of its rows.
    left_out : list of str
        Variants without a residue to mark: ``S222A (not resolved)``.
    """
    found: dict[tuple[int, int], list[int]] = {}
    left_out: dict[str, None] = {}
    for number, row in enumerate(rows):
        placed = _places_of(shown, row)
        for key in placed:
            found.setdefault(key, []).append(number)
        if not placed and row.get("headline", True):
            left_out[f"{name_of(row)} ({_why(row)})"] = None
    genes = {rows[numbers[0]].get("gene") for numbers in found.values()}
    places: dict[tuple[Any, Any], set[int]] = {(row.get("accession"), row.get("position")): set() for row in rows}
    for (molecule, _), numbers in found.items():
        places[rows[numbers[0]].get("accession"), rows[numbers[0]].get("position")].add(molecule)
    marks = []
    for (molecule, residue), numbers in found.items():
        one, first = shown[molecule], rows[numbers[0]]
        label = _label([rows[i] for i in numbers])
        if len(places[first.get("accession"), first.get("position")]) > 1:  # one residue in several structures
            label = _found_here(first, one, residue)
        label += f" {one.name}" if len(shown) > 1 else f" ({first['gene']})" if len(genes) > 1 else ""
        marks.append(Mark(molecule, residue, label, _note(first, sites), tuple(numbers), _middle(one, residue)))
    return _with_room(marks), list(left_out)


def _with_room(marks: Sequence[Mark]) -> list[Mark]:
    """Marks that know whether another one of another structure stands where they do."""
    if not marks:
        return []
    at, molecule = np.array([mark.xyz for mark in marks]), np.array([mark.molecule for mark in marks])
    near = np.linalg.norm(at[:, None, :] - at[None, :, :], axis=2) < CROWDED_ANGSTROM
    crowded = (near & (molecule[:, None] != molecule[None, :])).any(axis=1)
    return [replace(mark, crowded=bool(here)) for mark, here in zip(marks, crowded, strict=True)]


def name_of(row: Row) -> str:
    """What a row's variant is called."""
    return str(row.get("variant") or row.get("input") or f"{row.get('wild_type', '')}{row.get('position', '')}")


def _why(row: Row) -> str:
    if row.get("status") in UNPLACED or not row.get("author"):
        return str(row.get("status") or "no residue of this structure")
    return "on a chain that is not shown"


def _places_of(shown: Sequence[Shown], row: Row) -> list[tuple[int, int]]:
    """Molecules and residues a row means: those of its own structure where that is shown, else all that have it."""
    if row.get("status") in UNPLACED or not row.get("position"):
        return []
    own = [one for one in shown if row.get("entry") == one.examined.entry]
    chains = [(one, chain) for one in own or shown for chain in one.chains if chain.protein.record is not None
              and chain.protein.record.accession == row.get("accession")]
    named = [(one, chain) for one, chain in chains if own and chain.chain == row.get("chain")]
    found = []
    # A further chain's row is not marked on the headline's, where it was not measured.
    for one, chain in named or ([] if own and not row.get("headline", True) else chains):
        residue = chain.protein.positions.get(int(row["position"]), -1)
        if residue in one.places:
            found.append((one.number, one.places[residue]))
    return found


def _label(rows: Sequence[Row]) -> str:
    """Of several substitutions of one residue ``D816G/H/V``."""
    names = list(dict.fromkeys(name_of(row) for row in rows))
    residue = f"{rows[0].get('wild_type', '')}{rows[0].get('position', '')}"
    if len(names) > 1 and all(name.startswith(residue) for name in names):
        changes = [name.removeprefix(residue) for name in names if name != residue]
        names = [residue + "/".join(changes[:4]) + ("/…" if len(changes) > 4 else "")]
    return " ".join(names[:2]) + (" …" if len(names) > 2 else "")


def _found_here(row: Row, shown: Shown, residue: int) -> str:
    """The residue as this structure has it: of a mutant beside its wild type that is what differs."""
    return f"{shown.molecule.letter[residue]}{row.get('position', '')}"


def _note(row: Row, sites: Sequence[str]) -> str:
    """Region, and the distance to a site that was asked for, else to what is bound."""
    outside = row.get("status") if row.get("status") == Status.OUTSIDE_DOMAIN else ""
    parts = [str(outside or row.get("region") or row.get("anchor") or "")]
    for site in (*sites, *NOTED):
        if row.get(f"{site}_A") is not None:
            name = site.replace("_", " ") if site in sites else _short(str(row.get(f"{site}_site") or site))
            parts.append(f"{row[f'{site}_A']:.1f} Å from {name}")
            break
    return " · ".join(part for part in parts if part)


def _short(evidence: str) -> str:
    """The molecule a site's evidence begins with, by the name people use."""
    words = evidence.replace("bound ", "", 1).split(" ")
    return drug_said(words[0]).split(" (")[0]


def _middle(shown: Shown, residue: int) -> np.ndarray:
    """Centre of the side chain (definition 7): Cα where there is none."""
    molecule = shown.molecule
    atoms = molecule.atoms_of(np.array([residue]))
    names = molecule.atom[atoms]
    side = atoms[~np.isin(names, list(BACKBONE_ATOMS))]
    alpha = atoms[names == "CA"]
    chosen = side if len(side) else alpha if len(alpha) else atoms
    return np.asarray(molecule.xyz[chosen].mean(axis=0))


def colour_marks(
    marks: Sequence[Mark], asked: Asked, first: str, names_of: Sequence[str],
) -> tuple[Colouring, ...]:
    """Every way the marks can be coloured: the one asked for first, then one colour, the user's columns, the rest.

    Of several structures (`names_of` them) each has a colour of its own unless something is asked for.
    """
    dtypes = {column.name: column.dtype for column in asked.columns}
    names = [first, "", *asked.further, "status", "region", *(n for n in dtypes if is_distance(n))]
    made = [_by_structure(marks, names_of)] if len(names_of) > 1 and not first else []
    for name in dict.fromkeys(names):
        if not name:
            made.append(Colouring("", ONE_COLOUR, (palette.MARK,) * len(marks), ((palette.MARK, "mutation"),)))
            continue
        numbers = dtypes.get(name) in ("float", "int")
        found = [_values(mark, name, asked.rows) for mark in marks]
        values = [_most_extreme(several) if numbers else next(iter(several), None) for several in found]
        if name != first and all(value is None for value in values):
            continue
        own = palette.REGIONS if name == "region" else {}
        colours, key = _by_number(values, name) if numbers else _by_kind(values, own)
        if any(len(set(several)) > 1 for several in found):
            rule = "the largest in size" if numbers else "the first"
            key = (*key, (palette.GREY, f"of several variants of a residue {rule}"))
        made.append(Colouring(name, name.removesuffix("_A") + (" (Å)" if name.endswith("_A") else ""), colours, key))
    return tuple(made)


def _by_structure(marks: Sequence[Mark], names: Sequence[str]) -> Colouring:
    colours, key = _by_kind([f"residue in {names[mark.molecule]}" for mark in marks])
    return Colouring(f"({STRUCTURE})", STRUCTURE, colours, key)  # a column may have that name, too


def is_distance(name: str) -> bool:
    """Whether a column is the distance to a site, in the mode of the report."""
    return name.endswith("_A") and not name.endswith(("_side_chain_A", "_min_A", "_max_A", "_spread_A", "symmetry_A"))


def _values(mark: Mark, name: str, rows: Sequence[Row]) -> list[Any]:
    """What the rows of a mark have in a column, blanks left out."""
    return [rows[i][name] for i in mark.rows if rows[i].get(name) not in (None, "")]


def _most_extreme(values: Sequence[Any]) -> Any:
    """Of several variants of a residue that with the strongest effect, up or down."""
    numbers = [value for value in values if is_number(value) and abs(float(value)) != float("inf")]
    return max(numbers, key=lambda value: abs(float(value)), default=None)


def _by_number(values: Sequence[Any], name: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """A scale from the smallest value to the largest, with white in the middle where it has two signs."""
    numbers = [float(value) if is_number(value) and abs(float(value)) != float("inf") else None for value in values]
    known = [number for number in numbers if number is not None]
    if not known:
        return (palette.GREY,) * len(values), ((palette.GREY, "no value"),)
    low, high = min(known), max(known)
    stops = palette.SEQUENTIAL
    if low < 0 < high:
        stops, high = palette.DIVERGING, max(-low, high)
        low = -high
    span = (high - low) or 1.0
    colours = tuple(palette.GREY if n is None else palette.on_scale((n - low) / span, stops) for n in numbers)
    unit = " Å" if name.endswith("_A") else ""
    places = (low,) if low == high else (low, (low + high) / 2, high)
    key = [(palette.on_scale((at - low) / span, stops), f"{name.removesuffix('_A')} {at:.3g}{unit}") for at in places]
    return colours, (*key, *(((palette.GREY, "no value"),) if len(known) < len(values) else ()))


def _by_kind(
    values: Sequence[Any], own: Mapping[str, str] = MappingProxyType({}),
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """One colour a word, its `own` or the next in the order they come; beyond eight the rest is grey."""
    words = [None if value is None else str(value) for value in values]
    kinds = [word for word in dict.fromkeys(words) if word is not None]
    named = kinds if len(kinds) <= MOST_CATEGORIES else kinds[:MOST_CATEGORIES - 1]
    free = iter([colour for colour in palette.CATEGORIES if colour not in own.values()] or palette.CATEGORIES)
    of = {word: own.get(word) or next(free, palette.GREY) for word in named}
    colours = tuple(of.get(word, palette.GREY) if word is not None else palette.GREY for word in words)
    key = [(colour, word) for word, colour in of.items()]
    rest = [*([OTHER] if len(named) < len(kinds) else ()), *(["no value"] if None in words else ())]
    if rest:
        key.append((palette.GREY, " or ".join(rest)))
    return colours, tuple(key)


def find_lines(marks: Sequence[Mark], shown: Sequence[Shown], wanted: Sequence[str]) -> list[Line]:
    """Distances from every mark to every site that is there, measured as the table has them.

    Those to the sites named in `wanted` are shown at first.
    """
    lines = []
    for number, mark in enumerate(marks):
        one = shown[mark.molecule]
        residue = next(r for r, place in one.places.items() if place == mark.residue)
        chain = next(c for c in one.chains if residue in c.protein.numbers)
        for site in chain.sites_at(chain.protein.numbers[residue]).values():
            line = _line(number, mark, one, chain, residue, site, site.name in wanted)
            if line is not None:
                lines.append(line)
    return _each_once(lines)


def _each_once(lines: Sequence[Line]) -> list[Line]:
    """Lines between different ends: where the drug is the allosteric ligand, both columns mean one distance."""
    found: dict[tuple[int, str, float], Line] = {}
    for line in sorted(lines, key=lambda line: not line.shown):
        found.setdefault((line.mark, line.said, line.distance_A), line)
    return sorted(found.values(), key=lambda line: line.mark)


def _line(
    number: int, mark: Mark, shown: Shown, chain: ChainExamination, residue: int, site: Site, at_first: bool,
) -> Line | None:
    """One distance; None inside the site, and where nothing could be measured."""
    if site.absent:
        return None
    structure, mode = shown.structure, shown.examined.mode
    found = measure(structure, np.array([residue], dtype=np.intp), site, mode=mode)
    own, other, distance = int(found.own_atom[0]), int(found.site_atom[0]), float(found.distance_A[0])
    if own < 0 or other < 0 or distance != distance:
        return None
    centre = mode == "centroid" and not found.fallback[0]
    said = name_pair(structure, own, other, chain.chain, chain.protein.numbers,
                     own_name="centroid" if centre else "", pose=site.pose)
    start = mark.xyz if centre else shown.moved(structure.atoms.xyz[own][None, :])[0]
    end = shown.moved(site.places(structure, np.array([other], dtype=np.intp)))[0]
    layer = CARRIED if site.pose is not None else ALLOSTERIC_SITE if (
        site.name == "allosteric" and site.kind == "residues") else ""
    return Line(number, site.name, start, end, distance, said, at_first, layer)
