"""Print views as the articles that they print: `python -m tests.gold.printed SHARED FOLDER`.

The program leaves a print view unread, since its article has an address of its own. Of a few articles only
the print view was saved; their labels (flag `print_view`) give the article's address, these copies its page.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.gold.agreement import read

_MARK = b'<body class="portal-popup '  # Liferay's, the one mark by which the view differs


def write_articles(labels: Path, shared: Path, folder: Path) -> None:
    """Each print view of `labels`, below `folder` under the name that it has below `shared`."""
    for label in read(labels).values():
        if "print_view" in label["flags"]:
            copy = folder / label["file"]
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(as_article((shared / label["file"]).read_bytes()))


def as_article(page: bytes) -> bytes:
    return page.replace(_MARK, b'<body class="', 1)


if __name__ == "__main__":
    write_articles(Path(__file__).parent / "acts.jsonl", Path(sys.argv[1]), Path(sys.argv[2]))
