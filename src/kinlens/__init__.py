"""kinlens: put every kinase mutation in its place in 3D.

All lengths and distances are in ångström (Å). Positions are UniProt canonical unless a name says otherwise.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kinlens.version import __version__

_EXPORTS = {
    "Examination": "kinlens.examination",
    "KinlensError": "kinlens.errors",
    "Numbered": "kinlens.numbered",
    "Report": "kinlens.reporting",
    "Scene": "kinlens.scene",
    "Structure": "kinlens.structures.model",
    "Superposition": "kinlens.superposing",
    "Variant": "kinlens.variants",
    "View": "kinlens.views.notebook",
    "compose": "kinlens.scene",
    "examine": "kinlens.examination",
    "fetch": "kinlens.structures.library",
    "fetch_all": "kinlens.structures.library",
    "find_known_sites": "kinlens.site_listing",
    "find_structures": "kinlens.inventory",
    "identify": "kinlens.identity",
    "locate": "kinlens.locating",
    "locate_all": "kinlens.reporting",
    "number": "kinlens.numbered",
    "parse_variant": "kinlens.variants",
    "read": "kinlens.structures",
    "read_sites": "kinlens.known_sites",
    "report": "kinlens.reporting",
    "superpose": "kinlens.superposing",
    "versions": "kinlens.provenance",
    "view": "kinlens.views.notebook",
}
__all__ = [
    "Examination",
    "KinlensError",
    "Numbered",
    "Report",
    "Scene",
    "Structure",
    "Superposition",
    "Variant",
    "View",
    "__version__",
    "compose",
    "examine",
    "fetch",
    "fetch_all",
    "find_known_sites",
    "find_structures",
    "identify",
    "locate",
    "locate_all",
    "number",
    "parse_variant",
    "read",
    "read_sites",
    "report",
    "superpose",
    "versions",
    "view",
]

if TYPE_CHECKING:
    from kinlens.errors import KinlensError
    from kinlens.examination import Examination, examine
    from kinlens.identity import identify
    from kinlens.inventory import find_structures
    from kinlens.known_sites import read_sites
    from kinlens.locating import locate
    from kinlens.numbered import Numbered, number
    from kinlens.provenance import versions
    from kinlens.reporting import Report, locate_all, report
    from kinlens.scene import Scene, compose
    from kinlens.site_listing import find_known_sites
    from kinlens.structures import read
    from kinlens.structures.library import fetch, fetch_all
    from kinlens.structures.model import Structure
    from kinlens.superposing import Superposition, superpose
    from kinlens.variants import Variant, parse_variant
    from kinlens.views.notebook import View, view


def __getattr__(name: str) -> Any:
    """Import an export when it is first used (PEP 562), so that ``import kinlens`` stays fast."""
    if name not in _EXPORTS:
        raise AttributeError(f"module 'kinlens' has no attribute {name!r}")
    value = getattr(import_module(_EXPORTS[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
