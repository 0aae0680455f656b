"""What a run would change of stored documents waits until it is known what the run was worth."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from store.database import Store
from store.errors import NotHeld
from store.quarantine import is_believed
from store.records import Assertion, PageKind, Run, Verdict, identity
from store.removals import Answer
from tests.store.samples import NOON, TEXT, later, make, page

FELL = Assertion("items_fell", (10, None), 2)
EDITED = make(text=TEXT + "\n\nThêm một đoạn.", fetched_at=later())
EMPTY = make(text="", published=None, fetched_at=later())


def run(store: Store) -> Run:
    return store.runs.start("huyen", connected_to=None, owner="me")


def end(store: Store, ended: Run, verdict: Verdict = "ok", *, reason: str | None = None,
        assertions: tuple[Assertion, ...] = ()) -> Run:  # fmt: skip
    """Close a run as the crawl does."""
    judged = replace(ended, verdict=verdict, reason=reason, assertions=assertions, finished_at=later())
    judged = store.quarantine.settle(judged, believed=is_believed(judged))
    store.runs.finish(judged)
    return judged


def text(store: Store) -> str:
    found = store.documents.get(make().id)
    assert found is not None
    return found.text


def is_gone(store: Store) -> bool:
    found = store.documents.get(make().id)
    return found is not None and found.gone is not None


def read(store: Store, ended: Run, status: int = 200) -> None:
    """Record that a run fetched the page of the document."""
    kind = PageKind.ARTICLE if status == 200 else PageKind.UNREADABLE
    store.pages.record(ended.id, page(status=status, fetched_at=later()), kind, None, make().id)


def test_a_new_document_is_there_at_once_and_another_version_after_a_good_run(store: Store) -> None:
    first = run(store)
    assert store.quarantine.save(first.id, make()).status == "new"
    assert text(store) == TEXT
    told = store.quarantine.save(first.id, EDITED)
    assert (told.status, told.held) == ("updated", True)
    assert text(store) == TEXT
    assert end(store, first).quarantine is None
    assert text(store) == EDITED.text
    assert store.quarantine.held() == []


@pytest.mark.parametrize(
    ("verdict", "reason", "assertions"),
    [("broken", "no_documents", ()), ("blocked", "challenge", ()), ("partial", "items_fell", (FELL,)),
     ("partial", "list_failed", (FELL,)), ("partial", "lease_lost", ())],
)  # fmt: skip
def test_a_bad_run_changes_no_stored_document(
    store: Store, verdict: Verdict, reason: str, assertions: tuple[Assertion, ...]
) -> None:
    store.documents.save(make())
    bad = run(store)
    store.quarantine.save(bad.id, EDITED)
    ended = end(store, replace(bad, updated=1), verdict, reason=reason, assertions=assertions)
    assert (ended.quarantine, ended.updated, ended.held) == ("held", 0, 1)
    assert store.runs.get(bad.id) == ended
    assert text(store) == TEXT
    (held,) = store.quarantine.held()
    assert (held.run_id, held.reason, len(held.changes)) == (bad.id, reason, 1)
    assert (held.changes[0].url, held.changes[0].status) == (make().url, None)


@pytest.mark.parametrize("reason", ["list_failed", "interrupted", "page_budget"])
def test_a_run_that_was_only_incomplete_is_believed_in_what_it_read(store: Store, reason: str) -> None:
    store.documents.save(make())
    cut = run(store)
    store.quarantine.save(cut.id, EDITED)
    quiet = Assertion("no_news", (None, 7), 30, lowers=False)
    assert end(store, cut, "partial", reason=reason, assertions=(quiet,)).quarantine is None
    assert text(store) == EDITED.text


def test_removals_of_a_bad_run_are_held_and_those_of_a_good_one_applied(store: Store) -> None:
    store.documents.save(make())
    bad = run(store)
    store.quarantine.remove(bad.id, "huyen", make().id, Answer(later(), 410, None))
    end(store, bad, "broken")
    assert not is_gone(store)
    assert store.quarantine.held()[0].changes[0].status == 410
    good = run(store)
    store.quarantine.remove(good.id, "huyen", make().id, Answer(later(2), 410, None))
    read(store, good, status=410)
    ended = end(store, good)
    assert (ended.removed, ended.held) == (1, 0)
    assert is_gone(store)
    assert store.quarantine.held() == []


def test_a_version_that_lost_its_text_and_date_is_held_even_in_a_good_run(store: Store) -> None:
    store.documents.save(make())
    good = run(store)
    assert store.quarantine.save(good.id, EMPTY).lost == ("date", "text")
    assert end(store, good).quarantine == "held"
    assert text(store) == TEXT
    assert store.quarantine.held()[0].changes[0].lost == ("date", "text")
    # A second good run that reads the same confirms it.
    again = run(store)
    store.quarantine.save(again.id, replace(EMPTY, fetched_at=later(2)))
    read(store, again)
    assert end(store, again).quarantine is None
    assert text(store) == ""
    assert store.quarantine.held() == []


def test_two_broken_runs_do_not_confirm_each_other(store: Store) -> None:
    store.documents.save(make())
    for day in (1, 2):
        bad = run(store)
        store.quarantine.save(bad.id, replace(EMPTY, fetched_at=later(day)))
        read(store, bad)
        end(store, bad, "broken")
    good = run(store)
    store.quarantine.save(good.id, replace(EMPTY, fetched_at=later(3)))
    end(store, good)
    assert text(store) == TEXT


def test_a_text_that_shrank_to_a_scrap_counts_as_lost(store: Store) -> None:
    long = make(text="Nội dung bài viết. " * 40)
    store.documents.save(long)
    good = run(store)
    assert store.quarantine.save(good.id, make(text="Trang chủ | Liên hệ")).lost == ("text",)
    # An article that was cut to a half is an edit.
    assert store.quarantine.save(good.id, make(text="Nội dung bài viết. " * 20)).lost == ()


def test_the_next_good_run_drops_what_it_contradicts_and_leaves_the_rest(store: Store) -> None:
    store.documents.save(make())
    store.documents.save(make("huyen.example/tin/2"))
    bad = run(store)
    store.quarantine.save(bad.id, EMPTY)
    store.quarantine.save(bad.id, make("huyen.example/tin/2", text="khác"))
    end(store, bad, "broken")
    good = run(store)
    store.quarantine.save(good.id, make(fetched_at=later(2)))
    read(store, good)
    end(store, good)
    assert text(store) == TEXT
    (held,) = store.quarantine.held()
    assert [change.document_id for change in held.changes] == [identity("huyen.example/tin/2")]
    assert store.quarantine.documents("huyen") == {identity("huyen.example/tin/2")}


def test_a_held_page_is_asked_for_without_conditions(store: Store) -> None:
    store.documents.save(make())
    bad = run(store)
    read(store, bad)
    store.quarantine.save(bad.id, EMPTY)
    end(store, bad, "broken")
    (state,) = store.pages.by_ids("huyen", [make().id])
    assert (state.etag, state.last_modified) == (None, None)


def test_a_killed_run_is_held_and_a_later_bad_one_takes_its_place(store: Store) -> None:
    store.documents.save(make())
    first = run(store)
    store.runs.finish(replace(first, verdict="ok"))
    bad = run(store)
    end(store, bad, "broken", reason="no_items")
    worse = run(store)
    end(store, worse, "broken", reason="no_items")
    assert [held.run_id for held in store.quarantine.held()] == [worse.id]
    before = store.runs.get(bad.id)
    assert before is not None
    assert before.quarantine == "released"


def test_accepting_applies_and_makes_an_unexpected_run_ok(store: Store) -> None:
    store.documents.save(make())
    bad = run(store)
    store.quarantine.save(bad.id, EDITED)
    end(store, bad, "partial", reason="items_fell", assertions=(FELL,))
    store.quarantine.accept(bad.id)
    assert text(store) == EDITED.text
    after = store.runs.get(bad.id)
    assert after is not None
    assert (after.verdict, after.reason, after.quarantine) == ("ok", "accepted", "accepted")
    assert after.assertions == (FELL,), "what was unexpected stays on record"
    with pytest.raises(NotHeld, match="quarantine list"):
        store.quarantine.accept(bad.id)


def test_accepting_a_broken_run_leaves_its_verdict(store: Store) -> None:
    store.documents.save(make())
    bad = run(store)
    store.quarantine.remove(bad.id, "huyen", make().id, Answer(later(), 410, None))
    end(store, bad, "broken", reason="no_items")
    store.quarantine.accept(bad.id)
    assert is_gone(store)
    after = store.runs.get(bad.id)
    assert after is not None
    assert (after.verdict, after.quarantine) == ("broken", "accepted")


def test_rejecting_drops_the_changes_and_leaves_the_verdict(store: Store) -> None:
    store.documents.save(make())
    bad = run(store)
    store.quarantine.save(bad.id, EMPTY)
    end(store, bad, "partial", reason="text_missing", assertions=(FELL,))
    store.quarantine.reject(bad.id)
    assert text(store) == TEXT
    assert store.quarantine.documents("huyen") == set()
    after = store.runs.get(bad.id)
    assert after is not None
    assert (after.verdict, after.quarantine) == ("partial", "rejected")


def test_the_weeks_of_runs_are_kept_as_spans_and_follow_an_operators_word(store: Store) -> None:
    bad = replace(run(store), reached_back=NOON.date() - dt.timedelta(days=400))
    end(store, bad, "partial", reason="items_fell", assertions=(FELL,))
    assert {span.state for span in store.coverage.spans()["huyen"]} == {"partial"}
    store.quarantine.accept(bad.id)
    assert "observed" in {span.state for span in store.coverage.spans()["huyen"]}
