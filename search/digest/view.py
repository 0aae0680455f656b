"""A content in one language as lists of lines, shown by HTML and plain text alike: they tell the same.

Every text of a portal passes `search.digest.clean` here and in `search.digest.blocks`, and nowhere later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from search.digest.blocks import Block, Maker, cut, rate
from search.digest.clean import plain
from search.digest.fair import fair
from search.digest.records import (
    Content,
)
from search.digest.words import Words

MOST = 150  # items of a mail


@dataclass(frozen=True, slots=True)
class View:
    """`shares` has a row for each theme: what it is, its share now and before.

    `shares_known` says how good the rules of these themes are.
    """

    heading: str
    days: str
    about: tuple[str, ...]
    faults: tuple[str, ...]
    summary: str
    blocks: tuple[Block, ...]
    shares_lead: str
    shares: tuple[tuple[str, str, str], ...]
    shares_known: str
    coverage: tuple[str, ...]

    def cut(self, most: int) -> View:
        """The same with at most so many entries, divided fairly among blocks and their parts."""
        shown = fair([sum(len(part.entries) for part in block.parts) for block in self.blocks], most)
        return replace(self, blocks=tuple(map(cut, self.blocks, shown)))

    @property
    def entries(self) -> int:
        return sum(len(part.entries) for block in self.blocks for part in block.parts)


def view(content: Content, words: Words, public_url: str = "") -> View:
    """As much of a content as a mail may hold; what is still too long is cut by `View.cut`."""
    content = _shortened(content)
    maker = Maker(words, public_url.rstrip("/"))
    quiet = content.is_empty
    return View(
        heading=f"{words('heading')} {period_name(content, words)}",
        days=words(
            "from_to",
            first=words.on(content.when.start),
            last=words.on(content.when.end - dt.timedelta(seconds=1)),
        ),
        about=tuple(_about(content, words)),
        faults=tuple(words.fault(fault) for fault in content.faults),
        summary=summary(content, words),
        blocks=tuple(block for block in maker.blocks(content) if block.total),
        shares_lead="" if quiet else _shares_lead(content, words),
        shares=() if quiet else tuple(_shares(content, words)),
        shares_known="" if quiet else _shares_known(content, words),
        coverage=tuple(coverage(content, words)),
    )


def period_name(content: Content, words: Words) -> str:
    when = content.when
    if when.rhythm == "week":
        year, week = when.key.split("-W")
        return words("week", week=int(week), year=year)
    if when.rhythm == "month":
        year, month = when.key.split("-")
        return words("month", month=int(month), year=year)
    return words("day", day=words.on(when.start))


def counts(content: Content, words: Words) -> list[str]:
    """How much of what is new, in our own words."""
    told = (
        ("acts", content.acts.total), ("news", content.news.total), ("late", content.late.total),
        ("changes", content.changes.total), ("deadlines", content.deadlines.total),
    )  # fmt: skip
    return [words(f"count_{name}", n=words.number(count)) for name, count in told if count]


def summary(content: Content, words: Words) -> str:
    """What there is, or why nothing: an empty store, nobody who looked and nothing new are three things."""
    covered = content.covered
    if found := counts(content, words):
        told = ", ".join(found)
        return f"{told[0].upper()}{told[1:]}."
    if not covered.documents and covered.nobody_looked:
        return words("empty_store")
    if covered.nobody_looked:
        return words("empty_unseen")
    if covered.seen_after:
        return words("empty_after", n=words.number(covered.seen_after))
    whole = dict(covered.states).get("observed", 0)
    return words(
        "empty_seen" if whole == covered.localities else "empty_part", whole=whole, all=covered.localities
    )


def coverage(content: Content, words: Words) -> Iterator[str]:
    covered = content.covered
    states = []
    for state, count in covered.states:
        said = words("counted_state", n=words.number(count), state=words(f"states.{state}"))
        if state == "observed" and covered.silent:
            said += f" ({words('of_them_silent', n=words.number(covered.silent))})"
        states.append(said)
    if states:
        yield words("covered", all=words.number(covered.localities), states=", ".join(states))
        yield words("portals", seen=words.number(covered.portals_seen), all=words.number(covered.portals))
    else:
        yield words("covered_none")
    when = content.when
    yield words("news_of", first=words.moment(when.seen_from), last=words.moment(when.seen_until))
    if when.being_read:
        yield words("being_read", n=words.number(when.being_read))
    if covered.seen_until:
        yield words("seen_until", at=words.moment(covered.seen_until))
    if covered.seen_after:
        yield words("seen_after", n=words.number(covered.seen_after))
    yield words("documents", n=words.number(covered.documents))
    yield words("built", at=words.moment(content.built_at))


def _shortened(content: Content) -> Content:
    """With `MOST` items at most, divided fairly among sections and groups: no more are put into words."""
    sections = {"acts": content.acts, "news": content.news, "late": content.late}
    shown = fair([section.listed for section in sections.values()], MOST)
    cut: dict[str, Any] = {}
    for (name, section), most in zip(sections.items(), shown, strict=True):
        each = fair([len(group.items) for group in section.groups], most)
        groups = zip(section.groups, each, strict=True)
        kept = tuple(replace(group, items=group.items[:count]) for group, count in groups)
        cut[name] = replace(section, groups=kept)
    return replace(content, **cut)


def _about(content: Content, words: Words) -> Iterator[str]:
    if not content.asked and not content.faults:
        yield words("about_all")
    for asked in content.asked:
        filters = [words.asked(key, values) for key, values in asked.filters]
        what = "; ".join([*([plain(asked.query)] if asked.query else []), *filters]) or words("about_nothing")
        yield words("about_watch", name=plain(asked.name), what=what, n=words.number(asked.matched))
        if asked.matches_all and (asked.query or asked.filters):
            yield words("matches_all", name=plain(asked.name))


def _shares_lead(content: Content, words: Words) -> str:
    found = content.shares
    if not found.n and not found.n_before:
        return ""
    before = words("from_to", first=words.day(found.before_first), last=words.day(found.before_last))
    said = words("shares_lead", n=words.number(found.n), n_before=words.number(found.n_before), before=before)
    none = "" if found.n else f"{words('shares_none')} "
    is_whole = content.covered.is_whole and content.covered.whole_before
    return f"{none}{said}" if is_whole else f"{none}{said} {words('shares_gaps')}"


def _shares(content: Content, words: Words) -> Iterator[tuple[str, str, str]]:
    for row in content.shares.rows:
        yield words.theme(row.theme), words.share(row.now), words.share(row.before)


def _shares_known(content: Content, words: Words) -> str:
    rows, codebooks = content.shares.rows, content.shares.codebooks
    if len(codebooks) > 1:
        return words("shares_codebooks", codebooks=", ".join(map(plain, codebooks)))
    if not any(row.validated for row in rows):
        return words("shares_unvalidated") if rows else ""
    said = (f"{words.theme(row.theme)}: {_known(row.validated, words)}" for row in rows)
    return words("shares_validated", themes="; ".join(said))


def _known(found: Mapping[str, Any] | None, words: Words) -> str:
    if found is None:
        return words("unvalidated")
    precision, recall = (
        rate(found[name], found[f"{name}_interval"], words) for name in ("precision", "recall")
    )
    return words("validated", precision=precision, recall=recall, n=words.number(found["n"]))
