"""Lines that belong to the page around an article, known by their form and by the words portals share."""

from __future__ import annotations

import re

_COUNTERS = (
    r"lượt (?:xem|truy cập|đọc)|số lượt (?:xem|truy cập|người xem)|(?:tổng|thống kê)? ?(?:số )?truy cập"
)
_LABELLED = re.compile(
    rf"^\W*(?:{_COUNTERS}|truy cập hiện tại|(?:đang )?(?:trực tuyến|online)|hôm (?:nay|qua)|(?:trong |)(?:tuần|tháng|"
    r"năm)(?: này| trước)?|tất cả|view count|khách (?:trực tuyến|đang xem))\s*[:：]?\s*[\d.,]*(?:\s*(?:khách|lượt))?\s*$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^\W*(?:tìm kiếm(?: tin tức| nâng cao)?|(?:chung nhan|chứng nhận) tin nhi[eệ]m m[aạ]ng|image banner|đăng nhập|"
    r"đăng ký|trang chủ|xem theo ngày|thống kê(?: truy cập)?|in (?:trang|bài viết|tin)|bản in|quay lại|về trang trước|"
    r"gửi (?:email|mail|bài viết|cho bạn bè)|chia sẻ|(?:in|print)|liên kết website|english|tiếng việt|font size|"
    r"cỡ chữ|tương phản|đọc bài viết|nghe bài viết|bình luận|ý kiến bạn đọc|đánh giá bài viết|các bài viết khác)\W*$",
    re.IGNORECASE,
)


def is_chrome(line: str) -> bool:
    """Whether the line is a control, a badge or a visit counter; a heading of the text never is."""
    return bool(
        _WHOLE.match(line) or (_LABELLED.match(line) and (":" in line or any(map(str.isdigit, line))))
    )
