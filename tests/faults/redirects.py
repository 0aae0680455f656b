"""Endpoints that lead elsewhere, or nowhere."""

from __future__ import annotations

from tests.faults.answers import Answer, Ask, Endpoint, redirect
from tests.faults.timing import page


def loop(ask: Ask) -> Answer:
    """A counter in the address: never the same one twice."""
    return redirect(f"/loop/{ask.number + 1}")


def selfloop(ask: Ask) -> Answer:
    return redirect(ask.path)


def cookieloop(ask: Ask) -> Answer:
    """Good for who sends the cookie back; everybody else is sent round again."""
    if "dat=1" in ask.headers.get("cookie", ""):
        return Answer(page(ask))
    return Answer("", 302, {"Location": ask.path, "Set-Cookie": "dat=1"})


def chain(ask: Ask) -> Answer:
    """`/chain/N`: an article after N hops."""
    return redirect(f"/chain/{ask.number - 1}") if ask.number else Answer(page(ask))


def metarefresh(ask: Ask) -> Answer:
    return Answer('<html><head><meta http-equiv="refresh" content="0; url=/kin/bi-mat"></head></html>')


def redir(ask: Ask) -> Answer:
    return redirect(ask.query["to"])


ENDPOINTS: dict[str, Endpoint] = {
    "loop": loop, "selfloop": selfloop, "cookieloop": cookieloop, "chain": chain, "metarefresh": metarefresh,
    "redir": redir,
}  # fmt: skip
