"""A frozen corpus as a folder that other tools read: a Data Package of Parquet and CSV.

The same corpus gives the same bytes: rows in the order of their keys, the corpus's moment for every date, and
nothing of the machine. Specification: https://datapackage.org/standard/data-package/ (version 2).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from search.export import row, write_rows
from search.frozen import as_of, asked, documents_of, portals_of
from search.package_fields import FIELDS, RESOURCES, TYPES
from search.validated import Validations
from store.corpora import Corpus
from store.records import Document, Json

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


@dataclass(frozen=True, slots=True)
class Resource:
    """One table: its name is that of its two files, and of its fields in `search.package_fields`."""

    name: str
    rows: tuple[Mapping[str, Any], ...]


def write_package(corpus: Corpus, folder: Path, *, texts: bool = False) -> int:
    """Writes a new folder; returns how many files. One that could not be finished is not left behind whole:
    `datapackage.json`, which tells what there is, comes last.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[str] = []
    for resource in _resources(corpus):
        _write(
            folder / f"{resource.name}.csv",
            partial(write_rows, tuple(FIELDS[resource.name]), map(_cells, resource.rows)),
        )
        _parquet(resource, folder / f"{resource.name}.parquet")
        written += [f"{resource.name}.csv", f"{resource.name}.parquet"]
    texts_written = _texts(corpus, folder) if texts else 0
    kept = corpus.parts["codebook"]
    plain = {
        "codebook.yml": kept["source"],
        "manifest.json": _json(corpus.manifest),
        "CITATION.cff": _citation(corpus),
        **({"texts/LICENCE.md": _LICENCE} if texts else {}),
        "datapackage.json": _json(_description(corpus, texts=texts)),
    }
    for name, text in plain.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return len(written) + len(plain) + texts_written


# --- Tables ------------------------------------------------------------------------------------------


def _resources(corpus: Corpus) -> Iterator[Resource]:
    rows: dict[str, list[Mapping[str, Any]]] = {"documents": [], "codes": [], "citations": [], "versions": []}
    rates = Validations(corpus.store)
    for document in documents_of(corpus.store, corpus.members):
        rows["documents"].append(_document(document, rates.sentences(document)))
        rows["codes"] += _codes(document)
        rows["citations"] += _citations(document)
        rows["versions"] += _versions(document)
    rows["coverage"] = list(_coverage(corpus))
    rows["portals"] = list(_portals(corpus))
    return (Resource(name, tuple(found)) for name, found in rows.items())


def _document(document: Document, rates: Mapping[str, str]) -> Mapping[str, Any]:
    return {**row(document, rates), "is_reform": document.is_reform}


def _codes(document: Document) -> Iterator[Mapping[str, Any]]:
    for code in document.codes:
        for place, evidence in enumerate(code.evidence or (None,), start=1):
            yield {
                "document": document.id, "theme": code.theme, "subtheme": code.subtheme,
                "weight": code.weight, "evidence": place if evidence else None,
                "field": evidence and evidence.field, "start": evidence and evidence.start,
                "end": evidence and evidence.end, "words": evidence and evidence.text,
                "rule": evidence and evidence.rule,
            }  # fmt: skip


def _citations(document: Document) -> Iterator[Mapping[str, Any]]:
    for place, one in enumerate(document.citations, start=1):
        yield {
            "document": document.id, "position": place, "number": one.number, "kind": one.kind,
            "issuer": one.issuer, "issued": one.issued.date.isoformat() if one.issued else None,
            "relation": one.relation, "cited": one.document,
        }  # fmt: skip


def _versions(document: Document) -> Iterator[Mapping[str, Any]]:
    for one in document.versions:
        yield {
            "document": document.id, "version": one.number, "seen_at": one.seen_at.isoformat(),
            "sha256": one.sha256,
        }  # fmt: skip


def _coverage(corpus: Corpus) -> Iterator[Mapping[str, Any]]:
    for portal, spans in sorted(corpus.store.coverage.spans().items()):
        for span in spans:
            yield {
                "portal": portal, "first_week": span.first.isoformat(), "last_week": span.last.isoformat(),
                "state": span.state,
            }  # fmt: skip


def _portals(corpus: Corpus) -> Iterator[Mapping[str, Any]]:
    for portal in portals_of(corpus).values():
        for span in portal.localities:
            yield {
                "portal": portal.id, "name": portal.name, "url": portal.url, "locality": span.code,
                "since": span.since.isoformat() if span.since else None,
                "until": span.until.isoformat() if span.until else None, "scope": portal.scope,
            }  # fmt: skip


def _cells(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """True and false as 1 and 0, as in the other tables for spreadsheets."""
    return {name: int(value) if isinstance(value, bool) else value for name, value in found.items()}


def _write(path: Path, write: Any) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write(file)


def _parquet(resource: Resource, path: Path) -> None:
    import polars  # noqa: PLC0415 heavy, and only this needs it

    kinds = {"string": polars.String, "date": polars.String, "datetime": polars.String,
             "integer": polars.Int64, "number": polars.Float64, "boolean": polars.Boolean}  # fmt: skip
    schema = {name: kinds[TYPES.get(name, "string")] for name in FIELDS[resource.name]}
    table = polars.DataFrame(list(resource.rows), schema=schema, orient="row")
    dates = [name for name in schema if TYPES.get(name) == "date"]
    table = table.with_columns(polars.col(name).str.to_date("%Y-%m-%d", strict=True) for name in dates)
    table.write_parquet(path, compression="zstd", row_group_size=65_536)


def _texts(corpus: Corpus, folder: Path) -> int:
    (folder / "texts").mkdir(exist_ok=True)
    count = 0
    for document in documents_of(corpus.store, corpus.members):
        text = f"{document.title}\n\n{document.text}\n"
        (folder / "texts" / f"{document.id}.txt").write_text(text, encoding="utf-8", newline="\n")
        count += 1
    return count


# --- Descriptions ------------------------------------------------------------------------------------


def _description(corpus: Corpus, *, texts: bool) -> Json:
    manifest = corpus.manifest
    about: Json = {
        "$schema": _PROFILE,
        "name": corpus.name.lower(),
        "id": f"sha256:{manifest['sha256']}",
        "title": _TITLE.format(name=corpus.name),
        "description": _about(manifest),
        "created": manifest["as_of"],
        "version": manifest["as_of"][:10],
        "resources": [made for name in FIELDS for made in _described(name)],
    }
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


def _about(manifest: Json) -> str:
    return (
        f"{manifest['documents']} documents, frozen {manifest['as_of']} ({asked(manifest)});"
        f" codebook {manifest['codebook']}; digest sha256 {manifest['sha256']}."
    )


def _citation(corpus: Corpus) -> str:
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
        "abstract": _about(manifest),
    }
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=110)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
