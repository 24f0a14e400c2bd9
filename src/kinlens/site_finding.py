"""Finding the sites of a chain: the standard ones by definition, the user's by request.

The allosteric column is the ligand bound here; without one a known site of this very kinase, then one carried over
from another whose state this domain is in (definition 12, docs/sites.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kinlens.asked_sites import describe_known, find_asked, residue_site, resolved_in, same_protein, state_of
from kinlens.conformation import Conformation
from kinlens.frame import carry_atp
from kinlens.frame.carrying import CLASH_ANGSTROM
from kinlens.geometry import nearest, within_box
from kinlens.identity import Protein
from kinlens.known_sites import (
    FEWEST_COVERED,
    OBSERVED,
    STANDARD,
    Placed,
    SiteRequest,
    State,
    known_sites,
    on_domain,
    overlaps,
    parse_numbers,
    parse_site,
    touched_positions,
)
from kinlens.ligands import FEWEST_CONTACTS, Bound, Ligand, load_vocabulary
from kinlens.numbering import Domain, domains_of
from kinlens.packing import CONTACT_ANGSTROM, symmetry_said
from kinlens.sites import CARRIED_OVER, OBSERVED_HERE, Pose, Site, absent_site
from kinlens.structures.model import Structure

__all__ = ["HELIX_RESOLVED", "STANDARD", "SiteRequest", "find_sites", "parse_numbers", "parse_site"]

# Helix αC is measured when its glutamate and at least this share of its columns have coordinates; less is a stub.
HELIX_RESOLVED = 2 / 3
# The same of a known site: with fewer of its residues resolved, or in the construct, there is no pocket to measure to.
SITE_RESOLVED = 1 / 2


def find_sites(
    structure: Structure, proteins: Mapping[str, Protein], chain: str, domain: Domain | None,
    bound: Sequence[Bound], ligands: Sequence[Ligand], requests: Sequence[SiteRequest],
    *, conformation: Conformation | None = None,
) -> dict[str, Site]:
    """The standard sites of a chain, absent ones with their reason, then the sites asked for.

    Parameters
    ----------
    proteins : mapping of str to Protein
        Every protein chain of the structure.
    domain : Domain or None
        The one the sites belong to.
    bound : sequence of Bound
        What the chain owns, best placed first.
    conformation : Conformation, optional
        State of the domain; known sites that need one are not carried over without it.

    Raises
    ------
    SiteNotFound
        If a site asked for names a chain or ligand that the structure does not have.
    """
    state = state_of(conformation)
    sites = [
        _atp_ligand(structure, proteins[chain], domain, bound),
        _pocket(structure, proteins[chain], chain, domain),
        _helix(structure, proteins[chain], chain, domain),
        _drug(structure, chain, bound, ligands),
        _allosteric(structure, proteins[chain], chain, domain, bound, state),
        _partner(structure, proteins, chain),
    ]
    sites += [find_asked(structure, proteins, chain, domain, ligands, request, state) for request in requests]
    return {site.name: site for site in sites}


def _of_ligand(
    structure: Structure, name: str, chain: str, chosen: Bound, said: str, bound: Sequence[Bound],
) -> Site:
    """Site of the chosen ligand; other copies of it, whatever their role, and rivals for its role are named."""
    others = [b for b in bound if b is not chosen]
    copies = [b for b in others if b.ligand.name == chosen.ligand.name]
    rivals = [b for b in others if b.ligand.name != chosen.ligand.name and b.role == chosen.role]
    said += f"; other copies: {', '.join(b.ligand.key for b in copies)}" if copies else ""
    said += f"; also {', '.join(str(b.ligand) for b in rivals)}" if rivals else ""
    said += symmetry_said(structure, chosen.ligand.residue)
    residue = np.array([chosen.ligand.residue], dtype=np.intp)
    return Site(name, "ligand", OBSERVED_HERE, chain, chosen.ligand.atoms, residue, said)


def _atp_ligand(structure: Structure, protein: Protein, domain: Domain | None, bound: Sequence[Bound]) -> Site:
    """The nucleotide bound, else ATP carried over (definition 1)."""
    nucleotides = [b for b in bound if b.role == "nucleotide"]
    if not nucleotides:
        return _carried_over(structure, protein, domain, bound)
    best = nucleotides[0]
    word = load_vocabulary().nucleotides[best.ligand.name]
    said = f"bound {best.ligand.name} {best.ligand.key}, {word.phosphates} phosphates"
    if word.stands_for != best.ligand.name:
        said += f" ({word.stands_for})"
    return _of_ligand(structure, "atp_ligand", protein.chain, best, said, bound)


def _carried_over(structure: Structure, protein: Protein, domain: Domain | None, bound: Sequence[Bound]) -> Site:
    """ATP where it would be: other ligands do not stand in its way, for it would take their place."""
    if domain is None:
        return absent_site("atp_ligand", "ligand", protein.chain, "no nucleotide bound")
    carried = carry_atp(structure, protein, domain)
    if carried.reason:
        return absent_site("atp_ligand", "ligand", protein.chain, f"no nucleotide bound; {carried.reason}")
    drugs = [b.ligand for b in bound if b.role == "drug"]
    instead = f" in the place of {drugs[0]}" if drugs else ""
    close = (f"{carried.clashes} heavy atoms nearer than {CLASH_ANGSTROM} Å, {carried.worst}" if carried.clashes
             else f"no heavy atom nearer than {CLASH_ANGSTROM} Å")
    said = (f"ATP carried over{instead}, 3 phosphates: mean pose on {carried.columns} Cα of the pocket, "
            f"RMSD {carried.rmsd_A:.2f} Å; {close}")
    nothing = np.zeros(0, dtype=np.intp)
    return Site("atp_ligand", "ligand", CARRIED_OVER, protein.chain, np.arange(len(carried.xyz), dtype=np.intp),
                nothing, said, Pose("ATP", carried.names, carried.xyz))


def _describe(bound: Bound) -> str:
    text = f"{bound.ligand.name} {bound.ligand.key} ({bound.role}"
    return text + (f", {bound.hinge_A:.1f} Å from the hinge)" if bound.hinge_A == bound.hinge_A else ")")


def _drug(structure: Structure, chain: str, bound: Sequence[Bound], ligands: Sequence[Ligand]) -> Site:
    """The drug at the hinge; without one a compound at an allosteric site, which then is both columns' ligand."""
    drugs = [b for b in bound if b.role == "drug"]
    if drugs:
        return _of_ligand(structure, "drug", chain, drugs[0], _describe(drugs[0]), bound)
    elsewhere = [b for b in _by_contacts(bound) if b.ligand.kind == "compound"]  # a bound lipid is no drug
    if elsewhere:
        said = f"{_describe(elsewhere[0])}: no drug at the hinge, this is the ligand of the allosteric column"
        return _of_ligand(structure, "drug", chain, elsewhere[0], said, bound)
    why = "no drug-like ligand bound"
    others = [str(b.ligand) for b in bound if b.ligand.kind == "compound"]
    shared = [f"{x} of chain {x.owner}" for x in ligands
              if x.kind == "compound" and x.owner != chain and x.touches.get(chain, 0) >= FEWEST_CONTACTS]
    why += f"; elsewhere: {', '.join(others)}" if others else ""
    why += f"; touched from here: {', '.join(shared)}" if shared else ""
    return absent_site("drug", "ligand", chain, why)


def known_sites_of(protein: Protein, domain: Domain | None, ligand: Ligand, state: State) -> str:
    """Where a ligand sits, by the known sites its residues belong to, such as ``in mek_pocket (20 of …)``; or ''."""
    if domain is None:
        return ""
    named = overlaps(domain, touched_positions(protein, ligand.contacts), state)
    return f"in {' and '.join(str(overlap) for overlap in named)}" if named else ""


def _allosteric(
    structure: Structure, protein: Protein, chain: str, domain: Domain | None, bound: Sequence[Bound], state: State,
) -> Site:
    """The ligand bound here, a known site of this kinase, one carried over, or why there is none (definition 12)."""
    found = _by_contacts(bound)
    if found:
        where = known_sites_of(protein, domain, found[0].ligand, state)
        said = f"{_describe(found[0])} {where}".rstrip()
        return _of_ligand(structure, "allosteric", chain, found[0], said, bound)
    if domain is None:
        return absent_site("allosteric", "ligand", chain, "no allosteric ligand bound here")
    fits: list[Placed] = []
    reasons: list[str] = []
    for site in known_sites().values():
        if not site.allosteric or not site.reaches(domain.protein):
            continue
        placed = on_domain(site, domain)
        reason = _why_not(placed, protein, state)
        if reason:
            reasons.append(f"no {site.name}: {reason}")
        else:
            fits.append(placed)
    fits.sort(key=lambda placed: placed.origin != OBSERVED)  # those of this kinase first; the sort is stable
    if not fits:
        why = "; ".join(["no allosteric ligand bound here", *reasons])
        return absent_site("allosteric", "residues", chain, why)
    here = resolved_in(fits[0], protein)
    said = f"{describe_known(fits[0], len(here))}; no allosteric ligand bound here"
    others = ", ".join(placed.site.name for placed in fits[1:])
    said += f"; also {others}" if others else ""
    return residue_site(structure, "allosteric", chain, here, fits[0].origin, said)


def _why_not(placed: Placed, protein: Protein, state: State) -> str:
    """Why a known site does not apply to a domain, '' if it does.

    A site of this very kinase stands unless the domain is seen in another state; one carried over has to be in its own.
    """
    needs, here = placed.site.needs, len(resolved_in(placed, protein))
    if refused := needs.refused_by(state):
        return f"{refused}, it needs {needs}"
    if placed.origin != OBSERVED and needs.held_by(state) is None:
        return f"state not known or borderline ({needs.unknown_in(state)}), it needs {needs}"
    if placed.coverage < FEWEST_COVERED:
        return f"{placed.covered} have a counterpart"
    if here < SITE_RESOLVED * len(placed.of):
        return f"{here} of {len(placed.of)} residues resolved"
    absent = [placed.of[number] for number in sorted(placed.site.key & placed.of.keys())
              if number not in protein.positions]
    return f"without {', '.join(absent)}" if absent and placed.origin == OBSERVED else ""


def _by_contacts(bound: Sequence[Bound]) -> list[Bound]:
    """Ligands at an allosteric site, the one that touches most residues first."""
    return sorted((b for b in bound if b.role == "allosteric"), key=lambda b: -len(b.ligand.contacts))


def _pocket(structure: Structure, protein: Protein, chain: str, domain: Domain | None) -> Site:
    if domain is None:
        return absent_site("atp_pocket", "residues", chain, "no numbered kinase domain")
    positions = protein.positions
    wanted = domain.at_pocket(*sorted(domain.family.lining))
    here = [positions[p] for p in wanted if p in positions]
    if not here:
        return absent_site("atp_pocket", "residues", chain, "pocket not resolved")
    said = f"{_of_domain(domain)}{len(here)} of {len(domain.family.lining)} pocket-lining residues resolved"
    return residue_site(structure, "atp_pocket", chain, here, "definition", said)


def _of_domain(domain: Domain) -> str:
    """Name of the domain, where the protein has several."""
    return f"{domain.name}: " if len(domains_of(domain.protein)) > 1 else ""


def _helix(structure: Structure, protein: Protein, chain: str, domain: Domain | None) -> Site:
    helix = domain.helix_c if domain is not None else None
    if domain is None or helix is None:
        return absent_site("helix_c", "residues", chain, "no numbered helix αC")
    positions = protein.positions
    here = [positions[p] for p in helix if p in positions]
    glutamate = domain.anchors[domain.family.helix_c.glutamate]
    said = f"{_of_domain(domain)}{helix.start}–{helix.stop - 1}, {len(here)} of {len(helix)} residues resolved"
    if glutamate not in positions or len(here) < HELIX_RESOLVED * len(helix):
        return absent_site("helix_c", "residues", chain, f"not resolved ({said})")
    return residue_site(structure, "helix_c", chain, here, "definition", said)


def partners_of(structure: Structure, proteins: Mapping[str, Protein], chain: str) -> dict[str, int]:
    """Chains of other proteins that touch a chain, by the residues of it that are touched, most first.

    A chain that touches fewer residues than a ligand has to is a neighbour in the crystal.
    """
    mine = proteins[chain]
    own_atoms = structure.atoms_of(mine.residues)
    own = structure.atoms.xyz[own_atoms]
    touched: dict[str, int] = {}
    around = within_box(structure.atoms.xyz, own, CONTACT_ANGSTROM) if len(own) else own_atoms
    beside = set(structure.residues.chain[np.unique(structure.atoms.residue[around])].tolist())
    for name, other in proteins.items():
        if name == chain or name not in beside or same_protein(structure, mine, other):
            continue
        theirs = structure.atoms.xyz[structure.atoms_of(other.residues)]
        near = within_box(theirs, own, CONTACT_ANGSTROM)
        if len(near) and len(own):
            facing = within_box(own, theirs[near], CONTACT_ANGSTROM)
            close = nearest(own[facing], theirs[near])[0] <= CONTACT_ANGSTROM
            count = len(np.unique(structure.atoms.residue[own_atoms[facing[close]]]))
            if count >= FEWEST_CONTACTS:
                touched[name] = count
    return dict(sorted(touched.items(), key=lambda item: -item[1]))


def _partner(structure: Structure, proteins: Mapping[str, Protein], chain: str) -> Site:
    """The chain of another protein with most contacts; further ones, and copies of the protein itself, on request."""
    touched = partners_of(structure, proteins, chain)
    if not touched:
        return absent_site("partner", "chain", chain, "no other protein in contact")
    ranked = list(touched)
    named = [f"{name} ({_called(structure, proteins[name])}, {touched[name]} residues in contact)" for name in ranked]
    said = f"chain {named[0]}" + (f"; also {', '.join(named[1:])}" if named[1:] else "")
    residues = proteins[ranked[0]].residues
    return Site("partner", "chain", OBSERVED_HERE, chain, structure.atoms_of(residues), residues, said)


def _called(structure: Structure, protein: Protein) -> str:
    """Gene, or what the header claims of a protein that is not in the tables."""
    if protein.record is not None:
        return protein.record.gene
    header = structure.chains.get(protein.chain)
    references = header.references if header is not None else ()
    claimed = [r.name or r.accession for r in references if r.database.upper() != "PDB"]  # itself
    return claimed[0] if claimed else "not in the tables"
