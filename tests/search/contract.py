"""What every engine must do, engine by engine unchanged: subclass `IndexContract` and give it an `index`.

The reference is the linear scan of `tests.search.oracle`. An engine that cannot do a thing overrides the test
with a skip that says so by name; the list should stay empty.
"""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.errors import CursorError
from search.highlight import highlight
from search.index import FACETS, Results, SearchIndex, SearchRequest
from search.query import parse
from search.tree import All, Ids, Query, to_text
from store.documents import Deleted
from store.filters import Filters
from store.records import Act, identity
from tests.search import oracle
from tests.search.corpus import LOCALITIES, make, numbered, published, random_documents

DOCUMENTS = random_documents(150)
_HYPOTHESIS = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)

_WORD = st.sampled_from(
    ["cải", "cách", "cai", "hành chính", "chinh", "uy", "uỷ", "ủy", "đảng", "dang", "hoà", "hoa", "HOÀ",
     "131", "kh-ubnd", "xã", "4", "dvc", "khongco", "???", unicodedata.normalize("NFD", "kế")]
)  # fmt: skip
_PHRASE = st.lists(_WORD, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"')
_NEAR = st.tuples(_PHRASE, st.integers(0, 6)).map(lambda pair: f"{pair[0]}~{pair[1]}")
_FIELD = st.tuples(
    st.sampled_from(["title:", "text:", "number:", "issuer:"]), st.one_of(_WORD, _PHRASE, _NEAR)
)
_VALUE = st.sampled_from(
    ["theme:tthc", "theme:tthc/mot_cua", "kind:ke_hoach", "locality:P63:46", "locality:D63:482",
     "province:P34:52", 'locality:"Phú Lộc"', "province:huế", "year:2023", "reform:yes",
     "level:district", "portal:mau",
     "since:2023-02-03", "until:2023-01-03", "index:PAR_INDEX", "channel:cong_ttdt", "flag:mojibake_repaired"]
)  # fmt: skip
_LEAF = st.one_of(_WORD, _WORD, _PHRASE, _NEAR, _FIELD.map("".join), _VALUE)
QUERIES = st.recursive(
    _LEAF,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join),
        inner.map(lambda text: f"-({text})"),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"title:({text})"),
    ),
    max_leaves=8,
)
FILTERS = st.builds(
    Filters,
    province=st.sampled_from([(), (), ("P63:46",), ("P34:52",), ("P63:46", "P63:52")]),
    locality=st.sampled_from([(), (), ("D63:482",), ("P34:46", "D63:550")]),
    level=st.sampled_from([(), (), ("district",)]),
    kind=st.sampled_from([(), (), ("tin_bai", "ke_hoach")]),
    theme=st.sampled_from([(), (), ("tthc",), ("tthc/mot_cua", "the_che")]),
    year=st.sampled_from([(), (), (2022, 2024)]),
    since=st.sampled_from([None, None, dt.date(2022, 2, 3)]),
    until=st.sampled_from([None, None, dt.date(2024, 1, 3)]),
    reform=st.sampled_from([None, None, True, False]),
)
SORTS = st.sampled_from(["relevance", "newest", "oldest"])
LEFT_OUT = st.none() | st.frozensets(st.sampled_from([document.id for document in DOCUMENTS]), max_size=9)


def search(index: SearchIndex, text: str, **request: object) -> Results:
    return index.search(SearchRequest(parse(text), **request))  # type: ignore[arg-type]


def found(index: SearchIndex, text: str, **request: object) -> list[str]:
    return [hit.id for hit in search(index, text, **request).hits]


def pages(index: SearchIndex, request: SearchRequest) -> Iterator[Results]:
    cursor: str | None = None
    while True:
        page = index.search(
            SearchRequest(request.query, request.filters, request.limit, cursor, request.sort)
        )
        yield page
        cursor = page.next
        if cursor is None:
            return


class IndexContract:
    """A subclass gives two fixtures: `index`, empty, and `full`, which holds DOCUMENTS and is only read."""

    @given(text=QUERIES, filters=FILTERS, sort=SORTS, without=LEFT_OUT)
    @_HYPOTHESIS
    def test_agrees_with_a_linear_scan(
        self, full: SearchIndex, text: str, filters: Filters, sort: str, without: frozenset[str] | None
    ) -> None:
        request = SearchRequest(
            parse(text), filters, 200, None, sort, FACETS, without  # type: ignore[arg-type]
        )  # fmt: skip
        expected = oracle.hits(DOCUMENTS, request)
        answer = full.search(request)
        assert [hit.id for hit in answer.hits] == [document.id for document in expected]
        assert (answer.total, answer.next) == (len(expected), None)
        assert sorted(full.ids(request)) == sorted(document.id for document in expected)
        for name in FACETS:
            counts = [(count.value, count.count) for count in answer.facets[name]]
            assert counts == oracle.facet(name, expected)
        if sort == "relevance":
            assert [hit.score for hit in answer.hits] == [oracle.score(request.query, d) for d in expected]
        else:
            assert {hit.score for hit in answer.hits} <= {None}

    @given(text=QUERIES, sort=SORTS, limit=st.integers(1, 40))
    @_HYPOTHESIS
    def test_pages_are_the_whole_list_in_order(
        self, full: SearchIndex, text: str, sort: str, limit: int
    ) -> None:
        request = SearchRequest(parse(text), limit=limit, sort=sort)  # type: ignore[arg-type]
        expected = [document.id for document in oracle.hits(DOCUMENTS, request)]
        # Long lists are read in larger pages: a hundred questions show no more than ten.
        answers = list(pages(full, replace(request, limit=max(limit, len(expected) // 10))))
        assert [hit.id for page in answers for hit in page.hits] == expected
        assert {page.total for page in answers} == {len(expected)}

    @pytest.mark.parametrize(
        "text", ["cai cach hanh chinh", "CẢI CÁCH HÀNH CHÍNH", '"cải cách hành chính"',
                 unicodedata.normalize("NFD", "cải cách hành chính"), "cải\u00a0cách hành-chính"]
    )  # fmt: skip
    def test_marks_case_and_composition_find_the_same(self, index: SearchIndex, text: str) -> None:
        index.update(numbered([
            make("co-dau", "Công tác cải cách hành chính"),
            make("khong-dau", "cong tac cai cach hanh chinh"),
            make("nfd", unicodedata.normalize("NFD", "Cải cách hành chính")),
            make("khac", "cách làm hay"),
        ]))  # fmt: skip
        assert sorted(found(index, text)) == sorted(map(identity, ("co-dau", "khong-dau", "nfd")))

    @pytest.mark.parametrize("text", ["dang uy", "đảng ủy", "Đảng uỷ", '"ĐẢNG ỦY"'])
    def test_d_with_stroke_and_both_schools_of_tone_marks_match(self, index: SearchIndex, text: str) -> None:
        index.update(
            numbered([make("a", "Đảng ủy xã họp"), make("b", "Đảng uỷ phường họp"), make("c", "đường xã")])
        )
        assert sorted(found(index, text)) == sorted(map(identity, "ab"))

    def test_marked_text_ranks_before_unmarked_and_newer_text(self, index: SearchIndex) -> None:
        index.update(numbered([
            make("khong-dau", "dang uy dang uy", "dang uy", published=published("2025-01-01")),
            make("co-dau", "cấp ủy và đảng bộ", "Tin", published=published("2020-01-01")),
        ]))  # fmt: skip
        assert found(index, "đảng ủy") == [identity("co-dau"), identity("khong-dau")]
        assert found(index, "dang uy") == [identity("khong-dau"), identity("co-dau")]

    def test_neighbours_rank_before_scattered_words_and_titles_before_texts(self, index: SearchIndex) -> None:
        index.update(numbered([
            make("xa-nhau", "tin về một việc, có mấy cửa", published=published("2025-01-01")),
            make("gan-nhau", "bộ phận một cửa", published=published("2020-01-01")),
            make("tieu-de", "", "Bộ phận một cửa", published=published("2019-01-01")),
        ]))  # fmt: skip
        assert found(index, "mot cua") == list(map(identity, ("tieu-de", "gan-nhau", "xa-nhau")))

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ('"131 kh ubnd"', "ab"), ("131/KH-UBND", "ab"), ("number:131/KH-UBND", "b"), ('"ubnd 131"', ""),
            ('"ban, hành"', "a"), ('"hành kế"', "a"), ("text:(ban OR thu)", "ab"), ("ban -ke", ""),
            ('"ban kế"~1', "a"), ('"ban kế"~0', ""), ('"kế ban"~5', ""), ('"ban hoạch 131"~3', "a"),
            ('"ban hoạch 131"~2', ""), ("-ban", "b"), ("issuer:huyện", "b"), ("thu OR ban -ke", "b"),
        ],
    )  # fmt: skip
    def test_phrases_fields_and_proximity(self, index: SearchIndex, text: str, names: str) -> None:
        act = Act("131/KH-UBND", None, "ke_hoach", "UBND huyện", None, None, "self")
        index.update(
            numbered([make("a", "Ban hành: “Kế hoạch” số 131/KH-UBND"), make("b", "thu chi", act=act)])
        )
        # An act's number is searched with title and text.
        assert set(found(index, text)) == set(map(identity, names))

    def test_filters_look_at_places_then_and_today(self, index: SearchIndex) -> None:
        index.update(numbered([make(f"d{n}", "tin", locality=place) for n, place in enumerate(LOCALITIES)]))
        for codes, names in (
            (("P63:46",), "01"), (("D63:482",), "1"), (("P34:52",), "23"), (("P63:52",), "2"),
            (("P34:46",), "01"),
        ):  # fmt: skip
            for filters in (Filters(locality=codes), Filters(province=codes)):
                assert set(found(index, "", filters=filters)) == {identity(f"d{n}") for n in names}

    def test_empty_query_finds_all_and_a_query_without_words_nothing(self, full: SearchIndex) -> None:
        assert search(full, "  ").total == len(DOCUMENTS)
        for text in ("???", '""', "-", "( )", "\x00", "\ud800", "“ ”"):
            assert search(full, text, facets=FACETS).total == 0, text

    def test_empty_index_answers_with_nothing(self, index: SearchIndex) -> None:
        answer = search(index, "tin", facets=FACETS)
        assert (answer.total, answer.hits, answer.next) == (0, (), None)
        assert all(answer.facets[name] == () for name in FACETS)
        assert list(index.ids(SearchRequest())) == []
        assert index.count() == 0

    @pytest.mark.parametrize(
        "text",
        ["(" * 5000 + "tin" + ")" * 5000, "tin OR (" * 3000, "-(tin " * 3000, "title:" * 5000, '"tin ' * 5001,
         "x" * 100_000, "* ? ~ ^ / \\ && || ! [a TO b] {a} number:* title:", "NEAR(", "tin" * 60_000,
         " ".join(f"từ{n}" for n in range(3000)), '"a b c d e f g h i j"~999999999', "\x00 tin \ud800"],
    )  # fmt: skip
    def test_hostile_queries_are_answered(self, full: SearchIndex, text: str) -> None:
        assert search(full, text, facets=FACETS).total >= 0

    def test_a_word_of_any_length_is_found_again(self, index: SearchIndex) -> None:
        index.update(numbered([make("dai", "đ" * 70_000 + " hết"), make("ngan", "đ" * 100)]))
        assert found(index, "đ" * 70_000) == [identity("dai")]
        assert found(index, "hết") == [identity("dai")]
        assert found(index, "d" * 100) == [identity("ngan")]

    def test_replaces_deletes_and_counts(self, index: SearchIndex) -> None:
        assert index.update(numbered([make("a", "bản cũ"), make("b", "bản cũ")])).done == 2
        gone = Deleted(identity("b")), Deleted(identity("khong-co"))
        assert index.update(numbered([make("a", "bản mới"), *gone])).done == 3
        assert (found(index, "cũ"), found(index, "mới"), index.count()) == ([], [identity("a")], 1)
        assert (
            index.update(numbered([make("c", "x"), Deleted(identity("c")), make("a", "sau cùng")])).done == 3
        )
        assert (found(index, ""), found(index, "cùng")) == ([identity("a")], [identity("a")])

    def test_a_document_that_it_cannot_hold_is_refused_and_stops_no_other(self, index: SearchIndex) -> None:
        bad = replace(make("b", "tin"), id="khong-phai-hexa!")
        done, refused = index.update(numbered([make("a", "tin"), bad, make("c", "tin")]))
        assert (done, [one.id for one in refused], index.count()) == (2, [bad.id], 2)

    @pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
    def test_paging_is_stable_while_others_are_written(self, index: SearchIndex, sort: str) -> None:
        source = random.Random(7)
        stable, extra = random_documents(120, 2), random_documents(60, 3)
        index.update(numbered([*stable, *extra[:30]]))
        seen: list[str] = []
        request = SearchRequest(parse("cải OR chính OR kế"), limit=7, sort=sort)  # type: ignore[arg-type]
        for number, page in enumerate(pages(index, request)):
            seen += [hit.id for hit in page.hits]
            index.update(
                numbered([extra[30 + number % 30], Deleted(extra[source.randrange(30)].id), stable[number]])
            )
        assert len(seen) == len(set(seen))
        wanted = {document.id for document in oracle.hits(stable, request)}
        assert wanted <= set(seen)

    def test_a_limit_of_zero_counts_only_and_a_huge_one_shows_all(self, full: SearchIndex) -> None:
        answer = search(full, "", limit=0, facets=("kind",))
        assert (answer.total, answer.hits, answer.next) == (len(DOCUMENTS), (), None)
        assert sum(count.count for count in answer.facets["kind"]) == len(DOCUMENTS)
        assert len(search(full, "", limit=10**12).hits) == len(DOCUMENTS)

    def test_a_cursor_serves_its_own_search_only(self, full: SearchIndex) -> None:
        cursor = search(full, "cải", limit=3).next
        assert cursor
        for text, other in (
            ("cách", {}),
            ("cải", {"sort": "newest"}),
            ("cải", {"filters": Filters(reform=True)}),
            ("cải", {"without": frozenset()}),
        ):
            with pytest.raises(CursorError):
                search(full, text, cursor=cursor, **other)
        for damaged in ("", "x", "é", cursor[:-4], "A" * 10_000, cursor + "!", "WyJ4Iiw5LDksOV0"):
            with pytest.raises(CursorError):
                search(full, "cải", cursor=damaged, limit=3)

    def test_only_given_documents_or_all_but_these(self, full: SearchIndex) -> None:
        few = frozenset(document.id for document in DOCUMENTS[:5])
        assert set(full.ids(SearchRequest(Ids(few)))) == few
        assert not list(full.ids(SearchRequest(Ids(frozenset()))))
        assert full.search(SearchRequest(without=few)).total == len(DOCUMENTS) - 5

    def test_equal_documents_come_in_the_order_of_their_ids(self, index: SearchIndex) -> None:
        documents = [make(f"giong-{n}", "như nhau", "Tin") for n in range(40)]
        index.update(numbered(documents[20:]))
        index.update(numbered(documents[:20]))
        expected = sorted(document.id for document in documents)
        request = SearchRequest(parse("nhau"), limit=9)
        assert [hit.id for page in pages(index, request) for hit in page.hits] == expected

    def test_a_long_plan_is_searched_to_its_end(self, index: SearchIndex) -> None:
        long = "công khai thủ tục hành chính tại bộ phận một cửa " * 6000 + "kết thúc văn bản"
        index.update(numbered([make("dai", long), make("khac", "bộ phận một cửa")]))
        assert found(index, '"kết thúc văn bản"') == [identity("dai")]
        assert found(index, '"cửa kết thúc"') == [identity("dai")]

    def test_the_marks_of_a_hit_stand_on_its_original_letters(self, index: SearchIndex) -> None:
        plan = make("dai", "Công khai thủ tục hành chính; " * 11_000 + "ĐẢNG UỶ, hoà giải")
        assert len(plan.text) > 300_000
        index.update(numbered([plan, make("khac", "dang hop, uy ban")]))
        for text, marks in (('"dang uy"', "<mark>ĐẢNG UỶ</mark>"), ("đảng hòa", "<mark>hoà</mark>")):
            assert found(index, text) == [plan.id]
            assert any(marks in snippet for snippet in highlight(plan, parse(text)))

    @given(text=QUERIES)
    @_HYPOTHESIS
    def test_the_text_of_a_query_asks_the_same(self, full: SearchIndex, text: str) -> None:
        query: Query = parse(text)
        again = parse(to_text(query))
        assert again == query or isinstance(query, All)
        assert found(full, to_text(query), limit=200) == found(full, text, limit=200)
