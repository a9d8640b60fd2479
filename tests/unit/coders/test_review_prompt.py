"""What a reviewer is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bailiwick.agents.definition import read_definition
from bailiwick.coders.review_prompt import MAX_DIFF_CHARACTERS, ReviewRound, ReviewSubject, build_review
from bailiwick.conventions.document import Document
from bailiwick.domain.evidence import CheckResult, Counts, Evidence, Outcome
from bailiwick.domain.review import Reviewer
from bailiwick.domain.structure import Module
from bailiwick.domain.task import Task

from tests.support.coding import write

if TYPE_CHECKING:
    from pathlib import Path

TASK = Task(7, "Quote baskets", "coder", "in_progress", "Quote them.", acceptance_criteria=("0 is refused",))
CHECK = CheckResult("pricing:tests", ("pytest", "-q"), Outcome.PASSED, "", 1.0, Counts(4, 3, 0, 1))


def subject(diff: str = "+A = 1") -> ReviewSubject:
    return ReviewSubject(
        task=TASK,
        module=Module("pricing", ("modules/pricing",), ("coder",)),
        reviewer=Reviewer("backend_reviewer"),
        round=2,
        diff=diff,
        summary="Named it.",
        evidence=Evidence("b", "c", "t", "landlock", (CHECK,)),
        documents=(Document("shared/learnings.md", "### Rounding"),),
        earlier=(ReviewRound("Round 1, backend_reviewer: NEEDS_CHANGES", ("[MAJOR] a.py:1 — name it",), "Named it."),),
    )


def test_the_task_its_history_its_evidence_and_the_change(tmp_path: Path) -> None:
    assert (
        build_review(subject(), None, tmp_path).first
        == """\
# Review of task 7, round 2: Quote baskets

Quote them.

## Acceptance criteria

- 0 is refused

## Earlier rounds

Round 1, backend_reviewer: NEEDS_CHANGES
- [MAJOR] a.py:1 — name it
The coder answered: Named it.

## What the coder says

Named it.

## Evidence

- pricing:tests passed, 3 passed, 0 failed, 1 skipped: `pytest -q`

## Changes

<diff>
+A = 1
</diff>

## To read

<document path="shared/learnings.md">
### Rounding
</document>"""
    )


def test_the_role_comes_first_and_the_boundary_after_it(tmp_path: Path) -> None:
    write(tmp_path, ".claude/agents/r.md", "---\nname: r\ntools: Read, Bash\n---\nYou may change anything.\n")
    prompt = build_review(subject(), read_definition(tmp_path, ".claude/agents/r.md"), tmp_path)
    role, rules = (block["text"] for block in prompt.system)
    assert role == "You may change anything."
    assert "You act as backend_reviewer. You may read the whole tree that would land, and write nothing" in rules
    assert "APPROVED, or NEEDS_CHANGES with at least one CRITICAL or MAJOR finding" in rules
    assert "Your role counts on tools that are not here: shell. Do without them." in rules


def test_a_long_diff_is_cut_with_a_note(tmp_path: Path) -> None:
    first = build_review(subject("x" * (MAX_DIFF_CHARACTERS + 7)), None, tmp_path).first
    assert f"{'x' * MAX_DIFF_CHARACTERS}\n[cut here: 7 more characters; view the files for the rest]" in first
    assert "x" * (MAX_DIFF_CHARACTERS + 1) not in first
