"""`reformwatch codebook`: the rules that say which words earn which theme, checked and read."""

from __future__ import annotations

import click

from commands.codebook_rules import lint, show_entry
from commands.codebook_versions import diff, list_codebooks, use


@click.group()
def codebook() -> None:
    """Check a codebook, read its entries, compare its versions, and say which one all figures use."""


for command in (list_codebooks, diff, use):
    codebook.add_command(command)


for command in (lint, show_entry):
    codebook.add_command(command)
