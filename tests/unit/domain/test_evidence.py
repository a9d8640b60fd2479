"""How checks add up."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from bailiwick.domain.evidence import CheckResult, Counts, Evidence, Outcome


def result(outcome: str, counts: Counts | None = None) -> CheckResult:
    return CheckResult("m:tests", ("pytest",), Outcome(outcome), "", 1.23456, counts, "tail")


def evidence(*outcomes: str) -> Evidence:
    return Evidence("base", "commit", "tree", "bubblewrap", tuple(result(o) for o in outcomes))


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        pytest.param(("passed", "passed"), "passed", id="all passed"),
        pytest.param(("passed", "could_not_run", "failed"), "failed", id="failure is worst"),
        pytest.param(("passed", "could_not_run"), "could_not_run", id="not run is not passed"),
        pytest.param((), "could_not_run", id="nothing was checked"),
    ],
)
def test_outcome(outcomes: tuple[str, ...], whole: str) -> None:
    assert evidence(*outcomes).outcome == whole


def test_json_there_and_back() -> None:
    before = Evidence("b", "c", "t", "none", (result("passed", Counts(3, 2, 0, 1)), result("failed")))
    data = json.loads(json.dumps(before.to_json()))
    assert data["outcome"] == "failed"
    assert Evidence.from_json(data).to_json() == before.to_json()


def test_contradictions_are_kept_and_left_out_where_there_are_none() -> None:
    assert "contradictions" not in evidence("passed").to_json()
    before = replace(evidence("passed"), contradictions=("the report names a.py",))
    assert Evidence.from_json(json.loads(json.dumps(before.to_json()))).contradictions == before.contradictions


def test_the_task_list_gets_no_output() -> None:
    assert "output_tail" not in json.dumps(evidence("passed").to_json(with_output=False))
