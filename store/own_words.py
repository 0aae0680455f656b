"""What of a store is the program's own vocabulary: ids of a codebook, codes of places, states, moments.

Erasing takes words out of what documents and people say. An id of a theme that lost letters is no theme any
more, and a figure made of it is wrong: so these stay, whatever words are erased. All that is not named here
is gone through.
"""

from __future__ import annotations

# Keys of the JSON of records, at any depth, with all that stands below them.
KEYS = frozenset({
    "kind", "language", "level", "precision", "source", "status", "relation", "authority", "flags", "field",
    "date", "time", "at", "seen_at", "fetched_at",
    "locality", "province", "today", "candidates", "duplicate_of", "near", "gone",
    "theme", "subtheme", "rule", "rules", "indices", "codebook", "change",
    "extractor", "charset_used", "charset_declared", "media_type", "text_source", "warc",
})  # fmt: skip

# Columns of the store's tables. Primary keys are never changed either.
COLUMNS: dict[str, frozenset[str]] = {
    "documents": frozenset({
        "kind", "language", "published_time", "published_precision", "published_source", "warc_file",
        "locality_code", "locality_name", "level", "province_code", "province_name", "today_code",
        "today_name", "locality_source", "codebook", "extractor", "flags", "channels", "audiences",
    }),
    "codes": frozenset({"theme", "subtheme"}),
    "attachments": frozenset({"media_type", "text_source", "flags"}),
    "files": frozenset({"reason", "warc_file"}),
    "acts": frozenset({"locality"}),
    "citations": frozenset({"kind", "locality", "province", "candidates"}),
    "versions": frozenset({"warc_file"}),
    "removals": frozenset({"missing_file", "gone_file", "returned_file"}),
    "pages": frozenset({"kind", "reason", "etag", "last_modified", "listed_lastmod", "warc_file",
                        "answer_file"}),
    "runs": frozenset({"owner", "reason", "connected_to", "warc", "fields", "rules", "assertions"}),
    "failures": frozenset({"reason"}),
    "proposals": frozenset({"lost", "warc_file"}),
    "run_facts": frozenset({"facts"}),
    "corrections": frozenset({"change", "place", "codebook"}),
    "samples": frozenset({"design"}),
    "sample_units": frozenset({"stratum"}),
    "human_codings": frozenset({"choices"}),
    "validations": frozenset({"codebook", "figures"}),
    "tracker_samples": frozenset({"design"}),
    "tracker_figures": frozenset({"figures"}),
    "subscribers": frozenset({"watches", "consent_text", "consent_purpose"}),
    "deliveries": frozenset({"host", "process"}),
}  # fmt: skip


def columns_of(table: str) -> frozenset[str]:
    return COLUMNS.get(table, frozenset())
