"""A locality or a theme as one page that loads nothing: figures, rows, method, sources, documents."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

from search.charts.figure import figure
from search.charts.points import records
from search.charts.render import png
from search.charts.words import TITLES
from search.measures.registry import get
from search.measures.results import MeasureError, MeasureResult
from store.records import Document

MOST_DOCUMENTS = 500
_TEMPLATE = Template(Path(__file__).with_name("report.html").read_text(encoding="utf-8"))


class Part(NamedTuple):
    measure: str
    by: tuple[str, ...]


OF_LOCALITY = (
    Part("attention", ("locality", "theme")), Part("salience", ("locality", "period")),
    Part("diversity", ("locality",)), Part("breadth", ("locality",)), Part("delay", ("locality",)),
    Part("channels", ("locality", "channel")),
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
) -> str:
    """A whole HTML document; a measure that cannot answer says why in place of its figure."""
    body: list[str] = []
    ids: dict[str, None] = {}
    for part in parts:
        body.append(f"<h2>{escape(TITLES['vi'].get(part.measure, part.measure))}</h2>")
        try:
            result = computed(part)
        except MeasureError as error:
            body.append(f"<p>{escape(str(error))}</p>")
            continue
        body.extend(_section(result))
        ids.update(dict.fromkeys(id_ for row in result.rows for id_ in row.documents))
    body.extend(_documents(list(ids), documents))
    return _TEMPLATE.substitute(title=escape(title), body="\n".join(body))


def _section(result: MeasureResult) -> Iterator[str]:
    # Not as SVG: a browser without the font that the figure was measured with cuts its words.
    drawn = base64.b64encode(png(figure(result), "vi")).decode()
    alt = escape(TITLES["vi"].get(result.measure, result.measure))
    yield f'<p><img alt="{alt}" src="data:image/png;base64,{drawn}"></p>'
    heads = (*result.query["by"], "value", "low", "high", "n", "denominator", "weeks", "flags")
    yield _table(heads, _rows(result))
    source = escape(get(result.measure).source)
    yield f"<p><small>Công thức: {escape(result.formula)}<br>Nguồn: {source}</small></p>"


def _rows(result: MeasureResult) -> Iterator[list[Any]]:
    for row, record in zip(result.rows, records(result, "vi"), strict=True):
        figures = [_short(value) for value in (row.value, row.low, row.high)]
        yield [*record["names"], *figures, row.n, row.denominator, record["weeks"], ", ".join(row.flags)]


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _documents(ids: Sequence[str], find: Callable[[str], Document | None]) -> Iterator[str]:
    yield "<h2>Tài liệu</h2>"
    yield f"<p>{len(ids)} tài liệu đứng sau các số liệu trên; liệt kê {min(len(ids), MOST_DOCUMENTS)}.</p>"
    yield "<ul>"
    for id_ in ids[:MOST_DOCUMENTS]:
        found = find(id_)
        yield f"<li>{_linked(found) if found else escape(id_)}</li>"
    yield "</ul>"


def _linked(document: Document) -> str:
    day = document.published.date.isoformat() if document.published else "không rõ ngày"
    title = escape(document.title or document.id)
    if document.url and document.url.startswith(("https://", "http://")):
        title = f'<a rel="noreferrer" href="{escape(document.url)}">{title}</a>'
    return f"{title} <small>{day}, {document.id}</small>"


def _table(heads: Iterable[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = ["".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in rows]
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
