"""YAML as plain values that know their lines, so that a complaint can name the place.

PyYAML keeps the last of two equal keys in silence; here that is an error of the file.
"""

from __future__ import annotations

from typing import Any

import yaml

# The C loader reads the built-in codebook in a tenth of the time of the Python one.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mapping(dict[Any, Any]):
    """`line` is where it begins, `lines` where each of its keys stands, `twice` the keys that come again."""

    def __init__(self, line: int = 1) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[Any, int] = {}
        self.twice: list[tuple[Any, int]] = []


class Sequence(list[Any]):
    """`lines`: where each of its items begins."""

    def __init__(self, line: int = 1) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


class _LinedLoader(_Loader):  # type: ignore[misc]
    """Builds `Mapping` and `Sequence` in place of dict and list."""

    def lined_mapping(self, node: yaml.MappingNode) -> Any:
        self.flatten_mapping(node)
        found = Mapping(node.start_mark.line + 1)
        yield found
        for key_node, value_node in node.value:
            key, line = self.construct_object(key_node, deep=True), key_node.start_mark.line + 1
            if not isinstance(key, (str, int, float, bool, type(None))):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key that is no text", key_node.start_mark
                )
            if key in found:
                found.twice.append((key, line))
            found[key] = self.construct_object(value_node)
            found.lines[key] = line

    def lined_sequence(self, node: yaml.SequenceNode) -> Any:
        found = Sequence(node.start_mark.line + 1)
        yield found
        for item in node.value:
            found.append(self.construct_object(item))
            found.lines.append(item.start_mark.line + 1)


_LinedLoader.add_constructor("tag:yaml.org,2002:map", _LinedLoader.lined_mapping)
_LinedLoader.add_constructor("tag:yaml.org,2002:seq", _LinedLoader.lined_sequence)


def read(source: str) -> Any:
    """The one document of `source`. Raises yaml.YAMLError, whose mark names the place."""
    return yaml.load(source, Loader=_LinedLoader)  # noqa: S506 derived from the safe loader
