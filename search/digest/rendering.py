"""A digest's content as a mail: HTML, plain text of equal worth, and a table of all rows."""

from __future__ import annotations

from typing import Literal, TypeAlias

from search.digest.mail import Mail
from search.digest.records import Content

Language: TypeAlias = Literal["vi", "en"]


def render(content: Content, language: Language = "vi", public_url: str = "") -> Mail:
    """The mail; `public_url` is the address of our own pages, without which none is linked."""
    raise NotImplementedError
