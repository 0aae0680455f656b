"""A throw-away Elasticsearch on loopback: `python tests/services/elasticsearch.py start|stop|pid [FOLDER]`.

`start` runs one node on a free port with its data in FOLDER (default: one below the temporary folder for each
user) and prints its URL; `pid` prints the process to kill or to freeze; `stop` ends it and removes the
folder. The server is the official minimal distribution, a Maven artifact, fetched once and unpacked beside
the default folder. It needs Maven and a JDK of version 21 or newer (JAVA_HOME, or below /usr/lib/jvm), and no
Docker. Started by root it runs as the user nobody, because Elasticsearch refuses root.
"""

# ruff: noqa: T201 it is a command of its own

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

VERSION = "9.2.4"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
HEAP = "512m"
OLDEST_JDK = 21
MARK = "reformwatch-test.port"
# Nearly half the work of a start is the second compiler's; for measurements it is needed, for tests not.
_QUICK = "-XX:TieredStopAtLevel=1"

# The node is asked directly, whatever proxy the environment names.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class ServiceError(RuntimeError):
    """The node cannot be had here; the message is one line that says why."""


def main(arguments: list[str]) -> int:
    if len(arguments) not in {1, 2} or arguments[0] not in {"start", "stop", "pid"}:
        print(__doc__, file=sys.stderr)
        return 2
    node = ElasticNode(Path(arguments[1]).absolute() if arguments[1:] else _base() / "node")
    try:
        print(_COMMANDS[arguments[0]](node))
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


class ElasticNode:
    """One node and its data below `folder`; it keeps its port over restarts.

    `settings` are lines of elasticsearch.yml. Elasticsearch answers at `url` when a method returns that
    starts or continues it.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str | int | bool] | None = None) -> None:
        self.folder = folder
        self._settings = dict(settings or {})
        self._launcher: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        mark = self.folder / MARK
        if not mark.exists():
            raise ServiceError(f"No test node was started in {self.folder}.")
        return int(mark.read_text())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The server's process. Raises ServiceError where none runs."""
        file = self.folder / "pid"
        text = file.read_text().strip() if file.exists() else ""
        if not text or not _alive(int(text)):
            raise ServiceError(f"No node runs in {self.folder}.")
        return int(text)

    def start(self) -> str:
        """Its URL, once it answers. A node that runs already is left as it is."""
        if (self.folder / MARK).exists() and self.answers():
            return self.url
        jdk, home = find_jdk(), install()
        if not (self.folder / MARK).exists():
            self.folder.mkdir(parents=True, mode=0o700)  # an existing folder is somebody else's: this fails
            (self.folder / MARK).write_text(str(_free_port()))
        self._configure(home)
        self._launch(jdk, home)
        _wait(self.answers, 300, self._why_not)
        return self.url

    def stop(self) -> None:
        """Ends it as its operator would; the data stays."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9; the data stays as it lay on the disk."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """It holds its connections and answers nothing, until `thaw`."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.pid, signal.SIGCONT)
        _wait(self.answers, 60, self._why_not)

    def restart(self, *, empty: bool = False) -> str:
        if empty:
            self.kill()
            shutil.rmtree(self.folder / "data")
        self.stop()
        return self.start()

    def remove(self) -> None:
        """Ends it without ceremony and deletes its folder."""
        if (self.folder / MARK).exists():
            self.kill()
            shutil.rmtree(self.folder)

    def answers(self) -> bool:
        try:
            health = self.ask("GET", "/_cluster/health?wait_for_status=yellow&timeout=1s")
        except OSError:
            return False
        return health.get("status") in {"green", "yellow"}

    def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """What the node itself says, past every client. Raises OSError (HTTPError) otherwise."""
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Content-Type", "application/json")
        request.data = None if body is None else json.dumps(body).encode()
        with _direct.open(request, timeout=5) as answer:
            found: dict[str, Any] = json.loads(answer.read() or b"{}")
        return found

    def _configure(self, home: Path) -> None:
        folders = {name: self.folder / name for name in ("config", "data", "logs", "tmp", "repo")}
        shutil.rmtree(folders["config"], ignore_errors=True)
        shutil.copytree(home / "config", folders["config"])
        for folder in folders.values():
            folder.mkdir(exist_ok=True)
        lines: dict[str, str | int | bool] = {
            "cluster.name": f"reformwatch-test-{self.port}",
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": _free_port(),
            "path.data": str(folders["data"]),
            "path.logs": str(folders["logs"]),
            "path.repo": str(folders["repo"]),
            "xpack.security.enabled": False,
            # A disk that is full by its rules would make every index read-only.
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }
        text = "".join(f"{name}: {json.dumps(value)}\n" for name, value in (lines | self._settings).items())
        (folders["config"] / "elasticsearch.yml").write_text(text)
        if os.getuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, *_nobody())

    def _launch(self, jdk: Path, home: Path) -> None:
        (self.folder / "pid").unlink(missing_ok=True)
        as_user: dict[str, Any] = {}
        if os.getuid() == 0:
            user, group = _nobody()
            as_user = {"user": user, "group": group, "extra_groups": []}
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "ES_JAVA_HOME": str(jdk),
            "ES_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP} {_QUICK}",
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
        }
        with (self.folder / "out.log").open("ab") as log:
            self._launcher = subprocess.Popen(
                [home / "bin" / "elasticsearch", "-p", self.folder / "pid"], env=environment, cwd=self.folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **as_user,
            )  # fmt: skip

    def _end(self, number: signal.Signals) -> None:
        try:
            pid = self.pid
        except ServiceError:
            return
        os.kill(pid, number)
        os.kill(pid, signal.SIGCONT)  # a frozen process takes no other signal than this and SIGKILL
        _wait(lambda: not _alive(pid), 60, lambda: f"The node {pid} does not end.")
        if self._launcher is not None:
            self._launcher.wait(60)
            self._launcher = None

    def _why_not(self) -> str:
        log = (self.folder / "out.log").read_text(errors="replace").splitlines()[-15:]
        return "\n".join([f"Elasticsearch does not answer at {self.url}:", *log])


def find_jdk() -> Path:
    """The folder of a JDK that runs this server."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    for home in [*homes, *sorted(Path("/usr/lib/jvm").glob("*"))]:
        java = home / "bin" / "java"
        if not java.exists():
            continue
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
        major = re.search(r'version "(\d+)', told)
        if major and int(major[1]) >= OLDEST_JDK:
            return home
    raise ServiceError(f"Elasticsearch needs a JDK of version {OLDEST_JDK} or newer (JAVA_HOME names it).")


def install() -> Path:
    """The folder of the unpacked server, fetched through Maven the first time."""
    home = _base() / f"elasticsearch-{VERSION}"
    if home.exists():
        return home
    _base().mkdir(mode=0o755, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_base(), prefix="unpack-") as folder:
        _fetch(Path(folder))
        _unpack(Path(folder))
        Path(folder, home.name).rename(home)
    return home


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise ServiceError("Elasticsearch is fetched through Maven, which is not installed here (mvn).")
    goal = ["dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"]
    done = subprocess.run([maven, "-q", "-B", *goal], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip().splitlines() or ["no word"]
        raise ServiceError(f"Maven could not fetch {ARTIFACT}: {said[0]}")


def _unpack(folder: Path) -> None:
    with zipfile.ZipFile(next(folder.glob("*.zip"))) as archive:
        archive.extractall(folder)
        for entry in archive.infolist():
            mode = entry.external_attr >> 16 & 0o777  # zipfile leaves the modes out
            (folder / entry.filename).chmod(mode | 0o444 | (0o111 if entry.is_dir() else 0))


def _wait(reached: Callable[[], bool], seconds: float, why: Callable[[], str]) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > deadline:
            raise ServiceError(why())
        time.sleep(0.2)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # no /proc here
        return True
    return state not in {"Z", "X"}


def _base() -> Path:
    return Path(tempfile.gettempdir()) / f"reformwatch-test-elasticsearch-{os.getuid()}"


def _nobody() -> tuple[int, int]:
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(node: ElasticNode) -> str:
    url = node.url
    node.remove()
    return f"Ended the node at {url}."


_COMMANDS: dict[str, Callable[[ElasticNode], str | int]] = {
    "start": ElasticNode.start,
    "stop": _stop,
    "pid": lambda node: node.pid,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
