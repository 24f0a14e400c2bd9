"""The bundled profiles, and searching a sequence with one of them (HMMER 3 through pyhmmer)."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyhmmer.easel import Alphabet, DigitalSequenceBlock, TextSequence
from pyhmmer.plan7 import HMM, Background, HMMFile, OptimizedProfile, Pipeline

from kinlens.errors import ReferenceDataError
from kinlens.profiles.denormals import flushed
from kinlens.reference.bundled import data_file

FILE = "profiles.hmm.gz"
ALPHABET = Alphabet.amino()
LETTERS = "ACDEFGHIKLMNPQRSTVWY"  # in the order of HMMER's emissions
# HMMER writes the posterior probability of an aligned pair as one digit of tenths, * for 0.95 and more.
_PROBABILITY = np.zeros(128)
_PROBABILITY[[ord(digit) for digit in "0123456789*"]] = [*(tenths / 10 for tenths in range(10)), 0.98]
_NOT_A_RESIDUE = str.maketrans("-.*~", "XXXX")


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One local alignment of a sequence with a profile.

    Attributes
    ----------
    bits : float
        HMMER's score of this alignment, bias corrected.
    columns, places : (k,) int
        Columns with a residue, and the 0-based place of each in the sequence; both increase.
    probability : (k,) float
        HMMER's posterior probability of each pair.
    """

    bits: float
    columns: NDArray[np.int64]
    places: NDArray[np.int64]
    probability: NDArray[np.float64]


class Profiles:
    """Profiles on one set of columns; the first one is that of all kinases.

    Parameters
    ----------
    hmms : sequence of pyhmmer.plan7.HMM
        All of the same length.
    """

    def __init__(self, hmms: Sequence[HMM[Any]]) -> None:
        self._hmms = tuple(hmms)
        self._ready: dict[int, OptimizedProfile[Any]] = {}
        # A search writes into the pipeline and into the profile, and lets other threads run meanwhile.
        self._lock = Lock()
        # The searches here are of one or two candidates: HMMER's filters, made for databases, would cost sensitivity.
        self._pipeline = Pipeline(ALPHABET, bias_filter=False, F1=1.0, F2=1.0, F3=1.0, E=1e9, domE=1e9,
                                  incE=1e9, incdomE=1e9, Z=1, domZ=1)

    def __len__(self) -> int:
        return len(self._hmms)

    @property
    def width(self) -> int:
        """Number of columns."""
        return int(self._hmms[0].M)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the profiles: a kinase group, or families of one."""
        return tuple(str(hmm.name) for hmm in self._hmms)

    @cached_property
    def log_odds(self) -> NDArray[np.float64]:
        """Bits of each of the twenty residues in each column, shape (profiles, columns, 20)."""
        background = np.asarray(Background(ALPHABET).residue_frequencies)
        tables: Sequence[Any] = self._hmms  # pyhmmer's stubs do not know the emissions
        emissions = np.array([np.asarray(hmm.match_emissions, dtype=np.float64)[1:] for hmm in tables])
        odds: NDArray[np.float64] = np.log2(emissions / background)
        return odds

    def search(self, profile: int, sequence: str) -> list[Piece]:
        """Every local alignment of a sequence with a profile, in the order of the sequence.

        Parameters
        ----------
        profile : int
            Which one.
        sequence : str
            One-letter codes; what is no residue counts as any.
        """
        query = TextSequence(name="query", sequence=sequence.translate(_NOT_A_RESIDUE)).digitize(ALPHABET)
        block = DigitalSequenceBlock(ALPHABET, [query])
        with self._lock:
            ready = self.prepared(profile)
            self._pipeline.clear()
            with flushed():
                hits = self._pipeline.search_hmm(ready, block)
            pieces = [_piece(domain) for hit in hits for domain in hit.domains]
        return sorted((piece for piece in pieces if len(piece.columns)), key=lambda piece: int(piece.places[0]))

    def prepared(self, profile: int) -> OptimizedProfile[Any]:
        """A profile in the form HMMER searches with, made once; HMMER fits it to the length of each sequence."""
        if profile not in self._ready:
            self._ready[profile] = self._hmms[profile].to_profile(Background(ALPHABET)).to_optimized()
        return self._ready[profile]


def _piece(domain: Any) -> Piece:
    """Columns and places of HMMER's alignment: '.' is an insertion in the sequence, '-' a deletion."""
    alignment = domain.alignment
    model, letters, tenths = (np.frombuffer(text.encode(), dtype=np.uint8) for text in (
        alignment.hmm_sequence, alignment.target_sequence, alignment.posterior_probabilities))
    in_column, is_residue = model != ord("."), letters != ord("-")
    columns = alignment.hmm_from - 2 + np.cumsum(in_column)
    places = alignment.target_from - 2 + np.cumsum(is_residue)
    pairs = in_column & is_residue
    return Piece(float(domain.score), columns[pairs], places[pairs], _PROBABILITY[tenths[pairs]])


def read_profiles(data: bytes) -> Profiles:
    """Profiles of a HMMER 3 file.

    Raises
    ------
    ReferenceDataError
        If the file is cut short.
    """
    if not data.rstrip().endswith(b"//"):
        raise ReferenceDataError(FILE, "it is cut short")
    stream = HMMFile(BytesIO(data))
    try:
        return Profiles(list(stream))
    finally:
        stream.close()


@cache
def load_profiles() -> Profiles:
    """Load the bundled profiles, once per process."""
    return read_profiles(gzip.decompress(data_file(FILE).read_bytes()))
