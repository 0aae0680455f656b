"""The write path: bytes become documents with text, metadata, codes and evidence. Pure functions."""
