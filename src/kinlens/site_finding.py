"""Finding the sites of a chain: the standard ones by definition, the user's by request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kinlens.errors import BadSite, SiteNotFound
from kinlens.geometry import nearest, within_box
from kinlens.identity import Protein
from kinlens.ligands import FEWEST_CONTACTS, Bound, Ligand, load_vocabulary
from kinlens.numbering import Domain, domains_of
from kinlens.packing import CONTACT_ANGSTROM, symmetry_said
from kinlens.sites import Site, absent_site
from kinlens.structures.model import Structure

STANDARD = ("atp_ligand", "atp_pocket", "helix_c", "drug", "allosteric", "partner")
# Helix αC is measured when its glutamate and at least this share of its columns have coordinates; less is a stub.
HELIX_RESOLVED = 2 / 3
# Endings that the columns of a site add to its name: "drug_side_chain" would write into a column of "drug".
ENDINGS = ("_side_chain", "_altloc_min", "_altloc_max", "_spread")
LONGEST_RANGE = 5000  # residues; more is a typing error


@dataclass(frozen=True, slots=True)
class SiteRequest:
    """A site the user asks for.

    Attributes
    ----------
    name : str
        Column stem.
    kind : str
        ``ligand``, ``chain`` or ``residues``.
    values : tuple of str or int
        Residue names, chain names, or UniProt numbers.
    """

    name: str
    kind: str
    values: tuple[str | int, ...]


def parse_site(text: str) -> SiteRequest:
    """Read ``name=ligand:STJ``, ``name=chain:H+L`` or ``name=residues:1150-1160,1171``.

    Raises
    ------
    BadSite
        If the text has another form.
    """
    name, equals, rest = text.partition("=")
    kind, colon, value = rest.partition(":")
    name, kind, value = name.strip(), kind.strip().lower(), value.strip()
    if not (equals and colon and name and value):
        raise BadSite(text, "it is not name=kind:value")
    if not name.replace("_", "").isalnum() or name in STANDARD:
        taken = ", ".join(STANDARD)
        raise BadSite(text, f"{name!r} cannot be its name: use letters, digits and _, and none of {taken}")
    if name.endswith(ENDINGS):
        raise BadSite(text, f"{name!r} cannot be its name: columns of a site end in {', '.join(ENDINGS)}")
    if kind in ("ligand", "chain"):
        values = tuple(part.strip() for part in value.split("+"))
        if not all(values):
            raise BadSite(text, "a name between the + signs is empty")
        return SiteRequest(name, kind, tuple(v.upper() for v in values) if kind == "ligand" else values)
    if kind == "residues":
        try:
            return SiteRequest(name, kind, tuple(parse_numbers(value)))
        except ValueError as trouble:
            raise BadSite(text, f"cannot read its residue numbers ({trouble})") from trouble
    raise BadSite(text, f"{kind!r} is none of ligand, chain, residues")


def parse_numbers(text: str) -> Sequence[int]:
    """Read ``1150-1160,1171`` as residue numbers.

    Raises
    ------
    ValueError
        If a part is no number or range, a number is below 1, or a range runs backwards.
    """
    numbers: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        low, high = int(first), int(last if dash else first)
        if low < 1:
            raise ValueError("positions count from 1")
        if high < low or high - low > LONGEST_RANGE:
            raise ValueError(f"range {part.strip()} runs backwards or is too long")
        numbers.extend(range(low, high + 1))
    return numbers


def find_sites(
    structure: Structure, proteins: Mapping[str, Protein], chain: str, domain: Domain | None,
    bound: Sequence[Bound], ligands: Sequence[Ligand], requests: Sequence[SiteRequest],
) -> dict[str, Site]:
    """The standard sites of a chain, absent ones with their reason, then the sites asked for."""
    sites = [
        _atp_ligand(structure, chain, bound),
        _pocket(structure, proteins[chain], chain, domain),
        _helix(structure, proteins[chain], chain, domain),
        _drug(structure, chain, bound, ligands),
        _allosteric(structure, chain, bound),
        _partner(structure, proteins, chain),
    ]
    sites += [_asked(structure, proteins, chain, ligands, request) for request in requests]
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
    return Site(name, "ligand", "observed here", chain, chosen.ligand.atoms, residue, said)


def _atp_ligand(structure: Structure, chain: str, bound: Sequence[Bound]) -> Site:
    nucleotides = [b for b in bound if b.role == "nucleotide"]
    if not nucleotides:
        return absent_site("atp_ligand", "ligand", chain, "no nucleotide bound")
    best = nucleotides[0]
    word = load_vocabulary().nucleotides[best.ligand.name]
    said = f"bound {best.ligand.name} {best.ligand.key}, {word.phosphates} phosphates"
    if word.stands_for != best.ligand.name:
        said += f" ({word.stands_for})"
    return _of_ligand(structure, "atp_ligand", chain, best, said, bound)


def _describe(bound: Bound) -> str:
    text = f"{bound.ligand.name} {bound.ligand.key} ({bound.role}"
    return text + (f", {bound.hinge_A:.1f} Å from the hinge)" if bound.hinge_A == bound.hinge_A else ")")


def _drug(structure: Structure, chain: str, bound: Sequence[Bound], ligands: Sequence[Ligand]) -> Site:
    """The drug at the hinge; without one, the allosteric ligand is the chain's drug."""
    drugs = [b for b in bound if b.role == "drug"] or _by_contacts(bound)
    if drugs:
        return _of_ligand(structure, "drug", chain, drugs[0], _describe(drugs[0]), bound)
    why = "no drug-like ligand bound"
    elsewhere = [str(b.ligand) for b in bound if b.ligand.kind == "compound"]
    shared = [f"{x} of chain {x.owner}" for x in ligands
              if x.kind == "compound" and x.owner != chain and x.touches.get(chain, 0) >= FEWEST_CONTACTS]
    why += f"; elsewhere: {', '.join(elsewhere)}" if elsewhere else ""
    why += f"; touched from here: {', '.join(shared)}" if shared else ""
    return absent_site("drug", "ligand", chain, why)


def _allosteric(structure: Structure, chain: str, bound: Sequence[Bound]) -> Site:
    found = _by_contacts(bound)
    if not found:
        return absent_site("allosteric", "ligand", chain, "no allosteric ligand bound here")
    return _of_ligand(structure, "allosteric", chain, found[0], _describe(found[0]), bound)


def _by_contacts(bound: Sequence[Bound]) -> list[Bound]:
    return sorted((b for b in bound if b.role == "allosteric"), key=lambda b: -len(b.ligand.contacts))


def _residue_site(
    structure: Structure, name: str, chain: str, residues: Sequence[int], origin: str, evidence: str,
) -> Site:
    members = np.asarray(sorted(residues), dtype=np.intp)
    return Site(name, "residues", origin, chain, structure.atoms_of(members), members, evidence)


def _pocket(structure: Structure, protein: Protein, chain: str, domain: Domain | None) -> Site:
    if domain is None:
        return absent_site("atp_pocket", "residues", chain, "no numbered kinase domain")
    positions = protein.positions
    wanted = domain.at_pocket(*sorted(domain.family.lining))
    here = [positions[p] for p in wanted if p in positions]
    if not here:
        return absent_site("atp_pocket", "residues", chain, "pocket not resolved")
    said = f"{_of_domain(domain)}{len(here)} of {len(domain.family.lining)} pocket-lining residues resolved"
    return _residue_site(structure, "atp_pocket", chain, here, "definition", said)


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
    return _residue_site(structure, "helix_c", chain, here, "definition", said)


def _partner(structure: Structure, proteins: Mapping[str, Protein], chain: str) -> Site:
    """The chain of another protein with most contacts; further ones, and copies of the protein itself, on request.

    A chain that touches fewer residues than a ligand has to is a neighbour in the crystal.
    """
    mine = proteins[chain]
    own_atoms = structure.atoms_of(mine.residues)
    own = structure.atoms.xyz[own_atoms]
    touched: dict[str, int] = {}
    around = within_box(structure.atoms.xyz, own, CONTACT_ANGSTROM) if len(own) else own_atoms
    beside = set(structure.residues.chain[np.unique(structure.atoms.residue[around])].tolist())
    for name, other in proteins.items():
        if name == chain or name not in beside or _same_protein(structure, mine, other):
            continue
        theirs = structure.atoms.xyz[structure.atoms_of(other.residues)]
        near = within_box(theirs, own, CONTACT_ANGSTROM)
        if len(near) and len(own):
            facing = within_box(own, theirs[near], CONTACT_ANGSTROM)
            close = nearest(own[facing], theirs[near])[0] <= CONTACT_ANGSTROM
            count = len(np.unique(structure.atoms.residue[own_atoms[facing[close]]]))
            if count >= FEWEST_CONTACTS:
                touched[name] = count
    if not touched:
        return absent_site("partner", "chain", chain, "no other protein in contact")
    ranked = sorted(touched, key=lambda name: -touched[name])
    named = [f"{name} ({_called(structure, proteins[name])}, {touched[name]} residues in contact)" for name in ranked]
    said = f"chain {named[0]}" + (f"; also {', '.join(named[1:])}" if named[1:] else "")
    residues = proteins[ranked[0]].residues
    return Site("partner", "chain", "observed here", chain, structure.atoms_of(residues), residues, said)


def _called(structure: Structure, protein: Protein) -> str:
    """Gene, or what the header claims of a protein that is not in the tables."""
    if protein.record is not None:
        return protein.record.gene
    header = structure.chains.get(protein.chain)
    references = header.references if header is not None else ()
    claimed = [r.name or r.accession for r in references if r.database.upper() != "PDB"]  # itself
    return claimed[0] if claimed else "not in the tables"


def _same_protein(structure: Structure, a: Protein, b: Protein) -> bool:
    if a.record is not None or b.record is not None:
        return a.record == b.record
    return bool("".join(structure.residues.parent[a.residues]) == "".join(structure.residues.parent[b.residues]))


def _asked(
    structure: Structure, proteins: Mapping[str, Protein], chain: str, ligands: Sequence[Ligand],
    request: SiteRequest,
) -> Site:
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
    if proteins[chain].record is None:
        return absent_site(request.name, "residues", chain, f"chain {chain} has no UniProt numbers")
    positions = proteins[chain].positions
    here = [positions[int(n)] for n in dict.fromkeys(request.values) if int(n) in positions]
    said = f"{len(here)} of {len(request.values)} residues asked for are resolved"
    if not here:
        record = proteins[chain].record
        length = f"; {record.gene} has {len(record.sequence)} residues" if record is not None else ""
        return absent_site(request.name, "residues", chain, f"not resolved ({said}{length})")
    return _residue_site(structure, request.name, chain, here, "asked", said)


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
                  and not _same_protein(structure, proteins[chain], proteins[x.owner])]
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
