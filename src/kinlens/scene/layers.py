"""Layers of a scene beside its ribbon: what is bound, sites, and chains that stand beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kinlens.ligands import Bound
from kinlens.reference.drugs import drug_said
from kinlens.scene import palette
from kinlens.scene.model import (
    ALLOSTERIC_SITE,
    CARRIED,
    FAINT_RIBBON,
    SPHERES,
    STICKS,
    THIN_STICKS,
    Layer,
    Molecule,
    Part,
    site_title,
)
from kinlens.scene.molecules import molecule_of_pose
from kinlens.scene.shown import Shown
from kinlens.sites import CARRIED_OVER, Site

FAINTER = 0.5  # share of white in the colour of a chain that stands beside
OTHERS = "others"  # what is bound and says little: lipids, compounds on the surface
_ORDER = ("drug", "allosteric", "nucleotide", "cofactor", OTHERS)
_TITLES = {"drug": "drug", "allosteric": "allosteric ligand", "nucleotide": "nucleotide", "cofactor": "cofactor",
           OTHERS: "other compounds"}


def ligand_layers(shown: Shown, *, several: bool) -> list[Layer]:
    """What is bound, one layer a role: ``drug``, ``allosteric``, ``nucleotide``, ``cofactor`` and ``others``.

    Of several structures each has colours of its own for the first two, and its name in the legend.
    """
    by_role: dict[str, list[Bound]] = {}
    for bound in shown.bound:
        by_role.setdefault(bound.role if bound.role in _ORDER else OTHERS, []).append(bound)
    layers = []
    for role in _ORDER:
        parts = tuple(_part(shown, bound, role, several) for bound in by_role.get(role, []))
        if parts:
            layers.append(Layer(role, _TITLES[role], parts, shown=role != OTHERS, site=role in _ORDER[:3]))
    return layers


def _part(shown: Shown, bound: Bound, role: str, several: bool) -> Part:
    ligand = bound.ligand
    here = np.array([shown.places[ligand.residue]], dtype=np.intp)
    kind = bound.type_said if role in ("drug", "allosteric") else ""
    title = f"{drug_said(ligand.name)}{f', {kind}' if kind else ''}"
    style = STICKS if len(ligand.atoms) > 1 else SPHERES
    colour = palette.LIGANDS.get(role, palette.GREY)
    if several and role in ("drug", "allosteric"):
        colour = palette.LIGANDS_OF_ENTRIES[shown.number % len(palette.LIGANDS_OF_ENTRIES)]
        title += f" in {shown.name}"
    if style == SPHERES:
        title = ligand.name.capitalize()  # an element
        colour = palette.ELEMENTS.get(title, colour)
    return Part(shown.number, here, style, colour, title)


def carried_over(shown: Shown, number: int) -> tuple[Molecule, Layer] | None:
    """ATP where it would be, as a molecule of its own; hidden at first where a drug takes its place."""
    for chain in shown.chains:
        site = chain.sites.get("atp_ligand")
        if site is None or site.pose is None or site.origin != CARRIED_OVER:
            continue
        told = f"ATP carried over into {shown.structure.source.id} chain {chain.chain} · {site.evidence}"
        molecule = molecule_of_pose(site.pose, shown.motion, shown.structure.source.id, chain.chain, told,
                                    shown.number)
        taken = any(bound.role == "drug" for bound in chain.ligands)
        part = Part(number, np.array([0]), STICKS, palette.CARRIED_OVER, "ATP, carried over")
        return molecule, Layer(CARRIED, "ATP, carried over", (part,), shown=not taken, site=True)
    return None


def site_layers(shown: Shown, asked: tuple[str, ...]) -> Iterator[Layer]:
    """Sites made of residues or chains: the ATP pocket, transferred allosteric sites, partners, those asked for."""
    colours = iter(palette.SITES * 4)
    for name in dict.fromkeys(name for chain in shown.chains for name in chain.sites):
        if name in ("drug", "atp_ligand", "helix_c"):  # molecules and the ribbon show them
            continue
        sites = [chain.sites[name] for chain in shown.chains if name in chain.sites]
        present = [site for site in sites if not site.absent and site.pose is None]
        if name == "partner":
            beside = [chain for chain in shown.others if chain not in _asked_chains(shown, asked)]
            yield from _layer(name, [_faint(shown, [chain], name, palette.GREY) for chain in beside], shown=True)
        elif any(site.kind == "chain" for site in present):
            chain_of = shown.structure.residues.chain
            parts = [_faint(shown, np.unique(chain_of[site.residues]).tolist(), name, next(colours))
                     for site in present]
            yield from _layer(name, parts, shown=True)
        elif any(site.kind == "residues" for site in present):
            colour = palette.OLIVE if name == "atp_pocket" else next(colours)
            parts = [_residues(shown, site, colour) for site in present if site.kind == "residues"]
            # The ligand that is bound is a layer of that name already; these are residues without one.
            named = ALLOSTERIC_SITE if name == "allosteric" else name
            yield from _layer(named, parts, shown=name in asked, site=name in asked)
        elif name in asked and name not in ("drug", "allosteric"):
            parts = [_residues(shown, site, next(colours), STICKS if len(site.atoms) > 1 else SPHERES)
                     for site in present]
            yield from _layer(name, parts, shown=True, site=True)


def _layer(name: str, parts: list[Part | None], *, shown: bool, site: bool = False) -> Iterator[Layer]:
    there = tuple(part for part in parts if part is not None)
    if there:
        yield Layer(name, site_title(name), there, shown=shown, site=site)


def _residues(shown: Shown, site: Site, colour: str, style: str = THIN_STICKS) -> Part | None:
    here = [shown.places[residue] for residue in site.residues.tolist() if residue in shown.places]
    title = "allosteric site" if site.name == "allosteric" else site_title(site.name)
    title += f" ({site.origin})" if site.name == "allosteric" else ""
    return Part(shown.number, np.array(sorted(here), dtype=np.intp), style, colour, title) if here else None


def _asked_chains(shown: Shown, asked: tuple[str, ...]) -> set[str]:
    """Chains that were asked for as sites: they have layers of their own."""
    chain_of = shown.structure.residues.chain
    return {str(name) for chain in shown.chains for site in chain.sites.values()
            if site.name in asked and site.kind == "chain" for name in np.unique(chain_of[site.residues])}


def _faint(shown: Shown, chains: Sequence[str], name: str, colour: str) -> Part | None:
    """Chains beside those shown whole; one that has something to mark itself is whole, and needs no second ribbon."""
    molecule = shown.molecule
    named = [chain for chain in chains if chain not in {one.chain for one in shown.chains}]
    residues = np.flatnonzero(molecule.polymer & np.isin(molecule.chain, named))
    if not len(residues):
        return None
    title = f"{name.replace('_', ' ')} (chain {', '.join(named)})"
    return Part(shown.number, residues, FAINT_RIBBON, palette.mix(colour, "#FFFFFF", FAINTER), title)
