"""From lists and links to candidates: what is worth fetching, once each, within the limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.branches import Branches
from crawler.feeds import Entry
from crawler.found import Found, dated, days_of, in_chain, is_item, is_pager, items_of, number_of
from crawler.frontier import Candidate, Frontier, NamedBy, Turn
from crawler.ground import Chain, Lists
from crawler.listdates import VIETNAM, list_day
from crawler.platforms import Platform, UrlFacts
from crawler.portal import Portal
from crawler.recheck import OUT_OF_WINDOW, Recheck, is_list
from crawler.suspects import Suspects
from crawler.tally import Tally, is_of_sitemap
from crawler.window import DateWindow
from store.database import Store
from store.pages import PageState
from store.records import Link, Listed, ListSource, identity

MAX_DEPTH = 8  # steps of navigation away from the start; items and pages of a list are no steps
LOOKED_UP = 10_000  # addresses whose facts are kept at hand
MAX_LINKS = 5000  # of one page
MAX_BARREN = 2  # pages of a list without a new id, after which the list is at its end

_ITEM_ROLES = frozenset({"article", "register"})


class Discovery:
    """What one run knows of addresses; memory is one number for each address seen."""

    def __init__(
        self,
        *,
        portal: Portal,
        platform: Platform,
        store: Store,
        run_id: str,
        window: DateWindow,
        recheck: Recheck,
        lists: Lists,
        suspects: Suspects,
        tally: Tally,
        frontier: Frontier,
    ) -> None:
        self._portal = portal
        self.classify = platform.classify
        # Menus repeat on every page: most addresses were looked at before.
        self._look_up = lru_cache(maxsize=LOOKED_UP)(self._look)
        self._store = store
        self._run_id = run_id
        self._window = window
        self._recheck = recheck
        self._lists = lists
        self._suspects = suspects
        self._tally = tally
        self._frontier = frontier
        self._hosts = {bare_host(host) for host in portal.hosts}
        self._seen: set[int] = set()
        self._too_deep = False  # whether the page at hand leads to new pages beyond MAX_DEPTH
        self._named: set[int] = set()
        self._familiar: set[int] = set()  # items that the store knew before this run, shown as they were
        self._undated: set[int] = set()  # those that wait to be fetched and whose day nobody has shown yet
        self._under_way: dict[int, Found | None] = {}  # fetched without a day, and what shows it since
        self._dateless: set[int] = set()  # documents of this run without a date
        self.branches = Branches(dt.datetime.now(VIETNAM).year)

    def is_own(self, url: str) -> bool:
        return bare_host(urlsplit(url).hostname or "") in self._hosts

    def add_list(self, url: str, turn: Turn, named_by: NamedBy, *, depth: int = 0) -> bool:
        """A feed, a sitemap or a start page; False if it is not this portal's or known already."""
        facts = self.classify(url)
        key = f"{turn.name}:{facts.key}" if turn is Turn.LIST_FILE else facts.key
        if not self.is_own(url) or not self._is_new(key):
            return False
        self._frontier.add(Candidate(url, key, turn, Listed(ListSource.SEED), depth, named_by=named_by))
        return True

    def add_entries(self, entries: Iterable[Entry]) -> None:
        """What a feed or a sitemap names."""
        found = [self._from_entry(entry) for entry in entries]
        self._note_days(found)
        self.branches.names(None, items_of(found))
        self._add(found)

    def add_links(self, parent: Candidate, links: Sequence[Link], *, is_list: bool) -> int:
        """What a page leads to; how many items it names. The pages of its own list follow it in the chain."""
        found = [self._from_link(parent, link, is_list=is_list) for link in links[:MAX_LINKS]]
        items = items_of(found)
        if len(links) > MAX_LINKS:
            self._tally.cut("limits", lossy=is_list)
        if self._too_deep:
            self._tally.cut("limits", lossy=is_list and not items <= self._seen)
            self._too_deep = False
        if is_list:
            self._note_days(found)
            self.branches.names(parent.url, items)
        self._note_way(parent, found, is_idle=is_list and not items)
        new = self._add([each for each in found if not is_pager(each)])
        if is_list:
            self._add_pages(parent, found, new)
        return len(items)

    def _add_pages(self, parent: Candidate, found: Sequence[Found | None], new: set[int]) -> None:
        """The further pages of a list, in the light of what this one names."""
        if parent.turn is Turn.ITEM:
            chain, barren = Chain(), 0
        else:
            chain = parent.chain or self._lists.chain(parent.key)
            goes_on = chain.read(self._days_of(found), known=self._familiar, new=new)
            self._tally.read_whole |= goes_on and parent.turn is Turn.PAGER
            barren = 0 if goes_on and not self._is_too_old(found) else parent.barren + 1
        pages = [in_chain(each, chain, barren) for each in found if each is not None and is_pager(each)]
        chain.is_paged |= bool(pages)
        self._add(pages)

    def _days_of(self, found: Sequence[Found | None]) -> dict[int, int | None]:
        """The items of a list with their days, as it shows them or as they are stored."""
        items = [each.id for each in found if each and is_item(each)]
        days = (day or self._recheck.day_of(id_) for id_, day in zip(items, days_of(found), strict=True))
        return {id_: day.toordinal() if day else None for id_, day in zip(items, days, strict=True)}

    def _note_way(self, parent: Candidate, found: Sequence[Found | None], *, is_idle: bool) -> None:
        ways = (each.id for each in found if each and not is_item(each) and each.id not in self._seen)
        self._lists.leads(number_of(parent.key), ways)
        if is_idle and parent.turn is Turn.NAVIGATION:
            self._lists.was_idle(number_of(parent.key))

    def bears(self, candidate: Candidate) -> None:
        """Note that a page names articles, or is one: what led to it is read in every run."""
        self._lists.bears(number_of(candidate.key))

    def is_left(self, candidate: Candidate) -> bool:
        """Whether a further page that waits is not read after all, since its list came to known ground."""
        return candidate.chain is not None and self._leaves(candidate.chain, number_of(candidate.key))

    def _leaves(self, chain: Chain, page: int) -> bool:
        if not chain.leaves(page):
            return False
        if not chain.is_left:
            chain.is_left = True
            self._tally.leaves(chain.last_day)
        self._seen.discard(page)  # another list may lead to it that is not left
        return True

    def settle(self) -> None:
        """Tell, after the walk, whether a part that was cut short had items of its own."""
        if self.branches.hide_items():
            self._tally.cut("trap", lossy=True)

    def is_superseded(self, candidate: Candidate) -> bool:
        """Whether an address waits a second time, because a list has shown its day since; it is taken now."""
        if candidate.turn not in _DATABLE or candidate.listed.published:
            return False
        number = number_of(candidate.key)
        if number not in self._undated:
            return True
        self._undated.discard(number)
        self._under_way[number] = None
        return False

    def was_read(self, candidate: Candidate, *, dateless: bool) -> None:
        """Note whether a page held a document without a date: a list that shows one has it asked anew."""
        number = number_of(candidate.key)
        shown = self._under_way.pop(number, None)
        if dateless and shown is not None:
            self._ask_anew(shown)
        elif dateless and not candidate.listed.published:
            self._dateless.add(number)

    def claim(self, key: str) -> bool:
        """Whether the page that a redirect led to was not seen before in this run; it is from now on."""
        return self._is_new(key)

    def has_seen(self, page_id: str) -> bool:
        """Whether a page was named, or reached, in this run."""
        return int(page_id, 16) in self._seen

    def _is_new(self, key: str) -> bool:
        number = number_of(key)
        if number in self._seen:
            return False
        self._seen.add(number)
        return True

    def _from_entry(self, entry: Entry) -> Found | None:
        looked = self._look_up(entry.url)
        if looked is None:
            return None
        facts, number = looked
        turn = Turn.NAVIGATION if facts.role == "listing" else Turn.ITEM
        return Found(Candidate(facts.url, facts.key, turn, entry.listed), facts, number)

    def _from_link(self, parent: Candidate, link: Link, *, is_list: bool) -> Found | None:
        looked = self._look_up(link.url)
        if looked is None:
            return None
        facts, number = looked
        if facts.role in _ITEM_ROLES or (link.role == "item" and facts.role == "page"):
            source = ListSource.LISTING if is_list else ListSource.LINK
            listed = Listed(source, title=link.text or None, published=link.published)
            return Found(Candidate(facts.url, facts.key, Turn.ITEM, listed, parent.depth), facts, number)
        if link.role == "pager" and is_list:
            named_by: NamedBy = "guess" if link.is_guess else "list"
            page = Candidate(facts.url, facts.key, Turn.PAGER, _LINKED, parent.depth, named_by=named_by)
            return Found(page, facts, number)
        depth = parent.depth + 1
        if not self._may_navigate(facts.url):
            return None
        if depth > MAX_DEPTH:
            self._too_deep |= number not in self._seen
            return None
        return Found(Candidate(facts.url, facts.key, Turn.NAVIGATION, _LINKED, depth), facts, number)

    def _look(self, url: str) -> tuple[UrlFacts, int] | None:
        """What an address is, with the number of its identity; None if it is not to be followed."""
        facts = self.classify(url)
        if facts.role in ("skip", "file") or not self.is_own(facts.url):
            return None
        return facts, number_of(facts.key)

    def _may_navigate(self, url: str) -> bool:
        if self.branches.is_closed(url):
            self._tally.cut("trap", lossy=False)
            return False
        return self._portal.scope == "all" or self._portal.section_of(url) is not None

    def _note_days(self, found: Sequence[Found | None]) -> None:
        self._tally.dated(days_of(found))

    def _is_too_old(self, found: Sequence[Found | None]) -> bool:
        """Whether every item of a list's page shows a day before the window."""
        days, since = days_of(found), self._window.since
        return bool(days) and since is not None and all(day is not None and day < since for day in days)

    def _add(self, found: Sequence[Found | None]) -> set[int]:
        """Queue what is to be fetched; which of it nobody has known before."""
        for each in found:
            self._note_name(each)
        fresh = [each for each in found if each is not None and self._is_wanted(each)]
        states = self._store.pages.known(self._portal.id, [each.candidate.key for each in fresh])
        for each in fresh:
            state = states.get(each.candidate.key)
            if self._is_familiar(each, state):
                self._familiar.add(each.id)
            if not self._waits(each, state):
                self._consider(each, state)
        return {each.id for each in fresh if each.candidate.key not in states}

    def _is_familiar(self, each: Found, state: PageState | None) -> bool:
        """Whether an item is no news: read before and shown as it was, or out of the window."""
        listed = each.candidate.listed
        is_known = state is not None and self._recheck.knows(state, listed)
        return is_item(each) and (is_known or self._window.excludes_listed(listed))

    def _waits(self, each: Found, state: PageState | None) -> bool:
        """Whether a page that may be a list waits for the next whole reading."""
        turn, chain = each.candidate.turn, each.candidate.chain
        if state is None or not is_list(state):
            return False
        if turn is Turn.PAGER and chain is not None:
            chain.pages.add(each.id)
            return self._leaves(chain, each.id)
        waits = turn is Turn.NAVIGATION and self._lists.waits(each.id)
        self._tally.lists_left += waits
        return waits

    def _note_name(self, each: Found | None) -> None:
        """Keeps every list that names an address: what several of them name tells how complete each is."""
        source = each.candidate.listed.source if each else ListSource.LINK
        if each is None or source in (ListSource.LINK, ListSource.SEED):
            return
        name = hash((each.id, source))
        if name not in self._named:
            self._named.add(name)
            self._store.pages.discovered(self._run_id, each.candidate.key, each.candidate.url, source)

    def _is_wanted(self, each: Found) -> bool:
        """Count what a list shows; True if the address is new in this run and within the limits."""
        listed = each.candidate.listed
        if is_item(each) and listed.source is not ListSource.LINK:
            if each.facts.role in _ITEM_ROLES or listed.source is ListSource.LISTING:
                self._tally.items.add(each.id)
            self._tally.read_whole |= each.facts.role in _ITEM_ROLES and is_of_sitemap(listed)
        if each.candidate.barren >= MAX_BARREN or (each.id in self._seen and not self._shows_day(each)):
            return False
        if each.candidate.turn is Turn.NAVIGATION and self.branches.is_one_too_many(each.candidate.url):
            self._tally.cut("trap", lossy=False)
            return False
        self._seen.add(each.id)
        return True

    def _shows_day(self, each: Found) -> bool:
        """Whether a list shows the day of a waiting address that was named without one, in a menu, say.

        Some platforms show the day of an article in their lists only. What was fetched before that is asked
        for once more if its page shows no day either.
        """
        if not (is_item(each) and each.candidate.listed.published):
            return False
        if each.id in self._dateless:
            self._dateless.discard(each.id)
            self._ask_anew(each)
        elif each.id in self._under_way:
            self._under_way[each.id] = each
        elif each.id in self._undated:
            self._undated.discard(each.id)
            return True
        return False

    def _ask_anew(self, each: Found) -> None:
        """Fetch a document of this run again, as if it were new: nothing may answer that it is unchanged."""
        if not self._window.excludes_listed(each.candidate.listed):
            self._queue(each, each.candidate)

    def _consider(self, each: Found, state: PageState | None) -> None:
        candidate = each.candidate
        if state is not None and state.document_id is not None:
            self._tally.knows(each.id, candidate.listed)
            if candidate.turn is Turn.NAVIGATION:
                self.bears(candidate)
        if candidate.turn is Turn.ITEM and self._window.excludes_listed(candidate.listed):
            return
        if state is None or is_list(state) or candidate.turn is Turn.PAGER:
            self._queue(each, self._suspects.placed(candidate, state))
            return
        if state.reason == OUT_OF_WINDOW and self._window.excludes(list_day(state.listed_published)):
            self._tally.has_documents = True
            return
        if self._recheck.due(state, candidate.listed):
            self._queue(
                each, self._suspects.placed(replace(candidate, state=self._known(state, candidate)), state)
            )
        elif state.document_id is None and self._tally.is_listed(each.id, candidate.listed):
            self._tally.lacks(candidate.url, state.kind, state.reason)
        elif state.status in (404, 410):
            if self._recheck.is_standing(state):
                self._tally.vanished.gone[identity(state.key)] = candidate.url
        else:
            self._tally.vanished.standing += self._recheck.is_fresh(state)

    def _known(self, state: PageState, candidate: Candidate) -> PageState | None:
        """What is told of a page when it is asked for again, so that it may answer that it is unchanged."""
        if state.document_id is None:
            return None
        is_dated = self._recheck.is_dated_by(state, candidate.listed)
        return replace(state, etag=None, last_modified=None) if is_dated else state

    def _queue(self, each: Found, candidate: Candidate) -> None:
        if candidate.turn in _DATABLE and not candidate.listed.published:
            self._undated.add(each.id)
        self._frontier.add(dated(candidate))


_DATABLE = (Turn.ITEM, Turn.NAVIGATION)
_LINKED = Listed(ListSource.LINK)


def bare_host(host: str) -> str:
    """A host's name in lower case; with and without `www.` it is the same site."""
    return host.lower().rstrip(".").removeprefix("www.")
