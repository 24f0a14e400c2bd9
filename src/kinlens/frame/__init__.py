"""The common frame of kinase domains: every domain in one orientation, and where ATP would be."""

from kinlens.frame.carrying import CarriedNucleotide, carry_atp
from kinlens.frame.columns import SETS
from kinlens.frame.fitting import Fit, Frame, find_frame

__all__ = ["SETS", "CarriedNucleotide", "Fit", "Frame", "carry_atp", "find_frame"]
