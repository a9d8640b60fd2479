from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from bailiwick.git.index_lock import IndexBusyError, held_index, publish

from tests.support.repositories import git, make_repository, write

if TYPE_CHECKING:
    from pathlib import Path


def test_while_held_the_persons_git_is_kept_out_and_afterwards_let_in(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    write(repo.root, {"new": "x"})
    with held_index(repo.git_dir, wait_seconds=0):
        refused = subprocess.run(["git", "add", "new"], cwd=repo.root, capture_output=True, check=False)
        assert b"index.lock': File exists" in refused.stderr
    git(repo.root, "add", "new")


def test_only_a_published_copy_changes_the_index(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    before = (repo.git_dir / "index").read_bytes()
    for wanted in (before, b"changed"):
        with held_index(repo.git_dir, wait_seconds=0) as copy:
            copy.write_bytes(b"changed")
            if wanted == b"changed":
                publish(copy)
        assert (repo.git_dir / "index").read_bytes() == wanted
        assert [p.name for p in repo.git_dir.glob("index*")] == ["index"]


def test_a_foreign_lock_is_waited_for(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    lock = repo.git_dir / "index.lock"
    lock.write_text("")
    threading.Timer(0.1, lock.unlink).start()
    started = time.monotonic()
    with held_index(repo.git_dir, wait_seconds=5):
        assert time.monotonic() - started >= 0.09


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="of git"),
        pytest.param("somebody 1 2\n", id="of another program"),
        pytest.param("bailiwick one two\n", id="damaged"),
        pytest.param(b"DIRC\xff\xfe", id="an index being written"),
    ],
)
def test_a_foreign_lock_is_never_removed(tmp_path: Path, content: str | bytes) -> None:
    repo = make_repository(tmp_path / "r")
    lock = repo.git_dir / "index.lock"
    write(repo.git_dir, {"index.lock": content})
    with pytest.raises(IndexBusyError) as busy, held_index(repo.git_dir, wait_seconds=0.05):
        pass
    assert str(busy.value) == (
        f"another git command holds {lock}; let it end, or remove the file when no git command is running"
    )
    assert lock.exists()


def test_a_lock_of_a_living_run_is_respected(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    with (
        held_index(repo.git_dir, wait_seconds=0),
        pytest.raises(IndexBusyError),
        held_index(repo.git_dir, wait_seconds=0.05),
    ):
        pass


def test_a_lock_that_a_killed_run_left_is_taken_away(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    script = (
        "import os, pathlib; from bailiwick.git.index_lock import held_index\n"
        f"with held_index(pathlib.Path({str(repo.git_dir)!r}), wait_seconds=0): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    assert (repo.git_dir / "index.lock").exists()
    assert (repo.git_dir / "index.bailiwick").exists()
    with held_index(repo.git_dir, wait_seconds=0):
        pass
    assert [p.name for p in repo.git_dir.glob("index*")] == ["index"]


def test_a_process_that_was_given_the_number_of_a_dead_one_does_not_count(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    (repo.git_dir / "index.lock").write_text(f"bailiwick {os.getpid()} another-start\n")
    with held_index(repo.git_dir, wait_seconds=0):
        pass
