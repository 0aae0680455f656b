"""What can go wrong with the store, each in one plain sentence that says what to do."""

# ruff: noqa: N818 what happened is the name; "Error" on each would add nothing

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence


class StoreError(RuntimeError):
    """The store cannot do what was asked; `str(error)` is a sentence for people."""


class StoreUnreachable(StoreError):
    """The database cannot be opened: no server, no right, no such folder, an unknown kind of URL."""


class StoreTooNew(StoreError):
    """A newer program has written this store."""


class StoreOutdated(StoreError):
    """An older program has written this store, and it may not be written to."""


class NoSuchCorpus(StoreError):
    """No corpus has this name, or none may have it."""


class CorpusExists(StoreError):
    """A corpus of this name is there: what was frozen is never written over."""


class CorpusEmpty(StoreError):
    """There is no document to freeze."""


class CorpusDamaged(StoreError):
    """The file of a corpus is cut, changed or no corpus."""


class StoreFull(StoreError):
    """No space is left for the database or the raw archive; what was committed stays readable."""


class StoreBusy(StoreError):
    """Another process held the database for longer than the busy time-out."""


class StoreDamaged(StoreError):
    """The database file is no database, or its content is broken."""


class BackupDamaged(StoreError):
    """A backup is cut, changed, or no backup."""


class NotEmpty(StoreError):
    """There is something where a backup should be restored to."""


class HomeInUse(StoreError):
    """Processes work on the data folder (exit code 75)."""


class ArchiveError(StoreError):
    """A record of the raw archive is missing or damaged."""


class LeaseLost(StoreError):
    """Another process took this run's portal over because the run seemed dead."""


class DeliveryLost(StoreError):
    """Another sender took this delivery over because this one seemed dead."""


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


class NoSuchCorrection(StoreError):
    """No correction of this number stands."""

    def __init__(self, number: int) -> None:
        super().__init__(f"No correction {number} stands: reformwatch corrections lists those that do.")


class CodingMissing(StoreError):
    """A codebook has not coded all documents; nothing was switched."""

    def __init__(self, version: str, missing: int) -> None:
        super().__init__(
            f"Codebook {version} has not coded all documents as they are now ({missing} missing): "
            f"run reformwatch recode --codebook {version} first."
        )
        self.missing = missing


class CodebookChanged(StoreError):
    """Two codebooks bear one version."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"The store knows a codebook {version} with other rules: give this one a version of its own."
        )


class CrawlRunning(StoreError):
    """Crawls are under way, which code with the codebook that they began with (exit code 75)."""

    def __init__(self, portals: Sequence[str]) -> None:
        super().__init__(
            f"Being crawled now: {', '.join(portals)}. Switch the codebook when that has ended; "
            "nothing was switched."
        )
