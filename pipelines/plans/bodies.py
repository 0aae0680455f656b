"""Names of public bodies in a text: one after the other, as they are written, with their offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.plans import words as w

_SPACES = re.compile(r"\s+")
_JOINT = re.compile(r"\s*([-–/&])\s*|\s+(?=(?:và|&)\s)|\s+")
_AND = re.compile(r"(?:và|cùng với|cùng|&)(?:\s+|$)", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:[,;]|\+|\n\s*[-–•+*]|(?<=[,;])\s*)\s*(?:(?:và|cùng(?: với)?)\s+)?|\s+(?:và|cùng(?: với)?|&)\s+",
                        re.IGNORECASE)  # fmt: skip
_LOST_COMMA = re.compile(r"\s+(?=(?:UBND|HĐND)\s)")
_ASIDE = re.compile(r"\s*\([^()\n]{0,90}\)")
_BULLET = re.compile(r"[\s\-–•+*.:]*(?:\d{1,2}[.)]\s*)?")
_OFFICE = re.compile(r"(?:văn phòng|vp|thường trực|lãnh đạo)\b", re.IGNORECASE)
_COUNCIL = re.compile(r"(?:hđnd|hội đồng nhân dân|đoàn đbqh|đoàn đại biểu quốc hội|(?:tỉnh|thành|huyện|quận|thị|đảng) (?:ủy|uỷ))$",
                      re.IGNORECASE)  # fmt: skip
_COMMITTEE = re.compile(
    r"(?:và|&|-|–|,)?\s*(?:hđnd|hội đồng nhân dân|ubnd|(?:ủy|uỷ) ban nhân dân)(?!\w)", re.IGNORECASE
)
_SHARED_HEAD = re.compile(rf"(?:các\s+)?(sở|phòng|ban|bộ|chi cục|hội)\s*(:?)\s*(?={w.UPPER})", re.IGNORECASE)
_PLACE = re.compile(
    rf"(?:\s+(?:[-–]\s+(?=(?!{w.HEAD.pattern}){w.UPPER}))?(?!{w.CAPITAL_STOP.pattern}|(?i:{w.LEVELS})(?!\w)){w.UPPER}[^\W\d_]*|\s+\d{{1,2}}(?!\s*[/.\d]))+"
)
# `UBND các xã Sơn Hà, Sơn Lâm`: further places of a list, not further bodies
_NEXT_PLACE = re.compile(
    rf"(?:,\s+|\s+và\s+)(?!{w.HEAD.pattern}|{w.CAPITAL_STOP.pattern})(?:{w.UPPER}[^\W\d_]*(?:\s+{w.UPPER}[^\W\d_]*){{1,3}})"
    r"(?=[\s,.;:)]|$)"
)
_ENDS = re.compile(rf"\s*[,;:)]|\s+(?:và\s|{w.STOP.pattern})")  # a third syllable ends the name
_PARTY = re.compile(r"(?:tỉnh|thành|huyện|quận|thị|đảng) (?:ủy|uỷ)")
_CLASS = re.compile(r"(?:sở|phòng|ban|chi cục|bộ)\s(?=[^\W\d_])", re.IGNORECASE)
_LISTED = re.compile(r"\s*[,/]\s*(?:và\s+)?|\s+(?:và|-|–)\s+|\s*-\s*|\s+")
_HUNG_ON = re.compile(
    r"(?:ban|ngành|đoàn thể|đơn vị)", re.IGNORECASE
)  # `sở ban ngành`, whose commas are often left out
_ACRONYM = re.compile(rf"{w.UPPER}{{2,8}}$")
_LONGEST = 24  # words of one name
_MOST = 60  # names of one list


@dataclass(frozen=True, slots=True)
class Body:
    """A name as written (white space made single); `text[start:end]` is where it stands."""

    name: str
    start: int
    end: int

    @property
    def is_vague(self) -> bool:
        """`các cơ quan liên quan`: whoever is concerned, named by nothing else."""
        return w.VAGUE.search(self.name) is not None


def read_bodies(text: str, start: int, end: int | None = None) -> tuple[list[Body], int]:
    """The bodies listed from `start` on, and where their list ends (`start` where none begins there)."""
    reader = _Reader(text, len(text) if end is None else end)
    return reader.listed(start)


def body_at(text: str, start: int, end: int) -> Body | None:
    """The one body that begins at `start`."""
    return _Reader(text, end).one(start)


def split_bodies(text: str, start: int, end: int) -> list[Body]:
    """The bodies of a cell or a line that holds nothing else: all of it is names."""
    reader = _Reader(text, end)
    found: list[Body] = []
    at = start
    while at < end and len(found) < _MOST:
        skipped = _BULLET.match(text, at, end)
        at = skipped.end() if skipped else at
        names, reached = reader.listed(at)
        found += names
        if reached <= at:  # no name here: on to the next separator
            gap = _next_part(text, at, end)
            if _ACRONYM.match(text[at:gap].strip()) or _looks_like_name(text[at:gap]):
                found.append(Body(_single(text[at:gap]), at, at + len(text[at:gap].rstrip())))
            reached = gap
        at = reached + 1 if reached <= at else reached
        more = re.compile(r"[\s,;.]+").match(text, at, end)
        at = more.end() if more else at
    return found


def _next_part(text: str, at: int, end: int) -> int:
    found = re.compile(r"[,;\n]").search(text, at + 1, end)
    return found.start() if found else end


def _looks_like_name(part: str) -> bool:
    """A cell may name what no grammar foresees; a few words with a capital are kept as they are."""
    tidy = part.strip()
    return bool(tidy) and tidy[0].isupper() and len(tidy.split()) <= 8 and w.STOP.match(tidy.lower()) is None


def _single(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ,.;:-–")


class _Reader:
    def __init__(self, text: str, end: int) -> None:
        self._text = text
        self._end = end

    # --- Lists ---------------------------------------------------------------------------------------

    def listed(self, start: int) -> tuple[list[Body], int]:
        found: list[Body] = []
        at = start
        while len(found) < _MOST:
            names, reached = self._shared(at)
            if not names:
                body = self.one(at)
                if body is None:
                    break
                names, reached = [body], body.end
            found += names
            aside = _ASIDE.match(self._text, reached, self._end)
            last = aside.end() if aside else reached
            gap = _SEPARATOR.match(self._text, last, self._end) or _LOST_COMMA.match(
                self._text, last, self._end
            )
            if gap is None or gap.end() == last:
                return self._kept(found), last
            at = gap.end()
        return self._kept(found), (found[-1].end if found else start)

    @staticmethod
    def _kept(found: list[Body]) -> list[Body]:
        """Without firms and people, which are no bodies."""
        return [body for body in found if not w.FIRM.match(body.name)]

    def _shared(self, start: int) -> tuple[list[Body], int]:
        """`các Sở: Nội vụ, Tư pháp và Y tế`: several bodies whose class is said once."""
        head = _SHARED_HEAD.match(self._text, start, self._end)
        if head is None or not (head[2] or head.group().lower().startswith("các")):
            return [], start
        found: list[Body] = []
        at = head.end()
        while len(found) < _MOST:
            field = self._field(at)
            if field is None:
                break
            found.append(Body(f"{head[1].capitalize()} {_single(self._text[at:field])}", at, field))
            gap = _SEPARATOR.match(self._text, field, self._end)
            if gap is None or not self._is_field(gap.end()):
                break
            at = gap.end()
        return found, (found[-1].end if found else start)

    def _is_field(self, at: int) -> bool:
        return (
            self._text[at : at + 1].isupper() and self._head(at) is None and not w.TITLE.match(self._text, at)
        )

    def _field(self, start: int) -> int | None:
        """Where the field that begins at `start` ends: `Lao động - Thương binh và Xã hội`."""
        if not self._is_field(start):
            return None
        end = self._words(start, start, shared=True)
        return end if end > start else None

    # --- One name ------------------------------------------------------------------------------------

    def one(self, start: int) -> Body | None:
        at = start
        while title := w.TITLE.match(self._text, at, self._end):
            if title.end() == at:
                break
            at = title.end()
        end = self._kind(at) or self._collective(at) or self._specific(at)
        if end is None:
            return None
        while end > at and self._text[end - 1] in " ,.;:-–":
            end -= 1
        return Body(_single(self._text[at:end]), at, end)

    def _kind(self, start: int) -> int | None:
        """`các sở giáo dục và đào tạo`: all departments of one field."""
        plural = w.PLURAL.match(self._text, start, self._end)
        head = _CLASS.match(self._text, plural.end(), self._end) if plural else None
        if head is None or not w.FIELD.match(self._text, head.end(), self._end):
            return None
        return self._words(start, head.end() - 1)

    def _head(self, at: int) -> re.Match[str] | None:
        """A class noun with which a name begins: in capitals, or with a field in capitals behind it."""
        head = w.HEAD.match(self._text, at, self._end)
        if head is None:
            return None
        if head.group()[0].isupper():
            return head
        behind = self._text[head.end() : head.end() + 2].strip()
        return head if behind[:1].isupper() or _PARTY.match(head.group()) else None

    def _specific(self, start: int) -> int | None:
        head = self._head(start)
        if head is None:
            return None
        end = self._words(start, head.end())
        if end == head.end() and not w.WHOLE.match(self._text, start, end):
            return None
        return end

    def _words(self, start: int, at: int, *, shared: bool = False) -> int:
        """Where the name that has reached `at` ends; `shared`: its class was said before, for several."""
        run = _Run(self._text, start, at, self._end, shared=shared)
        for _ in range(_LONGEST):
            if not run.step(self):
                break
        return run.at

    def begins(self, at: int) -> bool:
        """Whether another body begins here."""
        text = self._text
        plural = w.PLURAL.match(text, at, self._end)
        if plural is not None or w.TITLE.match(text, at, self._end):
            return True
        return self._head(at) is not None or bool(
            text[at : at + 1].islower() and w.NOUN.match(text, at, self._end) and not w.FIELD.match(text, at)
        )

    # --- Collectives ---------------------------------------------------------------------------------

    def _collective(self, start: int) -> int | None:
        """`các sở, ban, ngành thuộc tỉnh`, `cơ quan, đơn vị có liên quan`."""
        text = self._text
        plural = w.PLURAL.match(text, start, self._end)
        at = plural.end() if plural else start
        noun = w.NOUN.match(text, at, self._end)
        if noun is None or (plural is None and not self._is_bare(noun)):
            return None
        at = self._nouns(noun.end())
        if plural is None and at == noun.end() and not w.QUALIFIER.match(text, at + 1, self._end):
            return None
        return self._qualified(at)

    def _is_bare(self, noun: re.Match[str]) -> bool:
        """Without `các` only lists of nouns stand for bodies: `sở, ban, ngành`, `cơ quan liên quan`."""
        behind = self._text[noun.end() : noun.end() + 24]
        listed = re.match(r"\s*[,/]\s*|\s+và\s+|\s*-\s*", behind)
        if listed and w.NOUN.match(self._text, noun.end() + listed.end(), self._end):
            return True
        return re.match(r"\s+(?:có )?(?:liên quan|trực thuộc|chuyên môn|ngành)", behind) is not None

    def _nouns(self, at: int) -> int:
        while True:
            qualified = self._qualified(at)
            gap = _LISTED.match(self._text, qualified, self._end)
            noun = w.NOUN.match(self._text, gap.end(), self._end) if gap else None
            if gap is None or noun is None or self._is_proper(noun):
                return at
            if gap.group().isspace() and not (qualified == at and _HUNG_ON.match(noun.group())):
                return at
            at = noun.end()

    def _is_proper(self, noun: re.Match[str]) -> bool:
        """`ban, ngành, Ban Dân tộc`: capitals behind the noun make it a name of its own."""
        if not noun.group()[0].isupper() or noun.group().isupper():
            return (
                noun.group().islower()
                and self._head(noun.start()) is not None
                and not w.LEVEL.match(noun.group())
            )
        behind = self._text[noun.end() : noun.end() + 5].strip()
        return behind[:1].isupper() or behind == "các"

    def _qualified(self, at: int) -> int:
        while True:
            gap = re.compile(r"\s+|\s*,\s+(?=(?:có )?liên quan)").match(self._text, at, self._end)
            if gap is None:
                return at
            here = gap.end()
            level = w.LEVEL.match(self._text, here, self._end)
            if level:
                at = _place(self._text, level.end(), self._end)
                continue
            qualifier = w.QUALIFIER.match(self._text, here, self._end)
            if qualifier is None:
                return at
            at = _place(self._text, qualifier.end(), self._end)


class _Run:
    """A name on its way through a text: where it has got to and what stood last."""

    def __init__(self, text: str, start: int, at: int, end: int, *, shared: bool) -> None:
        self._text, self._start, self._end, self._shared = text, start, end, shared
        self.at = at
        self._levelled = False
        self._opens_field = False
        self._last = "head"  # head, joint, capital, field, level

    def step(self, reader: _Reader) -> bool:
        """Takes the next word or words; False where the name is over."""
        joint = (self.at, False) if self.at == self._start else self._joint(reader)
        if joint is None:
            return False
        here, joined = joint
        if joined:
            self._last = "joint"
        for take in (self._level, self._qualifier, self._field, self._capital, self._second):
            end = take(here)
            if end is not None:
                self.at = end
                return True
        return False

    def _joint(self, reader: _Reader) -> tuple[int, bool] | None:
        """Where the next word begins, and whether a dash, a comma or `và` leads to it within the name."""
        text, at = self._text, self.at
        dash = re.compile(r"\s*[-–/&]\s*").match(text, at, self._end)
        if dash:
            ends = self._levelled or text[dash.end() : dash.end() + 1] in "" or "\n" in dash.group()
            return None if ends else (dash.end(), True)
        both = re.compile(r"\s*(,)?\s*(và\s+)?", re.IGNORECASE).match(text, at, self._end)
        assert both is not None  # it matches nothing too
        if not both[1] and not both[2]:
            return (both.end(), False) if both.end() > at else None
        return (both.end(), True) if self._goes_on(reader, both) else None

    def _goes_on(self, reader: _Reader, joint: re.Match[str]) -> bool:
        """Whether what `,` or `và` leads to is a part of this name: another field, or its second council."""
        text, said = self._text, self._text[self._start : self.at]
        here = joint.end()
        council = _COUNCIL.search(said)
        if council and not self._levelled and _COMMITTEE.match(text, here, self._end):
            return bool(joint[2]) or _OFFICE.match(said) is not None
        if self._last == "head" and joint[2] and not w.WHOLE.match(said):
            return True  # `Báo và Đài …`: nothing stood behind the class yet
        if self._levelled or reader.begins(here):
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
        if level is None and (
            several := re.compile(r"các\s+", re.IGNORECASE).match(self._text, here, self._end)
        ):
            level = w.LEVEL.match(self._text, several.end(), self._end)
        if level is None or (self._last == "joint" and w.JOINED_FIELD.match(self._text, here, self._end)):
            return None
        if self._is_field_of_more(here):
            return None
        end = _places(self._text, _place(self._text, level.end(), self._end), self._end)
        self._levelled, self._last = True, "level"
        return end

    def _is_field_of_more(self, here: int) -> bool:
        """`xã hội` begins with a level and is none; `cơ sở` and `khối` are often fields."""
        return w.FIELD.match(self._text, here, self._end) is not None

    def _qualifier(self, here: int) -> int | None:
        found = w.QUALIFIER.match(self._text, here, self._end)
        if found is None or (self._last in ("head", "joint") and not found.group().startswith("cấp")):
            return None
        if not self._levelled and w.FIELD.match(self._text, here, self._end):
            return None
        self._levelled = self._levelled or found.group().startswith(("trên", "thuộc", "trực", "cấp"))
        return found.end()

    def _capital(self, here: int) -> int | None:
        word = w.WORD.match(self._text, here, self._end)
        if word is None or not word.group()[0].isupper() or w.CAPITAL_STOP.match(self._text, here):
            return None
        if self._levelled and self._last == "field":
            return None
        # `Tổng` of `Tổng hợp` opens a field; `Nội` of `Hà Nội` and `TNMT` do not
        self._opens_field = self._last != "capital" and not (len(word.group()) > 1 and word.group().isupper())
        self._last = "capital"
        dotted = word.group().lower() in ("tp", "tx", "tt") and self._text[word.end() : word.end() + 1] == "."
        return word.end() + dotted

    def _field(self, here: int) -> int | None:
        if self._levelled:
            return None
        found = w.FIELD.match(self._text, here, self._end)
        whole = self._last == "head" and w.WHOLE.fullmatch(self._text, self._start, self.at)
        if found is None and not whole and (self._last in ("head", "joint") or self._text[here].isupper()):
            found = w.VERBAL_FIELD.match(self._text, here, self._end) or (
                w.JOINED_FIELD.match(self._text, here, self._end) if self._last == "joint" else None
            )
        if found is None:
            return None
        self._last = "field"
        return found.end()

    def _second(self, here: int) -> int | None:
        """The second syllable of a field whose first one was capitalised: `Phục vụ`, `Ngoại vụ`."""
        if self._last in ("joint", "level") or self._levelled:
            return None
        stop = w.HARD_STOP if self._last == "capital" and self._opens_field else w.STOP
        if stop.match(self._text, here, self._end):
            return None
        word = w.WORD.match(self._text, here, self._end)
        if word is None or not word.group().islower():
            return None
        if self._last == "capital":
            self._last = "second"
            return word.end()
        if not _ENDS.match(self._text, word.end(), self._end):
            return None
        self._last = "field"
        return word.end()


def _place(text: str, at: int, end: int) -> int:
    """Behind a level: the name of the place, in capitals."""
    name = _PLACE.match(text, at, end)
    return name.end() if name else at


def _places(text: str, at: int, end: int) -> int:
    """`UBND các huyện, thị xã, thành phố`: the further levels of a list."""
    more = re.compile(
        rf"(?:\s*[,/]\s*|\s+và\s+|\s*-\s*)(?:các\s+)?(?:{w.PLACES})(?!\w)(?! đoàn| ủy| uỷ)", re.IGNORECASE
    )
    several = "các" in text[max(0, at - 40) : at].lower()
    while True:
        found = more.match(text, at, end)
        if found and not _is_new_group(text, found):
            at = _place(text, found.end(), end)
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
