"""What is bound to a chain, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kinlens.asked_sites import state_of
from kinlens.conformation import Conformation
from kinlens.identity import Protein
from kinlens.known_sites import State, name_site, touched_positions
from kinlens.ligands import Bound
from kinlens.numbering import Domain
from kinlens.packing import symmetry_said
from kinlens.reference.drugs import drugs
from kinlens.structures.model import Structure

IN_WORDS = ("nucleotide", "drug", "allosteric", "surface", "elsewhere", "cofactor", "peptide")


def bound_said(
    structure: Structure, protein: Protein, domains: Sequence[Domain], bound: Sequence[Bound],
    states: Mapping[int, Conformation],
) -> list[str]:
    """A line each compound; what is there by nature or chance in one line at the end."""
    of_index = {domain.index: domain for domain in domains}
    lines = [_ligand(structure, protein, of_index.get(one.domain), one, state_of(states.get(one.domain)))
             for one in bound if one.role in IN_WORDS]
    rest: dict[str, int] = {}
    for one in bound:
        if one.role not in IN_WORDS:
            name = f"{one.ligand.name} ({one.role})"
            rest[name] = rest.get(name, 0) + 1
    if rest:
        lines.append("also " + ", ".join(f"{count} {name}" if count > 1 else name for name, count in rest.items()))
    return lines


def _ligand(structure: Structure, protein: Protein, domain: Domain | None, bound: Bound, state: State) -> str:
    ligand = bound.ligand
    drug = drugs().get(ligand.name)
    name = f"{drug.name} ({ligand})" if drug is not None else str(ligand)
    said = [f"{name}: {bound.role}"]
    if bound.role == "cofactor":
        return said[0]
    if bound.type_said and bound.type_said != bound.role:
        said.append(bound.type_said)
    site = _site(protein, domain, bound, state)
    said += [f"in {site}"] if site else []
    said += [str(bond) for bond in bound.covalent]
    if bound.hinge_bonds:
        said.append(f"hinge bonds {', '.join(map(str, bound.hinge_bonds))}")
    elif bound.hinge_A == bound.hinge_A:
        said.append(f"{bound.hinge_A:.1f} Å from the hinge")
    said.append(f"{len(ligand.contacts)} residues in contact")
    said += list(bound.type.doubts)
    said += [bound.type.reason] if bound.type.reason and bound.role in ("drug", "allosteric", "nucleotide") else []
    return ", ".join(said) + symmetry_said(structure, ligand.residue)


def _site(protein: Protein, domain: Domain | None, bound: Bound, state: State) -> str:
    """Known sites a ligand sits in; the ATP site of a nucleotide goes without saying."""
    if domain is None or bound.role not in ("drug", "allosteric"):
        return ""
    return name_site(domain, touched_positions(protein, bound.ligand.contacts), state)
