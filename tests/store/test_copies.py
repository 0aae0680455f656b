"""Copies: who is near whom, who was first, and that the order in which documents come changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.copies import follow
from pipelines.duplicates import RULES
from search.copies import fold
from store.copy_families import Text, families
from store.copy_records import CopyFamily
from store.database import Store, open_store
from store.records import Act, Document, PartialDate, identity
from tests.growth import grows_linearly
from tests.store.samples import make, place, published

LONG = " ".join(f"việc{number} của{number % 17} xã{number % 23}" for number in range(120))
KEYS = "abcdefgh"
PROVINCE = place("P63:46", "province", "P63:46", "P34:46")
COMMUNE = place("C34:20107", "commune", "P34:46", "P34:46")


def varied(count: int, word: str = "khác") -> str:
    """The long text with so many of its words replaced, far from each other."""
    words = LONG.split()
    for number in range(count):
        words[10 + 20 * number] = word
    return " ".join(words)


def article(key: str, text: str = LONG, title: str = "Tin", **changes: Any) -> Document:
    """One that has the day of its key, unless told otherwise."""
    day = published(f"2024-05-0{1 + KEYS.index(key)}")
    return make(
        key, title=title, text=text, codes=(), citations=(), **{"act": None, "published": day, **changes}
    )


def keep(store: Store, *documents: Document) -> None:
    for document in documents:
        store.documents.save(document)
    follow(store)


def firsts(store: Store) -> dict[str, str | None]:
    """The first of its family, for each document by key."""
    names = {identity(key): key for key in KEYS}
    return {names[row.id]: names.get(row.first or "") for row in store.documents.coded()}


def act(number: str) -> Act:
    issued = PartialDate(dt.date(2024, 5, 2), "day")
    return Act(
        number=number,
        raw=number,
        kind="ke_hoach",
        issuer="UBND xã",
        issued=issued,
        signer=None,
        status="self",
    )


def test_near_texts_of_any_portal_are_a_family_and_others_are_not(store: Store) -> None:
    keep(store, article("a"), article("b", varied(3), portal="xa"), article("c", varied(17)))
    assert firsts(store) == {"a": "a", "b": "a", "c": None}
    found = store.documents.get(identity("a"))
    assert found is not None
    assert [(near.id, near.jaccard > 0.85) for near in found.near] == [(identity("b"), True)]
    assert store.copies.family(identity("b")) == CopyFamily(identity("a"), 2)


def test_short_notices_are_compared_exactly_and_with_their_titles(store: Store) -> None:
    words = " ".join(LONG.split()[:40])
    keep(
        store,
        article("a", words, "Lịch họp"),
        article("b", words.upper(), "Lịch  họp", portal="xa"),
        article("c", words + " thêm", "Lịch họp"),
        article("d", words, "Lịch tiếp dân"),
        article("e", " ", "Lịch họp"),
    )
    assert firsts(store) == {"a": "a", "b": "a", "c": None, "d": None, "e": None}


def test_the_original_is_the_earlier_one_then_the_superior_body_s(store: Store) -> None:
    early, late = published("2024-05-01"), published("2024-05-02")
    keep(
        store,
        article("a", published=late, locality=PROVINCE),
        article("b", published=early, locality=COMMUNE),
    )
    assert firsts(store) == {"a": "b", "b": "b"}
    keep(store, article("c", published=early, locality=PROVINCE), article("d", published=None))
    assert set(firsts(store).values()) == {"c"}


def test_a_print_view_is_never_the_original_of_what_it_prints(store: Store) -> None:
    printed_day = published("2024-05-02")
    keep(
        store,
        article("a", published=printed_day, flags=("print_view",)),
        article("b"),
        article("c", varied(1)),
    )
    assert firsts(store) == dict.fromkeys("abc", "b")
    printed, printed_of = store.documents.get(identity("a")), store.documents.get(identity("b"))
    assert printed is not None
    assert printed_of is not None
    assert (printed.duplicate_of, printed_of.duplicate_of) == (identity("b"), None)


def test_other_acts_and_other_issues_of_a_series_are_near_but_no_copies(store: Store) -> None:
    keep(
        store,
        article("a", act=act("12/KH-UBND")),
        article("b", act=act("13/KH-UBND")),
        article("c", title="Kết quả tháng 5"),
        article("d", title="Kết quả tháng 6"),
    )
    assert firsts(store) == dict.fromkeys("abcd")
    found = store.documents.get(identity("a"))
    assert found is not None
    assert len(found.near) == 3


def test_who_changes_or_goes_leaves_the_family(store: Store) -> None:
    keep(store, article("a"), article("b", varied(1)), article("c", varied(2)))
    store.documents.save(article("a", "Khác hẳn. " * 30, fetched_at=dt.datetime(2024, 6, 1, tzinfo=dt.UTC)))
    assert firsts(store)["a"] is None, "at once, though nobody has looked for copies yet"
    follow(store)
    assert firsts(store) == {"a": None, "b": "b", "c": "b"}
    store.documents.delete(identity("b"))
    follow(store)
    assert firsts(store) == {"a": None, "c": None}
    assert store.copies.family(identity("c")) is None


def test_nothing_is_read_again_that_did_not_change(store: Store) -> None:
    keep(store, article("a"), article("b"))
    assert store.copies.unfollowed(RULES) is None
    store.documents.save(article("a", is_reform=False))
    changes = store.copies.unfollowed(RULES)
    assert changes is not None
    assert (changes.unread, changes.gone) == ((), ())
    other = store.copies.unfollowed(RULES + 1)
    assert other is not None
    assert len(other.unread) == 2, "other rules read all anew"


def test_another_process_that_was_faster_is_not_overwritten(store: Store) -> None:
    store.documents.save(article("a"))
    late = store.copies.unfollowed(RULES)
    keep(store, article("a"), article("b", varied(1)))
    assert late is not None
    store.copies.keep(late, [(one, None) for one in late.unread])
    follow(store)
    assert firsts(store) == {"a": "a", "b": "a"}


# Each change of a text leaves it near the one before, and the last of them far from the first.
TEXTS = (LONG, varied(3), varied(6), varied(9), varied(3, "lạ"), "Ngắn gọn")


@settings(max_examples=5, deadline=None)
@given(
    order=st.permutations("abcdef"),
    looked=st.sets(st.integers(0, 5)),
    gone=st.sets(st.sampled_from("abcdef"), max_size=2),
)
def test_the_order_of_arrival_changes_nothing(order: Sequence[str], looked: set[int], gone: set[str]) -> None:
    documents = {key: article(key, text) for key, text in zip("abcdef", TEXTS, strict=True)}
    found = []
    for number, keys in enumerate((order, sorted(set(order) - gone))):
        with open_store("sqlite://") as store:
            for step, key in enumerate(keys):
                store.documents.save(documents[key])
                if not number and step in looked:
                    follow(store)
            for key in gone if not number else ():
                store.documents.delete(identity(key))
            follow(store)
            found.append(firsts(store))
    assert found[0] == found[1]


def test_copies_count_once_unless_each_is_asked_for(store: Store) -> None:
    early, late = published("2024-05-01"), published("2024-05-02")
    keep(
        store,
        article("a", published=early),
        article("b", published=late, portal="xa"),
        article("c", published=late, portal="khac", locality=PROVINCE),
        article("d", "Một đoạn ngắn của tệp kèm theo", parent=identity("b")),
    )
    rows = list(store.documents.coded())
    folded = fold(rows)
    assert [row.id for row in folded.rows] == [identity("a")]
    assert folded.copies == {identity("b"), identity("c")}
    there = fold(row for row in rows if row.id != identity("a"))
    assert [row.id for row in there.rows] == [identity("c")], "the province's stands for those that are left"
    assert len(fold(rows, "all").rows) == 4


def test_a_file_of_a_page_stands_for_no_page_and_is_no_copy_itself(store: Store) -> None:
    """It is counted with its page: a family is of pages and of files that nobody's page carries."""
    keep(
        store,
        article("a", "Một tin ngắn có tệp kèm theo"),
        article("b", parent=identity("a")),
        article("c", portal="xa"),
        article("d", parent=identity("c")),
    )
    rows = list(store.documents.coded())
    folded = fold(rows)
    assert (len(folded.rows), folded.copies) == (4, frozenset())


def test_thousands_of_near_texts_are_not_compared_with_each_other() -> None:
    def work(text: str) -> object:
        texts = {
            f"{number:08}": Text("", number.to_bytes(4, "big") * 64 + bytes(256))
            for number in range(len(text))
        }
        shared = [(band, name) for band in range(4) for name in texts]
        return families(texts, texts, shared)

    assert grows_linearly(work, "x", 150)
