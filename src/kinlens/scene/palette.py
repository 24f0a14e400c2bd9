"""Colours, told apart by the colour-blind: Okabe & Ito (jfly.uni-koeln.de/color) and Tol (doi:10.5281/zenodo.3381072,
unverified).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7")
GREY, SILVER, INDIGO, WINE, OLIVE, TEAL, ROSE, MAGENTA = (
    "#999999", "#D4D7DC", "#332288", "#882255", "#999933", "#44AA99", "#CC6677", "#AA4499")

# Regions of a domain map, and of a ribbon; what is not named is grey.
REGIONS = {
    "G-loop": ORANGE, "αC": SKY, "gatekeeper": VERMILLION, "hinge": YELLOW, "catalytic loop": PURPLE, "DFG": BLUE,
    "activation loop": GREEN, "β9 (activation loop)": GREEN, "APE": GREY,
}
# Those a ribbon shows: without the gatekeeper, which would look like a mutation, and the end of the activation segment.
RIBBON = {name: colour for name, colour in REGIONS.items() if name not in ("gatekeeper", "APE")}
MARK = VERMILLION
PROTEIN = SILVER
LIGANDS = {"drug": INDIGO, "allosteric": WINE, "nucleotide": OLIVE, "cofactor": GREEN}
LIGANDS_OF_ENTRIES = (INDIGO, TEAL, WINE, "#117733", ROSE, OLIVE)  # drugs of several structures, one each
CARRIED_OVER = "#C9C98F"  # the nucleotide's, paler: it is not there
CATEGORIES = (VERMILLION, BLUE, GREEN, PURPLE, ORANGE, SKY, BLACK, YELLOW)
ENTRIES = (SILVER, SKY, ORANGE, GREEN, PURPLE, YELLOW, BLUE, GREY)
SITES = (TEAL, ROSE, ORANGE, BLUE, PURPLE)
# Elements as viewers have them; carbon has the colour of its layer.
ELEMENTS = {"N": "#3050F8", "O": "#E02010", "S": "#C8A800", "P": "#FFB84D", "F": "#50B030", "Cl": "#1FB01F",
            "Br": "#A62929", "I": "#940094", "Mg": "#2E8B57", "Mn": "#9C7AC7", "Zn": "#7D80B0", "Ca": "#3DA03D"}
# What a state is, from the form an active kinase has to the one farthest from it.
STATES = {"DFGin": BLUE, "DFGinter": YELLOW, "DFGout": MAGENTA, "αC-in": BLUE, "αC-out": MAGENTA}
PLDDT = ((90.0, "#0053D6"), (70.0, "#65CBF3"), (50.0, "#FFDB13"), (-math.inf, "#FF7D45"))  # AlphaFold DB's four bands
# Ends and middle of a scale of one sign, and of one with a zero in the middle.
SEQUENTIAL = ("#FDE725", "#21918C", "#440154")
DIVERGING = ("#2166AC", "#F7F7F7", "#B2182B")


def to_rgb(colour: str) -> NDArray[np.float64]:
    """``#RRGGBB`` as three numbers from 0 to 1."""
    return np.array([int(colour[i:i + 2], 16) for i in (1, 3, 5)]) / 255.0


def to_hex(rgb: NDArray[np.float64]) -> str:
    """Three numbers from 0 to 1 as ``#RRGGBB``."""
    return "#" + "".join(f"{round(255 * float(min(1.0, max(0.0, part)))):02X}" for part in rgb)


def mix(colour: str, other: str, share: float) -> str:
    """A colour with a share of another in it."""
    return to_hex(to_rgb(colour) * (1.0 - share) + to_rgb(other) * share)


def on_scale(place: float, stops: Sequence[str]) -> str:
    """Colour at a place from 0 to 1 of a scale of equally spaced stops."""
    at = min(1.0, max(0.0, place)) * (len(stops) - 1)
    low = min(int(at), len(stops) - 2)
    return mix(stops[low], stops[low + 1], at - low)
