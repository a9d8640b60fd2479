from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.git.landed import LandedCommit, newest

from tests.support.repositories import commit, git, head, make_repository

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.git.repository import Repository

TASK = "Bailiwick-Task"


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "shop")


def land(repo: Repository, *trailers: str, summary: str = "Done.") -> str:
    return commit(repo.root, {}, "\n".join(("feat: land", "", summary, "", *trailers)))


def test_the_newest_landing_with_what_it_says(repo: Repository) -> None:
    land(repo, f"{TASK}: 7")
    parent = head(repo)
    found = land(repo, f"{TASK}: 7", "Bailiwick-Check: a", "Bailiwick-Check: b: c")
    land(repo, f"{TASK}: 8")
    trailers = {TASK: ("7",), "Bailiwick-Check": ("a", "b: c")}
    assert newest(repo, TASK, "7") == LandedCommit(found, parent, trailers)


def test_a_task_that_has_not_landed(repo: Repository) -> None:
    land(repo, f"{TASK}: 17")
    assert newest(repo, TASK, "7") is None


def test_what_a_coder_has_reported_is_no_landing(repo: Repository) -> None:
    landed = land(repo, f"{TASK}: 7")
    land(repo, f"{TASK}: 8", summary=f"Done.\n\n{TASK}: 7\nBailiwick-Tree: {'0' * 40}")
    assert newest(repo, TASK, "7") == LandedCommit(landed, git(repo.root, "rev-parse", f"{landed}^"), {TASK: ("7",)})


def test_a_landing_of_two_tasks_is_none(repo: Repository) -> None:
    land(repo, f"{TASK}: 7", f"{TASK}: 8")
    assert newest(repo, TASK, "7") is None


@pytest.mark.parametrize("task", ["PRICING-7", "a.b", "a^b", "a[b]", "a\\b", "a*b", "ä/b", "$(b)|c"])
def test_any_task(repo: Repository, task: str) -> None:
    found = land(repo, f"{TASK}: {task}")
    land(repo, f"{TASK}: aab")
    assert newest(repo, TASK, task) == LandedCommit(found, git(repo.root, "rev-parse", "HEAD~2"), {TASK: (task,)})


def test_only_history_counts(repo: Repository) -> None:
    start = head(repo)
    land(repo, f"{TASK}: 7")
    assert newest(repo, TASK, "7", start=start) is None


def test_merges_are_no_landings(repo: Repository) -> None:
    git(repo.root, "switch", "--quiet", "--create", "side")
    commit(repo.root, {"side": ""})
    git(repo.root, "switch", "--quiet", "main")
    git(repo.root, "merge", "--quiet", "--no-ff", "--message", f"merge\n\n{TASK}: 7", "side")
    assert newest(repo, TASK, "7") is None


def test_a_clone_without_history(repo: Repository, tmp_path: Path) -> None:
    land(repo, f"{TASK}: 7")
    git(tmp_path, "clone", "--quiet", "--depth=1", repo.root.as_uri(), str(tmp_path / "clone"))
    found = newest(type(repo).open(tmp_path / "clone"), TASK, "7")
    assert found is not None
    assert found.parent == ""
