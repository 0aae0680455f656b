"""From YAML to the parts of a codebook, with every error of a file named at once, each with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields
from math import isfinite
from typing import Any

import yaml

from crawler.nearest import suggestion
from pipelines.codebook.records import (
    ContextRule,
    Facet,
    Guide,
    ReformPoints,
    ReformRules,
    Subtheme,
    Terms,
    Theme,
)
from pipelines.codebook.yamlfile import Mapping, Sequence, read
from pipelines.gapped import SIGN, parts
from pipelines.words import exact_tokens

TERM_LISTS = ("phrases", "weak", "title", "abbreviations", "weak_abbreviations", "exclude")
GAPPED_LISTS = ("phrases", "weak", "title")
_WITHOUT_GAPS = "reform.bodies"
_LIKE_SIGN = ("...", "..", "⋯", ". .")  # typed or pasted for it
_TWO_PARTS = 2
_GUIDE_TEXTS = ("inclusion", "exclusion", "source")
_GUIDE_LISTS = ("examples", "counter_examples")
_LABELS = ("id", "vi", "en", "definition", "note", *_GUIDE_TEXTS, *_GUIDE_LISTS)
_REFORM = ("subjects", "supports", "context", "strangers", "vouched", "hinted", "bodies")
_POINTS = tuple(point.name for point in fields(ReformPoints))
_TOP = ("version", "as_of", "traps", "slips", "shared_phrases", "context_rules", "gate", "reform", "themes",
        "channels", "audiences", "indices")  # fmt: skip


class CodebookError(ValueError):
    """A codebook that cannot be used; `errors` has one line for each thing wrong with it."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


def parse(source: str, name: str) -> dict[str, Any]:
    """The fields of `Codebook`. Raises CodebookError; `name` and the line begin every line of it."""
    try:
        raw = read(source)
    except yaml.YAMLError as error:
        raise CodebookError([f"{name}{_line_of(error)}: not YAML: {_problem(error)}"]) from error
    digest = hashlib.sha256(source.encode("utf-8")).hexdigest()
    return _Reader(name).codebook(raw) | {"digest": digest}


def _line_of(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}" if mark is not None else ""


def _misused_gap(phrase: str, key: str, where: str) -> str | None:
    """Why a phrase with the sign of a gap, or with what looks like it, cannot be read."""
    for like in _LIKE_SIGN:
        if like in phrase:
            return f"has {like}, which is no gap: the sign is the one character {SIGN}"
    if SIGN not in phrase:
        return None
    if where == _WITHOUT_GAPS:
        return f"has a gap ({SIGN}), and {_WITHOUT_GAPS} may have none: a body is named in one piece"
    if key not in GAPPED_LISTS:
        return f"has a gap ({SIGN}), which only {', '.join(GAPPED_LISTS)} may have"
    read = [exact_tokens(part) for part in parts(phrase)]
    if len(read) != _TWO_PARTS or not all(read):
        return f"is not of two parts with words around one {SIGN}"
    return None


def _problem(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or " ".join(str(error).split()))


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._errors: list[tuple[int, str]] = []
        self._lines: dict[tuple[str, str], int] = {}

    def codebook(self, raw: Any) -> dict[str, Any]:
        top = self._mapping(raw, "codebook", _TOP, 1)
        slips = self._inner(top, "slips", None)
        parts = {
            "version": self._word(top, "version", "codebook"),
            "themes": self._all(top, "themes", self._theme),
            "channels": self._all(top, "channels", self._facet),
            "audiences": self._all(top, "audiences", self._facet),
            "indices": self._all(top, "indices", self._facet),
            "context_rules": self._all(top, "context_rules", self._context_rule),
            "gate": self._terms(self._inner(top, "gate", TERM_LISTS), "gate"),
            "reform": self._reform(top),
            "traps": self._phrases(top, "traps", "codebook"),
            "shared": self._phrases(top, "shared_phrases", "codebook"),
            "slips": tuple((str(wrong), str(meant)) for wrong, meant in slips.items()),
            "lines": self._lines,
        }
        self._check_references(parts)
        if self._errors:
            raise CodebookError(
                [f"{self._name}:{line}: {what}" for line, what in sorted(dict.fromkeys(self._errors))]
            )
        return parts

    def _check_references(self, parts: dict[str, Any]) -> None:
        known = {theme.id for theme in parts["themes"]}
        for rule in parts["context_rules"]:
            for theme in rule.spares:
                if theme not in known:
                    path = f"context_rules/{rule.id}"
                    self._complain(self._lines[path, theme], path, f"spares {theme}, which is no theme here")

    def _reform(self, top: Mapping) -> ReformRules:
        raw = self._inner(top, "reform", (*_REFORM, *_GUIDE_LISTS, "points"))
        terms = {key: self._terms(self._inner(raw, key, TERM_LISTS), f"reform.{key}") for key in _REFORM}
        examples, counters = (self._words(raw, key, "reform") for key in _GUIDE_LISTS)
        points = self._points(self._inner(raw, "points", _POINTS))
        return ReformRules(**terms, examples=examples, counter_examples=counters, points=points)

    def _points(self, raw: Mapping) -> ReformPoints:
        """The points that a file names; the others are those of files that name none."""
        wrong = {key: told for key, value in raw.items() if (told := _no_points(value))}
        for key, told in wrong.items():
            self._complain(raw.lines[key], "reform.points", f"{key}: {told}")
        for key in ("broad", "gate_hits"):
            if key not in wrong and raw.get(key, 1) <= 0:
                self._complain(raw.lines[key], "reform.points", f"{key}: {raw[key]!r} is not above 0")
        return ReformPoints(
            **{key: value for key, value in raw.items() if key in _POINTS and key not in wrong}
        )

    def _theme(self, raw: Mapping, where: str) -> Theme:
        self._known(raw, where, (*_LABELS, *TERM_LISTS, "sub", "area_76"))
        name = self._entry(raw, where, "")
        return Theme(
            id=name,
            label=self._word(raw, "vi", name),
            label_en=self._word(raw, "en", name),
            definition=self._word(raw, "definition", name),
            terms=self._terms(raw, name),
            subthemes=self._all(raw, "sub", self._subtheme, where=name),
            guide=self._guide(raw, name),
        )

    def _subtheme(self, raw: Mapping, where: str) -> Subtheme:
        self._known(raw, where, (*_LABELS, *TERM_LISTS))
        path = self._entry(raw, where, where.partition(".")[0])
        return Subtheme(
            id=path.rpartition("/")[2],
            label=self._word(raw, "vi", path),
            definition=self._word(raw, "definition", path),
            terms=self._terms(raw, path),
            guide=self._guide(raw, path),
        )

    def _facet(self, raw: Mapping, where: str) -> Facet:
        self._known(raw, where, (*_LABELS, *TERM_LISTS, "issuer"))
        path = self._entry(raw, where, where.partition("[")[0])
        return Facet(
            id=path.rpartition("/")[2],
            label=self._word(raw, "vi", path),
            terms=self._terms(raw, path),
            definition=self._optional(raw, "definition", path),
            guide=self._guide(raw, path),
        )

    def _context_rule(self, raw: Mapping, where: str) -> ContextRule:
        self._known(raw, where, ("id", "note", "spares", *TERM_LISTS))
        path = self._entry(raw, where, "context_rules")
        return ContextRule(path.rpartition("/")[2], self._terms(raw, path), self._words(raw, "spares", path))

    def _guide(self, raw: Mapping, where: str) -> Guide:
        inclusion, exclusion, source = (self._optional(raw, key, where) for key in _GUIDE_TEXTS)
        examples, counters = (self._words(raw, key, where) for key in _GUIDE_LISTS)
        return Guide(self._optional(raw, "en", where), inclusion, exclusion, examples, counters, source)

    def _terms(self, raw: Mapping, where: str) -> Terms:
        return Terms(*(self._phrases(raw, key, where) for key in TERM_LISTS))

    def _all(
        self, raw: Mapping, key: str, build: Callable[[Any, str], Any], where: str = ""
    ) -> tuple[Any, ...]:
        items = raw.get(key, Sequence())
        line = raw.lines.get(key, raw.line)
        if not isinstance(items, Sequence):
            self._complain(line, where or key, f"{key} is not a list")
            return ()
        path = f"{where}{'.' if where else ''}{key}"
        found = [
            build(self._mapping(item, f"{path}[{place}]", None, at), f"{path}[{place}]")
            for place, (item, at) in enumerate(zip(items, items.lines, strict=True))
        ]
        ids = [item.id for item in found]
        for place, name in enumerate(ids):
            if name and name in ids[:place]:
                self._complain(items.lines[place], where or key, f"{name} stands there twice")
        return tuple(found)

    def _phrases(self, raw: Mapping, key: str, where: str) -> tuple[str, ...]:
        words = self._words(raw, key, where)
        for word in words:
            if not exact_tokens(word):
                self._complain(self._lines[where, word], where, f"{key}: {word!r} has no letter or digit")
            elif (reason := _misused_gap(word, key, where)) is not None:
                self._complain(self._lines[where, word], where, f"{key}: {word!r} {reason}")
        return words

    def _words(self, raw: Mapping, key: str, where: str) -> tuple[str, ...]:
        words = raw.get(key, Sequence())
        if not isinstance(words, Sequence):
            self._complain(raw.lines[key], where, f"{key} is not a list of phrases")
            return ()
        for word, line in zip(words, words.lines, strict=True):
            if isinstance(word, str) and word.strip():
                self._lines.setdefault((where, word), line)
            else:
                self._complain(line, where, f"{key}: {word!r} is no phrase (numbers need quotes)")
        return tuple(word for word in words if isinstance(word, str) and word.strip())

    def _entry(self, raw: Mapping, where: str, above: str) -> str:
        """The path of an entry, `above/id`; its line is kept under it."""
        name = self._word(raw, "id", where)
        path = f"{above}/{name}" if above else name
        if name and not name.replace("_", "").replace("-", "").isalnum():
            self._complain(raw.lines["id"], where, f"id {name!r} is not of letters, digits, - and _")
        self._lines.setdefault((path, ""), raw.line)
        return path

    def _word(self, raw: Mapping, key: str, where: str) -> str:
        word = raw.get(key)
        if not isinstance(word, str) or not word.strip():
            self._complain(raw.lines.get(key, raw.line), where, f"{key} is missing or no text")
            return ""
        return word

    def _optional(self, raw: Mapping, key: str, where: str) -> str:
        return self._word(raw, key, where) if key in raw else ""

    def _inner(self, raw: Mapping, key: str, known: tuple[str, ...] | None) -> Mapping:
        line = raw.lines.get(key, raw.line)
        return self._mapping(raw.get(key, Mapping(line)), key, known, line)

    def _mapping(self, raw: Any, where: str, known: tuple[str, ...] | None, line: int) -> Mapping:
        if not isinstance(raw, Mapping):
            self._complain(line, where, "is not a mapping")
            return Mapping(line)
        for key, at in raw.twice:
            self._complain(at, where, f"{key} stands there twice")
        if known is not None:
            self._known(raw, where, known)
        return raw

    def _known(self, raw: Mapping, where: str, known: tuple[str, ...]) -> None:
        for key in raw:
            if key not in known:
                near = suggestion(str(key), known)
                self._complain(raw.lines[key], where, f"unknown key {key!r}{near}")

    def _complain(self, line: int, where: str, what: str) -> None:
        self._errors.append((line, f"{where}: {what}"))


def _no_points(value: object) -> str:
    """Why something is no number of points; empty where it is one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"{value!r} is no number"
    try:
        is_finite = isfinite(value)
    except OverflowError:  # a whole number that is too large for a float
        return "is too large"
    return "" if is_finite else f"{value!r} is no finite number"
