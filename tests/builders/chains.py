"""Chains put together from pieces of real proteins: constructs as crystallographers make them.

Sequences come from the bundled table at run time, from the literature where a protein is no kinase.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from builders.files import STEP, Entry, Residue, amino_acid
from kinlens.reference import load_kinome
from kinlens.residues import ONE_TO_THREE

LETTERS = "ACDEFGHIKLMNPQRSTVWY"
# Lysozyme of phage T4 and human ubiquitin: what kinases and receptors are fused with.
T4_LYSOZYME = (
    "MNIFEMLRIDEGLRLKIYKDTEGYYTIGIGHLLTKSPSLNAAKSELDKAIGRNTNGVITKDEAEKLFNQDVDAAVRGILRNAKLKPVYDSLDAVRRAALIN"
    "MVFQMGETGVAGFTNSLRMLQQKRWDEAAVNLAKSRWYNQTPNRAKRVITTFRTGTWDAYKNL"
)
UBIQUITIN = "MQIFVKTLTGKTITLEVEPSDTIENVKAKIQDKEGIPPDQQRLIFAGKQLEDGRTLSDYNIQKESTLHLVLRLRGG"


@dataclass(frozen=True)
class Piece:
    """Consecutive residues; the first has author number `start`, an unresolved piece leaves its room empty."""

    names: tuple[str, ...]
    start: int
    resolved: bool = True


@dataclass(frozen=True)
class Chain:
    """Residues that have coordinates, and the names of the whole construct."""

    name: str
    residues: tuple[Residue, ...]
    construct: tuple[str, ...]


def piece(letters: Iterable[str], start: int, *, resolved: bool = True) -> Piece:
    """Make a piece of one-letter codes or three-letter names."""
    return Piece(tuple(ONE_TO_THREE.get(item, item) for item in letters), start, resolved)


def part(
    gene: str, first: int, last: int, *, offset: int = 0, resolved: bool = True,
    changed: Mapping[int, str] | None = None,
) -> Piece:
    """Residues `first` … `last` of a protein; `offset` is UniProt minus author number."""
    sequence = load_kinome().protein(gene).sequence
    changed = changed or {}
    return piece((changed.get(n, sequence[n - 1]) for n in range(first, last + 1)), first - offset, resolved=resolved)


def random_letters(length: int, seed: int) -> str:
    """Letters as frequent as one another: like no protein."""
    return "".join(np.random.default_rng(seed).choice(list(LETTERS), length))


def chain_of(*pieces: Piece, name: str = "A", shift: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Chain:
    """Join pieces, each bonded to the next."""
    residues: list[Residue] = []
    construct: list[str] = []
    for one in pieces:
        for k, residue in enumerate(one.names):
            if one.resolved:
                at = (shift[0] + STEP * len(construct), shift[1], shift[2])
                residues.append(amino_acid(residue, name, one.start + k, at))
            construct.append(residue)
    return Chain(name, tuple(residues), tuple(construct))


def entry_of(*chains: Chain, seqres: bool = True, **header: object) -> Entry:
    """Make a file of chains, each with its sequence unless `seqres` is false."""
    residues = [residue for chain in chains for residue in chain.residues]
    sequences = {chain.name: list(chain.construct) for chain in chains} if seqres else {}
    return Entry(residues, sequences=sequences, **header)  # type: ignore[arg-type]
