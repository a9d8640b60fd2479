"""What a report claims beside what was seen, what stops for a person, and when a coder runs in a circle."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bailiwick.conventions import contradictions, limits, stops
from bailiwick.conventions.contracts import Contracts
from bailiwick.conventions.contradictions import Facts
from bailiwick.domain.convention import ConventionLimits
from bailiwick.files import conventions
from bailiwick.files.structure import nothing

FACTS = Facts(
    changed={"a.py": "M", "b.py": "A"},
    contracts=Contracts([("GET", "/quotes")]),
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
            {"endpoints": [{"method": "GET", "path": "/quotes"}, {"method": "PUT", "path": "/quotes"}]},
            ["the report names endpoints that no contract of the module has: PUT /quotes: call publish_contract"],
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
            {"values": {"conformity": "NO", "deviations": [{"File": "a.py:11"}, {"File": "c.py:1"}, {"File": "a.py"}]}},
            [
                "a deviation is said to be in line 11 of a.py, which has 10",
                "a deviation is said to be in c.py, which is not there",
                "a deviation is said to be in line 0 of a.py, which has 10",
            ],
        ),
        (
            {"attention": [{"path": "a.py", "line": 11}, {"path": "c.py", "line": 1}, {"path": "a.py", "line": 10}]},
            [
                "attention is called to line 11 of a.py, which has 10",
                "attention is called to c.py, which is not there",
            ],
        ),
        (
            {"bugs": [{"path": "a.py", "line": 10}, {"path": "a.py", "line": 11}, {"path": "c.py", "line": 1}]},
            ["a bug is said to be in line 11 of a.py, which has 10", "a bug is said to be in c.py, which is not there"],
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
    ids=["files", "endpoints", "dependencies", "yes", "no", "places", "attention", "bugs", "criteria"],
)
def test_each_contradiction_is_named(change: dict[str, Any], told: list[str]) -> None:
    assert list(contradictions.found(contradictions.COMPARISONS, TRUE | change, FACTS)) == told


ONE = "tests/test_a.py::test_one"
STANDING = {
    "an old test of another": (
        frozenset(),
        {},
        [f"criterion 1 is claimed by tests that were there before and are not changed: {ONE}"],
    ),
    "one that the progress names for it": (frozenset(), {"1": (ONE,)}, []),
    "one for a mark that was there": ({"1"}, {}, []),
}


@pytest.mark.parametrize(("met", "claimed", "told"), STANDING.values(), ids=STANDING)
def test_a_criterion_is_claimed_by_tests_of_the_work_or_known_for_it(
    met: frozenset[str], claimed: dict[str, tuple[str, ...]], told: list[str]
) -> None:
    facts = replace(FACTS, met=met, claimed=claimed, is_new=lambda _node: False)
    assert list(contradictions.found(["criteria"], TRUE, facts)) == told


def test_a_mark_settles_a_criterion_where_the_progress_names_tests_that_pass() -> None:
    report = TRUE | {"open": []}
    lacking = "the criteria 2 are neither claimed with a test nor is anything said to be open"
    for claimed, told in (({}, [lacking]), ({"2": ("tests/gone.py::test",)}, [lacking]), ({"2": (ONE,)}, [])):
        facts = replace(FACTS, met=frozenset({"2"}), claimed=claimed)
        assert list(contradictions.found(["criteria"], report, facts)) == told


def test_only_what_the_convention_compares_is_compared() -> None:
    assert contradictions.found(("endpoints",), TRUE | {"files": []}, FACTS) == ()


OPENAPI = "openapi: 3.1.0\npaths:\n  /quotes/{sku}:\n    get: {summary: not post}\n    parameters: []\n  /odd: text\n"


@pytest.mark.parametrize(
    ("method", "path", "contracts", "expected"),
    [
        ("GET", "/quotes/{id}", Contracts([("get", "/quotes/{sku}")]), True),
        ("GET", "/quotes", Contracts([("GET", "/quotes/{sku}")]), False),
        ("GET", "/quotes/{id}", Contracts(files=(OPENAPI,)), True),
        ("POST", "/quotes/{id}", Contracts(files=(OPENAPI,)), False),
        ("GET", "/odd", Contracts(files=(OPENAPI,)), False),
        ("POST", "/quotes/{id}", Contracts(files=("await fetch(`/quotes/{sku}`)",)), True),
        ("GET", "/quote", Contracts(files=("await fetch(`/quotes`), then `/quotes/{sku}`",)), False),
        ("CALL", "pricing.price", Contracts(files=('{"function": "pricing.quote"}',)), False),
    ],
    ids=[
        "listed",
        "another path",
        "operation",
        "another method",
        "no operation",
        "in a client",
        "longer path",
        "not in it",
    ],
)
def test_an_endpoint_is_in_the_contracts(method: str, path: str, contracts: Contracts, expected: bool) -> None:
    assert contracts.have(method, path) is expected


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


def test_a_circle_may_have_begun_in_an_earlier_attempt() -> None:
    circle = ConventionLimits(circle=3, reason="look")
    again = [run("failed", 3, "a")] * 2
    assert limits.reached(circle, again[:1], again) == "look: 3 runs changed the same files, and no more tests passed"
    assert limits.reached(circle, again[:1], [run("failed", 2, "a"), *again[:1]]) == ""
    assert limits.reached(circle, [], again * 2) == ""
    assert limits.reached(ConventionLimits(failed_checks=3, reason="look"), again[:1], again) == ""


def test_without_limits_nothing_is_reached() -> None:
    assert limits.reached(ConventionLimits(), [run("failed", 0)] * 9) == ""


@pytest.mark.parametrize(
    ("iteration", "stopped", "told"),
    [
        ("", 0, ""),
        ("5", 0, ""),
        ("4", 1, ""),
        ("6", 0, "five rounds are used up: this would be round 6, and 5 are allowed"),
        ("", 5, "five rounds are used up: this would be round 6, and 5 are allowed"),
    ],
)
def test_rounds_of_a_team_are_counted(iteration: str, stopped: int, told: str) -> None:
    allowed = ConventionLimits(iterations=5, reason="five rounds are used up")
    assert limits.rounds_used_up(allowed, iteration, stopped) == told
    assert limits.rounds_used_up(ConventionLimits(), iteration, stopped) == ""


FINDING = {"Severity": "High", "Endpoint": "POST /orders", "File": "a.py:10", "Finding": "answers 200"}


@pytest.mark.parametrize(
    ("ran", "result", "conformity", "findings", "told"),
    [
        ("YES", "ALL PASS", "YES", [], []),
        ("YES", "SOME FAIL", "NO", [FINDING], ["the report says that tests fail, and every check passed"]),
        ("NO", "NOT RUN", "NO", [FINDING], []),
        ("NO", "ALL PASS", "YES", [], ["the report says NO to tests that ran, and ALL PASS of their result"]),
        ("YES", "NOT RUN", "YES", [], ["the report says YES to tests that ran, and NOT RUN of their result"]),
        ("YES", "ALL PASS", "NO", [], ["the report says NO to conformity and lists no finding"]),
        (
            "YES",
            "ALL PASS",
            "NO",
            [FINDING | {"File": "b.py:1"}],
            ["a finding is said to be in b.py, which is not there"],
        ),
    ],
)
def test_the_report_of_a_tester_agrees_with_itself_and_with_the_checks(
    ran: str, result: str, conformity: str, findings: list[dict[str, str]], told: list[str]
) -> None:
    values = {"tests_run": ran, "result": result, "conformity": conformity, "findings": findings}
    sprint = conventions.named("sprint", nothing)
    assert sprint
    report = {"files": ["a.py", "b.py"], "values": values}
    assert list(contradictions.found(sprint.for_role("qa").compare, report, FACTS)) == told


def test_a_parameter_lets_one_stop_pass_and_no_other() -> None:
    asked = {"nonconformity": "it deviates", "findings": "it does not hold"}
    assert stops.asking(asked, {"nonconformity": "ask"}) == asked
    assert stops.asking(asked, {"nonconformity": "land"}) == {"findings": "it does not hold"}


def test_yes_is_contradicted_by_code_that_is_off_the_contract() -> None:
    off = Facts({}, off_contract=("a.py:3: POST /x is not in the contract",))
    told = ("the report says YES to conformity, and a.py:3: POST /x is not in the contract",)
    assert contradictions.found(("contract",), {"values": {"conformity": "YES"}}, off) == told
    assert contradictions.found(("contract",), {"values": {"conformity": "NO"}}, off) == ()


def test_findings_stop_the_work_until_they_are_answered() -> None:
    asked = {"findings": "not what the contract says"}
    failing = {"values": {"result": "SOME FAIL", "conformity": "YES", "findings": [FINDING]}}
    question = "not what the contract says: High: POST /orders (a.py:10) answers 200"
    assert stops.question(asked, failing, "") == stops.question(asked, failing, "next round") == question
    assert stops.question(asked, failing, " Keep, it is tested again") == ""
    assert (
        stops.question(asked, {"values": {"result": "ALL PASS", "conformity": "YES", "findings": [FINDING]}}, "") == ""
    )
