"""The Invoke collection behind `tasks.py` and the `bailiwick` command: flags in, one call, exit status out.

Only invoke and the standard library are imported here; the rest comes in with the command that needs it.
"""

from __future__ import annotations

import math
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from invoke import Collection, Context, Exit, Program, task

from bailiwick import __version__
from bailiwick.errors import BailiwickError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable


@task(
    iterable=["task", "module"],
    auto_shortflags=False,
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
) -> None:
    """Run every ready task; exit 0 when all asked-for work landed, 1 when something failed or is blocked."""

    def call() -> int:
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

    _leave(call, at_once=True)


@task(auto_shortflags=False, help={"json": "print JSON"})
def status(_c: Context, json: bool = False) -> None:
    """List the tasks: status, what they wait for, attempts and cost."""
    from bailiwick.app import inspection

    _leave(lambda: inspection.status(json=json))


@task(auto_shortflags=False, help={"task": "id of the task", "json": "print JSON"})
def show(_c: Context, task: str, json: bool = False) -> None:
    """Show one task: fields, attempts, evidence, diff and log."""
    from bailiwick.app import inspection

    _leave(lambda: inspection.show(task, json=json))


@task(auto_shortflags=False, help={"json": "print JSON"})
def check(_c: Context, json: bool = False) -> None:
    """Check the shared files; every violation is listed, exit 2 when there is one."""
    from bailiwick.app import inspection

    _leave(lambda: inspection.check(json=json))


@task(
    auto_shortflags=False,
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
) -> None:
    """Take over tasks of other shapes and programs, telling each repair; exit 2 where a person must decide."""

    def call() -> int:
        from bailiwick.app import importing

        return importing.import_tasks(importing.ImportOptions(path, check, dry_run, assign_to, prefix, json))

    _leave(call)


@task(
    auto_shortflags=False,
    help={"task": "id of the task", "path": "where to put the worktree (default: the state directory)"},
)
def claim(_c: Context, task: str, path: str = "") -> None:
    """Take a task for yourself or an agent in your editor: makes a worktree bound to it."""

    def call() -> int:
        from bailiwick.app import claims

        return claims.claim(task, path)

    _leave(call)


@task(
    auto_shortflags=False,
    help={
        "task": "id of the task (default: the worktree you stand in)",
        "subject": "commit subject (default: that of your last commit)",
        "summary": "one paragraph (default: your commit messages)",
    },
)
def submit(_c: Context, task: str = "", subject: str = "", summary: str = "") -> None:
    """Send a claimed task through gate, checks and landing."""

    def call() -> int:
        from bailiwick.app import claims

        return claims.submit(task, subject=subject, summary=summary)

    _leave(call)


@task(auto_shortflags=False, help={"task": "id of the task (default: the worktree you stand in)"})
def release(_c: Context, task: str = "") -> None:
    """Give a claimed task back; the work is kept and the next attempt begins with it."""

    def call() -> int:
        from bailiwick.app import claims

        return claims.release(task)

    _leave(call)


@task(
    auto_shortflags=False,
    help={
        "agent": "name of the agent",
        "module": "module, where the agent owns several",
        "nobody": "commits are a person's again",
    },
)
def act_as(_c: Context, agent: str = "", module: str = "", nobody: bool = False) -> None:
    """Judge every commit in this worktree by an agent's scope until `--nobody`."""

    def call() -> int:
        from bailiwick.app import claims

        return claims.act_as(agent, module, nobody=nobody)

    _leave(call)


@task(auto_shortflags=False, help={"task": "id of a landed task", "json": "print JSON"})
def verify(_c: Context, task: str, json: bool = False) -> None:
    """Run the checks of a landed task again, on the tree of its commit, and compare with the recorded evidence."""
    from bailiwick.app import verification

    _leave(lambda: verification.verify(task, json=json))


@task(
    auto_shortflags=False,
    help={
        "task": "id of a task that has landed or is claimed",
        "coder": "auto, api or scripted (default: what the map says)",
        "json": "print JSON",
    },
)
def review(_c: Context, task: str, coder: str = "", json: bool = False) -> None:
    """Ask the reviewers of a task's module; 0 all approve, 1 one wants changes: what has landed is sent back."""
    from bailiwick.app import reviewing

    _leave(lambda: reviewing.review(task, coder=coder, json=json))


@task(auto_shortflags=False, help={"json": "print JSON"})
def doctor(_c: Context, json: bool = False) -> None:
    """Try each layer of scope on this machine: what works, what is missing, what to install."""
    from bailiwick.app import diagnosis

    _leave(lambda: diagnosis.doctor(json=json))


@task(auto_shortflags=False, help={"json": "print JSON"})
def agents(_c: Context, json: bool = False) -> None:
    """List agents and definition files: what was understood, ignored and missing; 2 where a file cannot be used."""
    from bailiwick.app import agents as app

    _leave(lambda: app.agents(json=json))


@task(
    auto_shortflags=False,
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
) -> None:
    """Let a planner propose plan, map and tasks for a goal; a person edits it, takes it over or drops it."""

    def call() -> int:
        from bailiwick.app import planning

        return planning.plan(planning.PlanOptions(goal, agent, coder, accept, drop, yes))

    _leave(call)


@task(
    auto_shortflags=False,
    positional=["name"],
    help={"name": "one of docs/examples", "to": "directory to make (default: a temporary one)"},
)
def example(c: Context, name: str, to: str = "") -> None:
    """Lay out a small repository with another team's convention, and run its tasks there."""

    def call() -> int:
        from bailiwick.app import example as app

        command = app.lay_out_and_say(name, to)
        return c.run(command, warn=True, pty=sys.stdout.isatty(), in_stream=False).exited

    _leave(call)


@task(auto_shortflags=False, positional=["title"], help={"title": "such as 'Basket Quotes'"})
def new_spec(_c: Context, title: str) -> None:
    """Begin a specification under the next number."""
    from bailiwick.app import specs

    _leave(lambda: specs.new_spec(title))


@task
def install_hooks(_c: Context) -> None:
    """Install the git hooks of this repository."""

    def call() -> int:
        from bailiwick.git.hooks_setup import install

        return install(Path.cwd())

    _leave(call)


@task(auto_shortflags=False, help={"only": "passed to pytest, such as tests/unit or -k NAME"})
def test(c: Context, only: str = "") -> None:  # noqa: PT028 - a command, not a test
    """Run every test of this repository, in parallel."""
    workers = (os.cpu_count() or 1) + 1  # many tests wait: for a kill, a lock, a server
    _shell(c, f'"{sys.executable}" -m pytest -n {workers} --dist worksteal {only}')


_SUITE = {"cases": "directory with further ones", "only": "part of the names", "json": "print JSON"}


@task(auto_shortflags=False, help=_SUITE | {"sandbox": "try this one alone", "jobs": "attempts at once"})
def escape_suite(
    c: Context, cases: str = "", sandbox: str = "", only: str = "", jobs: str = "", json: bool = False
) -> None:
    """Try to get out of every sandbox here; 0 nothing got out, 1 something did, 2 bad input."""
    _suite(c, "tests.escape", json=json, cases=cases, sandbox=sandbox, only=only, jobs=jobs)


@task(auto_shortflags=False, help=_SUITE | {"every": "only every N-th case", "processes": "cases at once"})
def truth_suite(
    c: Context, cases: str = "", only: str = "", every: str = "", processes: str = "", json: bool = False
) -> None:
    """Hand in work that is not what it claims; 0 all was judged rightly, 1 some was not, 2 bad input."""
    _suite(c, "tests.truth.run", json=json, cases=cases, only=only, every=every, processes=processes)


@task
def lint(c: Context) -> None:
    """Format, lint, types and the direction of imports."""
    bin_directory = Path(sys.executable).parent
    for command in ("ruff format --check .", "ruff check .", "mypy", "lint-imports"):
        _shell(c, f'"{bin_directory}/{command.split()[0]}" {" ".join(command.split()[1:])}')


@task(auto_shortflags=False, help={"only": "name of one benchmark"})
def bench(c: Context, only: str = "") -> None:
    """Run the benchmarks: each prints a table and writes JSON."""
    _shell(c, f'"{sys.executable}" scripts/bench/run.py {only}')


_COMMANDS = (
    run_tasks, status, show, check, import_tasks, claim, submit, release, act_as, verify, review, doctor, agents,
    plan, example, new_spec, install_hooks, test, escape_suite, truth_suite, lint, bench,
)  # fmt: skip
ns = Collection(*_COMMANDS)
_program = Program(name="bailiwick", namespace=ns, version=__version__)


def main() -> None:
    """The `bailiwick` command."""
    _program.run()


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


def _shell(c: Context, command: str) -> None:
    result = c.run(command, warn=True, pty=sys.stdout.isatty(), in_stream=False)
    if not result:
        raise Exit(code=1)


def _suite(c: Context, module: str, *, json: bool, **options: str) -> NoReturn:
    def call() -> int:
        from bailiwick.app import suites

        command = suites.command(module, options, json=json)
        return c.run(command, warn=True, pty=sys.stdout.isatty(), in_stream=False).exited

    _leave(call)


def _leave(call: Callable[[], int], *, at_once: bool = False) -> NoReturn:
    """End the process with the call's status; what a person can mend is one message, the rest leaves a log.

    `at_once`: without waiting for threads, which after an interrupted run sleep for ever.
    """
    code = _status(call)
    if at_once:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    raise SystemExit(code)


def _status(call: Callable[[], int]) -> int:
    try:
        return call()
    except BailiwickError as error:
        print(f"bailiwick: {error}", file=sys.stderr)  # noqa: T201 - the last word of a failed command
        return error.exit_status
    except KeyboardInterrupt:
        print("bailiwick: interrupted", file=sys.stderr)  # noqa: T201
        return 130
    except Exception as error:  # noqa: BLE001 - the edge: nothing above could catch it
        log = _crash_log()
        print(f"bailiwick: unexpected error: {error} (details in {log})", file=sys.stderr)  # noqa: T201
        return 3


def _crash_log() -> Path:
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="bailiwick-error-", suffix=".log", delete=False) as file:
        file.write(traceback.format_exc())
    return Path(file.name)
