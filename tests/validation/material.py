"""Documents, samples and sheets for the tests of validation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pipelines import codebook
from store.documents import CodedDocument
from store.records import Document, Published, identity
from store.validation_records import REFORM, Sample, SampleUnit, Stratum, text_sha256

BOOK = codebook.load()
ITEMS = (REFORM, *(theme.id for theme in BOOK.themes))


def row(name: str, themes: Mapping[str, float] | None = None, **fields: Any) -> CodedDocument:
    return CodedDocument(**{
        "id": identity(name), "parent": None, "locality": "D63:482", "province": "P63:46", "today": "P34:46",
        "level": "district", "portal": "mau", "kind": "tin_bai", "published": dt.date(2022, 5, 30),
        "time": None, "precision": "day", "flags": (), "is_reform": bool(themes), "codebook": "0.1",
        "themes": tuple((themes or {}).items()), "duplicate_of": None, **fields,
    })  # fmt: skip


def document(name: str, text: str = "", **fields: Any) -> Document:
    return Document(**{
        "id": identity(name), "key": name, "url": f"https://mau.example/{name}", "portal": "mau",
        "title": f"Tin {name}", "text": text or f"Xã {name} họp bàn việc của dân.",
        "fetched_at": dt.datetime(2024, 5, 1, tzinfo=dt.UTC),
        "published": Published(dt.date(2024, 5, 1), None, "day", "meta", "1/5/2024"), **fields,
    })  # fmt: skip


def sample_of(*documents: Document, probability: float = 0.5, stratum: str = "all", **fields: Any) -> Sample:
    units = tuple(
        SampleUnit(one.id, text_sha256(one), stratum, probability, is_double=True) for one in documents
    )
    strata = (Stratum(stratum, round(len(units) / probability), len(units)),)
    return Sample(**{
        "seed": 1, "by": (), "allocation": "root", "double": 1.0, "excerpt": 30_000, "filters": {},
        "codebook": BOOK.version, "items": ITEMS, "strata": strata, "units": units, **fields,
    })  # fmt: skip
