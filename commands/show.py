"""`reformwatch show`: one document, with the words that earned its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.act_view import act_facts, around, known_date, print_act
from commands.corpora import shown_store, with_corpus
from commands.correct import told_of
from commands.difference import chosen_sides, show_difference
from commands.lookup import find_chosen, find_document, withdrawn_of
from commands.options import Failed, print_json
from commands.output import console
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from commands.act_view import Around
    from store.copy_records import CopyFamily
    from store.records import Attachment, Document, Evidence, FileFacts, Reform


@click.command()
@click.argument("id_or_url", metavar="ID|URL")
@click.option("--version", type=click.IntRange(1), help="What it said in this version.")
@click.option(
    "--diff",
    is_flag=False,
    flag_value="",
    metavar="[A:B]",
    help="What version B says otherwise than A, word by word; alone: the last change.",
)
@with_corpus
@click.option("--json", "as_json", is_flag=True, help="The whole record, or the whole difference.")
def show(id_or_url: str, version: int | None, diff: str | None, corpus: str | None, as_json: bool) -> int:
    """Show the document ID, or the one at URL."""
    from search.copies import told
    from search.validated import Validations

    if diff is not None and version is not None:
        raise click.UsageError("--version or --diff, not both")
    with shown_store(corpus) as (store, members):
        document = (
            find_document(store, id_or_url, version)
            if members is None
            else find_chosen(store, members, id_or_url, version)
        )
        if document is not None and diff is not None:
            return show_difference(*chosen_sides(store, document, diff), as_json=as_json)
        links = around(store, document) if document is not None and not as_json else None
        validations = Validations(store)
        rates = validations.sentences(document) if document is not None else {}
        family = store.copies.family(document.id) if document is not None else None
        withdrawn = withdrawn_of(store, id_or_url) if document is None and corpus is None else None
    if withdrawn is not None:
        raise Failed(
            f"document {withdrawn.document} was taken out on {withdrawn.at:%Y-%m-%d} at somebody's request "
            f"(erasure {withdrawn.erasure}) and is kept out"
        )
    if document is None:
        which = f"{id_or_url} in version {version}" if version else id_or_url
        where = f"corpus {corpus}" if corpus else "the store"
        raise Failed(f"no document {which} in {where}; reformwatch search finds ids")
    if as_json:
        print_json(validations.record(document) | told(family))
    elif links is not None:
        _print(document, links, rates, family)
    return 0


def _print(document: Document, links: Around, rates: Mapping[str, str], family: CopyFamily | None) -> None:
    from rich.text import Text

    out = console()
    out.print(Text(document.title or "(no title)", style="bold"))
    for label, value in (*_facts(document, rates), *_copy_facts(document, family)):
        out.print(Text(f"{label:<11}", style="dim") + Text(value))
    print_act(out, document, links)
    out.print()
    text = Text(document.text)
    for evidence in _evidence(document):
        if evidence.field == "text":
            text.stylize("underline bold", evidence.start, evidence.end)
    for citation in document.citations:
        if citation.field == "text":
            text.stylize("underline", citation.start, citation.end)
    out.print(text)


def _evidence(document: Document) -> Iterator[Evidence]:
    for code in document.codes:
        yield from code.evidence
    for tag in (*document.channels, *document.audiences):
        yield from tag.evidence


def _validations(rates: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is known of each theme's rules; themes of which nothing is known share a line."""
    from search.validated import NOT_VALIDATED

    known = {theme: told for theme, told in rates.items() if told != NOT_VALIDATED}
    yield from (("validated", f"{theme}: {told}") for theme, told in known.items())
    if unknown := [theme for theme in rates if theme not in known]:
        yield NOT_VALIDATED, ", ".join(unknown)


def _facts(document: Document, rates: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "id", document.id
    if document.url:
        yield "address", document.url
    if document.parent:
        yield "of page", document.parent
    if document.file:
        yield "as file", f"{document.file.name}: {_file_state(document.file)}"
    yield "published", _published(document)
    yield "locality", _place(document)
    yield "kind", document.kind
    yield from act_facts(document)
    yield from _coding_facts(document)
    yield from _validations(rates)
    for attachment in document.attachments:
        yield from _file_facts(attachment)
    if document.flags:
        yield "flags", ", ".join(document.flags)
    if len(document.versions) > 1:
        yield "versions", ", ".join(f"{v.number} ({v.seen_at:%Y-%m-%d})" for v in document.versions)


def _copy_facts(document: Document, family: CopyFamily | None) -> Iterator[tuple[str, str]]:
    if family is not None:
        which = "the first" if family.first == document.id else f"the first is {family.first}"
        yield "copies", f"one of {family.count} of its text; {which}"
    for near in document.near:
        yield "near", f"{near.id} {near.jaccard:.2f}"


def _published(document: Document) -> str:
    shown = document.published
    return f"{known_date(shown.date, shown.precision)} ({shown.source})" if shown else "unknown"


def _file_facts(attachment: Attachment) -> Iterator[tuple[str, str]]:
    yield "file", f"{attachment.name}  {attachment.url}"
    yield "", f"  {attachment.id or 'no document'}: {_file_state(attachment)}"
    for member in attachment.members:
        flags = f" ({', '.join(member.flags)})" if member.flags else ""
        yield "", f"  {member.id or 'no document'}: {member.name}{flags}"


def _file_state(file: Attachment | FileFacts) -> str:
    """What is known of a file: its type, its size, where its text comes from, what is wrong with it."""
    if file.bytes is None and not file.flags:
        return "not fetched yet"
    pages = counted(file.pages, "page") if file.pages else None
    size = f"{file.bytes:,} bytes" if file.bytes is not None else None
    source = {"layer": "its own text", "ocr": "recognised text", "none": "no text"}[file.text_source]
    sure = f"{file.confidence:.0f} % sure" if file.confidence is not None else None
    return ", ".join(filter(None, (file.media_type, size, pages, source, sure, *file.flags)))


def _place(document: Document) -> str:
    place = document.locality
    if place:
        province = "" if place.level == "province" else f", {place.province.name}"
        return f"{place.name}{province} ({place.code}, today {place.today.name}), from the {place.source}"
    if document.candidates:
        return "not resolved: " + "; ".join(f"{c.code} ({c.reason})" for c in document.candidates)
    return "unknown"


def _coding_facts(document: Document) -> Iterator[tuple[str, str]]:
    if document.reform:
        yield from _reform_facts(document.reform, is_reform=document.is_reform)
    for code in document.codes:
        words = "; ".join(dict.fromkeys(evidence.text for evidence in code.evidence))
        name = f"{code.theme}/{code.subtheme}" if code.subtheme else code.theme
        earned = words if code.source == "rules" else f"said by a person, correction {code.correction}"
        weight = "<0.01" if 0 < code.weight < 0.005 else f"{code.weight:.2f}"
        yield "theme", f"{name} {weight}: {earned}"
    if document.codebook:
        yield "codebook", document.codebook
    for correction in document.corrections:
        yield "corrected", told_of(correction)


def _reform_facts(reform: Reform, *, is_reform: bool) -> Iterator[tuple[str, str]]:
    """The verdict, how far from the border it is, and the words behind each rule."""
    margin = "" if reform.margin is None else f", {reform.margin:+.2f} from the border"
    doubt = "; to be reviewed by a person" if reform.review else ""
    rules = ", ".join(reform.rules) or "no rule"
    yield "reform", f"{'yes' if is_reform else 'no'}, score {reform.score:.2f}{margin} ({rules}){doubt}"
    for evidence in reform.evidence:
        yield "", f"  {evidence.rule}, in the {evidence.field}: {evidence.text}"
