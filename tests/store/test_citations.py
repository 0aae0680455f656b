"""Citations lead to the documents that are the cited acts, whichever of the two came first."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database import Store
from store.identities import ActIdentity, Cited, KnownAct, identity_of, resolve, symbol
from store.records import Act, Citation, Document, PartialDate
from tests.store.samples import NOON, later, make

PROVINCE, OTHER = "P63:46", "P63:52"


def day(text: str) -> PartialDate:
    return PartialDate(dt.date.fromisoformat(text))


def act(number: str = "170/KH-UBND", issued: str | None = "2022-04-25", **changes: Any) -> Act:
    made = Act(number, number, "ke_hoach", "UBND tỉnh", day(issued) if issued else None, None, "self",
               locality=PROVINCE)  # fmt: skip
    return replace(made, **changes)


def citation(number: str = "170/KH-UBND", issued: str | None = "2022-04-25", **changes: Any) -> Citation:
    made = Citation(number, number, "ke_hoach", "UBND tỉnh", day(issued) if issued else None, "implements",
                    None, 0, len(number), locality=PROVINCE)  # fmt: skip
    return replace(made, **changes)


def plan(key: str = "ke-hoach-tinh", **changes: Any) -> Document:
    return make(key, **{"act": act(), **changes})


def citing(key: str = "ke-hoach-huyen", **changes: Any) -> Document:
    return make(key, citations=(citation(**changes),))


def cited(store: Store, key: str = "ke-hoach-huyen") -> Citation:
    document = store.documents.get(make(key).id)
    assert document is not None
    return document.citations[0]


def test_a_citation_leads_to_the_act_that_is_there(store: Store) -> None:
    store.documents.save(plan())
    store.documents.save(citing())
    assert cited(store).document == plan().id
    assert cited(store).flags == ()


def test_an_act_that_arrives_later_is_found_and_the_index_hears_of_it(store: Store) -> None:
    store.documents.save(citing())
    assert cited(store).document is None
    before = store.documents.latest_revision()
    store.documents.save(plan())
    assert cited(store).document == plan().id
    assert {item.id for _, item in store.documents.changed_since(before, 10)} == {citing().id, plan().id}


def test_saving_again_keeps_the_link_and_is_no_change(store: Store) -> None:
    store.documents.save(plan())
    store.documents.save(citing())
    assert store.documents.save(replace(citing(), fetched_at=later())).status == "unchanged"
    linked = store.documents.get(citing().id)
    assert linked is not None
    assert store.documents.save(replace(linked, fetched_at=later(2))).status == "unchanged"
    assert store.documents.save(replace(citing(), section="Tin", fetched_at=later(3))).status == "revised"
    assert cited(store).document == plan().id


def test_a_link_ends_with_the_act_and_returns_with_it(store: Store) -> None:
    store.documents.save(plan())
    store.documents.save(citing())
    store.documents.save(replace(plan(), act=act("171/KH-UBND"), fetched_at=later()))
    assert cited(store).document is None
    store.documents.save(replace(plan(), fetched_at=later(2)))
    assert cited(store).document == plan().id
    store.documents.delete(plan().id)
    assert cited(store).document is None


@pytest.mark.parametrize(
    ("changes", "linked", "flags"),
    [
        ({"issued": "2022-04-26"}, True, ("date_disagrees",)),  # a wrong day of the right year
        ({"issued": "2023-04-25"}, True, ("date_disagrees",)),  # the right day of the next year
        ({"issued": "2023-03-02"}, False, ()),  # next year's act of that number
        ({"issued": "2020-04-25"}, False, ()),
        ({"issued": None}, False, ()),
        ({"locality": OTHER}, False, ()),
        ({"locality": None}, True, ()),  # number, day and province agree
        ({"locality": None, "issued": "2022-04-26"}, False, ()),
        ({"number": "170/QĐ-UBND"}, False, ()),
        ({"number": "0170/kh-ubnd"}, True, ()),
    ],
)
def test_what_makes_a_citation_and_an_act_the_same(
    store: Store, changes: dict[str, Any], linked: bool, flags: tuple[str, ...]
) -> None:
    store.documents.save(plan())
    store.documents.save(citing(**changes))
    found = cited(store)
    assert (found.document == plan().id, found.flags) == (linked, flags)


def test_two_acts_that_fit_stay_candidates(store: Store) -> None:
    for key, issued in (("a", "2021-12-28"), ("b", "2023-01-05")):
        store.documents.save(plan(key, act=act(issued=issued)))
    store.documents.save(citing(issued=None))
    found = cited(store)
    assert found.document is None
    assert found.candidates == tuple(sorted((make("a").id, make("b").id)))


def test_another_years_act_of_the_same_number_is_no_candidate(store: Store) -> None:
    store.documents.save(plan())
    store.documents.save(citing(issued="2023-03-02"))
    store.documents.save(citing("khong-ngay", issued=None))
    assert cited(store).candidates == ()
    assert cited(store, "khong-ngay").candidates == (plan().id,)


def test_the_act_itself_goes_before_news_of_it_and_a_page_before_its_file(store: Store) -> None:
    news, page = plan("tin", act=act(status="announced")), plan("trang")
    file = plan("tep", parent=page.id, text="Toàn văn.")
    store.documents.save(citing())
    store.documents.save(news)
    assert cited(store).document == news.id
    store.documents.save(replace(file, fetched_at=later()))
    assert cited(store).document == file.id
    store.documents.save(replace(page, fetched_at=later(2)))
    assert cited(store).document == page.id


def test_a_document_and_its_files_do_not_cite_themselves(store: Store) -> None:
    store.documents.save(plan())
    store.documents.save(make("tep", parent=plan().id, citations=(citation(),)))
    found = cited(store, "tep")
    assert (found.document, found.candidates) == (None, ())


def test_an_older_version_says_what_it_said(store: Store) -> None:
    store.documents.save(plan())
    store.documents.save(citing())
    store.documents.save(replace(citing(), text="Đã sửa.", fetched_at=later()))
    old = store.documents.get(citing().id, 1)
    assert old is not None
    assert old.citations[0].number == "170/KH-UBND"


def test_who_cites_a_document(store: Store) -> None:
    store.documents.save(plan())
    store.documents.save(replace(citing(), act=act("131/KH-UBND", locality="D63:482")))
    (found,) = store.citations.of(plan().id)
    assert (found.id, found.relation, found.number) == (citing().id, "implements", "131/KH-UBND")
    assert store.citations.of(citing().id) == []


def test_what_is_cited_and_was_never_seen(store: Store) -> None:
    store.documents.save(plan())
    for key in ("a", "b"):
        store.documents.save(make(key, citations=(citation(), citation("09/CT-UBND"))))
    store.documents.save(make("tep", parent=make("a").id, citations=(citation("09/CT-UBND"),)))
    store.documents.save(make("c", citations=(citation("09/CT-UBND", "2021-01-04"),)))
    found = store.citations.unseen()
    assert [(one.number, one.year, len(one.cited_by)) for one in found] == [
        ("09/CT-UBND", 2022, 2),
        ("09/CT-UBND", 2021, 1),
    ]


def test_identity_is_issuer_year_and_number() -> None:
    assert identity_of(act()) == ActIdentity("170/kh/ubnd", PROVINCE, 2022)
    assert identity_of(act()) == identity_of(act("0170/KH-UBND", "2022-12-30", signer="Ai"))
    assert identity_of(act()) != identity_of(act(issued="2023-04-25"))
    assert identity_of(act()) != identity_of(act(locality="D63:482"))
    assert identity_of(act("42/2022/NĐ-CP", None, locality="VN")) == ActIdentity("42/2022/nđ/cp", "VN", 2022)
    assert identity_of(act(locality=None)) is None
    assert identity_of(act(issued=None)) is None


def test_symbols_leave_out_what_writers_vary() -> None:
    assert symbol("07/KH-UBND") == symbol("7/kh-ubnd") != symbol("07/BC-UBND")
    assert symbol("79/KH-BCĐ 389") == "79/kh/bcđ/389"


_DATES = st.dates(dt.date(2020, 1, 1), dt.date(2024, 12, 31))
_PLACES = st.sampled_from([PROVINCE, OTHER, None])


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["self", "announced"]), _DATES, _PLACES)),
    st.one_of(st.none(), _DATES),
    _PLACES,
    st.randoms(),
)
def test_the_order_of_arrival_changes_nothing(
    rows: list[tuple[str, str, dt.date, str | None]], issued: dt.date | None, place: str | None, random: Any
) -> None:
    known = [
        KnownAct(id_, None, status, "1/kh/ubnd", on.year, on, where, PROVINCE, NOON)
        for id_, status, on, where in dict.fromkeys(rows)
    ]
    wanted = Cited("1/kh/ubnd", issued.year if issued else None, issued, place, PROVINCE, frozenset("x"))
    shuffled = random.sample(known, len(known))
    assert resolve(wanted, known) == resolve(wanted, shuffled)


def test_acts_of_many_documents_are_those_of_a_few(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, number in (("a", "1/KH-UBND"), ("b", "2/KH-UBND"), ("c", "3/KH-UBND")):
        store.documents.save(plan(key, act=act(number)))
    store.documents.save(make("d"))
    asked = [make(key).id for key in "abd"]
    few = store.relations.acts(asked)
    assert {one.symbol for one in few.values()} == {"1/kh/ubnd", "2/kh/ubnd"}
    assert {one.issued for one in few.values()} == {dt.date(2022, 4, 25)}
    monkeypatch.setattr("store.relations._ALL_AT_ONCE", 1)
    assert store.relations.acts(asked) == few


def test_acts_that_documents_cite_and_the_store_does_not_have(store: Store) -> None:
    store.documents.save(plan())
    for key in "ab":
        store.documents.save(make(key, citations=(citation(), citation("9/CT-UBND"))))
    (found,) = store.relations.unmet([make("b").id])
    assert (found.document, found.symbol, found.year) == (make("b").id, "9/ct/ubnd", 2022)
