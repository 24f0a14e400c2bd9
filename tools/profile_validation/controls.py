"""What is no kinase: chains judged so by others, RAS, and the proteins of the tables without numbered domains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kinlens.errors import KinlensError
from kinlens.profiles import find_kinase_domains, judge
from kinlens.reference import load_kinome
from kinlens.structures import read


@dataclass(frozen=True)
class Control:
    """One chain or protein, and the best the profiles find in it."""

    name: str
    residues: int
    bits: float
    status: str


def examine(name: str, letters: str) -> Control:
    found = find_kinase_domains(letters)
    best = max(found, key=lambda domain: domain.bits, default=None)
    if best is None:
        return Control(name, len(letters), 0.0, "no kinase domain")
    return Control(name, len(letters), best.bits, judge(best).status)


def chains(structures: Path, listed: Path) -> list[Control]:
    """Chains of the list (lines ``ID_chain``) whose entry is at hand."""
    wanted = {line.strip() for line in listed.read_text().splitlines() if line.strip()}
    entries = {name.partition("_")[0].lower() for name in wanted}
    found = {}
    for path in sorted(structures.iterdir()):
        if path.name[:4].lower() not in entries or path.suffix in (".csv", ".md"):
            continue
        try:
            structure = read(path)
        except KinlensError:
            continue
        for chain, letters in letters_of(structure):
            name = f"{structure.source.id.upper()}_{chain}"
            if name in wanted:
                found[name] = examine(name, letters)
    return list(found.values())


def letters_of(structure) -> Iterator[tuple[str, str]]:
    """Letters of the construct of every protein chain, of what is resolved where the file does not have it."""
    for chain in structure.chain_names:
        residues = structure.residues_of(chain)
        if len(residues):
            header = structure.chains.get(chain)
            yield chain, (header.letters if header is not None else "") or "".join(structure.residues.parent[residues])


def proteins() -> list[tuple[str, Control]]:
    """Family and control of every protein of the tables without a numbered domain."""
    kinome = load_kinome()
    records = [kinome.record(i) for i in range(len(kinome))]
    return [(r.family, examine(r.gene, r.sequence)) for r in records if r.family != "kinase"]
