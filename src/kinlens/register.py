"""Whether coordinates agree with the register of a numbering: the motifs of a kinase fold keep their distances.

Between Cα atoms of the anchors of two lobes of the same fold the distances are the same in nearly all kinases. A motif
that is numbered one residue off stands 3.8 Å beside its place, which a dozen distances show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kinlens.geometry import nearest
from kinlens.identity import Protein
from kinlens.numbering import Domain, block_of, shift_blocks
from kinlens.reference.bundled import read_rows
from kinlens.structures.model import Structure

# Anchors that move as one: side by side in strand, hinge or loop, or on one helix.
MOTIFS: Mapping[str, tuple[str, ...]] = {
    "β3-Lys": ("β3-Lys",),
    "αC": ("αC-Glu", "αC-Glu+4"),
    "β4": ("β4-RS4",),
    "hinge": ("gatekeeper", "hinge-1", "hinge-2", "hinge-3"),
    "HRD": ("HRD-His", "HRD-Arg", "HRD-Asp"),
    "catalytic-Asn": ("catalytic-Asn",),
    "DFG": ("xDFG-x", "DFG-Asp", "DFG-Phe", "DFG-Gly"),
    "αF": ("αF-Asp",),
}
# Helix αC swings with the state: coordinates may confirm it, but never contradict or move it.
MOBILE = frozenset({"αC"})
SHIFTS = np.arange(-5, 6)
SPREAD_FLOOR_ANGSTROM = 0.5  # coordinate error of a middling structure: no distance is surer than that
MOST_SPREADS = 6.0  # a distance that is off by more counts as this much: one wrong neighbour does not decide
FEWEST_ANCHORS = 5  # of other motifs
# Set on the structures the distances come from: as they are numbered no motif of them is contradicted, and most moved
# ones are found (docs/validation.md). A shift has to fit this much better to count.
MISFIT, GAIN = 2.5, 0.6
SALT_BRIDGE_ANGSTROM = 3.6  # KinCoRe: β3-Lys NZ to αC-Glu OE1 or OE2
CLASH_ANGSTROM = 2.0  # nearer are no two atoms of a model that means anything
# A salt bridge confirms a helix that has swung, not coordinates without the fold: those misfit by 5 and more.
BRIDGED_MISFIT = 4.0
NO_FOLD = 4.0  # misfit of half of the motifs, from which on the coordinates are not those of a kinase fold


@dataclass(frozen=True, slots=True)
class MotifCheck:
    """What coordinates say of one motif.

    Attributes
    ----------
    motif : str
    status : str
        ``confirmed``, ``contradicted``, ``corrected`` (contradicted, uncertain by sequence, and moved), ``unclear``
        (fits nowhere well, or two places alike) or ``not checked`` (it, or too much of the others, is not resolved).
    misfit : float
        Mean deviation of its distances to the other motifs, in spreads of the human kinases; NaN if not resolved.
    shift : int
        Residues by which the motif would fit better; 0 unless contradicted or corrected.
    text : str
        The evidence in words.
    """

    motif: str
    status: str
    misfit: float
    shift: int
    text: str

    def __str__(self) -> str:
        return f"{self.motif} {self.status}{f' ({self.text})' if self.text else ''}"


@cache
def _expected() -> tuple[Mapping[str, int], NDArray[np.float64], NDArray[np.float64]]:
    """Row of each anchor, and medians and spreads of the Cα–Cα distances of all pairs, in Å."""
    rows = read_rows("register.tsv")
    names = list(dict.fromkeys(row["anchor"] for row in rows))
    index = {name: k for k, name in enumerate(names)}
    distance, spread = np.zeros((len(names), len(names))), np.ones((len(names), len(names)))
    for row in rows:
        a, b = index[row["anchor"]], index[row["other"]]
        distance[a, b], spread[a, b] = float(row["distance_A"]), float(row["spread_A"])
    return index, distance, np.maximum(spread, SPREAD_FLOOR_ANGSTROM)


def check_register(structure: Structure, protein: Protein, domain: Domain) -> tuple[MotifCheck, ...]:
    """Compare the anchors of a domain with the distances they have in the structures of human kinases.

    Parameters
    ----------
    structure : Structure
    protein : Protein
        The chain.
    domain : Domain
        One of its domains.

    Returns
    -------
    tuple of MotifCheck
        One for each motif, in the order of the sequence.
    """
    calpha = domain_calpha(structure, protein, domain)
    bridge = _salt_bridge(structure, protein, domain)
    checks = []
    for motif, anchors in MOTIFS.items():
        misfits = _misfits(domain, calpha, anchors)
        here = float(misfits[SHIFTS == 0][0])
        if np.isnan(here):
            checks.append(MotifCheck(motif, "not checked", here, 0, ""))
            continue
        best = int(np.nanargmin(misfits))
        shift, gain = int(SHIFTS[best]), here - float(misfits[best])
        said = f"misfit {here:.1f}"
        if (motif in ("β3-Lys", "αC") and CLASH_ANGSTROM < bridge <= SALT_BRIDGE_ANGSTROM
                and here <= BRIDGED_MISFIT):
            checks.append(MotifCheck(motif, "confirmed", here, 0, f"{said}, salt bridge {bridge:.1f} Å"))
        elif shift and gain >= GAIN and misfits[best] <= MISFIT and motif not in MOBILE:
            checks.append(MotifCheck(motif, "contradicted", here, shift,
                                     f"{said}, {shift:+d} residues {misfits[best]:.1f}"))
        elif here <= MISFIT and gain < GAIN:
            checks.append(MotifCheck(motif, "confirmed", here, 0, said))
        else:
            checks.append(MotifCheck(motif, "unclear", here, 0, said))
    return tuple(checks)


def lacks_fold(checks: Sequence[MotifCheck]) -> bool:
    """Whether coordinates fit the fold of a kinase nowhere: most motifs misfit wherever they are put."""
    seen = [check for check in checks if check.status != "not checked"]
    return len(seen) > 0 and 2 * sum(check.misfit > NO_FOLD for check in seen) > len(seen)


def correct_register(
    structure: Structure, protein: Protein, domain: Domain,
) -> tuple[Domain, tuple[MotifCheck, ...]]:
    """Move pocket blocks that coordinates contradict and the sequence leaves uncertain; others are only reported.

    A block moves if all its motifs that are resolved ask for the same shift, and stays moved if coordinates then
    confirm them and contradict nothing else than before.

    Returns
    -------
    domain : Domain
        As given, unless something was moved.
    checks : tuple of MotifCheck
        Of the domain returned; a moved motif is ``corrected``, with what was said of it before.
    """
    checks = check_register(structure, protein, domain)
    shifts = _asked_shifts(domain, checks)
    if not shifts:
        return domain, checks
    moved = shift_blocks(domain, shifts)
    after = check_register(structure, protein, moved)
    status = {check.motif: check.status for check in after}
    asked = {c.motif: c for c in checks if c.shift and block_of(domain, MOTIFS[c.motif][0]) in shifts}
    worse = [c for c in after if c.status == "contradicted" and c.motif not in asked
             and c.motif not in {before.motif for before in checks if before.status == "contradicted"}]
    if worse or any(status[motif] != "confirmed" for motif in asked):
        return domain, checks
    return moved, tuple(
        MotifCheck(c.motif, "corrected", c.misfit, asked[c.motif].shift, asked[c.motif].text)
        if c.motif in asked else c for c in after)


def _asked_shifts(domain: Domain, checks: Sequence[MotifCheck]) -> dict[tuple[int, int], int]:
    """Blocks that may move, with the shift all their resolved motifs ask for."""
    if domain.evidence is None:
        return {}
    of_block: dict[tuple[int, int], list[MotifCheck]] = {}
    for check in checks:
        block = block_of(domain, MOTIFS[check.motif][0])
        if block is not None and check.status != "not checked":
            of_block.setdefault(block, []).append(check)
    return {block: members[0].shift for block, members in of_block.items()
            if len({check.shift for check in members}) == 1 and members[0].shift
            and all(check.status == "contradicted" and _uncertain(domain, check) for check in members)}


def _uncertain(domain: Domain, check: MotifCheck) -> bool:
    return not domain.unsure.keys().isdisjoint(MOTIFS[check.motif])


def domain_calpha(structure: Structure, protein: Protein, domain: Domain) -> NDArray[np.float64]:
    """Cα of every residue of the domain, NaN where there is none, shape (n, 3)."""
    places = [(position - domain.start, residue) for position, residue in protein.positions.items()
              if position in domain]
    found = np.full((len(domain.positions), 3), np.nan)
    if places:
        rows, residues = np.array(places).T
        atoms = structure.named_atoms("CA", residues)
        found[rows[atoms >= 0]] = structure.atoms.xyz[atoms[atoms >= 0]]
    return found


def _misfits(domain: Domain, calpha: NDArray[np.float64], anchors: Sequence[str]) -> NDArray[np.float64]:
    """Mean deviation of a motif from its distances to the others at every shift, NaN where that is not resolved."""
    index, distance, spread = _expected()
    own = {name: domain.anchors[name] - domain.start for name in anchors if name in domain.anchors}
    others = {name: position - domain.start for name, position in domain.anchors.items()
              if name in index and name not in anchors}
    others = {name: place for name, place in others.items() if not np.isnan(calpha[place, 0])}
    misfits = np.full(len(SHIFTS), np.nan)
    if not own or len(others) < FEWEST_ANCHORS:
        return misfits
    there = calpha[list(others.values())]
    columns = [index[name] for name in others]
    for k, shift in enumerate(SHIFTS):
        places = {name: place + int(shift) for name, place in own.items()}
        seen = {n: p for n, p in places.items() if 0 <= p < len(calpha) and not np.isnan(calpha[p, 0])}
        if len(seen) < len(own):
            continue
        rows = [index[name] for name in seen]
        apart = np.linalg.norm(calpha[list(seen.values())][:, None] - there[None], axis=-1)
        off = np.abs(apart - distance[np.ix_(rows, columns)]) / spread[np.ix_(rows, columns)]
        misfits[k] = np.minimum(off, MOST_SPREADS).mean()
    return misfits


def _salt_bridge(structure: Structure, protein: Protein, domain: Domain) -> float:
    """Shortest distance between β3-Lys NZ and αC-Glu OE1 or OE2 in Å, infinite without one of them."""
    ends = [protein.positions.get(domain.anchors.get(name, 0), -1) for name in ("β3-Lys", "αC-Glu")]
    if min(ends) < 0:
        return float("inf")
    lysine = structure.named_atoms("NZ", [ends[0]])
    glutamate = np.concatenate([structure.named_atoms(name, [ends[1]]) for name in ("OE1", "OE2")])
    lysine, glutamate = lysine[lysine >= 0], glutamate[glutamate >= 0]
    if not len(lysine) or not len(glutamate):
        return float("inf")
    return float(nearest(structure.atoms.xyz[lysine], structure.atoms.xyz[glutamate])[0].min())
