"""What a short walk over an undeclared portal tells: a declaration to propose, and what it could not tell."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler import gazetteer
from crawler.feeds import read_feed
from crawler.gazetteer import FIRST_DAY_OF_34, LAST_DAY_OF_63, Unit
from crawler.platforms import get_platform
from crawler.portal import Portal
from crawler.robots import rules_of
from crawler.sitemaps import read_sitemap
from crawler.xmlfiles import TooLarge
from pipelines.fingerprint import GENERIC, Guess, Look, guess, look
from pipelines.placenames import from_host, typed_names
from pipelines.reader import PageReader
from pipelines.sitenames import HOME_WORDS, path_of, portal_id, section_name, site_name
from pipelines.workers import WorkerError, WorkerPool
from store.archive import WarcRecord, read_responses
from store.records import Candidate, Document, PageKind, PageReading, Published, RawPage, identity

MOST_SECTIONS = 12
_LEAST_ITEMS = 2  # named by a page that is proposed as a list
_SAMPLE = 5
_LONGEST_NAME = 80  # characters of what a menu calls a section


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that names articles."""

    url: str
    title: str
    items: int
    is_paged: bool


@dataclass(frozen=True, slots=True)
class Sample:
    url: str
    title: str
    published: Published | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """`localities` are codes that the host's name leaves no choice about, else there are `candidates`;
    `notes` say what a person has to decide."""

    id: str
    name: str
    url: str
    platform: Guess
    localities: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    named_by_robots: frozenset[str]
    listings: tuple[Listing, ...]
    sample: tuple[Sample, ...]
    notes: tuple[str, ...] = ()

    def declaration(self) -> dict[str, Any]:
        """The keys of the portal's file (docs/portals.md). Without a locality it is no valid one yet."""
        own = [address for address in self.sitemaps if address not in self.named_by_robots]
        sections = [
            {"path": path_of(listing.url), "name": listing.title} for listing in self.listings[:MOST_SECTIONS]
        ]
        codes: Any = self.localities[0] if len(self.localities) == 1 else list(self.localities)
        told = {
            "id": self.id,
            "name": self.name,
            "url": self.url,
            "platform": self.platform.platform or GENERIC,
            "locality": codes,
            "scope": "all",
            "sections": sections,
            "feeds": [path_of(address) for address in self.feeds],
            "sitemaps": [path_of(address) for address in own],
        }
        return {key: value for key, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class _Walked:
    """The pages of a walk in their order, each with its reading; `titles` by address."""

    portal: Portal
    pages: Sequence[RawPage]
    readings: Sequence[PageReading]
    titles: Mapping[str, str]


async def propose(archive: Path, portal: Portal, workers: int) -> Proposal:
    """The proposal from the raw records of a walk; `portal` is what it was walked as."""
    records = [record for record in read_responses(archive) if 200 <= record.status < 300]
    pages = [_page(record, portal) for record in records if _is_page(record)]
    looks = await _looks(pages, workers)
    first = await _readings(pages, portal, workers)
    articles = [page.url for page, reading in zip(pages, first, strict=True) if reading.document]
    guessed = guess(looks, articles)
    chosen = replace(portal, platform=guessed.platform or GENERIC)
    readings = first if chosen == portal else await _readings(pages, chosen, workers)
    titles = {each.url: each.title for each in looks}
    return _proposal(records, _Walked(chosen, pages, readings, titles), guessed)


def places_of(host: str) -> tuple[tuple[str, ...], tuple[Candidate, ...]]:
    """The codes that a host's name means, before July 2025 and since; what is not certain is a candidate.

    A province goes on under its name. Whether the host of a district went on to the commune of its name,
    nobody can know from the name.
    """
    then, now = (from_host(host, day) for day in (LAST_DAY_OF_63, FIRST_DAY_OF_34))
    units = tuple(dict.fromkeys((*then, *now)))
    if len(then) <= 1 and len(now) <= 1 and (len(units) == 1 or _are_provinces(units)):
        return tuple(unit.code for unit in units), ()
    return (), tuple(Candidate(unit.code, f"host: {host}") for unit in units)


def _named_in(title: str) -> Iterator[Candidate]:
    """What the site's own name may mean."""
    for name in typed_names(title, None):
        yield from (Candidate(unit.code, f"title: {name.words}") for unit in name.units)


def _are_provinces(units: Sequence[Unit]) -> bool:
    return bool(units) and all(unit.level == "province" for unit in units)


def _proposal(records: Sequence[WarcRecord], walked: _Walked, guessed: Guess) -> Proposal:
    portal = walked.portal
    feeds, sitemaps = _list_files(records)
    localities, candidates = places_of(portal.host)
    name = site_name(walked.titles.get(portal.url, "")) or portal.host
    if not localities:
        candidates = (*candidates, *_named_in(name))
    listings = _listings(walked, name)
    documents = [reading.document for reading in walked.readings if reading.document]
    proposal = Proposal(
        id=portal_id(portal.host),
        name=name,
        url=portal.url,
        platform=guessed,
        localities=localities,
        candidates=candidates,
        feeds=feeds,
        sitemaps=sitemaps,
        named_by_robots=_named_by_robots(records),
        listings=listings,
        sample=tuple(_sample(document) for document in documents[:_SAMPLE]),
    )
    return replace(proposal, notes=tuple(_notes(proposal, documents)))


def _notes(proposal: Proposal, documents: Sequence[Document]) -> list[str]:
    """What a person has to decide or to look at."""
    notes: list[str] = []
    codes = proposal.localities
    if proposal.platform.platform is None:
        notes.append("platform: none of those we know; generic has to guess what an article is")
    if not codes:
        several = " or ".join(candidate.code for candidate in proposal.candidates)
        notes.append(f"locality: {several or 'the host names none'}; name it with --locality")
    units = [gazetteer.load()[code] for code in codes]
    if units and all(unit.until for unit in units):
        ended = ", ".join(unit.full_name for unit in units)
        notes.append(f"locality: {ended} ended on {units[-1].until}; add who speaks on this host since")
    if len(proposal.listings) > MOST_SECTIONS:
        notes.append(f"sections: of {len(proposal.listings)} lists the first {MOST_SECTIONS} are proposed")
    undated = sum(document.published is None for document in documents)
    if undated:
        notes.append(f"dates: {undated} of {len(documents)} articles have none that the rules find")
    return notes


# --- Pages -------------------------------------------------------------------------------------------------


def _is_page(record: WarcRecord) -> bool:
    head = record.body[:2048].lower()
    return b"<html" in head or b"<body" in head or b"<!doctype html" in head


def _page(record: WarcRecord, portal: Portal) -> RawPage:
    key = get_platform(portal.platform).classify(record.url).key
    return RawPage(
        id=identity(key),
        key=key,
        url=record.url,
        portal=portal.id,
        status=record.status,
        headers=record.headers,
        body=record.body,
        fetched_at=record.fetched_at,
    )


async def _looks(pages: Sequence[RawPage], workers: int) -> list[Look]:
    """Hostile pages cost a worker, as in a crawl."""
    pool: WorkerPool[RawPage, Look] = WorkerPool(functools.partial(look), workers)
    found: list[Look] = []
    try:
        for page in pages:
            try:
                found.append(await pool.run(page))
            except WorkerError:
                found.append(Look(page.url))
    finally:
        await pool.close()
    return found


async def _readings(pages: Sequence[RawPage], portal: Portal, workers: int) -> list[PageReading]:
    reader = PageReader({portal.id: portal}, workers, Path())
    try:
        return [await reader.read(page) for page in pages]
    finally:
        await reader.close()


def _listings(walked: _Walked, name: str) -> tuple[Listing, ...]:
    """The first page of each list, those that name most articles first."""
    portal, titles = walked.portal, walked.titles
    classify = get_platform(portal.platform).classify
    home = classify(portal.url).key
    named = _menu(walked.readings, portal)
    found: dict[str, Listing] = {}
    for page, reading in zip(walked.pages, walked.readings, strict=True):
        facts = classify(page.url)
        items = {classify(link.url).key for link in reading.links if link.role == "item"}
        if reading.kind is not PageKind.LISTING or len(items) < _LEAST_ITEMS or facts.key == home:
            continue
        title = named.get(facts.key) or section_name(titles.get(page.url, ""), name)
        is_home = title.lower() in HOME_WORDS or (bool(title) and title.lower() in name.lower())
        if facts.role == "listing" or is_home:  # a further page of a list; the home page's twin
            continue
        title = title or urlsplit(page.url).path
        is_paged = any(link.role == "pager" for link in reading.links)
        found.setdefault(facts.key, Listing(page.url, title, len(items), is_paged))
    return tuple(sorted(found.values(), key=lambda listing: -listing.items))


def _menu(readings: Sequence[PageReading], portal: Portal) -> dict[str, str]:
    """What the portal's own links call its pages, by their keys."""
    classify = get_platform(portal.platform).classify
    links = (link for reading in readings for link in reading.links if link.role == "nav")
    found: dict[str, str] = {}
    for link in links:
        text = " ".join(link.text.split())
        if 2 < len(text) <= _LONGEST_NAME:
            found.setdefault(classify(link.url).key, text)
    return found


def _sample(document: Document) -> Sample:
    return Sample(document.url or "", document.title, document.published)


# --- Lists that are files ----------------------------------------------------------------------------------


def _list_files(records: Sequence[WarcRecord]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The feeds and the sitemaps that were read; a sitemap that another one names is part of that."""
    feeds: dict[str, None] = {}
    sitemaps: dict[str, None] = {}
    parts: set[str] = set()
    for record in records:
        if _is_page(record) or urlsplit(record.url).path == "/robots.txt":
            continue
        try:
            if read_feed(record.body, record.url):
                feeds[record.url] = None
            elif (content := read_sitemap(record.body, record.url)) is not None:
                sitemaps[record.url] = None
                parts |= set(content.sitemaps)
        except TooLarge:
            continue
    return tuple(feeds), tuple(url for url in sitemaps if url not in parts)


def _named_by_robots(records: Sequence[WarcRecord]) -> frozenset[str]:
    found: set[str] = set()
    for record in records:
        if urlsplit(record.url).path == "/robots.txt":
            rules = rules_of(record.status, record.body, record.url)
            found |= {urljoin(record.url, address) for address in rules.sitemaps}
    return frozenset(found)
