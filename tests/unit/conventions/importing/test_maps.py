"""The map that is proposed: agents and reviewers that the tasks name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.imports import MAP, lay_out, plan_of

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.conventions.importing.plan import Plan

TASK = {"id": 1, "title": "One", "assigned_to": "python_coder", "status": "todo", "blocked_by": []}
REVIEWED = {
    **TASK,
    "assigned_to": ["security-reviewer", "python-coder", "backend-reviewer"],
    "review_notes": {"web_reviewer": "cents", "Ann": "yes"},
    "reviewer": "backend-reviewer",
}
REVIEWERS = ["web_reviewer", "backend_reviewer", "security_reviewer"]


def proposed(plan: Plan) -> dict[str, Any]:
    assert plan.proposed is not None
    read: dict[str, Any] = json.loads(plan.proposed.text)
    return read


def reviewers(plan: Plan) -> dict[str, list[str]]:
    return {name: sorted(module.get("reviewers", [])) for name, module in proposed(plan)["modules"].items()}


def structure(**more: Any) -> dict[str, Any]:
    web = {"path": "web", "agent": "web_coder", "checks": {}, **more}
    whole: dict[str, Any] = json.loads(json.dumps(MAP))
    whole["modules"]["web"] = web
    whole["agents"]["web_coder"] = {"role": "coder"}
    return whole


def test_reviewers_of_a_coder_review_its_modules(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop", structure=structure())
    plan = plan_of(root, "old.json", json.dumps([REVIEWED]))
    assert plan.proposed is not None
    assert plan.proposed.file == "shared/project_structure.proposed.json"
    assert reviewers(plan) == {"pricing": sorted(REVIEWERS), "web": []}
    roles = {name: agent["role"] for name, agent in proposed(plan)["agents"].items()}
    assert roles == {"python_coder": "coder", "web_coder": "coder", **dict.fromkeys(REVIEWERS, "reviewer")}
    assert [f.path for f in plan.findings if "proposed, because tasks name them" in f.message] == [
        "$.modules.pricing.reviewers"
    ]


def test_the_module_of_a_task_counts_before_its_agent(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop", structure=structure())
    plan = plan_of(root, "old.json", json.dumps([{**TASK, "module": "web", "reviewer": "web-reviewer"}]))
    assert reviewers(plan) == {"pricing": [], "web": ["web_reviewer"]}


def test_reviewers_that_are_there_stay_and_nothing_else_changes(tmp_path: Path) -> None:
    there = structure(reviewers=["web_reviewer"])
    there["agents"]["web_reviewer"] = {"role": "reviewer"}
    root = lay_out(tmp_path / "shop", structure=there)
    same = plan_of(root, "old.json", json.dumps([{**TASK, "module": "web", "reviewer": "web-reviewer"}]))
    assert same.proposed is None
    more = plan_of(root, "old.json", json.dumps([{**TASK, "module": "web", "reviewer": "qa-reviewer"}]))
    there["modules"]["web"]["reviewers"] = ["web_reviewer", "qa_reviewer"]
    there["agents"]["qa_reviewer"] = {"role": "reviewer"}
    assert proposed(more) == there


def test_in_a_new_map_a_reviewer_without_a_module_is_proposed_for_each(bare: Path) -> None:
    (bare / "project_structure.json").write_text('{"api": "api", "web": "web"}')
    tasks = [{**TASK, "reviewer": "backend-reviewer"}, {**TASK, "id": 2, "module": "web", "reviewer": "ui-reviewer"}]
    plan = plan_of(bare, "old.json", json.dumps(tasks))
    assert plan.proposed is not None
    assert plan.proposed.file == "shared/project_structure.json"
    assert proposed(plan)["modules"] == {
        "api": {"path": "api", "agent": "", "reviewers": ["backend_reviewer"], "checks": {}},
        "web": {"path": "web", "agent": "", "reviewers": ["backend_reviewer", "ui_reviewer"], "checks": {}},
    }


def test_a_map_that_cannot_be_read_is_told_and_not_overwritten(bare: Path) -> None:
    (bare / "shared/project_structure.json").write_text('{"api": ')
    plan = plan_of(bare, "old.json", json.dumps([TASK]))
    assert plan.proposed is not None
    assert plan.proposed.file == "shared/project_structure.proposed.json"
    assert [f.where for f in plan.findings if "not valid JSON" in f.message] == ["shared/project_structure.json:1"]


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        pytest.param(
            {"api": "services/api", "web": "C:\\Users\\ann\\web"},
            [
                (
                    "project_structure.json  no paths below its root, and not taken: web: C:\\Users\\ann\\web "
                    "(add to the map what is a module, with paths relative to the repository)"
                )
            ],
            id="an absolute path",
        ),
        pytest.param(
            {"root": "/srv/shop", "files": ["/srv/shop/api/a.py", "../web/b.py", {"name": "c.py"}], "directories": 3},
            [
                (
                    "project_structure.json  the absolute root /srv/shop was cut off "
                    "(paths of a map are relative to the repository)"
                ),
                (
                    'project_structure.json  no paths below its root, and not taken: {"name": "c.py"}, 3, ../web/b.py '
                    "(add to the map what is a module, with paths relative to the repository)"
                ),
            ],
            id="what is no path",
        ),
        pytest.param(
            {"directories": ["api", "web", "docs"], "files": ["api/a.py"]},
            [
                (
                    "project_structure.json  it names no code in web: not proposed as modules "
                    "(add to the map what is a module)"
                )
            ],
            id="a directory without code beside one with code",
        ),
        pytest.param(
            {"web app": "web", "api": "api"},
            [
                (
                    "shared/project_structure.json $.modules  web is not proposed as a module: 'web app' can be no "
                    "name of one (add it under another name)"
                )
            ],
            id="a name with a blank",
        ),
        pytest.param(
            {"README.md": True},
            [
                (
                    "project_structure.json  it names no modules: the directories of the repository that hold code "
                    "were taken (add to the map what is a module)"
                ),
                (
                    "shared/project_structure.json $.modules  no module is proposed: neither a structure file nor "
                    "the repository holds code (name the modules and their owners)"
                ),
            ],
            id="nothing",
        ),
    ],
)
def test_what_becomes_no_module_is_told(bare: Path, value: dict[str, Any], lines: list[str]) -> None:
    (bare / "project_structure.json").write_text(json.dumps(value))
    plan = plan_of(bare, "old.json", json.dumps([TASK]))
    assert [str(f) for f in plan.findings if f.level == "warning" and "project_structure" in f.file] == lines


def test_of_a_map_that_is_there_no_modules_are_told(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "shop", structure={**MAP, "modules": {}})
    plan = plan_of(root, "old.json", json.dumps([{**TASK, "assigned_to": "web_coder"}]))
    assert list(proposed(plan)["agents"]) == ["python_coder", "web_coder"]
    assert [str(f) for f in plan.findings if f.level == "warning"] == []
