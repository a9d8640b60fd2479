from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.coders.tools import Toolbox

from tests.support.coding import STRUCTURE, assign

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.coders.base import ToolResult

SCOPE = "outside the scope of pricing_coder in pricing (modules/pricing/**)"


def create(workspace: Path, path: str) -> ToolResult:
    box = Toolbox(assign(workspace), STRUCTURE)
    return box.run("str_replace_based_edit_tool", "toolu_1", {"command": "create", "path": path, "file_text": "x"})


@pytest.mark.parametrize(
    ("path", "rule", "owner", "step"),
    [
        (
            "modules/catalog/items.py",
            SCOPE,
            "catalog_coder (catalog)",
            'call request_change with module "catalog" and say what you need there.',
        ),
        (
            "modules/pricing/tests/test_a.py",
            "denied by modules/pricing/tests/**",
            "pricing_tester (pricing)",
            'call request_change with module "pricing" and say what you need there.',
        ),
        (
            "README.md",
            SCOPE,
            "no coder",
            "leave it, or call ask where the task cannot be done without it.",
        ),
        (
            "shared/task_list.json",
            SCOPE,
            "the engine",
            "leave it: the engine keeps the shared files, and the status of your task, by itself.",
        ),
        ("shared/plan.md", SCOPE, "the engine", "call publish_contract; the engine writes the file for you."),
        ("shared/learnings.md", SCOPE, "the engine", "call record_learning; the engine writes the file for you."),
        (
            "shared/api/pricing/openapi.json",
            "it is written by the engine's own tool",
            "the engine",
            "call publish_contract; the engine writes the file for you.",
        ),
        (
            "modules/pricing/conftest.py",
            "a control file (test configuration)",
            "pricing_coder (pricing)",
            "leave it as it is, or ask who keeps the map to open it under `control_files` of pricing.",
        ),
        (
            "modules/pricing/.GIT/config",
            "a name that git reserves",
            "pricing_coder (pricing)",
            "choose another name.",
        ),
    ],
    ids=["other module", "denied", "nobody's", "task list", "plan", "learnings", "contract", "control file", "git"],
)
def test_a_refusal_names_rule_owner_and_next_step(tmp_path: Path, path: str, rule: str, owner: str, step: str) -> None:
    result = create(tmp_path, path)
    assert result.content == f"Error: {path} was not changed.\nRule: {rule}.\nOwner: {owner}.\nNext step: {step}"
    assert result.denied == f"{path}: {rule}; owner: {owner}"
    assert result.is_error
    assert list(tmp_path.iterdir()) == []


def test_a_path_in_scope_is_written(tmp_path: Path) -> None:
    assert create(tmp_path, "modules/pricing/a.py").denied == ""
    assert (tmp_path / "modules/pricing/a.py").read_text() == "x"
