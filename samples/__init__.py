"""Five small sample portals in our own words, served on loopback for demo, tests and benchmark."""

from __future__ import annotations

from samples.generate import generate
from samples.server import SampleServer, connect_to, portals_folder

__all__ = ["SampleServer", "connect_to", "generate", "portals_folder"]
