"""Measures: one file per family, formulas with their source; they read the store."""
