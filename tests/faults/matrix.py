"""The cases that one crawl shows: a host each, with good articles beside its fault, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

OK, ITEMS, LISTS = ("ok", None), ("partial", "items_failed"), ("partial", "list_failed")
BEFORE, ARTICLES = 3, 5  # articles of a host before the fault came, and with it


@dataclass(frozen=True)
class Case:
    """`at`: the address that the fault is recorded for, with `reason` (None: nothing may be recorded).

    `hits`: how often `at` is asked for, at least and at most. `good`: how many of the host's articles are
    stored in the end; `fresh`: the portal is new, nothing was stored of it before.
    """

    id: str
    host: str
    at: str = ""
    reason: str | None = None
    hits: tuple[int, int] = (1, 1)
    verdict: tuple[str, str | None] = ITEMS
    mode: Mapping[str, Any] = field(default_factory=dict)
    good: int = ARTICLES
    recovers: bool = False
    fresh: bool = False
    most: int = 40  # requests to the host in all
    guard: str = ""
    pause: str = ""  # the guard of the waits between attempts, where it is not the same
    noted: str = ""  # why `at` is no article, where that fails nothing
    listed: bool = True  # whether the home page names `at` as an article
    group: str = "short"  # which crawl it is part of: `long` has a time-out that large bodies need

    @property
    def name(self) -> str:
        return f"{self.host}.example"

    @property
    def faults(self) -> Mapping[str, Any]:
        """The mode of the host while the fault is there."""
        is_listed = self.listed and self.at and "everything" not in self.mode
        listed = {"faults": [self.at]} if is_listed else {}
        return {"articles": ARTICLES} | listed | dict(self.mode)


def _listed(id_: str, host: str, at: str, reason: str | None, guard: str, **more: Any) -> Case:
    return Case(id_, host, at, reason, guard=guard, **more)


TIMEOUTS = {"short": 3, "long": 20}
RETRY_DELAY = 1.0  # far longer than a busy machine takes from one request to the next
_THRICE = {"hits": (3, 3)}
_SILENT = {"verdict": ("blocked", "robots_unreachable"), "good": 0, "fresh": True, "guard": "robots-closed"}
_CLOSED = {"fresh": True, "hits": (0, 0)}
_OPEN = {"fresh": True, "verdict": OK}
_BLOCKED = {"good": BEFORE, "most": 12}

CASES: Sequence[Case] = (
    # Network
    _listed("N1", "treo", "/hang", "timeout", "time-out", **_THRICE),
    _listed("N1", "treo-lai", "/hang", "timeout", "retry-limit", **_THRICE),
    _listed("N2", "nho-giot", "/drip", "timeout", "time-out", **_THRICE),
    _listed("N2", "nho-giot-dau", "/dripheaders", "timeout", "time-out", **_THRICE),
    _listed("N3", "dut", "/reset", "conn_reset", "retry-limit", **_THRICE),
    _listed("N3", "dut-ngay", "/empty", "conn_reset", "retry-limit", **_THRICE),
    _listed("N3", "http-cu", "/http09", "conn_reset", "retry-limit", **_THRICE),
    Case("N7", "dia-ly", "/", "http_403", (1, 1), ("blocked", "blocked"), {"everything": "geo"},
         **_BLOCKED),
    Case("N7", "dia-ly-406", "/", "http_406", (1, 1), ("blocked", "blocked"), {"everything": "status/406"},
         **_BLOCKED),
    Case("N7", "dia-ly-451", "/", "http_451", (1, 1), ("blocked", "blocked"), {"everything": "status/451"},
         **_BLOCKED),
    # HTTP
    _listed("H1", "hen-lau", "/retryafter/big", "http_429", "retry-after-cap", good=0,
            verdict=("partial", "retry_after")),
    _listed("H2", "chap-chon", "/flap", None, "", hits=(3, 3), verdict=OK, recovers=True,
            pause="holding"),
    Case("H3", "robots-503", reason="http_503", mode={"robots": "503"}, most=3, **_SILENT),
    Case("H3", "robots-429", reason="http_429", mode={"robots": "429"}, most=3, **_SILENT),
    Case("H3", "robots-treo", reason="timeout", mode={"robots": "hang"}, most=3, **_SILENT),
    Case("H3", "robots-dut", reason="conn_reset", mode={"robots": "reset"}, most=3, **_SILENT),
    Case("H4", "robots-403", mode={"robots": "403"}, guard="robots-4xx", **_OPEN),
    Case("H4", "robots-404", mode={"robots": "404"}, guard="robots-4xx", **_OPEN),
    Case("H4", "robots-trang", mode={"robots": "html"}, **_OPEN),
    _listed("H4", "robots-to", "/kin/a", "robots_disallowed", "robots", mode={"robots": "huge"}, **_CLOSED),
    Case("H4", "robots-to-sau", mode={"robots": "huge"}, guard="robots-size", **_OPEN),
    _listed("H4", "robots-chuyen", "/kin/a", "robots_disallowed", "robots",
            mode={"robots": "redir:5"}, **_CLOSED),
    _listed("H4", "robots-dau", "/kin/a", "robots_disallowed", "robots", mode={"robots": "bom"}, **_CLOSED),
    _listed("H4", "robots-la", "/kin/a", "robots_disallowed", "robots-lines",
            mode={"robots": "unknown-line"}, **_CLOSED),
    _listed("H4", "robots-phan-tram", "/k%C3%ADn/a", "robots_disallowed", "robots",
            mode={"robots": "percent"}, **_CLOSED),
    Case("H4", "robots-vong", reason="redirect_loop", mode={"robots": "redir:6"}, most=20, **_SILENT),
    Case("H5", "cho-lau", verdict=("blocked", "crawl_delay"), mode={"robots": "delay:3600"}, good=0,
         fresh=True, most=1, guard="crawl-delay"),
    Case("H5", "cho-61", verdict=("blocked", "crawl_delay"), mode={"robots": "delay:61"}, good=0,
         fresh=True, most=1, guard="crawl-delay"),
    # A gigabyte each. A page that large is refused by its reader too: what the limit of the download is
    # for, memory, is shown in test_bombs.py.
    _listed("H6", "bom-gzip", "/bomb/gzip", "too_large", "", group="long"),
    _listed("H6", "bom-deflate", "/bomb/deflate", "too_large", "", group="long"),
    _listed("H6", "bom-br", "/bomb/br", "too_large", "", group="long"),
    _listed("H6", "bom-zstd", "/bomb/zstd", "too_large", "", group="long"),
    Case("H6", "bom-so-do", "/bomb.xml.gz", "too_large", verdict=LISTS, listed=False,
         mode={"robots": "sitemap:/bomb.xml.gz"}, group="long"),
    _listed("H7", "vo-tan", "/endless", "too_large", "", group="long"),
    _listed("H7", "nhieu-dau", "/manyheaders", "bad_headers", "header-limit", group="long"),
    _listed("H7", "dau-dai", "/longheader", "bad_headers", "retry-limit", group="long"),
    _listed("H8", "cut", "/short", "truncated", "whole-bodies", **_THRICE),
    _listed("H8", "cut-khuc", "/brokenchunk", "truncated", "whole-bodies", **_THRICE),
    _listed("H9", "vong", "/selfloop", "redirect_loop", "hops", hits=(6, 6)),
    _listed("H9", "vong-dem", "/loop/1", "redirect_loop", "hops"),
    _listed("H9", "vong-banh", "/cookieloop", "redirect_loop", "hops", hits=(6, 6)),
    _listed("H9", "chuoi", "/chain/25", "redirect_loop", "hops"),
    _listed("H9", "ra-ngoai", "/redir?to=https://khac.example/a", "off_site", "off-site"),
    _listed("H9", "tap-tin", "/redir?to=file:///etc/hostname", "http_302", ""),
    _listed("H9", "ftp", "/redir?to=ftp://khac.example/a", "http_302", ""),
    _listed("H9", "data", "/redir?to=data:text/html,a", "http_302", ""),
    _listed("H9", "lam-moi", "/metarefresh", None, "", verdict=OK, noted="placeholder"),
    _listed("H9", "ve-cam", "/redir?to=/kin/a", "robots_disallowed", "robots"),
    _listed("H9", "chuoi-ngan", "/chain/3", None, "", verdict=OK, recovers=True),
    _listed("H10", "pdf-gia", "/pdfashtml", "type_mismatch", "magic"),
    _listed("H10", "rong", "/emptyok", None, "", verdict=OK, noted="empty_body"),
    _listed("H10", "khong-loai", "/notype", None, "", verdict=OK, recovers=True),
    # Placeholders
    _listed("T6", "tuong-lua", "/waf", "challenge", "challenges"),
    _listed("T6", "cua-d1n", "/d1n", "challenge", "challenges"),
    _listed("T6", "cua-script", "/script", "challenge", "challenges"),
    _listed("T6", "captcha", "/captcha", "challenge", "challenges"),
    Case("T6", "dong-cua", "/", "challenge", (1, 1), ("blocked", "challenge"), {"everything": "d1n"},
         guard="challenges", **_BLOCKED),
    Case("T5", "bao-tri", "/", "maintenance", (1, 2), ("broken", "maintenance"),
         {"everything": "maintenance"}, good=BEFORE, most=30, guard="placeholders"),
)  # fmt: skip
