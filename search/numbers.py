"""How figures are written: what is not 0 never reads as 0, a share that is not whole never as 100 %."""

from __future__ import annotations

_DIGITS = {"nats": 3, "ratio": 2, "z": 2, "days": 1, "number": 1}
_COUNTED = frozenset({"days", "number"})  # whole ones have no digits behind the sign


def of_unit(value: float | None, unit: str, *, sign: str = ".") -> str:
    """A measure's value in the digits of its unit (`search.measures.results.Unit`), which are the same in
    tables, charts and reports; empty where there is none. `sign` is the decimal sign."""
    if value is None:
        return ""
    if unit == "share":
        written = percent(value)
    elif unit in _COUNTED and float(value).is_integer():
        written = str(int(value))
    else:
        written = fixed(value, _DIGITS[unit])
    return written.replace(".", sign)


def counted(count: int, one: str, many: str = "") -> str:
    """So many of something: `1 document`, `2 documents`; `many` where that takes more than an s."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def percent(value: float, digits: int = 1) -> str:
    """A share: `12.5%`; `<0.1%` and `>99.9%` where its digits would say nothing or all."""
    least = 10.0 ** -(digits + 2)
    written = f"{value:.{digits}%}"
    if value > 0 and written == f"{0:.{digits}%}":
        return f"<{least:.{digits}%}"
    if value < 1 and written == f"{1:.{digits}%}":
        return f">{1 - least:.{digits}%}"
    return written


def asked(share: float) -> str:
    """A share as somebody asked for it, in all of its digits: `50%`, `99.5%`."""
    return f"{share * 100:.12g}%"


def fixed(value: float, digits: int) -> str:
    """A number with so many digits: `4.5`; `<0.1` and `>-0.1` for what is not 0 and would read so."""
    written = f"{value:.{digits}f}"
    if float(written) != 0 or value == 0:
        return written.removeprefix("-") if value == 0 else written
    least = f"{10.0**-digits:.{digits}f}"
    return f"<{least}" if value > 0 else f">-{least}"


def significant(value: float, digits: int) -> str:
    """A number with so many digits that count: `0.0597`; of a large one all before the sign: `12345`."""
    written = f"{value:.{digits}g}"
    return f"{value:.0f}" if "e+" in written else written
