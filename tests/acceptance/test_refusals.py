"""Whatever prevents a run is told in full, ends with status 2, and leaves everything as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bailiwick.errors import RefusedError
from bailiwick.sandbox.probe import VARIABLE, probe

from tests.support.machine import OLD_GIT, WITHOUT_LANDLOCK, contents, fake, path_without
from tests.support.project import BIN, Done

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.project import Project

FINISH = "finish it with `git {0} --continue` or `git {0} --abort`"
CONFLICTS = "the index holds conflicts; resolve them and `git add` the files"


def call(command: list[str], cwd: Path, **env: str) -> Done:
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


def refused(project: Project, said: str, *args: str, command: list[str] | None = None, **env: str) -> None:
    """Run `invoke run-tasks` and see it refused with exactly this message and nothing touched."""
    before = contents(project.root, Path.home())
    words = command or [sys.executable, "-m", "invoke", "run-tasks", *args]
    done = call(words, project.root, **project.env, **env)
    assert (done.code, done.out, done.err) == (2, "", f"bailiwick: {said}\n")
    assert contents(project.root, Path.home()) == before


# The machine


def test_git_that_is_too_old(project: Project, tmp_path: Path) -> None:
    fake(tmp_path / "bin", "git", OLD_GIT.format(git=shutil.which("git")))
    said = f"{project.root}: git version 2.37.9 is too old; install git 2.38 or newer"
    refused(project, said, PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}")


def test_no_git(project: Project, tmp_path: Path) -> None:
    said = "git is not installed; install git 2.38 or newer"
    refused(project, said, PATH=path_without(tmp_path / "bin", "git"))


def test_no_sandbox_at_all(project: Project, tmp_path: Path) -> None:
    try:
        probe(environ={VARIABLE: "uid"}, place=tmp_path)
    except RefusedError as error:
        another_user = str(error).partition("; mend it")[0]
    else:
        pytest.skip("another user works here")
    project.keep_tasks("1")
    run = [sys.executable, str(WITHOUT_LANDLOCK), sys.executable, "-m", "invoke", "run-tasks"]
    said = (
        "bubblewrap is missing (install the package bubblewrap); Landlock with seccomp does not work here (landlock: "
        "this kernel has no Landlock, or it is switched off (system call 444: Function not implemented)); "
        f"{another_user}; no sandbox: coders get no shell and checks cannot run; the kernel layer here is none, and "
        "the map asks for uid at least; `invoke doctor` says what to install"
    )
    refused(project, said, command=run, PATH=path_without(tmp_path / "bin", "bwrap"))


def test_a_sandbox_that_is_asked_for_and_missing(project: Project, tmp_path: Path) -> None:
    said = (
        "bubblewrap is missing (install the package bubblewrap); "
        "mend it, or unset BAILIWICK_SANDBOX to use another sandbox"
    )
    refused(project, said, PATH=path_without(tmp_path / "bin", "bwrap"), BAILIWICK_SANDBOX="bubblewrap")


def test_an_unknown_sandbox(project: Project) -> None:
    said = "BAILIWICK_SANDBOX is 'docker'; set it to one of bubblewrap, landlock, seatbelt, uid, or unset it"
    refused(project, said, BAILIWICK_SANDBOX="docker")


# The repository


def test_a_detached_head(project: Project) -> None:
    project.git("switch", "--quiet", "--detach")
    refused(project, f"{project.root}: HEAD is detached; switch to the branch that the tasks should land on")


def test_an_unborn_branch(project: Project) -> None:
    project.git("checkout", "--quiet", "--orphan", "fresh")
    refused(project, f"{project.root}: fresh has no commit yet; make a first commit")


def attempt(project: Project, *args: str, **env: str) -> None:
    """Run git where it is expected to stop half-way."""
    call(["git", *args], project.root, **env)


def diverge(project: Project) -> None:
    """Branch `side` and the branch that is checked out change the same line."""
    project.git("switch", "--quiet", "--create", "side")
    (project.root / "LICENSE").write_text("side\n")
    project.commit("Side")
    project.git("switch", "--quiet", "-")
    (project.root / "LICENSE").write_text("here\n")
    project.commit("Here")


def merging(project: Project) -> list[str]:
    diverge(project)
    project.git("merge", "--quiet", "--no-commit", "--strategy=ours", "side")
    return [f"a merge is in progress; {FINISH.format('merge')}"]


def merging_with_conflicts(project: Project) -> list[str]:
    diverge(project)
    attempt(project, "merge", "side")
    return [f"a merge is in progress; {FINISH.format('merge')}", CONFLICTS]


def rebasing(project: Project) -> list[str]:
    diverge(project)
    attempt(project, "rebase", "--interactive", "HEAD~1", GIT_SEQUENCE_EDITOR="sed -i s/^pick/edit/")
    return [f"a rebase is in progress; {FINISH.format('rebase')}"]


def picking(project: Project) -> list[str]:
    diverge(project)
    attempt(project, "cherry-pick", "side")
    return [f"a cherry-pick is in progress; {FINISH.format('cherry-pick')}", CONFLICTS]


def reverting(project: Project) -> list[str]:
    diverge(project)
    project.git("revert", "--no-commit", "HEAD")
    return [f"a revert is in progress; {FINISH.format('revert')}"]


def applying(project: Project) -> list[str]:
    diverge(project)
    (project.root.parent / "patch").write_text(project.git("format-patch", "-1", "side", "--stdout") + "\n")
    attempt(project, "am", str(project.root.parent / "patch"))
    return [f"an am is in progress; {FINISH.format('am')}"]


def bisecting(project: Project) -> list[str]:
    diverge(project)
    attempt(project, "bisect", "start", "HEAD", "HEAD~1")
    return ["a bisect is in progress; finish it with `git bisect reset`"]


@pytest.mark.parametrize(
    "begin",
    [merging, merging_with_conflicts, rebasing, picking, reverting, applying, bisecting],
    ids=lambda f: f.__name__,
)
def test_something_of_gits_is_not_finished(project: Project, begin: Callable[[Project], list[str]]) -> None:
    reasons = begin(project)
    refused(project, "\n".join(f"{project.root}: {reason}" for reason in reasons))


def test_outside_a_repository(project: Project, tmp_path: Path) -> None:
    before = contents(project.root, Path.home())
    done = call([str(BIN / "bailiwick"), "run-tasks"], tmp_path)
    said = f"{tmp_path} is not inside a git repository; run `git init` and commit, or start in a repository"
    assert (done.code, done.out, done.err) == (2, "", f"bailiwick: {said}\n")
    assert contents(project.root, Path.home()) == before


def test_in_a_bare_repository(project: Project, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    project.git("clone", "--quiet", "--bare", str(project.root), str(bare))
    before = contents(bare, Path.home())
    done = call([str(BIN / "bailiwick"), "run-tasks"], bare)
    said = f"{bare} is inside a bare repository or a .git directory; start in a checkout of it"
    assert (done.code, done.out, done.err) == (2, "", f"bailiwick: {said}\n")
    assert contents(bare, Path.home()) == before


def test_shared_files_that_are_not_committed(project: Project) -> None:
    project.git("rm", "--quiet", "--cached", "shared/task_list.json", "shared/project_structure.json")
    project.git("commit", "--quiet", "--no-verify", "--message", "Take them out")
    said = (
        "shared/project_structure.json and shared/task_list.json must be committed before a run: "
        "git add shared && git commit"
    )
    refused(project, said)


@pytest.mark.parametrize(
    ("variable", "place"),
    [
        pytest.param("BAILIWICK_STATE_DIR", "", id="named"),
        pytest.param("XDG_STATE_HOME", "/bailiwick", id="the home of states"),
    ],
)
def test_a_state_directory_inside_the_repository(project: Project, variable: str, place: str) -> None:
    said = (
        f"the state directory {project.root / 'state'}{place} lies inside the repository; "
        "set BAILIWICK_STATE_DIR to a place outside"
    )
    refused(replace(project, env={variable: str(project.root / "state")}), said)


# The flags


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        pytest.param(["--task", "11"], '--task: there is no task 11 (did you mean "1"?)', id="task"),
        pytest.param(
            ["--module", "pircing"], '--module: there is no module pircing (did you mean "pricing"?)', id="module"
        ),
        pytest.param(
            ["--module", "web"],
            "--module: there is no module web (one of: catalog, checkout, pricing)",
            id="strange module",
        ),
        pytest.param(["--coder", "apy"], '--coder: there is no coder apy (did you mean "api"?)', id="coder"),
        pytest.param(
            ["--task", "11", "--module", "catalgo", "--coder", "script"],
            '--task: there is no task 11 (did you mean "1"?)\n'
            '--module: there is no module catalgo (did you mean "catalog"?)\n'
            '--coder: there is no coder script (did you mean "scripted"?)',
            id="all at once",
        ),
        pytest.param(["--jobs", "0"], "--jobs: expected a whole number from 1 on, found '0'", id="no jobs"),
        pytest.param(["--jobs", "2.5"], "--jobs: expected a whole number from 1 on, found '2.5'", id="half a job"),
        pytest.param(["--jobs", "many"], "--jobs: expected a whole number from 1 on, found 'many'", id="jobs in words"),
        pytest.param(["--budget", "-1"], "--budget: expected a number from 0 on, found '-1'", id="budget below 0"),
        pytest.param(["--budget", "nan"], "--budget: expected a number from 0 on, found 'nan'", id="budget nan"),
        pytest.param(["--budget", "inf"], "--budget: expected a number from 0 on, found 'inf'", id="budget inf"),
        pytest.param(["--budget", "5$"], "--budget: expected a number from 0 on, found '5$'", id="budget with a sign"),
    ],
)
def test_flags_that_mean_nothing(project: Project, flags: list[str], said: str) -> None:
    refused(project, said, *flags)


# The coder


SET = "set ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN)"


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        pytest.param([], f"(auto was asked for): {SET}, or write the turns into shared/turns/1.json", id="auto"),
        pytest.param(["--coder", "api"], f"(api was asked for): {SET}", id="api"),
        pytest.param(
            ["--coder", "scripted"], "(scripted was asked for): write the turns into shared/turns/1.json", id="scripted"
        ),
    ],
)
def test_neither_key_nor_script(project: Project, flags: list[str], said: str) -> None:
    project.keep_tasks("1")
    (project.root / "shared/turns/1.json").unlink()
    refused(project, f"task 1 has no coder {said}", *flags)


def test_a_price_file_that_is_not_there(project: Project) -> None:
    said = f"the price file {project.root}/mine.json cannot be read: [Errno 2] No such file or directory: "
    refused(project, f"{said}'{project.root}/mine.json'", BAILIWICK_PRICES="mine.json")
