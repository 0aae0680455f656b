"""`reformwatch codebook list`, `diff` and `use`: versions that a store was coded with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.options import open_home_store, print_json
from commands.output import seen
from commands.sync import sync_index
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.codebook_diff import Difference
    from search.codebook_figures import Move
    from store.database import Store

_MOST_SHOWN = 20


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object for each version.")
def list_codebooks(*, as_json: bool) -> int:
    """List the versions: which one is active, and how many documents each has coded."""
    with open_home_store() as store:
        rows = codebook_rows(store)
    if as_json:
        print_json({"codebooks": rows})
        return 0
    for row in rows:
        marks = [name for name in ("active", "builtin") if row[name]]
        standing = counted(row["documents"], "document stands", "documents stand")
        told = f"{row['version']:<12} {standing} coded with it"
        beside = f", {row['missing']} are not coded by it" if row["missing"] else ", all are coded by it"
        click.echo(told + beside + (f" ({', '.join(marks)})" if marks else ""))
    if sum(bool(row["documents"]) for row in rows) > 1:
        click.echo("Documents stand coded with several versions: recode, then codebook use VERSION.")
    return 0


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--geography",
    type=click.Choice(["then", "today"]),
    default="then",
    show_default=True,
    help="Localities as of the document's time, or today's.",
)
@click.option("--all", "everything", is_flag=True, help="Every document and figure, not the first 20.")
@click.option("--json", "as_json", is_flag=True, help="All of it as one object.")
def diff(*, old: str, new: str, geography: str, everything: bool, as_json: bool) -> int:
    """Tell what codebook version NEW codes otherwise than OLD: documents, and figures with their moves.

    Both must have coded all documents (reformwatch recode). Nothing is switched.
    """
    from search.codebook_diff import compare

    with open_home_store() as store:
        check_versions(store, (old, new))
        found = compare(store, old, new, "today" if geography == "today" else "then")
    if as_json:
        print_json(found.as_json())
    else:
        print_difference(found, None if everything else _MOST_SHOWN)
    return 0


@click.command()
@click.argument("version")
@click.option("--no-index", is_flag=True, help="Leave the index as it is.")
@click.option("--json", "as_json", is_flag=True, help="What was switched, as one object.")
def use(*, version: str, no_index: bool, as_json: bool) -> int:
    """Let all figures use codebook VERSION from now on, and crawls code with it.

    It must have coded all documents (reformwatch recode). What stood is kept: using its version again
    brings it back. What people corrected stays as they have it.
    """
    with open_home_store() as store:
        store.runs.reap()
        check_versions(store, (version,), known_only=True)
        was = store.codings.in_use()
        changed = store.codings.use(version)
        strangers = removed_themes(store, version)
        indexed = sync_index(store, quiet=as_json, no_index=no_index)
    if as_json:
        print_json({"version": version, "was": was, "changed": changed, "corrections_kept": strangers})
    else:
        click.echo(
            f"{counted(changed, 'document was', 'documents were')} coded with {', '.join(was) or 'nothing'};"
            f" now with {version}."
        )
        print_kept(version, strangers)
    return 0 if indexed else 3


def codebook_rows(store: Store) -> list[dict[str, Any]]:
    """The versions that the store knows or was coded with, and the built-in one."""
    from pipelines import codebook

    known = {book.version: book for book in store.codings.codebooks()}
    builtin = codebook.load(codebook.BUILTIN).version
    active = next((book.version for book in known.values() if book.is_active), builtin)
    rows = []
    for version in dict.fromkeys((*known, *store.codings.in_use(), builtin)):
        documents, missing = store.codings.counts(version)
        rows.append(
            {
                "version": version,
                "active": version == active,
                "builtin": version == builtin,
                "digest": known[version].digest if version in known else None,
                "added_at": known[version].added_at.isoformat() if version in known else None,
                "documents": documents,
                "missing": missing,
            }
        )
    return rows


def check_versions(store: Store, versions: Iterable[str], *, known_only: bool = False) -> None:
    """A version that the store does not know is wrong use."""
    known = {book.version for book in store.codings.codebooks()}
    coded = known if known_only else known | set(store.codings.in_use())
    for version in versions:
        if version not in coded:
            names = ", ".join(sorted(coded)) or "none"
            raise click.UsageError(
                f"no codebook {version} has coded this store (known: {names}): "
                "run reformwatch recode --codebook FILE first"
            )


def removed_themes(store: Store, version: str) -> list[dict[str, Any]]:
    """The standing corrections on themes that a version does not have."""
    from search.codebook_diff import strangers, themes_of

    return strangers(store, themes_of(store, version))


def print_kept(version: str, kept: list[dict[str, Any]]) -> None:
    for one in kept:
        click.echo(
            f"Codebook {version} has no theme {one['theme']}: correction {one['correction']} on it "
            f"({one['document']}) stays."
        )


def print_difference(found: Difference, most: int | None) -> None:
    """What changes, in words; `most` lines of each kind."""
    click.echo(f"From codebook {found.old} to {found.new}: {counted(found.documents, 'document')}, "
               f"{len(found.changes)} change, {found.unmoved} in evidence or not at all.")  # fmt: skip
    for name, themes in (("only in", found.removed_themes), ("new in", found.added_themes)):
        version = found.old if name == "only in" else found.new
        for theme, count in themes.items():
            click.echo(f"Theme {theme} is {name} {version}: {counted(count, 'document')}.")
    print_kept(found.new, found.corrections_kept)
    for change in found.changes[:most]:
        click.echo(f"  {change.id} {seen(change.title)[:60]}: {'; '.join(change.told())}")
    _more(len(found.changes), most, "documents")
    if found.moves:
        click.echo("Figures:")
    for move in found.moves[:most]:
        click.echo(f"  {_figure(move)}")
    _more(len(found.moves), most, "figures")


def _more(count: int, most: int | None, what: str) -> None:
    if most is not None and count > most:
        click.echo(f"  … and {count - most} more {what}: --all")


def _figure(move: Move) -> str:
    from search.labels import label
    from search.numbers import percent

    key = ", ".join(label(name, value) if value else "unknown" for name, value in move.key.items())
    old, new = ("none" if value is None else percent(value) for value in (move.old, move.new))
    by = "" if move.move is None else f" ({move.move * 100:+.1f} points)"
    return (
        f"{move.figure} {key or 'of all'}: {old} -> {new}{by}, "
        f"{move.n_old} -> {counted(move.n_new, 'publication')}"
    )
