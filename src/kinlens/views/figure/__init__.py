"""Figures without a browser: a ribbon drawing of a scene as SVG, PDF or PNG."""

from kinlens.views.figure.drawing import DPI, FIGURE_SUFFIXES, WIDTH_MM, draw_figure, figure_data_uri, figure_png

__all__ = ["DPI", "FIGURE_SUFFIXES", "WIDTH_MM", "draw_figure", "figure_data_uri", "figure_png"]
