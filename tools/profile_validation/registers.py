"""Whether coordinates find a numbering that is off: real chains, shifted ones, and the errors of the profiles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kinlens.errors import KinlensError
from kinlens.identity import Protein, identify_all
from kinlens.numbering import Domain, domains_of
from kinlens.register import MOTIFS, check_register, correct_register
from kinlens.structures import Structure, read

from .leaving_out import Outcome, load_study, renumber

SHIFTS = (-4, -3, -2, -1, 1, 2, 3, 4)


@dataclass(frozen=True)
class Seen:
    """A numbered domain with coordinates."""

    structure: Structure
    protein: Protein
    domain: Domain


def resolved(folder: Path) -> Iterator[Seen]:
    """Domains of the tables that a chain resolves for the most part, over all structures."""
    for path in sorted(p for p in folder.iterdir() if p.is_file() and p.suffix not in (".csv", ".md")):
        try:
            structure = read(path)
        except KinlensError:
            continue
        for chain in structure.chain_names:
            if not len(structure.residues_of(chain)):
                continue
            for protein in identify_all(structure, chain):
                if protein.record is None or not protein.record.in_tables:
                    continue
                for domain in domains_of(protein.record):
                    if 2 * sum(n in protein.positions for n in domain.anchors.values()) > len(domain.anchors):
                        yield Seen(structure, protein, domain)


@dataclass
class Tally:
    """Chains looked at, statuses by motif as numbered, and what becomes of a motif that is numbered off."""

    chains: int
    as_numbered: dict[str, Counter[str]]
    shifted: dict[str, Counter[str]]
    contradicted: list[str]
    errors: list[tuple[str, str, str]]


def tally(folder: Path, reference: Path, outcomes: list[Outcome]) -> Tally:
    """Check every chain as it is numbered; one chain a domain with each motif moved; and the profiles' errors."""
    found = Tally(0, defaultdict(Counter), defaultdict(Counter), [], [])
    wrong = {o.gene: o for o in outcomes if o.wrong}
    done: set[str] = set()
    for seen in resolved(folder):
        found.chains += 1
        gene = seen.protein.record.gene
        name = f"{gene} {seen.domain.index}" if len(domains_of(seen.protein.record)) > 1 else gene
        for check in check_register(seen.structure, seen.protein, seen.domain):
            found.as_numbered[check.motif][check.status] += 1
            if check.status == "contradicted":
                found.contradicted.append(f"{seen.structure.source.id} {seen.protein.chain} {name}: {check}")
        if name in done:
            continue
        done.add(name)
        _shift(seen, found)
        if name in wrong:
            found.errors.append((name, seen.structure.source.id, _said(seen, reference, wrong[name])))
    return found


def _shift(seen: Seen, found: Tally) -> None:
    for motif, names in MOTIFS.items():
        for shift in SHIFTS:
            moved = {n: p + shift if n in names else p for n, p in seen.domain.anchors.items()}
            checks = check_register(seen.structure, seen.protein, replace(seen.domain, anchors=moved))
            check = next(c for c in checks if c.motif == motif)
            right = check.status == "contradicted" and check.shift == -shift
            found.shifted[motif]["found" if right else check.status] += 1


def _said(seen: Seen, reference: Path, outcome: Outcome) -> str:
    """What coordinates say of a domain that the profiles number wrongly when it is left out."""
    domains = load_study(reference).alignment.domains
    row = next(i for i, d in enumerate(domains) if d.accession == seen.protein.record.accession
               and d.start == seen.domain.start)
    domain = renumber(reference, row)
    if domain is None:
        return "not numbered"
    _, checks = correct_register(seen.structure, seen.protein, domain)
    about = [c for c in checks if set(MOTIFS[c.motif]) & set(outcome.wrong)]
    return "; ".join(map(str, about)) or "no motif of the wrong anchors is checked"
