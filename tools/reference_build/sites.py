"""Residues of the known sites, computed again from the entries they were observed in.

Every list of ``sites.toml`` that has a rule has to be what the rule gives: a list that differs is refused. ``fill``
writes the lists of sites that are new and still empty.
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
from kinlens.numbering import domains_of, main_domain
from kinlens.packing import CONTACT_ANGSTROM, symmetry_contacts
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
        return own[symmetry_contacts(structure, own).operation == rule["mate"]]
    if "partner" in rule:
        return _near(structure, own, structure.atoms_of(structure.residues_of(rule["partner"])))
    other = _stretch(protein, rule["to"])
    here = _near(structure, own, structure.atoms_of(other))
    return np.concatenate([here, _near(structure, other, structure.atoms_of(own))]) if rule.get("both") else here


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
