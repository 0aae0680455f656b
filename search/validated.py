"""What is known of the rules' errors, beside each theme that is shown.

Figures belong to one version of the codebook: a theme that another version gave is not validated by them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pipelines.validation.correction import correct
from store.database import Store
from store.records import Document, Json, as_json
from store.validation_records import ItemValidation, Rate

NOT_VALIDATED = "not validated"


class Validations:
    """The figures of a store, each version of the codebook read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Mapping[str, ItemValidation]] = {}

    def of(self, codebook: str | None) -> Mapping[str, ItemValidation]:
        """The figures by theme; empty where this version was not validated."""
        if codebook is None:
            return {}
        if codebook not in self._known:
            self._known[codebook] = self._store.validation.figures(codebook)
        return self._known[codebook]

    def record(self, document: Document) -> Json:
        """The record of `show --json`: each code with the error rates of its theme, or null."""
        made: Json = as_json(document)
        figures = self.of(document.codebook)
        for code in made["codes"]:
            code["validated"] = summary(figures.get(code["theme"]))
        return made

    def beside(self, codebooks: Collection[str]) -> Beside:
        """What stands beside the themes of documents that these versions coded."""
        if len(codebooks) > 1:
            return Beside(reason="several_codebooks")
        return Beside(self.of(next(iter(codebooks), None)))


@dataclass(frozen=True, slots=True)
class Beside:
    """Figures by theme; `reason` says why one that is missing is."""

    figures: Mapping[str, ItemValidation] = field(default_factory=dict)
    reason: str = "not_validated"

    def validated(self, theme: str) -> Json | None:
        return summary(self.figures.get(theme))

    def corrected(self, theme: str, found: int, of: int) -> Json:
        """The share of documents with a theme, among those with any, as people would find it."""
        figures = self.figures.get(theme)
        if figures is None:
            unknown: Json = dict.fromkeys(("value", "low", "high"))
            return {"share": found / of, "of": of, **unknown, "reason": self.reason}
        made: Json = as_json(correct(found, of, figures.coded))
        return made


def summary(figures: ItemValidation | None) -> Json | None:
    return None if figures is None else figures.summary()


def sentence(found: Mapping[str, object] | None) -> str:
    """A summary for a line of text."""
    if found is None:
        return NOT_VALIDATED
    rates = (f"{name} {_share(found[name], found[f'{name}_interval'])}" for name in ("precision", "recall"))
    return ", ".join((*rates, f"n {found['n']}", f"codebook {found['codebook']}"))


def rate_text(rate: Rate) -> str:
    return _share(rate.value, None if rate.low is None else [rate.low, rate.high])


def _share(value: object, interval: object) -> str:
    if not isinstance(value, float):
        return "-"
    low, high = interval if isinstance(interval, list) else (value, value)
    return f"{value:.2f} [{low:.2f}, {high:.2f}]"
