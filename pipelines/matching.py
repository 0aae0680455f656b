"""Applies a codebook to a title and a text: what hits where, after traps, exclusions and longest match."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from pipelines.codebook import Codebook, Terms
from pipelines.gapped import LAYER as PART
from pipelines.gapped import Gapped, is_gapped
from pipelines.phrases import Hit, PhraseSet, Reading, Rule, keep_longest
from pipelines.zones import Unit, Zone, units
from store.records import Evidence, Field

_PARTS = 2  # of a phrase with a gap
_NO_GAPS = Gapped(())
_PLACES = frozenset({"xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "tỉnh", "thành phố"})
TITLE_UNIT = 0  # the title is the first coding unit; those of the text follow


class Match(NamedTuple):
    """A hit that counts, the field it stands in and the number of its coding unit."""

    field: Field
    unit: int
    zone: Zone | None
    hit: Hit

    def evidence(self, text: str) -> Evidence:
        hit = self.hit
        start, end = hit[:2]
        return Evidence(self.field, start, end, text[start:end], _named(hit[2:]))


_match: Callable[[tuple[Field, int, Zone | None, Hit]], Match] = partial(tuple.__new__, Match)  # as for hits


@lru_cache(maxsize=65536)
def _named(found: tuple[Rule, bool]) -> str:
    """What evidence says of a rule, and whether it was read without its marks."""
    rule, unaccented = found
    path = "/".join(filter(None, (rule.name, rule.subtheme)))
    return f"{path}: {rule.phrase}{' (unaccented)' if unaccented else ''}"


class Matches(NamedTuple):
    """All that counts, by layer in reading order, and the units of title and text."""

    layers: dict[str, list[Match]]
    units: list[Unit]

    def of(self, layer: str) -> list[Match]:
        return self.layers.get(layer, [])

    def scoring(self, layer: str) -> list[Match]:
        """Those outside legal basis, recipients, funding and page chrome."""
        return [match for match in self.of(layer) if match[2] is None]


def match(title: str, text: str, codebook: Codebook) -> Matches:
    rules = _compiled(codebook)
    layers: dict[str, list[Match]] = defaultdict(list)
    lines = units(text)
    reading = Reading(title)
    found = rules.everywhere.find(reading)
    if alone := rules.titles.find(reading):
        found = sorted(found + alone, key=_place)
    for layer, hits in _counting(found, title, rules.gapped, in_title=True):
        layers[layer] += [_match(("title", TITLE_UNIT, None, hit)) for hit in hits]
    if layers.get("vouched") or layers.get("hinted"):
        layers["body"] += _bodies(rules.bodies, title, text[: lines[0].end] if lines else "")
    # No hit crosses the end of a line.
    ends, zones = [end for _, end, _ in lines], [zone for _, _, zone in lines]
    found = rules.everywhere.find(Reading(text))
    for layer, hits in _counting(found, text, rules.gapped, in_title=False):
        layers[layer] += [
            _match(("text", (place := bisect_right(ends, hit[0])) + 1, zones[place], hit)) for hit in hits
        ]
    return Matches(layers, [Unit(0, len(title), None), *lines])


def _bodies(rules: PhraseSet, title: str, lead: str) -> Iterator[Match]:
    """The bodies of the public service that title or lead names; asked for seldom, and of no other part."""
    places: tuple[tuple[Field, int, str], ...] = (
        ("title", TITLE_UNIT, title),
        ("text", TITLE_UNIT + 1, lead),
    )
    for field, unit, text in places:
        for _, hits in _counting(rules.find(Reading(text)), text, _NO_GAPS, in_title=True):
            yield from (_match((field, unit, None, hit)) for hit in hits if _is_body(hit, text))


def _is_body(hit: Hit, text: str) -> bool:
    """A kind of place is one before its name: `Xã Tân An`, `Phường 5`, and not `Xã hội`."""
    after = text[hit.end :].lstrip(" \u00a0")[:1]
    return hit.rule.phrase.casefold() not in _PLACES or after.isupper() or after.isdigit()


def _place(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _counting(
    hits: Sequence[Hit], text: str, gapped: Gapped, *, in_title: bool
) -> Iterator[tuple[str, list[Hit]]]:
    """What counts of each layer, by start; `hits` as `find` has them."""
    traps: list[Hit] = []
    excluded: list[Hit] = []
    layers: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        layer, _, _, _, strength, _ = hit.rule
        if strength == "exclude" and not _is_parted(hit, text):
            excluded.append(hit)
        if layer == "trap":
            traps.append(hit)
        elif strength != "exclude":
            layers[layer].append(hit)
    if traps or excluded:
        _leave_shielded(layers, traps, excluded)
    parts = layers.pop(PART, ())
    if len(parts) < _PARTS:
        return ((layer, keep_longest(found)) for layer, found in layers.items())  # nearly all
    joined: dict[str, list[Hit]] = defaultdict(list)
    exclusions = _Shields(excluded)
    for hit in gapped.joined(parts, text, in_title=in_title):
        if not any(_same_target(shield, hit) for shield in exclusions.touching(hit)):
            joined[hit.rule.layer].append(hit)
            layers[hit.rule.layer] += ()
    return ((layer, _with(joined[layer], keep_longest(found))) for layer, found in layers.items())


def _with(joined: list[Hit], hits: list[Hit]) -> list[Hit]:
    """A phrase with a gap takes nothing from what stands in its gap."""
    return sorted([*joined, *hits], key=_place) if joined else hits


def _is_parted(exclusion: Hit, text: str) -> bool:
    """`phổ biến pháp luật, thanh niên hiểu …` names no `Luật Thanh niên`: a comma stands between."""
    return text.count(",", exclusion.start, exclusion.end) > exclusion.rule.phrase.count(",")


def _leave_shielded(layers: dict[str, list[Hit]], traps: list[Hit], excluded: list[Hit]) -> None:
    shields = [*traps, *excluded]
    first, last = min(shield[0] for shield in shields), max(shield[1] for shield in shields)
    by = _Shields(traps), _Shields(excluded)
    for layer, hits in layers.items():
        # Nearly all are far from each of them.
        layers[layer] = [
            hit for hit in hits if hit[0] >= last or hit[1] <= first or not _is_shielded(hit, *by)
        ]


def _is_shielded(hit: Hit, traps: _Shields, excluded: _Shields) -> bool:
    return bool(traps.over(hit)) or any(_same_target(shield, hit) for shield in excluded.over(hit))


class _Shields:
    """Traps or exclusions by place: which of them shield a hit."""

    def __init__(self, hits: list[Hit]) -> None:
        self._hits = hits
        self._starts = [hit.start for hit in hits]
        self._longest = max((hit.end - hit.start for hit in hits), default=0)

    def touching(self, hit: Hit) -> list[Hit]:
        """Those that overlap it."""
        if not self._hits:
            return self._hits
        first = bisect_left(self._starts, hit.start - self._longest)
        near = self._hits[first : bisect_left(self._starts, hit.end)]
        return [shield for shield in near if hit.start < shield.end]

    def over(self, hit: Hit) -> list[Hit]:
        """Those that overlap it, unless it reaches beyond them on both sides."""
        return [
            shield
            for shield in self.touching(hit)
            if not (hit.start <= shield.start and shield.end <= hit.end and hit[:2] != shield[:2])
        ]


def _same_target(one: Hit, two: Hit) -> bool:
    return (one.rule.layer, one.rule.name, one.rule.subtheme) == (
        two.rule.layer,
        two.rule.name,
        two.rule.subtheme,
    )


def differing(one: Codebook, two: Codebook) -> set[bytes] | None:
    """The runs of words that the two codebooks do not take alike: a title and a text with none of them are
    coded the same by both. None: any text may be coded otherwise.

    All that coding asks of a codebook is which rules hit where, which themes a context rule that hit spares,
    the points of the rules about the reform, and which audiences there are (`pipelines.audiences`).
    """
    if one.reform.points != two.reform.points or _audiences(one) != _audiences(two):
        return None
    mine, others = _compiled(one), _compiled(two)
    spares = [{(rule.id, frozenset(rule.spares)) for rule in book.context_rules} for book in (one, two)]
    otherwise = {name for name, _ in spares[0] ^ spares[1]}
    gapped = mine.gapped.differing(others.gapped)
    runs: set[bytes] = set()
    for my, their in zip(mine.sets, others.sets, strict=True):
        runs |= my.differing(their)
        for each in (my, their):
            runs |= each.runs_of("around", otherwise) | each.runs_of(PART, gapped)
    return runs


def _audiences(book: Codebook) -> set[str]:
    return {facet.id for facet in book.audiences}


class _Compiled(NamedTuple):
    """The phrases of a codebook by where they are looked for, and those with a gap.

    Words for titles alone are many and common: a text is not searched for them.
    """

    everywhere: PhraseSet
    titles: PhraseSet
    bodies: PhraseSet  # in titles and leads
    gapped: Gapped

    @property
    def sets(self) -> tuple[PhraseSet, ...]:
        return self.everywhere, self.titles, self.bodies


@lru_cache(maxsize=8)
def _compiled(codebook: Codebook) -> _Compiled:
    rules = list(_rules(codebook))
    gapped = Gapped(rule for rule in rules if is_gapped(rule.phrase))
    rules = [*(rule for rule in rules if not is_gapped(rule.phrase)), *gapped.part_rules()]
    titles = [rule for rule in rules if rule.strength == "title"]
    everywhere = [rule for rule in rules if rule.strength != "title"]
    bodies = _terms("body", "body", None, codebook.reform.bodies)
    slips = codebook.slips
    return _Compiled(PhraseSet(everywhere, slips), PhraseSet(titles, slips), PhraseSet(bodies, slips), gapped)


def _rules(book: Codebook) -> Iterator[Rule]:
    for trap in book.traps:
        yield Rule("trap", "trap", trap)
    for theme in book.themes:
        yield from _terms("theme", theme.id, None, theme.terms)
        for sub in theme.subthemes:
            yield from _terms("theme", theme.id, sub.id, sub.terms)
    for layer, facets in (("channel", book.channels), ("audience", book.audiences), ("index", book.indices)):
        for facet in facets:
            yield from _terms(layer, facet.id, None, facet.terms)
    for rule in book.context_rules:
        yield from _terms("around", rule.id, None, rule.terms)
    yield from _terms("gate", "gate", None, book.gate)
    yield from _terms("subject", "subject", None, book.reform.subjects)
    yield from _terms("support", "support", None, book.reform.supports)
    yield from _terms("context", "context", None, book.reform.context)
    yield from _terms("stranger", "stranger", None, book.reform.strangers)
    yield from _terms("vouched", "vouched", None, book.reform.vouched)
    yield from _terms("hinted", "hinted", None, book.reform.hinted)


def _terms(layer: str, name: str, subtheme: str | None, terms: Terms) -> Iterator[Rule]:
    kinds: tuple[tuple[str, tuple[str, ...], bool], ...] = (
        ("strong", terms.phrases, False),
        ("weak", terms.weak, False),
        ("title", terms.title, False),
        ("strong", terms.abbreviations, True),
        ("weak", terms.weak_abbreviations, True),
        ("exclude", terms.exclude, False),
    )
    for strength, phrases, cased in kinds:
        for phrase in phrases:
            yield Rule(layer, name, phrase, subtheme, strength, cased)
