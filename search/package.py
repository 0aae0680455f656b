"""A frozen corpus as a folder that other tools read: a Data Package of Parquet and CSV.

The same corpus gives the same bytes: rows in the order of their keys, the corpus's moment for every date, and
nothing of the machine. Specification: https://datapackage.org/standard/data-package/ (version 2).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import yaml

from search.frozen import as_of, asked, documents_of, portals_of
from search.measures.notes import without_erased
from search.numbers import counted
from search.package_fields import FIELDS, RESOURCES, TYPES
from search.package_rows import (
    citations_rows,
    codes_rows,
    coverage_rows,
    document_row,
    portals_rows,
    versions_rows,
)
from search.package_tables import TableFiles
from search.validated import Validations
from store.corpora import Corpus
from store.records import Document, Json
from store.steps import Told, untold

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TITLE = "Documents of Vietnamese localities on administrative reform: corpus {name}"
_LICENCE = """\
The texts in this folder are those of the portals that published them; reformwatch's licence is not theirs.

Legal and administrative documents of public bodies of Vietnam, and news of the day as mere information, are
not protected by copyright (Law on Intellectual Property 50/2005/QH11, Article 15). Articles and texts by
named authors may be. Before you pass texts on: look at who published each of them (columns url and portal of
documents.csv), name the source, and ask where in doubt. Codes and the other columns of the tables are facts
about these texts: name the corpus (CITATION.cff) where you use them.
"""


def write_package(
    corpus: Corpus, folder: Path, *, texts: bool = False, erased: Sequence[str] = (), told: Told = untold
) -> int:
    """Writes a new folder; returns how many files. One that could not be finished is not left behind whole:
    `datapackage.json`, which tells what there is, comes last.

    Documents are read once, some hundreds in memory at a time; `told` hears how far it is. `erased`: those of
    which words were erased since the freeze, which description and citation tell.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = 2 * _write_tables(corpus, folder) + _write_documents(corpus, folder, texts=texts, told=told)
    kept = corpus.parts["codebook"]
    plain = {
        "codebook.yml": kept["source"],
        "manifest.json": _json(corpus.manifest),
        "CITATION.cff": _citation(corpus, erased),
        **({"texts/LICENCE.md": _LICENCE} if texts else {}),
        "datapackage.json": _json(_description(corpus, texts=texts, erased=erased)),
    }
    for name, text in plain.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return written + len(plain)


def _write_tables(corpus: Corpus, folder: Path) -> int:
    """The tables that are of no document; how many."""
    made = {"coverage": coverage_rows(corpus), "portals": portals_rows(corpus)}
    for name, rows in made.items():
        with TableFiles(name, folder) as table:
            table.write(rows)
            table.finish()
    return len(made)


def _write_documents(corpus: Corpus, folder: Path, *, texts: bool, told: Told) -> int:
    """The tables of the documents, and their texts: how many files."""
    rates = Validations(corpus.store)
    with ExitStack() as opened:
        documents, codes, citations, versions = (
            opened.enter_context(TableFiles(name, folder))
            for name in ("documents", "codes", "citations", "versions")
        )
        if texts:
            (folder / "texts").mkdir(exist_ok=True)
        for document in documents_of(corpus.store, corpus.members):
            documents.write([document_row(document, rates.sentences(document))])
            codes.write(codes_rows(document))
            citations.write(citations_rows(document))
            versions.write(versions_rows(document))
            if texts:
                _write_text(document, folder / "texts")
            told("Writing documents", 1, len(corpus.members))
        for table in (documents, codes, citations, versions):
            table.finish()
    return 8 + (len(corpus.members) if texts else 0)


def _write_text(document: Document, folder: Path) -> None:
    text = f"{document.title}\n\n{document.text}\n"
    (folder / f"{document.id}.txt").write_text(text, encoding="utf-8", newline="\n")


# --- Descriptions ------------------------------------------------------------------------------------


def _description(corpus: Corpus, *, texts: bool, erased: Sequence[str]) -> Json:
    manifest = corpus.manifest
    about: Json = {
        "$schema": _PROFILE,
        "name": corpus.name.lower(),
        "id": f"sha256:{manifest['sha256']}",
        "title": _TITLE.format(name=corpus.name),
        "description": _about(manifest, erased),
        "created": manifest["as_of"],
        "version": manifest["as_of"][:10],
        "resources": [made for name in FIELDS for made in _described(name)],
    }
    if erased:
        about["redacted"] = list(erased)
    if sources := [{"title": one.name, "path": one.url} for one in _published(corpus)]:
        about["sources"] = sources
    if texts:
        about["description"] += (
            " The texts stand in texts/, one file each; texts/LICENCE.md tells their licence."
        )
    return about


def _published(corpus: Corpus) -> Iterator[Any]:
    """The portals that the documents came from."""
    held = {one.portal for one in corpus.store.documents.coded() if one.id in corpus.members}
    return (portal for portal in portals_of(corpus).values() if portal.id in held)


def _described(name: str) -> Iterator[Json]:
    fields = [
        {"name": field, "type": TYPES.get(field, "string"), "description": about}
        for field, about in FIELDS[name].items()
    ]
    for suffix, media in (("csv", "text/csv"), ("parquet", "application/vnd.apache.parquet")):
        made: Json = {
            "name": name if suffix == "csv" else f"{name}-parquet",
            "type": "table",
            "path": f"{name}.{suffix}",
            "format": suffix,
            "mediatype": media,
            "description": RESOURCES[name],
            "schema": {"fields": fields, "missingValues": [""]},
        }
        if suffix == "csv":
            made["encoding"] = "utf-8"
            made["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n"}
            made["schema"] = {"fields": [_as_cells(field) for field in fields], "missingValues": [""]}
        yield made


def _as_cells(field: Mapping[str, Any]) -> Json:
    if field["type"] == "boolean":
        return {**field, "trueValues": ["1"], "falseValues": ["0"]}
    return dict(field)


def _about(manifest: Json, erased: Sequence[str]) -> str:
    since = f" {without_erased(len(erased))}" if erased else ""
    return (
        f"{counted(manifest['documents'], 'document')}, frozen {manifest['as_of']} ({asked(manifest)});"
        f" codebook {manifest['codebook']}; digest sha256 {manifest['sha256']}."
    ) + since


def _citation(corpus: Corpus, erased: Sequence[str]) -> str:
    manifest = corpus.manifest
    said = {
        "cff-version": "1.2.0",
        "message": "Please cite the corpus with its digest: figures can be computed again from it alone.",
        "type": "dataset",
        "title": _TITLE.format(name=corpus.name),
        "authors": [{"name": "Users of reformwatch who froze this corpus: put your names here"}],
        "date-released": as_of(corpus).date(),
        "version": manifest["as_of"],
        "identifiers": [
            {"type": "other", "value": f"sha256:{manifest['sha256']}", "description": "digest of the corpus"}
        ],
        "abstract": _about(manifest, erased),
    }
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=110)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
