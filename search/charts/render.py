"""Specifications as files: SVG and PNG by vl-convert, HTML with all that it needs within it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import vl_convert

from search.charts.words import Language

_VERSION = "6.4"  # of Vega-Lite, as Altair writes it: another one might draw other bytes
_NUMBERED = re.compile(r"(?<=[\"#])(gradient_|clip)\d+(?=[\")])")
_FORMATS: Mapping[Language, dict[str, Any]] = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", " ₫"]},
}
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ margin: 1rem; font-family: "Liberation Sans", Arial, sans-serif }}
#figure {{ display: block; overflow-x: auto }}
@media print {{ svg {{ max-width: 100%; height: auto }} }}</style>
<script>{scripts}</script></head>
<body><div id="figure"></div>
<script>vegaEmbed("#figure", {spec}, {options});</script>
<noscript>{svg}</noscript></body>
</html>
"""


def svg(spec: Mapping[str, Any], language: Language) -> bytes:
    drawn = vl_convert.vegalite_to_svg(dict(spec), vl_version=_VERSION, format_locale=_FORMATS[language])
    return _counted_anew(drawn).encode()


def png(spec: Mapping[str, Any], language: Language) -> bytes:
    return vl_convert.vegalite_to_png(
        dict(spec), vl_version=_VERSION, scale=2, format_locale=_FORMATS[language]
    )


def page(spec: Mapping[str, Any], language: Language) -> bytes:
    """An HTML page that loads nothing; without scripts it shows the SVG."""
    title = spec.get("title", "")
    text = title.get("text", "") if isinstance(title, Mapping) else title
    return _PAGE.format(
        language=language,
        title=html.escape(" ".join(text) if isinstance(text, list) else str(text)),
        scripts=vl_convert.javascript_bundle(None, _VERSION),  # type: ignore[arg-type] # None: all of them
        spec=_json(spec),
        options=_json({"renderer": "svg", "actions": False, "formatLocale": _FORMATS[language]}),
        svg=svg(spec, language).decode(),
    ).encode()


DRAWERS: Mapping[str, Callable[[Mapping[str, Any], Language], bytes]] = {
    ".svg": svg,
    ".png": png,
    ".html": page,
}


def _counted_anew(drawn: str) -> str:
    """Vega numbers gradients and clips on through all figures of a process: here each figure begins at 0."""
    known: dict[str, str] = {}
    return _NUMBERED.sub(lambda found: known.setdefault(found[0], f"{found[1]}{len(known)}"), drawn)


def _json(value: Any) -> str:
    """JSON that may stand in a script: words of documents end none."""
    return (
        json.dumps(value, ensure_ascii=False, sort_keys=True)
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
    )
