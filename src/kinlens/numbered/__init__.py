"""Kinase domains of sequences and structures, numbered: from the tables where they know them, else by profile."""

from kinlens.numbered.making import number
from kinlens.numbered.model import NO_DOMAIN, NOT_READ, NUMBERED, Numbered, Numbering
from kinlens.numbered.sources import sequences_of

__all__ = ["NOT_READ", "NO_DOMAIN", "NUMBERED", "Numbered", "Numbering", "number", "sequences_of"]
