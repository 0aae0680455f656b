"""A store with documents, runs and a codebook, and the program on it within this process."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

import settings
from cli import _run
from commands.declarations import DEMO_MARK
from pipelines import codebook
from store.database import Store, open_store
from tests.cli.conftest import Answer
from tests.measures.acts import act, citation
from tests.measures.corpus import document, keep, run

WORDS = "Các xã báo cáo kết quả trước ngày hai mươi lăm hằng tháng"
PORTAL = "id: mau\nname: Mẫu\nurl: https://mau.example/\nplatform: generic\nlocality: D63:482\n"
Program = Callable[..., Answer]


def fill(store: Store) -> None:
    plan = document(
        "a", themes={"tthc": 0.5, "cong_vu": 0.5}, text=WORDS,
        act=act("131/KH-UBND", "2022-05-24", "D63:482"),
        citations=(citation("170/KH-UBND", "2022-04-25", "P63:46"),), codebook="0.2",
    )  # fmt: skip
    superior = document(
        "170", "P63:46", "2022-04-26", {"tthc": 1.0}, text=WORDS, portal="tinh", codebook="0.2",
        act=act("170/KH-UBND", "2022-04-25", "P63:46"),
    )  # fmt: skip
    file = document(
        "a/file", parent=plan.id, text=f"{WORDS} và mỗi quý", themes={"tthc": 1.0}, codebook="0.2"
    )
    others = [document(f"khac-{n}", is_reform=False, day=f"2022-06-{n + 1:02}") for n in range(4)]
    later = document("b", day="2023-03-01", themes={"cong_vu": 1.0}, text="Việc khác", codebook="0.2")
    for made in (plan, superior, file, later, *others):
        store.documents.save(made)
    keep(store, run("mau", "2026-11-19T10:00", back="2022-01-01"))
    store.facts.keep(store.runs.all_last()["mau"].id, "mau", {"https": True})


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpora")
    (folder / "portals").mkdir()
    (folder / "portals" / "mau.yml").write_text(PORTAL, encoding="utf-8")
    (folder / DEMO_MARK).touch()  # the declarations that come with the program are left out: they take long
    with open_store(f"sqlite:///{folder / 'reformwatch.sqlite'}") as store:
        fill(store)
    return folder


@pytest.fixture(scope="session")
def frozen(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of its reform documents, which tests copy."""
    folder = tmp_path_factory.mktemp("frozen")
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    with redirect_stdout(io.StringIO()):
        assert _run(["--home", str(folder), "corpus", "freeze", "mot", "--reform"]) == 0
    return folder / "corpora" / "mot.sqlite"


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it that the test may change; settings and codebook are this process's again afterwards."""
    folder = tmp_path / "home"
    shutil.copytree(filled, folder)
    settings.override_home(folder)
    yield folder
    codebook.put_in_force(None)
    settings.get_settings.cache_clear()


@pytest.fixture
def file(home: Path, frozen: Path) -> Path:
    (home / "corpora").mkdir()
    return Path(shutil.copy(frozen, home / "corpora" / "mot.sqlite"))


@pytest.fixture
def reformwatch(home: Path) -> Program:
    def call(*args: str, at: Path = home) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = _run(["--home", str(at), *args])
        return Answer(code, out.getvalue(), err.getvalue())

    return call
