"""From an article and its origin to a document: kind, act, citations, locality, themes."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.actplaces import placed
from pipelines.acts import read_acts
from pipelines.article import Article, Origin
from pipelines.codebook import Codebook, load
from pipelines.coding import code
from pipelines.places import resolve
from pipelines.plans import read_plan
from store.coding_records import proof_of
from store.records import Document


def describe(
    article: Article, origin: Origin, codebook: Codebook | None = None, *, hosts: Sequence[str] = ()
) -> Document:
    """The whole record of an article; its texts are NFC and stay as they are.

    `hosts`: government hosts that the page around an ingested text named.
    """
    book = codebook or load()
    coding = code(article.title, article.text, book)
    published = article.published.date if article.published else None
    acts = read_acts(
        article.title, article.text, article.register, published, has_files=bool(article.attachments)
    )
    place = resolve(article, origin, acts.act, acts.place, hosts, above=acts.above)
    acts = placed(acts, place.locality)
    return Document(
        id=origin.id,
        key=origin.key,
        url=origin.url,
        portal=origin.portal.id if origin.portal else None,
        title=article.title,
        text=article.text,
        fetched_at=origin.fetched_at,
        section=article.section,
        author=article.author,
        published=article.published,
        http_status=origin.http_status,
        warc=origin.warc,
        locality=place.locality,
        candidates=place.candidates,
        kind=acts.kind,
        act=acts.act,
        citations=acts.citations,
        is_reform=coding.is_reform,
        reform=coding.reform,
        codes=coding.codes,
        codebook=book.version,
        coder=coding.coder,
        coding_proof=proof_of(book.digest, article.title, article.text),
        indices=coding.indices,
        channels=coding.channels,
        audiences=coding.audiences,
        plan=read_plan(article.title, article.text, acts.act, published),
        attachments=article.attachments,
        flags=tuple(dict.fromkeys(article.flags + coding.flags)),
        extractor=article.extractor,
    )
