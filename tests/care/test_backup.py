"""A backup holds all that a data folder needs, taken while others write; a restore is whole or not at all."""

from __future__ import annotations

import io
import json
import shutil
import stat
import tarfile
from pathlib import Path

import pytest

from store import backup_files, restoring
from store.database import open_store
from store.deliveries import Due, Wanted
from store.migrations import MIGRATIONS
from store.subscribers import Consent, Wishes
from tests.care.homes import NOON, content, killed_at, make_home, page, url_of, writer
from tests.cli.conftest import call
from tests.measures.calling import run


def the_backup(home: Path, *options: str) -> Path:
    file = home.parent / "backup.tar"
    assert run(home, "backup", str(file), *options).code == 0
    return file


def manifest_of(file: Path) -> dict[str, object]:
    with tarfile.open(file) as tar:
        last = tar.getmembers()[-1]
        opened = tar.extractfile(last)
        assert last.name == "manifest.json"
        assert opened is not None
        found: dict[str, object] = json.load(opened)
    return found


def rewritten(file: Path, change: dict[str, bytes]) -> Path:
    """A backup with the bytes of some members changed."""
    other = file.with_name("changed.tar")
    with tarfile.open(file) as old, tarfile.open(other, "w") as new:
        for member in old:
            opened = old.extractfile(member)
            assert opened is not None
            data = change.get(member.name, opened.read())
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return other


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("template") / "home")


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "home"))


@pytest.mark.case("O4")
def test_everything_comes_back(home: Path) -> None:
    file = the_backup(home)
    before = content(home)
    other = home.parent / "other"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run(other, "restore", str(file), "--no-index").code == 0
    after = content(other)
    assert "index/current" not in after
    assert {name: data for name, data in after.items() if name != "reformwatch.sqlite"} == {
        name: data
        for name, data in before.items()
        if name != "reformwatch.sqlite" and not name.startswith("index/")
    }
    with open_store(url_of(home)) as old, open_store(url_of(other)) as new:
        assert list(new.documents.find()) == list(old.documents.find())
    assert run(other, "verify").code == 0


def test_the_raw_archive_can_be_left_out(home: Path) -> None:
    file = the_backup(home, "--without-warc")
    found = manifest_of(file)
    assert found["with_warc"] is False
    assert not [name for name in _names(file) if name.startswith("warc/")]
    answer = run(home.parent / "other", "restore", str(file), "--no-index")
    assert "no raw archive" in answer.out


def _names(file: Path) -> list[str]:
    with tarfile.open(file) as tar:
        return tar.getnames()


def test_the_store_knows_its_last_backup(home: Path) -> None:
    with open_store(url_of(home)) as store:
        assert store.backups.last() is None
    file = the_backup(home)
    with open_store(url_of(home)) as store:
        last = store.backups.last()
    assert last is not None
    assert (last.file, last.size, last.documents) == (str(file), file.stat().st_size, 3)


@pytest.mark.slow
def test_what_writers_save_meanwhile_is_whole(home: Path) -> None:
    """Every document of the backup has its record, though the file of the run was never closed."""
    with writer(home) as wait:
        wait(20)
        file = the_backup(home)
        wait(5)
    other = home.parent / "other"
    assert manifest_of(file)["growing"]
    answer = run(other, "restore", str(file), "--no-index")
    assert answer.code == 0, answer.err
    with open_store(url_of(other)) as store:
        assert store.documents.count() >= 23
    verified = run(other, "verify", "--json")
    assert verified.code == 0
    assert verified.json["faults"] == []
    assert verified.json["links"] >= 23


def test_the_newest_are_kept(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("reformwatch-20240101T000000Z.tar", "reformwatch-20240102T000000Z.tar", "notes.tar"):
        (folder / name).write_bytes(b"")
    answer = run(home, "backup", str(folder), "--keep", "2", "--json")
    assert answer.code == 0
    assert answer.json["removed"] == ["reformwatch-20240101T000000Z.tar"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "notes.tar",
        "reformwatch-20240102T000000Z.tar",
        Path(answer.json["file"]).name,
    ]


def test_a_disk_without_room_is_refused_before_anything_is_written(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    answer = call(home, "backup", str(folder), env={"REFORMWATCH_MIN_FREE_MB": "1000000000"})
    assert answer.code == 1
    assert "nothing was written" in answer.err
    assert list(folder.iterdir()) == []


def test_nothing_is_written_over(home: Path) -> None:
    file = the_backup(home)
    assert run(home, "backup", str(file)).code == 2


@pytest.mark.parametrize("name", ["reformwatch.sqlite", "warc/first.warc.gz", "secret"])
def test_a_changed_backup_is_refused(home: Path, name: str) -> None:
    file = rewritten(the_backup(home), {name: page("Khác")})
    other = home.parent / "other"
    answer = run(other, "restore", str(file))
    assert answer.code == 1
    assert f"{name} is not as it was saved" in answer.err
    assert not other.exists()
    assert not list(home.parent.glob("other.*"))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_backup_is_refused(home: Path, share: float) -> None:
    data = the_backup(home).read_bytes()
    cut = home.parent / "cut.tar"
    cut.write_bytes(data[: int(len(data) * share)])
    other = home.parent / "other"
    answer = run(other, "restore", str(cut))
    assert answer.code == 1
    assert answer.err.startswith("Error: The file ")
    assert not other.exists()


def test_members_outside_the_folder_are_refused(home: Path) -> None:
    evil = home.parent / "evil.tar"
    with tarfile.open(evil, "w") as tar:
        tar.addfile(tarfile.TarInfo("../gone.txt"), io.BytesIO())
    assert run(home.parent / "other", "restore", str(evil)).code == 1
    assert not (home.parent / "gone.txt").exists()


def test_a_newer_schema_is_refused(home: Path) -> None:
    file = the_backup(home)
    manifest = manifest_of(file) | {"schema": len(MIGRATIONS) + 1}
    newer = rewritten(file, {"manifest.json": json.dumps(manifest).encode()})
    other = home.parent / "other"
    answer = run(other, "restore", str(newer))
    assert answer.code == 1
    assert "newer" in answer.err
    assert not other.exists()


def test_a_filled_folder_gives_way_only_where_that_was_said(home: Path) -> None:
    file, before = the_backup(home), content(home)
    refused = run(home, "restore", str(file))
    assert refused.code == 2
    assert "--force" in refused.err
    assert content(home) == before
    (home / "later.txt").write_text("sau", encoding="utf-8")
    forced = run(home, "restore", str(file), "--force", "--no-index", "--json")
    assert forced.code == 0
    aside = Path(forced.json["aside"])
    assert (aside / "later.txt").read_text(encoding="utf-8") == "sau"
    assert not (home / "later.txt").exists()
    assert run(home, "verify").code == 0


def test_nobody_gets_old_mail_twice(home: Path) -> None:
    with open_store(url_of(home)) as store:
        consent = Consent(NOON, "1", "digest")
        subscriber = store.subscribers.add("a@xa.example", "a@xa.example", "mail", Wishes(), consent)
        store.deliveries.freeze(Due("2026-W47", "", NOON), b"", [subscriber.id], NOON)
    file = the_backup(home)
    restored = run(home, "restore", str(file), "--force", "--no-index", "--json")
    assert restored.json["deliveries_closed"] == 1
    with open_store(url_of(home)) as store:
        assert store.deliveries.claim(Wanted(force=True), "resend", NOON) is None
        (known,) = store.subscribers.all()
    assert known.done_until is not None


def test_a_folder_at_work_is_not_taken_away(home: Path) -> None:
    file = the_backup(home)
    with open_store(url_of(home)) as store:
        store.runs.start("xa", connected_to=None, owner="một lượt khác")
        answer = run(home, "restore", str(file), "--force")
    assert answer.code == 75
    assert "xa" in answer.err


def _restore(file: Path, home: Path) -> None:
    with file.open("rb") as opened:
        restoring.swap(restoring.stage(opened, home), home)


@pytest.mark.slow
@pytest.mark.parametrize("is_filled", [True, False])
def test_a_restore_killed_anywhere_leaves_the_old_or_the_new(home: Path, *, is_filled: bool) -> None:
    file = the_backup(home)
    target = make_home(home.parent / "target", count=1) if is_filled else home.parent / "target"
    old = content(target)
    new = {name for name in content(home) if not name.startswith("index/")}
    step, seen = 1, set()
    while killed_at(step, _restore, file, target):
        now = content(target)
        is_new = set(now) - {".restoring"} == new
        assert is_new or now == old
        seen.add(is_new)
        step += 1
    assert False in seen
    assert set(content(target)) == new
    with open_store(url_of(target)) as store:
        assert store.documents.count() == 3
    _restore(file, target)
    left = [path for path in home.parent.glob("target.*") if (path / ".restoring").exists()]
    assert left == []


def _backup(home: Path, file: Path) -> None:
    backup_files.remove_stale(file.parent)
    with open_store(url_of(home)) as store, backup_files.writing(file) as (part, opened):
        facts = store.backups.snapshot(backup_files.snapshot_of(part))
        backup_files.write(opened, home, backup_files.snapshot_of(part), facts, "0", with_warc=True)
        backup_files.read_manifest(opened)


@pytest.mark.slow
def test_a_backup_killed_anywhere_is_whole_or_not_there(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    step = 1
    while killed_at(step, _backup, home, folder / "one.tar"):
        if (folder / "one.tar").exists():
            assert "reformwatch.sqlite" in _names(folder / "one.tar")
            assert manifest_of(folder / "one.tar")
            (folder / "one.tar").unlink()
        step += 1
    assert step > 5
    assert [path.name for path in folder.iterdir()] == ["one.tar"]
