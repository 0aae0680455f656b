"""Documents for the tests of search: few words, so that random queries hit, in every form they come in."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from search.index import Change, Versioned
from store.records import (
    Act,
    Code,
    Document,
    Locality,
    PlaceName,
    Published,
    Tag,
    identity,
)

FETCHED = dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)
HUE = PlaceName("P63:46", "Thừa Thiên Huế"), PlaceName("P34:46", "Huế")
BINH_DINH = PlaceName("P63:52", "Bình Định"), PlaceName("P34:52", "Gia Lai")
GIA_LAI = PlaceName("P34:52", "Gia Lai"), PlaceName("P34:52", "Gia Lai")
LOCALITIES = (
    Locality("P63:46", "Thừa Thiên Huế", "province", *HUE, source="portal"),
    Locality("D63:482", "Phú Lộc", "district", *HUE, source="portal"),
    Locality("D63:550", "Tuy Phước", "district", *BINH_DINH, source="act"),
    Locality("P34:52", "Gia Lai", "province", *GIA_LAI, source="portal"),
    None,
)
# Marked, unmarked, both schools of tone marks, words that fold alike, a number with punctuation.
_SENTENCE = """
cải cải cách hành chính chính đảng uỷ ủy ban đáng dang hoà hòa hoa kế hoạch thủ tục thú thông tin công khai
131/KH-UBND 8.264.117 một cửa mức độ 4, năm 2024. xã phường, “tuyên truyền” cai cach hanh chinh DVC
"""
WORDS = _SENTENCE.split()
THEMES = (("tthc", "mot_cua"), ("tthc", None), ("chinh_quyen_so", "chuyen_doi_so"), ("the_che", None))
KINDS = ("tin_bai", "ke_hoach", "quyet_dinh")
_REVISIONS = itertools.count(1)


def numbered(changes: Iterable[Change]) -> Iterator[Versioned]:
    """Changes as a store would tell them: each with a revision of its own, above all before."""
    return (Versioned(next(_REVISIONS), change) for change in changes)


def make(name: str, text: str = "", title: str = "", **fields: Any) -> Document:
    """A document with the identity of `name`."""
    return Document(
        id=identity(name), key=name, url=f"https://{name}.example/", portal="mau", title=title, text=text,
        fetched_at=FETCHED, **fields,
    )  # fmt: skip


def published(day: dt.date | str, time: str | None = None) -> Published:
    day = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return Published(day, time, "day", "selector", str(day))


def random_documents(count: int, seed: int = 1, words: Sequence[str] = WORDS) -> list[Document]:
    source = random.Random(seed)
    return [_random_document(source, f"van-ban-{seed}-{number}", words) for number in range(count)]


def _random_document(source: random.Random, name: str, words: Sequence[str]) -> Document:
    text = " ".join(source.choices(words, k=source.randint(0, 14)))
    title = " ".join(source.choices(words, k=source.randint(1, 4)))
    if source.random() < 0.2:
        text = unicodedata.normalize("NFD", text)
    if source.random() < 0.2:
        title = title.upper()
    themes = source.sample(THEMES, source.randint(0, 2))
    # Few days and times, so that many documents are equally new.
    day = published(
        dt.date(2022 + source.randint(0, 2), source.randint(1, 2), 3), source.choice((None, "08:15"))
    )
    return make(
        name,
        text,
        title,
        published=day if source.random() < 0.8 else None,
        locality=source.choice(LOCALITIES),
        kind=source.choice(KINDS),
        is_reform=source.random() < 0.5,
        act=source.choice(
            (None, Act("131/KH-UBND", "131/KH-UBND", "ke_hoach", "UBND huyện", None, None, "self"))
        ),
        codes=tuple(Code(theme, sub, 1 / len(themes), ()) for theme, sub in themes),
        channels=(Tag("cong_ttdt", ()),) if source.random() < 0.3 else (),
        indices=("PAR_INDEX",) if source.random() < 0.3 else (),
        flags=("mojibake_repaired",) if source.random() < 0.2 else (),
    )
