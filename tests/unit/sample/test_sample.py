"""Is the sample whole: a script for every task, tests that pass, and only one try to leave a module?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
TURNS = ROOT / "shared/turns"
STRUCTURE = json.loads((ROOT / "shared/project_structure.json").read_text())
TASKS = json.loads((ROOT / "shared/task_list.json").read_text())["tasks"]
MODULES = {str(task["id"]): task["module"] for task in TASKS}
EDITOR = "str_replace_based_edit_tool"
ASKING, REQUESTED = "6", "10"


def calls(key: str) -> list[dict[str, Any]]:
    """Every tool call in the script of a task, over all its attempts."""
    attempts = json.loads((TURNS / f"{key}.json").read_text())["attempts"]
    blocks = [block for attempt in attempts for turn in attempt["turns"] for block in turn["content"]]
    return [block for block in blocks if block["type"] == "tool_use"]


def inputs(key: str, tool: str) -> list[dict[str, Any]]:
    return [call["input"] for call in calls(key) if call["name"] == tool]


def writes_outside(key: str, module: str) -> list[str]:
    root = STRUCTURE["modules"][module]["path"]
    written = [edit["path"] for edit in inputs(key, EDITOR) if edit["command"] != "view"]
    return [path for path in written if not path.startswith(f"{root}/")]


def test_every_task_has_a_script_and_every_script_a_task() -> None:
    assert {path.stem for path in TURNS.glob("*.json")} == {*MODULES, REQUESTED}


def test_the_requested_task_gets_the_next_id() -> None:
    listed = [task["id"] for task in TASKS if str(task["id"]) != REQUESTED]  # after a run it is in the list

    assert int(REQUESTED) == max(listed) + 1


def test_only_the_asking_task_tries_to_leave_its_module() -> None:
    (change,) = inputs(ASKING, "request_change")
    scripts = {**MODULES, REQUESTED: change["module"]}

    outside = {key: paths for key, module in scripts.items() if (paths := writes_outside(key, module))}

    assert outside == {ASKING: ["modules/pricing/pricing/vat.py"]}


@pytest.mark.parametrize("module", STRUCTURE["modules"])
def test_the_tests_of_a_module_pass(module: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "modules", tmp_path / "modules", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    command = [sys.executable, "-m", *STRUCTURE["modules"][module]["checks"]["tests"]]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}

    ended = subprocess.run(
        command, cwd=tmp_path / "modules" / module, env=own, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
