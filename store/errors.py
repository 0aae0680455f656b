"""What can go wrong with the store, each in one plain sentence that says what to do."""

# ruff: noqa: N818 what happened is the name; "Error" on each would add nothing

from __future__ import annotations

import datetime as dt


class StoreError(RuntimeError):
    """The store cannot do what was asked; `str(error)` is a sentence for people."""


class StoreUnreachable(StoreError):
    """The database cannot be opened: no server, no right, no such folder, an unknown kind of URL."""


class StoreTooNew(StoreError):
    """A newer program has written this store."""


class StoreFull(StoreError):
    """No space is left for the database or the raw archive; what was committed stays readable."""


class StoreBusy(StoreError):
    """Another process held the database for longer than the busy time-out."""


class StoreDamaged(StoreError):
    """The database file is no database, or its content is broken."""


class ArchiveError(StoreError):
    """A record of the raw archive is missing or damaged."""


class LeaseLost(StoreError):
    """Another process took this run's portal over because the run seemed dead."""


class PortalBusy(StoreError):
    """Another live run holds the portal (exit code 75)."""

    def __init__(self, portal: str, run_id: str, owner: str, since: dt.datetime) -> None:
        super().__init__(
            f"Portal {portal} is being crawled by {owner} since {since:%Y-%m-%d %H:%M} UTC; "
            "wait until that run has ended."
        )
        self.portal = portal
        self.run_id = run_id
        self.owner = owner
        self.since = since


class SchedulerBusy(StoreError):
    """Another live scheduler works on this store (exit code 75)."""

    def __init__(self, host: str, since: dt.datetime) -> None:
        super().__init__(f"A scheduler on {host} works on this store since {since:%Y-%m-%d %H:%M} UTC.")


class NotHeld(StoreError):
    """No run of this id is in quarantine."""

    def __init__(self, run_id: str) -> None:
        super().__init__(f"No run {run_id} is held: reformwatch quarantine list shows those that are.")
