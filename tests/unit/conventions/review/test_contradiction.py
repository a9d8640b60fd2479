"""A verdict that its own findings contradict is not believed."""

from __future__ import annotations

import pytest
from bailiwick.conventions.review.contradiction import contradictions
from bailiwick.domain.review import ARCHITECTURE, MODULE, Kind


@pytest.mark.parametrize(
    ("kind", "verdict", "severities"),
    [
        (MODULE, "APPROVED", []),
        (MODULE, "APPROVED", ["MINOR"]),
        (MODULE, "NEEDS_CHANGES", ["MINOR", "MAJOR"]),
        (ARCHITECTURE, "NEEDS_RESTRUCTURING", ["CRITICAL"]),
    ],
)
def test_sound_verdicts(kind: Kind, verdict: str, severities: list[str]) -> None:
    assert contradictions(kind, verdict, severities) == []


ESCALATING = Kind("review", "OK", "NO", {"NO (tests)": "tester", "BLOCKED": ""})


@pytest.mark.parametrize(
    ("kind", "verdict", "severities", "expected"),
    [
        (
            MODULE,
            "NEEDS_RESTRUCTURING",
            ["MAJOR"],
            'verdict: "NEEDS_RESTRUCTURING" is not one of APPROVED, NEEDS_CHANGES',
        ),
        (
            ARCHITECTURE,
            "NEEDS_CHANGES",
            ["MAJOR"],
            'verdict: "NEEDS_CHANGES" is not one of APPROVED, NEEDS_RESTRUCTURING',
        ),
        (
            MODULE,
            "APPROVED",
            ["MINOR", "MAJOR"],
            "APPROVED with a MAJOR finding: send the work back, or lower the finding to MINOR",
        ),
        (
            MODULE,
            "APPROVED",
            ["CRITICAL"],
            "APPROVED with a CRITICAL finding: send the work back, or lower the finding to MINOR",
        ),
        (MODULE, "NEEDS_CHANGES", [], "NEEDS_CHANGES with no finding: name a CRITICAL or MAJOR one, or say APPROVED"),
        (
            MODULE,
            "NEEDS_CHANGES",
            ["MINOR"],
            "NEEDS_CHANGES with nothing but MINOR findings: name a CRITICAL or MAJOR one, or say APPROVED",
        ),
        (ESCALATING, "BLOCKED", [], "BLOCKED with no finding: name a CRITICAL or MAJOR one, or say OK"),
        (ESCALATING, "STOP", ["MAJOR"], 'verdict: "STOP" is not one of OK, NO, NO (tests), BLOCKED'),
        (MODULE, "APPROVED", ["MAJORR"], 'there is no severity "MAJORR" (did you mean "MAJOR"?)'),
    ],
)
def test_contradictions(kind: Kind, verdict: str, severities: list[str], expected: str) -> None:
    assert contradictions(kind, verdict, severities) == [expected]
