"""A recode codes every document of a store as a crawl with that codebook would have, and nothing else."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from pipelines import codebook
from pipelines.coding import code
from pipelines.forking import _module_of
from pipelines.inforce import in_force
from pipelines.reader import PageReader
from pipelines.recoding import Progress, recode
from pipelines.workers import Named
from store.codec import from_json
from store.coding_records import Coding, StoredCodebook, proof_of
from store.coding_tables import codings
from store.codings import with_coding
from store.database import Store, open_store
from store.records import Document, Json, identity
from tests.coding.books import source
from tests.extract.pages import liferay_article, portal, raw

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
TEXT = "Ủy ban nhân dân huyện đưa bộ phận một cửa vào hoạt động.\n\nNgười dân nộp hồ sơ thủ tục hành chính."


def document(number: int, text: str) -> Document:
    key = f"huyen.example/{number}"
    title = "Huyện cải cách hành chính"
    return Document(identity(key), key, f"https://{key}", "huyen", title, text, NOW, codebook="0.0")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        yield opened


def kept_codebook(store: Store, version: str = "7") -> StoredCodebook:
    return store.codings.keep_codebook(version, source(version, without=("chinh_quyen_so",)), NOW)


def run(store: Store, book: StoredCodebook, most: int | None = None) -> list[Progress]:
    async def work() -> list[Progress]:
        found = []
        passing = recode(store, book, 1)
        async for progress in passing:
            found.append(progress)
            if len(found) == most:
                await passing.aclose()  # type: ignore[attr-defined]
                break
        return found

    return asyncio.run(work())


def kept(store: Store) -> dict[str, Json]:
    with store._database.read() as connection:
        return {row.document_id: row.coding for row in connection.execute(select(codings))}


def test_it_codes_as_reading_with_that_codebook_does(store: Store) -> None:
    texts = [
        "",
        TEXT,
        "Giải bóng đá của huyện khai mạc.",
        TEXT + "\n\nGiải bóng đá của huyện khai mạc." * 60_000,
    ]
    assert len(texts[-1]) > 2_000_000
    for number, text in enumerate(texts):
        store.documents.save(document(number, text))
    book = kept_codebook(store)
    (progress,) = run(store, book)
    assert (progress.coded, progress.refused) == (4, ())
    rules = codebook.from_source(book.source, "7")
    for number, text in enumerate(texts):
        one = document(number, text)
        assert from_json(Coding, kept(store)[one.id]) == code(one.title, text, rules)
    assert store.codings.use("7") == 4
    for number, text in enumerate(texts):
        one = document(number, text)
        found = store.documents.get(one.id)
        assert found is not None
        proof = proof_of(book.digest, one.title, text)
        assert replace(found, versions=()) == with_coding(one, code(one.title, text, rules), "7", proof)


def test_a_pass_that_is_stopped_goes_on_and_gives_the_same_bytes(store: Store) -> None:
    for number in range(450):
        store.documents.save(document(number, f"{TEXT} Bản {number}."))
    book = kept_codebook(store)
    first = run(store, book, most=1)
    assert len(first) == 1
    assert first[0].coded == 200
    half = kept(store)
    rest = run(store, book)
    assert sum(each.coded for each in rest) == 450 - len(half)
    assert half.items() <= kept(store).items()
    whole = kept(store)
    with store._database.write() as connection:
        connection.execute(codings.delete())
    run(store, book)
    assert kept(store) == whole
    assert run(store, book) == []


def test_a_codebook_in_force_is_used_by_this_process_and_those_that_work_for_it() -> None:
    builtin = codebook.load()
    try:
        codebook.put_in_force(source("7"), "codebook 7")
        assert codebook.load().version == "7"
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            assert pool.map(in_force(_version), [0]) == ["7"]
    finally:
        codebook.put_in_force(None)
    assert codebook.load() is builtin
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(in_force(_version), [0]) == [builtin.version]


def _version(_job: int) -> str:
    return codebook.load().version


def test_a_codebook_in_force_that_cannot_be_read_says_why() -> None:
    try:
        codebook.put_in_force("version: [", "codebook 7")
        with pytest.raises(codebook.CodebookError, match="codebook 7"):
            codebook.load()
    finally:
        codebook.put_in_force(None)


def test_processes_import_what_they_work_with_and_not_its_wrapper() -> None:
    work = functools.partial(Named("pipelines.reading", "read_for"), {})
    assert _module_of(in_force(work)) == "pipelines.reading"


def test_a_crawl_reads_pages_and_their_files_with_the_codebook_in_force(tmp_path: Path) -> None:
    paper = b"{\\rtf1\\ansi Ke hoach cai cach hanh chinh cua huyen nam 2024, phan cong cac phong ban.}"

    async def work() -> list[str | None]:
        codebook.put_in_force(source("7"), "codebook 7")
        reader = PageReader({"thuanan": portal("liferay_asset")}, 1, tmp_path)
        try:
            url = "https://thuan-an.example/tin/-/view_content/88-so-ket.html"
            page = await reader.read(raw(url, liferay_article(), "liferay_asset"))
            assert page.document is not None
            file = raw("https://thuan-an.example/ke-hoach.rtf", paper, "liferay_asset")
            read = await reader.read_file(file, "ke-hoach.rtf", page.document)
            return [page.document.codebook, *(one.codebook for one in read.documents)]
        finally:
            codebook.put_in_force(None)
            await reader.close()

    assert asyncio.run(work()) == ["7", "7"]
