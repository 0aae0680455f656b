"""One crawl of one generated portal by this project, end to end, into a fresh store.

python -m bench.our_crawl SPEC.json     spec: portal (declaration), port, home, workers, since
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from crawler.portal import portal_from_mapping
from crawler.run import CrawlOptions, crawl
from store.database import open_store


def main(spec: dict[str, Any]) -> None:
    portal = portal_from_mapping(spec["portal"])
    home = Path(spec["home"])
    options = CrawlOptions(
        home=home,
        connect_to=dict.fromkeys(portal.hosts, ("127.0.0.1", spec["port"])),
        delay=0,
        retry_delay=0,
        contact="bench@example.org",
        workers=spec["workers"],
    )
    with open_store(f"sqlite:///{home / 'bench.sqlite'}") as store:
        runs = crawl([portal], store, options)
        run = runs[0]
        result = {"verdict": run.verdict, "reason": run.reason, "pages": run.pages, "new": run.new}
        print(json.dumps(result | {"documents": store.documents.count(), "failed": len(run.failed)}))


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
