"""`.pre-commit-hooks.yaml` offers what `.pre-commit-config.yaml` uses, and its commands work in any repository."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.support.hooked import BIN, PROJECT, TOOLS, Worktree, create

if TYPE_CHECKING:
    from pathlib import Path

OFFERED: list[dict[str, Any]] = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())
CONFIG: dict[str, Any] = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text())
USED: list[dict[str, Any]] = CONFIG["repos"][0]["hooks"]
PLACE = {"entry", "language", "description"}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    ("command", "file"),
    [("validate-config", ".pre-commit-config.yaml"), ("validate-manifest", ".pre-commit-hooks.yaml")],
)
def test_both_tools_accept_both_files(tool: str, command: str, file: str) -> None:
    done = subprocess.run((str(BIN / tool), command, str(PROJECT / file)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_same_hooks_are_offered_as_are_used() -> None:
    offered, used = ([{k: v for k, v in hook.items() if k not in PLACE} for hook in hooks] for hooks in (OFFERED, USED))
    assert offered == used


def test_every_stage_of_a_hook_is_installed() -> None:
    stages = {stage for hook in USED for stage in hook["stages"]} - {"manual"}
    assert stages == set(CONFIG["default_install_hook_types"])


@pytest.fixture
def shop(tmp_path: Path) -> Worktree:
    """A repository with a directory that would stand in for the package, and a change of catalog staged."""
    shop = create(tmp_path / "shop")
    shop.write("bailiwick/__init__.py", "raise SystemExit('taken from the repository')\n")
    shop.stage("modules/catalog/new.py")
    shop.stage_task(2, status="done")
    shop.write("MESSAGE", "wip\n")
    return shop


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        ("bailiwick-scope", "modules/catalog/new.py: outside the scope of pricing_coder"),
        ("bailiwick-task-list", "task 2: not_started -> done by human is not allowed"),
        ("bailiwick-commit-message", 'MESSAGE: the word "wip" is banned'),
    ],
)
def test_offered_commands_judge_the_repository_they_run_in(shop: Worktree, hook: str, expected: str) -> None:
    entry = next(offer["entry"] for offer in OFFERED if offer["id"] == hook).split()
    message = ["MESSAGE"] if hook == "bailiwick-commit-message" else []
    environ = os.environ | {"BAILIWICK_AGENT": "pricing_coder"}
    command = [sys.executable, *entry[1:], *message]
    done = subprocess.run(command, cwd=shop.root, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert expected in done.stdout
