"""The Atom feed of a watch (RFC 4287): the newest documents that it finds, under ids that never change."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping, Sequence

from lxml import etree

from search.digest.clean import plain
from search.index import SearchIndex, SearchRequest
from search.labels import label
from search.query import parse
from search.watches import Watch
from search.web.document import safe_link, told
from store.database import Store
from store.records import Document

ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
_SPACE = uuid.UUID("5a4ed1e2-40ad-5a3c-9e2f-6a0a1b7a6f57")  # of our ids: they outlive any address of ours
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EXCERPT = 400
_RULES = "Quy tắc so với người mã hóa / Rules against human coders"
_NOTHING_YET = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def found_by(store: Store, index: SearchIndex, watch: Watch) -> list[Document]:
    """The newest documents of a watch. Raises IndexProblem."""
    request = SearchRequest(parse(watch.query), watch.filters, ENTRIES, None, "newest")
    return store.documents.by_ids([hit.id for hit in index.search(request).hits])


def atom(
    watch: Watch,
    documents: Sequence[Document],
    public_url: str,
    faults: Sequence[str] = (),
    rates: Callable[[Document], Mapping[str, str]] = lambda _: {},
) -> bytes:
    """The feed; links lead to our pages where they have an address, else to the source.

    `rates` of a document: what is known of the rules of each of its themes (`search.validated`). A category
    has no room for it: it follows the words of the document.

    What is wrong with the watch comes first, an entry each: a feed that only stays empty tells nobody.
    """
    feed = etree.Element(_name("feed"), nsmap={None: _ATOM})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "vi")
    _add(feed, "id", f"urn:uuid:{uuid.uuid5(_SPACE, f'watch:{watch.name}')}")
    _add(feed, "title", f"reformwatch: {watch.name}")
    _add(feed, "updated", _moment(max(map(_updated, documents), default=_NOTHING_YET)))
    _add(_add(feed, "author"), "name", "reformwatch")
    if public_url:
        _add(
            feed,
            "link",
            rel="self",
            type="application/atom+xml",
            href=f"{public_url}/watches/{watch.name}.atom",
        )
    for fault in faults:
        _fault(feed, watch, fault)
    for document in documents:
        _entry(feed, document, public_url, rates(document))
    body: bytes = etree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _entry(feed: etree._Element, document: Document, public_url: str, rates: Mapping[str, str]) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", f"urn:uuid:{uuid.uuid5(_SPACE, f'document:{document.id}')}")
    _add(entry, "title", plain(document.title) or document.id)
    _add(entry, "updated", _moment(_updated(document)))
    if document.versions:
        _add(entry, "published", _moment(document.versions[0].seen_at))
    source = safe_link(document.url)
    page = f"{public_url}/documents/{document.id}" if public_url else source
    if page:
        _add(entry, "link", rel="alternate", href=page)
    if source and source != page:
        _add(entry, "link", rel="via", href=source)
    for theme in dict.fromkeys(code.theme for code in document.codes):
        _add(entry, "category", term=theme, label=label("theme", theme))
    words = plain(document.text, _EXCERPT)
    _add(entry, "summary", f"{words}\n\n{_RULES}: {told(rates)}" if rates else words)


def _fault(feed: etree._Element, watch: Watch, said: str) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", f"urn:uuid:{uuid.uuid5(_SPACE, f'fault:{watch.name}:{said}')}")
    _add(entry, "title", said)
    _add(entry, "updated", _moment(_NOTHING_YET))
    _add(entry, "summary", said)


def _updated(document: Document) -> dt.datetime:
    return document.versions[-1].seen_at if document.versions else document.fetched_at


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """An element below `parent`; what XML cannot hold is left out."""
    made = etree.SubElement(
        parent, _name(name), {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    )
    made.text = None if text is None else _NOT_XML.sub("", text)
    return made


def _name(name: str) -> str:
    return f"{{{_ATOM}}}{name}"
