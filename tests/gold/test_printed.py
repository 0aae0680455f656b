"""Print views are turned into the articles that they print, and only they."""

from __future__ import annotations

import json
from pathlib import Path

from store.records import PageKind
from tests.extract.pages import liferay_article, read
from tests.gold.printed import as_article, write_articles

PATH = "/tin/-/view_content/88-so-ket-cai-cach.html"


def test_a_print_view_becomes_its_article() -> None:
    page = liferay_article().replace("<body class=''>", '<body class="portal-popup site">')
    assert read(page, "liferay_asset", PATH).kind is PageKind.PRINT
    article = read(as_article(page.encode()).decode(), "liferay_asset", PATH)
    assert article.kind is PageKind.ARTICLE
    assert article.document == read(liferay_article(), "liferay_asset", PATH).document


def test_only_print_views_are_written(tmp_path: Path) -> None:
    shared, folder, labels = tmp_path / "shared", tmp_path / "new", tmp_path / "labels.jsonl"
    shared.mkdir()
    (shared / "a.html").write_bytes(b'<html><body class="portal-popup site">A')
    (shared / "b.html").write_bytes(b'<html><body class="site">B')
    flags = {"a.html": ["print_view"], "b.html": []}
    lines = [json.dumps({"id": file, "file": file, "flags": flag}) for file, flag in flags.items()]
    labels.write_text("\n".join(lines), encoding="utf-8")
    write_articles(labels, shared, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "a.html": b'<html><body class="site">A'
    }
