"""The zipped formats of offices, opened within limits; their XML without entities and without the network."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from lxml import etree

from pipelines.filetext.limits import Budget

_CHUNK = 1 << 16
_FREE = 1 << 20  # bytes that may come out of a member whatever its ratio: small files press well
BAD_ZIP = (
    zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError, KeyError,
)  # fmt: skip


class BrokenError(Exception):
    """The file is damaged."""

    flag = "broken"


class EncryptedError(Exception):
    """The file wants a password."""

    flag = "encrypted"


class LimitError(Exception):
    """More would come out than is allowed; `flag` is what the file is flagged with."""

    def __init__(self, flag: str) -> None:
        super().__init__(flag)
        self.flag = flag


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    """The bytes of a member, whatever is declared. Raises EncryptedError, LimitError, BrokenError."""
    if info.flag_bits & 1:
        raise EncryptedError(info.filename)
    most = max(_FREE, info.compress_size * budget.limits.ratio)
    pieces: list[bytes] = []
    try:
        with archive.open(info) as member:
            size = 0
            while piece := member.read(_CHUNK):
                size += len(piece)
                if size > most:
                    raise LimitError("bomb")
                if size > budget.unpacked:
                    raise LimitError("size_limit")
                if budget.is_over:
                    raise LimitError("time_limit")
                pieces.append(piece)
    except BAD_ZIP as error:
        raise BrokenError(str(error)) from error
    budget.unpacked -= size
    return b"".join(pieces)


class Container:
    """A zipped office file."""

    def __init__(self, body: bytes, budget: Budget) -> None:
        self._budget = budget
        self.flags: tuple[str, ...] = ()
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(body))
        except BAD_ZIP as error:
            raise BrokenError(str(error)) from error
        self._names = frozenset(self._archive.namelist())

    def has(self, name: str) -> bool:
        return name in self._names

    def names(self, pattern: str) -> list[str]:
        return sorted(name for name in self._names if re.fullmatch(pattern, name))

    def content(self, name: str) -> bytes:
        if name not in self._names:
            raise BrokenError(f"no {name}")
        return unpack(self._archive, self._archive.getinfo(name), self._budget)

    def xml(self, name: str) -> Any:
        """The root of a part. Entities stay unread, whatever they would expand to."""
        # A tree takes many times the memory of its text: the limits of libxml2 stay on.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        body = self.content(name)
        try:
            return etree.fromstring(body, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            return self._mended(body, error)

    def _mended(self, body: bytes, error: Exception) -> Any:
        """What can be read of damaged XML."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
        try:
            root = etree.fromstring(body, parser)
        except (etree.XMLSyntaxError, ValueError):
            root = None
        if root is None:
            raise BrokenError(str(error)) from error
        self.flags = ("broken",)
        return root

    def xml_or_none(self, name: str) -> Any:
        """As `xml`; None where the part is missing or damaged: the text does not depend on it."""
        try:
            return self.xml(name) if self.has(name) else None
        except BrokenError:
            return None
