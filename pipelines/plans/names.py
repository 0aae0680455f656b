"""How far one name goes: class, field, level and place, word by word."""

from __future__ import annotations

import re

from pipelines.plans import words as w

_DASH = re.compile(r"\s*[-–/&]\s*")
_COMMA_AND = re.compile(r"\s*(,)?\s*(và\s+)?", re.IGNORECASE)
_SEVERAL = re.compile(r"(?:các|\d{1,3})\s+", re.IGNORECASE)  # `UBND các xã`, `UBND 12 xã`
_SEVERAL_OF = re.compile(rf"(?:{w.LEVELS}|trường|đơn vị, địa phương|địa phương)(?!\w)", re.IGNORECASE)
_MORE_LEVELS = re.compile(
    rf"(?:\s*[,/]\s*|\s+và\s+|\s*-\s*)(?:các\s+)?(?:(?:{w.PLACES})(?!\w)(?! đoàn| ủy| uỷ)|"
    r"(?-i:thị|thành)(?: ủy| uỷ| đoàn)?(?!\w| xã| phố))",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"(?:văn phòng|vp|thường trực|lãnh đạo)\b", re.IGNORECASE)
# `thanh tra các Sở`: offices of several bodies
OFFICES_OF = re.compile(r"(?:thanh tra|văn phòng) các (?:Sở|Bộ|Ban)(?!\w)")
_STEERING = re.compile(
    r"(?:ban chỉ đạo|bcđ|tổ công tác|tổ giúp việc|tổ chuyên viên|hội đồng)$", re.IGNORECASE
)
_STEERED = re.compile(
    r"(?:công tác|chương trình|đề án|cuộc vận động|phong trào|giúp việc|"
    r"phối hợp phổ biến,? giáo dục pháp luật|thẩm định|tư vấn|nghiệm thu|kỷ luật|giám khảo|"
    r"phòng,? chống(?: (?:dịch bệnh|dịch|tham nhũng(?:, tiêu cực)?|thiên tai|tội phạm|ma t[úu]y|buôn lậu))?"
    r"(?: (?i:covid)[- ]?19)?|(?:triển khai|thực hiện)(?: thực hiện)? [đĐ]ề án (?:số )?\d+|\d{2,3})(?!\w)"
)
_BEARS_NUMBER = re.compile(
    r"(?:quân khu|quân đoàn|sư đoàn|lữ đoàn|trung đoàn|hải đoàn|vùng|đội|cơ sở|chi nhánh|cụm|trạm) (?:số )?$",
    re.IGNORECASE,
)
_DIGITS = 4
# `Đội 3 giờ sáng ra quân`, `Trạm 2/9 …`: no number of a unit
_COUNTS = re.compile(r"\s*(?:giờ|h(?!\w)|phút|ngày|tháng|năm|tuần|người|chiếc|máy|lần|%|/\s*\d|[.,]\d)")
_DOES = re.compile(
    r"(?:quản lý|tổ chức|kiểm tra|hỗ trợ|phát triển|phục vụ|tiếp nhận|đăng ký|tổng hợp|kiểm soát|chỉ đạo|"
    r"điều hành)"
    r"(?!\w)"
)
_RULES = re.compile(r"(?:sở|bộ|ubnd|(?:ủy|uỷ) ban nhân dân|cục) ", re.IGNORECASE)
_COUNCIL = re.compile(
    r"(?:hđnd|hội đồng nhân dân|đoàn đbqh|đoàn đại biểu quốc hội|(?:tỉnh|thành|huyện|quận|"
    r"thị|đảng) (?:ủy|uỷ))$",
                      re.IGNORECASE)  # fmt: skip
_COMMITTEE = re.compile(
    r"(?:và|&|-|–|,)?\s*(?:hđnd|hội đồng nhân dân|ubnd|(?:ủy|uỷ) ban nhân dân)(?!\w)", re.IGNORECASE
)
_PLACE = re.compile(
    rf"(?:\s+(?:[-–]\s+(?=(?!(?i:{w.HEAD.pattern})){w.UPPER}))?(?!{w.CAPITAL_STOP.pattern}|"
    rf"(?i:{w.LEVELS})(?!\w)){w.UPPER}[^\W\d_]*|\s+\d{{1,2}}(?!\s*[/.\d]))+"
)
# `UBND các xã Sơn Hà, Sơn Lâm`: further places of a list, not further bodies
_NEXT_PLACE = re.compile(
    rf"(?:,\s+|\s+và\s+)(?!(?i:{w.HEAD.pattern})|"
    rf"{w.CAPITAL_STOP.pattern})(?:{w.UPPER}[^\W\d_]*(?:\s+{w.UPPER}[^\W\d_]*){{1,3}})"
    r"(?=[\s,.;:)]|$)"
)
_ENDS = re.compile(rf"\s*[,;:)]|\s+(?:và\s|{w.STOP.pattern})")  # a third syllable ends the name
_PARTY = re.compile(r"(?:tỉnh|thành|huyện|quận|thị|đảng) (?:ủy|uỷ)")
_DUTY_WORD = re.compile(r"(?:Phát|Là|Giúp|Chỉ|Có|Soạn|Dựng|Lắp|Mời)\s")
_LABEL = re.compile(r"[^\n:.;,]{2,30}:")  # `Đơn vị phối hợp:` on the next line
_LONGEST = 24  # words of one name
_SYLLABLES = 2  # of nearly every name of a place


def head_at(text: str, at: int, end: int) -> re.Match[str] | None:
    """A class noun with which a name begins: in capitals, or with a field in capitals behind it."""
    head = w.HEAD.match(text, at, end)
    if head is None or head.group()[0].isupper():
        return head
    if OFFICES_OF.match(text, at, end):
        return head
    behind = text[head.end() : min(head.end() + 2, end)].strip()
    return head if behind[:1].isupper() or _PARTY.match(head.group()) else None


def begins(text: str, at: int, end: int) -> bool:
    """Whether another body begins here."""
    if w.PLURAL.match(text, at, end) or w.TITLE.match(text, at, end) or head_at(text, at, end):
        return True
    return text[at : at + 1].islower() and bool(w.NOUN.match(text, at, end)) and not w.FIELD.match(text, at)


def name_end(text: str, start: int, at: int, end: int, *, shared: bool = False) -> int:
    """Where the name that has reached `at` ends; `shared`: its class was said before, for several."""
    run = _Run(text, start, at, end, shared=shared)
    for _ in range(_LONGEST):
        if not run.step():
            break
    return run.at


class _Run:
    """A name on its way through a text: where it has got to and what stood last."""

    def __init__(self, text: str, start: int, at: int, end: int, *, shared: bool) -> None:
        self._text, self._start, self._end, self._shared = text, start, end, shared
        self.at = at
        self._levelled = False
        self._opens_field = self._is_short = False
        self._last = "head"  # head, joint, capital, field, level

    def step(self) -> bool:
        """Takes the next word or words; False where the name is over."""
        joint = (self.at, False) if self.at == self._start else self._joint()
        if joint is None:
            return False
        here, joined = joint
        if joined:
            self._last = "joint"
        word = w.WORD.match(self._text, here, self._end)
        if word is None:
            return False
        end = self._taken(here, word)
        if end is None:
            return False
        self.at = end
        return True

    def _taken(self, here: int, word: re.Match[str]) -> int | None:
        """Where that ends which the word begins, if it goes on with the name."""
        first = word.group().lower()
        end = self._numbered(word) if first.isdigit() else None
        if end is None and (first in w.MAY_BE_LEVEL or first.isdigit()):
            end = self._level(here)
        if end is None and first in w.MAY_QUALIFY:
            end = self._qualifier(here)
        if end is None and (first in w.MAY_BE_FIELD or self._last == "head"):
            end = self._field(here)
        if end is None and word.group()[0].isupper():
            end = self._capital(here, word)
        return self._second(here, word) if end is None else end

    def _numbered(self, word: re.Match[str]) -> int | None:
        """`Bộ tư lệnh Quân khu 3`: units that bear a number."""
        is_unit = _BEARS_NUMBER.search(self._text, self._start, word.start()) is not None
        if not is_unit or len(word.group()) >= _DIGITS or _COUNTS.match(self._text, word.end()):
            return None
        return word.end()

    def _joint(self) -> tuple[int, bool] | None:
        """Where the next word begins, and whether a dash, a comma or `và` leads to it within the name."""
        text, at = self._text, self.at
        if (
            text[at : at + 1] == " "
            and text[at + 1 : at + 2].isalpha()
            and not text.startswith("và ", at + 1)
        ):
            return (at + 1, False) if at + 1 < self._end else None
        dash = _DASH.match(text, at, self._end)
        if dash:
            ends = self._levelled or dash.end() >= self._end or "\n" in dash.group()
            return None if ends else (dash.end(), True)
        both = _COMMA_AND.match(text, at, self._end)
        assert both is not None  # it matches nothing too
        if "\n" in both.group() and self._ends_with_line(both):
            return None
        if not both[1] and not both[2]:
            if self._levelled and "\n" in both.group() and text[both.end() : both.end() + 1].isupper():
                return None
            return (both.end(), False) if both.end() > at else None
        return (both.end(), True) if self._goes_on(both) else None

    def _ends_with_line(self, joint: re.Match[str]) -> bool:
        """Whether the next line is a label, or begins with what the body is to do."""
        if _LABEL.match(self._text, joint.end(), self._end):
            return True
        return not (joint[1] or joint[2] or self._last == "head") and _begins_duty(self._text, joint.end())

    def _goes_on(self, joint: re.Match[str]) -> bool:
        """Whether what `,` or `và` leads to is a part of this name: another field, or its second council."""
        text, said = self._text, self._text[self._start : self.at]
        here = joint.end()
        council = _COUNCIL.search(said)
        if council and not self._levelled and _COMMITTEE.match(text, here, self._end):
            return bool(joint[2]) or _OFFICE.match(said) is not None
        if self._last == "head" and joint[2] and not w.WHOLE.match(said):
            return True  # `Báo và Đài …`: nothing stood behind the class yet
        if self._levelled or begins(text, here, self._end):
            return False
        if joint[1] and not joint[2]:
            return w.COMMA_FIELD.search(said) is not None and (
                text[here : here + 1].isupper() or w.JOINED_FIELD.match(text, here, self._end) is not None
            )
        return w.JOINED_FIELD.match(text, here, self._end) is not None or (
            text[here : here + 1].isupper() and not self._shared and not w.CAPITAL_STOP.match(text, here)
        )

    def _level(self, here: int) -> int | None:
        level = w.LEVEL.match(self._text, here, self._end)
        if level is None and (several := _SEVERAL.match(self._text, here, self._end)):
            level = _SEVERAL_OF.match(self._text, several.end(), self._end)
        if level is None or (self._last == "joint" and w.JOINED_FIELD.match(self._text, here, self._end)):
            return None
        if self._is_field_of_more(here):
            return None
        end = _places(self._text, place_end(self._text, level.end(), self._end), self._end)
        self._levelled, self._last = True, "level"
        return end

    def _is_field_of_more(self, here: int) -> bool:
        """`xã hội` begins with a level and is none; `cơ sở` and `khối` are often fields."""
        return w.FIELD.match(self._text, here, self._end) is not None

    def _qualifier(self, here: int) -> int | None:
        found = w.QUALIFIER.match(self._text, here, self._end)
        if found is None or (
            self._last in ("head", "joint")
            and not found.group().startswith(("cấp", "các cấp", "của "))
            and not (found.group() == "ngành" and self._text[found.end() + 1 : found.end() + 2].isupper())
        ):
            return None
        if not self._levelled and w.FIELD.match(self._text, here, self._end):
            return None
        self._levelled = self._levelled or found.group().startswith(("trên", "thuộc", "trực", "cấp"))
        return found.end()

    def _capital(self, here: int, word: re.Match[str]) -> int | None:
        if w.CAPITAL_STOP.match(self._text, here):
            return None
        if self._levelled and self._last == "field":
            return None
        # `Tổng` of `Tổng hợp` opens a field; `Nội` of `Hà Nội` and `TNMT` do not
        self._is_short = len(word.group()) > 1 and word.group().isupper()
        self._opens_field = self._last != "capital" and not self._is_short
        self._last = "capital"
        dotted = word.group().lower() in ("tp", "tx", "tt") and self._text[word.end() : word.end() + 1] == "."
        return word.end() + dotted

    def _field(self, here: int) -> int | None:
        if self._levelled:
            return None
        whole = self._last == "head" and w.WHOLE.fullmatch(self._text, self._start, self.at)
        found = self._unit(here, is_whole=bool(whole)) or w.FIELD.match(self._text, here, self._end)
        if found is None and not whole and (self._last in ("head", "joint") or self._text[here].isupper()):
            found = self._verbal(here) or (
                w.JOINED_FIELD.match(self._text, here, self._end) if self._last == "joint" else None
            )
        if found is None and self._last == "head" and _STEERING.search(self._text[self._start : self.at]):
            found = _STEERED.match(self._text, here, self._end)
        if found is None:
            return None
        self._last = "field"
        return found.end()

    def _verbal(self, here: int) -> re.Match[str] | None:
        """`Ban Quản lý`; `Sở quản lý theo luật` is what one does."""
        does = _RULES.match(self._text, self._start) and _DOES.match(self._text, here, self._end)
        return None if does else w.VERBAL_FIELD.match(self._text, here, self._end)

    def _unit(self, here: int, *, is_whole: bool) -> re.Match[str] | None:
        """`Phòng Tổ chức cán bộ`; in lower case behind a body that is whole it is what that one does."""
        is_whole = is_whole or _RULES.match(self._text, self._start) is not None  # no unit of another one
        is_name = self._last in ("head", "joint") and not (is_whole and self._text[here].islower())
        return w.UNIT.match(self._text, here, self._end) if is_name else None

    def _second(self, here: int, word: re.Match[str]) -> int | None:
        """The second syllable of a field whose first one was capitalised: `Phục vụ`, `Ngoại vụ`."""
        if self._last in ("joint", "level") or self._levelled or (self._last == "capital" and self._is_short):
            return None
        hard = self._last == "capital" and self._opens_field
        stops = (w.HARD_STOP,) if hard else (w.STOP, w.EVERYDAY)
        if not word.group().islower() or any(stop.match(self._text, here, self._end) for stop in stops):
            return None
        if self._last == "capital":
            self._last = "second"
            return word.end()
        if not _ENDS.match(self._text, word.end(), self._end):
            return None
        self._last = "field"
        return word.end()


def place_end(text: str, at: int, end: int) -> int:
    """Behind a level: the name of the place, in capitals."""
    name = _PLACE.match(text, at, end)
    if name is None or _is_next_line(name):
        return at
    line = text.find("\n", at + 1, name.end())
    return line if line >= 0 and _begins_duty(text, line + 1) else name.end()


def _begins_duty(text: str, at: int) -> bool:
    return w.ACTS.match(text, at) is not None or _DUTY_WORD.match(text, at) is not None


def _is_next_line(name: re.Match[str]) -> bool:
    """`UBND tỉnh\nVận động …`: on the next line one capital begins a sentence; a place has several."""
    words = name.group()
    before = words[: len(words) - len(words.lstrip())]
    return before.count("\n") > 1 or ("\n" in before and len(words.split()) < _SYLLABLES)


def _places(text: str, at: int, end: int) -> int:
    """`UBND các huyện, thị xã, thành phố`: the further levels of a list."""
    several = "các" in text[max(0, at - 40) : at].lower()
    while True:
        found = _MORE_LEVELS.match(text, at, end)
        if found and not _is_new_group(text, found):
            at = place_end(text, found.end(), end)
            continue
        named = _NEXT_PLACE.match(text, at, end) if several else None
        if named is None:
            return at
        at = named.end()


def _is_new_group(text: str, found: re.Match[str]) -> bool:
    """`UBND huyện và các xã có …`: a plural behind a single place names others."""
    return (
        "các" in found.group().lower()
        and "các" not in text[max(0, found.start() - 12) : found.start()].lower()
    )
