"""Residues of the known sites, computed again from the entries they were observed in.

Every list of ``sites.toml`` that has a rule has to be what the rule gives: a list that differs is refused. Lists of
sites that are new and still empty are filled in. `page` writes docs/sites.md.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kinlens.families import load_family
from kinlens.identity import Protein, identify_all
from kinlens.known_sites import ENDINGS, FEWEST_COVERED, FEWEST_RESIDUES, known_sites, on_domain
from kinlens.numbering import domains_of, main_domain
from kinlens.packing import CONTACT_ANGSTROM, symmetry_contacts
from kinlens.reference import load_kinome
from kinlens.structures import Structure, read

Computed = dict[str, Any]
LINKER = frozenset(range(49, 53))  # KLIFS 49–52, in front of the ATP pocket


def build(folder: Path, path: Path) -> str:
    """Compute all lists; fill those that are empty, refuse those that differ."""
    text = path.read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    wrong, filled = [], 0
    for name, row in rows.items():
        for key, value in compute(row, folder).items():
            if row.get(key):
                if row[key] != value:
                    wrong.append(f"{name} {key}: the file has {row[key]}, its rules give {value}")
            else:
                text = _fill(text, name, key, value)
                filled += 1
    if wrong:
        raise SystemExit("sites.toml is not what its rules give:\n" + "\n".join(wrong))
    path.write_text(text, encoding="utf-8")
    ruled = sum("computed" in row for row in rows.values())
    return f"sites.toml: {len(rows)} sites, {ruled} with rules, all as computed ({filled} lists filled in)"


def compute(row: Mapping[str, Any], folder: Path) -> Computed:
    """What the rules of a site give: ``residues``, or ``klifs`` and ``pka``; nothing for a site without rules."""
    found: dict[int, str] = {}
    for rule in row.get("computed", ()):
        if "family" in rule:
            return _of_family(rule["family"])
        if "complexes" in rule:
            return _of_complexes(rule, folder)
        structure, protein = _chain(folder, rule["entry"], rule["chain"])
        record = protein.record
        if record is None or record.accession != row["home"]:
            raise SystemExit(f"{rule['entry']} chain {rule['chain']} is not {row['home']}")
        number_of = {residue: number for number, residue in protein.positions.items()}
        for residue in _residues(structure, protein, rule):
            if int(residue) in number_of:
                number = number_of[int(residue)]
                found[number] = record.sequence[number - 1]
    return {"residues": " ".join(f"{found[n]}{n}" for n in sorted(found))} if found else {}


def _of_family(what: str) -> Computed:
    family = load_family()
    if what == "lining":
        return {"klifs": sorted(family.lining)}
    slots, numbers = family.spines[what.removeprefix("spine ")]
    return {"klifs": sorted(slots)} | ({"pka": sorted(numbers)} if numbers else {})


def _of_complexes(rule: Mapping[str, Any], folder: Path) -> Computed:
    """Pocket positions that enough of the ligands touch; every complex has one vote."""
    votes: Counter[int] = Counter()
    for complex_ in rule["complexes"]:
        entry, chain, ligand = complex_.split()
        structure, protein = _chain(folder, entry, chain)
        domain = main_domain(domains_of(protein.record)) if protein.record else None
        if domain is None:
            raise SystemExit(f"{entry} chain {chain} has no kinase domain")
        touched = set(_of_ligand(structure, protein, ligand, ()).tolist())
        votes.update({slot for number, residue in protein.positions.items()
                      if residue in touched and (slot := domain.pocket_position(number))})
    if rule["without"] != "lining and linker":
        raise SystemExit(f"unknown rule: without {rule['without']}")
    barred = load_family().lining | LINKER
    return {"klifs": sorted(slot for slot, count in votes.items() if count >= rule["at_least"] and slot not in barred)}


def _chain(folder: Path, entry: str, chain: str) -> tuple[Structure, Protein]:
    path = next(path for path in sorted(folder.glob(f"{entry}.*")) if path.is_file())
    structure = read(path)
    return structure, identify_all(structure, chain)[0]


def _residues(structure: Structure, protein: Protein, rule: Mapping[str, Any]) -> np.ndarray:
    own = protein.residues
    if "own" in rule:
        own = _stretch(protein, rule["own"])
    if "ligand" in rule:
        return _of_ligand(structure, protein, rule["ligand"], rule.get("atoms", ()))
    if "mate" in rule:
        return own[symmetry_contacts(structure, own).operation == _operation(structure, rule["mate"])]
    if "partner" in rule:
        return _near(structure, own, structure.atoms_of(structure.residues_of(rule["partner"])))
    other = _stretch(protein, rule["to"])
    here = _near(structure, own, structure.atoms_of(other))
    return np.concatenate([here, _near(structure, other, structure.atoms_of(own))]) if rule.get("both") else here


def _operation(structure: Structure, text: str) -> int:
    """Index of the crystal's operation that a text such as ``z+1/2,x+1/2,y+1/2`` names."""
    crystal = structure.crystal
    names = [crystal.operation(index) for index in range(len(crystal.rotations))] if crystal is not None else []
    if names.count(text) != 1:
        raise SystemExit(f"{structure.source.id}: {names.count(text)} operations {text} of {len(names)}")
    return names.index(text)


def _stretch(protein: Protein, text: str) -> np.ndarray:
    first, last = map(int, text.split("-"))
    return protein.residues[(protein.canonical >= first) & (protein.canonical <= last)]


def _of_ligand(structure: Structure, protein: Protein, name: str, atoms: tuple[str, ...]) -> np.ndarray:
    """Residues near the copy of a ligand that touches most of the chain, or near some of its atoms."""
    contacts = []
    for copy in np.flatnonzero((structure.residues.name == name) & (structure.residues.kind == "ligand")):
        there = structure.atoms_of(copy)
        if len(atoms):
            there = there[np.isin(structure.atoms.name[there], atoms)]
        contacts.append(_near(structure, protein.residues, there))
    return max(contacts, key=len)


def _near(structure: Structure, residues: np.ndarray, targets: np.ndarray) -> np.ndarray:
    own = structure.atoms_of(residues)
    xyz = structure.atoms.xyz
    apart = np.linalg.norm(xyz[own][:, None] - xyz[targets][None], axis=-1).min(axis=1)
    return np.unique(structure.atoms.residue[own[apart <= CONTACT_ANGSTROM]])


def _fill(text: str, name: str, key: str, value: Any) -> str:
    written = f'"{value}"' if isinstance(value, str) else f"[{', '.join(map(str, value))}]"
    pattern = re.compile(rf"(^\[{name}\]\n(?:(?!\[)[^\n]*\n)*?{key} = )(?:\"\"|\[\])$", re.MULTILINE)
    changed, count = pattern.subn(lambda m: m[1] + written, text)
    if count != 1:
        raise SystemExit(f"sites.toml: {name} has no empty {key} to fill in")
    return changed


PAGE = """# Known sites

Written by `tools/build_reference.py --only sites` from `src/kinlens/reference/data/sites.toml`.

`kinlens sites` lists them, `kinlens sites --gene ALK` puts them on a kinase, `kinlens sites 3k5v` on the chains of a
structure with what is bound there; `--site myristoyl_pocket` adds the columns of one to a report. In Python:
`kinlens.known_sites.known_sites()`, `on_domain(site, domain)`, `name_site(domain, positions, state)` and
`kinlens.site_listing.find_known_sites(structure, gene=…)`.

## Where the residues come from

Residues in contact (heavy atoms within {contact} Å) are computed from the entry named, by a rule beside each list;
the build computes them again and refuses a list that differs. Positions of the ATP site and the spines are those of
the domain family, regions those of `kinase.toml`, and the centres of front pocket, gate area and back pocket those of
KinFragLib. Numbers are UniProt's of the canonical isoform; a letter that the sequence does not have is refused on
loading.

Not in the registry for want of an entry at hand: the juxtamembrane segment of autoinhibited FLT3 (1RJB) and KIT
without a drug (1T45), and a ligand in the PIF pocket of PDPK1; that pocket's residues are those around AKT1's own
hydrophobic motif. The EGFR dimer is made by symmetry in 2GS2: each face has the residues whose nearest mate is the
other partner (operations z+1/2,x+1/2,y+1/2 and y+1/2,z+1/2,x+1/2 of I 2 3).

## On another kinase

A residue goes to the residue of the same KLIFS position; where the home residue has none, to that of the same
equivalent in PKA. What lies in an insertion, on either side, or outside the kinase domain has no counterpart, and is
listed. Coverage is the share of the site's residues that have one. `reach` says how far a site is carried: to no
other kinase, to the KinHub family, to the group, or to all.

Over the {domains} human kinase domains the sites that may fill the allosteric column and reach further than their
home spread as below. The cut-off of {cut:.0%} lies in the gap: the myristoyl pocket, of which four residues lie in an
insertion and three behind the domain, is not carried to ABL2 although their sequences agree; complete pockets have
{above:.0%} or more.

{spread}

## The allosteric column

1. A ligand in the role *allosteric* is bound to the chain: `observed here`, with the known sites it sits in.
2. A site of this very kinase: `observed in this kinase`. It stands unless the domain is seen in another state than
   the one it needs, fewer than half of its residues are resolved, or a residue is missing without which there is no
   such pocket (W80 of AKT1's PH domain).
3. A site carried over, where the state it needs is the domain's and the coverage suffices: `transferred`.
4. Blank, with the reason for every site that could have been.

Of several, the first in the registry's order is taken and the others are named. A site asked for by name (`--site`)
is given in any state, and says which it needs.

## Where a ligand sits

The ligand's site is that with most of the residues it touches, if they are at least half of the ligand's or half of
the site's, whichever is fewer; a pocket that needs another state is not there. A further site is named if the ligand
touches two fifths of what the sites named before have left of it, and if it is one of this kinase or one that every
kinase has. On the 577 files at hand type I inhibitors touch at most 0.36 of the DFG-out pocket, type II inhibitors
0.50 to 0.79 of it and at least 0.45 of the ATP pocket; inhibitors of the DFG-out pocket alone at most 0.27 of the ATP
pocket. Three inhibitors that reach the hinge from a back pocket have 0.33 to 0.35 of the ATP pocket and are named by
the back pocket only. Of 53 compounds in the role allosteric 47 have a name for their place; each of 94 nucleotides at
the hinge sits in the ATP site.

## What occupies a site

A site is `observed here` where a nucleotide, drug or allosteric ligand sits in it (the roles of
[ligands.md](ligands.md), seen from the domain it touches most): buffers, ions and what lies on the surface do not make
a site observed. A site of your own residues, KLIFS positions or PKA equivalents is occupied by such a ligand if that
touches at least {fewest} of its residues. A label that does not apply, as that of helix αC in WNK kinases, is not
known: it neither holds nor speaks against a site.

## Sites you ask for

`find_known_sites(…, sites=[parse_site("loop=residues:384-390")])` has a row for every site asked for, on each chain
looked at; where it is not there `origin` is `absent` and `notes` says why. A name of its own is needed: none of the
registry's, none that makes a column that exists (`symmetry` has `symmetry_A`), and none that ends in
{endings}.

## A file of your own

```toml
[sites.my_patch]
residues = "C121,P124,50-57"  # UniProt numbers of the gene; letters are checked
gene = "MAP2K1"
transfer = true               # also on other kinases, by the rule above
title = "what it is"
source = "where it is from"

[sites.hinge]
klifs = "46-48"               # or pka = "121-123", ligand = "STJ", chain = "H+L"
```

`kinlens sites --sites FILE.toml` lists them, `examine(…, sites=read_sites("FILE.toml"))` measures to them. What
cannot be read is refused with file, table, key, what was found and what to do.

## The sites

| name | what | home | residues | needs | reach | how | citation |
|---|---|---|---|---|---|---|---|
"""


def page() -> str:
    """Give the page of the registry."""
    kinome = load_kinome()
    domains = [domain for index in range(len(kinome)) for domain in domains_of(kinome.record(index))]
    rows = ["| site | domains | lowest | 5th percentile | median | at least 80 % |", "|---|--:|--:|--:|--:|--:|"]
    complete = []
    for site in known_sites().values():
        placed = [on_domain(site, d) for d in domains if site.reaches(d.protein) and not site.is_home(d.protein)]
        if site.allosteric and placed:
            covered = np.array([p.coverage for p in placed])
            low = np.percentile(covered, 5)
            complete += [low] if low >= FEWEST_COVERED else []
            rows.append(f"| {site.name} | {len(covered)} | {covered.min():.2f} | {low:.2f} | {np.median(covered):.2f} "
                        f"| {(covered >= FEWEST_COVERED).sum()} |")
    endings = ", ".join(f"`{ending}`" for ending in ENDINGS)
    text = PAGE.format(fewest=FEWEST_RESIDUES, endings=endings, contact=CONTACT_ANGSTROM,
                       domains=len(domains), cut=FEWEST_COVERED, above=np.floor(100 * min(complete)) / 100,
                       spread="\n".join(rows))
    for site in known_sites().values():
        home = site.protein
        gene = home.gene if home is not None else "every kinase"
        separator = " " if home is not None else ", "
        cells = [f"`{site.name}`", site.title + ("" if not site.notes else f". {site.notes}"), gene,
                 separator.join(site.labels), str(site.needs), site.reach, site.how, site.citation]
        text += f"| {' | '.join(cells)} |\n"
    return text
