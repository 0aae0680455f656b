"""`reformwatch serve`: the web pages."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from commands.options import Failed, index_home, open_home_store

if TYPE_CHECKING:
    from search.web.site import Site
    from store.database import Store

_AT_ONCE = 200  # connections: slow ones must not take all that the system has
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")  # as they stand in a Host header


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: a free one.")
def serve(host: str, port: int) -> int:
    """Serve documents, feeds of watches and the way out of digests, until it is stopped.

    On this machine only, unless --host says otherwise: then PUBLIC_URL must name the address that people use.
    """
    hosts = _hosts(host)
    import uvicorn

    from search.web.app import create_app

    with open_home_store() as store:
        app = create_app(_site(store, hosts))
        # What is asked for is the proxy's to log: an address may hold a token.
        config = uvicorn.Config(
            app, access_log=False, log_config=None, server_header=False, limit_concurrency=_AT_ONCE
        )
        with _listening(host, port) as listener:
            shown = f"[{host}]" if ":" in host else host
            click.echo(f"Serving on http://{shown}:{listener.getsockname()[1]} until Ctrl-C.")
            uvicorn.Server(config).run([listener])
    return 0


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Failed(f"{host}:{port} cannot be listened on: {error.strerror}.") from None


def _site(store: Store, hosts: tuple[str, ...]) -> Site:
    from commands.mailing import signing_secret
    from crawler.scrapy_settings import user_agent
    from search.web.site import Site
    from settings import VERSION, get_settings

    settings = get_settings()
    return Site(
        store=store,
        home=settings.home,
        index=index_home(),
        secret=signing_secret(),
        public_url=settings.public_url,
        contact=settings.contact,
        user_agent=user_agent(settings.contact, VERSION),
        delay=settings.delay,
        rate_limit=settings.rate_limit,
        hosts=hosts,
    )


def _hosts(host: str) -> tuple[str, ...]:
    """The names that the pages answer to; others are somebody's trick."""
    from settings import get_settings

    public = urlsplit(get_settings().public_url).hostname
    if not public and not _is_loopback(host):
        raise click.UsageError(
            "--host opens the pages to others: set REFORMWATCH_PUBLIC_URL to their address"
        )
    return tuple(
        dict.fromkeys((*_LOOPBACK, f"[{host}]" if ":" in host else host, *([public] if public else [])))
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
