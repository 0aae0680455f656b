"""Deadlines of stored plans with what may answer them, and shares of themes as the measure has them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from pipelines.copies import follow
from search.digest.blocks import Maker
from search.digest.rendering import render
from search.digest.view import view
from search.digest.words import Language, Words
from search.measures.attention import attention
from search.measures.reported import RULE
from store.database import Store
from store.filters import Filters
from store.tracker_records import TrackerFigures
from store.validation_records import Rate
from tests.digest.corpus import CAN_THO, HUE, NOW, built, news, plan, watch
from tests.measures.test_validated import TTHC, keep

TASK = "Tổ chức hội nghị đối thoại với doanh nghiệp về thủ tục đầu tư"


def standings(store: Store, *watches: object) -> list[tuple[str, str]]:
    return [(one.standing, one.task) for one in built(store, *watches).deadlines.listed]  # type: ignore[arg-type]


def test_tasks_are_due_passed_or_perhaps_answered(store: Store) -> None:
    store.documents.save(plan(
        "kế hoạch", (TASK, "2026-11-18"), ("Niêm yết công khai thủ tục hành chính tại trụ sở", "2026-11-20"),
        ("Báo cáo kết quả khảo sát hài lòng", "2026-11-29"), ("Việc của năm sau", "2027-03-01"),
        ("Việc đã lâu", "2026-11-15"),
    ))  # fmt: skip
    store.documents.save(
        news("tin", f"Hôm qua đã {TASK.lower()}.", day="2026-11-12", seen="2026-11-13T08:00")
    )
    assert standings(store) == [
        ("passed", "Niêm yết công khai thủ tục hành chính tại trụ sở"),
        ("due", "Báo cáo kết quả khảo sát hài lòng"),
        ("answered", TASK),
    ]
    (answered,) = [one for one in built(store).deadlines.listed if one.standing == "answered"]
    assert [source.title for source in answered.evidence] == ["tin"]
    assert (answered.due, answered.lead) == (dt.date(2026, 11, 18), ("Sở Nội vụ",))


@pytest.mark.parametrize(
    "fields",
    [{"day": "2026-06-30"}, {"locality": CAN_THO}],  # before the plan; of another place
)
def test_only_later_documents_of_the_same_place_answer(store: Store, fields: dict[str, str]) -> None:
    store.documents.save(plan("kế hoạch", (TASK, "2026-11-18")))
    store.documents.save(news("tin", f"Hôm qua đã {TASK.lower()}.", seen="2026-11-13T08:00", **fields))
    assert standings(store) == [("passed", TASK)]


def test_plan_and_its_own_file_do_not_answer_it(store: Store) -> None:
    page = plan("kế hoạch", (TASK, "2026-11-18"))
    store.documents.save(page)
    store.documents.save(news("tệp", TASK, parent=page.id, day="2026-11-12"))
    assert standings(store) == [("passed", TASK)]


def test_task_of_several_copies_of_a_plan_is_told_once(store: Store) -> None:
    more = (
        "Các đơn vị căn cứ chức năng, nhiệm vụ triển khai đúng tiến độ và báo cáo kết quả về Văn phòng. " * 3
    )
    for name, portal in (("a", "hue"), ("b", "xa")):
        store.documents.save(
            plan(name, (TASK, "2026-11-18"), title="Kế hoạch", text=TASK + more, portal=portal)
        )
    follow(store)
    assert standings(store) == [("passed", TASK)]


def test_watch_hears_of_its_own_plans(store: Store) -> None:
    store.documents.save(plan("kế hoạch", (TASK, "2026-11-18")))
    assert standings(store, watch(query="đối thoại")) == [("passed", TASK)]
    assert standings(store, watch(locality=(CAN_THO,))) == []


def test_shares_are_those_of_the_measure(store: Store) -> None:
    for number, theme in enumerate(("tthc", "tthc", "the_che")):
        store.documents.save(news(f"nay {number}", theme=theme, day="2026-11-17"))
    for number, theme in enumerate(("tthc", "cong_vu", "cong_vu", "cong_vu")):
        store.documents.save(news(f"trước {number}", theme=theme, day="2026-11-02", seen="2026-11-03T08:00"))
    store.documents.save(news("lâu rồi", theme="the_che", day="2026-10-18", seen="2026-10-18T08:00"))
    shares = built(store).shares
    assert (shares.n, shares.n_before) == (3, 4)
    assert (shares.before_first, shares.before_last) == (dt.date(2026, 10, 19), dt.date(2026, 11, 15))
    told = {row.theme: (row.now, row.before, row.n, row.n_before) for row in shares.rows}
    assert told["cong_vu"] == (0.0, 0.75, 0, 3)
    week = Filters(since=shares.first, until=shares.last)
    measured = {row.key["theme"]: row for row in attention(store, {}, week, by=("theme",), now=NOW).rows}
    for theme, (now, _, n, _) in told.items():
        if theme in measured:
            assert now == pytest.approx(measured[theme].value, abs=1e-6)
            assert n == measured[theme].n


@pytest.mark.parametrize(
    ("language", "unknown", "known"),
    [
        (
            "vi",
            "chưa được kiểm chứng với người mã hóa",
            "độ chính xác 75,0 % [60,0 %; 85,0 %], độ phủ 50,0 %",
        ),
        ("en", "not validated against human coders", "precision 75.0 % [60.0 %; 85.0 %], recall 50.0 %"),
    ],
)
def test_shares_say_how_good_the_rules_of_their_themes_are(
    store: Store, language: Language, unknown: str, known: str
) -> None:
    for number, theme in enumerate(("tthc", "the_che")):
        store.documents.save(replace(news(f"nay {number}", theme=theme, day="2026-11-17"), codebook="0.1"))
    words = Words(language)
    assert unknown in view(built(store), words).shares_known
    keep(store, TTHC)
    content = built(store)
    told = view(content, words).shares_known
    assert f"{words.theme('tthc')}: {known}" in told
    assert f"{words.theme('the_che')}: {words('unvalidated')}" in told
    mail = render(content, language)
    assert known in " ".join(mail.text.split())
    assert known in mail.html


@pytest.mark.parametrize(
    ("language", "several"),
    [("vi", "do nhiều phiên bản bộ mã (0.1, 0.2) gắn"), ("en", "given by several codebooks (0.1, 0.2)")],
)
def test_rates_are_those_of_the_codebook_that_gave_the_shares(
    store: Store, language: Language, several: str
) -> None:
    keep(store, TTHC)
    store.documents.save(replace(news("hai", theme="tthc", locality=CAN_THO), codebook="0.2"))
    store.documents.save(replace(news("cũ", theme="tthc", day="2025-01-05"), codebook="0.2"))
    store.documents.save(replace(news("không chủ đề"), codebook="0.2"))
    store.documents.save(replace(news("một", theme="tthc"), codebook="0.1"))
    words = Words(language)
    (row,) = built(store, watch(locality=(HUE,))).shares.rows
    assert row.validated is not None
    content = built(store)
    assert content.shares.codebooks == ("0.1", "0.2")
    told = view(content, words).shares_known
    assert several in told
    assert words("shares_unvalidated") not in told


@pytest.mark.parametrize(
    ("language", "known"),
    [
        ("vi", "độ chính xác chưa ước lượng được, độ phủ 50,0 %"),
        ("en", "precision not known, recall 50.0 %"),
    ],
)
def test_a_rate_that_is_not_known_is_no_share_of_nothing(
    store: Store, language: Language, known: str
) -> None:
    store.documents.save(replace(news("một", theme="tthc"), codebook="0.1"))
    nothing = Rate(None, reason="no_document_of_the_rules")
    keep(store, replace(TTHC, frame=replace(TTHC.frame, precision=nothing)))
    assert known in view(built(store), Words(language)).shares_known


def test_shares_are_of_the_places_of_a_watch(store: Store) -> None:
    store.documents.save(news("a", theme="tthc"))
    store.documents.save(news("b", theme="the_che", locality=CAN_THO))
    found = built(store, watch(locality=(HUE,), query="không có từ nào như vậy")).shares
    assert [(row.theme, row.now) for row in found.rows] == [("tthc", 1.0)]


def test_nobody_who_spoke_is_no_share_of_zero(store: Store) -> None:
    store.documents.save(news("trước", theme="tthc", day="2026-11-02", seen="2026-11-03T08:00"))
    (row,) = built(store).shares.rows
    assert (row.now, row.before) == (None, 1.0)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_deadlines_say_how_good_the_reports_are_that_are_found(store: Store, language: Language) -> None:
    store.documents.save(plan("kế hoạch", (TASK, "2026-11-18")))
    store.documents.save(
        news("tin", f"Hôm qua đã {TASK.lower()}.", day="2026-11-12", seen="2026-11-13T08:00")
    )
    words = Words(language)
    (lead,) = [one.lead for one in Maker(words, "").blocks(built(store)) if one.title == words("deadlines")]
    assert lead == words("deadlines_lead")
    figures = TrackerFigures(RULE, "mẫu", Rate(0.75, 0.5, 0.9, 20), Rate(0.6, n=30), 50, 0, 900, 1)
    store.tracker.keep_figures(figures, NOW)
    (lead,) = [one.lead for one in Maker(words, "").blocks(built(store)) if one.title == words("deadlines")]
    assert words.share(0.75) in lead
    assert f"[{words.share(0.5)}; {words.share(0.9)}]" in lead
    store.tracker.keep_figures(replace(figures, sample="khác", precision=Rate(None)), NOW + dt.timedelta(1))
    (lead,) = [one.lead for one in Maker(words, "").blocks(built(store)) if one.title == words("deadlines")]
    assert words("unknown_rate") in lead
    assert words("no_share") not in lead
