"""The records that a right crawl of the sample portals must produce: `expected.jsonl`, one line a document.

They come from the content and its hand-made labels, never from our own extraction. `python -m
samples.expected` writes the file; a test holds it in step with the content. A value of None says that
readers may differ: nothing is expected of that field.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from samples import files
from samples.content import Office, RegisterEntry, Story
from samples.pages.liferay import entry_path
from samples.sites import SampleSite, sample_sites

FILE = Path(__file__).parent / "expected.jsonl"
PHRASE = 8  # words


def records() -> list[dict[str, Any]]:
    """Made from the content, in the order of portals and newest first."""
    return [record for site in sample_sites() for record in _of_site(site)]


def expected() -> list[dict[str, Any]]:
    """As they stand in `expected.jsonl`."""
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def write() -> int:
    """Writes the file anew; the number of records."""
    lines = [json.dumps(record, ensure_ascii=False) for record in records()]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def _of_site(site: SampleSite) -> Iterator[dict[str, Any]]:
    yield from (_story(site, story) for story in site.office.stories)
    yield from (_entry(site.office, entry) for entry in site.office.register)


def _story(site: SampleSite, story: Story) -> dict[str, Any]:
    first = site.office.story(story.same_as) if story.same_as else None
    return {
        "portal": site.office.id,
        "url": site.url(story),
        "title": story.title,
        "published": story.published.date().isoformat(),
        "kind": story.kind,
        "act_number": story.act,
        "is_reform": story.is_reform,
        "themes": list(story.themes),
        "attachments": [_attachment(site.host, name) for name in story.files],
        "first": " ".join(story.lines[0].split()[:PHRASE]) if story.lines else None,
        "last": " ".join(story.lines[-1].split()[-PHRASE:]) if story.lines else None,
        "quirks": list(story.quirks),
        "duplicate_of": site.url(first) if first else None,
    }


def _entry(office: Office, entry: RegisterEntry) -> dict[str, Any]:
    return {
        "portal": office.id,
        "url": f"https://{office.host}{entry_path(entry)}",
        "title": entry.fields["Trích dẫn"],
        "published": None,
        "kind": entry.kind,
        "act_number": entry.fields["Mã/Số Hiệu"],
        "is_reform": entry.is_reform,
        "themes": list(entry.themes),
        "attachments": [_attachment(office.host, entry.file)],
        "first": None,
        "last": None,
        "quirks": [],
        "duplicate_of": None,
    }


def _attachment(host: str, name: str) -> dict[str, str]:
    return {"url": f"https://{host}{files.address(name)}", "name": name, "media_type": files.media_type(name)}


if __name__ == "__main__":
    write()
