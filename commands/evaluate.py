"""`reformwatch evaluate`: how well the program reads, measured on labels made by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.codebook_rules import open_codebook
from commands.options import Failed, declared_portals, open_home_store, print_json

if TYPE_CHECKING:
    from pipelines.codebook import Codebook
    from pipelines.evaluation.floors import Floors
    from pipelines.evaluation.labels import Gold
    from pipelines.evaluation.reading import Library
    from pipelines.evaluation.report import Report
    from store.database import Store
    from store.records import Document

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--root",
    "roots",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder that `file` of a label is in. Default: the gold's, those above it, the current one.",
)
@click.option(
    "--codebook", "codebook_file", type=_FILE, help="Code with this codebook instead of the built-in one."
)
@click.option("--floors", "floors_file", type=_FILE, help="Fail (exit 1) where a figure is below its floor.")
@click.option("--errors", "with_errors", is_flag=True, help="Each error with its sentence.")
@click.option(
    "--html",
    "html_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page with all of it.",
)
@click.option("--json", "as_json", is_flag=True, help="All figures and errors.")
def evaluate(
    *, gold: tuple[Path, ...], roots: tuple[Path, ...], codebook_file: Path | None, floors_file: Path | None,
    with_errors: bool, html_file: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """Read the documents that GOLD (jsonl files, or folders of them) labels, and compare.

    Per field and theme: precision, recall, F1 and counts. Only what somebody labelled is scored. Exit code 2
    for gold with a bad line, 1 where nothing could be evaluated or a figure is below its floor.
    """
    from pipelines.evaluation.report import evaluate as evaluate_gold

    codebook = open_codebook(codebook_file) if codebook_file else None
    golds = _golds(gold, codebook)
    floors = _floors(floors_file) if floors_file else None
    with _library(golds, roots, codebook) as library:
        _check_documents(golds, library)
        report = evaluate_gold(golds, library)
    if html_file is not None:
        _write_page(report, html_file)
    _show(report, with_errors=with_errors, as_json=as_json)
    if report.is_empty:
        raise Failed("nothing could be evaluated: no labelled document was read, or no field is labelled")
    faults = floors.faults(report, golds) if floors else []
    for fault in faults:
        click.echo(fault, err=True)
    return 1 if faults else 0


class _BadInput(Failed):
    """A file that was given and cannot be used: every fault of it is a line."""

    exit_code = 2


def _floors(path: Path) -> Floors:
    from pipelines.evaluation.floors import FloorsError, read_floors

    try:
        return read_floors(path)
    except FloorsError as error:
        raise _BadInput(str(error)) from error


def _golds(paths: Sequence[Path], codebook: Codebook | None) -> list[Gold]:
    from pipelines.evaluation.labels import GoldError, read_gold

    golds, errors = [], list[str]()
    for path in _files(paths):
        try:
            golds.append(read_gold(path, *([codebook] if codebook else [])))
        except GoldError as error:
            errors += error.errors
    if errors:
        raise _BadInput("\n".join(["this gold cannot be used:", *errors]))
    return golds


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(path.glob("*.jsonl"))
        if not found:
            raise _BadInput(f"{path}: no *.jsonl in this folder")
        yield from found


@contextmanager
def _library(golds: Sequence[Gold], roots: Sequence[Path], codebook: Codebook | None) -> Iterator[Library]:
    """The store is opened only when a label names no file and holds no text."""
    from contextlib import ExitStack

    from pipelines.evaluation.reading import Library
    from pipelines.filereader import FileReader, Speaker

    folders = [*(folder for gold in golds for folder in gold.path.resolve().parents), Path.cwd()]
    portals = {host: portal for portal in declared_portals().values() for host in portal.hosts}
    with ExitStack() as stack:
        yield Library(
            roots=roots or tuple(dict.fromkeys(folders)),
            portals=portals,
            now=dt.datetime.now(dt.UTC),
            codebook=codebook,
            stored=_stored(stack.enter_context),
            read_file=stack.enter_context(FileReader(Speaker())).read,
        )


def _stored(enter: Callable[[Store], Store]) -> Callable[[str], Document | None]:
    stores: list[Store] = []

    def find(id_or_url: str) -> Document | None:
        from commands.lookup import find_document
        from pipelines import codebook

        if not stores:
            stores.append(enter(open_home_store()))
            codebook.put_in_force(None)  # what is judged is the built-in one, or that of --codebook
        found = find_document(stores[0], id_or_url)
        # What people say of it is no reading of the program's, and may be the very label.
        return found and stores[0].corrections.as_read(found.id)

    return find


def _check_documents(golds: Sequence[Gold], library: Library) -> None:
    from pipelines.evaluation.report import missing_documents

    missing = missing_documents(golds, library)
    if missing:
        advice = "--root FOLDER names the folder that the files are relative to"
        raise _BadInput("\n".join(["these labels are of no document:", *missing, advice]))


def _write_page(report: Report, path: Path) -> None:
    from pipelines.evaluation.page import page

    try:
        path.write_text(page(report), encoding="utf-8")
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"The page is written to {path}.", err=True)


def _show(report: Report, *, with_errors: bool, as_json: bool) -> None:
    from commands.evaluation_tables import print_errors, print_figures

    if as_json:
        print_json(report.as_json())
        return
    print_figures(report)
    if with_errors:
        print_errors(report)
