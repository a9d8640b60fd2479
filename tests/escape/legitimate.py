"""Is any change refused that a careful engineer would let pass?

`legitimate/*.toml` holds changes in scope, `legitimate/README.md` says how. Each is really made in a workspace by a
coder's tools, taken up and judged as at landing.
"""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bailiwick.sandbox.base import Confinement
from bailiwick.sandbox.command import run_command
from bailiwick.sandbox.environment import environment, interpreter

from tests.escape import change
from tests.escape.ground import Ground

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bailiwick.sandbox.base import Sandbox

    from tests.escape.change import Batch, Change

CASES = Path(__file__).with_name("legitimate")


@dataclass(frozen=True)
class Denial:
    """A change that was not let pass."""

    change: Change
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.change.file}: {self.change.title}: {'; '.join(self.reasons)}"


def batches(cases: Path = CASES) -> list[Batch]:
    """Read all files of changes; InputError names every file, entry and key that is not of the form."""
    return change.load(cases)


def count(found: Sequence[Batch], sandbox: Sandbox | None = None) -> int:
    """How many changes there are: all, or those that `denials` tries in a sandbox."""
    every = [each for batch in found for each in batch.changes]
    return len(every) if sandbox is None else sum(not _why_not(each, sandbox) for each in every)


def left_out(found: Sequence[Batch], sandbox: Sandbox) -> list[str]:
    """Name the changes that are not tried in a sandbox, each with the limit of sandbox or machine that forbids it."""
    every = [each for batch in found for each in batch.changes]
    return [f"{each.file}: {each.title}: {why}" for each in every if (why := _why_not(each, sandbox))]


def denials(sandbox: Sandbox, place: Path, found: Sequence[Batch]) -> list[Denial]:
    """Make and judge every change that can be made in a sandbox.

    Args:
        sandbox: in which the coder's commands run.
        place: an empty directory; for the sandbox `uid` all users must be able to reach it.
        found: from `batches`.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = [pool.submit(_denied, batch, sandbox, place / batch.file) for batch in found]
        return [denial for each in waiting for denial in each.result()]


def _denied(batch: Batch, sandbox: Sandbox, place: Path) -> list[Denial]:
    ground = Ground.lay_out(batch, sandbox, place)
    tried = [(each, tuple(ground.try_out(each))) for each in batch.changes if not _why_not(each, sandbox)]
    return [Denial(each, reasons) for each, reasons in tried if reasons]


def _why_not(each: Change, sandbox: Sandbox) -> str:
    """Why a change is not tried in a sandbox, "" where it is."""
    if sandbox.name in each.of("not_in"):
        return str(each.of("not_in")[sandbox.name])
    lacking = next((program for program in each.of("needs") if not _starts(sandbox, program)), "")
    return f"{lacking} does not start there on this machine" if lacking else ""


def _starts(sandbox: Sandbox, program: str) -> bool:
    if (sandbox.name, program) not in _STARTING:
        _STARTING[sandbox.name, program] = _try(sandbox, program)
    return _STARTING[sandbox.name, program]


_STARTING: dict[tuple[str, str], bool] = {}


def _try(sandbox: Sandbox, program: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="bailiwick-legitimate-") as made:
        place = Path(made).resolve()
        place.chmod(0o755)
        (place / "scratch").mkdir()
        confinement = Confinement(
            workdir=place,
            writable=(place / "scratch",),
            readable=interpreter(),
            environment=environment(place / "scratch"),
        )
        return run_command(sandbox, (program, "--version"), confinement, timeout_seconds=10).status == 0
