"""One structure, wired together: chains, identities, domains, ligands, sites, and the facts of any residue."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinlens.conformation import Conformation, find_conformation
from kinlens.errors import ChainNotFound, ResidueNotFound, UnknownMode
from kinlens.frame import Frame, find_frame
from kinlens.frame.carrying import CLASH_ANGSTROM
from kinlens.identity import Protein, identify_all, unite_copies
from kinlens.known_sites import check_requests
from kinlens.ligands import Bound, Ligand, describe_bound, find_ligands
from kinlens.neighbours import CROWDED, find_neighbours, neighbours_said
from kinlens.numbering import Domain, domain_at, domains_of, main_domain, numbering_facts
from kinlens.observed import Facts, insertions, residue_state
from kinlens.oddities import Oddity, chain_oddities, file_oddities, fusion_oddity
from kinlens.overview import describe_chain, describe_structure, lay_out
from kinlens.packing import describe_contact, symmetry_contacts
from kinlens.reference import find_protein
from kinlens.register import MotifCheck, correct_register
from kinlens.site_finding import SiteRequest, find_sites, parse_site
from kinlens.sites import (
    MODES,
    Site,
    altloc_ranges,
    approach,
    name_pair,
    read_off,
    with_altlocs,
)
from kinlens.structures import read
from kinlens.structures.model import Structure
from kinlens.tables import rounded
from kinlens.variants import parse_variant


@dataclass(frozen=True, slots=True, eq=False)
class ChainExamination:
    """Everything known of one protein chain.

    Attributes
    ----------
    chain : str
    protein : Protein
    domains : tuple of Domain
        Numbered domains of the protein that the chain resolves at least in part.
    ligands : tuple of Bound
        What the chain owns, best placed first.
    sites : mapping of str to Site
        In column order; absent sites carry their reason. Those of the main domain.
    of_domain : mapping of int to mapping of str to Site
        Sites of the further resolved domains, by index: a residue of JH2 is measured to the pocket of JH2.
    numbered : tuple of Domain
        All numbered domains of the protein, resolved or not.
    register : mapping of int to tuple of MotifCheck
        What coordinates say of the domains that are numbered by profile, by index.
    states : mapping of int to Conformation
        State of every resolved domain, by index.
    """

    structure: Structure
    chain: str
    protein: Protein
    domains: tuple[Domain, ...]
    ligands: tuple[Bound, ...]
    sites: Mapping[str, Site]
    of_domain: Mapping[int, Mapping[str, Site]] = field(default_factory=dict)
    numbered: tuple[Domain, ...] = ()
    register: Mapping[int, tuple[MotifCheck, ...]] = field(default_factory=dict)
    states: Mapping[int, Conformation] = field(default_factory=dict)

    @property
    def domain(self) -> Domain | None:
        """The domain the sites belong to: the resolved one that is no pseudokinase, else the first."""
        return main_domain(self.domains)

    @property
    def conformation(self) -> Conformation | None:
        """State of the main domain, None without a numbered domain."""
        domain = self.domain
        return self.states[domain.index] if domain is not None else None

    @property
    def frame(self) -> Frame | None:
        """How the main domain lies in the common frame, None without a numbered domain."""
        domain = self.domain
        return find_frame(self.structure, self.protein, domain) if domain is not None else None

    @property
    def resolved(self) -> float:
        """Share of the main domain's residues that have coordinates (of the chain's, without a domain)."""
        domain = self.domain
        if domain is None:
            return 1.0
        seen = self.protein.canonical
        return float(((seen >= domain.start) & (seen <= domain.end)).sum()) / len(domain.positions)

    def domain_of(self, position: int) -> Domain | None:
        """The protein's domain at a UniProt position, resolved or not; outside all of them the nearest."""
        return domain_at(self.numbered, position)

    def sites_at(self, position: int) -> Mapping[str, Site]:
        """Sites a UniProt position is measured to: those of its domain, of the main one where that is not resolved."""
        domain = self.domain_of(position) if self.of_domain else None
        return self.sites if domain is None else self.of_domain.get(domain.index, self.sites)

    def positions(self) -> list[int]:
        """UniProt positions of the construct (of the observed residues where the file has no SEQRES)."""
        known = self.protein.construct
        return sorted(known) if known is not None else sorted(self.protein.positions)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Examination:
    """One structure examined: the source of measurements for a report.

    Attributes
    ----------
    structure : Structure
    chains : tuple of ChainExamination
        Protein chains in file order.
    mode : str
        How distances are measured: ``any``, ``side_chain``, ``centroid`` or ``calpha``.
    notes : tuple of str
    """

    structure: Structure
    chains: tuple[ChainExamination, ...]
    mode: str
    notes: tuple[str, ...] = ()

    @property
    def entry(self) -> str:
        """Identifier of the structure."""
        return self.structure.source.id

    def chain(self, name: str) -> ChainExamination:
        """One chain by its author name.

        Raises
        ------
        ChainNotFound
            If there is no such protein chain.
        """
        return self.chains_named(name)[0]

    def chains_named(self, name: str) -> tuple[ChainExamination, ...]:
        """One chain by its author name: one examination, or one for each of the proteins fused in it.

        Raises
        ------
        ChainNotFound
            If there is no such protein chain.
        """
        found = tuple(chain for chain in self.chains if chain.chain == name)
        if not found:
            raise ChainNotFound(name, tuple(chain.chain for chain in self.chains))
        return found

    @property
    def oddities(self) -> tuple[Oddity, ...]:
        """What is odd about the file, then about each chain."""
        of_chains = [odd for c in self.chains
                     for odd in chain_oddities(self.structure, c.protein, c.domains, c.ligands)]
        fused = [fusion_oddity(name, [c.protein for c in self.chains_named(name)])
                 for name in dict.fromkeys(c.chain for c in self.chains)]
        return (*file_oddities(self.structure), *filter(None, fused), *of_chains)

    @property
    def domain(self) -> Domain | None:
        """Main domain of the best resolved kinase chain, None without one."""
        best = self._best
        return best.domain if best is not None else None

    @property
    def state(self) -> Conformation | None:
        """State of that domain, None without one."""
        best = self._best
        return best.conformation if best is not None else None

    @property
    def _best(self) -> ChainExamination | None:
        candidates = [c for c in self.chains if c.domain is not None]
        return max(candidates, key=lambda c: c.resolved) if candidates else None

    def at(self, variant: str = "", *, anchor: str = "", chain: str = "") -> Facts:
        """Facts of one residue, on the best resolved chain that fits and has it.

        Parameters
        ----------
        variant : str
            Such as ``C121``, ``C121S`` or ``MAP2K1:C121``; the wild type must be the canonical residue.
        anchor : str
            Name of an anchor instead, such as ``gatekeeper``.
        chain : str
            Author chain; chosen when empty.

        Raises
        ------
        BadVariant, SeveralVariants
            If the variant cannot be read, nothing was asked, or more than one.
        UnknownProtein, AmbiguousName
            If the variant names a protein that is not in the tables, or several.
        ChainNotFound
            If there is no such chain.
        ResidueNotFound
            If no chain has that residue or anchor.
        """
        asked = None if anchor else parse_variant(variant)
        name = (asked.accession or asked.gene) if asked else ""
        named = self._accession_of(name) if name else ""
        fits: list[tuple[ChainExamination, int]] = []
        for candidate in self.chains_named(chain) if chain else self.chains:
            record, domain = candidate.protein.record, candidate.domain
            if record is None or named not in ("", record.accession):
                continue
            if asked is None:
                if domain is not None and anchor in domain.anchors:
                    fits.append((candidate, domain.anchors[anchor]))
            elif asked.start <= len(record.sequence) and all(
                    record.sequence[p - 1:p] == letter for p, letter in asked.stated.items()):
                fits.append((candidate, asked.start))
        if not fits:
            anchors = sorted({name for c in self.chains if c.domain is not None for name in c.domain.anchors})
            raise ResidueNotFound(anchor or variant, self.entry, tuple(anchors) if anchor else ())
        best, position = min(fits, key=lambda fit: (fit[1] not in fit[0].protein.positions, -fit[0].resolved))
        return self.facts(best, [position])[0]

    def _accession_of(self, name: str) -> str:
        """Accession of a protein of the file by its name, else of the tables."""
        for chain in self.chains:
            record = chain.protein.record
            if record is not None and not record.in_tables and record.is_called(name):
                return record.accession
        return find_protein(name).record.accession

    def __str__(self) -> str:
        pages = [describe_chain(self.structure, c.protein, c.domains, c.ligands, c.sites, c.register, c.states)
                 for c in self.chains]
        return "\n".join([*describe_structure(self.structure), *lay_out(pages)])

    def __repr__(self) -> str:
        return str(self)

    def site_names(self) -> list[str]:
        """Names of all sites, in column order."""
        return list(dict.fromkeys(name for chain in self.chains for name in chain.sites))

    def facts(self, chain: ChainExamination, positions: Sequence[int]) -> list[Facts]:
        """Facts of residues of a chain by UniProt position: one mapping of column to value each."""
        if len(set(positions)) < len(positions):  # each residue is measured once
            facts = dict(zip(once := list(dict.fromkeys(positions)), self.facts(chain, once), strict=True))
            return [dict(facts[position]) for position in positions]
        index = chain.protein.positions
        placed = [index.get(position, -1) for position in positions]
        rows = [self._residue_facts(chain, position, residue)
                for position, residue in zip(positions, placed, strict=True)]
        found = [i for i, residue in enumerate(placed) if residue >= 0]
        beside = insertions(self.structure, chain.protein)
        self._name_neighbours(chain, {placed[i]: rows[i] for i in found})
        for position, row in zip(positions, rows, strict=True):
            row["insertion"] = beside.get(position, "")
        here = [chain.sites_at(position) for position in positions]
        for sites in {id(sites): sites for sites in here}.values():
            mine = [i for i in found if here[i] is sites]
            there = np.array([placed[i] for i in mine], dtype=np.intp)
            for site in sites.values():
                self._measure_into([rows[i] for i in mine], there, chain, site)
        for row, sites in zip(rows, here, strict=True):
            for site in sites.values():
                row[f"{site.name}_site"] = site.evidence
                row[f"{site.name}_origin"] = site.origin
        self._flag_symmetry([rows[i] for i in found], np.array([placed[i] for i in found], dtype=np.intp))
        return rows

    def _name_neighbours(self, chain: ChainExamination, rows: Mapping[int, Facts]) -> None:
        near = find_neighbours(self.structure, chain.chain, np.array(list(rows), dtype=np.intp))
        for residue, row in rows.items():
            row["neighbours"] = CROWDED if near is None else neighbours_said(
                self.structure, near.get(residue, []), chain.chain, chain.protein.numbers)

    def _flag_symmetry(self, rows: list[Facts], residues: NDArray[np.intp]) -> None:
        contacts = symmetry_contacts(self.structure, residues)
        for i in np.flatnonzero(contacts.own_atom >= 0).tolist():
            rows[i]["symmetry_A"] = rounded(contacts.distance_A[i])
            rows[i]["symmetry_atoms"] = describe_contact(self.structure, contacts, i)

    def _residue_facts(self, chain: ChainExamination, position: int, residue: int) -> Facts:
        record = chain.protein.record
        assert record is not None  # noqa: S101 - positions exist only for identified chains
        row: Facts = {
            "entry": self.entry, "chain": chain.chain, "gene": record.gene, "accession": record.accession,
            "position": position,
            "wild_type": record.sequence[position - 1] if 1 <= position <= len(record.sequence) else "",
            **numbering_facts(chain.domain_of(position), position),
        }
        row |= residue_state(self.structure, chain.protein, position, residue)
        row |= _state_facts(chain, position)
        return row

    def _measure_into(
        self, rows: list[Facts], residues: NDArray[np.intp], chain: ChainExamination, site: Site,
    ) -> None:
        if not len(residues) or site.absent:
            return
        numbers = chain.protein.numbers
        found = approach(self.structure, residues, site)
        headline = read_off(self.structure, found, site, self.mode)
        side = read_off(self.structure, found, site, "side_chain")
        disordered = with_altlocs(self.structure, residues) | with_altlocs(self.structure, site.residues).any()
        overlapping = np.zeros(len(residues), dtype=bool)
        if site.pose is not None:  # what was placed stands nearer to some atoms than what is bound would
            overlapping[found.group[found.distance_A < CLASH_ANGSTROM]] = True
        name = site.name
        for i, row in enumerate(rows):
            row[f"{name}_A"] = rounded(headline.distance_A[i])
            row[f"{name}_side_chain_A"] = rounded(side.distance_A[i])
            row[f"{name}_atoms"] = name_pair(
                self.structure, int(headline.own_atom[i]), int(headline.site_atom[i]), chain.chain, numbers,
                own_name="centroid" if self.mode == "centroid" and not headline.fallback[i] else "", pose=site.pose)
            row[f"{name}_side_chain_atoms"] = name_pair(
                self.structure, int(side.own_atom[i]), int(side.site_atom[i]), chain.chain, numbers,
                pose=site.pose)
            row[f"{name}_in_site"] = bool(headline.in_site[i])
            row[f"{name}_bonded"] = bool(headline.bonded[i])
            row[f"{name}_fallback"] = bool(side.fallback[i] or headline.fallback[i])
            row[f"{name}_overlaps"] = bool(overlapping[i])
        which = np.flatnonzero(disordered)
        if len(which):
            shortest, longest = altloc_ranges(self.structure, residues[which], site, self.mode)
            for place, low, high in zip(which.tolist(), shortest, longest, strict=True):
                if not math.isnan(low):
                    rows[place][f"{name}_altloc_min_A"] = rounded(low)
                    rows[place][f"{name}_altloc_max_A"] = rounded(high)


def examine(
    structure: Any, *, chains: str | Sequence[str] | None = None, sites: str | Iterable[str | SiteRequest] = (),
    mode: str = "any",
) -> Examination:
    """Identify, number and measure a structure.

    Parameters
    ----------
    structure : Structure, str, Path, gemmi.Structure or Bio.PDB structure
        Anything but a Structure is read first.
    chains : str or sequence of str, optional
        Author chain names to examine (one string is one chain); all protein chains by default.
    sites : iterable of str or SiteRequest
        Sites asked for beside the standard ones, such as ``myr=ligand:STJ``.
    mode : str
        One of ``any``, ``side_chain``, ``centroid``, ``calpha``.

    Returns
    -------
    Examination

    Raises
    ------
    ChainNotFound
        If a chain asked for is not in the structure.
    BadSite, SiteNotFound
        If a site asked for cannot be read, two have one name, or it is not in the structure.
    UnknownMode
        If the mode is none of these.
    """
    if mode not in MODES:
        raise UnknownMode(mode, MODES)
    if not isinstance(structure, Structure):
        structure = read(structure)
    names = [c for c in structure.chain_names if len(structure.residues_of(c))]
    asked = names if chains is None else list(dict.fromkeys([chains] if isinstance(chains, str) else chains))
    for name in asked:
        if name not in names:
            raise ChainNotFound(name, tuple(names))
    proteins = unite_copies({name: identify_all(structure, name) for name in names})
    first = {name: parts[0] for name, parts in proteins.items()}
    ligands = find_ligands(structure)
    wanted = [sites] if isinstance(sites, str | SiteRequest) else sites
    requests = [site if isinstance(site, SiteRequest) else parse_site(site) for site in wanted]
    check_requests(requests)
    examined = tuple(_examine_chain(structure, first | {name: protein}, name, ligands, requests)
                     for name in asked for protein in proteins[name])
    return Examination(structure, examined, mode, structure.notes)


def _examine_chain(
    structure: Structure, proteins: Mapping[str, Protein], name: str, ligands: Sequence[Ligand],
    requests: Sequence[SiteRequest],
) -> ChainExamination:
    protein = proteins[name]
    positions = protein.positions
    numbered = domains_of(protein.record) if protein.record is not None else ()
    register: dict[int, tuple[MotifCheck, ...]] = {}
    if protein.by_profile:
        corrected = [correct_register(structure, protein, domain) for domain in numbered]
        numbered = tuple(domain for domain, _ in corrected)
        register = {domain.index: checks for domain, checks in corrected}
    domains = tuple(d for d in numbered if any(p in d for p in positions))
    main = main_domain(domains)

    states = {domain.index: find_conformation(structure, protein, domain) for domain in domains}

    def look(domain: Domain | None) -> tuple[tuple[Bound, ...], dict[str, Site]]:
        inside: list[int] | None = [] if numbered else None
        state = None
        if domain is not None:
            inside = protein.residues_in(domain)
            state = states[domain.index]
        bound = describe_bound(structure, protein, domain, state, ligands, inside=inside)
        return bound, find_sites(structure, proteins, name, domain, bound, ligands, requests, conformation=state)

    looks = {domain.index: look(domain) for domain in domains if domain is not main}
    bound, found = look(main)
    further = {index: sites for index, (_, sites) in looks.items()}
    bound = _each_in_its_domain(protein, domains, bound, [seen for seen, _ in looks.values()])
    return ChainExamination(structure, name, protein, domains, bound, found, further, numbered, register, states)


def _each_in_its_domain(
    protein: Protein, domains: Sequence[Domain], bound: Sequence[Bound], further: Sequence[Sequence[Bound]],
) -> tuple[Bound, ...]:
    """Every ligand as seen from the domain it touches most, the main one where it touches two alike."""
    if not further:
        return tuple(bound)
    inside = {domain.index: protein.residues_in(domain) for domain in domains}
    chosen = {one.ligand.residue: one for one in bound}
    for one in (one for seen in further for one in seen):
        before = chosen[one.ligand.residue]
        here, there = (np.isin(b.ligand.contacts, inside[b.domain]).sum() for b in (one, before))
        if here > there:
            chosen[one.ligand.residue] = one
    return tuple(chosen[one.ligand.residue] for one in bound)


def _state_facts(chain: ChainExamination, position: int) -> Facts:
    """State of the domain a residue is measured in; nothing where that has no coordinates."""
    domain = chain.domain_of(position)
    state = chain.states.get(domain.index) if domain is not None else None
    if state is None:
        return {}
    return {"activity": state.ours.call, "activity_strict": state.strict.call,
            "activity_borderline": state.ours.borderline, "dfg": state.dfg.label, "dihedral": state.dihedral.label,
            "helix_c": state.helix_c.label}
