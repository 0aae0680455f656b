"""What stands on figures, in Vietnamese and in English. Colours are of Okabe and Ito, dark enough to be told
apart in grey by their lightness; nothing on a figure is told by a colour alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

Language: TypeAlias = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

# Titles of measures; a measure that is not here is called by its name.
TITLES: Mapping[Language, Mapping[str, str]] = {
    "vi": {
        "attention": "Tỷ trọng chú ý dành cho từng chủ đề",
        "breadth": "Độ phủ chủ đề",
        "cascade": "Thời gian triển khai sau văn bản cấp trên",
        "channels": "Kênh và đối tượng tuyên truyền",
        "citations": "Mạng lưới trích dẫn văn bản",
        "completeness": "Mức độ đầy đủ của dữ liệu thu thập",
        "delay": "Độ trễ đăng tải văn bản",
        "distinctiveness": "Nét riêng của từng địa phương",
        "diversity": "Độ đa dạng chủ đề",
        "openness": "Mức độ mở của cổng thông tin",
        "reuse": "Mức độ dùng lại câu chữ giữa các văn bản",
        "salience": "Tỷ trọng tin bài về cải cách hành chính",
        "salience_of_asked": "Tỷ trọng tin bài đúng với điều kiện đã hỏi",
        "tracker": "Nhiệm vụ đã đến hạn và có tin, báo cáo về kết quả",
    },
    "en": {
        "attention": "Attention to each theme",
        "breadth": "Breadth of themes",
        "cascade": "Days until a superior act was followed",
        "channels": "Channels and audiences",
        "citations": "Citations between acts",
        "completeness": "Completeness of what was collected",
        "delay": "Delay of posting",
        "distinctiveness": "What sets localities apart",
        "diversity": "Diversity of themes",
        "openness": "Openness of portals",
        "reuse": "Text shared between documents",
        "salience": "Share of reform in all that is published",
        "salience_of_asked": "Share of what was asked for in all that is published",
        "tracker": "Tasks whose day passed and that a later document reports",
    },
}  # fmt: skip

KEYS: Mapping[Language, Mapping[str, str]] = {
    "vi": {
        "locality": "Địa phương", "province": "Tỉnh, thành phố", "portal": "Cổng thông tin", "level": "Cấp",
        "kind": "Loại văn bản", "period": "Kỳ", "theme": "Chủ đề", "channel": "Kênh", "audience": "Đối tượng",
        "word": "Từ", "plan": "Kế hoạch", "task": "Nhiệm vụ", "superior": "Văn bản cấp trên",
        "from": "Văn bản nguồn", "to": "Văn bản dùng lại", "check": "Tiêu chí", "series": "Dãy số văn bản",
    },
    "en": {},
}  # fmt: skip

UNITS: Mapping[Language, Mapping[str, str]] = {
    "vi": {"share": "tỷ lệ", "days": "ngày", "nats": "nat", "ratio": "tỷ số (1 = mức chung)", "z": "điểm z",
           "number": "số lượng"},
    "en": {"share": "share", "days": "days", "nats": "nats", "ratio": "ratio (1 = as everywhere)",
           "z": "z score", "number": "number"},
}  # fmt: skip

# Why there is no figure, in place of one, and what stands against one.
FLAGS: Mapping[Language, Mapping[str, str]] = {
    "vi": {
        "not_observed": "chưa quan sát đủ", "nothing_published": "đã quan sát đủ, không có tin bài",
        "nothing_to_measure": "không có gì để đo", "too_few": "quá ít tin bài",
        "scope_sections": "cổng chỉ được theo dõi một số chuyên mục", "no_portal": "không rõ cổng thông tin",
        "portal_not_declared": "cổng chưa được khai báo", "undated": "không rõ ngày",
        "locality_unknown": "không rõ địa phương", "median_not_reached": "chưa đến trung vị",
        "superior_undated": "văn bản cấp trên không rõ ngày", "no_dated_act": "không có văn bản ghi ngày",
        "followers_only": "chỉ tính nơi đã triển khai", "date_disagrees": "ngày không thống nhất",
        "origin_unknown": "không rõ văn bản nào có trước", "bulk_stamp": "ngày đăng hàng loạt",
        "date_too_coarse": "ngày không đủ chi tiết cho kỳ",
        "superior_not_coded": "văn bản cấp trên chưa có chủ đề",
        "no_days": "không tính được số ngày", "no_lists": "chưa đọc được danh mục nào",
        "one_list_only": "chỉ có một danh mục, không ước lượng được",
        "lists_share_nothing": "hai danh mục không có gì chung",
        "cited_never_seen": "có số được viện dẫn mà chưa thấy",
        "never_crawled": "chưa thu thập lần nào", "check_not_made": "chưa kiểm tra được",
        "year_unknown": "không rõ năm", "weeks_not_observed": "chưa quan sát đủ các tuần",
        "no_deadline_passed": "chưa có hạn nào đã qua", "reported": "có tin, báo cáo",
        "passed": "đã qua hạn, chưa thấy báo cáo", "not_held": "chưa có văn bản của tin bài đăng sau",
        "due": "chưa đến hạn", "without_day": "không ghi ngày hạn", "too_short": "quá ít từ để tìm",
        "plan_undated": "kế hoạch không rõ ngày", "place_unknown": "không rõ địa phương của kế hoạch",
        "too_few_localities": "quá ít địa phương để tính khoảng tin cậy",
    },
    "en": {},  # their names in words
}  # fmt: skip

# Parts of labels that are no names of places, and values that have names in one language only.
VALUES: Mapping[Language, Mapping[str, str]] = {
    "vi": {"VN": "trung ương", "issuer unknown": "không rõ cơ quan", "year unknown": "không rõ năm"},
    "en": {
        "VN": "national", "level province": "Province", "level district": "District",
        "level commune": "Commune", "reform true": "Administrative reform",
        "reform false": "Other",
    },
}  # fmt: skip

TEXTS: Mapping[Language, Mapping[str, str]] = {
    "vi": {
        "reform": "nội dung", "since": "từ", "until": "đến", "year": "năm", "theme": "chủ đề", "kind": "loại",
        "province": "tỉnh, thành phố", "locality": "địa phương", "level": "cấp", "portal": "cổng",
        "nothing": "Không có số liệu nào để vẽ.", "unknown": "không rõ", "weeks": "tuần",
        "formula": "Công thức", "asked": "Đã hỏi",
        "coverage": "Mức quan sát (tuần × địa phương)", "no_coverage": "không có tuần nào được quan sát",
        "codebook": "Bộ mã", "uncoded": "không có văn bản nào mang chủ đề", "as_of": "Số liệu đến",
        "geography": "Địa giới", "then": "theo thời điểm", "today": "34 tỉnh, thành phố hiện nay",
        "whole": "quan sát đủ", "part": "quan sát một phần", "apart": "quan sát quá ít, không so sánh",
        "signs": "● quan sát đủ · □ quan sát một phần · ○ quan sát quá ít, không so sánh với nơi khác",
        "missing": "– không có số liệu, đã quan sát đủ; · không có số liệu, chưa quan sát đủ: không phải 0",
        "gaps": "Chỗ đứt của đường: kỳ không có số liệu; điểm rỗng: kỳ chưa quan sát đủ",
        "unjoined": "Điểm nhạt, không nối vào đường: kỳ quan sát quá ít, không so sánh với kỳ khác",
        "last_periods": "Hình vẽ {shown} kỳ sau cùng trong {all} kỳ; kỳ trước đó: chọn --until, hoặc --period"
        " dài hơn.",
        "intervals": "Khoảng tin cậy 95 % không vẽ ở đây; bảng có đủ (cận dưới, cận trên).",
        "median": "trung vị (ngày): {told} nơi đã triển khai",
        "steps": "Tỷ lệ nơi chưa triển khai", "days": "ngày sau văn bản cấp trên",
        "censored": "Dấu +: nơi được theo dõi đến ngày đó mà chưa triển khai; dải mờ: khoảng tin cậy 95 %",
        "cut": "Hình vẽ {shown} trong {all} dòng của hình."
        " Tất cả ở bảng: reformwatch measure {measure}, cùng bộ lọc, không --chart.",
        "no_place": "{count} dòng không rõ tỉnh không có trên hình.",
        "no_period": "{count} dòng không rõ kỳ không có trên hình.",
        "observed": "quan sát được", "partial": "quan sát một phần", "down": "cổng hỏng",
        "blocked": "bị chặn", "not_covered": "chưa theo dõi",
    },
    "en": {
        "nothing": "There is no figure to draw.", "unknown": "unknown", "weeks": "weeks",
        "formula": "Formula", "asked": "Asked for",
        "coverage": "Coverage (locality-weeks)", "no_coverage": "no week was observed",
        "codebook": "Codebook", "uncoded": "none, nothing that was asked for has a theme", "as_of": "As of",
        "geography": "Geography", "then": "of their time", "today": "today's 34 provinces",
        "whole": "wholly observed", "part": "observed in part", "apart": "too little observed to compare",
        "signs": "● wholly observed · □ observed in part · ○ too little observed to compare",
        "missing": "– no figure, wholly observed; · no figure, not wholly observed: no zero is claimed",
        "gaps": "Broken lines: periods without a figure; hollow points: not wholly observed",
        "unjoined": "Pale points, joined by no line: too little observed to compare",
        "last_periods": "The last {shown} of {all} periods are drawn; for earlier ones ask by --until, or for"
        " a longer --period.",
        "intervals": "The 95 % intervals are not drawn here; the table has them (low, high).",
        "median": "median (days): {told} have followed",
        "steps": "Share that has not followed", "days": "days after the superior act",
        "censored": "+: watched until that day without an act; pale band: 95 % interval",
        "cut": "{shown} of {all} lines of the figure are drawn."
        " The table has all: reformwatch measure {measure} with the same filters, without --chart.",
        "no_place": "Rows without a province, which are not drawn: {count}.",
        "no_period": "Rows without a period, which are not drawn: {count}.",
        "not_covered": "not covered",
    },
}  # fmt: skip

# Lightness falls from the first to the last state: they differ in grey as well as in their outline.
STATES = ("whole", "part", "apart")
FILLS, STROKES, DASHES = (
    ("#0072B2", "#A6D4EE", "#FFFFFF"),
    ("#0072B2", "#0072B2", "#555555"),
    ([1, 0], [1, 0], [3, 2]),
)
_UNION, _IN = re.compile(r"\|(\w+) ∪ (\w+)\|"), {"vi": "trong", "en": "in"}
SIGNS: Mapping[str, str] = {"whole": "●", "part": "□", "apart": "○"}
SERIES = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
SERIES_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3])
SERIES_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")


def title_in(language: Language, measure: str, query: Mapping[str, Any]) -> str:
    """The title of a figure: a share of one theme, of a search or of all but reform is no share of reform."""
    narrowed = query.get("words") or query.get("theme") or query.get("reform") is False
    name = "salience_of_asked" if measure == "salience" and narrowed else measure
    return TITLES[language].get(name, name)


def flag_in(language: Language, flag: str) -> str:
    return FLAGS[language].get(flag, flag.replace("_", " "))


def drawable(text: str, language: Language) -> str:
    """A formula in signs that the font of figures has: of others, a line would be set in another one."""
    joined = _UNION.sub(r"(|\1| + |\2| − |\1 ∩ \2|)", text)
    return joined.replace("∈", _IN[language]).replace("\u0302", "^")  # a hat stands beside its letter


def told(language: Language, name: str, /, **values: object) -> str:
    return TEXTS[language].get(name, name).format(**values)
