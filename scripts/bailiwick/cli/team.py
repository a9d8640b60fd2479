"""What a team does with its map, its task list and its work."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING

from bailiwick.cli.command import command
from bailiwick.errors import InputError

if TYPE_CHECKING:
    from invoke import Context


@command(
    at_once=True,
    iterable=["task", "module"],
    help={
        "task": "run only this task (repeatable)",
        "module": "run only this module's tasks (repeatable)",
        "jobs": "coders at once (default: 4, at most one per scope)",
        "coder": "auto, api or scripted (default: what the map says)",
        "budget": "most that this run may spend, in USD (default: no limit)",
        "record": "directory into which every conversation is written as scripted turns",
        "dry-run": "say what would run, in which order, and why the others would not",
        "json": "print one event per line as JSON",
    },
)
def run_tasks(
    _c: Context,
    task: list[str],
    module: list[str],
    jobs: str = "4",
    coder: str = "",
    budget: str = "0",
    record: str = "",
    dry_run: bool = False,
    json: bool = False,
) -> int:
    """Run every ready task; exit 0 when all asked-for work landed, 1 when something failed or is blocked."""
    from bailiwick.app import run as app

    options = app.RunOptions(
        tasks=tuple(task),
        modules=tuple(module),
        jobs=_whole("--jobs", jobs, least=1),
        coder=coder,
        budget_usd=_amount("--budget", budget),
        record=record,
        json=json,
    )
    return app.dry_run(options) if dry_run else app.run_tasks(options)


@command(help={"json": "print JSON"})
def status(_c: Context, json: bool = False) -> int:
    """List the tasks: status, what they wait for, attempts and cost."""
    from bailiwick.app import inspection

    return inspection.status(json=json)


@command(help={"task": "id of the task", "json": "print JSON"})
def show(_c: Context, task: str, json: bool = False) -> int:
    """Show one task: fields, attempts, evidence, diff and log."""
    from bailiwick.app import inspection

    return inspection.show(task, json=json)


@command(help={"json": "print JSON"})
def check(_c: Context, json: bool = False) -> int:
    """Check the shared files; every violation is listed, exit 2 when there is one."""
    from bailiwick.app import inspection

    return inspection.check(json=json)


@command(
    positional=["path"],
    help={
        "path": "a task list of any shape, or a directory of task-master, Backlog.md, Beads or spec-kit",
        "check": "only report what would be repaired and what is wrong",
        "dry-run": "report, show the changes, and write nothing",
        "assign-to": "agent of the tasks that name nobody",
        "prefix": "word before every id, such as shop-",
        "json": "print JSON",
    },
)
def import_tasks(
    _c: Context,
    path: str,
    check: bool = False,
    dry_run: bool = False,
    assign_to: str = "",
    prefix: str = "",
    json: bool = False,
) -> int:
    """Take over tasks of other shapes and programs, telling each repair; exit 2 where a person must decide."""
    from bailiwick.app import importing

    return importing.import_tasks(importing.ImportOptions(path, check, dry_run, assign_to, prefix, json))


@command(
    help={"task": "id of the task", "path": "where to put the worktree (default: the state directory)"},
)
def claim(_c: Context, task: str, path: str = "") -> int:
    """Take a task for yourself or an agent in your editor: makes a worktree bound to it."""
    from bailiwick.app import claims

    return claims.claim(task, path)


@command(
    help={
        "task": "id of the task (default: the worktree you stand in)",
        "subject": "commit subject (default: that of your last commit)",
        "summary": "one paragraph (default: your commit messages)",
        "report": "file with the report that the convention asks for; of `finish`, its fields as JSON",
    },
)
def submit(_c: Context, task: str = "", subject: str = "", summary: str = "", report: str = "") -> int:
    """Send a claimed task through gate, checks and landing."""
    from bailiwick.app import submission

    return submission.submit(task, subject=subject, summary=summary, report=report)


@command(help={"task": "id of the task (default: the worktree you stand in)"})
def release(_c: Context, task: str = "") -> int:
    """Give a claimed task back; the work is kept and the next attempt begins with it."""
    from bailiwick.app import claims

    return claims.release(task)


@command(
    help={
        "agent": "name of the agent",
        "module": "module, where the agent owns several",
        "nobody": "commits are a person's again",
    },
)
def act_as(_c: Context, agent: str = "", module: str = "", nobody: bool = False) -> int:
    """Judge every commit in this worktree by an agent's scope until `--nobody`."""
    from bailiwick.app import claims

    return claims.act_as(agent, module, nobody=nobody)


@command(help={"task": "id of a landed task", "json": "print JSON"})
def verify(_c: Context, task: str, json: bool = False) -> int:
    """Run the checks of a landed task again, on the tree of its commit, and compare with the recorded evidence."""
    from bailiwick.app import verification

    return verification.verify(task, json=json)


@command(
    at_once=True,
    help={
        "task": "id of a task that has landed or is claimed",
        "coder": "auto, api or scripted (default: what the map says)",
        "json": "print JSON",
    },
)
def review(_c: Context, task: str, coder: str = "", json: bool = False) -> int:
    """Ask the reviewers of a task's module; 0 all approve, 1 one wants changes: what has landed is sent back."""
    from bailiwick.app import reviewing

    return reviewing.review(task, coder=coder, as_json=json)


@command(help={"json": "print JSON"})
def doctor(_c: Context, json: bool = False) -> int:
    """Try each layer of scope on this machine: what works, what is missing, what to install."""
    from bailiwick.app import diagnosis

    return diagnosis.doctor(json=json)


@command(help={"json": "print JSON"})
def agents(_c: Context, json: bool = False) -> int:
    """List agents and definition files: what was understood, ignored and missing; 2 where a file cannot be used."""
    from bailiwick.app import agents as app

    return app.agents(json=json)


@command(
    at_once=True,
    help={
        "goal": "what is wanted, in a sentence or more",
        "agent": "planner of the map (default: the one with the role planning)",
        "coder": "auto, api or scripted (default: what the map says)",
        "accept": "take over the proposal that was made before, with your edits",
        "drop": "drop it",
        "yes": "take over without asking",
    },
)
def plan(
    _c: Context,
    goal: str = "",
    agent: str = "",
    coder: str = "",
    accept: bool = False,
    drop: bool = False,
    yes: bool = False,
) -> int:
    """Let a planner propose plan, map and tasks for a goal; a person edits it, takes it over or drops it."""
    from bailiwick.app import planning

    return planning.plan(planning.PlanOptions(goal, agent, coder, accept, drop, yes))


@command(positional=["title"], help={"title": "such as 'Basket Quotes'"})
def new_spec(_c: Context, title: str) -> int:
    """Begin a specification under the next number."""
    from bailiwick.app import specs

    return specs.new_spec(title)


def _whole(flag: str, text: str, *, least: int) -> int:
    with suppress(ValueError):
        if (value := int(text)) >= least:
            return value
    raise InputError(f"{flag}: expected a whole number from {least} on, found {text!r}")


def _amount(flag: str, text: str) -> float:
    with suppress(ValueError):
        if 0 <= (value := float(text)) < math.inf:
            return value
    raise InputError(f"{flag}: expected a number from 0 on, found {text!r}")
