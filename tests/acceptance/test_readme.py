"""The README names what there is, and what it names can be run."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.support.project import REPOSITORY, Project, make_project

if TYPE_CHECKING:
    from pathlib import Path

README = (REPOSITORY / "README.md").read_text()
COMMANDS = sorted(set(re.findall(r"`invoke ([a-z-]+)", README)))


def test_every_command_is_named_and_every_named_command_exists(project: Project) -> None:
    listed = json.loads(project.invoke("--list", "--list-format=json").out)

    assert sorted(task["name"] for task in listed["tasks"]) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = Project(REPOSITORY).invoke("--help", command)

    assert done.code == 0
    assert "Docstring:" in done.out
    assert "none" not in done.out.splitlines()[3]


@pytest.fixture
def whole(tmp_path: Path) -> Project:
    """A fresh clone with the engine in it."""
    return make_project(tmp_path / "whole", whole=True)


def test_invoke_test_runs_what_it_is_given(whole: Project) -> None:
    done = whole.invoke("test", "--only", "tests/unit/domain/test_glob.py")

    assert done.code == 0, done.out
    assert " passed" in done.out


@pytest.mark.slow
def test_invoke_lint_finds_nothing() -> None:
    done = Project(REPOSITORY).invoke("lint", timeout=280)

    assert done.code == 0, done.out
    assert "Contracts: 4 kept, 0 broken." in done.out


@pytest.mark.slow
def test_invoke_bench_prints_a_table_and_writes_json(whole: Project) -> None:
    done = whole.invoke("bench", "--only", "start", BENCH_ROUNDS="1")

    assert done.code == 0, done.out
    assert "first task under way" in done.out
    figures = json.loads((whole.root / "scripts/bench/results/start.json").read_text())["figures"]
    assert figures["invoke --list"]["median_seconds"] > 0


def test_every_flag_of_run_tasks_is_named(project: Project) -> None:
    flags = re.findall(r"--[a-z-]+", project.invoke("--help", "run-tasks").out)

    row = next(line for line in README.splitlines() if line.startswith("| `invoke run-tasks`"))
    assert set(flags) - {"--core-opts", "--options"} == set(re.findall(r"--[a-z-]+", row))


def test_every_hook_and_status_is_named() -> None:
    config = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text())
    schema = json.loads((REPOSITORY / "shared/schemas/task_list.schema.json").read_text())
    hooks = [hook["id"] for repo in config["repos"] for hook in repo["hooks"]]

    assert [name for name in hooks if f"`{name}`" not in README] == []
    statuses = re.findall(r'"(not_started|in_progress|blocked|review_feedback|done)"', json.dumps(schema))
    assert [name for name in set(statuses) if f"| `{name}` |" not in README] == []


def test_every_make_target_of_the_readme_is_in_the_makefile() -> None:
    makefile = (REPOSITORY / "Makefile").read_text()
    named = set(re.findall(r"^make ([a-z]+)", README, re.MULTILINE))

    assert named == {"run", "test", "lint", "bench"}
    assert [target for target in named if f"\n{target}:" not in makefile] == []


def test_every_link_of_readme_and_docs_leads_somewhere() -> None:
    pages = [REPOSITORY / "README.md", *(REPOSITORY / "docs").glob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text())]
    paths = [
        (page, path)
        for page in pages
        for path in re.findall(r"`((?:tests|scripts|docs|shared)/[\w./-]+)`", page.read_text())
    ]

    assert [link for page, link in links if not (page.parent / link).exists()] == []
    made = (
        "scripts/bench/results/",
        "shared/turns/",
        "shared/prices.json",
        "shared/conventions/",
        "shared/reviews/",
        "shared/e2e",
        "shared/push_log.md",
    )
    named = [path for _, path in paths if ".proposed." not in path and path != "docs/examples/NAME"]
    assert [path for path in named if not (REPOSITORY / path).exists() and not path.startswith(made)] == []


def test_status_show_and_check_answer_before_and_after_a_run(project: Project) -> None:
    project.keep_tasks("1", "4")

    before = project.invoke("status")
    assert (before.code, before.out.splitlines()[0]) == (0, "corner_shop: 2 tasks: 2 not_started")
    assert project.invoke("check").out == "no violations\n"
    project.invoke("run-tasks", "--task", "1")

    shown = project.invoke("show", "--task", "1")
    assert shown.code == 0
    assert "attempt 1 landed" in shown.out
    assert "catalog:tests" in shown.out
    assert "str_replace_based_edit_tool" in shown.out
    assert "diff --git" in shown.out
    data = json.loads(project.invoke("show", "--task", "1", "--json").out)
    assert data["attempts"][0]["state"] == "landed"
    tasks = json.loads(project.invoke("status", "--json").out)["tasks"]
    assert {task["task"]: task["status"] for task in tasks} == {1: "done", 4: "not_started"}
    assert project.invoke("show", "--task", "44").code == 2
