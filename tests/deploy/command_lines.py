"""Command lines of reformwatch as files and documents name them, held against the real command line."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

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
            context = click.Context(command, info_name=command.name, resilient_parsing=True)
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


def named_in(text: str, services: Sequence[str]) -> Iterator[list[str]]:
    """The arguments of every call of the program in the code of a Markdown page.

    A call is `reformwatch …`, with or without a folder before it, `ExecStart=…/reformwatch …`, or
    `docker compose run … SERVICE …` with one of `services`.
    """
    blocks = re.findall(r"^(?: {4}|\t)(.+)$", text, re.MULTILINE)
    for line in (*blocks, *re.findall(r"`([^`\n]+)`", text)):
        words = shlex.split(line.removeprefix("ExecStart="), comments=True)
        if words[:3] == ["docker", "compose", "run"]:
            service, *arguments = [word for word in words[3:] if word not in {"--rm", "--detach", "-T"}]
            if service in services:
                yield arguments
        elif words and PurePosixPath(words[0]).name == "reformwatch" and len(words) > 1:
            yield words[1:]


def settings_named_in(text: str) -> set[str]:
    return set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", text))
