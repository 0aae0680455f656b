"""Every way in that does not work, as one plain sentence; and no secret in anything that is written."""

from __future__ import annotations

import datetime as dt
import logging
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from search import indexer
from search.engines.connection import ElasticConnection
from search.errors import IndexUnreachable
from search.index import IndexHome, SearchRequest
from tests.elastic.office import DOCUMENTS, Office
from tests.services.elastic_gate import Gate, not_elasticsearch, too_old

pytestmark = [pytest.mark.elasticsearch, pytest.mark.timeout(300)]
KEY, USER, PASSWORD = "khoa-id:bi-mat-khoa", "an", "bi-mat-pass@w0rd"
ENCODED = "a2hvYS1pZDpiaS1tYXQta2hvYQ=="  # the key as it is set and sent


@dataclass(frozen=True)
class Authority:
    """Signs certificates; `file` is what a client is told to trust."""

    signer: trustme.CA
    file: Path

    def server(self, name: str = "127.0.0.1", until: dt.datetime | None = None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.signer.issue_cert(name, not_after=until).configure_cert(context)
        return context


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority]:
    """Ours, and one that nobody here knows."""
    made = []
    for name in ("ours", "other"):
        signer, file = trustme.CA(), tmp_path_factory.mktemp("ca") / f"{name}.pem"
        signer.cert_pem.write_to_path(str(file))
        made.append(Authority(signer, file))
    return made[0], made[1]


def home(gate: Gate, prefix: str, url: str = "", **options: object) -> IndexHome:
    from search.engines.elastic_home import ElasticHome  # noqa: PLC0415 - only where a node is there

    return ElasticHome(ElasticConnection(url or gate.url, prefix=prefix, **options))  # type: ignore[arg-type]


def problem(there: IndexHome) -> str:
    with pytest.raises(IndexUnreachable) as caught:
        indexer.open_index(there)
    return str(caught.value)


def test_a_right_key_and_a_right_certificate_open_the_way(
    office: Office, node: str, authorities: tuple[Authority, Authority]
) -> None:
    ours, _ = authorities
    with Gate(node, tls=ours.server(), api_key=KEY, user=(USER, PASSWORD)) as gate, office.store() as store:
        for login in ({"api_key": ENCODED}, {"user": USER, "password": PASSWORD}):
            there = home(gate, office.prefix, ca=ours.file, **login)
            assert indexer.rebuild(store, there).documents == DOCUMENTS
            assert indexer.open_index(there).search(SearchRequest()).total == DOCUMENTS
    office.assert_whole()


@pytest.mark.parametrize(
    ("login", "barred", "sentence"),
    [
        ({"api_key": "a2hvYTpzYWk="}, False, "does not accept the key or password"),
        ({"user": USER, "password": "sai"}, False, "does not accept the key or password"),
        ({}, False, "does not accept the key or password"),
        ({"api_key": ENCODED}, True, "may not do this"),
    ],
)
def test_a_wrong_key_is_told(node: str, login: dict[str, str], barred: bool, sentence: str) -> None:
    with Gate(node, api_key=KEY, user=(USER, PASSWORD), barred=barred) as gate:
        told = problem(home(gate, "test-key", **login))
    assert sentence in told
    assert gate.url in told
    assert not any(secret in told for secret in login.values() if secret != USER)


def test_a_wrong_certificate_is_told(node: str, authorities: tuple[Authority, Authority]) -> None:
    ours, other = authorities
    with Gate(node, tls=other.server()) as gate:
        told = problem(home(gate, "test-tls", ca=ours.file))
        assert "is not signed by an authority that is known here" in told
        assert "REFORMWATCH_ELASTICSEARCH_CA" in told
        assert "not signed by an authority" in problem(home(gate, "test-tls"))
    with Gate(node, tls=ours.server("search.example")) as gate:
        assert "made for another" in problem(home(gate, "test-tls", ca=ours.file))
    with Gate(node, tls=ours.server(until=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))) as gate:
        assert "has expired" in problem(home(gate, "test-tls", ca=ours.file))


def test_tls_on_one_side_only_is_told(node: str, authorities: tuple[Authority, Authority]) -> None:
    ours, _ = authorities
    with Gate(node) as gate:
        https = gate.url.replace("http:", "https:")
        assert "does not speak TLS" in problem(home(gate, "test-tls", https, ca=ours.file))
    with Gate(node, tls=ours.server()) as gate:
        assert "cannot be reached" in problem(home(gate, "test-tls", gate.url.replace("https:", "http:")))


def test_a_wrong_address_is_told() -> None:
    with Gate() as gate:
        address = gate.url
    told = problem(home(gate, "test-away", address))
    assert "cannot be reached" in told
    assert "REFORMWATCH_ELASTICSEARCH_URL" in told


@pytest.mark.parametrize(
    ("step", "sentence"), [(too_old, "too old"), (not_elasticsearch, "is not Elasticsearch")]
)
def test_a_server_that_does_not_fit_is_told(node: str, step: Callable[..., object], sentence: str) -> None:
    with Gate(node, step) as gate:  # type: ignore[arg-type]
        assert sentence in problem(home(gate, "test-old"))
    assert all(asked.method in {"GET", "HEAD"} for asked in gate.asked)


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Debug messages of the client and of ours; the level of a logger that was set is lifted."""
    names = ("elastic_transport", "elastic_transport.transport", "elastic_transport.node", "elasticsearch")
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    yield caplog
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize("login", [{"api_key": ENCODED}, {"user": USER, "password": PASSWORD}, {}])
def test_no_secret_is_logged_or_in_an_error_at_debug_level(
    office: Office, node: str, login: dict[str, str], everything_logged: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    for right in (True, False):
        with (
            Gate(node, api_key=KEY if right else "a:b", user=(USER, PASSWORD) if right else None) as gate,
            office.store() as store,
        ):
            url = "" if login else gate.url.replace("//", f"//{USER}:{PASSWORD.replace('@', '%40')}@")
            there = home(gate, office.prefix, url, **login)
            if right:
                assert indexer.rebuild(store, there).documents == DOCUMENTS
                indexer.open_index(there).search(SearchRequest())
            else:
                said.append(problem(there))
            said.append(str(indexer.status(store, there)))
            said.append(repr(there))
    said.append(everything_logged.text)
    assert everything_logged.text
    for secret in (KEY, ENCODED, "bi-mat", PASSWORD, PASSWORD.replace("@", "%40")):
        assert secret not in "\n".join(said)


@pytest.mark.parametrize("right", [True, False])
def test_no_command_shows_a_secret(office: Office, node: str, right: bool) -> None:
    settings = {"REFORMWATCH_ELASTICSEARCH_USER": USER, "REFORMWATCH_ELASTICSEARCH_PASSWORD": PASSWORD}
    said = []
    with Gate(node, user=(USER, PASSWORD if right else "khac")) as gate:
        office.through = gate.url
        for command in (
            ["index", "rebuild"],
            ["search", "tin", "--json"],
            ["index", "status"],
            ["status", "--json"],
        ):
            done = office.call("-v", *command, **settings)
            assert done.code == (0 if right or command[0] == "status" else 1), done.err
            said.append(done.out + done.err)
    assert "bi-mat" not in "".join(said)
    assert right or "does not accept the key or password" in said[0]


def test_a_password_in_the_address_is_not_repeated(office: Office, node: str) -> None:
    office.through = node.replace("//", "//an:bi-mat-pass@")
    for command in (["search", "tin"], ["status", "--json"], ["index", "sync"]):
        done = office.call("-v", *command)
        assert "Traceback" not in done.err
        assert "bi-mat" not in done.out + done.err
