"""`reformwatch codebook`: the rules that say which words earn which theme, checked and read."""

from __future__ import annotations

import click

from commands.codebook_rules import lint, show_entry


@click.group()
def codebook() -> None:
    """Check a codebook, or read its entries."""


for command in (lint, show_entry):
    codebook.add_command(command)
