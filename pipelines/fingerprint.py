"""Which platform is this? The platforms' own rules, tried on the pages of a portal that nobody declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.listdates import VIETNAM
from crawler.platforms import Layout, Platform, get_platform, layouts_on, platform_names
from pipelines.decode import decode
from pipelines.extract import find_layout
from pipelines.pagekind import page_title
from pipelines.tree import parse_tree
from store.records import RawPage

GENERIC = "generic"
LEAST_FITS = 2  # pages; one may look alike by chance
LEAST_SHARE = 0.6
_LEAST_ITEMS = 2  # links of items that make a page a list


@dataclass(frozen=True, slots=True)
class Look:
    """What one page shows of platforms: platform → the layout that fits, and those whose lists it has."""

    url: str
    title: str = ""
    layouts: tuple[tuple[str, str], ...] = ()
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """A platform with the share of article pages that its rules read, and the words that say why.

    `platform` is None where no platform's rules read most of them.
    """

    platform: str | None
    confidence: float
    evidence: tuple[str, ...]


def look(page: RawPage) -> Look:
    """Which platforms' rules find something on a page."""
    tree = parse_tree(decode(page.body, page.header("content-type")).text)
    if tree is None:
        return Look(page.url)
    day = page.fetched_at.astimezone(VIETNAM).date()
    layouts, lists = [], []
    for name in _vendors():
        platform = get_platform(name)
        is_article = platform.classify(page.url).role == "article"
        found = find_layout(tree, layouts_on(own_layouts(name), day), is_article=is_article)
        if found is not None:
            layouts.append((name, found.layout.name))
        if len(tree.select_all(platform.lists.item)) >= _LEAST_ITEMS:
            lists.append(name)
    return Look(page.url, page_title(tree), tuple(layouts), tuple(lists))


def guess(looks: Sequence[Look], articles: Sequence[str]) -> Guess:
    """The platform of a portal; `articles` are the addresses of pages that some rule read as articles."""
    read = set(articles) | {each.url for each in looks if each.layouts}
    fits = Counter(name for each in looks for name, _ in each.layouts)
    if not read:
        return Guess(None, 0.0, ("no page was read as an article",))
    evidence = tuple(_evidence(looks, name, len(read)) for name, _ in fits.most_common())
    name, count = next(iter(fits.most_common(1)), (None, 0))
    confidence = round(count / (len(read) + 0.5), 2)  # few pages leave more doubt than many
    if name is None or count < LEAST_FITS or confidence < LEAST_SHARE:
        none = f"no platform's rules read most of {len(read)} article pages; generic reads any"
        return Guess(None, confidence, (*evidence, none))
    return Guess(name, confidence, evidence)


def own_layouts(name: str) -> tuple[Layout, ...]:
    """The layouts of a platform that it does not borrow from another one."""
    others = [get_platform(other) for other in _vendors() if other != name]
    mine = get_platform(name).layouts
    return tuple(layout for layout in mine if not _is_borrowed(layout, len(mine), others))


def _is_borrowed(layout: Layout, size: int, others: Sequence[Platform]) -> bool:
    return any(layout in other.layouts and len(other.layouts) < size for other in others)


def _vendors() -> list[str]:
    return [name for name in platform_names() if name != GENERIC]


def _evidence(looks: Sequence[Look], name: str, read: int) -> str:
    layouts = Counter(layout for each in looks for platform, layout in each.layouts if platform == name)
    lists = sum(name in each.lists for each in looks)
    named = ", ".join(f"{layout} {count}" for layout, count in layouts.most_common())
    fits = f"its layouts ({named}) fit {layouts.total()} of {read} article pages"
    return f"{name}: {fits}, its lists {lists} pages"
