"""A digest's content as a mail: HTML, plain text of equal worth, and a table of all rows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from search.digest.chart import picture
from search.digest.mail import UNSUBSCRIBE, Image, Mail
from search.digest.plaintext import plain_text
from search.digest.records import Content
from search.digest.rows import count, table
from search.digest.view import View, counts, period_name, view
from search.digest.words import Language, Words

__all__ = ["HTML_BYTES", "Language", "render"]

# Gmail cuts what is longer than 102 kB, in the middle of a word and without the way out.
HTML_BYTES = 100_000
_FIRST_TRY = 120  # entries


def render(content: Content, language: Language = "vi", public_url: str = "") -> Mail:
    """The mail; `public_url` is the address of our own pages, without which none is linked."""
    words = Words(language)
    whole = view(content, words, public_url)
    image = None if content.is_empty else picture(content.shares, words)
    listed, total = count(content)
    cut = words("cut_csv", listed=words.number(listed), total=words.number(total)) if listed < total else ""
    shown, html = _fitting(whole, words, image, cut)
    return Mail(
        subject=subject(content, words),
        text=plain_text(shown, words, cut),
        html=html,
        csv_name=f"reformwatch-{content.when.key}.csv",
        csv=table(content, words, public_url),
        images=(image,) if image else (),
        is_empty=content.is_empty,
    )


def subject(content: Content, words: Words) -> str:
    """Of our own words and numbers alone: a title or the name of a place may hold anything."""
    told = ", ".join(counts(content, words))
    if not told:
        told = words(f"subject_{_nothing(content)}")
    return words("subject", period=period_name(content, words), told=told)


def _nothing(content: Content) -> str:
    if content.faults:
        return "faults"
    if not content.covered.nobody_looked:
        return "after" if content.covered.seen_after else "empty"
    return "unseen" if content.covered.documents else "store"


def _fitting(whole: View, words: Words, image: Image | None, csv_cut: str) -> tuple[View, str]:
    """As many entries as a mail holds, divided fairly; what is left out is said, block by block."""
    most = min(whole.entries, _FIRST_TRY)
    while True:
        shown = whole.cut(most)
        html = _page().render(
            view=shown, words=words, number=words.number, language=words.language, image=image,
            unsubscribe=UNSUBSCRIBE, csv_cut=csv_cut,
        )  # fmt: skip
        size = len(html.encode())
        if size <= HTML_BYTES or not most:
            return shown, html
        most = min(most - 1, most * HTML_BYTES // size)


@lru_cache(maxsize=1)
def _page() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("digest.html")
