"""What somebody may ask as a site: the grammar of ``--site``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kinlens.errors import BadSite
from kinlens.known_sites.registry import known_sites, nearest_names
from kinlens.tables import columns_for, columns_of

STANDARD = ("atp_ligand", "atp_pocket", "helix_c", "drug", "allosteric", "partner")
# What the columns of a site add to its name: "_A", "_side_chain_A", "_in_site" ….
_ADDED = tuple(column.name.removeprefix("{site}") for column in columns_of("site"))
# Endings that make columns of one site out of the name of another, where what one column adds ends in what another
# adds: "drug_side_chain" would write into a column of "drug" ("_side_chain_A" less "_A"), and so would "drug_in".
ENDINGS = tuple(dict.fromkeys(longer.removesuffix(shorter) for longer in _ADDED for shorter in _ADDED
                              if longer != shorter and longer.endswith(shorter)))
LONGEST_RANGE = 5000  # residues; more is a typing error
LAST_POCKET = 85  # KLIFS positions count 1 to 85
KINDS = ("ligand", "chain", "residues", "klifs", "pka", "known")
_RANGE = re.compile(r"\s*([0-9]{1,9})\s*(?:-\s*([0-9]{1,9})\s*)?", re.ASCII)
_PART = re.compile(r"\s*([A-Za-z]?)([0-9]{1,9})\s*(?:-\s*([A-Za-z]?)([0-9]{1,9})\s*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class SiteRequest:
    """A site the user asks for.

    Attributes
    ----------
    name : str
        Column stem.
    kind : str
        ``ligand``, ``chain``, ``residues``, ``klifs``, ``pka`` or ``known`` (a site of the registry).
    values : tuple of str or int
        Residue names, chain names, UniProt numbers, pocket positions, equivalents in PKA, or a name of the registry.
    gene : str
        Accession of the protein the numbers are those of; '' where they are those of whichever chain is measured.
    transfer : bool
        Whether residues of a protein are put on other kinases as well.
    title, source : str
        What the user says of it.
    """

    name: str
    kind: str
    values: tuple[str | int, ...]
    gene: str = ""
    transfer: bool = False
    title: str = ""
    source: str = ""

    def __str__(self) -> str:
        return f"{self.name}={self.kind}:{'+'.join(map(str, self.values))}"

    @property
    def floats(self) -> bool:
        """Whether it means something only on a chain, or residues of whichever protein is looked at."""
        return self.kind in ("ligand", "chain") or (self.kind == "residues" and not self.gene)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Values of a kind that has numbers."""
        return tuple(int(value) for value in self.values)

    @property
    def known(self) -> str:
        """Name of the registry's site that is meant, '' for another kind."""
        return str(self.values[0]) if self.kind == "known" else ""


def parse_site(text: str) -> SiteRequest:
    """Read ``myristoyl_pocket`` (a site of the registry) or ``name=kind:value``.

    Values are ``ligand:STJ``, ``chain:H+L``, ``residues:1150-1160,1171`` (UniProt numbers), ``klifs:45-48``,
    ``pka:120-127`` and ``known:mek_pocket``.

    Raises
    ------
    BadSite
        If the text has another form, or the registry has no site of that name.
    """
    if text.strip() in known_sites():
        return SiteRequest(text.strip(), "known", (text.strip(),))
    name, equals, rest = text.partition("=")
    kind, colon, value = rest.partition(":")
    name, kind, value = name.strip(), kind.strip().lower(), value.strip()
    if not (equals and colon and name and value):
        bare = name if name.replace("_", "").replace("-", "").isalnum() and not equals else ""
        raise BadSite(text, unknown_name(bare) if bare else "it is not name=kind:value")
    # Under its own name a site of the registry is what it is called.
    if not (kind == "known" and name == value) and (refused := name_trouble(name)):
        raise BadSite(text, refused)
    try:
        return SiteRequest(name, kind, read_values(kind, value))
    except ValueError as trouble:
        raise BadSite(text, str(trouble)) from trouble


def check_requests(requests: Sequence[SiteRequest]) -> None:
    """Refuse requests that cannot stand beside each other, or that no text could have made.

    Raises
    ------
    BadSite
        If two have the same name, a name cannot be that of a site, or there is no such kind or site of the registry.
    """
    seen: set[str] = set()
    for request in requests:
        text = str(request)
        if request.kind not in KINDS or not request.values:
            raise BadSite(text, f"it has to be one of {', '.join(KINDS)}, with what it is made of")
        if request.kind == "known" and request.known not in known_sites():
            raise BadSite(text, unknown_name(request.known))
        if request.known != request.name and (refused := name_trouble(request.name)):
            raise BadSite(text, refused)
        if request.name in seen:
            raise BadSite(text, f"another site is called {request.name!r} as well; choose another name for one of them")
        seen.add(request.name)


def unknown_name(name: str) -> str:
    """What to say of a name that the registry lacks."""
    near = ", ".join(nearest_names(name))
    return (f"the registry has no site of that name{f' (nearest: {near})' if near else ''}; `kinlens sites` lists "
            "them, and it is not name=kind:value")


def name_trouble(name: str) -> str:
    """Why a text cannot be the name of a site, '' if it can."""
    if not name.replace("_", "").isalnum() or name in STANDARD:
        return f"{name!r} cannot be its name: use letters, digits and _, and none of {', '.join(STANDARD)}"
    if name.endswith(ENDINGS):
        return f"{name!r} cannot be its name: columns of a site end in {', '.join(ENDINGS)}"
    if name in known_sites():
        return f"{name!r} cannot be its name: a site of the registry is called so; choose another"
    taken = {column.name for column in columns_for(STANDARD)}
    if twice := [name + added for added in _ADDED if name + added in taken]:
        return f"{name!r} cannot be its name: there is a column {twice[0]} already; choose another"
    return ""


def read_values(kind: str, value: str) -> tuple[str | int, ...]:
    """Read what stands behind the kind.

    Raises
    ------
    ValueError
        If the kind is unknown or the value no list of such names or numbers.
    """
    if kind in ("ligand", "chain"):
        values = tuple(part.strip() for part in value.split("+"))
        if not all(values):
            raise ValueError("a name between the + signs is empty")
        return tuple(v.upper() for v in values) if kind == "ligand" else values
    if kind == "known":
        if value not in known_sites():
            raise ValueError(unknown_name(value))
        return (value,)
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    try:
        numbers = tuple(parse_numbers(value))
    except ValueError as trouble:
        raise ValueError(f"cannot read its residue numbers ({trouble})") from trouble
    if kind == "klifs" and max(numbers) > LAST_POCKET:
        raise ValueError(f"KLIFS positions count 1 to {LAST_POCKET}, and {max(numbers)} is none")
    return numbers


def parse_numbers(text: str) -> Sequence[int]:
    """Read ``1150-1160,1171`` as residue numbers.

    Raises
    ------
    ValueError
        If a part is no number or range, a number is below 1, or a range runs backwards.
    """
    numbers: list[int] = []
    for part in text.split(","):
        read = _RANGE.fullmatch(part)
        if read is None:
            raise ValueError(f"{part.strip()!r} is no number or range")
        low, high = int(read[1]), int(read[2] or read[1])
        if low < 1:
            raise ValueError("positions count from 1")
        if high < low or high - low > LONGEST_RANGE:
            raise ValueError(f"range {part.strip()} runs backwards or is too long")
        numbers.extend(range(low, high + 1))
    return numbers


def parse_lettered(text: str) -> dict[int, str]:
    """Read ``C121, P124, 50-57`` as number -> letter, '' where none is stated.

    Raises
    ------
    ValueError
        If a part is no number, residue or range.
    """
    found: dict[int, str] = {}
    for part in text.split(","):
        read = _PART.fullmatch(part)
        if read is None:
            raise ValueError(f"{part.strip()!r} is no residue number such as 121, C121 or 50-57")
        low, high = int(read[2]), int(read[4] or read[2])
        found |= dict.fromkeys(parse_numbers(f"{low}-{high}"), "")
        found |= {number: letter.upper() for number, letter in ((low, read[1]), (high, read[3])) if letter}
    return found
