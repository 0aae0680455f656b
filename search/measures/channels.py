"""Channels and audiences: by which means, and to whom, a locality says that reform is made known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import fsum, log
from typing import Any, Literal, TypeAlias

from pipelines import codebook
from search.measures.diversity import entropy
from search.measures.material import Material
from search.measures.pooled import Interval, clusters, how, intervals
from search.measures.publications import ATTRIBUTES, Publication, grouped, unknown
from search.measures.registry import Measure
from search.measures.results import MeasureError, MeasureRow

_Kind: TypeAlias = Literal["channel", "audience"]
_Named: TypeAlias = Mapping[str, tuple[str, ...]]  # by publication


def _rows(material: Material) -> Iterator[MeasureRow]:
    if {"channel", "audience"} <= set(material.by):
        raise MeasureError("channels are divided by channel or by audience, not by both at once.")
    if "audience" in material.by:
        return _shares(material, "audience")
    return _shares(material, "channel") if "channel" in material.by else _mixes(material)


def _shares(material: Material, kind: _Kind) -> Iterator[MeasureRow]:
    """The share of each channel: every publication divides one voice among those it names."""
    named = _named(material, kind)
    found = [one for one in material.publications if one.id in named]
    for group, members in grouped(found, material.by, material.period):
        holding = _holding(members, named)
        told = _known(kind) if material.may_say_zero(group) else ()
        pool = clusters(members, material.by)
        bounds = _bounds(pool, named, sorted(holding))
        for name in sorted({*holding, *told}):
            naming, interval = holding.get(name, []), bounds.get(name)
            values: dict[str, str | None] = {**group, kind: name}
            yield MeasureRow(
                key={key: values[key] for key in material.by},
                value=fsum(1 / len(named[one.id]) for one in naming) / len(members),
                low=interval[0] if interval else None,
                high=interval[1] if interval else None,
                n=len(naming),
                denominator=len(members),
                documents=tuple(one.id for one in naming),
                flags=unknown(group, members),
                more={"of_publications": len(naming) / len(members), **how(pool, interval)},
            )


def _bounds(
    pool: Sequence[Sequence[Publication]], named: _Named, names: Sequence[str]
) -> dict[str, Interval]:
    """The interval of the share of each channel that anybody names."""

    def counts(cluster: Sequence[Publication]) -> list[float]:
        voices = {
            name: fsum(1 / len(named[one.id]) for one in cluster if name in named[one.id]) for name in names
        }
        return [*voices.values(), len(cluster)]

    def shares(sums: Sequence[float]) -> list[float]:
        return [part / sums[-1] for part in sums[:-1]]

    return dict(zip(names, intervals(pool, counts, shares), strict=False))


def _mixes(material: Material) -> Iterator[MeasureRow]:
    """How many of the channels are named, with the diversity of their shares, and the same of audiences."""
    channels, audiences = _named(material, "channel"), _named(material, "audience")
    found = [one for one in material.publications if one.id in channels or one.id in audiences]
    for group, members in grouped(found, material.by, material.period):
        mix = _mix(members, channels, "channel")
        yield MeasureRow(
            key=group,
            value=mix.pop("breadth"),
            n=len(members),
            denominator=len(members),
            documents=tuple(one.id for one in members),
            flags=unknown(group, members),
            more={
                **mix,
                **{f"audience_{name}": value for name, value in _mix(members, audiences, "audience").items()},
            },
        )


def _mix(members: Sequence[Publication], named: _Named, kind: _Kind) -> dict[str, Any]:
    holding, known = _holding(members, named), _known(kind)
    voices = sum(one.id in named for one in members)
    h = entropy(fsum(1 / len(named[one.id]) for one in naming) / voices for naming in holding.values())
    return {
        "breadth": len(holding.keys() & set(known)) / len(known),
        "h": h if voices else None,
        "normalised": h / log(len(known)) if voices else None,
        "publications": voices,
    }


def _holding(members: Sequence[Publication], named: _Named) -> dict[str, list[Publication]]:
    found: dict[str, list[Publication]] = {}
    for one in members:
        for name in named.get(one.id, ()):
            found.setdefault(name, []).append(one)
    return found


def _named(material: Material, kind: _Kind) -> _Named:
    """What each publication names, in its page or a file; those that name nothing are left out."""
    ids = [id_ for one in material.publications for id_ in one.members]
    by_document = material.store.measuring.named(ids, "channels" if kind == "channel" else "audiences")
    found: dict[str, tuple[str, ...]] = {}
    for one in material.publications:
        if names := {name for id_ in one.members if id_ in by_document for name in by_document[id_]}:
            found[one.id] = tuple(sorted(names))
    return found


def _known(kind: _Kind) -> tuple[str, ...]:
    rules = codebook.load()
    return tuple(one.id for one in (rules.channels if kind == "channel" else rules.audiences))


MEASURE = Measure(
    name="channels",
    about="by which channels, and for which audiences, reform is said to be made known",
    formula="c_lj = Σ_d [j ∈ d] / m_d / N_l over the N_l publications that name any of the J channels, m_d of"
    " them each; without channel and audience in by: channels named / J, with H and H' = H / ln J",
    source="Shares as of attention; H: Boydstun, Bevan and Thomas, Policy Studies Journal 42(2), 2014",
    keys=(*ATTRIBUTES, "channel", "audience"),
    by=("locality", "channel"),
    rows=_rows,
)
