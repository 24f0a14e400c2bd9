"""Known sites as a table: the registry, its sites on a protein, and on the chains of a structure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kinlens.asked_sites import state_of
from kinlens.conformation import find_conformation
from kinlens.errors import NeedsStructure
from kinlens.examination import ChainExamination, Examination, examine
from kinlens.known_sites import (
    KnownSite,
    Overlap,
    Placed,
    SiteRequest,
    State,
    as_known_site,
    known_sites,
    on_domain,
    on_home,
    overlaps,
)
from kinlens.numbering import Domain, domains_of
from kinlens.provenance import describe_structure, describe_tables
from kinlens.reference import ProteinRecord, find_protein
from kinlens.tables import Column, columns_of, to_frame

if TYPE_CHECKING:
    import pandas

Row = dict[str, Any]
_REGISTRY = ("name", "title", "kind", "allosteric", "home", "home_residues", "needs", "reach")
_PLACE = ("gene", "accession", "domain", "origin", "residues", "count", "coverage", "coverage_inside", "missing")
_CHAIN = ("entry", "chain", *_PLACE, "resolved", "not_resolved", "state", "holds", "ligands")
_SOURCE = ("example", "how", "citation", "notes")
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
        The user's own, as :func:`kinlens.known_sites.read_sites` gives them; they come first.

    Returns
    -------
    KnownSites

    Raises
    ------
    UnknownProtein, AmbiguousName
        If the gene is none of the tables, or several.
    NeedsStructure
        If a chain is asked without a structure.
    ChainNotFound, SiteNotFound, StructureNotFound, UnreadableStructure, EmptyStructure
        If the structure cannot be used, or has no such chain or ligand.
    """
    protein = find_protein(gene).record if gene else None
    own = [as_known_site(site) for site in sites if site.kind in ("residues", "klifs", "pka")]
    others = [site for site in sites if site.kind in ("ligand", "chain")]
    listed = [*own, *known_sites().values()]
    provenance = describe_tables()
    if structure is not None:
        x = structure if isinstance(structure, Examination) else examine(structure, chains=chain, sites=others)
        rows, notes = _of_structure(x, protein, chain, listed, others)
        provenance |= {"structure": describe_structure(x.structure)}
        return KnownSites(tuple(rows), _columns(*_REGISTRY, *_CHAIN, *_SOURCE), provenance, tuple(notes))
    if chain is not None:
        raise NeedsStructure(f"chain {chain}")
    rows = [_request_row(site) for site in others]
    if protein is None:
        return KnownSites(tuple(rows + [_registry_row(site) for site in listed]), _columns(*_REGISTRY, *_SOURCE),
                          provenance)
    kept = [site for site in listed if site.reaches(protein)]
    rows += [_registry_row(site) | _place_row(placed) for site in kept for placed in _places(site, protein)]
    left_out = [site.name for site in listed if not site.reaches(protein)]
    notes = [f"not carried to {protein.gene}: {', '.join(left_out)}"] if left_out else []
    return KnownSites(tuple(rows), _columns(*_REGISTRY, *_PLACE, *_SOURCE), provenance, tuple(notes))


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
    return {"name": site.name, "title": site.title, "kind": site.kind, "allosteric": False, "how": "asked",
            "home_residues": " + ".join(map(str, site.values)), "citation": site.source}


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
    others: Sequence[SiteRequest],
) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    notes: list[str] = []
    for c in x.chains_named(chain) if chain is not None else x.chains:
        record = c.protein.record
        if record is None or not c.domains:
            notes.append(f"chain {c.chain}: {c.protein.status}, no kinase domain to put a site on")
            continue
        if protein is not None and record != protein:
            notes.append(f"chain {c.chain}: {record.gene}, not {protein.gene}")
            continue
        here = {"entry": x.entry, "chain": c.chain}
        rows += [_request_row(site) | here | _asked_row(c, site) for site in others if site.name in c.sites]
        for domain in c.domains:
            state = state_of(find_conformation(x.structure, c.protein, domain))
            bound = _occupied(c, domain, state)
            for site in listed:
                if site.reaches(record):
                    placed = on_domain(site, domain)
                    rows.append(_registry_row(site) | here | _chain_row(c, placed, state, bound.get(site.name, ())))
    return rows, notes


def _asked_row(c: ChainExamination, request: SiteRequest) -> Row:
    site = c.sites[request.name]
    record = c.protein.record
    return {"gene": record.gene if record is not None else "", "origin": site.origin, "ligands": site.evidence,
            "accession": record.accession if record is not None else ""}


def _occupied(c: ChainExamination, domain: Domain, state: State) -> dict[str, list[tuple[str, Overlap]]]:
    """Site name -> ligands of the chain that sit there."""
    numbers = {residue: number for number, residue in c.protein.positions.items()}
    found: dict[str, list[tuple[str, Overlap]]] = {}
    for bound in c.ligands:
        touched = [numbers[residue] for residue in bound.ligand.contacts.tolist() if residue in numbers]
        for overlap in overlaps(domain, touched, state):
            found.setdefault(overlap.placed.site.name, []).append((str(bound.ligand), overlap))
    return found


def _chain_row(c: ChainExamination, placed: Placed, state: State, bound: Sequence[tuple[str, Overlap]]) -> Row:
    positions, needs = c.protein.positions, placed.site.needs
    sequence = placed.protein.sequence
    gone = [f"{sequence[number - 1]}{number}" for number in placed.positions if number not in positions]
    row = _place_row(placed) | {
        "resolved": len(placed.of) - len(gone), "not_resolved": " ".join(gone), "state": str(state),
        "holds": _HELD[needs.held_by(state)] if needs else "",
        "ligands": ", ".join(f"{ligand} ({overlap.shared} residues)" for ligand, overlap in bound),
    }
    return row | ({"origin": "observed here"} if bound else {})
