"""Acquisition: portals, discovery, politeness and verdicts; it ends at a `RawPage`."""
