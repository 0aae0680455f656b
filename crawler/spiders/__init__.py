"""Spiders: one per platform that needs its own way of walking."""
