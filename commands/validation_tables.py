"""Figures of a validation, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.output import console
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.records import Json
    from store.validation_records import ItemValidation, Sample


def validation_json(
    sample: Sample, figures: Sequence[ItemValidation], lost: Sequence[str], version: str
) -> Json:
    from store.records import as_json

    return {
        "sample": sample.id,
        "codebook": version,
        "sampled_with": sample.codebook,
        "filters": sample.filters,
        "population": sample.population,
        "items": {one.item: one.summary() | as_json(one) for one in figures},
        "not_in_codebook": list(lost),
    }


def print_validation(
    sample: Sample, figures: Sequence[ItemValidation], lost: Sequence[str], version: str
) -> None:
    from rich.table import Table

    from search.validated import rate_text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("item", "precision", "recall", "n", "both", "rules only", "people only", "neither", "open"):
        table.add_column(name, justify="left" if name == "item" else "right")
    for one in figures:
        frame = one.frame
        table.add_row(
            one.item, rate_text(frame.precision), rate_text(frame.recall), str(frame.n), str(frame.both),
            str(frame.rules_only), str(frame.people_only), str(frame.neither), str(one.undecided),
        )  # fmt: skip
    console().print(table)
    click.echo(f"Codebook {version}, sample {sample.id} of {counted(sample.population, 'document')}.")
    for item in lost:
        click.echo(f"{item} was coded by people and is no longer in the codebook.")
    unseen = [one for one in figures if one.covered < 1]
    if unseen:
        least = min(one.covered for one in unseen)
        click.echo(
            f"Not every stratum has a decided document: the figures of {len(unseen)} items speak of as "
            f"little as {least:.0%} of the documents."
        )
