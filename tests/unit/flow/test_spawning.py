"""Rounds of a team that calls its sprints otherwise: parameter, directory and documents are as its convention says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from bailiwick.domain.structure import Agent, Module, Structure
from bailiwick.files import conventions
from bailiwick.flow.actions import spawning
from bailiwick.flow.actions.answered import contract_owner
from bailiwick.flow.attempt import Order

from tests.support.contexts import make_context
from tests.support.repositories import make_repository

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.flow.context import Context

PARAMS = {"cycle": "3", "slug": "architect"}
ORDER = Order("1", 1, "", 1)


def in_cycles() -> str:
    """The text of a copy of `sprint`."""
    text = (conventions.SHIPPED / "sprint.json").read_text().replace(".claude/sprint", "cycles")
    copy = json.loads(text.replace("{sprint}", "{cycle}").replace("specs.md", "wishes.md"))
    copy["name"] = "in_cycles"
    copy["params"]["cycle"] = copy["params"].pop("sprint")
    copy["roles"]["architect"]["report"]["sprint"] = "cycle"
    copy["roles"]["drawer"] = copy["roles"].pop("architect")
    return json.dumps(copy)


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """A run in a repository whose tests are wished for, with the code of the third cycle done."""
    common = {"status": "done", "blocked_by": [], "description": ""}
    plan = {"id": 1, "title": "Plan", "assigned_to": "drawer", "module": "cycles", "params": {"cycle": "3"}} | common
    work = {"id": 2, "title": "Work", "assigned_to": "dev", "module": "api", "params": {"cycle": "3"}} | common
    later = work | {"id": 3, "status": "not_started", "params": {"cycle": "4"}}
    listed = json.dumps({"tasks": [plan, work, later]})
    repo = make_repository(
        tmp_path / "r", {"shared/task_list.json": listed, "cycles/3/wishes.md": "## Testing\n\n- QA: required\n"}
    )
    own = conventions.named("in_cycles", lambda _: in_cycles())
    assert own
    structure = Structure(
        "shop",
        {"cycles": Module("cycles", ("cycles",), ("drawer",)), "api": Module("api", ("api",), ("dev",))},
        {"drawer": Agent("drawer", role="drawer", convention="in_cycles"), "dev": Agent("dev", convention="in_cycles")},
        conventions={"in_cycles": own},
    )
    return make_context(repo, structure)


def test_a_sprint_does_not_end_without_the_tests_that_its_own_document_asks_for(context: Context) -> None:
    report = {"text": "FINALIZE\nPhase 5 complete. Sprint 3 is finalized.\n", "blocks": True}
    assert spawning.problems(context, ORDER, PARAMS, report) == [
        "QA is required, and there is no report of it for round 1"
    ]


def test_what_is_asked_for_is_of_the_same_sprint(context: Context) -> None:
    report = {"text": "## SPAWN REQUEST\n- dev: Take coupons\n", "blocks": True}
    (patch,) = spawning.patches(context, ORDER, PARAMS, report)
    made = json.loads(patch.change((context.root / "shared/task_list.json").read_text()))["tasks"][3:]
    assert [task["params"] for task in made] == [{"cycle": "3", "iteration": "2"}, {"cycle": "3"}]


def test_who_asks_for_others_is_asked_about_a_contract_that_nobody_may_write(context: Context) -> None:
    assert contract_owner(context.structure, "elsewhere/contract.md", "dev") == ("drawer", "cycles")
