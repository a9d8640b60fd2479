"""What the landing writes into a specification, and what a report is let land with."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from bailiwick.coders.payloads import plain_report
from bailiwick.domain.evidence import Evidence
from bailiwick.domain.structure import Agent, Module, Structure
from bailiwick.domain.task import Task
from bailiwick.files import conventions
from bailiwick.files.structure import nothing
from bailiwick.flow.actions import comparison, notes
from bailiwick.flow.attempt import Order, Position

from tests.support.repositories import commit, head, make_repository

if TYPE_CHECKING:
    from pathlib import Path

NOTE = "specs/SPEC-1.md"
SPEC = """\
---
title: 'SPEC-1: Quotes'
status: approved
---
## Why
## What
## How
## How to Evaluate
### Success Criteria
- [x] 1. one total
- [ ] 2. in cents
"""
OLD, NEW = "tests/test_a.py::test_old", "tests/test_a.py::test_new"
TEST = "def test_old():\n    assert 1 + 1 == 2\n"
RUN = {"at": "2026-03-14 10:05", "passed": 2, "total": 2, "commands": ["pytest -q"]}
ORDER = Order("1", 1, "", 1)


class Work:
    """A repository, a commit of work on it, and the run in which it lands."""

    def __init__(self, root: Path, checked: str = "done") -> None:
        repo = make_repository(root / "r", {NOTE: SPEC, "modules/api/tests/test_a.py": TEST})
        self.base = head(repo)
        new = TEST + TEST.replace("old", "new").replace("1 + 1", "2 * 1")
        self.tip = commit(repo.root, {"modules/api/tests/test_a.py": new})
        shipped = conventions.named("spec_notes", nothing)
        assert shipped
        own = replace(shipped, log=replace(shipped.log, checked=checked))
        structure = Structure(
            "shop",
            {"api": Module("api", ("modules/api",), ("dev",))},
            {"dev": Agent("dev", convention="spec_notes")},
            conventions={"spec_notes": own},
        )
        task = Task(1, "T", "dev", "in_progress", "", module="api", params={"spec": "SPEC-1"})
        passed = SimpleNamespace(passed_tests=lambda _tree, _module: frozenset({OLD, NEW}))
        state = SimpleNamespace(root=root)
        told = {"repo": repo, "structure": structure, "task": lambda _key: task, "examiner": passed, "state": state}
        self.context = cast("Any", SimpleNamespace(**told))

    def landed(self, criteria: dict[str, list[str]]) -> str:
        """The note after the landing of a report."""
        report = plain_report(summary="Done.") | {"criteria": criteria}
        evidence = Evidence(self.base, self.tip, self.tip, "", ())
        at = Position(self.base, self.tip, self.tip, runs=(RUN,))
        (patch,) = notes.patches(self.context, ORDER, {"note": NOTE}, report, evidence, at)
        return patch.change(SPEC)


@pytest.mark.parametrize(("checked", "marks"), [("done", ["[x]", "[x]"]), ("in_progress", ["✅", "✅"])])
def test_criteria_are_marked_as_the_team_reads_a_box(tmp_path: Path, checked: str, marks: list[str]) -> None:
    after = Work(tmp_path, checked).landed({"1": [NEW], "2": [NEW]})
    assert f"- {marks[0]} 1. one total\n- {marks[1]} 2. in cents\n" in after
    assert "status: complete\n" in after


def test_a_test_that_the_base_had_sets_no_mark_and_a_mark_without_a_test_completes_nothing(tmp_path: Path) -> None:
    work = Work(tmp_path)
    assert "- [ ] 2. in cents\n" in work.landed({"2": [OLD]})
    after = work.landed({"2": [NEW]})
    assert "- [x] 1. one total\n- [x] 2. in cents\n" in after
    assert "status: implementing\n" in after


def test_what_a_report_goes_on_to_say_of_criteria_is_kept_in_the_evidence(tmp_path: Path) -> None:
    work = Work(tmp_path)
    report = plain_report(summary="Done.", files=["modules/api/tests/test_a.py"]) | {
        "criteria": {"9": [OLD]},
        "open": ["2"],
    }
    judged = {"target": work.base, "tree": work.tip, "evidence": {"checks": []}}
    at = Position(work.base, work.tip, work.tip)
    assert comparison.with_what_stays(work.context, ORDER, report, judged, at)["evidence"]["contradictions"] == [
        "there is no success criterion 9",
        f"criterion 9 is claimed by tests that were there before and are not changed: {OLD}",
    ]
