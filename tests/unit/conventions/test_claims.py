"""What a report claims beside what was seen, what stops for a person, and when a coder runs in a circle."""

from __future__ import annotations

from typing import Any

import pytest
from bailiwick.conventions import contradictions, limits, stops
from bailiwick.conventions.contradictions import Facts
from bailiwick.domain.convention import ConventionLimits

FACTS = Facts(
    changed={"a.py": "M", "b.py": "A"},
    dependencies=frozenset({"pydantic"}),
    lines={"a.py": 10}.get,
    passed_tests=frozenset({"tests/test_a.py::test_one"}),
    criteria=("1", "2"),
)
TRUE: dict[str, Any] = {
    "files": ["a.py", "b.py"],
    "endpoints": [],
    "dependencies": ["Pydantic>=2.7"],
    "criteria": {"1": ["tests/test_a.py::test_one"]},
    "open": ["2"],
    "values": {"conformity": "NO", "deviations": [{"File": "a.py:10"}]},
}


def test_a_true_report_contradicts_nothing() -> None:
    assert contradictions.found(contradictions.COMPARISONS, TRUE, FACTS) == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"files": ["a.py", "c.py"]},
            [
                "the report names files that the work does not change: c.py",
                "the work changes files that the report does not name: b.py",
            ],
        ),
        (
            {"endpoints": [{"method": "GET"}]},
            ["the report lists endpoints, and no contract is published: call publish_contract"],
        ),
        (
            {"dependencies": ["dbos"]},
            [
                "the report names dependencies that pyproject.toml does not get: dbos",
                "pyproject.toml gets dependencies that the report does not name: pydantic",
            ],
        ),
        (
            {"values": {"conformity": "YES", "deviations": [{"File": "a.py:1"}]}},
            ["the report says YES to conformity and lists deviations"],
        ),
        (
            {"values": {"conformity": "NO", "deviations": ()}},
            ["the report says NO to conformity and lists no deviation"],
        ),
        (
            {"values": {"conformity": "NO", "deviations": [{"File": "a.py:11"}, {"File": "c.py:1"}]}},
            [
                "a deviation is said to be in line 11 of a.py, which has 10",
                "a deviation is said to be in c.py, which is not there",
            ],
        ),
        (
            {"criteria": {"1": ["x::y"], "2": [], "3": ["tests/test_a.py::test_one"]}},
            [
                "criterion 1 is claimed by tests that were not collected or did not pass: x::y",
                "criterion 2 is claimed without a test",
                "there is no success criterion 3",
                "the report claims every criterion and says that something is open",
            ],
        ),
    ],
    ids=["files", "endpoints", "dependencies", "yes", "no", "places", "criteria"],
)
def test_each_contradiction_is_named(change: dict[str, Any], told: list[str]) -> None:
    assert list(contradictions.found(contradictions.COMPARISONS, TRUE | change, FACTS)) == told


def test_only_what_the_convention_compares_is_compared() -> None:
    assert contradictions.found(("endpoints",), TRUE | {"files": []}, FACTS) == ()


@pytest.mark.parametrize(
    ("name", "report"),
    [
        (
            "interface",
            {"deviations": [{"kind": "internal", "text": "x"}, {"kind": "interface", "text": "two arguments"}]},
        ),
        ("contract", {"deviations": [{"kind": "contract", "text": "two arguments"}]}),
    ],
)
def test_a_stop_asks_until_the_answer_keeps_it(name: str, report: dict[str, Any]) -> None:
    asked = {name: "the design has to change"}
    assert stops.question(asked, report, "") == "the design has to change: two arguments"
    assert stops.question(asked, report, "no, follow it") == "the design has to change: two arguments"
    assert stops.question(asked, report, "Keep it.") == ""
    assert stops.question({}, report, "") == ""


def run(outcome: str, passed: int, *files: str) -> dict[str, Any]:
    """One run of the checks."""
    return {"outcome": outcome, "passed": passed, "files": list(files)}


@pytest.mark.parametrize(
    ("runs", "reason"),
    [
        ([run("failed", 1, "a")] * 2, ""),
        (
            [run("failed", 1, "a"), run("failed", 2, "b"), run("failed", 3, "c")],
            "look: the checks failed 3 times in a row",
        ),
        ([run("failed", 1), run("could_not_run", 0), run("failed", 1)], ""),
        (
            [run("passed", 3, "a"), run("failed", 3, "a")],
            "look: 2 runs changed the same files, and no more tests passed",
        ),
        ([run("passed", 3, "a"), run("failed", 4, "a")], ""),
        ([run("failed", 3, "a"), run("passed", 3, "a")], ""),
    ],
)
def test_a_person_is_asked_after_failures_in_a_row_and_in_a_circle(runs: list[dict[str, Any]], reason: str) -> None:
    circle = 2 if len(runs) == 2 and runs[0]["outcome"] == "passed" else 0
    assert limits.reached(ConventionLimits(failed_checks=3, circle=circle, reason="look"), runs) == reason


def test_without_limits_nothing_is_reached() -> None:
    assert limits.reached(ConventionLimits(), [run("failed", 0)] * 9) == ""
