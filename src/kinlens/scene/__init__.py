"""Scenes: what is to be seen, described once for every viewer."""

from kinlens.scene.composing import compose, table_alone
from kinlens.scene.model import Colouring, Layer, Line, Mark, Molecule, Part, Scene

__all__ = ["Colouring", "Layer", "Line", "Mark", "Molecule", "Part", "Scene", "compose", "table_alone"]
