"""The keys of a portal's file and what each may hold; documented in docs/portals.md."""

from __future__ import annotations

import datetime as dt
import ipaddress
import itertools
import re
from functools import lru_cache
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from crawler import gazetteer
from crawler.nearest import suggestion
from crawler.platforms import platform_names

CUSTOM = "declaration"  # the error type of the checks below: their message is final

_ID = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def host_of(url: str) -> str | None:
    """The host of an absolute http(s) address; None for anything else."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    plain = parts.scheme in {"http", "https"} and "@" not in parts.netloc and not re.search(r"\s", url)
    return host if plain and host and _is_host(host) else None


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(_HOST.fullmatch(host))
    return False


def _wrong(message: str) -> PydanticCustomError:
    return PydanticCustomError(CUSTOM, "{message}", {"message": message})


def _id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise _wrong(f"id '{value}': lower-case letters, digits, _ and - only, a letter first")
    return value


def _text(value: str) -> str:
    if not value.strip():
        raise _wrong("the text is empty")
    return value.strip()


def _url(value: str) -> str:
    if host_of(value) is None:
        raise _wrong(f"'{value}' is not an http or https address with a host name")
    return value


def _feed(value: str) -> str:
    return value if value.startswith("/") and not value.startswith("//") else _url(value)


def _host(value: str) -> str:
    if not _is_host(value):
        raise _wrong(f"'{value}' is not a host name in lower case, such as stp.quangtri.gov.vn")
    return value


def _path(value: str) -> str:
    if not value.startswith("/") or value.startswith("//") or re.search(r"[\s#]", value):
        raise _wrong(f"'{value}' is not a path: it begins with one / and has no space and no #")
    return value


def _platform(value: str) -> str:
    names = platform_names()
    if value not in names:
        known = f"; known: {', '.join(names)}"
        raise _wrong(f"unknown platform '{value}'{suggestion(value, names) or known}")
    return value


def _code(value: str) -> str:
    if gazetteer.load().unit(value) is None:
        raise _wrong(f"unknown locality code '{value}'{_code_hint(value)}")
    return value


@lru_cache(maxsize=256)
def _code_hint(value: str) -> str:
    """What somebody who wrote this may have meant: digits without their era, or a name."""
    places = gazetteer.load()
    digits = value.rpartition(":")[2].strip()
    codes = [f"{era}:{digits}" for era in ("P63", "P34", "D63", "C34")]
    units = [unit for unit in map(places.unit, codes) if unit] or list(places.named(value)[:4])
    if not units:
        return "; a code carries its era: P63:46, P34:46, D63:482, C34:20107"
    return "; " + " or ".join(f"{unit.code} is {unit.full_name}" for unit in units)


def _day(value: Any) -> Any:
    """A date, or its ISO text (in quotes)."""
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError as error:
            raise _wrong(f"'{value}' is no day of the calendar") from error
    return value


def _window(value: str) -> str:
    start, _, end = value.partition("-")
    if not (_HOUR.fullmatch(start) and _HOUR.fullmatch(end)) or start == end:
        raise _wrong(f"'{value}' is not a span of hours such as \"22:00-05:00\"")
    return value


def _range(value: list[int]) -> list[int]:
    if len(value) != 2 or not 0 <= value[0] <= value[1]:
        raise _wrong("expected two numbers, the lowest and the highest, such as [1, 200]")
    return value


def _as_spans(value: Any) -> Any:
    """One code, one span, or a list of both: always a list of spans."""
    if isinstance(value, (str, dict)):
        value = [value]
    if isinstance(value, list):
        return [{"code": item} if isinstance(item, str) else item for item in value]
    return value


def _apart(spans: list[SpanModel]) -> list[SpanModel]:
    """No two localities speak on one day."""
    if not spans:
        raise _wrong("no locality is given")
    ordered = sorted(spans, key=lambda span: span.first)
    for earlier, later in itertools.pairwise(ordered):
        if later.first <= earlier.last:
            raise _wrong(f"{earlier.code} and {later.code} are both declared for {later.first.isoformat()}")
    return ordered


def _unique(values: list[Any]) -> list[Any]:
    seen: list[Any] = []
    for value in values:
        name = value.path if isinstance(value, SectionModel) else value
        if name in seen:
            raise _wrong(f"'{name}' stands twice")
        seen.append(name)
    return values


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Text = Annotated[str, AfterValidator(_text)]
Day = Annotated[dt.date, BeforeValidator(_day)]
Url = Annotated[str, AfterValidator(_url)]
Feed = Annotated[str, AfterValidator(_feed)]
Host = Annotated[str, AfterValidator(_host)]


class SpanModel(_Model):
    """A locality and when the portal speaks for it, within the time that the unit existed."""

    code: Annotated[str, AfterValidator(_code)]
    since: Day | None = None
    until: Day | None = None

    @property
    def first(self) -> dt.date:
        return self.since or gazetteer.load()[self.code].since or dt.date.min

    @property
    def last(self) -> dt.date:
        return self.until or gazetteer.load()[self.code].until or dt.date.max

    @model_validator(mode="after")
    def _in_order(self) -> SpanModel:
        unit = gazetteer.load()[self.code]
        if self.first > self.last:
            raise _wrong(f"{self.code} ends ({self.last}) before it begins ({self.first})")
        if not (unit.existed(self.first) or self.since is None):
            raise _wrong(f"{unit.full_name} ({self.code}) did not exist on {self.first}")
        if not (unit.existed(self.last) or self.until is None):
            raise _wrong(f"{unit.full_name} ({self.code}) did not exist on {self.last}")
        return self


Spans = Annotated[list[SpanModel], AfterValidator(_apart), BeforeValidator(_as_spans)]


class SectionModel(_Model):
    path: Annotated[str, AfterValidator(_path)]
    name: Text
    locality: Spans | None = None
    owner: Text | None = None


class ExpectsModel(_Model):
    gap_days: Annotated[int, Field(ge=1, le=3660)] = 7
    items_per_run: Annotated[list[int], AfterValidator(_range)] = [1, 200]


class CrawlModel(_Model):
    delay: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] | None = None
    max_pages: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    since: Day | None = None
    window: Annotated[str, AfterValidator(_window)] | None = None
    tls: Literal["strict", "lax"] = "strict"


class PortalModel(_Model):
    id: Annotated[str, AfterValidator(_id)]
    name: Text
    url: Url
    hosts: Annotated[list[Host], AfterValidator(_unique), Field(min_length=1)] | None = None
    platform: Annotated[str, AfterValidator(_platform)]
    locality: Spans
    owner: Text | None = None
    scope: Literal["all", "sections"] = "all"
    sections: Annotated[list[SectionModel], AfterValidator(_unique)] = Field(default_factory=list)
    feeds: Annotated[list[Feed], AfterValidator(_unique)] = Field(default_factory=list)
    sitemaps: Annotated[list[Feed], AfterValidator(_unique)] = Field(default_factory=list)
    expects: ExpectsModel = Field(default_factory=ExpectsModel)
    crawl: CrawlModel = Field(default_factory=CrawlModel)
    enabled: bool = True


class StopModel(_Model):
    """An entry of the stop list (docs/crawling.md)."""

    host: Host
    since: Day
    why: Text
    subdomains: bool = False


class StopListModel(_Model):
    hosts: list[StopModel]
