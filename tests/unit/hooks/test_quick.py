from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from bailiwick.git import quick

from tests.support.hooked import PROJECT, STRUCTURE, Worktree, dump

if TYPE_CHECKING:
    from pathlib import Path

LIGHT = "import sys, bailiwick.hooks.scope, bailiwick.hooks.task_list, bailiwick.hooks.commit_message"
HEAVY = {"dataclasses", "enum", "json", "jsonschema", "pathlib", "re", "subprocess", "typing"}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Worktree:
    """A repository with one commit, as the current directory."""
    monkeypatch.chdir(tmp_path)
    tree = Worktree(tmp_path)
    tree.must("init", "-q")
    tree.stage("shared/task_list.json", "[]\n")
    tree.must("commit", "-qm", "start")
    return tree


def test_index_is_compared_with_head_at_the_named_paths(tree: Worktree) -> None:
    tree.stage("other.py")
    assert quick.is_as_in_head("shared/task_list.json")
    tree.stage("shared/task_list.json", "[ ]\n")
    assert not quick.is_as_in_head("shared/task_list.json")


def test_working_copy_is_not_looked_at(tree: Worktree) -> None:
    tree.write("shared/task_list.json", "[1]\n")
    assert quick.is_as_in_head("shared/task_list.json")


def test_deletion_is_a_difference(tree: Worktree) -> None:
    tree.must("rm", "-q", "shared/task_list.json")
    assert not quick.is_as_in_head("shared/task_list.json")


def test_paths_are_no_patterns(tree: Worktree) -> None:
    tree.stage("ab.py")
    assert quick.is_as_in_head("*.py")


def test_index_given_to_the_hook_is_the_one_that_counts(tree: Worktree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.stage("shared/task_list.json", "[ ]\n")
    monkeypatch.setenv("GIT_INDEX_FILE", str(tree.root / "other-index"))
    tree.must("read-tree", "HEAD")
    assert quick.is_as_in_head("shared/task_list.json")


def test_replaced_objects_are_not_believed(tree: Worktree) -> None:
    before = tree.head()
    tree.stage("shared/task_list.json", "[ ]\n")
    tree.must("commit", "-qm", "changed")
    tree.must("replace", before, tree.head())
    tree.must("update-ref", "refs/heads/main", before)
    assert not quick.is_as_in_head("shared/task_list.json")


def test_head_goes_before_the_index(tree: Worktree) -> None:
    tree.stage("shared/task_list.json", "[ ]\n")
    assert quick.as_committed("shared/task_list.json") == b"[]\n"
    assert quick.blob(":shared/task_list.json") == b"[ ]\n"


def test_index_counts_before_the_first_commit_alone(tree: Worktree) -> None:
    tree.stage("new.txt", "new\n")
    assert quick.as_committed("new.txt") is None
    tree.must("checkout", "-q", "--orphan", "fresh")
    assert quick.as_committed("new.txt") == b"new\n"


def test_large_content_comes_whole(tree: Worktree) -> None:
    text = "x" * 3_000_000
    tree.stage("large.txt", text)
    assert quick.blob(":large.txt") == text.encode()


@pytest.mark.parametrize("environ", [{}, {"GIT_DIR": ".git"}], ids=["by .git", "by GIT_DIR"])
def test_binding_is_found(tree: Worktree, environ: dict[str, str]) -> None:
    assert not quick.is_bound(environ)
    tree.act_as("pricing_coder")
    assert quick.is_bound(environ)


def test_binding_of_a_linked_worktree_is_its_own(tree: Worktree, monkeypatch: pytest.MonkeyPatch) -> None:
    linked = Worktree(tree.root / "linked")
    tree.must("worktree", "add", "-q", str(linked.root))
    linked.act_as("pricing_coder")
    assert not quick.is_bound({})
    monkeypatch.chdir(linked.root)
    assert quick.is_bound({})


def test_outside_a_repository_nobody_is_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert not quick.is_bound({})


def test_hooks_import_next_to_nothing_before_they_know_of_work() -> None:
    command = (sys.executable, "-I", "-S", "-c", f"{LIGHT}; print(*sys.modules)")
    script = command[-1].replace("import sys,", f"import sys; sys.path.insert(0, {str(PROJECT / 'scripts')!r}); import")
    loaded = subprocess.run((*command[:-1], script), capture_output=True, text=True, check=True).stdout.split()
    assert HEAVY.isdisjoint(loaded)


@pytest.mark.parametrize("agent", ["", "pricing_coder"], ids=["person", "agent"])
@pytest.mark.parametrize("hook", ["check_scope.py", "check_task_list.py", "check_commit_message.py MESSAGE"])
def test_common_way_stays_inside_the_standard_library(tree: Worktree, hook: str, agent: str) -> None:
    tree.stage("shared/project_structure.json", dump(STRUCTURE))
    tree.must("commit", "-qm", "map")
    tree.stage("modules/pricing/new.py")
    tree.write("MESSAGE", "feat(pricing): add discounts\n")
    script, *arguments = hook.split()
    command = (sys.executable, "-I", "-S", "-X", "importtime", str(PROJECT / "scripts" / script), *arguments)
    done = subprocess.run(
        command, env=os.environ | {"BAILIWICK_AGENT": agent}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert imported - sys.stdlib_module_names <= {"imported package", "bailiwick", "check_interpreter", "org"}
    if not agent:
        assert {"dataclasses", "subprocess", "typing"}.isdisjoint(imported)
