"""Figures of measures: one Vega-Lite specification each, drawn as SVG, PNG or HTML."""
