"""The guards of what a digest writes, in their naive form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template

from search.digest import clean, rendering
from search.digest.records import Content
from search.digest.words import Words
from tests.faults.patching import everywhere


def _subject() -> None:
    """The title of what is told first."""

    def naive(content: Content, words: Words) -> str:
        return content.acts.groups[0].items[0].source.title

    everywhere(rendering.subject, naive)


def _letters() -> None:
    everywhere(clean.plain, lambda text, most=clean.TITLE: text[:most])
    everywhere(clean.piece, lambda text: text)


def _lengths() -> None:
    ours = clean.plain
    everywhere(ours, lambda text, most=clean.TITLE: ours(text, 10**6))


def _escaping() -> None:
    def page() -> Template:
        folder = Path(rendering.__file__).parent
        # What is proven is that without it the tests fail.
        return Environment(loader=FileSystemLoader(folder), autoescape=False).get_template("digest.html")

    everywhere(rendering._page, page)


def _links() -> None:
    everywhere(clean.link, lambda url: url)


GUARDS: Mapping[str, Callable[[], None]] = {
    "subject": _subject,
    "letters": _letters,
    "lengths": _lengths,
    "escaping": _escaping,
    "web-links": _links,
}
