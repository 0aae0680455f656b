"""The shares of themes as a small picture: bars of the period, a stroke for the four weeks before."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import altair as alt
import PIL.Image

from search.charts.render import png
from search.digest.mail import Image
from search.digest.records import Shares
from search.digest.words import Words

CID = "shares@reformwatch"
_WIDTH, _STEP, _MOST, _NAME = 260, 22, 12, 48


@lru_cache(maxsize=512)
def _drawn(shares: Shares, language: Any) -> bytes:
    # Watches of the same places share their shares, and drawing is the dearest part of a mail: Altair checks
    # no figure, of which only the values differ (a test has one checked).
    return _small(png(_figure(shares, Words(language)).to_dict(validate=False), language))


def _small(drawn: bytes) -> bytes:
    """A picture of four colours needs no sixteen million: a quarter of the bytes, in every mail."""
    out = io.BytesIO()
    image = PIL.Image.open(io.BytesIO(drawn)).convert("RGB")
    image.quantize(colors=32, method=PIL.Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


def picture(shares: Shares, words: Words) -> Image | None:
    """None where nothing was published in the period: a picture of nothing tells nothing."""
    if not shares.n:
        return None
    return Image(CID, _drawn(shares, words.language), alternative(shares, words))


def alternative(shares: Shares, words: Words) -> str:
    """What the picture shows, for those who do not see it."""
    rows = (
        f"{words.theme(row.theme)} {words.share(row.now)} ({words.share(row.before)})" for row in shares.rows
    )
    heads = f"{words('shares')}: {words('shares_now')} ({words('shares_before')})"
    return f"{heads}: {'; '.join(rows)}."


def _figure(shares: Shares, words: Words) -> Any:
    rows = sorted(shares.rows, key=lambda one: -(one.now or 0.0))[:_MOST]
    names = (words("shares_now"), words("shares_before"))
    values = [
        {"theme": _short(words.theme(one.theme)), "now": one.now or 0.0, "before": one.before,
         "told": f"{words.share(one.now)} ({words.share(one.before)})", "a": names[0], "b": names[1]}
        for one in rows
    ]  # fmt: skip
    colors = alt.Scale(domain=list(names), range=["#0072B2", "#000000"])
    legend = alt.Legend(title=None, orient="top", labelLimit=0, symbolType="square", symbolOpacity=1)
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("theme:N", sort=None, title=None, axis=alt.Axis(labelLimit=0, ticks=False, domain=False))
    )
    x = alt.X("now:Q", title=None, axis=alt.Axis(format=".0%", tickCount=5), scale=alt.Scale(zero=True))
    bars = base.mark_bar(height=12).encode(x=x, color=alt.Color("a:N", scale=colors, legend=legend))
    before = base.mark_tick(thickness=3, size=18).encode(
        x=alt.X("before:Q"), color=alt.Color("b:N", scale=colors)
    )
    ends = base.transform_calculate(end="max(datum.now, datum.before)")
    told = ends.mark_text(align="left", dx=6, fontSize=11).encode(x=alt.X("end:Q", title=None), text="told:N")
    figure = alt.layer(bars, before, told)
    return figure.properties(width=_WIDTH, height=alt.Step(_STEP), background="#ffffff")


def _short(name: str) -> str:
    return name if len(name) <= _NAME else name[: _NAME - 1].rstrip() + "…"
