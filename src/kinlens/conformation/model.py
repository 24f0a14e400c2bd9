"""What is said of a conformation: labels with values and margins, and verdicts on them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kinlens.conformation.rules import is_borderline

NOT_APPLICABLE = "not applicable"
ACTIVE, INACTIVE, UNDETERMINED = "active", "inactive", "undetermined"
CALLS = (ACTIVE, INACTIVE, UNDETERMINED)


@dataclass(frozen=True, slots=True)
class Label:
    """A label, what it rests on, and how sure it is.

    Attributes
    ----------
    name : str
        The criterion, such as ``salt bridge``.
    label : str
        '' where it cannot be given, or where there is no published cut-off; ``not applicable`` where the rule does not
        speak of such residues. Both carry their reason.
    values : mapping of str to float
        What was measured, in `unit`.
    unit : str
        ``Å`` or ``°``, of values and margin.
    margin : float
        How far the value is beyond the limit of the state an active kinase has, negative within it; NaN without a
        label. The worst part of a joint criterion.
    reason : str
        Why there is no label.
    atoms : str
        Atoms between which the value was measured, in UniProt numbers: ``K72 NZ – E91 OE1``.
    note : str
        What else has to be known, such as residues that are not those the rule is named after.
    required : str
        The label that an active kinase has; '' where its activity does not depend on it.
    near : tuple of str
        Labels that a borderline change of one value would give instead.
    parts : tuple of Label
        Of a joint criterion.
    """

    name: str
    label: str = ""
    values: Mapping[str, float] = field(default_factory=dict)
    unit: str = "Å"
    margin: float = float("nan")
    reason: str = ""
    atoms: str = ""
    note: str = ""
    required: str = ""
    near: tuple[str, ...] = ()
    parts: tuple[Label, ...] = ()

    @property
    def given(self) -> bool:
        """Whether the rule could be applied."""
        return self.label not in ("", NOT_APPLICABLE)

    @property
    def borderline(self) -> bool:
        """Whether a tenth of an ångström, or five degrees, would change the label."""
        return self.given and is_borderline(self.margin, self.unit)

    @property
    def leaves(self) -> tuple[Label, ...]:
        """The parts of a joint criterion, else the label itself."""
        return self.parts or (self,)

    @property
    def values_said(self) -> str:
        """Values with their names and unit; the name is left out where there is one."""
        if len(self.values) == 1:
            return _quantity(next(iter(self.values.values())), self.unit)
        return ", ".join(f"{name} {_quantity(value, self.unit)}" for name, value in self.values.items())

    @property
    def margin_said(self) -> str:
        """The signed margin with its unit: ``margin +0.03 Å``; '' without one."""
        return "" if math.isnan(self.margin) else f"margin {_quantity(self.margin, self.unit, '+')}"

    def row(self, criterion: str = "") -> dict[str, Any]:
        """One row of a table: criterion, label, value, unit, margin, borderline, reason, atoms, note."""
        return {
            "criterion": criterion or self.name, "label": self.label, "value": self.values_said, "unit": self.unit,
            "margin": None if math.isnan(self.margin) else round(self.margin, 3), "borderline": self.borderline,
            "reason": self.reason, "atoms": self.atoms, "note": self.note,
        }

    def __str__(self) -> str:
        if not self.label:
            values = f"; {self.values_said}" if self.values else ""
            return f"{self.name} not labelled ({self.reason}{values})"
        if self.label == NOT_APPLICABLE:
            return f"{self.name} not applicable ({self.reason})"
        said = [self.values_said if len(self.values) <= _FEW else self.note] if self.values else []
        if self.margin_said:
            said.append(self.margin_said + (", borderline" if self.borderline else ""))
        shown = self.label if self.label not in _PLAIN else f"{self.name} {self.label}"
        said = [part for part in said if part]
        return shown + (f" ({'; '.join(said)})" if said else "")


_FEW = 2  # values that a line of text has room for
_NAMED = 3  # and reasons
_PLAIN = ("in", "in, flipped", "out", "present", "absent", "unassigned")  # say nothing without the name


def _quantity(value: float, unit: str, sign: str = "-") -> str:
    """A value with its unit: ``3.63 Å``, ``−128.6°``."""
    text = f"{value:{sign}.1f}°" if unit == "°" else f"{value:{sign}.2f} {unit}"
    return text.replace("-", "−")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a conformation is that of an active kinase.

    Attributes
    ----------
    call : str
        ``active``, ``inactive`` or ``undetermined``.
    borderline : bool
        Whether a borderline value stands between this call and another one.
    reasons : tuple of str
        Criteria that are failed, missing or borderline, in words; empty where all are met clearly.
    """

    call: str
    borderline: bool
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        more = len(self.reasons) - _NAMED
        why = f": {'; '.join(self.reasons[:_NAMED])}{f'; and {more} more' if more > 0 else ''}" if self.reasons else ""
        return f"{self.call}{', borderline' if self.borderline else ''}{why}"


@dataclass(frozen=True, slots=True)
class Conformation:
    """State of one domain in one chain: every label of the rule set, and two verdicts.

    Attributes
    ----------
    dfg, dihedral, helix_c, salt_bridge : Label
        DFG motif by distances and by dihedral angles, helix αC by Cβ atoms, β3-Lys–αC-Glu.
    dfg_asp, hrd, loop_n, loop_c : Label
        Rotamer of DFG-Asp, backbone of HRD, N- and C-terminus of the activation loop.
    r_spine, autoinhibition : Label
        No part of the verdicts.
    c_spine, distances : Label
        Values without a label: no cut-off is published.
    strict : Verdict
        KinCoRe's: every value decides, however near to its cut-off.
    ours : Verdict
        No borderline value decides alone.
    """

    dfg: Label
    dihedral: Label
    helix_c: Label
    salt_bridge: Label
    dfg_asp: Label
    hrd: Label
    loop_n: Label
    loop_c: Label
    r_spine: Label
    autoinhibition: Label
    c_spine: Label
    distances: Label
    strict: Verdict
    ours: Verdict

    @property
    def labels(self) -> dict[str, Label]:
        """All labels by their attribute, in the order of the rules."""
        return {name: getattr(self, name) for name in LABEL_NAMES}

    def rows(self) -> list[dict[str, Any]]:
        """One row per criterion and per part of a joint one, for tables; the verdicts are not among them."""
        rows = []
        for label in self.labels.values():
            rows.append(label.row())
            rows += [part.row(f"{label.name}: {part.name}") for part in label.parts]
        return rows

    def __str__(self) -> str:
        return (f"{self.dfg}; {self.helix_c}; {self.dihedral}; {self.salt_bridge}; {self.ours}"
                f" (by every cut-off strictly: {self.strict.call})")


LABEL_NAMES = ("dfg", "dihedral", "helix_c", "salt_bridge", "dfg_asp", "hrd", "loop_n", "loop_c", "r_spine",
               "autoinhibition", "c_spine", "distances")
