"""A map of two modules and an assignment in one of them, for tests of what coders are given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bailiwick.coders.base import Assignment
from bailiwick.domain.structure import Agent, Check, Module, Structure
from bailiwick.domain.task import Task

if TYPE_CHECKING:
    from pathlib import Path

STRUCTURE = Structure(
    project="corner_shop",
    modules={
        "catalog": Module("catalog", ("modules/catalog",), ("catalog_coder",)),
        "pricing": Module(
            "pricing",
            ("modules/pricing",),
            ("pricing_coder", "pricing_tester"),
            depends_on=("catalog",),
            checks={"tests": Check(("pytest", "-q"))},
        ),
    },
    agents={
        "catalog_coder": Agent("catalog_coder"),
        "pricing_coder": Agent("pricing_coder", deny=("tests/**",)),
        "pricing_tester": Agent("pricing_tester", write=("tests/**",)),
    },
)
TASK = Task(7, "Percentage discounts", "pricing_coder", "in_progress", "Add discounts.", module="pricing")


def assign(workspace: Path, *, task: Task = TASK, structure: Structure = STRUCTURE, **agent: object) -> Assignment:
    """Assign a task to its agent; further keywords change fields of the agent."""
    return Assignment(
        task=task,
        agent=replace(structure.agents[task.assigned_to], **agent),  # type: ignore[arg-type]
        module=structure.modules[task.module],
        scope=structure.scope_of(task),
        workspace=workspace,
        attempt=1,
    )


def write(root: Path, path: str, text: str = "text\n") -> Path:
    """Write a file below `root`, with its directories."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")
    return file
