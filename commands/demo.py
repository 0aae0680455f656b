"""`reformwatch demo`: the main job from end to end on the sample portals that come with the program."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.declarations import DEMO_MARK
from commands.options import Failed
from search.numbers import counted

if TYPE_CHECKING:
    from crawler.portal import Portal
    from store.records import Run


@click.command()
def demo() -> int:
    """Crawl five sample portals, index them, and print the matrix of localities and themes.

    The portals are invented and served on this machine; nothing is asked of the internet. All is written
    to the folder `demo` of the data folder, made anew each time.
    """
    import settings
    from commands.crawl import exit_code

    home = settings.get_settings().home / "demo"
    _start_anew(home)
    settings.override_home(home)
    runs = _crawl_samples()
    _print_matrix()
    _print_next(home)
    return exit_code(runs, [])


def _start_anew(home: Path) -> None:
    """Remove an earlier demo; a folder that no demo made is left alone."""
    if home.exists():
        if not (home / DEMO_MARK).is_file():
            raise Failed(f"{home} was not made by a demo: move it away, or name another folder with --home")
        shutil.rmtree(home)
    home.mkdir(parents=True)
    (home / DEMO_MARK).write_text(
        "Made by reformwatch demo, which may remove this folder.\n", encoding="utf-8"
    )


def _crawl_samples() -> list[Run]:
    from commands.crawl import crawl_options, crawl_with_progress
    from commands.options import index_home, open_home_store
    from commands.sync import follow_copies
    from samples.server import SampleServer, portals_folder
    from search.indexer import rebuild

    portals = _copy_declarations(portals_folder())
    with SampleServer() as server, open_home_store() as store:
        click.echo(f"Crawling {len(portals)} sample portals served on 127.0.0.1:{server.port} …\n")
        options = crawl_options(connect_to=server.connect_to, delay=0)
        runs, _busy, _waiting = crawl_with_progress(portals, store, options, as_json=False)
        follow_copies(store)
        done = rebuild(store, index_home())
        click.echo(f"\n{counted(done.written, 'document')} stored, coded and indexed.\n")
    return runs


def _copy_declarations(folder: Path) -> list[Portal]:
    """The declarations go into the demo's own `portals/`, so that every command knows them there."""
    from crawler.portal import load_portals
    from settings import get_settings

    own = get_settings().home / "portals"
    shutil.copytree(folder, own)
    return list(load_portals([own]).values())


def _print_matrix() -> None:
    from commands.matrix import print_matrix
    from commands.options import declared_portals, open_home_store
    from search.measures.attention import attention
    from store.filters import Filters

    with open_home_store() as store:
        result = attention(store, declared_portals(), Filters(), by=("locality", "theme"))
    click.echo("Attention: how each locality divides its talk about reform among the themes\n")
    print_matrix(result)


def _print_next(home: Path) -> None:
    program = Path(sys.argv[0]).name if shutil.which("reformwatch") else sys.argv[0]
    call = f"{program} --home {shlex.quote(str(home))}"
    click.echo("\nNext:")
    for words, why in (
        (f'{call} search "một cửa"', "what they say about one-stop shops (marks are optional: mot cua)"),
        (f"{call} search chuyen doi so --province 'Bến Tre' --json", "filtered, as JSON"),
        (
            f"{call} measure attention --by locality,theme,period --period year",
            "the figures behind the matrix",
        ),
        (f"{call} export documents.csv --reform", "for a spreadsheet"),
        (f"{call} status", "which portals are well"),
    ):
        click.echo(f"  {words}\n      {why}")
