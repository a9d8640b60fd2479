from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.git.merge import Merged, merge, taken_back, unresolved

from tests.support.repositories import commit, git, head, make_repository, show

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.git.repository import Repository


def branch(repo: Repository, name: str, files: dict[str, str]) -> tuple[str, str]:
    """A commit on a branch of its own: id and tree; main stays checked out."""
    git(repo.root, "switch", "--quiet", "-c", name)
    made = commit(repo.root, files)
    git(repo.root, "switch", "--quiet", "main")
    return made, git(repo.root, "rev-parse", f"{made}^{{tree}}")


def test_a_target_that_has_not_moved_takes_the_candidates_tree_and_no_process(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    base = head(repo)
    candidate, tree = branch(repo, "side", {"a": "1\n"})
    (repo.git_dir / "HEAD").unlink()  # git could not run here
    assert merge(repo, target=base, candidate=candidate, base=base, tree=tree) == Merged(tree)


def test_a_target_that_has_moved_is_merged_without_touching_the_checkout(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    base = head(repo)
    candidate, tree = branch(repo, "side", {"modules/pricing/pricing/price.py": "PRICE = 9\n"})
    target = commit(repo.root, {"README.md": "moved\n"})
    merged = merge(repo, target=target, candidate=candidate, base=base, tree=tree)
    assert merged.conflicts == ()
    assert show(repo.root, f"{merged.tree}:modules/pricing/pricing/price.py") == "PRICE = 9\n"
    assert show(repo.root, f"{merged.tree}:README.md") == "moved\n"
    assert head(repo) == target


def test_conflicts_name_their_paths(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r", {"odd\nname": "1\n", "b": "1\n", "c": "1\n"})
    base = head(repo)
    candidate, tree = branch(repo, "side", {"odd\nname": "side\n", "b": "side\n", "c": "1\n2\n"})
    target = commit(repo.root, {"odd\nname": "main\n", "b": "main\n"})
    merged = merge(repo, target=target, candidate=candidate, base=base, tree=tree)
    assert merged.conflicts == ("b", "odd\nname")


def test_a_branch_that_was_rewritten_is_merged_from_the_recorded_base(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r", {"a": "1\n", "b": "1\n"})
    start = head(repo)
    base = commit(repo.root, {"b": "dropped later\n"})
    candidate, tree = branch(repo, "side", {"a": "side\n"})
    git(repo.root, "reset", "--quiet", "--hard", start)
    target = commit(repo.root, {"c": "new\n"})
    merged = merge(repo, target=target, candidate=candidate, base=base, tree=tree)
    assert merged.conflicts == ()
    assert [show(repo.root, f"{merged.tree}:{name}") for name in "abc"] == ["side\n", "1\n", "new\n"]


def test_files_in_which_the_markers_of_a_merge_are_left_are_found(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    base = head(repo)
    mine = {"a": "mine\n", "modules/pricing/pricing/price.py": "PRICE = 9\n"}
    candidate, tree = branch(repo, "side", mine)
    target = commit(repo.root, {"a": "theirs\n", "docs": "<<<<<<< HEAD\n=======\n>>>>>>> side\n"})
    merged = merge(repo, target=target, candidate=candidate, base=base, tree=tree)
    assert merged.conflicts == ("a",)
    assert unresolved(repo, target, merged.tree) == ("a",)
    resolved = commit(repo.root, mine | {"a": "mine\ntheirs\n"})
    assert unresolved(repo, target, resolved) == ()


def test_paths_are_taken_back_to_what_the_target_has(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "r")
    target = head(repo)
    changed, _ = branch(repo, "side", {"README.md": "changed\n", "new/file": "new\n", "kept": "kept\n"})
    tree = taken_back(repo, changed, {"README.md", "new/file"}, target)
    assert show(repo.root, f"{tree}:README.md") == "read me\n"
    assert git(repo.root, "diff-tree", "-r", "--name-only", target, tree) == "kept"
