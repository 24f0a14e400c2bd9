"""Composing a scene: structures in one frame, what is bound to them, and the mutations on them."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kinlens.errors import BadTurn, NoStructureNamed, UnknownColouring
from kinlens.examination import Examination, examine
from kinlens.known_sites import STANDARD, SiteRequest, parse_site
from kinlens.reference.drugs import drug_said
from kinlens.reporting import Report, examined_as_asked
from kinlens.scene.asking import Asked, ask
from kinlens.scene.layers import carried_over, ligand_layers, site_layers
from kinlens.scene.marking import colour_marks, find_lines, find_marks, is_distance, name_of
from kinlens.scene.model import Layer, Mark, Molecule, Scene
from kinlens.scene.ribbons import RIBBONS, ribbon_parts, unlabelled
from kinlens.scene.shown import Shown, chains_beside, choose_chains, show
from kinlens.scene.turning import clearest_turn
from kinlens.structures import read
from kinlens.superposing import AskedStructure, asked_structures

AUTO = "auto"
Progress = Callable[[int, int | None], None]
_USUAL_COLOURS = ("status", "region", "lobe", "gene", "entry", "spine", "kind", "klifs", "confidence")
FEW_MARKS = 8  # more of them, and lines are drawn where they are asked for
LINES_TO = ("drug", "allosteric", "atp_ligand")  # the first that is there gets lines, unless others are asked for


def compose(
    structures: Any, mutations: Any = None, *, gene: str = "", numbering: str | int | None = "",
    chain: str | None = None, sites: Sequence[str | SiteRequest] = (), mode: str = "any",
    groups: Mapping[str, Any] | None = None, colour: str = "", ribbon: str = "",
    lines: str | Sequence[str] | None = None, turn_deg: float | str = 0.0, title: str = "",
    offline: bool | None = None, progress: Progress | None = None,
) -> Scene:
    """Compose a scene.

    Parameters
    ----------
    structures : str, Path, Structure, Examination, gemmi.Structure, Bio.PDB structure, or a sequence of them
        Structures; ``"1iep:B"`` asks for a chain.
    mutations : str, iterable, Report or DataFrame, optional
        Variants, a report on one of the structures, or a table with a column of variants; its further columns can
        colour the marks.
    gene, numbering, chain, sites, mode
        As for :func:`kinlens.report`.
    groups : mapping of str to variants, optional
        Variants by the name of their group, which then colours them: ``{"clinical": "C121S P124L"}``.
    colour : str
        Column that colours the marks; groups do by default, else one colour for all.
    ribbon : str
        ``region``, ``state``, ``plddt`` or ``entry``; by default region, of several structures entry, of a predicted
        model plddt.
    lines : str or sequence of str, optional
        Sites that distances are drawn to at first: by default, of up to eight marks, the drug, else the allosteric
        ligand, else the nucleotide; an empty sequence draws none.
    turn_deg : float or "auto"
        Angle in degrees by which the scene is turned about the vertical axis, counter-clockwise as seen from above;
        ``auto`` finds the one from which least stands before the marks.
    title : str
    offline : bool, optional
        True to download nothing for an identifier; by default what ``KINLENS_OFFLINE`` says.
    progress : callable, optional
        Told how many bytes of a download have come, and of how many.

    Returns
    -------
    Scene
        What cannot be marked is in its notes, and every row in its table.

    Raises
    ------
    KinlensError
        If a structure cannot be read, has no protein, or a chain or site is not there; see :func:`kinlens.examine`.
    NothingToMark
        If a table has no column that could hold variants.
    UnknownColouring
        If there is no such column, ribbon, or site to draw lines to.
    NoStructureNamed, BadTurn
        If no structure is given, or the turn is no angle.
    """
    degrees = 0.0 if turn_deg == AUTO else _degrees(turn_deg)
    if ribbon not in ("", *RIBBONS):
        raise UnknownColouring(f"ribbon {ribbon!r}", RIBBONS)
    named = [sites] if isinstance(sites, str | SiteRequest) else list(sites)
    requests = [one if isinstance(one, SiteRequest) else parse_site(one) for one in named if one not in STANDARD]
    given = asked_structures(structures)
    if not given:
        raise NoStructureNamed
    examined = [_examine(one, chain, requests, mode, offline, progress) for one in given]
    standard = [one for one in named if isinstance(one, str) and one in STANDARD]
    wanted = [*standard, *(request.name for request in requests)] if standard else []
    asked = ask(examined, mutations, gene=gene, numbering=numbering, sites=wanted, groups=groups or {})
    shown = _show_all(examined, given, asked)
    molecules, layers = _lay(shown, ribbon or _usual_ribbon(examined), tuple(request.name for request in requests))
    marks, left_out = find_marks(shown, asked.rows, [request.name for request in requests])
    drawn = _sites_for_lines(shown, lines, few=len(marks) <= FEW_MARKS)
    measured = find_lines(marks, shown, drawn)
    turn = clearest_turn(molecules, layers, marks) if turn_deg == AUTO else degrees
    return Scene(
        title=title or _title(shown, marks, asked),
        caption=tuple(one.caption for one in shown), molecules=tuple(molecules),
        layers=tuple(layers), marks=tuple(marks), colourings=colour_marks(
            marks, asked, _first_colour(colour, asked), [one.name for one in shown]),
        lines=tuple(measured), notes=tuple(_notes(shown, left_out, ribbon)), rows=asked.rows, columns=asked.columns,
        provenance=asked.provenance, turn_deg=turn, in_frame=not any(one.placed for one in shown))


def table_alone(made: Report, title: str, caption: Sequence[str]) -> Scene:
    """A scene without anything in 3D: the table of a report that no structure was named for."""
    return Scene(title, tuple(caption), (), (), (), (), rows=made.rows, columns=made.columns,
                 provenance=made.provenance)


def _degrees(turn: float | str) -> float:
    try:
        degrees = float(turn)
    except (TypeError, ValueError) as error:
        raise BadTurn(str(turn)) from error
    if not math.isfinite(degrees):
        raise BadTurn(str(turn))
    return degrees


def _examine(
    asked: AskedStructure, chain: str | None, requests: Sequence[SiteRequest], mode: str, offline: bool | None,
    progress: Progress | None,
) -> Examination:
    source = asked.source
    if isinstance(source, Examination):
        return examined_as_asked(source, chain, mode, requests)
    if isinstance(source, str | os.PathLike):
        source = read(source, offline=offline, progress=progress)
    found = examine(source, sites=requests, mode=mode)
    return examined_as_asked(found, asked.chain or chain, "any", ())


def _show_all(examined: Sequence[Examination], given: Sequence[AskedStructure], asked: Asked) -> list[Shown]:
    shown: list[Shown] = []
    entries = [one.entry for one in examined]
    for number, (one, named) in enumerate(zip(examined, given, strict=True)):
        chains = choose_chains(one, asked.rows)
        others = chains_beside(one, chains)
        again = entries.count(one.entry) > 1 or named.chain
        name = f"{one.entry}:{chains[0].chain}" if again else one.entry
        before = [other.name for other in shown].count(name)
        name += f" ({before + 1})" if before else ""
        shown.append(show(one, chains, others, number, name))
    return shown


def _usual_ribbon(examined: Sequence[Examination]) -> str:
    if len(examined) > 1:
        return "entry"
    return "plddt" if examined[0].structure.confidence is not None else "region"


def _lay(shown: Sequence[Shown], ribbon: str, asked: tuple[str, ...]) -> tuple[list[Molecule], list[Layer]]:
    """Molecules, and layers over all of them: what has one name in several structures is one layer."""
    molecules = [one.molecule for one in shown]
    layers = [Layer("ribbon", "protein", tuple(
        part for one in shown for part in ribbon_parts(one, ribbon)))]
    found: dict[str, list[Layer]] = {}
    for one in shown:
        for layer in (*ligand_layers(one, several=len(shown) > 1), *site_layers(one, asked)):
            found.setdefault(layer.name, []).append(layer)
        atp = carried_over(one, len(molecules))
        if atp is not None:
            molecules.append(atp[0])
            found.setdefault(atp[1].name, []).append(atp[1])
    for same in found.values():
        first = same[0]
        layers.append(Layer(first.name, first.title, tuple(part for layer in same for part in layer.parts),
                            any(layer.shown for layer in same), first.site))
    return molecules, layers


def _sites_for_lines(shown: Sequence[Shown], lines: str | Sequence[str] | None, *, few: bool) -> tuple[str, ...]:
    there = list(dict.fromkeys(name for one in shown for chain in one.chains for name, site in chain.sites.items()
                               if site.kind == "ligand" and not site.absent))
    if lines is None:
        return tuple(name for name in LINES_TO if name in there and few)[:1]
    wanted = (lines,) if isinstance(lines, str) else tuple(lines)
    known = {name for one in shown for chain in one.chains for name in chain.sites}
    for name in wanted:
        if name not in known:
            raise UnknownColouring(f"lines to {name!r}", sorted(known))
    return wanted


def _first_colour(colour: str, asked: Asked) -> str:
    """The column asked for; groups colour where nothing is asked for."""
    if not colour:
        return "group" if "group" in asked.further else ""
    names = [column.name for column in asked.columns]
    if colour not in names:
        if f"{colour}_A" in names:
            return f"{colour}_A"
        filled = [name for name in names if any(row.get(name) not in (None, "") for row in asked.rows)]
        useful = [name.removesuffix("_A") for name in filled
                  if is_distance(name) or name in asked.further or name in _USUAL_COLOURS]
        raise UnknownColouring(f"marks coloured by {colour!r}", useful or filled)
    return colour


def _title(shown: Sequence[Shown], marks: Sequence[Mark], asked: Asked) -> str:
    """Such as ``MAP2K1 C121S; BRAF V600E in 4mne``: every gene before its variants."""
    of_gene: dict[str, dict[str, None]] = {
        chain.protein.record.gene: {} for one in shown for chain in one.chains if chain.protein.record is not None}
    for row in (asked.rows[i] for mark in marks for i in mark.rows):
        of_gene.setdefault(str(row.get("gene") or ""), {})[name_of(row)] = None
    said = []
    for gene, variants in of_gene.items():
        names = list(variants)
        said.append(" ".join([gene, ", ".join(names[:6]) + (" …" if len(names) > 6 else "")]).strip())
    return f"{'; '.join(filter(None, said)) or 'protein'} in {', '.join(one.name for one in shown)}"


def _notes(shown: Sequence[Shown], left_out: Sequence[str], ribbon: str) -> list[str]:
    notes = [f"not marked: {', '.join(left_out)}"] if left_out else []
    together = any(not one.placed for one in shown)
    for one in shown:
        if one.placed:
            meaning = "; where it lies beside the others means nothing" if together else ""
            notes.append(f"{one.name} is not in the common frame: {one.placed}{meaning}")
        notes += _hidden_chains(one)
        if _calpha_only(one):
            notes.append(f"{one.name} has Cα atoms alone: its ribbon follows them, without helices and strands")
        if ribbon == "state":
            notes += unlabelled(one.chains)
        if ribbon == "plddt" and one.structure.confidence is None:
            notes.append(f"{one.name} is no predicted model: its ribbon is coloured by region")
    return notes


def _hidden_chains(shown: Shown) -> list[str]:
    """Chains that are not shown, and the drugs that are therefore not seen."""
    visible = {chain.chain for chain in shown.chains} | set(shown.others)
    hidden = [chain for chain in shown.examined.chains if chain.chain not in visible]
    if not hidden:
        return []
    names = list(dict.fromkeys(chain.chain for chain in hidden))
    seen = {bound.ligand.name for bound in shown.bound}
    drugs = [f"{drug_said(bound.ligand.name)} in chain {chain.chain}" for chain in hidden for bound in chain.ligands
             if bound.role in ("drug", "allosteric") and bound.ligand.name not in seen]
    missed = f", and so not {', '.join(dict.fromkeys(drugs))}" if drugs else ""
    return [f"{shown.name}: chain{'s' if len(names) > 1 else ''} {', '.join(names)} not shown{missed}"]


def _calpha_only(shown: Shown) -> bool:
    molecule = shown.molecule
    return bool(molecule.polymer.any()) and not (molecule.atom[molecule.polymer[molecule.owner]] != "CA").any()
