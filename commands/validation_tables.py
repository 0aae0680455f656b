"""Figures of a validation, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.output import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.records import Json
    from store.validation_records import ItemValidation, Rate, Sample

NOT_VALIDATED = "not validated"


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

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("item", "precision", "recall", "n", "both", "rules only", "people only", "neither", "open"):
        table.add_column(name, justify="left" if name == "item" else "right")
    for one in figures:
        frame = one.frame
        table.add_row(
            one.item, _rate(frame.precision), _rate(frame.recall), str(frame.n), str(frame.both),
            str(frame.rules_only), str(frame.people_only), str(frame.neither), str(one.undecided),
        )  # fmt: skip
    console().print(table)
    click.echo(f"Codebook {version}, sample {sample.id} of {sample.population} documents.")
    for item in lost:
        click.echo(f"{item} was coded by people and is no longer in the codebook.")
    unseen = [one for one in figures if one.covered < 1]
    if unseen:
        least = min(one.covered for one in unseen)
        click.echo(
            f"Not every stratum has a decided document: the figures of {len(unseen)} items speak of as "
            f"little as {least:.0%} of the documents."
        )


def _rate(rate: Rate) -> str:
    if rate.value is None:
        return "-"
    return f"{rate.value:.2f} [{rate.low:.2f}, {rate.high:.2f}]"


def beside(figures: ItemValidation | None) -> str:
    """What stands beside a theme wherever it is shown."""
    if figures is None:
        return NOT_VALIDATED
    precision, recall = figures.frame.precision, figures.frame.recall
    return (
        f"precision {_rate(precision)}, recall {_rate(recall)}, n {figures.frame.n}, "
        f"codebook {figures.codebook}"
    )
