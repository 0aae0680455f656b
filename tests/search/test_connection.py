"""How an Elasticsearch is reached: addresses read, secrets kept."""

from __future__ import annotations

import pytest

from search.engines.connection import ElasticConnection


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:9200", "http://127.0.0.1:9200"),
        ("http://search.example", "http://search.example:9200"),
        ("https://search.example/elastic/", "https://search.example:443/elastic"),
        ("https://an:b%40c@[::1]:9243 ", "https://[::1]:9243"),
        ("http://es_1.example.:9200/a%20b", "http://es_1.example.:9200/a%20b"),
    ],
)
def test_an_address_is_complete_and_without_secrets(url: str, address: str) -> None:
    assert ElasticConnection(url).address == address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:9200",
        "ftp://a",
        "http://",
        "http://a:99999",
        "https://a?x=1",
        "http://[a",
        "http://[1.2.3.4]",
        "http://a..b",
        "http://a:",
        "http://a b",
        "http://a:1/x@b",
        "http://a#b",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        _ = ElasticConnection(url).address


def test_a_login_may_stand_in_the_address_and_settings_go_before_it() -> None:
    assert ElasticConnection("http://an:b%40c@host").login == ("an", "b@c")
    assert ElasticConnection("http://an:b@host", user="binh", password="d").login == ("binh", "d")
    assert ElasticConnection("http://host").login is None


def test_secrets_are_not_shown() -> None:
    made = ElasticConnection("https://an:bimat1@host", api_key="bimat2", user="binh", password="bimat3")
    assert "bimat" not in f"{made} {made!r} {made.address}"
