"""Settings of Elasticsearch: wrong ones are all listed, and no secret is ever shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commands.options import index_home
from settings import PREFIX, Settings, SettingsError, get_settings
from tests.cli.conftest import Call

Read = Callable[..., Settings]
KEY, PASSWORD = "S3cretKeyOfATest==", "pa55-of-a-test"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Read]:
    """Settings read from an environment that holds these only."""
    monkeypatch.chdir(tmp_path)

    def settings(**values: str) -> Settings:
        for name, value in values.items():
            monkeypatch.setenv(f"{PREFIX}{name}", value)
        get_settings.cache_clear()
        return get_settings()

    yield settings
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ELASTICSEARCH_URL": "localhost:9200"}, ["ELASTICSEARCH_URL: "]),
        ({"ELASTICSEARCH_URL": "ftp://x:9200"}, ["ELASTICSEARCH_URL: "]),
        ({"ELASTICSEARCH_URL": "http://"}, ["ELASTICSEARCH_URL: "]),
        ({"ELASTICSEARCH_URL": "http://x:99999"}, ["ELASTICSEARCH_URL: "]),
        ({"ELASTICSEARCH_URL": "http://x/?y=1"}, ["ELASTICSEARCH_URL: "]),
        ({"ELASTICSEARCH_API_KEY": "a key"}, ["ELASTICSEARCH_API_KEY: "]),
        ({"ELASTICSEARCH_CA": "no-such-file.pem"}, ["ELASTICSEARCH_CA: ", "no-such-file.pem"]),
        ({"ELASTICSEARCH_API_KEY": KEY, "ELASTICSEARCH_USER": "u", "ELASTICSEARCH_PASSWORD": PASSWORD},
         ["ELASTICSEARCH_USER: ", "one of the two"]),
        ({"ELASTICSEARCH_URL": f"http://u:{PASSWORD}@x", "ELASTICSEARCH_API_KEY": KEY}, ["one of the two"]),
        ({"ELASTICSEARCH_USER": "u"}, ["ELASTICSEARCH_PASSWORD: "]),
        ({"ELASTICSEARCH_PASSWORD": PASSWORD}, ["ELASTICSEARCH_USER"]),
        ({"INDEX_PREFIX": "Reform Watch"}, ["INDEX_PREFIX: "]),
        ({"INDEX_PREFIX": "_all"}, ["INDEX_PREFIX: "]),
        ({"INDEX_PREFIX": "*", "ELASTICSEARCH_URL": "x", "DELAY": "soon"},
         ["INDEX_PREFIX: ", "ELASTICSEARCH_URL: ", "DELAY: "]),
    ],
)  # fmt: skip
def test_wrong_values_are_all_listed_and_tell_no_secret(
    read: Read, values: dict[str, str], words: list[str]
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(**values)
    for word in words:
        assert word in str(caught.value)
    for secret in (KEY, PASSWORD):
        assert secret not in f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"


@pytest.mark.parametrize(
    "url",
    [
        f"http://elastic:{PASSWORD}/123@h:9200",
        f"http://elastic:123/{PASSWORD}@h:9200",
        f"http://elastic:123?{PASSWORD}@h:9200",
        f"http://elastic:123#{PASSWORD}@h:9200",
        f"http://elastic:123/a?{PASSWORD}@h:9200",
        f"http://elastic:{PASSWORD}",
        f"http://elastic:{PASSWORD}@h:port",
        f"http://elastic:{PASSWORD}@h:0",
        f"http://elastic:{PASSWORD}@h:99999",
        f"http://elastic:{PASSWORD}@[h",
        f"http://elastic:{PASSWORD} x@h:9200",
        f"http://{PASSWORD} h:9200",
        f"http://{PASSWORD}..b:9200",
        f"http://{PASSWORD}-:9200",
        f"http://{PASSWORD}{'a' * 64}:9200",
        f"http://{'.'.join([PASSWORD] * 30)}:9200",
    ],
)
def test_a_wrong_address_is_refused_without_any_part_of_it(read: Read, url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(ELASTICSEARCH_URL=url)
    error = caught.value
    assert str(error).startswith(f"{PREFIX}ELASTICSEARCH_URL: is not an address such as https://")
    assert PASSWORD not in f"{error!r} {error.__cause__!r} {error.__context__!r}"


def test_messages_are_ours_and_true(read: Read) -> None:
    with pytest.raises(SettingsError) as caught:
        read(INDEX_PREFIX="cai.cach", CONNECT_TO="x")
    assert "Value error" not in str(caught.value)
    assert "lower-case letters, digits, _ and -," in str(caught.value)


def test_a_file_without_a_certificate_is_refused(read: Read, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(b"\xff\x00 no certificate")
    with pytest.raises(SettingsError, match="holds no certificate"):
        read(ELASTICSEARCH_CA=str(file))
    file.write_text("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
    assert read(ELASTICSEARCH_CA=str(file)).elasticsearch_ca == file


def test_secrets_are_in_no_representation(read: Read) -> None:
    for values in (
        {"ELASTICSEARCH_URL": f"https://somebody:{PASSWORD}@x:9200"},
        {"ELASTICSEARCH_URL": "https://x:9200", "ELASTICSEARCH_API_KEY": KEY},
        {"ELASTICSEARCH_API_KEY": "", "ELASTICSEARCH_USER": "u", "ELASTICSEARCH_PASSWORD": PASSWORD},
        {"DATABASE_URL": f"postgresql://u:{PASSWORD}@x/y"},
    ):
        shown = repr(read(**values)) + str(get_settings()) + repr(vars(index_home()))
        assert KEY not in shown
        assert PASSWORD not in shown


def test_the_engine_is_the_one_that_the_settings_name(read: Read, tmp_path: Path) -> None:
    read(HOME=str(tmp_path))
    assert index_home().engine == "embedded"
    read(ELASTICSEARCH_URL="http://127.0.0.1:9")
    assert index_home().engine == "elasticsearch"
    # The data of a demo never goes to the cluster of the real documents.
    (tmp_path / ".reformwatch-demo").touch()
    assert index_home().engine == "embedded"


def test_wrong_settings_end_any_command_with_2(reformwatch: Call) -> None:
    env = {"REFORMWATCH_ELASTICSEARCH_URL": "nowhere", "REFORMWATCH_INDEX_PREFIX": "A"}
    answer = reformwatch("status", env=env)
    assert (answer.code, answer.out) == (2, "")
    assert "ELASTICSEARCH_URL" in answer.err
    assert "INDEX_PREFIX" in answer.err
