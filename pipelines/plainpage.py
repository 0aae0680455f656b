"""A page that somebody has and no portal made: typed by hand, saved by a word processor, cut from a mail."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from pipelines.decode import decode
from pipelines.filetext.markup import read_html
from pipelines.pagekind import visible_text
from pipelines.pasted import Pasted, read_pasted
from pipelines.tree import parse_tree, plain_text
from store.records import PageKind, PageReading

_LEAST = 80  # letters; a notice that a page is empty has fewer
_MOST_LINKED = 0.3  # share of the text that is links; of lists it is nearly all


def may_be_plain(reading: PageReading) -> bool:
    """Whether nothing worse is known of a page than that no article stands out from it."""
    return reading.kind is PageKind.LISTING or reading.reason in {"placeholder", "no_content"}


def read_plain_page(body: bytes, fetched_at: dt.datetime) -> Pasted | None:
    """All text of a page as an article, flagged; None where it is a list of links, or hardly anything."""
    if _is_linked(body):
        return None
    read = read_html(body)
    pasted = read_pasted(read.text, fetched_at)
    if sum(map(str.isalpha, pasted.article.text)) < _LEAST:
        return None
    flags = tuple(dict.fromkeys((*read.flags, *pasted.article.flags, "whole_page")))
    return replace(pasted, article=replace(pasted.article, flags=flags))


def _is_linked(body: bytes) -> bool:
    tree = parse_tree(decode(body, None).text, rich=False)
    if tree is None:
        return True
    linked = sum(len(plain_text(anchor)) for anchor in tree.root.iter("a"))
    return linked > _MOST_LINKED * len(visible_text(tree))
