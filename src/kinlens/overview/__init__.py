"""The readable page about a structure, and the words of its parts."""

from kinlens.overview.domains import SHOWN_ANCHORS, register_said
from kinlens.overview.identity import author_scheme, plddt_of
from kinlens.overview.page import describe_chain, describe_structure, lay_out

__all__ = [
    "SHOWN_ANCHORS",
    "author_scheme",
    "describe_chain",
    "describe_structure",
    "lay_out",
    "plddt_of",
    "register_said",
]
