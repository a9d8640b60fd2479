"""A run whose commands are another user's: where only root's own means are left, work lands all the same."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import bailiwick
import pytest
from bailiwick.sandbox import uid

from tests.support.confined import open_place, python_for_everybody
from tests.support.kinds import needs
from tests.support.project import call, create, finish, make_project

if TYPE_CHECKING:
    from tests.support.project import Project

__all__ = ["open_place"]

PYTEST = "import sys; from pytest import console_main; sys.exit(console_main())"


@pytest.fixture
def python(open_place: Path) -> Path:
    """An environment with the packages of this one, whose Python every user can run."""
    needs("uid")
    packages, engine = Path(sysconfig.get_path("purelib")), Path(bailiwick.__file__).parents[1]
    if closed := uid.closed(packages) or uid.closed(engine):
        pytest.skip(f"{closed} is closed to other users")
    system = python_for_everybody()
    same = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    if subprocess.run((system, "-c", same), check=False).returncode:
        pytest.skip("the Python of the system is of another version, which cannot use these packages")
    place = open_place / "environment"
    subprocess.run((system, "-m", "venv", "--without-pip", str(place)), check=True)
    (found,) = place.glob("lib/python*/site-packages")
    (found / "packages.pth").write_text(f"{packages}\n{engine}\n")
    program = place / "bin/pytest"
    program.write_text(f"#!{place}/bin/python\n{PYTEST}\n")
    program.chmod(0o755)
    return place / "bin/python"


def run_tasks(project: Project, python: Path, state: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BAILIWICK_SANDBOX": "uid", "BAILIWICK_STATE_DIR": str(state)}
    command = (str(python), "-m", "invoke", "run-tasks")
    return subprocess.run(
        command, cwd=project.root, env=environment, capture_output=True, text=True, timeout=250, check=False
    )


def test_the_work_of_another_user_lands(open_place: Path, python: Path) -> None:
    project = make_project(open_place / "shop")
    project.keep_tasks("2")
    project.script(
        "2",
        [
            [call("bash", command="git status; echo x > modules/catalog/planted")],
            [create("modules/pricing/pricing/by_tool.py", "TOOL = 1\n")],
            [call("bash", command="cd modules/pricing/pricing; sed -i s/1/2/ by_tool.py; echo 1 > by_shell.py")],
            [create("modules/pricing/pricing/by_shell.py", "SHELL = 2\n")],
            [finish("feat(pricing): add two files")],
        ],
    )
    project.commit()

    done = run_tasks(project, python, open_place / "state")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "kernel uid" in done.stdout.splitlines()[0]
    assert project.git("show", "HEAD:modules/pricing/pricing/by_tool.py") == "TOOL = 2"
    assert project.git("show", "HEAD:modules/pricing/pricing/by_shell.py") == "SHELL = 2"
    assert not (project.root / "modules/catalog/planted").exists()
    assert project.landed_tasks()["2"]["outputs"]["evidence"]["layers"]["kernel"] == "uid"


def test_a_state_directory_that_is_closed_to_others_is_refused(open_place: Path, python: Path, tmp_path: Path) -> None:
    project = make_project(open_place / "shop")

    done = run_tasks(project, python, tmp_path / "state")

    assert done.returncode == 2
    remedy = "set BAILIWICK_STATE_DIR to a place that they may enter"
    assert f"{uid.closed(tmp_path)} is closed to other users; {remedy}" in done.stderr
    assert not (tmp_path / "state").exists()
