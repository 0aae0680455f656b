"""From YAML to the parts of a codebook, with every error of a file named at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from pipelines.codebook.records import ContextRule, Facet, ReformRules, Subtheme, Terms, Theme

_TERMS = ("phrases", "weak", "title", "abbreviations", "weak_abbreviations", "exclude")
_LABELS = ("id", "vi", "en", "definition", "issuer", "note")
_REFORM = ("subjects", "supports", "context", "strangers")
_TOP = (
    "version",
    "as_of",
    "traps",
    "slips",
    "context_rules",
    "gate",
    "reform",
    "themes",
    "channels",
    "audiences",
    "indices",
)


class CodebookError(ValueError):
    """A codebook that cannot be used; `errors` has one line for each thing wrong with it."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


def parse(source: str, name: str) -> dict[str, Any]:
    """The fields of `Codebook`. Raises CodebookError; `name` begins every line of it."""
    try:
        # The C loader reads the built-in codebook in 30 ms, the Python one in 300.
        raw = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise CodebookError([f"{name}: not YAML: {error}"]) from error
    return _Reader(name).codebook(raw)


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._errors: list[str] = []

    def codebook(self, raw: Any) -> dict[str, Any]:
        top = self._mapping(raw, "codebook", _TOP)
        reform = self._mapping(top.get("reform", {}), "reform", _REFORM)
        slips = self._mapping(top.get("slips", {}), "slips", None)
        parts = {
            "version": self._word(top, "version", "codebook"),
            "themes": self._all(top, "themes", self._theme),
            "channels": self._all(top, "channels", self._facet),
            "audiences": self._all(top, "audiences", self._facet),
            "indices": self._all(top, "indices", self._facet),
            "context_rules": self._all(top, "context_rules", self._context_rule),
            "gate": self._terms(top.get("gate", {}), "gate"),
            "reform": ReformRules(*(self._terms(reform.get(key, {}), key) for key in _REFORM)),
            "traps": self._words(top, "traps", "codebook"),
            "slips": tuple((str(wrong), str(meant)) for wrong, meant in slips.items()),
        }
        if self._errors:
            raise CodebookError(self._errors)
        return parts

    def _theme(self, raw: Any, where: str) -> Theme:
        raw = self._mapping(raw, where, (*_LABELS, *_TERMS, "sub", "area_76"))
        name = self._word(raw, "id", where)
        return Theme(
            id=name,
            label=self._word(raw, "vi", name),
            label_en=self._word(raw, "en", name),
            definition=self._word(raw, "definition", name),
            terms=self._terms({key: raw[key] for key in _TERMS if key in raw}, name),
            subthemes=self._all(raw, "sub", self._subtheme, where=name),
        )

    def _subtheme(self, raw: Any, where: str) -> Subtheme:
        raw = self._mapping(raw, where, (*_LABELS, *_TERMS))
        name = self._word(raw, "id", where)
        terms = self._terms({key: raw[key] for key in _TERMS if key in raw}, name)
        return Subtheme(name, self._word(raw, "vi", name), self._word(raw, "definition", name), terms)

    def _facet(self, raw: Any, where: str) -> Facet:
        raw = self._mapping(raw, where, (*_LABELS, *_TERMS))
        name = self._word(raw, "id", where)
        terms = self._terms({key: raw[key] for key in _TERMS if key in raw}, name)
        return Facet(name, self._word(raw, "vi", name), terms)

    def _context_rule(self, raw: Any, where: str) -> ContextRule:
        raw = self._mapping(raw, where, ("id", "note", "spares", *_TERMS))
        name = self._word(raw, "id", where)
        terms = self._terms({key: raw[key] for key in _TERMS if key in raw}, name)
        return ContextRule(name, terms, self._words(raw, "spares", name))

    def _terms(self, raw: Any, where: str) -> Terms:
        raw = self._mapping(raw, where, _TERMS)
        return Terms(*(self._words(raw, key, where) for key in _TERMS))

    def _all(self, raw: Any, key: str, read: Callable[[Any, str], Any], where: str = "") -> tuple[Any, ...]:
        items = raw.get(key, [])
        if not isinstance(items, list):
            self._complain(where or key, f"{key} is not a list")
            return ()
        found = [
            read(item, f"{where}{'.' if where else ''}{key}[{place}]") for place, item in enumerate(items)
        ]
        ids = [item.id for item in found]
        for twice in sorted({name for name in ids if ids.count(name) > 1}):
            self._complain(where or key, f"{twice} stands there twice")
        return tuple(found)

    def _words(self, raw: Any, key: str, where: str) -> tuple[str, ...]:
        words = raw.get(key, [])
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            self._complain(where, f"{key} is not a list of phrases (numbers need quotes)")
            return ()
        return tuple(words)

    def _word(self, raw: Any, key: str, where: str) -> str:
        word = raw.get(key)
        if not isinstance(word, str) or not word.strip():
            self._complain(where, f"{key} is missing or no text")
            return ""
        return word

    def _mapping(self, raw: Any, where: str, known: tuple[str, ...] | None) -> dict[str, Any]:
        if not isinstance(raw, dict):
            self._complain(where, "is not a mapping")
            return {}
        for key in raw:
            if known is not None and key not in known:
                self._complain(where, f"unknown key {key!r}")
        return raw

    def _complain(self, where: str, what: str) -> None:
        self._errors.append(f"{self._name}: {where}: {what}")
