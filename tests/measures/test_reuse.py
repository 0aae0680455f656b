"""Text reuse on a real store: figures worked by hand, set phrases, who was first, many texts."""

from __future__ import annotations

import random

import polars as pl
import pytest

from pipelines import shingles
from search.measures import MeasureResult, get
from search.measures.computing import compute
from search.measures.grams.boilerplate import boilerplate
from search.measures.grams.columns import grams
from search.measures.grams.pairs import ALL, Pair, pairs
from store.database import Store
from store.filters import Filters
from store.records import identity
from tests.measures.acts import act
from tests.measures.corpus import NOW, document

HUE, PHU_LOC, PHU_VANG = "P63:46", "D63:482", "D63:478"
NUMBERS = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]


def reuse(store: Store, **asked: object) -> MeasureResult:
    return compute(get("reuse"), store, {}, Filters(), settings=asked, now=NOW)


def text(store: Store, name: str, place: str, day: str | None, words: str, **fields: object) -> str:
    made = document(name, place, day, title="", text=words, **fields)
    store.documents.save(made)
    return made.id


def test_figures_by_hand(store: Store) -> None:
    """Ten syllables have six 5-grams; the seven of the province have three, which all stand among them."""
    first = text(store, "tinh", HUE, "2022-05-01", " ".join(NUMBERS[:7]))
    second = text(store, "huyen", PHU_LOC, "2022-06-01", " ".join(NUMBERS))
    (row,) = reuse(store).rows
    assert row.key == {"from": first, "to": second}
    assert (row.value, row.more["containment"], row.more["back"]) == (0.5, 1.0, 0.5)
    assert (row.n, row.documents, row.more["origin"], row.flags) == (2, (first, second), "date", ())
    assert reuse(store, figure="containment").rows[0].value == 1.0


def test_a_shared_passage_is_shown_with_its_places(store: Store) -> None:
    first = text(store, "tinh", HUE, "2022-05-01", "Kính gửi các đơn vị: " + " ".join(NUMBERS))
    second = text(store, "huyen", PHU_LOC, "2022-06-01", "Gửi xã; " + " ".join(NUMBERS).upper() + " xong")
    (passage,) = reuse(store).rows[0].more["passages"]
    assert (passage["score"], passage["matches"]) == (20, 10)
    assert passage["from"] == {"document": first, "start": 21, "end": 61, "text": " ".join(NUMBERS)}
    assert (passage["to"]["document"], passage["to"]["text"]) == (second, " ".join(NUMBERS).upper())
    assert "passages" not in reuse(store, passages=0).rows[0].more


def test_who_was_first_is_the_earlier_act_then_the_superior_body(store: Store) -> None:
    words = " ".join(NUMBERS)
    late = act("9/KH-UBND", "2022-07-01", HUE)
    province = text(store, "tinh", HUE, "2022-01-01", words, act=late)  # posted first, issued last
    district = text(store, "huyen", PHU_LOC, "2022-06-01", words + " xong")
    undated = text(store, "khong-ngay", PHU_VANG, None, words + " hết")
    found = {frozenset(row.documents): row for row in reuse(store).rows}
    by_date = found[frozenset({province, district})]
    assert (by_date.key["from"], by_date.more["origin"]) == (district, "date")
    by_level = found[frozenset({province, undated})]
    assert (by_level.key["from"], by_level.more["origin"]) == (province, "level")
    unknown = found[frozenset({district, undated})]
    assert (unknown.more["origin"], unknown.flags) == (None, ("origin_unknown",))


def test_a_page_with_its_file_is_one_text_and_a_copy_is_none(store: Store) -> None:
    page = text(store, "trang", PHU_LOC, "2022-05-01", "Kèm theo kế hoạch này")
    text(store, "tep", PHU_LOC, None, " ".join(NUMBERS), parent=page)
    other = text(store, "khac", PHU_VANG, "2022-06-01", " ".join(NUMBERS))
    text(store, "chep", PHU_VANG, "2022-06-01", " ".join(NUMBERS))
    (row,) = reuse(store).rows
    assert (row.documents, row.more["back"]) == ((page, other), 1.0)


def test_pairs_that_share_nothing_and_short_texts_are_not_listed(store: Store) -> None:
    text(store, "a", PHU_LOC, "2022-05-01", " ".join(NUMBERS))
    text(store, "b", PHU_VANG, "2022-05-01", "Hội nghị bàn việc khác hẳn ở đây")
    text(store, "c", HUE, "2022-05-01", "một hai ba bốn")
    assert reuse(store).rows == ()


def test_the_lowest_pairs_are_listed_unless_somebody_says_otherwise(store: Store) -> None:
    long = " ".join(f"từ{number}" for number in range(400))
    text(store, "a", PHU_LOC, "2022-05-01", f"{long} {' '.join(NUMBERS[:5])}")
    text(store, "b", PHU_VANG, "2022-05-02", " ".join(NUMBERS))
    (row,) = reuse(store).rows
    assert row.value == pytest.approx(1 / 406)
    assert reuse(store, least=0.1).rows == ()
    assert "Only the highest pairs are here: 1;" in " ".join(reuse(store, most=1).notes)


def test_set_phrases_of_more_than_a_fifth_of_the_localities_are_left_out_of_net(store: Store) -> None:
    """Twenty districts say one phrase; two of them share a sentence besides."""
    codes = [f"D63:{code}" for code in (474, 476, 477, 478, 479, 480, 481, 482, 483)]
    codes += ["D63:540", "D63:542", "D63:543", "D63:544", "D63:545", "D63:546", "D63:547", "D63:548"]
    codes += ["D63:549", "D63:550", "D63:551"]
    phrase, own = "thực hiện chương trình tổng thể cải cách", " ".join(NUMBERS)
    for number, code in enumerate(codes):
        another = " ".join(f"x{number}y{each}" for each in range(9))
        words = f"{phrase} {own if number < 2 else another}"
        text(store, f"d{number}", code, f"2022-05-{number + 1:02}", words)
    rows = reuse(store).rows
    assert len(rows) == 190
    assert (rows[0].value, rows[0].more["net"]) == (1.0, 1.0)
    assert {row.more["net"] for row in rows[1:]} == {0.0}
    assert all(row.value and row.value > 0.1 for row in rows)


def test_grams_of_many_texts_are_those_of_each() -> None:
    texts = [
        "", "một hai", "Số:170/KH-UBND\xa0ngày 25/4/2022;vp_ubnd@phuloc.example — hoà-bình\u2028Đ", "… — !",
        " ".join(NUMBERS), "a\x1cb c\u200bd e f\tg h", "Ủy ban " * 9,
    ]  # fmt: skip
    assert [list(each) for each in grams(texts)] == [list(shingles.grams([text])) for text in texts]
    assert grams([]) == []


def test_boilerplate_needs_twenty_localities_and_counts_each_once() -> None:
    (often,) = grams([" ".join(NUMBERS[:5])])
    texts = {f"L{place}": [often, often] if place < 4 else [pl.Series([place])] for place in range(20)}
    wanted = pl.Series([*often, 17])
    assert boilerplate(texts, wanted) == frozenset()  # 4 of 20 are a fifth, not more
    assert boilerplate(texts | {"L4": [often]}, wanted) == frozenset(often)
    assert boilerplate({name: texts[name] for name in list(texts)[:19]}, wanted) is None


def test_of_many_texts_those_that_share_a_tenth_are_found() -> None:
    """More texts than are all compared, 20 of which hold a tenth of the first one."""
    made = random.Random(7)
    words = [f"w{number}" for number in range(5000)]
    source = made.choices(words, k=1000)
    written = [" ".join(source)]
    for number in range(ALL + 100):
        own = made.choices(words, k=300)
        written.append(" ".join(own + source[100:200] if number < 20 else own))
    texts = grams(written)
    found = pairs(texts, 1000)
    copies = [pair for pair in found if pair.one == 0 and pair.other <= 20]
    assert len(copies) >= 18
    # Copies of one passage resemble each other as well; nothing else does.
    assert all(pair.other <= 20 for pair in found)
    assert found == sorted(found)
    assert pairs(texts, 3) == sorted(pairs(texts, 3))
    assert len(pairs(texts, 3)) == 3


def test_all_pairs_of_a_few_texts_are_compared() -> None:
    assert pairs([pl.Series([place]) for place in range(3)], 1) == [Pair(0, 1), Pair(0, 2), Pair(1, 2)]


def test_the_answer_says_that_there_is_nothing(store: Store) -> None:
    assert reuse(store).notes[0] == "The store has no documents."
    text(store, "a", PHU_LOC, "2022-05-01", " ".join(NUMBERS))
    assert reuse(store).rows == ()
    assert identity("a") in {one.id for one in store.documents.coded()}


def test_a_text_that_another_portal_took_over_whole_is_the_highest_pair(store: Store) -> None:
    first = text(store, "tinh", HUE, "2022-05-01", " ".join(NUMBERS * 8), portal="hue")
    second = text(store, "huyen", PHU_LOC, "2022-06-01", " ".join(NUMBERS * 8), portal="loc")
    (row,) = reuse(store).rows
    assert (row.value, row.documents) == (1.0, (first, second))
