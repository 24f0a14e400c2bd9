"""Coordinate files as arrays: reading them, finding them, and the structure they become."""

from kinlens.structures.files import read
from kinlens.structures.library import find
from kinlens.structures.model import Structure

__all__ = ["Structure", "find", "read"]
