"""What an operator sees of portals that are not well, and the word on what is held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from commands.health import tell
from commands.progress import print_runs
from crawler.advice import ADVICE, advice
from store.database import Store, open_store
from store.quarantine import is_believed
from store.records import Assertion, Failure, Run, Verdict, as_json
from store.removals import Answer
from tests.cli.conftest import Call
from tests.conftest import PROJECT
from tests.store.samples import later, make

PORTAL = "krongno"
FELL = Assertion(
    "dates_missing",
    (0.98, None),
    0.1,
    rules=("news.date",),
    example="https://huyen.example/tin/1",
    unit="share",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "home").mkdir()
    with open_store(f"sqlite:///{tmp_path / 'home' / 'reformwatch.sqlite'}") as store:
        yield store


def run(store: Store, verdict: Verdict, reason: str | None = None, portal: str = PORTAL, *,
        hold: bool = False) -> Run:  # fmt: skip
    """A run that ended so; `hold`: it would empty one document and remove another."""
    started = store.runs.start(portal, connected_to=None, owner="this test")
    if hold:
        for key in ("huyen.example/tin/1", "huyen.example/tin/2"):
            store.documents.save(make(key, portal=portal))
        store.quarantine.save(started.id, make(portal=portal, text="", published=None, fetched_at=later()))
        second = make("huyen.example/tin/2").id
        store.quarantine.remove(started.id, portal, second, Answer(later(), 410, None))
    assertions = (FELL,) if reason == FELL.code else ()
    ended = replace(started, verdict=verdict, reason=reason, assertions=assertions, seen=9,
                    finished_at=dt.datetime.now(dt.UTC))  # fmt: skip
    ended = store.quarantine.settle(ended, believed=is_believed(ended))
    store.runs.finish(ended)
    return ended


def test_the_worst_come_first_with_since_when_why_and_what_to_do(reformwatch: Call, store: Store) -> None:
    run(store, "ok")
    bad = run(store, "partial", FELL.code, hold=True)
    run(store, "broken", "no_items", "stc_daknong")
    run(store, "blocked", "challenge", "daknong")
    answer = reformwatch("portals", "status")
    lines = answer.out.splitlines()
    assert answer.code == 0
    assert [line.split()[:2] for line in lines if not line.startswith(" ")][:3] == [
        ["broken", "stc_daknong"], ["blocked", "daknong"], ["partial", PORTAL],
    ]  # fmt: skip
    assert max(map(len, lines)) <= 80
    assert f"since {bad.started_at.astimezone():%Y-%m-%d}" in lines[0]
    together = " ".join(answer.out.split())
    assert "dates_missing: expected at least 98 %, seen 10 % of pages, found nothing: news.date" in together
    assert "held: 2 changes" in together
    assert together.count("→") == 3
    rows = reformwatch("portals", "status", "--json").json["portals"]
    assert [row["id"] for row in rows][:3] == ["stc_daknong", "daknong", PORTAL]
    assert rows[2]["quarantine"] == {"run": bad.id, "changes": 2}
    assert rows[2]["bad_since"] == bad.started_at.isoformat()
    shown = reformwatch("status", env={"COLUMNS": "80"}).out
    assert "reformwatch portals status" in shown
    assert shown.index("stc_daknong") < shown.index(PORTAL)


def test_an_operator_lists_and_accepts(reformwatch: Call, store: Store) -> None:
    bad = run(store, "partial", FELL.code, hold=True)
    listed = reformwatch("quarantine", "list").out
    assert all(
        told in listed for told in (bad.id, "1 without date", "1 without text", "remove 1", "news.date")
    )
    assert "https://huyen.example/tin/" in listed
    assert listed.splitlines()[-1] == "1 run is held."
    (facts,) = reformwatch("quarantine", "list", "--json").json["runs"]
    assert (facts["changed"], facts["removed"], facts["lost"]) == (1, 1, {"date": 1, "text": 1})
    accepted = reformwatch("quarantine", "accept", bad.id)
    assert (accepted.code, "1 changed and 1 removed" in accepted.out) == (0, True)
    emptied, gone = store.documents.get(make().id), store.documents.get(make("huyen.example/tin/2").id)
    assert emptied is not None
    assert emptied.text == ""
    assert gone is not None
    assert gone.gone is not None
    again = reformwatch("quarantine", "accept", bad.id)
    assert (again.code, "quarantine list" in again.err) == (1, True)


def test_an_operator_rejects(reformwatch: Call, store: Store) -> None:
    bad = run(store, "broken", "no_items", hold=True)
    assert reformwatch("quarantine", "reject", bad.id, "--json").json["removed"] == 1
    kept = store.documents.get(make().id)
    assert kept is not None
    assert kept.text
    assert "Nothing is held" in reformwatch("quarantine", "list").out


def test_every_reason_of_the_documentation_has_its_advice() -> None:
    page = (PROJECT / "docs" / "crawling.md").read_text(encoding="utf-8")
    verdicts = page.partition("## Verdicts")[2].partition("## How far")[0]
    table = [line for line in verdicts.splitlines() if line.startswith("| `")]
    named = {word for line in table for word in line.split("|")[3].split("`")[1::2] if word.islower()}
    assert named
    assert named - ADVICE.keys() == set()
    assert advice("ok", None) is None
    closed, down = Failure("https://a", "login"), Failure("https://b", "http_500")
    assert "login" in str(advice("partial", "items_failed", [closed]))
    assert advice("partial", "items_failed", [closed, down]) == advice("partial", "items_failed")
    assert advice("partial", "http_500") != advice("partial", "unheard_of")


def test_the_table_of_a_crawl_tells_what_was_removed_and_what_is_held(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_runs([Run("r", PORTAL, later(), later(), "ok", pages=9, updated=4, removed=5, held=3)], [])
    out = capsys.readouterr().out
    assert out.splitlines()[1].split()[:9] == [PORTAL, "ok", "9", "0", "4", "0", "5", "3", "0"]
    assert "reformwatch quarantine list" in out


def test_amounts_are_told_in_their_unit() -> None:
    def told(**keys: object) -> str:
        return tell(as_json(Assertion(**keys)))  # type: ignore[arg-type]

    assert told(code="dates_missing", expected=(0.983, None), seen=0.0, unit="share") == (
        "dates_missing: expected at least 98.3 %, seen 0 % of pages"
    )
    assert told(code="items_fell", expected=(5, 9), seen=2, unit="items") == (
        "items_fell: expected 5 to 9, seen 2 items"
    )
    assert told(code="no_news", expected=(None, 7), seen=30, unit="days") == (
        "no_news: expected at most 7, seen 30 days"
    )


@pytest.mark.parametrize(
    ("reason", "failed", "words"),
    [
        ("host_down", ["timeout", "http_503", "http_503", "host_down"], "HTTP 503 for the last 2 addresses"),
        ("host_down", ["conn_refused"], "The last answer was a refused connection."),
        ("robots_unreachable", ["http_500"], "The last answer was HTTP 500."),
    ],
)
def test_a_host_that_is_down_is_told_with_its_last_answer(reason: str, failed: list[str], words: str) -> None:
    told = advice("partial", reason, [Failure(f"https://a/{n}", each) for n, each in enumerate(failed)])
    assert told is not None
    assert words in told
    assert told.endswith(ADVICE[reason])


def test_who_is_switched_off_is_nobodys_trouble_and_who_is_lost_is_named(
    reformwatch: Call, store: Store, tmp_path: Path
) -> None:
    run(store, "broken", "no_items", "tat")
    run(store, "broken", "no_items", "mat-tep")
    (tmp_path / "home" / "portals").mkdir()
    (tmp_path / "home" / "portals" / "tat.yml").write_text(
        "id: tat\nname: T\nurl: https://tat.example/\nplatform: generic\nlocality: P63:46\nenabled: false\n"
    )
    answer = reformwatch("portals", "status")
    assert not [line for line in answer.out.splitlines() if line.startswith("broken")], answer.out
    assert "Switched off: tat." in answer.out
    assert "Crawled before, and declared no more: mat-tep." in answer.out
    status = reformwatch("status", "--json").json
    assert [(row["id"], row["enabled"]) for row in status["portals"] if row["verdict"] != "never"] == [
        ("tat", False)
    ]
    assert status["undeclared"] == ["mat-tep"]
    assert "broken (off)" in reformwatch("status").out
