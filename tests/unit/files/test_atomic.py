"""Shared files are written whole, under a lock, and nobody's update is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from bailiwick.errors import LockedError
from bailiwick.files.atomic import read_text, replace_text, side_lock, update_text

if TYPE_CHECKING:
    from pathlib import Path

COUNT = """
import json, sys
from pathlib import Path
from bailiwick.files.atomic import update_text
for _ in range(int(sys.argv[2])):
    update_text(Path(sys.argv[1]), lambda text: json.dumps({"n": json.loads(text)["n"] + 1, "pad": "x" * 50_000}))
"""


def test_text_is_read_and_written_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    replace_text(file, "\ufeffé\r\nb\n")
    assert file.read_bytes() == "\ufeffé\r\nb\n".encode()
    assert read_text(file) == "\ufeffé\r\nb\n"


def test_whoever_has_the_old_file_open_reads_the_old_text_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text("old" * 1000)
    with file.open("rb", buffering=0) as reader:
        start = reader.read(1)
        replace_text(file, "new" * 1000)
        assert start + reader.read() == b"old" * 1000


def test_mode_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text("a")
    file.chmod(0o640)
    replace_text(file, "b")
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_new_file_gets_the_mode_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        replace_text(tmp_path / "new", "b")
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_owner_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text("a")
    os.chown(file, 1234, 1234)
    replace_text(file, "b")
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 1234)


def test_links_stay_links(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere"
    real.mkdir()
    (real / "list.json").write_text("a")
    (tmp_path / "shared").symlink_to(real)
    (tmp_path / "link.json").symlink_to(real / "list.json")
    update_text(tmp_path / "shared" / "list.json", lambda text: text + "b")
    update_text(tmp_path / "link.json", lambda text: text + "c")
    assert (real / "list.json").read_text() == "abc"
    assert (tmp_path / "link.json").is_symlink()
    assert sorted(p.name for p in real.iterdir()) == [".list.json.lock", "list.json"]


def test_a_failing_change_leaves_the_file_and_no_rubbish(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text("a")
    with pytest.raises(UnicodeEncodeError):
        update_text(file, lambda _: "\ud800")
    assert file.read_text() == "a"
    assert sorted(p.name for p in tmp_path.iterdir()) == [".list.json.lock", "list.json"]


def test_an_unchanged_text_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text("a")
    before = file.stat().st_ino
    assert update_text(file, lambda text: text) == "a"
    assert file.stat().st_ino == before


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        update_text(tmp_path / "none", lambda text: text)
    assert update_text(tmp_path / "none", lambda text: text + "b", missing="a") == "ab"
    assert update_text(tmp_path / "empty", lambda text: text, missing="") == ""
    assert (tmp_path / "empty").exists()


def test_the_lock_keeps_threads_apart_and_says_how_to_go_on(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    told: list[str] = []

    def other() -> None:
        try:
            with side_lock(file, 0.05):
                told.append("got it")
        except LockedError as error:
            told.append(str(error))

    with side_lock(file):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    with side_lock(file, 0):
        pass
    lock = tmp_path / ".list.json.lock"
    message = f"{file} has been locked by another process for 0.05 s: end the process that holds {lock}, or try again"
    assert told == [message]


def test_a_started_process_does_not_hold_the_lock(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    with side_lock(file):
        child = subprocess.Popen(["sleep", "30"], close_fds=False)
    try:
        with side_lock(file, 0.1):
            pass
    finally:
        child.kill()
        child.wait()


def test_no_update_of_several_processes_is_lost_and_no_reader_sees_a_part(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text('{"n": 0}')
    writers = [subprocess.Popen([sys.executable, "-c", COUNT, str(file), "40"]) for _ in range(3)]
    seen = 0
    while any(writer.poll() is None for writer in writers):
        number = json.loads(file.read_text())["n"]
        assert number >= seen
        seen = number
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert json.loads(file.read_text())["n"] == 120
