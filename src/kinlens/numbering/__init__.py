"""All numberings of a domain: UniProt, pocket, reference equivalent, region, anchor offset, spine.

Independent of any structure: a residue is named here by its number in the sequence. Kinases of the bundled table have
their numbers from it; for a sequence that stands in no table the profiles give them, with a confidence.
"""

from kinlens.numbering.finding import (
    Trace,
    block_of,
    domains_of,
    number_by_profile,
    search_domains,
    shift_blocks,
)
from kinlens.numbering.model import UNSURE, Domain, Evidence, domain_at, main_domain, numbering_facts

__all__ = [
    "UNSURE",
    "Domain",
    "Evidence",
    "Trace",
    "block_of",
    "domain_at",
    "domains_of",
    "main_domain",
    "number_by_profile",
    "numbering_facts",
    "search_domains",
    "shift_blocks",
]
