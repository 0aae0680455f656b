"""Lines that belong to the page around an article, known by their form and by the words portals share.

The vocabulary is that of many portals (search boxes, trust badges, counters, related news, imprints); a
line must be one of these things and nothing else, so that a sentence about visits or searches stays.
"""

from __future__ import annotations

import re

_COUNTED = (
    "lượt xem|lượt đọc|lượt truy cập|số lượt xem|số lượt truy cập|số lượt người xem|số người xem|"
    "tổng số lượt truy cập|tổng lượt truy cập|tổng truy cập|tổng số truy cập|số truy cập|truy cập|"
    "truy cập hiện tại|đang truy cập|đang online|đang trực tuyến|trực tuyến|online|khách trực tuyến|"
    "hôm nay|hôm qua|trong ngày|trong tuần|tuần này|tuần trước|trong tháng|tháng này|tháng trước|trong năm|"
    "năm nay|tất cả|view count|views|visitors"
)
_COUNTER = re.compile(
    rf"^\W*(?:{_COUNTED})(?:\s*:\s*[\d.,]*|\s+[\d.,]+)\s*(?:khách|lượt|người)?\W*$", re.IGNORECASE
)
_CONTROLS = (
    "tìm kiếm|tìm kiếm tin tức|tìm kiếm nâng cao|nhập từ khóa|image banner|banner|logo|menu|đăng nhập|"
    "đăng ký|đăng xuất|trang chủ|xem theo ngày|xem tin theo ngày|"
    "thống kê|thống kê truy cập|lượt truy cập|"
    "in trang|in bài viết|in tin|bản in|quay lại|về trang trước|lên đầu trang|về đầu trang|"
    "gửi email|gửi mail|"
    "gửi bài viết|gửi cho bạn bè|chia sẻ|chia sẻ bài viết|print|share|liên kết website|liên kết web|"
    "english|tiếng việt|cỡ chữ|tương phản|đọc bài viết|nghe bài viết|bình luận|gửi bình luận|"
    "ý kiến bạn đọc|đánh giá bài viết|xem thêm|tải về|tin nóng|thông báo mới|video|thư viện ảnh|sơ đồ cổng|"
    "rss|hỏi đáp|liên hệ|tin tức|tin tức - sự kiện"
)
_CONTROL = re.compile(rf"^\W*(?:{_CONTROLS})\W*$", re.IGNORECASE)
_BADGE = re.compile(r"^\W*ch[uứ]ng nh[aậ]n t[ií]n nhi[eệ]m m[aạ]ng\W*$|^\W*ncsc\W*$", re.IGNORECASE)
_RELATED = re.compile(
    r"^\W*(?:(?:các )?(?:tin|bài)(?: viết| tức)? (?:khác|liên quan|cùng chuyên mục|mới hơn|cũ hơn|đã đưa|"
    r"mới nhất|xem nhiều|đọc nhiều|nổi bật)|(?:các )?tin (?:mới|cũ) (?:hơn|nhất)|văn bản liên quan|"
    r"related news|other news|(?:file|tệp|tập tin|văn bản|tài liệu)(?: văn bản)? đính kèm|"
    r"xem nhiều nhất)\W*$",
    re.IGNORECASE,
)
_RELATED_NEWS = re.compile(
    r"^\W*(?:(?:các |những )?(?:tin|bài)(?: viết| tức| bài)? (?:khác|liên quan|cùng chuyên mục|mới hơn|"
    r"cũ hơn|đã đưa|mới nhất|xem nhiều|đọc nhiều)|(?:các )?tin (?:mới|cũ) (?:hơn|nhất)|related news|"
    r"other news|xem nhiều nhất)\W*$",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"^\W*(?:cổng thông tin điện tử\W|trang thông tin điện tử\W|cơ quan chủ quản|cơ quan quản lý|địa chỉ\s*:|"
    r"chịu trách nhiệm|người chịu trách nhiệm|điện thoại\s*:|đt\s*:|fax\s*:|e?mail\s*:|thư điện tử\s*:|"
    r"ghi rõ nguồn|bản quyền|©|copyright|giấy phép|thiết kế (?:bởi|và)|phát triển bởi|ipv6)",
    re.IGNORECASE,
)
_CRUMB = re.compile(
    r"^\W*(?:chi tiết(?: tin| bài viết)?|xem (?:chi tiết|tin)|tin tức|bài viết|trang chủ|nội dung)"
    r"\s*[-–|»>/]\s*\S.{0,80}$",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"^[\W_]*$")
_FIRST_WORD = re.compile(r"\W*(\w+)")
_CASES = str.maketrans({"ı": "i", "İ": "i", "ſ": "s"})  # what `re` takes for these letters in another case
# What nearly no line of a text begins with.
_FIRST_WORDS = (
    frozenset(words.partition(" ")[0] for words in f"{_COUNTED}|{_CONTROLS}".split("|"))
    | {f"ch{letter}ng" for letter in "uứ"}
    | {"ncsc"}
)


def is_chrome(line: str) -> bool:
    """Whether the line is a control, a badge or a visit counter; a line of the text never is."""
    first = _FIRST_WORD.match(line)
    if first is None or first[1].translate(_CASES).lower() not in _FIRST_WORDS:
        return False  # a look at one word, not at a hundred wordings
    return bool(_COUNTER.match(line) or _BADGE.match(line) or (len(line) < 40 and _CONTROL.match(line)))


def is_head(line: str) -> bool:
    """Whether a line above an article is the page's: chrome, a bread crumb, a stray sign."""
    return bool(_NOTHING.match(line) or _CRUMB.match(line)) or is_chrome(line)


def is_foot(line: str) -> bool:
    """Whether a line below an article is the page's: chrome or imprint."""
    return bool(_NOTHING.match(line) or _IMPRINT.match(line)) or is_chrome(line) or begins_foot(line)


def begins_foot(line: str) -> bool:
    """Whether a line heads a list of other news or of files: nothing after it is the article's."""
    return bool(_RELATED.match(line))


def heads_related(line: str) -> bool:
    """Whether a line heads a list of other news: the titles below it are of other articles."""
    return bool(_RELATED_NEWS.match(line))
