"""Pages that stand between a crawler and the portal: challenges, captchas, maintenance notices.

They are recognised and reported, never got round. Markers are strings that only such pages hold: products
also leave traces of themselves in good pages (Cloudflare's beacon, a captcha in a comment form), so the
name of a product alone is no marker.
"""

from __future__ import annotations

import re

MAX_GATE = 16 * 1024  # bytes; a page of script, whose text is somewhere else
HEAD = 8192  # challenge pages are small, and their script comes first
SMALL_PAGE = 600  # bytes; a page of script that is no larger holds nothing else

_CHALLENGES = re.compile(
    rb"""document\.cookie\s*=\s*["']D1N=          # VNPT's D1N cookie gate
    | \btoNumbers\s*\(.{0,400}?\bslowAES\b        # testcookie-nginx, also behind D1N
    | <title>\s*Just\ a\ moment\.\.\.\s*</title>  # Cloudflare
    | <title>\s*Attention\ Required!\ \|\ Cloudflare
    | id=["']cf-(?:challenge-running|browser-verification|error-details)
    | window\._cf_chl_opt
    | Request\ unsuccessful\.\ Incapsula\ incident
    | The\ requested\ URL\ was\ rejected\.\ Please\ consult\ with\ your\ administrator  # F5
    | sucuri_cloudproxy_js
    | <title>\s*DDOS-GUARD
    | /\.well-known/captcha | id=["']captcha-challenge
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# What a gate does, in a page that holds nothing else: set a cookie and come again, or ask for a person.
_GATES = re.compile(
    rb"""document\.cookie\s*=.*?\blocation\b | \blocation\b.*?document\.cookie\s*=
    | class=["'][^"']*\b(?:g-recaptcha|h-captcha|cf-turnstile)\b
    | <(?:input|img)\b[^>]*captcha
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_LINK = re.compile(rb"<a\s", re.IGNORECASE)
_GATE_LINKS = 3
_GATE_TEXT = 300  # bytes of visible text, two or three sentences
# One of these stands in every marker; looking for them first is a hundred times faster than the pattern.
_TRACES = (b"d1n=", b"slowaes", b"just a moment", b"cloudflare", b"cf-", b"_cf_chl", b"incapsula incident",
           b"consult with your administrator", b"cloudproxy", b"ddos-guard", b"captcha")  # fmt: skip
_SCRIPT = re.compile(rb"<(script|style|noscript)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_HEAD_ELEMENT = re.compile(rb"<(head|title)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")
_MAINTENANCE = re.compile(
    r"(?:website|trang(?:\s+thông\s+tin|\s+web)?|cổng(?:\s+thông\s+tin)?|hệ\s+thống)"
    r"[^.!?]{0,80}(?:đang|tạm)[^.!?]{0,30}(?:bảo\s+trì|nâng\s+cấp|ngừng\s+hoạt\s+động)"
    r"|site\s+is\s+(?:under|down\s+for)\s+maintenance",
    re.IGNORECASE,
)
_SHORT_NOTICE = 400  # characters; longer texts write about maintenance, they are none


def is_challenge(body: bytes) -> bool:
    """Whether these bytes are a WAF's or captcha's page instead of the portal's own."""
    head = body[:HEAD].lower()
    suspicious = any(trace in head for trace in _TRACES)
    if (suspicious and _CHALLENGES.search(head) is not None) or _is_only_script(body):
        return True
    return is_gate(body) and _GATES.search(body) is not None


def is_gate(body: bytes) -> bool:
    """Whether a page is small, has a script, and next to nothing to read or to follow."""
    if len(body) > MAX_GATE or b"<script" not in body.lower():
        return False
    return len(_LINK.findall(body)) <= _GATE_LINKS and len(_text(body)) <= _GATE_TEXT


def is_maintenance(text: str) -> bool:
    """Whether the whole visible text of a page (NFC) is a notice that the portal is out of service."""
    return len(text) <= _SHORT_NOTICE and _MAINTENANCE.search(text) is not None


def _is_only_script(body: bytes) -> bool:
    if len(body) > SMALL_PAGE or b"<script" not in body.lower():
        return False
    return not _text(body)


def _text(body: bytes) -> bytes:
    return b" ".join(_TAG.sub(b" ", _HEAD_ELEMENT.sub(b"", _SCRIPT.sub(b"", body))).split())
