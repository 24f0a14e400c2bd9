"""Bundled reference data: what is known about proteins and domains before any structure is read."""

from kinlens.reference.kinome import DomainRecord, Kinome, ProteinRecord, load_kinome

__all__ = ["DomainRecord", "Kinome", "ProteinRecord", "load_kinome"]
