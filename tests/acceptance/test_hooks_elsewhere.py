"""Another repository takes the hooks from this one, as `.pre-commit-hooks.yaml` offers them."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support.project import BIN, REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """\
default_install_hook_types: [pre-commit, commit-msg, pre-merge-commit]
repos:
  - repo: {source}
    rev: {commit}
    hooks:
      - id: bailiwick-scope
      - id: bailiwick-task-list
      - id: bailiwick-commit-message
"""


@pytest.mark.slow
def test_another_repository_takes_the_hooks_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("PIP_NO_COMPILE", "1")  # most of what is installed is never imported
    root = tmp_path / "other"
    shutil.copytree(REPOSITORY / "shared", root / "shared", ignore=shutil.ignore_patterns("turns", ".*"))
    for module in ("catalog", "pricing", "checkout"):
        (root / "modules" / module).mkdir(parents=True)
        (root / "modules" / module / "keep.txt").touch()
    (root / "shared/task_list.json").write_text('{"tasks": []}\n')
    commit = _run("git", "rev-parse", "HEAD", cwd=REPOSITORY).stdout.strip()
    (root / ".pre-commit-config.yaml").write_text(CONFIG.format(source=REPOSITORY, commit=commit))
    _run("git", "init", "--quiet", cwd=root)
    _run(str(BIN / "pre-commit"), "install", cwd=root)

    start = _commit(root, "Start")
    assert start.returncode == 0, start.stdout + start.stderr
    entry = '{"id": 1, "title": "T", "assigned_to": "nobody", "status": "done", "blocked_by": [], "description": "D"}'
    (root / "shared/task_list.json").write_text(f'{{"tasks": [{entry}]}}\n')
    refused = _commit(root, "Claim it is done")

    assert refused.returncode == 1
    assert "$.tasks[0].assigned_to: " in refused.stdout + refused.stderr


def _commit(root: Path, message: str) -> subprocess.CompletedProcess[str]:
    _run("git", "add", "--all", cwd=root)
    command = ["git", "commit", "--quiet", "--message", message]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def _run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
