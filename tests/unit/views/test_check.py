"""What `invoke check` prints."""

from __future__ import annotations

import json

from bailiwick.domain.violation import Violation
from bailiwick.views.check import report_check

from tests.support.reports import printed

VIOLATIONS = [
    Violation("shared/plan.md", "", "is missing", remedy="start it with `# Project Name: snake_case`"),
    Violation("shared/task_list.json", "$.tasks[0].status", '"doen" is not a status', 7, 'did you mean "done"?'),
    Violation("shared/task_list.json", "$.tasks[1]\x1b[2J", "waits for itself: 1 -> 1", 12),
]


def test_violations_are_listed_with_place_and_remedy() -> None:
    assert printed(lambda paper: report_check(VIOLATIONS, paper)) == (
        "shared/plan.md: is missing\n"
        "    start it with `# Project Name: snake_case`\n"
        'shared/task_list.json:7 $.tasks[0].status: "doen" is not a status\n'
        '    did you mean "done"?\n'
        "shared/task_list.json:12 $.tasks[1]: waits for itself: 1 -> 1\n"
        "\n"
        "3 violations in 2 files\n"
    )


def test_none() -> None:
    assert printed(lambda paper: report_check([], paper)) == "no violations\n"


def test_as_json() -> None:
    text = printed(lambda paper: report_check(VIOLATIONS[1:2], paper, as_json=True))
    assert json.loads(text) == {
        "violations": [
            {
                "file": "shared/task_list.json",
                "line": 7,
                "path": "$.tasks[0].status",
                "message": '"doen" is not a status',
                "remedy": 'did you mean "done"?',
            }
        ],
        "notes": [],
    }


def test_notes_come_first() -> None:
    notes = ["task 3 was interrupted:\nthe next run goes on with it"]
    text = printed(lambda paper: report_check([], paper, notes=notes))
    assert text == "note:  task 3 was interrupted: the next run goes on with it\nno violations\n"
    data = json.loads(printed(lambda paper: report_check([], paper, notes=notes, as_json=True)))
    assert data == {"violations": [], "notes": notes}
