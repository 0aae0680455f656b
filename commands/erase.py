"""`reformwatch erase`: what a person asks to be forgotten, everywhere, and kept out from then on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.options import Failed, open_home_store, print_json

if TYPE_CHECKING:
    from store.database import Store


@click.command()
@click.option("--subscriber", metavar="EMAIL", help="A subscriber, with all that was kept of deliveries.")
@click.option("--text", metavar="WORDS", help="Words of documents; - reads them from standard input.")
@click.option("--document", metavar="ID", help="This document whole; with --text: the words, only there.")
@click.option("--url", metavar="URL", help="The same, by its address.")
@click.option("--again", is_flag=True, help="Carry out all erasures again: after a restore, or a kill.")
@click.option("--list", "listing", is_flag=True, help="The erasures that were made.")
@click.option("--request", metavar="WORDS", help="By what request: a file number, without personal data.")
@click.option("--dry-run", is_flag=True, help="Only say what would be changed.")
@click.option("--no-index", is_flag=True, help="Leave the index to reformwatch index rebuild.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def erase(
    *, subscriber: str | None, text: str | None, document: str | None, url: str | None, again: bool,
    listing: bool, request: str | None, dry_run: bool, no_index: bool, as_json: bool,
) -> int:  # fmt: skip
    """Erase a person's data: a subscriber, words wherever documents say them, or a whole document.

    Words are masked by signs of the same number, so that offsets stay true, in every version of documents,
    what quotes them, answers of the raw archive, frozen corpora, logs and the index; keyed hashes keep them
    out of later crawls. What was killed is run again. Exit code 3 when some is left to do, 75 while another
    erasure is at work.
    """
    from commands.erasing import alone
    from settings import get_settings

    _check_one(subscriber, text, document, url, again=again, listing=listing)
    home = get_settings().home
    with open_home_store() as store:
        if listing:
            return _list(store, as_json=as_json)
        chosen = _document(store, document or url)
        said = _words(text)
        if dry_run:
            told = _dry(store, home, said, chosen, subscriber)
        else:
            with alone(home):
                told = _erase(
                    store, home, request=request, said=said, chosen=chosen, subscriber=subscriber,
                    no_index=no_index,
                )  # fmt: skip
    _print(told, as_json=as_json, dry_run=dry_run)
    return 3 if told["left"] else 0


def _check_one(
    subscriber: str | None, text: str | None, document: str | None, url: str | None, **modes: bool
) -> None:
    if document and url:
        raise click.UsageError("--document or --url, not both")
    named = text is None and bool(document or url)
    if sum((subscriber is not None, text is not None, named, *modes.values())) != 1:
        raise click.UsageError("one of --subscriber, --text, --document, --url, --again, --list")


def _words(text: str | None) -> str | None:
    said = sys.stdin.read() if text == "-" else text
    if said is not None and not said.strip():
        raise click.UsageError("--text is empty")
    return said


def _document(store: Store, named: str | None) -> str | None:
    """The id of a document; of one that was withdrawn before too, so that it can be run again."""
    from commands.lookup import find_document, withdrawn_of

    if named is None:
        return None
    found = find_document(store, named)
    if found is not None:
        return found.id
    before = withdrawn_of(store, named)
    if before is None:
        raise Failed(f"no document {named} in the store; reformwatch search finds ids")
    return before.document


def _erase(
    store: Store, home: Path, *, request: str | None, said: str | None, chosen: str | None,
    subscriber: str | None, no_index: bool,
) -> dict[str, Any]:  # fmt: skip
    from commands.erasing import carry_out, erase_subscriber

    is_again = said is None and chosen is None and subscriber is None
    if not request and not is_again:
        raise click.UsageError("--request says by what request: the record of an erasure needs it")
    if subscriber is not None:
        return erase_subscriber(store, home, _key(subscriber), request or "")
    numbers = [each.number for each in store.erasing.all()] if is_again else []
    gone = store.erasing.would_withdraw(chosen) if chosen and said is None else {}
    if not is_again:
        numbers = [_begin(store, request or "", said, chosen)]
    return carry_out(store, home, numbers, chosen if said else None, gone, no_index=no_index)


def _begin(store: Store, request: str, said: str | None, chosen: str | None) -> int:
    if said is None:
        assert chosen is not None
        return store.erasing.begin_document(chosen, request)
    try:
        return store.erasing.begin_words(said, request, chosen)
    except ValueError as error:
        raise click.UsageError(f"--text {error}") from error


def _dry(
    store: Store, home: Path, said: str | None, chosen: str | None, subscriber: str | None
) -> dict[str, Any]:
    from commands.erasing import would_change

    if said is not None:
        try:
            return would_change(store, home, store.erasing.trial(said), chosen)
        except ValueError as error:
            raise click.UsageError(f"--text {error}") from error
    places: dict[str, Any] = {}
    if chosen is not None:
        places = store.erasing.would_withdraw(chosen)
    elif subscriber is not None:
        places = {"subscribers": int(store.subscribers.get(_key(subscriber)) is not None)}
    return {"places": places, "left": [], "by_hand": [], "backups": []}


def _key(address: str) -> str:
    """An address in the spelling that subscribers are known by."""
    from search.digest.addresses import read_address

    try:
        return read_address(address).key
    except ValueError as error:
        raise click.UsageError(f"--subscriber {error}") from error


def _list(store: Store, *, as_json: bool) -> int:
    from store.records import as_json as record_json

    found = store.erasing.all()
    if as_json:
        print_json({"erasures": record_json(found)})
        return 0
    for each in found:
        state = (
            f"done {each.finished_at:%Y-%m-%d %H:%M}" if each.finished_at else "NOT finished: erase --again"
        )
        counts = ", ".join(f"{name} {count}" for name, count in each.places.items() if count)
        click.echo(f"{each.number}  {each.at:%Y-%m-%d %H:%M}  {each.kind}  {each.request}  {state}  {counts}")
    return 0


_LABELS = {
    "documents": "documents", "versions": "older versions", "held": "held versions", "rows": "other rows",
    "words": "words", "masked_answers": "answers of the raw archive masked",
    "dropped_answers": "answers of the raw archive emptied", "corpora": "frozen corpora",
    "corpus_documents": "documents of frozen corpora", "log_words": "words in logs",
    "subscribers": "subscribers", "mails": "mails",
}  # fmt: skip


def _print(told: dict[str, Any], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        print_json(told | {"dry_run": dry_run})
        return
    changed = [f"{_LABELS[name]} {count}" for name, count in told["places"].items() if count]
    click.echo(f"{'Would change' if dry_run else 'Changed'}: {', '.join(changed) or 'nothing'}.")
    for name in told["by_hand"]:
        click.echo(f"{name} has the words and is your own file: change it by hand.", err=True)
    for file in told["backups"]:
        click.echo(f"{file} is a backup from before: it holds the data until you remove it.", err=True)
    for sentence in told["left"]:
        click.echo(f"Left to do: {sentence}. Run reformwatch erase --again.", err=True)
