"""What does the next landing of a task have to tell and to bring of the attempts before it?"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from bailiwick.flow.actions.workspaces import kept_attempt
from bailiwick.flow.attempt import Order
from bailiwick.flow.record import read_effects, read_runs
from bailiwick.git import commits

from tests.support.repositories import head, make_repository

if TYPE_CHECKING:
    from pathlib import Path

    from bailiwick.git.repository import Repository

TABLES = """
CREATE TABLE workflow_status (workflow_uuid TEXT, status TEXT, created_at INTEGER, name TEXT);
CREATE TABLE operation_outputs
    (workflow_uuid TEXT, function_id INTEGER, function_name TEXT, output TEXT, started_at_epoch_ms INTEGER);
"""


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "repo")


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
def test_runs_since_the_last_landing(
    repo: Repository, tmp_path: Path, attempts: dict[str, Any], found: list[str]
) -> None:
    made = journal(tmp_path, {f"code/7/{number}": steps for number, steps in attempts.items()})
    assert [one["commit"] for one in read_runs(repo, made, "7", before=11)] == found
    assert read_runs(repo, made, "8", before=11) == []


def test_what_a_limit_has_shown_to_a_person_is_closed(repo: Repository, tmp_path: Path) -> None:
    attempts: dict[str, list[Step]] = {
        "1": [("verify", {"run": run("a")}), LIMIT],
        "2": [("verify", {"run": run("b")}), RETURNED],
    }
    made = journal(tmp_path, {f"code/7/{number}": steps for number, steps in attempts.items()})
    assert read_runs(repo, made, "7", before=3) == [{"commit": "a", "closed": True}, {"commit": "b"}]


def test_what_coders_have_left_is_carried_over_until_an_attempt_or_a_claim_lands(
    repo: Repository, tmp_path: Path
) -> None:
    def turn(name: str) -> Step:
        return "tool", {"effects": [{"kind": "learning", "data": name}]}

    attempts = {"1": [turn("a"), LANDED], "2": [turn("b"), RETURNED], "4": [turn("c"), turn("d"), LIMIT]}
    made = journal(tmp_path, {f"code/7/{number}": steps for number, steps in attempts.items()})

    def left() -> list[str]:
        return [effect["data"] for effect in read_effects(repo, made, "7", before=5)]

    assert left() == ["b", "c", "d"]
    commits.keep(repo, "refs/bailiwick/landed/7/3", head(repo))  # a claim, of which the journal knows nothing
    assert left() == ["c", "d"]


def test_work_from_before_the_last_landing_is_not_taken_up_again(repo: Repository) -> None:
    order = Order("7", 5, "", 1)
    commits.keep(repo, commits.task_ref("7", 2), head(repo))
    assert kept_attempt(repo, order) == head(repo)
    commits.keep(repo, "refs/bailiwick/landed/7/3", head(repo))
    assert kept_attempt(repo, order) is None
    commits.keep(repo, commits.task_ref("7", 4), head(repo))
    assert kept_attempt(repo, order) == head(repo)
