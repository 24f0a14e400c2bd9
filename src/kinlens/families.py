"""Domain families made from data: regions, anchors, spines and pocket of a family are a TOML file.

Kinase is the first and only instance. What is particular to it in code is helix αC (`HelixRule`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kinlens.reference.bundled import read_toml


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the domain in numbers of the reference protein (both ends included)."""

    name: str
    start: int
    end: int
    lobe: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A residue offsets are counted from.

    Attributes
    ----------
    pocket : int
        Pocket position, 0 if it has none.
    reference : int
        Number in the reference protein.
    expected : str
        One-letter residue a competent domain has here, '' if any will do.
    """

    name: str
    pocket: int
    reference: int
    expected: str


@dataclass(frozen=True, slots=True)
class HelixRule:
    """Helix αC as fixed columns around its glutamate (see ``kinase.toml`` for the rule's source)."""

    lysine: str
    glutamate: str
    long_loop: int
    before_long: int
    before_short: int
    after: int


@dataclass(frozen=True, slots=True)
class NamedInsert:
    """An insertion with a name of its own in some genes."""

    name: str
    after: str
    genes: frozenset[str]


@dataclass(frozen=True, slots=True)
class DomainFamily:
    """What the code needs to know of a domain family.

    Attributes
    ----------
    reference_label : str
        Name of the reference numbering (``PKA``).
    regions : tuple of Region
        In order along the domain.
    elastic : frozenset of str
        Regions that keep their name however long an insertion in them is.
    loops : frozenset of str
        Regions that an insertion beside them lengthens, rather than a strand or helix.
    insert_longer_than : int
        Residues beyond which an insertion is a region of its own.
    spines : mapping of str to (pocket positions, reference numbers)
    lining : frozenset of int
        Pocket positions that line the ATP site.
    hinge : tuple of int
        Pocket positions of the hinge.
    """

    name: str
    reference_label: str
    regions: tuple[Region, ...]
    elastic: frozenset[str]
    loops: frozenset[str]
    insert_longer_than: int
    named_inserts: tuple[NamedInsert, ...]
    n_extension: int
    anchors: Mapping[str, Anchor]
    helix_c: HelixRule
    spines: Mapping[str, tuple[frozenset[int], frozenset[int]]]
    lining: frozenset[int]
    hinge: tuple[int, ...]
    required: tuple[str, ...]
    pseudokinase_exceptions: frozenset[str]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> DomainFamily:
        """Make a family from the content of its TOML file."""
        return cls(
            name=data["name"],
            reference_label=data["reference_label"],
            regions=tuple(Region(**region) for region in data["regions"]),
            elastic=frozenset(data["elastic"]),
            loops=frozenset(data["loops"]),
            insert_longer_than=data["insert_longer_than"],
            named_inserts=tuple(
                NamedInsert(row["name"], row["after"], frozenset(row["genes"])) for row in data["named_inserts"]
            ),
            n_extension=data["n_extension"],
            anchors={
                name: Anchor(name, row.get("klifs", 0), row["pka"], row.get("expected", ""))
                for name, row in data["anchors"].items()
            },
            helix_c=HelixRule(**data["helix_c"]),
            spines={
                name: (frozenset(row["klifs"]), frozenset(row["pka"])) for name, row in data["spines"].items()
            },
            lining=frozenset(data["pocket"]["lining"]),
            hinge=tuple(data["pocket"]["hinge"]),
            required=tuple(data["pseudokinase"]["required"]),
            pseudokinase_exceptions=frozenset(data["pseudokinase"]["exceptions"]),
        )


@cache
def load_family(name: str = "kinase") -> DomainFamily:
    """Load a family that comes with the package."""
    return DomainFamily.from_mapping(read_toml(f"{name}.toml"))
