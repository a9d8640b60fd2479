"""What is compiled once and read by every check."""

from __future__ import annotations

import os
import sys
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
    before = place.stat().st_ctime_ns
    assert bytecode.provide(place.parent) == place
    assert place.stat().st_ctime_ns == before
    assert list(place.parent.iterdir()) == [place]


def test_that_of_an_earlier_python_is_removed(tmp_path: Path) -> None:
    (tmp_path / "0123456789abcdef").mkdir()
    made = bytecode.provide(tmp_path)
    assert list(tmp_path.iterdir()) == [made]


def test_where_it_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert bytecode.provide(tmp_path / "file") is None


@pytest.mark.parametrize(
    "command",
    [
        "import os, sys; assert sys.pycache_prefix == os.environ['PYTHONPYCACHEPREFIX']",
        "import shlex; assert shlex.__cached__.startswith(__import__('sys').pycache_prefix); open(shlex.__cached__)",
    ],
    ids=["named", "read"],
)
def test_a_check_reads_it(tmp_path: Path, sandbox: Sandbox, place: Path, command: str) -> None:
    assert outcome(tmp_path, sandbox, place, ("python", "-c", command)) is Outcome.PASSED


def test_a_check_writes_nothing_there(tmp_path: Path, sandbox: Sandbox, place: Path) -> None:
    before = sorted(place.rglob("*"))
    program = "import pathlib, sys; pathlib.Path(sys.pycache_prefix, 'left').touch()"
    assert outcome(tmp_path, sandbox, place, ("python", "-c", program)) is Outcome.FAILED
    assert sorted(place.rglob("*")) == before


def outcome(directory: Path, sandbox: Sandbox, place: Path, command: tuple[str, ...]) -> Outcome:
    (directory / "tree/m").mkdir(parents=True)
    module = Module("m", ("m",), ("coder",), checks={"tests": Check(command)})
    (ran,) = run_checks(module, directory / "tree", sandbox, scratch=directory / "scratch", precompiled=place)
    return ran.result.outcome
