"""Ribbons: the chain of a domain, coloured by region, state, confidence, or one colour a structure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kinlens.examination import ChainExamination
from kinlens.numbering import domain_at
from kinlens.scene import palette
from kinlens.scene.model import RIBBON, Part
from kinlens.scene.shown import Shown

RIBBONS = ("region", "state", "plddt", "entry")
LIGHTER = 0.2  # share of white in a region's colour, so that marks and ligands stand before it
_LOOP = ("DFG", "activation loop", "β9 (activation loop)")
_BANDS = {colour: number for number, (_, colour) in enumerate(palette.PLDDT)}
# One name in the legend for regions of one colour.
_TITLES = {"β9 (activation loop)": "activation loop"}


def ribbon_parts(shown: Shown, ribbon: str) -> tuple[Part, ...]:
    """Ribbon of the chains a structure is shown for.

    Parameters
    ----------
    shown : Shown
    ribbon : str
        One of `RIBBONS`.
    """
    molecule = shown.molecule
    colour = np.full(len(molecule.number), "", dtype="<U7")
    title = np.full(len(molecule.number), "", dtype=object)
    for chain in shown.chains:
        told = _teller(chain, ribbon, palette.ENTRIES[shown.number % len(palette.ENTRIES)], shown.name)
        for residue in chain.protein.residues.tolist():
            if residue in shown.places:
                here = shown.places[residue]
                colour[here], title[here] = told(residue)
    keys = list(dict.fromkeys(zip(colour.tolist(), title.tolist(), strict=True)))
    keys.sort(key=lambda key: (key[1] != "", _BANDS.get(key[0], 0)))  # bands of pLDDT from high to low
    return tuple(Part(shown.number, np.flatnonzero((colour == key[0]) & (title == key[1])), RIBBON, key[0], key[1])
                 for key in keys if key[0])


def _teller(chain: ChainExamination, ribbon: str, own: str, name: str) -> Callable[[int], tuple[str, str]]:
    """What gives a residue of the chain its colour and its line in the legend."""
    if ribbon == "entry":
        return lambda residue: (own, name)
    confidence = chain.structure.confidence
    if ribbon == "plddt" and confidence is not None:
        def by_confidence(residue: int) -> tuple[str, str]:
            value = confidence.at(residue)
            if value is None:
                return palette.PROTEIN, ""
            low, colour = next(band for band in palette.PLDDT if value >= band[0])
            return colour, f"pLDDT ≥ {low:.0f}" if low > 0 else "pLDDT below 50"
        return by_confidence
    numbers = chain.protein.numbers

    def by_region(residue: int) -> tuple[str, str]:
        position = numbers.get(residue, 0)
        domain = domain_at(chain.domains, position)
        if domain is None or position not in domain:
            return palette.PROTEIN, ""
        region = domain.region_of(position)
        if ribbon == "state":
            state = chain.states[domain.index]
            label = state.helix_c if position in (domain.helix_c or ()) else state.dfg if region in _LOOP else None
            if label is None or label.label not in palette.STATES:
                return palette.PROTEIN, ""
            where = "" if label is state.helix_c else " (DFG and activation loop)"
            return palette.mix(palette.STATES[label.label], "#FFFFFF", LIGHTER), label.label + where
        if region not in palette.RIBBON:
            return palette.PROTEIN, ""
        return palette.mix(palette.RIBBON[region], "#FFFFFF", LIGHTER), _TITLES.get(region, region)

    return by_region


def unlabelled(chains: Sequence[ChainExamination]) -> list[str]:
    """Why a state has no colour, for the scene's notes."""
    said = []
    for chain in chains:
        for state in chain.states.values():
            said += [f"{chain.structure.source.id} chain {chain.chain}: {label}" for label in (state.dfg, state.helix_c)
                     if label.label not in palette.STATES]
    return said
