"""`reformwatch codebook`: the versions of the rules that say which words earn which theme."""

from __future__ import annotations

import click

from commands.codebook_versions import diff, list_codebooks, use


@click.group()
def codebook() -> None:
    """Compare the versions of a codebook, and say which one all figures use."""


for command in (list_codebooks, diff, use):
    codebook.add_command(command)
