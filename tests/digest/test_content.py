"""What a week brought: each section from documents of a real store."""

from __future__ import annotations

import json

import pytest

from pipelines.copies import follow
from search.digest.periods import Period
from search.digest.records import Content
from search.watch_checks import Fault
from store.database import Store
from store.records import WarcRef
from tests.digest.corpus import CAN_THO, HUE, act, at, built, items, news, titles, watch
from tests.measures.corpus import document

LONG = (
    "Ủy ban nhân dân giao các sở rà soát thủ tục hành chính, niêm yết công khai tại bộ phận một cửa, "
    "bố trí công chức tiếp nhận hồ sơ, trả kết quả đúng hẹn và lấy ý kiến người dân sau mỗi lần giải quyết. "
    "Văn phòng tổng hợp kết quả hằng tháng và báo cáo lãnh đạo xem xét, chỉ đạo các đơn vị còn chậm trễ. "
)


def test_new_is_what_the_store_saw_first_in_the_week(store: Store) -> None:
    for seen in ("2026-11-15T23:59", "2026-11-16T00:00", "2026-11-22T23:59", "2026-11-23T00:00"):
        store.documents.save(news(seen, seen=seen))
    found = built(store)
    # The last one was found by a closing run: it is news of the week that is told of (test_window.py).
    assert sorted(titles(found.news)) == ["2026-11-16T00:00", "2026-11-22T23:59", "2026-11-23T00:00"]
    assert found.news.total == 3


def test_document_that_changes_later_is_new_once(store: Store) -> None:
    store.documents.save(news("bài", seen="2026-11-09T08:00"))
    store.documents.save(news("bài", "Một nội dung khác hẳn.", seen="2026-11-18T08:00"))
    assert built(store).news.total == 0


def test_old_documents_found_late_stand_apart(store: Store) -> None:
    store.documents.save(news("tuần trước", day="2026-11-09"))  # a run a week sees it now
    store.documents.save(news("cũ", day="2026-11-08"))
    store.documents.save(news("tháng mười một", day="2026-11-01", precision="month"))  # may be of this week
    store.documents.save(news("không rõ", day=None))
    store.documents.save(act("văn bản cũ", "1/KH-UBND", day=None, issued="2022-04-05"))
    found = built(store)
    assert sorted(titles(found.late)) == ["cũ", "văn bản cũ"]
    assert sorted(titles(found.news)) == ["không rõ", "tháng mười một", "tuần trước"]


def test_acts_stand_by_province_and_news_by_theme(store: Store) -> None:
    store.documents.save(act("của Huế", "1/KH-UBND"))
    store.documents.save(act("của Cần Thơ", "2/KH-UBND", locality=CAN_THO, portal="cantho"))
    store.documents.save(act("không rõ nơi", "3/KH-UBND", locality=None))
    store.documents.save(news("số hóa", theme="cqdt_so"))
    store.documents.save(news("một cửa", theme="tthc"))
    store.documents.save(news("bóng chuyền"))
    found = built(store)
    assert [(group.key, group.total) for group in found.acts.groups] == [(CAN_THO, 1), (HUE, 1), ("", 1)]
    themes = [group.key for group in found.news.groups]
    assert sorted(themes[:2]) == ["cqdt_so", "tthc"]
    assert themes[2] == ""


def test_article_whose_file_is_an_act_is_an_act(store: Store) -> None:
    page = news("trang")
    store.documents.save(page)
    store.documents.save(act("tệp", "7/KH-UBND", parent=page.id))
    (item,) = items(built(store).acts)
    assert (item.source.title, item.source.kind, item.source.number) == ("trang", "ke_hoach", "7/KH-UBND")


def test_copies_of_one_text_stand_below_the_original(store: Store) -> None:
    store.documents.save(act("gốc", "9/KH-UBND", LONG, day="2026-11-16"))
    for number, code in enumerate(("C34:20107", "C34:20101", "C34:20014")):
        store.documents.save(
            act(f"xã {number}", "9/KH-UBND", LONG, title="gốc", locality=code, portal=f"xa{number}")
        )
    follow(store)
    found = built(store)
    (item,) = items(found.acts)
    assert (found.acts.total, item.source.portal, item.copies_total) == (1, "hue", 3)
    assert {copy.portal for copy in item.copies} == {"xa0", "xa1", "xa2"}


def test_copy_of_what_was_known_names_the_original(store: Store) -> None:
    store.documents.save(act("gốc", "9/KH-UBND", LONG, day="2026-10-01", seen="2026-10-02T08:00"))
    store.documents.save(act("bản sao", "9/KH-UBND", LONG, locality="C34:20107", portal="xa"))
    follow(store)
    (item,) = items(built(store).acts)
    assert item.source.title == "bản sao"
    assert item.copy_of is not None
    assert item.copy_of.title == "gốc"


def test_watch_finds_by_words_places_and_themes(store: Store) -> None:
    store.documents.save(news("ở Huế", "Bộ phận một cửa mở thêm quầy.", theme="tthc"))
    store.documents.save(news("ở Cần Thơ", "Một cửa ở đây cũng vậy.", theme="tthc", locality=CAN_THO))
    store.documents.save(news("chuyện khác", "Giải bóng chuyền hơi toàn thành phố.", theme="tthc"))
    found = built(store, watch(query='"một cửa"', locality=(HUE,), theme=("tthc",)))
    (item,) = items(found.news)
    assert item.source.title == "ở Huế"
    (reason,) = item.reasons
    assert (reason.watch, reason.words) == ("theo-doi", ("một cửa",))
    assert (reason.themes, reason.places) == (("tthc",), (HUE,))
    assert [(one.matched, one.matches_all) for one in found.asked] == [(1, False)]


def test_several_watches_are_one_digest_that_says_which_found_what(store: Store) -> None:
    store.documents.save(news("a", "Bộ phận một cửa."))
    store.documents.save(news("b", "Chữ ký số."))
    store.documents.save(news("c", "Giải bóng chuyền."))
    found = built(store, watch("mot", "một cửa"), watch("hai", "chữ ký"), watch("ba", '"một cửa" OR ký'))
    why = {item.source.title: [reason.watch for reason in item.reasons] for item in items(found.news)}
    assert why == {"a": ["mot", "ba"], "b": ["hai", "ba"]}


def test_excerpt_marks_the_words_that_were_looked_for(store: Store) -> None:
    before = "Mở đầu dài dòng không liên quan gì đến việc được tìm kiếm. " * 10
    store.documents.save(news("bài", f"{before}Tại đây có bộ phận một cửa hiện đại. {before}"))
    (item,) = items(built(store, watch(query='"mot cua"')).news)
    assert [piece.text for piece in item.excerpt if piece.marked] == ["một cửa"]
    assert len("".join(piece.text for piece in item.excerpt)) < 260


def test_excerpt_without_words_marks_what_earned_the_theme(store: Store) -> None:
    store.documents.save(news("bài", "Một-cửa mở cửa sáng nay.", theme="tthc"))
    (item,) = items(built(store, watch(theme=("tthc",))).news)
    assert [piece.text for piece in item.excerpt if piece.marked] == ["Một-cửa"]


def test_words_in_a_file_name_the_file(store: Store) -> None:
    page = news("trang")
    store.documents.save(page)
    store.documents.save(act("tệp", "7/KH-UBND", "Bộ phận một cửa.", parent=page.id))
    (item,) = items(built(store, watch(query="một cửa")).acts)
    assert item.source.title == "trang"
    assert item.reasons[0].file == "tệp"


def test_watch_that_matches_everything_says_so(store: Store) -> None:
    store.documents.save(news("a"))
    store.documents.save(news("b"))
    assert built(store, watch(query="làm việc")).asked[0].matches_all
    assert not built(store, watch(query="không-có-từ-này")).asked[0].matches_all


def test_who_asked_only_for_what_is_at_fault_gets_nothing_else(store: Store) -> None:
    store.documents.save(news("a"))
    fault = Fault("hong", 3, "bracket_open", "(")
    found = built(store, faults=(fault,))
    assert (found.news.total, found.asked, found.faults) == (0, (), (fault,))
    assert not found.is_empty  # the owner must be told
    assert built(store).news.total == 1


def test_edits_and_removals_are_told(store: Store) -> None:
    raw = WarcRef("a.warc.gz", 0)
    for name in ("sửa", "gỡ"):
        store.documents.save(news(name, "Hạn nộp là ngày 10.", seen="2026-11-02T08:00", warc=raw))
    store.documents.save(
        news("sửa", "Hạn nộp là ngày 20.", seen="2026-11-19T08:00", warc=WarcRef("b.warc.gz", 0))
    )
    gone = document("gỡ").id
    store.removals.note(gone, at("2026-11-20T08:00"), 410)
    found = built(store).changes
    assert found.total == 2
    removal, edit = found.listed
    assert (removal.kind, removal.source.title, removal.status) == ("removal", "gỡ", 410)
    assert (edit.kind, edit.silent, edit.fields, edit.words_removed) == ("edit", True, ("text",), 1)
    assert "[-10.-]{+20.+}" in edit.excerpt
    assert built(store, watch(query="nộp", locality=(CAN_THO,))).changes.total == 0


def test_content_survives_json(store: Store) -> None:
    store.documents.save(act("kế hoạch", "1/KH-UBND"))
    store.documents.save(news("bài", theme="tthc"))
    found = built(store, watch(query="làm việc"), faults=(Fault("x", 1, "gone"),))
    assert Content.from_json(json.loads(json.dumps(found.to_json()))) == found
    with pytest.raises(ValueError, match=r"Content\.when"):
        Content.from_json({"when": None})


def test_items_beyond_the_limit_are_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.digest.sections.items.LISTED", 3)
    for number in range(5):
        store.documents.save(news(f"huế {number}"))
    store.documents.save(news("một", theme="tthc"))
    found = built(store).news
    assert (found.total, found.listed) == (6, 3)
    assert [(group.key, group.total, len(group.items)) for group in found.groups] == [
        ("tthc", 1, 1),
        ("", 5, 2),
    ]


def test_day_and_month_have_their_own_bounds(store: Store) -> None:
    store.documents.save(news("a", seen="2026-11-18T00:00"))
    store.documents.save(news("b", seen="2026-11-19T12:00"))
    store.documents.save(news("c", seen="2026-11-30T23:00", day="2026-11-29"))
    assert titles(built(store, period=Period.parse("2026-11-18")).news) == ["a"]
    assert built(store, period=Period.parse("2026-11"), now=at("2026-12-01T07:00")).news.total == 3
