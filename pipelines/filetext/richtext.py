"""RTF: the letters of its groups, each in the charset of its font, with tables as rows and cells.

Our own, since libraries read every font in one charset, which loses Vietnamese, and draw tables with bars.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines.filetext.finish import capitals, finish
from pipelines.filetext.limits import Budget
from pipelines.filetext.marked import blocks
from pipelines.filetext.records import FileText
from pipelines.filetext.sniff import RTF
from pipelines.legacy import is_capital_font

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_CHARSETS = {
    0: "cp1252",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    186: "cp1257",
    204: "cp1251",
    238: "cp1250",
}
_LETTERS = {
    "par": "\r", "sect": "\r", "page": "\r", "line": "\n", "tab": "\t", "emdash": "—", "endash": "–",
    "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ",
    "enspace": " ", "cell": "\x07", "nestcell": "\x07", "row": "\x1e", "nestrow": "\x1e",
}  # fmt: skip
_SYMBOLS = {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\", "\n": "\r", "\r": "\r"}
_SKIPPED = frozenset(
    re.findall(
        r"\w+",
        """author bkmkend bkmkstart buptim category colortbl comment company creatim datafield datastore
    doccomm docvar fldinst fontemb fontfile generator info keywords latentstyles list listoverridetable
    listtable listtext nonesttables objdata object operator pict pntxta pntxtb printim private propname
    revtbl revtim rsidtbl shpinst stylesheet subject template themedata title xmlnstbl footer footerf
    footerl footerr header headerf headerl headerr atnauthor annotation""",
    )
)
_KEPT = frozenset({"shptxt", "listtext", "pntext"})  # say something though a reader may pass over them
_DEEPEST = 500


@dataclass(frozen=True, slots=True)
class _State:
    font: int = 0
    skip: bool = False
    fonts: bool = False  # inside of the table of fonts
    after_unicode: int = 1  # characters behind a \\u that stand in for it
    deleted: bool = False
    caps: bool = False


class _Reader:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._state = _State()
        self._stack: list[_State] = []
        self._pieces: list[str] = []
        self._bytes = bytearray()
        self._charsets: dict[int, str] = {}
        self._capital: set[int] = set()
        self._default = "cp1252"
        self._skip = 0
        self._star = False
        self._high = ""
        self.is_deep = False

    def read(self) -> str:
        place, body = 0, self._body
        while found := _TOKEN.match(body, place):
            place = found.end()
            word, value, code, symbol, brace, text = found.groups()
            if brace:
                self._brace(brace)
            elif word:
                number = int(value) if value else None
                if word == b"bin" and number:
                    place += max(0, number)
                self._word(word.decode("ascii"), number)
            elif code:
                self._add_bytes(bytes.fromhex(code.decode("ascii")))
            elif symbol:
                self._symbol(symbol.decode("latin-1"))
            elif text:
                self._add_bytes(text)
        self._flush()
        return "".join(self._pieces)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        if brace == b"{":
            if len(self._stack) < _DEEPEST:
                self._stack.append(self._state)
            else:
                self.is_deep = True
        elif self._stack:
            self._state = self._stack.pop()

    def _word(self, word: str, number: int | None) -> None:
        star, self._star = self._star, False
        if word == "u" and number is not None:
            self._unicode(number % 65536)
            return
        self._flush()
        if word in _LETTERS:
            self._add(_LETTERS[word])
        elif word in _KEPT:
            self._state = replace(self._state, skip=self._state.skip and word != "shptxt")
        elif word in _SKIPPED or star:
            self._state = replace(self._state, skip=True)
        else:
            self._property(word, number)

    def _property(self, word: str, number: int | None) -> None:
        on = number != 0
        match word:
            case "fonttbl":
                self._state = replace(self._state, fonts=True)
            case "f":
                self._state = replace(self._state, font=number or 0)
            case "fcharset" if self._state.fonts:
                self._charsets[self._state.font] = _CHARSETS.get(number or 0, self._default)
            case "ansicpg" if number:
                self._default = (
                    f"cp{number}" if f"cp{number}" in {*_CHARSETS.values(), "cp1258"} else "cp1252"
                )
            case "uc":
                self._state = replace(self._state, after_unicode=min(number or 0, 8))
            case "plain":
                self._state = replace(self._state, caps=False, deleted=False)
            case "deleted" | "v":
                self._state = replace(self._state, deleted=on)
            case "caps":
                self._state = replace(self._state, caps=on)

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._star = True
        elif symbol in _SYMBOLS:
            self._flush()
            self._add(_SYMBOLS[symbol])

    def _unicode(self, code: int) -> None:
        self._flush()
        letter = chr(code)
        if "\ud800" <= letter <= "\udbff":
            self._high = letter
        elif "\udc00" <= letter <= "\udfff":
            self._add((self._high + letter).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        else:
            self._add(letter)
        self._skip = self._state.after_unicode

    def _add_bytes(self, data: bytes) -> None:
        self._star = False
        if self._skip:
            taken = min(self._skip, len(data))
            self._skip -= taken
            data = data[taken:]
        self._bytes += data

    def _flush(self) -> None:
        """Decodes what has gathered, in the charset of its font; a mark may follow its letter."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        if self._state.fonts:
            if is_capital_font(data.decode("latin-1").strip().rstrip(";")):
                self._capital.add(self._state.font)
            return
        charset = self._charsets.get(self._state.font, self._default)
        self._add(data.decode(charset, "replace"))

    def _add(self, text: str) -> None:
        if self._state.skip or self._state.fonts or self._state.deleted:
            return
        if self._state.font in self._capital and text.strip("\x1e\x07\r\n\t "):
            text = capitals(text)
        self._pieces.append(text.upper() if self._state.caps else text)


def read_rtf(body: bytes, _: Budget) -> FileText:
    """Never raises: what is no RTF inside is passed over."""
    reader = _Reader(body)
    text = blocks(reader.read())
    flags = ("deep_nesting",) if reader.is_deep else ()
    if b"\\objdata" in body:
        flags = (*flags, "embedded_object")
    return finish(FileText(RTF, text, text_source="layer", flags=flags))
