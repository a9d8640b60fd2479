"""What is done with this repository itself: examples, hooks, tests, suites, lint, benchmarks."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.cli.command import command, run

if TYPE_CHECKING:
    from invoke import Context


@command(
    positional=["name"],
    help={"name": "one of docs/examples", "to": "directory to make (default: a temporary one)"},
)
def example(c: Context, name: str, to: str = "") -> int:
    """Lay out a small repository with another team's convention, and run its tasks there."""
    from bailiwick.app import example as app

    return run(c, app.lay_out_and_say(name, to))


@command()
def install_hooks(_c: Context) -> int:
    """Install the git hooks of this repository."""
    from bailiwick.git.hooks_setup import install

    return install(Path.cwd())


@command(help={"only": "passed to pytest, such as tests/unit or -k NAME"})
def test(c: Context, only: str = "") -> int:  # noqa: PT028 - a command, not a test
    """Run every test of this repository, in parallel."""
    workers = (os.cpu_count() or 1) + 1  # many tests wait: for a kill, a lock, a server
    return _passed(c, f'"{sys.executable}" -m pytest -n {workers} --dist worksteal {only}')


_SUITE = {"cases": "directory with further ones", "only": "part of the names", "json": "print JSON"}


@command(help=_SUITE | {"sandbox": "try this one alone", "jobs": "attempts at once"})
def escape_suite(
    c: Context, cases: str = "", sandbox: str = "", only: str = "", jobs: str = "", json: bool = False
) -> int:
    """Try to get out of every sandbox here; 0 nothing got out, 1 something did, 2 bad input."""
    return _suite(c, "tests.escape", json=json, cases=cases, sandbox=sandbox, only=only, jobs=jobs)


@command(help=_SUITE | {"every": "only every N-th case", "processes": "cases at once"})
def truth_suite(
    c: Context, cases: str = "", only: str = "", every: str = "", processes: str = "", json: bool = False
) -> int:
    """Hand in work that is not what it claims; 0 all was judged rightly, 1 some was not, 2 bad input."""
    return _suite(c, "tests.truth.run", json=json, cases=cases, only=only, every=every, processes=processes)


@command()
def lint(c: Context) -> int:
    """Format, lint, types and the direction of imports."""
    bin_directory = Path(sys.executable).parent
    for line in ("ruff format --check .", "ruff check .", "mypy", "lint-imports"):
        program, *options = line.split()
        if code := _passed(c, f'"{bin_directory}/{program}" {" ".join(options)}'):
            return code
    return 0


@command(help={"only": "name of one benchmark"})
def bench(c: Context, only: str = "") -> int:
    """Run the benchmarks: each prints a table and writes JSON."""
    return _passed(c, f'"{sys.executable}" scripts/bench/run.py {only}')


def _passed(c: Context, line: str) -> int:
    return int(run(c, line) != 0)


def _suite(c: Context, module: str, *, json: bool, **options: str) -> int:
    from bailiwick.app import suites

    return run(c, suites.command(module, options, json=json))
