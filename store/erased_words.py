"""Words that were erased, known again by keyed hashes: what comes in later is compared window by window.

A window is a run of tokens as `store.words` has them, so that case, tone marks of both schools and what
stands between the words make no difference. Written without marks it is found by its folded form. Telephone
and identity numbers are compared by their digits, however they are grouped. The hashes say nothing to a
reader; who has the key too, and guesses, can confirm a guess: the store is kept as confidential as before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from store.own_words import KEYS
from store.words import TOKEN, Token, forms, tokens

MARK = "█"  # for each code point of an erased word: offsets stay true
_LEAST_DIGITS = 6
_LEAST_LETTERS = 8  # of a single word: a shorter one is anybody's
_MOST_CACHED = 200_000  # words
_GAP = 3  # signs between groups of digits that are one number
_ABROAD = "84"  # +84 912 … is 0912 …


@dataclass(frozen=True, slots=True)
class Rule:
    """`length` counts tokens, or digits; `first` is six bits of the hash of the first token."""

    hash: str
    form: str  # exact, folded, digits
    length: int
    first: int
    document_id: str | None = None


def rules_of(text: str, key: bytes, document_id: str | None = None) -> list[Rule]:
    """By what the words `text` are known again. Raises ValueError for what many texts have by chance."""
    found = tokens(text)
    if found and all(token.exact.isdigit() for token in found):
        return [_digits_rule("".join(token.exact for token in found), key, document_id)]
    if len(found) < 2 and sum(len(token.exact) for token in found) < _LEAST_LETTERS:
        raise ValueError("is too short: it would be erased from texts about others; give more of its words")
    exact, folded = [token.exact for token in found], [token.folded for token in found]
    rules = [_words_rule("exact", exact, key, document_id)]
    return rules if exact == folded else [*rules, _words_rule("folded", folded, key, document_id)]


def _digits_rule(digits: str, key: bytes, document_id: str | None) -> Rule:
    if len(digits) < _LEAST_DIGITS:
        raise ValueError(f"is a number of fewer than {_LEAST_DIGITS} digits: it would be erased everywhere")
    national = "0" + digits[2:] if digits.startswith(_ABROAD) and len(digits) > 9 else digits
    return Rule(hash_of(key, "digits", national), "digits", len(national), 0, document_id)


def _words_rule(form: str, words: Sequence[str], key: bytes, document_id: str | None) -> Rule:
    return Rule(hash_of(key, form, " ".join(words)), form, len(words), _bits(key, words[0]), document_id)


def hash_of(key: bytes, form: str, text: str) -> str:
    return hashlib.blake2b(f"{form}\x1f{text}".encode(), key=key, digest_size=20).hexdigest()


def _bits(key: bytes, word: str) -> int:
    return hashlib.blake2b(word.encode(), key=key, digest_size=1, person=b"first").digest()[0] & 63


class Masking(Protocol):
    """What finds words in a text and masks them; how many it masked."""

    def redact(self, text: str) -> tuple[str, int]: ...


class Matcher:
    """Finds the words of some rules in texts."""

    def __init__(self, key: bytes, rules: Iterable[Rule]) -> None:
        self._key = key
        self._hashes: dict[str, set[str]] = {"exact": set(), "folded": set(), "digits": set()}
        self._lengths: dict[str, dict[int, set[int]]] = {"exact": {}, "folded": {}, "digits": {}}
        for rule in rules:
            self._hashes[rule.form].add(rule.hash)
            self._lengths[rule.form].setdefault(rule.first, set()).add(rule.length)
        self._cache: dict[str, tuple[tuple[str, int], ...]] = {}

    def __bool__(self) -> bool:
        return any(self._hashes.values())

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where erased words stand, word by word: what is between them stays."""
        hit = self._words(TOKEN.findall(text))
        if self._lengths["digits"]:
            hit.update(self._digits(text, tokens(text)))
        if not hit:
            return []
        found = [word.span() for word in TOKEN.finditer(text)]
        return [found[place] for place in sorted(hit)]

    def redact(self, text: str) -> tuple[str, int]:
        """The text with marks for the words of the rules, of the same length; how many words it lost."""
        spans = self.spans(text)
        return (mask(text, spans), len(spans)) if spans else (text, 0)

    def _words(self, words: Sequence[str]) -> set[int]:
        """The places of erased words among all of a text. Nearly all texts have none: only where a window may
        begin is one made."""
        begins = {word: tried for word in set(words) if (tried := self._begins(word))}
        hit: set[int] = set()
        for start, word in enumerate(words) if begins else ():
            for form, length in begins.get(word, ()):
                if self._is_said(form, words[start : start + length], length):
                    hit.update(range(start, start + length))
        return hit

    def _begins(self, word: str) -> tuple[tuple[str, int], ...]:
        """The forms and lengths of windows that may begin with a word."""
        known = self._cache.get(word)
        if known is None:
            if len(self._cache) > _MOST_CACHED:
                self._cache.clear()
            exact, folded = forms(word)
            of = {"exact": exact, "folded": folded}
            known = self._cache[word] = tuple(
                (form, length)
                for form, written in of.items()
                for length in self._lengths[form].get(_bits(self._key, written), ())
            )
        return known

    def _is_said(self, form: str, window: Sequence[str], length: int) -> bool:
        pairs = [forms(word) for word in window]
        # With marks, another word is another word: unmarked spelling counts where a text has none at all.
        if len(pairs) < length or (form == "folded" and any(exact != folded for exact, folded in pairs)):
            return False
        written = " ".join(exact if form == "exact" else folded for exact, folded in pairs)
        return hash_of(self._key, form, written) in self._hashes[form]

    def _digits(self, text: str, found: Sequence[Token]) -> Iterator[int]:
        longest = max(length for lengths in self._lengths["digits"].values() for length in lengths) + 1
        for start in range(len(found)):
            digits, end = "", start
            while end < len(found) and len(digits) <= longest and _goes_on(text, found, start, end):
                digits += found[end].exact
                end += 1
                if self._is_number(digits):
                    yield from range(start, end)

    def _is_number(self, digits: str) -> bool:
        if len(digits) < _LEAST_DIGITS:
            return False
        forms = [digits]
        if digits.startswith(_ABROAD):
            forms.append("0" + digits[2:])
        return any(hash_of(self._key, "digits", form) in self._hashes["digits"] for form in forms)


def mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts, last = [], 0
    for start, end in spans:
        parts += [text[last:start], MARK * (end - start)]
        last = end
    return "".join([*parts, text[last:]])


def _goes_on(text: str, found: Sequence[Token], start: int, place: int) -> bool:
    if not found[place].exact.isdigit():
        return False
    between = text[found[place - 1].end : found[place].start] if place > start else ""
    return len(between) <= _GAP and "\n" not in between


# --- Records ------------------------------------------------------------------------------------------

# Addresses say where something is: without them nobody finds it again, also not to erase it.
ADDRESSES = frozenset({"url", "key", "id", "document", "sha256", "parent", "portal", "address"})
_SPANNED = ("text", "raw")
# An unkeyed hash of the text as it was: whoever knows the rest of it finds a number by trial. Records of an
# older program have it.
PROOF = "coding_proof"


def redact_record(record: dict[str, Any], matcher: Masking) -> tuple[dict[str, Any], int]:
    """The JSON of a document without the words of the rules; what quotes its title or text quotes marks."""
    new = dict(record)
    count = 0
    for name in ("title", "text"):
        new[name], lost = matcher.redact(record[name])
        count += lost
    for name, value in record.items():
        if name not in ("title", "text"):
            new[name], lost = _walk(name, value, matcher, record, new)
            count += lost
    if count and new.get(PROOF):
        new[PROOF] = None
    return new, count


def redact_value(value: Any, matcher: Masking) -> tuple[Any, int]:
    """Any JSON without the words of the rules; addresses, our own vocabulary and keys of objects stay."""
    return _walk("", value, matcher, {}, {})


def requote(value: Any, matcher: Masking, old: dict[str, Any], new: dict[str, Any]) -> Any:
    """JSON that quotes a document whose JSON was `old` and is `new` now."""
    return _walk("", value, matcher, old, new)[0]


def _walk(
    name: str, value: Any, matcher: Masking, old: dict[str, Any], new: dict[str, Any]
) -> tuple[Any, int]:
    if name in KEYS:
        return value, 0
    if isinstance(value, str):
        return (value, 0) if name in ADDRESSES else matcher.redact(value)
    if isinstance(value, list):
        return _joined(list, [_walk(name, each, matcher, old, new) for each in value])
    if isinstance(value, dict):
        quoted = _quoted(value, old, new)
        parts = [
            (quoted[key], 0) if key in quoted else _walk(key, each, matcher, old, new)
            for key, each in value.items()
        ]
        changed, count = _joined(list, parts)
        return dict(zip(value, changed, strict=True)), count
    return value, 0


def _joined(kind: type[list[Any]], parts: list[tuple[Any, int]]) -> tuple[list[Any], int]:
    return kind(part for part, _ in parts), sum(count for _, count in parts)


def _quoted(value: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> dict[str, str]:
    """What stands in an object as a quotation with its place: the same place of the new text."""
    start, end = value.get("start"), value.get("end")
    source = value.get("field", "text")
    if not isinstance(start, int) or not isinstance(end, int) or source not in old:
        return {}
    return {
        name: new[source][start:end]
        for name in _SPANNED
        if isinstance(value.get(name), str) and old[source][start:end] == value[name]
    }
