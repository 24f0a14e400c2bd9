"""Kinases that stand in no table: their residues are numbered as the file does, their domains by profile."""

from __future__ import annotations

import zlib
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kinlens.identity.claims import UNIPROT, unchecked_claim
from kinlens.identity.model import Protein, segments_of
from kinlens.numbering import search_domains
from kinlens.reference import ProteinRecord, load_kinome
from kinlens.structures.declared import ChainHeader

BY_PROFILE = "kinase, numbered by profile"
RESEMBLES = "resembles a kinase, too distant to be numbered"
# Fewer residues are no kinase domain worth a search: KLIFS's pocket alone has 85.
SHORTEST_DOMAIN = 85
LARGEST_NUMBER = 36_000  # titin, the longest protein, has 35,991 residues


def describe_unnamed(
    chain: str, letters: str, places: NDArray[np.int64], numbers: NDArray[np.int64], icodes: NDArray[np.str_],
    residues: NDArray[np.intp], header: ChainHeader, runner_up: str, *, whole: bool,
) -> Protein | str:
    """Say that a chain the tables do not know has a kinase domain.

    Parameters
    ----------
    chain : str
    letters : str
        One-letter codes of the construct, of the observed residues where the file has no SEQRES.
    places, numbers, icodes, residues : (k,) arrays
        Of each observed residue: place in `letters`, author number, insertion code, index in the structure.
    header : ChainHeader
    runner_up : str
        The protein of the tables that comes nearest.
    whole : bool
        Whether `letters` are the construct.

    Returns
    -------
    Protein or str
        What is to be said instead, where no domain can be numbered; '' if nothing.
    """
    if len(letters) < SHORTEST_DOMAIN:
        return ""
    positions = author_positions(len(letters), places, numbers, icodes)
    if positions is None:
        positions = np.arange(1, len(letters) + 1)
    sequence = np.full(int(positions.max()), "X")
    kept = positions > 0
    sequence[positions[kept] - 1] = np.array(list(letters))[kept]
    record = _record(header, "".join(sequence))
    traces = search_domains(record)
    if not any(trace.numbered for trace in traces):
        return RESEMBLES if any(trace.status == "too distant" for trace in traces) else ""
    canonical = positions[places]
    return Protein(
        chain=chain, record=record, status=BY_PROFILE, identity=float("nan"), aligned=0, runner_up=runner_up,
        organism=header.organism, segments=segments_of(numbers, canonical), differences=(),
        header=unchecked_claim(header), residues=residues, canonical=canonical,
        construct=frozenset(positions[kept].tolist()) if whole else None,
    )


def author_positions(
    length: int, places: NDArray[np.int64], numbers: NDArray[np.int64], icodes: NDArray[np.str_],
) -> NDArray[np.int64] | None:
    """Author number of every place of a construct, 0 below 1; None where author numbers cannot serve.

    They serve if they rise along the chain without insertion codes, and leave room for what is not resolved.
    """
    if not len(places) or (icodes != "").any() or (np.diff(numbers) < 1).any() or numbers.max() > LARGEST_NUMBER:
        return None
    found = np.zeros(length, dtype=np.int64)
    found[:places[0] + 1] = numbers[0] - np.arange(int(places[0]), -1, -1)
    for (place, following), (number, next_number) in zip(
            pairwise(places.tolist()), pairwise(numbers.tolist()), strict=True):
        if next_number - number < following - place:
            return None
        found[place:following] = number + np.arange(following - place)
    found[places[-1]:] = numbers[-1] + np.arange(length - int(places[-1]))
    return np.maximum(found, 0)


def _record(header: ChainHeader, sequence: str) -> ProteinRecord:
    """A protein by its sequence; called what the header calls it, where that is no protein of the tables."""
    known = set(load_kinome().column("accession"))
    claims = [r for r in header.references
              if r.database.upper() in UNIPROT and r.accession.partition("-")[0] not in known]
    accession = claims[0].accession if claims else f"seq-{zlib.crc32(sequence.encode()):08x}"
    entry = claims[0].name if claims else ""
    return ProteinRecord(-1, accession, entry.partition("_")[0] or "unnamed kinase", entry, "", "kinase", "", sequence)
