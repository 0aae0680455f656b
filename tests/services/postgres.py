"""A throw-away PostgreSQL on loopback: `python tests/services/postgres.py start|url|stop [FOLDER]`.

`start` makes a cluster of its own in FOLDER (default: one below the temporary folder for each user), on a
free port, and prints its URL; `url` prints it again; `stop` ends the server and removes the folder. No
other cluster of the machine is touched. Started by root it runs as the user postgres, because PostgreSQL
refuses root.
"""

# ruff: noqa: T201 it is a command of its own

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

MARK = "reformwatch-test.url"
SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",  # nothing in it outlives the tests
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=50",
)


def main(arguments: list[str]) -> int:
    commands = {"start": start, "url": url, "stop": stop}
    if len(arguments) not in {1, 2} or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    default = Path(tempfile.gettempdir()) / f"reformwatch-postgres-{os.getuid()}"
    return commands[arguments[0]](Path(arguments[1]).absolute() if arguments[1:] else default)


def start(folder: Path) -> int:
    if (folder / MARK).exists():
        if _pg_ctl(folder, "status").returncode == 0:
            return url(folder)
        shutil.rmtree(folder)
    if binaries() is None:
        return _fail("PostgreSQL is not installed here (Debian: apt-get install postgresql).")
    folder.mkdir(parents=True, mode=0o700)  # an existing folder is somebody else's: this fails
    os.chown(folder, *_owner())
    password, port = secrets.token_hex(16), _free_port()
    made = _make_cluster(folder, password)
    if made.returncode == 0:
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"port={port}"))
        made = _pg_ctl(folder, "start", "-w", "-l", str(folder / "log"), "-o", options)
    if made.returncode != 0:
        log = folder / "log"
        return _fail(f"PostgreSQL does not start: {made.stderr}{log.read_text() if log.exists() else ''}")
    mark = folder / MARK
    mark.touch(mode=0o600)
    mark.write_text(f"postgresql://reformwatch:{password}@127.0.0.1:{port}/postgres\n")
    return url(folder)


def url(folder: Path) -> int:
    if not (folder / MARK).exists():
        return _fail(f"No test server was started in {folder}.")
    print((folder / MARK).read_text().strip())
    return 0


def stop(folder: Path) -> int:
    if not (folder / MARK).exists():
        return _fail(f"No test server was started in {folder}.")
    _pg_ctl(folder, "stop", "-w", "-m", "immediate")
    shutil.rmtree(folder)
    return 0


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl; Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return debian[-1].parent if debian else None


def _make_cluster(folder: Path, password: str) -> subprocess.CompletedProcess[str]:
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    os.chown(secret, *_owner())
    return _run("initdb", "-D", str(folder / "data"), "-U", "reformwatch", "-E", "UTF8", "--locale=C",
                "--auth=scram-sha-256", f"--pwfile={secret}")  # fmt: skip


def _pg_ctl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _run("pg_ctl", "-D", str(folder / "data"), *arguments)


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    where = binaries()
    assert where is not None
    as_user: dict[str, Any] = {}
    if os.getuid() == 0:
        user, group = _owner()
        as_user = {"user": user, "group": group, "extra_groups": []}
    # Files instead of pipes: the server inherits them and would keep a pipe open.
    with tempfile.TemporaryFile("w+") as errors:
        done = subprocess.run(
            [str(where / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            cwd="/",
            check=False,
            **as_user,
        )
        errors.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, "", errors.read())


def _owner() -> tuple[int, int]:
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    entry = pwd.getpwnam("postgres")
    return entry.pw_uid, entry.pw_gid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
