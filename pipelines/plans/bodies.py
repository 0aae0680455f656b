"""Names of public bodies in a text: one after the other, as they are written, with their offsets."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from pipelines.plans import words as w
from pipelines.plans.body import Body, each, each_place, single
from pipelines.plans.names import OFFICES_OF, head_at, name_end, place_end
from pipelines.slips import said

_GAP = re.compile(r"[\s,;.]+")
_PART = re.compile(r"[,;\n]")
_TO_QUALIFIER = re.compile(r"\s+|\s*,\s+(?=(?:có )?liên quan)")
_LIST_GOES_ON = re.compile(r"\s*[,/]\s*|\s+và\s+|\s*-\s*")
_SET_APART = re.compile(
    rf"\s+(?:có )?(?:liên quan|trực thuộc|chuyên môn|ngành(?!\s+{w.UPPER})|trung ương|"
    rf"hành chính nhà nước|các địa phương)"
)
_SEPARATOR = re.compile(
    r"\s*(?:[,;]|\+|\n\s*[-–•+*]|(?<=[,;])\s*)\s*(?:(?:và|cùng(?: với)?)\s+)?|\s+(?:và|"
    r"cùng(?: với)?|&)\s+",
                        re.IGNORECASE)  # fmt: skip
_LOST_COMMA = re.compile(r"\s+(?=(?:UBND|HĐND)\s)")
_ASIDE = re.compile(r"\s*\([^()\n]{0,90}\)")
_FIRM_BEGINS = frozenset("cCnNmMdDhH")
_BRAND_BEGINS = frozenset("vVmMfF")
_BULLET = re.compile(r"[\s\-–•+*.:]*(?:\d{1,2}[.)]\s*)?(?:(?i:mời)\s+)?")
_SHARED_HEAD = re.compile(rf"(?:các\s+)?(sở|phòng|ban|bộ|chi cục|hội)\s*(:?)\s*(?={w.UPPER})", re.IGNORECASE)
_SHARED = frozenset(("các", "sở", "phòng", "ban", "bộ", "chi", "hội"))  # its first words
_CLASS = re.compile(r"(?:sở|phòng|ban|chi cục|bộ)\s(?=[^\W\d_])", re.IGNORECASE)
# What these do is said otherwise: `các phòng tổ chức cán bộ` are units.
_IN_UNITS = re.compile(
    r"(?:phòng|ban) (?:tổ chức(?: -)? cán bộ|tổ chức(?: -)? hành chính|hành chính(?: -)? tổng hợp|"
    r"hành chính(?: -)? quản trị|kế hoạch(?: -)? tài chính|tài chính(?: -)? kế toán)(?!\w)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*[,/]\s*(?:và\s+)?|\s+(?:và|-|–)\s+|\s*-\s*|\s+")
_OF_NEWS = re.compile(
    r"cơ quan (?:thông tấn|báo chí|truyền thông|thông tin truyền thông)(?!\w)", re.IGNORECASE
)  # a group of its own
_HUNG_ON = re.compile(
    r"(?:ban|ngành|đoàn thể|đơn vị)", re.IGNORECASE
)  # `sở ban ngành`, whose commas are often left out
_ACRONYM = re.compile(rf"{w.UPPER}{{2,8}}$")
# `các ngành khác như: Sở A; Sở B`, `các cơ quan trung ương (Cục A, Cục B)`: a group and then its members
_NAMELY = re.compile(
    r"\s*(?:\((?:\s*(?:gồm|bao gồm|như)\s*:?)?|(?:như|gồm|bao gồm)\s*:?\s|:)\s*", re.IGNORECASE
)
_SAID = re.compile(r"[.…\n](?=\s|$)")
_ENTRUSTED = re.compile(r"\s+được (?:giao|phân công) chủ trì(?!\w)")
_ALONE = re.compile(r"công đoàn(?=\s*[,:;])", re.IGNORECASE)  # `- Công đoàn, Đoàn thanh niên: …`
_OF_A_BODY = ("thành viên", "tổ đại biểu")
_MOST = 60  # names of one list
_REACH = 4000  # characters of the members of a group


_body: Callable[[tuple[str, int, int]], Body] = partial(tuple.__new__, Body)


def read_bodies(text: str, start: int, end: int | None = None) -> tuple[list[Body], int]:
    """The bodies listed from `start` on, and where their list ends (`start` where none begins there)."""
    stop = len(text) if end is None else end
    word = first_word(text, start, stop)
    if word not in w.MAY_BEGIN:
        return [], start
    found, reached = _Reader(text, stop).listed(start, word)
    if not found:
        return found, reached
    return [
        body for body in found if body.name[:1] not in _BRAND_BEGINS or not w.BRAND.match(body.name)
    ], reached


def may_begin(text: str, at: int, end: int) -> bool:
    """A cheap look at the first word, which most often is none of a name."""
    return first_word(text, at, end) in w.MAY_BEGIN


def body_at(text: str, start: int, end: int) -> Body | None:
    """The one body that begins at `start`."""
    return _Reader(text, end).one(start)


def split_bodies(text: str, start: int, end: int, *, inside: bool = False) -> list[Body]:
    """The bodies of a cell or a line that holds nothing else: all of it is names; `inside`: of a group."""
    reader = _Reader(text, end, inside=inside)
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
                found.append(Body(single(said(text, at, gap)), at, at + len(text[at:gap].rstrip())))
            reached = gap
        at = reached + 1 if reached <= at else reached
        more = _GAP.match(text, at, end)
        at = more.end() if more else at
    return found


def first_word(text: str, at: int, end: int) -> str:
    """The word at `at` in small letters; empty where none is."""
    word = w.WORD.match(text, at, end)
    return word.group().lower() if word is not None else ""


def _next_part(text: str, at: int, end: int) -> int:
    found = _PART.search(text, at + 1, end)
    return found.start() if found else end


def _looks_like_name(part: str) -> bool:
    """A cell may name what no grammar foresees; a few words with a capital are kept as they are."""
    tidy = part.strip()
    return bool(tidy) and tidy[0].isupper() and len(tidy.split()) <= 8 and w.STOP.match(tidy.lower()) is None


class _Reader:
    """`inside`: it reads the members of a group, whose own groups stay groups."""

    def __init__(self, text: str, end: int, *, inside: bool = False) -> None:
        self._text = text
        self._end = end
        self._inside = inside

    # --- Lists ---------------------------------------------------------------------------------------

    def listed(self, start: int, word: str | None = None) -> tuple[list[Body], int]:
        """`word`: the first in small letters, where it is known."""
        found: list[Body] = []
        at = start
        while len(found) < _MOST:
            word = first_word(self._text, at, self._end) if word is None else word
            if word not in w.MAY_BEGIN:
                break
            behind = self._behind_titles(at) if word in w.MAY_BE_TITLE else at
            first = word if behind == at else first_word(self._text, behind, self._end)
            names, reached = self._shared(behind) if first in _SHARED else ([], behind)
            if not names:
                body = self._one(at, behind, first)
                if body is None:
                    break
                names, reached = self._members(body)
                names = each(names[0]) if len(names) == 1 else names
            found += names
            last = self._behind_aside(reached)
            gap = self._separator(last)
            if gap is None or gap.end() == last:
                return self._kept(found), last
            at, word = gap.end(), None
        return self._kept(found), (found[-1].end if found else start)

    def _behind_aside(self, at: int) -> int:
        sign = self._text[at : at + 1]
        aside = _ASIDE.match(self._text, at, self._end) if sign == "(" or sign.isspace() else None
        return aside.end() if aside else at

    def _separator(self, at: int) -> re.Match[str] | None:
        return _SEPARATOR.match(self._text, at, self._end) or (
            _LOST_COMMA.match(self._text, at, self._end) if self._text[at : at + 1].isspace() else None
        )

    def _members(self, body: Body) -> tuple[list[Body], int]:
        """The body, or the members of a group that are named behind it."""
        if self._text[body.end : body.end + 1] == ":":
            places = each_place(self._text, body, body.end + 1, self._end)
            if places:
                return places, places[-1].end
        group = None if self._inside else w.PLURAL.match(body.name)
        namely = _NAMELY.match(self._text, body.end, self._end) if group else None
        if namely is None:
            return [body], body.end
        inside, reach = "(" in namely.group(), min(self._end, namely.end() + _REACH)
        closing = self._text.find(")", namely.end(), reach) if inside else reach
        if closing < 0:
            return [body], body.end
        members, reached = self._named_members(namely, closing)
        if len(members) < 2 or (inside and self._text[reached:closing].strip(" .…")):
            return [body], body.end
        return members, closing + 1 if inside else reached

    def _named_members(self, namely: re.Match[str], closing: int) -> tuple[list[Body], int]:
        """Those behind `như:` are all that its sentence names, also where one of them is no body we know."""
        if "(" in namely.group() or ":" not in namely.group() or namely.group().strip() == ":":
            return _Reader(self._text, closing, inside=True).listed(namely.end())
        stop = _SAID.search(self._text, namely.end(), closing)
        end = stop.start() if stop else closing
        found = split_bodies(self._text, namely.end(), end, inside=True)
        return [body for body in found if body.name[0].isupper() or w.PLURAL.match(body.name)], end

    @staticmethod
    def _kept(found: list[Body]) -> list[Body]:
        """Without firms and people, which are no bodies."""
        if not found:
            return found
        return [body for body in found if body.name[:1] not in _FIRM_BEGINS or not w.FIRM.match(body.name)]

    def _shared(self, start: int) -> tuple[list[Body], int]:
        """`các Sở: Nội vụ, Tư pháp và Y tế`: several bodies whose class is said once."""
        head = _SHARED_HEAD.match(self._text, start, self._end)
        if head is None or not (head[2] or head.group().lower().startswith("các")):
            return [], start
        found: list[Body] = []
        at = head.end()
        while len(found) < _MOST:
            field = self._field(at, of_bo=head[1].lower() == "bộ")
            if field is None:
                break
            found.append(Body(f"{head[1].capitalize()} {single(said(self._text, at, field))}", at, field))
            gap = _SEPARATOR.match(self._text, field, self._end)
            if gap is None or not self._is_field(gap.end(), of_bo=head[1].lower() == "bộ"):
                break
            at = gap.end()
        if len(found) == 1 and not head[2]:  # `các Sở Y tế`: those of all provinces
            found = [Body(single(said(self._text, start, found[0].end)), start, found[0].end)]
        return found, (found[-1].end if found else start)

    def _is_field(self, at: int, *, of_bo: bool) -> bool:
        """`of_bo`: of ministries, one of which is that of the police (Công an)."""
        police = of_bo and self._text.startswith("Công an", at)
        return (
            self._text[at : at + 1].isupper()
            and (police or head_at(self._text, at, self._end) is None)
            and not w.TITLE.match(self._text, at)
        )

    def _field(self, start: int, *, of_bo: bool) -> int | None:
        """Where the field that begins at `start` ends: `Lao động - Thương binh và Xã hội`."""
        if not self._is_field(start, of_bo=of_bo):
            return None
        end = name_end(self._text, start, start, self._end, shared=True)
        return end if end > start else None

    # --- One name ------------------------------------------------------------------------------------

    def one(self, start: int) -> Body | None:
        behind = self._behind_titles(start)
        return self._one(start, behind, first_word(self._text, behind, self._end))

    def _one(self, start: int, at: int, first: str) -> Body | None:
        """`at`: where the titles before it end, `first`: the word that stands there."""
        may_be = self._text[start : start + 1] in ("b", "B", "c", "C")
        ministers = w.MINISTERS.match(self._text, start, self._end) if may_be else None
        if ministers is not None:
            name = ", ".join(("các Bộ", *filter(None, ministers.groups())))
            return Body(single(name), start, ministers.end())
        plural = w.PLURAL.match(self._text, at, self._end) if first in w.MAY_BE_PLURAL else None
        end = self._kind(plural) if plural else None
        if end is None and (plural or first in w.MAY_BE_NOUN):
            end = self._collective(at, plural)
        if end is None and first in w.MAY_BE_HEAD:
            end = self._specific(at)
        if end is None:
            return None
        while end > at and self._text[end - 1] in " ,.;:-–":
            end -= 1
        return _body((single(said(self._text, at, end)), at, end))

    def _behind_titles(self, start: int) -> int:
        """`Giám đốc Sở A` is Sở A."""
        at = start
        while title := w.TITLE.match(self._text, at, self._end):
            at = title.end()
        return at

    def _kind(self, plural: re.Match[str]) -> int | None:
        """`các sở giáo dục và đào tạo`: all departments of one field."""
        head = _CLASS.match(self._text, plural.end(), self._end)
        if head is None:
            return None
        if not w.FIELD.match(self._text, head.end(), self._end):
            unit = _IN_UNITS.match(self._text, head.start(), self._end)
            return unit.end() if unit else None
        return name_end(self._text, plural.start(), head.end() - 1, self._end)

    def _specific(self, start: int) -> int | None:
        head = head_at(self._text, start, self._end)
        if head is None:
            return None
        several = OFFICES_OF.match(self._text, start, self._end)
        end = name_end(self._text, start, (several or head).end(), self._end)
        if end == head.end() and not (
            w.WHOLE.match(self._text, start, end) or _ALONE.match(self._text, start)
        ):
            return None
        return end

    # --- Collectives ---------------------------------------------------------------------------------

    def _collective(self, start: int, plural: re.Match[str] | None) -> int | None:
        """`các sở, ban, ngành thuộc tỉnh`, `cơ quan, đơn vị có liên quan`."""
        text = self._text
        at = plural.end() if plural else start
        noun = w.NOUN.match(text, at, self._end)
        if noun is None or (plural is None and not self._is_bare(noun)):
            return None
        at = self._nouns(noun.end())
        if plural is None and at == noun.end() and not w.QUALIFIER.match(text, at + 1, self._end):
            return None
        end = self._of_a_body(noun, at) or self._qualified(at)
        entrusted = _ENTRUSTED.match(text, end, self._end)
        return entrusted.end() if entrusted else end

    def _of_a_body(self, noun: re.Match[str], at: int) -> int | None:
        """`các thành viên Ban Chỉ đạo …`: they bear the name of their body."""
        if noun.group().lower() not in _OF_A_BODY or self._text[at : at + 1] != " ":
            return None
        return self._specific(at + 1)

    def _is_bare(self, noun: re.Match[str]) -> bool:
        """Without `các` only lists of nouns stand for bodies: `sở, ban, ngành`, `cơ quan liên quan`."""
        behind = self._text[noun.end() : noun.end() + 24]
        listed = _LIST_GOES_ON.match(behind)
        if listed and w.NOUN.match(self._text, noun.end() + listed.end(), self._end):
            return True
        return _SET_APART.match(behind) is not None or _OF_NEWS.match(self._text, noun.start()) is not None

    def _nouns(self, at: int) -> int:
        while True:
            qualified = self._qualified(at)
            gap = _LISTED.match(self._text, qualified, self._end)
            noun = w.NOUN.match(self._text, gap.end(), self._end) if gap else None
            if gap is None or noun is None or self._is_proper(noun):
                return at
            if gap.group().strip() in (",", "và") and _OF_NEWS.match(self._text, noun.start(), self._end):
                return at
            if gap.group().isspace() and not (qualified == at and _HUNG_ON.match(noun.group())):
                return at
            at = noun.end()

    def _is_proper(self, noun: re.Match[str]) -> bool:
        """`ban, ngành, Ban Dân tộc`: capitals behind the noun make it a name of its own."""
        if not noun.group()[0].isupper() or noun.group().isupper():
            return (
                noun.group().islower()
                and head_at(self._text, noun.start(), self._end) is not None
                and not w.LEVEL.match(noun.group())
            )
        behind = self._text[noun.end() : noun.end() + 5].strip()
        return behind[:1].isupper() or behind == "các"

    def _qualified(self, at: int) -> int:
        while True:
            gap = _TO_QUALIFIER.match(self._text, at, self._end)
            if gap is None:
                return at
            here = gap.end()
            level = w.LEVEL.match(self._text, here, self._end)
            if level:
                at = place_end(self._text, level.end(), self._end)
                continue
            qualifier = w.QUALIFIER.match(self._text, here, self._end)
            if qualifier is None:
                return at
            at = place_end(self._text, qualifier.end(), self._end)
