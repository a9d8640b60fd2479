"""A plugin that writes what pytest really does, one JSON object a line, for the engine to read from outside.

It runs beside the code under test, with whatever Python and pytest the module has (3.8 and 7.0 at least), so it needs
the standard library alone. It is loaded before any file of the module: the report is opened, its seal is taken out of
it, and every function it needs is taken, while nothing can have been patched. Each line begins with a tag made of the
seal, the tag before and the line, so that none can be added, changed or removed by whoever does not have the seal.
Lines: `start`, `error` (of collection), `test`, `injected`, `end`.

PYTEST_DONT_REWRITE: it may be imported before pytest begins.
"""

from __future__ import annotations

import hashlib
import json
import os
import types
import unittest
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.fixtures import FuncFixtureInfo
from _pytest.outcomes import Skipped
from _pytest.runner import runtestprotocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

VARIABLE = "BAILIWICK_EVIDENCE"
SEAL_BYTES = 64
MAX_INJECTED = 20
NAME = "test_that_must_fail"

_relpath, _normpath, _join = os.path.relpath, os.path.normpath, os.path.join


def _teller(place: str) -> Callable[..., None]:
    """Open the report and return what adds a line to it; the seal is known to that function alone."""
    file = os.open(place, os.O_RDWR | os.O_CLOEXEC)
    seal = os.read(file, SEAL_BYTES)
    os.ftruncate(file, 0)
    os.lseek(file, 0, os.SEEK_SET)
    process, getpid, write, dumps, digest = os.getpid(), os.getpid, os.write, json.dumps, hashlib.blake2b
    last = ""

    def tell(**line: Any) -> None:
        nonlocal last
        if getpid() == process:  # a fork of a test says nothing
            text = dumps(line)
            last = digest(f"{last} {text}".encode(), key=seal, digest_size=16).hexdigest()
            data = f"{last} {text}\n".encode()
            while data:
                data = data[write(file, data) :]

    return tell


_place = os.environ.pop(VARIABLE, "")
_tell = _teller(_place) if _place else None


class Evidence:
    """Hears one session."""

    def __init__(self, config: pytest.Config, tell: Callable[..., None], *, inject: bool) -> None:
        self.tell = tell
        self.prefix = _relpath(str(config.rootpath), str(config.invocation_params.dir))
        self.inject = inject
        self.raised: dict[str, bool] = {}
        """Tests that raised an error, and whether they are expected to."""
        self.ended: dict[str, str] = {}

    def node(self, nodeid: str) -> str:
        """Return a node id relative to the directory in which pytest was called."""
        path, mark, rest = nodeid.partition("::")
        return _normpath(_join(self.prefix, path)) + mark + rest

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Name what could not be collected."""
        if report.failed:
            self.tell(kind="error", node=self.node(report.nodeid))

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, None, None]:
        """Note what a test has raised, whatever its report will say."""
        raised = call.excinfo
        if raised is not None and not isinstance(raised.value, (Skipped, unittest.SkipTest, KeyboardInterrupt)):
            self.raised[item.nodeid] = bool(item.get_closest_marker("xfail")) or isinstance(
                raised.value, pytest.xfail.Exception
            )
        yield

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Name how a test has ended, again where a later phase of it changes that."""
        before, now = self.ended.get(report.nodeid, ""), _outcome(report)
        if now and before not in {now, "failed"}:
            self.ended[report.nodeid] = now
            expected = self.raised.get(report.nodeid)
            self.tell(kind="test", node=self.node(report.nodeid), outcome=now, raised=expected is False)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, None, None]:
        """Run the injected tests after all others."""
        yield
        if self.inject and not session.config.option.collectonly:
            for file in self._files(session):
                self.tell(kind="injected", outcome=_run_failing_test(session, file))

    def _files(self, session: pytest.Session) -> list[Path]:
        """Return a test file of each directory: a conftest acts on what is beside and below it."""
        return list({item.path.parent: item.path for item in getattr(session, "items", [])}.values())[:MAX_INJECTED]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Say that the session came to its end."""
        self.tell(kind="end", status=int(exitstatus))


class _Module(pytest.Module):
    """Stands in the place of a test file; what it holds exists in memory alone."""

    def _getobj(self) -> types.ModuleType:
        module = types.ModuleType("bailiwick_injected")
        setattr(module, NAME, _failing_test)
        return module


def _outcome(report: pytest.TestReport) -> str:
    if report.failed:
        return "failed"
    expected = hasattr(report, "wasxfail")
    if report.skipped:
        return "xfailed" if expected else "skipped"
    if not report.passed or report.when != "call":
        return ""
    return "xfailed" if expected else "passed"  # one that passes all the same could fail tomorrow without a word


def _failing_test() -> None:
    raise AssertionError("this test was injected and must fail")


def _run_failing_test(session: pytest.Session, file: Path) -> str:
    """Take the way of every test, without fixtures and without a word to those who count."""
    module = _Module.from_parent(session, path=file)
    fixtures = FuncFixtureInfo(argnames=(), initialnames=(), names_closure=[], name2fixturedefs={})
    item = pytest.Function.from_parent(module, name=NAME, callobj=_failing_test, fixtureinfo=fixtures)
    reports = runtestprotocol(item, log=False, nextitem=None)
    return "failed" if any(report.failed for report in reports) else "passed"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the switch of the injected test."""
    parser.addoption("--bailiwick-inject", action="store_true", help="run a test that must fail beside the others")


def pytest_configure(config: pytest.Config) -> None:
    """Begin."""
    if _tell is not None:
        evidence = Evidence(config, _tell, inject=config.getoption("--bailiwick-inject"))
        config.pluginmanager.register(evidence, "bailiwick-session")
        _tell(kind="start", pytest=pytest.__version__)
