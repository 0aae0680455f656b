"""What the portals publish when nothing is wrong: the same for the same seed, host and number."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from functools import lru_cache
from html import escape

GOLDEN, CONTROL = "vang.example", "doi-chung.example"
ARTICLES = 40
NEWEST = dt.datetime(2025, 6, 20, 16, 0)  # noqa: DTZ001  a portal shows local time without a zone
PER_LIST = 10
HEALED = 99  # the number of the article that an endpoint shows once it is well again

_SUBJECTS = (
    "Ủy ban nhân dân huyện", "Sở Nội vụ", "Bộ phận Một cửa", "Phòng Văn hóa và Thông tin", "Đảng ủy xã",
    "Hội đồng nhân dân tỉnh", "Trung tâm Phục vụ hành chính công", "Ban Chỉ đạo cải cách hành chính",
)  # fmt: skip
_VERBS = (
    "công bố", "triển khai", "kiểm tra", "tổng kết", "rà soát", "phổ biến", "hướng dẫn", "đánh giá",
)  # fmt: skip
_OBJECTS = (
    "thủ tục đất đai", "kế hoạch chuyển đổi số", "chỉ số hài lòng của người dân", "quy chế làm việc",
    "hồ sơ hộ tịch trực tuyến", "việc giải quyết kiến nghị", "đường dây nóng", "lịch tiếp công dân",
)  # fmt: skip
_ENDS = (
    "tại hội trường huyện", "trong quý hai", "trước ngày lễ", "cùng các xã vùng cao", "theo chỉ đạo của tỉnh",
    "với sự tham gia của đoàn thể", "sau khi lấy ý kiến nhân dân", "ở mười hai thôn bản",
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """One article: what a reader of the portal sees, and what must be stored of it."""

    number: int
    title: str
    published: dt.datetime
    paragraphs: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"/tin/bai-so-{self.number}"

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def html(self) -> str:
        return article(self.title, self.paragraphs, f"{self.published:%d/%m/%Y %H:%M}")


@lru_cache(maxsize=4096)
def piece(host: str, number: int, seed: int = 7) -> Piece:
    pick = random.Random(f"{seed}/{host}/{number}")
    title = f"{pick.choice(_SUBJECTS)} {pick.choice(_VERBS)} {pick.choice(_OBJECTS)} đợt {number}"
    paragraphs = tuple(
        " ".join(_sentence(pick) for _ in range(pick.randint(2, 4))) for _ in range(pick.randint(3, 5))
    )
    return Piece(number, title, NEWEST - dt.timedelta(hours=5 * number), paragraphs)


def pieces(host: str, count: int = ARTICLES, seed: int = 7) -> list[Piece]:
    return [piece(host, number, seed) for number in range(1, count + 1)]


def _sentence(pick: random.Random) -> str:
    words = (pick.choice(_SUBJECTS), pick.choice(_VERBS), pick.choice(_OBJECTS), pick.choice(_ENDS))
    return f"{' '.join(words)}, lần thứ {pick.randint(2, 99)} trong năm."


def article(title: str, paragraphs: tuple[str, ...] | list[str], stamp: str = "", links: str = "") -> str:
    """A page of an article in the markup of the portals' platform; paragraphs and links are HTML."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return frame(
        title,
        f'<h1 id="news-title">{escape(title)}</h1><div id="news-date">{stamp}</div>'
        f'<div id="news-detail">{body}</div>{links}',
    )


def listing(items: dict[str, str], pagers: tuple[str, ...] = (), links: tuple[str, ...] = ()) -> str:
    """A page of a list: address → words of the link; `links` are those of menus."""
    rows = "".join(
        f'<tr><td class="TitleFront"><a href="{escape(url)}">{escape(words)}</a></td></tr>'
        for url, words in items.items()
    )
    turns = "".join(f'<a href="{escape(url)}">{number}</a>' for number, url in enumerate(pagers, 2))
    menu = "".join(f'<li><a href="{escape(url)}">Chuyên mục {url[:20]}</a></li>' for url in links)
    return frame(
        "Tin tức", f'<ul class="menu">{menu}</ul><table>{rows}</table><div class="pagination">{turns}</div>'
    )


def frame(title: str, main: str) -> str:
    return (
        f"<!doctype html><html><head><title>{escape(title)}</title></head><body>"
        f'<div id="top">Cổng thông tin điện tử</div>{main}'
        '<div id="foot">Bản quyền của cổng</div></body></html>'
    )
