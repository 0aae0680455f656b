"""A file that takes for ever costs a worker; the files after it are read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipelines.filereader import FileReader, Speaker
from pipelines.workers import Limits
from tests.cli.bad_pages import article, text_of, title_of

NOW = dt.datetime(2024, 12, 1, tzinfo=dt.UTC)


def test_an_endless_file_is_given_up_and_the_next_one_is_read(tmp_path: Path) -> None:
    endless, good = tmp_path / "endless.txt", tmp_path / "good.html"
    endless.write_text(f"{title_of('1')}\n\n" + "\n\n".join(text_of("1") * 6_000), encoding="utf-8")
    good.write_text(article("2"), encoding="utf-8")
    # Between the two times lies a factor of a hundred: the longest text that is read at all, and an article.
    with FileReader(Speaker(), Limits(seconds=2.0)) as reader:
        rejected = list(reader.read(endless, NOW))
        taken = list(reader.read(good, NOW))
    assert [(each.document is None, each.reason) for each in rejected] == [(True, "extract_timeout")]
    assert [each.reason for each in taken] == [None]
    assert taken[0].document is not None
    assert (taken[0].document.title, taken[0].document.fetched_at) == (title_of("2"), NOW)
