"""Which named audiences count: those that a sentence wants to reach.

People are an audience where they are told, taught, asked or moved, not where they are served or merely get
a task.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pipelines.audience_cues import (
    ABOUT,
    ADDRESS,
    ADDRESSED,
    AS_FOR,
    ASKED,
    AT_WORK,
    AT_WORK_IN,
    AWARE,
    BESIDE,
    CONDUCT,
    DAY,
    DOES,
    FEELS,
    FITTED,
    GETS,
    HEAR,
    HELPED,
    HELPS,
    HIDDEN,
    IN_TONGUE,
    LEARN,
    LED,
    MADE_TO,
    MEMBERS,
    MOVED,
    MOVES,
    NAMED,
    NEAR,
    NEXT,
    OF_OFFICE,
    OFTEN_TASKED,
    REACHED,
    ROLL,
    SEE,
    SERVED,
    SPOKEN_OF,
    TALKS,
    TASKED,
    TELL_BEFORE,
    TELL_BEHIND,
    TELLS_OTHERS,
    THEMSELVES_TOLD,
    UNION,
    UNIONIST,
    YOUTH,
)
from pipelines.cues import Cue
from pipelines.matching import Match
from pipelines.phrases import Hit
from pipelines.sentences import Sentences


def audiences(found: Iterable[Match], fields: Mapping[str, Sentences], known: Collection[str]) -> list[Match]:
    """The matches of audiences that are told, taught, asked or moved; `known`: the codebook's ids."""
    addressed = [item for item in found if _is_addressed(item, fields[item.field])]
    unionists = [item for item in addressed if item.hit.rule[1:3] == UNIONIST]
    if not unionists or AT_WORK_IN not in known or not _is_of_a_union(fields):
        return addressed
    return [_at_work(item) if item.hit.rule[1:3] == UNIONIST else item for item in addressed]


def _is_of_a_union(fields: Mapping[str, Sentences]) -> bool:
    """Whether the document speaks of a trade union and of no youth: `đoàn viên` are then members of that."""
    texts = [one.text for one in fields.values()]
    return any(map(UNION.search, texts)) and not any(map(YOUTH.search, texts))


def _at_work(item: Match) -> Match:
    hit = item.hit
    return item._replace(hit=hit._replace(rule=hit.rule._replace(name=AT_WORK_IN)))


def _is_addressed(item: Match, sentences: Sentences) -> bool:
    if item.hit.rule.phrase in THEMSELVES_TOLD:
        return _is_let_know(item.hit, sentences)
    return _is_reached(item.hit, sentences)


def _is_let_know(hit: Hit, sentences: Sentences) -> bool:
    """`dán ở cổng để dân biết`, but not `không cho dân biết`, `cho dân biết tay`."""
    start, _ = sentences.around(hit.start, hit.end)
    return not (sentences.say(HIDDEN, start, hit.start) or FEELS.match(sentences.text, hit.end))


def _is_reached(hit: Hit, sentences: Sentences) -> bool:
    # First a quick look, at more than what is then looked at closely.
    before = sentences.bits(max(0, hit.start - NEAR), hit.start)
    tells = before & TELL_BEFORE
    moves = sentences.bits(hit.end, hit.end + NEXT) & TELL_BEHIND
    if not (tells or moves or _may_be_addressed(hit, sentences)):
        return False
    start, end = sentences.around(hit.start, hit.end)
    if start > hit.start - NEAR and before:
        before = sentences.bits(start, hit.start)
    start, end = max(start, hit.start - NEAR), min(end, hit.end + NEXT)
    pattern = OFTEN_TASKED.get(hit.rule.name)
    is_tasked = pattern and before & TASKED.bit and sentences.says(TASKED, start, hit.start)
    if is_tasked or _is_spoken_of(hit, sentences, start, before):
        return False
    by_what = pattern or MOVED
    if before & by_what.bit and sentences.says(by_what, start, hit.start):
        return True
    if moves and _is_moved(hit, sentences, end, LEARN if pattern else MOVES):
        return True
    if before & TELL_BEFORE:
        told = _is_told(hit, sentences, (start, end), before, reached=pattern is None)
        if told is not None:
            return told
    return _may_be_addressed(hit, sentences) and _is_in_address(hit, sentences)


def _may_be_addressed(hit: Hit, sentences: Sentences) -> bool:
    if not sentences.all_bits & ADDRESSED.bit:
        return False  # nearly all
    return sentences.bits(max(0, hit.start - ADDRESS), hit.start) & ADDRESSED.bit != 0


def _is_in_address(hit: Hit, sentences: Sentences) -> bool:
    return sentences.says(ADDRESSED, max(0, hit.start - ADDRESS), hit.start)


def _is_moved(hit: Hit, sentences: Sentences, end: int, pattern: Cue) -> bool:
    if not sentences.says(pattern, hit.end, sentences.next_clause(hit.end, end)):
        return False
    return TELLS_OTHERS.match(sentences.text, hit.end, end) is None


def _is_told(
    hit: Hit, sentences: Sentences, sentence: tuple[int, int], before: int, *, reached: bool
) -> bool | None:
    """Whether something is brought to them; None: nothing there tells. `reached`: it may come to them.

    `before`: the bits of the cues between the beginning of the sentence and them.
    """
    start = sentence[0]
    if _is_told_by_name(hit, sentences, sentence, before) or (
        reached and _is_spoken_to(hit, sentences, sentence, before)
    ):
        return True
    if reached and before & REACHED.bit and sentences.says(REACHED, start, hit.start):
        return not sentences.says(GETS, start, hit.start)
    return None


def _is_told_by_name(hit: Hit, sentences: Sentences, sentence: tuple[int, int], before: int) -> bool:
    """Whether they are taught to do it themselves, addressed in their tongue or on the roll of a talk."""
    start, end = sentence
    return bool(
        (before & HELPS.bit and _is_helped(hit, sentences, start, end))
        or (before & IN_TONGUE.bit and _is_told_in_their_tongue(hit, sentences, start))
        or (before & ROLL.bit and sentences.says(ROLL, start, hit.start))
    )


def _is_spoken_to(hit: Hit, sentences: Sentences, sentence: tuple[int, int], before: int) -> bool:
    """Whether what is said is fitted to them, or a talk tells them."""
    start, end = sentence
    for by_what, told in ((MADE_TO, SEE), (AS_FOR, FITTED)):
        is_fitted = before & by_what.bit and sentences.says(by_what, start, hit.start)
        if is_fitted and told.match(sentences.text, hit.end, end):
            return True
    return before & TALKS.bit != 0 and _is_talked_to(hit, sentences, start, end)


def _is_talked_to(hit: Hit, sentences: Sentences, start: int, end: int) -> bool:
    """Whether a talk is there to tell: they hear of something, or it is about what offices do."""
    says = sentences.says
    if not says(TALKS, start, hit.start):
        return False
    return says(HEAR, hit.end, end) or says(OF_OFFICE, start, end)


def _is_spoken_of(hit: Hit, sentences: Sentences, start: int, before: int) -> bool:
    """Whether they are served, a topic, or blamed for how they behave; members are no organisation."""
    before &= SPOKEN_OF
    if not before:
        return sentences.is_parted(hit)
    says = sentences.says
    return bool(
        (before & SERVED.bit and says(SERVED, start, hit.start) and not says(ASKED, start, hit.start))
        or (before & ABOUT.bit and says(ABOUT, start, hit.start))
        or (before & CONDUCT.bit and says(CONDUCT, start, hit.start))
        or _is_something_else(hit, sentences, start)
        or (before & AT_WORK.bit and hit.rule.name == "doanh_nghiep" and says(AT_WORK, start, hit.start))
        or (before & MEMBERS.bit and hit.rule.name == "to_chuc_doan_the" and says(MEMBERS, start, hit.start))
    )


def _is_something_else(hit: Hit, sentences: Sentences, start: int) -> bool:
    """Whether the words are part of a name, those of a place, of somebody's family or of who tells."""
    says = sentences.says
    if hit.rule.name == "lanh_dao_nguoi_dung_dau" and says(LED, start, hit.start):
        return not says(AWARE, start, hit.start)
    return (
        sentences.is_parted(hit)
        or says(NAMED, start, hit.start)
        or says(BESIDE, start, hit.start)
        or (sentences.text[hit.start].isupper() and says(DAY, start, hit.start))
    )


def _is_helped(hit: Hit, sentences: Sentences, start: int, end: int) -> bool:
    helps = sentences.says(HELPS, max(start, hit.start - HELPED), hit.start)
    return helps and DOES.match(sentences.text, hit.end, end) is not None


def _is_told_in_their_tongue(hit: Hit, sentences: Sentences, start: int) -> bool:
    is_tongue = sentences.text.startswith(("tiếng ", "Tiếng "), hit.start)
    return is_tongue and sentences.says(IN_TONGUE, start, hit.start)
