"""Text reuse: how much of one publication's words stand in another one, and who had them first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipelines.passages import shared_passages
from pipelines.words import Token, tokens
from search.measures.material import Material
from search.measures.parameters import Parameter, one_of, share_or_all, whole
from search.measures.registry import Measure
from search.measures.results import MeasureRow

if TYPE_CHECKING:
    from search.measures.grams.reusing import Reuse, Text

_MOST_PASSAGES = 10  # of one pair, the best ones
_SPARE = 2  # pairs of samples that are compared, for each one that is listed: samples err


def _rows(material: Material) -> Iterator[MeasureRow]:
    """The pairs with the highest value first; the first ones with their passages."""
    from search.measures.grams.reusing import reuses, texts_of, with_net  # noqa: PLC0415 heavy: polars

    figure, least = str(material.settings["figure"]), material.settings["least"]
    texts = texts_of(material)
    found = [
        pair
        for pair in reuses(texts, _SPARE * material.setting("most"))
        if least is None or getattr(pair.raw, figure) >= least
    ]
    found.sort(key=lambda pair: (-getattr(pair.raw, figure), *_ids(pair)))
    for place, pair in enumerate(with_net(found[: material.setting("most")], texts)):
        row = _row(pair, figure)
        if place < material.setting("passages"):
            yield replace(row, more={**row.more, "passages": passages(material, pair)})
        else:
            yield row


def _ids(pair: Reuse) -> tuple[str, str]:
    return pair.first.publication.id, pair.second.publication.id


def _row(reuse: Reuse, figure: str) -> MeasureRow:
    first, second = reuse.first.publication, reuse.second.publication
    more: dict[str, Any] = {
        **reuse.raw._asdict(),
        "net": None if reuse.net is None else getattr(reuse.net, figure),
        "origin": reuse.origin,
        "net_figures": reuse.net and reuse.net._asdict(),
        "from": _told(reuse.first),
        "to": _told(reuse.second),
    }
    return MeasureRow(
        key={"from": first.id, "to": second.id},
        value=getattr(reuse.raw, figure),
        n=2,
        denominator=2,
        documents=(first.id, second.id),
        flags=() if reuse.origin else ("origin_unknown",),
        more=more,
    )


def _told(text: Text) -> dict[str, Any]:
    return {
        "document": text.publication.id,
        "locality": text.publication.locality,
        "date": text.day.isoformat() if text.day else None,
        "grams": text.grams.n_unique(),
    }


def passages(material: Material, pair: Reuse) -> list[dict[str, Any]]:
    """The passages that two publications share, the best first; offsets are of the documents' texts."""
    first, second = pair.first.publication, pair.second.publication
    words = {id_: text for id_, _, text in material.store.relations.words({*first.members, *second.members})}
    cut = {id_: tokens(text) for id_, text in words.items()}
    found: list[dict[str, Any]] = [
        {"score": shared.score, "matches": shared.matches,
         "from": _passage(one, words, cut[one][shared.start : shared.end]),
         "to": _passage(other, words, cut[other][shared.other_start : shared.other_end])}
        for one in first.members for other in second.members
        for shared in shared_passages([each.exact for each in cut[one]], [each.exact for each in cut[other]])
    ]  # fmt: skip
    return sorted(found, key=lambda each: each["score"], reverse=True)[:_MOST_PASSAGES]


def _passage(document: str, words: dict[str, str], cut: Sequence[Token]) -> dict[str, Any]:
    start, end = cut[0].start, cut[-1].end
    return {"document": document, "start": start, "end": end, "text": words[document][start:end]}


def _says(material: Material, rows: Sequence[MeasureRow]) -> Iterator[str]:
    """What is not among the rows."""
    from search.measures.grams.pairs import ALL  # noqa: PLC0415

    count = len(material.publications)
    if count > ALL:
        yield f"Of {count} publications only those pairs were compared that share words of a sample."
    if len(rows) == material.setting("most"):
        yield f"Only the highest pairs are here: {len(rows)}; there may be more (most={len(rows)})."


MEASURE = Measure(
    name="reuse",
    about="how much of one publication's words stand in another one, and who had them first",
    formula=(
        "J = |G_A ∩ G_B| / |G_A ∪ G_B|, C(A→B) = |G_A ∩ G_B| / |G_A|, over the sets G of syllable 5-grams;"
        " net: without 5-grams of more than a fifth of the localities, from 20 localities up"
    ),
    source=(
        "Broder, On the Resemblance and Containment of Documents, 1997; passages: Smith and Waterman, 1981,"
        " as in Linder, Desmarais, Burgess and Giraudy, Policy Studies Journal 48(2), 2020"
    ),
    keys=("from", "to"),
    by=("from", "to"),
    requires=("from", "to"),
    copies="portal",
    rows=_rows,
    is_of_weeks=False,
    says=_says,
    parameters=(
        Parameter("figure", "jaccard", "what value is: jaccard or containment, of `from` in `to`",
                  one_of("jaccard", "containment")),
        Parameter("least", None, "least value of a pair that is listed; all: every pair that shares a 5-gram",
                  share_or_all),
        Parameter("most", 1000, "pairs that are listed, the highest first", whole(1, 1_000_000)),
        Parameter("passages", 5, "pairs whose passages are shown, the highest first", whole(0, 1000)),
    ),
)  # fmt: skip
