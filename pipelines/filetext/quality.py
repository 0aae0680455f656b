"""How far a text can be trusted to be what its file shows: garbled, detached and lost letters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.syllables import is_syllable
from pipelines.words import nfc

_WORD = re.compile(r"[^\W\d_]+")
_STRANGE = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\x80-\x9f]|\\(cid:\\d+\\)")
_SAMPLE = 200_000  # characters
FEW = 20  # letters below which nothing can be said
_ACCENTED = 0.10  # good text has 0.19 to 0.30, a recognised text without its marks about 0


@dataclass(frozen=True, slots=True)
class Quality:
    """Of a text's words: letters in all, with marks, in words that can be Vietnamese, in words that cannot.

    `single`: words of one letter among all words; `plain_syllables`: syllables among the words without marks.
    """

    letters: int
    accented: int
    right: int
    wrong: int
    single: float
    plain_syllables: float
    strange: int

    @property
    def worth(self) -> int:
        """The better text of a page has more: letters in right words less those in wrong ones."""
        return self.right - self.wrong - 5 * self.strange

    @property
    def faults(self) -> tuple[str, ...]:
        """Why the text cannot be trusted, as flags; none for text in another language."""
        if self.letters + self.strange < FEW:
            return ()
        signs = {
            "layer_garbled": self.strange * 50 > self.letters or self.wrong * 8 > self.right + self.wrong,
            "layer_detached": self.single > 0.25,
            "layer_marks_lost": self.accented < _ACCENTED * self.letters and self.plain_syllables > 0.75,
        }
        return tuple(name for name, holds in signs.items() if holds)


def measure(text: str) -> Quality:
    text = nfc(text[:_SAMPLE])
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    marked = [word for word in words if not word.isascii()]
    plain = [word for word in words if word.isascii() and len(word) > 1 and not word.isupper()]
    right = sum(len(word) for word in marked if is_syllable(word))
    # QĐ, HĐND and the like are letters of names, no syllables.
    wrong = sum(len(word) for word in marked if not is_syllable(word) and not word.isupper())
    right += sum(map(len, plain))
    syllables = sum(map(is_syllable, plain))
    return Quality(
        letters=letters,
        accented=sum(not letter.isascii() for word in marked for letter in word),
        right=right,
        wrong=wrong,
        single=sum(len(word) == 1 for word in words) / max(1, len(words)),
        plain_syllables=syllables / max(1, len(plain)),
        strange=len(_STRANGE.findall(text)),
    )
