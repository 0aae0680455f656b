"""`reformwatch coding export`: all decisions of a sample as rows, for a statistics program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import Failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from commands.human_coding import Work
    from pipelines.codebook import Codebook

COLUMNS = ("sample", "id", "stratum", "population", "probability", "item", "rules", "people", "how", "coders")


def export_decisions(work: Work, book: Codebook, file: Path) -> int:
    """Writes a CSV with a row for each document and item; returns how many. Raises Failed."""
    from search.export import write_rows

    try:
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            return write_rows(COLUMNS, _rows(work, book), out)
    except OSError as error:
        raise Failed(f"{file} cannot be written: {error.strerror}") from error


def _rows(work: Work, book: Codebook) -> Iterator[dict[str, str | float | None]]:
    from pipelines.validation.estimates import rules_say

    sample = work.source.sample
    populations = {stratum.name: stratum.population for stratum in sample.strata}
    for unit in sample.units:
        text = work.source.texts.get(unit.document)
        said = None if text is None else rules_say(text, book)
        for item in sample.items:
            final = work.found.get((unit.document, item))
            yield {
                "sample": sample.id,
                "id": unit.document,
                "stratum": unit.stratum,
                "population": populations[unit.stratum],
                "probability": unit.probability,
                "item": item,
                "rules": None if said is None else int(item in said),
                "people": None if final is None or final.value is None else int(final.value),
                "how": "not_coded" if final is None else final.how,
                "coders": "" if final is None else _said(final.said),
            }


def _said(said: Mapping[str, bool | None]) -> str:
    return "; ".join(
        f"{coder}: {'' if value is None else int(value)}" for coder, value in sorted(said.items())
    )


def check_name(file: Path) -> None:
    if file.suffix.lower() != ".csv":
        raise click.UsageError(f"{file.name}: the name must end in .csv")
