"""The evaluation as one page of its own: no script, nothing loaded, every text escaped.

Vietnamese first, English beside it. Each error stands in its sentence, with a link to nothing but itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import chain
from pathlib import Path
from string import Template
from typing import Any

from pipelines.evaluation.names import name
from pipelines.evaluation.records import ReadingError, Sentence
from pipelines.evaluation.report import Report
from pipelines.evaluation.scoring import THEME

_KINDS = {"wrong": ("sai", "wrong"), "missed": ("bỏ sót", "missed"), "extra": ("thừa", "extra")}
_COLUMNS = (
    ("Đúng / tổng", "right of all"), ("Độ chính xác", "precision"), ("Độ phủ", "recall"), ("F1", ""),
    ("Khoảng 95 %", "95 % interval"), ("Đúng", "right"), ("Sót", "missed"), ("Thừa", "extra"),
)  # fmt: skip
_TEMPLATE = Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))


def page(report: Report) -> str:
    """A whole HTML document, UTF-8."""
    parts = (_head(report), _tables(report), _errors(report.errors), _notes(report))
    return _TEMPLATE.substitute(body="\n".join(chain.from_iterable(parts)))


def _head(report: Report) -> Iterator[str]:
    yield f"<h1>{_both('Máy đọc đúng đến đâu?', 'How well does the program read?')}</h1>"
    yield (
        f"<p>{report.documents} tài liệu có nhãn, {len(report.errors)} lỗi; bộ mã {escape(report.codebook)}. "
        f'<span class="en" lang="en">{report.documents} labelled documents, {len(report.errors)} errors; '
        f"codebook {escape(report.codebook)}.</span><br/><small>{escape(', '.join(report.gold))}</small></p>"
    )
    figures = report.figures
    if figures["macro_f1"] is not None:
        macro, micro = (_ranged(figures, f"{mean}_f1", f"{mean}_interval") for mean in ("macro", "micro"))
        themes = len(figures["macro_themes"])
        yield f"<p>{_both('Chủ đề', 'themes')}: F1 macro {macro} ({themes}), F1 micro {micro}.</p>"
    if figures["false_reform"] is not None:
        share = _ranged(figures, "false_reform", "false_reform_interval")
        yield f"<p>{_both('Nhận nhầm là cải cách', 'false reform')}: {share} / {figures['negatives']}.</p>"


def _ranged(figures: Mapping[str, Any], value: str, interval: str) -> str:
    return f"<b>{_share(figures[value])}</b> {_range(figures[interval])}"


def _tables(report: Report) -> Iterator[str]:
    yield f"<h2>{_both('Số liệu', 'figures')}</h2>"
    yield from _table(("Trường", "field"), report.figures["fields"])
    yield from _table(
        ("Chủ đề", "theme"), {THEME + name: row for name, row in report.figures["themes"].items()}
    )


def _table(first: tuple[str, str], rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    if not rows:
        return
    heads = "".join(f"<th scope='col'>{_both(*column)}</th>" for column in (first, *_COLUMNS))
    yield f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>'
    for field, row in rows.items():
        rate = f"{_share(row['rate'])} ({row['correct']}/{row['n']})" if "rate" in row else ""
        shares = (_share(row[key]) for key in ("precision", "recall", "f1"))
        counts = (str(row[key]) for key in ("right", "missed", "extra"))
        interval = [row["rate_low"], row["rate_high"]] if rate else [row["low"], row["high"]]
        values = (rate, *shares, _range(interval), *counts)
        cells = "".join(f"<td>{value}</td>" for value in values)
        shown = _both(*name(field))
        link = f'<a href="#{escape(field)}">{shown}</a>' if row["missed"] or row["extra"] else shown
        yield f"<tr><td>{link}</td>{cells}</tr>"
    yield "</tbody></table></div>"


def _errors(errors: Iterable[ReadingError]) -> Iterator[str]:
    by_field: dict[str, list[ReadingError]] = {}
    for error in errors:
        by_field.setdefault(error.field, []).append(error)
    if by_field:
        yield f"<h2>{_both('Lỗi trong câu', 'errors in their sentences')}</h2>"
    for field, ones in by_field.items():
        yield f'<section id="{escape(field)}"><h3>{_both(*name(field))} ({len(ones)})</h3>'
        yield from map(_error, ones)
        yield "</section>"


def _error(error: ReadingError) -> str:
    said = f"{_both('nhãn', 'label')}: <b>{_value(error.expected)}</b>"
    read = f"{_both('máy đọc', 'read')}: <b>{_value(error.read)}</b>"
    place = " · ".join(map(escape, filter(None, (error.document, error.title, error.source))))
    return (
        f'<article class="{error.kind}"><p>{_both(*_KINDS[error.kind])} · {said} · {read}</p>'
        f'<p class="sentence">{marked(error.sentence)}</p><p><small>{place}</small></p></article>'
    )


def marked(sentence: Sentence) -> str:
    """The sentence escaped, its marked words in `<mark>`."""
    out, reached = [], 0
    for start, end in sentence.marks:
        out += [escape(sentence.text[reached:start]), f"<mark>{escape(sentence.text[start:end])}</mark>"]
        reached = end
    return "".join([*out, escape(sentence.text[reached:])])


def _notes(report: Report) -> Iterator[str]:
    """What was not read, not scored, or labelled in two ways."""
    lines = [f"{one.document}: {one.reason} ({one.source})" for one in report.unread]
    if lines:
        yield from _list("Không đọc được", "not read", lines)
    unscored = Counter((one.field, one.reason) for one in report.unscored)
    if unscored:
        lines = [f"{field}, {count}: {reason}" for (field, reason), count in unscored.items()]
        yield from _list("Không chấm", "not scored", lines)
    if report.conflicts:
        lines = [
            f"{one.document}, {one.field}: {', '.join(one.counted) or '∅'} ≠ {', '.join(one.other) or '∅'}"
            for one in report.conflicts
        ]
        yield from _list(
            "Các nhãn khác nhau (nhãn đầu được tính)", "labels that differ (the first counts)", lines
        )


def _list(vietnamese: str, english: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"<h2>{_both(vietnamese, english)}</h2><ul>"
    yield from (f"<li>{escape(line)}</li>" for line in lines)
    yield "</ul>"


def _both(vietnamese: str, english: str) -> str:
    beside = f' <span class="en" lang="en">{escape(english)}</span>' if english else ""
    return f"{escape(vietnamese)}{beside}"


def _value(value: str | None) -> str:
    return escape(value) if value else "∅"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _range(interval: list[float | None] | None) -> str:
    return f"[{_share(interval[0])}, {_share(interval[1])}]" if interval and interval[0] is not None else ""
