"""DOC by antiword, catdoc or LibreOffice, whichever is there and can read it."""

from __future__ import annotations

import re

import olefile

from pipelines.filetext import tools
from pipelines.filetext.finish import finish
from pipelines.filetext.limits import Budget
from pipelines.filetext.records import FileText
from pipelines.filetext.sniff import DOC

_ENCRYPTED = 0x0100  # flag of the header of a Word file, [MS-DOC] 2.5.2
_WORD_97 = 193  # its version number
_RULE = re.compile(r"^\|(.*)\|$")


def read_doc(body: bytes, budget: Budget) -> FileText:
    flags = _known(body)
    if "encrypted" in flags or "broken" in flags:
        return FileText(DOC, flags=flags)
    for tool, arguments in (
        ("antiword", ["-m", "UTF-8.txt", "-w", "0", "-"]),
        ("catdoc", ["-d", "utf-8", "-w"]),
    ):
        try:
            told = tools.run(tool, arguments, body, budget).decode("utf-8", "replace")
        except (tools.ToolMissingError, tools.ToolFailedError) as error:
            flags = (*flags, error.flag)
            continue
        if told.strip():
            return finish(FileText(DOC, _blocks(told), text_source="layer", flags=flags))
    return FileText(DOC, flags=flags)


def _known(body: bytes) -> tuple[str, ...]:
    """What the file says of itself: encrypted, has_macros."""
    try:
        with olefile.OleFileIO(body) as file:
            head = file.openstream("WordDocument").read(32)
            macros = file.exists("Macros") or file.exists("_VBA_PROJECT_CUR")
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError, OverflowError):
        return ("broken",)
    if int.from_bytes(head[10:12], "little") & _ENCRYPTED:
        return ("encrypted",)
    return ("has_macros",) if macros else ()


def _blocks(told: str) -> str:
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
