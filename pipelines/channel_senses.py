"""What the words of channels mean where sport, shows, trade and crime are told of."""

from __future__ import annotations

import re

from pipelines.cues import Cue, cue_words
from pipelines.phrases import Hit
from pipelines.sentences import Sentences

# Said anywhere in the sentence.
ELSEWHERE = {
    "tap_huan_lop_hoc": cue_words(r"cầu thủ|đội tuyển|huấn luyện viên|vận động viên|học thêm|võ sĩ"),
    "to_gap_so_tay": cue_words(r"cho vay|vay tiền|bán đất|bán nhà|rao bán|khuyến mãi|giảm giá|tà đạo"),
    "truc_quan": cue_words(r"cổ động viên|người hâm mộ|đội tuyển|giảm giá|khuyến mãi|biểu tình|rao bán"),
    "niem_yet_mot_cua": cue_words(
        r"cổ phiếu|chứng khoán|sàn giao dịch|siêu thị|vn-index|doanh nghiệp niêm yết|công ty niêm yết"
    ),
    "phong_su_video": cue_words(r"ca nhạc|ca khúc|phòng vé|điện ảnh|nhạc phim"),
}
# Said right behind the word.
_BEHIND = {
    "cuoc_thi": re.compile(
        r"\s+(?:\w+ ){0,2}(?:hoa hậu|người mẫu|người đẹp|thể thao|bóng (?:đá|chuyền|bàn)|cầu lông|điền kinh|"
        r"chạy|nấu ăn|ẩm thực|âm nhạc|giọng hát|học sinh giỏi|olympic|cá cảnh|chim cảnh|chọi trâu)(?!\w)",
        re.IGNORECASE,
    ),
    "tap_huan_lop_hoc": re.compile(
        r"\s+(?:vẽ|nhạc|đàn|múa|võ|yoga|bơi|nấu ăn|cắm hoa|khiêu vũ|mẫu giáo)(?!\w)", re.IGNORECASE
    ),
    "van_nghe_san_khau": re.compile(r"\s+(?:[\w ]{0,20} )?(?:bị|sập|đổ)(?!\w)", re.IGNORECASE),
    "truyen_thanh_co_so": re.compile(
        r"\s+(?:[\w ]{0,20} )?bị (?:[\w ]{0,12} )?(?:trộm|mất|cháy|phá|sét|hỏng)(?!\w)", re.IGNORECASE
    ),
}
# `dự báo Quảng Ninh có mưa`, `thông báo đài huyện`: no newspaper
_COMPOUND = re.compile(r"(?<!\w)(?:thông|dự|cảnh|khai|tình|mật|điện|cấp|trình)\s+$", re.IGNORECASE)


def is_elsewhere(hit: Hit, sentences: Sentences, start: int, end: int, *, unless: Cue) -> bool:
    """Whether the sentence `text[start:end]` uses the word of a channel for something else.

    `unless`: a cue that says that the sentence tells of publicity nevertheless.
    """
    name, text = hit.rule.name, sentences.text
    behind = _BEHIND.get(name)
    if behind is not None and behind.match(text, hit.end, end):
        return True
    if text.startswith("báo", hit.start) and _COMPOUND.search(text, max(0, hit.start - 10), hit.start):
        return True
    asked = ELSEWHERE.get(name)
    return asked is not None and sentences.say(asked, start, end) and not sentences.say(unless, start, end)
