"""How headers become bytes: as the library does it, but for links, which mail programs read as they are."""

from __future__ import annotations

from email.policy import EmailPolicy
from typing import Any

_OF_LINKS = frozenset({"list-unsubscribe", "list-unsubscribe-post"})


class _Mail(EmailPolicy):
    """The library would write a link that is longer than a line as encoded words, which no program undoes."""

    def fold(self, name: str, value: Any) -> str:
        return self._links(name, value) if name.lower() in _OF_LINKS else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in _OF_LINKS:
            return self._links(name, value).encode("ascii")
        return super().fold_binary(name, value)

    def _links(self, name: str, value: Any) -> str:
        return f"{name}: {f',{self.linesep} '.join(str(value).split(', '))}{self.linesep}"


SMTP = _Mail(linesep="\r\n")
SMTPUTF8 = _Mail(linesep="\r\n", utf8=True)
