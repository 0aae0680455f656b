"""What to do about a run that was not ok: a sentence for each reason (docs/crawling.md lists the reasons)."""

from __future__ import annotations

import itertools
from collections.abc import Collection

from store.records import Failure

_REDESIGN = (
    "The pages have changed: look at the example, mend the platform's rules, then run "
    "reformwatch reextract; reformwatch quarantine list shows what is held."
)
_WAIT = "Nothing to do yet: the next run tries again; if it lasts for days, open the site in a browser."
_ASK = "The portal refuses us: ask its office for access, or switch it off (enabled: false)."
_OURS = "A fault of this program or machine, not of the portal: look at the log and run the crawl again."

ADVICE = {
    "no_items": _REDESIGN,
    "no_documents": _REDESIGN,
    "selectors_missing": _REDESIGN,
    "title_missing": _REDESIGN,
    "dates_missing": _REDESIGN,
    "text_missing": _REDESIGN,
    "fields_lost": "A few articles lost a field: reformwatch quarantine list shows them; accept or reject.",
    "items_fell": "Far fewer items than usual: look whether a section moved; if this is right, "
    "reformwatch quarantine accept RUN.",
    "items_rose": "Far more items than usual: look whether addresses changed or an archive opened; if "
    "this is right, reformwatch quarantine accept RUN.",
    "items_gone": "Lists name articles that are not there: open the example; nothing was marked gone. If "
    "they were withdrawn, reformwatch quarantine accept RUN.",
    "same_text": "Many articles now show one and the same text: open the example; what was stored stays. If "
    "this is right, reformwatch quarantine accept RUN.",
    "no_news": "Nothing new for longer than usual: look whether the portal moved; if it is only quiet, raise "
    "expects.gap_days.",
    "list_failed": "A list could not be read: see its address in reformwatch status --json, mend sections, "
    "feeds or sitemaps of the portal's file.",
    "items_failed": "Some listed articles could not be fetched: the next run tries again.",
    "attachments_failed": "None of the new files could be fetched: open one at its page; the next run "
    "tries again.",
    "pages_missing": "Further pages of a list answer 404: what they held is seen only where others name it.",
    "page_budget": "The page budget came first: run the crawl again, or raise crawl.max_pages.",
    "limits": "A limit of the crawl left something unread (docs/crawling.md, Limits).",
    "trap": "A part without end was left: name the sections that matter in the portal's file.",
    "interrupted": "It was stopped: run the crawl again.",
    "killed": "The process died: run the crawl again; if it happens again, look at memory and the log.",
    "disk_full": "The disk is full: free some space and run the crawl again.",
    "memusage_exceeded": "The crawl needed too much memory: crawl fewer portals at once.",
    "lease_lost": "Another process took the portal over: make sure that only one crawls it.",
    "internal_error": _OURS,
    "store_error": _OURS,
    "robots_disallowed": "robots.txt keeps us out: ask its office, or switch it off (enabled: false).",
    "robots_unreachable": "robots.txt could not be read, so nothing was fetched: the next run tries again.",
    "robots_unreachable_30_days": "robots.txt could not be read for a month: ask the portal's office, or "
    "switch it off (enabled: false).",
    "stop_list": "The host asked to be left alone: switch the portal off (enabled: false) or clear the list.",
    "out_of_hours": "Its hours (crawl.window) ended first: the next run goes on; or widen them.",
    "crawl_delay": "robots.txt asks for more than 60 seconds between pages: ask the portal's office.",
    "blocked": _ASK,
    "challenge": "A gate stands before the portal that we do not get round: ask its office for access.",
    "login": _ASK,
    "maintenance": _WAIT,
    "retry_after": _WAIT,
    "host_down": _WAIT,
    "timeout": _WAIT,
    "conn_reset": _WAIT,
    "conn_refused": _WAIT,
    "truncated": _WAIT,
    "dns_error": "The name is not known: look whether the portal has a new address, and change its file.",
    "tls_error": "The certificate is not valid: tell the office, or accept it with crawl.tls: lax.",
    "tls_version": "The server speaks only a protocol too old for us: tell the office.",
    "blocked_address": "The name leads to an address that is not public: check host and DNS.",
    "not_connected": "CONNECT_TO does not name this portal's host: complete the setting.",
    "not_a_list": "A section of the portal's file is no list any more: mend the file.",
    "redirected": "A section of the portal's file leads elsewhere: mend the file.",
    "accepted": "An operator accepted the run.",
}
_CLOSED = (
    "Every listed article that failed asks for a login: ask the portal's office for access, or leave that "
    "section out of the portal's file."
)
# What the last answer of a host that was left alone was, by the code of its failure.
_ANSWERS = {
    "timeout": "no answer in time",
    "conn_refused": "a refused connection",
    "conn_reset": "a connection that broke off",
    "truncated": "an answer that broke off",
    "dns_error": "a name that is not known",
}
_DOWN = frozenset({"host_down", "robots_unreachable", "robots_unreachable_30_days"})
_NEVER = "Never crawled: reformwatch crawl PORTAL."


def advice(verdict: str, reason: str | None, failed: Collection[Failure] = ()) -> str | None:
    """What to do, in one sentence; None where nothing is to be done. `failed`: what was not read."""
    if verdict == "never":
        return _NEVER
    if reason is None:
        return None
    if reason == "items_failed" and {failure.reason for failure in failed} == {"login"}:
        return _CLOSED
    if reason in _DOWN and (cause := _last_answer(failed)):
        return f"{cause} {ADVICE[reason]}"
    if reason.startswith("http_"):
        return f"The portal answers {reason.removeprefix('http_')}: open it in a browser; we try again."
    return ADVICE.get(reason, "Look at the log and at reformwatch status --json for the addresses.")


def _last_answer(failed: Collection[Failure]) -> str | None:
    """What a host said before it was left alone, and to how many requests in a row."""
    told = [failure.reason for failure in failed if failure.reason not in _DOWN]
    if not told:
        return None
    last = told[-1]
    in_a_row = len(list(itertools.takewhile(lambda reason: reason == last, reversed(told))))
    what = f"HTTP {last.removeprefix('http_')}" if last.startswith("http_") else _ANSWERS.get(last, last)
    times = f" for the last {in_a_row} addresses" if in_a_row > 1 else ""
    return f"The last answer was {what}{times}."
