"""Run a module's setup and checks in a checkout of the very tree that would land, and say how each ended."""

from __future__ import annotations

import os
import shlex
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bailiwick.checks import pytest_check, verdict
from bailiwick.domain.evidence import CheckResult, Outcome
from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.environment import environment, interpreter

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from bailiwick.checks.verdict import Verdict
    from bailiwick.domain.structure import Module
    from bailiwick.sandbox.base import Sandbox

TIMEOUT_SECONDS = 600.0
TAIL_CHARACTERS = 16_000


def run_checks(
    module: Module,
    tree_dir: Path,
    sandbox: Sandbox | None,
    *,
    scratch: Path,
    readable: tuple[Path, ...] = (),
    timeout_seconds: float = TIMEOUT_SECONDS,
    stop: threading.Event | None = None,
    record: Path | None = None,
) -> tuple[CheckResult, ...]:
    """Run every check of a module, without network, one after the other; a failed one does not stop the rest.

    Args:
        module: Whose `setup` and `checks` are run, in its first directory.
        tree_dir: A checkout that is thrown away afterwards; only the module's directories in it are writable.
        sandbox: None where none works: then nothing is run.
        scratch: A directory of this call's own outside the tree, for home, temporary files and reports.
        readable: What the commands may read beside the system, this Python and the tree.
        timeout_seconds: Limit of each command; 0: none.
        stop: When set, the running command is ended and the rest does not run.
        record: See `sandbox.process.run`.

    Returns:
        One result for each check in the order of the map; none where the module has no check, which proves nothing.
    """
    if sandbox is None:
        return _all(module, verdict.could_not_run(verdict.NO_SANDBOX))
    home = tree_dir / module.paths[0]
    if not home.is_dir():
        return _all(module, verdict.failed(f"{module.paths[0]} does not exist in the tree that would land"))
    scratch.mkdir(parents=True, exist_ok=True)
    confinement = Confinement(
        workdir=tree_dir,
        writable=(*(tree_dir / path for path in module.paths), scratch),
        readable=(*interpreter(), *readable),
        environment=environment(scratch),
        cwd=home,
    )
    bench = _Bench(module.name, sandbox, confinement, scratch, timeout_seconds, stop, record)
    if broken := bench.set_up(module.setup):
        return _all(module, broken)
    return tuple(bench.check(name, check.command) for name, check in module.checks.items())


@dataclass(frozen=True)
class _Bench:
    module: str
    sandbox: Sandbox
    confinement: Confinement
    scratch: Path
    timeout_seconds: float
    stop: threading.Event | None
    record: Path | None

    def set_up(self, commands: tuple[tuple[str, ...], ...]) -> Verdict | None:
        """Run the setup commands; return why the checks cannot run, or None where they can."""
        for command in commands:
            ended, output, _ = self._run(command, f"setup of {self.module}")
            if ended.outcome is not Outcome.PASSED:
                said = output.strip().rpartition("\n")[2]
                because = f"{ended.reason}: {said}" if said else ended.reason
                return verdict.could_not_run(f"setup `{shlex.join(command)}`: {because}")
        return None

    def check(self, name: str, command: tuple[str, ...]) -> CheckResult:
        ended, output, seconds = self._run(command, f"checks.{name} of {self.module}")
        return CheckResult(
            name=f"{self.module}:{name}",
            command=command,
            outcome=ended.outcome,
            reason=ended.reason,
            duration_seconds=seconds,
            counts=ended.counts,
            output_tail=output[-TAIL_CHARACTERS:],
        )

    def _run(self, command: tuple[str, ...], origin: str) -> tuple[Verdict, str, float]:
        if not self._found(command[0]):
            remedy = f"install it, or mend {origin} in shared/project_structure.json"
            return verdict.could_not_run(f"{command[0]} is not there or may not be executed; {remedy}"), "", 0.0
        report = self.scratch / "report.xml"
        self._clear(report)
        is_pytest = pytest_check.is_pytest(command)
        finished = run_command(
            self.sandbox,
            pytest_check.with_report(command, report) if is_pytest else command,
            self.confinement,
            timeout_seconds=self.timeout_seconds,
            stop=self.stop,
            record=self.record,
        )
        ended = verdict.of_circumstances(finished, self.sandbox, timeout_seconds=self.timeout_seconds)
        if ended is None and is_pytest:
            ended = pytest_check.judge(finished.status, finished.output, report)
        return ended or verdict.of_status(finished.status), finished.output, finished.duration_seconds

    def _found(self, program: str) -> bool:
        if "/" in program:
            path = (self.confinement.cwd or self.confinement.workdir) / program
            return path.is_file() and os.access(path, os.X_OK)
        return shutil.which(program, path=self.confinement.environment["PATH"]) is not None

    @staticmethod
    def _clear(report: Path) -> None:
        """Take away what an earlier command left at this place; it must not count for this one."""
        if report.is_dir() and not report.is_symlink():
            shutil.rmtree(report, ignore_errors=True)
        else:
            report.unlink(missing_ok=True)


def _all(module: Module, same: Verdict) -> tuple[CheckResult, ...]:
    return tuple(
        CheckResult(f"{module.name}:{name}", check.command, same.outcome, same.reason, duration_seconds=0.0)
        for name, check in module.checks.items()
    )
