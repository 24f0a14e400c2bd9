"""Bundled reference data: what is known about proteins and domains before any structure is read."""

from kinlens.reference.kinome import DomainRecord, Kinome, ProteinRecord, load_kinome
from kinlens.reference.names import Named, find_protein, look_up

__all__ = ["DomainRecord", "Kinome", "Named", "ProteinRecord", "find_protein", "load_kinome", "look_up"]
