"""How a guard is put out of place: in this process, in all modules that have its name."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any


def replace(name: str, value: object) -> None:
    """Give `package.module.NAME`, or `package.module.Class.name`, another value."""
    owner, _, attribute = name.rpartition(".")
    setattr(_found(owner), attribute, value)


def _found(name: str) -> Any:
    with suppress(ImportError):
        return importlib.import_module(name)
    owner, _, attribute = name.rpartition(".")
    return getattr(_found(owner), attribute)


def everywhere(function: Any, naive: Any) -> None:
    """Replace a function in every module that has imported it by name."""
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items()) if hasattr(module, "__dict__") else ():
            if value is function:
                setattr(module, name, naive)


def settings(**changes: Any) -> Callable[[], None]:
    """Other settings of Scrapy."""

    def change() -> None:
        from crawler import run

        ours = run.scrapy_settings

        def changed(options: Any) -> Any:
            settings = ours(options)
            settings.update(changes, priority="cmdline")
            return settings

        run.scrapy_settings = changed  # type: ignore[assignment]

    return change


def constants(**values: Any) -> Callable[[], None]:
    """`module__NAME=value` of the crawler."""
    return lambda: (
        [replace(f"crawler.{name.replace('__', '.')}", value) for name, value in values.items()] and None
    )
