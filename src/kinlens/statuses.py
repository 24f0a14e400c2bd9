"""What becomes of an input row: one word each, so that no row is lost and none is guessed."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What became of an input row. Distances are given for every status that has coordinates."""

    MATCH = "match"
    NOT_CHECKED = "wild type not stated"
    MISMATCH = "mismatch"
    ENGINEERED = "engineered"
    MUTANT_PRESENT = "mutant present"
    TAG = "tag"
    NOT_RESOLVED = "not resolved"
    SIDE_CHAIN_MISSING = "side chain missing"
    OUTSIDE_CONSTRUCT = "outside construct"
    OUTSIDE_DOMAIN = "outside the kinase domain"
    NO_COUNTERPART = "no counterpart known"
    NUMBERING_UNKNOWN = "numbering not known for this protein"
    AMBIGUOUS_NAME = "several proteins have this name"
    NOT_IN_TABLES = "not in the kinome or RAS tables"
    NOT_IN_STRUCTURE = "not in this structure"
    NO_GENE = "no gene named"
    NOT_A_VARIANT = "not a variant"
    NOT_READ = "not read"


# Statuses of a variant that names no residue there could be facts of.
UNPLACED = (Status.MISMATCH, Status.TAG, Status.NO_COUNTERPART, Status.NUMBERING_UNKNOWN, Status.AMBIGUOUS_NAME,
            Status.NOT_READ, Status.NOT_A_VARIANT, Status.NO_GENE, Status.NOT_IN_TABLES)
