"""`scripts/check_interpreter.py`, run the way the hooks run it."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.hooked import PROJECT, Worktree

if TYPE_CHECKING:
    from pathlib import Path

SCRIPTS = sorted((PROJECT / "scripts").glob("check_*.py"))
MAKE_INSTALL = "run `make install`, which builds an environment for the hooks\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Worktree:
    """A repository that is the current directory."""
    monkeypatch.chdir(tmp_path)
    tree = Worktree(tmp_path)
    tree.must("init", "-q")
    return tree


def run(tree: Worktree, call: str) -> subprocess.CompletedProcess[str]:
    """Run a hook that makes this call and then says which interpreter came through."""
    lines = (
        "import sys",
        f"sys.path.insert(0, {str(PROJECT / 'scripts')!r})",
        "import check_interpreter",
        f"check_interpreter.{call}",
        "print('went on with', sys.executable, *sys.argv[1:])",
    )
    tree.write("hook.py", "\n".join(lines))
    command = (sys.executable, "-I", "-S", "hook.py", "--flag")
    return subprocess.run(command, capture_output=True, text=True, check=False)


def fake_python(path: Path) -> Path:
    """An executable that says how it was called."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('#!/bin/sh\necho "started $0 $@"\n')
    path.chmod(0o755)
    return path


def test_new_enough_python_goes_on(tree: Worktree) -> None:
    assert run(tree, "require_version()").stdout == f"went on with {sys.executable} --flag\n"


def test_old_python_is_replaced_by_the_recorded_one(tree: Worktree) -> None:
    python = fake_python(tree.root / "a b/python")
    tree.must("config", "bailiwick.python", str(python))
    assert run(tree, "require_version((99, 0))").stdout == f"started {python} -I hook.py --flag\n"


def test_environment_beside_the_main_worktree_is_the_next_choice(
    tree: Worktree, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = fake_python(tree.root / ".venv/bin/python")
    tree.must("commit", "-q", "--allow-empty", "-m", "start")
    tree.must("config", "bailiwick.python", str(tree.root / "gone"))
    linked = Worktree(tree.root / "linked")
    tree.must("worktree", "add", "-q", str(linked.root))
    monkeypatch.chdir(linked.root)
    assert run(linked, "require_version((99, 0))").stdout == f"started {python} -I hook.py --flag\n"


def test_missing_package_is_found_by_the_recorded_python(tree: Worktree) -> None:
    tree.must("config", "bailiwick.python", sys.executable)
    done = run(tree, "require_package('jsonschema')")
    assert done.stdout == f"went on with {sys.executable} --flag\n"


def test_package_that_nobody_has_is_a_clear_error_and_no_loop(tree: Worktree) -> None:
    tree.must("config", "bailiwick.python", sys.executable)
    done = run(tree, "require_package('no_such_package')")
    expected = f"bailiwick: {sys.executable} finds no package no_such_package; {MAKE_INSTALL}"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)


def test_old_python_without_another_is_a_clear_error(tree: Worktree) -> None:
    done = run(tree, "require_version((99, 0))")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    expected = f"bailiwick: Python {version} is older than 99.0; {MAKE_INSTALL}"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_can_be_read_by_old_pythons(script: Path) -> None:
    text = script.read_text()
    ast.parse(text, feature_version=(3, 6))
    assert "\nfrom __future__" not in text
