"""Labels of the N-lobe and of the spines that join it to the C-lobe."""

from __future__ import annotations

import numpy as np

from kinlens.conformation import rules
from kinlens.conformation.dfg_motif import other_side
from kinlens.conformation.measuring import gap, shortest, side_chain_gap
from kinlens.conformation.model import NOT_APPLICABLE, Label
from kinlens.conformation.motif_residues import Atom, MotifResidues
from kinlens.conformation.rules import HELIX_C_LABELS, IN
from kinlens.numbering import Domain
from kinlens.structures.model import Structure

# Their lysine stands on β2 (Xu 2000, doi:10.1074/jbc.275.22.16795, unverified), so that Cβ of the residue in the place
# of β3-Lys says nothing of the helix (modules/chelix.py).
WNK = frozenset({"WNK1", "WNK2", "WNK3", "WNK4"})
_WNK_LYSINE = 9  # KLIFS position of that lysine, PKA's Gly 55
_CATIONS = {"K": ("NZ",), "R": ("NH1", "NH2")}
_CARBOXYLATE = ("OE1", "OE2")
NO_CUT_OFF = "no cut-off is published: values only"

# What can take the place of the adenine ring between the lobes; both are ours. Adenine itself has ten heavy atoms,
# which glycerol, ethylene glycol and sulphate have not. A compound stacked on a face is 3 to 5 Å from it; farther than
# 8 Å there is room for a side chain between them.
BRIDGE_ATOMS = 10
BRIDGE_ANGSTROM = 8.0
NO_BRIDGE = "no compound between the faces"


def is_wnk(domain: Domain) -> bool:
    """Whether a domain is that of a WNK kinase, by its gene or, outside the tables, by its profile and its lysine.

    The profile is shared with the pseudokinases NRBP1 and NRBP2, which lack the lysine.
    """
    if domain.protein.gene in WNK:
        return True
    if domain.evidence is None or "WNK" not in domain.evidence.profile:
        return False
    place = np.flatnonzero(domain.pocket == _WNK_LYSINE)
    return bool(len(place)) and domain.protein.sequence[domain.start + int(place[0]) - 1] == "K"


def label_helix_c(residues: MotifResidues, *, wnk: bool) -> Label:
    """αC-in or αC-out, by Cβ of β3-Lys and αC-Glu (Cα of Gly), whatever residues they are.

    Parameters
    ----------
    residues : MotifResidues
    wnk : bool
        Whether the kinase is a WNK, which the rule leaves out.
    """
    name, required = "helix αC", HELIX_C_LABELS[0]
    if wnk:
        return Label(name, NOT_APPLICABLE, reason="the lysine of WNK kinases is not on β3", required=required)
    letters = residues.letter("β3-Lys"), residues.letter("αC-Glu")
    note = "" if letters == ("K", "E") or "" in letters else (
        f"between {residues.said('β3-Lys')} and {residues.said('αC-Glu')}")
    ends = [(end, ("CA" if letter == "G" else "CB",)) for end, letter in zip(("β3-Lys", "αC-Glu"), letters,
                                                                             strict=True)]
    found = gap(residues, *ends)
    if found.reason:
        return Label(name, reason=found.reason, note=note, required=required)
    state, margin = rules.within(found.distance, rules.HELIX_C_IN_ANGSTROM)
    near = other_side(state, margin, "Å")
    return Label(name, _helix(state), {"Lys–Glu Cβ": found.distance}, "Å", margin, atoms=found.atoms, note=note,
                 required=required, near=tuple(map(_helix, near)))


def _helix(state: str) -> str:
    return HELIX_C_LABELS[0] if state == IN else HELIX_C_LABELS[1]


def label_salt_bridge(residues: MotifResidues) -> Label:
    """Whether β3-Lys (or Arg) holds αC-Glu."""
    name = "salt bridge"
    lys, glu = residues.letter("β3-Lys"), residues.letter("αC-Glu")
    others = [residues.said(end) for end, letter, wanted in (("β3-Lys", lys, "KR"), ("αC-Glu", glu, "E"))
              if letter and letter not in wanted]
    if others:
        said = " and ".join(others)
        return Label(name, NOT_APPLICABLE, reason=f"{said} in place of Lys or Glu", required=IN)
    found = gap(residues, ("β3-Lys", _CATIONS.get(lys, ("NZ",))), ("αC-Glu", _CARBOXYLATE))
    if found.reason:
        return Label(name, reason=found.reason, required=IN)
    label, margin = rules.within(found.distance, rules.HYDROGEN_BOND_ANGSTROM)
    return Label(name, label, {"N–O": found.distance}, "Å", margin, atoms=found.atoms, required=IN,
                 near=other_side(label, margin, "Å"))


def label_r_spine(residues: MotifResidues) -> Label:
    """Whether the regulatory spine is joined: the largest of the gaps between its four side chains."""
    name = "R-spine"
    pairs = [("HRD-His", "DFG-Phe"), ("DFG-Phe", "αC-Glu+4"), ("αC-Glu+4", "β4-RS4")]
    note = ""
    if residues.letter("αC-Glu+4") == "A":  # too short to reach either neighbour, as in MOS and PINK1
        note, pairs = f"αC-Glu+4 is {residues.said('αC-Glu+4')}: the first gap alone counts", pairs[:1]
    gaps = {f"{first}–{second}": side_chain_gap(residues, first, second) for first, second in pairs}
    values = {pair: found.distance for pair, found in gaps.items() if not found.reason}
    reason = next((found.reason for found in gaps.values() if found.reason), "")
    if reason:
        return Label(name, values=values, reason=reason, note=note)
    widest = max(gaps.values(), key=lambda found: found.distance)
    label, margin = rules.within(widest.distance, rules.SPINE_ANGSTROM)
    return Label(name, label, values, "Å", margin, atoms=widest.atoms, note=note, near=other_side(label, margin, "Å"))


def measure_c_spine(structure: Structure, residues: MotifResidues) -> Label:
    """Gaps along the catalytic spine, and what bridges the one between the lobes.

    The spine of Val of β2 and Ala of β3 in the N-lobe with Leu of β7 and the first residue of αD in the C-lobe is
    completed by the adenine ring (Kornev 2008, doi:10.1073/pnas.0807988105, unverified). Measured are the gap between
    the lobes, that between β7 and αD, and, of the bound compound that comes nearest to both lobes, its gap to either.
    Only a compound of at least `BRIDGE_ATOMS` heavy atoms with both faces within `BRIDGE_ANGSTROM` counts.
    """
    name = "C-spine"
    upper = [end for end in ("CS β2", "CS β3") if not _unfit(residues, end)]
    values: dict[str, float] = {}
    atoms = note = ""
    reasons = [reason for end in ("CS β7", "CS αD") if (reason := _unfit(residues, end))]
    if not upper:
        reasons.append(_unfit(residues, "CS β2"))
    if upper and not _unfit(residues, "CS β7"):
        above = [atom for end in upper for atom in residues.side_chain(end)]
        below = residues.side_chain("CS β7")
        lobes = shortest(above, below)
        values["β2/β3–β7"], atoms = lobes.distance, lobes.atoms
        bridge = _bridge(structure, above, below)
        if bridge is None:
            note = NO_BRIDGE
        else:
            compound, to_above, to_below = bridge
            values |= {"β2/β3–compound": to_above, "compound–β7": to_below}
            note = f"compound {compound}"
    if not _unfit(residues, "CS β7") and not _unfit(residues, "CS αD"):
        values["β7–αD"] = side_chain_gap(residues, "CS β7", "CS αD").distance
    return Label(name, values={pair: value for pair, value in values.items() if not np.isnan(value)},
                 reason="; ".join([NO_CUT_OFF, *reasons]), atoms=atoms, note=note)


def _unfit(residues: MotifResidues, name: str) -> str:
    """Why a side chain cannot be measured to, '' if it can."""
    return residues.lack(name) or residues.stub(name) or ("" if residues.side_chain(name) else f"{name} has no atoms")


def _bridge(structure: Structure, above: list[Atom], below: list[Atom]) -> tuple[str, float, float] | None:
    """The compound nearest to both lobes' sides of the spine, with its distance to each in Å; None if none is there."""
    atoms = structure.atoms_of(np.flatnonzero(structure.residues.kind == "ligand"))
    _, compound_of, sizes = np.unique(structure.atoms.residue[atoms], return_inverse=True, return_counts=True)
    atoms = atoms[sizes[compound_of] >= BRIDGE_ATOMS]
    if not len(atoms):
        return None
    xyz, owner = structure.atoms.xyz[atoms], structure.atoms.residue[atoms]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    reach = [np.minimum.reduceat(np.linalg.norm(xyz[:, None] - np.array([a.xyz for a in side]), axis=-1).min(axis=1),
                                 starts) for side in (above, below)]
    best = int(np.maximum(*reach).argmin())
    if max(reach[0][best], reach[1][best]) > BRIDGE_ANGSTROM:
        return None
    compound = int(owner[starts[best]])
    said = f"{structure.residues.name[compound]} {structure.key(compound)}"
    return said, float(reach[0][best]), float(reach[1][best])


def measure_distances(residues: MotifResidues) -> Label:
    """Cα–Cα distances of helix αC from β3 and from DFG-Asp, as plain values."""
    pairs = {"β3-Lys–αC-Glu Cα": ("β3-Lys", "αC-Glu"), "αC-Glu–DFG-Asp Cα": ("αC-Glu", "DFG-Asp")}
    gaps = {pair: gap(residues, (first, ("CA",)), (second, ("CA",))) for pair, (first, second) in pairs.items()}
    reasons = dict.fromkeys(found.reason for found in gaps.values() if found.reason)
    return Label("Cα distances", values={pair: found.distance for pair, found in gaps.items() if not found.reason},
                 reason="; ".join([NO_CUT_OFF, *reasons]))
