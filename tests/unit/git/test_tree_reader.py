"""One commit read by path and glob: regular files alone, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.git.tree_reader import TreeReader

from tests.support.repositories import commit, git, make_repository

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"a/b/one.py": "1\n", "a/two.py": "1\n", "a/three.txt": "3\n", "10/x": "", "9/x": "", "top.py": "t\n"}


def test_files_are_found_by_glob_and_read_as_committed(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "repo", FILES)
    (tmp_path / "repo/a/link.py").symlink_to("two.py")
    head = commit(tmp_path / "repo", {})
    (tmp_path / "repo/a/two.py").write_text("changed since\n")
    tree = TreeReader(repo, head)

    assert tree.paths("a/**") == ["a/b/one.py", "a/three.txt", "a/two.py"]
    assert tree.paths("a/*.py") == ["a/two.py"]
    assert tree.paths("**/*.py") == ["a/b/one.py", "a/two.py", "top.py"]
    assert tree.paths("top.py") == ["top.py"]
    assert (tree.text("a/two.py"), tree.text("a/link.py"), tree.text("gone")) == ("1\n", None, None)
    blob = tree.read("a/two.py")
    assert blob
    assert blob.id == git(tmp_path / "repo", "rev-parse", "HEAD:a/two.py")


def test_many_are_fetched_at_once_also_where_two_hold_the_same(tmp_path: Path) -> None:
    tree = TreeReader(make_repository(tmp_path / "repo", FILES), "HEAD")
    tree.fetch(["a/two.py", "a/b/one.py", "gone", "top.py"])
    assert [tree.text(path) for path in ("a/two.py", "a/b/one.py", "top.py", "gone")] == ["1\n", "1\n", "t\n", None]


def test_directories_are_those_directly_in_one(tmp_path: Path) -> None:
    tree = TreeReader(make_repository(tmp_path / "repo", {"s/9/x": "", "s/10/x/y": "", "s/file": ""}), "HEAD")
    assert tree.directories("s") == ["10", "9"]
    assert tree.directories("none") == []
