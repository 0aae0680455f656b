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
    "load",
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
    digest: str = ""  # of the file: two that differ under one version are not one codebook

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
    """The built-in codebook (read once), or the one at `path`.

    Raises CodebookError with every error of the file, OSError where it cannot be read.
    """
    return _builtin() if path is None else _read(path)


@lru_cache(maxsize=1)
def _builtin() -> Codebook:
    return _read(BUILTIN)


def _read(path: Path) -> Codebook:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CodebookError([f"{path.name}: not UTF-8: {error.reason} at byte {error.start}"]) from error
    return Codebook(**parse(text, path.name))
