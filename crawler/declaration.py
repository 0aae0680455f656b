"""Reading portals' files: every error of every file, with its line."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from crawler.declaration_model import (
    CUSTOM,
    CrawlModel,
    ExpectsModel,
    PortalModel,
    SectionModel,
    SpanModel,
    StopListModel,
    StopModel,
    host_of,
)
from crawler.marked_yaml import Marked, read_marked
from crawler.nearest import suggestion
from crawler.portal import (
    CrawlRules,
    Declarations,
    Expects,
    LocalitySpan,
    Portal,
    PortalError,
    PortalErrors,
    Section,
    Window,
)
from crawler.stoplist import StopEntry

MAX_BYTES = 1_000_000

_MODELS: dict[str, type[BaseModel]] = {
    "expects": ExpectsModel,
    "crawl": CrawlModel,
    "sections": SectionModel,
    "locality": SpanModel,
    "hosts": StopModel,
}
_WANTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "date_type": "a date such as 2015-01-01",
    "list_type": "a list",
    "model_type": "a group of keys",
    "model_attributes_type": "a group of keys",
}


def read_folders(folders: Sequence[Path]) -> Declarations:
    errors: list[PortalError] = []
    paths = {path.resolve(): path for folder in folders for path in _files(folder, errors)}
    files = [_File(path) for path in paths.values()]
    errors += (error for file in files for error in file.errors())
    errors += _shared(files)
    wrong = {error.file for error in errors}
    portals = [file.portal for file in files if file.portal and str(file.path) not in wrong]
    return Declarations(
        {portal.id: portal for portal in sorted(portals, key=lambda portal: portal.id)},
        tuple(sorted(set(errors), key=lambda error: (error.file, error.line, error.message))),
    )


def read_mapping(mapping: Mapping[str, Any]) -> Portal:
    checked = _checked(Marked(data=dict(mapping)))
    if isinstance(checked, PortalModel):
        return _portal(checked, None)
    raise PortalErrors([PortalError("(mapping)", 0, message) for _, message in checked])


class _File:
    """One declaration: its raw keys for checks across files, its portal where nothing is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.portal: Portal | None = None
        self.marked = _read(path)
        self._found = list(self.marked.errors)
        checked = _checked(self.marked)
        if not isinstance(checked, PortalModel):
            self._found += checked
        self._found += self._misnamed()
        if isinstance(checked, PortalModel) and not self._found:
            self.portal = _portal(checked, path)

    def errors(self) -> list[PortalError]:
        return [self.error(line, message) for line, message in self._found]

    def error(self, line: int, message: str) -> PortalError:
        return PortalError(str(self.path), line, message, self.path.stem)

    def raw(self, key: str) -> Any:
        return self.marked.data.get(key) if isinstance(self.marked.data, dict) else None

    def hosts(self) -> Iterator[tuple[str, int]]:
        """Each host with its line, also of a file that is wrong elsewhere."""
        hosts, url = self.raw("hosts"), self.raw("url")
        if isinstance(hosts, list):
            for index, host in enumerate(hosts):
                if isinstance(host, str):
                    yield host, self.marked.line_of(("hosts", index))
        elif isinstance(url, str) and (host := host_of(url)):
            yield host, self.marked.line_of(("url",))

    def _misnamed(self) -> list[tuple[int, str]]:
        if self.path.suffix != ".yml":
            return [(1, f"declarations end in .yml; rename it to {self.path.stem}.yml")]
        declared = self.raw("id")
        if not isinstance(declared, str) or declared == self.path.stem:
            return []
        line = self.marked.line_of(("id",))
        return [(line, f"id is '{declared}' but the file is named {self.path.name}; make them equal")]


def _files(folder: Path, errors: list[PortalError]) -> list[Path]:
    """The declarations below a folder; `.yaml` is read too, so that it is refused and not forgotten.

    A folder that cannot be listed is added to the errors: its portals would be missing without a word.
    """

    def unlisted(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            errors.append(PortalError(str(error.filename), 0, f"cannot be read: {error.strerror}"))

    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=unlisted):
        folders[:] = [name for name in folders if not name.startswith(".")]
        seen = (Path(place, name) for name in names if not name.startswith("."))
        found += (path for path in seen if path.suffix in {".yml", ".yaml"})
    return sorted(found)


def _read(path: Path) -> Marked:
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Marked(errors=[(1, f"cannot be read: {error.strerror}")])
    if len(body) > MAX_BYTES:
        return Marked(errors=[(1, "too large for a declaration (over 1 MB)")])
    return read_marked(body)


def read_stop_entries(path: Path) -> tuple[StopEntry, ...]:
    """The entries of a stop list. Raises PortalErrors: a list that is half understood protects nobody."""
    marked = _read(path)
    errors = list(marked.errors)
    entries: tuple[StopEntry, ...] = ()
    data = {"hosts": []} if marked.data is None else marked.data
    if not isinstance(data, dict):
        errors.append((marked.line_of(()), "expected 'hosts:' and a list below it"))
    else:
        try:
            entries = tuple(_stop_entry(entry) for entry in StopListModel.model_validate(data).hosts)
        except ValidationError as error:
            errors += _translated(error.errors(include_url=False), marked, StopListModel)
    if errors:
        raise PortalErrors([PortalError(str(path), line, message) for line, message in sorted(errors)])
    return entries


def _stop_entry(model: StopModel) -> StopEntry:
    return StopEntry(model.host, model.since, model.why, model.subdomains)


def _checked(marked: Marked) -> PortalModel | list[tuple[int, str]]:
    """The validated model, or every error of the data."""
    data = marked.data
    if data is None and marked.errors:
        return []
    if data is None:
        return [(1, "the file is empty")]
    if not isinstance(data, dict):
        return [(marked.line_of(()), "expected 'key: value' lines")]
    crossed = [(marked.line_of(location), message) for location, message in _crossed(data)]
    try:
        model = PortalModel.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return [*_translated(details, marked), *crossed]
    return crossed or model


def _translated(
    details: Iterable[ErrorDetails], marked: Marked, top: type[BaseModel] = PortalModel
) -> Iterator[tuple[int, str]]:
    for detail in details:
        location = detail["loc"]
        missing = detail["type"] == "missing"
        if not (missing and len(location) == 1 and location[0] in marked.unread):
            yield marked.line_of(location[:-1] if missing else location), _message(detail, top)


def _message(detail: ErrorDetails, top: type[BaseModel]) -> str:
    location, kind, value = detail["loc"], detail["type"], detail["input"]
    key = next((str(part) for part in reversed(location) if isinstance(part, str)), "")
    if kind == CUSTOM:
        return f"{key}: {detail['msg']}" if key else detail["msg"]
    if kind == "missing":
        return f"'{key}' is missing"
    if kind == "extra_forbidden":
        return f"unknown key '{key}'{suggestion(key, _keys(location, top))}"
    if kind in _WANTED:
        return f"'{key}' must be {_WANTED[kind]}; this is {_kind_of(value)}"
    if kind == "literal_error":
        return f"'{key}' must be {detail['ctx']['expected']}; this is {_kind_of(value)}"
    return f"'{key}': {detail['msg'].replace('Input should', 'it should')}"


def _keys(location: tuple[str | int, ...], top: type[BaseModel]) -> list[str]:
    """The keys that are known where an unknown one stands."""
    groups = [part for part in location[:-1] if isinstance(part, str)]
    model: type[BaseModel] = _MODELS[groups[-1]] if groups else top
    return list(model.model_fields)


def _kind_of(value: Any) -> str:
    if value is None:
        return "empty (leave the key out, or give it a value)"
    if isinstance(value, bool):
        return f"{str(value).lower()} (text needs quotes)"
    if isinstance(value, (int, float, dt.date)):
        return f"{'the date' if isinstance(value, dt.date) else 'the number'} {value} (text needs quotes)"
    if isinstance(value, str):
        return f"the text '{value[:60]}'"
    return "a list" if isinstance(value, (list, tuple)) else "a group of keys"


def _crossed(data: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What only several keys together tell; keys that are wrong themselves are passed over."""
    url, hosts = data.get("url"), data.get("hosts")
    home = host_of(url) if isinstance(url, str) else None
    declared = [host for host in hosts if isinstance(host, str)] if isinstance(hosts, list) else []
    if home and declared and home not in declared:
        yield ("url",), f"the host of url, {home}, is not among the hosts"
    if home:
        for key in ("feeds", "sitemaps"):
            yield from _off_site(data.get(key), key, {home, *declared})
    if data.get("scope") == "sections" and not data.get("sections"):
        yield ("scope",), "scope is 'sections' but no sections are declared"


def _off_site(addresses: Any, key: str, hosts: set[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, address in enumerate(addresses if isinstance(addresses, list) else []):
        host = host_of(address) if isinstance(address, str) else None
        if host and host not in hosts:
            yield (key, index), f"{key}: {host} is not among the hosts; add it there if it is the portal's"


def _shared(files: Iterable[_File]) -> Iterator[PortalError]:
    """Ids and hosts that stand in more than one file, reported at the later one."""
    ids: dict[str, _File] = {}
    hosts: dict[str, _File] = {}
    for file in files:
        name = file.raw("id")
        if isinstance(name, str) and ids.setdefault(name, file) is not file:
            line = file.marked.line_of(("id",))
            yield file.error(line, f"id '{name}' is already declared in {ids[name].path}")
        for host, line in file.hosts():
            if hosts.setdefault(host, file) is not file:
                yield file.error(line, f"host {host} is already declared in {hosts[host].path}")


# --- From the model to the record --------------------------------------------------------------------------


def _portal(model: PortalModel, path: Path | None) -> Portal:
    return Portal(
        id=model.id,
        name=model.name,
        url=model.url,
        hosts=tuple(model.hosts or [host_of(model.url) or ""]),
        platform=model.platform,
        localities=_spans(model.locality),
        owner=model.owner,
        scope=model.scope,
        sections=tuple(
            Section(item.path, item.name, _spans(item.locality), item.owner) for item in model.sections
        ),
        feeds=tuple(urljoin(model.url, feed) for feed in model.feeds),
        sitemaps=tuple(urljoin(model.url, sitemap) for sitemap in model.sitemaps),
        expects=Expects(
            model.expects.gap_days, (model.expects.items_per_run[0], model.expects.items_per_run[1])
        ),
        crawl=_rules(model.crawl),
        enabled=model.enabled,
        path=path,
    )


def _spans(models: Sequence[SpanModel] | None) -> tuple[LocalitySpan, ...]:
    """Spans within the unit's own time: a district speaks for nobody after it ended."""
    return tuple(
        LocalitySpan(
            model.code,
            model.first if model.first != dt.date.min else None,
            model.last if model.last != dt.date.max else None,
        )
        for model in models or ()
    )


def _rules(model: CrawlModel) -> CrawlRules:
    window = None
    if model.window:
        start, _, end = model.window.partition("-")
        window = Window(dt.time.fromisoformat(start), dt.time.fromisoformat(end))
    return CrawlRules(model.delay, model.max_pages, model.since, window, model.tls)
