"""Measures: one file per family, formulas with their source; they read the store."""

from search.measures.registry import Measure, get, measures
from search.measures.results import MeasureError, MeasureResult, MeasureRow

__all__ = ["Measure", "MeasureError", "MeasureResult", "MeasureRow", "get", "measures"]
