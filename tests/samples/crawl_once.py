"""Crawls the sample portals once, in a process of its own: python -m tests.samples.crawl_once PORT HOME."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from crawler.portal import load_portals
from crawler.run import CrawlOptions, crawl
from samples import connect_to, portals_folder
from store.database import open_store


def main(port: int, home: Path) -> None:
    portals = list(load_portals([portals_folder()]).values())
    options = CrawlOptions(
        home=home, connect_to=connect_to(port), delay=0, retry_delay=0, contact="test@example.org", workers=2
    )
    with open_store(f"sqlite:///{home / 'samples.sqlite'}") as store:
        for run in crawl(portals, store, options):
            told = {"portal": run.portal, "verdict": run.verdict, "reason": run.reason, "new": run.new}
            sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
