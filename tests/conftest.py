"""Every test runs with a home, a git configuration and a state directory of its own."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.project import Project, make_project, remove_template

if TYPE_CHECKING:
    from collections.abc import Iterator

GIT_CONFIG = """\
[user]
\tname = Tester
\temail = tester@example.invalid
[init]
\tdefaultBranch = main
[protocol "file"]
\tallow = always
"""

# A machine that forbids to write bytecode would compile the engine anew in each of a thousand processes.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
gc.set_threshold(100_000, 20, 20)  # thousands of tests are collected, none of which is garbage


def _has_room(directory: Path) -> bool:
    if not directory.is_dir():
        return False
    found = os.statvfs(directory)
    return found.f_bavail * found.f_frsize > 8 << 30 and not found.f_flag & os.ST_NOEXEC


MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and _has_room(MEMORY):
    tempfile.tempdir = os.environ["TMPDIR"] = str(MEMORY)  # where hundreds of thousands of small files cost nothing


@pytest.fixture(autouse=True)
def clean_environment(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a private HOME and take away what the machine would lend it."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(GIT_CONFIG)
    for name in list(os.environ):
        if name.startswith(("GIT_", "ANTHROPIC_", "BAILIWICK_", "XDG_", "PRE_COMMIT")) or name.lower().endswith(
            "_proxy"
        ):
            monkeypatch.delenv(name)
    for name in (
        "VIRTUAL_ENV",
        "COLUMNS",
        "LINES",
        "MAKEFLAGS",
        "MAKELEVEL",
        "ARGS",
        "MFLAGS",
        "SKIP",
        "NO_COLOR",
        "FORCE_COLOR",
        "PYTEST_ADDOPTS",
        "PYTHONPATH",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("PYTEST_DEBUG_TEMPROOT", str(home))  # else one within clears away what others have left
    _share_bytecode(home / "state/bailiwick", tmp_path_factory.getbasetemp())
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    return home


def _share_bytecode(states: Path, temporary: Path) -> None:
    """Let the engine find what it makes once on a machine, and not once in each test, see `checks.bytecode`."""
    shared = (temporary.parent if "PYTEST_XDIST_WORKER" in os.environ else temporary) / "bytecode"
    shared.mkdir(exist_ok=True)
    states.mkdir(parents=True)
    (states / "bytecode").symlink_to(shared)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A fresh clone with the sample's open tasks."""
    made = make_project(tmp_path / "shop")
    yield made
    made.end_all()


@pytest.fixture(scope="session", autouse=True)
def _clean_up() -> Iterator[None]:
    yield
    remove_template()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: begun last, it would run alone."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
