"""The codebook: versioned rules that say which words earn which theme.

`reform.yml` beside this module is the built-in one. Its phrases are data: lower case, matched on whole
syllables whatever the case or tone placement of the text; `abbreviations` are matched as written. `weak`
phrases need company before their theme counts, `exclude` phrases shield the sub-theme that lists them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pipelines.codebook.parsing import CodebookError, parse
from pipelines.codebook.records import ContextRule, Facet, ReformRules, Subtheme, Terms, Theme

__all__ = [
    "Codebook",
    "CodebookError",
    "ContextRule",
    "Facet",
    "ReformRules",
    "Subtheme",
    "Terms",
    "Theme",
    "from_source",
    "in_force",
    "load",
    "put_in_force",
]

BUILTIN = Path(__file__).with_name("reform.yml")


@dataclass(frozen=True, eq=False)
class Codebook:
    """One version of the rules. Compared by identity, so that a compiled form can be kept beside it."""

    version: str
    themes: tuple[Theme, ...]
    channels: tuple[Facet, ...]
    audiences: tuple[Facet, ...]
    indices: tuple[Facet, ...]
    gate: Terms
    reform: ReformRules
    context_rules: tuple[ContextRule, ...] = ()
    traps: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()  # phrases that two entries have on purpose
    slips: tuple[tuple[str, str], ...] = ()  # (as mistyped, as meant)
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict, repr=False)  # by entry and phrase
    digest: str = ""  # sha256 of the file: two that differ under one version are not one codebook

    @property
    def subthemes(self) -> Iterator[tuple[Theme, Subtheme]]:
        return ((theme, sub) for theme in self.themes for sub in theme.subthemes)

    def theme(self, theme_id: str) -> Theme:
        """Raises KeyError for an id that this version does not have."""
        return {theme.id: theme for theme in self.themes}[theme_id]

    def label(self, path: str) -> str:
        """The Vietnamese label of `tthc` or `tthc/mot_cua`; the path itself where it is unknown."""
        labels = {theme.id: theme.label for theme in self.themes}
        labels |= {f"{theme.id}/{sub.id}": sub.label for theme, sub in self.subthemes}
        return labels.get(path, path)


def load(path: Path | None = None) -> Codebook:
    """The codebook in force (read once), or the one at `path`.

    Raises CodebookError with every error of the file, OSError where it cannot be read.
    """
    if path is not None:
        return _read(path)
    return from_source(*_chosen[-1]) if _chosen else _read_once(BUILTIN)


def put_in_force(source: str | None, name: str = "codebook") -> None:
    """Lets this process code with another codebook than the built-in one; None: with that again.

    `source` is the text of its file. It is read when it is first needed, and its errors are told then.
    """
    _chosen[:] = [] if source is None else [(source, name)]


def in_force() -> tuple[str, str] | None:
    """Source and name of the codebook that was put in force, for processes that work for this one."""
    return _chosen[-1] if _chosen else None


@lru_cache(maxsize=4)
def from_source(source: str, name: str) -> Codebook:
    """The codebook of a file's text; `name` begins each line of errors. Raises CodebookError."""
    return Codebook(**parse(source, name))


# One process works on one store, whose codebook it codes with.
_chosen: list[tuple[str, str]] = []


@lru_cache(maxsize=1)
def _read_once(path: Path) -> Codebook:
    return _read(path)


def _read(path: Path) -> Codebook:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CodebookError([f"{path.name}: not UTF-8: {error.reason} at byte {error.start}"]) from error
    return Codebook(**parse(text, path.name))
