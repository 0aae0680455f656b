"""A file that takes longer than it may costs a worker; the files after it are read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipelines.filereader import FileReader, Speaker
from pipelines.workers import Limits
from tests.cli.bad_pages import article
from tests.filetext.makers import LINES, docx, paragraph

NOW = dt.datetime(2024, 12, 1, tzinfo=dt.UTC)


def test_a_file_beyond_its_time_is_given_up_and_the_next_one_is_read(tmp_path: Path) -> None:
    late, good = tmp_path / "late.html", tmp_path / "good.docx"
    late.write_text(article("1"), encoding="utf-8")
    good.write_bytes(docx(paragraph(LINES[0])))
    # No time at all for a page, whatever the machine; a paper has a limit of its own.
    with FileReader(Speaker(), Limits(seconds=0.0)) as reader:
        rejected = list(reader.read(late, NOW))
        taken = list(reader.read(good, NOW))
    assert [(each.document is None, each.reason) for each in rejected] == [(True, "extract_timeout")]
    assert [each.reason for each in taken] == [None]
    assert taken[0].document is not None
    assert (taken[0].document.text, taken[0].document.fetched_at) == (LINES[0], NOW)
