"""Figures without a browser: a ribbon drawing of a scene as SVG, PDF or PNG."""

from kinlens.views.figure.drawing import FIGURE_SUFFIXES, draw_figure, figure_png

__all__ = ["FIGURE_SUFFIXES", "draw_figure", "figure_png"]
