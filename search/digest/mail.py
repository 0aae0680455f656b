"""A digest as it is sent: what the part that writes it hands to the part that delivers it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Image:
    """A picture within the HTML, which names it as `cid:` and carries `alt`."""

    cid: str
    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A digest in one language: HTML and plain text of equal worth, and its rows as CSV.

    Where a reader is to find the way out, both texts carry UNSUBSCRIBE, which the delivery replaces by
    the address of one subscriber, so that a digest is written once for all who get the same one.
    """

    subject: str  # of our own words: nothing that was scraped
    text: str
    html: str
    csv_name: str
    csv: bytes  # UTF-8 with a byte order mark, for spreadsheets
    images: tuple[Image, ...]
    is_empty: bool  # nothing new: sent as one short sentence, or not at all, by setting


UNSUBSCRIBE = "https://unsubscribe.invalid/"
