"""Command lines of reformwatch as files and documents name them, held against the real command line."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence

import click

from cli import cli
from settings import PREFIX, Settings

SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}


def fault(arguments: Sequence[str]) -> str | None:
    """Why the command line would refuse `arguments` before it looks at their values; None: it takes them."""
    command: click.Command = cli
    rest = list(arguments)
    try:
        while True:
            context = click.Context(command, info_name=command.name)
            _, rest, _ = command.make_parser(context).parse_args(rest)
            if not isinstance(command, click.Group):
                return None
            if not rest:
                return "no command is named"
            name, *rest = rest
            if name not in command.commands:
                return f"there is no command {name}"
            command = command.commands[name]
    except click.UsageError as error:
        return error.format_message()


def named_in(text: str, services: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """The arguments of every call of the program in the code of a Markdown page.

    A call is `reformwatch …`, with or without a folder or `ExecStart=` before it, or
    `docker compose run … SERVICE …`; `services` are ours with the arguments they have in compose.yaml.
    """
    blocks = re.findall(r"^(?: {4}|\t)\s*(.+)$", text, re.MULTILINE)
    for line in (*blocks, *re.findall(r"`([^`\n]+)`", text)):
        call = re.match(r"(?:ExecStart=)?\S*?\b(reformwatch |docker compose run )(.+)", line)
        if call is None:
            continue
        words = shlex.split(call[2], comments=True)
        if call[1] == "reformwatch ":
            yield words
        else:
            service, *arguments = [word for word in words if word not in {"--rm", "-T"}]
            if service not in services:
                raise AssertionError(f"{line}: there is no service {service}")
            yield [*services[service], *arguments]


def settings_named_in(text: str) -> set[str]:
    return set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", text))
