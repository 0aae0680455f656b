"""Archives: what lies in them, listed with its name as data, and read within limits."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator

import rarfile

from pipelines.filetext import tools
from pipelines.filetext.container import BAD_ZIP, BrokenError, EncryptedError, LimitError, unpack
from pipelines.filetext.limits import MEBIBYTE, Budget
from pipelines.filetext.records import FileText, Member
from pipelines.filetext.sniff import RAR, SEVEN, ZIP
from pipelines.words import nfc

Read = Callable[[bytes, str], FileText]

_UTF8_NAME = 0x800
_ZIP_ENDS, _TAIL = b"PK\x05\x06", 1 << 17  # bytes; the end of a ZIP file is at most half as long


def read_zip(body: bytes, budget: Budget, read: Read) -> FileText:
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
        infos = archive.infolist()
    except BAD_ZIP:
        return FileText(ZIP, flags=("broken",))
    members = []
    flags: dict[str, None] = {}
    for info in infos:
        if info.filename.endswith("/"):
            continue
        name = _name(info)
        if budget.members <= 0:
            flags["member_limit"] = None
            members.append(Member(name, info.file_size, None, "member_limit"))
            continue
        budget.members -= 1
        try:
            content = unpack(archive, info, budget)
        except (LimitError, BrokenError, EncryptedError) as error:
            members.append(Member(name, info.file_size, None, error.flag))
            flags[error.flag] = None
        else:
            members.append(_opened(name, content, read))
    return _archive(ZIP, members, flags)


def _opened(name: str, content: bytes, read: Read) -> Member:
    return Member(name, len(content), read(content, name), sha256=hashlib.sha256(content).hexdigest())


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name; programs in Việt Nam wrote UTF-8 without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return nfc(name)


def _archive(kind: str, members: list[Member], flags: dict[str, None]) -> FileText:
    if not members:
        flags["empty_text"] = None
    return FileText(kind, flags=tuple(flags), members=tuple(members))


# --- RAR and 7z: bsdtar turns them into a tar stream, which is read here -----------------------------


def read_packed(body: bytes, kind: str, budget: Budget, read: Read) -> FileText:
    """Members of a RAR or 7z file; where bsdtar is missing, those of a RAR are listed."""
    try:
        arguments = ["-cf", "-", "--format=pax", "@-"]
        stream = tools.run(
            "bsdtar",
            arguments,
            _unmistakable(body),
            budget,
            seconds=budget.seconds,
            output=budget.unpacked + MEBIBYTE,
        )
    except tools.ToolMissingError as error:
        return _listed(body, kind, error.flag)
    except tools.ToolFailedError as error:
        return _listed(body, kind, error.flag if error.flag == "size_limit" else "broken")
    members = []
    flags: dict[str, None] = {}
    for name, size, content in _unpacked(stream, budget, flags):
        if content is None:
            members.append(Member(name, size, None, next(reversed(flags))))
        else:
            members.append(_opened(name, content, read))
    return _archive(kind, members, flags)


def _unmistakable(body: bytes) -> bytes:
    """bsdtar takes a file that ends with a stored ZIP, as papers of Word are, for that ZIP."""
    return body + bytes(_TAIL) if _ZIP_ENDS in body[-_TAIL:] else body


def _unpacked(
    stream: bytes, budget: Budget, flags: dict[str, None]
) -> Iterator[tuple[str, int, bytes | None]]:
    try:
        with tarfile.open(fileobj=io.BytesIO(stream), mode="r|") as archive:
            for info in archive:
                if not info.isreg():
                    continue
                reason = _over(info.size, budget)
                if reason:
                    flags.pop(reason, None)
                    flags[reason] = None
                    yield nfc(info.name), info.size, None
                    continue
                budget.members -= 1
                budget.unpacked -= info.size
                file = archive.extractfile(info)
                yield nfc(info.name), info.size, file.read() if file else b""
    except (tarfile.TarError, EOFError, ValueError, UnicodeError):
        flags["broken"] = None


def _over(size: int, budget: Budget) -> str | None:
    if budget.members <= 0:
        return "member_limit"
    if budget.is_over:
        return "time_limit"
    return "size_limit" if size > budget.unpacked else None


def _listed(body: bytes, kind: str, flag: str) -> FileText:
    if kind == SEVEN:
        return FileText(kind, flags=(flag,))
    try:
        with rarfile.RarFile(io.BytesIO(body)) as archive:
            locked = archive.needs_password()
            files = [info for info in archive.infolist() if info.is_file()]
    except (rarfile.Error, OSError, ValueError, LookupError, TypeError):
        return FileText(RAR, flags=("broken",))
    reason = "encrypted" if locked else flag
    members = [Member(nfc(info.filename or ""), info.file_size or 0, None, reason) for info in files]
    return FileText(RAR, flags=(reason,), members=tuple(members))
