from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bailiwick.git.diff import between, staged
from bailiwick.git.repository import Repository

from tests.support.repositories import commit, git, head, make_repository, write

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.git.diff import Change


def brief(changes: list[Change]) -> list[tuple[str, str, str, str]]:
    return [(c.status, c.old_mode, c.new_mode, c.path) for c in changes]


def test_between_lists_every_kind_of_change(tmp_path: Path) -> None:
    repo = make_repository(
        tmp_path / "r", {"gone": "1\n", "kept": "2\n", "mode": "3\n", "old name": "same\n", "to link": "4\n"}
    )
    old = head(repo)
    (repo.root / "gone").unlink()
    (repo.root / "mode").chmod(0o755)
    (repo.root / "old name").rename(repo.root / "new\nname")
    (repo.root / "to link").unlink()
    (repo.root / "to link").symlink_to("kept")
    new = commit(repo.root, {"kept": "changed\n"})
    assert brief(between(repo, old, new)) == [
        ("D", "100644", "000000", "gone"),
        ("M", "100644", "100644", "kept"),
        ("M", "100644", "100755", "mode"),
        ("A", "000000", "100644", "new\nname"),
        ("D", "100644", "000000", "old name"),
        ("T", "100644", "120000", "to link"),
    ]


def test_ids_are_whole(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r", {"a": "1\n"})
    old = head(repo)
    new = commit(repo.root, {"a": "2\n"})
    (change,) = between(repo, old, new)
    assert (change.old_id, change.new_id) == (
        git(repo.root, "rev-parse", f"{old}:a"),
        git(repo.root, "rev-parse", f"{new}:a"),
    )


def test_names_that_are_not_utf8_survive(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r", {"a": "1\n"})
    name = os.fsdecode(b"odd \xff\"\t'name")
    (repo.root / name).write_text("x")
    git(repo.root, "add", "--all")
    assert brief(staged(repo)) == [("A", "000000", "100644", name)]


def test_a_submodule_is_listed_even_when_configuration_hides_it(tmp_path: Path) -> None:
    inner = make_repository(tmp_path / "inner")
    repo = make_repository(tmp_path / "r", {"a": "1\n"})
    git(repo.root, "submodule", "--quiet", "add", str(inner.root), "lib")
    git(repo.root, "config", "diff.ignoreSubmodules", "all")
    git(repo.root, "config", "submodule.lib.ignore", "all")
    assert brief(staged(repo)) == [("A", "000000", "100644", ".gitmodules"), ("A", "000000", "160000", "lib")]


def test_configured_rename_detection_hides_no_deletion(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r", {"outside/a.py": "long enough to count as a rename\n"})
    git(repo.root, "config", "diff.renames", "copies")
    (repo.root / "inside").mkdir()
    git(repo.root, "mv", "outside/a.py", "inside/a.py")
    assert brief(staged(repo)) == [
        ("A", "000000", "100644", "inside/a.py"),
        ("D", "100644", "000000", "outside/a.py"),
    ]


def test_staged_sees_the_index_and_not_the_working_copy(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r", {"a": "1\n", "b": "1\n"})
    write(repo.root, {"a": "2\n", "b": "2\n", "c": "untracked\n"})
    git(repo.root, "add", "a")
    assert brief(staged(repo)) == [("M", "100644", "100644", "a")]


def test_staged_before_the_first_commit_lists_the_whole_index(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    write(tmp_path, {"a": "1\n"})
    git(tmp_path, "add", "a")
    assert brief(staged(Repository.open(tmp_path))) == [("A", "000000", "100644", "a")]


def test_staged_while_a_merge_is_concluded_lists_what_it_brings(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r", {"a": "1\n"})
    git(repo.root, "switch", "--quiet", "-c", "side")
    commit(repo.root, {"b": "1\n"})
    git(repo.root, "switch", "--quiet", "main")
    commit(repo.root, {"a": "2\n"})
    git(repo.root, "merge", "--quiet", "--no-commit", "side")
    assert brief(staged(repo)) == [("A", "000000", "100644", "b")]


def test_staged_in_a_linked_worktree_sees_that_index(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r", {"a": "1\n"})
    git(repo.root, "worktree", "add", "--quiet", "../linked", "-b", "side")
    write(tmp_path / "linked", {"b": "1\n"})
    git(tmp_path / "linked", "add", "b")
    assert brief(staged(Repository.open(tmp_path / "linked"))) == [("A", "000000", "100644", "b")]
    assert staged(repo) == []
