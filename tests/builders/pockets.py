"""Ligands that lie along a ruler so closely that they count as bound in a pocket."""

from __future__ import annotations

from builders.files import Residue
from builders.kinases import Ruler, beside


def along(chain: Ruler, position: int, name: str, *, size: int = 24, number: int = 900) -> Residue:
    """A compound beside the side chains of a residue and the next ones: eight residues and walls all along."""
    return beside(chain, position, name, size=size, y=-2.5, z=2.0, number=number)
