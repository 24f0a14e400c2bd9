"""Kinases that no table has: human ones with similar residues in the place of many."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from kinlens.numbering import Domain, domains_of
from kinlens.reference import ProteinRecord, load_kinome

SIMILAR = ("ILVM", "FYW", "KR", "DE", "ST", "NQH", "AG")
# Green fluorescent protein of Aequorea victoria (P42212).
GFP = (
    "MSKGEELFTGVVPILVELDGDVNGHKFSVSGEGEGDATYGKLTLKFICTTGKLPVPWPTLVTTFSYGVQCFSRYPDHMKQHDFFKSAMPEGYVQERTIFFKDDGNYKTRA"
    "EVKFEGDTLVNRIELKGIDFKEDGNILGHKLEYNYNSHNVYIMADKQKNGIKVNFKIRHNIEDGSVQLADHYQQNTPIGDGPVLLPDNHYLSTQSALSKDPNEKRDHMVL"
    "LEFVTAAGITHGMDELYK"
)


def table_domain(gene: str, which: int = -1) -> Domain:
    """Domain of the bundled table."""
    return domains_of(load_kinome().protein(gene))[which]


def domain_letters(gene: str, before: int = 0, after: int = 0) -> str:
    """Letters of a kinase's last domain, with some before and after it."""
    domain = table_domain(gene)
    return domain.protein.sequence[max(domain.start - 1 - before, 0):domain.end + after]


def unknown(sequence: str, name: str = "query") -> ProteinRecord:
    """A protein that is in no table."""
    return ProteinRecord(-1, name, name, "", "", "kinase", "", sequence)


def varied(sequence: str, seed: int, share: float = 0.4, keep: Container[int] = ()) -> str:
    """A sequence with a share of its residues replaced by similar ones; positions to `keep` stay as they are."""
    rng = np.random.default_rng(seed)
    letters = list(sequence)
    for place, letter in enumerate(letters):
        others = [other for group in SIMILAR if letter in group for other in group if other != letter]
        if others and place + 1 not in keep and rng.random() < share / 0.85:  # C and P have none
            letters[place] = str(rng.choice(others))
    return "".join(letters)


def mutant(gene: str, seed: int, share: float = 0.4) -> str:
    """A human kinase, whole, with a share of its residues replaced by similar ones; anchors stay as they are."""
    domain = table_domain(gene)
    return varied(domain.protein.sequence, seed, share, set(domain.anchors.values()))


def mutant_domain(gene: str, seed: int, before: int = 10, after: int = 10, share: float = 0.4) -> str:
    """The last domain of a mutated kinase, with some residues before and after it."""
    domain = table_domain(gene)
    return mutant(gene, seed, share)[max(domain.start - 1 - before, 0):domain.end + after]
