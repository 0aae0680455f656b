"""A body that unpacks to a gigabyte, or never ends: what one of them costs, in a crawl of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.golden import pieces
from tests.faults.running import Faulty, assert_published, crawl, declared

pytestmark = [pytest.mark.faults, pytest.mark.timeout(200)]
HOST = "bom.example"
MOST_MB = 100  # that the crawl's process may grow by

_BODIES = [
    pytest.param("/bomb/gzip", marks=pytest.mark.case("H6")),
    pytest.param("/bomb/deflate", marks=pytest.mark.case("H6")),
    pytest.param("/bomb/br", marks=pytest.mark.case("H6", guard="body-limit")),
    pytest.param("/bomb/zstd", marks=pytest.mark.case("H6")),
    pytest.param("/endless", marks=pytest.mark.case("H7", guard="body-limit")),
]


@pytest.mark.parametrize("path", _BODIES)
def test_one_body_without_measure_takes_little_memory(
    tmp_path: Path, faulty: Faulty, without: str, path: str
) -> None:
    faulty.change_hosts({HOST: {"faults": [path]}})
    result = crawl(tmp_path, [declared(HOST)], faulty.connect_to(HOST), without=without, timeout=20)
    assert result.grown_mb < MOST_MB
    assert [failure["reason"] for failure in result.runs["bom"]["failed"]] == ["too_large"]
    assert len(faulty.hits(HOST, path)) == 1
    assert_published(result, HOST, pieces(HOST, 3))


@pytest.mark.case("H6")
def test_a_packed_sitemap_without_measure_takes_little_memory(tmp_path: Path, faulty: Faulty) -> None:
    faulty.change_hosts({HOST: {"robots": "sitemap:/bomb.xml.gz"}})
    result = crawl(tmp_path, [declared(HOST)], faulty.connect_to(HOST), timeout=20)
    assert result.grown_mb < MOST_MB
    assert [failure["reason"] for failure in result.runs["bom"]["failed"]] == ["too_large"]
    assert_published(result, HOST, pieces(HOST, 3))
