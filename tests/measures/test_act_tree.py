"""From a national act to the province and the district: who followed whom, and what was taken over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.act_tree import NoSuchActError, act_tree
from search.taken_over import matched, taken_over
from store.database import Store
from store.records import Document, identity
from tests.cli.conftest import Answer
from tests.measures import calling
from tests.measures.acts import act, citation, plan
from tests.measures.corpus import document

HUE, PHU_LOC, PHU_VANG = "P63:46", "D63:482", "D63:478"
NATIONAL = citation("10/KH-TTg", "2022-01-10", "VN")
PROVINCIAL = citation("170/KH-UBND", "2022-04-25", HUE)
TRAIN, POST, COUNT = (
    "Tập huấn cho công chức bộ phận một cửa cấp xã",
    "Niêm yết công khai thủ tục hành chính tại trụ sở",
    "Thống kê hồ sơ trễ hẹn từng tháng",
)


def documents() -> list[Document]:
    """The nation's plan is only cited; the district drops one task of the province and adds one."""
    province = act("170/KH-UBND", "2022-04-25", HUE)
    district = act("131/KH-UBND", "2022-05-24", PHU_LOC)
    return [
        document("tinh", HUE, act=province, citations=(NATIONAL,), plan=plan(TRAIN, POST),
                 text=f"{TRAIN}. {POST}."),
        document("huyen", PHU_LOC, act=district, citations=(NATIONAL, PROVINCIAL),
                 plan=plan(f"{TRAIN} và cấp huyện", COUNT), text=f"{TRAIN}. {COUNT}."),
        document("vang", PHU_VANG, act=act("9/KH-UBND", None, PHU_VANG), citations=(PROVINCIAL,)),
    ]  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    for made in documents():
        store.documents.save(made)
    return store


def test_each_act_stands_below_the_newest_one_that_it_follows(filled: Store) -> None:
    root = act_tree(filled, "10/KH-TTg")
    assert (root.number, root.locality, root.document, root.days) == ("10/KH-TTg", "VN", None, None)
    (province,) = root.children
    assert (province.number, province.days, province.document) == ("170/KH-UBND", 105, identity("tinh"))
    assert [(step.locality, step.days) for step in province.children] == [(PHU_LOC, 29), (PHU_VANG, None)]


@pytest.mark.parametrize(
    "name", ["170/KH-UBND", "0170/kh-ubnd", "170/KH-UBND, P63:46", "170/KH-UBND, P63:46, 2022"]
)
def test_an_act_is_found_by_number_label_and_document(filled: Store, name: str) -> None:
    assert act_tree(filled, name) == act_tree(filled, identity("tinh"))
    assert len(act_tree(filled, name).children) == 2


def test_a_number_that_several_have_and_one_that_nobody_has(filled: Store) -> None:
    filled.documents.save(
        document("khac", "D63:550", citations=(citation("170/KH-UBND", "2022-03-01", "P63:52"),))
    )
    with pytest.raises(NoSuchActError, match=r"170/KH-UBND, P63:46, 2022; 170/KH-UBND, P63:52, 2022"):
        act_tree(filled, "170/KH-UBND")
    with pytest.raises(
        NoSuchActError, match=r"no act that others follow\. Followed are .*170/KH-UBND, P63:46, 2022"
    ):
        act_tree(filled, "999/KH-UBND")


def test_a_store_without_followers_says_so_and_offers_other_relations(store: Store) -> None:
    with pytest.raises(NoSuchActError, match=r"No act of this store is followed in this way; --relation"):
        act_tree(store, "170/KH-UBND")


def test_other_relations_count_where_they_are_asked_for(store: Store) -> None:
    refers = citation("76/NQ-CP", "2021-07-15", "VN", "refers")
    store.documents.save(
        document("tinh", HUE, act=act("170/KH-UBND", "2022-04-25", HUE), citations=(refers,))
    )
    with pytest.raises(NoSuchActError):
        act_tree(store, "76/NQ-CP")
    assert len(act_tree(store, "76/NQ-CP", ("implements", "refers")).children) == 1


def test_tasks_kept_added_and_dropped() -> None:
    province, district, _ = documents()
    found = taken_over(province, district)
    assert (found.kept, found.added, found.dropped) == (1, (COUNT,), (POST,))
    assert found.copied is not None
    assert 0.3 < found.copied < 0.7


def test_without_tasks_nothing_was_dropped() -> None:
    province, _, other = documents()
    found = taken_over(province, other)
    assert (found.kept, found.added, found.dropped) == (None, None, None)


def test_a_task_is_matched_once_with_the_likest() -> None:
    one, two = plan(TRAIN, POST), plan(POST, f"{POST} xã", TRAIN.upper())
    assert sorted(matched(one.tasks, two.tasks)) == [(0, 2), (1, 0)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("tree")
    with calling.home_of(folder, documents()) as home:
        yield home


def run(home: Path, *args: str) -> Answer:
    return calling.run(home, "acts", "cascade", *args)


def test_the_command_shows_a_tree_and_json(home: Path) -> None:
    found = json.loads(run(home, "10/KH-TTg", "--json").out)
    (province,) = found["children"]
    assert (found["taken_over"], province["taken_over"]) == (None, None)
    district = province["children"][0]
    assert (district["days"], district["taken_over"]["dropped"]) == (29, [POST])
    assert district["taken_over"]["validated"] is False
    shown = run(home, "10/KH-TTg")
    assert shown.code == 0
    assert "131/KH-UBND · Phú Lộc · 2022-05-24 · 29 days after" in " ".join(shown.out.split())
    assert "task dropped: Niêm yết" in shown.out
    assert run(home, "1/KH-TTg").code == 2


def test_a_tree_of_one_act_says_what_was_looked_for_and_a_national_act_whose_it_is(home: Path) -> None:
    alone = run(home, "131/KH-UBND")
    assert (alone.code, alone.out.count(" · ")) == (0, 2)
    assert "No act below it is in the store" in alone.out
    assert "that cite it as implements;" in alone.out
    both = run(home, "131/KH-UBND", "--relation", "implements", "--relation", "refers").out
    assert "that cite it as implements or refers;" in " ".join(both.split())
    assert json.loads(run(home, "131/KH-UBND", "--json").out)["children"] == []
    whole = run(home, "10/KH-TTg").out
    assert "10/KH-TTg · Trung ương · 2022-01-10" in whole
    assert "No act below it" not in whole
