"""Known sites as a table: the registry, its sites on a protein, and on the chains of a structure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kinlens.asked_sites import state_of
from kinlens.errors import NeedsStructure
from kinlens.examination import ChainExamination, Examination, examine
from kinlens.known_sites import (
    FEWEST_RESIDUES,
    KnownSite,
    Placed,
    SiteRequest,
    State,
    as_known_site,
    check_requests,
    known_sites,
    on_domain,
    on_home,
    overlaps,
    touched_positions,
)
from kinlens.ligands import Bound
from kinlens.numbering import Domain, domains_of
from kinlens.provenance import describe_structure, describe_tables
from kinlens.reference import ProteinRecord, find_protein
from kinlens.sites import OBSERVED_HERE
from kinlens.tables import Column, columns_of, to_frame

if TYPE_CHECKING:
    import pandas

Row = dict[str, Any]
_REGISTRY = ("name", "title", "kind", "allosteric", "home", "home_residues", "needs", "reach")
_PLACE = ("gene", "accession", "domain", "origin", "residues", "count", "coverage", "coverage_inside", "missing")
_CHAIN = ("entry", "chain", *_PLACE, "resolved", "not_resolved", "state", "holds", "ligands")
_SOURCE = ("example", "how", "citation", "notes")
# Roles of what can occupy a site; buffers, ions and what lies on the surface are everywhere.
OCCUPYING = ("nucleotide", "drug", "allosteric")
_HELD = {True: "yes", False: "no", None: "not known"}


@dataclass(frozen=True, slots=True, eq=False)
class KnownSites:
    """Known sites, one row each; on a structure one for each chain and domain.

    Attributes
    ----------
    rows : tuple of mapping
    columns : tuple of Column
    provenance : mapping
    notes : tuple of str
        Chains without a kinase domain, sites that are not carried to a protein.
    """

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    provenance: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pandas.DataFrame:
        """The rows as a DataFrame."""
        return to_frame(self.rows, self.columns)


def find_known_sites(
    structure: Any = None, *, gene: str = "", chain: str | None = None, sites: Sequence[SiteRequest] = (),
) -> KnownSites:
    """List known sites: all of them, those of a protein, or those of the chains of a structure.

    Parameters
    ----------
    structure : Examination, Structure, str, Path, gemmi.Structure or Bio.PDB structure, optional
        Where they are looked for.
    gene : str
        Symbol, alias or accession: the protein they are put on; with a structure only its chains are looked at.
    chain : str, optional
        Author chain of the structure.
    sites : sequence of SiteRequest
        Sites asked for, as :func:`kinlens.known_sites.read_sites` and :func:`kinlens.known_sites.parse_site` give
        them; they come first, ligands and chains before residues. Each has a row for every chain or domain looked at,
        with the reason in ``notes`` where it is not there.

    Returns
    -------
    KnownSites

    Raises
    ------
    UnknownProtein, AmbiguousName
        If the gene is none of the tables, or several.
    BadSite
        If a site asked for cannot be one, or two have the same name.
    NeedsStructure
        If a chain is asked without a structure.
    ChainNotFound, SiteNotFound, StructureNotFound, UnreadableStructure, EmptyStructure
        If the structure cannot be used, or has no such chain or ligand.
    """
    protein = find_protein(gene).record if gene else None
    check_requests(sites)
    asked = sorted(sites, key=lambda site: site.kind not in ("ligand", "chain"))  # the sort is stable
    named = {site.name for site in asked}
    listed = [site for name, site in known_sites().items() if name not in named]
    provenance = describe_tables()
    if structure is not None:
        x = _examined(structure, chain, asked)
        rows, notes = _of_structure(x, protein, chain, listed, asked)
        provenance |= {"structure": describe_structure(x.structure)}
        return KnownSites(tuple(rows), _columns(*_REGISTRY, *_CHAIN, *_SOURCE), provenance, tuple(notes))
    if chain is not None:
        raise NeedsStructure(f"chain {chain}")
    if protein is None:
        rows = [_asked_row(site) for site in asked]
        return KnownSites(tuple(rows + [_registry_row(site) for site in listed]), _columns(*_REGISTRY, *_SOURCE),
                          provenance)
    rows = [row for site in asked for row in _asked_of_protein(site, protein)]
    kept = [site for site in listed if site.reaches(protein)]
    rows += [_registry_row(site) | _place_row(placed) for site in kept for placed in _places(site, protein)]
    left_out = [site.name for site in listed if not site.reaches(protein)]
    notes = [f"not carried to {protein.gene}: {', '.join(left_out)}"] if left_out else []
    return KnownSites(tuple(rows), _columns(*_REGISTRY, *_PLACE, *_SOURCE), provenance, tuple(notes))


def _examined(structure: Any, chain: str | None, asked: Sequence[SiteRequest]) -> Examination:
    """Examine with the sites asked for; what was examined without them is looked at again."""
    if not isinstance(structure, Examination):
        return examine(structure, chains=chain, sites=asked)
    if not asked:
        return structure
    return examine(structure.structure, chains=[c.chain for c in structure.chains], sites=asked, mode=structure.mode)


def _columns(*names: str) -> tuple[Column, ...]:
    return tuple(column for column in columns_of("known_site") if column.name in names)


def _registry_row(site: KnownSite) -> Row:
    home = site.protein
    example = " ".join(part for part in (site.example.upper(), site.chain, site.ligand) if part)
    return {
        "name": site.name, "title": site.title, "kind": site.kind, "allosteric": site.allosteric,
        "home": home.gene if home is not None else "", "home_residues": " ".join(site.labels)
        if home is not None else ", ".join(site.labels), "needs": str(site.needs), "reach": site.reach,
        "example": example, "how": site.how, "citation": site.citation, "notes": site.notes,
    }


def _request_row(site: SiteRequest) -> Row:
    between = " + " if site.kind in ("ligand", "chain") else " "
    return {"name": site.name, "title": site.title, "kind": site.kind, "allosteric": False, "how": "asked",
            "home_residues": between.join(map(str, site.values)), "citation": site.source}


def _asked_row(request: SiteRequest) -> Row:
    return _request_row(request) if request.floats else _registry_row(as_known_site(request))


def _asked_of_protein(request: SiteRequest, protein: ProteinRecord) -> Iterator[Row]:
    """A site asked for on a protein; a ligand or chain, which only a structure has, as it was asked."""
    row = _asked_row(request)
    if request.kind in ("ligand", "chain"):
        yield row
    elif request.floats:
        yield row | _place_row(_numbered(request, protein, None))
    else:
        site = as_known_site(request)
        places = [_place_row(placed) for placed in _places(site, protein)] if site.reaches(protein) else []
        why = "no numbered kinase domain" if site.reaches(protein) else f"not carried to {protein.gene}"
        absent = {"gene": protein.gene, "accession": protein.accession, "origin": "absent", "notes": why}
        yield from (row | place for place in places or [absent])


def _numbered(request: SiteRequest, protein: ProteinRecord, domain: Domain | None) -> Placed:
    """Residues by number of whichever protein is looked at."""
    numbers = sorted(set(request.numbers))
    length = len(protein.sequence)
    of = {number: f"{protein.sequence[number - 1]}{number}" for number in numbers if number <= length}
    missing = tuple(str(number) for number in numbers if number > length)
    site = KnownSite(request.name, request.title, "pocket", how="asked", citation=request.source)
    return Placed(site, protein, domain, of, missing, missing, "asked")


def _places(site: KnownSite, protein: ProteinRecord) -> Iterator[Placed]:
    """A site on each kinase domain of a protein; on its home protein once, for there its numbers are its own."""
    if site.is_home(protein):
        yield on_home(site, protein)
    else:
        yield from (on_domain(site, domain) for domain in domains_of(protein))


def _place_row(placed: Placed) -> Row:
    return {
        "gene": placed.protein.gene, "accession": placed.protein.accession,
        "domain": placed.domain.name if placed.domain is not None else "", "origin": placed.origin,
        "residues": " ".join(placed.labels), "count": len(placed.of), "coverage": round(placed.coverage, 3),
        "coverage_inside": round(placed.coverage_inside, 3), "missing": ", ".join(placed.missing),
    }


def _of_structure(
    x: Examination, protein: ProteinRecord | None, chain: str | None, listed: Sequence[KnownSite],
    asked: Sequence[SiteRequest],
) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    notes: list[str] = []
    for c in x.chains_named(chain) if chain is not None else x.chains:
        record = c.protein.record
        if record is None or not c.domains:
            notes.append(f"chain {c.chain}: {c.protein.status}, no kinase domain to put a site on")
        elif protein is not None and record != protein:
            notes.append(f"chain {c.chain}: {record.gene}, not {protein.gene}")
        if protein is not None and record != protein:
            continue
        here, occupied = {"entry": x.entry, "chain": c.chain}, _Occupants(c)
        rows += [row | here for request in asked for row in _asked_of_chain(c, request, occupied)]
        if record is None or not c.domains:
            continue
        for site in listed:
            if site.reaches(record):
                rows += [_registry_row(site) | here | _chain_row(c, placed, occupied.of_known(placed, site.name))
                         for placed in _places_of_chain(c, record, site)]
    return rows, notes


def _asked_of_chain(c: ChainExamination, request: SiteRequest, occupied: _Occupants) -> Iterator[Row]:
    """A site asked for on a chain; where it cannot be put there, why."""
    record = c.protein.record
    row = _asked_row(request)
    places: Iterable[Placed] = ()
    if record is not None and request.kind == "residues" and not request.gene:
        places = [_numbered(request, record, _domain_with(c, request.numbers))]
    elif record is not None and not request.floats:
        site = as_known_site(request)
        places = _places_of_chain(c, record, site) if site.reaches(record) else ()
    found = False
    for placed in places:
        found = True
        known = request.known
        yield row | _chain_row(c, placed, occupied.of_known(placed, known) if known else occupied.of_residues(placed))
    if not found:
        seen = c.sites[request.name]
        said = {"notes": seen.evidence} if seen.absent else {"ligands": seen.evidence}
        yield row | {"gene": record.gene if record is not None else "", "origin": seen.origin,
                     "accession": record.accession if record is not None else ""} | said


def _places_of_chain(c: ChainExamination, record: ProteinRecord, site: KnownSite) -> list[Placed]:
    """A site on each kinase domain of a chain; on its home protein once, as seen from the domain it belongs to."""
    if site.is_home(record):
        return [on_home(site, record, _domain_with(c, site.residues))]
    return [on_domain(site, domain) for domain in c.domains]


def _domain_with(c: ChainExamination, positions: Iterable[int]) -> Domain | None:
    """The domain of a chain that has most of some residues, the main one where none has any."""
    numbers = list(positions)
    shares = [(sum(number in domain for number in numbers), domain is c.domain, domain) for domain in c.domains]
    return max(shares, key=lambda share: share[:2])[2] if shares else None


@dataclass(frozen=True, eq=False)
class _Occupants:
    """What is bound in the sites of a chain."""

    c: ChainExamination

    @cached_property
    def _seen(self) -> list[tuple[Bound, list[int]]]:
        """Ligands that can occupy a site, with the UniProt numbers they touch; each has the role in its own domain."""
        return [(bound, touched_positions(self.c.protein, bound.ligand.contacts))
                for bound in self.c.ligands if bound.role in OCCUPYING]

    @cached_property
    def _named(self) -> dict[int, dict[str, list[str]]]:
        """Index of the domain -> name of a known site -> ligands there, with the number of residues they touch."""
        found: dict[int, dict[str, list[str]]] = {}
        for domain in self.c.domains:
            there = found.setdefault(domain.index, {})
            for bound, touched in self._seen:
                for overlap in overlaps(domain, touched, _state_of(self.c, domain)):
                    there.setdefault(overlap.placed.site.name, []).append(_said(bound, overlap.shared))
        return found

    def of_known(self, placed: Placed, name: str) -> list[str]:
        """Ligands in a site of the registry, by the rule that names where a ligand sits."""
        return self._named[placed.domain.index].get(name, []) if placed.domain is not None else []

    def of_residues(self, placed: Placed) -> list[str]:
        """Ligands that touch enough residues of a site of the user's own."""
        shared = [(bound, len(placed.of.keys() & set(touched))) for bound, touched in self._seen]
        return [_said(bound, count) for bound, count in shared if count >= FEWEST_RESIDUES]


def _said(bound: Bound, count: int) -> str:
    return f"{bound.ligand} ({count} residues)"


def _state_of(c: ChainExamination, domain: Domain | None) -> State:
    return state_of(c.states.get(domain.index) if domain is not None else None)


def _chain_row(c: ChainExamination, placed: Placed, ligands: Sequence[str]) -> Row:
    positions, needs, state = c.protein.positions, placed.site.needs, _state_of(c, placed.domain)
    sequence = placed.protein.sequence
    gone = [f"{sequence[number - 1]}{number}" for number in placed.positions if number not in positions]
    row = _place_row(placed) | {
        "resolved": len(placed.of) - len(gone), "not_resolved": " ".join(gone), "state": str(state),
        "holds": _HELD[needs.held_by(state)] if needs else "", "ligands": ", ".join(ligands),
    }
    return row | ({"origin": OBSERVED_HERE} if ligands else {})
