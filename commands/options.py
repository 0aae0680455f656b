"""What several commands share: the filters, and how an answer is printed.

Heavy imports wait inside the functions that need them: `reformwatch --help` must start at once.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands.declarations import DEMO_MARK, declarations

if TYPE_CHECKING:
    from crawler.gazetteer import Unit
    from crawler.portal import Portal
    from search.index import IndexHome
    from store.database import Store
    from store.filters import Filters

Command = TypeVar("Command", bound=Callable[..., Any])

LEVELS = ("province", "district", "commune")


class Failed(click.ClickException):
    """A command that could not do its work: one plain sentence and an exit code of the design."""

    exit_code = 1


class Day(click.ParamType[dt.date]):
    """A day: 2024-05-30 or 30/05/2024; 2024-05 and 2024 are its first day (`last`: its last)."""

    name = "day"

    def __init__(self, *, last: bool = False) -> None:
        self._last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        for form, span in (("%Y-%m-%d", "day"), ("%d/%m/%Y", "day"), ("%Y-%m", "month"), ("%Y", "year")):
            try:
                first = dt.datetime.strptime(str(value), form).replace(tzinfo=dt.UTC).date()
            except ValueError:
                continue
            return _last_day(first, span) if self._last else first
        return self.fail(f"{value!r} is not a day such as 2024-05-30 or 30/05/2024", param, ctx)


def _last_day(first: dt.date, span: str) -> dt.date:
    if span == "year":
        return first.replace(month=12, day=31)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1]) if span == "month" else first


def refuse_turned(since: dt.date | None, until: dt.date | None) -> None:
    """Days that no day lies between are a slip: their zero would pass for an answer."""
    if since and until and until < since:
        raise click.UsageError(f"--until {until} is before --since {since}: no day lies between them")


def with_filters(command: Command) -> Command:
    """Add the filters of design §7; the command receives them as one `filters: Filters`."""

    @functools.wraps(command)
    def wrapped(**options: Any) -> Any:
        given = {name: options.pop(name) for name in _FILTER_NAMES}
        return command(filters=make_filters(**given, corpus=options.get("corpus")), **options)

    return filter_options(wrapped)  # type: ignore[return-value]


def filter_options(command: Command) -> Command:
    """The filters as they are written, for commands that resolve them otherwise."""
    for option in reversed(_FILTER_OPTIONS):
        command = option(command)
    return command


_FILTER_OPTIONS = [
    click.option("--portal", multiple=True, metavar="ID", help="Documents of this portal; repeatable."),
    click.option("--province", multiple=True, metavar="CODE|NAME", help="Of this province (P63:…, P34:…)."),
    click.option("--locality", multiple=True, metavar="CODE|NAME", help="Of this place and what it holds."),
    click.option("--level", multiple=True, type=click.Choice(LEVELS), help="Level of the locality."),
    click.option("--kind", multiple=True, metavar="KIND", help="ke_hoach, quyet_dinh, tin_bai …"),
    click.option("--theme", multiple=True, metavar="THEME[/SUB]", help="Coded with this theme."),
    click.option("--year", multiple=True, type=click.IntRange(1990, 2100), help="Published in this year."),
    click.option("--since", type=Day(), metavar="DAY", help="Published on this day or later."),
    click.option("--until", type=Day(last=True), metavar="DAY", help="Published on this day or earlier."),
    click.option("--reform", is_flag=True, help="Reform only."),
    click.option("--not-reform", is_flag=True, help="All others only."),
    click.option("--geography", type=click.Choice(["then", "today"]), default="then", show_default=True,
                 help="Provinces as of the document's time, or today's 34."),
]  # fmt: skip
_FILTER_NAMES = (
    "portal", "province", "locality", "level", "kind", "theme", "year", "since", "until", "reform",
    "not_reform", "geography",
)  # fmt: skip


def make_filters(
    *, province: Iterable[str], locality: Iterable[str], theme: Iterable[str], portal: Iterable[str],
    kind: Iterable[str], reform: bool, not_reform: bool, corpus: str | None = None, **rest: Any,
) -> Filters:  # fmt: skip
    """Filters with names resolved to codes; what is not known is wrong use (exit 2).

    `corpus` names the frozen corpus whose themes and portals are known, instead of the store's.
    """
    from store.filters import Filters

    if reform and not_reform:
        raise click.UsageError("--reform or --not-reform, not both")
    refuse_turned(rest.get("since"), rest.get("until"))
    _check_themes(tuple(theme), corpus)
    _check_kinds(tuple(kind))
    check_portals(tuple(portal), corpus)
    today = rest.get("geography") == "today"
    return Filters(
        province=tuple(_code(value, ("province",), today=today) for value in province),
        locality=tuple(_code(value, LEVELS, today=today) for value in locality),
        theme=tuple(theme),
        portal=tuple(portal),
        kind=tuple(kind),
        reform=reform if reform or not_reform else None,
        **rest,
    )


def _code(value: str, levels: tuple[str, ...], *, today: bool) -> str:
    """The code of a code or name. A name of both eras is read as the geography says, and that is said."""
    from crawler import gazetteer

    places = gazetteer.load()
    if ":" in value:
        if places.unit(value) is None:
            raise click.UsageError(
                f"{value!r} is not a code of the gazetteer (P63:46, D63:482, P34:46, C34:20107)"
            )
        return value
    units = [unit for unit in places.named(value) if unit.level in levels]
    if not units:
        raise click.UsageError(f"{value!r} is not a {' or '.join(levels)} of the gazetteer")
    eras = {unit.code.partition(":")[0]: unit for unit in units}
    if (len(units) > 1 and set(eras) != {"P63", "P34"}) or len(units) > 2:
        raise click.UsageError(f"{value!r} is more than one place, name one by its code:\n{_listing(units)}")
    unit = eras.get("P34" if today else "P63", units[0])
    if len(units) > 1:
        click.echo(f"{value} is read as {unit.code}; as codes: {', '.join(u.code for u in units)}.", err=True)
    return unit.code


def _listing(units: Iterable[Unit]) -> str:
    return "\n".join(f"  {unit.code}  {unit.full_name} (today {unit.today})" for unit in units)


def _check_themes(themes: tuple[str, ...], corpus: str | None) -> None:
    """A theme is known that the codebook in force has, or that a document of the store carries."""
    if not themes:
        return
    from pipelines import codebook

    with _asked_store(corpus) as store:
        rules = codebook.load()
        known = {theme.id for theme in rules.themes}
        known |= {f"{theme.id}/{sub.id}" for theme, sub in rules.subthemes}
        unknown = [wanted for wanted in themes if wanted not in known]
        unknown = [wanted for wanted in unknown if wanted not in store.codings.carried()]
    for wanted in unknown:
        names, similar = ", ".join(theme.id for theme in rules.themes), near(wanted, known)
        raise click.UsageError(
            f"{wanted!r} is not a theme of codebook {rules.version}{similar}; themes: {names}"
        )


def _check_kinds(kinds: tuple[str, ...]) -> None:
    if not kinds:
        return
    from pipelines.kinds import LABELS

    for wanted in kinds:
        if wanted not in LABELS:
            similar = near(wanted, LABELS)
            raise click.UsageError(
                f"{wanted!r} is not a kind of document{similar}; kinds: {', '.join(LABELS)}"
            )


def check_portals(portals: tuple[str, ...], corpus: str | None = None) -> None:
    """A portal is known that is declared, or that documents of the store came from."""
    if not portals:
        return
    with _asked_store(corpus) as store:
        stored = store.documents.portals()
    if stored.issuperset(portals):
        return
    found = declarations()
    known = stored | found.portals.keys() | found.wrong().keys()
    for wanted in portals:
        if wanted not in known:
            similar = near(wanted, known)
            raise click.UsageError(
                f"no portal is called {wanted}{similar}; reformwatch portals list shows all"
            )


def near(wanted: str, known: Iterable[str]) -> str:
    """The known names that look like a wrong one, as the middle of a sentence."""
    import difflib

    found = difflib.get_close_matches(wanted, list(known), n=3)
    return f" (did you mean {' or '.join(found)}?)" if found else ""


@contextmanager
def _asked_store(corpus: str | None) -> Iterator[Store]:
    """The store of a frozen corpus where one is named, else that of the settings."""
    if corpus is None:
        with open_home_store() as store:
            yield store
    else:
        from commands.corpora import open_corpus

        with open_corpus(corpus) as found:
            yield found.store


def open_home_store() -> Store:
    """The store of the settings, made on first use."""
    from settings import get_settings
    from store.database import open_store

    settings = get_settings()
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(f"The data folder {settings.home} cannot be made: {error.strerror}.") from error
    store = open_store(settings.store_url)
    _put_codebook_in_force(store)
    return store


def _put_codebook_in_force(store: Store) -> None:
    """What this process reads from now on, and what it calls themes, is by the codebook of the store."""
    from pipelines import codebook

    chosen = store.codings.active()
    if chosen is None:
        codebook.put_in_force(None)
    else:
        codebook.put_in_force(chosen.source, f"codebook {chosen.version}")


def index_home() -> IndexHome:
    """Where the index of the engine that the settings name lives; a demo's data stays in its folder."""
    from settings import get_settings

    settings = get_settings()
    if not settings.elasticsearch_url or (settings.home / DEMO_MARK).is_file():
        from search.engines.folders import EmbeddedHome

        return EmbeddedHome(settings.home / "index")
    from search.engines.connection import ElasticConnection
    from search.engines.elastic_home import ElasticHome

    return ElasticHome(
        ElasticConnection(
            url=settings.elasticsearch_url,
            api_key=settings.elasticsearch_api_key.get_secret_value(),
            user=settings.elasticsearch_user,
            password=settings.elasticsearch_password.get_secret_value(),
            ca=settings.elasticsearch_ca,
            prefix=settings.index_prefix,
        )
    )


def declared_portals() -> dict[str, Portal]:
    """The portals that are declared rightly, by id; wrong files are told on standard error."""
    return declarations().portals


def print_json(value: Any) -> None:
    from commands.indented import indented

    click.echo(indented(value))


def print_json_line(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
    sys.stdout.flush()
