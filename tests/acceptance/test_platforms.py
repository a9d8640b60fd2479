"""A fresh clone on machines of other kinds: another user, no identity, odd paths, no bubblewrap, a real terminal."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bailiwick.sandbox.probe import KINDS, trial

from tests.support.machine import path_without
from tests.support.pauses import keep_quick
from tests.support.project import BIN, Done, Project, call, create, finish, make_project
from tests.support.screen import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTE = "modules/catalog/catalog/note.py"
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
NO_IDENTITY = "no git identity is configured: commits are made as Bailiwick <bailiwick@localhost>"
SECONDS = 20
"""More than a second `make run` takes on a busy machine, less than to build an environment."""


def quick(project: Project) -> Project:
    """One task of two turns, whose check takes no time."""
    project.script("1", [[create(NOTE, "NOTE = 1\n")], [finish("docs(catalog): add a note")]])
    keep_quick(project, "1")
    return project


def landed(project: Project) -> str:
    """Author and subject of the last commit, once it is seen that it has brought the note."""
    assert project.git("show", f"HEAD:{NOTE}") == "NOTE = 1"
    assert project.git("status", "--porcelain") == ""
    return project.git("log", "-1", "--format=%an <%ae> %s")


# `make run`


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory with a space in its name, open to every user."""
    top = Path(tempfile.mkdtemp(prefix="bailiwick-clone-"))
    top.chmod(0o755)
    (top / "corner shop").mkdir()
    yield top / "corner shop"
    shutil.rmtree(top, ignore_errors=True)


def make(project: Project, *words: str, cwd: Path) -> tuple[Done, float]:
    """Run make as a user other than root, who has told git nothing about themselves."""
    user = NOBODY if os.geteuid() == 0 else ()
    home = project.root.parent / "home"
    env = {
        "HOME": str(home),
        "TMPDIR": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PIP_NO_COMPILE": "1",  # most of what is installed is never imported
    }
    started = time.monotonic()
    done = subprocess.run(
        [*user, "make", *words],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name != "XDG_CACHE_HOME"} | env,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr), time.monotonic() - started


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_make_run_from_nothing_to_landed_work_and_again(place: Path) -> None:
    """In a path with a space, as a user other than root, without a git identity; then from a sub-directory."""
    project = make_project(place / "the clone", whole=True)
    project.keep_tasks("1", "2", "3")
    (place / "home").mkdir()
    subprocess.run(["git", "config", "--global", "--add", "safe.directory", str(project.root)], check=True)
    if os.geteuid() == 0:
        for path in (place, *place.rglob("*")):
            os.chown(path, 65534, 65534, follow_symlinks=False)

    first, _ = make(project, "run", cwd=project.root)

    assert first.code == 0, first.out + first.err
    assert "bailiwick: building the environment with" in first.err
    assert first.out.count(NO_IDENTITY) == 1
    assert {key: task["status"] for key, task in project.landed_tasks().items()} == dict.fromkeys("123", "done")
    assert set(project.git("log", "-3", "--format=%an <%ae>").splitlines()) == {"Bailiwick <bailiwick@localhost>"}
    assert project.git("status", "--porcelain") == ""
    assert {"pre-commit", "commit-msg"} <= {hook.name for hook in (project.root / ".git/hooks").iterdir()}

    again, seconds = make(project, "run", cwd=project.root)
    assert (again.code, again.err) == (0, "")
    assert "nothing to do" in again.out
    assert seconds < SECONDS

    below, seconds = make(project, "-f", "../../Makefile", "run", cwd=project.root / "modules/catalog")
    assert (below.code, below.err) == (0, "")
    assert "nothing to do" in below.out
    assert seconds < SECONDS


# Paths and identities


def test_from_a_sub_directory_of_an_odd_path(tmp_path: Path) -> None:
    project = quick(make_project(tmp_path / 'J\u00fcrgen\'s "corner shop" $HOME #1'))
    done = project.invoke("run-tasks", cwd=project.root / "modules/catalog/catalog")
    assert done.code == 0, done.out + done.err
    assert landed(project) == "Tester <tester@example.invalid> docs(catalog): add a note"


def test_without_a_git_identity(project: Project) -> None:
    quick(project)
    done = project.invoke("run-tasks", GIT_CONFIG_GLOBAL=os.devnull)
    assert done.code == 0, done.out + done.err
    assert done.out.count(f"note: {NO_IDENTITY}\n") == 1
    assert landed(project) == "Bailiwick <bailiwick@localhost> docs(catalog): add a note"


def test_the_identity_of_the_environment_is_taken(project: Project) -> None:
    quick(project)
    names = {f"GIT_{who}_{what}": f"jo-{what.lower()}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = replace(project, env=names | {"GIT_CONFIG_GLOBAL": os.devnull}).invoke("run-tasks")
    assert NO_IDENTITY not in done.out
    assert landed(project) == "jo-name <jo-email> docs(catalog): add a note"


# Sandboxes


def test_without_bubblewrap_the_next_sandbox_is_named_in_one_line_and_used(project: Project, tmp_path: Path) -> None:
    variants = KINDS["landlock"].variants()
    if not variants or trial(variants[0]):
        pytest.skip("Landlock does not work here")
    project.keep_tasks("1")

    done = project.invoke("run-tasks", PATH=path_without(tmp_path / "bin", "bwrap"))

    assert done.code == 0, done.out + done.err
    notes = [line for line in done.out.splitlines() if "note:" in line]
    said = "bubblewrap is missing (install the package bubblewrap); using Landlock with seccomp"
    assert [line.partition("note: ")[2] for line in notes] == [said]
    assert "kernel landlock" in done.out
    evidence = project.landed_tasks()["1"]["outputs"]["evidence"]
    assert (evidence["isolation"], evidence["outcome"]) == ("landlock", "passed")


# Terminals


def watch(project: Project, **env: str) -> tuple[list[str], Terminal]:
    """Run on a terminal; what stands on the screen at the end."""
    with Terminal() as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "invoke", "run-tasks"],
            cwd=project.root,
            env=os.environ | {"TERM": "xterm-256color"} | env,
            stdin=subprocess.DEVNULL,
            stdout=terminal.slave,
            stderr=terminal.slave,
        )
        assert process.wait(60) == 0
        lines = terminal.wait_for(lambda lines: any("speed-up" in line for line in lines))
    return lines, terminal


def test_a_terminal_shows_a_live_table_and_is_left_clean(project: Project) -> None:
    quick(project)
    project.script(
        "1", [[create(NOTE, "NOTE = 1\n"), call("bash", command="sleep 1")], [finish("docs(catalog): note")]]
    )
    project.commit()

    lines, terminal = watch(project)

    text = "\n".join(lines)
    assert "task 1 landed" in text
    assert "1 landed" in lines
    assert "catalog_coder" not in lines[-1]
    for word in ("task", "module", "coder", "stage", "turn", "elapsed", "tokens", "cost"):
        assert word in terminal.raw
    assert terminal.screen.cursor_shown
    assert terminal.screen.colours - {"0", "1", "2"}


def test_no_color_is_obeyed(project: Project) -> None:
    lines, terminal = watch(quick(project), NO_COLOR="1")
    assert "1 landed" in lines
    assert terminal.screen.colours <= {"0", "1", "2"}


def test_a_pipe_gets_plain_lines(project: Project) -> None:
    done = quick(project).invoke("run-tasks", TERM="xterm-256color")
    assert "\x1b" not in done.out + done.err
    assert "1 landed" in done.out.splitlines()


# Commands


def test_the_console_command_offers_what_tasks_py_offers(project: Project) -> None:
    invoke = project.invoke("--list", cwd=project.root / "modules").out
    console = subprocess.run(
        [BIN / "bailiwick", "--list"], cwd=project.root, capture_output=True, text=True, check=True
    ).stdout
    assert invoke.removeprefix("Available tasks:") == console.removeprefix("Subcommands:")
    assert re.findall(r"^  ([a-z][a-z-]*)  ", console, re.MULTILINE) == [
        "act-as", "agents", "bench", "check", "claim", "doctor", "escape-suite", "example", "import-tasks",
        "install-hooks", "lint", "new-spec", "plan", "release", "review", "run-tasks", "show", "status", "submit",
        "test", "truth-suite", "verify",
    ]  # fmt: skip
