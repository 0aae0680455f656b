"""From an act down: who followed it, and who followed those, with dates, lags and what was taken over."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from search.measures.superiors import Superior, is_below, superiors
from store.database import Store
from store.identities import symbol
from store.relations import Link, OwnAct

ActKey: TypeAlias = tuple[str, str | None, int | None]  # symbol, whose act, year
_RELATIONS = ("implements",)
_MOST_NAMED = 8  # acts that a message offers in place of one that is not there


class NoSuchActError(LookupError):
    """No act, or more than one, is what was asked for; `str(error)` says which there are."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act in the tree; `document` is it, or announces it, where the store has one.

    `days` after the act that it follows; None where a day is not known, or it bears an earlier one.
    """

    number: str
    locality: str | None
    year: int | None
    issued: dt.date | None
    document: str | None
    days: int | None = None
    children: tuple[Step, ...] = ()


@dataclass(slots=True)
class _Network:
    """All acts and who follows them: `below` has the acts that follow one, by its key."""

    own: dict[ActKey, OwnAct] = field(default_factory=dict)
    superiors: dict[ActKey, Superior] = field(default_factory=dict)
    below: dict[ActKey, set[ActKey]] = field(default_factory=lambda: defaultdict(set))


def act_tree(store: Store, wanted: str, relations: Sequence[str] = _RELATIONS) -> Step:
    """The tree below an act: its number, the label of a measure's row, or the id of its document.

    An act that follows several acts of the tree stands below the newest one. Raises NoSuchActError.
    """
    links = store.relations.links(None, relations)
    ids = {link.document for link in links} | {link.target for link in links if link.target}
    acts = store.relations.acts(ids)
    network = _network(links, acts)
    root = _root(store, network, wanted)
    return _step(network, _children(network, root), root, None)


def _network(links: Sequence[Link], acts: Mapping[str, OwnAct]) -> _Network:
    found = _Network()
    for act in sorted(acts.values(), key=lambda each: (each.status != "self", each.document)):
        found.own.setdefault((act.symbol, act.locality, act.year), act)
    for superior, citing in superiors(links, acts):
        key = (superior.symbol, superior.locality, superior.year)
        found.superiors[key] = superior
        for link in citing:
            own = acts.get(link.document)
            if own and own.locality and superior.locality and is_below(own.locality, superior.locality):
                found.below[key].add((own.symbol, own.locality, own.year))
    return found


def _root(store: Store, network: _Network, wanted: str) -> ActKey:
    """The one act of the network that is meant."""
    known = {*network.own, *network.superiors}
    held = store.relations.acts([wanted]).get(wanted)
    if held:
        return (held.symbol, held.locality, held.year)
    number, *rest = [part.strip() for part in wanted.split(",")]
    asked = [key for key in known if key[0] == symbol(number) and {*rest} <= _told(key)]
    if not asked:
        raise NoSuchActError(f"{wanted!r} is no act that others follow. {_followed(network)}")
    if len(asked) > 1:
        labels = "; ".join(_label(network, key) for key in sorted(asked, key=str))
        raise NoSuchActError(f"{wanted!r} may be {labels}: say which.")
    return asked[0]


def _followed(network: _Network) -> str:
    """Which acts are followed, those with the most followers first."""
    keys = sorted((key for key in network.below if network.below[key]), key=str)
    keys.sort(key=lambda key: -len(network.below[key]))
    if not keys:
        return "No act of this store is followed in this way; --relation takes other ways to cite one."
    more = f" and {len(keys) - _MOST_NAMED} more" if len(keys) > _MOST_NAMED else ""
    return f"Followed are {'; '.join(_label(network, key) for key in keys[:_MOST_NAMED])}{more}."


def _told(key: ActKey) -> set[str]:
    """What may stand beside the number to say which act is meant."""
    return {key[1] or "issuer unknown", str(key[2] or "year unknown")}


def _children(network: _Network, root: ActKey) -> dict[ActKey, list[ActKey]]:
    """For each act of the tree those that stand below it."""
    reached, waiting = {root}, [root]
    above: dict[ActKey, list[ActKey]] = defaultdict(list)
    while waiting:
        key = waiting.pop()
        for child in network.below.get(key, ()):
            above[child].append(key)
            if child not in reached:
                reached.add(child)
                waiting.append(child)
    children: dict[ActKey, list[ActKey]] = defaultdict(list)
    for child, keys in above.items():
        children[max(keys, key=lambda key: (_issued(network, key) or dt.date.min, str(key)))].append(child)
    return children


def _step(
    network: _Network, children: Mapping[ActKey, list[ActKey]], key: ActKey, above: dt.date | None
) -> Step:
    issued = _issued(network, key)
    own, superior = network.own.get(key), network.superiors.get(key)
    below = (_step(network, children, child, issued) for child in sorted(children.get(key, ()), key=str))
    return Step(
        number=_number(network, key),
        locality=key[1],
        year=key[2],
        issued=issued,
        document=own.document if own else superior.document if superior else None,
        days=(issued - above).days if issued and above and issued >= above else None,
        children=tuple(sorted(below, key=lambda step: (step.issued or dt.date.max, step.locality or ""))),
    )


def _issued(network: _Network, key: ActKey) -> dt.date | None:
    own, superior = network.own.get(key), network.superiors.get(key)
    return (own and own.issued) or (superior.issued if superior else None)


def _number(network: _Network, key: ActKey) -> str:
    superior = network.superiors.get(key)
    return superior.number if superior else key[0].upper()


def _label(network: _Network, key: ActKey) -> str:
    return f"{_number(network, key)}, {key[1] or 'issuer unknown'}, {key[2] or 'year unknown'}"
