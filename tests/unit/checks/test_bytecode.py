"""What is compiled once and read by every check."""

from __future__ import annotations

import getpass
import os
import sys
import tempfile
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

import _pytest.main
import pytest
from bailiwick.checks import bytecode
from bailiwick.checks.run import run_checks
from bailiwick.domain.evidence import Outcome
from bailiwick.domain.structure import Check, Module

if TYPE_CHECKING:
    from bailiwick.sandbox.base import Sandbox


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = bytecode.provide(tmp_path_factory.mktemp("state") / "bytecode")
    assert made is not None
    return made


def test_it_holds_pytest_and_the_standard_library(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(place))
    assert Path(cache_from_source(_pytest.main.__file__)).is_file()
    assert Path(cache_from_source(os.__file__)).with_name(f"shlex.{sys.implementation.cache_tag}.pyc").is_file()


def test_it_is_made_once(place: Path) -> None:
    before = place.stat().st_ino
    assert bytecode.provide(place.parent) == place
    assert place.stat().st_ino == before
    assert list(place.parent.iterdir()) == [place]


def test_what_nobody_has_asked_for_in_a_long_time_is_removed(tmp_path: Path) -> None:
    old, other = tmp_path / "0123456789abcdef", tmp_path / "fedcba9876543210"
    for place in (old, other):
        place.mkdir()
    os.utime(old, (0, 0))
    made = bytecode.provide(tmp_path)
    assert made is not None
    assert {*tmp_path.iterdir()} == {other, made}
    os.utime(made, (0, 0))
    bytecode.provide(tmp_path)
    assert made.stat().st_mtime > 0


def test_what_is_there_already_is_left_alone(place: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "pycache").symlink_to("elsewhere")
    bytecode.lay(place, tmp_path)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_temporary_files_of_other_runs_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [tmp_path / f"pytest-of-{getpass.getuser()}/pytest-{number}" for number in range(5)]
    for directory in left:
        directory.mkdir(parents=True, mode=0o700)
        directory.parent.chmod(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    bytecode.provide(tmp_path / "bytecode")
    assert sorted(left[0].parent.iterdir()) == left


def test_where_it_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert bytecode.provide(tmp_path / "file") is None


COMMANDS = {
    "reads it": "import shlex, sys; assert shlex.__cached__.startswith(sys.pycache_prefix); open(shlex.__cached__)",
    "reads that of a library": (
        "import pydantic, sys; assert pydantic.__cached__.startswith(sys.pycache_prefix); open(pydantic.__cached__)"
    ),
    "compiles its own": "import compileall, sys; sys.exit(not compileall.compile_dir('.', quiet=1))",
}


@pytest.mark.parametrize("program", COMMANDS.values(), ids=COMMANDS)
def test_a_check(tmp_path: Path, sandbox: Sandbox, place: Path, program: str) -> None:
    assert outcome(tmp_path, sandbox, place, ("python", "-c", program)) is Outcome.PASSED


def test_a_check_writes_nothing_there(tmp_path: Path, sandbox: Sandbox, place: Path) -> None:
    before = sorted(place.rglob("*"))
    program = "import os, shlex; open(os.path.join(os.path.dirname(os.path.realpath(shlex.__cached__)), 'left'), 'w')"
    assert outcome(tmp_path, sandbox, place, ("python", "-c", program)) is Outcome.FAILED
    assert sorted(place.rglob("*")) == before


def outcome(directory: Path, sandbox: Sandbox, place: Path, command: tuple[str, ...]) -> Outcome:
    (directory / "tree/m").mkdir(parents=True)
    (directory / "tree/m/price.py").write_text("PRICE = 1\n")
    module = Module("m", ("m",), ("coder",), checks={"tests": Check(command)})
    (ran,) = run_checks(module, directory / "tree", sandbox, scratch=directory / "scratch", precompiled=place)
    return ran.result.outcome
