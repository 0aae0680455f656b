"""The fields of an exported corpus, table by table, as datapackage.json describes them."""

from __future__ import annotations

from collections.abc import Mapping

RESOURCES: Mapping[str, str] = {
    "documents": "One row a document: an article, an act, or a file that a page offers.",
    "codes": "One row for each piece of evidence of each theme of a document.",
    "citations": "One row for each act that a document cites.",
    "versions": "One row for each version of a document that was seen.",
    "coverage": "Which weeks of a portal its runs observed; weeks in no row were seen by no run.",
    "portals": "For which localities a portal speaks, and when.",
}

TYPES: Mapping[str, str] = {
    "published": "date", "act_issued": "date", "is_reform": "boolean", "reform_score": "number",
    "attachments": "integer", "characters": "integer", "fetched_at": "datetime", "weight": "number",
    "evidence": "integer", "start": "integer", "end": "integer", "position": "integer", "issued": "date",
    "version": "integer", "seen_at": "datetime", "first_week": "date", "last_week": "date",
    "since": "date", "until": "date",
}  # fmt: skip

_DOCUMENT = "id of the document, a row of documents"

FIELDS: Mapping[str, Mapping[str, str]] = {
    "documents": {
        "id": "first 16 hexadecimal digits of sha256 of the document's key (its address or its bytes)",
        "parent": "id of the page that offers this file; empty for pages",
        "url": "where it was published; empty for files that were handed in",
        "portal": "id of the portal, as in portals",
        "title": "title",
        "published": "day of publication; the first day where only month, quarter or year is known",
        "published_precision": "day, month, quarter or year",
        "kind": "kind of document: ke_hoach plan, quyet_dinh decision, bao_cao report, tin_bai news …",
        "act_number": "number and symbol of the act that it is or announces",
        "act_issuer": "body that issued the act, as the text spells it",
        "act_issued": "day of the act",
        "locality": "code of the locality that speaks, in the era of the document",
        "locality_name": "its name",
        "level": "province, district or commune",
        "province": "code of its province then",
        "province_name": "its name",
        "today": "code of today's province that holds the locality",
        "today_name": "its name",
        "is_reform": "whether the codebook takes it for administrative reform",
        "reform_score": "how sure the codebook is, 0 to 1",
        "themes": "themes, separated by blanks",
        "subthemes": "sub-themes as theme/sub-theme, separated by blanks",
        "indices": "indices of reform that are named, separated by blanks",
        "channels": "channels that are named, separated by blanks",
        "audiences": "audiences that are named, separated by blanks",
        "codebook": "version of the codebook that coded it",
        "attachments": "number of files that it offers",
        "characters": "length of its text in Unicode code points",
        "fetched_at": "when this version of the record was fetched",
        "duplicate_of": "id of the document that it is a copy of: of the same portal, or a page's file",
        "flags": "what was repaired, doubted or missing, separated by blanks",
        "validated": "what is known of the errors of the rules, for each theme",
    },
    "codes": {
        "document": _DOCUMENT,
        "theme": "theme of the codebook",
        "subtheme": "sub-theme; empty for a hit on the theme only",
        "weight": "share of the document's coded units; the themes of a document sum to 1",
        "evidence": "number of the piece of evidence; empty where there is none (a correction)",
        "field": "title or text: where the words stand",
        "start": "offset of their first character in Unicode code points",
        "end": "offset after their last character",
        "words": "the words that earned the code",
        "rule": "rule of the codebook that they met",
    },
    "citations": {
        "document": _DOCUMENT,
        "position": "place among the citations of the document, from 1",
        "number": "number and symbol of the cited act",
        "kind": "its kind",
        "issuer": "body that issued it, as the text spells it",
        "issued": "its day; the first of the month, quarter or year where only that is told",
        "relation": "implements, legal_basis, replaces, amends, issued_with or refers",
        "cited": "id of the document that is this act; empty where none is known",
    },
    "versions": {
        "document": _DOCUMENT,
        "version": "number of the version, from 1",
        "seen_at": "when it was seen first",
        "sha256": "digest of title, text, day and files",
    },
    "coverage": {
        "portal": "id of the portal, as in portals",
        "first_week": "Monday of the first week",
        "last_week": "Monday of the last week",
        "state": "observed, partial, down or blocked",
    },
    "portals": {
        "portal": "id of the portal",
        "name": "its name",
        "url": "its address",
        "locality": "code of the locality that it speaks for",
        "since": "first day on which it does; empty: open",
        "until": "last day on which it does; empty: open",
        "scope": "all of the portal is read, or sections of it",
    },
}
