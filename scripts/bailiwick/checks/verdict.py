"""What the end of a command means: passed, failed, or nothing at all because it could not run."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, NamedTuple

from bailiwick.domain.evidence import Counts, Outcome

if TYPE_CHECKING:
    from bailiwick.sandbox.base import Sandbox
    from bailiwick.sandbox.process import Finished

NO_SANDBOX = "no sandbox works on this machine; install bubblewrap, see the first lines of the run"
_FROM_OUTSIDE = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


class Verdict(NamedTuple):
    """The outcome of one command."""

    outcome: Outcome
    reason: str = ""
    """Empty when it passed."""
    counts: Counts | None = None
    broken_rules: tuple[str, ...] = ()
    """Fields of `EvidenceRules`, where a rule of evidence is what failed."""
    by_tests: bool = False
    """True where it failed by nothing but tests that failed, each of them in the report."""


def failed(reason: str, counts: Counts | None = None, *, rules: tuple[str, ...] = ()) -> Verdict:
    """Build the verdict that goes back to the coder."""
    return Verdict(Outcome.FAILED, reason, counts, broken_rules=rules)


def could_not_run(reason: str, counts: Counts | None = None) -> Verdict:
    """Build the verdict that is no fault of the coder."""
    return Verdict(Outcome.COULD_NOT_RUN, reason, counts)


def of_circumstances(finished: Finished, sandbox: Sandbox, *, timeout_seconds: float) -> Verdict | None:
    """Judge what kept a command from coming to its own end; None where nothing did."""
    if finished.stopped:
        return could_not_run("stopped before it ended; run it again")
    if finished.exceeded:
        return could_not_run(
            f"ended because it used {finished.exceeded}; make it smaller, or raise `limits` in the map"
        )
    if finished.timed_out:
        return could_not_run(f"not done after {timeout_seconds:g} s; make the check faster or its time limit longer")
    if failure := sandbox.setup_failure(finished.status, finished.output):
        return could_not_run(f"the sandbox {sandbox.name} could not start it ({failure}); mend the machine")
    ended_by = signal_of(finished.status)
    if ended_by in _FROM_OUTSIDE:
        return could_not_run(f"killed by {ended_by.name}, perhaps for want of memory; give it more and run it again")
    return None


def of_status(status: int) -> Verdict:
    """Judge a command that says by its exit status alone how it went."""
    if status == 0:
        return Verdict(Outcome.PASSED)
    ended_by = signal_of(status)
    return failed(f"ended by {ended_by.name}" if ended_by else f"exit status {status}")


def signal_of(status: int) -> signal.Signals | None:
    """Return the signal that ended a command, told as `-n` by the system or as `128 + n` by shells and sandboxes."""
    number = -status if status < 0 else status - 128
    try:
        return signal.Signals(number)
    except ValueError:
        return None
