"""What is known of the rules' errors, beside each theme that is shown.

Figures belong to one version of the codebook: a theme that another version gave is not validated by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipelines.validation.correction import Corrected, correct
from search.measures.results import MeasureResult, MeasureRow
from store.database import Store
from store.records import Document, Json, as_json
from store.validation_records import ItemValidation, Rate

NOT_VALIDATED = "not validated"
UNKNOWN = "not known"  # of a rate that a sample tells nothing of
UNVALIDATED = "Themes: not validated against human coders by this codebook (reformwatch sample)."
SEVERAL_CODEBOOKS = "several_codebooks"  # why a share has no corrected one
SEVERAL = (
    "Themes: given by several codebooks ({codebooks}); what people found of one says nothing of all together."
)


def unvalidated(codebook: str | None) -> str:
    """Why no rates stand beside themes that `codebook` gave; several versions are joined by a comma."""
    return SEVERAL.format(codebooks=codebook) if codebook and ", " in codebook else UNVALIDATED


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

    def sentences(self, document: Document) -> dict[str, str]:
        """What is known of the rules, for each theme of a document, for a line of text."""
        figures = self.of(document.codebook)
        themes = dict.fromkeys(code.theme for code in document.codes)
        return {theme: sentence(summary(figures.get(theme))) for theme in themes}

    def themes(self, codebook: str | None) -> dict[str, Json]:
        """The error rates by theme, where one version coded all that is shown; of several none is known."""
        if codebook is None or ", " in codebook:
            return {}
        return {theme: figures.summary() for theme, figures in self.of(codebook).items()}

    def beside(self, result: MeasureResult) -> MeasureResult:
        """The result with what is known of the rules beside each row of a theme."""
        codebooks = result.codebook.split(", ") if result.codebook else []
        figures = self.of(codebooks[0]) if len(codebooks) == 1 else {}
        reason = SEVERAL_CODEBOOKS if len(codebooks) > 1 else "not_validated"
        return replace(result, rows=tuple(_beside(row, figures, reason) for row in result.rows))


def _beside(row: MeasureRow, figures: Mapping[str, ItemValidation], reason: str) -> MeasureRow:
    """The row with the share of documents of its theme, among those with any, as people would find it."""
    theme = row.key.get("theme")
    if theme is None or not row.denominator:
        return row
    known = figures.get(theme)
    if known is None:
        made = Corrected(row.n / row.denominator, row.denominator, reason=reason)
    else:
        made = correct(row.n, row.denominator, known.coded)
    return MeasureRow(
        row.key, row.value, row.n, row.denominator, row.documents, row.low, row.high, row.flags, row.more,
        summary(known), made.as_json(), row.coverage, row.compared,
    )  # fmt: skip


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
        return UNKNOWN
    low, high = interval if isinstance(interval, list) else (value, value)
    return f"{value:.2f} [{low:.2f}, {high:.2f}]"
