"""Every address that leads to a document finds it, whichever one was stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.lookup import find_document
from crawler.platforms import get_platform
from settings import get_settings
from store.database import Store, open_store
from store.records import Document, identity
from tests.search.corpus import FETCHED

ARTICLES = {
    "sotttt_hanoi": ("liferay_asset", "https://sotttt.hanoi.gov.vn/tin-tuc/-/view_content/123-cai-cach.html"),
    "krongno": ("sharepoint_lacviet", "https://krongno.daknong.gov.vn/tin-tuc/cai-cach-hanh-chinh-5123.html"),
    None: ("generic", "https://somewhere.example/tin/cai-cach-hanh-chinh"),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    get_settings.cache_clear()
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        for portal, (platform, url) in ARTICLES.items():
            key = get_platform(platform).classify(url).key
            store.documents.save(
                Document(identity(key), key, url, portal, title="Tin", text="", fetched_at=FETCHED)
            )
        yield store
    get_settings.cache_clear()


@pytest.mark.parametrize("url", [url for _, url in ARTICLES.values()])
@pytest.mark.parametrize(
    "twin",
    [
        lambda url: url,
        lambda url: url.removeprefix("https://"),
        lambda url: url.replace("https", "http") + "#comments",
        lambda url: url + "?utm_source=mail&utm_medium=x",
        lambda url: url.upper().replace("HTTPS://", "https://")[:30].lower() + url[30:],
    ],
    ids=["itself", "bare", "http", "tracked", "host"],
)
def test_twins_of_an_address_find_its_document(store: Store, url: str, twin: object) -> None:
    found = find_document(store, twin(url))  # type: ignore[operator]
    assert found is not None
    assert found.url == url


@pytest.mark.parametrize(
    "address",
    [
        "https://sotttt.hanoi.gov.vn/en/tin-tuc/-/view_content/123-cai-cach.html",
        "https://sotttt.hanoi.gov.vn/khac/-/view_content/123-ten-moi.html?p_p_state=pop_up",
        "https://krongno.daknong.gov.vn/tin-tuc/cai-cach-hanh-chinh-5123.html?print=1",
    ],
)
def test_print_and_language_pages_find_the_article(store: Store, address: str) -> None:
    found = find_document(store, address)
    assert found is not None
    assert found.portal in address.replace(".", "_")  # type: ignore[operator]


@pytest.mark.parametrize("other", ["", "khong-co", "0" * 16, "http://[::1", "https://nowhere.example/x"])
def test_what_leads_nowhere_finds_nothing(store: Store, other: str) -> None:
    assert find_document(store, other) is None
