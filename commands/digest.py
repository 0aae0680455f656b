"""`reformwatch digest`: what a period brought, written once and sent to those who asked for it."""

from __future__ import annotations

import click

from commands.digest_preview import preview
from commands.digest_send import history, send


@click.group()
def digest() -> None:
    """Write and send digests, and show what became of each."""


digest.add_command(preview)
digest.add_command(send)
digest.add_command(history)
