"""`reformwatch search`: the documents that a query and filters find."""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.corpora import cited, limited, open_corpus, with_corpus
from commands.erasing import tell_unfound, tell_withdrawn
from commands.options import index_home, open_home_store, print_json, with_filters
from commands.output import console, one_form
from commands.sync import follow_copies
from search.numbers import counted

if TYPE_CHECKING:
    from rich.text import Text

    from search.answer import Answer
    from search.index import SearchIndex, SearchRequest
    from store.database import Store
    from store.documents import Shown
    from store.filters import Filters

NO_WORD = "The query has no word to look for: words are made of letters and digits."


@click.command()
@click.argument("words", metavar="QUERY", nargs=-1)
@with_filters
@click.option(
    "--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True
)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits of one page."
)
@click.option("--cursor", help="The page after this one: `next` of the answer before.")
@click.option("--facets/--no-facets", default=True, help="Counts by province, theme, kind, year …")
@click.option(
    "--copies",
    type=click.Choice(["first", "all"]),
    default="first",
    show_default=True,
    help="Of all copies of a text the first that is found, or each.",
)
@with_corpus
@click.option("--json", "as_json", is_flag=True, help="The whole answer with its facets.")
@click.option("--csv", "as_csv", is_flag=True, help="One row per hit, for a spreadsheet.")
def search(
    *, filters: Filters, words: tuple[str, ...], sort: str, limit: int, cursor: str | None, facets: bool,
    copies: str, as_json: bool, as_csv: bool, corpus: str | None,
) -> int:  # fmt: skip
    """Find documents: words (all must occur), "an exact phrase", OR, -not, title:…, number:…, "…"~N.

    Marks are optional: `mot cua` finds `một cửa`. Without QUERY: all that the filters leave.
    """
    one_form(as_json=as_json, as_csv=as_csv)
    from search.answer import answer_json
    from search.index import FACETS, SearchRequest
    from search.query import parse

    asked = " ".join(words)
    request = SearchRequest(
        parse(asked), filters, limit, cursor, sort, FACETS if facets else ()  # type: ignore[arg-type]
    )  # fmt: skip
    if corpus is None:
        found, more = _of_store(request, asked, copies, as_csv=as_csv)
    else:
        found, more = _of_corpus(corpus, request, asked, copies, as_csv=as_csv)
    if as_json:
        print_json(answer_json(found) | more)
    elif not as_csv:
        _print(found)
    if corpus is None:
        tell_withdrawn(more["withdrawn"])
        tell_unfound(asked, more["words_erased"])
    elif not as_json:
        click.echo("Corpus {name}, frozen {as_of}, sha256 {sha256}".format(**more["corpus"]), err=True)
    return 0


def _of_store(
    request: SearchRequest, asked: str, copies: str, *, as_csv: bool
) -> tuple[Answer, dict[str, Any]]:
    """The answer with what stands beside it in the JSON."""
    from search.indexer import open_index

    with open_home_store() as store:
        if copies == "first":
            follow_copies(store)
        index = open_index(index_home(), store)
        found = _answered(store, index, request, asked, copies, as_csv=as_csv)
        erasing = store.erasing
        return found, {
            "withdrawn": len(erasing.withdrawn_documents()), "words_erased": erasing.is_any_of_words()
        }  # fmt: skip


def _of_corpus(
    name: str, request: SearchRequest, asked: str, copies: str, *, as_csv: bool
) -> tuple[Answer, dict[str, Any]]:
    """The same over the documents of a frozen corpus alone."""
    from dataclasses import replace

    from search.frozen_index import corpus_index

    with open_corpus(name) as corpus:
        request = replace(request, filters=limited(corpus, request.filters))
        with corpus_index(corpus) as index:
            found = _answered(corpus.store, index, request, asked, copies, as_csv=as_csv)
        return found, {"corpus": cited(corpus)}


def _answered(
    store: Store, index: SearchIndex, request: SearchRequest, asked: str, copies: str, *, as_csv: bool
) -> Answer:
    from search.answer import answer
    from search.copies import once
    from search.errors import CursorError

    try:
        if copies == "first":
            request = once(store, index, request)
        found = answer(store, index, request, asked)
    except CursorError as error:
        raise click.UsageError(str(error)) from error
    if as_csv:
        from search.export import write_csv
        from search.validated import Validations

        shown = store.documents.by_ids([hit.document.id for hit in found.hits])
        write_csv(shown, sys.stdout, Validations(store).sentences)
    return found


def _print(found: Answer) -> None:
    from rich.text import Text

    out = console()
    for line in _head(found):
        out.print(line, markup=False)
    for hit in found.hits:
        document = hit.document
        out.print()
        out.print(Text(document.title or "(no title)", style="bold"))
        out.print(Text("  ".join(_facts(document)), style="dim"))
        for snippet in hit.highlights:
            out.print(_marked(snippet))
    if found.facets:
        out.print()
    for name, counts in found.facets.items():
        if counts:
            shown = " · ".join(f"{label(name, count.value)} {count.count}" for count in counts[:6])
            more = f" · {len(counts) - 6} more" if len(counts) > 6 else ""
            out.print(f"{name + ':':<10} {shown}{more}", markup=False)
    if found.facets.get("theme"):
        for line in _rates(found):
            out.print(line, markup=False)
    if found.next:
        out.print(f"\nNext page: --cursor {found.next}", markup=False)


def _head(found: Answer) -> Iterator[str]:
    coded = f", codebook {found.codebook}" if found.codebook else ""
    yield f"{counted(found.total, 'document')} ({found.took_ms:.0f} ms, {found.engine}{coded})"
    if found.folded:
        yield f"Copies left out: {found.folded} (--copies all shows each)."
    if found.query and not found.total:
        from search.tree import Nothing, to_text

        nothing = found.read_as == to_text(Nothing())
        yield NO_WORD if nothing else f"Read as: {found.read_as}"


def _rates(found: Answer) -> Iterator[str]:
    """What is known of the rules behind the themes that are counted."""
    from search.validated import sentence, unvalidated

    known = [count.value for count in found.facets["theme"] if count.value in found.validated]
    if not known:
        yield unvalidated(found.codebook)
    for theme in known:
        yield f"{theme}: {sentence(found.validated[theme])}"


def label(facet: str, value: str) -> str:
    from search.labels import label as label_of

    return label_of(facet, value)


def _facts(document: Shown) -> Iterator[str]:
    yield document.id
    if document.published:
        yield document.published.date.strftime("%d/%m/%Y")
    if document.locality:
        yield document.locality.name
    if document.act_number:
        yield document.act_number
    yield document.kind
    if document.url:
        yield document.url
    if document.parent:
        yield f"file of {document.parent}"


def _marked(snippet: str) -> Text:
    """A snippet's HTML (only <mark> is markup in it) as text for a terminal."""
    from rich.text import Text

    text = Text("  ")
    for part in re.split(r"(<mark>.*?</mark>)", " ".join(snippet.split())):
        words = html.unescape(part.removeprefix("<mark>").removesuffix("</mark>"))
        text.append(words, style="bold yellow" if part.startswith("<mark>") else "")
    return text
