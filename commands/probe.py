"""`reformwatch portals probe` and `add`: what a portal is, and a declaration for it."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.declarations import declarations
from commands.options import Failed, print_json
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.portal import Portal
    from pipelines.proposal import Proposal
    from store.records import Run

_WALK = "probe"
_TOLD = ("candidates", "feeds", "sitemaps", "listings", "sample", "notes")


@click.command()
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="What was found, as one JSON object.")
def probe(url: str, *, as_json: bool) -> int:
    """Look at the portal at URL: its platform, place, lists, and a few articles. Nothing is stored.

    A short crawl of some 40 requests, with the robots.txt, pauses and guards of every crawl. Exit code 1
    when no article was read.
    """
    probed = _probe(_undeclared(url))
    if as_json:
        print_json(_contract(probed))
    else:
        for line in _lines(probed):
            click.echo(line)
    return 0 if probed.is_usable else 1


@click.command()
@click.argument("url")
@click.option("--id", "id_", metavar="ID", help="The portal's id; without it, the host's name.")
@click.option(
    "--locality", "codes", multiple=True, metavar="CODE",
    help="For which place it speaks; repeatable where that changed. Needed where the host does not tell.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="What was found and where it was written.")
def add(url: str, *, id_: str | None, codes: tuple[str, ...], as_json: bool) -> int:
    """Probe the portal at URL and write what it proposes to portals/ of the data folder.

    Nothing is written where no article was read, where the place is not certain and no --locality says it, or
    over a file that is there.
    """
    from crawler.portal import portal_from_mapping

    portal = _undeclared(url)
    _refuse_known(portal, id_)
    # What is wrong is told before anybody is asked for anything.
    given = {"id": id_ or "p", "locality": list(codes) or "P63:01"}
    portal_from_mapping({"name": portal.host, "url": portal.url, "platform": "generic", **given})
    probed = _probe(portal)
    if probed.proposal is None or not probed.is_usable:
        if as_json:
            print_json(_contract(probed) | {"file": None})
        raise Failed(f"nothing was written: {_trouble(probed)}")
    proposal = replace(
        probed.proposal, id=id_ or probed.proposal.id, localities=codes or probed.proposal.localities
    )
    file = _written(proposal)
    if as_json:
        print_json(_contract(replace(probed, proposal=proposal)) | {"file": str(file)})
        return 0
    click.echo(file.read_text(encoding="utf-8"))
    click.echo(f"Written to {file}. Look it through, then: reformwatch crawl {proposal.id} --max-pages 20")
    return 0


@dataclass(frozen=True, slots=True)
class _Probed:
    """The run of a walk, and what it proposes; None where not one page was answered."""

    url: str
    run: Run
    proposal: Proposal | None

    @property
    def is_usable(self) -> bool:
        return self.proposal is not None and bool(self.proposal.sample)


def _undeclared(url: str) -> Portal:
    """What is walked over: the portal at an address, as yet without a declaration."""
    from crawler.declaration_model import host_of
    from crawler.portal import Portal

    address = url if "://" in url else f"https://{url}"
    host = host_of(address.lower() if "/" not in address.partition("://")[2] else address)
    if host is None:
        raise click.UsageError(f"{url!r} is not an http or https address with a host name")
    if address.count("/") == 2:
        address = f"{address.lower()}/"
    return Portal(_WALK, host, address, (host,), "generic", ())


def _probe(portal: Portal) -> _Probed:
    from commands.crawl import crawl_options
    from crawler.probing import MOST_PAGES, SPIDER
    from crawler.run import crawl
    from pipelines.proposal import propose
    from store.database import open_store

    with tempfile.TemporaryDirectory(prefix="reformwatch-probe-") as folder:
        home = Path(folder)
        options = replace(crawl_options(max_pages=MOST_PAGES), home=home, spider=SPIDER)
        click.echo(f"Looking at {portal.url} …", err=True)
        with open_store(f"sqlite:///{home / 'probe.sqlite'}") as store:
            (run,) = crawl([portal], store, options)
        if run.reason == "interrupted":
            raise click.Abort
        archive = home / "warc" / run.warc if run.warc else None
        proposal = asyncio.run(propose(archive, portal, options.workers)) if archive else None
    return _Probed(portal.url, run, proposal)


def _refuse_known(portal: Portal, id_: str | None) -> None:
    found = declarations()
    for known in found.portals.values():
        if portal.host in known.hosts:
            raise click.UsageError(f"{portal.host} is declared already, as {known.id} in {known.path}")
    if id_ in found.portals or id_ in found.wrong():
        raise click.UsageError(f"a portal is called {id_} already; name another --id")


def _written(proposal: Proposal) -> Path:
    """The file of the proposal; whole or not at all, and never over another one."""
    from crawler.portal import portal_from_mapping
    from settings import get_settings

    declared = declarations(quietly=True)
    if not proposal.localities:
        raise click.UsageError(
            "nothing was written: the host does not tell for which place it speaks; give --locality CODE"
            + _choices(proposal)
        )
    if proposal.id in declared.portals or proposal.id in declared.wrong():
        raise click.UsageError(f"nothing was written: {proposal.id} is declared already; give another --id")
    portal_from_mapping(proposal.declaration())
    folder = get_settings().home / "portals"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{proposal.id}.yml"
    draft = folder / f".{proposal.id}.new"
    draft.write_text(_yaml(proposal), encoding="utf-8")
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        raise click.UsageError(f"{file} is there already; nothing was written") from None
    finally:
        draft.unlink()
    return file


def _choices(proposal: Proposal) -> str:
    from crawler import gazetteer

    units = (gazetteer.load()[candidate.code] for candidate in proposal.candidates)
    told = " or ".join(f"{unit.code} ({unit.full_name})" for unit in units)
    return f": {told}" if told else ""


def _yaml(proposal: Proposal) -> str:
    import yaml

    day = f"{dt.datetime.now().astimezone():%Y-%m-%d}"
    heads = [f"Proposed by `reformwatch portals add` on {day}: look it through.", *proposal.platform.evidence]
    comments = "".join(f"# {line}\n" for line in (*heads, *proposal.notes))
    return comments + yaml.safe_dump(proposal.declaration(), allow_unicode=True, sort_keys=False, width=1000)


# --- What is told ------------------------------------------------------------------------------------------


def _trouble(probed: _Probed) -> str:
    """Why nothing could be proposed, and what to do."""
    from crawler.advice import advice

    run = probed.run
    reason = run.reason or "no article was read"
    told = advice(run.verdict or "broken", run.reason, run.failed)
    return f"{probed.url}: {reason}. {told or ''}".rstrip()


def _contract(probed: _Probed) -> dict[str, Any]:
    from crawler import gazetteer
    from crawler.advice import advice
    from store.records import as_json

    run, proposal = probed.run, probed.proposal
    told: dict[str, Any] = {
        "url": probed.url, "platform": None, "confidence": 0.0, "evidence": [], "locality": None,
        "candidates": [],
        "feeds": [], "sitemaps": [], "listings": [], "robots": run.robots, "sample": [], "notes": [],
        "declaration": None,
    }  # fmt: skip
    if proposal is not None:
        codes = proposal.localities
        told |= {
            "platform": proposal.platform.platform,
            "confidence": proposal.platform.confidence,
            "evidence": list(proposal.platform.evidence),
            "locality": as_json(gazetteer.load().locality(codes[-1], "host")) if codes else None,
            **{name: as_json(getattr(proposal, name)) for name in _TOLD},
            "declaration": proposal.declaration(),
        }  # fmt: skip
    return told | {
        "pages": run.pages, "reason": None if probed.is_usable else run.reason or "no_documents",
        "advice": None if probed.is_usable else advice(run.verdict or "broken", run.reason, run.failed),
        "failed": as_json(run.failed), "connected_to": run.connected_to,
    }  # fmt: skip


def _lines(probed: _Probed) -> Iterator[str]:
    run, proposal = probed.run, probed.proposal
    pages = counted(run.pages, "page was", "pages were")
    yield f"robots.txt: {run.robots or 'not known'}; {pages} read, nothing is stored."
    if run.connected_to:
        yield f"Not live: connected to {run.connected_to} instead of the real host."
    if proposal is None or not probed.is_usable:
        yield _trouble(probed)
        return
    yield f"platform: {proposal.platform.platform or 'unknown'} ({proposal.platform.confidence:.0%})"
    yield from (f"    {line}" for line in proposal.platform.evidence)
    for label, addresses in (("feeds", proposal.feeds), ("sitemaps", proposal.sitemaps)):
        yield f"{label}: {', '.join(addresses) or 'none was found'}"
    yield f"lists: {len(proposal.listings) or 'none was found'}"
    for listing in proposal.listings:
        yield f"    {listing.items:>4} articles  {listing.url}  {listing.title}"
    yield "articles, for example:"
    for each in proposal.sample:
        day = f"{each.published.date:%d/%m/%Y}" if each.published else "no date"
        yield f"    {day:<10}  {each.title}  {each.url}"
    if proposal.notes:
        yield "to decide:"
        yield from (f"    {note}" for note in proposal.notes)
    yield "A declaration, which `reformwatch portals add` would write:"
    yield _yaml(proposal)
