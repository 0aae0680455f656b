"""Repair of text that portals damaged: one flag for each kind of repair (domain/nasty.md has the counts)."""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import name2codepoint

from pipelines.legacy import convert

_NAMED = re.compile(
    r"[lr][ds]quo|[lr]aquo|[nm]dash|hellip|bull|middot|nbsp|quot|amp|deg|trade|reg|times"
    r"|[A-Za-z](?:acute|grave|circ|tilde|uml)"
)
_NAMES = {name: chr(code) for name, code in name2codepoint.items() if _NAMED.fullmatch(name)}
_NAMES |= {"ETH": "Đ", "eth": "đ"}
_LONGEST = max(map(len, _NAMES))
_AMPERSAND = re.compile(r"&?\bamp;(?=#?\w+;)")
_NAME = re.compile(r"&?([A-Za-z]{3,}|(?<=&)#x?[0-9a-fA-F]{2,6})$")
# Half-decoded: `ph;ép` was `ph&eacute;p`. Only after a bare consonant onset, where no word can end.
_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]"
_HALF = re.compile(rf"(?<![^\W\d_])({_ONSET});(?=[àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ])", re.IGNORECASE)
_HALF_SIGN = re.compile(";[àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]")
_ETH = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ"})
_ETH_LETTER = re.compile("[\u00d0\u0189\u00f0]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_RUNS = re.compile(r" {2,}")
_SUSPECT = re.compile("[^\t\n\x20-\x7eÀ-ỹ–—‘’“”…•]|[&;\u00d0\u00f0\u0189\u0300-\u036f]")

# UTF-8 read as windows-1252 or Latin-1 and written as UTF-8 again.
_MOJIBAKE = re.compile("áº|á»|Ã[\u0080-¿]|Æ[°¡\u00a0]|Ä[\u0090\u0091‘]|â€")
_MOJIBAKE_SIGNS = ("áº", "á»", "Ã", "Æ", "Ä", "â€")
_PAIRS_PER_1000 = 3


def repair_text(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with its damage repaired, and a flag for each kind of repair.

    Line breaks and tabs stay, runs of spaces become one. Flags: nfc, entity_repaired, nbsp, zero_width,
    soft_hyphen, eth_letter, control_removed, mojibake_repaired, mojibake; legacy_font and in which of them a
    text was typed that is given back as what it said.
    """
    is_suspect = _SUSPECT.search(text) is not None
    text, encoding_flags = repair_mojibake(text) if is_suspect else (text, ())
    flags = list(encoding_flags)
    converted = convert(text)
    if not is_suspect and converted is None:
        return text, ()
    if converted is not None:
        text = converted.text
        flags += converted.flags
    for flag, repair in _REPAIRS:
        repaired = repair(text)
        if repaired != text:
            flags.append(flag)
            text = repaired
    return _RUNS.sub(" ", text), tuple(flags)


def repair_mojibake(text: str) -> tuple[str, tuple[str, ...]]:
    """Double-encoded UTF-8 undone where that loses nothing, else flagged (faults.md E2)."""
    if sum(map(text.count, _MOJIBAKE_SIGNS)) < 3:
        return text, ()
    pairs = len(_MOJIBAKE.findall(text))
    if pairs < 3 or pairs * 1000 < _PAIRS_PER_1000 * len(text):
        return text, ()
    import ftfy  # noqa: PLC0415  # rarely needed, costs 40 ms

    repaired = ftfy.fix_encoding(text)
    lossless = "\ufffd" not in repaired or repaired.count("\ufffd") <= text.count("\ufffd")
    if lossless and len(_MOJIBAKE.findall(repaired)) * 10 < pairs:
        return repaired, ("mojibake_repaired",)
    return text, ("mojibake",)


def _entities(text: str) -> str:
    """Entities that lost their ampersand (`ldquo;`, `Neacute;t`, `nhi;ecirc;n`) or were escaped twice."""
    if ";" not in text:
        return text
    if "amp;" in text:
        text = _AMPERSAND.sub("&", text)
    text = _decoded(text)
    return _HALF.sub(r"\1", text) if _HALF_SIGN.search(text) else text


def _decoded(text: str) -> str:
    *pieces, last = text.split(";")
    done: list[str] = []
    for piece in pieces:
        stem, letter = _ending(piece)
        if letter is None:
            done.append(f"{piece};")
            continue
        if not stem and letter.isalpha() and done and done[-1][-2:-1].isalpha():
            done[-1] = done[-1][:-1]
        done.append(stem + letter)
    return "".join(done) + last


def _ending(piece: str) -> tuple[str, str | None]:
    """What stands before the entity's name at the end, and its letter; more letters belong to the word."""
    found = _NAME.search(piece[-12:])
    if not found:
        return piece, None
    word = found[1]
    if word.startswith("#"):
        return piece[: -len(word) - 1], html.unescape(f"&{word};")
    for length in range(min(_LONGEST, len(word)), 2, -1):
        letter = _NAMES.get(word[-length:])
        if letter:
            stem = piece[:-length]
            return (stem.removesuffix("&")), letter
    return piece, None


def _composed(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _without_hyphens(text: str) -> str:
    return text.replace("\u00ad", "")


def _plain_eth(text: str) -> str:
    return text.translate(_ETH) if _ETH_LETTER.search(text) else text


_REPAIRS = (
    ("entity_repaired", _entities),
    ("soft_hyphen", _without_hyphens),
    ("nbsp", lambda text: _SPACES.sub(" ", text)),
    ("zero_width", lambda text: _ZERO_WIDTH.sub("", text)),
    ("control_removed", lambda text: _CONTROL.sub("", text)),
    ("eth_letter", _plain_eth),
    ("nfc", _composed),
)
