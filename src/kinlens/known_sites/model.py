"""What a known site is, which state it exists in, and where its residues lie on another protein."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kinlens.numbering import Domain
from kinlens.reference import ProteinRecord, load_kinome

KINDS = ("pocket", "sub-pocket", "interface", "spine", "motif")
# How far a site may be carried from the protein it was observed in.
REACHES = ("none", "family", "group", "all")
OBSERVED, TRANSFERRED, DEFINED = "observed in this kinase", "transferred", "definition"


@dataclass(frozen=True, slots=True)
class State:
    """Labels of DFG motif and helix αC; '' where a label is not known, or in a need does not matter.

    Attributes
    ----------
    dfg : str
        ``DFGin``, ``DFGout``, ``DFGinter``, ``unassigned`` or ''.
    helix_c : str
        ``αC-in``, ``αC-out`` or ''.
    """

    dfg: str = ""
    helix_c: str = ""

    def __str__(self) -> str:
        return " ".join(label for label in (self.dfg, self.helix_c) if label)

    def __bool__(self) -> bool:
        return bool(self.dfg or self.helix_c)

    def refused_by(self, here: State) -> str:
        """Which label found rules this need out, such as ``αC-in``; '' if none does."""
        pairs = ((self.dfg, here.dfg), (self.helix_c, here.helix_c))
        return " ".join(found for need, found in pairs if need and found and found != need)

    def unknown_in(self, here: State) -> str:
        """Which labels this needs and nobody knows, in words; '' if all are known."""
        missing = [name for name, need, found in (("DFG", self.dfg, here.dfg), ("αC", self.helix_c, here.helix_c))
                   if need and not found]
        return " and ".join(missing)

    def held_by(self, here: State) -> bool | None:
        """Whether the state is the one needed; None where a label that matters is not known."""
        if self.refused_by(here):
            return False
        return None if self.unknown_in(here) else True


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A named site of kinases.

    Attributes
    ----------
    name : str
        Column stem, such as ``myristoyl_pocket``.
    title : str
    kind : str
        ``pocket``, ``sub-pocket`` (a part of one), ``interface``, ``spine`` or ``motif``.
    allosteric : bool
        Whether a ligand there is allosteric and the site may fill the allosteric column.
    home : str
        Accession of the protein it was observed in, '' for one that every kinase has by definition.
    residues : mapping of int to str
        UniProt number in the home protein -> one-letter code.
    klifs, pka : tuple of int
        Pocket positions and equivalents in PKA, of a site without a home.
    regions : tuple of str
        Regions of the domain family, insertions included, of a site without a home.
    reach : str
        How far it is carried: ``none``, ``family``, ``group`` (of the home protein) or ``all`` kinases.
    also : frozenset of str
        Accessions of further proteins it is carried to, such as the other isoform of AMPK's α subunit.
    needs : State
        State it exists in.
    key : frozenset of int
        Residues without which there is no such site, where some are: of a pocket between domains those of the other
        domain, which a construct may lack.
    example, chain, ligand : str
        Entry it can be seen in, author chain there and ligand code, '' for none.
    how : str
        How the residues were obtained.
    citation : str
        DOI or PMID; ends with ``unverified`` where it could not be checked.
    notes : str
    computed : tuple of mapping
        Rules the residues are computed by from files (``tools/reference_build/sites.py``).
    """

    name: str
    title: str
    kind: str
    allosteric: bool = False
    home: str = ""
    residues: Mapping[int, str] = field(default_factory=dict)
    klifs: tuple[int, ...] = ()
    pka: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    reach: str = "all"
    also: frozenset[str] = frozenset()
    needs: State = State()
    key: frozenset[int] = frozenset()
    example: str = ""
    chain: str = ""
    ligand: str = ""
    how: str = ""
    citation: str = ""
    notes: str = ""
    computed: tuple[Mapping[str, Any], ...] = ()

    @property
    def protein(self) -> ProteinRecord | None:
        """The home protein."""
        return load_kinome().protein(self.home) if self.home else None

    @property
    def labels(self) -> tuple[str, ...]:
        """Residues as ``C121``; of a site without a home ``KLIFS 45``, ``PKA 204`` and names of regions."""
        if self.home:
            return tuple(f"{letter}{number}" for number, letter in self.residues.items())
        return (*(f"KLIFS {slot}" for slot in self.klifs), *(f"PKA {number}" for number in self.pka), *self.regions)

    def is_home(self, protein: ProteinRecord) -> bool:
        """Whether it was observed in this very protein."""
        return bool(self.home) and protein.in_tables and protein.accession == self.home

    def reaches(self, protein: ProteinRecord) -> bool:
        """Whether it is carried to a protein."""
        own = self.protein
        if own is None or self.is_home(protein) or self.reach == "all" or protein.accession in self.also:
            return True
        if self.reach == "family":
            return bool(own.kinase_family) and own.kinase_family == protein.kinase_family
        return self.reach == "group" and bool(own.group) and own.group == protein.group


@dataclass(frozen=True, slots=True)
class Placed:
    """A known site on a protein.

    Attributes
    ----------
    site : KnownSite
    protein : ProteinRecord
    domain : Domain or None
        The domain it was put on; None where the home protein's own numbers are all that is needed.
    of : mapping of int to str
        UniProt number in `protein` -> label of the site's residue there, such as ``C121``.
    missing : tuple of str
        Labels of residues without a counterpart.
    outside : tuple of str
        Those of the missing that lie outside the home protein's kinase domain.
    origin : str
        ``observed in this kinase``, ``transferred`` or, for a site without a home, ``definition``.
    """

    site: KnownSite
    protein: ProteinRecord
    domain: Domain | None
    of: Mapping[int, str]
    missing: tuple[str, ...]
    outside: tuple[str, ...]
    origin: str

    @property
    def positions(self) -> tuple[int, ...]:
        """UniProt numbers in the protein, ascending."""
        return tuple(sorted(self.of))

    @property
    def coverage(self) -> float:
        """Share of the site's residues that have a counterpart."""
        return len(self.of) / (len(self.of) + len(self.missing))

    @property
    def coverage_inside(self) -> float:
        """The same of the residues inside the kinase domain; 0 where the site has none there."""
        inside = len(self.of) + len(self.missing) - len(self.outside)
        return len(self.of) / inside if inside else 0.0

    @property
    def covered(self) -> str:
        """Coverage in words: ``20 of 20 residues``."""
        return f"{len(self.of)} of {len(self.of) + len(self.missing)} residues"

    @property
    def labels(self) -> tuple[str, ...]:
        """Residues in the protein's own letters and numbers."""
        sequence = self.protein.sequence
        return tuple(f"{sequence[number - 1]}{number}" for number in self.positions)
