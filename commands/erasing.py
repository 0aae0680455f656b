"""Carrying erasures out, everywhere that a data folder holds what was said; and keeping it out afterwards."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.options import index_home

if TYPE_CHECKING:
    from store.database import Store
    from store.erased_words import Matcher


_PATIENCE = 60.0  # seconds that a crawl waits for another one that has ended
_PAUSE = 0.1


def carry_out(
    store: Store, home: Path, numbers: list[int], only: str | None = None,
    gone: Mapping[str, int] | None = None, *, no_index: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Erases what the rules name from tables, raw archive, corpora, logs and index; what was changed, and
    `left`: what is still to be done. Run again, it goes on where it was. `gone` is what went whole before."""
    erasing = store.erasing
    places: dict[str, Any] = erasing.redact(max(numbers, default=0), only)
    for name in ("documents", "versions"):
        places[name] += (gone or {}).get(name, 0)
    matcher = erasing.matcher()
    left: list[str] = []
    places["mails"] = _from_mails(store, matcher)
    swept, growing = erasing.sweep(home / "warc")
    places |= {"masked_answers": swept.masked, "dropped_answers": swept.dropped}
    left += [f"{name}: a run is writing it" for name in growing]
    places |= _from_corpora(store, home, matcher, max(numbers, default=0))
    places["log_words"], by_hand = _from_files(home, matcher)
    if not no_index:
        left += _from_index(store)
    if not erasing.clear():
        left.append(_IN_USE)
    if not left:
        erasing.finish(numbers, places)
    return {"places": places, "left": left, "by_hand": by_hand, "backups": _backups(store)}


def would_change(store: Store, home: Path, matcher: Matcher, only: str | None) -> dict[str, Any]:
    """What an erasure of these words would change; nothing is written."""
    from store.corpora import Corpora
    from store.erased_corpora import Masks
    from store.erased_files import erase_from_files
    from store.erased_words import Matcher

    places: dict[str, Any] = store.erasing.would_redact(matcher, only)
    if only is None:
        swept = store.erasing.would_sweep(home / "warc", matcher)
        places |= {"masked_answers": swept.masked, "dropped_answers": swept.dropped}
        files = erase_from_files(home, matcher, dry_run=True)
        places["log_words"] = files.words
    masks = Masks(matcher) if only is None else Masks(Matcher(b"", ()), of={only: matcher})
    corpora, documents = Corpora(home / "corpora").erase(masks, 0, dry_run=True)
    places |= {"corpora": corpora, "corpus_documents": documents}
    return {"places": places, "left": [], "by_hand": [], "backups": _backups(store)}


@contextmanager
def alone(home: Path, patience: float = 0) -> Iterator[None]:
    """One process at a time erases from a data folder. Raises HomeInUse after `patience` seconds."""
    from store.errors import HomeInUse
    from store.salvage import lock

    until = time.monotonic() + patience
    with (home / "erase.lock").open("ab") as file:
        while not lock(file):
            if time.monotonic() >= until:
                raise HomeInUse("Another erasure is at work on this data folder: run again when it has ended")
            time.sleep(_PAUSE)
        yield


def keep_erased_out(store: Store, home: Path, runs: Collection[str] | None = None) -> None:
    """After a crawl or an ingest: what came in again goes out of the raw archive and of what lists say.

    `runs` limits the second to what these wrote.
    """
    from store.errors import HomeInUse

    erasing = store.erasing
    if not erasing.is_any():
        return
    try:
        with alone(home, _PATIENCE):
            erasing.redact_rows(runs)
            swept, _ = erasing.sweep(home / "warc")
    except HomeInUse:
        click.echo("An erasure is at work: reformwatch clean keeps it out of what came in now.", err=True)
        return
    if swept.masked or swept.dropped:
        click.echo(
            f"Kept out what was erased before: {swept.masked + swept.dropped} answers of the raw archive.",
            err=True,
        )


def tell_withdrawn(count: int) -> None:
    """That answers and figures are without some documents is no secret; which they were is."""
    if count:
        click.echo(f"Taken out at somebody's request, and in none of this: documents {count}.", err=True)


def tell_unfound(asked: str, is_any: bool) -> None:
    """The same for every query with words, whether it looks for erased ones or not."""
    if asked and is_any:
        said = "Words were erased from documents at somebody's request: no search finds a document by them."
        click.echo(said, err=True)


def erased_from(store: Store) -> list[tuple[str, str]]:
    """What a file that is made of the store says of erasures, as lines of its sheet `about`."""
    from search.measures.notes import MASKED_WORDS, without_withdrawn

    told = []
    if count := len(store.erasing.withdrawn_documents()):
        told.append(("note", without_withdrawn(count)))
    if store.erasing.is_any_of_words():
        told.append(("note", MASKED_WORDS))
    return told


def erase_subscriber(store: Store, home: Path, address: str, request: str) -> dict[str, Any]:
    """Erases a subscriber, whose `address` is in its one spelling, also from logs."""
    number, places = store.erasing.begin_subscriber(address, request)
    places["log_words"], by_hand = _from_files(home, store.erasing.trial(address))
    left = [] if store.erasing.clear() else [_IN_USE]
    if not left:
        store.erasing.finish([number], places)
    return {"places": places, "left": left, "by_hand": by_hand, "backups": _backups(store)}


_IN_USE = "The database was in use: what was deleted may still lie in its file"


def _from_mails(store: Store, matcher: Matcher) -> int:
    """Masks the words in mails that were built; how many of them had some."""
    from search.digest.frozen import freeze, thaw
    from store.erased_bytes import redact_bytes

    changed = 0
    for key in store.erasing.mails():
        mail = thaw(store.deliveries.mail(key))
        parts = [redact_bytes(part.encode(), matcher) for part in (mail.subject, mail.text, mail.html)]
        csv, in_csv = redact_bytes(mail.csv, matcher)
        if in_csv or any(count for _, count in parts):
            subject, text, html = (part.decode() for part, _ in parts)
            masked = replace(mail, subject=subject, text=text, html=html, csv=csv)
            store.erasing.replace_mail(key, freeze(masked))
            changed += 1
    return changed


def _from_corpora(store: Store, home: Path, matcher: Matcher, number: int) -> dict[str, Any]:
    from store.corpora import Corpora
    from store.erased_corpora import Masks

    erasing = store.erasing
    masks = Masks(matcher, erasing.withdrawn_documents(), erasing.matchers_of_documents())
    corpora, documents = Corpora(home / "corpora").erase(masks, number)
    return {"corpora": corpora, "corpus_documents": documents}


def _from_files(home: Path, matcher: Matcher) -> tuple[int, list[str]]:
    from store.erased_files import erase_from_files

    found = erase_from_files(home, matcher)
    return found.words, list(found.by_hand)


def _from_index(store: Store) -> list[str]:
    """Builds the index anew: an engine keeps what it deleted until it rewrites its files."""
    from commands.sync import follow_copies
    from search.errors import IndexMissing, IndexProblem
    from search.indexer import open_index, rebuild

    follow_copies(store)
    try:
        open_index(index_home()).close()
    except IndexMissing:
        return []
    except IndexProblem:
        pass  # what cannot be read may still hold the words
    try:
        rebuild(store, index_home())
    except IndexProblem as problem:
        return [f"The index still has it. {problem}"]
    return []


def _backups(store: Store) -> list[str]:
    """Backups that are still there, from before: nobody can erase from them but by removing them."""
    return [made.file for made in store.backups.all() if Path(made.file).is_file()]
