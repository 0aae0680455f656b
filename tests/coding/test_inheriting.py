"""A coding that is taken over from another codebook is the one that coding anew gives, to the byte."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from pipelines.article import Article, Origin
from pipelines.codebook import Codebook, ContextRule, Facet, ReformRules, Subtheme, Terms, Theme, from_source
from pipelines.codebook.records import ReformPoints
from pipelines.coding import CODER, code
from pipelines.describe import describe
from pipelines.inheriting import bases_of
from pipelines.letters import END, GAP, writings
from pipelines.matching import differing
from pipelines.phrases import Reading, Runs, stream_of
from pipelines.recoding import recode
from store.coding_records import StoredCodebook, proof_of, written
from store.coding_tables import codings
from store.database import Store, open_store
from store.records import Change, Document, identity
from store.tables import documents
from tests.coding.books import rules, source

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)

# --- Any small change, any text ------------------------------------------------------------------------

_WORDS = ["cải cách", "thủ tục", "một cửa", "hồ sơ", "hòa", "hoà", "tuyên truyền", "người dân", "CCHC", "số"]
_BESIDE = ("hố sơ", "thủ tuc", "là")
_SIGNS = (" ", " ", " ", ", ", ". ", "; ", "\n", "\n- ", " \u200b", "\nNơi nhận:\n", "\nCăn cứ Luật ")


class _Drawn:
    """Codebooks and texts of few words, so that their phrases meet, overlap and shield each other."""

    def __init__(self, seed: int) -> None:
        self._pick = random.Random(seed)

    def phrases(self) -> tuple[str, ...]:
        count = self._pick.randint(0, 3)
        return tuple({" ".join(self._pick.choices(_WORDS, k=self._pick.randint(1, 3))) for _ in range(count)})

    def terms(self) -> Terms:
        cased = self._pick.choice(((), ("CCHC",), ("Số",)))
        lists = [self.phrases() for _ in range(4)]
        return Terms(lists[0], lists[1], lists[2], cased, exclude=lists[3])

    def spares(self) -> tuple[str, ...]:
        return tuple(self._pick.sample(("tthc", "the_che"), self._pick.randint(0, 2)))

    def book(self) -> Codebook:
        return Codebook(
            version="1",
            themes=(
                Theme("tthc", "A", "A", "", self.terms(), (Subtheme("mot_cua", "B", "", self.terms()),)),
                Theme("the_che", "C", "C", "", self.terms(), ()),
            ),
            channels=(Facet("mang_xa_hoi", "M", self.terms()),),
            audiences=(Facet("nguoi_dan", "N", self.terms()),),
            indices=(Facet("PAR_INDEX", "P", self.terms()),),
            gate=self.terms(),
            reform=ReformRules(self.terms(), self.terms(), self.terms(), Terms(phrases=self.phrases())),
            context_rules=(ContextRule("r", self.terms(), self.spares()),),
            traps=self.phrases(),
            slips=self._pick.choice(((), (("hố sơ", "hồ sơ"),))),
        )

    def edited(self, book: Codebook) -> Codebook:
        """The book with one thing otherwise."""
        tthc, the_che = book.themes
        changes: list[dict[str, Any]] = [
            {"themes": (replace(tthc, terms=self.terms()), the_che)},
            {"themes": (replace(tthc, subthemes=()), the_che)},
            {"themes": (tthc,)},
            {"themes": (tthc, replace(the_che, id="khac"))},
            {"channels": (replace(book.channels[0], terms=self.terms()),)},
            {"audiences": (replace(book.audiences[0], terms=self.terms()),)},
            {"indices": ()},
            {"gate": replace(book.gate, weak=self.phrases())},
            {"reform": replace(book.reform, supports=self.terms())},
            {"reform": replace(book.reform, strangers=self.terms())},
            {"context_rules": (replace(book.context_rules[0], spares=self.spares()),)},
            {"context_rules": ()},
            {"traps": self.phrases()},
            {"slips": (("thủ tuc", "thủ tục"),)},
        ]
        return replace(book, version="2", **self._pick.choice(changes))

    def text(self) -> str:
        words = self._pick.choices((*_WORDS, *_BESIDE), k=self._pick.randint(0, 25))
        text = "".join(word + self._pick.choice(_SIGNS) for word in words)
        return self._pick.choice((str, str, str.upper, _unmarked, _decomposed))(text)


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _unmarked(text: str) -> str:
    return "".join(sign for sign in _decomposed(text) if not unicodedata.combining(sign))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 1 << 32))
def test_a_text_without_a_word_that_two_codebooks_take_otherwise_is_coded_alike(seed: int) -> None:
    drawn = _Drawn(seed)
    old = drawn.book()
    new = drawn.edited(old)
    runs = differing(old, new)
    assert runs is not None
    changed = Runs(runs)
    for _ in range(12):
        title, text = drawn.text().partition("\n")[0], drawn.text()
        placed = [word for word in stream_of(text).replace(END, GAP).split(GAP) if word]
        as_it_is = Reading(text).stream.split(GAP)[1:-1]
        assert all(one in writings(two) for one, two in zip(as_it_is, placed, strict=True))
        if not changed.in_text(title) and not changed.in_text(text):
            assert written(code(title, text, old)) == written(code(title, text, new))


def test_other_points_may_code_any_text_otherwise() -> None:
    book = Codebook("1", (), (), (), (), Terms(), ReformRules(Terms(), Terms(), Terms(), Terms()))
    points = replace(book.reform, points=ReformPoints(threshold=0.6))
    assert differing(book, replace(book, reform=points)) is None
    assert differing(book, replace(book, version="2")) == set()
    unlike = replace(book, traps=("một cửa hàng",))
    assert differing(book, unlike) == differing(unlike, book) != set()


def test_another_set_of_audiences_may_code_any_text_otherwise() -> None:
    book = from_source(source("1"), "1")
    staff = next(one for one in book.audiences if one.id == "can_bo_cong_chuc")
    renamed = replace(book, audiences=tuple(one for one in book.audiences if one != staff))
    silent = replace(book, audiences=(*renamed.audiences, replace(staff, terms=Terms())))
    one, two = (code(TITLE, OF_A_UNION, each) for each in (renamed, silent))
    assert written(one) != written(two), "they find the same words, and one has a name for them"
    assert differing(renamed, silent) is differing(silent, renamed) is None


# --- A store ---------------------------------------------------------------------------------------------

TITLE = "Huyện cải cách hành chính"
OF_ONE_STOP = "Ủy ban nhân dân huyện đưa bộ phận một cửa vào hoạt động để người dân gửi hồ sơ."
OF_STAFF = "Huyện tinh giản biên chế và nâng cao chất lượng công chức theo đề án vị trí việc làm."
OF_NET = "Huyện cung cấp dịch vụ công trực tuyến và chữ ký số cho cán bộ, công chức."
TEXTS = (OF_ONE_STOP, OF_STAFF, OF_NET)
OF_A_UNION = "Công đoàn cơ sở phát động đoàn viên cài đặt ứng dụng."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        for number, text in enumerate(TEXTS):
            opened.documents.save(document(number, text))
        yield opened


def document(number: int, text: str) -> Document:
    key = f"huyen.example/{number}"
    return Document(identity(key), key, f"https://{key}", "huyen", TITLE, text, NOW, codebook="0.0")


def kept_codebook(store: Store, version: str, *without: str, **changes: object) -> StoredCodebook:
    return store.codings.keep_codebook(version, source(version, without=without, **changes), NOW)


def run(store: Store, book: StoredCodebook, *, anew: bool = False) -> tuple[int, int]:
    """How many documents were coded, and of how many the coding was taken over."""

    async def work() -> tuple[int, int]:
        found = [progress async for progress in recode(store, book, 1, anew=anew)]
        return sum(each.coded for each in found), sum(each.inherited for each in found)

    return asyncio.run(work())


def beside(store: Store, version: str) -> dict[str, str]:
    with store._database.read() as connection:
        wanted = select(codings.c.document_id, codings.c.coding).where(codings.c.codebook == version)
        return {row.document_id: str(row.coding) for row in connection.execute(wanted)}


def test_what_no_changed_word_is_in_is_taken_over_and_the_same_as_coded_anew(store: Store) -> None:
    first, second = kept_codebook(store, "1"), kept_codebook(store, "2", "chinh_quyen_so")
    assert run(store, first) == (3, 0), "of what it was made is not known"
    assert run(store, second) == (3, 2), "one has words of the theme that is gone"
    taken = beside(store, "2")
    assert run(store, second, anew=True) == (3, 0), "what is there already too"
    assert beside(store, "2") == taken


def test_what_stands_in_documents_is_taken_over_too(store: Store) -> None:
    first, second = kept_codebook(store, "1"), kept_codebook(store, "2", "chinh_quyen_so")
    run(store, first)
    store.codings.use("1")
    assert beside(store, "1") == {}
    assert run(store, second) == (3, 2)
    taken = beside(store, "2")
    assert run(store, second, anew=True) == (3, 0)
    assert beside(store, "2") == taken
    store.codings.use("2")
    assert run(store, kept_codebook(store, "3", "chinh_quyen_so")) == (3, 3), "they differ in name alone"


def test_what_is_not_proven_is_coded_anew(store: Store) -> None:
    first, second = kept_codebook(store, "1"), kept_codebook(store, "2", "chinh_quyen_so")
    run(store, first)
    ids = [identity(f"huyen.example/{number}") for number in range(3)]
    with store._database.write() as connection:
        older = update(codings).values(coder=CODER - 1)
        connection.execute(older.where(codings.c.document_id == ids[0]))
    store.documents.save(document(1, OF_STAFF + " Huyện công bố kết quả."))
    assert run(store, second) == (3, 0), "an older program's, an older text's, and one with a changed word"


def test_a_corrected_document_is_coded_anew_and_its_correction_stays(store: Store) -> None:
    first = kept_codebook(store, "1")
    run(store, first)
    store.codings.use("1")
    with store._database.write() as connection:
        connection.execute(codings.delete())
    one = identity("huyen.example/1")
    store.corrections.add(one, Change(add=("tai_chinh_cong",)), by="Lan", why="money", at=NOW)
    second = kept_codebook(store, "2", "chinh_quyen_so")
    assert run(store, second) == (3, 1)
    assert "tai_chinh_cong" not in beside(store, "2")[one]
    store.codings.use("2")
    found = store.documents.get(one)
    assert found is not None
    assert "tai_chinh_cong" in {each.theme for each in found.codes}


def test_other_weights_of_the_reform_are_another_codebook_for_every_text(store: Store) -> None:
    run(store, kept_codebook(store, "1"))
    points = rules()["reform"] | {"points": {"gate_title": 0.9}}
    other = kept_codebook(store, "2", reform=points)
    assert [base.version for base in bases_of(other, store.codings.codebooks())] == ["2"]
    assert run(store, other) == (3, 0)


def test_a_codebook_with_one_audience_more_is_another_for_every_text(store: Store) -> None:
    store.documents.save(document(0, OF_A_UNION))
    staff = {"id": "can_bo_cong_chuc", "vi": "A", "en": "A", "definition": "a", "phrases": ["nhạc công"]}
    others = [one for one in rules()["audiences"] if one["id"] != staff["id"]]
    run(store, kept_codebook(store, "1", audiences=others))
    second = kept_codebook(store, "2", audiences=[*others, staff])
    assert run(store, second) == (3, 0)
    taken = beside(store, "2")
    assert run(store, second, anew=True) == (3, 0)
    assert beside(store, "2") == taken


def test_what_a_crawl_reads_says_what_its_coding_was_made_of(store: Store) -> None:
    first = kept_codebook(store, "1")
    origin = Origin(identity("bai"), "bai", None, NOW, None, None)
    read = describe(Article(TITLE, OF_STAFF), origin, from_source(first.source, "1"))
    assert read.coding_proof == proof_of(first.digest, TITLE, OF_STAFF)
    with store._database.write() as connection:
        connection.execute(documents.delete())
    store.documents.save(read)
    second = kept_codebook(store, "2", "chinh_quyen_so")
    assert run(store, second) == (1, 1)
    (coding,) = beside(store, "2").values()
    assert run(store, second, anew=True) == (1, 0)
    assert beside(store, "2") == {read.id: coding}
