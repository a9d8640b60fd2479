"""Where the state of a repository is kept, and who holds it."""

from __future__ import annotations

import shutil
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from bailiwick.errors import LockedError, RefusedError
from bailiwick.flow.state import open_state
from bailiwick.git.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


def repository(place: Path) -> Repository:
    subprocess.run(["git", "init", "--quiet", str(place)], check=True)
    return Repository.open(place)


def test_the_same_repository_finds_its_state_again(tmp_path: Path) -> None:
    repo = repository(tmp_path / "shop")

    assert open_state(repo).root == open_state(repo).root
    assert open_state(repo).root.name.startswith("shop-")


def test_first_commands_at_the_same_time_find_one_state(tmp_path: Path) -> None:
    repo, together = repository(tmp_path / "shop"), Barrier(8)

    def begin(_: int) -> Path:
        together.wait()
        return open_state(repo).root

    with ThreadPoolExecutor(8) as pool:
        for _ in range(100):
            assert len(set(pool.map(begin, range(8)))) == 1
            (repo.common_dir / "bailiwick.id").unlink()


def test_a_moved_repository_keeps_its_state_under_its_id(tmp_path: Path) -> None:
    before = open_state(repository(tmp_path / "shop")).root.name
    (tmp_path / "shop").rename(tmp_path / "store")

    after = open_state(Repository.open(tmp_path / "store")).root.name

    assert after.rpartition("-")[2] == before.rpartition("-")[2]


def test_a_copy_and_a_new_repository_at_an_old_place_get_states_of_their_own(tmp_path: Path) -> None:
    first = open_state(repository(tmp_path / "shop")).root
    shutil.copytree(tmp_path / "shop", tmp_path / "copy")
    copy = open_state(Repository.open(tmp_path / "copy")).root
    shutil.rmtree(tmp_path / "shop")
    fresh = open_state(repository(tmp_path / "shop")).root

    assert len({root.name.rpartition("-")[2] for root in (first, copy, fresh)}) == 3


def test_a_second_holder_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    import os

    state = open_state(repository(tmp_path / "shop"))

    with (
        state.held(),
        pytest.raises(LockedError, match=rf"another run .* \(process {os.getpid()}, since "),
        state.held(),
    ):
        pass
    assert not state.is_held()


def test_the_state_is_not_kept_inside_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = repository(tmp_path / "shop")
    monkeypatch.setenv("BAILIWICK_STATE_DIR", str(tmp_path / "shop/state"))

    with pytest.raises(RefusedError, match="lies inside the repository"):
        open_state(repo)
    assert not (tmp_path / "shop/state").exists()


def test_other_users_are_kept_out_until_their_commands_work_there(tmp_path: Path) -> None:
    state = open_state(repository(tmp_path / "shop"))
    modes = {stat.S_IMODE(place.stat().st_mode) for place in (state.workspaces, state.checks, state.built)}
    assert modes == {0o700}

    state.let_enter()
    open_state(repository(tmp_path / "shop"))

    modes = {stat.S_IMODE(place.stat().st_mode) for place in (state.workspaces, state.checks, state.built)}
    assert modes == {0o711}
    assert stat.S_IMODE(state.claims.stat().st_mode) == 0o700
