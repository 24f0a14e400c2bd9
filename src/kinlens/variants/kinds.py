"""The words a variant is described in."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a variant does to the protein."""

    SUBSTITUTION = "substitution"
    SYNONYMOUS = "synonymous"
    STOP = "stop"
    STOP_OR_ANY = "stop or any residue"  # a bare X: nonsense in screens and older papers, "any" in clinical tables
    ANY = "any residue"
    RESIDUE = "residue"
    RANGE = "range"
    DELETION = "deletion"
    INSERTION = "insertion"
    DELINS = "deletion-insertion"
    DUPLICATION = "duplication"
    REPEAT = "repeat"
    FRAMESHIFT = "frameshift"
    EXTENSION = "extension"
    START_LOSS = "start loss"
    SPLICE = "splice"


class Joined(StrEnum):
    """How the variants of one text belong together."""

    SINGLE = ""
    TOGETHER = "together"  # one protein carries them all
    EITHER = "either"      # alternatives: one residue cannot be two things
    LISTED = "listed"      # the text does not say


class Nature(StrEnum):
    """What a text turned out to be."""

    VARIANT = "variant"
    NOT_A_VARIANT = "not a variant"
    REFUSED = "refused"
