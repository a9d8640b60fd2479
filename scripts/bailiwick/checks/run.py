"""Run a module's setup and checks in a checkout of the very tree that would land, and say how each ended."""

from __future__ import annotations

import os
import shlex
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.checks import bytecode, junit, pytest_check, verdict
from bailiwick.checks.report_file import ReportError, clear, read_file
from bailiwick.checks.session import Sheet
from bailiwick.domain.evidence import CheckResult, Outcome
from bailiwick.domain.structure import Network
from bailiwick.sandbox.base import Confinement, Limits
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.environment import environment, interpreter

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from bailiwick.checks.report import TestReport
    from bailiwick.checks.verdict import Verdict
    from bailiwick.domain.structure import Check, CommandLimits, EvidenceRules, Module
    from bailiwick.sandbox.base import Sandbox
    from bailiwick.sandbox.process import Finished

TAIL_CHARACTERS = 16_000
_MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Ran:
    """One check that was run, judged by itself alone."""

    result: CheckResult
    report: TestReport | None = None
    """None where nothing but the exit status says how it went, or where it could not run."""
    by_tests: bool = False
    """True where it failed by tests that failed, all of them in the report, and by nothing else."""


def run_checks(
    module: Module,
    tree_dir: Path,
    sandbox: Sandbox | None,
    *,
    scratch: Path,
    readable: tuple[Path, ...] = (),
    precompiled: Path | None = None,
    timeout_seconds: float | None = None,
    stop: threading.Event | None = None,
    record: Path | None = None,
) -> tuple[Ran, ...]:
    """Run every check of a module, one after the other; a failed one does not stop the rest.

    Args:
        module: Whose `setup` and `checks` are run, in its first directory, with its limits and its network.
        tree_dir: A checkout that is thrown away afterwards; only the module's directories in it are writable.
        sandbox: None where none works: then nothing is run.
        scratch: A directory of this call's own outside the tree, for home, temporary files and reports.
        readable: What the commands may read beside the system, this Python and the tree.
        precompiled: See `checks.bytecode`; None: each command compiles all that it imports.
        timeout_seconds: Limit of each command instead of the module's; 0: none.
        stop: When set, the running command is ended and the rest does not run.
        record: See `sandbox.process.run`.

    Returns:
        One for each check in the order of the map; none where the module has no check, which proves nothing.
    """
    if sandbox is None:
        return _all(module, verdict.could_not_run(verdict.NO_SANDBOX))
    home = tree_dir / module.paths[0]
    if not home.is_dir():
        return _all(module, verdict.failed(f"{module.paths[0]} does not exist in the tree that would land"))
    scratch.mkdir(parents=True, exist_ok=True)
    if precompiled:
        bytecode.lay(precompiled, scratch)
    confinement = Confinement(
        workdir=tree_dir,
        writable=(*(tree_dir / path for path in module.paths), scratch),
        readable=(*interpreter(), pytest_check.PLUGIN, *readable, *filter(None, (precompiled,))),
        environment={**environment(scratch), **bytecode.elsewhere(scratch)},
        cwd=home,
        network=module.network is Network.FULL,
        limits=limits(module.limits),
    )
    seconds = module.limits.seconds if timeout_seconds is None else timeout_seconds
    bench = _Bench(module, sandbox, confinement, scratch, seconds, stop, record)
    if broken := bench.set_up(module.setup):
        return _all(module, broken)
    return tuple(bench.check(name, check) for name, check in module.checks.items())


def limits(of_module: CommandLimits) -> Limits:
    """Translate the limits of the map; wall time is not among them."""
    return Limits(
        memory_bytes=of_module.memory_mb * _MEBIBYTE,
        processes=of_module.processes,
        file_bytes=of_module.file_mb * _MEBIBYTE,
        disk_bytes=of_module.disk_mb * _MEBIBYTE,
    )


class _Ended(NamedTuple):
    verdict: Verdict
    report: TestReport | None = None
    output: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class _Bench:
    module: Module
    sandbox: Sandbox
    confinement: Confinement
    scratch: Path
    timeout_seconds: float
    stop: threading.Event | None
    record: Path | None

    def set_up(self, commands: tuple[tuple[str, ...], ...]) -> Verdict | None:
        """Run the setup commands; return why the checks cannot run, or None where they can."""
        for command in commands:
            ended = self._run(command, f"setup of {self.module.name}")
            if ended.verdict.outcome is not Outcome.PASSED:
                said = ended.output.strip().rpartition("\n")[2]
                because = f"{ended.verdict.reason}: {said}" if said else ended.verdict.reason
                return verdict.could_not_run(f"setup `{shlex.join(command)}`: {because}")
        return None

    def check(self, name: str, check: Check) -> Ran:
        origin = f"checks.{name} of {self.module.name}"
        if pytest_check.is_pytest(check.command):
            ended = self._run_pytest(check.command, origin)
        elif check.report:
            ended = self._run_reported(check, origin)
        else:
            ended = self._run(check.command, origin)
        judged = ended.verdict
        result = CheckResult(
            name=f"{self.module.name}:{name}",
            command=check.command,
            outcome=judged.outcome,
            reason=judged.reason,
            duration_seconds=ended.seconds,
            counts=judged.counts,
            output_tail=ended.output[-TAIL_CHARACTERS:],
            weak=ended.report is None and judged.outcome is not Outcome.COULD_NOT_RUN,
            broken_rules=judged.broken_rules,
        )
        return Ran(result, ended.report, judged.by_tests)

    def _run_pytest(self, command: tuple[str, ...], origin: str) -> _Ended:
        if missing := self._missing(command[0], origin):
            return _Ended(missing)
        sheet = Sheet.lay(self.scratch)
        variables = {**self.confinement.environment, **pytest_check.environment(sheet)}
        confinement = replace(self.confinement, environment=variables)
        finished = self._finish(pytest_check.observed(command, self.module), confinement)
        if stopped := self._circumstances(finished):
            return _Ended(stopped, None, finished.output, finished.duration_seconds)
        judged = pytest_check.judge(finished.status, finished.output, sheet, self.module.evidence)
        told = None if judged.verdict.outcome is Outcome.COULD_NOT_RUN else judged.report
        return _Ended(judged.verdict, told, finished.output, finished.duration_seconds)

    def _run_reported(self, check: Check, origin: str) -> _Ended:
        home = self.confinement.cwd or self.confinement.workdir
        clear(home, check.report)
        ended = self._run(check.command, origin)
        if ended.verdict.outcome is Outcome.COULD_NOT_RUN:
            return ended
        passed = ended.verdict.outcome is Outcome.PASSED
        try:
            found = junit.report_of(read_file(home, check.report))
        except ReportError as error:
            told = f"{'exit status 0' if passed else ended.verdict.reason}, but {error}; {check.report} is expected"
            return ended._replace(verdict=verdict.failed(told) if passed else verdict.could_not_run(told))
        return ended._replace(verdict=_reported(ended.verdict, found, self.module.evidence), report=found)

    def _run(self, command: tuple[str, ...], origin: str) -> _Ended:
        if missing := self._missing(command[0], origin):
            return _Ended(missing)
        finished = self._finish(command, self.confinement)
        ended = self._circumstances(finished) or verdict.of_status(finished.status)
        return _Ended(ended, None, finished.output, finished.duration_seconds)

    def _finish(self, command: tuple[str, ...], confinement: Confinement) -> Finished:
        return run_command(
            self.sandbox,
            command,
            confinement,
            timeout_seconds=self.timeout_seconds,
            stop=self.stop,
            record=self.record,
        )

    def _circumstances(self, finished: Finished) -> Verdict | None:
        return verdict.of_circumstances(finished, self.sandbox, timeout_seconds=self.timeout_seconds)

    def _missing(self, program: str, origin: str) -> Verdict | None:
        if "/" in program:
            path = (self.confinement.cwd or self.confinement.workdir) / program
            found = path.is_file() and os.access(path, os.X_OK)
        else:
            found = shutil.which(program, path=self.confinement.environment["PATH"]) is not None
        if found:
            return None
        remedy = f"install it, or mend {origin} in shared/project_structure.json"
        return verdict.could_not_run(f"{program} is not there or may not be executed; {remedy}")


def _reported(by_status: Verdict, report: TestReport, rules: EvidenceRules) -> Verdict:
    """Judge a command by status and report of another runner; the two must agree."""
    counts = report.counts()
    if counts.failed and by_status.outcome is Outcome.PASSED:
        return verdict.failed(f"exit status 0, but its report counts {counts.failed} failed tests", counts)
    if counts.failed:
        return by_status._replace(
            reason=f"{counts.failed} of {counts.collected} tests failed", counts=counts, by_tests=True
        )
    if by_status.outcome is Outcome.PASSED and not counts.passed and rules.some_test_ran:
        return verdict.failed("no test passed", counts, rules=("some_test_ran",))
    return by_status._replace(counts=counts)


def _all(module: Module, same: Verdict) -> tuple[Ran, ...]:
    return tuple(
        Ran(CheckResult(f"{module.name}:{name}", check.command, same.outcome, same.reason, duration_seconds=0.0))
        for name, check in module.checks.items()
    )
