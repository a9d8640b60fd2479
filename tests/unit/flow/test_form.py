"""Which rules of form hold for a task: those of its convention, with the parameters that its attempt began with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bailiwick.checks.form.rules.contract_routes import Settings
from bailiwick.domain.structure import Agent, Check, Module, Structure
from bailiwick.domain.task import Task
from bailiwick.files import conventions
from bailiwick.files.structure import nothing
from bailiwick.flow.actions.form import form_of

from tests.support.repositories import commit, make_repository

if TYPE_CHECKING:
    from pathlib import Path

TASK = Task(id=1, title="Take coupons", assigned_to="coder", module="orders", status="in_progress", description="Sum.")


def test_a_later_sprint_does_not_change_what_an_attempt_is_held_to(tmp_path: Path) -> None:
    convention = conventions.named("sprint", nothing)
    assert convention
    structure = Structure(
        project="shop",
        modules={"orders": Module("orders", ("orders",), ("coder",))},
        agents={"coder": Agent("coder", convention="sprint")},
        conventions={"sprint": convention},
    )
    repo = make_repository(tmp_path / "shop", {".claude/sprint/2/specs.md": "# 2\n"})
    head = commit(tmp_path / "shop", {".claude/sprint/3/specs.md": "# 3\n"})
    found = [form_of(repo, structure, TASK, head, given) for given in ({"sprint": "2"}, None)]
    settings = [form["contract_routes"] for form in found]
    assert [one.design for one in settings if isinstance(one, Settings)] == [
        ".claude/sprint/2/api-contract.md",
        ".claude/sprint/3/api-contract.md",
    ]


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        (("pytest", "-q"), True),
        (("pytest", "tests/test_pylint_plugin.py"), True),
        (("ruff", "check", "."), False),
        (("python", "-m", "flake8"), False),
        (("sh", "-c", "cd src && pylint shop"), False),
    ],
)
def test_the_style_is_judged_by_the_modules_own_linter_where_it_has_one(
    tmp_path: Path, command: tuple[str, ...], *, asked: bool
) -> None:
    convention = conventions.named("raw_module", nothing)
    assert convention
    structure = Structure(
        project="shop",
        modules={"orders": Module("orders", ("orders",), ("coder",), checks={"one": Check(command)})},
        agents={"coder": Agent("coder", convention="raw_module")},
        conventions={"raw_module": convention},
    )
    repo = make_repository(tmp_path / "shop", {"README.md": "Shop\n"})
    assert ("pep8" in form_of(repo, structure, TASK, "HEAD", {"module": "orders"})) is asked
