"""An evaluation on the terminal: the figures as two tables, each error with its sentence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from commands.output import console
from search.numbers import counted

if TYPE_CHECKING:
    from pipelines.evaluation.records import ReadingError
    from pipelines.evaluation.report import Report

_SIGNS = {"wrong": "≠", "missed": "−", "extra": "+"}


def print_figures(report: Report) -> None:
    out = console()
    figures = report.figures
    click.echo(
        f"{counted(report.documents, 'document')} labelled in {', '.join(report.gold)}; "
        f"codebook {report.codebook}."
    )
    for title, group in (("field", figures["fields"]), ("theme", figures["themes"])):
        if group:
            out.print(_table(title, group))
            click.echo()
    if figures["macro_f1"] is not None:
        themes = len(figures["macro_themes"])
        named = "the one theme" if themes == 1 else f"{themes} themes"
        click.echo(f"Macro F1 of {named}: {_with_range(figures, 'macro')}.")
        click.echo(f"Micro F1 of all themes: {_with_range(figures, 'micro')}.")
    if figures["false_reform"] is not None:
        click.echo(
            f"False reform: {_share(figures['false_reform'])} {_range(figures['false_reform_interval'])} "
            f"of {figures['negatives']} documents that are none."
        )
    _print_rest(report)


def _table(title: str, group: dict[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(title)
    rated = any("rate" in row for row in group.values())
    for column in (
        *(["right of all"] if rated else []),
        "precision",
        "recall",
        "F1",
        "95 %",
        "right",
        "missed",
        "extra",
    ):
        table.add_column(column, justify="right")
    for name, row in group.items():
        rate = f"{_share(row['rate'])} ({row['correct']}/{row['n']})" if "rate" in row else ""
        interval = [row["rate_low"], row["rate_high"]] if rate else [row["low"], row["high"]]
        shares = [_share(row[key]) for key in ("precision", "recall", "f1")]
        counts = [str(row[key]) for key in ("right", "missed", "extra")]
        table.add_row(name, *([rate] if rated else []), *shares, _range(interval), *counts)
    return table


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _range(interval: list[float | None] | None) -> str:
    return f"[{_share(interval[0])}, {_share(interval[1])}]" if interval and interval[0] is not None else ""


def _with_range(figures: dict[str, Any], name: str) -> str:
    return f"{_share(figures[f'{name}_f1'])} {_range(figures[f'{name}_interval'])}".rstrip()


def _print_rest(report: Report) -> None:
    for one in report.unread:
        click.echo(
            f"Not read: {one.document} ({one.source}): {one.reason}. All that its labels expect is missed."
        )
    for (field, reason), count in Counter((one.field, one.reason) for one in report.unscored).items():
        click.echo(f"Not scored: {field}, {count}: {reason}.")
    if report.conflicts:
        fields = Counter(conflict.document for conflict in report.conflicts)
        listed = ", ".join(f"{document} ({count})" for document, count in fields.items())
        click.echo(f"Labels differ (fields; --json has both): {listed}.")
    if report.ignored:
        click.echo("Keys of the gold that no score uses: " + ", ".join(report.ignored) + ".")
    click.echo(f"Errors: {len(report.errors)}; --errors lists them, --html FILE shows them in a page.")


def print_errors(report: Report) -> None:
    """By field, in the order of the gold: what the label says, what was read, the sentence."""
    out = console()
    fields = dict.fromkeys(error.field for error in report.errors)
    for field in fields:
        of_field = [error for error in report.errors if error.field == field]
        out.print(Text(f"\n{field} ({len(of_field)})", style="bold"))
        for error in of_field:
            out.print(_line(error))
            out.print(_sentence(error))


def _line(error: ReadingError) -> Text:
    return Text.assemble(
        f"  {_SIGNS[error.kind]} ", (error.document, "bold"),
        f"  expected {error.expected or 'nothing'}, read {error.read or 'nothing'}",
        (f"  {error.source}".rstrip(), "dim"),
    )  # fmt: skip


def _sentence(error: ReadingError) -> Text:
    """Marked words stand in brackets too: a pipe has no colours."""
    sentence = error.sentence
    out, reached = Text("      "), 0
    for start, end in sentence.marks:
        out.append(sentence.text[reached:start])
        out.append(f"⟦{sentence.text[start:end]}⟧", "bold underline")
        reached = end
    out.append(sentence.text[reached:])
    return out
