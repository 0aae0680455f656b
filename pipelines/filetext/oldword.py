"""DOC: read from inside, else by antiword, catdoc or LibreOffice, whichever is there and can."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import olefile

from pipelines.filetext import tools
from pipelines.filetext.finish import finish
from pipelines.filetext.limits import Budget
from pipelines.filetext.marked import blocks
from pipelines.filetext.records import FileText
from pipelines.filetext.sniff import DOC
from pipelines.filetext.wordfile import NotReadableError, WordFile

# What olefile raises when it parses hostile numbers.
BAD_OLE = (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError, OverflowError)
_ENCRYPTED = 0x0100  # flag of the header of a Word file, [MS-DOC] 2.5.2
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")
_NESTED = 20
_RULE = re.compile(r"^\|(.*)\|$")
_SLOW = 90.0  # seconds that LibreOffice may take to start and to convert

_Tool = Callable[[bytes, Budget], str]


def read_doc(body: bytes, budget: Budget) -> FileText:
    """The text of a Word file, with a flag for each program that could have read it and is missing."""
    try:
        with olefile.OleFileIO(body) as file:
            document = file.openstream("WordDocument").read()
            tables = tuple(
                file.openstream(name).read() if file.exists(name) else b"" for name in ("0Table", "1Table")
            )
            flags = ("has_macros",) if file.exists("Macros") or file.exists("_VBA_PROJECT_CUR") else ()
    except BAD_OLE:
        return FileText(DOC, flags=("broken",))
    if int.from_bytes(document[10:12], "little") & _ENCRYPTED:
        return FileText(DOC, flags=("encrypted", *flags))
    try:
        word = WordFile(document, (tables[0], tables[1]))
        return finish(FileText(DOC, _whole(word), text_source="layer", flags=flags))
    except (NotReadableError, IndexError, UnicodeError, OverflowError):
        return _by_tools(body, budget, flags)


def _whole(word: WordFile) -> str:
    """The text, then notes and boxes; headers above it, without those of page numbers alone."""
    text = _blocks(word.story("text"))
    others = [_blocks(word.story(name)) for name in ("footnotes", "endnotes", "boxes")]
    head = [block for block in _blocks(word.story("headers")).split("\n\n") if _says_something(block)]
    above = [block for block in dict.fromkeys(head) if block not in text]
    return "\n\n".join(part for part in (*above, text, *others) if part.strip())


def _says_something(block: str) -> bool:
    return re.search(r"[^\W\d_]{2}", block) is not None and not re.fullmatch(
        r"(?i)\W*(trang|page)\W*\d*\W*", block
    )


def _blocks(story: str) -> str:
    """The text of a part of the file without fields and pictures."""
    for _ in range(_NESTED):
        plain = _FIELD.sub(r"\1", story)
        if plain == story:
            break
        story = plain
    story = re.sub("[\x01-\x06\x08\x13-\x15\x1f]", "", story).replace("\x0b", "\n").replace("\x0c", "\r")
    return blocks(story)


# --- Programs ----------------------------------------------------------------------------------------------


def _by_tools(body: bytes, budget: Budget, flags: tuple[str, ...]) -> FileText:
    for tool in (_antiword, _catdoc, _libreoffice):
        try:
            told = tool(body, budget)
        except (tools.ToolMissingError, tools.ToolFailedError) as error:
            flags = (*flags, error.flag)
            continue
        if told.strip():
            kept = tuple(flag for flag in flags if not flag.startswith("tool_"))
            return finish(FileText(DOC, told, text_source="layer", flags=kept))
    return FileText(DOC, flags=flags or ("empty_text",))


def _antiword(body: bytes, budget: Budget) -> str:
    told = tools.run("antiword", ["-m", "UTF-8.txt", "-w", "0", "-"], body, budget)
    return _drawn(told.decode("utf-8", "replace"))


def _catdoc(body: bytes, budget: Budget) -> str:
    told = tools.run("catdoc", ["-s", "cp1252", "-d", "utf-8", "-w"], body, budget)
    return _drawn(told.decode("utf-8", "replace"))


def _libreoffice(body: bytes, budget: Budget) -> str:
    """It wants a file and a home; both lie in a folder that is removed."""
    with tempfile.TemporaryDirectory(dir=budget.folder) as folder:
        given = Path(folder, "given.doc")
        given.write_bytes(body)
        home = f"-env:UserInstallation=file://{folder}/home"
        arguments = [home, "--headless", "--norestore", "--convert-to", "txt:Text (encoded):UTF8", "--outdir"]
        tools.run("soffice", [*arguments, folder, str(given)], b"", budget, seconds=_SLOW)
        told = Path(folder, "given.txt")
        if not told.is_file():
            raise tools.ToolFailedError("soffice", "wrote nothing")
        return told.read_text("utf-8", "replace").removeprefix("\ufeff").replace("\n", "\n\n")


def _drawn(told: str) -> str:
    """Paragraphs as blocks; the rows that antiword draws with bars as rows of cells."""
    blocks: list[str] = []
    rows: list[str] = []
    for line in told.split("\n"):
        row = _RULE.match(line.strip())
        if row:
            rows.append("\t".join(cell.strip() for cell in row[1].split("|")))
            continue
        if rows:
            blocks.append("\n".join(rows))
            rows = []
        if line.strip():
            blocks.append(line.strip())
    return "\n\n".join([*blocks, "\n".join(rows)])
