"""Sites on request: ligands, chains and residues somebody names, and known sites on a chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from kinlens.conformation import Conformation
from kinlens.errors import SiteNotFound
from kinlens.identity import Protein
from kinlens.known_sites import (
    OBSERVED,
    KnownSite,
    Placed,
    SiteRequest,
    State,
    as_known_site,
    known_sites,
    on_domain,
    on_home,
)
from kinlens.ligands import FEWEST_CONTACTS, Ligand
from kinlens.numbering import Domain
from kinlens.packing import symmetry_said
from kinlens.sites import Site, absent_site
from kinlens.structures.model import Structure


def state_of(conformation: Conformation | None) -> State:
    """Labels of DFG motif and helix αC as known sites need them.

    A rule that does not apply speaks against nothing, and a borderline value does not decide alone.
    """
    if conformation is None:
        return State()
    labels = (conformation.dfg, conformation.helix_c)
    return State(*(label.label if label.given and not label.borderline else "" for label in labels))


def residue_site(
    structure: Structure, name: str, chain: str, residues: Sequence[int], origin: str, evidence: str,
) -> Site:
    """A site made of residues of the chain."""
    members = np.asarray(sorted(residues), dtype=np.intp)
    return Site(name, "residues", origin, chain, structure.atoms_of(members), members, evidence)


def resolved_in(placed: Placed, protein: Protein) -> list[int]:
    """Residues of the structure that make up a known site."""
    positions = protein.positions
    return [positions[number] for number in placed.positions if number in positions]


def describe_known(placed: Placed, resolved: int) -> str:
    """What a known site is, where it was seen, and how much of it is here."""
    site = placed.site
    ligand = f" with {site.ligand}" if site.ligand else ""
    seen = f" ({site.example.upper()} chain {site.chain}{ligand})" if site.example else ""
    home = site.protein
    of = f"of {home.gene}{seen}, " if home is not None and placed.origin != OBSERVED else f"{seen.strip()} "
    carried = f"{placed.covered} have a counterpart, " if placed.missing else ""
    return f"{site.name} {of}{carried}{resolved} of {len(placed.of)} residues resolved".replace("  ", " ")


def same_protein(structure: Structure, a: Protein, b: Protein) -> bool:
    """Whether two chains are copies of one protein: the same record, or for strangers the same residues."""
    if a.record is not None or b.record is not None:
        return a.record == b.record
    return bool("".join(structure.residues.parent[a.residues]) == "".join(structure.residues.parent[b.residues]))


def find_asked(
    structure: Structure, proteins: Mapping[str, Protein], chain: str, domain: Domain | None,
    ligands: Sequence[Ligand], request: SiteRequest, state: State,
) -> Site:
    """The site a request means on a chain, absent with the reason where the chain does not have it.

    Parameters
    ----------
    proteins : mapping of str to Protein
        Every protein chain of the structure.
    domain : Domain or None
        The one residues of other kinases are carried to.
    state : State
        Of that domain.

    Raises
    ------
    SiteNotFound
        If it names a chain or ligand that the structure does not have.
    """
    text = f"{request.name}={request.kind}:{'+'.join(map(str, request.values))}"
    if request.kind == "ligand":
        return _asked_ligand(structure, proteins, chain, ligands, request, text)
    if request.kind == "chain":
        unknown = ", ".join(str(name) for name in request.values if name not in proteins)
        if unknown:
            raise SiteNotFound(text, f"no protein chain {unknown}; there are {', '.join(proteins)}")
        residues = np.concatenate([proteins[str(name)].residues for name in request.values])
        if chain in request.values:
            return absent_site(request.name, "chain", chain, f"chain {chain} is part of the site itself")
        return Site(request.name, "chain", "asked", chain, structure.atoms_of(residues), residues,
                    f"chain {'+'.join(map(str, request.values))}")
    record = proteins[chain].record
    if record is None:
        return absent_site(request.name, "residues", chain, f"chain {chain} has no UniProt numbers")
    if request.kind == "known":
        return _asked_known(structure, proteins[chain], request.name, domain, known_sites()[str(request.values[0])],
                            state)
    if request.gene or request.kind != "residues":
        return _asked_known(structure, proteins[chain], request.name, domain, as_known_site(request), state)
    here = _numbered(proteins[chain], map(int, request.values))
    said = f"{len(here)} of {len(request.values)} residues asked for are resolved"
    if not here:
        return absent_site(request.name, "residues", chain,
                           f"not resolved ({said}; {record.gene} has {len(record.sequence)} residues)")
    return residue_site(structure, request.name, chain, here, "asked", said)


def _numbered(protein: Protein, numbers: Iterable[int]) -> list[int]:
    positions = protein.positions
    return [positions[number] for number in dict.fromkeys(numbers) if number in positions]


def _asked_known(
    structure: Structure, protein: Protein, name: str, domain: Domain | None, site: KnownSite, state: State,
) -> Site:
    """A site of the registry, or the user's own, as residues of a chain; asked for it is given in any state."""
    record, chain = protein.record, protein.chain
    assert record is not None  # noqa: S101 - the caller has looked
    if not site.reaches(record):
        home = site.protein
        whose = home.gene if home is not None else "another protein"
        return absent_site(name, "residues", chain, f"a site of {whose} that is not carried to {record.gene}")
    if site.is_home(record):
        placed = on_home(site, record, domain)
    elif domain is None:
        return absent_site(name, "residues", chain, "no numbered kinase domain")
    else:
        placed = on_domain(site, domain)
    here = resolved_in(placed, protein)
    said = describe_known(placed, len(here))
    if placed.missing:
        said += f"; without a counterpart: {', '.join(placed.missing)}"
    if refused := site.needs.refused_by(state):
        said += f"; not in its state: {refused}, it needs {site.needs}"
    elif unknown := site.needs.unknown_in(state):
        said += f"; it needs {site.needs}, and the state is not known ({unknown})"
    if not here:
        return absent_site(name, "residues", chain, f"not resolved ({said})")
    return residue_site(structure, name, chain, here, placed.origin, said)


def _asked_ligand(
    structure: Structure, proteins: Mapping[str, Protein], chain: str, ligands: Sequence[Ligand],
    request: SiteRequest, text: str,
) -> Site:
    named = [ligand for ligand in ligands if ligand.name.upper() in request.values]
    if not named:
        there = ", ".join(sorted({ligand.name for ligand in ligands})) or "none"
        raise SiteNotFound(text, f"no ligand of that name in the structure; there are {there}")
    own = sorted((ligand for ligand in named if ligand.owner == chain), key=lambda x: -len(x.contacts))
    if not own:  # between two proteins, as a molecular glue is: asked for by name, it is measured from both
        shared = [x for x in named if x.touches.get(chain, 0) >= FEWEST_CONTACTS
                  and not same_protein(structure, proteins[chain], proteins[x.owner])]
        own = sorted(shared, key=lambda x: -x.touches[chain])
    if not own:
        there = ", ".join(f"{ligand} of chain {ligand.owner or '–'}" for ligand in named)
        return absent_site(request.name, "ligand", chain, f"no copy belongs to chain {chain}; there is {there}")
    # Several names make one site; of several copies of one name the best placed counts.
    chosen = [next(x for x in own if x.name == name) for name in dict.fromkeys(x.name for x in own)]
    residues = np.array([x.residue for x in chosen], dtype=np.intp)
    others = [str(x) for x in own if x not in chosen]
    said = ", ".join(str(x) + (f" (belongs to chain {x.owner})" if x.owner != chain else "")
                     + symmetry_said(structure, x.residue) for x in chosen)
    said += (f"; other copies: {', '.join(others)}" if others else "")
    return Site(request.name, "ligand", "asked", chain, structure.atoms_of(residues), residues, said)
