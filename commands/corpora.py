"""What commands share that read a frozen corpus instead of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from search.numbers import counted

if TYPE_CHECKING:
    from store.corpora import Corpora, Corpus
    from store.database import Store
    from store.filters import Filters

Command = TypeVar("Command", bound=Callable[..., Any])
_TOLD, _TOLD_ERASED = "commands.corpora.told", "commands.corpora.erased"


def with_corpus(command: Command) -> Command:
    """Add `--corpus`; the command receives its name as `corpus`."""
    option = click.option("--corpus", metavar="NAME", help="Of this frozen corpus, not of the store.")
    return option(command)


def home_corpora() -> Corpora:
    """The corpora of the data folder."""
    from settings import get_settings
    from store.corpora import Corpora

    return Corpora(get_settings().home / "corpora")


@contextmanager
def open_corpus(name: str, *, tells_erased: bool = True) -> Iterator[Corpus]:
    """A corpus with its own codebook in force; what computes otherwise than when it was frozen is told, and
    what was erased from it, where the answer itself does not say so."""
    from pipelines import codebook
    from store.errors import NoSuchCorpus

    corpora = home_corpora()
    if name not in corpora.names():
        try:
            corpora.manifest(name)
        except NoSuchCorpus as error:
            raise click.UsageError(str(error)) from error
    with corpora.open(name) as corpus:
        kept = corpus.parts["codebook"]
        codebook.put_in_force(kept["source"], f"codebook {kept['version']}")
        _tell_changes(corpus)
        if tells_erased:
            _tell_erased(corpora, name)
        yield corpus


def limited(corpus: Corpus, filters: Filters) -> Filters:
    """The filters within those of the corpus, in its geography unless another one is asked for."""
    from dataclasses import replace

    from click.core import ParameterSource

    from search.frozen import OutsideCorpus, filters_of, within

    frozen = filters_of(corpus)
    source = click.get_current_context().get_parameter_source("geography")
    if source is ParameterSource.DEFAULT:
        filters = replace(filters, geography=frozen.geography)
    try:
        return within(frozen, filters)
    except OutsideCorpus as error:
        raise click.UsageError(str(error)) from error


def cited(corpus: Corpus) -> dict[str, str]:
    """What names a corpus for good, beside figures of it."""
    return {name: corpus.manifest[name] for name in ("name", "as_of", "sha256")}


@contextmanager
def shown_store(name: str | None) -> Iterator[tuple[Store, frozenset[str] | None]]:
    """The store of the data folder; or that of a corpus, with the documents that were chosen for it."""
    from commands.options import open_home_store

    if name is None:
        with open_home_store() as store:
            yield store, None
    else:
        with open_corpus(name) as corpus:
            yield corpus.store, corpus.members


def refuse_wordless(query: str) -> None:
    """A query of signs alone finds nothing anywhere: a share of nothing found would be a zero of nobody's.

    A field without a value would be looked for as a word, and what has that word is another question.
    """
    from search.query import parse
    from search.query_doubts import empty_fields
    from search.tree import Nothing

    if names := empty_fields(query):
        raise click.UsageError(f"--query asks for {', '.join(names)} without a word after it")
    if isinstance(parse(query), Nothing):
        raise click.UsageError(f"--query {query[:40]!r} holds no word to look for")


def found_by(store: Store, query: str) -> frozenset[str]:
    """The documents that a query finds in the index."""
    from commands.options import index_home
    from search.index import SearchRequest
    from search.indexer import open_index
    from search.query import parse

    return frozenset(open_index(index_home(), store).ids(SearchRequest(parse(query))))


def build() -> dict[str, str]:
    from search.frozen import this_build
    from settings import VERSION
    from store.records import as_json

    made: dict[str, str] = as_json(this_build(VERSION))
    return made


def redacted(name: str) -> list[str]:
    """The documents of a corpus from which words were erased since it was frozen."""
    marks = home_corpora().redacted(name)
    return list(marks["documents"]) if marks else []


def _is_first(what: str) -> bool:
    """Whether this is told for the first time in a call."""
    context = click.get_current_context(silent=True)
    if context is None or context.meta.get(what):
        return False
    context.meta[what] = True
    return True


def _tell_erased(corpora: Corpora, name: str) -> None:
    marks = corpora.redacted(name)
    if marks is not None and _is_first(_TOLD_ERASED):
        click.echo(
            f"Corpus {name}: words of {counted(len(marks['documents']), 'document')} were erased at"
            " somebody's request since it was frozen. Figures of codes and counts stay, unless documents are"
            " chosen by words (--query): no search finds erased words. Figures of words (reuse, tracker,"
            " distinctiveness by word) are made of what is left.",
            err=True,
        )


def _tell_changes(corpus: Corpus) -> None:
    """Figures may differ where another program or other tables of places compute them."""
    if not _is_first(_TOLD):
        return
    kept, now = corpus.manifest["build"], build()
    names = {"version": "version", "code": "code of reformwatch", "gazetteer": "table of places"}
    changed = [names[name] for name in names if kept.get(name) != now[name]]
    if changed:
        click.echo(
            f"Corpus {corpus.name} was frozen with another {' and another '.join(changed)}: "
            "figures may differ from those of then.",
            err=True,
        )
