"""`scripts/install.sh` builds the environment once, and again when it no longer fits."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING

import pytest

from tests.support.machine import contents, fake, path_without
from tests.support.project import Done

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.project import Project

UV = """\
echo "$*" >> {log}
case $1 in
venv) exec "$5" -m venv --without-pip .venv;;
pip) for site in .venv/lib/python3.*/site-packages; do printf '%s\\n' "$PWD/scripts" {packages} > $site/lent.pth; done;;
esac
"""
"""Stands in for uv: an environment that borrows the packages of the tests."""
BUILDING = "bailiwick: building the environment with uv ...\n"


@pytest.fixture
def uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a fake uv first on PATH; what it was called with is in the file."""
    log = tmp_path / "uv.log"
    packages = sysconfig.get_paths()["purelib"]
    fake(tmp_path / "bin", "uv", UV.format(log=log, packages=packages))
    monkeypatch.setenv("PYTHON", sys.executable)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return log


def run(root: Path, *words: str, **env: str) -> Done:
    done = subprocess.run(
        words, cwd=root, env=os.environ | env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


def install(root: Path, *words: str) -> str:
    """Run the script; what it said on standard error."""
    done = run(root, "sh", "scripts/install.sh", *words)
    assert done.code == 0, done.err
    return done.err


def test_uv_is_used_where_it_is_and_the_hooks_are_installed(project: Project, uv: Path) -> None:
    assert install(project.root) == BUILDING
    assert uv.read_text().splitlines()[1].endswith("--compile-bytecode -e .")
    assert project.git("config", "bailiwick.python") == str(project.root / ".venv/bin/python")
    hooks = {hook.name for hook in (project.root / ".git/hooks").iterdir()}
    assert {"pre-commit", "commit-msg", "pre-merge-commit"} <= hooks


def test_a_second_time_does_nothing(project: Project, uv: Path) -> None:
    install(project.root, "dev")
    uv.unlink()
    assert install(project.root, "dev") == ""
    assert install(project.root) == ""  # what testing needs holds what running needs
    assert not uv.exists()


def test_other_requirements_build_again(project: Project, uv: Path) -> None:
    install(project.root)
    (project.root / "pyproject.toml").write_text((project.root / "pyproject.toml").read_text() + "\n# more\n")
    assert install(project.root) == BUILDING


def test_a_clone_that_was_moved_builds_again(project: Project, uv: Path) -> None:
    install(project.root)
    moved = project.root.rename(project.root.parent / "moved here")
    assert install(moved) == BUILDING
    python = moved / ".venv/bin/python"
    said = run(moved.parent, str(python), "-c", "import bailiwick; print(bailiwick.__file__)")
    assert said.out == f"{moved}/scripts/bailiwick/__init__.py\n"
    assert str(python) in (moved / ".git/hooks/pre-commit").read_text()


OLD_PYTHON = "[ \"$1\" = -V ] && echo 'Python 3.10.12' && exit\nexit 1\n"


@pytest.mark.parametrize(
    "command", [pytest.param(["sh", "scripts/install.sh"], id="install.sh"), pytest.param(["make", "run"], id="make")]
)
def test_python_that_is_too_old(project: Project, tmp_path: Path, command: list[str]) -> None:
    before = contents(project.root)
    path = path_without(tmp_path / "bin", "python*")
    python = fake(tmp_path / "bin", "python3", OLD_PYTHON)

    done = run(project.root, *command, PATH=path)

    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[:2] == [
        f"bailiwick: Python 3.11 or newer is needed; found Python 3.10.12 at {python}.",
        "Install it, or name it: make run PYTHON=/path/to/python3.11",
    ]
    assert contents(project.root) == before


def test_no_python_and_no_git_at_installation(project: Project, tmp_path: Path) -> None:
    before = contents(project.root)

    no_python = run(project.root, "sh", "scripts/install.sh", PATH=path_without(tmp_path / "a", "python*"))
    no_git = run(project.root, "sh", "scripts/install.sh", PATH=path_without(tmp_path / "b", "git"))

    assert (no_python.code, no_python.err) == (
        2,
        "bailiwick: Python 3.11 or newer is needed.\nInstall it, or name it: make run PYTHON=/path/to/python3.11\n",
    )
    assert (no_git.code, no_git.err) == (
        2,
        "bailiwick: git is needed (2.38 or newer); install it and run this again.\n",
    )
    assert contents(project.root) == before
