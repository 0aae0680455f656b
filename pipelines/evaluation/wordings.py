"""How values are compared and how a text may write them: numbers, names, dates."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable

from pipelines.numbers import parse_number
from pipelines.words import exact_tokens
from store.records import Precision

_QUARTERS = ("I", "II", "III", "IV")
# As offices shorten them; `&` stands for what they write with &, with a dash or with nothing.
_ABBREVIATIONS = {
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "MTTQ": "Mặt trận Tổ quốc",
    "TT&TT": "Thông tin và Truyền thông",
    "VHTT&DL": "Văn hóa, Thể thao và Du lịch",
    "VH&TT&TT": "Văn hóa - Thông tin - Thể thao",
    "VH&TT": "Văn hóa và Thông tin",
    "NN&PTNT": "Nông nghiệp và Phát triển nông thôn",
    "TN&MT": "Tài nguyên và Môi trường",
    "KH&ĐT": "Kế hoạch và Đầu tư",
    "TC&KH": "Tài chính - Kế hoạch",
    "KH&CN": "Khoa học và Công nghệ",
    "GD&ĐT": "Giáo dục và Đào tạo",
    "LĐ&TB&XH": "Lao động - Thương binh và Xã hội",
    "PT&TH": "Phát thanh - Truyền hình",
    "CNTT": "công nghệ thông tin",
    "CCHC": "cải cách hành chính",
    "TTHC": "thủ tục hành chính",
    "TP": "thành phố",
    "VP": "văn phòng",
}
_LONG = {short.replace("&", ""): words for short, words in _ABBREVIATIONS.items()}
_SHORTENED = re.compile(
    r"(?<!\w)(?:"
    + "|".join(short.replace("&", r"\s?[&-]?\s?") for short in sorted(_ABBREVIATIONS, key=len, reverse=True))
    + r")(?!\w)"
)
_LEVELS = (
    ["thành", "phố"],
    ["thị", "xã"],
    ["thị", "trấn"],
    ["tỉnh"],
    ["huyện"],
    ["quận"],
    ["xã"],
    ["phường"],
)
_FILLERS = frozenset({"và", "các", "có"})  # the last of `đơn vị có liên quan`
# Bodies that every level has: without the level's name they are others.
_OF_EVERY_LEVEL = (["ủy", "ban"], ["hội", "đồng"], ["công", "an"], ["ban"])


def number_key(number: str) -> str:
    """The canonical form without case and leading zeros, for either order of its parts."""
    read = parse_number(number)
    return (read.number if read and read.number else number).lower().replace(" ", "").lstrip("0")


def text_key(text: str) -> str:
    """Letters and digits: case, white space, punctuation and the place of a tone mark make no difference."""
    return " ".join(exact_tokens(text))


def place_key(name: str) -> str:
    """The name of a place without what it is."""
    words = exact_tokens(_written_out(name))
    level = next((level for level in _LEVELS if words[: len(level)] == level), [])
    return " ".join(words[len(level) :])


def agency_key(name: str, places: Iterable[str] = ()) -> str:
    """A body's name as `text_key`, abbreviations written out, without `và`, `các`, `có` and the place.

    `places`: names of the document's own province and district: `Sở Nội vụ tỉnh Quảng Nam` is the `Sở Nội vụ`
    of a document of Quảng Nam. The level goes with the place, but for bodies that every level has.
    """
    words = exact_tokens(_written_out(name))
    words = [word for word in words if word not in _FILLERS]
    for place in (place_key(place).split() for place in places):
        if place and words[-len(place) :] == place and len(words) > len(place):
            words = words[: -len(place)]
    if not any(words[: len(head)] == head for head in _OF_EVERY_LEVEL):
        level = next((level for level in _LEVELS if words[-len(level) :] == level and len(words) > 2), [])
        words = words[: len(words) - len(level)]
    return " ".join(words)


def _written_out(name: str) -> str:
    return _SHORTENED.sub(lambda found: _LONG[re.sub(r"[\s&-]", "", found[0])], name)


def date_key(date: dt.date, precision: Precision) -> str:
    return f"{date.isoformat()} {precision}"


def date_shown(date: dt.date, precision: Precision) -> str:
    return date.isoformat() if precision == "day" else f"{date.isoformat()} ({precision})"


def date_wordings(date: dt.date, precision: Precision) -> tuple[str, ...]:
    """What a text may write, the fullest first."""
    months = dict.fromkeys((str(date.month), f"{date.month:02}"))
    if precision == "day":
        days = dict.fromkeys((str(date.day), f"{date.day:02}"))
        pairs = list(itertools.product(days, months))
        full = [
            form
            for day, month in pairs
            for form in (f"{day}/{month}/{date.year}", _spelled(day, month, date))
        ]
        return (*full, *(f"{day}/{month}" for day, month in pairs))
    if precision == "month":
        return tuple(
            form
            for month in months
            for form in (f"tháng {month}/{date.year}", f"tháng {month} năm {date.year}")
        )
    if precision == "quarter":
        quarter = (date.month - 1) // 3
        names = (_QUARTERS[quarter], str(quarter + 1))
        return tuple(
            form for name in names for form in (f"quý {name}/{date.year}", f"quý {name} năm {date.year}")
        )
    return (f"năm {date.year}", str(date.year))


def _spelled(day: str, month: str, date: dt.date) -> str:
    return f"{day} tháng {month} năm {date.year}"
