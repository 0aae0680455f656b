"""What follows each good round of the scheduler: alerts now and then, and a sign of life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from commands.jobs.telling import channels, sender, sign_of_life, tell
from commands.jobs.troubles import Look, troubles
from commands.mailing import mail_server
from crawler.portal import Declarations
from settings import Settings
from store.database import Store
from store.errors import StoreError

EVERY = dt.timedelta(minutes=5)  # a look at everything costs more than a round


class After:
    """Looks for troubles and tells of them, `say` what could not be told; then gives the sign of life."""

    def __init__(self, store: Store, settings: Settings, say: Callable[[str], None]) -> None:
        self._store, self._settings, self._say = store, settings, say
        self._looked: dt.datetime | None = None

    def round(self, declared: Declarations, now: dt.datetime) -> None:
        try:
            if self._looked is None or not dt.timedelta(0) <= now - self._looked < EVERY:
                self._look(declared, now)
                self._looked = now
        except StoreError as error:  # no good round: whoever waits for the sign of life is to notice
            self._say(f"Troubles cannot be looked for: {error}")
            return
        url = self._settings.heartbeat_url.get_secret_value()
        if url and (fault := sign_of_life(url)):
            self._say(f"The heartbeat address cannot be reached: {fault}.")

    def _look(self, declared: Declarations, now: dt.datetime) -> None:
        found = troubles(Look(self._store, declared, self._settings, now))
        if tell(self._store, found, channels(self._settings), now, sender(mail_server())):
            self._say("Alerts could not be delivered and wait: reformwatch alerts")
