"""A locality or a theme as one page that loads nothing: figures, rows, method, sources, documents."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

from search.charts.figure import figure
from search.charts.labels import label_in
from search.charts.methods import formula_in, source_in
from search.charts.notes import notes_in
from search.charts.points import records, written
from search.charts.render import png
from search.charts.words import KEYS, Language, flag_in, title_in
from search.measures.results import MeasureError, MeasureResult, MeasureRow
from search.validated import NOT_VALIDATED, SEVERAL, UNKNOWN, UNVALIDATED
from store.records import Document

MOST_DOCUMENTS = 500
_SHORT = 16  # characters of a cell in one line
# Of the columns and sentences of a report; the rest is called as on figures.
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "vi": {
        "value": "giá trị", "low": "cận dưới", "high": "cận trên", "n": "n", "denominator": "trên tổng",
        "weeks": "tuần quan sát", "flags": "ghi chú", "formula": "Công thức", "source": "Nguồn",
        "documents": "Tài liệu", "undated": "không rõ ngày", "by": "theo",
        "precision": "độ chính xác", "recall": "độ phủ", "corrected": "tỷ lệ văn bản đã hiệu chỉnh",
        "unvalidated": "Chủ đề: chưa được kiểm chứng với người mã hóa theo bộ mã này (reformwatch sample).",
        "several": "Chủ đề: do nhiều phiên bản bộ mã ({codebooks}) gắn; kết quả kiểm chứng của một phiên bản "
        "không nói được về tất cả.",
        "validated": "Quy tắc của chủ đề so với người mã hóa: độ chính xác {precision}, độ phủ {recall}, "
        "trên {n} văn bản (bộ mã {codebook}).",
        "validated_whole": "Quy tắc của cả chủ đề “{theme}” so với người mã hóa: độ chính xác {precision}, "
        "độ phủ {recall}, trên {n} văn bản (bộ mã {codebook}); riêng chủ đề con này chưa được kiểm chứng.",
        "made": "Báo cáo của reformwatch, số liệu đến {days}. Kỳ là quý. Mỗi hình có mức quan sát, bộ mã và"
        " công thức; tài liệu đứng sau số liệu ở cuối báo cáo.",
        "uncoded": "Không có tài liệu nào do một bộ mã đã biết gắn chủ đề này.",
        "unknown": "chưa ước lượng được", "not_validated": "chưa kiểm chứng",
        "count": "{all} tài liệu đứng sau các số liệu trên; liệt kê {shown}.",
    },
    "en": {
        "value": "value", "low": "low", "high": "high", "n": "n", "denominator": "of",
        "weeks": "weeks observed", "flags": "flags", "formula": "Formula", "source": "Source",
        "documents": "Documents", "undated": "no date", "by": "by",
        "precision": "precision", "recall": "recall", "corrected": "share of documents, corrected",
        "unvalidated": UNVALIDATED,
        "several": SEVERAL,
        "validated": "The rules of the theme against human coders: precision {precision}, recall {recall}, "
        "on {n} documents (codebook {codebook}).",
        "validated_whole": "The rules of “{theme}” as a whole against human coders: precision {precision}, "
        "recall {recall}, on {n} documents (codebook {codebook}); its sub-theme was not validated.",
        "made": "A report of reformwatch, figures as of {days}. Periods are quarters. Each figure tells what"
        " was observed, codebook and formula; the documents behind the figures are at the end.",
        "uncoded": "No document here was given this theme by a known codebook.",
        "unknown": UNKNOWN, "not_validated": NOT_VALIDATED,
        "count": "Documents behind these figures: {all}; listed: {shown}.",
    },
}  # fmt: skip
_TEMPLATE = Template(Path(__file__).with_name("report.html").read_text(encoding="utf-8"))


class Part(NamedTuple):
    measure: str
    by: tuple[str, ...]


OF_LOCALITY = (
    Part("attention", ("locality", "theme")), Part("salience", ("locality", "period")),
    Part("diversity", ("locality",)), Part("breadth", ("locality",)), Part("delay", ("locality",)),
    Part("channels", ("locality", "channel")), Part("tracker", ("locality", "plan")),
)  # fmt: skip
OF_THEME = (
    Part("salience", ("locality",)), Part("salience", ("period",)), Part("delay", ("locality",)),
    Part("channels", ("channel",)),
)  # fmt: skip


def page(
    title: str,
    parts: Sequence[Part],
    computed: Callable[[Part], MeasureResult],
    documents: Callable[[str], Document | None],
    language: Language = "vi",
    *,
    theme: str = "",
    rates: Callable[[str], Mapping[str, Mapping[str, Any]]] = lambda codebook: {},
    notes: Sequence[str] = (),
) -> str:
    """A whole HTML document; a measure that cannot answer says why in place of its figure.

    `notes`: what is to be known of all its figures, in sentences of `search.measures.notes`.

    `theme`: the one, or the sub-theme, that it is of. `rates` gives what is known of the rules of a codebook
    by theme (`search.validated.Validations.themes`).
    """
    body: list[str] = []
    ids: dict[str, None] = {}
    codebooks: set[str] = set()
    made: dict[str, None] = {}
    for part in parts:
        try:
            result = computed(part)
        except MeasureError as error:
            body.append(_head(part, {}, language) + f"<p>{escape(str(error))}</p>")
            continue
        codebooks |= set(_codebooks(result))
        made[result.as_of[:10]] = None
        body.append(_head(part, result.query, language))
        body.extend(_section(result, documents, language))
        ids.update(dict.fromkeys(id_ for row in result.rows for id_ in row.documents))
    if theme:
        body.insert(0, f"<p>{escape(_known(theme, sorted(codebooks), rates, language))}</p>")
    body[:0] = [f"<p>{escape(note)}</p>" for note in notes_in(language, notes)]
    body.insert(0, f"<p>{escape(_TEXTS[language]['made'].format(days=', '.join(made) or '–'))}</p>")
    body.extend(_documents(list(ids), documents, language))
    return _TEMPLATE.substitute(title=escape(title), language=language, body="\n".join(body))


def _head(part: Part, query: Mapping[str, Any], language: Language) -> str:
    """A measure may stand in a report twice: by what it is divided tells the two apart."""
    keys = ", ".join(KEYS[language].get(key, key).lower() for key in part.by)
    title = title_in(language, part.measure, query)
    return f"<h2>{escape(title)} <small>{_TEXTS[language]['by']} {escape(keys)}</small></h2>"


def _section(
    result: MeasureResult, documents: Callable[[str], Document | None], language: Language
) -> Iterator[str]:
    # Not as SVG: a browser without the font that the figure was measured with cuts its words.
    drawn = base64.b64encode(png(figure(result, language), language)).decode()
    alt = escape(title_in(language, result.measure, result.query))
    yield f'<p class="wide"><img alt="{alt}" src="data:image/png;base64,{drawn}"></p>'
    text = _TEXTS[language]
    keys = [KEYS[language].get(key, key) for key in result.query["by"]]
    names = ["value", "low", "high", "n", "denominator", "weeks", "flags"]
    is_known = any(row.validated for row in result.rows)
    if is_known:
        names += ["precision", "recall", "corrected"]
    yield _table(
        (*keys, *(text[name] for name in names)), _rows(result, documents, language, is_known=is_known)
    )
    if "theme" in result.query["by"] and result.rows and not is_known:
        yield f"<p>{escape(_unknown(_codebooks(result), language))}</p>"
    yield "".join(f"<p>{escape(note)}</p>" for note in notes_in(language, result.notes))
    source = escape(source_in(language, result.measure))
    formula = escape(formula_in(language, result))
    yield f"<p><small>{text['formula']}: {formula}<br>{text['source']}: {source}</small></p>"


def _known(
    theme: str,
    codebooks: Sequence[str],
    rates: Callable[[str], Mapping[str, Mapping[str, Any]]],
    language: Language,
) -> str:
    """How good the rules of a theme are. Only whole themes are validated: a sub-theme has no rates."""
    if not codebooks:
        return _TEXTS[language]["uncoded"]
    whole, _, sub = theme.partition("/")
    found = rates(codebooks[0]).get(whole) if len(codebooks) == 1 else None
    if found is None:
        return _unknown(codebooks, language)
    text = _TEXTS[language]["validated_whole" if sub else "validated"]
    told = {name: _rate(found, name, language) for name in ("precision", "recall")}
    named = label_in(language, "theme", whole)
    return text.format(**told, n=found["n"], codebook=found["codebook"], theme=named)


def _unknown(codebooks: Sequence[str], language: Language) -> str:
    if len(codebooks) > 1:
        return _TEXTS[language]["several"].format(codebooks=", ".join(codebooks))
    return _TEXTS[language]["unvalidated"]


def _codebooks(result: MeasureResult) -> list[str]:
    return result.codebook.split(", ") if result.codebook else []


def _rate(found: Mapping[str, Any], name: str, language: Language) -> str:
    return _within(found[name], found[f"{name}_interval"], language)


def _beside(row: MeasureRow, language: Language) -> list[str]:
    """Precision, recall and corrected share of a row of a theme; nothing where it is of none."""
    if row.validated is None:
        return [_TEXTS[language]["not_validated"] if row.corrected else ""] * 3
    found = row.corrected
    corrected = _within(found["value"], [found["low"], found["high"]], language) if found else ""
    return [*(_rate(row.validated, name, language) for name in ("precision", "recall")), corrected]


def _within(value: float | None, interval: Sequence[float | None] | None, language: Language) -> str:
    """A share with its interval; an empty cell would not say that it is not known."""
    if value is None:
        return _TEXTS[language]["unknown"]
    if interval is None:
        return written(value, "share", language)
    told, *bounds = (written(one, "share", language) for one in (value, *interval))
    return f"{told} [{'; '.join(bounds)}]"


def _rows(
    result: MeasureResult,
    documents: Callable[[str], Document | None],
    language: Language,
    *,
    is_known: bool,
) -> Iterator[list[Any]]:
    for row, record in zip(result.rows, records(result, language), strict=True):
        figures = [written(value, result.unit, language) for value in (row.value, row.low, row.high)]
        flags = ", ".join(flag_in(language, flag) for flag in row.flags)
        known = _beside(row, language) if is_known else []
        names = [
            _plan(row.key[key], name, documents) if key == "plan" else name
            for key, name in zip(row.key, record["names"], strict=True)
        ]
        yield [*names, *figures, row.n, row.denominator, record["weeks"], flags, *known]


def _plan(id_: str | None, name: str, documents: Callable[[str], Document | None]) -> str:
    """A plan by its title: its id alone tells a reader nothing."""
    found = documents(id_) if id_ else None
    return f"{found.title} ({name})" if found and found.title else name


def _documents(
    ids: Sequence[str], find: Callable[[str], Document | None], language: Language
) -> Iterator[str]:
    text = _TEXTS[language]
    yield f"<h2>{text['documents']}</h2>"
    yield f"<p>{text['count'].format(all=len(ids), shown=min(len(ids), MOST_DOCUMENTS))}</p>"
    yield "<ul>"
    for id_ in ids[:MOST_DOCUMENTS]:
        found = find(id_)
        yield f"<li>{_linked(found, text['undated']) if found else escape(id_)}</li>"
    yield "</ul>"


def _linked(document: Document, undated: str) -> str:
    day = document.published.date.isoformat() if document.published else undated
    title = escape(document.title or document.id)
    if document.url and document.url.startswith(("https://", "http://")):
        title = f'<a rel="noreferrer" href="{escape(document.url)}">{title}</a>'
    return f"{title} <small>{day}, {document.id}</small>"


def _cell(text: str) -> str:
    """A period stands in one line: a browser breaks it behind its hyphen."""
    short = ' class="short"' if "-" in text and " " not in text and len(text) <= _SHORT else ""
    return f"<td{short}>{escape(text)}</td>"


def _table(heads: Iterable[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = ["".join(_cell(str(cell)) for cell in row) for row in rows]
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead>{body}</table></div>'
