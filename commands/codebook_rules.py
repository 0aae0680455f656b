"""`reformwatch codebook lint` and `show`: the rules that say which words earn which theme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.options import Failed, print_json
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.codebook import Codebook
    from pipelines.codebook.entries import Entry
    from pipelines.codebook.lint import Finding

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class CodebookRefused(Failed):
    """A file that is no codebook: every error of it is a line, and nothing of it is used."""

    exit_code = 2


def open_codebook(path: Path | None) -> Codebook:
    """The codebook of a file, or the built-in one. Raises CodebookRefused with every error of the file."""
    from pipelines import codebook

    try:
        return codebook.load(path)
    except codebook.CodebookError as error:
        raise CodebookRefused(f"{path} is no codebook:\n{error}") from error


@click.command()
@click.argument("file", required=False, type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="All errors and findings.")
def lint(file: Path | None, *, as_json: bool) -> int:
    """Check FILE, or the built-in codebook: its phrases against each other, its examples and its traps.

    Exit code 0: clean; 1: something is to be mended; 2: the file cannot be used, every error is listed.
    """
    from pipelines.codebook import BUILTIN
    from pipelines.codebook import lint as linter

    try:
        book = open_codebook(file or BUILTIN)
    except CodebookRefused as error:
        if as_json:
            print_json({"file": _name(file), "codebook": None, "errors": _errors(error), "findings": []})
            return error.exit_code
        raise
    findings = linter.lint(book)
    if as_json:
        found = [_as_json(one) for one in findings]
        print_json({"file": _name(file), "codebook": book.version, "errors": [], "findings": found})
    else:
        _print(findings, _name(file), book)
    return 1 if findings else 0


def _name(file: Path | None) -> str:
    from pipelines.codebook import BUILTIN

    return str(file or BUILTIN.name)


def _errors(error: CodebookRefused) -> list[str]:
    return error.message.splitlines()[1:]


def _as_json(finding: Finding) -> dict[str, Any]:
    from store.records import as_json

    return dict(as_json(finding))


def _print(findings: list[Finding], name: str, book: Codebook) -> None:
    for one in findings:
        click.echo(f"{name}:{one.line}: {one.kind}: {one.entry}: {one.message}")
    themes, subthemes = len(book.themes), len(list(book.subthemes))
    found = f"{len(findings)} to be mended" if findings else "clean"
    click.echo(
        f"codebook {book.version}: {counted(themes, 'theme')}, {counted(subthemes, 'sub-theme')}: {found}",
        err=True,
    )


@click.command("show")
@click.argument("entry", required=False)
@click.option("--codebook", "file", type=_FILE, help="Of this codebook instead of the built-in one.")
@click.option("--json", "as_json", is_flag=True, help="The entries as records.")
def show_entry(entry: str | None, file: Path | None, *, as_json: bool) -> None:
    """Print ENTRY: a theme (tthc), a sub-theme (tthc/mot_cua), channels, channels/mang_xa_hoi …

    Without ENTRY: the ids and labels of all.
    """
    from pipelines.codebook.entries import entries

    book = open_codebook(file)
    known = [one for one in entries(book) if not one.is_rule]
    chosen = [one for one in known if entry in (None, one.path, one.path.partition("/")[0])]
    if not chosen:
        raise click.UsageError(f"codebook {book.version} has no entry {entry}; codebook show lists all")
    if as_json:
        print_json({"codebook": book.version, "entries": [_record(one) for one in chosen]})
    elif entry is None:
        click.echo("\n".join(f"{one.path:45} {one.label}" for one in chosen))
    else:
        click.echo("\n\n".join("\n".join(_lines(one)) for one in chosen))


def _record(entry: Entry) -> dict[str, Any]:
    from store.records import as_json

    record = dict(as_json(entry))
    return {
        key: value for key, value in record.items() if key not in ("is_rule", "layer", "name", "subtheme")
    }


def _lines(entry: Entry) -> Iterator[str]:
    from pipelines.codebook.parsing import TERM_LISTS

    guide = entry.guide
    yield f"{entry.path}: {entry.label}" + (f" ({guide.label_en})" if guide.label_en else "")
    yield f"  {entry.definition}"
    facts = (("counts", guide.inclusion), ("does not count", guide.exclusion), ("source", guide.source))
    yield from (f"  {name}: {text}" for name, text in facts if text)
    for name in TERM_LISTS:
        if words := getattr(entry.terms, name):
            yield f"  {name.replace('_', ' ')}: {'; '.join(words)}"
    yield from (f"  example: {sentence}" for sentence in guide.examples)
    yield from (f"  counter-example: {sentence}" for sentence in guide.counter_examples)
