"""Scenes: what is to be seen, described once for every viewer."""

from kinlens.scene.composing import compose, table_alone
from kinlens.scene.model import Colouring, Layer, Line, Mark, Molecule, Part, Scene
from kinlens.scene.turning import hidden_marks

__all__ = ["Colouring", "Layer", "Line", "Mark", "Molecule", "Part", "Scene", "compose", "hidden_marks", "table_alone"]
