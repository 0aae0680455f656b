"""Why a file was not taken, in words that its owner understands."""

from __future__ import annotations

from collections.abc import Sequence

_MEANINGS = {
    "unreadable": "it cannot be opened",
    "empty": "there is nothing in it",
    "empty_file": "there is nothing in it",
    "too_large": "more than 32 MiB, or a text or a page of more than 5 MiB",
    "type_mismatch": "its bytes are not what its name says",
    "unsupported_type": "PDF, Word, RTF, Excel, HTML, text, ZIP, RAR, JSON lines and WARC are read",
    "temporary_file": "left by a program beside a paper that was open",
    "linked_folder": "a link to a folder is not followed, it may lead in a circle",
    "damaged": "it cannot be read to its end",
    "broken": "it is damaged: cut off, or not what it begins as",
    "older_than_stored": "what the store has of this address was captured later",
    "encrypted": "it opens with a password only",
    "no_text": "nothing in it can be read as text",
    "no_article": "only the frame of a page is in it",
    "no_content": "only the frame of a page is in it",
    "empty_body": "only the frame of a page is in it",
    "placeholder": "hardly a word is on this page",
    "listing": "a page that lists others, and tells nothing itself",
    "stub": "only the frame of a page is in it",
    "soft_404": "a page that says that there is none",
    "login": "a page that asks for a password",
    "print": "the print view of a page",
    "challenge": "a page that wants a person to prove to be one",
    "maintenance": "a notice that the portal is closed for maintenance",
    "deep_nesting": "its markup is nested too deep to be read",
    "small_picture": "a picture that is too small for a page",
    "bad_record": "this line is no record of a document",
    "size_limit": "it unpacks to more than is read",
    "bomb": "it unpacks to far more than it may",
    "depth_limit": "an archive in an archive in an archive is not opened",
    "member_limit": "the archive holds more files than are read",
    "page_limit": "it has more pages than are read",
    "time_limit": "it took too long to read",
    "extract_timeout": "it took too long to read",
    "extract_memory": "it took too much memory to read",
    "extract_failed": "a fault of this program, please report it",
}
_OF_PROGRAMS = {
    "tool_missing": "the program {} that reads it is not installed; docs/attachments.md",
    "tool_failed": "the program {} could not read it",
}


def why(reason: str, flags: Sequence[str] = ()) -> str:
    """The reason's code and what it means; what the system said of a file that cannot be opened."""
    code, _, program = reason.partition(":")
    if code in _OF_PROGRAMS:
        return f"{reason} ({_OF_PROGRAMS[code].format(program)})"
    said = flags[0] if reason in {"unreadable", "bad_record"} and flags else None
    meaning = said or _MEANINGS.get(reason)
    return f"{reason} ({meaning})" if meaning else reason
