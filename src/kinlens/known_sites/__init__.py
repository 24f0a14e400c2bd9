"""Known sites of kinases: a sourced registry, its sites on any numbered domain, the names of what is bound there."""

from kinlens.known_sites.model import DEFINED, OBSERVED, TRANSFERRED, KnownSite, Placed, State
from kinlens.known_sites.naming import FEWEST_RESIDUES, Overlap, name_site, overlaps, touched_positions
from kinlens.known_sites.registry import known_sites, nearest_names
from kinlens.known_sites.requests import ENDINGS, STANDARD, SiteRequest, check_requests, parse_numbers, parse_site
from kinlens.known_sites.transfer import FEWEST_COVERED, on_domain, on_home
from kinlens.known_sites.user_sites import as_known_site, read_sites

__all__ = [
    "DEFINED",
    "ENDINGS",
    "FEWEST_COVERED",
    "FEWEST_RESIDUES",
    "OBSERVED",
    "STANDARD",
    "TRANSFERRED",
    "KnownSite",
    "Overlap",
    "Placed",
    "SiteRequest",
    "State",
    "as_known_site",
    "check_requests",
    "known_sites",
    "name_site",
    "nearest_names",
    "on_domain",
    "on_home",
    "overlaps",
    "parse_numbers",
    "parse_site",
    "read_sites",
    "touched_positions",
]
