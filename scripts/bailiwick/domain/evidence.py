"""What the engine saw when it ran the checks."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bailiwick.domain.review import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping


class Outcome(StrEnum):
    """How a check ended. `could_not_run` is never counted as passed and never held against the coder."""

    PASSED = "passed"
    FAILED = "failed"
    COULD_NOT_RUN = "could_not_run"


@dataclass(frozen=True)
class Counts:
    """Tests of one check."""

    collected: int
    passed: int
    failed: int
    """Failures and errors."""
    skipped: int
    """Skipped, expected failures not among them."""
    xfailed: int = 0
    """Expected failures."""


@dataclass(frozen=True)
class CheckResult:
    """One command, as it ended."""

    name: str
    """`<module>:<check>`."""
    command: tuple[str, ...]
    outcome: Outcome
    reason: str
    """Why it is not `passed`; empty when it is."""
    duration_seconds: float
    counts: Counts | None = None
    """None where the command leaves no test report."""
    output_tail: str = ""
    weak: bool = False
    """True where nothing but the exit status bears it out."""
    broken_rules: tuple[str, ...] = ()
    """Fields of `domain.structure.EvidenceRules` that a failed check broke."""
    already_red: tuple[str, ...] = ()
    """Tests that fail here and failed on the base before."""
    expected_red: tuple[str, ...] = ()
    """Tests that fail here for the first time, as the task says."""
    failing: tuple[str, ...] = ()
    """All tests that fail; for the coder, and not kept."""


@dataclass(frozen=True)
class Evidence:
    """All checks of one candidate."""

    base: str
    commit: str
    """The candidate commit whose tree was checked."""
    tree: str
    isolation: str
    checks: tuple[CheckResult, ...]
    layers: Mapping[str, str] = field(default_factory=dict)
    """Each layer of scope with how it held, see `domain.layers`."""
    reviews: tuple[Verdict, ...] = ()
    """The approvals with which it lands, one of each reviewer that the map names."""
    contradictions: tuple[str, ...] = ()
    """What the report goes on to say although the engine saw otherwise, a sentence each."""
    deviations: tuple[str, ...] = ()
    """What the report says of itself that would stop the work, and with which it was let land."""

    @property
    def outcome(self) -> Outcome:
        """Failed if any check failed, else could_not_run if any could not or there is none, else passed."""
        outcomes = [c.outcome for c in self.checks]
        for worst in (Outcome.FAILED, Outcome.COULD_NOT_RUN):
            if worst in outcomes:
                return worst
        return Outcome.PASSED if outcomes else Outcome.COULD_NOT_RUN

    def to_json(self, *, with_output: bool = True) -> dict[str, Any]:
        """Plain JSON, for the journal (with output) or the task list (without)."""
        data = asdict(self)
        for check in data["checks"]:
            del check["failing"]
            for name in ("command", "broken_rules", "already_red", "expected_red"):
                check[name] = list(check[name])
            if not check["expected_red"]:
                del check["expected_red"]
            check["outcome"] = str(check["outcome"])
            check["duration_seconds"] = round(check["duration_seconds"], 3)
            if not with_output:
                del check["output_tail"]
        data["checks"] = list(data["checks"])
        for name in ("reviews", "contradictions", "deviations"):
            data[name] = list(data[name])
            if not data[name]:
                del data[name]
        return data | {"outcome": str(self.outcome)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Evidence:
        """The inverse of `to_json`."""
        checks = tuple(
            CheckResult(
                name=c["name"],
                command=tuple(c["command"]),
                outcome=Outcome(c["outcome"]),
                reason=c["reason"],
                duration_seconds=c["duration_seconds"],
                counts=Counts(**c["counts"]) if c["counts"] else None,
                output_tail=c.get("output_tail", ""),
                weak=c.get("weak", False),
                broken_rules=tuple(c.get("broken_rules", ())),
                already_red=tuple(c.get("already_red", ())),
                expected_red=tuple(c.get("expected_red", ())),
            )
            for c in data["checks"]
        )
        layers = data.get("layers", {})
        reviews = tuple(Verdict(**verdict) for verdict in data.get("reviews", ()))
        told = (tuple(data.get(name, ())) for name in ("contradictions", "deviations"))
        place = (data["base"], data["commit"], data["tree"], data["isolation"])
        return cls(*place, checks, layers, reviews, *told)
