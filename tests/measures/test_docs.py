"""The page of measures tells of every measure, of its parameters and of the flags of its rows."""

from __future__ import annotations

import re

from search.measures import measures
from tests.conftest import PROJECT


def test_every_measure_has_its_section_with_its_parameters() -> None:
    page = (PROJECT / "docs" / "measures.md").read_text(encoding="utf-8")
    sections = {part.partition("\n")[0]: part for part in re.split(r"^## ", page, flags=re.MULTILINE)[1:]}
    for name, measure in measures().items():
        assert name in sections, name
        assert not [one.name for one in measure.parameters if one.name not in sections[name]]
