from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from commands.indented import indented

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(
    SCALARS,
    lambda each: st.lists(each) | st.lists(each).map(tuple)
    | st.dictionaries(st.text() | st.integers() | st.none() | st.booleans(), each),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
def test_json_is_that_of_the_library_to_the_byte(value: Any) -> None:
    assert indented(value) == json.dumps(value, ensure_ascii=False, indent=2)
