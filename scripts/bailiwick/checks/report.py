"""What a test report says, test by test, whichever runner wrote it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bailiwick.domain.evidence import Counts

if TYPE_CHECKING:
    from collections.abc import Mapping


class TestOutcome(StrEnum):
    """How one test ended."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    """Failures, errors of its set-up and tear-down, and strict expected failures that passed."""
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    """Expected to fail, whether it did or not."""


@dataclass(frozen=True)
class TestReport:
    """All tests of one run of a check."""

    __test__ = False

    outcomes: Mapping[str, TestOutcome] = field(default_factory=dict)
    """Node id relative to the module's first directory (`tests/test_x.py::TestA::test_y[1]`), `classname::name` from
    other runners."""
    injected: str = ""
    """How the injected test that must fail ended: `failed` as it must, `passed`, `missing`; empty: there was none."""

    @property
    def failing(self) -> frozenset[str]:
        """Tests that failed."""
        return frozenset(test for test, outcome in self.outcomes.items() if outcome is TestOutcome.FAILED)

    def counts(self) -> Counts:
        """Add up."""
        ended = list(self.outcomes.values())
        return Counts(
            collected=len(ended),
            passed=ended.count(TestOutcome.PASSED),
            failed=ended.count(TestOutcome.FAILED),
            skipped=ended.count(TestOutcome.SKIPPED),
            xfailed=ended.count(TestOutcome.XFAILED),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"outcomes": {test: str(o) for test, o in self.outcomes.items()}, "injected": self.injected}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> TestReport:
        """The inverse of `to_json`; ValueError, KeyError or AttributeError for anything else."""
        outcomes = {str(test): TestOutcome(outcome) for test, outcome in data["outcomes"].items()}
        return cls(outcomes, str(data["injected"]))
