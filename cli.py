"""The command line: `reformwatch`.

Exit codes: 0 done (no hits is done), 1 failed, 2 wrong use or wrong configuration, 3 done in part,
75 somebody else is doing it.
"""

from __future__ import annotations

import errno
import importlib.util
import logging
import sys
from pathlib import Path

import click

from commands.acts import acts
from commands.alerts import alerts
from commands.backup import backup
from commands.changes import changes
from commands.clean import clean
from commands.codebook import codebook
from commands.corpus import corpus
from commands.correct import correct, corrections
from commands.crawl import crawl
from commands.demo import demo
from commands.digest import digest
from commands.erase import erase
from commands.evaluate import evaluate
from commands.export import export
from commands.human_coding import coding
from commands.importing import import_coding
from commands.index import index
from commands.ingest import ingest
from commands.measure import measure
from commands.output import lasting
from commands.portals import portals
from commands.quarantine import quarantine
from commands.recode import recode
from commands.reextract import reextract
from commands.report import report
from commands.restore import restore
from commands.sampling import sample
from commands.schedule import schedule
from commands.search import search
from commands.serve import serve
from commands.show import show
from commands.status import status
from commands.subscribers import subscribers
from commands.tracker import tracker
from commands.verify import verify
from commands.watch import watch
from crawler.loglines import JsonLines, KeyValueLines

FAILED, WRONG_USE, BUSY = 1, 2, 75
# What disks and rights refuse; any other error of the system is a defect of ours.
_DISK_FAULTS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO,
                errno.ENOTDIR, errno.EISDIR, errno.EEXIST}  # fmt: skip
OWN = ("commands", "crawler", "pipelines", "samples", "scheduler", "search", "settings", "store")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Data folder of this call.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Log what is done, one line per event, to standard error."
)
@click.option("--log-json", is_flag=True, help="The log as one JSON object a line.")
@click.version_option(package_name="reformwatch", prog_name="reformwatch")
def cli(home: Path | None, *, verbose: bool, log_json: bool) -> None:
    """Watch how Vietnam's localities communicate administrative reform.

    Crawl portals, extract and code their articles and plans, search them, and measure which
    localities publish which themes. Start with: reformwatch demo
    """
    _log_to_stderr(logging.INFO if verbose else logging.WARNING, as_json=log_json)
    if home is not None:
        import settings

        settings.override_home(home)


def _log_to_stderr(level: int, *, as_json: bool) -> None:
    handler = logging.StreamHandler()
    # On the handler: Scrapy sets the levels of its own loggers, which then pass the root's by.
    handler.setLevel(level)
    handler.setFormatter(JsonLines() if as_json else KeyValueLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)


COMMANDS = (
    sample, import_coding, coding,
    demo, portals, crawl, ingest, schedule, search, show, measure, tracker,
    report,
    export, acts, index, status, alerts, changes, quarantine, verify, reextract, recode, codebook,
    corpus, correct, corrections, evaluate, watch, subscribers, digest, serve,
    backup, restore, erase, clean,
)  # fmt: skip
for command in COMMANDS:
    cli.add_command(command)


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit: every expected fault is one plain sentence and its code."""
    # A reader of a pipe (head, less) that has seen enough must not stop a crawl in the middle.
    sys.stdout, sys.stderr = lasting(sys.stdout), lasting(sys.stderr)
    strangers = _strangers()
    if strangers:
        sys.exit(f"Not ours: {strangers}. reformwatch needs an environment of its own, see README.")
    sys.exit(_run(args))


def _strangers() -> str:
    """Modules with names as common as `settings` that would be loaded from another place than this one."""
    root = Path(__file__).resolve().parent
    found = {name: importlib.util.find_spec(name) for name in OWN}
    places = {name: Path(spec.origin) for name, spec in found.items() if spec and spec.origin}
    return ", ".join(
        f"{name} ({file})" for name, file in places.items() if root not in file.resolve().parents
    )


def _run(args: list[str] | None) -> int:
    try:
        result = cli.main(args=args, prog_name="reformwatch", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    # The outermost edge: what a user can mend is one sentence, a defect keeps its trace.
    except Exception as error:
        code = _expected(error)
        if code is None:
            raise
        click.echo(f"Error: {_sentence(error)}", err=True)
        return code
    return result if isinstance(result, int) else 0


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}."
    return str(error)


def _expected(error: BaseException) -> int | None:
    """The exit code of a fault that a user can do something about; None: a defect, show its trace."""
    if isinstance(error, OSError) and error.errno in _DISK_FAULTS:
        return FAILED
    return next((code for kind, code in _faults() if isinstance(error, kind)), None)


def _faults() -> list[tuple[type[BaseException], int]]:
    # Imported only now: a command that went well never needs them.
    from crawler.errors import ContactMissing, CrawlError
    from crawler.portal import PortalErrors
    from pipelines.codebook import CodebookError
    from search.errors import IndexBusy, IndexProblem
    from settings import SettingsError
    from store.errors import (
        CodebookChanged,
        CrawlRunning,
        HomeInUse,
        NotEmpty,
        PortalBusy,
        SchedulerBusy,
        StoreError,
    )

    return [
        (SettingsError, WRONG_USE),
        (PortalErrors, WRONG_USE),
        (CodebookError, WRONG_USE),
        (CodebookChanged, WRONG_USE),
        (CrawlRunning, BUSY),
        (HomeInUse, BUSY),
        (NotEmpty, WRONG_USE),
        (ContactMissing, WRONG_USE),
        (PortalBusy, BUSY),
        (SchedulerBusy, BUSY),
        (IndexBusy, BUSY),
        (CrawlError, FAILED),
        (IndexProblem, FAILED),
        (StoreError, FAILED),
    ]


if __name__ == "__main__":
    main()
