"""What a report prints in a pipe, and the records that the tests of the reports share."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from bailiwick.domain.evidence import CheckResult, Counts, Evidence, Outcome
from bailiwick.domain.record import AttemptRecord, AttemptState, TurnRecord
from bailiwick.views.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Callable

EVIDENCE = Evidence(
    base="0123456789abcdef",
    commit="fedcba9876543210",
    tree="00112233445566",
    isolation="landlock",
    checks=(
        CheckResult("pricing:tests", ("pytest", "-q"), Outcome.PASSED, "", 0.41, Counts(6, 5, 0, 1)),
        CheckResult(
            "pricing:lint", ("ruff", "check", "."), Outcome.FAILED, "exit status 1", 12.2, None, "E1 bad\n  here\n"
        ),
    ),
)
RETURNED = AttemptRecord(
    task="2",
    number=1,
    state=AttemptState.RETURNED,
    agent="pricing_coder",
    module="pricing",
    coder="api",
    model="claude-sonnet-5-5",
    seconds=62,
    turns=(
        TurnRecord(
            1,
            "I add the discount.\nThen tests.",
            (
                ("bash", "pytest -q", "1 failed", True),
                ("str_replace_based_edit_tool", "create modules/pricing/x.py", "done\nline 2", False),
            ),
            1200,
            0.02,
        ),
    ),
    tokens=1200,
    cost_usd=0.02,
    base="0123456789abcdef",
    ref="refs/bailiwick/attempts/2/1",
    reason="the checks failed 3 times",
    evidence=EVIDENCE,
)
LANDED = AttemptRecord(
    task="2",
    number=2,
    state=AttemptState.LANDED,
    coder="scripted",
    seconds=4.2,
    commit="a1b2c3d4e5f60718",
    cost_usd=0.0,
)


def printed(report: Callable[[Paper], None]) -> str:
    """Return what a report prints to a pipe."""
    stream = io.StringIO()
    report(Paper.on(stream, {}))
    return stream.getvalue()
