"""Small codebooks in our own words, as files and as what a store keeps."""

from __future__ import annotations

from typing import Any

import yaml

from pipelines import codebook


def source(version: str, **changes: Any) -> str:
    """The built-in codebook under another version; `without` leaves themes out, other keys replace."""
    raw = rules()
    without = changes.pop("without", ())
    raw["themes"] = [theme for theme in raw["themes"] if theme["id"] not in without]
    for rule in raw.get("context_rules", []):
        rule["spares"] = [theme for theme in rule["spares"] if theme not in without]
    return yaml.dump(raw | {"version": version} | changes, Dumper=yaml.CSafeDumper, allow_unicode=True)


def rules() -> dict[str, Any]:
    """What the file of the built-in codebook holds."""
    found: dict[str, Any] = yaml.load(codebook.BUILTIN.read_bytes(), Loader=yaml.CSafeLoader)
    return found
