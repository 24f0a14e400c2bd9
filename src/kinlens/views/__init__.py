"""Drawings: what people look at."""
