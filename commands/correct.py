"""`reformwatch correct` and `corrections`: what a person says of a document against the codebook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.lookup import find_document
from commands.options import Failed, near, open_home_store, print_json
from commands.output import console
from commands.sync import sync_index
from search.numbers import counted

if TYPE_CHECKING:
    from store.corrections import Listed
    from store.database import Store
    from store.records import Change, Correction, Document, Locality


@click.command()
@click.argument("id_or_url", metavar="ID|URL")
@click.option("--add", multiple=True, metavar="THEME[/SUB]", help="It has this theme; repeatable.")
@click.option("--remove", multiple=True, metavar="THEME[/SUB]", help="It has not this theme; repeatable.")
@click.option("--reform", type=click.Choice(["yes", "no"]), help="It is about the reform, or not.")
@click.option("--locality", metavar="CODE|NAME", help="Who speaks.")
@click.option("--undo", type=click.IntRange(1), metavar="N", help="Take correction N of it back.")
@click.option("--by", required=True, metavar="NAME", help="Who says so.")
@click.option("--why", metavar="TEXT", help="Why; required but for --undo.")
@click.option("--no-index", is_flag=True, help="Leave the index as it is.")
@click.option("--json", "as_json", is_flag=True, help="The correction, and the document as it stands.")
def correct(
    *, id_or_url: str, add: tuple[str, ...], remove: tuple[str, ...], reform: str | None,
    locality: str | None, undo: int | None, by: str, why: str | None, no_index: bool, as_json: bool,
) -> int:  # fmt: skip
    """Say what document ID, or the one at URL, is about, where the codebook is wrong.

    A correction stands whatever codes or reads the document later, and counts in searches and measures.
    """
    from search.validated import Validations
    from store.records import Change, TakenBack

    by, why = by.strip(), (why or "").strip()
    if not by:
        raise click.UsageError("--by is empty: a correction has a name")
    with open_home_store() as store:
        document = find_document(store, id_or_url)
        if document is None:
            raise click.UsageError(f"no document {id_or_url} in the store; reformwatch search finds ids")
        verdict = None if reform is None else reform == "yes"
        asked = Change(tuple(dict.fromkeys(add)), tuple(dict.fromkeys(remove)), verdict, locality)
        if undo is not None:
            _check_undo(document, undo, asked)
            back = TakenBack(dt.datetime.now(dt.UTC), by, why or None)
            done = store.corrections.take_back(undo, back).correction
        else:
            done = _added(store, document, asked, by, why)
        indexed = sync_index(store, quiet=as_json, no_index=no_index)
        after = store.documents.get(document.id)
        assert after is not None
        record = Validations(store).record(after)
    _tell(done, after, record, as_json=as_json)
    return 0 if indexed else 3


@click.command()
@click.argument("id_or_url", metavar="[ID|URL]", required=False)
@click.option(
    "--export", "file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.jsonl",
    help="Write those that stand as gold for reformwatch evaluate.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="All of them, those taken back too.")
def corrections(*, id_or_url: str | None, file: Path | None, as_json: bool) -> int:
    """List what people corrected: of all documents, or of one."""
    with open_home_store() as store:
        document = find_document(store, id_or_url) if id_or_url else None
        if id_or_url and document is None:
            raise click.UsageError(f"no document {id_or_url} in the store; reformwatch search finds ids")
        found = list(store.corrections.listed(document.id if document else None))
        if file is not None:
            return _export(store, found, file)
    if as_json:
        print_json({"corrections": [_row(one) for one in found]})
    else:
        _print(found)
    return 0


def told_of(correction: Correction) -> str:
    """A correction in one line: what, by whom, when, why, and whether it was taken back."""
    change = correction.change
    parts = [f"+{path}" for path in change.add] + [f"-{path}" for path in change.remove]
    if change.reform is not None:
        parts.append(f"reform {'yes' if change.reform else 'no'}")
    if change.locality:
        parts.append(f"locality {change.locality}")
    who = f"by {correction.by} on {correction.at:%Y-%m-%d}"
    line = f"{correction.number}: {' '.join(parts)}, {who}: {correction.why}"
    if back := correction.taken_back:
        line += f" (taken back by {back.by} on {back.at:%Y-%m-%d}{f': {back.why}' if back.why else ''})"
    return line


# --- Checks ---------------------------------------------------------------------------------------------


def _added(store: Store, document: Document, asked: Change, by: str, why: str) -> Correction:
    from dataclasses import replace

    if not asked:
        raise click.UsageError("nothing to correct: --add, --remove, --reform, --locality or --undo")
    if not why:
        raise click.UsageError("--why is missing: say why, for whoever doubts it later")
    _check_themes(document, asked)
    _check_verdict(document, asked)
    place = _place(document, asked.locality) if asked.locality else None
    change = replace(asked, locality=place.code) if place else asked
    _check_said(document, change)
    return store.corrections.add(
        document.id, change, by=by, why=why, at=dt.datetime.now(dt.UTC), place=place,
        codebook=document.codebook,
    )  # fmt: skip


def _check_undo(document: Document, number: int, asked: Change) -> None:
    if asked:
        raise click.UsageError("--undo stands alone: take back first, then correct anew")
    standing = [one.number for one in document.corrections if one.taken_back is None]
    if number not in standing:
        listed = ", ".join(map(str, standing)) or "none"
        raise click.UsageError(f"no correction {number} of {document.id} stands (standing: {listed})")


def _check_themes(document: Document, asked: Change) -> None:
    """Ids of the codebook; a theme to be removed may be one that only an older codebook gave."""
    from pipelines import codebook

    rules = codebook.load()
    known = {theme.id for theme in rules.themes} | {f"{theme.id}/{sub.id}" for theme, sub in rules.subthemes}
    held = {code.theme for code in document.codes}
    held |= {f"{code.theme}/{code.subtheme}" for code in document.codes if code.subtheme}
    for path in (*asked.add, *asked.remove):
        if path not in known and not (path in asked.remove and path in held):
            raise click.UsageError(
                f"{path!r} is no theme of codebook {rules.version}{near(path, known)}; nothing was corrected"
            )
    if twice := set(asked.add) & set(asked.remove):
        raise click.UsageError(f"--add and --remove {', '.join(sorted(twice))}: one or the other")
    for path in asked.remove:
        if path not in held:
            has = ", ".join(sorted(held)) or "none"
            raise click.UsageError(f"{document.id} has no theme {path} to remove (it has: {has})")


def _check_said(document: Document, change: Change) -> None:
    """What somebody has said of the document already, and nobody otherwise since, is no second correction."""
    for one in reversed([one for one in document.corrections if one.taken_back is None]):
        if one.change == change:
            raise click.UsageError(
                f"correction {one.number} of {document.id}, by {one.by} on {one.at:%Y-%m-%d}, says the same "
                "and stands; nothing was corrected"
            )
        if (one.change.locality and change.locality) or (_is_coding(one.change) and _is_coding(change)):
            return


def _is_coding(change: Change) -> bool:
    return bool(change.add or change.remove or change.reform is not None)


def _check_verdict(document: Document, asked: Change) -> None:
    """Only reform documents have themes: which of the two is meant is for the person to say."""
    if asked.add and asked.reform is False:
        raise click.UsageError("--reform no and --add: what is not about the reform has no theme of it")
    if asked.add and not document.is_reform and asked.reform is None:
        raise click.UsageError(
            f"{document.id} is not held to be about the reform, and only such documents have themes: "
            "say --reform yes too, if it is"
        )


def _place(document: Document, wanted: str) -> Locality:
    """The unit of a code or name on the day of the document; what is not one unit is wrong use."""
    from crawler import gazetteer

    places, day = gazetteer.load(), document.published.date if document.published else None
    unit = places.unit(wanted)
    units = [unit] if unit else list(places.named(wanted, day)) if ":" not in wanted else []
    if not units:
        when = f" on {day:%d/%m/%Y}" if day else ""
        raise click.UsageError(f"{wanted!r} is no place of the gazetteer{when}; nothing was corrected")
    if len(units) > 1:
        listed = "\n".join(f"  {one.code}  {one.full_name} (today {one.today})" for one in units)
        raise click.UsageError(f"{wanted!r} is more than one place, name one by its code:\n{listed}")
    if day is not None and not units[0].existed(day):
        raise click.UsageError(f"{units[0].code} {units[0].full_name} did not exist on {day:%d/%m/%Y}")
    return places.locality(units[0].code, "person", day)


# --- Output ---------------------------------------------------------------------------------------------


def _tell(done: Correction, after: Document, record: dict[str, Any], *, as_json: bool) -> None:
    from store.records import as_json as record_json

    if as_json:
        keys = ("id", "is_reform", "codes", "locality", "codebook", "corrections")
        print_json({"correction": record_json(done), "document": {key: record[key] for key in keys}})
        return
    click.echo(told_of(done))
    themes = ", ".join(f"{code.theme}{f'/{code.subtheme}' if code.subtheme else ''} {code.weight:.2f}"
                       for code in after.codes)  # fmt: skip
    place = after.locality.code if after.locality else "unknown"
    click.echo(f"{after.id} stands as: reform {'yes' if after.is_reform else 'no'}; "
               f"themes {themes or 'none'}; locality {place}.")  # fmt: skip


def _row(one: Listed) -> dict[str, Any]:
    from store.records import as_json as record_json

    return {"document": one.document_id, "title": one.title, "url": one.url, **record_json(one.correction)}


def _print(found: list[Listed]) -> None:
    from rich.text import Text

    out = console()
    for one in found:
        out.print(Text(told_of(one.correction)))
        out.print(Text(f"    {one.document_id} {one.title}", style="dim"))
    standing = sum(one.correction.taken_back is None for one in found)
    click.echo(
        f"{counted(standing, 'correction stands', 'corrections stand')}, {len(found) - standing} taken back."
    )


def _export(store: Store, found: list[Listed], file: Path) -> int:
    from pipelines.evaluation.corrected import gold_lines, write_gold

    lines, strangers = gold_lines(store.documents.by_ids(_standing(found)))
    if not lines:
        raise Failed("no correction stands: there is nothing to export")
    try:
        write_gold(lines, file)
    except OSError as error:
        raise Failed(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"{counted(len(lines), 'document')} written to {file}.", err=True)
    for path in strangers:
        click.echo(f"Left out of it: theme {path}, which the codebook does not have.", err=True)
    return 0


def _standing(found: list[Listed]) -> list[str]:
    return list(dict.fromkeys(one.document_id for one in found if one.correction.taken_back is None))
