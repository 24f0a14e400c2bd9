"""kinlens: put every kinase mutation in its place in 3D.

All lengths and distances are in ångström (Å).
"""

__version__ = "0.1.0"
