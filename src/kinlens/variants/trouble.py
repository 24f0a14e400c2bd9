"""Why a text is refused: every reason there is, and the exception that carries one."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What can be wrong with a text, as a sentence with gaps."""

    NO_POSITION = "there is no position in it"
    NOTHING_FOLLOWS = "nothing follows"
    NO_START = "no residue and no number begins with {}"
    NO_AMINO_ACID = "{} is none of the amino acids"
    CANNOT_FOLLOW = "{} cannot be followed by {}"
    CANNOT_READ = "{} behind it cannot be read"
    BARE_NUMBER = "a number alone cannot be followed by {}"
    ONLY_A_NAME = "{} is an accession, and no residue follows"
    BRACKET_OPEN = "a bracket is not closed"
    BRACKET_ODD = "a bracket has no partner"
    FROM_ONE = "positions count from 1"
    LEADING_ZERO = "a position does not begin with 0"
    TOO_LONG = "a position has at most five digits"
    BACKWARDS = "the range runs backwards, from {} to {}"
    NO_NEIGHBOURS = "an insertion stands between neighbours, {} and {} are none"
    NO_SEQUENCE = "{} is no sequence of residues"
    OTHER_LENGTH = "{} residues are named, {} to {} are {}"
    OTHER_ENDS = "{} does not begin and end with the residues named"


class Trouble(Exception):
    """What is wrong in a text, and where; never leaves this package."""

    def __init__(self, reason: Reason, position: int, *gaps: object) -> None:
        super().__init__(reason)
        self.reason, self.position = reason.format(*gaps), position
