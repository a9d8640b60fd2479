"""Which runs of the checks does the next landing of a task have to tell of?"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.flow.record import read_runs

if TYPE_CHECKING:
    from pathlib import Path

TABLES = """
CREATE TABLE workflow_status (workflow_uuid TEXT, status TEXT, created_at INTEGER, name TEXT);
CREATE TABLE operation_outputs
    (workflow_uuid TEXT, function_id INTEGER, function_name TEXT, output TEXT, started_at_epoch_ms INTEGER);
"""


def run(name: str) -> dict[str, Any]:
    return {"commit": name}


def journal(at: Path, attempts: dict[str, list[tuple[str, dict[str, Any]]]]) -> Path:
    """A journal with these attempts and their steps."""
    path = at / "journal.sqlite"
    with sqlite3.connect(path) as made:
        made.executescript(TABLES)
        for started, (attempt, steps) in enumerate(attempts.items()):
            made.execute("INSERT INTO workflow_status VALUES (?, 'SUCCESS', ?, 'attempt')", (attempt, started))
            for i, (name, output) in enumerate(steps):
                row = (attempt, i, name, json.dumps(output), started)
                made.execute("INSERT INTO operation_outputs VALUES (?, ?, ?, ?, ?)", row)
    made.close()
    return path


Step = tuple[str, dict[str, Any]]
RETURNED: Step = ("settle", {"state": "returned"})
LANDED: Step = ("settle", {"state": "landed"})
LIMIT: Step = ("settle", {"state": "blocked", "kind": "limit"})


@pytest.mark.parametrize(
    ("attempts", "found"),
    [
        ({}, []),
        ({"1": [("verify", {"run": run("a")}), ("verify", {}), ("verify", {"run": run("b")}), RETURNED]}, ["a", "b"]),
        ({"1": [("verify", {"run": run("a")}), ("land", {"runs": [run("b")]}), RETURNED]}, ["a", "b"]),
        ({"1": [("verify", {"run": run("a")}), RETURNED], "2": [("verify", {"run": run("b")}), LANDED]}, []),
        ({"1": [("verify", {"run": run("a")}), LANDED], "2": [("verify", {"run": run("b")})]}, ["b"]),
        ({"10": [("verify", {"run": run("b")})], "9": [("verify", {"run": run("a")}), RETURNED]}, ["a", "b"]),
        ({"11": [("verify", {"run": run("a")}), RETURNED]}, []),
    ],
    ids=["none", "returned", "on a moved branch", "landed later", "landed before", "by number", "only earlier ones"],
)
def test_runs_since_the_last_landing(tmp_path: Path, attempts: dict[str, Any], found: list[str]) -> None:
    made = journal(tmp_path, {f"code/7/{number}": steps for number, steps in attempts.items()})
    assert [one["commit"] for one in read_runs(made, "7", before=11)] == found
    assert read_runs(made, "8", before=11) == []


def test_what_a_limit_has_shown_to_a_person_is_closed(tmp_path: Path) -> None:
    attempts: dict[str, list[Step]] = {
        "1": [("verify", {"run": run("a")}), LIMIT],
        "2": [("verify", {"run": run("b")}), RETURNED],
    }
    made = journal(tmp_path, {f"code/7/{number}": steps for number, steps in attempts.items()})
    assert read_runs(made, "7", before=3) == [{"commit": "a", "closed": True}, {"commit": "b"}]
