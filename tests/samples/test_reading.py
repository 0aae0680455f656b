"""Each sample page, read as the crawl reads it, says what its author put into it: one test a field."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.platforms import get_platform
from crawler.portal import Portal, load_portals
from pipelines.reading import read_page
from samples import portals_folder
from samples.content import Story
from samples.expected import expected
from samples.pages.base import Role
from samples.sites import SampleSite, sample_sites
from store.records import Document, Listed, ListSource, PageKind, PageReading, RawPage, identity

SITES = {site.office.id: site for site in sample_sites()}
STAMPS = {
    "liferay": "Ngày đăng %d/%m/%Y | %I:%M %p",
    "lacviet_a": "(%d.%m.%Y %H:%M)",
    "lacviet_b": "(%d.%m.%Y %H:%M)",
    "modern": "%d/%m/%Y %H:%M",
    "aspnet": "(%d/%m/%Y)",
}
FETCHED = dt.datetime(2024, 12, 1, 3, 0, tzinfo=dt.UTC)
ALL = expected()
NO_ARTICLE: tuple[Role, ...] = ("listing", "home", "login", "print", "soft_404", "stub")
OTHERS = [
    pytest.param(site, target, id=f"{site.office.id}{target}")
    for site in SITES.values()
    for target, page in site.pages.items()
    if page.role in NO_ARTICLE
]


def _name(record: dict[str, Any]) -> str:
    return str(record["portal"]) + _target(record["url"])[:60]


def _target(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def each(field: str = "url", *, reform: bool = False) -> pytest.MarkDecorator:
    """One test a record in which something is expected of `field`; `reform`: those of reform documents."""
    chosen = [
        record for record in ALL if record[field] not in (None, []) and (record["is_reform"] or not reform)
    ]
    return pytest.mark.parametrize("record", chosen, ids=[_name(record) for record in chosen])


@lru_cache(maxsize=1)
def portals() -> dict[str, Portal]:
    return load_portals([portals_folder()])


def raw_page(site: SampleSite, target: str) -> RawPage:
    url = f"https://{site.host}{target}"
    parts = urlsplit(url)
    response = site.respond(parts.path, parts.query)
    assert response is not None, url
    key = get_platform(portals()[site.office.id].platform).classify(url).key
    return RawPage(
        id=identity(key),
        key=key,
        url=url,
        portal=site.office.id,
        status=response.status,
        headers=(("content-type", response.content_type),),
        body=response.body,
        fetched_at=FETCHED,
        listed=_listed(site, target),
    )


@lru_cache(maxsize=128)
def read(portal: str, target: str) -> PageReading:
    return read_page(raw_page(SITES[portal], target), portals()[portal])


def document_of(record: dict[str, Any]) -> Document:
    reading = read(record["portal"], _target(record["url"]))
    assert reading.document is not None, (reading.kind, reading.reason)
    return reading.document


def words(text: str) -> str:
    return " ".join(text.split())


@each()
def test_title(record: dict[str, Any]) -> None:
    assert document_of(record).title == record["title"]


@each("first")
def test_published_date(record: dict[str, Any]) -> None:
    published = document_of(record).published
    assert published is not None
    assert published.date.isoformat() == record["published"]


@each("first")
def test_body_begins_and_ends_as_written(record: dict[str, Any]) -> None:
    """A portal of no known platform may keep the line that names the author."""
    document = document_of(record)
    text = words(document.text)
    assert text.removeprefix("- ").startswith(record["first"])
    known = portals()[record["portal"]].platform != "generic"
    assert record["last"] in text[-len(record["last"]) - (0 if known else 40) :]


@each()
def test_kind(record: dict[str, Any]) -> None:
    assert document_of(record).kind == record["kind"]


@each("act_number")
def test_act_number(record: dict[str, Any]) -> None:
    act = document_of(record).act
    assert act is not None
    assert act.number == record["act_number"]


@each("is_reform")
def test_whether_it_is_reform(record: dict[str, Any]) -> None:
    assert document_of(record).is_reform is record["is_reform"]


def test_themes_that_any_reader_would_give_are_found() -> None:
    """Over all reform documents: at least nine in ten of the themes that nobody would leave out."""
    wanted = [(record, theme) for record in ALL if record["is_reform"] for theme in record["themes"]]
    missed = [
        (record["url"], theme)
        for record, theme in wanted
        if theme not in {code.theme for code in document_of(record).codes}
    ]
    assert len(missed) <= 0.1 * len(wanted), missed


@each()
def test_attachments(record: dict[str, Any]) -> None:
    found = {attachment.url for attachment in document_of(record).attachments}
    assert found == {attachment["url"] for attachment in record["attachments"]}


@pytest.mark.parametrize(("site", "target"), OTHERS)
def test_what_is_no_article_becomes_no_document(site: SampleSite, target: str) -> None:
    reading = read_page(raw_page(site, target), portals()[site.office.id])
    assert reading.document is None
    assert reading.kind not in (PageKind.ARTICLE, PageKind.REGISTER)


def _listed(site: SampleSite, target: str) -> Listed | None:
    """What this portal's own lists say of a story before it is fetched."""
    page = site.page(*(target.split("?") if "?" in target else (target, "")))
    story: Story | None = site.office.story(page.slug) if page and page.slug else None
    if story is None:
        return None
    return Listed(ListSource.LISTING, story.title, story.published.strftime(STAMPS[site.office.template]))
