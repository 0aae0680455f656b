"""The article in a page's text as somebody copied it from a browser.

There is no markup: the lines of the page stand above and below those of the article. They are taken off by
what they are (pipelines/chrome.py); the headline, the date and the author are read from their usual places.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from pipelines.article import Article
from pipelines.bars import parted
from pipelines.chrome import begins_foot, is_chrome, is_foot, is_head
from pipelines.dates import published
from pipelines.filetext.finish import typed
from pipelines.headers import Header, kind_line, read_header
from pipelines.kinds import LABELS, LETTER, exactly, kind_at_head
from pipelines.placenames import hosts_in
from pipelines.repair import repair_text
from store.records import Published

_HEADLINE_LENGTH = 250
_NOT_A_HEADLINE = re.compile(
    r"^(?:[-–•*+]\s|(?:ngày|sáng|chiều|tối|trưa)\s+(?:ngày\s+)?\d|vừa qua|thực hiện|căn cứ|theo đó|số\s*:)",
    re.IGNORECASE,
)
_DATE_LENGTH = 60
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} tháng \d{1,2}|\d{4}-\d\d-\d\d")
_PROSE = 200  # characters: a paragraph, no headline of other news
_BLANK_LINES = re.compile(r"\n{3,}")
_RUNS = re.compile(" {2,}")
_WRAPPED = re.compile(r"(?<=[^\W\d_]|,)\n(?=[^\W\d_])")
_WRAPPED_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Pasted:
    """The article, and the government hosts that the page around it named."""

    article: Article
    hosts: tuple[str, ...]


def read_pasted(text: str, fetched_at: dt.datetime) -> Pasted:
    """Splits the text of a page; `article.text` is empty where nothing but page was left."""
    # Before the repair, which makes one space of many: two columns stand side by side in the text of a paper.
    given = parted(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    repaired, flags = repair_text("\n".join(map(_spaced, given)))
    lines = [line.strip() for line in repaired.split("\n")]
    start, end = _body(lines)
    around = "\n".join(lines[:start] + lines[end:])
    article = _act(lines[start:end]) or _article(lines[start:end], fetched_at)
    return Pasted(
        Article(
            title=article.title,
            text=article.text,
            published=article.published,
            author=article.author,
            flags=tuple(dict.fromkeys((*flags, *article.flags))),
            extractor="text/4",
        ),
        tuple(hosts_in(around)),
    )


def _spaced(line: str) -> str:
    """Columns parted by one tab; tabs that part cells stay as they are, two for an empty cell."""
    return _RUNS.sub(" ", line if "\t" in line else typed(line))


def _body(lines: list[str]) -> tuple[int, int]:
    """The lines between the page's head and its foot."""
    start, end = 0, len(lines)
    while start < end and is_head(lines[start]):
        start += 1
    for place in range(start + 1, end):
        if begins_foot(lines[place]) and not any(len(line) >= _PROSE for line in lines[place + 1 : end]):
            end = place
            break
    while end > start and is_foot(lines[end - 1]):
        end -= 1
    return start, end


def act_title(text: str) -> str | None:
    """The title of an act, its kind and its abstract, from the text of a whole paper; None: it is no act."""
    act = _act([line.strip() for line in text.split("\n")])
    return act.title if act else None


# --- An act ------------------------------------------------------------------------------------------------


def _act(lines: list[str]) -> Article | None:
    """An act has no headline: its kind and the abstract below it are the title, and all of it is text."""
    text = "\n".join(lines)
    header = read_header(text)
    kind = kind_line(lines[:40])
    if not header.is_act or kind is None:
        return _with_about(header, lines)
    abstract: list[str] = []
    for line in lines[kind + 1 :]:
        if line and (_begins_body(line) or len(" ".join([*abstract, line])) > _HEADLINE_LENGTH):
            break
        if not line and abstract:
            break
        abstract += [line] if line else []
    alone = lines[kind] if exactly(lines[kind]) else LABELS[kind_at_head(lines[kind]) or LETTER].upper()
    return Article(" ".join([alone, *abstract]), _joined(lines))


def _with_about(header: Header, lines: list[str]) -> Article | None:
    """An act whose kind stands only where it decides, or a letter: `V/v …` tells what it is about."""
    if not header.is_act or not header.kind or not header.abstract:
        return None
    if header.kind == LETTER:  # one below a page's headline is that page's article
        first = next(line for line in lines if line)
        return Article(f"V/v {header.abstract}", _joined(lines)) if first.isupper() else None
    return Article(f"{LABELS[header.kind].upper()} {header.abstract}", _joined(lines))


def _begins_body(line: str) -> bool:
    return bool(_NOT_A_HEADLINE.match(line)) or re.match(r"[IVX\d]+[.)]", line) is not None


# --- News ---------------------------------------------------------------------------------------------------


def _article(lines: list[str], fetched_at: dt.datetime) -> Article:
    lines = list(lines)
    flags: tuple[str, ...] = ()
    date = _date(lines, fetched_at)
    first = next((place for place, line in enumerate(lines) if line), None)
    if first is None:
        return Article("", "", date)
    title = lines[first]
    if _is_headline(title) and any(lines[first + 1 :]):
        del lines[first]
    else:
        title, flags = title[:_HEADLINE_LENGTH], ("title_from_text",)
    author = _author(lines)
    lines = [line for line in lines if not is_chrome(line)]
    return Article(title, _joined(lines), date, author=author, flags=flags)


def _is_headline(line: str) -> bool:
    return (
        len(line) <= _HEADLINE_LENGTH
        and not _NOT_A_HEADLINE.match(line)
        and not line.endswith((".", ";", ":"))
    )


def _date(lines: list[str], fetched_at: dt.datetime) -> Published | None:
    """The date line beside the headline, taken out of `lines`."""
    near = [place for place, line in enumerate(lines) if line][:4]
    for place in near:
        if len(lines[place]) <= _DATE_LENGTH and _DATE.search(lines[place]):
            found = published(lines[place], fetched_at, "text")
            if found and found.precision == "day":
                del lines[place]
                return found
    return None


def _author(lines: list[str]) -> str | None:
    """A name alone on the last line, taken out of `lines`."""
    last = next((place for place in reversed(range(len(lines))) if lines[place]), None)
    if last is None:
        return None
    name = re.sub(
        r"^(?:tác giả|nguồn|bài, ảnh|tin, ảnh|tin|bài)\s*:\s*", "", lines[last], flags=re.IGNORECASE
    )
    words = name.strip(" .()").split()
    is_name = 2 <= len(words) <= 5 and all(word[0].isupper() and word.isalpha() for word in words)
    if not is_name or name.isupper() or len(lines) == 1:
        return None
    del lines[last]
    return " ".join(words)


def _joined(lines: list[str]) -> str:
    """Lines as paragraphs: a line that goes on below, in lower case, was broken by its width."""
    text = _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
    return _WRAPPED.sub(_unwrapped, text)


def _unwrapped(found: re.Match[str]) -> str:
    before = found.string.rfind("\n", 0, found.start()) + 1
    line, following = found.string[before : found.start()], found.string[found.end()]
    goes_on = following.islower() and len(line) >= _WRAPPED_LENGTH and "\t" not in line
    return " " if goes_on else "\n"
