"""Which locality speaks: portal, then host, then the act, then the text; else candidates, never a guess.

On a portal the portal's locality speaks, unless the act on the page is another locality's own. The era of a
name follows the published date, else the act's date; failing these, a plan year in the title or districts
named in the text (there are none since 1 July 2025) tell the era, or the names stay open.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from crawler import gazetteer
from crawler.gazetteer import FIRST_DAY_OF_34, LAST_DAY_OF_63, Unit
from pipelines.article import Article, Origin
from pipelines.newsplaces import place_told_of
from pipelines.placenames import (
    Named,
    bare_name_at_head,
    from_host,
    hosts_in,
    speaks_of_districts,
    spelled,
    typed_names,
)
from store.records import Act, Candidate, Locality

Source: TypeAlias = Literal["portal", "host", "act", "text"]

_LEAD = 700
_MOST_ENDED = 20
_REACH = 60_000  # characters: longer texts are no articles, and names beyond say nothing new
_TITLE_YEAR = re.compile(r"năm\s+((?:19|20)\d\d)", re.IGNORECASE)
_PROVINCE_BODY = re.compile(
    r"(?:UBND|HĐND|[UỦ][yỷ] ban nhân dân|Hội đồng nhân dân|Chủ tịch UBND) (?:tỉnh|thành phố|TP)|"
    r"^(?:Sở|Tỉnh ủy)",
    re.IGNORECASE,
)
_OF_THE_PROVINCE = re.compile(r"(?:(?:Chủ tịch |Thường trực )?(?:UBND|HĐND) tỉnh|Tỉnh ủy|Sở)(?!\w)")
_OWN_TYPE = re.compile(
    r"(?:UBND|HĐND|nhân dân|địa bàn|toàn|của)\s+(?P<type>tỉnh|thành phố|huyện|quận|thị xã)"
    r"(?=\s+(?![A-ZĐ])|[.,;])"
)
_TERRITORY = re.compile(r"(?:trên địa bàn|địa bàn|của|tại|thuộc)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """The speaker, or the units that it may be, each with the words or the rule that names it."""

    locality: Locality | None
    candidates: tuple[Candidate, ...] = ()


def resolve(
    article: Article,
    origin: Origin,
    act: Act | None = None,
    act_place: str | None = None,
    hosts: Sequence[str] = (),
    *,
    above: str | None = None,
) -> Place:
    """`act_place`: of the act's place and date line; `hosts`: named by the page around an ingested text;
    `above`: the body that the act's header puts above the issuer.
    """
    on = _day(article, act)
    declared = _declared(origin, on)
    if origin.locality:
        return declared
    if declared.locality or declared.candidates:
        told = _unless_the_act_differs(declared, act, on)
        is_open = act is None or (act.issuer is None and act.status == "announced")
        return _unless_another_is_told_of(told, article, on) if is_open else told
    url_hosts = hosts_in(origin.url) if origin.url else []
    era = on or _era(article)
    search = _Search(article, act, act_place, era, above)
    by_host = search.by_hosts([*url_hosts, *hosts])
    for place in (by_host, search.by_act(), search.by_text()):
        if place.locality:
            return place
    return Place(None, tuple(dict.fromkeys(search.seen or search.ended())))


def _day(article: Article, act: Act | None) -> dt.date | None:
    if article.published:
        return article.published.date
    return act.issued.date if act and act.issued else None


def _era(article: Article) -> dt.date | None:
    """A day of the era that a title's plan year or the naming of districts gives away."""
    year = _TITLE_YEAR.search(article.title)
    if year and int(year[1]) != FIRST_DAY_OF_34.year:
        return dt.date(int(year[1]), 1, 1)
    return LAST_DAY_OF_63 if speaks_of_districts(f"{article.title}\n{article.text[:_REACH]}") else None


# --- Declared ---------------------------------------------------------------------------------------------


def _declared(origin: Origin, on: dt.date | None) -> Place:
    if origin.locality:
        return Place(gazetteer.load().locality(origin.locality, "portal", on))
    if origin.portal is None:
        return Place(None)
    code = origin.portal.locality_on(on, origin.url)
    if code:
        return Place(gazetteer.load().locality(code, "portal", on))
    reason = "portal: the document has no date" if on is None else "portal: declared for other days"
    return Place(None, tuple(Candidate(span.code, reason) for span in origin.portal.localities))


def _unless_the_act_differs(declared: Place, act: Act | None, on: dt.date | None) -> Place:
    """Another locality's own act, spelled out with its name, speaks for that locality."""
    if declared.locality is None or act is None or not act.issuer:
        return declared
    places = gazetteer.load()
    if declared.locality.level != "province" and _OF_THE_PROVINCE.match(act.issuer):
        portal = Candidate(declared.locality.code, "portal: posts the act of its province")
        return Place(places.locality(declared.locality.province.code, "act", on), (portal,))
    names = list(typed_names(spelled(act.issuer), on))
    units = _narrowed(names[0].units, [declared.locality.province.code]) if names else []
    if len(units) != 1 or units[0].code in (declared.locality.code, declared.locality.province.code):
        return declared
    if units[0].level == "province" and _PROVINCE_BODY.search(act.issuer) is None:
        return declared
    portal = Candidate(declared.locality.code, "portal: posts the act of another locality")
    return Place(places.locality(units[0].code, "act", on), (portal,))


def _unless_another_is_told_of(declared: Place, article: Article, on: dt.date | None) -> Place:
    """News of a district on the page of its province is that district's, and the other way round."""
    portal = declared.locality
    told = place_told_of(article.title, article.text, portal, on) if portal else None
    if told is None or portal is None:
        return declared
    code, reason = told
    return Place(gazetteer.load().locality(code, "text", on), (Candidate(portal.code, f"portal; {reason}"),))


# --- Read -------------------------------------------------------------------------------------------------


class _Search:
    """The resolver's steps over one article; `seen` gathers what it came across."""

    def __init__(
        self, article: Article, act: Act | None, place: str | None, on: dt.date | None, above: str | None
    ) -> None:
        self._title, self._text, self._act, self._act_place, self._on = (
            article.title,
            article.text,
            act,
            place,
            on,
        )
        self._above = above
        self.seen: list[Candidate] = []
        self._provinces: set[str] | None = None

    def by_hosts(self, hosts: Iterable[str]) -> Place:
        for host in hosts:
            units = from_host(host, self._on)
            place = self._settled(units, "host", f"host: {host}")
            if place.locality:
                return place
        return Place(None)

    def by_act(self) -> Place:
        """The issuer's name, helped by the place line; the line alone names the seat, not the speaker."""
        issuer = self._act.issuer if self._act else None
        seat = bare_name_at_head(self._act_place, self._on) if self._act_place else None
        seats = _without_communes(seat.units) if seat else []
        provinces = {unit.province for unit in seats}
        is_named = False
        for body in filter(None, (issuer, self._above)):
            for name in typed_names(spelled(body), self._on):
                is_named = True
                # A seat that is called as the unit itself says nothing of the province.
                tells = seat is not None and seat.words.lower() not in name.words.lower()
                near = (_narrowed(name.units, provinces) if tells else ()) or name.units
                place = self._settled(near, "act", f"issuer: {name.words}")
                if place.locality:
                    return place
        if seat is None or is_named:  # a seat that bears the name of several is none of the others
            return Place(None)
        if issuer and _PROVINCE_BODY.search(issuer):
            units = [self._unit(code) for code in sorted(provinces)]
            return self._settled(units, "act", f"place line: {seat.words}")
        return self._settled(seats, "act", f"place line: {seat.words}")

    def by_text(self) -> Place:
        """Title, lead, body: the first typed name that settles; the title may begin with a bare one."""
        head = bare_name_at_head(self._title, self._on)
        for field in (self._title, self._text[:_LEAD], self._text[_LEAD:_REACH]):
            place = self._first_settled(field)
            if place.locality:
                return place
            if field is self._title and head:
                place = self._settled(head.units, "text", f"title: {head.words}")
                if place.locality:
                    return place
        return self.by_hosts_in_text()

    def by_hosts_in_text(self) -> Place:
        found = {unit.code: unit for host in hosts_in(self._text) for unit in from_host(host, self._on)}
        provinces = {unit.province for unit in found.values()}
        units = [self._unit(code) for code in sorted(provinces)]
        return self._settled(units, "text", "text: hosts of this province")

    def ended(self) -> list[Candidate]:
        """Units of before July 2025 that a later text names: it may speak of them or of what they became."""
        if self._on is None or self._on < FIRST_DAY_OF_34:
            return []
        names = typed_names(f"{self._title}\n{self._text[:_LEAD]}", LAST_DAY_OF_63)
        return [
            Candidate(unit.code, f"text: {name.words}, which ended on {LAST_DAY_OF_63}")
            for name in names
            for unit in name.units
        ][:_MOST_ENDED]

    def _first_settled(self, field: str) -> Place:
        """The lowest unit that `trên địa bàn …` names, else the first typed name that means one unit."""
        names = sorted(
            typed_names(field, self._on), key=lambda name: (not _speaks_for(field, name), name.start)
        )
        for name in _first_of_each(names):
            place = self._settled(_without_communes(name.units), "text", f"text: {name.words}")
            if place.locality:
                return place
        return Place(None)

    def _settled(self, units: Sequence[Unit], source: Source, reason: str) -> Place:
        """One unit is the answer; several are narrowed by the provinces that the article names."""
        if len(units) > 1:
            units = _narrowed(units, self._provinces_named()) or units
        if len(units) > 1:
            units = [unit for unit in units if unit.type.lower() == self._own_type()] or units
        self.seen += [Candidate(unit.code, reason) for unit in units]
        if len(units) == 1:
            return Place(gazetteer.load().locality(units[0].code, source, self._on))
        return Place(None)

    def _provinces_named(self) -> set[str]:
        if self._provinces is None:
            names = typed_names(f"{self._title}\n{self._text[:_REACH]}", self._on)
            self._provinces = {unit.code for name in names for unit in name.units if unit.level == "province"}
        return self._provinces

    def _own_type(self) -> str | None:
        """`UBND tỉnh`, `trên địa bàn huyện`: the type of unit that the head of the text calls its own."""
        found = _OWN_TYPE.search(f"{self._title}\n{self._text[:_LEAD]}")
        return found["type"].lower() if found else None

    @staticmethod
    def _unit(code: str) -> Unit:
        return gazetteer.load()[code]


def _first_of_each(names: Iterable[Named]) -> Iterable[Named]:
    found: dict[tuple[Unit, ...], Named] = {}
    for name in names:
        found.setdefault(name.units, name)
    return found.values()


def _speaks_for(text: str, name: Named) -> bool:
    return bool(_TERRITORY.search(text[max(0, name.start - 20) : name.start]))


def _narrowed(units: Sequence[Unit], provinces: Collection[str]) -> list[Unit]:
    """Those of the provinces given; a name shared by a province and a district in it stays open."""
    if len(units) == 1:
        return list(units)
    return [unit for unit in units if unit.province in provinces and unit.level != "province"] or [
        unit for unit in units if unit.code in provinces
    ]


def _without_communes(units: Sequence[Unit]) -> list[Unit]:
    """Communes of today share names with everything; they count only where nothing else has the name."""
    higher = [unit for unit in units if unit.level != "commune"]
    return higher or list(units)
