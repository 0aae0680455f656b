"""Estimators that measures share: pure functions of numbers, each with its source and a published example."""
