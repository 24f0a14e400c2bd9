"""Protein variants as people write them: the grammar, reading and writing."""

from kinlens.variants.kinds import Joined, Kind, Nature
from kinlens.variants.model import Reading, Variant
from kinlens.variants.reading import parse_variant, read_variant, read_variants
from kinlens.variants.writing import write_variant

__all__ = ["Joined", "Kind", "Nature", "Reading", "Variant", "parse_variant", "read_variant", "read_variants",
           "write_variant"]
